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

// newCurvePoint finishes a corrected point: tangent and eigenvalues. w.pay and w.part belong to it.
func (w *worker) newCurvePoint(c *curve, x []float64, v float64, ox []float64, ov float64) (*curvePoint, error) {
	p, err := w.bareCurvePoint(c, x, v, everyBlock)
	if err != nil {
		return nil, err
	}
	if c.f.dim() == 0 {
		p.tv = math.Copysign(1, ov)
		return p, nil
	}
	p.tv, err = w.tangent(c.f, p.tx, x, v, ox, ov)
	copy(p.fv, w.col)
	return p, err
}

// bareCurvePoint is a corrected point with its eigenvalues, those of one block alone if only says so (see
// spectrum), its tangent still to be filled in.
func (w *worker) bareCurvePoint(c *curve, x []float64, v float64, only int) (*curvePoint, error) {
	n, d := w.n, c.f.dim()
	buf := make([]float64, 3*n+d)
	p := &curvePoint{v: v, x: buf[:n:n], pay: buf[n : 2*n : 2*n], tx: buf[2*n : 3*n : 3*n], fv: buf[3*n:]}
	copy(p.x, x)
	copy(p.pay, w.pay)
	var err error
	p.mon, p.margin, err = w.spectrum(c.f, c.dec, x, v, only, make([]complex128, 0, len(c.mons)))
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
			i := c.dec.blocks[0].row
			if err := r.PayoffJacobianRow(w.pay, w.jac.RawRowView(i), x, i); err != nil {
				return nil, err
			}
			if err := finite(w.pay); err != nil {
				return nil, err
			}
			w.full = true // as far as it matters here
			return w.newCurvePoint(c, x, v, nil, tv)
		}
	}
	if len(c.dec.blocks) == 0 {
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
