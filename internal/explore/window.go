package explore

import (
	"math"

	"github.com/geosolve/geosolve/model/scenario"
)

// window is how far a slider goes. The number box beside it takes any allowed value.
type window struct {
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
	Step float64 `json:"step"`          // 0 on a logarithmic slider
	Log  bool    `json:"log,omitempty"` // equal factors, not equal steps
}

const (
	// positions is about how many places a slider has.
	positions = 200
	// farEnd is the multiple of its value beyond which an end of a range counts as none.
	farEnd = 50
	// logFrom is the value of a whole number from which its slider goes by factors.
	logFrom = 50
)

// windowOf is a sensible part of an allowed range around a value: the ranges that tasks of the scenario go
// through, where there are any.
func windowOf(r scenario.Range, v float64, whole bool, through ...float64) window {
	lo, hi, factors := span(r, v, whole)
	if len(through) > 0 {
		lo, hi, factors = v, v, false
	}
	for _, x := range append(through, v) {
		if r.Contains(x) {
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	if whole {
		return window{Min: math.Ceil(lo), Max: math.Max(math.Floor(hi), math.Ceil(lo)+1), Step: 1, Log: factors}
	}
	if factors {
		return window{Min: rounded(lo, math.Floor), Max: rounded(hi, math.Ceil), Log: true}
	}
	step := niceStep((hi - lo) / positions)
	w := window{Min: math.Floor(lo/step+1e-9) * step, Max: math.Ceil(hi/step-1e-9) * step, Step: step}
	for !r.Contains(w.Min) && w.Min < w.Max { // an open end, or one between two steps
		w.Min += step
	}
	for !r.Contains(w.Max) && w.Min < w.Max {
		w.Max -= step
	}
	w.Min, w.Max = tidy(w.Min), tidy(w.Max)
	return w
}

// span is the part of a range to show, and whether to go through it by factors.
func span(r scenario.Range, v float64, whole bool) (lo, hi float64, factors bool) {
	if r == (scenario.Range{}) {
		r = scenario.Range{Min: math.Inf(-1), Max: math.Inf(1)}
	}
	size := max(math.Abs(v), 1)
	below := math.IsInf(r.Min, -1) || r.Min < -farEnd*size
	above := math.IsInf(r.Max, 1) || r.Max > farEnd*size
	switch {
	case below && above && v == 0:
		return -1, 1, false
	case below && above:
		return v - 2*math.Abs(v), v + 2*math.Abs(v), false
	case below:
		return r.Max - 4*max(r.Max-v, 1), r.Max, false
	case !above:
		return r.Min, r.Max, false
	case whole && v >= logFrom:
		return max(r.Min, v/10), min(r.Max, v*10), true
	case whole:
		return r.Min, min(r.Max, max(r.Min+10, 3*v)), false
	case r.Min == 0 && r.MinOpen && v > 0:
		return v / 10, min(r.Max, v*10), true
	case v > r.Min:
		return r.Min, min(r.Max, r.Min+3*(v-r.Min)), false
	}
	return r.Min, min(r.Max, r.Min+1), false
}

// niceStep is the next of 1, 2 and 5 times a power of ten.
func niceStep(x float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if x <= m*p*(1+1e-9) {
			return tidy(m * p)
		}
	}
	return tidy(10 * p)
}

// rounded rounds to two digits.
func rounded(x float64, how func(float64) float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(x))-1)
	return tidy(how(x/p) * p)
}

// tidy drops the noise of the last digits, for ends of sliders and axes only.
func tidy(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	p := math.Pow(10, 12-math.Ceil(math.Log10(math.Abs(x))))
	return math.Round(x*p) / p
}
