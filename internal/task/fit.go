package task

import (
	"context"
	"errors"
	"fmt"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/fit"
	"github.com/geosolve/geosolve/internal/quantity"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// moment is a row of the file of moments.
type moment struct {
	fit.Moment
	expr   *quantity.Expr
	source string
	line   int
}

// fitting is a fit of parameters to moments.
type fitting struct {
	job     *Job
	s       *scenario.Fit
	lenses  []scenario.Lens
	moments []moment
	env     *model.Env
	x       []float64 // shares given, or those from which the adjustment starts
}

// fit finds the parameters that bring moments closest to observed ones.
func (j *Job) fit(ctx context.Context) (result.Result, error) {
	t := &fitting{job: j, s: j.File.Calibrate.Fit, env: j.Env}
	if err := t.prepare(ctx); err != nil {
		return nil, err
	}
	pr := fit.Problem{Model: t.values}
	for k, p := range t.s.Parameters {
		q := fit.Parameter{Name: t.lenses[k].Path(), From: p.From, To: p.To, Start: (p.From + p.To) / 2}
		if p.Start != nil {
			q.Start = *p.Start
		}
		pr.Parameters = append(pr.Parameters, q)
	}
	for _, m := range t.moments {
		pr.Moments = append(pr.Moments, m.Moment)
	}
	res, err := fit.Minimise(ctx, pr, fit.Settings{Starts: t.s.Starts, Seed: t.s.Seed, Workers: j.Options.Workers, Progress: j.Options.progress("calibrate")})
	if res == nil {
		if errors.Is(err, fit.ErrNoStart) {
			return nil, fmt.Errorf("calibrate.fit: %w; try other ranges, or more starts than %d", partly(err), t.s.Starts)
		}
		return nil, classify(err)
	}
	out, derr := t.result(ctx, pr, res)
	if derr != nil {
		return nil, classify(derr)
	}
	if err != nil {
		return out, partly(fmt.Errorf("calibrate.fit: %w; try narrower ranges, or more starts than %d", err, t.s.Starts))
	}
	return out, nil
}

// prepare resolves parameters and moments; all bad input shows here.
func (t *fitting) prepare(ctx context.Context) error {
	f := t.job.File
	g, err := t.job.game("calibrate.fit")
	if err != nil {
		return err
	}
	alike := true
	for _, p := range t.s.Parameters {
		l, err := f.Lens(p.Path)
		if err != nil {
			return input(err)
		}
		t.lenses = append(t.lenses, l)
		alike = alike && keepsSymmetry(l.Path())
	}
	if alike {
		t.env = t.env.KeepSymmetry()
	}
	path, shares := "calibrate.fit.share", t.s.Share
	if t.s.Settle.IsSet() {
		path, shares = "calibrate.fit.settle", t.s.Settle
	}
	if t.x, err = t.job.state(g, path, shares); err != nil {
		return err
	}
	if err := t.readMoments(); err != nil {
		return input(err)
	}
	x, err := t.place(ctx, g)
	if err != nil {
		return nil // unsolved as it stands: the names are checked where a start is solved
	}
	s, err := g.Describe(x)
	if err != nil {
		return nil
	}
	for _, m := range t.moments {
		for _, name := range m.expr.Names() {
			if _, err := quantityOf(f, s, name); err != nil {
				return input(t.badRow(m.line, err))
			}
		}
	}
	return nil
}

func (t *fitting) badRow(line int, err error) error {
	return fmt.Errorf("%s:%d: %w", t.job.File.Resolve(t.s.Moments), line, err)
}

// readMoments reads the CSV file.
func (t *fitting) readMoments() error {
	tab, err := t.env.Table(t.job.File, t.s.Moments)
	if err != nil {
		return t.job.File.Errorf("calibrate.fit.moments", err.Error(), "a CSV file with columns name, value, se and source", "")
	}
	names, err := tab.Strings("name")
	if err != nil {
		return err
	}
	values, err := tab.Floats("value")
	if err != nil {
		return err
	}
	se, err := tab.Floats("se")
	if err != nil {
		return err
	}
	sources := make([]string, len(names))
	if tab.Has("source") {
		if sources, err = tab.Strings("source"); err != nil {
			return err
		}
	}
	for k, name := range names {
		m := moment{Moment: fit.Moment{Name: name, Value: values[k], SE: se[k]}, source: sources[k], line: tab.Line(k)}
		if m.expr, err = quantity.Parse(name); err != nil {
			return t.badRow(m.line, fmt.Errorf("name: %w", err))
		}
		if !(se[k] > 0) {
			return t.badRow(m.line, fmt.Errorf("se of %s is %v; a standard error is above 0", name, se[k]))
		}
		t.moments = append(t.moments, m)
	}
	if len(t.moments) == 0 {
		return t.job.File.Errorf("calibrate.fit.moments", "holds no moment", "one row per moment: name, value, se, source", "")
	}
	return nil
}

// place is the state that the moments are of.
func (t *fitting) place(ctx context.Context, g model.Game) ([]float64, error) {
	if t.s.Share.IsSet() {
		return t.x, nil
	}
	e, _, err := equilibrium.Settle(ctx, g, t.x, equilibrium.SettleSettings{})
	if err != nil {
		return nil, err
	}
	return e.Share, nil
}

// state solves the economy at parameters p.
func (t *fitting) state(ctx context.Context, p []float64) (*scenario.File, *model.State, error) {
	f := t.job.File
	for k := range t.lenses {
		if err := t.lenses[k].Check(p[k]); err != nil {
			return nil, nil, err
		}
		f = t.lenses[k].Set(f, p[k])
	}
	m, err := model.Build(f, t.env)
	if err != nil {
		return nil, nil, err
	}
	g := m.(model.Game)
	x, err := t.place(ctx, g)
	if err != nil {
		return nil, nil, err
	}
	s, err := g.Describe(x)
	return f, s, err
}

// values are the moments at parameters p.
func (t *fitting) values(ctx context.Context, p []float64) ([]float64, error) {
	f, s, err := t.state(ctx, p)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(t.moments))
	for k, m := range t.moments {
		if out[k], err = m.expr.Eval(func(name string) (float64, error) { return quantityOf(f, s, name) }); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// result puts a fit into the form of results.
func (t *fitting) result(ctx context.Context, pr fit.Problem, res *fit.Result) (*result.Fit, error) {
	h := t.job.head()
	best := make([]float64, len(res.Estimates))
	out := &result.Fit{Head: h, Objective: res.Objective, Converged: res.Converged, Freedom: res.Freedom, PValue: model.Number(res.PValue), Remark: res.Remarks}
	for k, e := range res.Estimates {
		p := pr.Parameters[k]
		best[k] = e.Value
		delete(h.Parameters, t.s.Parameters[k].Path) // what the scenario says of it plays no part
		out.Estimates = append(out.Estimates, result.FitEstimate{Parameter: p.Name, Estimate: e.Value, SE: model.Number(e.SE), From: p.From, To: p.To, Identified: e.Identified, AtBound: e.AtBound})
	}
	for k, m := range t.moments {
		d := res.Model[k] - m.Value
		out.Moments = append(out.Moments, result.FitMoment{Moment: m.Name, Data: m.Value, SE: m.SE, Model: res.Model[k], Difference: d, InSE: d / m.SE, Source: m.source})
	}
	id := &out.Identification
	id.Condition = model.Number(res.Condition)
	for _, v := range res.SingularValues {
		id.SingularValues = append(id.SingularValues, model.Number(v))
	}
	id.Derivatives, id.Elasticities = numbers(res.Derivative), numbers(res.Elasticity)
	for _, s := range res.Starts {
		r := result.FitStart{Start: s.From, Estimate: s.Estimate, Objective: model.Number(s.Objective), Converged: s.Converged, Status: s.Status, Iterations: s.Iterations, Solved: s.Models}
		out.Starts = append(out.Starts, r)
	}
	_, s, err := t.state(ctx, best)
	if err != nil {
		return nil, err
	}
	out.State = s
	return out, nil
}

func numbers(rows [][]float64) [][]model.Number {
	out := make([][]model.Number, len(rows))
	for i, r := range rows {
		out[i] = make([]model.Number, len(r))
		for k, v := range r {
			out[i][k] = model.Number(v)
		}
	}
	return out
}
