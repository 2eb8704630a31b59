package equilibrium

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
)

// TraceStart is an equilibrium to start from: a state near one, at a value of the parameter.
type TraceStart struct {
	Value float64
	Share []float64
}

// TraceSettings steers Trace. The zero value of each optional field stands for its default.
type TraceSettings struct {
	From, To float64 // the range of the parameter, in either order

	// MaxStep is the largest distance between points of a branch, the length of the state's change and
	// the change of the parameter as a fraction of the range taken together; default DefaultMaxStep.
	MaxStep float64
	// Budget is the number of curves that are followed at most; default DefaultTraceBudget. What it
	// leaves out is listed in Diagram.LeftOut.
	Budget int
	// Generations is how many times curves are left for bifurcating ones: 1 stops at the starts, 2 at the
	// branches that leave them; default 0, no bound. What it leaves out is not listed: it was not asked for.
	Generations int
	// MaxPoints is the number of points on one curve at most; default DefaultMaxPoints.
	MaxPoints int
	// Workers is how many curves are followed at once; default 1. The result does not depend on it.
	Workers int

	// Starts are equilibria to start from besides those that symmetry and corners give. A game without
	// symmetry needs them for its interior branches: list what is known at both ends of the range.
	Starts []TraceStart
	// Corners are the concentrated states of games in which these are not vertices of the simplices,
	// such as all manufacturing in one region that keeps some agriculture. Zeros say what is empty.
	// Default: the vertices, one for each class under the symmetry.
	Corners [][]float64
}

// The defaults of TraceSettings. DefaultMaxStep gives some fifty points across the range, smooth at the
// width of a printed column.
const (
	DefaultMaxStep     = 0.02
	DefaultTraceBudget = 200
	DefaultMaxPoints   = 5000
)

// ErrTraceSettings is matched by errors about settings.
var ErrTraceSettings = errors.New("equilibrium: trace: bad setting")

func (s *TraceSettings) complete() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("%w: %s", ErrTraceSettings, fmt.Sprintf(format, a...))
	}
	for _, v := range []float64{s.From, s.To} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return bad("From and To must be finite, have %v and %v", s.From, s.To)
		}
	}
	if s.From == s.To {
		return bad("From and To must differ, both are %v", s.From)
	}
	if s.MaxStep == 0 {
		s.MaxStep = DefaultMaxStep
	}
	if !(s.MaxStep > 0 && s.MaxStep <= 1) {
		return bad("MaxStep must lie in (0, 1], is %v", s.MaxStep)
	}
	if s.Budget == 0 {
		s.Budget = DefaultTraceBudget
	}
	if s.MaxPoints == 0 {
		s.MaxPoints = DefaultMaxPoints
	}
	if s.Workers == 0 {
		s.Workers = 1
	}
	if s.Budget < 0 || s.MaxPoints < 3 || s.Workers < 0 || s.Generations < 0 {
		return bad("Budget, Workers and Generations must not be negative and MaxPoints at least 3, have %d, %d, %d, %d", s.Budget, s.Workers, s.Generations, s.MaxPoints)
	}
	s.Workers = min(s.Workers, runtime.GOMAXPROCS(0))
	return nil
}

// Trace finds the bifurcation diagram of the family over a range of its parameter: the branches that
// start at the symmetric state, at the corners, at states spread evenly over a part of the options and at
// the given starts, and all that bifurcate from them, as long as the budget lasts. Branches that are
// images of each other under the symmetry are followed once. Branches that no event connects with the
// starts (isolas) are not found.
//
// Curves are followed by pseudo-arclength continuation (Keller 1977; Allgower and Georg 1990) on the faces
// of the simplices and in the fixed-point spaces of the isotropy subgroups; events are located by root
// finding on eigenvalues that are evaluated exactly, split by symmetry so that multiple ones count.
//
// Errors: ErrTraceSettings; the family's own where it refuses an end of the range; ctx.Err(), with the
// diagram as far as it got. A curve that cannot be followed to its end is no error: see Diagram.LeftOut.
func Trace(ctx context.Context, fam Family, set TraceSettings) (*Diagram, error) {
	if err := set.complete(); err != nil {
		return nil, err
	}
	pr, err := newProblem(fam, set)
	if err != nil {
		return nil, err
	}
	for _, s := range set.Starts {
		if len(s.Share) != pr.n {
			return nil, fmt.Errorf("%w: a start has %d shares, the state has %d", ErrTraceSettings, len(s.Share), pr.n)
		}
	}
	for _, c := range set.Corners {
		if len(c) != pr.n {
			return nil, fmt.Errorf("%w: a corner has %d shares, the state has %d", ErrTraceSettings, len(c), pr.n)
		}
	}
	t := newTracer(pr)
	t.starts()
	err = t.run(ctx)
	t.finish()
	return t.diagram, err
}

