package equilibrium

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// update is how a Newton step is added to the shares.
type update int

const (
	inShares update = iota // x_i + t dx_i, cut short of the boundary
	inLogs                 // x_i exp(t dx_i/x_i), scaled to add up: the same direction along log shares
)

func (u update) String() string {
	if u == inLogs {
		return "Newton steps in log shares"
	}
	return "Newton steps in shares"
}

const (
	// boundaryFraction is the part of the way to the nearest zero share that a step may go.
	boundaryFraction = 0.9
	// longestLog bounds the change of a log share in one step: a factor of e² either way.
	longestLog = 2.0
	// armijo is the part of the fall of the residual promised by the linear model that a step must keep.
	armijo = 1e-4
	// shortestStep ends the line search: after 30 halvings a step changes nothing that matters.
	shortestStep = 0x1p-30
	// damping of the least-squares step taken where the Jacobian is singular, relative to its size.
	singularDamping = 1e-8
	// smallShare stands in for a share on the support that a guess leaves empty.
	smallShare = 1e-3
)

// differences is the system π_i − π_b = 0 on a support, i running over the options of the support other
// than each population's base b, the one with the largest share. Its unknowns are the shares of the same
// options; the base has what is left over. It is for the use of one goroutine.
type differences struct {
	pops    []Population
	ev      Evaluator
	support []int
	pop     []int // population of each option of the game
	base    []int // by population
	free    []int // the support without the bases

	payoff []float64
	jac    *mat.Dense // among the options of the support
	some   some
	scale  float64    // size of payoffs: of |π|, and of how they vary over the simplices
	f      []float64  // π_i − π_b, over scale, by free option
	matrix *mat.Dense // its derivative along the free shares
	lu     linalg.LU

	step, trial, work []float64
}

func newDifferences(pops []Population, ev Evaluator, support []int) *differences {
	n := pops[len(pops)-1].End
	d := &differences{
		pops: pops, ev: ev, support: support,
		pop: make([]int, n), base: make([]int, len(pops)),
		payoff: make([]float64, n), jac: mat.NewDense(n, n, nil),
		step: make([]float64, n), trial: make([]float64, n), work: make([]float64, n),
	}
	for k, p := range pops {
		for i := p.Start; i < p.End; i++ {
			d.pop[i] = k
		}
	}
	m := len(support) - len(pops)
	d.free = make([]int, 0, m)
	d.f = make([]float64, m)
	if m > 0 {
		d.matrix = mat.NewDense(m, m, nil)
	}
	return d
}

// feasible returns x with zeros off the support, positive shares on it and sums of one.
func (d *differences) feasible(x []float64) []float64 {
	y := make([]float64, len(x))
	for _, i := range d.support {
		y[i] = x[i]
		if !(y[i] > 0) {
			y[i] = smallShare
		}
	}
	normalise(d.pops, y)
	return y
}

// normalise scales the shares of each population to add up to one.
func normalise(pops []Population, x []float64) {
	for _, p := range pops {
		s := 0.0
		for _, v := range x[p.Start:p.End] {
			s += v
		}
		for i := p.Start; i < p.End; i++ {
			x[i] /= s
		}
	}
}

// rebase chooses the bases for shares x.
func (d *differences) rebase(x []float64) {
	for k := range d.base {
		d.base[k] = -1
	}
	for _, i := range d.support {
		if b := d.base[d.pop[i]]; b < 0 || x[i] > x[b] {
			d.base[d.pop[i]] = i
		}
	}
	d.free = d.free[:0]
	for _, i := range d.support {
		if i != d.base[d.pop[i]] {
			d.free = append(d.free, i)
		}
	}
}

var errNotFinite = errors.New("a payoff is not a finite number")

// values evaluates payoffs at x and returns the largest difference, relative.
func (d *differences) values(x []float64) (float64, error) {
	if err := d.ev.Payoffs(d.payoff, x); err != nil {
		return 0, err
	}
	return d.residual()
}

