package model

import (
	"context"
	"fmt"
	"slices"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/num"
	"github.com/geosolve/geosolve/internal/prove"
	"github.com/geosolve/geosolve/model/economy"
)

// Provable is implemented by models whose list of equilibria can be proved complete by interval
// arithmetic.
type Provable interface {
	// Prove finds and proves all equilibria. The error is prove.ErrBudget together with a valid, incomplete
	// result, or says why the model cannot be proved.
	Prove(ctx context.Context, s prove.Settings) (*prove.Result, error)
}

// The number of free shares up to which proofs are attempted, since the number of boxes grows exponentially
// with it: where the short run is solved out, and where bounds confine shares and short run, which often
// leave few shares to choose.
const (
	mostProved   = 3
	mostConfined = 4
)

// provableGroups are the numbers of options of the populations, or an error if there are too many.
func provableGroups(pops []equilibrium.Population, most int) ([]int, error) {
	free := 0
	var groups []int
	for _, p := range pops {
		groups = append(groups, p.Len())
		free += p.Len() - 1
	}
	if free > most {
		return nil, fmt.Errorf("the state has %d free shares, allowed are at most %d: the work grows exponentially with them; take fewer regions or industries, or solve without --prove", free, most)
	}
	return groups, nil
}

// Prove finds and proves all equilibria of a master economy.
func (m *master) Prove(ctx context.Context, s prove.Settings) (*prove.Result, error) {
	most := mostConfined
	if m.solvedOut() {
		most = mostProved
	}
	groups, err := provableGroups(m.Populations(), most)
	if err != nil {
		return nil, err
	}
	p, err := m.problem(groups)
	if err != nil {
		return nil, err
	}
	reduce(&p, m.symmetry, groups)
	res, err := prove.Equilibria(ctx, p, s)
	return &res, err
}

// problem states the equations for the proof engine. Where the lemma of uniqueShortRun holds the short run
// is solved out; else shares and short run are enclosed together, within economy.Bounds.
func (m *master) problem(groups []int) (prove.Problem, error) {
	sys, err := newProofSystem(m.Economy, groups)
	if err != nil {
		return prove.Problem{}, err
	}
	if m.solvedOut() {
		reason, err := uniqueShortRun(m.Economy)
		return prove.Problem{System: sys, ShortRunUnique: reason}, err
	}
	bounds, err := economy.NewBounds(m.Economy)
	return prove.Problem{System: confinedSystem{sys, bounds}}, err
}

// solvedOut reports whether the short run is solved out. With several industries that use labour alone the
// lemma holds too, but where there are bounds it is faster to enclose shares and wages together.
func (m *master) solvedOut() bool {
	alone := len(m.Technology.Industries) == 1 || len(m.Outside) > 0
	return m.Mobility == economy.Migration && !m.Technology.Linked() && alone
}

// reduce leaves out of a proof what symmetry repeats: where all regions may be exchanged, states whose
// shares do not fall from region to region; else supports that are images of others.
func reduce(p *prove.Problem, symmetry equilibrium.Symmetry, groups []int) {
	if s, ok := symmetry.(*stateSymmetry); ok && len(groups) == 1 && s.group.Complete() {
		if classes := s.group.IsSymmetricOn(); len(classes) == 1 && len(classes[0]) == groups[0] {
			for k := 1; k < groups[0]; k++ {
				p.Ordered = append(p.Ordered, [2]int{k, k - 1})
			}
			return
		}
	}
	for _, sup := range prove.AllSupports(groups) {
		x := make([]float64, len(sup))
		for k, on := range sup {
			if on {
				x[k] = 1
			}
		}
		if slices.Equal(symmetry.Canonical(x), x) { // one of each class
			p.Supports = append(p.Supports, sup)
		}
	}
	p.OrderedOn = func(s prove.Support) [][2]int { return largest(symmetry, s) }
}

// largest orders the states of a support under the permutations that leave the support as it is: one of the
// places that these permutations map to each other may be taken to have the largest share of them, since some
// permutation moves it there. The place chosen is the one with most images.
func largest(symmetry equilibrium.Symmetry, s prove.Support) [][2]int {
	marks := make([]float64, len(s)) // a state whose shares tell which place moved where
	for k, on := range s {
		if on {
			marks[k] = float64(k + 1)
		}
	}
	orbit := make([]map[int]bool, len(s))
	for _, y := range symmetry.Images(marks) {
		moved := make(map[float64]int, len(y))
		for k, v := range y {
			moved[v] = k
			if (v > 0) != s[k] {
				moved = nil
				break
			}
		}
		for k, on := range s {
			if on && moved != nil {
				if orbit[k] == nil {
					orbit[k] = map[int]bool{}
				}
				orbit[k][moved[marks[k]]] = true
			}
		}
	}
	best := 0
	for k := range orbit {
		if len(orbit[k]) > len(orbit[best]) {
			best = k
		}
	}
	var pairs [][2]int
	for k := range s {
		if k != best && orbit[best][k] {
			pairs = append(pairs, [2]int{k, best})
		}
	}
	return pairs
}

// proofSystem hands the equations of an economy to the proof engine, over dual numbers on intervals.
type proofSystem struct {
	groups []int
	first  *economy.Equations[prove.Dual]
	floats *economy.Equations[num.Float]
}

func newProofSystem(e *economy.Economy, groups []int) (*proofSystem, error) {
	first, err := economy.NewEquations[prove.Dual](e)
	if err != nil {
		return nil, err
	}
	floats, err := economy.NewEquations[num.Float](e)
	return &proofSystem{groups, first, floats}, err
}

// Groups are the numbers of options of the populations.
func (p *proofSystem) Groups() []int { return p.groups }

// ShortRunDim is the number of short-run unknowns.
func (p *proofSystem) ShortRunDim() int { return p.floats.Unknowns() }

// ShortRun writes the short-run residuals.
func (p *proofSystem) ShortRun(x, y, dst []prove.Dual) { p.first.ShortRun(x, y, dst) }

// Payoffs writes the payoffs.
func (p *proofSystem) Payoffs(x, y, dst []prove.Dual) { p.first.Payoffs(x, y, dst) }

// Start is an approximate solution of the short run.
func (p *proofSystem) Start(x []float64) ([]float64, error) { return p.floats.Start(x) }

// LogPayoffs writes the logarithms of the payoffs.
func (p *proofSystem) LogPayoffs(x, y, dst []prove.Dual) { p.first.LogPayoffs(x, y, dst) }

// confinedSystem is a proofSystem that knows where equilibria can lie.
type confinedSystem struct {
	*proofSystem
	bounds *economy.Bounds
}

// Narrow cuts a box of shares and short runs without dropping an equilibrium.
func (c confinedSystem) Narrow(s prove.Support, x, y []prove.Interval) bool {
	return c.bounds.Narrow(s, x, y)
}

// Weight is how much it pays to split along an unknown: price indices follow from wages and labour, by 4 of
// economy.Bounds.
func (c confinedSystem) Weight(i int) float64 {
	if i < c.bounds.Wages() {
		return 1
	}
	return .01
}
