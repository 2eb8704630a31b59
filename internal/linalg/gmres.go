package linalg

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
)

// ErrNoConvergence says that an iterative solver did not reach its tolerance.
var ErrNoConvergence = errors.New("linalg: GMRES did not converge")

// GMRES solves A x = b by the method of generalised minimal residuals without restart (Saad and Schultz
// 1986), Givens rotations keeping the least-squares problem triangular. apply sets dst = A x; x and dst do
// not overlap. It stops when the residual is at most tolerance·‖b‖, and returns ErrNoConvergence after
// steps steps.
func GMRES(apply func(dst, x []float64), b []float64, tolerance float64, steps int) ([]float64, error) {
	n := len(b)
	x := make([]float64, n)
	beta := length(b)
	if beta == 0 {
		return x, nil
	}
	if math.IsNaN(beta) || math.IsInf(beta, 0) {
		return nil, &NotFiniteError{Value: beta}
	}
	basis := make([][]float64, 1, steps+1)
	basis[0] = make([]float64, n)
	for i, v := range b {
		basis[0][i] = v / beta
	}
	h := make([][]float64, 0, steps) // columns of the triangular factor
	cos, sin := make([]float64, 0, steps), make([]float64, 0, steps)
	g := make([]float64, 1, steps+1)
	g[0] = beta
	for k := range steps {
		w := make([]float64, n)
		apply(w, basis[k])
		col := make([]float64, k+2)
		for i, v := range basis { // modified Gram–Schmidt
			col[i] = dot(v, w)
			axpy(-col[i], v, w)
		}
		col[k+1] = length(w)
		for i := range k {
			col[i], col[i+1] = cos[i]*col[i]+sin[i]*col[i+1], cos[i]*col[i+1]-sin[i]*col[i]
		}
		r := math.Hypot(col[k], col[k+1])
		if r == 0 || math.IsNaN(r) || math.IsInf(r, 0) {
			return nil, ErrNoConvergence
		}
		last := col[k+1]
		cos, sin = append(cos, col[k]/r), append(sin, last/r)
		col[k] = r
		h = append(h, col[:k+1])
		g = append(g, -sin[k]*g[k])
		g[k] *= cos[k]
		if math.Abs(g[k+1]) <= tolerance*beta || last == 0 {
			combine(x, basis, h, g)
			return x, nil
		}
		for i := range w {
			w[i] /= last
		}
		basis = append(basis, w)
	}
	return nil, ErrNoConvergence
}

// combine solves the triangular system and adds up the basis.
func combine(x []float64, basis, h [][]float64, g []float64) {
	k := len(h)
	y := make([]float64, k)
	for i := k - 1; i >= 0; i-- {
		y[i] = g[i]
		for j := i + 1; j < k; j++ {
			y[i] -= h[j][i] * y[j]
		}
		y[i] /= h[i][i]
	}
	for i, v := range y {
		axpy(v, basis[i], x)
	}
}

func vec(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Data: x, Inc: 1} }

func dot(x, y []float64) float64 { return blas64.Dot(vec(x), vec(y)) }

func axpy(a float64, x, y []float64) { blas64.Axpy(a, vec(x), vec(y)) }

func length(x []float64) float64 { return blas64.Nrm2(vec(x)) }
