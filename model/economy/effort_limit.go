package economy

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// ErrNoEfforts says that no efforts were found from which no reply leads away.
var ErrNoEfforts = errors.New("efforts not found")

// Efforts solve a complementarity problem on [0, 1]: a_k = clip(gain_k(a)/κ_k, 0, 1), or the mean reply of
// members that differ. Where several solutions exist, the one meant is the limit of replying again and
// again from a = 0. It is found by a few replies and semismooth Newton steps, and accepted if the map can
// have no other fixed point near: with q the largest norm of the map's derivative met on the way, raised
// by contractionSafety, replying contracts where q < 1, and by Banach's theorem the iterates from a₁ stay
// in the ball of radius q/(1−q)·|a₂−a₁| about a₂, which holds one fixed point only.
const (
	// effortTolerance is the largest distance between efforts and the reply to them.
	effortTolerance = 1e-13
	// gainNoise is the absolute error of a marginal gain: a few units in the last place of numbers of size
	// one, which the division by κ raises. It takes the place of effortTolerance where κ is small.
	gainNoise         = 4e-15
	contractionSafety = 1.25
	maxEffortNewton   = 25
	maxReplies        = 5000
	circling          = 100  // rounds without coming closer after which replies are taken to go round in circles
	newtonFrom        = 1e-3 // plain replies go on to here before Newton's method takes over again
)

// replies is the map of replies and its derivative at one point.
type replies struct {
	want []float64
	jac  *mat.Dense // nil where it was not asked for
	q    float64    // norm of jac
	gap  float64    // |want − a|
}

// limit finds the limit of replies from zero effort.
func (p *choice) limit() error {
	first, err := p.first()
	if err != nil {
		return err
	}
	a := first.want
	near, err := p.replies(a, true)
	if err != nil {
		return err
	}
	tol := p.tolerance()
	if near.gap <= tol {
		return nil
	}
	a2, step, q := near.want, near.gap, near.q
	found, last, qEnd, err := p.newton(a, near, tol)
	if err != nil {
		return err
	}
	if q = contractionSafety * max(q, qEnd); found && q < 1 && distance(last, a2) <= q/(1-q)*step+tol {
		return nil
	}
	return p.patiently(a2, tol)
}

// first are the replies to no effort at all, not even of those whose gain is constant.
func (p *choice) first() (*replies, error) {
	constant := append([]float64(nil), p.a...)
	clear(p.a)
	r, err := p.replies(make([]float64, len(p.moving)), false)
	copy(p.a, constant)
	return r, err
}

// approach finds a solution by Newton's method from a, and where that fails by patience.
func (p *choice) approach(a []float64, at *replies, tol float64) error {
	found, _, _, err := p.newton(a, at, tol)
	if found || err != nil {
		return err
	}
	return p.patiently(a, tol)
}

// tolerance is effortTolerance, or what rounding in the gains allows.
func (p *choice) tolerance() float64 {
	least := math.Inf(1)
	for _, k := range p.moving {
		least = min(least, p.w.kappa[k])
	}
	return max(effortTolerance, gainNoise/least)
}

// newton runs semismooth Newton steps from a, where the replies are known. It leaves the short run solved
// at the last point and reports whether that solves the problem, and the largest norm met.
func (p *choice) newton(a []float64, at *replies, tol float64) (found bool, last []float64, q float64, err error) {
	stalls := 0
	for range maxEffortNewton {
		next := p.step(a, at)
		now, err := p.replies(next, true)
		if err != nil {
			return false, a, q, err
		}
		q = max(q, now.q)
		if now.gap <= tol {
			return true, next, q, nil
		}
		if now.gap > at.gap/2 {
			if stalls++; stalls > 3 {
				return false, next, q, nil
			}
		}
		a, at = next, now
	}
	return false, a, q, nil
}

// step is the Newton step a + (I − J)⁻¹(want − a), kept in [0, 1]; a plain reply where it does not exist.
func (p *choice) step(a []float64, at *replies) []float64 {
	m := len(a)
	next := make([]float64, m)
	lhs := mat.NewDense(m, m, nil)
	for k := range m {
		for l := range m {
			lhs.Set(k, l, -at.jac.At(k, l))
		}
		lhs.Set(k, k, 1+lhs.At(k, k))
		next[k] = at.want[k] - a[k]
	}
	var lu linalg.LU
	if err := lu.Factorize(lhs); err != nil {
		copy(next, at.want)
		return next
	}
	lu.Solve(next)
	for k := range next {
		next[k] = max(0, min(1, a[k]+next[k]))
	}
	return next
}

