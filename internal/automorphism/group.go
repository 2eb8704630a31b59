// Package automorphism finds the symmetries of an economy – the permutations of regions (and of industries that are
// alike) that leave every exogenous number as it is – and what they do to vectors of shares.
//
// [Find] searches; [Symmetric] and [Dihedral] state the groups of places all alike and of a ring without a search. A
// [Group] acts on vectors; [Group.OnRows] lets it act on matrices, industry by region, flattened row by row.
//
// A permutation is a slice p that sends a vector x to y with y[i] = x[p[i]]. Results are deterministic: they depend on
// the arguments alone.
package automorphism

import (
	"fmt"
	"math/bits"
	"slices"
	"sync"
)

const (
	// MaxElements is the largest number of permutations that are listed one by one.
	MaxElements = 100_000

	// maxStored bounds the numbers held in lists of permutations and images, elements × length: 400 MB.
	maxStored = 50_000_000
)

// kind is the way a group of column permutations is represented.
type kind int

const (
	explicit  kind = iota // generators and, unless there are too many, elements
	symmetric             // all permutations inside each class
	dihedral              // rotations and reflections of a ring
)

// A Group is a group of permutations of the n places of a vector. The zero Group is of no use; groups do not change
// and may be used from several goroutines.
//
// The vector is a matrix of rows × columns, flattened row by row (one row, unless made by OnRows). An element permutes
// the columns of all rows alike and the rows among themselves.
type Group struct {
	rows, columns int
	kind          kind
	classes       [][]int // symmetric: the classes of two or more columns
	generators    [][]int // explicit: of the column permutations
	order         int     // explicit: the number of column permutations; 0 if it overflows or is not known
	rowGroup      [][]int // permutations of the rows, identity first
	complete      bool

	list func() [][]int // all elements, computed once; nil if there are too many
}

// newGroup finishes a group.
func newGroup(g Group) *Group {
	if g.rowGroup == nil {
		g.rowGroup = [][]int{identity(g.rows)}
	}
	result := &g
	result.list = sync.OnceValue(result.enumerate)
	return result
}

// Trivial is the group of the identity of n places alone.
func Trivial(n int) *Group { return Symmetric(n, nil) }

// Symmetric is the group of all permutations of n places that stay inside each class; places in no class stay where
// they are. It panics unless the classes are disjoint sets of places 0 … n−1.
func Symmetric(n int, classes [][]int) *Group {
	seen := make([]bool, n)
	g := Group{rows: 1, columns: n, kind: symmetric, complete: true}
	for _, class := range classes {
		for _, i := range class {
			if i < 0 || i >= n || seen[i] {
				panic(fmt.Sprintf("automorphism: place %d of a class is not one of %d places, each in one class", i, n))
			}
			seen[i] = true
		}
		if len(class) > 1 {
			class = slices.Clone(class)
			slices.Sort(class)
			g.classes = append(g.classes, class)
		}
	}
	slices.SortFunc(g.classes, func(a, b []int) int { return a[0] - b[0] })
	return newGroup(g)
}

// Dihedral is the group of the rotations and reflections of a ring of n places, 2n permutations (for n ≤ 2: n).
func Dihedral(n int) *Group {
	if n <= 2 {
		return Symmetric(n, [][]int{identity(n)})
	}
	return newGroup(Group{rows: 1, columns: n, kind: dihedral, complete: true})
}

// OnRows is the group acting on m×n matrices, flattened row by row, where g acts on vectors of n: it permutes the
// columns of all rows alike, and besides, independently of that, the rows by any of rowGroup, which must be a group of
// permutations of m rows (nil: rows stay). It panics if m < 1, rowGroup is not a group, or g already has rows.
func (g *Group) OnRows(m int, rowGroup [][]int) *Group {
	if m < 1 || g.rows != 1 {
		panic(fmt.Sprintf("automorphism: OnRows(%d) of a group on %d rows", m, g.rows))
	}
	if rowGroup == nil {
		rowGroup = [][]int{identity(m)}
	}
	checkGroup(m, rowGroup)
	rowGroup = slices.Clone(rowGroup)
	slices.SortFunc(rowGroup, slices.Compare[[]int])
	return newGroup(Group{
		rows: m, columns: g.columns, kind: g.kind, classes: g.classes, generators: g.generators, order: g.order,
		rowGroup: rowGroup, complete: g.complete,
	})
}

// checkGroup panics unless the permutations of m things are a group.
func checkGroup(m int, permutations [][]int) {
	known := make(map[string]bool, len(permutations))
	for _, p := range permutations {
		if !isPermutation(p, m) || known[key(p)] {
			panic(fmt.Sprintf("automorphism: %v is not a permutation of %d rows, or there twice", p, m))
		}
		known[key(p)] = true
	}
	for _, p := range permutations {
		for _, q := range permutations {
			if !known[key(compose(p, q))] {
				panic(fmt.Sprintf("automorphism: the row permutations are no group: %v after %v is missing", q, p))
			}
		}
	}
	if len(permutations) == 0 {
		panic("automorphism: a group has at least the identity")
	}
}

// Len is the length of the vectors the group acts on, rows × columns.
func (g *Group) Len() int { return g.rows * g.columns }

