package interval

import "math"

// Directed rounding without rounding modes. Each function computes the result
// rounded to nearest, then the sign of the rounding error by an error-free
// transformation, and moves one float outward only if the error says so: exact
// results stay exact. Where the transformation could itself underflow or
// overflow it moves outward without asking. References: Muller et al., Handbook
// of Floating-Point Arithmetic (2nd ed., 2018), §4.3 (2Sum), §4.4 (product, with
// FMA), §4.7 (division and square root residuals); Rump et al., Fast interval
// operations in rounding to nearest (BIT 2009).
//
// Bounds follow the convention of intervals: a lower bound that overflows to
// +Inf becomes MaxFloat64, an upper bound that overflows to −Inf −MaxFloat64,
// and 0·∞ is 0.

const (
	// twoSumLimit: below it no step of 2Sum can overflow.
	twoSumLimit = 0x1p1021
	// residualFloor: for |p| above it the residual of a product, quotient or
	// square of a root, at least 2^-106·|p|, is a normal number, hence exact.
	residualFloor = 0x1p-900
)

// nextUp returns the least float greater than x; +Inf for +Inf.
func nextUp(x float64) float64 {
	switch {
	case x > 0:
		if x > math.MaxFloat64 {
			return x
		}
		return math.Float64frombits(math.Float64bits(x) + 1)
	case x < 0:
		return math.Float64frombits(math.Float64bits(x) - 1)
	case x == 0:
		return math.SmallestNonzeroFloat64
	}
	return x // NaN
}

// nextDown returns the greatest float less than x; −Inf for −Inf.
func nextDown(x float64) float64 { return -nextUp(-x) }

// nextUpSigned is nextUp of a product or quotient v of a and b; a negative one
// that underflowed stays on its side of zero.
func nextUpSigned(v, a, b float64) float64 {
	if v == 0 && math.Signbit(a) != math.Signbit(b) {
		return 0
	}
	return nextUp(v)
}

// addUp returns an upper bound of a + b, which must not be ∞ − ∞.
func addUp(a, b float64) float64 {
	s := a + b
	if !(math.Abs(s) < twoSumLimit && math.Abs(a) < twoSumLimit) {
		return addUpLarge(a, b, s)
	}
	t := s - a
	e := (a - (s - t)) + (b - t)
	if e > 0 {
		return nextUp(s)
	}
	return s
}

// addUpLarge is addUp near overflow and for infinite operands.
func addUpLarge(a, b, s float64) float64 {
	switch {
	case math.IsInf(a, 0) || math.IsInf(b, 0):
		return s
	case math.IsInf(s, -1):
		return -math.MaxFloat64
	}
	return nextUp(s)
}

// addDown returns a lower bound of a + b.
func addDown(a, b float64) float64 { return -addUp(-a, -b) }

// subUp returns an upper bound of a − b.
func subUp(a, b float64) float64 { return addUp(a, -b) }

// subDown returns a lower bound of a − b.
func subDown(a, b float64) float64 { return -addUp(-a, b) }

// mulUp returns an upper bound of a · b.
func mulUp(a, b float64) float64 {
	p := float64(a * b)
	if m := math.Abs(p); !(m > residualFloor && m <= math.MaxFloat64) {
		return mulUpExtreme(a, b, p)
	}
	if math.FMA(a, b, -p) > 0 {
		return nextUp(p)
	}
	return p
}

// mulUpExtreme is mulUp for zero, tiny, overflowing and infinite products.
func mulUpExtreme(a, b, p float64) float64 {
	switch {
	case a == 0 || b == 0:
		return 0
	case math.IsInf(p, 1), math.IsInf(a, 0), math.IsInf(b, 0):
		return p
	case math.IsInf(p, -1):
		return -math.MaxFloat64
	}
	return nextUpSigned(p, a, b)
}

// mulDown returns a lower bound of a · b.
func mulDown(a, b float64) float64 { return -mulUp(-a, b) }

// divUp returns an upper bound of a / b for b ≠ 0, not both infinite.
func divUp(a, b float64) float64 {
	q := a / b
	if m := math.Abs(q); !(m > residualFloor && m <= math.MaxFloat64 && math.Abs(a) > residualFloor && math.Abs(b) <= math.MaxFloat64) {
		return divUpExtreme(a, b, q)
	}
	// r = a − q·b has the sign of (a/b − q)·b.
	r := math.FMA(-q, b, a)
	if (r > 0) == (b > 0) && r != 0 {
		return nextUp(q)
	}
	return q
}

// divUpExtreme is divUp for zero, tiny, overflowing and infinite quotients.
func divUpExtreme(a, b, q float64) float64 {
	switch {
	case a == 0:
		return 0
	case math.IsInf(a, 0):
		return q
	case math.IsInf(b, 0):
		// a/b → 0 from the side of its sign, and 0 bounds the negative side.
		if math.Signbit(a) == math.Signbit(b) {
			return math.SmallestNonzeroFloat64
		}
		return 0
	case math.IsInf(q, 1):
		return q
	case math.IsInf(q, -1):
		return -math.MaxFloat64
	}
	return nextUpSigned(q, a, b)
}

// divDown returns a lower bound of a / b for b ≠ 0.
func divDown(a, b float64) float64 { return -divUp(-a, b) }

// sqrtUp returns an upper bound of √a, a ≥ 0.
func sqrtUp(a float64) float64 {
	s := math.Sqrt(a)
	switch {
	case a == 0 || math.IsInf(a, 1):
		return s
	case a > residualFloor && math.FMA(-s, s, a) <= 0:
		return s
	}
	return nextUp(s)
}

// sqrtDown returns a lower bound of √a, a ≥ 0.
func sqrtDown(a float64) float64 {
	s := math.Sqrt(a)
	switch {
	case a == 0:
		return 0
	case math.IsInf(a, 1):
		return math.MaxFloat64
	case a > residualFloor && math.FMA(-s, s, a) >= 0:
		return s
	}
	return nextDown(s)
}
