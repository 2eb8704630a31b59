package kernel

import (
	"fmt"
	"math"
	"math/bits"

	"gonum.org/v1/gonum/floats"
)

// Convolution is a matrix of weights that depend on the displacement between two places of a line, ring, grid or torus
// alone: a Toeplitz, circulant, or block Toeplitz matrix. A product takes two real fast Fourier transforms whose length
// is a power of two, and no more than the first row and column are kept.
//
// The errors of a product are relative to norms, not to each component: see [Convolution.ErrorBound]. Where the weights
// fall off so far that a component of the result is smaller than that, it is noise, and may be negative; use
// [Exponential] or [Dense] there. [Convolution.RelativeErrorBound] tells whether this can happen.
type Convolution struct {
	rows, columns int // of the grid; a line or ring is one row
	pitch         int // distance between the beginnings of two rows in the embedding
	cyclic        *cyclic
	h1, h2        float64 // ‖h‖₁ and ‖h‖₂ over all displacements
	least         float64 // smallest weight
}

// NewCirculant is the matrix φ_rs = firstRow[(s−r) mod n] of a ring. It needs no padding if n is a power of two;
// any other n is embedded like a line, so that the cost never depends on the divisors of n. It panics if firstRow is empty.
func NewCirculant(firstRow []float64) *Convolution {
	n := len(firstRow)
	if n < 2 || n&(n-1) != 0 {
		return NewBlockToeplitz(1, n, func(_, dc int) float64 { return firstRow[((dc%n)+n)%n] })
	}
	h := make([]float64, n)
	for d, weight := range firstRow {
		h[(n-d)%n] = weight // y_r = Σ_s firstRow[(s−r) mod n] x_s convolves with the row in reverse
	}
	return newConvolution(1, n, n, h, floats.Min(h))
}

// NewToeplitz is the matrix of a line with φ_rs = firstRow[s−r] for s ≥ r and firstColumn[r−s] for r > s. It panics
// if the two differ in length, are empty, or differ in their first element.
func NewToeplitz(firstRow, firstColumn []float64) *Convolution {
	n := len(firstRow)
	if len(firstColumn) != n || n == 0 || firstRow[0] != firstColumn[0] {
		panic(fmt.Sprintf("kernel: Toeplitz matrix of a row of %d and a column of %d that do not meet", n, len(firstColumn)))
	}
	return NewBlockToeplitz(1, n, func(_, dc int) float64 {
		if dc >= 0 {
			return firstRow[dc]
		}
		return firstColumn[-dc]
	})
}

// NewBlockToeplitz is the matrix of a grid of rows × columns places, numbered row by row, whose weight from place r to
// place s is weight(dr, dc), with dr and dc the rows and columns that s lies after r: −rows < dr < rows, −columns < dc <
// columns. A torus passes weights that are periodic. It panics if there is no place.
//
// The rows are laid out one after another with gaps as long as a row but one place, so that the index i of a place
// determines i_s − i_r = dr·(2·columns−1) + dc uniquely: a convolution in two dimensions becomes one in one.
func NewBlockToeplitz(rows, columns int, weight func(dr, dc int) float64) *Convolution {
	if rows < 1 || columns < 1 {
		panic(fmt.Sprintf("kernel: a grid of %d×%d places", rows, columns))
	}
	pitch := 2*columns - 1
	span := (rows-1)*pitch + columns
	h := make([]float64, powerOfTwo(2*span-1))
	least := math.Inf(1)
	for dr := 1 - rows; dr < rows; dr++ {
		for dc := 1 - columns; dc < columns; dc++ {
			w := weight(dr, dc)
			least = min(least, w)
			h[(len(h)-dr*pitch-dc)%len(h)] = w
		}
	}
	return newConvolution(rows, columns, pitch, h, least)
}

// newConvolution wraps the cyclic convolution with h.
func newConvolution(rows, columns, pitch int, h []float64, least float64) *Convolution {
	return &Convolution{
		rows: rows, columns: columns, pitch: pitch, cyclic: newCyclic(h),
		h1: floats.Norm(h, 1), h2: floats.Norm(h, 2), least: least,
	}
}

// powerOfTwo is the smallest power of two that is at least n and 2.
func powerOfTwo(n int) int { return max(2, 1<<bits.Len(uint(n-1))) }

// Len implements [Kernel].
func (c *Convolution) Len() int { return c.rows * c.columns }

// MulVec implements [Kernel]; dst may be x.
func (c *Convolution) MulVec(dst, x []float64) { c.multiply(dst, x, c.cyclic.plain) }

// MulTransVec implements [Kernel]; dst may be x.
func (c *Convolution) MulTransVec(dst, x []float64) { c.multiply(dst, x, c.cyclic.trans) }

// multiply lays the rows of x out, convolves, and collects the rows of the result.
func (c *Convolution) multiply(dst, x []float64, m []multiplier) {
	checkLengths(c.Len(), dst, x)
	buffer := c.cyclic.buffer()
	z := *buffer
	for r := range c.rows {
		pack(z, r*c.pitch, x[r*c.columns:][:c.columns])
	}
	c.cyclic.convolve(z, m)
	for r := range c.rows {
		unpack(dst[r*c.columns:][:c.columns], z, r*c.pitch)
	}
	c.cyclic.release(buffer)
}

// ErrorBound bounds |ŷ_r − y_r| for every r, where ŷ is the computed product with x:
//
//	4·2⁻⁵² (1 + log₂ L) (2‖φ‖₁‖x‖₂ + ‖φ‖₂‖x‖₁),
//
// L the length of the transform and ‖φ‖ the norms of the weights as a vector over displacements. It is proved (Higham
// 2002, Theorem 24.2) and pessimistic: errors seen are a hundredth of it.
func (c *Convolution) ErrorBound(x []float64) float64 {
	return c.cyclic.errorBound(c.h1, c.h2, floats.Norm(x, 1), floats.Norm(x, 2))
}

// RelativeErrorBound bounds the error of every component relative to that component, for any x ≥ 0: with the smallest
// weight φ_min, y_r ≥ φ_min‖x‖₁, and ‖x‖₂ ≤ ‖x‖₁. It is +Inf if some weight is 0.
func (c *Convolution) RelativeErrorBound() float64 {
	return c.cyclic.errorBound(c.h1, c.h2, 1, 1) / c.least
}
