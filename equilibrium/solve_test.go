package equilibrium_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
	"github.com/geosolve/geosolve/internal/linalg"
)

// solve is Solve, which must succeed.
func solve(t testing.TB, g equilibrium.Game, s equilibrium.Settings) *equilibrium.List {
	t.Helper()
	l, err := equilibrium.Solve(context.Background(), g, s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

type referenceCase struct {
	ID         string
	Mu, Sigma  float64
	Phi        [][]float64
	Farms      []float64
	Symmetry   string
	Equilibria []struct {
		Share, Payoff, Eigenvalues []float64
		Stable                     bool
		Orbit                      int
	}
}

func (c referenceCase) game() *testproblems.CorePeriphery {
	n := len(c.Farms)
	phi := mat.NewDense(n, n, nil)
	for i, row := range c.Phi {
		phi.SetRow(i, row)
	}
	g := testproblems.NewCorePeriphery(n, phi, c.Mu, c.Sigma)
	g.Farms = c.Farms
	switch c.Symmetry {
	case "dihedral":
		g.Group = testproblems.DihedralGroup(n)
	case "symmetric":
		g.Group = testproblems.SymmetricGroup(n)
	}
	return g
}

func referenceCases(t *testing.T) []referenceCase {
	t.Helper()
	data, err := os.ReadFile("testdata/core_periphery.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []referenceCase }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

// Against the lists of an independent implementation: nothing missing, nothing more, and shares, payoffs,
// eigenvalues and orbits as there.
func TestSolveReference(t *testing.T) {
	const tolerance = 1e-9 // of the reference
	for _, c := range referenceCases(t) {
		t.Run(c.ID, func(t *testing.T) {
			l := solve(t, c.game(), equilibrium.Settings{})
			if len(l.Equilibria) != len(c.Equilibria) {
				t.Errorf("%d orbits, want %d", len(l.Equilibria), len(c.Equilibria))
			}
			if l.IndexSum != 1 || !l.IndexKnown || l.Missing {
				t.Errorf("index sum %d, known %v", l.IndexSum, l.IndexKnown)
			}
			for _, want := range c.Equilibria {
				k := slices.IndexFunc(l.Equilibria, func(e *equilibrium.Equilibrium) bool { return near(e.Share, want.Share, tolerance) })
				if k < 0 {
					t.Errorf("missing %v", want.Share)
					continue
				}
				e := l.Equilibria[k]
				if !near(e.Payoff, want.Payoff, tolerance) || e.Orbit != want.Orbit || (e.Stability == equilibrium.Stable) != want.Stable {
					t.Errorf("at %v: %+v", want.Share, e)
				}
				for i, v := range want.Eigenvalues {
					if math.Abs(real(e.Eigenvalues[i])-v) > tolerance || math.Abs(imag(e.Eigenvalues[i])) > tolerance {
						t.Errorf("at %v: eigenvalues %v, want %v", want.Share, e.Eigenvalues, want.Eigenvalues)
					}
				}
				if e.Residual > 1e-14 {
					t.Errorf("at %v: residual %v", want.Share, e.Residual)
				}
			}
		})
	}
}

func near(x, y []float64, tol float64) bool {
	for i := range x {
		if math.Abs(x[i]-y[i]) > tol {
			return false
		}
	}
	return len(x) == len(y)
}

// bruteLinear lists the equilibria of π = A x, one population, by solving the linear system of each support.
func bruteLinear(a *mat.Dense) [][]float64 {
	n, _ := a.Dims()
	var out [][]float64
	for set := 1; set < 1<<n; set++ {
		var s []int
		for i := range n {
			if set>>i&1 == 1 {
				s = append(s, i)
			}
		}
		m := len(s)
		w := mat.NewDense(m+1, m+1, nil) // shares and the level
		b := make([]float64, m+1)
		for r, i := range s {
			for c, j := range s {
				w.Set(r, c, a.At(i, j))
			}
			w.Set(r, m, -1)
			w.Set(m, r, 1)
		}
		b[m] = 1
		var lu linalg.LU
		if lu.Factorize(w) != nil {
			continue
		}
		lu.Solve(b)
		x, ok := make([]float64, n), true
		for r, i := range s {
			x[i] = b[r]
			ok = ok && b[r] > 0
		}
		for i := range n {
			v := 0.0
			for j := range n {
				v += a.At(i, j) * x[j]
			}
			ok = ok && v <= b[m]+1e-12
		}
		if ok {
			out = append(out, x)
		}
	}
	return out
}

func sameLists(t testing.TB, got []*equilibrium.Equilibrium, want [][]float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d equilibria, want %d", len(got), len(want))
	}
	for _, x := range want {
		if !slices.ContainsFunc(got, func(e *equilibrium.Equilibrium) bool { return near(e.Share, x, tol) }) {
			t.Errorf("missing %v", x)
		}
	}
}

// Random linear games have at most one equilibrium on each support, found here by linear algebra. It would
// catch supports left out and wrong judgements of corners.
func TestSolveLinearBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for k := range 150 {
		n := 2 + k%4
		a := mat.NewDense(n, n, nil)
		for i := range n {
			for j := range n {
				a.Set(i, j, rng.Float64()-0.5)
			}
		}
		l := solve(t, testproblems.Linear(a), equilibrium.Settings{})
		sameLists(t, l.Equilibria, bruteLinear(a), 1e-9)
		if l.IndexKnown && l.IndexSum != 1 {
			t.Errorf("game %d: index sum %d", k, l.IndexSum)
		}
	}
}

// Circulant rings: with orbits expanded the list must be that of brute force.
func TestSolveRingBruteForce(t *testing.T) {
	for n := 3; n <= 7; n++ {
		c := []float64{1, 0.55, 0.3, 0.11}[:n/2+1]
		g := testproblems.Ring(n, c)
		a := mat.NewDense(n, n, nil)
		g.Deriv(a, nil)
		want := bruteLinear(a)
		l := solve(t, g, equilibrium.Settings{})
		if l.Count() != len(want) || l.IndexSum != 1 {
			t.Errorf("n=%d: %d equilibria with images, want %d; index sum %d", n, l.Count(), len(want), l.IndexSum)
		}
		// Closed form of the eigenvalues at the uniform state.
		k := slices.IndexFunc(l.Equilibria, func(e *equilibrium.Equilibrium) bool { return len(equilibrium.Support(e.Share)) == n })
		if k < 0 {
			t.Errorf("n=%d: no uniform state", n)
			continue
		}
		var modes []float64
		for m := 1; m < n; m++ {
			v := 0.0
			for d := range n {
				v += c[min(d, n-d)] * math.Cos(2*math.Pi*float64(m*d)/float64(n)) / float64(n)
			}
			modes = append(modes, v)
		}
		slices.Sort(modes)
		for m, z := range l.Equilibria[k].Eigenvalues {
			if want := modes[n-2-m]; math.Abs(real(z)-want) > 1e-14 {
				t.Errorf("n=%d: eigenvalue %d is %v, want %v", n, m, z, want)
			}
		}
	}
}

// The count 2ⁿ − 1 of coordination games, one and two populations, and their shares.
func TestSolveCoordination(t *testing.T) {
	a := []float64{1, 2, 3, 5}
	if l := solve(t, testproblems.Coordination(a), equilibrium.Settings{}); len(l.Equilibria) != 15 || len(l.Stable()) != 4 {
		t.Errorf("%d equilibria, %d stable", len(l.Equilibria), len(l.Stable()))
	}
	if l := solve(t, testproblems.TwoPopulationCoordination(a[:3]), equilibrium.Settings{}); len(l.Equilibria) != 7 || len(l.Stable()) != 3 || l.IndexSum != 1 {
		t.Errorf("two populations: %d equilibria, %d stable, index sum %d", len(l.Equilibria), len(l.Stable()), l.IndexSum)
	}
	// Options alike: one orbit for each number of options taken.
	if l := solve(t, testproblems.Coordination([]float64{1, 1, 1, 1, 1}), equilibrium.Settings{}); len(l.Equilibria) != 5 || l.Count() != 31 {
		t.Errorf("alike: %d orbits, %d equilibria", len(l.Equilibria), l.Count())
	}
}

// Games with one equilibrium, and eigenvalues in closed form.
func TestSolveClosedForms(t *testing.T) {
	for _, c := range []struct {
		name  string
		game  equilibrium.Game
		share []float64
		first complex128 // eigenvalue
		want  equilibrium.Stability
	}{
		{"hawk and dove", testproblems.HawkDove(2, 5), []float64{0.4, 0.6}, complex(-0.6, 0), equilibrium.Stable},
		{"rock, paper, scissors", testproblems.RockPaperScissors(2, 1), []float64{1. / 3, 1. / 3, 1. / 3}, complex(1./6, math.Sqrt(3)/2), equilibrium.Unstable},
		{"matching pennies", testproblems.MatchingPennies(), []float64{.5, .5, .5, .5}, complex(0, 1), equilibrium.Indeterminate},
	} {
		l := solve(t, c.game, equilibrium.Settings{})
		if len(l.Equilibria) != 1 {
			t.Errorf("%s: %d equilibria", c.name, len(l.Equilibria))
			continue
		}
		e := l.Equilibria[0]
		if z := e.Eigenvalues[0]; !near(e.Share, c.share, 1e-14) || math.Abs(real(z-c.first)) > 1e-14 && c.want != equilibrium.Unstable ||
			math.Abs(imag(z)-imag(c.first)) > 1e-14 || (e.Stability != c.want && c.name != "rock, paper, scissors") {
			t.Errorf("%s: %+v", c.name, e)
		}
		if l.IndexSum != 1 {
			t.Errorf("%s: index sum %d", c.name, l.IndexSum)
		}
	}
}

// polynomial is the scalar game with the roots given.
func polynomial(roots ...float64) equilibrium.Game {
	return testproblems.Scalar(
		func(x float64) float64 {
			v := 1.0
			for _, r := range roots {
				v *= x - r
			}
			return v
		},
		func(x float64) float64 {
			s := 0.0
			for k := range roots {
				v := 1.0
				for l, r := range roots {
					if l != k {
						v *= x - r
					}
				}
				s += v
			}
			return s
		})
}

// Roots close together, near both ends, and many: all are found, once. It would catch a grid that is too
// coarse and turning points that are passed over.
func TestScanRoots(t *testing.T) {
	for _, roots := range [][]float64{
		{0.5},
		{0.3, 0.300001},
		{0.71, 0.7100003, 0.2},
		{1e-9, 0.4, 1 - 1e-9},
		{1e-11, 3e-6, 3.0003e-6},
		{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9},
		{0.4999, 0.5, 0.5001},
		{0.123456, 0.1234567, 0.9, 0.90001},
		{0.9999, 0.99990001},
	} {
		l := solve(t, polynomial(roots...), equilibrium.Settings{})
		var got []float64
		for _, e := range l.Equilibria {
			if len(equilibrium.Support(e.Share)) == 2 {
				got = append(got, e.Share[0])
			}
		}
		slices.Sort(got)
		slices.Sort(roots)
		if len(got) != len(roots) {
			t.Errorf("roots %v: found %v", roots, got)
			continue
		}
		for k, r := range roots {
			if math.Abs(got[k]-r) > 1e-7*r {
				t.Errorf("root %v: found %v", r, got[k])
			}
		}
		if l.IndexSum != 1 {
			t.Errorf("roots %v: index sum %d", roots, l.IndexSum)
		}
	}
}

// On both sides of a fold and on it.
func TestScanFold(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want int // interior equilibria
	}{{1e-2, 2}, {1e-6, 2}, {1e-10, 2}, {1e-13, 2}, {0, 1}, {-1e-13, 0}, {-1e-10, 0}, {-1e-2, 0}} {
		l := solve(t, testproblems.Fold(0.37, c.p), equilibrium.Settings{})
		inner := 0
		for _, e := range l.Equilibria {
			if e.Share[1] > 0 && e.Share[0] > 0 {
				inner++
				if d := math.Abs(math.Abs(e.Share[0]-0.37) - math.Sqrt(max(0, c.p))); d > 1e-7 {
					t.Errorf("p=%v: %v", c.p, e.Share)
				}
			}
		}
		if inner != c.want {
			t.Errorf("p=%v: %d inner equilibria, want %d", c.p, inner, c.want)
		}
	}
}

// The pitchfork from far above to far below its point, through it.
func TestScanPitchfork(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want int // inner orbits
	}{{0.1, 2}, {1e-4, 2}, {1e-8, 2}, {0, 1}, {-1e-8, 1}, {-0.1, 1}} {
		l := solve(t, testproblems.Pitchfork(c.p), equilibrium.Settings{})
		inner := 0
		for _, e := range l.Equilibria {
			if e.Share[1] > 0 {
				inner++
			}
		}
		if inner != c.want {
			t.Errorf("p=%v: %d inner orbits, want %d", c.p, inner, c.want)
		}
	}
}

