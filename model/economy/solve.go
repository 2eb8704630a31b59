package economy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/anderson"
	"github.com/geosolve/geosolve/internal/linalg"
)

// ErrNotConverged says that the short run was not solved to its tolerance. The error that wraps it is a
// *ConvergenceError.
var ErrNotConverged = fmt.Errorf("short run not solved: %w", equilibrium.ErrNotConverged)

// ErrNoShortRun says that the given labour admits no short-run equilibrium with positive wages.
var ErrNoShortRun = &noShortRun{}

// noShortRun is ErrNoShortRun, which is also equilibrium.ErrUndefined.
type noShortRun struct{}

func (*noShortRun) Error() string { return "no short-run equilibrium" }

func (*noShortRun) Unwrap() error { return equilibrium.ErrUndefined }

// ConvergenceError tells which equation stayed open, where, by how much, and what was tried.
type ConvergenceError struct {
	Equation string // "wage equation (3)" or "price index (2)"
	Industry int    // from 0
	Region   int    // from 0
	Residual float64
	Tried    string
}

func (e *ConvergenceError) Error() string {
	return fmt.Sprintf("%s: %s of industry %d in region %d is off by a factor of 1 + %.3g after %s; allowed is %.0g",
		"short run not solved", e.Equation, e.Industry+1, e.Region+1, e.Residual, e.Tried, residualTolerance)
}

// Unwrap makes errors.Is(err, ErrNotConverged) true.
func (e *ConvergenceError) Unwrap() error { return ErrNotConverged }

// residualTolerance is what a solution must meet: no equation fails by more than a factor of 1 + 1e-12.
const residualTolerance = 1e-12

// A Newton step whose effect is below this many units of roundoff of the terms that make up a residual
// can improve nothing: σ ln p and ln φ are of size up to a few hundred.
const roundingFloor = 4 * 0x1p-52

// Settings of the Newton iteration. Steps of a log wage are limited so that a bad Jacobian far from the
// solution cannot throw the iterate out of the range of exponentials.
const (
	maxNewton    = 60
	maxBacktrack = 30
	maxLogStep   = 5.0
)

// Solver solves short runs of one market and keeps its storage, and the last solution as the next
// start. It is for the use of one goroutine.
type Solver struct {
	m       *Market
	z, try  *state
	y, next []float64
	step    []float64
	jac     *mat.Dense
	lu      linalg.LU
	warm    bool
	given   *Given
	sh      []shares // at the solution, nil until derivatives are asked for
	store   []shares
	mixer   *anderson.Accelerator
	lean    lean
	whole   bool  // z belongs to y, not its residuals alone
	part    part  // see among
	chord   chord // the last part
	steps   int
	method  string
}

// NewSolver returns a solver for the market.
func (m *Market) NewSolver() *Solver {
	k := m.unknowns()
	return &Solver{m: m, z: m.newState(), try: m.newState(), y: make([]float64, k), next: make([]float64, k), step: make([]float64, k)}
}

// Solve solves the short run. After it the accessors hold the solution. Errors: ErrNoShortRun where an
// industry has no labour or the world no demand, ErrNotConverged.
func (s *Solver) Solve(g *Given) error {
	s.given, s.sh, s.steps = g, nil, 0
	s.z.setLabour(g.Labour)
	copy(s.try.labourLog, s.z.labourLog)
	if err := s.m.check(g); err != nil {
		s.warm = false
		return err
	}
	if s.warm && s.near(g) == nil {
		return nil
	}
	s.warm = false
	var err error
	for _, start := range []func(*Given){s.startFlat, s.startMarket} {
		start(g)
		if s.m.large() && s.anderson(g) == nil {
			s.warm = true
			return nil
		}
		s.relax(g, 3)
		if err = s.newton(g); err == nil {
			s.warm = true
			return nil
		}
		s.relax(g, 400)
		if err = s.newton(g); err == nil {
			s.warm = true
			return nil
		}
	}
	return err
}

