package equilibrium_test

import (
	"context"
	"testing"
	"time"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

func TestSolveQuick(t *testing.T) {
	for _, g := range []equilibrium.Game{
		testproblems.Equidistant(2, 1.63, 0.4, 5),
		testproblems.Racetrack(4, 1.7, 0.4, 5),
		testproblems.Racetrack(6, 2.0, 0.4, 5),
		testproblems.Coordination([]float64{1, 2, 3, 4}),
		testproblems.MatchingPennies(),
	} {
		s := time.Now()
		l, err := equilibrium.Solve(context.Background(), g, equilibrium.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%v %s orbits %d count %d index %d %v starts %d failed %d missed %.3g", time.Since(s), l.Method, len(l.Equilibria), l.Count(), l.IndexSum, l.IndexKnown, l.Starts, l.Failed, l.MissedChance)
		for _, e := range l.Equilibria {
			t.Logf("  %.6f %v %d %.1e", e.Share, e.Stability, e.Orbit, e.Residual)
		}
	}
}
