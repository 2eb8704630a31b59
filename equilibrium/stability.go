package equilibrium

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// Stability is a three-valued verdict.
type Stability int

// The verdicts. Indeterminate: the largest real part is too near zero for its sign to be known.
const (
	Indeterminate Stability = iota
	Stable
	Unstable
)

func (s Stability) String() string {
	switch s {
	case Stable:
		return "stable"
	case Unstable:
		return "unstable"
	}
	return "indeterminate"
}

// marginFactor times the unit roundoff, the dimension and the size of the Jacobian is the error that we
// allow for in an eigenvalue. Payoffs are solved to about 1e-14 relative and their derivatives lose one or
// two digits to the condition of the short run, so an entry of the Jacobian may be wrong by some 100 units
// in the last place; eigenvalues that are not defective pass on the error of the matrix times a modest
// condition number, for which a factor of 10 is allowed.
const marginFactor = 1000

const unitRoundoff = 0x1p-53

// Linearization is the adjustment dynamics near one state.
type Linearization struct {
	Payoff      []float64    // π(x)
	Mean        []float64    // mean payoff of each population
	Eigenvalues []complex128 // tangent to the simplices, largest real part first, at speed 1
	Margin      float64      // eigenvalues are told from zero if they are farther from it than this
	Stability   Stability
}

// Linearize evaluates the game at x and finds the eigenvalues of the replicator dynamics tangent to the
// simplices, assuming that x is a rest point.
func Linearize(g Game, ev Evaluator, x []float64) (*Linearization, error) {
	n := len(x)
	l := &Linearization{Payoff: make([]float64, n)}
	jac := mat.NewDense(n, n, nil)
	if err := ev.PayoffJacobian(l.Payoff, jac, x); err != nil {
		return nil, err
	}
	l.Mean = Means(g.Populations(), l.Payoff, x)
	t := Tangent(g.Populations(), l.Payoff, jac, x)
	var err error
	if l.Eigenvalues, err = linalg.Eigenvalues(t); err != nil {
		return nil, err
	}
	l.Margin = marginFactor * unitRoundoff * max(mat.Norm(t, math.Inf(1)), maxAbs(l.Payoff))
	l.Stability = Judge(l.Eigenvalues, l.Margin)
	return l, nil
}

// Judge tells whether eigenvalues, sorted by falling real part, say that a state is stable.
func Judge(eigenvalues []complex128, margin float64) Stability {
	if len(eigenvalues) == 0 { // a single state: nothing can move
		return Stable
	}
	switch r := real(eigenvalues[0]); {
	case r > margin:
		return Unstable
	case r < -margin:
		return Stable
	}
	return Indeterminate
}

// Means returns Σ_i x_i π_i for each population.
func Means(pops []Population, payoff, x []float64) []float64 {
	m := make([]float64, len(pops))
	for k, p := range pops {
		for i := p.Start; i < p.End; i++ {
			m[k] += x[i] * payoff[i]
		}
	}
	return m
}

// Tangent returns the Jacobian of the replicator dynamics at x in tangent coordinates: of each population
// the option with the largest share is left out, its share being one less the others. The dimension is
// FreeShares.
//
//	∂ẋ_i/∂x_j = δ_ij (π_i − π̄) + x_i (∂π_i/∂x_j − [j in i's population] π_j − Σ_k x_k ∂π_k/∂x_j)
func Tangent(pops []Population, payoff []float64, jac *mat.Dense, x []float64) *mat.Dense {
	n := len(x)
	pop := make([]int, n)
	base := make([]int, len(pops))
	var free []int
	for k, p := range pops {
		base[k] = p.Start
		for i := p.Start; i < p.End; i++ {
			pop[i] = k
			if x[i] > x[base[k]] {
				base[k] = i
			}
		}
		for i := p.Start; i < p.End; i++ {
			if i != base[k] {
				free = append(free, i)
			}
		}
	}
	if len(free) == 0 {
		return &mat.Dense{}
	}
	mean := Means(pops, payoff, x)
	dmean := mat.NewDense(len(pops), n, nil) // Σ_k x_k ∂π_k/∂x_j by population
	for k, p := range pops {
		row := dmean.RawRowView(k)
		for i := p.Start; i < p.End; i++ {
			if x[i] != 0 {
				for j, v := range jac.RawRowView(i) {
					row[j] += x[i] * v
				}
			}
		}
	}
	entry := func(i, j int) float64 {
		k := pop[i]
		v := jac.At(i, j) - dmean.At(k, j)
		if pop[j] == k {
			v -= payoff[j]
		}
		v *= x[i]
		if i == j {
			v += payoff[i] - mean[k]
		}
		return v
	}
	t := mat.NewDense(len(free), len(free), nil)
	for a, i := range free {
		for b, j := range free {
			v := 0.0
			if x[i] != 0 || i == j {
				v = entry(i, j) - entry(i, base[pop[j]])
			}
			t.Set(a, b, v)
		}
	}
	return t
}

func maxAbs(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}
