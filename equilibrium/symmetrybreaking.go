package equilibrium

import (
	"fmt"
	"math"
	"slices"
)

// launch is a way to leave a node: a face and a direction on it, or the empty options that fill.
type launch struct {
	node    *node
	support []bool
	sigma   [][]int
	dir     []float64 // unit direction of the state; at an empty option's event the indicator of fill
	fill    []int
	breaks  bool // dir lies outside the fixed-point space of the node
	done    bool
}

// axialTolerance tells the trace of a projector from the next integer and vectors from zero; the basis
// of the kernel is orthonormal to rounding.
const axialTolerance = 1e-6

// axialLaunches lists the branches that the equivariant branching lemma promises at an event with the
// kernel spanned by the images of w (Golubitsky, Stewart and Schaeffer 1988, theorem XIII.3.3; for
// regional models Ikeda and Murota 2014): one for each isotropy subgroup Σ whose fixed-point space meets
// the kernel in a line, up to conjugacy, and both directions of the line where no symmetry exchanges them.
// The second result says whether the search was cut short.
func (pr *problem) axialLaunches(nd *node, f *face, w []float64) ([]*launch, bool) {
	gamma := pr.elementsOf(f.sigma)
	kernel := spanOfImages(gamma, w)
	lines, cut := axialLines(pr, gamma, kernel)
	var out []*launch
	for _, v := range lines {
		known := false
		for _, l := range out {
			known = known || pr.equivalent(gamma, l.dir, v) || pr.equivalent(gamma, l.dir, negated(v))
		}
		if known {
			continue
		}
		sigma := pr.stabilizer(gamma, v)
		out = append(out, &launch{node: nd, support: f.support, sigma: sigma, dir: v, breaks: true})
		if m := negated(v); !pr.equivalent(gamma, v, m) {
			out = append(out, &launch{node: nd, support: f.support, sigma: sigma, dir: m, breaks: true})
		}
	}
	return out, cut
}

// elementsOf lists the elements of the subgroup that gens generates as far as they are known: for groups
// too large to write out a face carries generators only, and what it needs here are all the exchanges
// that keep its orbits.
func (pr *problem) elementsOf(gens [][]int) [][]int {
	if pr.group.complete {
		return gens
	}
	u := newUnionFind(pr.n)
	for _, g := range gens {
		for i, j := range g {
			u.join(i, j)
		}
	}
	var out [][]int
	for _, g := range pr.group.elems {
		if keepsOrbits(u, g) {
			out = append(out, g)
		}
	}
	return out
}

func keepsOrbits(u *unionFind, g []int) bool {
	for i, j := range g {
		if u.root(i) != u.root(j) {
			return false
		}
	}
	return true
}

// stabilizer keeps the elements that fix v, of groups too large to write out no more than generate it.
func (pr *problem) stabilizer(gamma [][]int, v []float64) [][]int {
	sub := permGroup{n: pr.n, elems: gamma, complete: pr.group.complete}
	return sub.fixing(v, axialTolerance)
}

func negated(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = -x
	}
	return out
}

// equivalent tells whether an element of gamma takes a to b. For groups too large to write out, which
// act by exchanging regions at will, equal sets of values on each orbit do.
func (pr *problem) equivalent(gamma [][]int, a, b []float64) bool {
	if distance(a, b) < axialTolerance {
		return true
	}
	if !pr.group.complete {
		for _, o := range orbitsOf(pr.n, gamma) {
			if !sameSet(pick(a, o), pick(b, o), axialTolerance) {
				return false
			}
		}
		return true
	}
	for _, g := range gamma {
		if takes(g, a, b, axialTolerance) {
			return true
		}
	}
	return false
}

// orbitsOf lists the orbits of the options under gamma.
func orbitsOf(n int, gamma [][]int) [][]int {
	u := newUnionFind(n)
	for _, g := range gamma {
		for i, j := range g {
			u.join(i, j)
		}
	}
	index := map[int]int{}
	var out [][]int
	for i := range n {
		r := u.root(i)
		if _, ok := index[r]; !ok {
			index[r] = len(out)
			out = append(out, nil)
		}
		out[index[r]] = append(out[index[r]], i)
	}
	return out
}

func pick(x []float64, options []int) []float64 {
	out := make([]float64, len(options))
	for k, i := range options {
		out[k] = x[i]
	}
	return out
}

// takes tells whether ga = b up to tol.
func takes(g []int, a, b []float64, tol float64) bool {
	for i, j := range g {
		if math.Abs(b[j]-a[i]) > tol {
			return false
		}
	}
	return true
}

// spanOfImages returns an orthonormal basis of the space spanned by the images of w.
func spanOfImages(gamma [][]int, w []float64) [][]float64 {
	s := norm2(w)
	first := slices.Clone(w)
	for i := range first {
		first[i] /= s
	}
	basis := [][]float64{first}
	img := make([]float64, len(w))
	for head := 0; head < len(basis); head++ {
		for _, g := range gamma {
			act(img, g, basis[head])
			r := slices.Clone(img)
			for range 2 {
				for _, b := range basis {
					c := dot(b, r)
					for i := range r {
						r[i] -= c * b[i]
					}
				}
			}
			if n := norm2(r); n > axialTolerance {
				for i := range r {
					r[i] /= n
				}
				basis = append(basis, r)
			}
		}
	}
	return basis
}

// latticeCap bounds the subgroups that are looked at in the search for axial ones.
const latticeCap = 4000

