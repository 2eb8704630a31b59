// Package network is investment with externalities that pass through a network: enabling where what others
// invest makes one's own investment pay more, disabling where the fruit of one's own leaks to others.
//
// Firm i invests x_i and receives from j with the weight W_ij ≥ 0, W_ii = 0. Its payoff is
//
//	u_i = (A(1−ℓ) + B Σ_j W_ij x_j) x_i + C Σ_j W_ij x_j − ½ c x_i²,
//
// A the return on investment, ℓ the part of it that leaks, B what others' investment adds to the return,
// C what it is worth by itself, c the cost.
package network

//lint:file-ignore ST1005 W and C are the names of parameters

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// Errors of this package.
var (
	// ErrNoNash: the spectral radius of BW is not below c, so that replies to replies grow without end.
	ErrNoNash = errors.New("network: no nash solution")
	// ErrNoPlanner: the spectral radius of B(W+Wᵀ) is not below c, so that the sum of payoffs has no maximum.
	ErrNoPlanner = errors.New("network: no planner solution")
)

// Spec holds the parameters; see the package comment.
type Spec struct {
	A       float64 // A, finite
	B       float64 // B ≥ 0
	Cost    float64 // c > 0
	Leakage float64 // ℓ in [0, 1]
	W       [][]float64
	C       *float64 // C; nil: what leaks is received, C = Aℓ, and each non-zero column of W is divided by its sum
}

// Economy is firms in a network. It does not change.
type Economy struct {
	Spec
	n int
	w *mat.Dense // W as used
	c float64    // C as used
}

// New checks a Spec; errors name the parameter, its value and what is allowed.
func New(s Spec) (*Economy, error) {
	n := len(s.W)
	for _, c := range []struct {
		name    string
		value   float64
		ok      bool
		allowed string
	}{{"A", s.A, true, "a number"}, {"B", s.B, s.B >= 0, "[0, ∞)"}, {"c", s.Cost, s.Cost > 0, "(0, ∞)"}, {"leakage", s.Leakage, s.Leakage >= 0 && s.Leakage <= 1, "[0, 1]"}} {
		if !c.ok || math.IsNaN(c.value) || math.IsInf(c.value, 0) {
			return nil, fmt.Errorf("%s is %v, allowed is %s", c.name, c.value, c.allowed)
		}
	}
	if n == 0 {
		return nil, errors.New("W is empty, but there must be a firm")
	}
	e := &Economy{Spec: s, n: n, w: mat.NewDense(n, n, nil)}
	for i, row := range s.W {
		if len(row) != n {
			return nil, fmt.Errorf("W: row %d has %d numbers, but there are %d rows; W must be square", i+1, len(row), n)
		}
		for j, v := range row {
			if !(v >= 0) || math.IsInf(v, 1) || i == j && v != 0 {
				return nil, fmt.Errorf("W: the weight with which firm %d receives from firm %d is %v, allowed is [0, ∞), and 0 from itself", i+1, j+1, v)
			}
			e.w.Set(i, j, v)
		}
	}
	if s.C != nil {
		e.c = *s.C
		if math.IsNaN(e.c) || math.IsInf(e.c, 0) {
			return nil, fmt.Errorf("C is %v, allowed is a number", e.c)
		}
		return e, nil
	}
	e.c = s.A * s.Leakage
	e.normalizeColumns()
	return e, nil
}

// normalizeColumns divides each non-zero column of W by its sum: what a firm gives off arrives somewhere.
func (e *Economy) normalizeColumns() {
	for j := range e.n {
		sum := 0.0
		for i := range e.n {
			sum += e.w.At(i, j)
		}
		if sum == 0 {
			continue
		}
		for i := range e.n {
			e.w.Set(i, j, e.w.At(i, j)/sum)
		}
	}
}

// UsedW is W as used, row the receiver.
func (e *Economy) UsedW() [][]float64 {
	out := make([][]float64, e.n)
	for i := range out {
		out[i] = append([]float64(nil), e.w.RawRowView(i)...)
	}
	return out
}

// UsedC is C as used.
func (e *Economy) UsedC() float64 { return e.c }

// Radii are the spectral radii of BW and of B(W+Wᵀ) relative to c. The Nash solution exists below 1 of the
// first, the planner's below 1 of the second, which is the stricter condition. Where W is one-way (it can
// be ordered so that each firm receives from earlier ones only) the first is 0: nothing comes back.
func (e *Economy) Radii() (nash, planner float64, err error) {
	if !e.oneWay() { // rounding makes eigenvalues of a nilpotent matrix as large as the n-th root of it
		if nash, err = linalg.SpectralRadius(e.w); err != nil {
			return 0, 0, err
		}
	}
	if planner, err = linalg.SpectralRadius(e.both()); err != nil {
		return 0, 0, err
	}
	return e.B * nash / e.Cost, e.B * planner / e.Cost, nil
}

