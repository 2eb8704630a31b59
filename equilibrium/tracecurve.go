package equilibrium

import (
	"context"
	"errors"
	"iter"
	"math"
	"slices"
)

// curvePoint is one rest point of a curve.
type curvePoint struct {
	v      float64
	x      []float64
	pay    []float64
	tx     []float64 // unit tangent: along the state …
	tv     float64   // … and along the parameter, in units of the span
	fv     []float64 // ∂F/∂v, in coordinates of the face; nil where it was not needed
	mon    []complex128
	margin float64
	its    int
	event  *found
	joint  bool // an end where another curve is met
}

// worst is the largest eigenvalue of an empty option: positive where the point is no equilibrium.
func (p *curvePoint) worst(f *face) float64 {
	m := math.Inf(-1)
	for _, z := range p.mon[len(p.mon)-len(f.empty):] {
		m = max(m, real(z))
	}
	return m
}

// turn reverses the tangent.
func (p *curvePoint) turn() {
	p.tv = -p.tv
	for i := range p.tx {
		p.tx[i] = -p.tx[i]
	}
}

// branchPoint is the point as results show it.
func (c *curve) branchPoint(p *curvePoint) BranchPoint {
	b := BranchPoint{Value: p.v, Share: p.x, Payoff: p.pay, Eigenvalues: c.dec.expand(c.f, p.mon), Margin: p.margin, Event: -1}
	b.Stability = Judge(b.Eigenvalues, b.Margin)
	return b
}

// endKind says why a curve ended.
type endKind int

const (
	endRange    endKind = iota // the parameter left the range
	endBoundary                // shares became zero
	endMerge                   // the state became more symmetric
	endClosed                  // back at the start
	endStuck                   // the corrector failed at the smallest step
	endBudget                  // too many points
)

// ending describes one end of a curve.
type ending struct {
	kind    endKind
	v       float64
	x       []float64
	vanish  []int   // endBoundary: the options that became empty
	sigma   [][]int // endMerge: generators of the larger isotropy
	err     error   // endStuck
	matched bool
}

// curve is a curve of rest points on one face.
type curve struct {
	f      *face
	dec    *decomposition
	mons   []monitor
	pts    []*curvePoint
	ends   [2]ending
	from   *launch // nil: started at a point
	kind   BranchKind
	events []*found
	ids    []int // branches made of it
	err    error
	gen    int    // generation
	parent *curve // that reached the state it started from
}

const (
	// firstStep is the length of the first step off a branch.
	firstStep = 1e-2
	// smallestStep, times MaxStep, is where following gives up.
	smallestStep = 1e-6
	// growth of the step after an easy correction, and its cut after a failed one.
	stepGrowth, stepCut = 1.6, 0.4
	// easyCorrection is the number of Newton steps up to which the step may grow.
	easyCorrection = 3
	// largestChange bounds the change of a share in one step, as a fraction of the largest share: where
	// there are many options branches are short.
	largestChange = 0.1
	// turnLimit is the smallest cosine between successive tangents: 20 degrees keep figures smooth and
	// cannot step across a fold and back.
	turnLimit = 0.94
)

// newCurvePoint finishes a corrected point: tangent and eigenvalues. w.pay and w.jac belong to it.
func (w *worker) newCurvePoint(c *curve, x []float64, v float64, ox []float64, ov float64) (*curvePoint, error) {
	n := w.n
	d := c.f.dim()
	buf := make([]float64, 3*n+d)
	p := &curvePoint{v: v, x: buf[:n:n], pay: buf[n : 2*n : 2*n], tx: buf[2*n : 3*n : 3*n], fv: buf[3*n:]}
	copy(p.x, x)
	copy(p.pay, w.pay)
	var err error
	p.mon, p.margin, err = w.spectrum(c.f, c.dec, x, make([]complex128, 0, len(c.mons)))
	if err != nil {
		return nil, err
	}
	if d == 0 {
		p.tv = math.Copysign(1, ov)
		return p, nil
	}
	p.tv, err = w.tangent(c.f, p.tx, x, v, ox, ov)
	copy(p.fv, w.col)
	return p, err
}

