// Package kernel multiplies vectors by matrices of non-negative weights that fall with distance, such as the freeness of
// trade φ_rs = T_rs^{1−σ}: the inner loop of every price index and wage equation.
//
//	y_r = Σ_s φ_rs x_s   (MulVec)        y_s = Σ_r φ_rs x_r   (MulTransVec)
//
// The representation follows the geography, so that large symmetric worlds need no n×n matrix:
//
//	             matrix                             operations         errors
//	Dense        any matrix                         n²                 relative to each component
//	Dense32      any matrix, single precision       n², half the bytes 10⁻⁷ of each component
//	Equidistant  one weight between any two places  n                  relative to each component
//	Exponential  exp(−κd) on a line or a ring       n                  relative to each component
//	Convolution  depends on the displacement alone  n log n, by FFT    relative to ‖φ‖·‖x‖
//
// Results are the same, bit for bit, for any number of threads and from call to call.
package kernel

import "fmt"

// A Kernel is a square matrix φ of weights known by its products with vectors. Kernels do not change and may be used
// from several goroutines at once. A product allocates nothing once warm. dst and x have length Len and must not
// overlap; other lengths panic.
type Kernel interface {
	// Len is the number of rows and columns.
	Len() int
	// MulVec sets dst to φx: dst_r = Σ_s φ_rs x_s.
	MulVec(dst, x []float64)
	// MulTransVec sets dst to φᵀx: dst_s = Σ_r φ_rs x_r.
	MulTransVec(dst, x []float64)
}

// checkLengths panics unless dst and x have length n: a mistake of the program, not of its input.
func checkLengths(n int, dst, x []float64) {
	if len(dst) != n || len(x) != n {
		panic(fmt.Sprintf("kernel: product of a %d×%d matrix with a vector of %d into one of %d", n, n, len(x), len(dst)))
	}
}
