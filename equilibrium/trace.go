package equilibrium

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"sync"
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
// for games of so many options that the rest would take long. Starts and Corners play no part.
func SymmetryBreaking(ctx context.Context, fam Family, set TraceSettings) (*Diagram, error) {
	set.Starts, set.Corners, set.Generations = nil, nil, 1
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

// run works the queue off.
func (t *tracer) run(ctx context.Context) error {
	workers := []*worker{t.w}
	for len(workers) < t.set.Workers {
		workers = append(workers, newWorker(t.problem))
	}
	for {
		batch := t.batch(len(workers))
		if len(batch) == 0 {
			return nil
		}
		curves := make([]*curve, len(batch))
		var wg sync.WaitGroup
		for i, j := range batch[1:] {
			wg.Add(1)
			go func() {
				defer wg.Done()
				curves[i+1] = workers[i+1].do(ctx, j)
			}()
		}
		curves[0] = t.w.do(ctx, batch[0])
		wg.Wait()
		if err := ctx.Err(); err != nil {
			t.leaveOut("interrupted: %d curves were waiting", len(t.queue)+len(batch))
			return err
		}
		for i, c := range curves {
			c.gen, c.parent = max(1, batch[i].gen), batch[i].parent
			t.merge(batch[i], c)
		}
	}
}

// batch takes the next jobs that are still to do.
func (t *tracer) batch(size int) []*job {
	var out []*job
	for len(t.queue) > 0 && len(out) < size {
		j := t.queue[0]
		if j.launch != nil && j.launch.done || j.launch == nil && t.hasCurveThrough(j) {
			t.queue = t.queue[1:]
			continue
		}
		if t.diagram.Curves+len(out) >= t.set.Budget {
			if len(out) > 0 {
				return out
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
		out = append(out, j)
	}
	return out
}

func (t *tracer) leaveOut(format string, a ...any) {
	t.diagram.LeftOut = append(t.diagram.LeftOut, fmt.Sprintf(format, a...))
}

// do follows one curve to both ends, or from its launch to its end, and finds the events on it.
func (w *worker) do(ctx context.Context, j *job) *curve {
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

// starts fills the queue: the symmetric state, corners, states spread evenly over some options, and what
// the settings add.
func (t *tracer) starts() {
	t.symmetricStarts(everyOption(t.n))
	if !t.interior {
		t.cornerStarts()
		t.partialStarts()
	}
	for _, s := range t.set.Starts {
		support := supportOf(s.Share)
		j := &job{x: s.Share, v: s.Value, support: support, sigma: t.group.fixing(s.Share, startTolerance), what: fmt.Sprintf("from the start %v at %v", s.Share, s.Value)}
		j.kind = kindOf(t.problem, support)
		t.queue = append(t.queue, j)
	}
}

// startTolerance is the difference below which given shares count as equal: what a user types.
const startTolerance = 1e-6

// kindOf is the kind of an ordinary branch with the given support.
func kindOf(pr *problem, support []bool) BranchKind {
	if !slices.Contains(support, false) {
		return InteriorBranch
	}
	for _, p := range pr.pops {
		n := 0
		for i := p.Start; i < p.End; i++ {
			if support[i] {
				n++
			}
		}
		if n != 1 {
			return PartialBranch
		}
	}
	return ConcentratedBranch
}

// symmetricStarts queues the equilibria in the fixed-point space of the whole symmetry: the uniform state
// where symmetry reaches every option, else what is found from there at both ends of the range. A game
// without symmetry and without starts is given those found from the uniform state.
func (t *tracer) symmetricStarts(all []bool) {
	if len(t.group.elems) == 0 && len(t.set.Starts) > 0 {
		return
	}
	uniform := make([]float64, t.n)
	for _, p := range t.pops {
		for i := p.Start; i < p.End; i++ {
			uniform[i] = 1 / float64(p.Len())
		}
	}
	f := newFace(t.problem, uniform, all, t.group.elems)
	kind := SymmetricBranch
	if len(t.group.elems) == 0 {
		kind = InteriorBranch
	}
	if f.dim() == 0 {
		t.queue = append(t.queue, &job{x: uniform, v: t.lo, support: all, sigma: t.group.elems, kind: kind, what: "the symmetric state"})
		return
	}
	for _, v := range []float64{t.lo, t.hi} {
		x, err := t.w.settleOn(f, uniform, v)
		if err != nil {
			t.leaveOut("the symmetric state at %v: %v", v, err)
			continue
		}
		support, k := supportOf(x), kind
		if slices.Contains(support, false) {
			k = PartialBranch
		}
		t.queue = append(t.queue, &job{x: x, v: v, support: support, sigma: t.group.fixing(x, isotropyTolerance), kind: k, what: fmt.Sprintf("the symmetric state from %v", v)})
	}
}

// settleRounds bounds the steps of the adjustment before Newton's method is tried again.
const settleRounds = 400

// settleOn finds an equilibrium on the face from x at v: Newton's method, and where that fails the
// adjustment in logits for a while before it. Options that die out are emptied.
func (w *worker) settleOn(f *face, x []float64, v float64) ([]float64, error) {
	var err error
	y := slices.Clone(x)
	g := f
	for range 20 {
		copy(w.x, y)
		if err = w.derivative(g, w.x, v); err == nil {
			if _, _, err = w.correct(g, w.x, v, &condition{cv: 1, rhs: v}); err == nil && slices.Min(w.x) >= 0 {
				return slices.Clone(w.x), nil
			}
		}
		if e := w.adjust(y, v); e != nil {
			return nil, e
		}
		support := slices.Clone(g.support)
		died := false
		for i := range y {
			if support[i] && y[i] < vanishTolerance && !w.interior {
				support[i], y[i], died = false, 0, true
			}
		}
		if died {
			g = newFace(w.problem, y, support, f.sigma)
			g.symmetrize(y)
		}
	}
	return nil, err
}

// adjust runs the replicator in logits, each round moving the most eager share by a tenth or so.
func (w *worker) adjust(y []float64, v float64) error {
	for range settleRounds {
		if err := w.at(v); err != nil {
			return err
		}
		if err := w.ev.Payoffs(w.pay, y); err != nil {
			return err
		}
		lo, hi := slices.Min(w.pay), slices.Max(w.pay)
		if hi == lo {
			return nil
		}
		for _, p := range w.pops {
			sum := 0.0
			for i := p.Start; i < p.End; i++ {
				y[i] *= math.Exp(0.2 * w.pay[i] / (hi - lo) * min(1, 20*(hi-lo)/max(math.Abs(hi), math.Abs(lo))))
				sum += y[i]
			}
			for i := p.Start; i < p.End; i++ {
				y[i] /= sum
			}
		}
	}
	return nil
}

// cornerCap bounds the vertices that are looked at.
const cornerCap = 1024

// cornerStarts queues the concentrated states: those given, or the vertices up to symmetry.
func (t *tracer) cornerStarts() {
	add := func(x []float64, what string) {
		t.queue = append(t.queue, &job{x: x, v: t.lo, support: supportOf(x), sigma: t.group.fixing(x, startTolerance), kind: ConcentratedBranch, what: what, anywhere: true})
	}
	if len(t.set.Corners) > 0 {
		for _, x := range t.set.Corners {
			add(x, fmt.Sprintf("the concentrated state %v", x))
		}
		return
	}
	pick := make([]int, len(t.pops))
	seen := map[string]bool{}
	for count := 0; ; count++ {
		if count == cornerCap {
			t.leaveOut("corners beyond the first %d", cornerCap)
			return
		}
		x := make([]float64, t.n)
		for k, p := range t.pops {
			x[p.Start+pick[k]] = 1
		}
		if key := t.canonicalKey(x); !seen[key] {
			seen[key] = true
			add(x, fmt.Sprintf("the concentrated state %v", pick))
		}
		k := len(pick) - 1
		for ; k >= 0; k-- {
			if pick[k]++; pick[k] < t.pops[k].Len() {
				break
			}
			pick[k] = 0
		}
		if k < 0 {
			return
		}
	}
}

func (t *tracer) canonicalKey(x []float64) string {
	if t.sym != nil {
		x = t.sym.Canonical(x)
	}
	return fmt.Sprint(x)
}

// partialStarts queues the states of games with one population that are spread evenly over a set of
// options that the symmetry exchanges. They are rest points at every value of the parameter.
func (t *tracer) partialStarts() {
	if len(t.pops) != 1 || len(t.group.elems) == 0 {
		return
	}
	options := make([]int, t.n)
	for i := range options {
		options[i] = i
	}
	var jobs []*job
	seen := map[string]bool{}
	for _, a := range blocksOf(t.problem, t.group.elems, options) {
		if len(a) == 1 || len(a) == t.n {
			continue
		}
		x := make([]float64, t.n)
		support := make([]bool, t.n)
		for _, i := range a {
			x[i] = 1 / float64(len(a))
			support[i] = true
		}
		key := t.canonicalKey(x)
		if seen[key] {
			continue
		}
		seen[key] = true
		sigma := t.group.fixing(x, isotropyTolerance)
		if f := newFace(t.problem, x, support, sigma); f.dim() > 0 {
			continue
		}
		jobs = append(jobs, &job{x: x, v: t.lo, support: support, sigma: sigma, kind: PartialBranch, what: fmt.Sprintf("the state spread over %d options", len(a))})
	}
	slices.SortStableFunc(jobs, func(a, b *job) int { return len(b.sigma) - len(a.sigma) })
	if len(jobs) > partialCap {
		t.leaveOut("%d less symmetric ones of the states spread evenly over a part of the options", len(jobs)-partialCap)
		jobs = jobs[:partialCap]
	}
	t.queue = append(t.queue, jobs...)
}

// partialCap bounds the states spread evenly over a part of the options that are followed; the most
// symmetric ones come first, such as every second region of a ring, every fourth, and so on.
const partialCap = 16
