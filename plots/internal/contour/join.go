// Package contour traces level lines of fields given on rectangular grids and
// triangle meshes. Its results do not depend on map order: the same field
// gives the same lines, point by point.
package contour

// Point is a point of the plane.
type Point struct{ X, Y float64 }

// Line is a joined level line. A closed line does not repeat its first point.
type Line struct {
	Points []Point
	Closed bool
}

// node names a place where a level line crosses an edge of the grid. Cells
// that share an edge give the crossing the same name, so that lines are joined
// by name and not by comparing coordinates.
type node [3]int

// joiner links segments to lines.
type joiner struct {
	order []node // in the order met
	at    map[node]Point
	next  map[node][]node
}

func newJoiner() *joiner {
	return &joiner{at: make(map[node]Point), next: make(map[node][]node)}
}

// add links two crossings.
func (j *joiner) add(a, b node, pa, pb Point) {
	for _, e := range []struct {
		n node
		p Point
	}{{a, pa}, {b, pb}} {
		if _, ok := j.at[e.n]; !ok {
			j.order = append(j.order, e.n)
			j.at[e.n] = e.p
		}
	}
	j.next[a] = append(j.next[a], b)
	j.next[b] = append(j.next[b], a)
}

// lines returns open lines first, then closed ones, each in the order met.
func (j *joiner) lines() []Line {
	var out []Line
	for _, n := range j.order {
		if len(j.next[n]) == 1 {
			out = append(out, j.walk(n))
		}
	}
	for _, n := range j.order {
		if len(j.next[n]) > 0 {
			l := j.walk(n)
			if k := len(l.Points); k > 2 && l.Points[0] == l.Points[k-1] {
				l.Points, l.Closed = l.Points[:k-1], true
			}
			out = append(out, l)
		}
	}
	return out
}

// walk follows links from n, taking each away as it goes.
func (j *joiner) walk(n node) Line {
	l := Line{Points: []Point{j.at[n]}}
	for len(j.next[n]) > 0 {
		m := j.next[n][0]
		j.next[n] = j.next[n][1:]
		j.drop(m, n)
		l.Points = append(l.Points, j.at[m])
		n = m
	}
	return l
}

// drop removes one link from a to b.
func (j *joiner) drop(a, b node) {
	for i, x := range j.next[a] {
		if x == b {
			j.next[a] = append(append([]node(nil), j.next[a][:i]...), j.next[a][i+1:]...)
			return
		}
	}
}
