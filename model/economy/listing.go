package economy

// What users see of a state: shares by industry and region, without agriculture.

import (
	"fmt"
	"math"
)

// Share is the shares of a state as they are reported, by industry and region, agriculture left out.
func (e *Economy) Share(x []float64) []float64 {
	nI := len(e.Technology.Industries)
	out := make([]float64, nI*e.home)
	for k := range out {
		s := e.mb.at[k]
		out[k] = x[s]
		if e.Mobility == Migration { // of the whole industry: groups hold a part of it each
			out[k] *= e.mb.mass[e.mb.popOf[s]] / e.workers[k/e.home]
		}
	}
	return out
}

// Listed picks the values of industries by region from values by option of the state.
func (e *Economy) Listed(v []float64) []float64 {
	out := make([]float64, len(e.mb.at))
	for k, s := range e.mb.at {
		out[k] = v[s]
	}
	return out
}

// addsUp is the tolerance on shares that add up: shares with ten digits, as tables print them.
const addsUp = 1e-9

// State is the state with these reported shares. Under migration the shares of an industry (in each
// group) must add up to one (to what lives in the group); under sectoral mobility agriculture gets what
// industries leave of each region, under both what they leave of the world, in equal parts.
func (e *Economy) State(share []float64) ([]float64, error) {
	x := make([]float64, len(e.mb.slots))
	for k, v := range share {
		s := e.mb.at[k]
		if e.Mobility == Migration {
			v *= e.workers[k/e.home] / e.mb.mass[e.mb.popOf[s]]
		}
		x[s] = v
	}
	for p, pop := range e.mb.pops {
		sum := 0.0
		var farms []int
		for k := pop.Start; k < pop.End; k++ {
			sum += x[k]
			if e.mb.slots[k].industry == agriculture {
				farms = append(farms, k)
			}
		}
		if len(farms) > 0 && sum <= 1+addsUp {
			for _, k := range farms {
				x[k] = max(0, 1-sum) / float64(len(farms))
			}
			continue
		}
		if math.Abs(sum-1) > addsUp {
			return nil, fmt.Errorf("share: %s add up to %.12g, allowed is 1 within %.0g", e.populationName(p), sum, addsUp)
		}
		for k := pop.Start; k < pop.End; k++ {
			x[k] /= sum
		}
	}
	return x, nil
}

func (e *Economy) populationName(p int) string {
	first := e.mb.slots[e.mb.pops[p].Start]
	switch e.Mobility {
	case Sectoral:
		return fmt.Sprintf("the sectors of region %d", first.region+1)
	case Both:
		return "all sectors and regions"
	}
	if len(e.mb.pops) > len(e.Technology.Industries) {
		return fmt.Sprintf("the shares of industry %d in the group of region %d, relative to the group's labour,", first.industry+1, first.region+1)
	}
	return fmt.Sprintf("the shares of industry %d", first.industry+1)
}
