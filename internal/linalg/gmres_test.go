package linalg

import (
	"errors"
	"math"
	"testing"
)

// A system whose solution is known: a wrong rotation or combination shows at once.
func TestGMRES(t *testing.T) {
	n := 40
	apply := func(dst, x []float64) { // not symmetric, well conditioned
		for i := range dst {
			dst[i] = 3*x[i] - x[(i+1)%n] + 0.5*x[(i+7)%n]
		}
	}
	want, b := make([]float64, n), make([]float64, n)
	for i := range want {
		want[i] = math.Sin(float64(i * i))
	}
	apply(b, want)
	x, err := GMRES(apply, b, 1e-14, n)
	if err != nil {
		t.Fatal(err)
	}
	for i := range x {
		if math.Abs(x[i]-want[i]) > 1e-13 {
			t.Errorf("x[%d]: got %v, want %v", i, x[i], want[i])
		}
	}
	if _, err := GMRES(apply, b, 1e-14, 3); !errors.Is(err, ErrNoConvergence) {
		t.Errorf("three steps: got %v", err)
	}
	if x, err := GMRES(apply, make([]float64, n), 1e-14, 3); err != nil || x[0] != 0 {
		t.Errorf("nothing on the right: got %v, %v", x[0], err)
	}
	b[3] = math.NaN()
	if _, err := GMRES(apply, b, 1e-14, n); err == nil {
		t.Error("a NaN was accepted")
	}
}
