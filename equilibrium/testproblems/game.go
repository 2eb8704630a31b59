// Package testproblems holds population games whose equilibria are known, for tests of solvers.
//
// Closed forms are stated with each game. CorePeriphery is the exception: an economy written down as
// plainly as can be, against which fast models are compared.
package testproblems

import (
	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
)

// Game is a population game made of functions. It implements equilibrium.Game, equilibrium.Symmetric
// (Group may be nil: no symmetry) and is its own evaluator, having no memory.
type Game struct {
	Pops  []equilibrium.Population
	Pay   func(dst, x []float64)            // writes π(x) to dst
	Deriv func(jac *mat.Dense, x []float64) // writes ∂π_i/∂x_j to jac
	Group *Group
}

// Populations returns Pops.
func (g *Game) Populations() []equilibrium.Population { return g.Pops }

// NewEvaluator returns g itself.
func (g *Game) NewEvaluator() equilibrium.Evaluator { return g }

// Payoffs writes π(x) to dst. It never fails.
func (g *Game) Payoffs(dst, x []float64) error {
	g.Pay(dst, x)
	return nil
}

// PayoffJacobian writes π(x) to dst and its derivatives to jac. It never fails.
func (g *Game) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	g.Pay(dst, x)
	g.Deriv(jac, x)
	return nil
}

// Symmetry returns the group, the trivial one if there is none.
func (g *Game) Symmetry() equilibrium.Symmetry {
	if g.Group == nil {
		return NewGroup(g.Pops[len(g.Pops)-1].End, nil)
	}
	return g.Group
}

func single(n int) []equilibrium.Population {
	return []equilibrium.Population{{Start: 0, End: n}}
}

// Linear is the game π(x) = a x of one population (a symmetric two-player game in mixed strategies).
func Linear(a *mat.Dense) *Game {
	n, _ := a.Dims()
	return &Game{
		Pops: single(n),
		Pay: func(dst, x []float64) {
			mat.NewVecDense(n, dst).MulVec(a, mat.NewVecDense(n, x))
		},
		Deriv: func(jac *mat.Dense, _ []float64) { jac.Copy(a) },
	}
}

// Coordination is π_i = a_i x_i with all a_i > 0. Every support S carries exactly one equilibrium,
//
//	x_i = (1/a_i) / Σ_{j∈S} 1/a_j,
//
// 2ⁿ − 1 in all; the n vertices alone are stable.
func Coordination(a []float64) *Game {
	m := mat.NewDense(len(a), len(a), nil)
	for i, v := range a {
		m.Set(i, i, v)
	}
	g := Linear(m)
	same := true
	for _, v := range a {
		same = same && v == a[0]
	}
	if same {
		g.Group = SymmetricGroup(len(a))
	}
	return g
}

// HawkDove is the game of Maynard Smith (1982, ch. 2) with value v of the prize and cost c > v of losing a
// fight, hawks first. Its one equilibrium has a share v/c of hawks; its eigenvalue is −v (1 − v/c)/2.
func HawkDove(v, c float64) *Game {
	return Linear(mat.NewDense(2, 2, []float64{(v - c) / 2, v, 0, v / 2}))
}

// RockPaperScissors pays win to the winner, −loss to the loser and 0 in a tie. Its one equilibrium is the
// centre, with eigenvalues (win − loss)/6 ± i √3 (win + loss)/6: stable where win > loss, a centre where
// they are equal (Hofbauer and Sigmund 1998, §7.7). Around the edge there is a heteroclinic cycle.
func RockPaperScissors(win, loss float64) *Game {
	g := Linear(mat.NewDense(3, 3, []float64{0, -loss, win, win, 0, -loss, -loss, win, 0}))
	g.Group = CyclicGroup(3)
	return g
}

// Ring is π(x) = C x with the symmetric circulant C_ij = c[d(i,j)], d the distance round a ring of n
// options; c has n/2 + 1 entries (rounded down). The uniform state is an equilibrium, with the eigenvalues
//
//	Σ_d C_0d cos(2πkd/n) / n,    k = 1 … n−1.
func Ring(n int, c []float64) *Game {
	m := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			d := (i - j + n) % n
			m.Set(i, j, c[min(d, n-d)])
		}
	}
	g := Linear(m)
	g.Group = DihedralGroup(n)
	return g
}

