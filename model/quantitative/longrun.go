package quantitative

import (
	"errors"
	"fmt"
	"math"

	"github.com/geosolve/geosolve/internal/anderson"
)

// longRun solves for wages, labour and welfare together:
//
//	r_i = ln(w_i L_i) − ln Σ_j X_ij = 0                  income is sales, (3)
//	c_i = ln W_i − ln W_g(i) = 0                         workers of a group are equally well off everywhere
//	t_g = ln Σ_{i in g} L_i − ln N_g = 0                 labour of each group
//
// The unknowns are (x, ℓ, ln W) = (ln w, ln L, ln W_g), one after the other in z.
type longRun struct {
	*market
	groups int
	logN   []float64
	z      []float64
	r      []float64 // residuals, in the order of the unknowns
	dense  bool      // factorise whatever the size
	steps  int
	method string
}

func newLongRun(e *Economy) *longRun {
	groups := len(e.GroupLabour)
	n := 2*e.n + groups
	s := &longRun{market: newMarket(e), groups: groups, logN: make([]float64, groups),
		z: make([]float64, n), r: make([]float64, n)}
	for g, v := range e.GroupLabour {
		s.logN[g] = math.Log(v)
	}
	return s
}

// parts cuts a vector of unknowns into its three blocks.
func (s *longRun) parts(z []float64) (x, l, w []float64) {
	n := s.e.n
	return z[:n], z[n : 2*n], z[2*n:]
}

// LongRunResult is a long-run equilibrium.
type LongRunResult struct {
	Solution
	Method string // how it was found
}

// LongRun finds an equilibrium in which every place has people, by a solver of its own: a fixed-point
// iteration in the form of Allen and Arkolakis (2014), accelerated, then Newton's method on the full system
// in logs (dense, or with Krylov steps beyond a few hundred places). It starts from labour by place, or
// from equal shares where start is nil. Where Unique holds there is no other equilibrium.
//
// Errors: ErrNotConverged, with the best point; ErrOutOfRange; another where γ1 ≤ 0, so that empty places
// stay empty and equilibria come in great numbers.
func (e *Economy) LongRun(start []float64) (*LongRunResult, error) {
	if gamma := e.Gamma1(); gamma <= 0 {
		return nil, fmt.Errorf("quantitative: γ1 = 1 − α(σ−1) − βσ is %.6g, but must be positive for workers to spread over all places", gamma)
	}
	s := newLongRun(e)
	if err := s.begin(start); err != nil {
		return nil, err
	}
	err := s.fixedPoint()
	if err == nil {
		err = s.newton()
	}
	if errors.Is(err, ErrOutOfRange) {
		return nil, err
	}
	s.normalize(s.z) // the numeraire, which the equations do not know
	if e := s.residual(s.z); err == nil {
		err = e
	}
	return s.result(), err
}

// begin sets the start.
func (s *longRun) begin(start []float64) error {
	_, l, _ := s.parts(s.z)
	for i := range l {
		l[i] = 0
		if start != nil {
			if !(start[i] > 0) || math.IsInf(start[i], 1) {
				return fmt.Errorf("quantitative: the start has %v people in place %d, but must have some everywhere", start[i], i+1)
			}
			l[i] = math.Log(start[i])
		}
	}
	s.normalize(s.z)
	return nil
}

// normalize shifts ℓ to the labour of each group and x to the numeraire.
func (s *longRun) normalize(z []float64) {
	x, l, _ := s.parts(z)
	total := s.groupSums(l)
	for i, g := range s.e.GroupOf {
		l[i] += s.logN[g] - total[g]
	}
	top, sum := math.Inf(-1), 0.0
	for i := range x {
		top = max(top, x[i]+l[i])
	}
	for i := range x {
		sum += math.Exp(x[i] + l[i] - top)
	}
	shift := top + math.Log(sum)
	for i := range x {
		x[i] -= shift
	}
}

// groupSums are ln Σ_{i in g} e^{l_i}.
func (s *longRun) groupSums(l []float64) []float64 {
	top, sum := make([]float64, s.groups), make([]float64, s.groups)
	for g := range top {
		top[g] = math.Inf(-1)
	}
	for i, g := range s.e.GroupOf {
		top[g] = max(top[g], l[i])
	}
	for i, g := range s.e.GroupOf {
		sum[g] += math.Exp(l[i] - top[g])
	}
	for g := range sum {
		sum[g] = top[g] + math.Log(sum[g])
	}
	return sum
}

// meanWelfare sets ln W_g to the mean of ln W_i over the people of the group.
func (s *longRun) meanWelfare(x, l, w []float64) {
	clear(w)
	for i, g := range s.e.GroupOf {
		w[g] += math.Exp(l[i]-s.logN[g]) * s.welfare(i, x, l)
	}
}

// residual clears the market at z and computes s.r there.
func (s *longRun) residual(z []float64) error {
	x, l, _ := s.parts(z)
	if err := s.clear(x, l); err != nil {
		return err
	}
	s.measure(z)
	return nil
}

// measure computes s.r at z, where the market was cleared.
func (s *longRun) measure(z []float64) {
	x, l, w := s.parts(z)
	r, c, t := s.parts(s.r)
	s.excess(r)
	for i, g := range s.e.GroupOf {
		c[i] = s.welfare(i, x, l) - w[g]
	}
	for g, v := range s.groupSums(l) {
		t[g] = v - s.logN[g]
	}
}

