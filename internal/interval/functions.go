package interval

import "math"

// Exp returns {e^a : a ∈ x}, rounded outward by at most 5 units in the last
// place on either side (in the normal range). e^0 = 1 is exact.
func (x Interval) Exp() Interval {
	switch {
	case x.IsEmpty():
		return Empty()
	case x.Lo == x.Hi:
		lo, hi := expBounds(x.Lo)
		return Interval{lo, hi}
	}
	lo, hi := 0.0, math.Inf(1)
	if !math.IsInf(x.Lo, -1) {
		lo, _ = expBounds(x.Lo)
	}
	if !math.IsInf(x.Hi, 1) {
		_, hi = expBounds(x.Hi)
	}
	return Interval{lo, hi}
}

// Log returns {ln a : a ∈ x, a > 0}, rounded outward by at most 6 units in the
// last place on either side. ln 1 = 0 is exact. If 0 ∈ x the lower bound is −Inf;
// the point 0 gives [−Inf, −MaxFloat64], so that e^(c·ln 0) encloses 0 for c > 0.
func (x Interval) Log() Interval {
	switch {
	case x.IsEmpty() || x.Hi < 0:
		return Empty()
	case x.Lo == x.Hi && x.Lo > 0:
		lo, hi := logBounds(x.Lo)
		return Interval{lo, hi}
	}
	lo, hi := math.Inf(-1), math.Inf(1)
	if x.Lo > 0 {
		lo, _ = logBounds(x.Lo)
	}
	switch {
	case x.Hi == 0:
		hi = -math.MaxFloat64
	case !math.IsInf(x.Hi, 1):
		_, hi = logBounds(x.Hi)
	}
	return Interval{lo, hi}
}

// Pow returns an enclosure of {a^c : a ∈ x, a ≥ 0} as e^(c·ln a), for an exact
// exponent c. The relative width is about |c·ln a| times that of Log.
func (x Interval) Pow(c float64) Interval {
	switch {
	case c == 0 && !x.IsEmpty():
		return Point(1)
	case c == 1:
		return x.Intersect(Interval{0, math.Inf(1)})
	}
	return x.Log().Scale(c).Exp()
}

// Unknown encloses every ε with |ε| ≤ value; see num.Enclosing.
func (x Interval) Unknown(value, _ float64) Interval { return Point(0).Inflate(value) }

// Within drops values outside [lo, hi]; see num.Knowing.
func (x Interval) Within(lo, hi float64) Interval { return x.Intersect(New(lo, hi)) }
