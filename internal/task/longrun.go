package task

import (
	"fmt"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/quantitative"
)

const (
	// searchLimit is the number of shares from which a model's own solver replaces the search over states.
	searchLimit = 60
	// spectrumLimit is the number of shares up to which all eigenvalues are computed: 0.1 s at 300.
	spectrumLimit = 400
)

// longRun solves by the model's own solver where a condition makes the equilibrium unique, or where the
// economy is too large to search. It reports whether it did.
func (j *Job) longRun(g model.Game) (*result.Solve, bool, error) {
	lr, ok := g.(model.LongRunner)
	if !ok || !lr.Unique() && equilibrium.Dim(g) <= searchLimit {
		return nil, false, nil
	}
	x, err := lr.LongRun(nil)
	if err != nil {
		return nil, true, classifyLongRun(err)
	}
	st, err := g.Describe(x)
	if err != nil {
		return nil, true, classify(err)
	}
	eq := &result.Equilibrium{State: st, Kind: g.Kind(x), Orbit: 1, Residual: st.Residual, Walras: st.Walras, Eigenvalues: result.Eigenvalues{}}
	if sym, ok := g.(equilibrium.Symmetric); ok {
		eq.Orbit = max(1, sym.Symmetry().OrbitSize(x))
	}
	out := result.NewSolve(j.head(), g.Names())
	out.Equilibria = append(out.Equilibria, eq)
	s := &out.Search
	s.Method, s.Orbits, s.CountWithMirrors, s.Starts = "long-run", 1, eq.Orbit, 1
	if s.Complete = lr.Unique(); s.Complete {
		s.Argument = "the equilibrium is unique by a condition named in the notes"
	} else {
		s.Argument = fmt.Sprintf("one equilibrium, from equal shares: with %d shares others are not searched for, and no condition rules them out", equilibrium.Dim(g))
	}
	if equilibrium.Dim(g) > spectrumLimit {
		s.Notes = append(s.Notes, fmt.Sprintf("stability is not computed beyond %d regions", spectrumLimit))
		return out, true, nil
	}
	l, err := equilibrium.Linearize(g, g.NewEvaluator(), x)
	if err != nil {
		return nil, true, classify(err)
	}
	eq.Eigenvalues, eq.Margin, eq.Stable = l.Eigenvalues, l.Margin, result.Verdict(l.Stability)
	if l.Stability != equilibrium.Indeterminate {
		index := 1
		for _, z := range l.Eigenvalues {
			if real(z) > 0 {
				index = -index
			}
		}
		index *= eq.Orbit
		s.IndexSum = &index
		s.Missing = index != 1
	}
	return out, true, nil
}

// classifyLongRun marks what kept a model's own solver from an answer.
func classifyLongRun(err error) error {
	if isAny(err, quantitative.ErrOutOfRange, quantitative.ErrEmpty) {
		return input(err)
	}
	return partly(err)
}
