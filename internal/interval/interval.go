// Package interval is rigorous interval arithmetic on float64.
//
// An [Interval] is a closed set of real numbers. Every operation returns an
// interval that contains the exact result for all real operands in its
// arguments (Moore, Kearfott and Cloud, Introduction to Interval Analysis, SIAM
// 2009; the set-based flavour of IEEE Std 1788-2015). Go cannot switch the
// rounding mode of the processor, so bounds are rounded outward in software:
// + − × ÷ √ by error-free transformations, which find out whether the rounded
// bound lies on the wrong side; exp and log by own kernels with a proved error
// bound, because Go promises none for math.Exp and math.Log, which differ
// between processors. The same source gives the same bits everywhere.
//
// # Conventions
//
//   - The empty set is a value, made by [Empty]; so is every interval with a NaN
//     bound. Operations on it are empty. An operation that is defined nowhere on
//     its argument (log of a negative interval, division by [0, 0]) is empty.
//   - An operation that is defined on a part of its argument is evaluated on that
//     part. Continuity is then not implied; the derivative enclosures that
//     existence tests need are unbounded in these cases.
//   - 0 · [−∞, ∞] = 0, since infinite bounds stand for sets of real numbers.
//   - Log is extended to 0 by continuity: its lower bound is −∞.
package interval

import (
	"fmt"
	"math"
)

// Interval is the set {x ∈ ℝ : Lo ≤ x ≤ Hi}. Lo may be −Inf and Hi +Inf. The set
// is empty unless Lo ≤ Hi. The zero value is the point 0.
type Interval struct {
	Lo, Hi float64
}

// New returns [lo, hi], empty unless lo ≤ hi.
func New(lo, hi float64) Interval {
	if !(lo <= hi) || lo > math.MaxFloat64 || hi < -math.MaxFloat64 {
		return Empty()
	}
	return Interval{lo, hi}
}

// Point returns [x, x], or the empty set if x is not finite: neither NaN nor an
// overflow is a real number.
func Point(x float64) Interval { return New(x, x) }

// Empty returns the empty set.
func Empty() Interval { return Interval{math.Inf(1), math.Inf(-1)} }

// Whole returns the real line.
func Whole() Interval { return Interval{math.Inf(-1), math.Inf(1)} }

// IsEmpty reports whether x is the empty set (or has a NaN bound).
func (x Interval) IsEmpty() bool { return !(x.Lo <= x.Hi) }

// IsPoint reports whether x holds one number.
func (x Interval) IsPoint() bool { return x.Lo == x.Hi }

// IsBounded reports whether x is not empty and has finite bounds.
func (x Interval) IsBounded() bool {
	return x.Lo <= x.Hi && x.Lo >= -math.MaxFloat64 && x.Hi <= math.MaxFloat64
}

// Contains reports whether v ∈ x.
func (x Interval) Contains(v float64) bool { return x.Lo <= v && v <= x.Hi }

// ContainsZero reports whether 0 ∈ x.
func (x Interval) ContainsZero() bool { return x.Lo <= 0 && 0 <= x.Hi }

// Positive reports whether x is not empty and every number in it exceeds 0.
func (x Interval) Positive() bool { return x.Lo > 0 && x.Lo <= x.Hi }

// Negative reports whether x is not empty and every number in it is below 0.
func (x Interval) Negative() bool { return x.Hi < 0 && x.Lo <= x.Hi }

// Subset reports whether x ⊆ y.
func (x Interval) Subset(y Interval) bool {
	return x.IsEmpty() || (y.Lo <= x.Lo && x.Hi <= y.Hi)
}

// Interior reports whether x lies in the topological interior of y, the
// condition x ⊂ int(y) of fixed point theorems. The empty set lies in every
// interior; callers that claim existence must rule it out.
func (x Interval) Interior(y Interval) bool {
	return x.IsEmpty() ||
		((y.Lo < x.Lo || math.IsInf(y.Lo, -1)) && (x.Hi < y.Hi || math.IsInf(y.Hi, 1)))
}

// Intersect returns x ∩ y.
func (x Interval) Intersect(y Interval) Interval {
	lo, hi := x.Lo, x.Hi
	if y.Lo > lo {
		lo = y.Lo
	}
	if y.Hi < hi {
		hi = y.Hi
	}
	if x.IsEmpty() || y.IsEmpty() || !(lo <= hi) {
		return Empty()
	}
	return Interval{lo, hi}
}

// Hull returns the smallest interval that contains x and y.
func (x Interval) Hull(y Interval) Interval {
	if x.IsEmpty() {
		return y
	}
	if y.IsEmpty() {
		return x
	}
	return Interval{min(x.Lo, y.Lo), max(x.Hi, y.Hi)}
}

// Mid returns a finite number in x close to its middle; 0 for the real line, NaN
// for the empty set.
func (x Interval) Mid() float64 {
	switch {
	case x.IsEmpty():
		return math.NaN()
	case x.Lo == x.Hi:
		return x.Lo
	case math.IsInf(x.Lo, -1) && math.IsInf(x.Hi, 1):
		return 0
	case math.IsInf(x.Lo, -1):
		return -math.MaxFloat64
	case math.IsInf(x.Hi, 1):
		return math.MaxFloat64
	}
	m := (x.Lo + x.Hi) / 2
	if math.IsInf(m, 0) {
		m = float64(x.Lo/2) + float64(x.Hi/2)
	}
	return min(max(m, x.Lo), x.Hi)
}

// Rad returns an upper bound r of the distance from Mid to any number in x:
// x ⊆ [Mid − r, Mid + r]. It is NaN for the empty set.
func (x Interval) Rad() float64 {
	if x.IsEmpty() {
		return math.NaN()
	}
	m := x.Mid()
	return max(subUp(x.Hi, m), subUp(m, x.Lo))
}

// Width returns an upper bound of Hi − Lo; NaN for the empty set.
func (x Interval) Width() float64 {
	if x.IsEmpty() {
		return math.NaN()
	}
	return subUp(x.Hi, x.Lo)
}

// Mag returns the magnitude max |x|; NaN for the empty set.
func (x Interval) Mag() float64 {
	if x.IsEmpty() {
		return math.NaN()
	}
	return max(math.Abs(x.Lo), math.Abs(x.Hi))
}

// Mig returns the mignitude min |x|, 0 if 0 ∈ x; NaN for the empty set.
func (x Interval) Mig() float64 {
	switch {
	case x.IsEmpty():
		return math.NaN()
	case x.Lo > 0:
		return x.Lo
	case x.Hi < 0:
		return -x.Hi
	}
	return 0
}

// Inflate returns x widened by r ≥ 0 on both sides, rounded outward.
func (x Interval) Inflate(r float64) Interval {
	if x.IsEmpty() {
		return x
	}
	return Interval{subDown(x.Lo, r), addUp(x.Hi, r)}
}

// String returns "[lo, hi]" with digits that identify both bounds, or "∅".
func (x Interval) String() string {
	if x.IsEmpty() {
		return "∅"
	}
	return fmt.Sprintf("[%v, %v]", x.Lo, x.Hi)
}
