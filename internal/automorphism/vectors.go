package automorphism

import (
	"fmt"
	"slices"
)

// The functions on vectors compare entries with an absolute tolerance tol ≥ 0: entries linked by a chain of steps of at
// most tol count as equal, so that noise in entries meant to be equal does not decide which image is largest. Vectors
// have length Len; others panic. Entries are finite.

// Canonical is the lexicographically largest image of x under the group, in the order of the places (so row by row).
//
// For a group too large to list that is known by generators only (ok of Elements is false and the group is neither
// symmetric nor dihedral), and whose orbit of x is too large as well, it is the largest image that steps by generators
// lead to from x: still an image of x.
func (g *Group) Canonical(x []float64, tol float64) []float64 {
	p := g.canonical(g.ranks(tol, x)[0])
	return apply(x, p)
}

// SameOrbit says whether some element of the group takes x to y. Where Canonical cannot promise the largest image, true
// is certain, false is not.
func (g *Group) SameOrbit(x, y []float64, tol float64) bool {
	ranks := g.ranks(tol, x, y)
	return slices.Equal(apply(ranks[0], g.canonical(ranks[0])), apply(ranks[1], g.canonical(ranks[1])))
}

// OrbitSize is the number of different images of x, x itself included; ok is false if it exceeds the range of int or the
// group is too large to list and neither symmetric nor dihedral.
func (g *Group) OrbitSize(x []float64, tol float64) (n int, ok bool) {
	r := g.ranks(tol, x)[0]
	if g.kind == explicit {
		images := g.distinctImages(r)
		return len(images), images != nil
	}
	// Images of different rearrangements of the rows lie in different column orbits or in the same; all are equally large.
	different := make(map[string]bool)
	for _, row := range g.rowGroup {
		moved := apply(r, g.flatten(row, identity(g.columns)))
		different[key(apply(moved, g.canonicalColumns(moved)))] = true
	}
	if g.kind == dihedral {
		return product(len(different), g.ringOrbit(r))
	}
	n = len(different)
	for _, class := range g.classes {
		if n, ok = product(n, arrangements(g.multiplicities(r, class))); !ok {
			return 0, false
		}
	}
	return n, true
}

// Images are the different images of x, the canonical one first, in falling lexicographic order; ok is false, and there
// is no list, if there are more than MaxElements or the list would fill more than 400 MB.
func (g *Group) Images(x []float64, tol float64) (images [][]float64, ok bool) {
	for _, p := range g.distinctImages(g.ranks(tol, x)[0]) {
		images = append(images, apply(x, p))
	}
	return images, images != nil
}

// Isotropy is the subgroup of the elements that leave x as it is. Of a group too large to list that is neither symmetric
// nor dihedral only what those generators make that fix x, and Complete is false.
func (g *Group) Isotropy(x []float64, tol float64) *Group {
	r := g.ranks(tol, x)[0]
	if g.kind == explicit {
		return g.filter(r)
	}
	turn := g.canonicalColumns(r)
	canonical := apply(r, turn)
	back := inverse(turn)
	var generators [][]int
	rearrangements := 0 // of the rows that some element of the isotropy makes: these are cosets of equal size
	for _, row := range g.rowGroup {
		rearranged := g.flatten(row, identity(g.columns))
		moved := apply(r, rearranged)
		turn := g.canonicalColumns(moved)
		if !slices.Equal(apply(moved, turn), canonical) {
			continue
		}
		if rearrangements++; rearrangements > 1 { // the first is the identity
			generators = append(generators, compose(compose(rearranged, turn), back))
		}
	}
	columns := g.columnIsotropy(r)
	if rearrangements == 1 {
		return columns.OnRows(g.rows, nil)
	}
	order, _ := columns.Order() // 0 where it is not known
	order, ok := product(order, rearrangements)
	if !ok {
		order = 0
	}
	columns = columns.OnRows(g.rows, nil)
	return newGroup(Group{
		rows: 1, columns: g.Len(), kind: explicit, complete: true,
		generators: append(columns.Generators(), generators...), order: order,
	})
}

// columnIsotropy is the group of the column permutations, rows left in place, that fix r, for a symmetric or dihedral
// group.
func (g *Group) columnIsotropy(r []int) *Group {
	if g.kind == dihedral {
		return g.ringIsotropy(r)
	}
	var classes [][]int
	for _, class := range g.classes {
		classes = append(classes, g.alike(r, class)...)
	}
	return Symmetric(g.columns, classes)
}

// filter is the isotropy of r by looking at every element, or every generator if there are too many elements.
func (g *Group) filter(r []int) *Group {
	elements, ok := g.Elements()
	if !ok {
		elements = g.Generators()
	}
	var fixing [][]int
	for _, p := range elements {
		if slices.Equal(apply(r, p), r) {
			fixing = append(fixing, p)
		}
	}
	result := Group{rows: 1, columns: g.Len(), kind: explicit, generators: fixing}
	if ok {
		result.generators, result.order, result.complete = fewGenerators(g.Len(), fixing), len(fixing), g.complete
	}
	return newGroup(result)
}

// fewGenerators picks from all elements of a group, in order, those that those before do not generate.
func fewGenerators(n int, elements [][]int) [][]int {
	var generators [][]int
	known := map[string]bool{key(identity(n)): true}
	for _, p := range elements {
		if len(known) == len(elements) {
			break
		}
		if known[key(p)] {
			continue
		}
		generators = append(generators, p)
		for _, q := range closure(n, generators) {
			known[key(q)] = true
		}
	}
	return generators
}

