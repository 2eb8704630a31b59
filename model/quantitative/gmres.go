package quantitative

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
)

const (
	gmresVectors  = 120 // between restarts
	gmresRestarts = 6
	// usefulStep is the relative residual of the linear system that still gives a step worth trying.
	usefulStep = 0.5
)

// gmres solves A x = b to the relative tolerance in the 2-norm by restarted GMRES (Saad and Schultz 1986)
// with the right preconditioner M⁻¹. mul and precondition write to their first argument.
func gmres(mul, precondition func(dst, v []float64), b []float64, tolerance float64) ([]float64, error) {
	n := len(b)
	x, r, w := make([]float64, n), append([]float64(nil), b...), make([]float64, n)
	size := blas64.Nrm2(vector(b))
	if size == 0 {
		return x, nil
	}
	left := 1.0
	for range gmresRestarts {
		correction, ok := gmresCycle(mul, precondition, r, tolerance*size)
		if !ok {
			break
		}
		blas64.Axpy(1, vector(correction), vector(x))
		mul(w, x)
		for i := range r {
			r[i] = b[i] - w[i]
		}
		before := left
		left = blas64.Nrm2(vector(r)) / size
		if left <= tolerance || left > 0.9*before {
			break
		}
	}
	if !(left <= usefulStep) {
		return nil, errors.New("GMRES does not converge")
	}
	return x, nil
}

// gmresCycle minimises |r − A M⁻¹ y| over a Krylov space and returns M⁻¹ y.
func gmresCycle(mul, precondition func(dst, v []float64), r []float64, target float64) ([]float64, bool) {
	n := len(r)
	beta := blas64.Nrm2(vector(r))
	if beta == 0 || math.IsNaN(beta) || math.IsInf(beta, 0) {
		return nil, false
	}
	basis := [][]float64{scaled(r, 1/beta)}
	var h [][]float64 // column k: the upper triangle after rotations
	var cs, sn []float64
	g := []float64{beta}
	p, w := make([]float64, n), make([]float64, n)
	for k := 0; k < gmresVectors && math.Abs(g[k]) > target; k++ {
		precondition(p, basis[k])
		mul(w, p)
		col := make([]float64, k+2)
		for pass := 0; pass < 2; pass++ { // twice is enough (Kahan and Parlett)
			for j, v := range basis {
				c := blas64.Dot(vector(v), vector(w))
				col[j] += c
				blas64.Axpy(-c, vector(v), vector(w))
			}
		}
		last := blas64.Nrm2(vector(w))
		if math.IsNaN(last) || math.IsInf(last, 0) {
			return nil, false
		}
		col[k+1] = last
		for j := range k {
			col[j], col[j+1] = cs[j]*col[j]+sn[j]*col[j+1], cs[j]*col[j+1]-sn[j]*col[j]
		}
		d := math.Hypot(col[k], col[k+1])
		if d == 0 {
			break
		}
		cs, sn = append(cs, col[k]/d), append(sn, col[k+1]/d)
		col[k] = d
		g = append(g, -sn[k]*g[k])
		g[k] *= cs[k]
		h = append(h, col[:k+1])
		if last <= 0x1p-50*d { // the space is complete
			break
		}
		basis = append(basis, scaled(w, 1/last))
	}
	y := make([]float64, len(h))
	for i := len(h) - 1; i >= 0; i-- {
		y[i] = g[i]
		for j := i + 1; j < len(h); j++ {
			y[i] -= h[j][i] * y[j]
		}
		y[i] /= h[i][i]
	}
	clear(w)
	for j, c := range y {
		blas64.Axpy(c, vector(basis[j]), vector(w))
	}
	precondition(p, w)
	return p, true
}

func vector(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Data: x, Inc: 1} }

func scaled(x []float64, c float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = c * v
	}
	return out
}
