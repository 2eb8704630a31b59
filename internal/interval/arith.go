package interval

import "math"

// Add returns {a + b : a ∈ x, b ∈ y}, rounded outward.
func (x Interval) Add(y Interval) Interval {
	if x.IsEmpty() || y.IsEmpty() {
		return Empty()
	}
	return Interval{addDown(x.Lo, y.Lo), addUp(x.Hi, y.Hi)}
}

// Sub returns {a − b : a ∈ x, b ∈ y}, rounded outward.
func (x Interval) Sub(y Interval) Interval {
	if x.IsEmpty() || y.IsEmpty() {
		return Empty()
	}
	return Interval{subDown(x.Lo, y.Hi), subUp(x.Hi, y.Lo)}
}

// Neg returns {−a : a ∈ x}.
func (x Interval) Neg() Interval { return Interval{-x.Hi, -x.Lo} }

// Mul returns {a · b : a ∈ x, b ∈ y}, rounded outward.
func (x Interval) Mul(y Interval) Interval {
	switch {
	case x.IsEmpty() || y.IsEmpty():
		return Empty()
	case x.Lo >= 0:
		return mulNonneg(x, y)
	case x.Hi <= 0:
		return mulNonneg(x.Neg(), y).Neg()
	case y.Lo >= 0:
		return mulNonneg(y, x)
	case y.Hi <= 0:
		return mulNonneg(y.Neg(), x).Neg()
	}
	// Zero is inside both.
	return Interval{
		min(mulDown(x.Lo, y.Hi), mulDown(x.Hi, y.Lo)),
		max(mulUp(x.Lo, y.Lo), mulUp(x.Hi, y.Hi)),
	}
}

// mulNonneg is x·y for x ≥ 0.
func mulNonneg(x, y Interval) Interval {
	a, b := x.Lo, x.Hi
	if y.Lo < 0 {
		a = x.Hi
	}
	if y.Hi < 0 {
		b = x.Lo
	}
	return Interval{mulDown(a, y.Lo), mulUp(b, y.Hi)}
}

// Scale returns {c · a : a ∈ x}, rounded outward; empty unless c is finite.
func (x Interval) Scale(c float64) Interval {
	switch {
	case x.IsEmpty() || !(math.Abs(c) <= math.MaxFloat64):
		return Empty()
	case c >= 0:
		return Interval{mulDown(c, x.Lo), mulUp(c, x.Hi)}
	}
	return Interval{mulDown(c, x.Hi), mulUp(c, x.Lo)}
}

// AddConst returns {a + c : a ∈ x}, rounded outward; empty unless c is finite.
func (x Interval) AddConst(c float64) Interval {
	if x.IsEmpty() || !(math.Abs(c) <= math.MaxFloat64) {
		return Empty()
	}
	return Interval{addDown(x.Lo, c), addUp(x.Hi, c)}
}

// Const returns the point c; see [Point].
func (Interval) Const(c float64) Interval { return Point(c) }

// Float returns Mid.
func (x Interval) Float() float64 { return x.Mid() }

// Div returns an interval containing {a / b : a ∈ x, b ∈ y, b ≠ 0}, rounded
// outward: empty if y is the point 0, and the real line if 0 is inside y and
// y ≠ 0 cannot be told apart from it. [Interval.DivPieces] keeps the gap.
func (x Interval) Div(y Interval) Interval {
	switch {
	case x.IsEmpty() || y.IsEmpty():
		return Empty()
	case y.Lo > 0:
		return divPositive(x, y)
	case y.Hi < 0:
		return divPositive(x.Neg(), y.Neg())
	}
	a, b := x.DivPieces(y)
	return a.Hull(b)
}

// divPositive is x/y for y > 0.
func divPositive(x, y Interval) Interval {
	lo, hi := y.Hi, y.Lo
	if x.Lo < 0 {
		lo = y.Lo
	}
	if x.Hi < 0 {
		hi = y.Hi
	}
	return Interval{divDown(x.Lo, lo), divUp(x.Hi, hi)}
}

// DivPieces is the extended division of Kahan (Moore, Kearfott and Cloud 2009,
// §8.1) for y ∋ 0: the set {q : q·b = a for some a ∈ x, b ∈ y, b ≠ 0} as a lower
// and an upper piece, either of which may be empty. If x ∋ 0 it is the real line,
// in the first piece. If 0 ∉ y the first piece is Div.
func (x Interval) DivPieces(y Interval) (lower, upper Interval) {
	switch {
	case x.IsEmpty() || y.IsEmpty() || (y.Lo == 0 && y.Hi == 0):
		return Empty(), Empty()
	case !y.ContainsZero():
		return x.Div(y), Empty()
	case x.ContainsZero():
		return Whole(), Empty()
	case x.Hi < 0:
		x, y = x.Neg(), y.Neg()
	}
	// Now x > 0.
	lower, upper = Empty(), Empty()
	if y.Lo < 0 {
		lower = Interval{math.Inf(-1), divUp(x.Lo, y.Lo)}
	}
	if y.Hi > 0 {
		upper = Interval{divDown(x.Lo, y.Hi), math.Inf(1)}
	}
	return lower, upper
}

// Sqr returns {a² : a ∈ x}, rounded outward. It is tighter than x.Mul(x) where 0
// is inside x.
func (x Interval) Sqr() Interval {
	if x.IsEmpty() {
		return x
	}
	lo, hi := x.Mig(), x.Mag()
	return Interval{mulDown(lo, lo), mulUp(hi, hi)}
}

// Sqrt returns {√a : a ∈ x, a ≥ 0}, rounded outward.
func (x Interval) Sqrt() Interval {
	if x.IsEmpty() || x.Hi < 0 {
		return Empty()
	}
	return Interval{sqrtDown(max(x.Lo, 0)), sqrtUp(x.Hi)}
}
