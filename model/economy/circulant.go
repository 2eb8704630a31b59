package economy

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"github.com/geosolve/geosolve/internal/kernel"
)

// rows is implemented by trade that has the freeness from one region to all at hand.
type rows interface {
	// Row is φ_r·, to read only.
	Row(r int) []float64
}

// Circulant is the freeness of a ring, where it depends on the difference of the regions' numbers alone,
// φ_rs = f_{(s−r) mod N}: the numbers of one region, written twice in a row, hold the rows of all.
type Circulant struct {
	n              int
	phi, back, log []float64     // f twice, f_{−d} twice, ln f twice
	product        kernel.Kernel // nil: by rows
}

// NewCirculant builds φ = T^{1−σ} from ln T of the first region to each. product multiplies by φ; nil
// leaves that to a product by rows.
func NewCirculant(sigma float64, logT []float64, product kernel.Kernel) *Circulant {
	n := len(logT)
	buf := make([]float64, 6*n)
	c := &Circulant{n: n, phi: buf[:2*n], back: buf[2*n : 4*n], log: buf[4*n:], product: product}
	for s, l := range logT {
		if l != 0 {
			l *= 1 - sigma
		}
		phi := math.Exp(l)
		c.log[s], c.log[n+s] = l, l
		c.phi[s], c.phi[n+s] = phi, phi
		b := (n - s) % n
		c.back[b], c.back[n+b] = phi, phi
	}
	return c
}

// Len is the number of regions.
func (c *Circulant) Len() int { return c.n }

// Log is ln φ_rs.
func (c *Circulant) Log(r, s int) float64 { return c.log[c.n-r+s] }

// Row is φ_r·.
func (c *Circulant) Row(r int) []float64 { return c.phi[c.n-r : 2*c.n-r] }

// MulVec sets dst = φ x.
func (c *Circulant) MulVec(dst, x []float64) {
	if c.product != nil {
		c.product.MulVec(dst, x)
		return
	}
	for r := range c.n {
		dst[r] = floats.Dot(c.Row(r), x)
	}
}

// MulTransVec sets dst = φᵀ x.
func (c *Circulant) MulTransVec(dst, x []float64) {
	if c.product != nil {
		c.product.MulTransVec(dst, x)
		return
	}
	for r := range c.n {
		dst[r] = floats.Dot(c.back[c.n-r:2*c.n-r], x)
	}
}
