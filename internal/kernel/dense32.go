package kernel

import (
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/floats"
)

// Dense32 is a [Dense] matrix rounded to single precision, for the inner iterations of a large problem whose products
// wait for memory: it reads half the bytes. Weights below 10⁻³⁸ lose digits, below 10⁻⁴⁵ they become 0.
//
// Vectors are scaled to a largest entry of 1 and rounded, sums run in single precision. For x ≥ 0, entries of which below
// 10⁻³⁸ of the largest are lost, a component is off by at most (n+3)·2⁻²⁴ of itself, in practice by some 10⁻⁷: use [Dense]
// to finish. At n = 3000 a product φx takes 0.4 times as long as in double precision; below n ≈ 1500, where the caches
// hold the matrix either way, it gains nothing.
type Dense32 struct {
	matrix    blas32.General
	symmetric bool
	teams     sync.Pool
}

// NewDense32 rounds the elements of d.
func NewDense32(d *Dense) *Dense32 {
	n := d.Len()
	data := make([]float32, n*n)
	for i, v := range d.matrix.Data {
		data[i] = float32(v)
	}
	s := &Dense32{matrix: blas32.General{Rows: n, Cols: n, Stride: n, Data: data}, symmetric: d.symmetric}
	s.teams.New = func() any {
		t := newTeam(s.multiplyBlock)
		t.dst32, t.x32 = make([]float32, n), make([]float32, n)
		return t
	}
	return s
}

// Len implements [Kernel].
func (d *Dense32) Len() int { return d.matrix.Rows }

// MulVec implements [Kernel].
func (d *Dense32) MulVec(dst, x []float64) { d.multiply(dst, x, blas.NoTrans) }

// MulTransVec implements [Kernel].
func (d *Dense32) MulTransVec(dst, x []float64) {
	if d.symmetric {
		d.MulVec(dst, x)
		return
	}
	d.multiply(dst, x, blas.Trans)
}

// multiply scales and rounds x, has the team multiply, and scales the result back.
func (d *Dense32) multiply(dst, x []float64, trans blas.Transpose) {
	n := d.Len()
	checkLengths(n, dst, x)
	largest := max(floats.Max(x), -floats.Min(x))
	if largest == 0 {
		clear(dst)
		return
	}
	t := d.teams.Get().(*team)
	t.trans = trans
	for i, v := range x {
		t.x32[i] = float32(v / largest)
	}
	t.work(n)
	for i, v := range t.dst32 {
		dst[i] = largest * float64(v)
	}
	d.teams.Put(t)
}

// multiplyBlock computes dst32[from:to]: whole rows of φ, or whole columns for the transpose.
func (d *Dense32) multiplyBlock(t *team, from, to int) {
	a := d.matrix
	if t.trans == blas.NoTrans {
		a.Rows, a.Data = to-from, a.Data[from*a.Stride:to*a.Stride]
	} else {
		a.Cols, a.Data = to-from, a.Data[from:]
	}
	blas32.Gemv(t.trans, 1, a,
		blas32.Vector{N: len(t.x32), Inc: 1, Data: t.x32}, 0,
		blas32.Vector{N: to - from, Inc: 1, Data: t.dst32[from:to]})
}
