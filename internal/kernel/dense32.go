package kernel

import (
	"fmt"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// Dense32 is a [Dense] matrix rounded to single precision: half the memory to read per product.
type Dense32 struct {
	matrix blas32.General
	teams  sync.Pool
	mode   int
}

// NewDense32 rounds the elements of d.
func NewDense32(d *Dense) *Dense32 {
	n := d.Len()
	data := make([]float32, n*n)
	for i, v := range d.matrix.Data {
		data[i] = float32(v)
	}
	s := &Dense32{matrix: blas32.General{Rows: n, Cols: n, Stride: n, Data: data}}
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
func (d *Dense32) MulTransVec(dst, x []float64) { d.multiply(dst, x, blas.Trans) }

func (d *Dense32) multiply(dst, x []float64, trans blas.Transpose) {
	n := d.Len()
	checkLengths(n, dst, x)
	t := d.teams.Get().(*team)
	t.trans = trans
	for i, v := range x {
		t.x32[i] = float32(v)
	}
	t.work(n)
	for i, v := range t.dst32 {
		dst[i] = float64(v)
	}
	d.teams.Put(t)
	_ = fmt.Sprint
}

func (d *Dense32) multiplyBlock(t *team, from, to int) {
	a := d.matrix
	if t.trans == blas.NoTrans {
		if d.mode == 1 {
			for r := from; r < to; r++ {
				t.dst32[r] = float32(blas32.DDot(blas32.Vector{N: a.Cols, Inc: 1, Data: a.Data[r*a.Stride:][:a.Cols]}, blas32.Vector{N: len(t.x32), Inc: 1, Data: t.x32}))
			}
			return
		}
		a.Rows, a.Data = to-from, a.Data[from*a.Stride:to*a.Stride]
	} else {
		a.Cols, a.Data = to-from, a.Data[from:]
	}
	blas32.Gemv(t.trans, 1, a,
		blas32.Vector{N: len(t.x32), Inc: 1, Data: t.x32}, 0,
		blas32.Vector{N: to - from, Inc: 1, Data: t.dst32[from:to]})
}
