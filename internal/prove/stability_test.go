package prove

import (
	"math"
	"testing"

	"github.com/geosolve/geosolve/internal/interval"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// TestClassify compares stability and index with the eigenvalues of random
// matrices; it would catch an error in the characteristic polynomial, in Routh's
// array, or a claim from intervals that hold both answers.
func TestClassify(t *testing.T) {
	decided := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "n")
		r := rapid.SampledFrom([]float64{0, 1e-9, 1e-2}).Draw(t, "radius")
		shift := rapid.Float64Range(-2, 2).Draw(t, "shift")
		a := make([]iv, n*n)
		mid := mat.NewDense(n, n, nil)
		for i := range a {
			v := rapid.Float64Range(-1, 1).Draw(t, "a")
			if i%(n+1) == 0 {
				v += shift
			}
			mid.Set(i/n, i%n, v)
			a[i] = interval.Point(v).Inflate(r)
		}
		var e mat.Eigen
		e.Factorize(mid, mat.EigenNone)
		positive, worst := 0, math.Inf(-1)
		margin := math.Inf(1)
		for _, l := range e.Values(nil) {
			worst = max(worst, real(l))
			margin = min(margin, math.Abs(real(l)))
			if real(l) > 0 {
				positive++
			}
		}
		if margin < 1e-6 {
			t.Skip("too close to call in floats")
		}
		s, index := classify(n, a, nil)
		if s != Indeterminate {
			decided++
		}
		if (s == Stable && worst > 0) || (s == Unstable && worst < 0) {
			t.Fatalf("%v, eigenvalues %v", s, e.Values(nil))
		}
		if index != 0 && (index == 1) != (positive%2 == 0) {
			t.Fatalf("index %d, eigenvalues %v", index, e.Values(nil))
		}
	})
	if decided == 0 {
		t.Error("nothing was decided")
	}
}

// TestTransversal: the signs at empty options count.
func TestTransversal(t *testing.T) {
	neg, pos, zero := interval.New(-2, -1), interval.New(1, 2), interval.New(-1, 1)
	for _, c := range []struct {
		a, transversal []iv
		s              Stability
		index          int
	}{
		{nil, nil, Stable, 1},
		{nil, []iv{neg}, Stable, 1},
		{nil, []iv{pos}, Unstable, -1},
		{nil, []iv{neg, zero}, Indeterminate, 0},
		{[]iv{neg}, []iv{neg}, Stable, 1},
		{[]iv{pos}, []iv{neg}, Unstable, -1},
		{[]iv{pos}, []iv{pos}, Unstable, 1},
		{[]iv{neg}, []iv{pos, zero}, Unstable, 0},
		{[]iv{zero}, []iv{neg}, Indeterminate, 0},
	} {
		n := len(c.a)
		if s, index := classify(n, c.a, c.transversal); s != c.s || index != c.index {
			t.Errorf("%v %v: %v %d, want %v %d", c.a, c.transversal, s, index, c.s, c.index)
		}
	}
}
