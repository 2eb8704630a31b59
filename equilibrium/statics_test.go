package equilibrium_test

import (
	"errors"
	"math"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
	"github.com/geosolve/geosolve/internal/linalg"
)

// The branches of the pitchfork are z = ±√p: dx/dp = 1/(2√p).
func TestStaticsPitchfork(t *testing.T) {
	f := equilibrium.FamilyFunc(func(p float64) (equilibrium.Game, error) { return testproblems.Pitchfork(p), nil })
	const p = 0.04
	g, _ := f.At(p)
	e, err := equilibrium.Refine(g, g.NewEvaluator(), []float64{0.7, 0.3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := equilibrium.Statics(f, p, e)
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 / (2 * math.Sqrt(p)); math.Abs(d.Share[0]-want) > 1e-9 || math.Abs(d.Share[0]+d.Share[1]) > 1e-12 {
		t.Errorf("dx/dp = %v, want %v", d.Share, want)
	}
	if d.Error > 1e-8 || math.Abs(d.Share[0]-1/(2*math.Sqrt(p))) > d.Error {
		t.Errorf("error estimate %v", d.Error)
	}
	// At the pitchfork there is no derivative.
	g, _ = f.At(0)
	e, err = equilibrium.Refine(g, g.NewEvaluator(), []float64{0.5, 0.5}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d, err := equilibrium.Statics(f, 0, e); !errors.Is(err, linalg.ErrSingular) {
		t.Errorf("at the pitchfork: %+v, %v", d, err)
	}
}

// Against differences of solved equilibria in an economy, payoffs along the branch included, and at an
// equilibrium with an empty region.
func TestStaticsDifferences(t *testing.T) {
	f := equilibrium.FamilyFunc(func(p float64) (equilibrium.Game, error) {
		return testproblems.Racetrack(4, p, 0.4, 5), nil
	})
	for _, guess := range [][]float64{{0.45, 0.275, 0, 0.275}, {1, 0, 0, 0}} {
		at := func(p float64) *equilibrium.Equilibrium {
			g, _ := f.At(p)
			e, err := equilibrium.Refine(g, g.NewEvaluator(), guess, nil)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		const p, h = 1.7, 1e-4
		d, err := equilibrium.Statics(f, p, at(p))
		if err != nil {
			t.Fatal(err)
		}
		up, down := at(p+h), at(p-h)
		for i := range guess {
			if want := (up.Share[i] - down.Share[i]) / (2 * h); math.Abs(d.Share[i]-want) > 1e-6 {
				t.Errorf("share %d: %v, want %v", i, d.Share[i], want)
			}
			if want := (up.Payoff[i] - down.Payoff[i]) / (2 * h); math.Abs(d.Payoff[i]-want) > 1e-6 {
				t.Errorf("payoff %d: %v, want %v", i, d.Payoff[i], want)
			}
		}
		if d.Error > 1e-8 {
			t.Errorf("error estimate %v", d.Error)
		}
	}
}