// near solves from the last solution, by the method that suits the size.
func (s *Solver) near(g *Given) error {
	if !s.m.large() {
		return s.newton(g)
	}
	copy(s.next, s.y)
	if s.chase(g) {
		return nil
	}
	if norm(s.y) == math.Inf(1) {
		copy(s.y, s.next)
	}
	return s.anderson(g)
}

func (m *Market) check(g *Given) error {
	n := m.n
	for i := range m.nI {
		sum := 0.0
		for r, l := range g.Labour[i*n : (i+1)*n] {
			if !(l >= 0) || math.IsInf(l, 0) {
				return fmt.Errorf("%w: labour of industry %d in region %d is %v, allowed is a finite number of at least 0", ErrNoShortRun, i+1, r+1, l)
			}
			sum += l
		}
		if sum == 0 {
			return fmt.Errorf("%w: industry %d has no labour anywhere, so nobody can buy its goods", ErrNoShortRun, i+1)
		}
	}
	if m.floating(g) || m.home < n {
		return nil
	}
	for _, y := range g.FarmIncome {
		if y > 0 {
			return nil
		}
	}
	return fmt.Errorf("%w: nobody is left in agriculture while consumers spend on it, so manufacturing cannot sell what it makes at any positive wage", ErrNoShortRun)
}

// startFlat is the start of all wages and price indices at one.
func (s *Solver) startFlat(*Given) {
	for i := range s.y {
		s.y[i] = 0
	}
	s.evaluate(s.z, s.given, s.y)
	if s.m.tech.linked { // price indices of unit prices
		m := s.m
		for j, in := range m.tech.Industries {
			for r := range m.n {
				k := j*m.n + r
				s.y[m.nI*m.home+k] = s.z.logK[k] / (1 - in.Sigma)
			}
		}
	}
}

// startMarket sets wages by nominal market size: each region's wage from farm income per worker.
func (s *Solver) startMarket(g *Given) {
	s.startFlat(g)
	m := s.m
	for i := range m.nI {
		total, income := 0.0, 0.0
		for r := range m.home {
			total += g.Labour[i*m.n+r]
			income += g.FarmIncome[r]
		}
		for r := range m.home {
			l := g.Labour[i*m.n+r]
			if l > 0 && income > 0 {
				s.y[i*m.home+r] = math.Log((g.FarmIncome[r]/income*0.5+0.5*l/total)/(l/total)) / m.tech.Industries[i].Sigma
			}
		}
	}
}

// trade is the freeness that holds: the market's, or what external economies and joint action make of it.
func (s *Solver) trade() []Trade { return s.m.tradeOf(s.given) }

// shares are who buys from whom at the present state, in storage that the next call uses again.
func (s *Solver) shares() []shares {
	s.store = s.m.tradeShares(s.store, s.z, s.trade())
	return s.store
}

func (s *Solver) evaluate(z *state, g *Given, y []float64) { s.m.evaluate(z, g, y) }

// norm is the largest residual; +Inf where one is not a number.
func norm(r []float64) float64 {
	m := 0.0
	for _, v := range r {
		if math.IsNaN(v) {
			return math.Inf(1)
		}
		m = max(m, math.Abs(v))
	}
	return m
}

// merit is the sum of squared residuals, which a Newton step decreases if it is short enough.
func merit(r []float64) float64 {
	m := 0.0
	for _, v := range r {
		m += v * v
	}
	if math.IsNaN(m) {
		return math.Inf(1)
	}
	return m
}

