package plots

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// tick is a mark of an axis; one without a label is a minor mark.
type tick struct {
	v     float64
	label string
}

// Ticks per axis: few enough to read, many enough to interpolate.
const (
	minTicks    = 4
	maxTicks    = 7
	targetTicks = 5
)

// measurer gives the extent of a label along the axis.
type measurer func(string) vg.Length

// linearTicks chooses round numbers in [lo, hi] whose labels do not collide on
// an axis of the given length, and the power of ten by which all are divided.
func linearTicks(lo, hi float64, length vg.Length, gap vg.Length, extent measurer) (ticks []tick, power int) {
	span := hi - lo
	if !(span > 0) || !finite(span) {
		return []tick{{v: lo, label: number(lo, -1)}}, 0
	}
	steps := candidateSteps(lo, hi)
	var best []tick
	for _, c := range steps {
		ts, e := ticksAt(lo, hi, c)
		if collide(ts, lo, hi, length, gap, extent) {
			continue
		}
		if len(ts) >= 2 {
			return ts, e
		}
		if len(ts) > len(best) {
			best, power = ts, e
		}
	}
	return best, power
}

// candidateSteps lists round steps for an interval, the best first.
func candidateSteps(lo, hi float64) []float64 {
	type candidate struct{ step, cost float64 }
	var list []candidate
	span := hi - lo
	top := int(math.Ceil(math.Log10(span)))
	for e := top; e >= top-3; e-- {
		for _, m := range []float64{1, 2, 2.5, 5} {
			step := m * math.Pow10(e)
			n := math.Floor(hi/step+stepSlack) - math.Ceil(lo/step-stepSlack) + 1
			cost := math.Abs(n - targetTicks)
			if n < minTicks {
				cost += 10
			}
			if n > maxTicks {
				cost += 1000 // a crowd is worse than a few
			}
			if m == 2.5 {
				cost += 2.2 // 0.2 reads more easily than 0.25
			}
			list = append(list, candidate{step, cost})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].cost < list[j].cost })
	steps := make([]float64, len(list))
	for i, c := range list {
		steps[i] = c.step
	}
	return steps
}

// stepSlack lets a tick stand at an end that rounding has moved a hair inside.
const stepSlack = 1e-9

// ticksAt lists the multiples of step in [lo, hi].
func ticksAt(lo, hi, step float64) ([]tick, int) {
	first, last := math.Ceil(lo/step-stepSlack), math.Floor(hi/step+stepSlack)
	if last-first > 100 {
		return nil, 0
	}
	power := commonPower(math.Max(math.Abs(first), math.Abs(last)) * step)
	unit := math.Pow10(power)
	decimals := decimalsOf(step / unit)
	var ts []tick
	for k := first; k <= last; k++ {
		v := k * step
		ts = append(ts, tick{v: v, label: number(v/unit, decimals)})
	}
	return ts, power
}

// commonPower is the power of ten taken out of labels that would be long.
func commonPower(largest float64) int {
	if largest == 0 {
		return 0
	}
	e := int(math.Floor(math.Log10(largest) + stepSlack))
	if e >= 5 || e <= -4 {
		return e
	}
	return 0
}

// decimalsOf is the number of decimals that shows a round step.
func decimalsOf(step float64) int {
	for d := 0; d < 12; d++ {
		scaled := step * math.Pow10(d)
		if math.Abs(scaled-math.Round(scaled)) < 1e-6*scaled {
			return d
		}
	}
	return 12
}

// number writes a value with a true minus sign and thin spaces between
// thousands; decimals −1 means as many as needed.
func number(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if decimals < 0 && v != 0 && (math.Abs(v) >= 1e6 || math.Abs(v) < 1e-4) {
		return powerOfTen(v)
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		s = s[1:]
		if strings.Trim(s, "0.") != "" {
			sign = "−"
		}
	}
	whole, frac, dot := strings.Cut(s, ".")
	if len(whole) > 4 {
		var parts []string
		for len(whole) > 3 {
			parts = append([]string{whole[len(whole)-3:]}, parts...)
			whole = whole[:len(whole)-3]
		}
		whole = strings.Join(append([]string{whole}, parts...), "\u2009")
	}
	if dot {
		return sign + whole + "." + frac
	}
	return sign + whole
}

