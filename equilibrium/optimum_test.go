package equilibrium_test

import (
	"context"
	"math"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
)

// A concave function whose maximum has both empty and taken options: Σ a_i ln(x_i + b) is a water-filling
// problem, with x_i = max(0, a_i/λ − b). It would catch bounds that are not found or not let go of.
func TestOptimumWaterFilling(t *testing.T) {
	a := []float64{5, 4, 3, 0.5, 0.1}
	const b = 0.2
	obj := func() equilibrium.Objective {
		return func(grad, x []float64) (float64, error) {
			v := 0.0
			for i := range x {
				v += a[i] * math.Log(x[i]+b)
				grad[i] = a[i] / (x[i] + b)
			}
			return v, nil
		}
	}
	m, err := equilibrium.Optimum(context.Background(), obj, []equilibrium.Population{{Start: 0, End: 5}}, equilibrium.OptimumSettings{})
	if err != nil {
		t.Fatal(err)
	}
	// Options 0, 1, 2 are taken: λ = Σa/(1 + 3b).
	lambda := 12.0 / (1 + 3*b)
	for i := range a {
		if want := max(0, a[i]/lambda-b); math.Abs(m.Share[i]-want) > 1e-9 {
			t.Errorf("share %d: got %v, want %v", i, m.Share[i], want)
		}
	}
	if m.Agreed != m.Starts || m.Failed != 0 || m.Residual > 1e-10 {
		t.Errorf("a concave function has one maximum: %+v", m)
	}
	if math.Abs(m.Multiplier[0]-lambda) > 1e-8 {
		t.Errorf("multiplier: got %v, want %v", m.Multiplier[0], lambda)
	}
}

// A convex function has its maxima at vertices, the largest where a_i is largest; two populations. It would
// catch a search that stops at the first local maximum.
func TestOptimumCorners(t *testing.T) {
	a := []float64{1, 3, 2, 1, 2}
	obj := func() equilibrium.Objective {
		return func(grad, x []float64) (float64, error) {
			v := 0.0
			for i := range x {
				v += a[i] * x[i] * x[i]
				grad[i] = 2 * a[i] * x[i]
			}
			return v, nil
		}
	}
	pops := []equilibrium.Population{{Start: 0, End: 3}, {Start: 3, End: 5}}
	var first *equilibrium.Maximum
	for _, workers := range []int{1, 3} {
		m, err := equilibrium.Optimum(context.Background(), obj, pops, equilibrium.OptimumSettings{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if m.Share[1] != 1 || m.Share[4] != 1 || m.Value != 5 {
			t.Errorf("got %+v", m)
		}
		if first == nil {
			first = m
		} else if m.Steps != first.Steps || m.Agreed != first.Agreed {
			t.Errorf("workers change the answer: %+v, %+v", first, m)
		}
	}
}
