package quantitative

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/anderson"
	"github.com/geosolve/geosolve/internal/linalg"
)

// Fundamentals are the productivity Ā and amenity ū that make observed wages and labour an equilibrium,
// each with geometric mean 1: the equilibrium does not tell their scale.
type Fundamentals struct {
	Productivity []float64
	Amenity      []float64
	LogAmenity   []float64 // ln ū, mean 0
	Residual     float64   // largest relative difference of income and sales
	Steps        int
}

// Invert finds the fundamentals from wages and labour by place, all positive, in any units, and this
// economy's σ, α, β and trade; what it says of fundamentals plays no part. First productivities balance
// income and sales, (3), which is a problem of scaling φ to given sums of rows and columns with one
// solution up to scale; then amenities make welfare (4) the same everywhere:
//
//	Ā_i = A_i L_i^{−α},    ū_i ∝ P_i/(w_i L_i^β).
//
// Errors: a value that is not positive; ErrNotConverged; ErrOutOfRange.
func (e *Economy) Invert(wage, labour []float64) (*Fundamentals, error) {
	x, err := logs("wage", wage, e.n)
	if err != nil {
		return nil, err
	}
	l, err := logs("labour", labour, e.n)
	if err != nil {
		return nil, err
	}
	v := newScaling(e, x, l)
	if err := v.solve(); err != nil {
		return nil, err
	}
	a, u := make([]float64, e.n), make([]float64, e.n)
	for i := range a {
		a[i] = v.supply[i]/(e.Sigma-1) + x[i] - e.Alpha*l[i]
		u[i] = v.k[i]/(1-e.Sigma) - x[i] - e.Beta*l[i]
	}
	a, u = centred(a), centred(u)
	return &Fundamentals{Productivity: exps(a), Amenity: exps(u), LogAmenity: u, Residual: maxAbs(v.r), Steps: v.steps}, nil
}

// centred are z less their mean.
func centred(z []float64) []float64 {
	mean := 0.0
	for _, v := range z {
		mean += v / float64(len(z))
	}
	out := make([]float64, len(z))
	for i, v := range z {
		out[i] = v - mean
	}
	return out
}

func exps(z []float64) []float64 {
	out := make([]float64, len(z))
	for i, v := range z {
		out[i] = math.Exp(v)
	}
	return out
}

// scaling finds supplies e^{s_i} with which incomes y_i are sales:
//
//	r_i = y_i − s_i − ln Σ_j φ_ij e^{y_j − k_j} = 0,    k_j = ln Σ_i φ_ij e^{s_i}.
type scaling struct {
	*market
	supply []float64 // the unknown s
	income []float64 // y, Σ e^y = 1
	r      []float64
	steps  int
}

func newScaling(e *Economy, x, l []float64) *scaling {
	v := &scaling{market: newMarket(e), supply: make([]float64, e.n), income: make([]float64, e.n), r: make([]float64, e.n)}
	for i := range x {
		v.income[i] = x[i] + l[i]
		v.y[i] = v.income[i]
	}
	world := v.world()
	for i := range x {
		v.income[i] -= world
		v.supply[i] = v.income[i]
	}
	copy(v.y, v.income)
	return v
}

// invertDense is the number of places up to which Newton's method finishes the work, 1 s a step there.
const invertDense = 1500

func (v *scaling) solve() error {
	if err := v.iterate(); err != nil {
		return err
	}
	if maxAbs(v.r) <= v.tolerance() {
		return nil
	}
	var err error
	if v.e.n <= invertDense {
		var steps int
		steps, err = newton(v, v.supply)
		v.steps += steps
		if err == nil {
			return nil
		}
	}
	worst := farthest(v.r)
	err = fmt.Errorf("productivity: income and sales of place %d still differ by %.1e relative after %d steps (tolerance %.0e): %w", worst+1, math.Abs(v.r[worst]), v.steps, v.tolerance(), ErrNotConverged)
	return err
}

// iterate balances rows and columns in turn (Sinkhorn 1964), with acceleration; it leaves the best point.
func (v *scaling) iterate() error {
	acc := anderson.New(v.e.n, andersonDepth)
	best := nearestFrom(v.supply)
	for range andersonSteps {
		err := v.residual(v.supply)
		if err != nil && v.steps == 0 {
			return err
		}
		v.steps++
		norm := maxAbs(v.r)
		if err != nil || math.IsNaN(norm) {
			break
		}
		best.pass(v.supply, norm)
		if norm <= v.tolerance() || best.ended() {
			break
		}
		acc.Advance(v.supply, v.r)
	}
	copy(v.supply, best.at)
	return v.residual(v.supply)
}

// residual computes r at supplies.
func (v *scaling) residual(supply []float64) error {
	copy(v.s, supply)
	if err := v.logSum(v.k, v.s, true); err != nil {
		return err
	}
	for j := range v.d {
		v.d[j] = v.y[j] - v.k[j]
	}
	if err := v.logSum(v.m, v.d, false); err != nil {
		return err
	}
	v.excess(v.r)
	return nil
}

func (v *scaling) residuals() []float64 { return v.r }

func (v *scaling) tolerance() float64 {
	return max(residualTolerance, 32*0x1p-53*max(maxAbs(v.s), maxAbs(v.m), maxAbs(v.k)))
}

// factorize factorises ∂r/∂s = −1 + D S, whose null vector of equal entries, a change of scale, is left out
// by adding 1 yᵀ to 1 − D S.
func (v *scaling) factorize() (inverse, error) {
	n := v.e.n
	demand, supply, jac := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	v.shares(demand, supply)
	jac.Mul(demand, supply)
	for i := range n {
		row, own := jac.RawRowView(i), 0.0
		for j := range row {
			if j != i {
				own += row[j]
				row[j] = math.Exp(v.income[j]) - row[j]
			}
		}
		row[i] = math.Exp(v.income[i]) + own // rows of D S add up to one
	}
	var lu linalg.LU
	if err := lu.Factorize(jac); err != nil {
		return nil, errors.Join(ErrNotConverged, err)
	}
	return func(r []float64, _ float64) ([]float64, error) {
		step := append([]float64(nil), r...)
		lu.Solve(step)
		return step, nil
	}, nil
}