// powerOfTen writes v as m × 10^e.
func powerOfTen(v float64) string {
	e := int(math.Floor(math.Log10(math.Abs(v)) + stepSlack))
	m := v / math.Pow10(e)
	mant := strconv.FormatFloat(m, 'g', 4, 64)
	if mant == "1" {
		return fmt.Sprintf("$10^{%d}$", e)
	}
	return fmt.Sprintf(`$%s\times10^{%d}$`, mant, e)
}

// collide tells whether neighbouring labels come closer than gap.
func collide(ts []tick, lo, hi float64, length, gap vg.Length, extent measurer) bool {
	end := vg.Length(math.Inf(-1))
	for _, t := range ts {
		if t.label == "" {
			continue
		}
		mid := length * vg.Length((t.v-lo)/(hi-lo))
		half := extent(t.label) / 2
		if mid-half < end+gap {
			return true
		}
		end = mid + half
	}
	return false
}

// logTicks chooses labelled marks at 1, 2 and 5 times powers of ten (or powers
// alone when there are many) and unlabelled ones between. lo and hi are
// logarithms to base ten.
func logTicks(lo, hi float64, length, gap vg.Length, extent measurer) []tick {
	for _, plan := range []struct {
		mantissas []float64
		every     int
	}{
		{[]float64{1, 2, 5}, 1}, {[]float64{1, 3}, 1}, {[]float64{1}, 1}, {[]float64{1}, 2},
		{[]float64{1}, 3}, {[]float64{1}, 5}, {[]float64{1}, 10}, {[]float64{1}, 50},
	} {
		ts := logTicksAt(lo, hi, plan.mantissas, plan.every)
		if len(ts) > maxTicks+1 || collide(ts, lo, hi, length, gap, extent) {
			continue
		}
		if len(ts) < 3 && len(plan.mantissas) == 3 { // less than a decade: round numbers
			ts = nil
			linear, power := linearTicks(math.Pow(10, lo), math.Pow(10, hi), length, gap, func(string) vg.Length { return 0 })
			for _, t := range linear {
				if t.v <= 0 {
					continue
				}
				if power != 0 {
					t.label = powerOfTen(t.v)
				}
				ts = append(ts, tick{v: math.Log10(t.v), label: t.label})
			}
			for collide(ts, lo, hi, length, gap, extent) && len(ts) > 1 {
				ts = ts[:len(ts)-1]
			}
			return ts
		}
		return append(ts, minorLogTicks(lo, hi, ts)...)
	}
	return nil
}

func logTicksAt(lo, hi float64, mantissas []float64, every int) []tick {
	var ts []tick
	for e := int(math.Floor(lo)); e <= int(math.Ceil(hi)); e++ {
		if e%every != 0 {
			continue
		}
		for _, m := range mantissas {
			l := float64(e) + math.Log10(m)
			if l < lo-stepSlack || l > hi+stepSlack {
				continue
			}
			label := fmt.Sprintf("$10^{%d}$", e)
			if hi-lo <= 4 && e >= -3 && e <= 5 || e == 0 {
				label = number(math.Round(m*math.Pow10(e+3))/1e3, -1)
			} else if m != 1 {
				label = fmt.Sprintf(`$%g\times10^{%d}$`, m, e)
			}
			ts = append(ts, tick{v: l, label: label})
		}
	}
	return ts
}

// minorLogTicks are the other digits times powers of ten, if they are not a
// crowd.
func minorLogTicks(lo, hi float64, labelled []tick) []tick {
	if hi-lo > 4 {
		return nil
	}
	var ts []tick
	for e := int(math.Floor(lo)); e <= int(math.Ceil(hi)); e++ {
		for m := 1; m <= 9; m++ {
			l := float64(e) + math.Log10(float64(m))
			known := l < lo || l > hi
			for _, t := range labelled {
				known = known || math.Abs(t.v-l) < stepSlack
			}
			if !known {
				ts = append(ts, tick{v: l})
			}
		}
	}
	return ts
}