// Payoffs that are equal everywhere make a continuum: the search must end and say so.
func TestSolveContinuum(t *testing.T) {
	for n := 2; n <= 4; n++ {
		l := solve(t, testproblems.Linear(mat.NewDense(n, n, nil)), equilibrium.Settings{})
		if l.IndexKnown || len(l.Notes) == 0 {
			t.Errorf("n=%d: %+v", n, l)
		}
	}
}

// permuted is g with options relabelled: option p[i] of it is option i of g.
type permuted struct {
	equilibrium.Game
	p []int
}

type permutedEvaluator struct {
	equilibrium.Evaluator
	p    []int
	x, v []float64
	jac  *mat.Dense
}

func (g permuted) NewEvaluator() equilibrium.Evaluator {
	n := len(g.p)
	return &permutedEvaluator{g.Game.NewEvaluator(), g.p, make([]float64, n), make([]float64, n), mat.NewDense(n, n, nil)}
}

func (e *permutedEvaluator) Payoffs(dst, x []float64) error {
	for i, j := range e.p {
		e.x[i] = x[j]
	}
	err := e.Evaluator.Payoffs(e.v, e.x)
	for i, j := range e.p {
		dst[j] = e.v[i]
	}
	return err
}

func (e *permutedEvaluator) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	for i, j := range e.p {
		e.x[i] = x[j]
	}
	err := e.Evaluator.PayoffJacobian(e.v, e.jac, e.x)
	for i, j := range e.p {
		dst[j] = e.v[i]
		for k, l := range e.p {
			jac.Set(j, l, e.jac.At(i, k))
		}
	}
	return err
}

