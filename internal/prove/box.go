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

// cluster merges boxes that touch into their hulls, until no two hulls touch,
// and sorts them.
func cluster(boxes [][]iv) [][]iv {
	for {
		before := len(boxes)
		boxes = mergeTouching(boxes)
		if len(boxes) == before {
			return boxes
		}
	}
}

// mergeTouching is one sweep of cluster along the first coordinate.
func mergeTouching(boxes [][]iv) [][]iv {
	boxes = slices.Clone(boxes)
	sort.Slice(boxes, func(i, j int) bool { return lessBox(boxes[i], boxes[j]) })
	var done, active [][]iv
	for _, b := range boxes {
		next := active[:0]
		for _, a := range active {
			switch {
			case a[0].Hi < b[0].Lo:
				done = append(done, a)
			case !disjoint(a, b):
				b = hull(a, b)
			default:
				next = append(next, a)
			}
		}
		active = append(next, b)
	}
	done = append(done, active...)
	sort.Slice(done, func(i, j int) bool { return lessBox(done[i], done[j]) })
	return done
}
