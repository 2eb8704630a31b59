package equilibrium

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/geosolve/geosolve/internal/linalg"
)

// SettleSettings steer Settle. The zero value is the default.
type SettleSettings struct {
	// Accuracy is the error of log shares allowed in a step, 0 for 0.02: enough to stay in the basin of
	// attraction unless the start is within a few per cent of its edge. Smaller is safer and slower.
	Accuracy float64
	// MaxSteps bounds the steps, 0 for 2000.
	MaxSteps int
	// Backward follows the dynamics back in time, to where states come from.
	Backward bool
}

// Report says how Settle got to rest.
type Report struct {
	Time        float64 // that the dynamics, at speed 1, had run when Newton's method took over
	Steps       int     // accepted
	Rejected    int     // steps that were not accurate enough
	Evaluations int     // of payoffs, with or without their Jacobian
	Dropped     []int   // options with a share at the start and none at rest
	// AtSaddle says that the rest point repels along some direction in which the start was balanced to
	// within rounding: the dynamics stay there only in exact arithmetic.
	AtSaddle bool
}

const (
	defaultAccuracy    = 0.02
	defaultSettleSteps = 2000

	// passiveShare is the share below which an option no longer acts on others and is moved along by the
	// trapezoidal rule. Should it pay more than the mean, it grows back.
	passiveShare = 1e-9
	// dyingShare is the share below which an option that pays less than the mean is left out of the
	// support handed to Newton's method.
	dyingShare = 1e-3
	// tryMotion is the motion ẋ relative to payoffs below which Newton's method is tried, and tryAgain
	// the factor by which it must fall before the next attempt.
	tryMotion, tryAgain = 1e-2, 0.2
	// nearRest is how far Newton's method may move a share, and contraction how much of its first step
	// the others may add: a state that Newton's method hardly corrects lies well inside the basin of a
	// stable rest point, the other rest points being farther away than the region of fast convergence.
	nearRest, contraction = 0.02, 0.2
	// restMotion relative to payoffs is rest to rounding; restNear is how near it the rest point must be.
	restMotion, restNear = 1e-13, 1e-8
)

// Settle follows the replicator dynamics from x0 to rest, fast, in log shares: by an explicit Runge–Kutta
// pair of order 3(2) (Bogacki and Shampine 1989) as long as accuracy dictates the steps; where stability
// does, by a two-stage Rosenbrock scheme with the analytic Jacobian (ROS2; Verwer, Spee, Blom and
// Hundsdorfer 1999), whose steps grow as the state comes to rest (pseudo-transient continuation; Kelley and
// Keyes 1998); and by Newton's method at the end. Implicit steps are kept short enough for growing
// directions to grow, so that saddles are left, and all steps accurate enough to stay in the basin of
// attraction.
//
// Shares that are zero at the start stay zero. Options whose share falls below 1e-3, that pay less than
// the mean and still do at rest, are empty at rest: their transversal eigenvalue is negative.
//
// Errors: a *ConvergenceError with the last state where the dynamics do not come to rest within MaxSteps
// (they may be cycling); the context's; the game's if it cannot be evaluated at x0.
func Settle(ctx context.Context, g Game, x0 []float64, s SettleSettings) (*Equilibrium, *Report, error) {
	return settle(ctx, g, g.NewEvaluator(), x0, s)
}

func settle(ctx context.Context, g Game, ev Evaluator, x0 []float64, s SettleSettings) (*Equilibrium, *Report, error) {
	x := slices.Clone(x0)
	if err := checkSupport(g, x, Support(x)); err != nil {
		return nil, nil, err
	}
	normalise(g.Populations(), x)
	if s.Accuracy <= 0 {
		s.Accuracy = defaultAccuracy
	}
	if s.MaxSteps <= 0 {
		s.MaxSteps = defaultSettleSteps
	}
	t := newSettler(g, ev, x, s)
	return t.run(ctx)
}

// settler is one run of Settle.
type settler struct {
	g        Game
	s        SettleSettings
	flow     *logReplicator
	back     float64 // −1 to run backward
	y        []float64
	h        float64
	report   Report
	tried    float64   // motion at the last attempt of Newton's method
	probe    []float64 // turns towards the fastest growing direction
	growth   float64   // its rate
	active   []int     // options that act
	store    []float64
	lu       linalg.LU
	y1, y2   []float64
	k        [4][]float64
	g0       []float64 // the field at y
	stiff    bool      // steps are implicit
	damped   bool      // some step was
	long     int       // explicit steps in a row that are about as long as stability allows
	pinned   int       // explicit steps in a row of about the same length
	rejected bool      // the last step was
	derived  bool      // the Jacobian is that at y

	start        []float64
	explicitOnly bool
}

func newSettler(g Game, ev Evaluator, x []float64, s SettleSettings) *settler {
	n := len(x)
	t := &settler{g: g, s: s, start: x, flow: newLogReplicator(g.Populations(), ev, Support(x)), back: 1, tried: math.Inf(1)}
	if s.Backward {
		t.back = -1
	}
	for _, v := range []*[]float64{&t.y, &t.y1, &t.y2, &t.k[0], &t.k[1], &t.k[2], &t.k[3], &t.g0, &t.probe} {
		*v = make([]float64, n)
	}
	t.flow.logs(t.y, x)
	rng := rand.New(rand.NewPCG(1, 2)) // any direction will do, so long as it is no mode
	for i := range t.probe {
		t.probe[i] = rng.Float64() - 0.5
	}
	return t
}

