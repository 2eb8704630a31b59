package equilibrium

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
)

// merges returns generators of the larger isotropy of the state that a curve passes through between a
// and b, or nil: an element g outside the isotropy, which keeps the support, for which gx − x changes
// its direction.
func (w *worker) merges(f *face, a, b *curvePoint) [][]int {
	var out [][]int
	da, db := make([]float64, w.n), make([]float64, w.n)
	for _, g := range w.group.elems {
		if !keeps(g, f.support) || fixes(g, a.x, isotropyTolerance) {
			continue
		}
		act(da, g, a.x)
		act(db, g, b.x)
		for i := range da {
			da[i] -= a.x[i]
			db[i] -= b.x[i]
		}
		if dot(da, db) < -0.8*norm2(da)*norm2(db) {
			out = append(out, g)
		}
	}
	return out
}

func keeps(g []int, support []bool) bool {
	for i, j := range g {
		if support[i] != support[j] {
			return false
		}
	}
	return true
}

// mergeEnding describes the more symmetric state between a and b.
func (w *worker) mergeEnding(f *face, a, b *curvePoint, joined [][]int) ending {
	da, db := make([]float64, w.n), make([]float64, w.n)
	act(da, joined[0], a.x)
	act(db, joined[0], b.x)
	la, lb := distance(da, a.x), distance(db, b.x)
	theta := la / (la + lb)
	sigma := append(slices.Clone(f.sigma), joined...)
	x := make([]float64, w.n)
	for i := range x {
		x[i] = a.x[i] + theta*(b.x[i]-a.x[i])
	}
	newFace(w.problem, x, f.support, sigma).symmetrize(x)
	v := a.v + theta*(b.v-a.v)
	h := w.apart(a, b)
	v += theta * (1 - theta) * h * ((1-theta)*(a.tv*w.span()-(b.v-a.v)/h) - theta*(b.tv*w.span()-(b.v-a.v)/h))
	v = min(max(v, w.lo), w.hi)
	return ending{kind: endMerge, v: v, x: x, sigma: sigma}
}

// settleArrivals joins ends of curves to nodes. Where there is no node yet the curve on which it must
// lie, on the smaller face or with the larger symmetry, is queued, once.
func (t *tracer) settleArrivals() {
	var left []*arrival
	for _, a := range t.pending {
		e := &a.c.ends[a.end]
		if t.join(a.c, a.end) {
			continue
		}
		left = append(left, a)
		if e.matched {
			continue
		}
		e.matched = true
		if t.set.Generations > 0 && a.c.gen >= t.set.Generations {
			continue
		}
		j := &job{x: e.x, v: e.v, parent: a.c, gen: a.c.gen + 1, what: fmt.Sprintf("the state that a branch reaches at %v", e.v)}
		j.support = make([]bool, t.n)
		for i, x := range e.x {
			j.support[i] = x > 0
		}
		j.sigma = t.group.fixing(e.x, isotropyTolerance)
		j.kind = kindOf(t.problem, j.support)
		if len(j.sigma) == len(t.group.elems) && len(j.sigma) > 0 && j.kind == InteriorBranch {
			j.kind = SymmetricBranch
		}
		if !t.hasCurveThrough(j) {
			t.queue = append(t.queue, j)
		}
	}
	t.pending = left
}

// hasCurveThrough tells whether a followed curve passes the point of the job already.
func (t *tracer) hasCurveThrough(j *job) bool {
	return t.onKnown(j.x, j.v)
}

const (
	// boundaryMatch is the distance, in the state and in the parameter over the span, at which the end of
	// a branch on a face is the event found on the face: both are located to 1e-10 at worst.
	boundaryMatch = 1e-6
	// mergeMatch is that for ends in a more symmetric state, which are only interpolated between samples,
	// in units of the distance of the samples, beside mergeFloor.
	mergeMatch, mergeFloor = 0.5, 1e-3
	// directionMatch is the least cosine between the way a curve came and the launch it came along.
	directionMatch = 0.9
)

