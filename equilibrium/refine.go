package equilibrium

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// ErrNotConverged is what errors.Is finds in every error of a search that ended short of its goal. The
// error itself is a *ConvergenceError, and the best point reached is returned beside it.
var ErrNotConverged = errors.New("equilibrium: not converged")

// ConvergenceError says which option is farthest from equilibrium, how far, and what was tried.
type ConvergenceError struct {
	Op         string   // refine, settle, …
	Population int      // of the option below, from 0
	Option     int      // index in the state of the option that is farthest off; −1 where none is
	Residual   float64  // its payoff difference relative to the size of payoffs
	Steps      int      // steps taken in all
	Tried      []string // what was tried, in order
	Hint       string   // what to try next; may be empty
	Err        error    // what the game answered, where it could not be evaluated
}

func (e *ConvergenceError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "equilibrium: %s did not converge", e.Op)
	if e.Option >= 0 {
		fmt.Fprintf(&b, ": the payoff of option %d (population %d) is still off by %.2g of the size of payoffs", e.Option, e.Population, e.Residual)
	}
	fmt.Fprintf(&b, " after %d steps", e.Steps)
	if len(e.Tried) > 0 {
		fmt.Fprintf(&b, "; tried %s", strings.Join(e.Tried, ", "))
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, "; %s", e.Hint)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives ErrNotConverged and the error of the game.
func (e *ConvergenceError) Unwrap() []error {
	if e.Err == nil {
		return []error{ErrNotConverged}
	}
	return []error{ErrNotConverged, e.Err}
}

const (
	// refineTarget ends Newton's method at once: two payoffs that agree to four units of roundoff cannot
	// be brought closer, being rounded separately.
	refineTarget = 4 * unitRoundoff

	// refineAccept is the payoff difference, relative to the size of payoffs, that counts as none when
	// Newton's method can go no further. Payoffs that are solved for carry errors of up to some 1e-14;
	// two digits more are left for payoffs that are differences of larger numbers.
	refineAccept = 1e-12

	// refineSteps bounds one attempt. Newton's method needs under 10 steps near a regular root; at a
	// double root each step halves the error, so that 1e-8 of the share (all that roundoff lets one
	// know) takes 27. The rest is for the way there.
	refineSteps = 80
)

// Support lists the options with a positive share.
func Support(x []float64) []int {
	var s []int
	for i, v := range x {
		if v > 0 {
			s = append(s, i)
		}
	}
	return s
}

// Refine finds the rest point near x at which the options of the support, and no others, are taken:
//
//	π_i(x) = π_j(x)    for options i, j of the support in the same population,
//
// with the shares of each population adding up to one. It takes Newton steps with the analytic Jacobian,
// shortened to keep every share positive and the residual falling (Nocedal and Wright 2006, ch. 11), down
// to the rounding level, and looks at the dynamics there.
//
// The support lists options in rising order, at least one of each population; nil stands for the options
// with positive shares. Shares of x off the support are ignored, shares on it that are not positive are
// replaced by small ones. Shares off the support are exactly zero in the result.
//
// A rest point need not be an equilibrium: an empty option may pay more (see Equilibrium.Nash), which is
// for the caller to judge, and shows in Residual.
//
// Errors: a *ConvergenceError, together with the best point found, which then has no eigenvalues; the
// game's own error if it cannot be evaluated at the rest point; a support or a guess that does not fit.
func Refine(g Game, ev Evaluator, x []float64, support []int) (*Equilibrium, error) {
	if support == nil {
		support = Support(x)
	}
	if err := checkSupport(g, x, support); err != nil {
		return nil, err
	}
	d := newDifferences(g.Populations(), ev, support)
	start := d.feasible(x)
	orders := []update{inShares, inLogs}
	if interiorOnly(g) {
		orders = []update{inLogs, inShares}
	}
	fail := &ConvergenceError{Op: "refine", Option: -1, Residual: math.Inf(1)}
	best := start
	for _, u := range orders {
		y := append([]float64(nil), start...)
		out := d.newton(context.Background(), y, newtonSettings{update: u, steps: refineSteps})
		fail.Steps += out.steps
		if out.err == nil {
			e, err := describe(g, ev, y)
			if err != nil {
				return nil, err
			}
			e.Iterations, e.RCond = out.steps, out.rcond
			return e, nil
		}
		fail.Tried = append(fail.Tried, u.String())
		if out.residual < fail.Residual {
			best, fail.Residual, fail.Option = y, out.residual, out.worst
		}
		fail.Err = out.gameErr
	}
	if fail.Option >= 0 {
		fail.Population = d.pop[fail.Option]
		fail.Hint = d.hint(best)
	}
	return &Equilibrium{Share: best, Residual: fail.Residual, Iterations: fail.Steps, Orbit: 1}, fail
}

