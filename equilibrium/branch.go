package equilibrium

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// node is an event of the diagram as a place where curves meet.
type node struct {
	ev       *Event
	v        float64
	x        []float64
	f        *face // of the curve it was found on
	images   [][]float64
	launches []*launch
}

// arrival is an end of a curve that waits for its node.
type arrival struct {
	c   *curve
	end int // index in c.ends
}

// launchCuts is how often the first step is shortened before a launch is given up.
const launchCuts = 8

// doLaunch leaves a node along the direction of the launch and follows the curve to its end.
func (w *worker) doLaunch(ctx context.Context, j *job) *curve {
	l := j.launch
	c := &curve{f: newFace(w.problem, l.target(), l.support, l.sigma), from: l, kind: kindOf(w.problem, l.support)}
	c.prepare(w.problem)
	start, first, err := w.leave(c, l)
	if err != nil {
		c.err = fmt.Errorf("leaving the event at %v: %w", l.node.v, err)
		return c
	}
	c.pts = append(c.pts, start, first)
	for p, err := range w.follow(ctx, c, first, &c.ends[1]) {
		if err != nil {
			c.err = err
			return c
		}
		c.pts = append(c.pts, p)
	}
	w.findEvents(c)
	return c
}

// target is a state a little off the node, from which the face takes its base orbits.
func (l *launch) target() []float64 {
	x := slices.Clone(l.node.x)
	for i := range x {
		x[i] += l.dir[i] * 1e-3
	}
	return x
}

// leave makes the first step: Newton's method on a plane at distance eps from the node across the
// direction of the launch, or where one share of the filling options has a given size. The parent curve
// does not meet that plane nearby.
func (w *worker) leave(c *curve, l *launch) (*curvePoint, *curvePoint, error) {
	x0, v0 := l.node.x, l.node.v
	cond := condition{cx: l.dir}
	dir, dv := l.dir, 0.0
	eps := min(firstStep, w.set.MaxStep)
	if l.fill != nil {
		cond.cx = make([]float64, w.n)
		cond.cx[l.fill[0]] = 1
		dir = make([]float64, w.n)
		var err error
		if dv, err = w.fillDirection(c.f, dir, x0, v0, &cond); err != nil {
			return nil, nil, err
		}
		eps /= math.Hypot(norm2(dir), dv/w.span())
	}
	if !c.f.logit {
		for i, d := range dir {
			if d < 0 {
				eps = min(eps, -largestChange*x0[i]/d)
			}
		}
	}
	err := errNoCorrection
	for range launchCuts {
		var first *curvePoint
		if first, err = w.leaveBy(c, l, dir, dv, eps, &cond); err == nil {
			start, err := w.atNode(c, x0, v0, first)
			return start, first, err
		}
		eps *= 0.3
	}
	return nil, nil, err
}

// fillDirection finds how the state and the parameter change with the share that fills, from the bordered
// system at the node, which is regular there.
func (w *worker) fillDirection(f *face, dir, x []float64, v float64, cond *condition) (float64, error) {
	if err := w.partial(f, x, v); err != nil {
		return 0, err
	}
	if err := w.derivative(f, x, v); err != nil {
		return 0, err
	}
	w.bordered(f, x, cond)
	if err := w.lu.Factorize(w.sys); err != nil {
		return 0, err
	}
	d := f.dim()
	clear(w.rhs)
	w.rhs[d] = 1
	w.lu.Solve(w.rhs[:d+1])
	f.push(dir, w.rhs[:d], x)
	return w.rhs[d], nil
}

func (w *worker) leaveBy(c *curve, l *launch, dir []float64, dv, eps float64, cond *condition) (*curvePoint, error) {
	x0, v0 := l.node.x, l.node.v
	for i, d := range dir {
		w.x[i] = x0[i] + eps*d
	}
	c.f.symmetrize(w.x)
	cond.rhs = dot(cond.cx, x0) + eps
	v := min(max(v0+eps*dv, w.lo), w.hi)
	if err := w.derivative(c.f, w.x, v); err != nil {
		return nil, err
	}
	v, its, err := w.correct(c.f, w.x, v, cond)
	if err != nil {
		return nil, err
	}
	reach := 5 * eps * math.Hypot(norm2(dir), dv/w.span())
	if slices.Min(w.x) < 0 || v < w.lo || v > w.hi || distance(w.x, x0) > reach || math.Abs(v-v0) > max(reach, 0.2)*w.span() {
		return nil, errNoCorrection
	}
	ox := make([]float64, w.n)
	for i := range ox {
		ox[i] = w.x[i] - x0[i]
	}
	p, err := w.newCurvePoint(c, w.x, v, ox, (v-v0)/w.span())
	if err != nil {
		return nil, err
	}
	p.its = its
	return p, nil
}

// atNode is the point of the curve at the node itself, with the tangent of the next one: the node's own
// is not defined by the reduced system, which is singular there.
func (w *worker) atNode(c *curve, x []float64, v float64, next *curvePoint) (*curvePoint, error) {
	if err := w.jacobian(x, v); err != nil {
		return nil, err
	}
	p := &curvePoint{v: v, x: slices.Clone(x), pay: slices.Clone(w.pay), tx: make([]float64, w.n), joint: true}
	var err error
	if p.mon, p.margin, err = w.spectrum(c.f, c.dec, x, v, everyBlock, nil); err != nil {
		return nil, err
	}
	p.tv = (next.v - v) / w.span()
	for i := range p.tx {
		p.tx[i] = next.x[i] - x[i]
	}
	s := 1 / math.Hypot(norm2(p.tx), p.tv)
	for i := range p.tx {
		p.tx[i] *= s
	}
	p.tv *= s
	return p, nil
}