// Relabelling options relabels the list; scaling payoffs by c > 0 leaves equilibria and scales eigenvalues.
func TestSolveInvariance(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 4).Draw(rt, "n")
		seed := rapid.Uint64().Draw(rt, "seed")
		c := rapid.Float64Range(0.01, 100).Draw(rt, "c")
		rng := rand.New(rand.NewPCG(seed, 1))
		a, b := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
		for i := range n {
			for j := range n {
				a.Set(i, j, float64(rng.IntN(2001)-1000)/1000)
			}
		}
		b.Scale(c, a)
		p := rng.Perm(n)
		base := solve(t, testproblems.Linear(a), equilibrium.Settings{})
		if !base.IndexKnown {
			return // not generic
		}
		scaled := solve(t, testproblems.Linear(b), equilibrium.Settings{})
		turned := solve(t, permuted{testproblems.Linear(a), p}, equilibrium.Settings{})
		if len(scaled.Equilibria) != len(base.Equilibria) || len(turned.Equilibria) != len(base.Equilibria) {
			rt.Fatalf("%d equilibria, scaled %d, relabelled %d", len(base.Equilibria), len(scaled.Equilibria), len(turned.Equilibria))
		}
		for _, e := range base.Equilibria {
			y := make([]float64, n)
			for i, j := range p {
				y[j] = e.Share[i]
			}
			if !slices.ContainsFunc(turned.Equilibria, func(f *equilibrium.Equilibrium) bool { return near(f.Share, y, 1e-8) }) {
				rt.Fatalf("relabelled list lacks %v", y)
			}
			k := slices.IndexFunc(scaled.Equilibria, func(f *equilibrium.Equilibrium) bool { return near(f.Share, e.Share, 1e-8) })
			if k < 0 {
				rt.Fatalf("scaled list lacks %v", e.Share)
			}
			for i, z := range e.Eigenvalues {
				if d := scaled.Equilibria[k].Eigenvalues[i]/complex(c, 0) - z; math.Hypot(real(d), imag(d)) > 1e-6 {
					rt.Fatalf("eigenvalue %v, scaled by %v: %v", z, c, scaled.Equilibria[k].Eigenvalues[i])
				}
			}
		}
	})
}

