package automorphism

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// allPermutations of n places, in lexicographic order.
func allPermutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for first := range n {
		for _, rest := range allPermutations(n - 1) {
			p := []int{first}
			for _, i := range rest {
				if i >= first {
					i++
				}
				p = append(p, i)
			}
			all = append(all, p)
		}
	}
	return all
}

// bruteForce tries every permutation.
func bruteForce(s Structure) [][]int {
	near := func(a, b float64) bool { return math.Abs(a-b) <= Tolerance*max(math.Abs(a), math.Abs(b)) }
	var group [][]int
next:
	for _, p := range allPermutations(s.Vertices) {
		for _, c := range s.Colours {
			for i := range p {
				if !near(c[i], c[p[i]]) {
					continue next
				}
			}
		}
		for k := range s.Matrices {
			for i := range p {
				for j := range p {
					if !near(s.Weight(k, i, j), s.Weight(k, p[i], p[j])) {
						continue next
					}
				}
			}
		}
		group = append(group, p)
	}
	return group
}

// matrices is a structure of n vertices with the given matrices, row by row.
func matrices(n int, values ...[]float64) Structure {
	return Structure{Vertices: n, Matrices: len(values), Weight: func(k, i, j int) float64 { return values[k][i*n+j] }}
}

func find(t interface {
	Helper()
	Fatal(...any)
}, s Structure) *Group {
	t.Helper()
	g, err := Find(s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func order(t *testing.T, g *Group) int {
	t.Helper()
	n, ok := g.Order()
	if !ok || !g.Complete() {
		t.Fatalf("order %d %v, complete %v", n, ok, g.Complete())
	}
	return n
}

// Would catch any symmetry missed or invented: few different weights make many symmetries, directed and undirected,
// with and without colours.
func TestFindAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		levels := rapid.IntRange(1, 3).Draw(t, "levels")
		var s Structure
		var values [][]float64
		for range rapid.IntRange(0, 2).Draw(t, "matrices") {
			m := make([]float64, n*n)
			for i := range m {
				m[i] = 0.1 + float64(rapid.IntRange(0, levels-1).Draw(t, "weight"))
				m[i] *= 1 + 1e-15*float64(rapid.IntRange(-2, 2).Draw(t, "noise"))
			}
			if rapid.Bool().Draw(t, "undirected") {
				for i := range n {
					for j := range i {
						m[i*n+j] = m[j*n+i]
					}
				}
			}
			if rapid.Bool().Draw(t, "circulant") {
				for i := range n {
					for j := range n {
						m[i*n+j] = m[(j-i+n)%n]
					}
				}
			}
			values = append(values, m)
		}
		s = matrices(n, values...)
		if rapid.Bool().Draw(t, "coloured") {
			colour := make([]float64, n)
			for i := range colour {
				colour[i] = float64(rapid.IntRange(0, 1).Draw(t, "colour"))
			}
			s.Colours = [][]float64{colour}
		}
		g := find(t, s)
		elements, ok := g.Elements()
		if diff := cmp.Diff(bruteForce(s), elements); !ok || diff != "" {
			t.Fatal(ok, diff)
		}
		if n, ok := g.Order(); !ok || n != len(elements) || !g.Complete() {
			t.Fatalf("order %d of %d elements", n, len(elements))
		}
		if diff := cmp.Diff(elements, closure(n, g.Generators())); diff != "" {
			t.Fatalf("the generators make another group: %s", diff)
		}
	})
}

// gridDistance is between cells of a grid or torus.
func gridDistance(rows, columns int, torus bool) Structure {
	return Structure{Vertices: rows * columns, Matrices: 1, Weight: func(_, i, j int) float64 {
		dr, dc := max(i/columns-j/columns, j/columns-i/columns), max(i%columns-j%columns, j%columns-i%columns)
		if torus {
			dr, dc = min(dr, rows-dr), min(dc, columns-dc)
		}
		return math.Exp(0.37 * math.Hypot(float64(dr), float64(dc)))
	}}
}