// linearize evaluates payoffs and derivatives at x and returns the largest difference, relative.
func (d *differences) linearize(x []float64) (float64, error) {
	if err := d.some.jacobian(d.ev, d.payoff, d.jac, x, d.support); err != nil {
		return 0, err
	}
	d.scale = 0
	for _, i := range d.support {
		row, variation := d.jac.RawRowView(i), 0.0
		for _, j := range d.support {
			variation = max(variation, math.Abs(row[j])*x[j])
		}
		d.scale = max(d.scale, math.Abs(d.payoff[i]), variation)
	}
	if d.scale == 0 { // payoffs vanish, and so do their derivatives
		d.scale = 1
	}
	for a, i := range d.free {
		row, top := d.matrix.RawRowView(a), d.jac.RawRowView(i)
		low := d.jac.RawRowView(d.base[d.pop[i]])
		for b, j := range d.free {
			o := d.base[d.pop[j]]
			row[b] = ((top[j] - low[j]) - (top[o] - low[o])) / d.scale
		}
	}
	return d.residual()
}

func (d *differences) residual() (float64, error) {
	r := 0.0
	for a, i := range d.free {
		d.f[a] = (d.payoff[i] - d.payoff[d.base[d.pop[i]]]) / d.scale
		if math.IsNaN(d.f[a]) || math.IsInf(d.f[a], 0) {
			return 0, errNotFinite
		}
		r = max(r, math.Abs(d.f[a]))
	}
	return r, nil
}

func (d *differences) merit() float64 {
	s := 0.0
	for _, v := range d.f {
		s += v * v
	}
	return math.Sqrt(s)
}

// direction writes the Newton step to d.step, as changes of all shares, and returns the reciprocal
// condition number of the Jacobian.
func (d *differences) direction() (float64, error) {
	clear(d.step)
	m := len(d.free)
	z := d.work[:m]
	for a := range z {
		z[a] = -d.f[a]
	}
	rcond := 0.0
	switch err := d.lu.Factorize(d.matrix); {
	case err == nil:
		rcond = d.lu.RCond()
	case !errors.Is(err, linalg.ErrSingular):
		return 0, err
	}
	if rcond > unitRoundoff {
		d.lu.Solve(z)
	} else if err := d.leastSquares(z); err != nil {
		return 0, err
	}
	for a, i := range d.free {
		d.step[i] = z[a]
		d.step[d.base[d.pop[i]]] -= z[a]
	}
	return rcond, nil
}

// leastSquares overwrites z by the minimiser of |Ms − z|² + μ²|s|², μ small (Levenberg 1944).
func (d *differences) leastSquares(z []float64) error {
	m := len(z)
	mu := singularDamping * max(mat.Norm(d.matrix, math.Inf(1)), unitRoundoff)
	var normal mat.Dense
	normal.Mul(d.matrix.T(), d.matrix)
	for a := 0; a < m; a++ {
		normal.Set(a, a, normal.At(a, a)+mu*mu)
	}
	right := make([]float64, m)
	mat.NewVecDense(m, right).MulVec(d.matrix.T(), mat.NewVecDense(m, z))
	var lu linalg.LU
	if err := lu.Factorize(&normal); err != nil {
		return err
	}
	lu.Solve(right)
	copy(z, right)
	return nil
}

// longest is the largest multiple of d.step that an update from x may take, at most one.
func (d *differences) longest(x []float64, u update) float64 {
	t := 1.0
	for _, i := range d.support {
		switch s := d.step[i] / x[i]; {
		case u == inLogs && math.Abs(s)*t > longestLog:
			t = longestLog / math.Abs(s)
		case u == inShares && -s*t > boundaryFraction:
			t = boundaryFraction / -s
		}
	}
	return t
}

