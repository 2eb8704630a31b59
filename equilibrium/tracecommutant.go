package equilibrium

import (
	"math"
	"math/rand/v2"
	"slices"
)

// relativeGap tells eigenvalues of the random commuting matrix apart: generic ones differ by more,
// equal ones agree up to rounding.
const relativeGap = 1e-7

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

// mirrored returns the two components of a face with one reflection: directions that it keeps and, pair by
// pair, those that it turns round. Nil where the face is something else.
func mirrored(pr *problem, f *face) []block {
	if len(f.sigma) != 1 || !pr.group.complete {
		return nil
	}
	g := f.sigma[0]
	var odd [][]float64
	for i, j := range g {
		if g[j] != i || pr.popOf[i] != pr.popOf[j] {
			return nil
		}
		if f.support[i] && i < j {
			w := make([]float64, pr.n)
			w[i], w[j] = math.Sqrt2/2, -math.Sqrt2/2
			odd = append(odd, w)
		}
	}
	var even [][]float64
	for _, p := range pr.pops { // Helmert's contrasts of orbits instead of options
		sum := 0.0
		var before []int
		for o, members := range f.members {
			if m := members[0]; m < p.Start || m >= p.End {
				continue
			}
			size := float64(len(members))
			if sum > 0 {
				w := make([]float64, pr.n)
				c := 1 / math.Sqrt(sum+sum*sum/size)
				for _, q := range before {
					for _, i := range f.members[q] {
						w[i] = c
					}
				}
				for _, i := range members {
					w[i] = -sum / size * c
				}
				even = append(even, w)
			}
			sum += size
			before = append(before, o)
		}
	}
	var out []block
	if len(even) > 0 {
		out = append(out, block{basis: even, mult: 1, trivial: true})
	}
	if len(odd) > 0 {
		out = append(out, block{basis: odd, mult: 1})
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
