package equilibrium

import (
	"math"
	"math/rand/v2"
	"slices"

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

// relativeGap tells eigenvalues of the random commuting matrix apart: generic ones differ by more,
// equal ones agree up to rounding.
const relativeGap = 1e-7

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

// fourier returns the components of a ring whose rotations and one reflection lie in Σ: one cosine per
// mode. Nil where the face is something else.
func fourier(pr *problem, f *face) []block {
	r := pr.n
	if len(pr.pops) != 1 || pr.group.order != r || len(f.rep) != 1 || len(f.empty) > 0 || !pr.group.complete || len(f.sigma)+1 != 2*r {
		return nil
	}
	at := make([]int, r) // place on the ring
	for t, i := 0, 0; t < r; t++ {
		at[i] = t
		i = pr.group.cycle[i]
	}
	mirror := false
	for _, g := range f.sigma {
		ok := true
		for i, j := range g {
			ok = ok && (at[i]+at[j])%r == 0
		}
		mirror = mirror || ok
	}
	if !mirror {
		return nil
	}
	var out []block
	for k := 1; k <= r/2; k++ {
		w := make([]float64, r)
		for i, t := range at {
			w[i] = math.Cos(2 * math.Pi * float64(k*t%r) / float64(r))
		}
		s := 1 / norm2(w)
		for i := range w {
			w[i] *= s
		}
		b := block{basis: [][]float64{w}, mult: 2}
		if 2*k == r {
			b.mult = 1
		}
		out = append(out, b)
	}
	return out
}

// commuting returns a random matrix on the support that commutes with the group: constant on the orbits
// of pairs of options.
func commuting(f *face, s []int, rng *rand.Rand) []float64 {
	m := len(s)
	at := make([]int, f.n)
	for a, i := range s {
		at[i] = a
	}
	u := newUnionFind(m * m)
	for _, g := range f.sigma {
		for a, i := range s {
			for b, j := range s {
				u.join(a*m+b, at[g[i]]*m+at[g[j]])
			}
		}
	}
	out := make([]float64, m*m)
	for k := range out {
		if r := u.root(k); r == k {
			out[k] = 2*rng.Float64() - 1
		} else {
			out[k] = out[r]
		}
	}
	return out
}

func commutantBlocks(pr *problem, f *face) []block {
	var s []int
	for i, ok := range f.support {
		if ok {
			s = append(s, i)
		}
	}
	tan := helmert(pr, f)
	if len(tan) == 0 {
		return nil
	}
	rng := rand.New(rand.NewPCG(1, 2))
	a := project(tan, s, commuting(f, s, rng))
	b := project(tan, s, commuting(f, s, rng))
	m := len(tan)
	sym := make([]float64, m*m)
	for i := range m {
		for j := range m {
			sym[i*m+j] = a[i*m+j] + a[j*m+i]
		}
	}
	values, vectors := jacobiEigen(sym, m)
	var spaces [][][]float64
	size := max(math.Abs(values[0]), math.Abs(values[m-1]))
	for i := 0; i < m; {
		j := i + 1
		for j < m && values[j]-values[j-1] < relativeGap*size {
			j++
		}
		spaces = append(spaces, vectors[i:j])
		i = j
	}
	return assemble(f, tan, spaces, b)
}

// project returns tanᵀ A tan for a matrix A on the support.
func project(tan [][]float64, s []int, a []float64) []float64 {
	m, n := len(tan), len(s)
	out := make([]float64, m*m)
	col := make([]float64, n)
	for j, w := range tan {
		for p := range n {
			col[p] = 0
			for q, i := range s {
				col[p] += a[p*n+q] * w[i]
			}
		}
		for k, w := range tan {
			v := 0.0
			for p, i := range s {
				v += w[i] * col[p]
			}
			out[k*m+j] = v
		}
	}
	return out
}

// linkTolerance tells a link between two eigenspaces from rounding.
const linkTolerance = 1e-7

// assemble joins alike irreducible spaces into blocks.
func assemble(f *face, tan [][]float64, spaces [][][]float64, b []float64) []block {
	m := len(tan)
	times := func(v []float64) []float64 {
		out := make([]float64, m)
		for i := range out {
			out[i] = dot(b[i*m:(i+1)*m], v)
		}
		return out
	}
	var blocks []block
	used := make([]bool, len(spaces))
	for k, space := range spaces {
		if used[k] {
			continue
		}
		coords := [][]float64{space[0]}
		mult := len(space)
		whole := !realType(space, times)
		if whole {
			coords, mult = slices.Clone(space), 1
		}
		image := times(space[0])
		for l := k + 1; l < len(spaces); l++ {
			if used[l] || len(spaces[l]) != len(space) {
				continue
			}
			w := make([]float64, m)
			for _, e := range spaces[l] {
				c := dot(e, image)
				for i := range w {
					w[i] += c * e[i]
				}
			}
			if nrm := norm2(w); nrm > linkTolerance {
				used[l] = true
				if whole {
					coords = append(coords, spaces[l]...)
					continue
				}
				for i := range w {
					w[i] /= nrm
				}
				coords = append(coords, w)
			}
		}
		blk := block{mult: mult}
		for _, c := range coords {
			w := make([]float64, f.n)
			for j, t := range tan {
				for i := range w {
					w[i] += c[j] * t[i]
				}
			}
			blk.basis = append(blk.basis, w)
		}
		blk.trivial = true
		for _, g := range f.sigma {
			blk.trivial = blk.trivial && fixes(g, blk.basis[0], isotropyTolerance)
		}
		blocks = append(blocks, blk)
	}
	return blocks
}

// realType tells whether matrices that commute with the group act on the irreducible space as numbers
// (rotations without reflections act as complex numbers).
func realType(space [][]float64, times func([]float64) []float64) bool {
	if len(space) == 1 {
		return true
	}
	image := times(space[0])
	for _, e := range space[1:] {
		if math.Abs(dot(e, image)) > linkTolerance {
			return false
		}
	}
	return true
}

// jacobiEigen returns the eigenvalues of a symmetric matrix, rising, and its eigenvectors, by Jacobi's
// rotations; a is overwritten. It is used on the small matrices of representation theory, where it is
// exact to the last digits; finite by construction.
func jacobiEigen(a []float64, n int) ([]float64, [][]float64) {
	v := make([][]float64, n)
	for i := range v {
		v[i] = make([]float64, n)
		v[i][i] = 1
	}
	for range 60 {
		off, all := 0.0, 0.0
		for i := range n {
			for j := range n {
				all += a[i*n+j] * a[i*n+j]
				if i != j {
					off += a[i*n+j] * a[i*n+j]
				}
			}
		}
		if off <= 1e-30*all {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(a, v, n, p, q)
			}
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch d := a[i*n+i] - a[j*n+j]; {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	values := make([]float64, n)
	vectors := make([][]float64, n)
	for k, i := range order {
		values[k], vectors[k] = a[i*n+i], v[i]
	}
	return values, vectors
}

// rotate makes element (p, q) zero.
func rotate(a []float64, v [][]float64, n, p, q int) {
	apq := a[p*n+q]
	if apq == 0 {
		return
	}
	theta := (a[q*n+q] - a[p*n+p]) / (2 * apq)
	t := math.Copysign(1, theta) / (math.Abs(theta) + math.Hypot(1, theta))
	c := 1 / math.Hypot(1, t)
	s := t * c
	for k := range n {
		x, y := a[k*n+p], a[k*n+q]
		a[k*n+p], a[k*n+q] = c*x-s*y, s*x+c*y
	}
	for k := range n {
		x, y := a[p*n+k], a[q*n+k]
		a[p*n+k], a[q*n+k] = c*x-s*y, s*x+c*y
	}
	for k := range n {
		x, y := v[p][k], v[q][k]
		v[p][k], v[q][k] = c*x-s*y, s*x+c*y
	}
}

// monitor is one eigenvalue along a curve: the index-th largest of a block, or that of an empty orbit.
type monitor struct {
	block int // −1: transversal
	index int
}

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

// spectrum finds the eigenvalues at a corrected point from w.pay and w.jac: once per copy into values, in
// the order of the monitors, and the margin beyond which their signs can be believed.
func (w *worker) spectrum(f *face, d *decomposition, x []float64, values []complex128) ([]complex128, float64, error) {
	values = values[:0]
	size := maxAbs(w.pay)
	for k := range d.blocks {
		b := &d.blocks[k]
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
				w.tmp[i] = dot(w.jac.RawRowView(i), v)
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
			out.Set(r, c, dot(u, w.tmp))
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
	slices.SortStableFunc(out, func(a, b complex128) int {
		switch {
		case real(a) > real(b):
			return -1
		case real(a) < real(b):
			return 1
		case imag(a) > imag(b):
			return -1
		case imag(a) < imag(b):
			return 1
		}
		return 0
	})
	return out
}
