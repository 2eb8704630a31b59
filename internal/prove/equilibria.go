package prove

import (
	"context"
	"fmt"
	"sort"

	"github.com/geosolve/geosolve/internal/interval"
)

// Problem is what is to be proved about a system.
type Problem struct {
	System System
	// ShortRunUnique cites the theorem by which the short run has exactly one
	// solution for every state. If it is empty, uniqueness is to be proved by
	// search within the bounds of a Bounded system.
	ShortRunUnique string
	// Supports lists the supports to examine; nil means all of them. A list reduced
	// by symmetry is complete up to that symmetry.
	Supports []Support
	// Ordered restricts the search to states with x_i ≤ x_j for each pair {i, j} of
	// options, where the symmetry of the system maps every state to one of these:
	// {0,1}, {1,2}, … for interchangeable regions. Faces and states outside are not
	// examined, and the list is complete up to the symmetry.
	Ordered [][2]int
	// OrderedOn does the same for the states with one support, where the symmetry of
	// the system that leaves the support as it is maps every such state to one in
	// this order; nil means no order. It takes the place of Ordered.
	OrderedOn func(Support) [][2]int
}

// Equilibrium is a state proved to exist, to be alone in its box, and to be an
// equilibrium: no empty option pays more.
type Equilibrium struct {
	Support   Support
	Shares    []Interval // of all options; empty ones are 0
	ShortRun  []Interval // y
	Payoffs   []Interval
	Stability Stability
	// Eigenvalue encloses x(1−x)·d(π₁−π₂)/dx where the face has one dimension; else
	// it is empty.
	Eigenvalue Interval
	// Transversal encloses π_k − π̄ of the empty options, in order.
	Transversal []Interval
	// Index is (−1)^(number of positive eigenvalues) if proved, else 0. Over a
	// complete list without zero eigenvalues the indices sum to 1.
	Index int
}

// Undecided is a box of a face of which it is not known how many equilibria it
// holds, if any.
type Undecided struct {
	Support Support
	Shares  []Interval
	Width   float64
	Reason  Reason
}

// Reason says why a box is undecided.
type Reason int

const (
	// Degenerate: splitting ended at rounding noise or at the least width. The box
	// is near a bifurcation, or holds a root on the boundary of the face.
	Degenerate Reason = iota
	// Transversal: it holds exactly one state with equal payoffs on the support, but
	// whether an empty option pays more is not known: near a sustain point.
	Transversal
	// OutOfBudget: the search of this face ended early; the box may hold anything.
	OutOfBudget
)

// String returns a description in words.
func (r Reason) String() string {
	return [...]string{"degenerate box", "payoff of an empty option undecided", "out of budget"}[r]
}

// Result is the list of all equilibria, with what is left open.
type Result struct {
	// Equilibria are sorted by support, then shares.
	Equilibria []Equilibrium
	// RestPoints are the states with equal payoffs on their support at which an
	// empty option is proved to pay more: rest points of the replicator dynamics,
	// no equilibria.
	RestPoints []Equilibrium
	Undecided  []Undecided
	// Complete is true if Equilibria is proved to list every equilibrium (up to the
	// symmetry by which the supports were reduced).
	Complete bool
	// ShortRun says how the uniqueness of the short run was established.
	ShortRun string
	Stats    Stats
}

// IndexSum returns the sum of the indices and whether all are known. It is 1 for
// a complete list over all supports: a check on the proof that does not share its
// arguments.
func (r *Result) IndexSum() (sum int, known bool) {
	known = true
	for _, e := range r.Equilibria {
		sum += e.Index
		known = known && e.Index != 0
	}
	return sum, known
}

// Equilibria finds and proves all equilibria, face by face. The error is nil,
// ErrBudget together with a valid, incomplete result, or an error of the
// arguments.
func Equilibria(ctx context.Context, p Problem, settings Settings) (Result, error) {
	settings, err := settings.withDefaults()
	if err != nil {
		return Result{}, err
	}
	groups := p.System.Groups()
	supports := p.Supports
	if supports == nil {
		supports = AllSupports(groups)
	}
	options := 0
	for _, g := range groups {
		options += g
	}
	for _, o := range p.Ordered {
		if min(o[0], o[1]) < 0 || max(o[0], o[1]) >= options {
			return Result{}, fmt.Errorf("prove: ordered pair %v, want options in 0…%d", o, options-1)
		}
	}
	r := Result{ShortRun: p.ShortRunUnique}
	unique, exhausted := p.ShortRunUnique != "", false
	confined, together := p.System.(Confined)
	together = together && !unique
	switch {
	case together:
		unique, r.ShortRun = true, "enclosed together with the shares, on every branch"
	case !unique:
		unique, r.ShortRun = proveShortRun(ctx, p, supports, settings, &r.Stats)
	}
	for _, s := range supports {
		f, ok := newFace(groups, s)
		if !ok {
			return Result{}, fmt.Errorf("prove: support %v does not fit groups of %v options with at least one each", s, groups)
		}
		if p.skips(s) {
			continue
		}
		p := p
		if p.OrderedOn != nil {
			p.Ordered = p.OrderedOn(s)
		}
		if together {
			exhausted = examineJoint(ctx, p, confined, f, s, settings, &r) || exhausted
			continue
		}
		exhausted = examineFace(ctx, p, f, s, settings, &r) || exhausted
	}
	sortEquilibria(r.Equilibria)
	sortEquilibria(r.RestPoints)
	r.Complete = unique && len(r.Undecided) == 0
	if exhausted {
		return r, ErrBudget
	}
	return r, nil
}

