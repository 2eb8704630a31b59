package equilibrium_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

// settle is Settle, which must succeed.
func settle(t *testing.T, g equilibrium.Game, x []float64) (*equilibrium.Equilibrium, *equilibrium.Report) {
	t.Helper()
	e, r, err := equilibrium.Settle(context.Background(), g, x, equilibrium.SettleSettings{})
	if err != nil {
		t.Fatal(err)
	}
	return e, r
}

// Where Settle ends the accurate path must end too. It would catch steps that leave the basin.
func TestSettleFollowsPath(t *testing.T) {
	for seed := range uint64(40) {
		n := 3 + int(seed%5)
		var g equilibrium.Game = testproblems.Racetrack(n, 2, 0.4, 5)
		if seed%2 == 1 {
			g = ring(n)
		}
		x := scattered(n, seed)
		e, _ := settle(t, g, x)
		r, err := equilibrium.Path(context.Background(), g, x, equilibrium.PathSettings{Until: 1e5, Times: []float64{1e5}, Tolerance: 1e-7})
		if err != nil {
			t.Fatal(err)
		}
		if !near(e.Share, r.Final, 1e-6) {
			t.Errorf("seed %d: settled at %.4f, the path ends at %.4f", seed, e.Share, r.Final)
		}
		if e.Stability != equilibrium.Stable || e.Residual > 1e-14 {
			t.Errorf("seed %d: %v, residual %v", seed, e.Stability, e.Residual)
		}
	}
}

// Both sides of the unstable equilibrium at 0.5741 lead to different ends, down to a distance of a few
// times the accuracy of steps.
func TestSettleBasinEdge(t *testing.T) {
	g := testproblems.Equidistant(2, 1.63, 0.4, 5)
	const edge = 0.574091620324931
	for _, c := range []struct{ start, end float64 }{{edge + 1e-3, 1}, {edge - 1e-3, 0.5}, {edge + 1e-6, 1}, {edge - 1e-6, 0.5}} {
		if e, _ := settle(t, g, []float64{c.start, 1 - c.start}); math.Abs(e.Share[0]-c.end) > 1e-12 {
			t.Errorf("from %v to %v, want %v", c.start, e.Share[0], c.end)
		}
	}
}

// A start that is symmetric ends at the symmetric state, though it repels, and that is reported; one that
// is off by 1e-7 leaves. It would catch long implicit steps that lead to saddles.
func TestSettleSaddle(t *testing.T) {
	g := testproblems.Equidistant(2, 1.5, 0.4, 5)
	e, r := settle(t, g, []float64{0.5, 0.5})
	if e.Share[0] != 0.5 || !r.AtSaddle || e.Stability != equilibrium.Unstable {
		t.Errorf("from the symmetric state: %v, %+v", e.Share, r)
	}
	if e, r = settle(t, g, []float64{0.5 + 1e-7, 0.5 - 1e-7}); e.Share[0] != 1 || r.AtSaddle || len(r.Dropped) != 1 {
		t.Errorf("from beside it: %v, %+v", e.Share, r)
	}
	// A stiff direction with a weak instability across it: the path runs along the first to the saddle.
	e, _ = settle(t, testproblems.Racetrack(4, 1.7, 0.4, 5), []float64{0.3, 0.2 + 1e-9, 0.3, 0.2 - 1e-9})
	if e.Stability == equilibrium.Unstable && len(equilibrium.Support(e.Share)) > 2 {
		t.Errorf("stuck at %v", e.Share)
	}
}

// Zero shares stay zero although entry would pay.
func TestSettleZeros(t *testing.T) {
	g := testproblems.Equidistant(3, 2.5, 0.4, 5)
	e, _ := settle(t, g, []float64{0.3, 0.7, 0})
	if e.Share[2] != 0 || e.Share[0] == 0 {
		t.Errorf("got %v", e.Share)
	}
}

// Dynamics that circle do not settle: an error with the last state, not a wrong answer.
func TestSettleCycle(t *testing.T) {
	e, r, err := equilibrium.Settle(context.Background(), testproblems.RockPaperScissors(1, 1), []float64{0.5, 0.3, 0.2}, equilibrium.SettleSettings{MaxSteps: 300})
	if !errors.Is(err, equilibrium.ErrNotConverged) || e == nil || r == nil || r.Steps == 0 {
		t.Errorf("got %v, %v, %v", e, r, err)
	}
	var c *equilibrium.ConvergenceError
	if !errors.As(err, &c) || c.Op != "settle" || c.Hint == "" {
		t.Errorf("got %v", err)
	}
	// Spiralling out slowly they end at no rest point inside; damping by long steps would find the centre.
	e, _, err = equilibrium.Settle(context.Background(), testproblems.RockPaperScissors(0.9, 1), []float64{0.34, 0.33, 0.33}, equilibrium.SettleSettings{MaxSteps: 3000})
	if err == nil {
		t.Errorf("spiralling out: settled at %v", e.Share)
	}
	// Spiralling in, they do, and spiralling out, they do backward.
	for _, c := range []struct {
		win      float64
		backward bool
	}{{1.5, false}, {0.6, true}} {
		e, _, err := equilibrium.Settle(context.Background(), testproblems.RockPaperScissors(c.win, 1), []float64{0.5, 0.3, 0.2}, equilibrium.SettleSettings{Backward: c.backward})
		if err != nil || !near(e.Share, []float64{1. / 3, 1. / 3, 1. / 3}, 1e-12) {
			t.Errorf("win %v: %v, %v", c.win, e, err)
		}
	}
}

// Payoffs that are the same everywhere: every state is at rest, for Path too.
func TestSettleAtRest(t *testing.T) {
	g := testproblems.Linear(mat.NewDense(3, 3, nil))
	x := []float64{0.5, 0.3, 0.2}
	if e, r := settle(t, g, x); !near(e.Share, x, 1e-15) || r.Steps != 0 || e.Stability != equilibrium.Indeterminate {
		t.Errorf("settled at %v, %v", e.Share, r)
	}
	r, err := equilibrium.Path(context.Background(), g, x, equilibrium.PathSettings{Until: 10, Times: []float64{10}})
	if err != nil || !near(r.Final, x, 1e-15) || r.Status != equilibrium.PathAtRest {
		t.Errorf("%v, %v", r, err)
	}
	r, err = equilibrium.Path(context.Background(), g, x, equilibrium.PathSettings{Until: 10, NoRest: true})
	if err != nil || !near(r.Final, x, 1e-15) {
		t.Errorf("%v, %v", r, err)
	}
}

func TestSettleErrors(t *testing.T) {
	g := ring(4)
	if _, _, err := equilibrium.Settle(context.Background(), g, []float64{1}, equilibrium.SettleSettings{}); err == nil {
		t.Error("a start of the wrong length was taken")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := equilibrium.Settle(ctx, g, []float64{.1, .2, .3, .4}, equilibrium.SettleSettings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}
