package equilibrium

import (
	"cmp"
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/floats"
)

const (
	// sameRelative and sameAbsolute bound the difference of shares of one equilibrium found twice. The
	// rounding level of payoffs fixes a share to 1e-14 over the derivative of payoff differences, which
	// near a fold is as small as 1e-6; tiny shares are known less well relative to their size.
	sameRelative = 1e-7
	sameAbsolute = 1e-11
	// tieRelative is the difference of shares that may be due to rounding where symmetry makes them equal.
	tieRelative = 1e-9
)

// same tells whether two states are one and the same but for rounding.
func same(x, y []float64) bool {
	for i, v := range x {
		if math.Abs(v-y[i]) > sameRelative*max(v, y[i])+sameAbsolute || (v == 0) != (y[i] == 0) {
			return false
		}
	}
	return true
}

// trivial is the symmetry of a game that has none.
type trivial struct{}

func (trivial) Canonical(x []float64) []float64 { return slices.Clone(x) }
func (trivial) OrbitSize([]float64) int         { return 1 }
func (trivial) Images(x []float64) [][]float64  { return [][]float64{slices.Clone(x)} }
func (trivial) Generators() [][]int             { return nil }

func symmetryOf(g Game) Symmetry {
	if s, ok := g.(Symmetric); ok {
		if t := s.Symmetry(); t != nil {
			return t
		}
	}
	return trivial{}
}

// tie returns x with shares that differ by rounding only made equal, so that states which a symmetry
// leaves as they are can be told exactly.
func tie(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	y := slices.Clone(x)
	for a := 0; a < len(order); {
		b, sum := a+1, x[order[a]]
		for b < len(order) && x[order[b]]-x[order[b-1]] <= tieRelative*x[order[b]] {
			sum += x[order[b]]
			b++
		}
		if x[order[a]] != x[order[b-1]] {
			for _, i := range order[a:b] {
				y[i] = sum / float64(b-a)
			}
		}
		a = b
	}
	return y
}

// sameOrbit tells whether an image of x is y but for rounding. Both have had their ties made equal.
func sameOrbit(sym Symmetry, x, y []float64) bool {
	if same(x, y) {
		return true
	}
	a, b := slices.Clone(x), slices.Clone(y)
	slices.Sort(a)
	slices.Sort(b)
	if !same(a, b) {
		return false
	}
	if same(sym.Canonical(x), sym.Canonical(y)) {
		return true
	}
	// Near ties that are no ties can make the canonical images differ.
	return slices.ContainsFunc(sym.Images(x), func(z []float64) bool { return same(z, y) })
}

// finish turns a rest point into the equilibrium that stands for its orbit: the lexicographically largest
// image, with ties made exact where that leaves the residual at the rounding level, described afresh.
func finish(g Game, sym Symmetry, x []float64) (*Equilibrium, error) {
	tied := sym.Canonical(tie(x))
	ev := g.NewEvaluator()
	e, err := Refine(g, ev, tied, Support(tied))
	if err != nil {
		return nil, err
	}
	moved := tie(e.Share)
	if t, err := describe(g, ev, moved); err == nil && addUp(g.Populations(), moved) && t.Residual <= max(e.Residual, refineTarget) {
		t.Iterations, t.RCond = e.Iterations, e.RCond
		e = t
	}
	e.Orbit = sym.OrbitSize(moved)
	return e, nil
}

// addUp tells whether the shares of each population add up to one, to rounding.
func addUp(pops []Population, x []float64) bool {
	for _, p := range pops {
		if d := floats.Sum(x[p.Start:p.End]) - 1; math.Abs(d) > 2*unitRoundoff*float64(p.Len()+1) {
			return false
		}
	}
	return true
}

// collector keeps one of each orbit of equilibria.
type collector struct {
	sym   Symmetry
	found []*Equilibrium
}

// add returns the position of the orbit of e in the list and whether it is new.
func (c *collector) add(e *Equilibrium) (int, bool) {
	x := tie(e.Share)
	for k, f := range c.found {
		if sameOrbit(c.sym, x, tie(f.Share)) {
			return k, false
		}
	}
	c.found = append(c.found, e)
	return len(c.found) - 1, true
}

// sortEquilibria puts equilibria in the order of lists: those with fewer options taken first, then the
// lexicographically larger shares.
func sortEquilibria(list []*Equilibrium) {
	slices.SortStableFunc(list, func(a, b *Equilibrium) int {
		return cmp.Or(cmp.Compare(len(Support(a.Share)), len(Support(b.Share))), slices.Compare(b.Share, a.Share))
	})
}

// indexSum adds up the indices of all images. It is known only if no eigenvalue is too near
// zero; a pair on the imaginary axis does no harm, since its two signs cancel.
func indexSum(list []*Equilibrium) (sum int, known bool) {
	known = true
	for _, e := range list {
		for _, z := range e.Eigenvalues {
			known = known && cmplx.Abs(z) > e.Margin
		}
		sum += e.Index() * e.Orbit
	}
	return sum, known
}
