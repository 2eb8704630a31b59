package contour

import "math"

// Grid traces the lines z = level of a field on a rectangular grid by marching
// squares, with linear interpolation along edges. z[i][j] is the value at
// (x[j], y[i]); x and y are monotone. Squares with a NaN corner are left out.
// In a saddle square the mean of the corners decides which pairs are joined.
func Grid(x, y []float64, z [][]float64, level float64) []Line {
	jn := newJoiner()
	for i := 0; i+1 < len(y); i++ {
		for j := 0; j+1 < len(x); j++ {
			square(jn, x, y, z, i, j, level)
		}
	}
	return jn.lines()
}

// square adds the segments of one square, whose corners are numbered
// anticlockwise from (i, j).
func square(jn *joiner, x, y []float64, z [][]float64, i, j int, level float64) {
	v := [4]float64{z[i][j], z[i][j+1], z[i+1][j+1], z[i+1][j]}
	p := [4]Point{{x[j], y[i]}, {x[j+1], y[i]}, {x[j+1], y[i+1]}, {x[j], y[i+1]}}
	for _, w := range v {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return
		}
	}
	// Edge k runs from corner k to corner k+1; its name is that of its lower
	// left end and its direction.
	names := [4]node{{i, j, 0}, {i, j + 1, 1}, {i + 1, j, 0}, {i, j, 1}}
	var crossed []int
	for k := range 4 {
		if (v[k] >= level) != (v[(k+1)%4] >= level) {
			crossed = append(crossed, k)
		}
	}
	on := func(k int) Point {
		// From the same end in both squares of an edge, so that the points agree.
		a, b := k, (k+1)%4
		if k >= 2 {
			a, b = b, a
		}
		t := (level - v[a]) / (v[b] - v[a])
		return Point{p[a].X + t*(p[b].X-p[a].X), p[a].Y + t*(p[b].Y-p[a].Y)}
	}
	link := func(a, b int) { jn.add(names[a], names[b], on(a), on(b)) }
	switch len(crossed) {
	case 2:
		link(crossed[0], crossed[1])
	case 4:
		mid := (v[0] + v[1] + v[2] + v[3]) / 4
		if (mid >= level) == (v[0] >= level) { // corners 0 and 2 are connected
			link(0, 1)
			link(2, 3)
		} else {
			link(3, 0)
			link(1, 2)
		}
	}
}
