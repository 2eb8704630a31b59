package equilibrium

import (
	"math"
	"slices"
)

// found is an event on one curve.
type found struct {
	kind      EventKind
	pt        *curvePoint
	mon       monitor
	mult      int
	rising    bool
	precision float64
	note      string
	kernel    []float64 // a direction in which the eigenvalue is zero; nil for empty options
	fill      []int     // the empty options whose payoff reaches the level
	node      *node
}

// sign of an eigenvalue as far as it can be believed.
func (p *curvePoint) sign(m int) int {
	switch r, margin := real(p.mon[m]), p.bound(); {
	case r > margin:
		return 1
	case r < -margin:
		return -1
	}
	return 0
}

// bound is the margin of the signs of eigenvalues at the point.
func (p *curvePoint) bound() float64 {
	if p.joint {
		return jointMargin * p.margin
	}
	return p.margin
}

// jointMargin widens the margin where a curve meets another: several eigenvalues are zero there, and the
// point itself is known only as well as the worst conditioned of them allows.
const jointMargin = 1e3

// findEvents adds points where eigenvalues come close to zero, then locates every sign change and
// inserts the points where they happen.
func (w *worker) findEvents(c *curve) {
	w.sampleEnds(c)
	w.refine(c)
	var list []placed
	for m := range c.mons {
		last := -1
		for k, p := range c.pts {
			s := p.sign(m)
			if s == 0 {
				continue
			}
			if last >= 0 && s != c.pts[last].sign(m) && !c.idle(c.pts[last], p, m) {
				if e := w.locate(c, last, k, m); e != nil {
					list = append(list, placed{last, k, e})
				}
			}
			last = k
		}
	}
	w.insert(c, dropPartners(list))
	w.findKinks(c)
}

// endFraction is how far into its first or last stretch a curve is sampled once more where it meets
// another.
const endFraction = 0.01

// sampleEnds adds a point close to each end where shares become zero: eigenvalues are zero at the end
// itself, so that the sample before it does not tell whether one crosses zero on the way.
func (w *worker) sampleEnds(c *curve) {
	if c.f.dim() == 0 || len(c.pts) < 2 {
		return
	}
	add := func(k int, theta float64) {
		if w.apart(c.pts[k-1], c.pts[k]) < crowding/endFraction {
			return
		}
		if p, err := w.between(c, c.pts[k-1], c.pts[k], theta, everyBlock); err == nil {
			c.pts = slices.Insert(c.pts, k, p)
		}
	}
	if c.ends[1].kind == endBoundary {
		add(len(c.pts)-1, 1-endFraction)
	}
	if c.from != nil && c.from.fill != nil || c.from == nil && c.ends[0].kind == endBoundary {
		add(1, endFraction)
	}
}

// idle tells whether a to b lies where some other empty option attracts throughout: no equilibria, so
// that what happens to monitor m there is no event.
func (c *curve) idle(a, b *curvePoint, m int) bool {
	for k := len(c.mons) - len(c.f.empty); k < len(c.mons); k++ {
		if k != m && a.sign(k) > 0 && b.sign(k) > 0 {
			return true
		}
	}
	return false
}

// placed is an event with the points of the curve that it lies between.
type placed struct {
	after, before int
	e             *found
}

// dropPartners keeps one of the two events of a complex pair.
func dropPartners(list []placed) []placed {
	var out []placed
	for _, p := range list {
		twin := false
		if p.e.note != "" {
			for _, q := range out {
				twin = twin || q.e.note != "" && q.after == p.after && q.e.mon.block == p.e.mon.block && q.e.mon.index == p.e.mon.index-1
			}
		}
		if !twin {
			out = append(out, p)
		}
	}
	return out
}

// insert puts the points of events into the curve, in the order along it.
func (w *worker) insert(c *curve, list []placed) {
	slices.SortStableFunc(list, func(a, b placed) int {
		if a.after != b.after {
			return a.after - b.after
		}
		da, db := w.apart(a.e.pt, c.pts[a.after]), w.apart(b.e.pt, c.pts[b.after])
		switch {
		case da < db:
			return -1
		case da > db:
			return 1
		}
		return 0
	})
	out := make([]*curvePoint, 0, len(c.pts)+len(list))
	for k, p := range c.pts {
		near := false
		for _, l := range list {
			// points too near an event to have a sign stand for it already
			near = near || l.after < k && k < l.before && w.apart(l.e.pt, p) < crowding
		}
		if !near {
			out = append(out, p)
		}
		for _, l := range list {
			if l.after == k {
				out = append(out, l.e.pt)
				c.events = append(c.events, l.e)
			}
		}
	}
	c.pts = out
	w.separate(c)
}

// separate puts a sample between neighbours that are both events: without one the stability of the
// stretch between them could not be read off.
func (w *worker) separate(c *curve) {
	for k := 0; k+1 < len(c.pts); k++ {
		a, b := c.pts[k], c.pts[k+1]
		endsHere := func(p *curvePoint, end int) bool {
			return p.event != nil || k+end == 0 && c.from != nil || k+end == len(c.pts)-1 && c.ends[1].kind == endBoundary
		}
		if !endsHere(a, 0) || !endsHere(b, 1) || w.apart(a, b) < crowding {
			continue
		}
		if p, err := w.between(c, a, b, 0.5, everyBlock); err == nil {
			c.pts = slices.Insert(c.pts, k+1, p)
			k++
		}
	}
}

// crowding is the distance below which a sample beside an event is dropped.
const crowding = 1e-9

// refineRounds bounds the points added at one local minimum of |eigenvalue|.
const refineRounds = 6

// refine adds points where an eigenvalue comes close to zero without a change of sign at the samples: two
// events may lie between them. The vertex of a parabola through three points foretells how close.
func (w *worker) refine(c *curve) {
	for m := range c.mons {
		for k := 1; k+1 < len(c.pts); k++ {
			for range refineRounds {
				if k+1 >= len(c.pts) || c.idle(c.pts[k-1], c.pts[k+1], m) || !w.dip(c, m, k) {
					break
				}
			}
		}
	}
}

// dip looks at point k; if |eigenvalue m| is smallest there and may reach zero nearby it adds a point at
// the foretold minimum and reports that it did.
func (w *worker) dip(c *curve, m, k int) bool {
	a, b, d := c.pts[k-1], c.pts[k], c.pts[k+1]
	s := b.sign(m)
	if s == 0 || a.sign(m) != s || d.sign(m) != s {
		return false
	}
	ra, rb, rd := real(a.mon[m]), real(b.mon[m]), real(d.mon[m])
	if math.Abs(rb) > math.Abs(ra) || math.Abs(rb) > math.Abs(rd) {
		return false
	}
	ha, hd := w.apart(a, b), w.apart(d, b)
	sa, sd := (rb-ra)/ha, (rd-rb)/hd
	q := (sd - sa) / (ha + hd)
	if q*float64(s) <= 0 {
		return false
	}
	slope := (sa*hd + sd*ha) / (ha + hd)
	t := -slope / (2 * q)
	vertex := rb + slope*t/2
	if vertex*float64(s) > 0.5*math.Abs(rb) || math.Abs(t) < 1e-3*min(ha, hd) {
		return false
	}
	left, right, theta := k, k+1, t/hd
	if t < 0 {
		left, right, theta = k-1, k, 1+t/ha
	}
	if theta < 0.001 || theta > 0.999 {
		return false
	}
	p, err := w.between(c, c.pts[left], c.pts[right], theta, everyBlock)
	if err != nil {
		return false
	}
	c.pts = slices.Insert(c.pts, right, p)
	return true
}
