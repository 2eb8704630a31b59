package equilibrium_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

// flatGame has two populations with two options each. What option 1 pays more than option 2 is
// −(a − ½)³ − (a + b − 1)/2 in the first and −(b − ½)³ − (a + b − 1)/2 in the second, so that a = b = ½ is
// the only equilibrium that uses all options, and payoffs differ by the cube of the distance from it along
// a + b = 1.
type flatGame struct{}

func (flatGame) Populations() []equilibrium.Population {
	return []equilibrium.Population{{Start: 0, End: 2}, {Start: 2, End: 4}}
}
func (g flatGame) NewEvaluator() equilibrium.Evaluator { return g }

func (flatGame) Payoffs(dst, x []float64) error {
	sum := (x[0] + x[2] - 1) / 2
	for k := 0; k < 4; k += 2 {
		d := x[k] - 0.5
		dst[k], dst[k+1] = 1-d*d*d-sum, 1
	}
	return nil
}

func (g flatGame) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	jac.Zero()
	for k := 0; k < 4; k += 2 {
		d := x[k] - 0.5
		jac.Set(k, 0, -0.5)
		jac.Set(k, 2, -0.5)
		jac.Set(k, k, jac.At(k, k)-3*d*d)
	}
	return g.Payoffs(dst, x)
}

// Where payoffs are flat Newton's method stops at many states around the equilibrium. They are listed once,
// the doubt is said, and the indices are not claimed to add up.
func TestFlatEquilibrium(t *testing.T) {
	list, err := equilibrium.Solve(context.Background(), flatGame{}, equilibrium.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	inside := 0
	for _, e := range list.Equilibria {
		if math.Abs(e.Share[0]-0.5) < 1e-3 && math.Abs(e.Share[2]-0.5) < 1e-3 {
			inside++
		}
	}
	if inside != 1 || list.IndexKnown {
		t.Errorf("%d equilibria near the middle, index known %v", inside, list.IndexKnown)
	}
	if notes := strings.Join(list.Notes, "; "); !strings.Contains(notes, "stands for all") {
		t.Errorf("notes: %s", notes)
	}
}

// Without trade costs every state is an equilibrium. The list has one for each set of regions in use or so,
// the even ones among them, and says what they stand for.
func TestFreeTrade(t *testing.T) {
	const n = 6
	list, err := equilibrium.Solve(context.Background(), testproblems.Racetrack(n, 0, 0.4, 5), equilibrium.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Equilibria) > 20 || list.IndexKnown || len(list.Notes) > 10 {
		t.Errorf("%d equilibria, index known %v, %d notes", len(list.Equilibria), list.IndexKnown, len(list.Notes))
	}
	even := false
	for _, e := range list.Equilibria {
		even = even || len(equilibrium.Support(e.Share)) == n && math.Abs(e.Share[0]-1./n) < 1e-12
	}
	if !even {
		t.Error("the even state is missing")
	}
}