// Would catch a wrong order of the groups of the usual geographies, whose symmetries are known.
func TestKnownGroups(t *testing.T) {
	for _, c := range []struct {
		name  string
		s     Structure
		order int
	}{
		{"line of 9", gridDistance(1, 9, false), 2},
		{"ring of 3", gridDistance(1, 3, true), 6},
		{"ring of 12", gridDistance(1, 12, true), 24},
		{"ring of 101", gridDistance(1, 101, true), 202},
		{"rectangle 3×5", gridDistance(3, 5, false), 4},
		{"square 7×7", gridDistance(7, 7, false), 8},
		{"torus 3×5", gridDistance(3, 5, true), 15 * 4},
		{"torus 6×6", gridDistance(6, 6, true), 36 * 8},
		{"torus 8×8", gridDistance(8, 8, true), 64 * 8},
		{"torus 4×4, a hypercube", Structure{Vertices: 16, Matrices: 1, Weight: func(_, i, j int) float64 {
			return gridDistanceFour(4, i, j)
		}}, 384},
		{"rooks on 3×4", (Structure{Vertices: 12}).OnTable(3, 4), 6 * 24},
		{"one vertex", Structure{Vertices: 1}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := find(t, c.s)
			if n := order(t, g); n != c.order {
				t.Errorf("order %d, want %d", n, c.order)
			}
			elements, ok := g.Elements()
			if !ok || len(elements) != c.order || !slices.IsSorted(elements[0]) {
				t.Errorf("%d elements, the first %v", len(elements), elements[0])
			}
		})
	}
}

// gridDistanceFour is the distance in steps on a torus; on 4×4 it is the Hamming distance of a hypercube.
func gridDistanceFour(n, i, j int) float64 {
	step := func(a, b int) int { d := max(a-b, b-a); return min(d, n-d) }
	return float64(step(i/n, j/n) + step(i%n, j%n))
}

// Would catch a full symmetric group that is searched or listed instead of being seen at once.
func TestSymmetricGroups(t *testing.T) {
	n := 60
	equidistant := Structure{Vertices: n, Matrices: 1, Weight: func(_, i, j int) float64 {
		if i == j {
			return 1
		}
		return 1.7
	}}
	g := find(t, equidistant)
	if diff := cmp.Diff([][]int{identity(n)}, g.IsSymmetricOn()); diff != "" {
		t.Error(diff)
	}
	if _, ok := g.Order(); ok {
		t.Error("60! fits an int")
	}
	if _, ok := g.Elements(); ok {
		t.Error("60! elements were listed")
	}
	colour := make([]float64, n)
	for i := range 20 {
		colour[3*i] = 0.5
	}
	equidistant.Colours = [][]float64{colour}
	g = find(t, equidistant)
	if c := g.IsSymmetricOn(); len(c) != 2 || len(c[0]) != 20 || len(c[1]) != 40 || c[0][1] != 3 {
		t.Errorf("classes %v", c)
	}
	asymmetric := uniform(n*n, 7)
	g = find(t, matrices(n, asymmetric))
	if n := order(t, g); n != 1 || len(g.Generators()) != 0 || g.IsSymmetricOn() != nil {
		t.Errorf("a random matrix has %d symmetries, generated by %v", n, g.Generators())
	}
}

func uniform(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 3))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.Float64()
	}
	return x
}

// Would catch numbers that are none, and sizes that exhaust the memory.
func TestFindErrors(t *testing.T) {
	for name, s := range map[string]Structure{
		"no vertex":       {},
		"too many":        {Vertices: MaxVertices + 1},
		"NaN weight":      matrices(2, []float64{1, math.NaN(), 1, 1}),
		"infinite colour": {Vertices: 2, Colours: [][]float64{{1, math.Inf(1)}}},
		"short colour":    {Vertices: 2, Colours: [][]float64{{1}}},
	} {
		if g, err := Find(s); err == nil {
			t.Errorf("%s: %v", name, g)
		}
	}
}

// Would catch an industry that swaps without its region, and two that are alike but not seen so: industry 1 is at home
// in region 1, industry 2 in region 2.
func TestOnTable(t *testing.T) {
	s := Structure{Vertices: 6, Colours: [][]float64{{1, 0, 0, 0, 1, 0}}}.OnTable(2, 3)
	elements, _ := find(t, s).Elements()
	want := [][]int{{0, 1, 2, 3, 4, 5}, {4, 3, 5, 1, 0, 2}}
	if diff := cmp.Diff(want, elements); diff != "" {
		t.Error(diff)
	}
}