// follow yields the points of the curve after start, in the direction of its tangent, until an end that
// it describes in end. Errors end the sequence too and are those of the context.
func (w *worker) follow(ctx context.Context, c *curve, start *curvePoint, end *ending) iter.Seq2[*curvePoint, error] {
	return func(yield func(*curvePoint, error) bool) {
		if c.f.dim() == 0 {
			w.scan(ctx, c, start, end, yield)
			return
		}
		at := start
		h := min(w.set.MaxStep, 2*firstStep)
		for count := 1; ; count++ {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if count >= w.set.MaxPoints {
				*end = ending{kind: endBudget, v: at.v, x: at.x}
				return
			}
			next, e, used, err := w.step(c, at, min(h, largestChange*slices.Max(at.x)/max(maxAbs(at.tx), math.SmallestNonzeroFloat64)))
			if err != nil {
				*end = ending{kind: endStuck, v: at.v, x: at.x, err: err}
				return
			}
			if next != nil && count > 2 && e.kind != endBoundary && passes(at, next, start, w.span()) {
				*end = ending{kind: endClosed, v: start.v, x: start.x}
				yield(start, nil)
				return
			}
			if next != nil {
				if g := w.merges(c.f, at, next); g != nil {
					*end = w.mergeEnding(c.f, at, next, g)
					return
				}
				if !yield(next, nil) {
					return
				}
			}
			if e.kind >= 0 {
				*end = e
				return
			}
			h = used
			if next.its <= easyCorrection {
				h = min(w.set.MaxStep, h*stepGrowth)
			}
			at = next
		}
	}
}

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

// scan follows a state that the symmetry or its support pins down (no coordinates) over the parameter.
func (w *worker) scan(ctx context.Context, c *curve, start *curvePoint, end *ending, yield func(*curvePoint, error) bool) {
	stop := w.hi
	if start.tv < 0 {
		stop = w.lo
	}
	steps := int(math.Ceil(math.Abs(stop-start.v) / (w.set.MaxStep * w.span()) * (1 - 1e-12)))
	for k := 1; k <= steps; k++ {
		if err := ctx.Err(); err != nil {
			yield(nil, err)
			return
		}
		v := start.v + (stop-start.v)*float64(k)/float64(steps)
		if k == steps {
			v = stop
		}
		p, err := w.pinned(c, start.x, v, start.tv)
		if err != nil {
			*end = ending{kind: endStuck, v: v, x: start.x, err: err}
			return
		}
		if !yield(p, nil) {
			return
		}
	}
	*end = ending{kind: endRange, v: stop, x: start.x}
}

// pinned evaluates a state without coordinates at v. One row of the Jacobian is enough where the
// decomposition says so and the evaluator offers it.
func (w *worker) pinned(c *curve, x []float64, v, tv float64) (*curvePoint, error) {
	if c.dec.byRow {
		if err := w.at(v); err != nil {
			return nil, err
		}
		if r, ok := w.ev.(PayoffRow); ok {
			w.evals++
			i := c.dec.blocks[0].row
			if err := r.PayoffJacobianRow(w.pay, w.jac.RawRowView(i), x, i); err != nil {
				return nil, err
			}
			if err := finite(w.pay); err != nil {
				return nil, err
			}
			return w.newCurvePoint(c, x, v, nil, tv)
		}
	}
	if len(c.dec.blocks) == 0 {
		w.evals++
		if err := w.payoffsAt(w.pay, x, v); err != nil {
			return nil, err
		}
		return w.newCurvePoint(c, x, v, nil, tv)
	}
	if err := w.jacobian(x, v); err != nil {
		return nil, err
	}
	return w.newCurvePoint(c, x, v, nil, tv)
}

// startPoint corrects x at the parameter v onto the face of c and gives the point a tangent towards
// rising parameters.
func (w *worker) startPoint(c *curve, x []float64, v float64) (*curvePoint, error) {
	if c.f.dim() == 0 {
		return w.pinned(c, x, v, 1)
	}
	copy(w.x, x)
	if err := w.derivative(c.f, w.x, v); err != nil {
		return nil, err
	}
	if _, _, err := w.correct(c.f, w.x, v, &condition{cv: 1, rhs: v}); err != nil {
		return nil, err
	}
	if slices.Min(w.x) < 0 {
		return nil, errNegative
	}
	zero := make([]float64, w.n)
	return w.newCurvePoint(c, w.x, v, zero, 1)
}

// bothWays follows the curve from start in both directions.
func (w *worker) bothWays(ctx context.Context, c *curve, start *curvePoint) error {
	back := *start
	back.tx = slices.Clone(start.tx)
	back.turn()
	for p, err := range w.follow(ctx, c, &back, &c.ends[0]) {
		if err != nil {
			return err
		}
		if p == &back {
			p = start
		}
		c.pts = append(c.pts, p)
	}
	for _, p := range c.pts { // turn them round, now that nobody steps on from them
		if p != start {
			p.turn()
		}
	}
	slices.Reverse(c.pts)
	c.pts = append(c.pts, start)
	if c.ends[0].kind == endClosed {
		c.ends[1] = c.ends[0]
		return nil
	}
	for p, err := range w.follow(ctx, c, start, &c.ends[1]) {
		if err != nil {
			return err
		}
		c.pts = append(c.pts, p)
	}
	return nil
}

// isContext tells errors of the context from those of the mathematics.
func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
