package equilibrium_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

// constantGap is two options whose payoffs differ by one: the share of the first is logistic in time.
func constantGap() equilibrium.Game {
	return testproblems.Scalar(func(float64) float64 { return 1 }, func(float64) float64 { return 0 })
}

func logistic(x0, t float64) float64 { return 1 / (1 + (1-x0)/x0*math.Exp(-t)) }

// walk is Path, which must succeed.
func walk(t *testing.T, g equilibrium.Game, x []float64, s equilibrium.PathSettings) *equilibrium.PathResult {
	t.Helper()
	r, err := equilibrium.Path(context.Background(), g, x, s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// In log shares the logistic curve is a straight line, so that the answer is right to rounding; speed
// scales time. It would catch a wrong speed and reports at wrong times.
func TestPathLogistic(t *testing.T) {
	for _, speed := range []float64{1, 2.5} {
		r := walk(t, constantGap(), []float64{0.01, 0.99}, equilibrium.PathSettings{Until: 20, Speed: speed, Times: []float64{0, 1, 5, 20}})
		for k, at := range r.Times {
			if want := logistic(0.01, speed*at); math.Abs(r.Share[k][0]-want) > 1e-13 {
				t.Errorf("speed %v time %v: got %v, want %v", speed, at, r.Share[k][0], want)
			}
			if s := r.Share[k][0] + r.Share[k][1]; math.Abs(s-1) > 1e-15 {
				t.Errorf("shares add up to %v", s)
			}
		}
	}
}

// The hawk–dove game has the implicit solution of ẋ = x(1−x)(a − bx); compared with a tight tolerance the
// default must keep its promise, between steps (dense output) as well as at them.
func TestPathTolerance(t *testing.T) {
	g := testproblems.RockPaperScissors(1.2, 1)
	var times []float64
	for k := range 101 {
		times = append(times, 0.37*float64(k))
	}
	s := equilibrium.PathSettings{Until: 37, Times: times}
	rough := walk(t, g, []float64{0.6, 0.3, 0.1}, s)
	s.Tolerance = 1e-13
	fine := walk(t, g, []float64{0.6, 0.3, 0.1}, s)
	worst := 0.0
	for k := range times {
		for i := range 3 {
			worst = max(worst, math.Abs(rough.Share[k][i]/fine.Share[k][i]-1))
		}
	}
	// 100 steps of 1e-9 each, at most; dense output of order 4 adds as much again.
	if worst > 2e-7 {
		t.Errorf("relative error %.2g at tolerance 1e-9", worst)
	}
	t.Logf("relative error %.2g in %d steps", worst, rough.Steps)
}

// In the zero-sum game x1 x2 x3 is constant along paths; it would catch a drift of the method.
func TestPathConserved(t *testing.T) {
	r := walk(t, testproblems.RockPaperScissors(1, 1), []float64{0.5, 0.3, 0.2}, equilibrium.PathSettings{Until: 100})
	for k, x := range r.Share {
		if v := x[0] * x[1] * x[2]; math.Abs(v/0.03-1) > 1e-7 {
			t.Fatalf("time %v: product %v, want 0.03", r.Times[k], v)
		}
	}
}

// An event is found to a fraction of the step, in the direction asked for, once if asked, and may end the path.
func TestPathEvents(t *testing.T) {
	half := func(_ float64, x, _ []float64) float64 { return x[0] - 0.5 }
	r := walk(t, constantGap(), []float64{0.01, 0.99}, equilibrium.PathSettings{
		Until: 20,
		Events: []equilibrium.PathEvent{
			{Name: "half", Func: half},
			{Name: "down", Func: half, Direction: -1},
			{Name: "end", Func: func(t float64, _, _ []float64) float64 { return t - 7.25 }, Terminal: true},
		},
	})
	if len(r.Events) != 2 || r.Events[0].Name != "half" || r.Events[1].Name != "end" {
		t.Fatalf("events: %+v", r.Events)
	}
	if want := math.Log(99); math.Abs(r.Events[0].Time-want) > 1e-9 {
		t.Errorf("half at %v, want %v", r.Events[0].Time, want)
	}
	if math.Abs(r.End-7.25) > 1e-8 || r.Status != equilibrium.PathTerminal {
		t.Errorf("ended at %v, %v", r.End, r.Status)
	}
	if last := r.Times[len(r.Times)-1]; last > r.End {
		t.Errorf("reports after the end: %v", last)
	}
}

// The circle of matching pennies crosses a half twice a turn; Once keeps the first.
func TestPathRepeatedEvents(t *testing.T) {
	half := func(_ float64, x, _ []float64) float64 { return x[0] - 0.5 }
	r := walk(t, testproblems.MatchingPennies(), []float64{0.6, 0.4, 0.5, 0.5}, equilibrium.PathSettings{
		Until:  50,
		Events: []equilibrium.PathEvent{{Name: "all", Func: half}, {Name: "up", Func: half, Direction: 1}, {Name: "once", Func: half, Once: true}},
	})
	count := map[string]int{}
	for _, e := range r.Events {
		count[e.Name]++
	}
	// Near the centre the period is 2π.
	if count["all"] != 16 || count["up"] != 8 || count["once"] != 1 {
		t.Errorf("events: %v", count)
	}
}

// Payoffs change sign at time 3: the share goes up the logistic curve and comes back down it. It would
// catch steps across the change and payoffs reported from before it.
func TestPathSwitch(t *testing.T) {
	down := testproblems.Scalar(func(float64) float64 { return -1 }, func(float64) float64 { return 0 })
	jump := equilibrium.PathEvent{Name: "jump", Func: func(_ float64, _, p []float64) float64 { return p[0] }, Direction: -1}
	r := walk(t, constantGap(), []float64{0.2, 0.8}, equilibrium.PathSettings{
		Until: 6, Times: []float64{0, 1.5, 3, 4.5, 6}, Switches: []equilibrium.Switch{{Time: 3, Game: down}}, Events: []equilibrium.PathEvent{jump},
	})
	if !slices.Equal(r.Times, []float64{0, 1.5, 3, 4.5, 6}) {
		t.Fatalf("times %v", r.Times)
	}
	for k, at := range []float64{0, 1.5, 3, 1.5, 0} {
		if math.Abs(r.Share[k][0]-logistic(0.2, at)) > 1e-13 {
			t.Errorf("time %v: share %v, want %v", r.Times[k], r.Share[k][0], logistic(0.2, at))
		}
	}
	if r.Payoff[1][0] != 1 || r.Payoff[2][0] != -1 {
		t.Errorf("payoffs %v", r.Payoff)
	}
	if len(r.Events) != 2 || r.Events[0].Event != -1 || r.Events[1].Name != "jump" || r.Events[1].Time != 3 {
		t.Errorf("events %+v", r.Events)
	}
}

// An event can change the game: the share rises to a half and then falls.
func TestPathEventChangesGame(t *testing.T) {
	down := testproblems.Scalar(func(float64) float64 { return -1 }, func(float64) float64 { return 0 })
	r := walk(t, constantGap(), []float64{0.2, 0.8}, equilibrium.PathSettings{
		Until: 5, Times: []float64{5},
		Events: []equilibrium.PathEvent{{
			Func: func(_ float64, x, _ []float64) float64 { return x[0] - 0.5 }, Direction: 1,
			Then: func(float64, []float64) (equilibrium.Game, error) { return down, nil },
		}},
	})
	top := math.Log(4)
	if want := logistic(0.5, -(5 - top)); len(r.Events) != 1 || math.Abs(r.Final[0]-want) > 1e-9 {
		t.Errorf("final %v, want %v; events %+v", r.Final[0], want, r.Events)
	}
}

// Empty options stay empty unless let in, and then grow at their rate; shares that die out keep falling
// while the path is at rest, so that a later change finds them as small as they should be.
func TestPathEntryAndRest(t *testing.T) {
	g := testproblems.Equidistant(2, 1.5, 0.4, 5)
	r := walk(t, g, []float64{1, 0}, equilibrium.PathSettings{Until: 100, Times: []float64{100}})
	if r.Final[1] != 0 || r.Status != equilibrium.PathAtRest {
		t.Errorf("an empty region was entered: %v, %v", r.Final, r.Status)
	}
	r = walk(t, g, []float64{1, 0}, equilibrium.PathSettings{Until: 1000, Times: []float64{10, 1000}, Entry: 1e-6})
	gap := -0.0541514078028492 // transversal eigenvalue of the full core
	if want := 1e-6 * math.Exp(10*gap); math.Abs(r.Share[0][1]/want-1) > 1e-5 {
		t.Errorf("share after 10: %v, want %v", r.Share[0][1], want)
	}
	if want := 1e-6 * math.Exp(1000*gap); math.Abs(r.Share[1][1]/want-1) > 1e-4 {
		t.Errorf("share after 1000: %v, want %v", r.Share[1][1], want)
	}
	if !(r.RestTime < 1000) {
		t.Errorf("rest at %v", r.RestTime)
	}
}

// stiffGame adds a crowding cost on the difference of two pairs that is a thousand times as strong as what
// drives the pairs: the path follows a slow curve.
func stiffGame(k float64) equilibrium.Game {
	a := mat.NewDense(4, 4, []float64{-k, k, .1, .1, k, -k, .1, .1, 0, 0, -k, k, 0, 0, k, -k})
	return testproblems.Linear(a)
}

// Where stability dictates the steps of the explicit pair the implicit method takes over, and agrees.
func TestPathStiff(t *testing.T) {
	g := stiffGame(1000)
	x := []float64{0.1, 0.2, 0.3, 0.4}
	s := equilibrium.PathSettings{Until: 30, Times: []float64{1, 10, 29.5}, NoRest: true}
	r := walk(t, g, x, s)
	if !r.Stiff || r.Steps > 2000 {
		t.Errorf("stiff %v, %d steps", r.Stiff, r.Steps)
	}
	// On the slow curve pairs are even and the first grows at the rate 0.1 (1−s) s, its share s; the start
	// changes little in the fast phase.
	soft := walk(t, stiffGame(2000), x, s)
	for k := range r.Times {
		if d := math.Abs(r.Share[k][0] - soft.Share[k][0]); d > 1e-3 || math.Abs(r.Share[k][0]-r.Share[k][1]) > 1e-3 {
			t.Errorf("time %v: %v against %v", r.Times[k], r.Share[k], soft.Share[k])
		}
	}
}

// RODAS is of order 4: halving the tolerance by 16 halves the steps. Compared with the explicit pair it
// would catch a wrong coefficient.
func TestPathStiffAccuracy(t *testing.T) {
	s := equilibrium.PathSettings{Until: 40, Times: []float64{7.7, 20.3, 39.9}, NoRest: true, MaxSteps: 1e6}
	g := stiffGame(300)
	x := []float64{0.24, 0.25, 0.26, 0.25}
	r := walk(t, g, x, s)
	s.Tolerance = 1e-12
	fine := walk(t, g, x, s)
	for k := range s.Times {
		for i := range x {
			if d := math.Abs(r.Share[k][i]/fine.Share[k][i] - 1); d > 1e-7 {
				t.Errorf("time %v option %d: off by %.2g", s.Times[k], i, d)
			}
		}
	}
	t.Logf("stiff %v %v, steps %d and %d", r.Stiff, fine.Stiff, r.Steps, fine.Steps)
}

// Bad settings are named; too few steps are an error with the path so far.
func TestPathErrors(t *testing.T) {
	g := constantGap()
	for name, s := range map[string]equilibrium.PathSettings{
		"until":   {Start: 1},
		"times":   {Until: 1, Times: []float64{2}},
		"speed":   {Until: 1, Speed: -1},
		"switch":  {Until: 1, Switches: []equilibrium.Switch{{Time: -1, Game: g}}},
		"toosoon": {Until: 1, Tolerance: 1e-20},
	} {
		if _, err := equilibrium.Path(context.Background(), g, []float64{0.5, 0.5}, s); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for _, x := range [][]float64{{1}, {0, 0}, {-1, 2}, {math.NaN(), 1}} {
		if _, err := equilibrium.Path(context.Background(), g, x, equilibrium.PathSettings{Until: 1}); err == nil {
			t.Errorf("start %v: no error", x)
		}
	}
	r, err := equilibrium.Path(context.Background(), testproblems.RockPaperScissors(1, 1), []float64{0.5, 0.3, 0.2}, equilibrium.PathSettings{Until: 1e6, MaxSteps: 50})
	if !errors.Is(err, equilibrium.ErrNotConverged) || r == nil || r.Status != equilibrium.PathFailed || len(r.Times) < 40 {
		t.Errorf("got %v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := equilibrium.Path(ctx, g, []float64{0.5, 0.5}, equilibrium.PathSettings{Until: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}
