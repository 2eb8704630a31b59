package figure

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// decomposition stacks what external economies and joint action do to the log real wage of a region, row
// by row of a comparison.
func (b *builder) decomposition(o *scenario.DecompositionFigure) (plots.Figure, error) {
	c, err := want[*result.Compare](b, o.Of)
	if err != nil {
		return nil, err
	}
	fig := plots.StackedBars{Title: b.fig.Title, YLabel: fmt.Sprintf(`change of $\ln\omega_{%d}$`, o.Region),
		Components: []string{"Passive", "Active", "Interaction"}, ShowTotal: true}
	names := rowNames(c)
	for k, r := range c.Rows {
		s := plots.Stack{}
		for _, a := range []model.Array{r.Decomposition.Passive, r.Decomposition.Active, r.Decomposition.Interaction} {
			v, ok := a.At(o.Industry-1, o.Region-1).(float64)
			if !ok {
				return nil, b.errorf("region %d and industry %d of %d and %d", o.Region, o.Industry, a.Columns(), a.Rows)
			}
			s.Values = append(s.Values, v)
		}
		fig.Groups = append(fig.Groups, plots.BarGroup{Name: names[k], Stacks: []plots.Stack{s}})
	}
	return fig, nil
}

// rowNames are the regimes, with the kind of equilibrium where a regime has several.
func rowNames(c *result.Compare) []string {
	count := map[string]int{}
	for _, r := range c.Rows {
		count[r.Row]++
	}
	out := make([]string, len(c.Rows))
	for k, r := range c.Rows {
		if out[k] = r.Row; count[r.Row] > 1 {
			out[k] += ", " + r.Kind
		}
	}
	return out
}

// bars draws a column: by row of a comparison, by region of a state, or by industry of indices.
func (b *builder) bars(o *scenario.BarsFigure) (plots.Figure, error) {
	switch o.Of {
	case "compare":
		return b.compareBars(o)
	case "index":
		return b.indexBars(o)
	}
	return b.stateBars(o)
}

// compareBars draws a column of a region by row; y: effort the efforts of all forms side by side.
func (b *builder) compareBars(o *scenario.BarsFigure) (plots.Figure, error) {
	c, err := want[*result.Compare](b, o.Of)
	if err != nil {
		return nil, err
	}
	fig := plots.StackedBars{Title: b.fig.Title, YLabel: quantity(o.Y, o.Region), Components: []string{""}}
	names := rowNames(c)
	for k, r := range c.Rows {
		g := plots.BarGroup{Name: names[k]}
		if o.Y == "effort" {
			for _, form := range []string{"HB", "HM", "VB", "VM", "PR"} {
				if a, ok := r.State.Effort[form]; ok {
					v, _ := a.At(o.Industry-1, o.Region-1).(float64)
					g.Stacks = append(g.Stacks, plots.Stack{Name: form, Values: []float64{v}})
				}
			}
			if len(g.Stacks) > 0 { // without joint action there is none
				fig.Groups = append(fig.Groups, g)
			}
			continue
		}
		v, err := b.compareValue(r, o)
		if err != nil {
			return nil, err
		}
		g.Stacks = []plots.Stack{{Values: []float64{v}}}
		fig.Groups = append(fig.Groups, g)
	}
	if o.Y == "z" || strings.HasPrefix(o.Y, "welfare_") {
		fig.YLabel = quantity(o.Y, 0)
	}
	if o.Y == "effort" {
		fig.YLabel = fmt.Sprintf("effort, region %d", o.Region)
	}
	return fig, nil
}

// compareValue is a column of one row: one of its state, the agreement's z, or welfare.
func (b *builder) compareValue(r *result.CompareRow, o *scenario.BarsFigure) (float64, error) {
	switch o.Y {
	case "z":
		if r.State.Agreement == nil {
			return nan, nil
		}
		return r.State.Agreement.Z, nil
	case "welfare_world":
		return float64(r.State.Welfare.World), nil
	case "welfare_workers":
		return float64(r.State.Welfare.Workers), nil
	case "welfare_farmers":
		return float64(r.State.Welfare.Farmers), nil
	}
	a, err := stateColumn(r.State, o.Y)
	if err != nil {
		if strings.HasPrefix(o.Y, "effort_") { // a row without this form
			return nan, nil
		}
		return 0, b.errorf("%v, z, welfare_world, welfare_workers, welfare_farmers, effort", err)
	}
	v, ok := a.At(o.Industry-1, o.Region-1).(float64)
	if !ok {
		return 0, b.errorf("region %d and industry %d of %d and %d", o.Region, o.Industry, a.Columns(), a.Rows)
	}
	return v, nil
}