// skips reports whether no state with this support is in the order.
func (p *Problem) skips(s Support) bool {
	for _, o := range p.Ordered {
		if s[o[0]] && !s[o[1]] {
			return true
		}
	}
	return false
}

// examineFace adds what is found on one face to the result and reports whether
// the budget ran out.
func examineFace(ctx context.Context, p Problem, f *face, s Support, settings Settings, r *Result) bool {
	sys, n := p.System, f.dim()
	eval := func() evaluator {
		m := newReduced(sys, f)
		m.ordered = p.Ordered
		return m
	}
	if n == 0 {
		r.vertex(sys, f, s)
		return false
	}
	run := search{n: n, settings: settings, evaluator: eval}
	run.run(ctx, unitBox(n))
	r.Stats.add(run.stats)
	m, e := newReduced(sys, f), newEnclosure(n)
	for _, sol := range run.solutions {
		box := clone(sol.box)
		if violates(p.Ordered, shares(f, box)) {
			continue // found from a box that it does not belong to
		}
		if m.enclose(box, sol.hint, e) != enclosed {
			r.undecided(f, s, sol.box, Transversal)
			continue
		}
		r.add(m, s, sol.box, e)
	}
	reason := Degenerate
	if run.exhausted {
		reason = OutOfBudget
	}
	for _, b := range run.undecided {
		r.undecided(f, s, b, reason)
	}
	return run.exhausted
}

// vertex examines a state in which each group is in one option.
func (r *Result) vertex(sys System, f *face, s Support) {
	m, e := newReduced(sys, f), newEnclosure(0)
	r.Stats.Boxes++
	if m.enclose(nil, nil, e) != enclosed {
		r.Stats.Undecided++
		r.undecided(f, s, nil, Degenerate)
		return
	}
	r.Stats.Certified++
	r.add(m, s, nil, e)
}

// add classifies a certified state of equal payoffs, enclosed in m over box.
func (r *Result) add(m *reduced, s Support, box []iv, e *enclosure) {
	r.classify(m.f, s, box, m.yBox, m.pay, e.jac)
}

// classify adds a certified state of equal payoffs to the list it belongs to. pay are
// payoffs and jac the derivatives of their differences over the box; without them the
// stability is left open.
func (r *Result) classify(f *face, s Support, box, y []iv, pay []Dual, jac []iv) {
	q := Equilibrium{
		Support: s, Shares: shares(f, box), ShortRun: clone(y),
		Payoffs: make([]iv, f.options), Eigenvalue: interval.Empty(),
	}
	for i, p := range pay {
		q.Payoffs[i] = p.Val.Range()
	}
	better, open := false, false
	for _, g := range f.groups {
		// The options of the support pay the same, so their enclosures intersect.
		common := q.Payoffs[g.dependent]
		for _, k := range g.coords {
			common = common.Intersect(q.Payoffs[f.free[k]])
		}
		for i := g.first; i < g.end; i++ {
			if s[i] {
				q.Payoffs[i] = common
				continue
			}
			t := q.Payoffs[i].Sub(common)
			q.Transversal = append(q.Transversal, t)
			better = better || t.Positive()
			open = open || !t.Negative()
		}
	}
	if n := f.dim(); jac != nil {
		a := replicatorJacobian(f, q.Shares, jac)
		if n == 1 {
			q.Eigenvalue = a[0]
		}
		q.Stability, q.Index = classify(n, a, q.Transversal)
	}
	switch {
	case better:
		r.RestPoints = append(r.RestPoints, q)
	case open:
		r.undecided(f, s, box, Transversal)
	default:
		r.Equilibria = append(r.Equilibria, q)
	}
}

func (r *Result) undecided(f *face, s Support, box []iv, reason Reason) {
	x := shares(f, box)
	r.Undecided = append(r.Undecided, Undecided{Support: s, Shares: x, Width: maxWidth(x), Reason: reason})
}

// shares returns the shares of all options over a box of the face.
func shares(f *face, box []iv) []iv {
	x := make([]iv, f.options)
	for k, i := range f.free {
		x[i] = box[k]
	}
	for _, g := range f.groups {
		x[g.dependent] = dependentShare(g, box).Intersect(interval.New(0, 1))
	}
	return x
}

func sortEquilibria(e []Equilibrium) {
	sort.SliceStable(e, func(i, j int) bool {
		a, b := e[i].Support, e[j].Support
		for k := range a {
			if a[k] != b[k] {
				return !a[k]
			}
		}
		return lessBox(e[i].Shares, e[j].Shares)
	})
}