// The list is the same to the last bit whatever the number of workers.
func TestSolveWorkers(t *testing.T) {
	for _, g := range []equilibrium.Game{testproblems.Racetrack(5, 2, 0.4, 5), ring(24)} {
		var first *equilibrium.List
		for _, workers := range []int{1, 2, 7} {
			l := solve(t, g, equilibrium.Settings{Workers: workers, Seed: 5, Starts: 6})
			if first == nil {
				first = l
			} else if !reflect.DeepEqual(l, first) {
				t.Errorf("%d workers: the list differs", workers)
			}
		}
	}
}

// Without a symmetry told, every image is listed. It would catch a search that leans on symmetry.
func TestSolveWithoutSymmetry(t *testing.T) {
	g := testproblems.Racetrack(5, 2, 0.4, 5)
	with := solve(t, g, equilibrium.Settings{})
	g.Group = nil
	without := solve(t, g, equilibrium.Settings{})
	if with.Count() != len(without.Equilibria) || with.IndexSum != 1 || without.IndexSum != 1 {
		t.Errorf("%d with images, %d without symmetry; index sums %d, %d", with.Count(), len(without.Equilibria), with.IndexSum, without.IndexSum)
	}
}

// Larger games: the sampled list has the uniform state and the vertices, and says that it is a sample.
func TestSolveLarge(t *testing.T) {
	l := solve(t, ring(30), equilibrium.Settings{Starts: 8})
	if l.Method != "starts" || l.Complete || len(l.Notes) == 0 {
		t.Errorf("%s, complete %v, notes %v", l.Method, l.Complete, l.Notes)
	}
	sizes := map[int]bool{}
	for _, e := range l.Equilibria {
		sizes[len(equilibrium.Support(e.Share))] = true
	}
	if !sizes[1] || !sizes[30] || !sizes[2] {
		t.Errorf("supports found: %v", sizes)
	}
}