// oneWay tells whether W has no cycle: firms that receive from nobody left are taken away, in turn.
func (e *Economy) oneWay() bool {
	left := make([]bool, e.n)
	for i := range left {
		left[i] = true
	}
	for count := e.n; count > 0; {
		before := count
		for i := range left {
			if left[i] && !e.receives(i, left) {
				left[i] = false
				count--
			}
		}
		if count == before {
			return false
		}
	}
	return true
}

func (e *Economy) receives(i int, from []bool) bool {
	for j, w := range e.w.RawRowView(i) {
		if w > 0 && from[j] {
			return true
		}
	}
	return false
}

// both is W + Wᵀ.
func (e *Economy) both() *mat.Dense {
	s := mat.NewDense(e.n, e.n, nil)
	s.Add(e.w, e.w.T())
	return s
}

// Nash is the investment of firms each of which takes the others' as given:
//
//	x^N = (c − BW)⁻¹ A(1−ℓ) 1.
//
// The error is ErrNoNash, with the spectral radius, where replies do not settle.
func (e *Economy) Nash() ([]float64, error) {
	radius, _, err := e.Radii()
	if err != nil {
		return nil, err
	}
	if !(radius < 1) {
		return nil, fmt.Errorf("%w: the spectral radius of B W is %.9g times c, but must be below c: investment that answers investment grows without end", ErrNoNash, radius)
	}
	b := make([]float64, e.n)
	for i := range b {
		b[i] = e.A * (1 - e.Leakage)
	}
	return e.solve(e.w, b)
}

// Isolated is the investment of a firm without a network whose return does not leak, A/c.
func (e *Economy) Isolated() []float64 {
	x := make([]float64, e.n)
	for i := range x {
		x[i] = e.A / e.Cost
	}
	return x
}

// Planner is the investment that maximises the sum of payoffs:
//
//	x^P = (c − B(W+Wᵀ))⁻¹ (A(1−ℓ) 1 + C Wᵀ 1).
//
// The error is ErrNoPlanner, with the spectral radius, where there is no maximum.
func (e *Economy) Planner() ([]float64, error) {
	_, radius, err := e.Radii()
	if err != nil {
		return nil, err
	}
	if !(radius < 1) {
		return nil, fmt.Errorf("%w: the spectral radius of B (W + Wᵀ) is %.9g times c, but must be below c: the sum of payoffs has no maximum", ErrNoPlanner, radius)
	}
	b := make([]float64, e.n)
	for i := range b {
		b[i] = e.A * (1 - e.Leakage)
		for j := range e.n {
			b[i] += e.c * e.w.At(j, i)
		}
	}
	return e.solve(e.both(), b)
}

// solve is (c − B M)⁻¹ b.
func (e *Economy) solve(m *mat.Dense, b []float64) ([]float64, error) {
	a := mat.NewDense(e.n, e.n, nil)
	a.Scale(-e.B, m)
	for i := range e.n {
		a.Set(i, i, a.At(i, i)+e.Cost)
	}
	var lu linalg.LU
	if err := lu.Factorize(a); err != nil {
		return nil, err
	}
	lu.Solve(b)
	return b, nil
}

// Payoff is u_i by firm.
func (e *Economy) Payoff(x []float64) []float64 {
	u := make([]float64, e.n)
	for i := range u {
		in := e.inflow(i, x)
		u[i] = (e.A*(1-e.Leakage)+e.B*in)*x[i] + e.c*in - e.Cost*x[i]*x[i]/2
	}
	return u
}

// inflow is Σ_j W_ij x_j.
func (e *Economy) inflow(i int, x []float64) float64 {
	sum := 0.0
	for j, w := range e.w.RawRowView(i) {
		sum += w * x[j]
	}
	return sum
}

// Balance is what each firm receives from others and provides to them:
//
//	received_i = (B x_i + C) Σ_j W_ij x_j,    provided_i = x_i Σ_j W_ji (B x_j + C).
//
// Both add up to the same over all firms.
func (e *Economy) Balance(x []float64) (received, provided []float64) {
	received, provided = make([]float64, e.n), make([]float64, e.n)
	for i := range e.n {
		received[i] = (e.B*x[i] + e.c) * e.inflow(i, x)
		for j := range e.n {
			provided[i] += x[i] * e.w.At(j, i) * (e.B*x[j] + e.c)
		}
	}
	return received, provided
}

// Path is the investment of firms that answer last period's, from nothing:
//
//	x_{t+1} = (A(1−ℓ) 1 + B W x_t)/c,    t = 0 … steps.
func (e *Economy) Path(steps int) [][]float64 {
	x := make([]float64, e.n)
	out := [][]float64{x}
	for range steps {
		next := make([]float64, e.n)
		for i := range next {
			next[i] = (e.A*(1-e.Leakage) + e.B*e.inflow(i, x)) / e.Cost
		}
		out = append(out, next)
		x = next
	}
	return out
}