// TraceSteps follows one curve from a start, towards rising values of the parameter or falling ones, and
// yields its equilibria one by one: for drivers of their own, who may stop, plot or log at any point. It
// takes From, To, MaxStep and MaxPoints of the settings, switches to no other branch and locates no
// events but the end of the curve where a share becomes zero or the range ends. A curve that cannot be
// followed further ends with an error.
func TraceSteps(ctx context.Context, fam Family, set TraceSettings, start TraceStart, rising bool) iter.Seq2[BranchPoint, error] {
	return func(yield func(BranchPoint, error) bool) {
		fail := func(err error) { yield(BranchPoint{Event: -1}, err) }
		if err := set.complete(); err != nil {
			fail(err)
			return
		}
		pr, err := newProblem(fam, set)
		if err != nil {
			fail(err)
			return
		}
		if len(start.Share) != pr.n {
			fail(fmt.Errorf("%w: the start has %d shares, the state has %d", ErrTraceSettings, len(start.Share), pr.n))
			return
		}
		w := newWorker(pr)
		c := &curve{f: newFace(pr, start.Share, supportOf(start.Share), pr.group.fixing(start.Share, startTolerance))}
		c.prepare(pr)
		p, err := w.startPoint(c, start.Share, start.Value)
		if err != nil {
			fail(err)
			return
		}
		if !rising {
			p.turn()
		}
		if !yield(c.branchPoint(p), nil) {
			return
		}
		var end ending
		for p, err := range w.follow(ctx, c, p, &end) {
			if err != nil {
				fail(err)
				return
			}
			if !yield(c.branchPoint(p), nil) {
				return
			}
		}
		if end.kind == endStuck {
			fail(fmt.Errorf("equilibrium: stopped at %v: %w", end.v, end.err))
		}
	}
}

func supportOf(x []float64) []bool {
	s := make([]bool, len(x))
	for i, v := range x {
		s[i] = v > 0
	}
	return s
}

func newTracer(pr *problem) *tracer {
	return &tracer{problem: pr, w: newWorker(pr), diagram: &Diagram{From: pr.set.From, To: pr.set.To}}
}

// SymmetryBreaking follows the symmetric state alone and finds where it breaks: the first part of Trace,
// for games of so many options that the rest would take long. Starts and Corners play no part; Generations
// has the default 1, and 2 adds the branches that leave the symmetric state.
func SymmetryBreaking(ctx context.Context, fam Family, set TraceSettings) (*Diagram, error) {
	set.Starts, set.Corners = nil, nil
	if set.Generations == 0 {
		set.Generations = 1
	}
	if err := set.complete(); err != nil {
		return nil, err
	}
	pr, err := newProblem(fam, set)
	if err != nil {
		return nil, err
	}
	t := newTracer(pr)
	t.symmetricStarts(everyOption(pr.n))
	err = t.run(ctx)
	t.finish()
	return t.diagram, err
}

func everyOption(n int) []bool {
	all := make([]bool, n)
	for i := range all {
		all[i] = true
	}
	return all
}

// job is a curve to follow: from a launch, or from a point.
type job struct {
	launch  *launch
	x       []float64
	v       float64
	support []bool
	sigma   [][]int
	kind    BranchKind
	what    string
	gen     int // generation: 1 for starts
	// anywhere: x is a guess that may serve at other values of the parameter too
	anywhere bool
	parent   *curve // that reached the state, or nil
}

// tracer drives a trace. Curves are followed independently of each other, so that it does not matter how
// many at once; what they have in common is found when they are merged, in the order of the queue.
type tracer struct {
	*problem
	w       *worker
	diagram *Diagram
	queue   []*job
	curves  []*curve
	nodes   []*node
	pending []*arrival
}

