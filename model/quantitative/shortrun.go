package quantitative

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// shortRun solves (1)–(3) for wages at given labour, for the use of one goroutine.
type shortRun struct {
	*market
	x, l           []float64 // ln w, ln L
	r, step        []float64
	demand, supply *mat.Dense
	both           *mat.Dense // demand·supply
	jac            *mat.Dense
	lu             linalg.LU
	solved         bool
	steps          int
}

func newShortRun(e *Economy) *shortRun {
	v := func() []float64 { return make([]float64, e.n) }
	return &shortRun{market: newMarket(e), x: v(), l: v(), r: v(), step: v()}
}

// denseShortRun is the number of places up to which the short run goes straight to Newton's method.
const denseShortRun = 64

func (z *shortRun) residuals() []float64 { return z.r }

// tolerance is residualTolerance, or what rounding leaves of terms as large as these.
func (z *shortRun) tolerance() float64 {
	size := 1.0
	for i := range z.x {
		if !math.IsInf(z.s[i], -1) {
			size = max(size, math.Abs(z.s[i]), math.Abs(z.m[i]), math.Abs(z.k[i]))
		}
	}
	return max(residualTolerance, 32*0x1p-53*size)
}

// solve finds wages at labour (by place, ≥ 0, some positive), from the last solution or from equal wages.
func (z *shortRun) solve(labour []float64) error {
	for i, v := range labour {
		z.l[i] = math.Log(v) // −∞ at 0
	}
	z.steps = 0
	for i := range z.x {
		if !z.solved || math.IsNaN(z.x[i]) || math.IsInf(z.x[i], 0) {
			z.x[i] = 0
		}
	}
	if z.e.n > denseShortRun {
		if done, err := z.iterate(); done || err != nil {
			z.solved = done
			return err
		}
	}
	err := z.residual(z.x)
	if err == nil {
		var steps int
		steps, err = newton(z, z.x)
		z.steps += steps
	}
	z.solved = err == nil
	if errors.Is(err, ErrNotConverged) {
		worst := farthest(z.r)
		return fmt.Errorf("wages: income and sales of place %d still differ by %.1e relative after %d steps (tolerance %.0e): %w", worst+1, math.Abs(z.r[worst]), z.steps, z.tolerance(), err)
	}
	return err
}

// residual computes r_i = ln(w_i L_i) − ln Σ_j X_ij + ln Σ w L: income is sales, (3), with the numeraire.
func (z *shortRun) residual(x []float64) error {
	if err := z.clear(x, z.l); err != nil {
		return err
	}
	z.excess(z.r)
	world := z.world()
	for i := range z.r {
		if !math.IsInf(z.s[i], -1) {
			z.r[i] += world
		}
	}
	return nil
}

// iterate applies the wage equation, x ← x − r/σ, with acceleration; done tells whether that was enough.
func (z *shortRun) iterate() (done bool, err error) {
	acc := newAnderson(z.e.n)
	best := math.Inf(1)
	for it := range andersonSteps {
		if err := z.residual(z.x); err != nil {
			return false, err
		}
		norm := maxAbs(z.r)
		z.steps++
		if norm <= z.tolerance() {
			return true, nil
		}
		if best = min(best, norm); it > 20 && norm > 1e3*best {
			break
		}
		for i := range z.step {
			z.step[i] = -z.r[i] / z.e.Sigma
		}
		acc.advance(z.x, z.step)
	}
	return false, nil
}

// factorize factorises ∂r/∂x at the market last cleared. With the numeraire in it there is an inverse:
//
//	∂r/∂x = σ − D − (σ−1) D S + 1 yᵀ    (D demand shares, S supply shares, y income shares)
func (z *shortRun) factorize() (inverse, error) {
	n := z.e.n
	if z.jac == nil {
		z.demand, z.supply = mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
		z.both, z.jac = mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	}
	z.shares(z.demand, z.supply)
	z.both.Mul(z.demand, z.supply)
	income := z.incomeShares()
	for i := range n {
		row := z.jac.RawRowView(i)
		if math.IsInf(z.s[i], -1) {
			clear(row)
			row[i] = 1
			continue
		}
		d, b := z.demand.RawRowView(i), z.both.RawRowView(i)
		for j := range row {
			row[j] = income[j] - d[j] - (z.e.Sigma-1)*b[j]
		}
		row[i] += z.e.Sigma
	}
	if err := z.lu.Factorize(z.jac); err != nil {
		return nil, err
	}
	return func(r []float64, _ float64) ([]float64, error) {
		step := scaled(r, -1)
		z.lu.Solve(step)
		return step, nil
	}, nil
}

// incomeShares are w_i L_i / Σ w L.
func (z *shortRun) incomeShares() []float64 {
	world := z.world()
	out := make([]float64, z.e.n)
	for i, y := range z.y {
		out[i] = math.Exp(y - world)
	}
	return out
}

// wageElasticities returns dx/dℓ = −(∂r/∂x)⁻¹ ∂r/∂ℓ at the solution:
//
//	∂r/∂ℓ = 1 − α(σ−1) − D + α(σ−1) D S + 1 yᵀ
func (z *shortRun) wageElasticities() (*mat.Dense, error) {
	if _, err := z.factorize(); err != nil {
		return nil, err
	}
	n, a := z.e.n, z.e.supplyElasticity()
	out := mat.NewDense(n, n, nil)
	income := z.incomeShares()
	for i := range n {
		if math.IsInf(z.s[i], -1) {
			continue
		}
		row, d, b := out.RawRowView(i), z.demand.RawRowView(i), z.both.RawRowView(i)
		for j := range row {
			row[j] = d[j] - a*b[j] - income[j]
		}
		row[i] -= 1 - a
	}
	z.lu.SolveMany(out)
	return out, nil
}
