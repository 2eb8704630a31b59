package kernel

import (
	"fmt"
	"math"
	"math/big"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
	"pgregory.net/rapid"
)

// exact is the product with the matrix of an element function, summed in 200 bits.
func exact(n int, at func(r, s int) float64, x []float64) []float64 {
	y := make([]float64, n)
	sum, term, factor := new(big.Float).SetPrec(200), new(big.Float).SetPrec(200), new(big.Float)
	for r := range y {
		sum.SetFloat64(0)
		for s, v := range x {
			term.SetFloat64(at(r, s))
			sum.Add(sum, term.Mul(term, factor.SetFloat64(v)))
		}
		y[r], _ = sum.Float64()
	}
	return y
}

// worst is the largest difference between two vectors, absolute and relative to the first.
func worst(want, got []float64) (absolute, relative float64) {
	for i, w := range want {
		d := math.Abs(w - got[i])
		absolute = max(absolute, d)
		if d > 0 {
			relative = max(relative, d/math.Abs(w))
		}
	}
	return absolute, relative
}

// products are φx and φᵀx by a kernel and exactly.
func products(k Kernel, at func(r, s int) float64, x []float64) (got, want [2][]float64) {
	n := k.Len()
	for i := range got {
		got[i] = make([]float64, n)
	}
	k.MulVec(got[0], x)
	k.MulTransVec(got[1], x)
	want[0] = exact(n, at, x)
	want[1] = exact(n, func(r, s int) float64 { return at(s, r) }, x)
	return got, want
}

// Would catch a transposition, a block of rows or columns left out or done twice, and sums in too low a precision.
func TestDense(t *testing.T) {
	for _, n := range []int{1, 2, 3, 100, 511, 512, 513, 700} {
		data := uniform(n*n, uint64(n))
		if n%2 == 1 { // symmetric
			for i := range data {
				data[i] = data[min(i, i%n*n+i/n)]
			}
		}
		at := func(r, s int) float64 { return data[r*n+s] }
		d := NewDense(n, data)
		if d.Len() != n || d.At(n-1, 0) != at(n-1, 0) {
			t.Fatalf("n = %d: element (n, 1) is %v", n, d.At(n-1, 0))
		}
		x := uniform(n, 9)
		for name, c := range map[string]struct {
			k         Kernel
			tolerance float64 // relative to a sum of n non-negative terms
		}{
			"Dense":   {d, float64(n) * 0x1p-53},
			"Dense32": {NewDense32(d), (float64(n) + 3) * 0x1p-24},
		} {
			got, want := products(c.k, at, x)
			for i := range got {
				if _, relative := worst(want[i], got[i]); relative > c.tolerance {
					t.Errorf("%s n = %d transposed %d: relative error %g", name, n, i, relative)
				}
			}
		}
	}
}

// Would catch a result of float32 products that overflows or vanishes because the vector is large or small.
func TestDense32Scale(t *testing.T) {
	d := NewDense(3, []float64{1, .5, .2, .5, 1, .3, .2, .3, 1})
	for _, scale := range []float64{1e-200, 1, 1e200} {
		x, y := []float64{scale, 2 * scale, 3 * scale}, make([]float64, 3)
		NewDense32(d).MulVec(y, x)
		if math.Abs(y[0]/scale-2.6) > 1e-6 {
			t.Errorf("scale %g: %v", scale, y)
		}
	}
	y := []float64{1, 2, 3}
	NewDense32(d).MulVec(y, make([]float64, 3))
	if y[0] != 0 || y[2] != 0 {
		t.Errorf("product with 0: %v", y)
	}
}

// Would catch sums that depend on how many threads share the work, or on which takes which block.
func TestSameBytesForAnyThreads(t *testing.T) {
	n := 1100
	d := NewDense(n, uniform(n*n, 5))
	x := uniform(n, 6)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, k := range map[string]Kernel{"Dense": d, "Dense32": NewDense32(d), "Convolution": NewCirculant(x), "Exponential": NewExponentialRing(n, 1, .9, .1)} {
		var first [2][]float64
		for _, threads := range []int{1, 2, 3, 8, 2} {
			runtime.GOMAXPROCS(threads)
			y, z := make([]float64, n), make([]float64, n)
			k.MulVec(y, x)
			k.MulTransVec(z, x)
			if first[0] == nil {
				first = [2][]float64{y, z}
			}
			if !slices.Equal(y, first[0]) || !slices.Equal(z, first[1]) {
				t.Errorf("%s: another result with %d threads", name, threads)
			}
		}
	}
}

// Would catch two products at the same time that share a buffer.
func TestConcurrentUse(t *testing.T) {
	n := 600
	d := NewDense(n, uniform(n*n, 5))
	x := uniform(n, 6)
	for name, k := range map[string]Kernel{"Dense": d, "Dense32": NewDense32(d), "Convolution": NewCirculant(x), "Exponential": NewExponentialLine(n, 1, .9, .1)} {
		want := make([]float64, n)
		k.MulVec(want, x)
		results := make(chan []float64)
		for range 8 {
			go func() {
				y := make([]float64, n)
				for range 20 {
					k.MulVec(y, x)
				}
				results <- y
			}()
		}
		for range 8 {
			if !slices.Equal(<-results, want) {
				t.Errorf("%s: results differ", name)
			}
		}
	}
}

