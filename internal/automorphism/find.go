package automorphism

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

const (
	// Tolerance is how far two weights (or colours) may differ, relative to the larger, and still count as equal.
	// Distances and powers of them are computed along different roundings for places that are mirror images, with
	// errors of a few times 2⁻⁵² ≈ 2.2·10⁻¹⁶, up to 25 units in the last place for a power; sums along the thousands of
	// edges of a path add up to some 10⁻¹³. 10⁻¹² lies above all that, and far below any difference that is meant.
	// Values linked by a chain of such small steps count as equal too, so that equality is transitive.
	Tolerance = 1e-12

	// MaxVertices is the largest number of vertices searched: the classes of n² pairs and refinements of n² log n.
	MaxVertices = 2048

	// maxNodes bounds the search. Each node costs a refinement; geographies take a few hundred. Only matrices made to be
	// hard (strongly regular graphs and worse) need more.
	maxNodes = 100_000
)

// A Structure is what permutations must leave as it is: weights of pairs of n vertices, and exogenous values of
// single vertices.
type Structure struct {
	Vertices int                       // n, 1 … MaxVertices
	Matrices int                       // number of matrices
	Weight   func(k, i, j int) float64 // element (i, j) of matrix k, finite; i = j included
	Colours  [][]float64               // vectors of n finite values
}

// OnTable restricts the permutations of a structure whose vertices are the places of a matrix of rows × columns,
// numbered row by row, to those that permute whole rows and whole columns: industries that change places together with
// regions. (Where rows may be permuted whatever the columns do, Find on the columns and [Group.OnRows] say so in a form
// that works for groups of any size.) It panics unless there are rows·columns vertices.
func (s Structure) OnTable(rows, columns int) Structure {
	if rows*columns != s.Vertices {
		panic(fmt.Sprintf("automorphism: %d vertices are no table of %d×%d", s.Vertices, rows, columns))
	}
	weight, matrices := s.Weight, s.Matrices
	s.Matrices = matrices + 2
	s.Weight = func(k, i, j int) float64 {
		same := false
		switch k {
		case matrices:
			same = i/columns == j/columns
		case matrices + 1:
			same = i%columns == j%columns
		default:
			return weight(k, i, j)
		}
		if same {
			return 1
		}
		return 0
	}
	return s
}

// Find is the group of all permutations p of the vertices with Weight(k, p_i, p_j) = Weight(k, i, j) and c[p_i] = c[i] for
// every matrix k and vector c in Colours, up to Tolerance.
//
// Colour refinement first splits the vertices by what they see; where all permutations inside the classes fit, that is
// the answer. Otherwise a strong generating set is built by backtracking over the images of a base (Sims 1970;
// Leon 1984), vertices being individualised one after another and colours refined again (McKay 1981). Elements that can
// be composed from those found are not searched for again. If the search reaches its limit, the group is of the
// symmetries found so far, and Complete is false.
//
// It is an error if a number is not finite or there are too many vertices.
func Find(s Structure) (*Group, error) {
	if s.Vertices < 1 || s.Vertices > MaxVertices {
		return nil, fmt.Errorf("symmetry search: %d vertices, but must be between 1 and %d", s.Vertices, MaxVertices)
	}
	pairs, err := pairClasses(s)
	if err != nil {
		return nil, err
	}
	colours, err := vertexClasses(s, pairs)
	if err != nil {
		return nil, err
	}
	f := &search{n: s.Vertices, pairs: pairs}
	colours = f.refine(colours)
	if classes, ok := f.symmetricClasses(colours); ok {
		return Symmetric(s.Vertices, classes), nil
	}
	return f.run(colours), nil
}

// classes numbers values: equal numbers for values linked by steps of at most relative, of the larger magnitude, plus
// absolute; larger numbers for larger values.
func classes(values []float64, relative, absolute float64) []int {
	order := identity(len(values))
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	result := make([]int, len(values))
	class := 0
	for k, i := range order {
		if k > 0 {
			before, here := values[order[k-1]], values[i]
			if here-before > max(absolute, relative*max(math.Abs(before), math.Abs(here))) {
				class++
			}
		}
		result[i] = class
	}
	return result
}

// pairClasses numbers the pairs of vertices: pair (i, j) at i·n+j, equal numbers where all matrices agree, in both
// directions.
func pairClasses(s Structure) ([]int32, error) {
	n := s.Vertices
	joint := make([]int, n*n)
	values := make([]float64, n*n)
	for k := range s.Matrices {
		for i := range n {
			for j := range n {
				w := s.Weight(k, i, j)
				if math.IsNaN(w) || math.IsInf(w, 0) {
					return nil, fmt.Errorf("symmetry search: element (%d, %d) of matrix %d is %v", i+1, j+1, k+1, w)
				}
				values[i*n+j] = w
			}
		}
		joint = intersect(joint, classes(values, Tolerance, 0))
	}
	transposed := make([]int, n*n)
	for i := range n {
		for j := range n {
			transposed[i*n+j] = joint[j*n+i]
		}
	}
	joint = intersect(joint, transposed)
	result := make([]int32, n*n)
	for i, c := range joint {
		result[i] = int32(c)
	}
	return result, nil
}

// vertexClasses numbers the vertices by their colours and the diagonals of the matrices.
func vertexClasses(s Structure, pairs []int32) ([]int, error) {
	n := s.Vertices
	joint := make([]int, n)
	for i := range joint {
		joint[i] = int(pairs[i*n+i])
	}
	joint = intersect(joint, make([]int, n))
	for k, values := range s.Colours {
		if len(values) != n {
			return nil, fmt.Errorf("symmetry search: vector %d has %d values for %d vertices", k+1, len(values), n)
		}
		for i, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("symmetry search: value %d of vector %d is %v", i+1, k+1, v)
			}
		}
		joint = intersect(joint, classes(values, Tolerance, 0))
	}
	return joint, nil
}

// intersect numbers pairs (a[i], b[i]) from 0 without gaps, in their order.
func intersect(a, b []int) []int {
	order := identity(len(a))
	compare := func(i, j int) int {
		if c := cmp.Compare(a[i], a[j]); c != 0 {
			return c
		}
		return cmp.Compare(b[i], b[j])
	}
	slices.SortFunc(order, compare)
	result := make([]int, len(a))
	class := 0
	for k, i := range order {
		if k > 0 && compare(order[k-1], i) != 0 {
			class++
		}
		result[i] = class
	}
	return result
}
