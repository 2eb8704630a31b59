package equilibrium

import (
	"math"
	"slices"
)

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
