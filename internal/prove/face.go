package prove

import "github.com/geosolve/geosolve/internal/interval"

// face is the relative interior of a face of the product of simplices, in
// coordinates: the free shares, the first options of each group's support; the
// last one is 1 less their sum.
type face struct {
	options int
	free    []int // option of each coordinate
	group   []int // group of each coordinate
	groups  []faceGroup
}

type faceGroup struct {
	first, end int   // its options
	dependent  int   // the option that is not free
	coords     []int // coordinates of its free options
}

func newFace(groups []int, s Support) (*face, bool) {
	f := &face{}
	for gi, size := range groups {
		g := faceGroup{first: f.options, end: f.options + size, dependent: -1}
		if g.end > len(s) {
			return nil, false
		}
		for i := g.end - 1; i >= g.first; i-- {
			if s[i] {
				g.dependent = i
				break
			}
		}
		if g.dependent < 0 {
			return nil, false
		}
		for i := g.first; i < g.dependent; i++ {
			if s[i] {
				g.coords = append(g.coords, len(f.free))
				f.free = append(f.free, i)
				f.group = append(f.group, gi)
			}
		}
		f.options = g.end
		f.groups = append(f.groups, g)
	}
	return f, f.options == len(s)
}

func (f *face) dim() int { return len(f.free) }

// interior reports whether all shares of the support are positive on all of x.
func (f *face) interior(x []iv) bool {
	for _, v := range x {
		if !v.Positive() {
			return false
		}
	}
	for _, g := range f.groups {
		if !dependentShare(g, x).Positive() {
			return false
		}
	}
	return true
}

// dependentShare returns 1 − Σ x over the coordinates of the group.
func dependentShare(g faceGroup, x []iv) iv {
	s := interval.Point(1)
	for _, k := range g.coords {
		s = s.Sub(x[k])
	}
	return s
}

// trim cuts x to the face without losing a point of it and reports false if
// nothing is left. A box whose shares are all positive is not changed.
func (f *face) trim(x []iv) bool {
	for i := range x {
		x[i] = x[i].Intersect(interval.New(0, 1))
		if x[i].IsEmpty() {
			return false
		}
	}
	for _, g := range f.groups {
		for _, k := range g.coords {
			rest := interval.Point(1)
			for _, l := range g.coords {
				if l != k {
					rest = rest.Sub(interval.Point(x[l].Lo))
				}
			}
			x[k].Hi = min(x[k].Hi, rest.Hi)
			if x[k].IsEmpty() {
				return false
			}
		}
	}
	return true
}

// centre writes to c a point of x that lies in the face: the midpoint if it does,
// else one on the diagonal from the lower corner. It returns the dependent shares
// there.
func (f *face) centre(x []iv, c []float64) []iv {
	middle := make([]iv, len(f.groups))
	for gi, g := range f.groups {
		slack, width := 1.0, 0.0
		for _, k := range g.coords {
			slack -= x[k].Lo
			width += x[k].Hi - x[k].Lo
		}
		t := 0.5
		if width > slack {
			t = max(0, 0.5*slack/width)
		}
		s := interval.Point(1)
		for _, k := range g.coords {
			c[k] = x[k].Mid()
			if t < 0.5 {
				c[k] = min(x[k].Lo+float64(t*(x[k].Hi-x[k].Lo)), x[k].Hi)
			}
			s = s.AddConst(-c[k])
		}
		middle[gi] = s
	}
	return middle
}
