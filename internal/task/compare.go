package task

import (
	"context"
	"errors"
	"fmt"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
)

// Compare describes one economy under several regimes of joint action: the market-failure table.
func (j *Job) Compare(ctx context.Context) (result.Result, error) {
	c := j.File.Compare
	if c == nil {
		return nil, input(j.File.Errorf("compare", "is missing", "compare: {rows: [none, nash, cooperative]}", ""))
	}
	base, ok := j.Model.(model.Comparer)
	if !ok {
		return nil, input(fmt.Errorf("compare: not implemented for model %s", j.File.Model))
	}
	var x []float64
	if c.Share.IsSet() {
		var err error
		if x, err = j.state(base, "compare.share", c.Share); err != nil {
			return nil, err
		}
	}
	games := make([]model.Comparer, len(c.Rows))
	for k, row := range c.Rows {
		var err error
		if games[k], err = base.Under(row); err != nil {
			return nil, input(err)
		}
	}
	out := result.NewCompare(j.head(), base.Names())
	var open []error
	for k, row := range c.Rows {
		states := [][]float64{x}
		if x == nil {
			list, err := equilibrium.Solve(ctx, games[k], equilibrium.Settings{Seed: 1, Workers: j.Options.Workers})
			if err != nil {
				return nil, classify(err)
			}
			states = nil
			for _, e := range list.Stable() {
				states = append(states, e.Share)
			}
			if len(states) == 0 {
				open = append(open, fmt.Errorf("compare: row %s has no stable equilibrium among the %d found", row, len(list.Equilibria)))
			}
		}
		for _, s := range states {
			r, err := games[k].Compare(row, s)
			if err != nil {
				return nil, classify(err)
			}
			out.Rows = append(out.Rows, compareRow(r, games[k].Kind(s)))
		}
		if j.Options.Progress != nil {
			j.Options.Progress("compare", k+1, len(c.Rows))
		}
	}
	return out, partly(errors.Join(open...))
}

func compareRow(r *model.Comparison, kind string) *result.CompareRow {
	rows := r.State.Share.Rows
	arr := func(v []float64) model.Array { return model.Array{Data: v, Rows: rows} }
	d := r.Decomposition
	out := &result.CompareRow{Row: r.Name, Kind: kind, State: r.State, Forms: []result.FormEffect{},
		Decomposition: result.Decomposition{Total: arr(d.Total), Passive: arr(d.Passive), Active: arr(d.Active), Interaction: arr(d.Interaction)}}
	for _, e := range r.Effects {
		f := result.FormEffect{Region: e.Region + 1, Form: e.Form.String(), Effort: e.Effort, PayoffChange: e.PayoffChange, WelfareChange: e.WelfareChange, Class: e.Class.String()}
		if rows > 1 {
			f.Industry = e.Industry + 1
		}
		out.Forms = append(out.Forms, f)
	}
	return out
}
