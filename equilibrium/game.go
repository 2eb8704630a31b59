// Package equilibrium finds the equilibria of population games, tells whether they are stable,
// and follows them as a parameter changes. It knows nothing of economics: a model hands it a Game.
//
// # Population games
//
// A game has one or more populations. The members of a population spread over its options: the state
// x holds the share of each option, x_i ≥ 0, with the shares of a population adding up to one. Payoffs
// π(x) depend on the whole state. In economic geography a population is, for instance, the workers of
// one industry, its options are the regions, and the payoff is the real wage.
//
// An equilibrium is a state from which nobody gains by moving (a Nash equilibrium of the population
// game; Sandholm 2010, ch. 2), which is a complementarity problem on a product of simplices:
//
//	x_i > 0  ⇒  π_i(x) = max_j π_j(x)    over the options j of i's population.
//
// # Dynamics
//
// The adjustment is the replicator, by population (Taylor and Jonker 1978; Fujita, Krugman and Venables
// 1999, eq. 5.2):
//
//	ẋ_i = s · x_i · (π_i(x) − Σ_j x_j π_j(x)),    s the speed.
//
// Stability is judged by the eigenvalues of its Jacobian tangent to the simplices; at an empty option the
// eigenvalue is transversal and equals π_i minus the population's mean.
package equilibrium

import (
	"errors"

	"gonum.org/v1/gonum/mat"
)

// ErrUndefined is wrapped by the error of an evaluator at a state that has no payoffs because somebody is
// missing without whom there is no economy, such as the last maker of a good that all want. Whoever came
// back first would gain without bounds, so no equilibrium has the support of such a state.
var ErrUndefined = errors.New("payoffs are not defined here")

// Population is the range [Start, End) of the state that belongs to one population.
type Population struct{ Start, End int }

// Len is the number of options of the population.
func (p Population) Len() int { return p.End - p.Start }

// Game is a population game. A Game is immutable and safe for concurrent use; what it needs to remember
// from one evaluation to the next lives in its evaluators.
type Game interface {
	// Populations lists the populations in the order of the state. They cover it without gaps.
	Populations() []Population

	// NewEvaluator returns an evaluator for the use of one goroutine.
	NewEvaluator() Evaluator
}

// Evaluator computes the payoffs of a game. It may keep the last solution to start the next one from;
// what it returns must not depend on that beyond rounding.
type Evaluator interface {
	// Payoffs writes π(x) to dst. Both have the length of the state; x ≥ 0. Payoffs are finite and
	// smooth up to the boundary of the simplices, unless the game says otherwise (see Unbounded) or the
	// state has none (see ErrUndefined).
	Payoffs(dst, x []float64) error

	// PayoffJacobian writes π(x) to dst and ∂π_i/∂x_j to element (i, j) of jac, which is square with the
	// length of the state. Shares are free here: how payoffs are continued off the simplices is the
	// game's business, since only differences along them are used.
	PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error
}

// Unbounded is implemented by games whose payoffs grow beyond all bounds as an option empties (housing,
// amenities that fall with crowding). They have interior equilibria only, and payoffs must be asked for
// at positive shares only.
type Unbounded interface{ InteriorOnly() bool }

// Symmetric is implemented by games that some permutations of the options leave as they are.
type Symmetric interface{ Symmetry() Symmetry }

// Symmetry is a group of permutations g of the entries of the state with π(gx) = gπ(x). A permutation p
// acts as (gx)[p[i]] = x[i].
type Symmetry interface {
	// Canonical returns the image of x that is lexicographically largest.
	Canonical(x []float64) []float64
	// OrbitSize is the number of distinct images of x.
	OrbitSize(x []float64) int
	// Images returns the distinct images of x, the lexicographically largest first.
	Images(x []float64) [][]float64
	// Generators returns permutations that generate the group. None: the group is trivial.
	Generators() [][]int
}

// Family is a game that depends on one parameter.
type Family interface {
	// At returns the game at the parameter's value v, or an error where v is outside its range.
	At(v float64) (Game, error)
}

// FamilyFunc makes a Family of a function.
type FamilyFunc func(v float64) (Game, error)

// At calls the function.
func (f FamilyFunc) At(v float64) (Game, error) { return f(v) }

// Dim is the length of the state.
func Dim(g Game) int {
	p := g.Populations()
	if len(p) == 0 {
		return 0
	}
	return p[len(p)-1].End
}

// FreeShares is the number of shares that can be chosen freely: the length of the state less one for
// each population.
func FreeShares(g Game) int { return Dim(g) - len(g.Populations()) }