// flight is a curve that is being followed, or waits for its turn to be merged.
type flight struct {
	job   *job
	curve *curve
	done  chan struct{}
}

// flightsPerWorker bounds the curves under way: a worker goes on to the next while an earlier, longer curve
// keeps the others from being merged; what they would have made superfluous is followed in vain.
const flightsPerWorker = 3

// run works the queue off. Curves are merged in the order of the queue, however long each takes.
func (t *tracer) run(ctx context.Context) error {
	free := make(chan *worker, t.set.Workers)
	for range t.set.Workers {
		free <- newWorker(t.problem)
	}
	var flights []*flight
	var waiting *job
	for {
		if waiting == nil && len(flights) < flightsPerWorker*t.set.Workers {
			waiting = t.next(len(flights))
		}
		var idle chan *worker
		if waiting != nil {
			idle = free
		}
		if len(flights) == 0 {
			if waiting == nil {
				return nil
			}
			flights, waiting = append(flights, (<-free).start(ctx, waiting, free)), nil
			continue
		}
		select {
		case <-flights[0].done:
		case w := <-idle:
			select {
			case <-flights[0].done: // its merging may make others superfluous
				free <- w
			default:
				flights, waiting = append(flights, w.start(ctx, waiting, free)), nil
				continue
			}
		}
		f := flights[0]
		flights = flights[1:]
		if err := ctx.Err(); err != nil {
			count := len(t.queue) + 1 + len(flights)
			for _, f := range flights {
				<-f.done
			}
			if waiting != nil {
				count++
			}
			t.leaveOut("interrupted: %d curves were waiting", count)
			return err
		}
		f.curve.gen, f.curve.parent = max(1, f.job.gen), f.job.parent
		t.merge(f.job, f.curve)
		if waiting != nil { // the merging may have made it superfluous
			t.queue, waiting = slices.Insert(t.queue, 0, waiting), nil
		}
	}
}

// start follows the curve of a job, after which the worker is free.
func (w *worker) start(ctx context.Context, j *job, free chan<- *worker) *flight {
	f := &flight{job: j, done: make(chan struct{})}
	go func() {
		f.curve = w.do(ctx, j)
		close(f.done)
		free <- w
	}()
	return f
}

// next takes the next job that is still to do off the queue, nil where there is none, or none before those
// under way have been merged.
func (t *tracer) next(underWay int) *job {
	for len(t.queue) > 0 {
		j := t.queue[0]
		if j.launch != nil && j.launch.done || j.launch == nil && t.hasCurveThrough(j) {
			t.queue = t.queue[1:]
			continue
		}
		if t.diagram.Curves+underWay >= t.set.Budget {
			if underWay > 0 {
				return nil
			}
			for _, k := range t.queue {
				if k.launch == nil || !k.launch.done {
					t.leaveOut("budget of %d curves: %s", t.set.Budget, k.what)
				}
			}
			t.queue = nil
			return nil
		}
		t.queue = t.queue[1:]
		return j
	}
	return nil
}

func (t *tracer) leaveOut(format string, a ...any) {
	t.diagram.LeftOut = append(t.diagram.LeftOut, fmt.Sprintf(format, a...))
}

// do follows one curve to both ends, or from its launch to its end, and finds the events on it.
func (w *worker) do(ctx context.Context, j *job) *curve {
	w.forget()
	if j.launch != nil {
		return w.doLaunch(ctx, j)
	}
	c := &curve{f: newFace(w.problem, j.x, j.support, j.sigma), kind: j.kind}
	c.prepare(w.problem)
	start, err := w.startPoint(c, j.x, j.v)
	if err != nil && j.anywhere {
		for _, v := range []float64{w.hi, (w.lo + w.hi) / 2} {
			if start, err = w.startPoint(c, j.x, v); err == nil {
				break
			}
		}
	}
	if err != nil {
		c.err = err
		return c
	}
	if c.err = w.bothWays(ctx, c, start); c.err == nil {
		w.findEvents(c)
	}
	return c
}

func (c *curve) prepare(pr *problem) {
	c.dec = decompose(pr, c.f)
	c.mons = c.dec.monitorsOf(c.f)
}
