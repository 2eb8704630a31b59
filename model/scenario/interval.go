package scenario

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Range is an interval of allowed numbers. The zero Range allows every finite
// number.
type Range struct {
	Min, Max         float64
	MinOpen, MaxOpen bool // the end itself is not allowed
}

// Above allows x > min.
func Above(min float64) Range { return Range{min, math.Inf(1), true, true} }

// AtLeast allows x ≥ min.
func AtLeast(min float64) Range { return Range{min, math.Inf(1), false, true} }

// Between allows min ≤ x ≤ max.
func Between(min, max float64) Range { return Range{Min: min, Max: max} }

// Inside allows min < x < max.
func Inside(min, max float64) Range { return Range{min, max, true, true} }

// All tells whether r allows every finite number.
func (r Range) All() bool {
	return r == Range{} || math.IsInf(r.Min, -1) && math.IsInf(r.Max, 1)
}

// Contains tells whether x is allowed. NaN and infinity never are.
func (r Range) Contains(x float64) bool {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return false
	}
	if r == (Range{}) {
		return true
	}
	return (x > r.Min || x == r.Min && !r.MinOpen) && (x < r.Max || x == r.Max && !r.MaxOpen)
}

// String writes the interval as mathematics does: "(1, ∞)", "[0, 1]".
func (r Range) String() string {
	if r.All() {
		return "(−∞, ∞)"
	}
	open, closed := "[", "]"
	if r.MinOpen {
		open = "("
	}
	if r.MaxOpen {
		closed = ")"
	}
	return open + format(r.Min) + ", " + format(r.Max) + closed
}

// parseRange reads the notation of struct tags, "(1,inf)" or "[0,1]". A
// mistake in a tag is the programmer's.
func parseRange(s string) Range {
	if s == "" {
		return Range{}
	}
	lo, hi, ok := strings.Cut(s[1:len(s)-1], ",")
	a, errA := strconv.ParseFloat(lo, 64)
	b, errB := strconv.ParseFloat(hi, 64)
	if !ok || errA != nil || errB != nil {
		panic(fmt.Sprintf("scenario: bad range tag %q", s))
	}
	return Range{a, b, s[0] == '(', s[len(s)-1] == ')'}
}
