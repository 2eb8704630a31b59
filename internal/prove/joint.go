package prove

import (
	"context"
	"sort"

	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
)

// Confined is a System that knows where equilibria and their short runs can lie. Shares and short run are
// then enclosed together, which finds every equilibrium on every branch of the short run and asks for no
// uniqueness of it.
type Confined interface {
	System
	// LogPayoffs writes the logarithms of the payoffs.
	LogPayoffs(x, y, dst []Dual)
	// Narrow cuts the shares x of all options and the unknowns y without dropping an equilibrium with
	// this support, and reports false where it proves that there is none. Handed the whole line for y it
	// returns bounds.
	Narrow(s Support, x, y []Interval) bool
	// Weight says how much it pays to split a box along unknown i, relative to a share: little where Narrow
	// bounds it by the others.
	Weight(i int) float64
}

// joint is the map (x, y) ↦ (ln π_i − ln π_d, S) of a face, with d the dependent option of i's group.
type joint struct {
	sys     Confined
	f       *face
	support Support
	ordered [][2]int
	nx, ny  int

	arena    *num.Arena[interval.Affine]
	x, y     []Dual
	pay, res []Dual
	depGrad  [][]interval.Affine
}

func newJoint(sys Confined, f *face, s Support, ordered [][2]int) *joint {
	nx, ny := f.dim(), sys.ShortRunDim()
	m := &joint{
		sys: sys, f: f, support: s, ordered: ordered, nx: nx, ny: ny,
		arena: num.NewArena[interval.Affine](nx + ny),
		x:     make([]Dual, f.options), y: make([]Dual, ny), pay: make([]Dual, f.options), res: make([]Dual, ny),
		depGrad: make([][]interval.Affine, len(f.groups)),
	}
	for gi, g := range f.groups {
		if len(g.coords) == 0 {
			continue // a constant
		}
		m.depGrad[gi] = make([]interval.Affine, nx+ny)
		for _, k := range g.coords {
			m.depGrad[gi][k] = interval.AffineOf(interval.Point(-1))
		}
	}
	return m
}

// interior implements evaluator: shares count where all of the support are positive, unknowns everywhere.
func (m *joint) interior(z []iv) bool { return m.f.interior(z[:m.nx]) }

// narrow cuts z without dropping an equilibrium and reports false if none is left.
func (m *joint) narrow(z []iv) bool {
	x := z[:m.nx]
	if !m.f.trim(x) {
		return false
	}
	all := shares(m.f, x)
	if len(m.ordered) > 0 && violates(m.ordered, all) {
		return false
	}
	if !m.sys.Narrow(m.support, all, z[m.nx:]) {
		return false
	}
	for _, g := range m.f.groups { // the shares of a group add up to one
		for _, k := range g.coords {
			rest := interval.Point(1).Sub(all[g.dependent])
			for _, l := range g.coords {
				if l != k {
					rest = rest.Sub(all[m.f.free[l]])
				}
			}
			if x[k] = x[k].Intersect(all[m.f.free[k]]).Intersect(rest); x[k].IsEmpty() {
				return false
			}
		}
	}
	return m.f.trim(x)
}

// enclose implements evaluator.
func (m *joint) enclose(z []iv, _ []float64, e *enclosure) answer {
	x, n := z[:m.nx], m.nx+m.ny
	if !m.f.trim(x) {
		return excluded
	}
	middle := m.f.centre(x, e.c)
	for i := range m.ny {
		e.c[m.nx+i] = z[m.nx+i].Mid()
	}
	m.arena.Reset()
	point := func(v iv) Dual { return m.arena.Constant(interval.AffineOf(v)) }
	m.seed(func(k int) Dual { return point(interval.Point(e.c[k])) }, func(gi int) Dual { return point(middle[gi]) })
	m.rows(func(i int, v Dual) { e.value[i] = v.Val.Range() })
	m.arena.Reset()
	m.seed(
		func(k int) Dual { return m.arena.Var(k, interval.AffineOf(z[k])) },
		func(gi int) Dual {
			v := dependentShare(m.f.groups[gi], x).Intersect(interval.New(0, 1)).Hull(middle[gi])
			return m.arena.With(interval.AffineOf(v), m.depGrad[gi])
		})
	ans := enclosed
	m.rows(func(i int, v Dual) {
		mean := e.value[i]
		for j := range n {
			p := v.Partial(j).Range()
			e.jac[i*n+j] = p
			mean = mean.Add(p.Mul(z[j].AddConst(-e.c[j])))
		}
		e.rng[i] = v.Val.Range()
		if e.rng[i].IsEmpty() {
			ans = unknown
			return
		}
		narrow(&e.rng[i], mean)
		if e.rng[i].Positive() || e.rng[i].Negative() {
			ans = excluded
		}
	})
	if ans == enclosed && (!allBounded(e.value) || !allBounded(e.jac) || !allBounded(e.rng)) {
		ans = unknown
	}
	return ans
}

// seed sets the arguments: coordinates and unknowns by coordinate, dependent shares by group.
func (m *joint) seed(coordinate, dependent func(k int) Dual) {
	for i := range m.x {
		m.x[i] = m.arena.Constant(interval.Affine{})
	}
	for k, i := range m.f.free {
		m.x[i] = coordinate(k)
	}
	for gi, g := range m.f.groups {
		m.x[g.dependent] = dependent(gi)
	}
	for i := range m.y {
		m.y[i] = coordinate(m.nx + i)
	}
}

