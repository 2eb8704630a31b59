package kernel

import (
	"math"
	"math/bits"
)

// A transform is the discrete Fourier transform of complex sequences whose length is a power of two,
//
//	X_k = Σ_j x_j exp(−2πi jk/n),
//
// forwards from natural to bit-reversed order of k and back from bit-reversed to natural order. A convolution does not
// care about the order in between, so that no pass is spent on reordering. The factors exp(−2πi j/n) are tabulated from
// correctly reduced arguments, each to within one unit in the last place.
//
// Two stages of the radix-2 algorithm (decimation in frequency; Gentleman and Sande 1966) are done in one pass, and the
// four quarters in turn, so that short ones stay in the nearest cache.
type transform struct {
	// factors[log₂ size] holds, for the pass over blocks of that size, the triples w^j, w^2j, w^3j for j < size/4, one
	// after another; w = exp(−2πi/size).
	factors [64][]complex128
}

// newTransform prepares transforms of length n, a power of two.
func newTransform(n int) *transform {
	t := &transform{}
	for size := n; size >= 4; size /= 4 {
		w := make([]complex128, 0, 3*size/4)
		for j := range size / 4 {
			w = append(w, root(j, size), root(2*j, size), root(3*j, size))
		}
		t.factors[bits.TrailingZeros(uint(size))] = w
	}
	return t
}

// root is exp(−2πi j/n) for 0 ≤ j < n, n a power of two: the angle is brought into [0, π/4] exactly before sine and
// cosine are taken.
func root(j, n int) complex128 {
	octant, rest := 8*j/n, 8*j%n // the angle is (octant + rest/n)·π/4
	if octant%2 == 1 {
		rest = n - rest
	}
	s, c := math.Sincos(float64(rest) / float64(n) * (math.Pi / 4))
	switch octant {
	case 0:
		return complex(c, -s)
	case 1:
		return complex(s, -c)
	case 2:
		return complex(-s, -c)
	case 3:
		return complex(-c, -s)
	case 4:
		return complex(-c, s)
	case 5:
		return complex(-s, c)
	case 6:
		return complex(s, c)
	default:
		return complex(c, s)
	}
}

// forward transforms x in place, from natural to bit-reversed order.
func (t *transform) forward(x []complex128) {
	n := len(x)
	if n == 2 {
		x[0], x[1] = x[0]+x[1], x[0]-x[1]
	}
	if n < 4 {
		return
	}
	q := n / 4
	w := t.factors[bits.TrailingZeros(uint(n))]
	x0, x1, x2, x3 := x[:q:q], x[q:][:q:q], x[2*q:][:q:q], x[3*q:][:q:q]
	for j := range x0 {
		f := w[3*j:][:3:3]
		a, b, c, d := x0[j], x1[j], x2[j], x3[j]
		even, evenDifference := a+c, a-c
		odd, oddDifference := b+d, b-d
		turned := complex(imag(oddDifference), -real(oddDifference)) // −i·(b − d)
		x0[j] = even + odd
		x1[j] = (even - odd) * f[1]
		x2[j] = (evenDifference + turned) * f[0]
		x3[j] = (evenDifference - turned) * f[2]
	}
	t.forward(x0)
	t.forward(x1)
	t.forward(x2)
	t.forward(x3)
}

// backward is n times the inverse of forward: x in place, from bit-reversed to natural order.
func (t *transform) backward(x []complex128) {
	n := len(x)
	if n == 2 {
		x[0], x[1] = x[0]+x[1], x[0]-x[1]
	}
	if n < 4 {
		return
	}
	q := n / 4
	x0, x1, x2, x3 := x[:q:q], x[q:][:q:q], x[2*q:][:q:q], x[3*q:][:q:q]
	t.backward(x0)
	t.backward(x1)
	t.backward(x2)
	t.backward(x3)
	w := t.factors[bits.TrailingZeros(uint(n))]
	for j := range x0 {
		f := w[3*j:][:3:3]
		a, b, c, d := x0[j], timesConjugate(x1[j], f[1]), timesConjugate(x2[j], f[0]), timesConjugate(x3[j], f[2])
		even, odd := a+b, a-b
		sum, difference := c+d, c-d
		turned := complex(-imag(difference), real(difference)) // i·(c − d)
		x0[j] = even + sum
		x1[j] = odd + turned
		x2[j] = even - sum
		x3[j] = odd - turned
	}
}

// timesConjugate is a·conj(b).
func timesConjugate(a, b complex128) complex128 {
	return complex(
		float64(real(a)*real(b))+float64(imag(a)*imag(b)),
		float64(imag(a)*real(b))-float64(real(a)*imag(b)))
}

// opposite is the place, in bit-reversed order, of the frequency −k (mod n) if k stands at place i.
//
// Place i holds the frequency whose bits are those of i in reverse; the lowest set bit of k is the highest of i.
// Negation keeps that bit and flips those above it in k, below it in i.
func opposite(i int) int {
	if i == 0 {
		return 0
	}
	return i ^ (1<<(bits.Len(uint(i))-1) - 1)
}
