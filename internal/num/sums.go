package num

import "math"

// Sum returns Σ x_i, added from first to last; zero for an empty slice.
func Sum[T Num[T]](x []T) T {
	if len(x) == 0 {
		var zero T
		return zero.Const(0)
	}
	s := x[0]
	for _, v := range x[1:] {
		s = s.Add(v)
	}
	return s
}

// Dot returns Σ x_i·y_i, added from first to last. It panics if the lengths
// differ.
func Dot[T Num[T]](x, y []T) T {
	if len(x) != len(y) {
		panic("num: Dot of slices of different length")
	}
	if len(x) == 0 {
		var zero T
		return zero.Const(0)
	}
	s := x[0].Mul(y[0])
	for i := 1; i < len(x); i++ {
		s = s.Add(x[i].Mul(y[i]))
	}
	return s
}

// Pow returns x^c = e^(c·ln x) for x > 0 and an exact exponent c. For an
// exponent that is itself rounded, such as 1−σ, use [PowNum].
func Pow[T Num[T]](x T, c float64) T {
	return x.Log().Scale(c).Exp()
}

// PowNum returns x^c = e^(c·ln x) for x > 0.
func PowNum[T Num[T]](x, c T) T {
	return x.Log().Mul(c).Exp()
}

// LogSumExp returns ln Σ e^(x_i). The largest representative value m is taken
// out first, m + ln Σ e^(x_i − m), so that nothing overflows. The identity holds
// for every real m, so enclosures and derivatives stay exact although m is a
// plain float. It panics on an empty slice.
func LogSumExp[T Num[T]](x []T) T {
	if len(x) == 0 {
		panic("num: LogSumExp of nothing")
	}
	m := reference(x)
	s := x[0].AddConst(-m).Exp()
	for _, v := range x[1:] {
		s = s.Add(v.AddConst(-m).Exp())
	}
	return s.Log().AddConst(m)
}

// LogWeightedSumExp returns ln Σ w_i·e^(x_i), scaled as in [LogSumExp]. Weights
// may be zero (an empty region) as long as one is not. The scale is the largest
// x_i whatever its weight, since the derivative with respect to a zero weight is
// needed too: if all positive weights sit more than 700 below it, the sum
// underflows and the logarithm is −Inf. It panics if the lengths differ or are
// zero.
func LogWeightedSumExp[T Num[T]](w, x []T) T {
	if len(x) == 0 || len(w) != len(x) {
		panic("num: LogWeightedSumExp of slices of different or zero length")
	}
	m := reference(x)
	s := w[0].Mul(x[0].AddConst(-m).Exp())
	for i := 1; i < len(x); i++ {
		s = s.Add(w[i].Mul(x[i].AddConst(-m).Exp()))
	}
	return s.Log().AddConst(m)
}

// reference returns the largest finite representative value of x, or 0.
func reference[T Num[T]](x []T) float64 {
	m := math.Inf(-1)
	for _, v := range x {
		if f := v.Float(); f > m && !math.IsInf(f, 0) {
			m = f
		}
	}
	if math.IsInf(m, -1) {
		return 0
	}
	return m
}
