package equilibrium

import (
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// block is one isotypic component of the tangent space of a face: the replicator Jacobian maps it to
// itself (Schur's lemma), and on it acts as an m×m matrix, each of whose eigenvalues has multiplicity
// mult in the whole space. basis holds the m vectors, each of the length of the state, that span one copy.
type block struct {
	basis   [][]float64
	mult    int
	trivial bool // the component inside the face: it holds the shares that keep the isotropy
	row     int  // with one basis vector: where it is largest
}

// decomposition splits the linearisation at the states of a face by symmetry. A determinant of the whole
// would be blind to eigenvalues that cross zero in pairs; the blocks are not.
type decomposition struct {
	blocks   []block
	byRow    bool // every block is 1×1 and needs one row of the Jacobian, always the same
	monitors int  // number of eigenvalues counted once per copy, and empty orbits
}

// decompose finds the isotypic components under f.sigma. Murota, Kanno, Kojima and Kojima (2010): the
// eigenspaces of a random symmetric matrix that commutes with the group are irreducible, and two of them
// are alike exactly where another such matrix links them.
func decompose(pr *problem, f *face) *decomposition {
	d := &decomposition{}
	switch {
	case len(f.sigma) == 0:
		if b := helmert(pr, f); len(b) > 0 {
			d.blocks = []block{{basis: b, mult: 1, trivial: true}}
		}
	default:
		if d.blocks = fourier(pr, f); d.blocks == nil {
			d.blocks = mirrored(pr, f)
		}
		if d.blocks == nil {
			d.blocks = commutantBlocks(pr, f)
		}
	}
	d.byRow = len(d.blocks) > 0 && len(pr.pops) == 1 && len(f.rep) == 1
	for i := range d.blocks {
		b := &d.blocks[i]
		d.monitors += len(b.basis)
		for j, v := range b.basis[0] {
			if math.Abs(v) > (1+1e-9)*math.Abs(b.basis[0][b.row]) {
				b.row = j
			}
		}
		d.byRow = d.byRow && len(b.basis) == 1 && b.row == d.blocks[0].row
	}
	d.monitors += len(f.empty)
	return d
}

// helmert returns an orthonormal basis of the directions within the support along which the shares of
// each population keep their sum.
func helmert(pr *problem, f *face) [][]float64 {
	var out [][]float64
	for _, p := range pr.pops {
		var s []int
		for i := p.Start; i < p.End; i++ {
			if f.support[i] {
				s = append(s, i)
			}
		}
		for k := 1; k < len(s); k++ {
			w := make([]float64, pr.n)
			c := 1 / math.Sqrt(float64(k*(k+1)))
			for _, i := range s[:k] {
				w[i] = c
			}
			w[s[k]] = -float64(k) * c
			out = append(out, w)
		}
	}
	return out
}

// monitor is one eigenvalue along a curve: the index-th largest of a block, or that of an empty orbit.
type monitor struct {
	block int // −1: transversal
	index int
}

// everyBlock asks spectrum for all eigenvalues.
const everyBlock = -2

// monitorsOf lists the monitors of a face in the order in which spectrum writes them.
func (d *decomposition) monitorsOf(f *face) []monitor {
	var out []monitor
	for k, b := range d.blocks {
		for i := range b.basis {
			out = append(out, monitor{k, i})
		}
	}
	for k := range f.empty {
		out = append(out, monitor{-1, k})
	}
	return out
}

// spectrum finds the eigenvalues at a corrected point whose payoffs are in w.pay: once per copy into values, in
// the order of the monitors, and the margin beyond which their signs can be believed. With only ≥ −1 it finds
// those of one block alone (−1: of empty orbits), and leaves the others NaN.
func (w *worker) spectrum(f *face, d *decomposition, x []float64, v float64, only int, values []complex128) ([]complex128, float64, error) {
	values = values[:0]
	if len(d.blocks) > 0 && only != -1 {
		if err := w.occupied(f, x, v); err != nil {
			return nil, 0, err
		}
	}
	size := maxAbs(w.pay)
	for k := range d.blocks {
		b := &d.blocks[k]
		if only >= -1 && k != only {
			for range b.basis {
				values = append(values, cmplx.NaN())
			}
			continue
		}
		m := w.restrict(b, x, len(b.basis) == 1 && len(w.pops) == 1 && !b.trivial)
		size = max(size, mat.Norm(m, math.Inf(1)))
		if len(b.basis) == 1 {
			values = append(values, complex(m.At(0, 0), 0))
			continue
		}
		e, err := linalg.Eigenvalues(m)
		if err != nil {
			return nil, 0, err
		}
		values = append(values, e...)
	}
	for _, o := range f.empty {
		values = append(values, complex(w.transversal(x, o[0]), 0))
	}
	return values, marginFactor * unitRoundoff * size, nil
}

// transversal is the eigenvalue of an empty option: its payoff less the mean of the population.
func (w *worker) transversal(x []float64, i int) float64 {
	p := w.pops[w.popOf[i]]
	mean := 0.0
	for k := p.Start; k < p.End; k++ {
		mean += x[k] * w.pay[k]
	}
	return w.pay[i] - mean
}

// restrict returns the matrix of the replicator Jacobian on a block, Wᵀ J W with
//
//	(J w)_i = x_i ((Dπ w)_i − Σ_k x_k (Dπ w)_k),   k in i's population,
//
// for directions w along which shares keep their sum. With one population and a block outside the fixed
// space, the mean is zero and one row is enough.
func (w *worker) restrict(b *block, x []float64, row bool) *mat.Dense {
	m := len(b.basis)
	out := mat.NewDense(m, m, nil)
	if row {
		i := b.row
		out.Set(0, 0, x[i]*dot(w.jac.RawRowView(i), b.basis[0])/b.basis[0][i])
		return out
	}
	for c, v := range b.basis {
		for i := range w.tmp {
			w.tmp[i] = 0
			if x[i] != 0 {
				w.tmp[i] = floats.Dot(w.jac.RawRowView(i), v)
			}
		}
		for _, p := range w.pops {
			mean := 0.0
			for k := p.Start; k < p.End; k++ {
				mean += x[k] * w.tmp[k]
			}
			for k := p.Start; k < p.End; k++ {
				w.tmp[k] = x[k] * (w.tmp[k] - mean)
			}
		}
		for r, u := range b.basis {
			out.Set(r, c, floats.Dot(u, w.tmp))
		}
	}
	return out
}

// expand lists all eigenvalues with their multiplicities, largest real part first.
func (d *decomposition) expand(f *face, values []complex128) []complex128 {
	var out []complex128
	k := 0
	for _, b := range d.blocks {
		for range b.basis {
			for range b.mult {
				out = append(out, values[k])
			}
			k++
		}
	}
	for _, o := range f.empty {
		for range o {
			out = append(out, values[k])
		}
		k++
	}
	linalg.SortEigenvalues(out)
	return out
}
