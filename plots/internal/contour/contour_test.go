package contour

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func axis(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = -1 + 2*float64(i)/float64(n-1)
	}
	return v
}

func sample(x, y []float64, f func(x, y float64) float64) [][]float64 {
	z := make([][]float64, len(y))
	for i := range z {
		for j := range x {
			z[i] = append(z[i], f(x[j], y[i]))
		}
	}
	return z
}

// A circle is one closed line at the right radius: this would catch lines that
// are not joined and crossings on the wrong side of an edge.
func TestGridCircle(t *testing.T) {
	x := axis(41)
	lines := Grid(x, x, sample(x, x, math.Hypot), 0.7)
	if len(lines) != 1 || !lines[0].Closed {
		t.Fatalf("want one closed line, have %d", len(lines))
	}
	for _, p := range lines[0].Points {
		if r := math.Hypot(p.X, p.Y); math.Abs(r-0.7) > 2e-3 {
			t.Fatalf("point %v at radius %g", p, r)
		}
	}
}

// A saddle gives two lines that do not cross; a hole of NaN parts lines and
// never gives NaN.
func TestGridSaddleAndGaps(t *testing.T) {
	z := [][]float64{{1, 0}, {0, 1}}
	if lines := Grid([]float64{0, 1}, []float64{0, 1}, z, 0.5); len(lines) != 2 {
		t.Errorf("saddle: %d lines, want 2", len(lines))
	}
	x := axis(21)
	f := sample(x, x, func(a, _ float64) float64 { return a + 0.01 })
	f[10][10] = math.NaN()
	lines := Grid(x, x, f, 0)
	if len(lines) != 2 {
		t.Errorf("gap: %d lines, want 2", len(lines))
	}
	for _, l := range lines {
		for _, p := range l.Points {
			if math.IsNaN(p.X + p.Y) {
				t.Error("a point of a line is NaN")
			}
		}
	}
}

// The area inside the borders of z ≥ c is that of the set: this would catch
// lost or doubled triangles.
func TestMeshAboveArea(t *testing.T) {
	m := Simplex(30)
	z := make([]float64, len(m.Points))
	for i, p := range m.Points {
		z[i] = p.X
	}
	for _, c := range []float64{-1, 0.3, 0.55, 0.9} {
		area := 0.0
		for _, l := range m.Surface(z).Above(c) {
			for k, p := range l.Points {
				q := l.Points[(k+1)%len(l.Points)]
				area += (p.X*q.Y - q.X*p.Y) / 2
			}
		}
		side := 1 - math.Max(c, 0)
		if want := side * side / 2; math.Abs(area-want) > 1e-9 {
			t.Errorf("level %g: area %g, want %g", c, area, want)
		}
	}
}

// The same field gives the same lines, whatever the values: this would catch a
// dependence on map order.
func TestDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "n")
		x := axis(n)
		z := make([][]float64, n)
		for i := range z {
			z[i] = rapid.SliceOfN(rapid.SampledFrom([]float64{-1, 0, 0.5, 1, math.NaN()}), n, n).Draw(t, "row")
		}
		if a, b := Grid(x, x, z, 0.25), Grid(x, x, z, 0.25); !reflect.DeepEqual(a, b) {
			t.Fatal("two traces differ")
		}
		m := Simplex(n)
		v := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 1, 2, math.NaN()}), len(m.Points), len(m.Points)).Draw(t, "values")
		if a, b := m.Surface(v).Above(1), m.Surface(v).Above(1); !reflect.DeepEqual(a, b) {
			t.Fatal("two borders differ")
		}
		if a, b := m.Level(v, 1), m.Level(v, 1); !reflect.DeepEqual(a, b) {
			t.Fatal("two level lines differ")
		}
	})
}
