package figure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// mostLines is how many lines can be told apart.
const mostLines = 12

// lines draws columns of a path against time, or of a trace or a sweep against its parameter.
func (b *builder) lines(o *scenario.LinesFigure) (plots.Figure, error) {
	switch o.Of {
	case "simulate":
		return b.pathLines(o)
	case "trace":
		return b.traceLines(o)
	}
	return b.sweepLines(o)
}

// pathLines draws a path, or one path for each regime.
func (b *builder) pathLines(o *scenario.LinesFigure) (plots.Figure, error) {
	s, err := want[*result.Simulate](b, o.Of)
	if err != nil {
		return nil, err
	}
	paths, names := []*result.Simulate{s}, []string{""}
	if len(o.Regimes) > 0 {
		paths, names = nil, nil
		for _, regime := range o.Regimes {
			p, err := b.under(regime)
			if err != nil {
				return nil, err
			}
			paths, names = append(paths, p), append(names, regime)
		}
	}
	fig := plots.Lines{Title: b.fig.Title, XLabel: "time $t$"}
	count := 0
	for k, p := range paths {
		for _, y := range o.Y {
			series := map[string][]model.Array{"share": p.Share, "real_wage": p.RealWage, "payoff": p.Payoff, "profit": p.Profit}[y]
			if form, ok := strings.CutPrefix(y, "effort_"); ok {
				series = p.Effort[form]
			}
			if len(series) == 0 {
				if names[k] == "none" { // no efforts are made there
					continue
				}
				return nil, b.errorf("unknown column %q of a path; columns are share, real_wage, payoff and, with joint action, effort_HB, effort_HM, …", y)
			}
			if series[0].Rows < o.Industry {
				return nil, b.errorf("industry %d of %d", o.Industry, series[0].Rows)
			}
			regions, err := b.regionsOf(o.Regions, series[0].Columns())
			if err != nil {
				return nil, err
			}
			if count += len(regions); count > mostLines {
				return nil, b.errorf("more than %d lines cannot be told apart; name fewer regions", mostLines)
			}
			for _, r := range regions {
				line := plots.Series{Name: named(quantity(y, r), names[k]), X: p.Times}
				for _, a := range series {
					line.Y = append(line.Y, a.Row(o.Industry - 1)[r-1])
				}
				line.X = line.X[len(line.X)-len(line.Y):] // efforts may begin with a switch
				fig.Series = append(fig.Series, line)
			}
		}
	}
	if len(o.Y) == 1 {
		fig.YLabel = quantity(o.Y[0], 0)
	}
	fig.Marks = happenings(s)
	if len(o.Regimes) > 0 { // the switches are not those of the file
		fig.Marks = slices.DeleteFunc(fig.Marks, func(m plots.Mark) bool { return m.Label != "shock" && !b.dated(m.X) })
	}
	return fig, nil
}

// dated reports whether a switch of the scenario has this date.
func (b *builder) dated(t float64) bool {
	return slices.ContainsFunc(b.job.File.Simulate.Switches, func(w scenario.Switch) bool { return w.At != nil && *w.At == t })
}

// happenings marks shocks and switches, those of the same date together.
func happenings(s *result.Simulate) []plots.Mark {
	var out []plots.Mark
	for _, e := range s.Events {
		if n := len(out) - 1; n >= 0 && out[n].X == e.Time {
			if !strings.Contains(out[n].Label, e.Kind) {
				out[n].Label += ", " + e.Kind
			}
			continue
		}
		out = append(out, plots.Mark{X: e.Time, Label: e.Kind})
	}
	return out
}

// named puts the name of a case behind that of a quantity.
func named(quantity, name string) string {
	if name == "" {
		return quantity
	}
	return quantity + ", " + name
}

// regionsOf are the regions to draw, counted from 1.
func (b *builder) regionsOf(chosen []int, n int) ([]int, error) {
	if len(chosen) == 0 {
		for r := range n {
			chosen = append(chosen, r+1)
		}
	}
	for _, r := range chosen {
		if r > n {
			return nil, b.errorf("region %d of %d", r, n)
		}
	}
	return chosen, nil
}

