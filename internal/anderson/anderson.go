// Package anderson accelerates fixed-point iterations (Anderson 1965; type II of Walker and Ni 2011,
// Anderson acceleration for fixed-point iterations, SIAM J. Numer. Anal. 49): the next iterate is the
// combination of the last ones whose residuals nearly cancel.
package anderson

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// Accelerator remembers the last steps of an iteration. It serves one goroutine.
type Accelerator struct {
	depth        int
	dX, dF       [][]float64 // differences, the newest last
	gram         [][]float64 // dF_i · dF_j
	lastX, lastF []float64
	have         bool
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

// noise is the size of an eigenvalue of the Gram matrix of unit vectors that rounding explains, by column:
// sums of some thousand products, errors adding up at random.
const noise = 1e-13

// mixing minimises |f − Σ γ_k dF_k| over columns scaled to unit length; columns that nearly depend on the
// others get no weight (truncated eigenvalues of the Gram matrix).
func (a *Accelerator) mixing(f []float64) []float64 {
	k := len(a.dF)
	if k == 0 {
		return nil
	}
	size := make([]float64, k)
	for i := range size {
		if size[i] = math.Sqrt(a.gram[i][i]); size[i] == 0 {
			size[i] = 1
		}
	}
	gram, rhs := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			gram.SetSym(i, j, a.gram[i][j]/(size[i]*size[j]))
		}
		rhs.SetVec(i, floats.Dot(a.dF[i], f)/size[i])
	}
	out := make([]float64, k)
	values, vectors, err := linalg.SymmetricEigen(gram)
	if err != nil {
		return out // a plain step
	}
	for c, value := range values {
		if value <= noise*float64(k) {
			continue
		}
		w := mat.Dot(vectors.ColView(c), rhs) / value
		for i := range out {
			out[i] += w * vectors.At(i, c) / size[i]
		}
	}
	return out
}