// patiently replies on until the replies settle, and polishes by Newton's method. Replies that go round in
// circles are damped: a ← a + t(want − a) with a smaller t.
func (p *choice) patiently(a []float64, tol float64) error {
	last := math.Inf(1)
	for t := 1.0; t > 1./64; t /= 2 {
		best, since := math.Inf(1), 0
		for n := range maxReplies {
			r, err := p.replies(a, false)
			if err != nil {
				return err
			}
			if last = r.gap; last <= tol {
				return nil
			}
			if since++; last < 0.99*best {
				best, since = last, 0
			}
			if since > circling {
				break
			}
			if r.gap < newtonFrom && n%8 == 7 {
				if done, err := p.polish(a, tol); done || err != nil {
					return err
				}
			}
			next := make([]float64, len(a))
			for k := range a {
				next[k] = a[k] + t*(r.want[k]-a[k])
			}
			a = next
		}
	}
	return fmt.Errorf("%w: replies to each other still move efforts by %.3g after up to %d rounds at each of several dampings; allowed is %.3g", ErrNoEfforts, last, maxReplies, tol)
}

// polish tries Newton's method from a and accepts what lies as near as the settling replies promise.
func (p *choice) polish(a []float64, tol float64) (bool, error) {
	r, err := p.replies(a, true)
	if err != nil {
		return false, err
	}
	found, last, _, err := p.newton(a, r, tol)
	if err != nil {
		return false, err
	}
	return found && distance(last, a) <= 50*r.gap, nil // 50: replies that contract by 2 % a round or more
}

func distance(a, b []float64) float64 {
	d := 0.0
	for k := range a {
		d = max(d, math.Abs(a[k]-b[k]))
	}
	return d
}

// replies solves the short run at the moving efforts v and finds the replies to them.
func (p *choice) replies(v []float64, derivative bool) (*replies, error) {
	w := p.w
	p.last = append(p.last[:0], v...)
	for c, k := range p.moving {
		p.a[k] = v[c]
		if p.base != nil {
			p.a[k] = p.base[k] + p.part*(v[c]-p.base[k])
		}
	}
	if err := w.at(p.a); err != nil {
		return nil, err
	}
	dirs := w.directions(p.moving)
	resp, err := w.ev.solver.Along(dirs...)
	if err != nil {
		return nil, err
	}
	r := &replies{want: make([]float64, len(v))}
	for c, k := range p.moving {
		p.gain[k] = p.stakes[k].scale * p.stakes[k].of.of(w.ev.solver, resp, c)
		p.reply[k] = w.replyTo(k, p.gain[k])
		r.want[c] = p.reply[k].effort
	}
	r.gap = distance(r.want, v)
	if !derivative {
		return r, nil
	}
	tan := w.ev.solver.tangents(dirs, resp)
	if r.jac, err = p.secondBy(tan, tan); err != nil {
		return nil, err
	}
	for c, k := range p.moving {
		row, sum := r.jac.RawRowView(c), 0.0
		for l := range row {
			row[l] *= p.reply[k].byGain
			if p.base != nil {
				row[l] *= p.part
			}
			sum += math.Abs(row[l])
		}
		r.q = max(r.q, sum)
	}
	return r, nil
}

// secondBy is the derivative of the moving gains along the directions of to, tan being the tangents of
// the moving efforts themselves.
func (p *choice) secondBy(tan, to []tangent) (*mat.Dense, error) {
	out := mat.NewDense(len(p.moving), len(to), nil)
	bends := map[*functional]*curvature{}
	for c, k := range p.moving {
		if p.reply[k].byGain == 0 && p.reply[k].costGain == 0 {
			continue // a reply at its bound
		}
		f := p.stakes[k].of
		b := bends[f]
		if b == nil {
			var err error
			if b, err = p.w.ev.solver.curvature(f, p.w.ev.w.over); err != nil {
				return nil, err
			}
			bends[f] = b
		}
		b.along(&tan[c])
		row := out.RawRowView(c)
		for l := range to {
			row[l] = p.stakes[k].scale * b.by(&to[l])
		}
		b.done()
	}
	return out, nil
}