// rows evaluates the map.
func (m *joint) rows(row func(i int, v Dual)) {
	m.sys.LogPayoffs(m.x, m.y, m.pay)
	for k, i := range m.f.free {
		row(k, m.pay[i].Sub(m.pay[m.f.groups[m.f.group[k]].dependent]))
	}
	m.sys.ShortRun(m.x, m.y, m.res)
	for i, r := range m.res {
		row(m.nx+i, r)
	}
}

// examineJoint is examineFace by the joint map: it adds what is found on one face to the result and reports
// whether the budget ran out.
func examineJoint(ctx context.Context, p Problem, sys Confined, f *face, s Support, settings Settings, r *Result) bool {
	m := newJoint(sys, f, s, p.Ordered)
	root := unitBox(f.dim())
	for range m.ny {
		root = append(root, interval.Whole())
	}
	r.Stats.Boxes++
	if !m.narrow(root) {
		r.Stats.Excluded++
		return false
	}
	if !allBounded(root) {
		r.undecided(f, s, root[:m.nx], Degenerate)
		return false
	}
	run := search{n: len(root), settings: settings, evaluator: func() evaluator { return newJoint(sys, f, s, p.Ordered) }}
	run.run(ctx, root)
	r.Stats.add(run.stats)
	for _, sol := range run.solutions {
		if violates(p.Ordered, shares(f, sol.box[:m.nx])) {
			continue // found from a box that it does not belong to
		}
		if !r.addBranch(m, sol, s) {
			r.addAlone(m, sol, s)
		}
	}
	reason := Degenerate
	if run.exhausted {
		reason = OutOfBudget
	}
	open := make([][]iv, 0, len(run.undecided))
	for _, b := range run.undecided {
		open = append(open, b[:m.nx])
	}
	for _, b := range projected(open) {
		r.undecided(f, s, b, reason)
	}
	return run.exhausted
}

// projected merges the boxes of shares that are left when the short run is forgotten.
func projected(open [][]iv) [][]iv {
	if len(open) == 0 || len(open[0]) == 0 {
		return open[:min(len(open), 1)]
	}
	return cluster(open)
}

// addBranch classifies a certified solution of the joint map: with its shares and short run as start, the
// short run is solved out around it, and shown to be the one of the solution.
func (r *Result) addBranch(m *joint, sol solution, s Support) bool {
	x, y := sol.box[:m.nx], sol.box[m.nx:]
	hint := make([]float64, 0, m.nx+m.ny+m.nx*m.ny)
	for _, v := range sol.box {
		hint = append(hint, v.Mid())
	}
	m.f.centre(x, hint[:m.nx])
	hint = hint[:m.nx+m.ny+m.nx*m.ny]
	branch, e := newReduced(m.sys, m.f), newEnclosure(m.nx)
	if branch.enclose(clone(x), hint, e) != enclosed {
		return false
	}
	check := newReduced(m.sys, m.f)
	if !check.holds(clone(x), hint, y) {
		return false
	}
	r.add(branch, s, x, e)
	return true
}

// addAlone classifies a certified solution of the joint map whose short run could not be solved out around it: at
// a fold of the short run, or where a share is too near zero for its digits. Its stability is left open.
func (r *Result) addAlone(m *joint, sol solution, s Support) {
	x := sol.box[:m.nx]
	m.arena.Reset()
	m.seed(
		func(k int) Dual { return m.arena.Constant(interval.AffineOf(sol.box[k])) },
		func(gi int) Dual {
			v := dependentShare(m.f.groups[gi], x).Intersect(interval.New(0, 1))
			return m.arena.Constant(interval.AffineOf(v))
		})
	m.sys.Payoffs(m.x, m.y, m.pay)
	for _, p := range m.pay {
		if !p.Val.Range().IsBounded() {
			r.undecided(m.f, s, x, Transversal)
			return
		}
	}
	r.classify(m.f, s, x, sol.box[m.nx:], m.pay, nil)
}

// holds reports whether the short-run solution that the tube around the box x encloses is the one in y: then
// y lies in a tube in which there is one solution at most.
func (m *reduced) holds(x []iv, hint []float64, y []iv) bool {
	if !m.f.trim(x) {
		return false
	}
	c := make([]float64, m.nx)
	m.depMid = m.f.centre(x, c)
	if !m.approximate(c, hint) {
		return false
	}
	m.setFrame(x, c)
	if !m.encloseShortRun(x, c) {
		return false
	}
	u := uniqueness{m: m}
	return u.inTube(y, u.tube(x, c))
}

// ManyShortRuns reports whether two equilibria may have the same shares and differ in their short runs.
func (r *Result) ManyShortRuns() bool {
	sorted := append([]Equilibrium(nil), r.Equilibria...)
	sort.SliceStable(sorted, func(i, j int) bool { return lessBox(sorted[i].Shares, sorted[j].Shares) })
	for i := range sorted {
		for _, o := range sorted[i+1:] {
			if !disjoint(sorted[i].Shares, o.Shares) {
				return true
			}
		}
	}
	return false
}

// split implements chooser: along the widest side, as the system weighs them. Where the map varies most, as
// boxes are split otherwise, tells little here, since bounds are narrowed before.
func (m *joint) split(z []iv, _ *enclosure, _ bool) int {
	best, most := 0, -1.0
	for j, v := range z {
		w := v.Width()
		if j >= m.nx {
			w *= m.sys.Weight(j - m.nx)
		}
		if w > most {
			best, most = j, w
		}
	}
	return best
}