func (t *settler) run(ctx context.Context) (*Equilibrium, *Report, error) {
	if err := t.flow.field(t.y); err != nil {
		return nil, &t.report, err
	}
	copy(t.g0, t.flow.g)
	for {
		if err := ctx.Err(); err != nil {
			return nil, &t.report, err
		}
		e, err := t.attempt(ctx)
		if e != nil || err != nil {
			t.report.Evaluations += t.flow.evaluations
			return e, &t.report, err
		}
		if t.report.Steps+t.report.Rejected >= t.s.MaxSteps {
			return t.fail()
		}
		if !t.stiff {
			t.explicit()
		} else if err := t.implicit(); err != nil {
			return nil, &t.report, err
		}
	}
}

func (t *settler) fail() (*Equilibrium, *Report, error) {
	x := make([]float64, len(t.y))
	t.flow.shares(x, t.y)
	worst := 0
	for i, v := range t.g0 {
		if x[i]*math.Abs(v) > x[worst]*math.Abs(t.g0[worst]) {
			worst = i
		}
	}
	t.report.Evaluations += t.flow.evaluations
	return &Equilibrium{Share: x, Payoff: slices.Clone(t.flow.payoff), Orbit: 1}, &t.report, &ConvergenceError{
		Op: "settle", Option: worst, Population: t.flow.pop[worst], Residual: math.Abs(t.g0[worst]) / t.flow.size(),
		Steps: t.report.Steps + t.report.Rejected,
		Tried: []string{fmt.Sprintf("the dynamics up to time %.3g", t.report.Time)},
		Hint:  "the dynamics may be cycling (see Path), or more steps be needed (MaxSteps)",
	}
}

// attempt tries Newton's method where the state moves slowly enough, and judges its answer.
func (t *settler) attempt(ctx context.Context) (*Equilibrium, error) {
	f := t.flow
	motion := t.motion() / max(f.size(), math.SmallestNonzeroFloat64)
	rest := motion <= restMotion
	if t.report.Steps+t.report.Rejected == 0 && !rest && len(t.y) > fewActing {
		t.tried = motion // a start that moves slowly tells nothing, and Newton's method with many shares costs
	}
	if motion > tryMotion || (!rest && motion > tryAgain*t.tried) {
		return nil, nil
	}
	var support []int
	for _, i := range f.support {
		switch {
		case f.x[i] >= dyingShare:
			support = append(support, i)
		case t.back*t.g0[i] >= 0:
			if rest && f.x[i] < restNear && t.back*t.g0[i] > restMotion*f.size() {
				return nil, nil // small and growing
			}
			support = append(support, i)
		case f.x[i] > passiveShare && t.interior():
			support = append(support, i)
		}
	}
	t.tried = motion
	return t.polish(ctx, support, rest)
}

// motion is the largest |ẋ_i|.
func (t *settler) motion() float64 {
	m := 0.0
	for i, g := range t.g0 {
		m = max(m, t.flow.x[i]*math.Abs(g))
	}
	return m
}

func (t *settler) interior() bool { return interiorOnly(t.g) }

func (t *settler) polish(ctx context.Context, support []int, rest bool) (*Equilibrium, error) {
	f := t.flow
	d := newDifferences(f.pops, f.ev, support)
	x := d.feasible(f.x)
	start := slices.Clone(x)
	first := d.newton(ctx, x, newtonSettings{steps: 1})
	t.report.Evaluations += first.steps + 1
	if first.err != nil && first.gameErr == nil && ctx.Err() == nil && first.steps == 0 {
		return nil, nil
	}
	one := slices.Clone(x)
	out := d.newton(ctx, x, newtonSettings{steps: searchSteps})
	t.report.Evaluations += out.steps + 1
	if out.err != nil {
		return nil, ctx.Err()
	}
	moved, later := floats.Distance(x, start, math.Inf(1)), floats.Distance(x, one, math.Inf(1))
	near := moved <= nearRest && later <= contraction*moved+restNear
	if !near && !(rest && moved <= restNear) {
		return nil, nil
	}
	e, attracts, turns, err := t.judge(d, x)
	if err != nil || !(near && attracts || rest && moved <= restNear) {
		return nil, err
	}
	if turns && t.damped {
		return nil, t.restart()
	}
	e.Iterations, e.RCond = first.steps+out.steps, out.rcond
	t.report.AtSaddle = !attracts
	for _, i := range f.support {
		if x[i] == 0 {
			t.report.Dropped = append(t.report.Dropped, i)
		}
	}
	return e, nil
}

// judge describes the rest point and tells whether it attracts among the options that the start had, and
// whether the dynamics turn round it without being drawn in.
func (t *settler) judge(d *differences, x []float64) (e *Equilibrium, attracts, turns bool, err error) {
	e, inner, err := describeFace(t.g, t.flow.ev, x)
	if err != nil {
		return nil, false, false, err
	}
	attracts = true
	for _, z := range inner {
		attracts = attracts && t.back*real(z) < -e.Margin
		turns = turns || t.back*real(z) >= -e.Margin && math.Abs(imag(z)) > e.Margin
	}
	for _, i := range t.flow.support {
		if x[i] == 0 {
			attracts = attracts && t.back*(e.Payoff[i]-e.Level[d.pop[i]]) < -e.Margin
		}
	}
	return e, attracts, turns, nil
}

// restart begins again with explicit steps only: implicit ones damp oscillations that the dynamics do not,
// and so have led to the centre of a cycle.
func (t *settler) restart() error {
	t.flow.logs(t.y, t.start)
	t.damped, t.explicitOnly, t.stiff = false, true, false
	t.h, t.long, t.pinned, t.tried = 0, 0, 0, math.Inf(1)
	t.report.Time, t.report.Dropped = 0, nil
	if err := t.flow.field(t.y); err != nil {
		return err
	}
	copy(t.g0, t.flow.g)
	return nil
}
