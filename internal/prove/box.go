package prove

import (
	"slices"
	"sort"
)

// disjoint reports whether two boxes have no point in common.
func disjoint(a, b []iv) bool {
	for i := range a {
		if a[i].Intersect(b[i]).IsEmpty() {
			return true
		}
	}
	return false
}

// subset reports whether a ⊆ b.
func subset(a, b []iv) bool {
	for i := range a {
		if !a[i].Subset(b[i]) {
			return false
		}
	}
	return true
}

// hull returns the smallest box that contains a and b.
func hull(a, b []iv) []iv {
	h := make([]iv, len(a))
	for i := range a {
		h[i] = a[i].Hull(b[i])
	}
	return h
}

// maxWidth returns the largest width of a side.
func maxWidth(x []iv) float64 {
	w := 0.0
	for _, v := range x {
		w = max(w, v.Width())
	}
	return w
}

// lessBox orders boxes by lower, then upper bounds.
func lessBox(a, b []iv) bool {
	for i := range a {
		if a[i].Lo != b[i].Lo {
			return a[i].Lo < b[i].Lo
		}
	}
	for i := range a {
		if a[i].Hi != b[i].Hi {
			return a[i].Hi < b[i].Hi
		}
	}
	return false
}

// cluster merges boxes that touch, or nearly do, into their hulls until no two
// hulls do, and sorts them. Boxes closer than half their widths count as touching:
// this makes one cluster of the fringe that rounding noise leaves around a
// degenerate solution.
func cluster(boxes [][]iv) [][]iv {
	all := make([]fringed, len(boxes))
	for i, b := range boxes {
		wide := make([]iv, len(b))
		for j := range b {
			wide[j] = b[j].Inflate(0.5 * maxWidth(b))
		}
		all[i] = fringed{b, wide}
	}
	for {
		merged := mergeTouching(all)
		if len(merged) == len(all) {
			break
		}
		all = merged
	}
	out := make([][]iv, len(all))
	for i, p := range all {
		out[i] = p.box
	}
	sort.Slice(out, func(i, j int) bool { return lessBox(out[i], out[j]) })
	return out
}

// fringed is a box and a wider one, by which it touches others.
type fringed struct{ box, wide []iv }

// mergeTouching is one sweep of cluster along the first coordinate.
func mergeTouching(boxes []fringed) []fringed {
	boxes = slices.Clone(boxes)
	sort.Slice(boxes, func(i, j int) bool { return lessBox(boxes[i].wide, boxes[j].wide) })
	var done, active []fringed
	for _, b := range boxes {
		next := active[:0]
		for _, a := range active {
			switch {
			case a.wide[0].Hi < b.wide[0].Lo:
				done = append(done, a)
			case !disjoint(a.wide, b.wide):
				b = fringed{hull(a.box, b.box), hull(a.wide, b.wide)}
			default:
				next = append(next, a)
			}
		}
		active = append(next, b)
	}
	return append(done, active...)
}