// stateBars draws a column of all regions: of the state of evaluate, or of each equilibrium.
func (b *builder) stateBars(o *scenario.BarsFigure) (plots.Figure, error) {
	g, ok := b.job.Model.(model.Game)
	if !ok {
		return nil, b.errorf("bars of %s need regions, which model %s has not", o.Of, b.job.File.Model)
	}
	var states []*model.State
	var names []string
	if o.Of == "evaluate" {
		e, err := want[*result.Evaluate](b, o.Of)
		if err != nil {
			return nil, err
		}
		states, names = []*model.State{e.State}, []string{""}
	} else {
		s, err := want[*result.Solve](b, o.Of)
		if err != nil {
			return nil, err
		}
		for k, e := range s.Equilibria {
			states, names = append(states, e.State), append(names, fmt.Sprintf("%d, %s", k+1, e.Kind))
		}
	}
	fig := plots.StackedBars{Title: b.fig.Title, YLabel: quantity(o.Y, 0), Components: []string{""}}
	for k, s := range states {
		a, err := stateColumn(s, o.Y)
		if err != nil {
			return nil, b.errorf("%v", err)
		}
		if a.Rows < o.Industry {
			return nil, b.errorf("industry %d of %d", o.Industry, a.Rows)
		}
		var stacks []plots.Stack
		for r, v := range a.Row(o.Industry - 1) {
			name := itoa(r + 1)
			if n := g.Names(); n != nil {
				name = n[r]
			}
			stacks = append(stacks, plots.Stack{Name: name, Values: []float64{v}})
		}
		if len(states) > 1 {
			fig.Groups = append(fig.Groups, plots.BarGroup{Name: names[k], Stacks: stacks})
			continue
		}
		for _, one := range stacks {
			fig.Groups = append(fig.Groups, plots.BarGroup{Name: one.Name, Stacks: []plots.Stack{{Values: one.Values}}})
		}
		fig.XLabel = "region"
	}
	return fig, nil
}

// indexBars draws an index by industry, or by group of a survey: a list of the result by the dotted path of
// its field. Of a table (the location quotient) it takes the region's column.
func (b *builder) indexBars(o *scenario.BarsFigure) (plots.Figure, error) {
	d, err := want[*result.Direct](b, o.Of)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(d.Body)
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, err
	}
	for key := range strings.SplitSeq(o.Y, ".") {
		m, ok := v.(map[string]any)
		if !ok || m[key] == nil {
			return nil, b.errorf("unknown index %q; give the dotted path of a list, such as location_quotient, locational_gini, herfindahl or ellison_glaeser.gamma", o.Y)
		}
		v = m[key]
	}
	list, ok := v.([]any)
	if !ok {
		return nil, b.errorf("index %q is no list", o.Y)
	}
	fig := plots.StackedBars{Title: b.fig.Title, XLabel: "industry", YLabel: strings.NewReplacer("_", " ", ".", ", ").Replace(o.Y), Components: []string{""}}
	for i, e := range list {
		name := itoa(i + 1)
		if row, ok := e.([]any); ok {
			if o.Region > len(row) {
				return nil, b.errorf("region %d of %d", o.Region, len(row))
			}
			e = row[o.Region-1]
		}
		if m, ok := e.(map[string]any); ok { // of a group: its index, under its name
			if s, ok := m["group"].(string); ok {
				name, fig.XLabel = s, ""
			}
			e = m["index"]
		}
		x, ok := e.(float64)
		if !ok {
			x = nan
		}
		fig.Groups = append(fig.Groups, plots.BarGroup{Name: name, Stacks: []plots.Stack{{Values: []float64{x}}}})
	}
	return fig, nil
}
