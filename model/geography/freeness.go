package geography

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/geosolve/geosolve/internal/kernel"
)

const (
	// fftFrom is the number of regions from which a product by FFT is faster than a dense one, measured: 1.9 µs against
	// 1.2 µs at 100 regions, 20 µs against 130 µs at 1000.
	fftFrom = 150

	// exponentialFrom is the same for products with exponential weights in linear time.
	exponentialFrom = 30

	// fftAccuracy is the largest proved error of a product by FFT, relative to each component, that is accepted where a
	// dense matrix is possible. Errors seen stay below 1/600 of the bound at 500 regions and fall further behind it as
	// their number grows: 10⁻⁹ leaves some 12 digits.
	fftAccuracy = 1e-9

	// fftAccuracyLarge is the same where there is no dense alternative: components keep at least four proved digits.
	fftAccuracyLarge = 1e-4
)

// Freeness is the matrix φ_rs = T_rs^{1−σ} of the freeness of trade, 0 < φ ≤ 1, for products φx (a price index: sums
// over origins need MulTransVec, φ being origin by destination) and φᵀx. It takes the fastest representation that keeps
// every component of a product of non-negative numbers accurate. sigma > 1 is the elasticity of substitution.
//
// It is an error if sigma is not a finite number above 1, or if there are more than MaxDenseRegions regions and neither
// structure nor accuracy allow a fast product.
func (c *Costs) Freeness(sigma float64) (kernel.Kernel, error) {
	if !(sigma > 1) || math.IsInf(sigma, 1) {
		return nil, fmt.Errorf("sigma is %v, but must be a finite number greater than 1", sigma)
	}
	phi := func(r, s int) float64 { return math.Exp((1 - sigma) * c.LogAt(r, s)) }
	n := c.Len()
	if n == 1 {
		return kernel.NewEquidistant(1, phi(0, 0), 0), nil
	}
	if c.Structure() == Exchangeable {
		return kernel.NewEquidistant(n, phi(0, 0), phi(0, 1)), nil
	}
	if k := c.exponential(phi, sigma); k != nil {
		return k, nil
	}
	if n >= fftFrom {
		if k := c.convolution(phi); k != nil {
			bound := k.RelativeErrorBound()
			if bound <= fftAccuracy || n > MaxDenseRegions && bound <= fftAccuracyLarge {
				return k, nil
			}
			if n > MaxDenseRegions {
				return nil, fmt.Errorf("trade costs: freeness falls so far over %d regions that fast products lose its digits (relative error up to %.1g); lower tau or sigma, or take at most %d regions", n, bound, MaxDenseRegions)
			}
		}
	}
	data, err := c.tabulate(phi)
	if err != nil {
		return nil, err
	}
	return kernel.NewDense(n, data), nil
}

// exponential is the product in linear time for trade costs exponential in the distance along a line or ring, nil for
// others, and for small numbers of regions, where a dense product is as fast.
func (c *Costs) exponential(phi func(r, s int) float64, sigma float64) kernel.Kernel {
	n := c.Len()
	structure := c.Structure()
	if n < exponentialFrom || c.form != Exponential || structure != Circulant && structure != Toeplitz {
		return nil
	}
	border := math.Exp((1 - sigma) * c.logRegion)
	rate := (sigma - 1) * c.tau * c.geography.distance(0, 1)
	if structure == Toeplitz {
		return kernel.NewExponentialLine(n, phi(0, 0), border, rate)
	}
	if phi(0, 0) < phi(0, n/2) {
		return nil // its errors would be relative to the latter
	}
	return kernel.NewExponentialRing(n, phi(0, 0), border, rate)
}

// convolution is the product by FFT, nil without the structure for it.
func (c *Costs) convolution(phi func(r, s int) float64) *kernel.Convolution {
	switch c.Structure() {
	case Circulant:
		row := make([]float64, c.Len())
		for s := range row {
			row[s] = phi(0, s)
		}
		return kernel.NewCirculant(row)
	case Toeplitz, BlockToeplitz, BlockCirculant:
		rows, columns := c.geography.Shape()
		return kernel.NewBlockToeplitz(rows, columns, func(dr, dc int) float64 {
			// distances are the same for a displacement and its mirror images
			return phi(0, max(dr, -dr)*columns+max(dc, -dc))
		})
	default:
		return nil
	}
}

// tabulate is the R×R matrix of a function of origin and destination, row by row; half of it if all is symmetric. Rows
// are shared between goroutines.
func (c *Costs) tabulate(at func(r, s int) float64) ([]float64, error) {
	n := c.Len()
	if n > MaxDenseRegions {
		return nil, fmt.Errorf("%s: a matrix of %d regions is too large to store; at most %d", c.geography.Kind, n, MaxDenseRegions)
	}
	values := make([]float64, n*n)
	var next atomic.Int64
	var waiting sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		waiting.Go(func() {
			for {
				r := int(next.Add(1)) - 1
				if r >= n {
					return
				}
				from := 0
				if c.Symmetric() {
					from = r
				}
				for s := from; s < n; s++ {
					values[r*n+s] = at(r, s)
				}
			}
		})
	}
	waiting.Wait()
	if c.Symmetric() {
		for r := range n {
			for s := range r {
				values[r*n+s] = values[s*n+r]
			}
		}
	}
	return values, nil
}