// newton runs Newton's method in logs with the analytic Jacobian and a backtracking line search on the
// sum of squares (Dennis and Schnabel 1983, ch. 6). It goes on until rounding stops it, which gives one or two
// digits more than the tolerance asks for.
func (s *Solver) newton(g *Given) error {
	m := s.m
	s.method = "newton"
	if s.jac == nil {
		s.jac = mat.NewDense(len(s.y), len(s.y), nil)
	}
	s.evaluate(s.z, g, s.y)
	last := norm(s.z.residual)
	floor := s.floor()
	for it := 0; it < maxNewton; it++ {
		if last <= floor {
			break
		}
		if math.IsInf(last, 1) {
			return s.failure("a start whose residual is not finite")
		}
		sh := s.shares()
		m.jacobian(s.jac, s.z, g, sh)
		if err := s.lu.Factorize(s.jac); err != nil {
			return fmt.Errorf("%w (%v)", s.failure(fmt.Sprintf("%d Newton steps", it)), err)
		}
		copy(s.step, s.z.residual)
		s.lu.Solve(s.step)
		if !s.backtrack(g) {
			break
		}
		s.steps++
		now := norm(s.z.residual)
		if last <= residualTolerance && now > last/2 { // rounding has taken over
			break
		}
		last = now
	}
	if r := norm(s.z.residual); !(r <= residualTolerance) {
		return s.failure(fmt.Sprintf("%d Newton steps with line search from two starts and damped iteration", s.steps))
	}
	return nil
}

// backtrack moves along −step as far as the merit falls; it reports whether it moved.
func (s *Solver) backtrack(g *Given) bool {
	before, t := merit(s.z.residual), 1.0
	if big := norm(s.step); big > maxLogStep {
		t = maxLogStep / big
	}
	if math.IsInf(norm(s.step), 1) {
		return false
	}
	for range maxBacktrack {
		for i := range s.y {
			s.next[i] = s.y[i] - t*s.step[i]
		}
		s.evaluate(s.try, g, s.next)
		if after := merit(s.try.residual); after < before*(1-1e-4*t) || (after <= before && after < 1e-24) {
			s.y, s.next = s.next, s.y
			s.z, s.try = s.try, s.z
			return true
		}
		t /= 2
	}
	return false
}

// relax takes steps of the damped map w ← [β Q^{σ−1} M/f]^{1/σ} at given price indices, which cannot
// leave the positive numbers and brings distant starts near.
func (s *Solver) relax(g *Given, steps int) {
	m := s.m
	for range steps {
		s.evaluate(s.z, g, s.y)
		if norm(s.z.residual) < 0.1 {
			return
		}
		for i, in := range m.tech.Industries {
			beta := m.tech.beta[i]
			for r := range m.home {
				s.y[i*m.home+r] -= clamp(0.7*s.z.residual[i*m.home+r]/(in.Sigma*beta), maxLogStep)
			}
		}
		for k := m.nI * m.home; k < len(s.y); k++ {
			j := (k - m.nI*m.home) / m.n
			s.y[k] += clamp(0.7*s.z.residual[k]/(m.tech.Industries[j].Sigma-1), maxLogStep)
		}
	}
	s.evaluate(s.z, g, s.y)
}

func clamp(v, limit float64) float64 { return max(-limit, min(limit, v)) }

// floor is the residual that rounding alone can produce: a few units in the last place of the largest
// term of any equation.
func (s *Solver) floor() float64 {
	big := 1.0
	for i, in := range s.m.tech.Industries {
		for _, v := range s.z.logP[i*s.m.n : (i+1)*s.m.n] {
			big = max(big, in.Sigma*math.Abs(v))
		}
	}
	return roundingFloor * big
}

func (s *Solver) failure(tried string) error {
	m, worst, at := s.m, -1.0, 0
	for k, v := range s.z.residual {
		if math.IsNaN(v) || math.Abs(v) > worst {
			worst, at = math.Abs(v), k
			if math.IsNaN(v) {
				break
			}
		}
	}
	e := &ConvergenceError{Equation: "wage equation (3)", Residual: math.Expm1(worst), Tried: tried}
	if at < m.nI*m.home {
		e.Industry, e.Region = at/m.home, at%m.home
	} else {
		at -= m.nI * m.home
		e.Equation, e.Industry, e.Region = "price index (2)", at/m.n, at%m.n
	}
	return e
}
