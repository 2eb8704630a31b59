package index

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Survey is answers of enterprises on how intensely they cooperate in each form.
type Survey struct {
	Forms     []string
	Weights   []float64   // of each form, ≥ 0, not all zero; nil: equal
	Intensity [][]float64 // enterprise by form; NaN: no answer
	Group     []string    // of each enterprise; nil: no groups
	Draws     int         // of the bootstrap; 0: no interval
	Level     float64     // coverage of the interval, in (0, 1)
	Seed      uint64
}

// Cooperation is the composite index of cooperation.
type Cooperation struct {
	Forms   []string           `json:"forms"`
	Weights []float64          `json:"weights"` // adding up to one
	Groups  []CooperationGroup `json:"groups"`  // all enterprises first, then each group in alphabetical order
	Draws   int                `json:"draws"`
	Level   float64            `json:"level"`
	Seed    uint64             `json:"seed"`
}

// CooperationGroup is the index of one group of enterprises.
type CooperationGroup struct {
	Group       string  `json:"group"` // "all" for all enterprises
	Enterprises int     `json:"enterprises"`
	Index       float64 `json:"index"`
	Interval    Numbers `json:"interval,omitempty"` // [low, high], by the percentiles of the bootstrap
	Forms       Numbers `json:"by_form"`            // mean intensity; null where nobody answered
}

// Cooperate computes the composite index: of an enterprise the mean intensity over forms, by weight, of a
// group the mean over its enterprises. Forms without an answer are left out of an enterprise's mean, and
// enterprises without any answer out of the group's. Intervals are percentiles of the index of as many
// enterprises drawn with replacement from the group (Efron 1979), each group with a stream of its own.
func (s *Survey) Cooperate() (*Cooperation, error) {
	weights, err := s.weights()
	if err != nil {
		return nil, err
	}
	out := &Cooperation{Forms: s.Forms, Weights: weights, Draws: s.Draws, Level: s.Level, Seed: s.Seed}
	members := map[string][]int{}
	var names []string
	var all []int
	for e := range s.Intensity {
		all = append(all, e)
		if s.Group == nil {
			continue
		}
		g := s.Group[e]
		if members[g] == nil {
			names = append(names, g)
		}
		members[g] = append(members[g], e)
	}
	slices.Sort(names)
	for stream, name := range append([]string{"all"}, names...) {
		who := all
		if stream > 0 {
			who = members[name]
		}
		g, err := s.group(name, who, weights, uint64(stream))
		if err != nil {
			return nil, err
		}
		out.Groups = append(out.Groups, *g)
	}
	return out, nil
}

func (s *Survey) weights() ([]float64, error) {
	w := make([]float64, len(s.Forms))
	sum := 0.0
	for f := range w {
		w[f] = 1
		if s.Weights != nil {
			if len(s.Weights) != len(w) {
				return nil, fmt.Errorf("weights: %d for %d forms", len(s.Weights), len(w))
			}
			w[f] = s.Weights[f]
		}
		if !(w[f] >= 0) || math.IsInf(w[f], 1) {
			return nil, fmt.Errorf("weights: %v of %s, allowed is [0, ∞)", w[f], s.Forms[f])
		}
		sum += w[f]
	}
	if sum == 0 {
		return nil, fmt.Errorf("weights: all are 0")
	}
	for f := range w {
		w[f] /= sum
	}
	if s.Draws > 0 && !(s.Level > 0 && s.Level < 1) {
		return nil, fmt.Errorf("level is %v, allowed is (0, 1)", s.Level)
	}
	return w, nil
}

// group computes the index of some enterprises.
func (s *Survey) group(name string, who []int, weights []float64, stream uint64) (*CooperationGroup, error) {
	g := &CooperationGroup{Group: name, Forms: make(Numbers, len(weights))}
	var scores []float64
	count := make([]int, len(weights))
	for _, e := range who {
		row := s.Intensity[e]
		if len(row) != len(weights) {
			return nil, fmt.Errorf("enterprise %d answers on %d forms of %d", e+1, len(row), len(weights))
		}
		sum, weight := 0.0, 0.0
		for f, v := range row {
			if math.IsNaN(v) {
				continue
			}
			sum += weights[f] * v
			weight += weights[f]
			g.Forms[f] += v
			count[f]++
		}
		if weight > 0 {
			scores = append(scores, sum/weight)
		}
	}
	if len(scores) == 0 {
		return nil, fmt.Errorf("group %s: no enterprise answered", name)
	}
	for f, n := range count {
		g.Forms[f] /= float64(n) // NaN without answers
	}
	g.Enterprises, g.Index = len(scores), average(scores)
	if s.Draws > 0 {
		g.Interval = s.interval(scores, stream)
	}
	return g, nil
}

// interval is the bootstrap interval of the mean of scores.
func (s *Survey) interval(scores []float64, stream uint64) Numbers {
	rng := rand.New(rand.NewPCG(s.Seed, stream))
	means := make([]float64, s.Draws)
	for d := range means {
		for range scores {
			means[d] += scores[rng.IntN(len(scores))]
		}
		means[d] /= float64(len(scores))
	}
	slices.Sort(means)
	tail := (1 - s.Level) / 2
	return Numbers{quantile(means, tail), quantile(means, 1-tail)}
}

// quantile of sorted numbers, by linear interpolation.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	k := int(at)
	if k >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	return sorted[k] + (at-float64(k))*(sorted[k+1]-sorted[k])
}

func average(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
