package equilibrium_test

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

// Quadratic convergence to rounding from a rough guess, on inner and partial supports; zeros are exact.
func TestRefineReference(t *testing.T) {
	for _, c := range referenceCases(t) {
		g := c.game()
		ev := g.NewEvaluator()
		for _, want := range c.Equilibria {
			guess := make([]float64, len(want.Share))
			for i, v := range want.Share {
				if v > 0 {
					guess[i] = v * (1 + 0.02*float64(i%2))
				}
			}
			e, err := equilibrium.Refine(g, ev, guess, nil)
			if err != nil {
				t.Errorf("%s: %v", c.ID, err)
				continue
			}
			if !near(e.Share, want.Share, 1e-9) || e.Residual > 1e-14 || !e.Nash() || !e.Isolated() || e.Iterations > 8 {
				t.Errorf("%s at %v: %+v", c.ID, want.Share, e)
			}
			for i, v := range want.Share {
				if (v == 0) != (e.Share[i] == 0) {
					t.Errorf("%s: share %d is %v, want %v", c.ID, i, e.Share[i], v)
				}
			}
		}
	}
}

// Shares far below the accuracy of the sum are found to their own accuracy.
func TestRefineTinyShare(t *testing.T) {
	for _, r := range []float64{1e-3, 1e-8, 1e-12} {
		g := polynomial(r)
		e, err := equilibrium.Refine(g, g.NewEvaluator(), []float64{20 * r, 1 - 20*r}, nil)
		if err != nil || math.Abs(e.Share[0]/r-1) > 1e-3 {
			t.Errorf("root %v: %v, %v", r, e, err)
		}
	}
}

// A rest point at which an empty option pays more is found, and is no equilibrium.
func TestRefineRestPoint(t *testing.T) {
	g := testproblems.HawkDove(2, 5)
	e, err := equilibrium.Refine(g, g.NewEvaluator(), []float64{1, 0}, []int{0})
	if err != nil || e.Nash() || e.Stability != equilibrium.Unstable || e.Residual == 0 {
		t.Errorf("all hawks: %+v, %v", e, err)
	}
}

// No root on the support: the error names the option, the distance and what was tried, and the best point
// comes with it.
func TestRefineFails(t *testing.T) {
	g := testproblems.Fold(0.4, -0.01)
	e, err := equilibrium.Refine(g, g.NewEvaluator(), []float64{0.6, 0.4}, nil)
	var c *equilibrium.ConvergenceError
	if !errors.Is(err, equilibrium.ErrNotConverged) || !errors.As(err, &c) || e == nil {
		t.Fatalf("got %v, %v", e, err)
	}
	if c.Option < 0 || len(c.Tried) != 2 || c.Residual < 1e-3 || c.Steps == 0 {
		t.Errorf("got %+v", c)
	}
	if math.Abs(e.Share[0]-0.4) > 0.05 {
		t.Errorf("best point %v, the difference is least at 0.4", e.Share)
	}
}

// crowded pays −ln x_i + a_i: unbounded at empty options; its equilibrium is x_i ∝ e^{a_i}.
type crowded struct{ a []float64 }

func (g crowded) Populations() []equilibrium.Population {
	return []equilibrium.Population{{Start: 0, End: len(g.a)}}
}
func (g crowded) NewEvaluator() equilibrium.Evaluator { return g }
func (g crowded) InteriorOnly() bool                  { return true }

func (g crowded) Payoffs(dst, x []float64) error {
	for i, a := range g.a {
		if !(x[i] > 0) {
			return errors.New("asked for at the boundary")
		}
		dst[i] = a - math.Log(x[i])
	}
	return nil
}

func (g crowded) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	jac.Zero()
	for i := range x {
		jac.Set(i, i, -1/x[i])
	}
	return g.Payoffs(dst, x)
}

// Games that must not be asked at the boundary: every solver keeps inside, with shares over many decades.
func TestInteriorOnly(t *testing.T) {
	for _, a := range [][]float64{{0, -5}, {1, 0, -8, -16}, {0, -1, -2, -3, -4, -5, -20}} {
		g, sum := crowded{a}, 0.0
		for _, v := range a {
			sum += math.Exp(v)
		}
		want := make([]float64, len(a))
		for i, v := range a {
			want[i] = math.Exp(v) / sum
		}
		l := solve(t, g, equilibrium.Settings{})
		if len(l.Equilibria) != 1 || l.IndexSum != 1 {
			t.Errorf("%v: %d equilibria, index sum %d", a, len(l.Equilibria), l.IndexSum)
			continue
		}
		e, _ := settle(t, g, scattered(len(a), 3))
		for i, v := range want {
			if math.Abs(l.Equilibria[0].Share[i]/v-1) > 1e-9 || math.Abs(e.Share[i]/v-1) > 1e-9 {
				t.Errorf("%v: share %d: solved %v, settled %v, want %v", a, i, l.Equilibria[0].Share[i], e.Share[i], v)
			}
		}
	}
}