// Would catch a wrong place in an embedding (any length, grid or torus, symmetric or not), a transposition, and an error
// bound that is none.
func TestConvolution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 5).Draw(t, "rows"), rapid.IntRange(1, 40).Draw(t, "columns")
		n := rows * columns
		seed := rapid.Uint64().Draw(t, "seed")
		weights := uniform(4*n, seed)
		displaced := func(dr, dc int) float64 { return weights[(dr+rows)*2*columns+dc+columns] }
		row, column := weights[:n], slices.Clone(weights[n:2*n])
		column[0] = row[0]
		x := uniform(n, seed+1)
		for name, c := range map[string]struct {
			k  *Convolution
			at func(r, s int) float64
		}{
			"block Toeplitz": {NewBlockToeplitz(rows, columns, displaced), func(r, s int) float64 {
				return displaced(s/columns-r/columns, s%columns-r%columns)
			}},
			"circulant": {NewCirculant(row), func(r, s int) float64 { return row[(s-r+n)%n] }},
			"Toeplitz": {NewToeplitz(row, column), func(r, s int) float64 {
				if s >= r {
					return row[s-r]
				}
				return column[r-s]
			}},
		} {
			got, want := products(c.k, c.at, x)
			for i := range got {
				absolute, relative := worst(want[i], got[i])
				if bound := c.k.ErrorBound(x); absolute > bound || bound > 1e-10*float64(n) {
					t.Fatalf("%s: error %g, bound %g", name, absolute, bound)
				}
				if bound := c.k.RelativeErrorBound(); relative > bound {
					t.Fatalf("%s: relative error %g, bound %g", name, relative, bound)
				}
			}
		}
	})
}

// Would catch a transform that loses accuracy with length, against an independent one: on a ring of 2¹⁷ places a wave of
// any frequency is an eigenvector, with the transform of the weights as its eigenvalue.
func TestLargeRing(t *testing.T) {
	n := 1 << 17
	row := ringRow(n, 10)
	k := NewCirculant(row)
	eigenvalues := fourier.NewFFT(n).Coefficients(nil, row)
	x, y := make([]float64, n), make([]float64, n)
	for _, frequency := range []int{0, 1, 3, 1000, n / 2} {
		for r := range x {
			x[r] = math.Cos(2 * math.Pi * float64(frequency*r%n) / float64(n))
		}
		k.MulVec(y, x)
		for r := range y {
			if want := real(eigenvalues[frequency]) * x[r]; math.Abs(y[r]-want) > 1e-14*real(eigenvalues[0]) {
				t.Fatalf("frequency %d, place %d: %v, want %v", frequency, r, y[r], want)
			}
		}
	}
}

// Would catch a factor off by more than one unit in the last place, on the axes and diagonals above all.
func TestRoot(t *testing.T) {
	for _, n := range []int{1, 2, 4, 8, 16, 1 << 12} {
		for j := range n {
			w := root(j, n)
			s, c := math.Sincos(2 * math.Pi * (float64(j) / float64(n)))
			if math.Abs(real(w)-c) > 1e-15 || math.Abs(imag(w)+s) > 1e-15 {
				t.Fatalf("root(%d, %d) = %v", j, n, w)
			}
			if 4*j%n == 0 && real(w)*imag(w) != 0 {
				t.Errorf("root(%d, %d) = %v is not on an axis", j, n, w)
			}
		}
	}
}

// Would catch a half circle that is one place too long or short, an opposite place counted twice, cancellation where
// components are small, and a decay that is lost.
func TestExponential(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		rate := rapid.SampledFrom([]float64{0, 1e-6, 0.01, 0.3, 0.69, 0.7, 2, 11}).Draw(t, "rate")
		scale := rapid.Float64Range(1e-3, 1).Draw(t, "scale")
		own := rapid.Float64Range(scale*math.Exp(-rate*float64(n/2)), 1).Draw(t, "own")
		x := make([]float64, n)
		for i := range x {
			x[i] = rapid.SampledFrom([]float64{0, 1e-12, 0.3, 1}).Draw(t, "x")
		}
		for _, ring := range []bool{false, true} {
			k := NewExponentialLine(n, own, scale, rate)
			if ring {
				k = NewExponentialRing(n, own, scale, rate)
			}
			got, want := products(k, func(r, s int) float64 {
				d := max(r-s, s-r)
				if ring {
					d = min(d, n-d)
				}
				if d == 0 {
					return own
				}
				return scale * math.Exp(-rate*float64(d))
			}, x)
			for i := range got {
				// the reference rounds its weights, exp(−z) by z·2⁻⁵³
				if _, relative := worst(want[i], got[i]); relative > 0x1p-50*(float64(n)+1+rate*float64(n)) {
					t.Fatalf("ring %v: relative error %g\n%v\n%v", ring, relative, got[i], want[i])
				}
			}
		}
	})
}

