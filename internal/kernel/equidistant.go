package kernel

import "gonum.org/v1/gonum/floats"

// Equidistant is the n×n matrix with one weight on the diagonal and one everywhere else; a product takes n operations:
// y_r = (own − cross) x_r + cross Σ_s x_s.
type Equidistant struct {
	n          int
	own, cross float64
}

// NewEquidistant is the n×n matrix with own ≥ 0 on the diagonal and cross ≥ 0 elsewhere. The sum cancels nothing as
// long as own ≥ cross, which a freeness of trade that is highest at home fulfils.
func NewEquidistant(n int, own, cross float64) *Equidistant {
	return &Equidistant{n: n, own: own, cross: cross}
}

// Len implements [Kernel].
func (e *Equidistant) Len() int { return e.n }

// MulVec implements [Kernel]; dst may be x.
func (e *Equidistant) MulVec(dst, x []float64) {
	checkLengths(e.n, dst, x)
	common := float64(e.cross * floats.Sum(x))
	excess := e.own - e.cross
	for r, v := range x {
		dst[r] = float64(excess*v) + common
	}
}

// MulTransVec implements [Kernel]: the matrix is symmetric.
func (e *Equidistant) MulTransVec(dst, x []float64) { e.MulVec(dst, x) }
