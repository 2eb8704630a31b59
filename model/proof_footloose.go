package model

import (
	"context"
	"fmt"

	"github.com/geosolve/geosolve/internal/prove"
	"github.com/geosolve/geosolve/model/footloose"
)

// Why the short run of the footloose models has one solution.
const (
	givenSpending = "profits are explicit, spending being given"
	linearIncomes = "entrepreneurs' incomes solve a linear system whose matrix, weighted by where they are, has column sums 1 − mu/sigma > 0: an M-matrix"
)

// footlooseSystem hands the equations of a footloose model to the proof engine.
type footlooseSystem struct {
	g      *regional
	duals  *footloose.Equations[prove.Dual]
	market *footloose.Market
}

// proveFootloose finds and proves all equilibria of a footloose model.
func proveFootloose(ctx context.Context, g *regional, m *footloose.Market, entrepreneurs bool, s prove.Settings) (*prove.Result, error) {
	groups, err := provableGroups(g.Populations(), mostProved)
	if err != nil {
		return nil, err
	}
	p := prove.Problem{System: footlooseSystem{g, footloose.NewEquations[prove.Dual](m, entrepreneurs), m}, ShortRunUnique: givenSpending}
	if entrepreneurs {
		p.ShortRunUnique = linearIncomes
	}
	reduce(&p, g.symmetry, groups)
	res, err := prove.Equilibria(ctx, p, s)
	return &res, err
}

// Prove finds and proves all equilibria.
func (m *footlooseEntrepreneur) Prove(ctx context.Context, s prove.Settings) (*prove.Result, error) {
	return proveFootloose(ctx, m.regional, m.market, true, s)
}

// Prove finds and proves all equilibria.
func (m *footlooseCapital) Prove(ctx context.Context, s prove.Settings) (*prove.Result, error) {
	return proveFootloose(ctx, m.regional, m.market, false, s)
}

// Groups are the numbers of regions of the groups.
func (f footlooseSystem) Groups() []int {
	var out []int
	for _, p := range f.g.Populations() {
		out = append(out, p.Len())
	}
	return out
}

// ShortRunDim is the number of short-run unknowns.
func (f footlooseSystem) ShortRunDim() int { return f.duals.Unknowns() }

// firms are the amounts of the mobile factor by region.
func (f footlooseSystem) firms(x []prove.Dual) []prove.Dual {
	out := make([]prove.Dual, len(x))
	for k, r := range f.g.region {
		out[r] = x[k].Mul(x[k].Const(f.g.mass[f.g.group[k]]))
	}
	return out
}

// ShortRun writes the short-run residuals.
func (f footlooseSystem) ShortRun(x, y, dst []prove.Dual) { f.duals.ShortRun(f.firms(x), y, dst) }

// Payoffs writes the payoffs.
func (f footlooseSystem) Payoffs(x, y, dst []prove.Dual) {
	pay := make([]prove.Dual, len(dst))
	f.duals.Payoffs(f.firms(x), y, pay)
	for k, r := range f.g.region {
		dst[k] = pay[r]
	}
}

// Start is a solution of the short run in floats.
func (f footlooseSystem) Start(x []float64) ([]float64, error) {
	if f.duals.Unknowns() == 0 {
		return nil, nil
	}
	firms, real := make([]float64, len(x)), make([]float64, len(x))
	f.g.amounts(firms, x)
	ev := f.market.NewEntrepreneur()
	if err := ev.Payoffs(real, firms); err != nil {
		return nil, fmt.Errorf("short run: %w", err)
	}
	return append([]float64(nil), ev.Wage()...), nil
}