// Would catch errors that add up along a large ring: against the transform, where that is accurate, and against the
// weights themselves for a pulse, far beyond what a transform can resolve.
func TestExponentialLarge(t *testing.T) {
	n := 1 << 17
	decay := 10.0
	fast, slow := NewExponentialRing(n, 1, 1, decay/float64(n)), NewCirculant(ringRow(n, decay))
	x, y, z := uniform(n, 3), make([]float64, n), make([]float64, n)
	fast.MulVec(y, x)
	slow.MulVec(z, x)
	if _, relative := worst(z, y); relative > 1e-13 {
		t.Errorf("relative difference to the transform: %g", relative)
	}
	clear(x)
	x[77] = 1
	rate := 600 / float64(n)
	NewExponentialRing(n, 1, 1, rate).MulVec(y, x)
	for r := range y {
		d := max(r-77, 77-r)
		want := math.Exp(-rate * float64(min(d, n-d)))
		if math.Abs(y[r]-want) > 1e-11*want {
			t.Fatalf("place %d: %g, want %g", r, y[r], want)
		}
	}
}

// Would catch a kernel that takes all numbers for non-negative: derivatives and Krylov vectors are not.
func TestSigned(t *testing.T) {
	const n, decay = 90, 9.0
	ring := func(r, s int) float64 {
		d := max(r-s, s-r)
		return math.Exp(-decay * float64(min(d, n-d)) / n)
	}
	line := func(r, s int) float64 { return math.Exp(-decay * float64(max(r-s, s-r)) / n) }
	x := uniform(n, 4)
	for i := range x {
		x[i] -= 0.5
	}
	for name, c := range map[string]struct {
		k  Kernel
		at func(r, s int) float64
	}{
		"Exponential ring": {NewExponentialRing(n, 1, 1, decay/n), ring},
		"Exponential line": {NewExponentialLine(n, 1, 1, decay/n), line},
		"Convolution":      {NewCirculant(ringRow(n, decay)), ring},
		"Equidistant":      {NewEquidistant(n, 1, 0.1), func(r, s int) float64 { return map[bool]float64{true: 1, false: 0.1}[r == s] }},
	} {
		got, want := products(c.k, c.at, x)
		for i := range got {
			if absolute, _ := worst(want[i], got[i]); absolute > 1e-13 {
				t.Errorf("%s: off by %g", name, absolute)
			}
		}
	}
}

// Would catch a diagonal or a sum that is off.
func TestEquidistant(t *testing.T) {
	for _, own := range []float64{1, 0.05, 0} {
		n := 37
		k := NewEquidistant(n, own, 0.1)
		got, want := products(k, func(r, s int) float64 {
			if r == s {
				return own
			}
			return 0.1
		}, uniform(n, 4))
		for i := range got {
			if _, relative := worst(want[i], got[i]); relative > 1e-15 {
				t.Errorf("own %v: relative error %g", own, relative)
			}
		}
	}
}

// Would catch memory taken in the innermost loop.
func TestNoAllocation(t *testing.T) {
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("sync.Pool drops what it is given at random under the race detector")
	}
	n := 600
	d := NewDense(n, uniform(n*n, 5))
	x, y := uniform(n, 6), make([]float64, n)
	for _, k := range []Kernel{d, NewDense32(d), NewCirculant(x), NewToeplitz(x, x), NewEquidistant(n, 1, .1), NewExponentialRing(n, 1, 1, .1)} {
		t.Run(fmt.Sprintf("%T", k), func(t *testing.T) {
			if count := testing.AllocsPerRun(200, func() { k.MulVec(y, x); k.MulTransVec(y, x) }); count >= 1 {
				t.Errorf("%v allocations per pair of products", count)
			}
		})
	}
}

// Would catch lengths that do not fit and go unnoticed.
func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"matrix":      func() { NewDense(2, make([]float64, 3)) },
		"short x":     func() { NewEquidistant(2, 1, 0).MulVec(make([]float64, 2), make([]float64, 1)) },
		"long dst":    func() { NewCirculant([]float64{1, 0}).MulVec(make([]float64, 3), make([]float64, 2)) },
		"no place":    func() { NewCirculant(nil) },
		"corner":      func() { NewToeplitz([]float64{1, 2}, []float64{2, 1}) },
		"growth":      func() { NewExponentialLine(3, 1, 1, -1) },
		"empty line":  func() { NewExponentialRing(0, 1, 1, 1) },
		"short gemv":  func() { NewDense(2, make([]float64, 4)).MulTransVec(make([]float64, 2), make([]float64, 3)) },
		"short float": func() { NewDense32(NewDense(1, []float64{1})).MulVec(nil, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}