// groups to compare actions on: compact ones and the same listed one by one.
func groupsOn(rows, columns int, rowGroup [][]int) map[string][2]*Group {
	compact := map[string]*Group{
		"symmetric": Symmetric(columns, [][]int{identity(columns)}),
		"dihedral":  Dihedral(columns),
		"trivial":   Trivial(columns),
	}
	if columns >= 4 {
		compact["two classes"] = Symmetric(columns, [][]int{{3, 0}, {1, 2}})
	}
	result := make(map[string][2]*Group)
	for name, g := range compact {
		g = g.OnRows(rows, rowGroup)
		n, _ := g.Order()
		listed := newGroup(Group{rows: 1, columns: g.Len(), kind: explicit, generators: g.Generators(), order: n, complete: true})
		result[name] = [2]*Group{g, listed}
	}
	return result
}

// Would catch a shortcut for symmetric and dihedral groups that disagrees with the plain definition over all elements:
// canonical forms, orbits, images, isotropy, with ties and noise.
func TestActionsAgainstDefinition(t *testing.T) {
	const tol = 1e-9
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 5).Draw(t, "columns")
		levels := rapid.IntRange(1, 3).Draw(t, "levels")
		rowGroup := [][]int(nil)
		if rapid.Bool().Draw(t, "rows alike") {
			rowGroup = allPermutations(rows)
		}
		x := make([]float64, rows*columns)
		for i := range x {
			x[i] = float64(rapid.IntRange(0, levels-1).Draw(t, "x")) + 1e-12*rapid.Float64Range(-1, 1).Draw(t, "noise")
		}
		for name, pair := range groupsOn(rows, columns, rowGroup) {
			checkActions(t, name, pair[0], pair[1], x, tol)
		}
	})
}

// checkActions compares a compact group with the same listed, and the latter with the definition.
func checkActions(t *rapid.T, name string, compact, listed *Group, x []float64, tol float64) {
	elements, ok := listed.Elements()
	direct, ok2 := compact.Elements()
	if diff := cmp.Diff(elements, direct); diff != "" || !ok || !ok2 {
		t.Fatalf("%s: elements: %s", name, diff)
	}
	round := func(v []float64) string {
		s := ""
		for _, e := range v {
			s += fmt.Sprintf("%.6f ", e+0.5)
		}
		return s
	}
	images, fixing, best := make(map[string]bool), 0, ""
	for _, p := range elements {
		image := round(apply(x, p))
		images[image] = true
		best = max(best, image)
		if image == round(x) {
			fixing++
		}
	}
	for _, g := range []*Group{compact, listed} {
		if got := round(g.Canonical(x, tol)); got != best {
			t.Fatalf("%s: canonical %s, want %s", name, got, best)
		}
		if n, ok := g.OrbitSize(x, tol); !ok || n != len(images) {
			t.Fatalf("%s: orbit of %d, want %d", name, n, len(images))
		}
		list, ok := g.Images(x, tol)
		if !ok || len(list) != len(images) || round(list[0]) != best {
			t.Fatalf("%s: %d images, want %d", name, len(list), len(images))
		}
		for i, image := range list {
			if !images[round(image)] || i > 0 && round(list[i-1]) <= round(image) {
				t.Fatalf("%s: image %d is %v", name, i, image)
			}
			if !g.SameOrbit(x, image, tol) {
				t.Fatalf("%s: %v is not in its orbit", name, image)
			}
		}
		isotropy := g.Isotropy(x, tol)
		members, ok := isotropy.Elements()
		if n, known := isotropy.Order(); !ok || !known || n != fixing || len(members) != fixing || !isotropy.Complete() {
			t.Fatalf("%s: isotropy of %d (%d), want %d", name, n, len(members), fixing)
		}
		for _, p := range members {
			if round(apply(x, p)) != round(x) {
				t.Fatalf("%s: %v moves x", name, p)
			}
		}
		other := slices.Clone(x)
		other[0] += 10
		if g.SameOrbit(x, other, tol) {
			t.Fatalf("%s: another vector is in the orbit", name)
		}
	}
}