// Complete says whether the search for the group came to its end. If not, the group is one of symmetries all right, but
// perhaps not of all.
func (g *Group) Complete() bool { return g.complete }

// Order is the number of elements; ok is false if it exceeds the range of int (or, after a search cut short, that of lists).
func (g *Group) Order() (n int, ok bool) {
	n = len(g.rowGroup)
	switch g.kind {
	case symmetric:
		for _, class := range g.classes {
			if n, ok = product(n, factorial(len(class))); !ok {
				return 0, false
			}
		}
		return n, true
	case dihedral:
		return product(n, 2*g.columns)
	default:
		if g.order == 0 {
			elements, ok := g.Elements()
			return len(elements), ok
		}
		return product(n, g.order)
	}
}

// Generators are permutations of the places whose products are the group: none for the trivial group.
func (g *Group) Generators() [][]int {
	var columns [][]int
	switch g.kind {
	case symmetric:
		for _, class := range g.classes {
			for k := range len(class) - 1 {
				swap := identity(g.columns)
				swap[class[k]], swap[class[k+1]] = class[k+1], class[k]
				columns = append(columns, swap)
			}
		}
	case dihedral:
		columns = [][]int{rotation(g.columns, 1), reflection(g.columns, 0)}
	default:
		columns = g.generators
	}
	var all [][]int
	for _, c := range columns {
		all = append(all, g.flatten(identity(g.rows), c))
	}
	for _, r := range g.rowGroup[1:] {
		all = append(all, g.flatten(r, identity(g.columns)))
	}
	return all
}

// Elements are all permutations of the group, the identity first, the others in lexicographic order; ok is false, and
// there is no list, if there are more than MaxElements or they would fill more than 400 MB. The list must not be changed.
func (g *Group) Elements() (elements [][]int, ok bool) {
	elements = g.list()
	return elements, elements != nil
}

// IsSymmetricOn are the classes of two or more columns inside which all permutations are in the group, if such
// permutations are all the column permutations there are; nil if not, or if the group is trivial.
func (g *Group) IsSymmetricOn() [][]int {
	if g.kind != symmetric {
		return nil
	}
	return g.classes
}

// enumerate lists the elements, or returns nil.
func (g *Group) enumerate() [][]int {
	if g.kind != explicit || g.order != 0 {
		if order, ok := g.Order(); !ok || order > mostListed(g.Len()) {
			return nil
		}
	}
	return closure(g.Len(), g.Generators())
}

// mostListed is the largest number of permutations of n places in a list.
func mostListed(n int) int { return min(MaxElements, maxStored/max(1, n)) }

// closure is the group generated by permutations of n places, in lexicographic order, so that the identity is first;
// nil if it is too large to list.
func closure(n int, generators [][]int) [][]int {
	elements := [][]int{identity(n)}
	known := map[string]bool{key(elements[0]): true}
	for next := 0; next < len(elements); next++ {
		for _, g := range generators {
			p := compose(elements[next], g)
			if k := key(p); !known[k] {
				if len(elements) == mostListed(n) {
					return nil
				}
				known[k] = true
				elements = append(elements, p)
			}
		}
	}
	slices.SortFunc(elements, slices.Compare[[]int])
	return elements
}

// flatten is the permutation of the places of a matrix by row and column permutations.
func (g *Group) flatten(row, column []int) []int {
	p := make([]int, 0, g.Len())
	for _, r := range row {
		for _, c := range column {
			p = append(p, r*g.columns+c)
		}
	}
	return p
}

// identity leaves n places where they are.
func identity(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	return p
}

// rotation by k: y_i = x_{i+k}.
func rotation(n, k int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = (i + k) % n
	}
	return p
}

// reflection: y_i = x_{k−i}.
func reflection(n, k int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = (k - i + n) % n
	}
	return p
}

// compose is p first, then q: (x∘p)∘q.
func compose(p, q []int) []int {
	result := make([]int, len(p))
	for i, j := range q {
		result[i] = p[j]
	}
	return result
}

// inverse undoes p.
func inverse(p []int) []int {
	result := make([]int, len(p))
	for i, j := range p {
		result[j] = i
	}
	return result
}

// isPermutation says whether p is one of n places.
func isPermutation(p []int, n int) bool {
	seen := make([]bool, n)
	for _, i := range p {
		if i < 0 || i >= n || seen[i] {
			return false
		}
		seen[i] = true
	}
	return len(p) == n
}

// key is p as a map key.
func key(p []int) string {
	b := make([]byte, 0, 4*len(p))
	for _, i := range p {
		b = append(b, byte(i), byte(i>>8), byte(i>>16), byte(i>>24))
	}
	return string(b)
}

// product is a·b; ok is false if it overflows, or a or b is 0, which stands for an overflow before.
func product(a, b int) (n int, ok bool) {
	high, low := bits.Mul64(uint64(a), uint64(b))
	if a == 0 || b == 0 || high != 0 || low > 1<<63-1 {
		return 0, false
	}
	return int(low), true
}

// factorial is n!, 0 if it overflows.
func factorial(n int) int {
	if n > 20 {
		return 0
	}
	result := 1
	for k := 2; k <= n; k++ {
		result *= k
	}
	return result
}
