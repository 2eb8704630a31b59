package prove

import (
	"math"

	"github.com/geosolve/geosolve/internal/interval"
)

// enclosure is what is known of a map F: ℝⁿ → ℝⁿ over a box X: its value at a
// centre c of X, its range, and an enclosure of its Jacobian, valid on the convex
// part of X where F is defined.
type enclosure struct {
	n     int
	c     []float64 // centre
	value []iv      // F(c)
	rng   []iv      // F(X)
	jac   []iv      // F'(X), n × n

	hint []float64 // what helps the map to evaluate sub-boxes; its own business

	pre     []float64 // preconditioner C ≈ (mid F'(X))⁻¹
	hasPre  bool
	cj      []iv // C·F'(X)
	cv      []iv // C·F(c)
	scratch []float64
	weights []float64
	bound   []float64
}

func newEnclosure(n int) *enclosure {
	return &enclosure{
		n: n, c: make([]float64, n), value: make([]iv, n), rng: make([]iv, n), jac: make([]iv, n*n),
		pre: make([]float64, n*n), cj: make([]iv, n*n), cv: make([]iv, n),
		scratch: make([]float64, n*n), weights: make([]float64, n), bound: make([]float64, n),
	}
}

// answer of a map about a box.
type answer int

const (
	unknown   answer = iota // no usable enclosure: split
	excluded                // no solution in the box
	enclosed                // the enclosure is filled in
	undefined               // the map is defined nowhere in the box: give up
)

// precondition computes C, C·F' and C·F(c). Without an inverse C is the identity.
func (e *enclosure) precondition() {
	n := e.n
	e.hasPre = invertMid(n, e.jac, e.pre, e.scratch)
	if !e.hasPre {
		for i := range e.pre {
			e.pre[i] = 0
		}
		for i := range n {
			e.pre[i*n+i] = 1
		}
	}
	premultiply(n, n, e.pre, e.jac, e.cj)
	premultiply(n, 1, e.pre, e.value, e.cv)
}

// gaussSeidel contracts x by one preconditioned interval Gauss–Seidel sweep (the
// operator of Hansen and Sengupta 1981; Neumaier 1990, §5.2) with extended
// division and reports false if nothing is left. No solution in x is lost.
func (e *enclosure) gaussSeidel(x []iv) bool {
	n := e.n
	for i := range n {
		s := e.cv[i]
		for j := range n {
			if j != i {
				s = s.Add(e.cj[i*n+j].Mul(x[j].AddConst(-e.c[j])))
			}
		}
		d := e.cj[i*n+i]
		if s.IsEmpty() || d.IsEmpty() || (d.Lo == 0 && d.Hi == 0) {
			continue
		}
		lower, upper := s.Neg().DivPieces(d)
		t := lower.AddConst(e.c[i]).Intersect(x[i]).Hull(upper.AddConst(e.c[i]).Intersect(x[i]))
		if t.IsEmpty() {
			return false
		}
		x[i] = t
	}
	return true
}

// regular reports whether F' is proved regular over the box, so that it holds at
// most one solution. It tries two scalings of the H-matrix criterion.
func (e *enclosure) regular(x []iv) bool {
	if !e.hasPre || !allBounded(e.cj) {
		return false
	}
	for i := range e.weights {
		e.weights[i] = 1
	}
	if comparisonTimes(e.n, e.cj, e.weights, e.bound) {
		return true
	}
	for i := range e.weights {
		e.weights[i] = max(x[i].Rad(), math.SmallestNonzeroFloat64)
	}
	return comparisonTimes(e.n, e.cj, e.weights, e.bound)
}

// krawczyk writes K(X) = c − C·F(c) + (I − C·F'(X))(X − c) to k and reports
// whether it lies in the interior of x: then X holds exactly one solution, which
// lies in K(X).
func (e *enclosure) krawczyk(x, k []iv) bool {
	n := e.n
	inside := e.hasPre && allBounded(e.cj) && allBounded(e.cv)
	for i := range n {
		s := interval.Point(e.c[i]).Sub(e.cv[i])
		for j := range n {
			m := e.cj[i*n+j].Neg()
			if i == j {
				m = m.AddConst(1)
			}
			s = s.Add(m.Mul(x[j].AddConst(-e.c[j])))
		}
		k[i] = s
		if s.IsEmpty() || !s.Interior(x[i]) {
			inside = false
		}
	}
	return inside
}

// drowned reports whether rounding noise in F(c) hides what happens in the box:
// splitting further cannot help.
func (e *enclosure) drowned(x []iv) bool { return e.hidden(x) || e.blurred(x) }

// blurred reports whether the noise, seen through the preconditioner, is as large as
// the box in every direction: no contraction can be sharper. Near a singular
// Jacobian it is, long before noise hides the change of every component.
func (e *enclosure) blurred(x []iv) bool {
	if !e.hasPre {
		return false
	}
	for i := range e.n {
		if !(x[i].Rad() <= e.cv[i].Rad()) {
			return false
		}
	}
	return e.n > 0
}

// hidden reports whether noise hides the change of every component over the box.
func (e *enclosure) hidden(x []iv) bool {
	for i := range e.n {
		change := 0.0
		for j := range e.n {
			change += float64(e.jac[i*e.n+j].Mag() * x[j].Rad())
		}
		if !(change <= e.value[i].Rad()) {
			return false
		}
	}
	return true
}

// smear returns the coordinate along which to split: the one over which F varies
// most, among those not much narrower than the widest; the widest if known is
// false.
func (e *enclosure) smear(x []iv, known bool) int {
	const narrow = 1.0 / 16 // keeps boxes from degenerating into needles
	widest := 0
	for j := range x {
		if x[j].Width() > x[widest].Width() {
			widest = j
		}
	}
	if !known {
		return widest
	}
	best, most := widest, -1.0
	for j := range x {
		if x[j].Width() < narrow*x[widest].Width() {
			continue
		}
		for i := range e.n {
			if s := e.jac[i*e.n+j].Mag() * x[j].Width(); s > most && !math.IsInf(s, 0) {
				best, most = j, s
			}
		}
	}
	return best
}
