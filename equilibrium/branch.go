package equilibrium

import (
	"context"
	"errors"
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
	if err := w.jacobian(x, v); err != nil {
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
	if p.mon, p.margin, err = w.spectrum(c.f, c.dec, x, nil); err != nil {
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

// merge takes a finished curve into the diagram.
func (t *tracer) merge(j *job, c *curve) {
	if j.launch != nil && j.launch.done {
		return // an earlier curve of the same batch arrived here
	}
	if j.launch != nil {
		j.launch.done = true
	}
	if c.err != nil {
		t.diagram.Curves++
		t.failed(j, c)
		return
	}
	if t.known(c) {
		return
	}
	t.diagram.Curves++
	t.truncate(c)
	t.curves = append(t.curves, c)
	for k := range c.ends {
		if c.from != nil && k == 0 {
			continue
		}
		switch e := &c.ends[k]; e.kind {
		case endBoundary, endMerge:
			if last := c.pts[k*(len(c.pts)-1)]; !atEquilibrium(c, last) {
				continue
			}
			t.pending = append(t.pending, &arrival{c, k})
		case endStuck:
			t.leaveOut("%s: stopped at %v: %v", j.what, e.v, e.err)
		case endBudget:
			t.leaveOut("%s: stopped at %v after %d points", j.what, e.v, len(c.pts))
		}
	}
	for _, e := range c.events {
		t.addNode(c, e)
	}
	t.settleArrivals()
}

// failed notes a curve that did not start; a corner may be no state of the game at all, when an industry
// is nowhere.
func (t *tracer) failed(j *job, c *curve) {
	if isContext(c.err) {
		return
	}
	if j.anywhere || errors.Is(c.err, ErrUndefined) {
		t.diagram.Notes = append(t.diagram.Notes, fmt.Sprintf("%s is not a state of the game: %v", j.what, c.err))
		return
	}
	t.leaveOut("%s: %v", j.what, c.err)
}

// truncate cuts a curve where it runs into a node that it did not start from, beyond which another curve
// has been followed already.
func (t *tracer) truncate(c *curve) {
	if c.from == nil {
		return
	}
	for k := 1; k+1 < len(c.pts); k++ {
		for _, nd := range t.nodes {
			if nd == c.from.node && k < 3 || nd.ev.Kind != BranchPointEvent {
				continue
			}
			if x := t.segmentHits(c.pts[k], c.pts[k+1], nd); x != nil {
				c.pts = append(c.pts[:k+1:k+1], t.nodePoint(c, x, nd.v, c.pts[k]))
				c.events = slices.DeleteFunc(c.events, func(e *found) bool { return !slices.Contains(c.pts, e.pt) })
				c.ends[1] = ending{kind: endClosed, v: nd.v, x: x}
				t.arrive(c, nd, x, c.pts[k].x)
				return
			}
		}
	}
}

// segmentHits returns the image of the node that the segment from a to b passes through, or nil.
func (t *tracer) segmentHits(a, b *curvePoint, nd *node) []float64 {
	if (nd.v-a.v)*(nd.v-b.v) > 0 && math.Min(math.Abs(nd.v-a.v), math.Abs(nd.v-b.v)) > 0.1*math.Abs(a.v-b.v) {
		return nil
	}
	q := &curvePoint{v: nd.v, tx: b.tx, tv: b.tv}
	images := nd.images
	if !t.group.complete {
		images = [][]float64{rankedLike(nd.x, a.x)}
	}
	for _, x := range images {
		if q.x = x; passes(a, b, q, t.span()) {
			return x
		}
	}
	return nil
}

// nodePoint is the point of the curve at an image x of a node; the last sample stands in for it where
// the game cannot be evaluated.
func (t *tracer) nodePoint(c *curve, x []float64, v float64, last *curvePoint) *curvePoint {
	p, err := t.w.atNode(c, x, v, last)
	if err != nil {
		return last
	}
	p.tv = -p.tv
	for i := range p.tx {
		p.tx[i] = -p.tx[i]
	}
	return p
}

// sameCurve is the distance below which two states at one value of the parameter count as the same:
// corrected states are good to 1e-10 even near a fold, and different branches that near are not told
// apart by any figure.
const sameCurve = 1e-7

// known tells whether the curve, or an image of it, has been followed before: whether a point of it lies on
// one that has, at the same value of the parameter. The point is the one where the parameter moves most.
func (t *tracer) known(c *curve) bool {
	p := c.pts[len(c.pts)-1]
	steep := -1.0
	for _, q := range c.pts[1:max(1, len(c.pts)-1)] {
		if s := math.Abs(q.tv); q.event == nil && s > steep {
			p, steep = q, s
		}
	}
	return t.onKnown(p.x, p.v)
}

// onKnown tells whether an image of the state x lies at v on a curve that has been followed.
func (t *tracer) onKnown(x []float64, v float64) bool {
	empty := 0
	for _, s := range x {
		if s == 0 {
			empty++
		}
	}
	var imgs [][]float64
	for _, o := range t.curves {
		if o.empties() != empty {
			continue
		}
		for k := 0; k+1 < len(o.pts); k++ {
			a, b := o.pts[k], o.pts[k+1]
			if (a.v-v)*(b.v-v) > 0 {
				continue
			}
			if imgs == nil {
				imgs = t.imagesOf(x)
			}
			for _, y := range imgs {
				if t.onSegment(o, a, b, y, v) {
					return true
				}
			}
		}
	}
	return false
}

// empties is the number of empty options.
func (c *curve) empties() int {
	n := 0
	for _, e := range c.f.empty {
		n += len(e)
	}
	return n
}

// onSegment corrects the chord from a to b at the parameter v and compares the point with x.
func (t *tracer) onSegment(o *curve, a, b *curvePoint, x []float64, v float64) bool {
	theta := 0.5
	if a.v != b.v {
		theta = (v - a.v) / (b.v - a.v)
	}
	guess := make([]float64, t.n)
	for i := range guess {
		guess[i] = a.x[i] + theta*(b.x[i]-a.x[i])
	}
	off := t.apartUnder(guess, x)
	if off <= sameCurve {
		return true
	}
	if off > max(distance(a.x, b.x), 1e-3*t.set.MaxStep) || o.f.dim() == 0 {
		return false
	}
	copy(t.w.x, guess)
	if t.w.derivative(o.f, t.w.x, v) != nil {
		return false
	}
	if _, _, err := t.w.correct(o.f, t.w.x, v, &condition{cv: 1, rhs: v}); err != nil {
		return false
	}
	return t.apartUnder(t.w.x, x) <= sameCurve
}

// apartUnder is the distance of y from the image x that is being compared with, or of their canonical
// images where the group is too large to go through the images one by one.
func (t *tracer) apartUnder(y, x []float64) float64 {
	if !t.group.complete {
		return distance(t.sym.Canonical(y), t.sym.Canonical(x))
	}
	return distance(y, x)
}

// imageCap bounds the images of a state that are compared one by one; beyond it the canonical image
// stands for all, which is continuous for exchanges of regions at will.
const imageCap = groupCap

func (t *tracer) imagesOf(x []float64) [][]float64 {
	if len(t.group.elems) == 0 {
		return [][]float64{x}
	}
	if !t.group.complete {
		return [][]float64{t.sym.Canonical(x)}
	}
	out := [][]float64{slices.Clone(x)}
	img := make([]float64, t.n)
	for _, g := range t.group.elems {
		act(img, g, x)
		if !slices.ContainsFunc(out, func(y []float64) bool { return distance(y, img) < isotropyTolerance }) {
			out = append(out, slices.Clone(img))
		}
	}
	return out
}

// atEquilibrium tells whether no empty option of the point attracts.
func atEquilibrium(c *curve, p *curvePoint) bool { return p.worst(c.f) <= p.bound() }

// addNode makes an event of the diagram and queues the branches that leave it. Rest points that are no
// equilibria have none.
func (t *tracer) addNode(c *curve, e *found) {
	if !atEquilibrium(c, e.pt) {
		return
	}
	ev := &Event{Kind: e.kind, Value: e.pt.v, Precision: e.precision, Share: e.pt.x, Multiplicity: e.mult, Rising: e.rising, Note: e.note}
	nd := &node{ev: ev, v: e.pt.v, x: e.pt.x, f: c.f, images: t.imagesOf(e.pt.x)}
	e.node = nd
	t.nodes = append(t.nodes, nd)
	t.diagram.Events = append(t.diagram.Events, ev)
	switch {
	case e.fill != nil:
		nd.launches = t.fillLaunches(nd, c.f, e.fill)
	case e.kernel == nil:
	case c.dec.blocks[e.mon.block].trivial:
		nd.launches = t.crossLaunches(nd, c, e)
		if c.kind == SymmetricBranch && e.mult <= 2 {
			ev.Mode = t.group.mode(e.kernel)
		}
	default:
		if len(c.f.sigma) == len(t.group.elems) && e.mult <= 2 {
			ev.Mode = t.group.mode(e.kernel)
		}
		if t.set.Generations > 0 && c.gen >= t.set.Generations {
			return
		}
		var cut bool
		nd.launches, cut = t.axialLaunches(nd, c.f, e.kernel)
		if cut {
			t.leaveOut("%s", leftOutAxial(nd.v, e.mult))
		}
		if len(nd.launches) == 0 {
			t.leaveOut("at %v: no axial branch in a kernel of dimension %d", nd.v, e.mult)
		}
	}
	if t.set.Generations > 0 && c.gen >= t.set.Generations {
		return
	}
	for _, l := range nd.launches {
		t.queue = append(t.queue, &job{launch: l, gen: c.gen + 1, what: fmt.Sprintf("a branch from the %v at %v", ev.Kind, ev.Value)})
	}
}

// crossLaunches leaves a branch point inside the fixed-point space in both directions across the curve.
func (t *tracer) crossLaunches(nd *node, c *curve, e *found) []*launch {
	dir := slices.Clone(e.kernel)
	if n := norm2(e.pt.tx); n > 0 {
		// the part of the kernel across the curve; where the curve runs along the kernel, the kernel
		k := dot(dir, e.pt.tx)
		across := slices.Clone(dir)
		for i := range across {
			across[i] -= k * e.pt.tx[i]
		}
		if s := norm2(across); s > 0.1 {
			for i := range across {
				across[i] /= s
			}
			dir = across
		}
	}
	var out []*launch
	for _, d := range [][]float64{dir, negated(dir)} {
		out = append(out, &launch{node: nd, support: c.f.support, sigma: c.f.sigma, dir: d})
	}
	return out
}

// finish turns curves into branches and orders the events.
func (t *tracer) finish() {
	for _, a := range t.pending {
		e := &a.c.ends[a.end]
		if t.set.Generations > 0 && a.c.gen >= t.set.Generations {
			continue
		}
		t.leaveOut("a branch that ends at %v in a state with other support or symmetry was not joined to it", e.v)
	}
	t.cut()
	t.order()
}
