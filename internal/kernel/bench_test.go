package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

// benchmark times both products of a kernel.
func benchmark(b *testing.B, k Kernel) {
	x, y := uniform(k.Len(), 1), make([]float64, k.Len())
	k.MulVec(y, x)
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			k.MulVec(y, x)
		}
	})
	b.Run("transposed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			k.MulTransVec(y, x)
		}
	})
}

// BenchmarkGonumFFT is a real transform there and back of gonum, what a product on a ring would take with it at least.
func BenchmarkGonumFFT(b *testing.B) {
	n := 1 << 17
	fft, x, coefficients := fourier.NewFFT(n), uniform(n, 1), make([]complex128, n/2+1)
	for b.Loop() {
		fft.Coefficients(coefficients, x)
		fft.Sequence(x, coefficients)
		for i := range x {
			x[i] /= float64(n)
		}
	}
}

// uniform is n random numbers between 0 and 1.
func uniform(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.Float64()
	}
	return x
}

// ringRow is the first row of a circulant matrix that falls to exp(−decay/2) half way round.
func ringRow(n int, decay float64) []float64 {
	row := make([]float64, n)
	for d := range row {
		row[d] = math.Exp(-decay * float64(min(d, n-d)) / float64(n))
	}
	return row
}

func BenchmarkProduct(b *testing.B) {
	for _, n := range []int{100, 1000, 3000} {
		d := NewDense(n, uniform(n*n, 2))
		b.Run(fmt.Sprintf("Dense/%d", n), func(b *testing.B) { benchmark(b, d) })
		b.Run(fmt.Sprintf("Dense32/%d", n), func(b *testing.B) { benchmark(b, NewDense32(d)) })
		b.Run(fmt.Sprintf("Circulant/%d", n), func(b *testing.B) { benchmark(b, NewCirculant(ringRow(n, 10))) })
	}
	for _, n := range []int{512, 1024, 1 << 17} {
		b.Run(fmt.Sprintf("Circulant/%d", n), func(b *testing.B) { benchmark(b, NewCirculant(ringRow(n, 10))) })
	}
	b.Run("ExponentialRing/131072", func(b *testing.B) { benchmark(b, NewExponentialRing(1<<17, 1, 1, 1e-4)) })
	b.Run("ExponentialLine/131072", func(b *testing.B) { benchmark(b, NewExponentialLine(1<<17, 1, 1, 1e-4)) })
	b.Run("Equidistant/131072", func(b *testing.B) { benchmark(b, NewEquidistant(1<<17, 1, 0.1)) })
}
