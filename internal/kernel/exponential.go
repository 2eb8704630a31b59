package kernel

import (
	"fmt"
	"math"
)

// Exponential is the matrix of weights that fall exponentially with the number of steps d between two places of a line
// or ring: own for d = 0 and scale·exp(−rate·d) for d ≥ 1. This is what exponential trade costs T = exp(τd) and knowledge
// spillovers exp(−δd) make. A product takes O(n) operations, by a recursion from each side,
//
//	L_{r+1} = e^{−rate}(L_r + x_r),  R_{r−1} = e^{−rate}(R_r + x_r),  y_r = own x_r + scale (L_r + R_r).
//
// For x ≥ 0 every component is accurate relative to itself, however small: rounding errors add up over the 1/rate steps
// that count, to some 10⁻¹⁴ in practice and 2⁻⁵⁰·min(n, 1 + 1/rate) at worst; and none is ever negative. (On a ring with
// an own weight below that of the opposite place, the error of a component is relative to what it were with the latter.)
type Exponential struct {
	n          int
	own, scale float64
	rate       float64
	keep, lose float64 // e^{−rate} and 1 − e^{−rate}
	ring       bool
}

// NewExponentialLine is the matrix of n places on a line; own, scale and rate ≥ 0. It panics if n < 1.
func NewExponentialLine(n int, own, scale, rate float64) *Exponential {
	if n < 1 || !(rate >= 0) {
		panic(fmt.Sprintf("kernel: %d places with weights falling at rate %v", n, rate))
	}
	return &Exponential{n: n, own: own, scale: scale, rate: rate, keep: math.Exp(-rate), lose: -math.Expm1(-rate)}
}

// NewExponentialRing is the matrix of n places on a ring, the number of steps being counted the shorter way round.
func NewExponentialRing(n int, own, scale, rate float64) *Exponential {
	e := NewExponentialLine(n, own, scale, rate)
	e.ring = true
	return e
}

// Len implements [Kernel].
func (e *Exponential) Len() int { return e.n }

// MulTransVec implements [Kernel]: the matrix is symmetric.
func (e *Exponential) MulTransVec(dst, x []float64) { e.MulVec(dst, x) }

// MulVec implements [Kernel].
func (e *Exponential) MulVec(dst, x []float64) {
	checkLengths(e.n, dst, x)
	for r := range dst {
		dst[r] = 0
	}
	if e.ring {
		e.addArcs(dst, x)
	} else {
		e.addSides(dst, x)
	}
	for r, v := range x {
		dst[r] = float64(e.own*v) + float64(e.scale*dst[r])
	}
}

// step is v·e^{−rate}. For slow decay, subtracting the small part that is lost keeps the error of each step that of one
// rounding: the rounding of e^{−rate} itself, to the power of the number of steps, would add up.
func (e *Exponential) step(v float64) float64 {
	if e.keep > 0.5 {
		return v - float64(v*e.lose)
	}
	return v * e.keep
}

// addSides adds what comes from the left and from the right on a line.
func (e *Exponential) addSides(dst, x []float64) {
	left, right := 0.0, 0.0
	for r, s := 0, e.n-1; r < e.n; r, s = r+1, s-1 {
		dst[r] += left
		left = e.step(left + x[r])
		dst[s] += right
		right = e.step(right + x[s])
	}
}

// addArcs adds what comes from the half circle on each side. What leaves a half circle is subtracted; the rounding error
// left behind is relative to a weight that the other half circle has just taken up; where nothing is negative it
// does not make anything so.
func (e *Exponential) addArcs(dst, x []float64) {
	n := e.n
	arc := (n - 1) / 2 // the places strictly nearer on one side
	leaving := math.Exp(-e.rate * float64(arc+1))
	left, right := 0.0, 0.0
	for d := arc; d >= 1; d-- { // the arcs on both sides of place 0
		left = e.step(left + x[n-d])
		right = e.step(right + x[d])
	}
	positive := true
	for _, v := range x {
		if v < 0 {
			positive = false
			break
		}
	}
	behind, ahead := (n-arc)%n, arc // the places that leave on the left and right of place 0 as one moves away from it
	for r, s := 0, 0; r < n; r++ {
		dst[r] += left
		dst[s] += right
		left = e.step(left+x[r]) - float64(leaving*x[behind])
		right = e.step(right+x[s]) - float64(leaving*x[ahead])
		if positive {
			left, right = max(left, 0), max(right, 0)
		}
		behind = next(behind, n)
		if ahead--; ahead < 0 {
			ahead = n - 1
		}
		if s--; s < 0 {
			s = n - 1
		}
	}
	if n%2 == 0 { // the place opposite is equally far both ways
		for r, half := 0, n/2; r < half; r++ {
			dst[r] += float64(leaving * x[r+half])
			dst[r+half] += float64(leaving * x[r])
		}
	}
}

// next is the place after r on a ring of n.
func next(r, n int) int {
	if r++; r == n {
		return 0
	}
	return r
}
