package economy

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// adjointSteps bounds the iteration for the adjoint, which GMRES solves in some ten to thirty.
const adjointSteps = 60

// adjointTolerance is the residual of the adjoint system, relative to its right-hand side, at which rounding
// of sums of some hundred products takes over.
const adjointTolerance = 1e-14

// PayoffJacobianRow writes the payoffs to dst and the derivatives of payoff i by all shares to row. Where
// one industry without intermediates has workers who migrate, and wedges are one, it takes some products
// with the freeness matrix instead of a factorisation, by the adjoint of the wage equations:
//
//	d ln π_i = cᵀ d ln w + direct,   c = e_i − μ S_·i,   Jᵀ v = c,   ∂ ln π_i/∂L = vᵀ B + direct,
//
// with J and B = −∂F/∂L as in wageJacobian and ByLabour, D and S applied as φ between two scalings.
func (ev *Evaluator) PayoffJacobianRow(dst, row, x []float64, i int) error {
	if !ev.plain() {
		return ev.rowOfJacobian(dst, row, x, i)
	}
	if err := ev.Payoffs(dst, x); err != nil {
		return err
	}
	a := ev.newAdjoint()
	if ev.adjointOf != i {
		ev.adjoint = nil
	}
	v, err := a.solve(a.gradient(i), ev.adjoint)
	if err != nil { // the factorisation does not mind
		return ev.rowOfJacobian(dst, row, x, i)
	}
	ev.adjoint, ev.adjointOf = v, i
	a.byLabour(row, v, i)
	e := ev.e
	for j := range row {
		row[j] *= dst[i] * e.mb.mass[e.mb.popOf[j]]
	}
	return nil
}

// plain reports whether the adjoint below holds.
func (ev *Evaluator) plain() bool {
	e := ev.e
	return e.Mobility == Migration && len(e.Technology.Industries) == 1 && !e.Technology.linked && e.External == nil && e.Joint == nil &&
		e.Wedges == nil && len(e.Outside) == 0 && len(e.mb.pops) == 1 && e.Technology.Agriculture()
}

// rowOfJacobian takes the row from the whole Jacobian.
func (ev *Evaluator) rowOfJacobian(dst, row, x []float64, i int) error {
	jac := mat.NewDense(len(x), len(x), nil)
	if err := ev.PayoffJacobian(dst, jac, x); err != nil {
		return err
	}
	copy(row, jac.RawRowView(i))
	return nil
}

// adjoint holds what the products with D, S and A are made of, at a solved short run of one industry.
type adjoint struct {
	n                        int
	mu, sigma                float64
	trade                    Trade
	supply, unit             []float64 // e^{s}, e^{s}/L
	overK, overM             []float64 // 1/K, 1/M
	demand, outlay, perWages []float64 // G^{σ−1}E, w L μ/E, w μ/E
	tmp, out                 []float64
}

func (ev *Evaluator) newAdjoint() *adjoint {
	e, z := ev.e, ev.solver.z
	n := e.home
	in := e.Technology.Industries[0]
	a := &adjoint{n: n, mu: in.Mu, sigma: in.Sigma, trade: ev.solver.trade()[0], supply: exps(z.supply), unit: exps(z.unit),
		overK: make([]float64, n), overM: make([]float64, n), demand: exps(z.demand), outlay: make([]float64, n), perWages: make([]float64, n),
		tmp: make([]float64, n), out: make([]float64, n)}
	for r := range n {
		a.overK[r], a.overM[r] = math.Exp(-z.logK[r]), math.Exp(-z.logM[r])
		a.perWages[r] = in.Mu * math.Exp(z.logW[r]) / z.expend[r]
		a.outlay[r] = a.perWages[r] * ev.given.Labour[r]
	}
	return a
}

// soldTo is Dᵀ v: D_rs = φ_rs demand_s/M_r.
func (a *adjoint) soldTo(dst, v []float64) {
	for r := range a.n {
		a.tmp[r] = v[r] * a.overM[r]
	}
	a.trade.MulTransVec(dst, a.tmp)
	for s := range a.n {
		dst[s] *= a.demand[s]
	}
}

// boughtFrom is S u, or A u per worker: S_sr = supply_s φ_sr/K_r.
func (a *adjoint) boughtFrom(dst, u, supply []float64) {
	for r := range a.n {
		a.tmp[r] = u[r] * a.overK[r]
	}
	a.trade.MulVec(dst, a.tmp)
	for s := range a.n {
		dst[s] *= supply[s]
	}
}

// gradient is c = e_i − μ S_·i.
func (a *adjoint) gradient(i int) []float64 {
	c := make([]float64, a.n)
	for q := range c {
		c[q] = -a.mu * a.supply[q] * math.Exp(a.trade.Log(q, i)) * a.overK[i]
	}
	c[i]++
	return c
}

// solve solves Jᵀ v = c, Jᵀ v = σ v − (σ−1) S Dᵀ v − outlay ∘ Dᵀ v, starting from the solution near by, which
// may be nil.
func (a *adjoint) solve(c, near []float64) ([]float64, error) {
	sold := make([]float64, a.n)
	apply := func(dst, v []float64) {
		a.soldTo(sold, v)
		a.boughtFrom(dst, sold, a.supply)
		for q := range dst {
			dst[q] = a.sigma*v[q] - (a.sigma-1)*dst[q] - a.outlay[q]*sold[q]
		}
	}
	if near == nil {
		return linalg.GMRES(apply, c, adjointTolerance, adjointSteps)
	}
	size := floats.Norm(c, 2)
	left := make([]float64, a.n)
	apply(left, near)
	floats.SubTo(left, c, left)
	part := floats.Norm(left, 2) / size
	if part <= adjointTolerance {
		return near, nil
	}
	v, err := linalg.GMRES(apply, left, adjointTolerance/part, adjointSteps)
	if err == nil {
		floats.Add(v, near)
	}
	return v, err
}

// byLabour writes ∂ ln π_i/∂L_j = −(A Dᵀ v)_j + (Dᵀ v)_j w_j μ/E_j + μ/(σ−1) A_ji.
func (a *adjoint) byLabour(row, v []float64, i int) {
	sold := make([]float64, a.n)
	a.soldTo(sold, v)
	a.boughtFrom(row, sold, a.unit)
	for j := range row {
		direct := a.mu / (a.sigma - 1) * a.unit[j] * math.Exp(a.trade.Log(j, i)) * a.overK[i]
		row[j] = sold[j]*a.perWages[j] - row[j] + direct
	}
}
