// Package anderson accelerates fixed-point iterations (Anderson 1965; type II of Walker and Ni 2011,
// Anderson acceleration for fixed-point iterations, SIAM J. Numer. Anal. 49): the next iterate is the
// combination of the last ones whose residuals nearly cancel.
package anderson

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Accelerator remembers the last steps of an iteration. It serves one goroutine.
type Accelerator struct {
	depth        int
	dX, dF       [][]float64 // differences, the newest last
	gram         [][]float64 // dF_i · dF_j
	lastX, lastF []float64
	have         bool
	// of mixing
	gamma, size, work []float64
	order             []int
}

// New returns an accelerator that keeps depth differences, for vectors of length n. Walker and Ni find
// little gain beyond ten.
func New(n, depth int) *Accelerator {
	return &Accelerator{depth: depth, lastX: make([]float64, n), lastF: make([]float64, n)}
}

// Reset forgets all steps.
func (a *Accelerator) Reset() {
	a.dX, a.dF, a.gram, a.have = a.dX[:0], a.dF[:0], nil, false
}

// Continue begins the iteration of another map like the last: the steps remembered still tell how residuals
// change along them.
func (a *Accelerator) Continue() { a.have = false }

// Advance moves x by the residual f = g(x) − x of the iteration, accelerated. f is left as it is.
func (a *Accelerator) Advance(x, f []float64) {
	if a.have {
		dx, df := a.rotate(&a.dX), a.rotate(&a.dF)
		floats.SubTo(dx, x, a.lastX)
		floats.SubTo(df, f, a.lastF)
		a.extend()
	}
	copy(a.lastX, x)
	copy(a.lastF, f)
	a.have = true
	gamma := a.mixing(f)
	floats.Add(x, f)
	for k, c := range gamma {
		floats.AddScaled(x, -c, a.dX[k])
		floats.AddScaled(x, -c, a.dF[k])
	}
}

// rotate returns the storage of a new last column: the oldest one's once there are depth of them.
func (a *Accelerator) rotate(d *[][]float64) []float64 {
	if len(*d) < a.depth {
		*d = append(*d, make([]float64, len(a.lastX)))
		return (*d)[len(*d)-1]
	}
	old := (*d)[0]
	copy(*d, (*d)[1:])
	(*d)[len(*d)-1] = old
	return old
}

// extend adds the products with the newest column to the Gram matrix, and drops those with the column that
// went.
func (a *Accelerator) extend() {
	k := len(a.dF)
	if len(a.gram) == k {
		a.gram = slices.Delete(a.gram, 0, 1)
		for i := range a.gram {
			a.gram[i] = slices.Delete(a.gram[i], 0, 1)
		}
	}
	last := make([]float64, k)
	for i := range k {
		last[i] = floats.Dot(a.dF[i], a.dF[k-1])
	}
	for i := range a.gram {
		a.gram[i] = append(a.gram[i], last[i])
	}
	a.gram = append(a.gram, last)
}

// noise is the part of the square of a unit vector that rounding leaves when the others are taken out of
// it: sums of some thousand products, errors adding up at random.
const noise = 1e-13

// mixing minimises |f − Σ γ_k dF_k| over columns scaled to unit length by the normal equations. Cholesky's
// factorisation takes the column next that depends least on those before it (Golub and Van Loan 2013, §4.2.8);
// columns that all but depend on the others get no weight.
func (a *Accelerator) mixing(f []float64) []float64 {
	k := len(a.dF)
	a.gamma, a.size, a.work = slices.Grow(a.gamma[:0], k)[:k], slices.Grow(a.size[:0], k)[:k], slices.Grow(a.work[:0], k*k)[:k*k]
	a.order = a.order[:0]
	for i := range k {
		if a.size[i] = math.Sqrt(a.gram[i][i]); a.size[i] == 0 {
			a.size[i] = 1
		}
		a.gamma[i] = floats.Dot(a.dF[i], f) / a.size[i]
		a.order = append(a.order, i)
	}
	for i := range k {
		for j := range k {
			a.work[i*k+j] = a.gram[i][j] / (a.size[i] * a.size[j])
		}
	}
	rank := a.factorize(k)
	// L y = rhs, Lᵀ γ = y, in the order of the pivots
	l, o := a.work, a.order
	for p := range rank {
		for q := range p {
			a.gamma[o[p]] -= l[o[p]*k+o[q]] * a.gamma[o[q]]
		}
		a.gamma[o[p]] /= l[o[p]*k+o[p]]
	}
	for p := rank - 1; p >= 0; p-- {
		for q := p + 1; q < rank; q++ {
			a.gamma[o[p]] -= l[o[q]*k+o[p]] * a.gamma[o[q]]
		}
		a.gamma[o[p]] /= l[o[p]*k+o[p]]
	}
	for p, i := range o {
		if p < rank {
			a.gamma[i] /= a.size[i]
		} else {
			a.gamma[i] = 0
		}
	}
	return a.gamma
}

// factorize overwrites the k×k matrix in work by its Cholesky factor in the order of the pivots, column by
// column in the places of the unordered matrix, and returns how many columns are independent.
func (a *Accelerator) factorize(k int) int {
	m, o := a.work, a.order
	for p := range k {
		best := p
		for q := p + 1; q < k; q++ {
			if m[o[q]*k+o[q]] > m[o[best]*k+o[best]] {
				best = q
			}
		}
		o[p], o[best] = o[best], o[p]
		pivot := m[o[p]*k+o[p]]
		if !(pivot > noise*float64(k)) {
			return p
		}
		d := math.Sqrt(pivot)
		m[o[p]*k+o[p]] = d
		for q := p + 1; q < k; q++ {
			m[o[q]*k+o[p]] /= d
		}
		for q := p + 1; q < k; q++ {
			for r := p + 1; r < k; r++ {
				m[o[q]*k+o[r]] -= m[o[q]*k+o[p]] * m[o[r]*k+o[p]]
			}
		}
	}
	return k
}