// join connects an end of a curve with the node it runs into, if that is known.
func (t *tracer) join(c *curve, end int) bool {
	e := &c.ends[end]
	last, before := len(c.pts)-1, len(c.pts)-2
	if end == 0 {
		last, before = 0, 1
	}
	tol := boundaryMatch
	if e.kind == endMerge {
		tol = max(mergeFloor, mergeMatch*t.w.apart(c.pts[last], c.pts[before]))
	}
	var best *node
	var image []float64
	size := tol
	for _, nd := range t.nodes {
		if len(nd.launches) == 0 {
			continue
		}
		images := nd.images
		if !t.group.complete {
			images = [][]float64{rankedLike(nd.x, e.x)}
		}
		for _, x := range images {
			if d := math.Hypot(distance(x, e.x), (nd.v-e.v)/t.span()); d < size {
				best, image, size = nd, x, d
			}
		}
	}
	if best == nil {
		return false
	}
	from := c.pts[last].x
	if e.kind == endBoundary {
		c.pts[last].v = best.v
		from = c.pts[before].x
	} else {
		p := t.nodePoint(c, image, best.v, c.pts[last])
		if end == 0 {
			c.pts = slices.Insert(c.pts, 0, p)
		} else {
			c.pts = append(c.pts, p)
		}
	}
	t.arrive(c, best, image, from)
	return true
}

// arrive marks the launch that leads along the way a curve came into the image of a node as done.
func (t *tracer) arrive(c *curve, nd *node, image, from []float64) {
	last := c.pts[len(c.pts)-1]
	if distance(c.pts[0].x, image) < distance(last.x, image) {
		last = c.pts[0]
	}
	last.event = &found{node: nd}
	dir := make([]float64, t.n)
	for i := range dir {
		dir[i] = from[i] - image[i]
	}
	best, cos := (*launch)(nil), directionMatch
	try := func(d []float64) {
		for _, l := range nd.launches {
			if k := likeness(l, d); k > cos {
				best, cos = l, k
			}
		}
	}
	if !t.group.complete {
		t.tryRanked(nd, image, dir, try)
	} else {
		try2 := func(g []int) {
			a, b := make([]float64, t.n), make([]float64, t.n)
			act(a, g, image)
			if distance(a, nd.x) < boundaryMatch {
				act(b, g, dir)
				try(b)
			}
		}
		id := make([]int, t.n)
		for i := range id {
			id[i] = i
		}
		try2(id)
		for _, g := range t.group.elems {
			try2(g)
		}
	}
	if best != nil {
		best.done = true
	}
}

// rankedLike puts the shares of x in the order of those of like: the image of x nearest to it under a
// group that exchanges regions at will.
func rankedLike(x, like []float64) []float64 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(like[a], like[b]) })
	out := make([]float64, len(x))
	for k, i := range order {
		out[i] = sorted[k]
	}
	return out
}

// tryRanked compares directions under a group that exchanges regions at will: both are put in the order
// of the node's shares first and of the directions second.
func (t *tracer) tryRanked(nd *node, image, dir []float64, try func([]float64)) {
	rank := func(x, d []float64) []int {
		p := make([]int, len(x))
		for i := range p {
			p[i] = i
		}
		sort.SliceStable(p, func(a, b int) bool {
			if math.Abs(x[p[a]]-x[p[b]]) > boundaryMatch {
				return x[p[a]] > x[p[b]]
			}
			return d[p[a]] > d[p[b]]
		})
		return p
	}
	from := rank(image, dir)
	for _, l := range nd.launches {
		to := rank(nd.x, l.dir)
		d := make([]float64, t.n)
		for k := range to {
			d[to[k]] = dir[from[k]]
		}
		try(d)
	}
}

// likeness is the cosine between the direction of a launch and d. Of d only the part counts in which the
// launch differs from its node: the options that fill, or what leaves the symmetry of the node.
func likeness(l *launch, d []float64) float64 {
	if l.fill == nil && l.breaks {
		d = outside(l.node.f, d)
	}
	s, a, b := 0.0, 0.0, 0.0
	for i, x := range l.dir {
		if l.fill != nil && l.node.x[i] != 0 {
			continue
		}
		s += x * d[i]
		a += x * x
		b += d[i] * d[i]
	}
	if a == 0 || b == 0 {
		return 0
	}
	return s / math.Sqrt(a*b)
}

