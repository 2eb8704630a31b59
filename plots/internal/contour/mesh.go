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

// Surface is a field on a mesh, made ready to be cut at many levels.
type Surface struct {
	mesh  Mesh
	z     []float64
	inner [][3]int // triangles whose corners are finite
	rim   [][2]int // edges of one such triangle only, in its direction
}

// Surface prepares a field given at the points of the mesh. Triangles with a
// corner that is not finite are left out.
func (m Mesh) Surface(z []float64) *Surface {
	s := &Surface{mesh: m, z: z}
	count := make(map[node]int)
	for _, t := range m.Triangles {
		if usable(z, t) {
			s.inner = append(s.inner, t)
			for k := range 3 {
				count[edgeName(t[k], t[(k+1)%3])]++
			}
		}
	}
	for _, t := range s.inner {
		for k := range 3 {
			if a, b := t[k], t[(k+1)%3]; count[edgeName(a, b)] == 1 {
				s.rim = append(s.rim, [2]int{a, b})
			}
		}
	}
	return s
}

// Above returns the borders of the set z ≥ level as closed loops, to be filled
// together with the rule of non-zero winding. An edge between two triangles
// belongs to the set on both sides or on none, so the border consists of the
// cuts through triangles and of the rim where it is above the level: a filled
// set shows no seams.
func (s *Surface) Above(level float64) []Line {
	type edge struct{ from, to node }
	var order []edge
	leaving := make(map[node][]node)
	add := func(from, to node) {
		order = append(order, edge{from, to})
		leaving[from] = append(leaving[from], to)
	}
	z := s.z
	for _, t := range s.inner {
		// Anticlockwise, the border goes from the edge on which the field
		// falls below the level to the one on which it rises above it.
		var down, up node
		cut := false
		for k := range 3 {
			a, b := t[k], t[(k+1)%3]
			switch {
			case z[a] >= level && z[b] < level:
				down, cut = edgeName(a, b), true
			case z[a] < level && z[b] >= level:
				up = edgeName(a, b)
			}
		}
		if cut {
			add(down, up)
		}
	}
	for _, e := range s.rim {
		a, b := e[0], e[1]
		from, to := edgeName(a, a), edgeName(b, b)
		switch {
		case z[a] < level && z[b] < level:
			continue
		case z[a] < level:
			from = edgeName(a, b)
		case z[b] < level:
			to = edgeName(a, b)
		}
		add(from, to)
	}
	// These are loops: as many borders enter a node as leave it.
	var out []Line
	for _, e := range order {
		for len(leaving[e.from]) > 0 {
			l := Line{Closed: true}
			for n := e.from; len(leaving[n]) > 0; {
				to := leaving[n][0]
				leaving[n] = leaving[n][1:]
				l.Points = append(l.Points, s.mesh.crossing(z, n, level))
				n = to
			}
			out = append(out, l)
		}
	}
	return out
}

// Rectangle is the mesh of a rectangular grid, each cell cut into four
// triangles around its middle, and the values at its points; the value of a
// middle is the mean of the corners. z[i][j] is the value at (x[j], y[i]).
func Rectangle(x, y []float64, z [][]float64) (Mesh, []float64) {
	var m Mesh
	var v []float64
	n := len(x)
	for i := range y {
		for j := range x {
			m.Points, v = append(m.Points, Point{x[j], y[i]}), append(v, z[i][j])
		}
	}
	for i := 0; i+1 < len(y); i++ {
		for j := 0; j+1 < n; j++ {
			a := i*n + j
			corners := [4]int{a, a + 1, a + n + 1, a + n}
			mid := len(m.Points)
			m.Points = append(m.Points, Point{(x[j] + x[j+1]) / 2, (y[i] + y[i+1]) / 2})
			v = append(v, (v[corners[0]]+v[corners[1]]+v[corners[2]]+v[corners[3]])/4)
			for k := range 4 {
				m.Triangles = append(m.Triangles, [3]int{corners[k], corners[(k+1)%4], mid})
			}
		}
	}
	return m, v
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
