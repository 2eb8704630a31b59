package economy

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/equilibrium"
)

// Regime says who may move where.
type Regime int

// The regimes of mobility.
const (
	// Migration: the workers of each industry move between regions; farmers stay and have a fixed income.
	Migration Regime = iota
	// Sectoral: workers move between the industries and agriculture of their region.
	Sectoral
	// Both: workers move between all sectors of all regions (Puga 1999).
	Both
)

func (r Regime) String() string { return [...]string{"migration", "sectoral", "both"}[r] }

// Farming is the technology of agriculture where workers may join it: A(x) = land^{1−η} x^η. With η = 1
// it is linear, A(x) = x, and the agricultural wage is one.
type Farming struct {
	Eta  float64   // in (0, 1]
	Land []float64 // by region; not used where η = 1
}

// Output is A(x) in region r.
func (f *Farming) Output(r int, x float64) float64 {
	if f.Eta == 1 {
		return x
	}
	return math.Pow(f.Land[r], 1-f.Eta) * math.Pow(x, f.Eta)
}

// Wage is A'(x); +Inf at x = 0 where η < 1.
func (f *Farming) Wage(r int, x float64) float64 {
	if f.Eta == 1 {
		return 1
	}
	return f.Eta * math.Pow(f.Land[r]/x, 1-f.Eta)
}

// WageSlope is A”(x).
func (f *Farming) WageSlope(r int, x float64) float64 {
	if f.Eta == 1 {
		return 0
	}
	return (f.Eta - 1) * f.Wage(r, x) / x
}

// slot is one option of the state: an industry, or agriculture, in a region.
type slot struct{ industry, region int }

// agriculture is the industry of a slot that is not one.
const agriculture = -1

// mobility maps the state of the game to labour: population p has mass[p] members, option k of the state
// is the place slots[k].
type mobility struct {
	regime Regime
	pops   []equilibrium.Population
	slots  []slot
	popOf  []int
	mass   []float64
	at     []int   // slot of industry i in region r: [i*home+r]
	alone  [][]int // every slot, one by one
}

func (mb *mobility) add(members float64, places []slot) {
	start := len(mb.slots)
	for range places {
		mb.popOf = append(mb.popOf, len(mb.pops))
	}
	mb.slots = append(mb.slots, places...)
	mb.pops = append(mb.pops, equilibrium.Population{Start: start, End: len(mb.slots)})
	mb.mass = append(mb.mass, members)
}

func (mb *mobility) index(nI, home int) {
	mb.at = make([]int, nI*home)
	for k, s := range mb.slots {
		mb.alone = append(mb.alone, []int{k})
		if s.industry != agriculture {
			mb.at[s.industry*home+s.region] = k
		}
	}
}

// groupLabour checks the groups of regions within which labour moves; nil means one group. It returns the
// regions of each group and the part of all workers that lives in it.
func groupLabour(of []int, labour []float64, home int) ([][]int, []float64, error) {
	if of == nil {
		all := make([]int, home)
		for r := range all {
			all[r] = r
		}
		return [][]int{all}, []float64{1}, nil
	}
	if len(of) != home {
		return nil, nil, fmt.Errorf("groups.of: %d entries for %d regions", len(of), home)
	}
	count := 0
	for _, g := range of {
		count = max(count, g)
	}
	members := make([][]int, count)
	for r, g := range of {
		if g < 1 {
			return nil, nil, fmt.Errorf("groups.of: group %d of region %d; groups are numbered from 1", g, r+1)
		}
		members[g-1] = append(members[g-1], r)
	}
	share := make([]float64, count)
	total := 0.0
	for g := range members {
		if len(members[g]) == 0 {
			return nil, nil, fmt.Errorf("groups.of: no region is in group %d of %d", g+1, count)
		}
		share[g] = float64(len(members[g]))
		if labour != nil {
			if len(labour) != count {
				return nil, nil, fmt.Errorf("groups.labour: %d entries for %d groups", len(labour), count)
			}
			share[g] = labour[g]
		}
		if !(share[g] > 0) || math.IsInf(share[g], 0) {
			return nil, nil, fmt.Errorf("groups.labour: %v in group %d, allowed is a positive number", share[g], g+1)
		}
		total += share[g]
	}
	for g := range share {
		share[g] /= total
	}
	return members, share, nil
}

// newMobility lays out the state.
//
//	migration  one population per industry and group, its options the regions of the group
//	sectoral   one population per region, its options the industries and then agriculture
//	both       one population, its options the industries, region by region within each, then agriculture
func newMobility(regime Regime, nI, home int, farming bool, workers []float64, labour []float64, groupOf []int, groupShare []float64) (*mobility, error) {
	mb := &mobility{regime: regime}
	switch regime {
	case Migration:
		members, share, err := groupLabour(groupOf, groupShare, home)
		if err != nil {
			return nil, err
		}
		for i := range nI {
			for g, regions := range members {
				places := make([]slot, len(regions))
				for k, r := range regions {
					places[k] = slot{i, r}
				}
				mb.add(workers[i]*share[g], places)
			}
		}
	case Sectoral:
		for r := range home {
			var places []slot
			for i := range nI {
				places = append(places, slot{i, r})
			}
			if farming {
				places = append(places, slot{agriculture, r})
			}
			mb.add(labour[r], places)
		}
	case Both:
		var places []slot
		for i := range nI {
			for r := range home {
				places = append(places, slot{i, r})
			}
		}
		total := 0.0
		for r := range home {
			total += labour[r]
			if farming {
				places = append(places, slot{agriculture, r})
			}
		}
		mb.add(total, places)
	}
	mb.index(nI, home)
	return mb, nil
}