// checkSupport returns an error unless the support rises within the state and meets every population.
func checkSupport(g Game, x []float64, support []int) error {
	n := Dim(g)
	if len(x) != n {
		return fmt.Errorf("equilibrium: the guess has %d shares, the game has %d", len(x), n)
	}
	for a, i := range support {
		if i < 0 || i >= n || a > 0 && i <= support[a-1] {
			return fmt.Errorf("equilibrium: option %d of the support %v: options must rise from 0 to %d", i, support, n-1)
		}
	}
	for k, p := range g.Populations() {
		if !slices.ContainsFunc(support, func(i int) bool { return i >= p.Start && i < p.End }) {
			return fmt.Errorf("equilibrium: the support %v has no option of population %d", support, k)
		}
	}
	return nil
}

// describe evaluates the dynamics at a rest point.
func describe(g Game, ev Evaluator, x []float64) (*Equilibrium, error) {
	e, _, err := describeFace(g, ev, x)
	return e, err
}

// describeFace does what Linearize does, at a cost that goes with the support: the Jacobian of the dynamics
// is block triangular at a rest point, with the eigenvalues inside the support, which it returns as well,
// and the transversal ones, π_i less the mean, outside.
func describeFace(g Game, ev Evaluator, x []float64) (e *Equilibrium, inner []complex128, err error) {
	n, pops := len(x), g.Populations()
	payoff, jac, support := make([]float64, n), mat.NewDense(n, n, nil), Support(x)
	if err := new(some).jacobian(ev, payoff, jac, x, support); err != nil {
		return nil, nil, err
	}
	e = &Equilibrium{Share: x, Payoff: payoff, Level: Means(pops, payoff, x), Orbit: 1, RCond: 1}
	t := Tangent(restrict(pops, payoff, jac, x))
	if inner, err = linalg.Eigenvalues(t); err != nil {
		return nil, nil, err
	}
	scale, size := maxAbs(payoff), payoffSize(payoff, jac, x, support)
	if !t.IsEmpty() {
		scale = max(scale, mat.Norm(t, math.Inf(1)))
	}
	e.Eigenvalues = slices.Clone(inner)
	for k, p := range pops {
		for i := p.Start; i < p.End; i++ {
			gap := payoff[i] - e.Level[k]
			if x[i] > 0 {
				gap = math.Abs(gap)
			} else {
				e.Eigenvalues = append(e.Eigenvalues, complex(gap, 0))
			}
			if gap > 0 {
				e.Residual = max(e.Residual, gap/size)
			}
		}
	}
	linalg.SortEigenvalues(e.Eigenvalues)
	e.Margin = marginFactor * unitRoundoff * scale
	e.Stability = Judge(e.Eigenvalues, e.Margin)
	return e, inner, nil
}

// payoffSize is the size of payoffs that residuals are measured against: the largest |π_i|, or how much
// those of occupied options vary with the shares, max |∂π_i/∂x_j| x_j, where payoffs themselves happen to be near zero.
func payoffSize(payoff []float64, jac *mat.Dense, x []float64, support []int) float64 {
	size := maxAbs(payoff)
	for _, i := range support {
		row := jac.RawRowView(i)
		for _, j := range support {
			size = max(size, math.Abs(row[j])*x[j])
		}
	}
	return size
}

// restrict returns the populations, payoffs, Jacobian and shares of the options with positive shares alone.
func restrict(pops []Population, payoff []float64, jac *mat.Dense, x []float64) ([]Population, []float64, *mat.Dense, []float64) {
	s := Support(x)
	if len(s) == len(x) {
		return pops, payoff, jac, x
	}
	rp := make([]Population, len(pops))
	for k, p := range pops {
		from, _ := slices.BinarySearch(s, p.Start)
		to, _ := slices.BinarySearch(s, p.End)
		rp[k] = Population{from, to}
	}
	rj, ry, rx := mat.NewDense(len(s), len(s), nil), make([]float64, len(s)), make([]float64, len(s))
	for a, i := range s {
		ry[a], rx[a] = payoff[i], x[i]
		row, from := rj.RawRowView(a), jac.RawRowView(i)
		for b, j := range s {
			row[b] = from[j]
		}
	}
	return rp, ry, rj, rx
}

// Nash tells whether the rest point is an equilibrium: no empty option pays more than the population
// earns, beyond what rounding can make of equal payoffs.
func (e *Equilibrium) Nash() bool { return e.Residual <= refineAccept }

// isolatedRCond is the reciprocal condition number below which the derivative of payoff differences
// cannot be told from a singular one: its entries carry relative errors of up to a hundred units of
// roundoff or so (see marginFactor), and the condition estimate is right within a factor of ten.
const isolatedRCond = 1e3 * unitRoundoff

// Isolated tells whether the derivative of the payoff differences on the support is regular, so that no
// other rest point with the same support is near.
func (e *Equilibrium) Isolated() bool { return e.RCond > isolatedRCond }

func interiorOnly(g Game) bool {
	u, ok := g.(Unbounded)
	return ok && u.InteriorOnly()
}