// Would catch work that grows with the order of the group rather than with the vector: 10⁵ places on a ring, 60 alike.
func TestLargeGroups(t *testing.T) {
	n := 100_000
	g := Dihedral(n)
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i%500) + float64(i%7) // not symmetric, period 3500 does not divide n
	}
	c := g.Canonical(x, 0)
	if !g.SameOrbit(x, c, 0) || !g.SameOrbit(apply(x, reflection(n, 77)), c, 0) || slices.Compare(c, x) < 0 {
		t.Error("canonical form on a large ring")
	}
	if size, ok := g.OrbitSize(x, 0); !ok || size != 2*n {
		t.Errorf("orbit of %d", size)
	}
	uniform := make([]float64, n)
	if k, ok := g.Isotropy(uniform, 0).Order(); !ok || k != 2*n {
		t.Errorf("isotropy of the uniform state: %d", k)
	}
	if size, ok := g.OrbitSize(uniform, 0); !ok || size != 1 {
		t.Errorf("orbit of the uniform state: %d", size)
	}
	s := Symmetric(60, [][]int{identity(60)})
	y := make([]float64, 60)
	y[7], y[9], y[11] = 0.5, 0.25, 0.25
	if size, ok := s.OrbitSize(y, 1e-9); !ok || size != 60*59*58/2 {
		t.Errorf("orbit of three occupied places of 60: %d", size)
	}
	if images, ok := s.Images(y, 1e-9); ok {
		t.Errorf("%d images listed", len(images))
	}
	y[9], y[11] = 0, 0
	if images, ok := s.Images(y, 1e-9); !ok || len(images) != 60 || images[0][0] != 0.5 || images[59][59] != 0.5 {
		t.Errorf("%d images of one occupied place", len(images))
	}
	if c := s.Isotropy(y, 1e-9).IsSymmetricOn(); len(c) != 1 || len(c[0]) != 59 {
		t.Errorf("isotropy %v", c)
	}
}

// Would catch a misuse that goes unnoticed.
func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"classes overlap": func() { Symmetric(3, [][]int{{0, 1}, {1, 2}}) },
		"rows no group":   func() { Trivial(2).OnRows(3, [][]int{{0, 1, 2}, {1, 2, 0}}) },
		"rows twice":      func() { Trivial(2).OnRows(2, nil).OnRows(2, nil) },
		"length":          func() { Trivial(2).Canonical([]float64{1}, 0) },
		"table":           func() { Structure{Vertices: 5}.OnTable(2, 2) },
		"no row":          func() { Trivial(2).OnRows(0, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

func BenchmarkFind(b *testing.B) {
	for name, s := range map[string]Structure{
		"torus 20×20": gridDistance(20, 20, true),
		"ring 200":    gridDistance(1, 200, true),
		"random 300":  matrices(300, uniform(300*300, 1)),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Find(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Would catch a tie of the first row that later rows break wrongly: every matrix of zeros and ones on a ring of 6, two
// and three rows, and periodic first rows on a ring of 8.
func TestRingTies(t *testing.T) {
	for _, c := range []struct{ rows, columns, fixed int }{{2, 6, 0}, {2, 8, 0b01010101}, {2, 8, 0b00110011}, {3, 4, 0}} {
		compact := Dihedral(c.columns).OnRows(c.rows, nil)
		elements, _ := compact.Elements()
		listed := newGroup(Group{rows: 1, columns: compact.Len(), kind: explicit, generators: compact.Generators(), order: len(elements), complete: true})
		free := compact.Len()
		if c.fixed != 0 {
			free -= c.columns
		}
		x := make([]float64, compact.Len())
		for bits := range 1 << free {
			bits |= c.fixed << free
			for i := range x {
				x[i] = float64(bits >> (len(x) - 1 - i) & 1)
			}
			if got, want := compact.Canonical(x, 0), listed.Canonical(x, 0); !slices.Equal(got, want) {
				t.Fatalf("canonical form of %v is %v, want %v", x, got, want)
			}
			got, _ := compact.OrbitSize(x, 0)
			want, _ := listed.OrbitSize(x, 0)
			isotropy, ok := compact.Isotropy(x, 0).Order()
			if got != want || !ok || got*isotropy != len(elements) {
				t.Fatalf("%v has %d images and %d symmetries, want %d of %d", x, got, isotropy, want, len(elements))
			}
		}
	}
}