// apply is y with y_i = x_{p_i}.
func apply[T any](x []T, p []int) []T {
	y := make([]T, len(p))
	for i, j := range p {
		y[i] = x[j]
	}
	return y
}

// ranks replaces entries by the numbers of their classes, common to all vectors.
func (g *Group) ranks(tol float64, vectors ...[]float64) [][]int {
	var all []float64
	for _, x := range vectors {
		if len(x) != g.Len() {
			panic(fmt.Sprintf("automorphism: a vector of %d entries for a group on %d places", len(x), g.Len()))
		}
		all = append(all, x...)
	}
	joint := classes(all, 0, tol)
	result := make([][]int, len(vectors))
	for k := range vectors {
		result[k] = joint[k*g.Len():][:g.Len()]
	}
	return result
}

// canonical is an element that takes r to its largest image.
func (g *Group) canonical(r []int) []int {
	if g.kind == explicit {
		if elements, ok := g.Elements(); ok {
			return largest(r, elements)
		}
		if images := g.searchImages(r); images != nil {
			return largest(r, images)
		}
		return climb(r, g.Generators())
	}
	var candidates [][]int
	for _, row := range g.rowGroup {
		rearranged := g.flatten(row, identity(g.columns))
		candidates = append(candidates, compose(rearranged, g.canonicalColumns(apply(r, rearranged))))
	}
	return largest(r, candidates)
}

// canonicalColumns is the same with the rows left where they are, for a symmetric or dihedral group.
func (g *Group) canonicalColumns(r []int) []int {
	if g.kind == dihedral {
		return g.flatten(identity(g.rows), largestTurn(r, g.rows, g.columns))
	}
	columns := identity(g.columns)
	for _, class := range g.classes {
		sorted := slices.Clone(class)
		slices.SortStableFunc(sorted, func(a, b int) int { return -g.compareColumns(r, a, b) })
		for k, place := range class {
			columns[place] = sorted[k]
		}
	}
	return g.flatten(identity(g.rows), columns)
}

// compareColumns compares two columns from the first row down. Columns in falling order make the largest matrix, row by
// row: the first row must fall, and among its equal entries the second, and so on.
func (g *Group) compareColumns(r []int, a, b int) int {
	for row := 0; row < len(r); row += g.columns {
		if d := r[row+a] - r[row+b]; d != 0 {
			return d
		}
	}
	return 0
}

// alike splits a class of columns into those that are equal, each in the order of the class.
func (g *Group) alike(r, class []int) [][]int {
	sorted := slices.Clone(class)
	slices.SortStableFunc(sorted, func(a, b int) int { return g.compareColumns(r, a, b) })
	var result [][]int
	for k, column := range sorted {
		if k == 0 || g.compareColumns(r, sorted[k-1], column) != 0 {
			result = append(result, nil)
		}
		result[len(result)-1] = append(result[len(result)-1], column)
	}
	return result
}

// multiplicities are the numbers of equal columns in a class.
func (g *Group) multiplicities(r, class []int) []int {
	var result []int
	for _, equal := range g.alike(r, class) {
		result = append(result, len(equal))
	}
	return result
}

// arrangements is the number of arrangements of things of which m_1, m_2, … are alike, the multinomial coefficient; 0
// if it overflows.
func arrangements(multiplicities []int) int {
	result, placed := 1, 0
	for _, m := range multiplicities {
		binomial := 1
		for k := 1; k <= m; k++ {
			placed++
			next, ok := product(binomial, placed)
			if !ok {
				return 0
			}
			binomial = next / k // C(placed, k) of the places so far
		}
		var ok bool
		if result, ok = product(result, binomial); !ok {
			return 0
		}
	}
	return result
}

// distinctImages are elements that take r to each of its images once, the largest image first; nil if there are too many.
func (g *Group) distinctImages(r []int) [][]int {
	elements, ok := g.Elements()
	if !ok {
		elements = g.searchImages(r)
	}
	seen := make(map[string]bool)
	var distinct [][]int
	for _, p := range elements {
		if k := key(apply(r, p)); !seen[k] {
			seen[k] = true
			distinct = append(distinct, p)
		}
	}
	slices.SortFunc(distinct, func(p, q []int) int { return slices.Compare(apply(r, q), apply(r, p)) })
	return distinct
}

// searchImages follows the generators from image to image, where the group is too large but the orbit may not be; nil
// if that is too large, too.
func (g *Group) searchImages(r []int) [][]int {
	most := mostListed(g.Len())
	generators := g.Generators()
	images := [][]int{identity(g.Len())}
	seen := map[string]bool{key(r): true}
	for next := 0; next < len(images); next++ {
		for _, generator := range generators {
			p := compose(images[next], generator)
			if k := key(apply(r, p)); !seen[k] {
				if len(images) == most {
					return nil
				}
				seen[k] = true
				images = append(images, p)
			}
		}
	}
	return images
}

// largest is the first of the permutations that makes the largest image.
func largest(r []int, permutations [][]int) []int {
	best := permutations[0]
	for _, p := range permutations[1:] {
		for i := range p {
			if d := r[p[i]] - r[best[i]]; d != 0 {
				if d > 0 {
					best = p
				}
				break
			}
		}
	}
	return best
}

// climb composes generators as long as that makes the image larger.
func climb(r []int, generators [][]int) []int {
	best := identity(len(r))
	for {
		candidates := [][]int{best}
		for _, g := range generators {
			candidates = append(candidates, compose(best, g), compose(best, inverse(g)))
		}
		next := largest(r, candidates)
		if slices.Equal(next, best) {
			return best
		}
		best = next
	}
}
