package prove

import (
	"context"
	"errors"
	"sort"

	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
)

// Equations writes F(x) to dst, of the same length as x. It must be a composition
// of the operations of num.Num, continuously differentiable on the box searched,
// and safe for concurrent use.
type Equations func(x, dst []Dual)

// Solution is a box proved to hold exactly one solution; Unique is a larger box
// in which it is proved to be the only one.
type Solution struct {
	Box    []Interval
	Unique []Interval
}

// SolveResult lists the solutions of F(x) = 0 in a box.
type SolveResult struct {
	Solutions []Solution   // sorted by lower bounds
	Undecided [][]Interval // clusters that may hold none, one or many more, or where F is undefined
	Complete  bool         // proved: Solutions is the list of all solutions in the box
	Stats     Stats
}

// Solve finds all solutions of F(x) = 0 in the box by branch and prune with the
// interval Newton operator. Solutions on the boundary of the box are degenerate
// and come back as undecided. The error is nil, ErrBudget (with a valid result) or
// says which argument is wrong.
func Solve(ctx context.Context, f Equations, box []Interval, settings Settings) (SolveResult, error) {
	settings, err := settings.withDefaults()
	if err != nil {
		return SolveResult{}, err
	}
	if len(box) == 0 || !allBounded(box) {
		return SolveResult{}, errors.New("prove: Solve wants a bounded box of dimension at least 1")
	}
	domain := clone(box)
	s := search{n: len(box), settings: settings, evaluator: func() evaluator { return newExplicit(f, domain) }}
	s.run(ctx, domain)
	r := SolveResult{Undecided: s.undecided, Stats: s.stats, Complete: len(s.undecided) == 0}
	for _, v := range s.solutions {
		r.Solutions = append(r.Solutions, Solution{Box: v.box, Unique: v.unique})
	}
	sort.Slice(r.Solutions, func(i, j int) bool { return lessBox(r.Solutions[i].Box, r.Solutions[j].Box) })
	if s.exhausted {
		return r, ErrBudget
	}
	return r, nil
}

// Verify reports whether Krawczyk's test proves that the box holds exactly one
// solution of F(x) = 0, and returns the box K(X) ∩ X that holds it.
func Verify(f Equations, box []Interval) ([]Interval, bool) {
	if len(box) == 0 || !allBounded(box) {
		return nil, false
	}
	e := newEnclosure(len(box))
	if newExplicit(f, box).enclose(clone(box), nil, e) != enclosed {
		return nil, false
	}
	e.precondition()
	k := make([]iv, len(box))
	return k, e.krawczyk(box, k)
}

// explicit is an Equations as a map to be enclosed.
type explicit struct {
	f      Equations
	domain []iv
	arena  *num.Arena[interval.Affine]
	x, dst []Dual
	step   []iv
	unit   []iv
}

func newExplicit(f Equations, domain []iv) *explicit {
	n := len(domain)
	return &explicit{
		f: f, domain: domain, arena: num.NewArena[interval.Affine](n),
		x: make([]Dual, n), dst: make([]Dual, n), step: make([]iv, n), unit: make([]iv, n),
	}
}

func (m *explicit) interior(x []iv) bool { return subset(x, m.domain) }

func (m *explicit) enclose(x []iv, _ []float64, e *enclosure) answer {
	m.arena.Reset()
	for i := range x {
		x[i] = x[i].Intersect(m.domain[i])
		if x[i].IsEmpty() {
			return excluded
		}
		e.c[i] = x[i].Mid()
		m.step[i] = x[i].AddConst(-e.c[i])
		m.x[i] = m.arena.Constant(interval.AffineOf(interval.Point(e.c[i])))
	}
	m.f(m.x, m.dst)
	for i, d := range m.dst {
		e.value[i] = d.Val.Range()
	}
	m.seed(x, e.c)
	m.f(m.x, m.dst)
	for i, d := range m.dst {
		taylor := e.value[i]
		for j := range x {
			p := d.Partial(j)
			e.jac[i*e.n+j] = p.Range()
			taylor = taylor.Add(p.Average().Mul(m.step[j]))
		}
		e.rng[i] = d.Val.Range()
		if e.rng[i].IsEmpty() {
			return undefined
		}
		narrow(&e.rng[i], taylor)
		if e.rng[i].Positive() || e.rng[i].Negative() {
			return excluded
		}
	}
	if !allBounded(e.value) || !allBounded(e.jac) || !allBounded(e.rng) {
		return unknown
	}
	return enclosed
}

// seed sets the arguments to the box, as Taylor forms where there are few enough.
func (m *explicit) seed(x []iv, c []float64) {
	var frame *interval.Frame
	if len(x) <= interval.MaxCoordinates {
		frame = interval.NewFrame(m.step)
	}
	for i := range x {
		v := interval.AffineOf(x[i])
		if frame != nil {
			m.unit[i] = interval.Point(1)
			v = frame.Affine(interval.Point(c[i]), m.unit, iv{}, x[i])
			m.unit[i] = iv{}
		}
		m.x[i] = m.arena.Var(i, v)
	}
}