// axialLines searches the subgroups generated by elements of gamma, each known by its orbits on the
// options, for those whose fixed-point space is a line in the kernel. The projector on fixed vectors is
// the mean over orbits, so its trace on the kernel is the dimension.
func axialLines(pr *problem, gamma [][]int, kernel [][]float64) ([][]float64, bool) {
	if len(kernel) == 1 {
		orient(kernel[0])
		return [][]float64{kernel[0]}, false
	}
	var lines [][]float64
	seen := map[string]bool{}
	cut := false
	var orbits [][]int
	if !pr.group.complete {
		orbits = orbitsOf(pr.n, gamma)
	}
	var visit func(u *unionFind, dim int)
	visit = func(u *unionFind, dim int) {
		for _, g := range gamma {
			next := &unionFind{slices.Clone(u.parent)}
			joined := false
			for i, j := range g {
				joined = next.join(i, j) || joined
			}
			if !joined {
				continue
			}
			key := partitionKey(next, orbits)
			if seen[key] {
				continue
			}
			if len(seen) >= latticeCap {
				cut = true
				return
			}
			seen[key] = true
			switch d, v := fixedIn(next, kernel); {
			case d == 1:
				lines = append(lines, v)
			case d > 1:
				visit(next, d)
			}
		}
	}
	visit(newUnionFind(pr.n), len(kernel))
	return lines, cut
}

// partitionKey names the orbits u of a subgroup, or, if those of the group are given, only the sizes into
// which it cuts each of these: where regions are exchanged at will such subgroups are conjugate.
func partitionKey(u *unionFind, orbits [][]int) string {
	key := make([]int, 0, len(u.parent))
	if orbits == nil {
		for i := range u.parent {
			key = append(key, u.root(i))
		}
		return permKey(key)
	}
	count := make([]int, len(u.parent))
	for i := range u.parent {
		count[u.root(i)]++
	}
	for _, o := range orbits {
		from := len(key)
		for _, i := range o {
			key = append(key, count[i])
		}
		slices.Sort(key[from:])
	}
	return permKey(key)
}

// fixedIn returns the dimension of the vectors of the kernel that are constant on the orbits, and if it is
// one, the unit vector, its largest component positive.
func fixedIn(u *unionFind, kernel [][]float64) (int, []float64) {
	trace := 0.0
	var best []float64
	size := 0.0
	for _, k := range kernel {
		m := orbitMean(u, k)
		t := dot(m, k)
		trace += t
		if t > size {
			best, size = m, t
		}
	}
	d := int(math.Round(trace))
	if d != 1 || best == nil {
		return d, nil
	}
	s := norm2(best)
	for i := range best {
		best[i] /= s
	}
	orient(best)
	return d, best
}

// orient turns v so that its largest component, the first of those that rounding alone tells apart, is
// positive.
func orient(v []float64) {
	top := 0
	for i, x := range v {
		if math.Abs(x) > math.Abs(v[top])*(1+axialTolerance) {
			top = i
		}
	}
	if v[top] >= 0 {
		return
	}
	for i := range v {
		v[i] = -v[i]
	}
}

func orbitMean(u *unionFind, x []float64) []float64 {
	n := len(x)
	sum := make([]float64, n)
	count := make([]float64, n)
	for i, v := range x {
		r := u.root(i)
		sum[r] += v
		count[r]++
	}
	out := make([]float64, n)
	for i := range out {
		r := u.root(i)
		out[i] = sum[r] / count[r]
	}
	return out
}

// fillLaunches lists the ways in which options that have become attractive fill: any set of them that a
// subgroup of the isotropy exchanges, evenly, up to symmetry.
func (pr *problem) fillLaunches(nd *node, f *face, options []int) []*launch {
	var out []*launch
	gamma := pr.elementsOf(f.sigma)
	for _, a := range blocksOf(pr, gamma, options) {
		ind := make([]float64, pr.n)
		support := slices.Clone(f.support)
		for _, i := range a {
			ind[i] = 1
			support[i] = true
		}
		known := false
		for _, l := range out {
			known = known || pr.equivalent(gamma, l.dir, ind)
		}
		if !known {
			out = append(out, &launch{node: nd, support: support, sigma: pr.stabilizer(gamma, ind), dir: ind, fill: a})
		}
	}
	return out
}

// blocksOf lists the orbits within options of the subgroups generated by up to two elements of gamma, or
// for exchanges at will the first one, two, … options.
func blocksOf(pr *problem, gamma [][]int, options []int) [][]int {
	if !pr.group.complete {
		var out [][]int
		for k := 1; k <= len(options); k++ {
			out = append(out, options[:k])
		}
		return out
	}
	var out [][]int
	seen := map[string]bool{}
	partitions := map[string]bool{}
	add := func(u *unionFind) {
		key := partitionKey(u, nil)
		if partitions[key] {
			return
		}
		partitions[key] = true
		for _, i := range options {
			var a []int
			for _, j := range options {
				if u.root(i) == u.root(j) {
					a = append(a, j)
				}
			}
			if k := permKey(a); !seen[k] {
				seen[k] = true
				out = append(out, a)
			}
		}
	}
	add(newUnionFind(pr.n))
	for i, g := range gamma {
		u := newUnionFind(pr.n)
		for a, b := range g {
			u.join(a, b)
		}
		add(u)
		if len(gamma) > pairCap {
			continue
		}
		for _, h := range gamma[i+1:] {
			w := &unionFind{slices.Clone(u.parent)}
			for a, b := range h {
				w.join(a, b)
			}
			add(w)
		}
	}
	slices.SortStableFunc(out, func(a, b []int) int { return len(a) - len(b) })
	return out
}

// pairCap is the largest group of which all pairs of elements are tried.
const pairCap = 130

// leftOutAxial says that the search for axial subgroups was cut.
func leftOutAxial(v float64, mult int) string {
	return fmt.Sprintf("at %v: the search for axial branches in a kernel of dimension %d stopped after %d subgroups", v, mult, latticeCap)
}
