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
// Vectors are scaled to a largest entry of 1 and rounded; sums run in single precision over stretches of stretch terms
// and in double precision over stretches. For x ≥ 0, entries of which below 10⁻³⁸ of the largest are lost, a component is
// off by at most stretch·2⁻²⁴ ≈ 1.5·10⁻⁵ of itself, in practice by some 10⁻⁷.
type Dense32 struct {
	matrix blas32.General
	teams  sync.Pool
}

// stretch is the number of terms summed in single precision: enough for the assembly to reach its speed.
const stretch = 256

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
	t.trans, t.dst = trans, dst
	for i, v := range x {
		t.x32[i] = float32(v / largest)
	}
	t.work(n)
	t.dst = nil
	d.teams.Put(t)
	floats.Scale(largest, dst)
}

// multiplyBlock computes dst[from:to], stretch by stretch.
func (d *Dense32) multiplyBlock(t *team, from, to int) {
	dst, part := t.dst[from:to], t.dst32[from:to]
	clear(dst)
	for begin := 0; begin < d.Len(); begin += stretch {
		end := min(begin+stretch, d.Len())
		a := d.matrix
		if t.trans == blas.NoTrans {
			a.Rows, a.Cols, a.Data = to-from, end-begin, a.Data[from*a.Stride+begin:]
		} else {
			a.Rows, a.Cols, a.Data = end-begin, to-from, a.Data[begin*a.Stride+from:]
		}
		blas32.Gemv(t.trans, 1, a,
			blas32.Vector{N: end - begin, Inc: 1, Data: t.x32[begin:end]}, 0,
			blas32.Vector{N: to - from, Inc: 1, Data: part})
		for i, v := range part {
			dst[i] += float64(v)
		}
	}
}