// Scalar is a game of two options with payoffs f(x₁) and 0: equilibria are the zeros of f, the vertex
// x₁ = 1 where f(1) ≥ 0 and x₁ = 0 where f(0) ≤ 0; the eigenvalue at an inner zero is x₁(1−x₁) f′(x₁).
func Scalar(f, deriv func(x float64) float64) *Game {
	return &Game{
		Pops: single(2),
		Pay:  func(dst, x []float64) { dst[0], dst[1] = f(x[0]), 0 },
		Deriv: func(jac *mat.Dense, x []float64) {
			jac.Zero()
			jac.Set(0, 0, deriv(x[0]))
		},
	}
}

// Pitchfork is the scalar game with f = z (p − z²), z = x₁ − ½: inner equilibria at z = 0 and, for
// 0 < p < ¼, at z = ±√p. The middle one is unstable for p > 0. Payoffs are shared out so that the game is
// symmetric: f/2 and −f/2.
func Pitchfork(p float64) *Game {
	f := func(x []float64) float64 { z := (x[0] - x[1]) / 2; return z * (p - z*z) }
	return &Game{
		Pops: single(2),
		Pay:  func(dst, x []float64) { dst[0] = f(x) / 2; dst[1] = -dst[0] },
		Deriv: func(jac *mat.Dense, x []float64) {
			z := (x[0] - x[1]) / 2
			d := (p - 3*z*z) / 4
			jac.Set(0, 0, d)
			jac.Set(0, 1, -d)
			jac.Set(1, 0, -d)
			jac.Set(1, 1, d)
		},
		Group: SymmetricGroup(2),
	}
}

// Fold is the scalar game with f = (x₁ − a)² − p: inner equilibria at a ± √p for p > 0, which meet in a
// fold at p = 0; none for p < 0, where the first option always pays more.
func Fold(a, p float64) *Game {
	return Scalar(
		func(x float64) float64 { return (x-a)*(x-a) - p },
		func(x float64) float64 { return 2 * (x - a) },
	)
}

// Bimatrix is the game of two populations that meet each other: π¹ = a x², π² = b x¹.
func Bimatrix(a, b *mat.Dense) *Game {
	n, m := a.Dims()
	return &Game{
		Pops: []equilibrium.Population{{Start: 0, End: n}, {Start: n, End: n + m}},
		Pay: func(dst, x []float64) {
			mat.NewVecDense(n, dst[:n]).MulVec(a, mat.NewVecDense(m, x[n:]))
			mat.NewVecDense(m, dst[n:]).MulVec(b, mat.NewVecDense(n, x[:n]))
		},
		Deriv: func(jac *mat.Dense, _ []float64) {
			jac.Zero()
			jac.Slice(0, n, n, n+m).(*mat.Dense).Copy(a)
			jac.Slice(n, n+m, 0, n).(*mat.Dense).Copy(b)
		},
	}
}

// MatchingPennies has one equilibrium, ½ each in both populations, with eigenvalues ±i: the dynamics
// circle around it for ever.
func MatchingPennies() *Game {
	return Bimatrix(mat.NewDense(2, 2, []float64{1, -1, -1, 1}), mat.NewDense(2, 2, []float64{-1, 1, 1, -1}))
}

// TwoPopulationCoordination pays a_i for meeting option i of the other population. Equilibria: both at
// option i, for each i (stable), and for each larger support, the same for both, one with shares in
// proportion to 1/a_i; 2ⁿ − 1 in all. It is symmetric under the exchange of the populations.
func TwoPopulationCoordination(a []float64) *Game {
	n := len(a)
	m := mat.NewDense(n, n, nil)
	for i, v := range a {
		m.Set(i, i, v)
	}
	g := Bimatrix(m, m)
	swap := make([]int, 2*n)
	for i := range swap {
		swap[i] = (i + n) % (2 * n)
	}
	g.Group = NewGroup(2*n, [][]int{swap})
	return g
}
