package plots

import "math"

// shareAxes gives axes of one label one range. Where two stand in line, with data areas of the same size, the
// inner one loses its numbers: the lower panel's, and the left one's, are read for both.
func (g *grid) shareAxes() {
	axes := func(of func(*chart) *axis) {
		lists := map[string][]*axis{}
		for _, c := range g.charts {
			if a := plain(c, of); a != nil {
				lists[a.label] = append(lists[a.label], a)
			}
		}
		for _, list := range lists {
			sameRange(list)
		}
	}
	axes(func(c *chart) *axis { return c.x })
	axes(func(c *chart) *axis { return c.y })
	for i, c := range g.charts {
		if below := i + g.cols; below < len(g.charts) {
			hide(c, g.charts[below], func(c *chart) *axis { return c.x })
		}
		if i%g.cols > 0 {
			hide(c, g.charts[i-1], func(c *chart) *axis { return c.y })
		}
	}
}

// plain is an axis of numbers whose range may be changed; nil for none.
func plain(c *chart, of func(*chart) *axis) *axis {
	if c == nil || c.aspect > 0 {
		return nil
	}
	if a := of(c); a != nil && a.label != "" && a.names == nil && a.fixed == nil && a.unitOf == nil {
		return a
	}
	return nil
}

// sameRange gives axes the smallest range that holds those of all.
func sameRange(list []*axis) {
	s := list[0].scale
	for _, a := range list {
		if a.scale.log != s.log {
			return
		}
		s.lo, s.hi = math.Min(s.lo, a.scale.lo), math.Max(s.hi, a.scale.hi)
	}
	for _, a := range list {
		a.scale = s
	}
}

// hide takes the numbers from an axis that the outer chart repeats.
func hide(inner, outer *chart, of func(*chart) *axis) {
	a, b := plain(inner, of), plain(outer, of)
	if a != nil && b != nil && a.label == b.label && a.scale == b.scale {
		a.inner = true
	}
}