// move writes x moved by t times d.step to dst.
func (d *differences) move(dst, x []float64, t float64, u update) {
	clear(dst)
	for _, i := range d.support {
		if u == inLogs {
			dst[i] = x[i] * math.Exp(t*d.step[i]/x[i])
		} else {
			dst[i] = x[i] + t*d.step[i]
		}
	}
	if u == inLogs {
		normalise(d.pops, dst)
		return
	}
	for k, p := range d.pops { // the base takes what is left over: no drift of the sum
		rest := 1.0
		for i := p.Start; i < p.End; i++ {
			if i != d.base[k] {
				rest -= dst[i]
			}
		}
		dst[d.base[k]] = rest
	}
}

type newtonSettings struct {
	update  update
	steps   int
	deflate *deflation // roots to keep away from; may be nil
}

// newtonOutcome is how a run of Newton's method ended.
type newtonOutcome struct {
	steps    int
	residual float64
	worst    int     // option with the largest difference; −1: none
	rcond    float64 // of the last Jacobian
	index    int     // (−1)^(free shares) · sign of the determinant of the last Jacobian
	err      error   // nil, ErrNotConverged or the context's
	gameErr  error   // of the game
}

// newton moves x, which must be feasible, to a root of the differences and leaves the best point in x.
func (d *differences) newton(ctx context.Context, x []float64, s newtonSettings) newtonOutcome {
	out := newtonOutcome{worst: -1, rcond: 1, index: 1, residual: math.Inf(1)}
	for {
		d.rebase(x)
		r, err := d.linearize(x)
		if err != nil {
			out.err, out.gameErr = ErrNotConverged, err
			return out
		}
		out.residual = r
		out.worst = d.worst()
		if len(d.free) == 0 {
			return out
		}
		rcond, err := d.direction()
		if err != nil && r <= refineTarget { // a root where nothing changes: payoffs are the same everywhere
			out.rcond, out.index = 0, 0
			return out
		}
		if err != nil {
			out.err, out.gameErr = ErrNotConverged, err
			return out
		}
		out.rcond, out.index = rcond, d.index()
		if r <= refineTarget {
			return out
		}
		if out.err = ctx.Err(); out.err != nil {
			return out
		}
		if out.steps == s.steps || !d.advance(x, s, r) {
			if r > refineAccept {
				out.err = ErrNotConverged
			}
			return out
		}
		out.steps++
	}
}

// advance takes one step of the line search and reports whether x moved.
func (d *differences) advance(x []float64, s newtonSettings, r float64) bool {
	far := s.deflate.scaleStep(d.support, x, d.step)
	t := d.longest(x, s.update)
	m0 := d.merit() * s.deflate.factor(d.support, x)
	for ; t > shortestStep; t /= 2 {
		d.move(d.trial, x, t, s.update)
		if !d.positive(d.trial) {
			continue
		}
		rt, err := d.values(d.trial)
		if err != nil {
			continue
		}
		if m := d.merit() * s.deflate.factor(d.support, d.trial); m <= (1-armijo*t*far)*m0 {
			if r <= refineAccept && rt > r/2 { // rounding level: no more to gain
				if rt < r {
					copy(x, d.trial)
				}
				return false
			}
			copy(x, d.trial)
			return true
		}
		if r <= refineAccept {
			return false
		}
	}
	return false
}

func (d *differences) positive(x []float64) bool {
	for _, i := range d.support {
		if !(x[i] > 0) {
			return false
		}
	}
	return true
}

// index is the index of the last linearised point in the game restricted to the support: the sign of the
// determinant of minus the Jacobian of the dynamics, which has the sign of that of minus the payoff
// differences, since the dynamics multiply these by a positive definite matrix.
func (d *differences) index() int {
	s := d.lu.SignDet()
	if len(d.free)%2 == 1 {
		s = -s
	}
	return s
}

func (d *differences) worst() int {
	w, r := -1, -1.0
	for a, i := range d.free {
		if math.Abs(d.f[a]) > r {
			w, r = i, math.Abs(d.f[a])
		}
	}
	return w
}

// hint names the option whose share Newton's method drove towards zero, if there is one.
func (d *differences) hint(x []float64) string {
	for _, i := range d.support {
		if x[i] < smallShare*smallShare {
			return "a share on the support tends to zero: try the support without it"
		}
	}
	return "try another start"
}
