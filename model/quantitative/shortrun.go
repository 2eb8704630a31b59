package quantitative

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/anderson"
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
	var err error
	if z.e.n > denseShortRun {
		err = z.iterate()
	} else if err = z.newton(); errors.Is(err, ErrNotConverged) {
		clear(z.x)
		err = z.iterate()
	}
	if err == nil && maxAbs(z.r) > z.tolerance() {
		err = z.newton()
	}
	if err == nil {
		err = z.finish()
	}
	z.solved = err == nil
	if errors.Is(err, ErrNotConverged) {
		worst := farthest(z.r)
		return fmt.Errorf("wages: income and sales of place %d still differ by %.1e relative after %d steps (tolerance %.0e): %w", worst+1, math.Abs(z.r[worst]), z.steps, z.tolerance(), err)
	}
	return err
}

// newton solves for wages from z.x.
func (z *shortRun) newton() error {
	if err := z.residual(z.x); err != nil {
		return err
	}
	if z.e.n > denseRescue {
		return fmt.Errorf("%w: too many places for Newton's method", ErrNotConverged)
	}
	steps, err := newton(z, z.x)
	z.steps += steps
	return err
}

// residual computes r_i = ln(w_i L_i) − ln Σ_j X_ij: income is sales, (3).
func (z *shortRun) residual(x []float64) error {
	if err := z.clear(x, z.l); err != nil {
		return err
	}
	z.excess(z.r)
	return nil
}

// finish puts wages into units of the numeraire, which (3) does not know, and clears the market there.
func (z *shortRun) finish() error {
	world := z.world()
	for i := range z.x {
		z.x[i] -= world
	}
	return z.residual(z.x)
}

// iterate applies the wage equation, x ← x − r/σ, with acceleration, until it is solved or comes no nearer, and
// leaves the best point. Unlike Newton's method it needs no good start: the iteration is homogeneous and
// rises with x, so that distances in ln w never grow (Lemmens and Nussbaum 2012, ch. 2).
func (z *shortRun) iterate() error {
	acc := anderson.New(z.e.n, andersonDepth)
	best := nearestFrom(z.x)
	for it := range andersonSteps {
		if err := z.residual(z.x); err != nil {
			if it == 0 {
				return err
			}
			break
		}
		z.steps++
		norm := maxAbs(z.r)
		if math.IsNaN(norm) {
			break
		}
		best.pass(z.x, norm)
		if norm <= z.tolerance() || best.ended() {
			break
		}
		for i := range z.step {
			z.step[i] = -z.r[i] / z.e.Sigma
		}
		acc.Advance(z.x, z.step)
	}
	copy(z.x, best.at)
	return z.residual(z.x)
}

// factorize factorises ∂r/∂x at the market last cleared, with the change of numeraire as 1 yᵀ in it, without
// which it has no inverse:
//
//	∂r/∂x = σ − D − (σ−1) D S + 1 yᵀ    (D demand shares, S supply shares, y income shares)
//
// Rows of D and S add up to one, so that the diagonal of the first part is minus the sum of the rest of its
// row: where places trade little, this keeps the digits that a difference from σ would lose.
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
		own := 0.0
		for j := range row {
			if j != i {
				v := d[j] + (z.e.Sigma-1)*b[j]
				row[j] = income[j] - v
				own += v
			}
		}
		row[i] = income[i] + own
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
//
// with the diagonal as in factorize.
func (z *shortRun) wageElasticities() (*mat.Dense, error) {
	if _, err := z.factorize(); err != nil {
		return nil, fmt.Errorf("%w: places trade so little with each other that their relative wages cannot be told (%w)", ErrOutOfRange, err)
	}
	n, a := z.e.n, z.e.supplyElasticity()
	out := mat.NewDense(n, n, nil)
	income := z.incomeShares()
	for i := range n {
		if math.IsInf(z.s[i], -1) {
			continue
		}
		row, d, b := out.RawRowView(i), z.demand.RawRowView(i), z.both.RawRowView(i)
		own := 0.0
		for j := range row {
			if j != i {
				v := d[j] - a*b[j]
				row[j] = v - income[j]
				own += v
			}
		}
		row[i] = -income[i] - own
	}
	z.lu.SolveMany(out)
	return out, nil
}
