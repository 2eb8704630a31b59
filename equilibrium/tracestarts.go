package equilibrium

import (
	"fmt"
	"math"
	"slices"
)

// starts fills the queue: the symmetric state, corners, states spread evenly over some options, and what
// the settings add.
func (t *tracer) starts() {
	t.symmetricStarts(everyOption(t.n))
	if !t.interior {
		t.cornerStarts()
		t.partialStarts()
		t.pairStarts()
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
		g.symmetrize(y) // rounding would grow where the symmetric state is unstable
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

// pairStartCap bounds the pairs of orbits that are tried as supports.
const pairStartCap = 64

// pairOptions is the largest number of options for which pairs of orbits are tried: their number grows
// with its square, and the cost of a trial with its cube.
const pairOptions = 16

// pairMass are the shares of the first of two orbits from which Newton's method is tried.
var pairMass = [...]float64{0.5, 0.25, 0.75}

// pairStarts queues equilibria at the ends of the range, of games with one population, whose support is a
// pair of orbits of one element of the symmetry, or of two if the group is small. Such states may last through the whole range without an
// event that would connect them with anything else.
func (t *tracer) pairStarts() {
	if len(t.pops) != 1 || !t.group.complete || t.n > pairOptions {
		return
	}
	seen := map[string]bool{}
	for _, orbits := range t.partitions() {
		for i, a := range orbits {
			for _, b := range orbits[i+1:] {
				x := t.spread(a, b, 0.4)
				key := t.canonicalKey(x)
				if seen[key] {
					continue
				}
				if len(seen) == pairStartCap {
					return
				}
				seen[key] = true
				t.pairStart(a, b)
			}
		}
	}
}

// twoElements is the size of the largest group of which subgroups with two generators are looked at.
const twoElements = 40

// partitions lists the orbits of the subgroups generated by one or two elements, where there are more
// than two.
func (t *tracer) partitions() [][][]int {
	var out [][][]int
	seen := map[string]bool{}
	add := func(gens ...[]int) {
		orbits := orbitsOf(t.n, gens)
		if key := fmt.Sprint(orbits); len(orbits) > 2 && !seen[key] {
			seen[key] = true
			out = append(out, orbits)
		}
	}
	for _, g := range t.group.elems {
		add(g)
	}
	if len(t.group.elems) < twoElements {
		for i, g := range t.group.elems {
			for _, h := range t.group.elems[i+1:] {
				add(g, h)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b [][]int) int { return len(a) - len(b) })
	return out
}

// spread gives the options of a the share m together and those of b the rest.
func (t *tracer) spread(a, b []int, m float64) []float64 {
	x := make([]float64, t.n)
	for _, i := range a {
		x[i] = m / float64(len(a))
	}
	for _, i := range b {
		x[i] = (1 - m) / float64(len(b))
	}
	return x
}

// pairStart looks for equilibria with the support a and b, evenly spread on each.
func (t *tracer) pairStart(a, b []int) {
	sigma := t.group.fixing(t.spread(a, b, 1.0/3), isotropyTolerance)
	for _, v := range []float64{t.lo, t.hi} {
		var found [][]float64
		for _, m := range pairMass {
			x := t.spread(a, b, m)
			f := newFace(t.problem, x, supportOf(x), sigma)
			if f.dim() != 1 {
				return
			}
			copy(t.w.x, x)
			if t.w.derivative(f, t.w.x, v) != nil {
				continue
			}
			if _, _, err := t.w.correct(f, t.w.x, v, &condition{cv: 1, rhs: v}); err != nil || !t.w.nash(t.w.x) {
				continue
			}
			if slices.ContainsFunc(found, func(y []float64) bool { return distance(y, t.w.x) < sameCurve }) {
				continue
			}
			y := slices.Clone(t.w.x)
			found = append(found, y)
			t.queue = append(t.queue, &job{x: y, v: v, support: supportOf(y), sigma: t.group.fixing(y, isotropyTolerance), kind: PartialBranch,
				what: fmt.Sprintf("the equilibrium at %v on %d and %d options", v, len(a), len(b))})
		}
	}
}

// nash tells whether no option pays more than the level at x, from w.pay.
func (w *worker) nash(x []float64) bool {
	for i, v := range x {
		if v <= 0 && w.transversal(x, i) > 0 || v < 0 {
			return false
		}
	}
	return true
}