// outside is the part of d that is not in the fixed-point space of the face.
func outside(f *face, d []float64) []float64 {
	in := slices.Clone(d)
	f.symmetrize(in)
	out := make([]float64, len(d))
	for i := range out {
		out[i] = d[i] - in[i]
	}
	return out
}

// cut makes branches of the stretches of curves that are equilibria.
func (t *tracer) cut() {
	for _, c := range t.curves {
		for i := 0; i < len(c.pts); {
			if !atEquilibrium(c, c.pts[i]) {
				i++
				continue
			}
			j := i
			for j < len(c.pts) && atEquilibrium(c, c.pts[j]) {
				j++
			}
			if j-i > 1 {
				t.emit(c, c.pts[i:j], i == 0)
			}
			i = j
		}
	}
}

// emit adds one branch.
func (t *tracer) emit(c *curve, pts []*curvePoint, first bool) {
	mid := pts[len(pts)/2]
	b := &Branch{ID: len(t.diagram.Branches), Parent: -1, Kind: c.kind, Support: c.f.support,
		Isotropy: t.group.describe(c.f.sigma, mid.x), Orbit: t.orbitOf(c.snap(mid.x)), Closed: c.ends[1].kind == endClosed && c.from == nil && len(pts) == len(c.pts)}
	c.ids = append(c.ids, b.ID)
	if c.parent != nil && len(c.parent.ids) > 0 {
		b.Parent = c.parent.ids[len(c.parent.ids)-1]
	}
	if c.from != nil && first {
		ev := c.from.node.ev
		if len(ev.Branches) > 0 {
			b.Parent = ev.Branches[0]
		}
		b.Criticality = criticality(ev, pts, t.span())
		combine(ev, b.Criticality)
	}
	for k, p := range pts {
		bp := c.branchPoint(p)
		nd := (*node)(nil)
		if p.event != nil {
			nd = p.event.node
		}
		if k == 0 && c.from != nil && first {
			nd = c.from.node
		}
		if nd != nil {
			bp.Event = slices.Index(t.diagram.Events, nd.ev)
			if !slices.Contains(nd.ev.Branches, b.ID) {
				nd.ev.Branches = append(nd.ev.Branches, b.ID)
			}
		}
		b.Points = append(b.Points, bp)
	}
	t.diagram.Branches = append(t.diagram.Branches, b)
}

// snap makes shares that differ by rounding equal, so that images are counted as they should be.
func (c *curve) snap(x []float64) []float64 {
	y := slices.Clone(x)
	c.f.symmetrize(y)
	return y
}

// sidewaysTolerance is the change of the parameter, over the span, below which a branch leaves its
// parent straight up and has no criticality.
const sidewaysTolerance = 1e-10

// criticality compares the side of the parameter on which the branch lies with that on which its parent
// is unstable.
func criticality(ev *Event, pts []*curvePoint, span float64) Criticality {
	if ev.Kind != Break && ev.Kind != BranchPointEvent || len(pts) < 2 {
		return UnknownCriticality
	}
	d := pts[1].v - ev.Value
	switch {
	case math.Abs(d) < sidewaysTolerance*span:
		return UnknownCriticality
	case (d > 0) == ev.Rising:
		return Supercritical
	}
	return Subcritical
}

// combine sums up the branches that leave one event.
func combine(ev *Event, c Criticality) {
	switch {
	case c == UnknownCriticality || ev.Criticality == c:
	case ev.Criticality == UnknownCriticality:
		ev.Criticality = c
	default:
		ev.Criticality = Transcritical
	}
}

// order sorts the events by value and renumbers them.
func (t *tracer) order() {
	evs := t.diagram.Events
	index := make([]int, len(evs))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int {
		switch {
		case evs[a].Value < evs[b].Value:
			return -1
		case evs[a].Value > evs[b].Value:
			return 1
		}
		return int(evs[a].Kind) - int(evs[b].Kind)
	})
	place := make([]int, len(evs))
	sorted := make([]*Event, len(evs))
	for to, from := range index {
		place[from] = to
		sorted[to] = evs[from]
	}
	t.diagram.Events = sorted
	for _, b := range t.diagram.Branches {
		for k := range b.Points {
			if e := b.Points[k].Event; e >= 0 {
				b.Points[k].Event = place[e]
			}
		}
	}
}
