package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// Range is an interval of an axis or a colour scale; the zero value means:
// take it from the data.
type Range struct{ Min, Max float64 }

// auto tells whether the range is left to the data.
func (r Range) auto() bool { return r.Min == 0 && r.Max == 0 }

// extent collects the range of numbers, leaving out those that are not finite
// (and, on a logarithmic axis, those not positive).
type extent struct {
	lo, hi float64
	log    bool
	any    bool
}

func (e *extent) add(vs ...float64) {
	for _, v := range vs {
		if e.log {
			v = math.Log10(v)
		}
		if !finite(v) {
			continue
		}
		if !e.any {
			e.lo, e.hi, e.any = v, v, true
		}
		e.lo, e.hi = math.Min(e.lo, v), math.Max(e.hi, v)
	}
}

// axisPadding is the share of the data's span left free at each end.
const axisPadding = 0.04

// scale maps numbers to the unit interval; on a logarithmic scale lo and hi are
// logarithms.
type scale struct {
	lo, hi float64
	log    bool
}

// scale makes the axis of the data, or of a given range.
func (e extent) scale(given Range, pad float64) scale {
	s := scale{lo: e.lo, hi: e.hi, log: e.log}
	if !given.auto() {
		s.lo, s.hi = given.Min, given.Max
		if e.log {
			s.lo, s.hi = math.Log10(s.lo), math.Log10(s.hi)
		}
		if finite(s.lo) && finite(s.hi) && s.lo < s.hi {
			return s
		}
		s.lo, s.hi = e.lo, e.hi
	}
	span := s.hi - s.lo
	if span <= math.Abs(s.hi)*1e-12 { // constant data stand in the middle
		w := math.Max(math.Abs(s.hi)*0.05, 1e-9)
		if s.hi == 0 {
			w = 1
		}
		if e.log {
			w = 0.5
		}
		return scale{lo: s.lo - w, hi: s.hi + w, log: e.log}
	}
	s.lo, s.hi = s.lo-pad*span, s.hi+pad*span
	return s
}

// unit maps a number; NaN if the scale cannot show it.
func (s scale) unit(v float64) float64 {
	if s.log {
		v = math.Log10(v)
	}
	if !finite(v) {
		return nan
	}
	return (v - s.lo) / (s.hi - s.lo)
}

// value is the inverse of unit.
func (s scale) value(t float64) float64 {
	v := s.lo + t*(s.hi-s.lo)
	if s.log {
		return math.Pow(10, v)
	}
	return v
}

// view maps numbers to the data area of a figure.
type view struct {
	area vg.Rectangle
	x, y scale
}

func (v view) px(x float64) vg.Length {
	return v.area.Min.X + vg.Length(v.x.unit(x))*(v.area.Max.X-v.area.Min.X)
}

func (v view) py(y float64) vg.Length {
	return v.area.Min.Y + vg.Length(v.y.unit(y))*(v.area.Max.Y-v.area.Min.Y)
}

func (v view) at(x, y float64) vg.Point { return vg.Point{X: v.px(x), Y: v.py(y)} }

// points maps a series; a point that is not finite stays so.
func (v view) points(xs, ys []float64) []vg.Point {
	out := make([]vg.Point, min(len(xs), len(ys)))
	for i := range out {
		out[i] = v.at(xs[i], ys[i])
	}
	return out
}
