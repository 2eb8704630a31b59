package kernel

import (
	"math"
	"sync"
)

// A cyclic is the cyclic convolution of length n, a power of two at least 2, with fixed real weights h,
//
//	y_i = Σ_j h_{(i−j) mod n} x_j,
//
// by one complex transform of length n/2 there and one back.
//
// The two polyphase parts of a real sequence, even and odd places, travel as real and imaginary part of z_j = x_{2j} +
// i·x_{2j+1}. With E, O the transforms of the even and odd part of x, H^e, H^o those of h, and ω = exp(−2πik/(n/2)), the
// parts of y are Y^e = H^e E + ω H^o O and Y^o = H^o E + H^e O. As E and O are (Z_k ± conj Z_{−k})/2, the latter over i,
// the transform of y comes out as
//
//	W_k = Y^e_k + i Y^o_k = A_k Z_k + B_k conj Z_{−k},   A = H^e + (i/2)(1−ω)H^o,   B = (i/2)(1+ω)H^o.
type cyclic struct {
	n            int
	fft          *transform
	plain, trans []multiplier // of h, and of h reversed; the same slice if h is symmetric
	buffers      sync.Pool    // of *[]complex128
}

// A multiplier holds A_k and B_k, divided by n/2, at the place of k in bit-reversed order.
type multiplier struct{ a, b complex128 }

// newCyclic prepares the convolution with h, whose length is a power of two at least 2.
func newCyclic(h []float64) *cyclic {
	n := len(h)
	c := &cyclic{n: n, fft: newTransform(n / 2)}
	c.buffers.New = func() any {
		buffer := make([]complex128, n/2)
		return &buffer
	}
	reversed := make([]float64, n)
	symmetric := true
	for i := range h {
		reversed[i] = h[(n-i)%n]
		symmetric = symmetric && reversed[i] == h[i]
	}
	c.plain = c.multipliers(h)
	c.trans = c.plain
	if !symmetric {
		c.trans = c.multipliers(reversed)
	}
	return c
}

// multipliers transforms the weights.
func (c *cyclic) multipliers(h []float64) []multiplier {
	half := c.n / 2
	even, odd, omega := make([]complex128, half), make([]complex128, half), make([]complex128, half)
	for j := range half {
		even[j], odd[j] = complex(h[2*j], 0), complex(h[2*j+1], 0)
	}
	if half > 1 {
		omega[1] = 1 // the transform of a unit pulse at 1 is ω, in the order of the others
	} else {
		omega[0] = 1
	}
	c.fft.forward(even)
	c.fft.forward(odd)
	c.fft.forward(omega)
	m := make([]multiplier, half)
	scale := complex(1/float64(half), 0) // a power of two: exact
	for i := range m {
		m[i].a = scale * (even[i] + 0.5i*(1-omega[i])*odd[i])
		m[i].b = scale * (0.5i * (1 + omega[i]) * odd[i])
	}
	return m
}

// buffer lends a packed sequence of zeros; give it back with release.
func (c *cyclic) buffer() *[]complex128 {
	z := c.buffers.Get().(*[]complex128)
	clear(*z)
	return z
}

// release takes a buffer back.
func (c *cyclic) release(z *[]complex128) { c.buffers.Put(z) }

// convolve replaces the packed sequence z by its convolution with the weights of m.
func (c *cyclic) convolve(z []complex128, m []multiplier) {
	c.fft.forward(z)
	for i := range z {
		j := opposite(i)
		if j < i {
			continue
		}
		zi, zj := z[i], z[j]
		z[i] = m[i].a*zi + timesConjugate(m[i].b, zj)
		z[j] = m[j].a*zj + timesConjugate(m[j].b, zi)
	}
	c.fft.backward(z)
}

// pack writes values to places from, from+1, … of the real sequence packed in z.
func pack(z []complex128, from int, values []float64) {
	if from%2 == 1 && len(values) > 0 {
		z[from/2] = complex(real(z[from/2]), values[0])
		values, from = values[1:], from+1
	}
	for j := range len(values) / 2 {
		z[from/2+j] = complex(values[2*j], values[2*j+1])
	}
	if last := len(values) - 1; last%2 == 0 {
		place := &z[(from+last)/2]
		*place = complex(values[last], imag(*place))
	}
}

// unpack reads places from, from+1, … of the real sequence packed in z.
func unpack(values []float64, z []complex128, from int) {
	if from%2 == 1 && len(values) > 0 {
		values[0] = imag(z[from/2])
		values, from = values[1:], from+1
	}
	for j := range len(values) / 2 {
		values[2*j], values[2*j+1] = real(z[from/2+j]), imag(z[from/2+j])
	}
	if last := len(values) - 1; last%2 == 0 {
		values[last] = real(z[(from+last)/2])
	}
}

// transformError is a bound on the error of a transform of length 2^t, in the 2-norm, relative to its result, per stage:
// η = 4·2⁻⁵². Higham (2002, Theorem 24.2) proves t·η/(1−tη) with η = μ + γ₄(√2 + μ), γ₄ = 4u/(1−4u), u = 2⁻⁵³, for factors
// good to μ; here μ ≤ 2u, hence η ≤ 7.7u < 4·2⁻⁵². Two stages in one pass make fewer roundings, not more.
const transformError = 4 * 0x1p-52

// errorBound bounds every component of the error of a product with x, given norms of the weights and of x.
//
// Of the three transforms each contributes a relative error tη in the 2-norm, t = log₂ n; that of h acts on the largest
// component of X, those of x and y on vectors multiplied by at most the largest of H:
// ‖ŷ − y‖₂ ≤ tη (2‖h‖₁‖x‖₂ + ‖h‖₂‖x‖₁). One more stage stands for the multiplication in between.
func (c *cyclic) errorBound(h1, h2, x1, x2 float64) float64 {
	stages := math.Log2(float64(c.n)) + 1
	return transformError * stages * (2*h1*x2 + h2*x1)
}
