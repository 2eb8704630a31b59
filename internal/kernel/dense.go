package kernel

import (
	"fmt"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// Dense is any square matrix, stored row by row. Large products are shared between goroutines.
type Dense struct {
	matrix    blas64.General
	symmetric bool // then φᵀx is φx, which reads whole rows and is faster
	teams     sync.Pool
}

// NewDense is the n×n matrix with element (r, s) at data[r*n+s], which it keeps; it must not be changed afterwards.
// It panics unless data has n² elements.
func NewDense(n int, data []float64) *Dense {
	if n < 1 || len(data) != n*n {
		panic(fmt.Sprintf("kernel: %d elements for a %d×%d matrix", len(data), n, n))
	}
	d := &Dense{matrix: blas64.General{Rows: n, Cols: n, Stride: n, Data: data}}
	d.symmetric = isSymmetric(d.matrix)
	d.teams.New = func() any { return newTeam(d.multiplyBlock) }
	return d
}

// Len implements [Kernel].
func (d *Dense) Len() int { return d.matrix.Rows }

// At is the element in row r and column s, both from 0.
func (d *Dense) At(r, s int) float64 { return d.matrix.Data[r*d.matrix.Stride+s] }

// MulVec implements [Kernel].
func (d *Dense) MulVec(dst, x []float64) { d.multiply(dst, x, blas.NoTrans) }

// MulTransVec implements [Kernel].
func (d *Dense) MulTransVec(dst, x []float64) {
	if d.symmetric {
		d.MulVec(dst, x)
		return
	}
	d.multiply(dst, x, blas.Trans)
}

// isSymmetric says whether the matrix equals its transpose, square tile by tile to spare the caches.
func isSymmetric(a blas64.General) bool {
	const tile = 64
	for top := 0; top < a.Rows; top += tile {
		for left := 0; left <= top; left += tile {
			for r := top; r < min(top+tile, a.Rows); r++ {
				for s := left; s < min(left+tile, r); s++ {
					if a.Data[r*a.Stride+s] != a.Data[s*a.Stride+r] {
						return false
					}
				}
			}
		}
	}
	return true
}

// multiply computes the product block by block, on several goroutines where that pays.
func (d *Dense) multiply(dst, x []float64, trans blas.Transpose) {
	n := d.Len()
	checkLengths(n, dst, x)
	if n < parallelFrom {
		d.multiplyPart(dst, x, trans, 0, n)
		return
	}
	t := d.teams.Get().(*team)
	t.dst, t.x, t.trans = dst, x, trans
	t.work(n)
	t.dst, t.x = nil, nil
	d.teams.Put(t)
}

// multiplyBlock is the share of one goroutine.
func (d *Dense) multiplyBlock(t *team, from, to int) { d.multiplyPart(t.dst, t.x, t.trans, from, to) }

// multiplyPart computes dst[from:to]: whole rows of φ, or whole columns for the transpose. No sum is ever split between
// parts, and the parts do not depend on the number of goroutines; so neither do the results.
func (d *Dense) multiplyPart(dst, x []float64, trans blas.Transpose, from, to int) {
	a := d.matrix
	if trans == blas.NoTrans {
		a.Rows, a.Data = to-from, a.Data[from*a.Stride:to*a.Stride]
	} else {
		a.Cols, a.Data = to-from, a.Data[from:]
	}
	blas64.Gemv(trans, 1, a,
		blas64.Vector{N: len(x), Inc: 1, Data: x}, 0,
		blas64.Vector{N: to - from, Inc: 1, Data: dst[from:to]})
}
