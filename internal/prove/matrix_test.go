package prove

import (
	"math"
	"testing"

	"github.com/geosolve/geosolve/internal/interval"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// TestSolveH would catch an enclosure of a linear system that misses the solution
// of one of its members.
func TestSolveH(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "n")
		r := rapid.SampledFrom([]float64{0, 1e-8, 0.05}).Draw(t, "radius")
		a, b, z := make([]iv, n*n), make([]iv, n), make([]iv, n)
		member, rhs := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
		draw := func(v float64) (iv, float64) {
			return interval.Point(v).Inflate(r), v + r*rapid.Float64Range(-1, 1).Draw(t, "member")
		}
		for i := range a {
			v := rapid.Float64Range(-0.2, 0.2).Draw(t, "a")
			if i%(n+1) == 0 {
				v++
			}
			var x float64
			a[i], x = draw(v)
			member.Set(i/n, i%n, x)
		}
		for i := range b {
			var x float64
			b[i], x = draw(rapid.Float64Range(-3, 3).Draw(t, "b"))
			rhs.SetVec(i, x)
		}
		v, d := make([]float64, n), make([]float64, n)
		for i := range v {
			v[i] = 1
		}
		if !comparisonTimes(n, a, v, d) {
			t.Skip("no H-matrix")
		}
		solveH(n, a, v, d, b, 1, 0, z)
		var x mat.VecDense
		if err := x.SolveVec(member, rhs); err != nil {
			t.Skip("singular member")
		}
		for i := range z {
			if !z[i].Inflate(1e-12).Contains(x.AtVec(i)) {
				t.Fatalf("x_%d = %v not in %v", i, x.AtVec(i), z[i])
			}
		}
	})
}

// TestInvert would catch lost pivots and an inverse returned for a singular or
// non-finite matrix.
func TestInvert(t *testing.T) {
	inv := make([]float64, 4)
	if !invert(2, []float64{0, 2, 1, 0}, inv) || inv[0] != 0 || inv[1] != 1 || inv[2] != 0.5 || inv[3] != 0 {
		t.Errorf("permutation: %v", inv)
	}
	for _, a := range [][]float64{{1, 2, 2, 4}, {math.NaN(), 1, 1, 1}, {math.Inf(1), 0, 0, 1}, {0, 0, 0, 0}} {
		if invert(2, a, inv) {
			t.Errorf("inverse of a singular matrix: %v", inv)
		}
	}
}

// TestHMatrix would catch regularity claimed for a matrix with singular members.
func TestHMatrix(t *testing.T) {
	d := make([]float64, 2)
	one := []float64{1, 1}
	point := interval.Point
	if !comparisonTimes(2, []iv{point(1), point(0.5), point(0.5), point(1)}, one, d) {
		t.Error("diagonally dominant matrix refused")
	}
	for _, a := range [][]iv{
		{point(1), point(1), point(1), point(1)},
		{interval.New(-1, 1), point(0), point(0), point(1)},
		{interval.Empty(), point(0), point(0), point(1)},
		{interval.Whole(), point(0), point(0), point(1)},
		{point(1), interval.Whole(), point(0), point(1)},
		{point(1), interval.Empty(), point(0), point(1)},
	} {
		if comparisonTimes(2, a, one, d) {
			t.Errorf("claim for %v", a)
		}
	}
}

// TestCluster would catch boxes lost or left apart by merging.
func TestCluster(t *testing.T) {
	box := func(a, b, c, d float64) []iv { return []iv{interval.New(a, b), interval.New(c, d)} }
	got := cluster([][]iv{box(6, 7, 4, 5), box(1, 2, 0, 1), box(0, 1, 0, 1), box(2, 3, 1, 2), box(0, 1, 9, 10)})
	want := [][]iv{box(0, 3, 0, 2), box(0, 1, 9, 10), box(6, 7, 4, 5)}
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if !subset(want[i], got[i]) || !subset(got[i], want[i]) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if len(cluster(nil)) != 0 {
		t.Error("clusters of nothing")
	}
}
