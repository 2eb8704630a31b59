package sweep

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Sensitivity is how much each factor of a design moves an outcome.
type Sensitivity struct {
	Method   string   `json:"method"`   // sobol | morris | ends
	Mean     float64  `json:"mean"`     // of the outcome over the points with one
	Variance float64  `json:"variance"` // likewise; of sobol, over the points A and B
	Used     int      `json:"used"`     // base points, effects or points
	LeftOut  int      `json:"left_out"` // those without an outcome
	Effects  []Effect `json:"effects"`  // by factor
}

// Effect is the effect of one factor; the fields of the method are set.
type Effect struct {
	Parameter string `json:"parameter"`

	// Of sobol: the share of the variance that the factor explains alone, and with all its interactions.
	First *Estimate `json:"first_order,omitempty"`
	Total *Estimate `json:"total,omitempty"`

	// Of morris: of the elementary effects.
	MeanEffect   *Estimate `json:"mean_effect,omitempty"`
	MeanAbsolute *Estimate `json:"mean_absolute_effect,omitempty"`
	SD           *Estimate `json:"effect_sd,omitempty"`

	// Of ends: the mean outcome over the points with the lowest and the highest values of the factor.
	Ends *Ends `json:"ends,omitempty"`
}

// Estimate is a number with its bootstrap interval.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// MarshalJSON writes null for an end that was not computed.
func (e Estimate) MarshalJSON() ([]byte, error) {
	end := func(v float64) *float64 {
		if math.IsNaN(v) {
			return nil
		}
		return &v
	}
	return json.Marshal(struct {
		Value float64  `json:"value"`
		Low   *float64 `json:"low"`
		High  *float64 `json:"high"`
	}{e.Value, end(e.Low), end(e.High)})
}

// Ends compares the lowest with the highest values of a factor.
type Ends struct {
	LowValue        float64 `json:"low_value"` // mean of the factor there
	HighValue       float64 `json:"high_value"`
	Low             float64 `json:"low"` // mean outcome there
	High            float64 `json:"high"`
	RankCorrelation float64 `json:"rank_correlation"` // Spearman's, over all points
}

// Bootstrap says how intervals are found.
type Bootstrap struct {
	Samples int     // 0: no intervals, their ends are NaN
	Level   float64 // coverage, such as 0.95
	Seed    uint64
}

// intervals are the percentile intervals of the statistics that f computes of a sample, drawn with
// replacement, of n observations.
func (b Bootstrap) intervals(n, statistics int, f func(sample []int, dst []float64)) (low, high []float64) {
	low, high = make([]float64, statistics), make([]float64, statistics)
	if b.Samples < 1 {
		for i := range low {
			low[i], high[i] = math.NaN(), math.NaN()
		}
		return low, high
	}
	draws := make([][]float64, statistics)
	sample, dst := make([]int, n), make([]float64, statistics)
	for s := range b.Samples {
		r := stream(b.Seed, streamBootstrap, s)
		for i := range sample {
			sample[i] = r.IntN(n)
		}
		f(sample, dst)
		for i, v := range dst {
			draws[i] = append(draws[i], v)
		}
	}
	tail := (1 - b.Level) / 2
	for i, list := range draws {
		slices.Sort(list)
		low[i], high[i] = percentile(list, tail), percentile(list, 1-tail)
	}
	return low, high
}

// percentile interpolates linearly between the sorted values.
func percentile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + float64((at-float64(i))*(sorted[i+1]-sorted[i]))
}

// endShare is the share of the points at each end over which EndMeans takes means.
const endShare = 0.2

// EndMeans measures each factor of any design by the mean outcome over the fifth of the points with its lowest
// and with its highest values (on a grid: over those with its lowest and its highest value, if these are
// more), and by the rank correlation. x are the points and y the outcomes; points without one are left out.
func (d *Design) EndMeans(x [][]float64, y []float64) (*Sensitivity, error) {
	var have []int
	for i, v := range y {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			have = append(have, i)
		}
	}
	if len(have) < 2 {
		return nil, fmt.Errorf("%d of %d points have an outcome; two are needed", len(have), len(y))
	}
	out := &Sensitivity{Method: "ends", Used: len(have), LeftOut: len(y) - len(have)}
	outcome := pick(y, have)
	out.Mean, out.Variance = moments(outcome)
	rank := ranks(outcome)
	for k, f := range d.Factors {
		value := make([]float64, len(have))
		for n, i := range have {
			value[n] = x[i][k]
		}
		sorted := slices.Sorted(slices.Values(value))
		cut := max(1, int(math.Round(endShare*float64(len(sorted)))))
		lo, hi := sorted[cut-1], sorted[len(sorted)-cut]
		e := &Ends{RankCorrelation: correlation(ranks(value), rank)}
		e.LowValue, e.Low = meanWhere(value, outcome, func(v float64) bool { return v <= lo })
		e.HighValue, e.High = meanWhere(value, outcome, func(v float64) bool { return v >= hi })
		out.Effects = append(out.Effects, Effect{Parameter: f.Name, Ends: e})
	}
	return out, nil
}

func meanWhere(x, y []float64, keep func(float64) bool) (mx, my float64) {
	n := 0.0
	for i := range x {
		if keep(x[i]) {
			mx, my, n = mx+x[i], my+y[i], n+1
		}
	}
	return mx / n, my / n
}

// ranks are the places of values in order, counted from 1; equal values share the mean of theirs.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case v[a] < v[b]:
			return -1
		case v[a] > v[b]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(v))
	for i := 0; i < len(order); {
		k := i
		for k < len(order) && v[order[k]] == v[order[i]] {
			k++
		}
		for _, o := range order[i:k] {
			out[o] = float64(i+k+1) / 2
		}
		i = k
	}
	return out
}

// correlation is Pearson's; 0 where one of the two is constant.
func correlation(x, y []float64) float64 {
	mx, vx := moments(x)
	my, vy := moments(y)
	if vx == 0 || vy == 0 {
		return 0
	}
	sum := 0.0
	for i := range x {
		sum += float64((x[i] - mx) * (y[i] - my))
	}
	return sum / float64(len(x)-1) / math.Sqrt(vx*vy)
}

// moments are mean and variance (of a sample).
func moments(x []float64) (mean, variance float64) {
	if len(x) == 0 {
		return math.NaN(), math.NaN()
	}
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		variance += float64((v - mean) * (v - mean))
	}
	return mean, variance / float64(max(1, len(x)-1))
}

func pick(x []float64, at []int) []float64 {
	out := make([]float64, len(at))
	for n, i := range at {
		out[n] = x[i]
	}
	return out
}

func finiteOf(x []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}

func allFinite(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}