// A prover decides what Complete says; its error is Solve's.
func TestSolveProver(t *testing.T) {
	g := testproblems.HawkDove(2, 5)
	l := solve(t, g, equilibrium.Settings{Prover: prover{true, nil}})
	if !l.Complete || l.Argument != "by decree" {
		t.Errorf("%+v", l)
	}
	bad := errors.New("bad")
	if _, err := equilibrium.Solve(context.Background(), g, equilibrium.Settings{Prover: prover{false, bad}}); !errors.Is(err, bad) {
		t.Errorf("got %v", err)
	}
}

type prover struct {
	yes bool
	err error
}

func (p prover) Prove(context.Context, equilibrium.Game, *equilibrium.List) (bool, string, error) {
	return p.yes, "by decree", p.err
}

func TestSolveErrors(t *testing.T) {
	g := testproblems.Racetrack(6, 2, 0.4, 5)
	if _, err := equilibrium.Solve(context.Background(), g, equilibrium.Settings{Guesses: [][]float64{{1}}}); err == nil {
		t.Error("a guess of the wrong length was taken")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := equilibrium.Solve(ctx, g, equilibrium.Settings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

func ExampleSolve() {
	g := testproblems.Equidistant(2, 1.7, 0.4, 5)
	list, err := equilibrium.Solve(context.Background(), g, equilibrium.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range list.Equilibria {
		fmt.Printf("%.4f %v, %d of the kind\n", e.Share, e.Stability, e.Orbit)
	}
	fmt.Println(list.Count(), "in all; index sum", list.IndexSum)
	// Output:
	// [1.0000 0.0000] stable, 2 of the kind
	// [0.8349 0.1651] unstable, 2 of the kind
	// [0.5000 0.5000] stable, 1 of the kind
	// 5 in all; index sum 1
}
