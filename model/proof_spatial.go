package model

import (
	"context"
	"math"

	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
	"github.com/geosolve/geosolve/internal/prove"
	"github.com/geosolve/geosolve/model/quantitative"
)

// spatialSystem hands the equations of a quantitative economy to the proof engine.
type spatialSystem struct {
	g      *regional
	e      *quantitative.Economy
	duals  *quantitative.Equations[prove.Dual]
	bounds *quantitative.Bounds
}

// Prove finds and proves all equilibria of an economy in which no place can be empty.
func (m *spatial) Prove(ctx context.Context, s prove.Settings) (*prove.Result, error) {
	groups, err := provableGroups(m.Populations(), mostProved)
	if err != nil {
		return nil, err
	}
	duals, err := quantitative.NewEquations[prove.Dual](m.economy)
	if err != nil {
		return nil, err
	}
	bounds, err := quantitative.NewBounds(m.economy)
	if err != nil {
		return nil, err
	}
	p := prove.Problem{System: spatialSystem{m.regional, m.economy, duals, bounds}}
	reduce(&p, m.symmetry, groups)
	res, err := prove.Equilibria(ctx, p, s)
	return &res, err
}

// Groups are the numbers of places of the groups.
func (f spatialSystem) Groups() []int {
	var out []int
	for _, p := range f.g.Populations() {
		out = append(out, p.Len())
	}
	return out
}

// ShortRunDim is the number of wages.
func (f spatialSystem) ShortRunDim() int { return f.duals.Places() }

// logLabour is ln L by place.
func logLabour[N num.Num[N]](g *regional, x []N) []N {
	out := make([]N, len(x))
	for k, r := range g.region {
		out[r] = x[k].Mul(x[k].Const(g.mass[g.group[k]])).Log()
	}
	return out
}

// ShortRun writes the short-run residuals.
func (f spatialSystem) ShortRun(x, y, dst []prove.Dual) { f.duals.ShortRun(logLabour(f.g, x), y, dst) }

// LogPayoffs writes the logarithms of the payoffs.
func (f spatialSystem) LogPayoffs(x, y, dst []prove.Dual) {
	pay := make([]prove.Dual, len(dst))
	f.duals.LogPayoffs(logLabour(f.g, x), y, pay)
	for k, r := range f.g.region {
		dst[k] = pay[r]
	}
}

// Payoffs writes the payoffs.
func (f spatialSystem) Payoffs(x, y, dst []prove.Dual) {
	f.LogPayoffs(x, y, dst)
	for k, v := range dst {
		dst[k] = v.Exp()
	}
}

// Start is a solution of the short run in floats.
func (f spatialSystem) Start(x []float64) ([]float64, error) {
	labour, pay := make([]float64, len(x)), make([]float64, len(x))
	f.g.amounts(labour, x)
	ev := f.e.NewEvaluator()
	if err := ev.Payoffs(pay, labour); err != nil {
		return nil, err
	}
	var out []float64
	for _, w := range ev.Solution().Wage {
		out = append(out, math.Log(w))
	}
	return out, nil
}

// Narrow cuts a box of shares and wages. No place is empty at an equilibrium: its first resident's welfare
// would have no bound.
func (f spatialSystem) Narrow(s prove.Support, x, y []prove.Interval) bool {
	for _, on := range s {
		if !on {
			return false
		}
	}
	l := logLabour(f.g, x)
	if !f.bounds.Narrow(l, y) {
		return false
	}
	for k, r := range f.g.region {
		mass := interval.Point(f.g.mass[f.g.group[k]])
		if x[k] = x[k].Intersect(l[r].Exp().Div(mass)); x[k].IsEmpty() {
			return false
		}
	}
	return true
}

// Weight is how much it pays to split along a wage: little, since wages follow from labour.
func (f spatialSystem) Weight(int) float64 { return .1 }
