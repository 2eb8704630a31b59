package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

func itoa(n int) string { return strconv.Itoa(n) }

// wiggle draws the gap between the payoffs of two regions against the share of the first.
func (b *builder) wiggle(o *scenario.WiggleFigure) (plots.Figure, error) {
	g, ok := b.job.Model.(model.Game)
	if !ok || g.Regions() != 2 || equilibrium.FreeShares(g) != 1 {
		return nil, b.errorf("wiggle diagrams are of two regions and one industry whose workers migrate")
	}
	w := plots.Wiggle{Title: b.fig.Title, XLabel: quantity("share", 1), YLabel: "$" + quantities[o.Y] + "_1-" + quantities[o.Y] + "_2$"}
	values := o.Values
	if len(values) == 0 {
		values = []float64{math.NaN()}
	}
	for _, v := range values {
		game, name := g, ""
		if !math.IsNaN(v) {
			var err error
			if game, err = b.job.At(o.Parameter, v); err != nil {
				return nil, err
			}
			name = fmt.Sprintf("$%s=%s$", strings.Trim(b.symbol(o.Parameter), "$"), strconv.FormatFloat(v, 'g', 6, 64))
		}
		c, err := b.gap(game, o)
		if err != nil {
			return nil, err
		}
		c.Name = name
		w.Curves = append(w.Curves, *c)
	}
	return w, nil
}

// gap is one curve of a wiggle diagram with the equilibria on it.
func (b *builder) gap(g model.Game, o *scenario.WiggleFigure) (*plots.Curve, error) {
	ev := g.NewEvaluator()
	pay := make([]float64, 2)
	c := &plots.Curve{}
	interior := false
	if u, ok := g.(equilibrium.Unbounded); ok {
		interior = u.InteriorOnly()
	}
	for k := range o.Points {
		x := float64(k) / float64(o.Points-1)
		if interior {
			x = (float64(k) + 0.5) / float64(o.Points)
		}
		if err := ev.Payoffs(pay, []float64{x, 1 - x}); err != nil {
			return nil, err
		}
		c.X, c.Y = append(c.X, x), append(c.Y, pay[0]-pay[1])
	}
	list, err := equilibrium.Solve(b.ctx, g, equilibrium.Settings{})
	if err != nil {
		return nil, err
	}
	for _, e := range list.Equilibria {
		for _, x := range task.Images(g, e.Share) {
			if err := ev.Payoffs(pay, x); err != nil {
				return nil, err
			}
			c.Equilibria = append(c.Equilibria, plots.Equilibrium{X: x[0], Y: pay[0] - pay[1], Stable: stability(e.Stability)})
		}
	}
	return c, nil
}

func stability(s equilibrium.Stability) plots.Stability { return verdict(result.Verdict(s)) }

// ternary draws the triangle of the shares of three regions: equilibria and the field of adjustment.
func (b *builder) ternary(o *scenario.TernaryFigure) (plots.Figure, error) {
	g, ok := b.job.Model.(model.Game)
	if !ok || g.Regions() != 3 || len(g.Populations()) != 1 || equilibrium.Dim(g) != 3 {
		return nil, b.errorf("ternary figures are of three regions and one industry whose workers migrate")
	}
	fig := plots.Ternary{Title: b.fig.Title, Symbols: [3]string{`$\lambda_1$`, `$\lambda_2$`, `$\lambda_3$`}}
	for k, n := range g.Names() {
		fig.Names[k] = n
	}
	list, err := want[*result.Solve](b, "solve")
	if o.Of == "solve" && err != nil {
		return nil, err
	}
	if err == nil {
		for _, e := range list.Equilibria {
			for _, x := range task.Images(g, e.Share.Data) {
				fig.Equilibria = append(fig.Equilibria, plots.SimplexPoint{Shares: plots.Shares{x[0], x[1], x[2]}, Stable: verdict(e.Stable)})
			}
		}
		fig.Equilibria = distinct(fig.Equilibria)
	}
	if o.Of == "simulate" {
		s, err := want[*result.Simulate](b, "simulate")
		if err != nil {
			return nil, err
		}
		var path []plots.Shares
		for _, x := range s.Share {
			path = append(path, plots.Shares{x.Data[0], x.Data[1], x.Data[2]})
		}
		fig.Paths = append(fig.Paths, path)
	}
	if !o.Field {
		return fig, nil
	}
	ev := g.NewEvaluator()
	pay := make([]float64, 3)
	for i := range o.Points + 1 {
		for k := range o.Points + 1 - i {
			n := float64(o.Points + 1)
			x := []float64{(float64(i) + 1./3) / n, (float64(k) + 1./3) / n, 0}
			x[2] = 1 - x[0] - x[1]
			if x[2] <= 0 {
				continue
			}
			if err := ev.Payoffs(pay, x); err != nil {
				return nil, err
			}
			mean := equilibrium.Means(g.Populations(), pay, x)[0]
			var d plots.Shares
			for q := range 3 {
				d[q] = x[q] * (pay[q] - mean)
			}
			fig.Vectors = append(fig.Vectors, plots.SimplexVector{At: plots.Shares{x[0], x[1], x[2]}, Change: d})
		}
	}
	return fig, nil
}

