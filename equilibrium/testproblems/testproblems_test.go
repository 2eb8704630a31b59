package testproblems_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

// Analytic Jacobians against central differences along the simplices.
func TestJacobians(t *testing.T) {
	for name, g := range map[string]equilibrium.Game{
		"coordination":   testproblems.Coordination([]float64{1, 2, 3}),
		"hawk and dove":  testproblems.HawkDove(2, 5),
		"pitchfork":      testproblems.Pitchfork(0.1),
		"fold":           testproblems.Fold(0.3, 0.1),
		"pennies":        testproblems.MatchingPennies(),
		"ring":           testproblems.Ring(5, []float64{1, 0.5, 0.2}),
		"core-periphery": testproblems.Racetrack(4, 1.7, 0.4, 5),
		"asymmetric": &testproblems.CorePeriphery{Mu: 0.3, Sigma: 4, Farms: []float64{0.2, 0.5, 0.3},
			Phi: mat.NewDense(3, 3, []float64{1, 0.3, 0.2, 0.25, 1, 0.1, 0.4, 0.15, 1})},
	} {
		n, ev := equilibrium.Dim(g), g.NewEvaluator()
		x := make([]float64, n)
		for _, p := range g.Populations() {
			sum := 0.0
			for i := p.Start; i < p.End; i++ {
				x[i] = 1 + 0.3*float64(i)
				sum += x[i]
			}
			for i := p.Start; i < p.End; i++ {
				x[i] /= sum
			}
		}
		pay, up, down, jac := make([]float64, n), make([]float64, n), make([]float64, n), mat.NewDense(n, n, nil)
		if err := ev.PayoffJacobian(pay, jac, x); err != nil {
			t.Fatal(name, err)
		}
		const h = 1e-5
		for _, p := range g.Populations() {
			for j := p.Start + 1; j < p.End; j++ {
				for s, dst := range map[float64][]float64{h: up, -h: down} {
					y := append([]float64(nil), x...)
					y[j] += s
					y[p.Start] -= s
					if err := ev.Payoffs(dst, y); err != nil {
						t.Fatal(name, err)
					}
				}
				for i := range n {
					got, want := jac.At(i, j)-jac.At(i, p.Start), (up[i]-down[i])/(2*h)
					if math.Abs(got-want) > 1e-8 {
						t.Errorf("%s: ∂π_%d along %d: %v, want %v", name, i, j, got, want)
					}
				}
			}
		}
	}
}

// Two symmetric regions break at T^(σ−1) = (ρ+μ)(1+μ)/((ρ−μ)(1−μ)) and sustain at the root above 1 of
// T^(−σμ)((1+μ)/2 T^(1−σ) + (1−μ)/2 T^(σ−1)) = 1.
func TestCorePeripheryThresholds(t *testing.T) {
	const mu, sigma = 0.4, 5.0
	slope := func(tc float64, x []float64) float64 {
		g := testproblems.Equidistant(2, tc, mu, sigma)
		l, err := equilibrium.Linearize(g, g.NewEvaluator(), x)
		if err != nil {
			t.Fatal(err)
		}
		return real(l.Eigenvalues[0])
	}
	if v := slope(math.Pow(7, 0.25), []float64{0.5, 0.5}); math.Abs(v) > 1e-14 {
		t.Errorf("eigenvalue at the break point: %v", v)
	}
	if v := slope(1.807312719930688, []float64{1, 0}); math.Abs(v) > 1e-14 {
		t.Errorf("eigenvalue at the sustain point: %v", v)
	}
}

func TestGroup(t *testing.T) {
	if n := testproblems.SymmetricGroup(4).OrbitSize([]float64{1, 2, 3, 4}); n != 24 {
		t.Errorf("symmetric group of 4: %d", n)
	}
	d := testproblems.DihedralGroup(6)
	if n := d.OrbitSize([]float64{1, 2, 4, 0, 0, 0}); n != 12 {
		t.Errorf("dihedral group of 6: %d", n)
	}
	if got := d.Canonical([]float64{0, 1, 0, 2, 0, 0}); got[0] != 2 || got[2] != 1 {
		t.Errorf("canonical image: %v", got)
	}
}
