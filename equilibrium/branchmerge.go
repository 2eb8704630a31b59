package equilibrium

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// merge takes a finished curve into the diagram.
func (t *tracer) merge(j *job, c *curve) {
	t.w.forget()
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
	if j.anywhere || errors.Is(c.err, ErrUndefined) { // no such state, so no such branch
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