// distinct drops points that stand in the list already: with --all-images every image is listed.
func distinct(list []plots.SimplexPoint) []plots.SimplexPoint {
	var out []plots.SimplexPoint
next:
	for _, p := range list {
		for _, q := range out {
			if math.Abs(p.Shares[0]-q.Shares[0])+math.Abs(p.Shares[1]-q.Shares[1]) < 1e-9 {
				continue next
			}
		}
		out = append(out, p)
	}
	return out
}

// pair holds values by region before and after; before is nil where there is one state only.
type pair struct {
	before, after         []float64
	beforeName, afterName string
}

// values are the values of a column by region: of an equilibrium, of the evaluated state, or of the start
// and the end of a path.
func (b *builder) values(of string, column string, equilibrium, industry int) (*pair, error) {
	pick := func(s *model.State) ([]float64, error) {
		a, err := stateColumn(s, column)
		if err != nil {
			return nil, b.errorf("%v", err)
		}
		if industry > a.Rows {
			return nil, b.errorf("industry %d of %d", industry, a.Rows)
		}
		return a.Row(industry - 1), nil
	}
	switch of {
	case "simulate":
		s, err := want[*result.Simulate](b, of)
		if err != nil {
			return nil, err
		}
		series := map[string][]model.Array{"share": s.Share, "real_wage": s.RealWage, "payoff": s.Payoff, "profit": s.Profit}[column]
		if len(series) == 0 {
			return nil, b.errorf("unknown column %q of a path; columns are share, real_wage, payoff", column)
		}
		n := len(series) - 1
		return &pair{before: series[0].Row(industry - 1), after: series[n].Row(industry - 1),
			beforeName: fmt.Sprintf("$t=%s$", strconv.FormatFloat(s.Times[0], 'g', 6, 64)), afterName: fmt.Sprintf("$t=%s$", strconv.FormatFloat(s.Times[n], 'g', 6, 64))}, nil
	case "evaluate":
		e, err := want[*result.Evaluate](b, of)
		if err != nil {
			return nil, err
		}
		v, err := pick(e.State)
		return &pair{after: v}, err
	}
	s, err := want[*result.Solve](b, of)
	if err != nil {
		return nil, err
	}
	if equilibrium > len(s.Equilibria) {
		return nil, b.errorf("equilibrium %d is not in the list; allowed: 1 to %d, those that were found", equilibrium, len(s.Equilibria))
	}
	v, err := pick(s.Equilibria[equilibrium-1].State)
	return &pair{after: v}, err
}

// stateColumn is a column of a state by name.
func stateColumn(s *model.State, column string) (model.Array, error) {
	names, arrays := result.Fields(s)
	for i, n := range names {
		if n == column {
			return arrays[i], nil
		}
	}
	return model.Array{}, fmt.Errorf("unknown column %q; columns are %v", column, names)
}

// ring draws bars on a circle of regions.
func (b *builder) ring(o *scenario.StateFigure) (plots.Figure, error) {
	v, err := b.values(o.Of, o.Y, o.Equilibrium, o.Industry)
	if err != nil {
		return nil, err
	}
	g := b.job.Model.(model.Game)
	plain := b.job.File.Geography.Kind() != "ring"
	return plots.RingBars{Title: b.fig.Title, YLabel: quantity(o.Y, 0), Names: g.Names(), Before: v.before, After: v.after,
		BeforeName: v.beforeName, AfterName: v.afterName, Plain: plain, XLabel: "region"}, nil
}

// cityMap draws bubbles by share on a map.
func (b *builder) cityMap(o *scenario.StateFigure) (plots.Figure, error) {
	g := b.job.Model.(model.Game)
	if b.job.File.Geography.Kind() != "cities" {
		return nil, b.errorf("maps are of geography cities; this one is %s", b.job.File.Geography.Kind())
	}
	v, err := b.values(o.Of, o.Y, o.Equilibrium, o.Industry)
	if err != nil {
		return nil, err
	}
	fig := plots.CityMap{Title: b.fig.Title, ShareName: quantity(o.Y, 0), TwoPanels: v.before != nil, BeforeName: v.beforeName, AfterName: v.afterName}
	for r, p := range g.Places() {
		c := plots.City{Lon: p[0], Lat: p[1], Share: v.after[r]}
		if n := g.Names(); n != nil {
			c.Name = n[r]
		}
		if v.before != nil {
			c.Before = v.before[r]
		}
		fig.Cities = append(fig.Cities, c)
	}
	return fig, nil
}
