package equilibrium_test

import (
	"context"
	"errors"
	"fmt"
	"math/cmplx"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

// cubicGame has payoffs that are random cubic functions of the shares: several rest points on a support.
func cubicGame(rng *rand.Rand, pops []equilibrium.Population) *testproblems.Game {
	n := pops[len(pops)-1].End
	draw := func(size float64) *mat.Dense {
		m := mat.NewDense(n, n, nil)
		for i := range n {
			for j := range n {
				m.Set(i, j, size*(rng.Float64()-0.5))
			}
		}
		return m
	}
	a, c := draw(1), draw(6)
	b := make([]*mat.Dense, n)
	for i := range b {
		b[i] = draw(3)
	}
	return &testproblems.Game{
		Pops: pops,
		Pay: func(dst, x []float64) {
			for i := range n {
				dst[i] = 0
				for j, v := range x {
					dst[i] += a.At(i, j)*v + c.At(i, j)*v*v*v
					for k, w := range x {
						dst[i] += b[i].At(j, k) * v * w
					}
				}
			}
		},
		Deriv: func(jac *mat.Dense, x []float64) {
			for i := range n {
				for j, v := range x {
					d := a.At(i, j) + 3*c.At(i, j)*v*v
					for k, w := range x {
						d += (b[i].At(j, k) + b[i].At(k, j)) * w
					}
					jac.Set(i, j, d)
				}
			}
		},
	}
}

// Games with several rest points on one support, one and two populations: indices add up to 1 and ten times
// as many starts with another seed find nothing more.
func TestSolveCubic(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for k := range 24 {
		pops := []equilibrium.Population{{Start: 0, End: 3 + k%3}}
		if k%4 == 3 {
			pops = []equilibrium.Population{{Start: 0, End: 3}, {Start: 3, End: 5}}
		}
		g := cubicGame(rng, pops)
		l := solve(t, g, equilibrium.Settings{})
		m := solve(t, g, equilibrium.Settings{Starts: 200, Seed: 99})
		if len(l.Equilibria) != len(m.Equilibria) {
			t.Errorf("game %d: %d equilibria, %d with more starts", k, len(l.Equilibria), len(m.Equilibria))
		}
		if l.Missing || l.IndexSum != 1 || l.Failed == l.Starts {
			t.Errorf("game %d: %+v", k, l)
		}
	}
}

// At every equilibrium found the description agrees with Linearize, which does not use the support.
func TestSolveAgreesWithLinearize(t *testing.T) {
	g := testproblems.Racetrack(5, 2, 0.4, 5)
	for _, e := range solve(t, g, equilibrium.Settings{}).Equilibria {
		l, err := equilibrium.Linearize(g, g.NewEvaluator(), e.Share)
		if err != nil {
			t.Fatal(err)
		}
		if l.Stability != e.Stability || len(l.Eigenvalues) != len(e.Eigenvalues) {
			t.Fatalf("at %v: %v, %v", e.Share, l, e)
		}
		for i, z := range l.Eigenvalues {
			if cmplx.Abs(z-e.Eigenvalues[i]) > 1e-13 {
				t.Errorf("at %v: eigenvalue %v, Linearize %v", e.Share, e.Eigenvalues[i], z)
			}
		}
	}
}

// partial is a game that cannot be evaluated where its first option is empty.
type partial struct{ equilibrium.Game }

type partialEvaluator struct{ equilibrium.Evaluator }

var errNoFirst = errors.New("nobody at the first option")

func (g partial) NewEvaluator() equilibrium.Evaluator { return partialEvaluator{g.Game.NewEvaluator()} }

func (e partialEvaluator) Payoffs(dst, x []float64) error {
	if x[0] == 0 {
		return errNoFirst
	}
	return e.Evaluator.Payoffs(dst, x)
}

func (e partialEvaluator) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	if x[0] == 0 {
		return errNoFirst
	}
	return e.Evaluator.PayoffJacobian(dst, jac, x)
}

// Supports without payoffs do not spoil the others, and are named.
func TestSolveBrokenSupports(t *testing.T) {
	l := solve(t, partial{testproblems.Coordination([]float64{1, 2, 3})}, equilibrium.Settings{})
	if len(l.Equilibria) != 4 { // the supports with the first option
		t.Errorf("%d equilibria", len(l.Equilibria))
	}
	if !strings.Contains(strings.Join(l.Notes, "\n"), errNoFirst.Error()) {
		t.Errorf("notes: %q", l.Notes)
	}
}

func ExampleSettle() {
	g := testproblems.Equidistant(2, 1.5, 0.4, 5)
	e, _, err := equilibrium.Settle(context.Background(), g, []float64{0.51, 0.49}, equilibrium.SettleSettings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Share, e.Stability)
	// Output: [1 0] stable
}

func ExamplePath() {
	g := testproblems.Equidistant(2, 1.5, 0.4, 5)
	r, err := equilibrium.Path(context.Background(), g, []float64{0.51, 0.49}, equilibrium.PathSettings{
		Until: 200, Times: []float64{0, 50, 100, 200},
		Events: []equilibrium.PathEvent{{Name: "three quarters", Func: func(_ float64, x, _ []float64) float64 { return x[0] - 0.75 }}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for k, t := range r.Times {
		fmt.Printf("%.0f %.4f\n", t, r.Share[k][0])
	}
	fmt.Printf("%s at %.2f\n", r.Events[0].Name, r.Events[0].Time)
	// Output:
	// 0 0.5100
	// 50 0.5258
	// 100 0.5664
	// 200 0.8602
	// three quarters at 173.68
}
