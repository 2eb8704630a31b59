package prove

import (
	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
)

// Interval is interval.Interval.
type Interval = interval.Interval

// Dual is the number the equations are evaluated with: a Taylor form over a box
// with Taylor forms of its derivatives.
type Dual = num.Dual[interval.Affine]

// System is an economy whose long-run equilibria are to be proved.
//
// The state is a point of a product of simplices, one per group of options
// (regions for an industry's workers, or sectors inside a region): shares x_i ≥ 0,
// Σ x_i = 1 in each group. Short-run unknowns y, in logs, solve S(x, y) = 0. Option
// i pays π_i(x, y). An equilibrium is a state in which, in each group, all options
// with positive share pay the same and the others pay no more.
//
// ShortRun and Payoffs are compositions of the operations of num.Num,
// continuously differentiable for all x in the simplices (the faces included) and
// all y; parameters that are not exact are formed in intervals. All methods must
// be safe for concurrent use and deterministic.
//
// The fewer short-run unknowns the better: with the price indices substituted out,
// three-region core–periphery needs a quarter of the boxes and an eighth of the time it
// needs with log wages and log price indices.
type System interface {
	// Groups returns the number of options of each group; shares and payoffs are
	// stored group after group.
	Groups() []int
	// ShortRunDim returns the number of short-run unknowns and equations.
	ShortRunDim() int
	// ShortRun writes the residuals S(x, y) to dst, of length ShortRunDim.
	ShortRun(x, y, dst []Dual)
	// Payoffs writes the payoff of every option, of empty ones too, to dst.
	Payoffs(x, y, dst []Dual)
	// Start returns an approximate solution of the short run at the shares x.
	Start(x []float64) ([]float64, error)
}

// Bounded is a System that knows bounds of all short-run solutions, in words: if
// x ∈ X and S(x, y) = 0 then y ∈ YBounds(X). With them the uniqueness of the short
// run can be proved by search where no theorem gives it.
type Bounded interface {
	System
	YBounds(x []Interval) []Interval
}

// Support is a set of options with positive share, one flag per option; every
// group needs at least one.
type Support []bool

// AllSupports returns every support of the groups: Π (2^size − 1) of them, in
// order of binary numbers.
func AllSupports(groups []int) []Support {
	options := 0
	for _, g := range groups {
		options += g
	}
	var out []Support
	for mask := 1; mask < 1<<options; mask++ {
		s := make(Support, options)
		for i := range s {
			s[i] = mask>>i&1 == 1
		}
		if _, ok := newFace(groups, s); ok {
			out = append(out, s)
		}
	}
	return out
}
