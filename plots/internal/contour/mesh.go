package contour

import "math"

// Mesh is a set of triangles with the same orientation.
type Mesh struct {
	Points    []Point
	Triangles [][3]int
}

// Level traces the lines z = level of a field given at the points and linear
// on each triangle. Triangles with a corner that is not finite are left out.
func (m Mesh) Level(z []float64, level float64) []Line {
	jn := newJoiner()
	for _, t := range m.Triangles {
		if !usable(z, t) {
			continue
		}
		var at []node
		for k := range 3 {
			if a, b := t[k], t[(k+1)%3]; (z[a] >= level) != (z[b] >= level) {
				at = append(at, edgeName(a, b))
			}
		}
		if len(at) == 2 {
			jn.add(at[0], at[1], m.crossing(z, at[0], level), m.crossing(z, at[1], level))
		}
	}
	return jn.lines()
}

func usable(z []float64, t [3]int) bool {
	s := z[t[0]] + z[t[1]] + z[t[2]]
	return !math.IsNaN(s) && !math.IsInf(s, 0)
}

// edgeName names an edge whatever its direction; a corner a is the edge from a
// to a.
func edgeName(a, b int) node { return node{min(a, b), max(a, b)} }

// crossing is where the level crosses an edge, or the corner it names.
func (m Mesh) crossing(z []float64, n node, level float64) Point {
	a, b := n[0], n[1]
	if a == b {
		return m.Points[a]
	}
	t := (level - z[a]) / (z[b] - z[a])
	p, q := m.Points[a], m.Points[b]
	return Point{p.X + t*(q.X-p.X), p.Y + t*(q.Y-p.Y)}
}

// Above returns the borders of the set z ≥ level as closed loops, to be filled
// together with the rule of non-zero winding. Borders between triangles are
// taken away, so that a filled set shows no seams.
func (m Mesh) Above(z []float64, level float64) []Line {
	type edge struct{ from, to node }
	count := make(map[edge]int)
	var order []edge
	for _, t := range m.Triangles {
		if !usable(z, t) {
			continue
		}
		var ring []node
		for k := range 3 {
			a, b := t[k], t[(k+1)%3]
			if z[a] >= level {
				ring = append(ring, edgeName(a, a))
			}
			if (z[a] >= level) != (z[b] >= level) {
				ring = append(ring, edgeName(a, b))
			}
		}
		for k := range ring {
			e := edge{ring[k], ring[(k+1)%len(ring)]}
			if back := (edge{e.to, e.from}); count[back] > 0 {
				count[back]--
				continue
			}
			count[e]++
			order = append(order, e)
		}
	}
	// What is left are loops: as many borders enter a node as leave it.
	leaving := make(map[node][]node)
	for _, e := range order {
		if count[e] > 0 {
			count[e]--
			leaving[e.from] = append(leaving[e.from], e.to)
		}
	}
	var out []Line
	for _, e := range order {
		for len(leaving[e.from]) > 0 {
			var l Line
			for n := e.from; len(leaving[n]) > 0; {
				to := leaving[n][0]
				leaving[n] = leaving[n][1:]
				l.Points = append(l.Points, m.crossing(z, n, level))
				n = to
			}
			l.Closed = true
			out = append(out, l)
		}
	}
	return out
}

// Simplex is the mesh of shares (i/n, j/n, 1 − i/n − j/n), i from 0 to n and j
// from 0 to n − i, in that order, with the first two shares as coordinates.
func Simplex(n int) Mesh {
	var m Mesh
	start := make([]int, n+2)
	for i := 0; i <= n; i++ {
		start[i] = len(m.Points)
		for j := 0; j <= n-i; j++ {
			m.Points = append(m.Points, Point{float64(i) / float64(n), float64(j) / float64(n)})
		}
	}
	for i := 0; i < n; i++ {
		for j := 0; j < n-i; j++ {
			a, b, c := start[i]+j, start[i+1]+j, start[i]+j+1
			m.Triangles = append(m.Triangles, [3]int{a, b, c})
			if j < n-i-1 {
				m.Triangles = append(m.Triangles, [3]int{b, start[i+1] + j + 1, c})
			}
		}
	}
	return m
}