// under repeats the simulation with switches to a regime in place of the scenario's, or under it throughout
// where there are none. A switch to the regime that holds anyway is none.
func (b *builder) under(regime string) (*result.Simulate, error) {
	s := *b.job.File.Simulate
	if len(s.Switches) == 0 {
		return b.job.SimulateAs(b.ctx, &s, regime)
	}
	s.Switches = slices.Clone(s.Switches)
	for k := range s.Switches {
		s.Switches[k].Regime = regime
	}
	if regime == b.job.File.JointAction.Regime {
		s.Switches = nil
	}
	return b.job.SimulateAs(b.ctx, &s, "")
}

// traceLines draws quantities of the equilibria of a trace against its parameter, branch by branch, stable
// and other stretches apart.
func (b *builder) traceLines(o *scenario.LinesFigure) (plots.Figure, error) {
	t, err := want[*result.Trace](b, o.Of)
	if err != nil {
		return nil, err
	}
	fig := plots.Lines{Title: b.fig.Title, XLabel: b.symbol(t.Parameter)}
	var quantities []string
	g := b.job.Model.(model.Game)
	for _, y := range o.Y {
		if strings.Contains(y, ".") {
			quantities = append(quantities, y)
			continue
		}
		regions, err := b.regionsOf(o.Regions, g.Regions())
		if err != nil {
			return nil, err
		}
		for _, r := range regions {
			quantities = append(quantities, fmt.Sprintf("%s.%d", y, r))
		}
	}
	several := len(t.Branches) > 1
	for _, br := range t.Branches {
		values, err := b.job.Along(t.Parameter, br, quantities)
		if err != nil {
			return nil, b.errorf("%v", err)
		}
		for i, q := range quantities {
			name := quantityLabel(q)
			if several {
				name = named(name, br.Kind)
			}
			for _, stable := range []bool{true, false} {
				s := stretch(br, values[i], stable)
				if s == nil {
					continue
				}
				s.Name = name
				if !stable {
					s.Name += " (unstable)"
				}
				fig.Series = append(fig.Series, *s)
			}
		}
	}
	if len(fig.Series) > mostLines {
		return nil, b.errorf("%d lines cannot be told apart; name fewer columns or regions", len(fig.Series))
	}
	fig.YLabel = commonLabel(quantities)
	return fig, nil
}

// stretch is the stable part of a branch, or the rest of it, with gaps; nil for none. A part goes on to the
// point where the other begins.
func stretch(br *result.Branch, values []float64, stable bool) *plots.Series {
	s, any := &plots.Series{}, false
	is := func(k int) bool {
		if k < 0 || k >= len(br.Points) {
			return false
		}
		v := besideEvent(br, k)
		return (v != nil && *v) == stable
	}
	for k, p := range br.Points {
		y := values[k]
		switch {
		case is(k):
			any = true
		case !is(k-1) && !is(k+1) || !stable:
			y = nan
		}
		s.X, s.Y = append(s.X, p.Value), append(s.Y, y)
	}
	if !any {
		return nil
	}
	return s
}

// commonLabel is the label of an axis of several quantities: that of the only one, a_HM for the efforts of one
// form in several regions, λ for shares; none where they differ.
func commonLabel(paths []string) string {
	if len(paths) == 1 {
		return quantityLabel(paths[0])
	}
	name := ""
	for _, p := range paths {
		i := strings.LastIndex(p, ".")
		if i < 0 || name != "" && p[:i] != name {
			return ""
		}
		name = p[:i]
	}
	if strings.HasPrefix(name, "agreement") || name == "" {
		return ""
	}
	return quantity(strings.ReplaceAll(name, "effort.", "effort_"), 0)
}

// quantityLabel is the label of a quantity named by a dotted path.
func quantityLabel(path string) string {
	keys := strings.Split(path, ".")
	switch {
	case path == "agreement.critical_delta":
		return `$\delta^*$`
	case path == "agreement.z":
		return "$z$"
	case keys[0] == "effort" && len(keys) == 3:
		return fmt.Sprintf(`$a_{\mathrm{%s},%s}$`, keys[1], keys[2])
	case len(keys) == 2:
		if r := 0; quantities[keys[0]] != "" {
			if _, err := fmt.Sscan(keys[1], &r); err == nil {
				return quantity(keys[0], r)
			}
		}
		return strings.ReplaceAll(keys[0], "_", " ") + " " + keys[1]
	}
	return strings.ReplaceAll(path, "_", " ")
}
