package equilibrium

import (
	"math"
	"slices"
)

// noEnd marks a step that ends nowhere.
var noEnd = ending{kind: -1}

// step goes on from at by about h, shortening as needed. It returns the next point, which may be the
// last one, and the step that worked.
func (w *worker) step(c *curve, at *curvePoint, h float64) (*curvePoint, ending, float64, error) {
	var last error = errNoCorrection
	for ; h >= smallestStep*w.set.MaxStep; h *= stepCut {
		reach, orbit := w.reach(c.f, at)
		if reach <= 1.2*h {
			if p, e, ok := w.toBoundary(c, at, reach, orbit); ok {
				return p, e, h, nil
			}
			h = min(h, 0.7*reach)
		}
		v := at.v + h*at.tv*w.span()
		if v < w.lo || v > w.hi {
			if p, ok := w.toRange(c, at, h); ok {
				return p, ending{kind: endRange, v: p.v, x: p.x}, h, nil
			}
			continue
		}
		p, err := w.regular(c, at, h)
		if err != nil {
			last = err
			continue
		}
		if p.v < w.lo || p.v > w.hi {
			if q, ok := w.toRange(c, at, h); ok {
				return q, ending{kind: endRange, v: q.v, x: q.x}, h, nil
			}
			continue
		}
		return p, noEnd, h, nil
	}
	return nil, noEnd, h, last
}

// reach is the step at which the first share would become zero along the tangent.
func (w *worker) reach(f *face, at *curvePoint) (float64, int) {
	best, orbit := math.Inf(1), -1
	if f.logit {
		return best, orbit
	}
	for o, i := range f.rep {
		if at.tx[i] < 0 {
			if r := -at.x[i] / at.tx[i]; r < best {
				best, orbit = r, o
			}
		}
	}
	return best, orbit
}

// regular is the pseudo-arclength step (Keller 1977): Newton's method on the plane at distance h across
// the tangent.
func (w *worker) regular(c *curve, at *curvePoint, h float64) (*curvePoint, error) {
	cond := condition{cx: at.tx, cv: at.tv / w.span()}
	cond.rhs = dot(at.tx, at.x) + at.tv*at.v/w.span() + h
	for i := range w.x {
		w.x[i] = at.x[i] + h*at.tx[i]
	}
	if c.f.logit {
		w.logitPredictor(c.f, at, h)
	}
	copy(w.col, at.fv)
	v, its, err := w.correct(c.f, w.x, at.v+h*at.tv*w.span(), &cond)
	if err != nil {
		return nil, err
	}
	p, err := w.newCurvePoint(c, w.x, v, at.tx, at.tv)
	if err != nil {
		return nil, err
	}
	if dot(p.tx, at.tx)+p.tv*at.tv < turnLimit {
		return nil, errNoCorrection
	}
	p.its = its
	return p, nil
}

// logitPredictor moves along the tangent in logits, where it cannot leave the simplices.
func (w *worker) logitPredictor(f *face, at *curvePoint, h float64) {
	for i, o := range f.orbit {
		if o >= 0 {
			w.x[i] = at.x[i] * math.Exp(max(-1, min(1, h*at.tx[i]/at.x[i])))
		}
	}
	for _, p := range w.pops {
		sum := 0.0
		for i := p.Start; i < p.End; i++ {
			sum += w.x[i]
		}
		for i := p.Start; i < p.End; i++ {
			w.x[i] /= sum
		}
	}
}

// toRange corrects at the end of the parameter range.
func (w *worker) toRange(c *curve, at *curvePoint, h float64) (*curvePoint, bool) {
	v := w.hi
	if at.tv < 0 {
		v = w.lo
	}
	if at.tv == 0 {
		return nil, false
	}
	t := (v - at.v) / (at.tv * w.span())
	if t > 2*h {
		return nil, false
	}
	if t <= 0 {
		return at, true
	}
	for i := range w.x {
		w.x[i] = max(at.x[i]+t*at.tx[i], 0)
	}
	if c.f.logit {
		w.logitPredictor(c.f, at, t)
	}
	p, err := w.near(c, at, w.x, v, &condition{cv: 1, rhs: v}, t)
	if err != nil {
		return nil, false
	}
	p.v = v
	return p, true
}

// near corrects x, v and accepts the point only if it is within 3h of at and turns as little as a step may.
func (w *worker) near(c *curve, at *curvePoint, x []float64, v float64, cond *condition, h float64) (*curvePoint, error) {
	copy(w.col, at.fv)
	v, its, err := w.correct(c.f, x, v, cond)
	if err != nil {
		return nil, err
	}
	p, err := w.newCurvePoint(c, x, v, at.tx, at.tv)
	if err != nil {
		return nil, err
	}
	if w.apart(p, at) > 3*h+1e-9 || dot(p.tx, at.tx)+p.tv*at.tv < turnLimit {
		return nil, errNoCorrection
	}
	p.its = its
	return p, nil
}

func (w *worker) apart(a, b *curvePoint) float64 {
	return math.Hypot(distance(a.x, b.x), (a.v-b.v)/w.span())
}

// toBoundary corrects to the point where the shares of the orbit become zero.
func (w *worker) toBoundary(c *curve, at *curvePoint, h float64, orbit int) (*curvePoint, ending, bool) {
	f := c.f
	cx := make([]float64, w.n)
	cx[f.rep[orbit]] = 1
	for i := range w.x {
		w.x[i] = at.x[i] + h*at.tx[i]
		if f.orbit[i] == orbit {
			w.x[i] = 0
		}
	}
	if slices.Min(w.x) < 0 {
		return nil, noEnd, false
	}
	v := min(max(at.v+h*at.tv*w.span(), w.lo), w.hi)
	p, err := w.near(c, at, w.x, v, &condition{cx: cx}, h)
	if err != nil || p.v < w.lo || p.v > w.hi {
		return nil, noEnd, false
	}
	p.joint = true
	var vanish []int
	for i, o := range f.orbit {
		if o >= 0 && p.x[i] <= vanishTolerance {
			p.x[i] = 0
			vanish = append(vanish, i)
		}
	}
	return p, ending{kind: endBoundary, v: p.v, x: p.x, vanish: vanish}, true
}

// vanishTolerance is the share that counts as zero where another share of the state has just become
// zero: several orbits may vanish together.
const vanishTolerance = 1e-11

// passes tells whether the segment from a to b runs through q in the direction of q's tangent.
func passes(a, b, q *curvePoint, span float64) bool {
	length2, along := 0.0, 0.0
	for i := range a.x {
		d := b.x[i] - a.x[i]
		length2 += d * d
		along += d * (q.x[i] - a.x[i])
	}
	dv := (b.v - a.v) / span
	length2 += dv * dv
	along += dv * (q.v - a.v) / span
	if length2 == 0 {
		return false
	}
	t := along / length2
	if t < 0 || t > 1 {
		return false
	}
	off := 0.0
	for i := range a.x {
		d := a.x[i] + t*(b.x[i]-a.x[i]) - q.x[i]
		off += d * d
	}
	dv = (a.v + t*(b.v-a.v) - q.v) / span
	return off+dv*dv < 0.01*length2 && math.Abs(dot(q.tx, b.tx)+q.tv*b.tv) > 0.9
}
