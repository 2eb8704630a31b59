package economy

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/geosolve/geosolve/internal/kernel"
)

// Trade is what distance does to the goods of one industry: the freeness φ_rs = T_rs^{1−σ} between N
// regions, row the origin, column the destination.
type Trade interface {
	// Len is the number of regions N.
	Len() int
	// MulVec sets dst_r = Σ_s φ_rs x_s (what destinations' demand is worth at the origin).
	MulVec(dst, x []float64)
	// MulTransVec sets dst_r = Σ_s φ_sr x_s (what origins' supply is worth at the destination).
	MulTransVec(dst, x []float64)
	// Log is ln φ_rs ≤ 0; −Inf where nothing is traded.
	Log(r, s int) float64
}

// Dense is the freeness between a few hundred or thousand regions, held as a matrix.
type Dense struct {
	n        int
	phi, log []float64
}

// NewDense builds φ = T^{1−σ} from ln T, row the origin.
func NewDense(n int, sigma float64, logT func(r, s int) float64) *Dense {
	d := &Dense{n: n, phi: make([]float64, n*n), log: make([]float64, n*n)}
	for r := range n {
		for s := range n {
			l := logT(r, s)
			if l != 0 {
				l *= 1 - sigma
			}
			d.log[r*n+s] = l
			d.phi[r*n+s] = math.Exp(l)
		}
	}
	return d
}

// Len is the number of regions.
func (d *Dense) Len() int { return d.n }

// Log is ln φ_rs.
func (d *Dense) Log(r, s int) float64 { return d.log[r*d.n+s] }

// Row is φ_r·.
func (d *Dense) Row(r int) []float64 { return d.phi[r*d.n : (r+1)*d.n] }

// smallMatrix is the size below which a plain loop beats the call of a BLAS routine.
const smallMatrix = 8

// MulVec sets dst = φ x.
func (d *Dense) MulVec(dst, x []float64) {
	if d.n < smallMatrix {
		for r := range d.n {
			sum := 0.0
			for s, p := range d.phi[r*d.n : (r+1)*d.n] {
				sum += p * x[s]
			}
			dst[r] = sum
		}
		return
	}
	blas64.Gemv(blas.NoTrans, 1, d.general(), vector(x), 0, vector(dst))
}

// MulTransVec sets dst = φᵀ x.
func (d *Dense) MulTransVec(dst, x []float64) {
	if d.n < smallMatrix {
		for s := range d.n {
			sum := 0.0
			for r := range d.n {
				sum += d.phi[r*d.n+s] * x[r]
			}
			dst[s] = sum
		}
		return
	}
	blas64.Gemv(blas.Trans, 1, d.general(), vector(x), 0, vector(dst))
}

// Large is the freeness between many regions, multiplied by the kernel that suits the geography.
type Large struct {
	kernel.Kernel
	sigma float64
	logT  func(r, s int) float64
}

// NewLarge joins a kernel of φ = T^{1−σ} with the costs it was made of.
func NewLarge(k kernel.Kernel, sigma float64, logT func(r, s int) float64) *Large {
	return &Large{k, sigma, logT}
}

// Log is ln φ_rs = (1−σ) ln T_rs.
func (l *Large) Log(r, s int) float64 {
	v := l.logT(r, s)
	if v == 0 {
		return 0
	}
	return (1 - l.sigma) * v
}

func (d *Dense) general() blas64.General {
	return blas64.General{Rows: d.n, Cols: d.n, Stride: d.n, Data: d.phi}
}

func vector(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Data: x, Inc: 1} }
