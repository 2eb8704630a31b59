package anderson

import (
	"math"
	"testing"
)

// A linear contraction with n different rates is solved to rounding in about n+1 accelerated steps; plain
// iteration would need hundreds. A wrong sign or a stale Gram matrix makes it crawl or diverge.
func TestLinear(t *testing.T) {
	rates := []float64{0.97, 0.9, 0.8, 0.5, -0.4}
	x, f := make([]float64, len(rates)), make([]float64, len(rates))
	a := New(len(rates), 8)
	for step := range 12 {
		worst := 0.0
		for i, r := range rates {
			f[i] = r*x[i] + 1 - x[i] // fixed point 1/(1−r)
			worst = max(worst, math.Abs(f[i]))
		}
		if worst < 1e-12 {
			if step > 8 {
				t.Errorf("took %d steps", step)
			}
			return
		}
		a.Advance(x, f)
	}
	t.Errorf("not solved: residual %v", f)
}

// More steps than are kept: the oldest column goes, and a nonlinear iteration still converges.
func TestDepth(t *testing.T) {
	n := 30
	x, f := make([]float64, n), make([]float64, n)
	a := New(n, 4)
	for step := range 200 {
		worst := 0.0
		for i := range x {
			f[i] = 0.95*math.Cos(x[i]*(0.5+float64(i)/float64(n))) - x[i]
			worst = max(worst, math.Abs(f[i]))
		}
		if worst < 1e-13 {
			if step > 60 {
				t.Errorf("took %d steps", step)
			}
			return
		}
		a.Advance(x, f)
	}
	t.Error("not solved in 200 steps")
}

// A residual that is not a number must not stop the caller from noticing: the step is plain.
func TestNaN(t *testing.T) {
	a := New(1, 3)
	x := []float64{0}
	a.Advance(x, []float64{1})
	a.Advance(x, []float64{math.NaN()})
	if !math.IsNaN(x[0]) {
		t.Errorf("got %v", x)
	}
}