func (s *longRun) residuals() []float64 { return s.r }

func (s *longRun) norm() float64 { return maxAbs(s.r) }

// tolerance is residualTolerance, or what rounding leaves of terms as large as these.
func (s *longRun) tolerance() float64 {
	return max(residualTolerance, 32*0x1p-53*max(maxAbs(s.s), maxAbs(s.m), maxAbs(s.k)))
}

// fixedPoint iterates, with acceleration, the equations that are left when price indices are put out of (3)
// by (4), as Allen and Arkolakis (2014) do:
//
//	u_i = σ x_i + (1−α(σ−1)) ℓ_i = (σ−1) ā_i + ln Σ_j φ_ij e^{(σ−1)(ū_j − ln W) + σ x_j + (1+β(σ−1)) ℓ_j}
//	v_i = (1−σ)(x_i + β ℓ_i)     = (σ−1)(ū_i − ln W) + ln Σ_j φ_ji e^{(σ−1)(ā_j + α ℓ_j − x_j)}
//
// It is a contraction where Unique holds, with the rate of Contraction at worst. It ends when the residual is within
// tolerance or falls no more.
func (s *longRun) fixedPoint() error {
	n, e := s.e.n, s.e
	acc := anderson.New(2*n, andersonDepth)
	best := nearestFrom(s.z)
	f, demand := make([]float64, 2*n), make([]float64, n)
	defer func() { copy(s.z, best.at); _ = s.residual(s.z) }()
	s.method = "fixed point"
	for it := 0; it < andersonSteps; it++ {
		x, l, w := s.parts(s.z)
		if err := s.clear(x, l); err != nil {
			if it == 0 {
				return err
			}
			return nil
		}
		s.meanWelfare(x, l, w)
		s.measure(s.z)
		norm := s.norm()
		if math.IsNaN(norm) {
			return nil
		}
		s.steps++
		best.pass(s.z, norm)
		if norm <= s.tolerance() || best.ended() {
			return nil
		}
		for j, g := range e.GroupOf {
			demand[j] = (e.Sigma-1)*(e.logU[j]-w[g]) + e.Sigma*x[j] + (1+e.Beta*(e.Sigma-1))*l[j]
		}
		if err := s.logSum(s.m, demand, false); err != nil {
			return nil
		}
		s.update(f, x, l, w)
		acc.Advance(s.z[:2*n], f)
		s.normalize(s.z)
	}
	return nil
}

// update writes the move (dx, dℓ) of the fixed-point iteration to f, m being its sum of demand: u and v
// give x and ℓ by
//
//	(σ−1)γ1 x = β(1−σ) u − (1−α(σ−1)) v,    (σ−1)γ1 ℓ = (σ−1) u + σ v.
func (s *longRun) update(f, x, l, w []float64) {
	e, n := s.e, s.e.n
	a, det := e.supplyElasticity(), (e.Sigma-1)*e.Gamma1()
	next := make([]float64, len(s.z))
	nx, nl, _ := s.parts(next)
	for i, g := range e.GroupOf {
		u := (e.Sigma-1)*e.logA[i] + s.m[i]
		v := (e.Sigma-1)*(e.logU[i]-w[g]) + s.k[i]
		nx[i] = (e.Beta*(1-e.Sigma)*u - (1-a)*v) / det
		nl[i] = ((e.Sigma-1)*u + e.Sigma*v) / det
	}
	s.normalize(next)
	for i := range n {
		f[i], f[n+i] = nx[i]-x[i], nl[i]-l[i]
	}
}

// newton solves the full system by Newton's method.
func (s *longRun) newton() error {
	if s.norm() <= s.tolerance() {
		return nil
	}
	s.method += ", Newton"
	if s.e.n > denseLongRun {
		s.method += "–Krylov"
	}
	steps, err := newton(s, s.z)
	s.steps += steps
	if err != nil && s.e.n > denseLongRun && s.e.n <= denseRescue && !errors.Is(err, ErrOutOfRange) {
		s.dense, s.method = true, s.method+", Newton"
		steps, err = newton(s, s.z)
		s.steps += steps
	}
	if err != nil && !errors.Is(err, ErrOutOfRange) {
		return s.failure(err)
	}
	return err
}

func (s *longRun) failure(err error) error {
	r, c, _ := s.parts(s.r)
	what, worst := "income and sales", farthest(r)
	if maxAbs(c) > maxAbs(r) {
		what, worst = "welfare and that of the group", farthest(c)
	}
	return fmt.Errorf("long run: %s of place %d still differ by %.1e relative after %d steps of %s (tolerance %.0e): %w", what, worst+1, s.norm(), s.steps, s.method, s.tolerance(), err)
}

func (s *longRun) result() *LongRunResult {
	x, l, _ := s.parts(s.z)
	n := s.e.n
	r := &LongRunResult{Method: s.method, Solution: Solution{Labour: make([]float64, n), Wage: make([]float64, n),
		PriceIndex: make([]float64, n), Welfare: make([]float64, n), Residual: s.norm(), Walras: s.walras(), Steps: s.steps}}
	for i := range n {
		r.Labour[i], r.Wage[i] = math.Exp(l[i]), math.Exp(x[i])
		r.PriceIndex[i] = math.Exp(s.k[i] / (1 - s.e.Sigma))
		r.Welfare[i] = math.Exp(s.welfare(i, x, l))
	}
	return r
}
