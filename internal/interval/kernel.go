package interval

import "math"

// Kernels for exp and log with a proved error bound, in units of the rounding
// error u = 2^-53. Go states no bound for math.Exp and math.Log, and uses
// assembly of different accuracy on different processors, so a proof cannot rest
// on them. The bounds below hold for any evaluation in which each operation has
// relative error at most u, hence also if a compiler fused operations; explicit
// conversions keep the bits equal on all processors all the same.

const (
	unitRoundoff = 0x1p-53

	// ln2Hi + ln2Lo = ln 2 up to 2^-86; ln2Hi has 32 significant bits, so k·ln2Hi
	// is exact for |k| < 2^21.
	ln2Hi = 0x1.62e42feep-1
	ln2Lo = 0x1.a39ef35793c76p-33

	// expWiden and logWiden are the relative distances by which the kernels'
	// results are moved outward, including the rounding of that move itself (at
	// most u): 4u > 2.3u + u and 5u > 3.1u + u.
	expWiden = 4 * unitRoundoff
	logWiden = 5 * unitRoundoff

	// Beyond these arguments e^x is above MaxFloat64 or below half the least
	// positive float: ln(2^1024) = 709.782…, ln(2^-1075) = −745.133….
	expOverflow  = 709.79
	expUnderflow = -745.14
)

// expCoefficients are 1/2!, 1/3!, …, 1/13!, highest first.
var expCoefficients = [...]float64{
	1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
	1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720,
	1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2,
}

// expKernel returns e and k with |e·2^k − e^x| ≤ 2.3u·e^x and e in [0.70, 1.42],
// for |x| ≤ 746.
//
// With k the integer nearest to x/ln 2 and r + c = x − k·ln 2, |r| ≤ 0.3466, it
// evaluates e = 1 + (r + (c + r²·q(r))), q the Taylor polynomial of
// (e^r − 1 − r)/r² of degree 11. Error budget, first the part relative to e^x:
//
//	r + c against x − k·ln 2   one rounding of x − k·ln2Hi, 0.347u; ln2Lo below 1e-6u
//
// then absolute parts, to be divided by e^r:
//
//	q         0.77u (Horner, |q| ≤ 0.564), in r²q   0.093u
//	r², r²·q  two roundings of |r²q| ≤ 0.068        0.136u
//	c + r²q   rounding                              0.068u
//	r + …     rounding, ≤ 0.293u (r < 0) or 0.415u (r > 0)
//	Taylor    0.3466^14/14!·1.05                    0.040u
//
// that is 0.63u/0.707 = 0.90u for r < 0 (0.54u for r > 0), and u for the last
// addition: 0.35 + 0.90 + 1 < 2.3.
func expKernel(x float64) (e float64, k int) {
	kf := math.RoundToEven(x * math.Log2E)
	hi := x - float64(kf*ln2Hi)
	lo := float64(kf * ln2Lo)
	r := hi - lo
	c := (hi - r) - lo
	q := expCoefficients[0]
	for _, a := range expCoefficients[1:] {
		q = float64(q*r) + a
	}
	p := float64(float64(r*r) * q)
	return 1 + (r + (c + p)), int(kf)
}

// expBounds returns lo ≤ e^x ≤ hi for any real x.
func expBounds(x float64) (lo, hi float64) {
	switch {
	case x == 0:
		return 1, 1
	case x >= expOverflow:
		return math.MaxFloat64, math.Inf(1)
	case x <= expUnderflow:
		return 0, math.SmallestNonzeroFloat64
	}
	e, k := expKernel(x)
	d := float64(e * expWiden)
	lo, hi = scaleDown(e-d, k), scaleUp(e+d, k)
	if x > 0 {
		lo = max(lo, 1)
	} else {
		hi = min(hi, 1)
	}
	return lo, hi
}

// scaleUp returns an upper bound of m·2^k for m in [½, 2], |k| ≤ 1100. In the
// normal range the product is exact.
func scaleUp(m float64, k int) float64 {
	switch {
	case k > 1022:
		return float64(m*0x1p1022) * math.Ldexp(1, k-1022) // +Inf is an upper bound
	case k > -1021:
		return m * math.Float64frombits(uint64(1023+k)<<52)
	}
	return nextUp(math.Ldexp(m, k))
}

// scaleDown is the lower bound that belongs to scaleUp.
func scaleDown(m float64, k int) float64 {
	switch {
	case k > 1022:
		return min(float64(m*0x1p1022)*math.Ldexp(1, k-1022), math.MaxFloat64)
	case k > -1021:
		return m * math.Float64frombits(uint64(1023+k)<<52)
	}
	return max(nextDown(math.Ldexp(m, k)), 0)
}

// logCoefficients are 2/3, 2/5, …, 2/21, highest first.
var logCoefficients = [...]float64{
	2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13,
	2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3,
}

// logKernel returns y with |y − ln x| ≤ 3.1u·|ln x|, for positive finite x.
//
// With x = 2^k·(1+f), 1+f in [√½, √2), f exact, and s = f/(2+f), |s| ≤ 0.1716,
//
//	ln(1+f) = 2·artanh s = f − s·(f − R),   R = Σ_{j≥1} 2·s^{2j}/(2j+1) ≤ 0.0199,
//
// R cut after j = 10 (relative to ln(1+f) below 0.01u). Error budget, absolute:
// s has relative error 2u, R 8u, so f − R 1.51u and t = s·(f − R) 4.51u; with
// |t| ≤ 0.0676 (f > 0) or 0.0537 (f < 0) that is 0.305u or 0.243u.
//
//	k = 0: relative to ln(1+f) at most 0.305/0.3465 = 0.89u (the ratio falls with
//	       |f|), and u for the last subtraction: below 2u.
//	k ≠ 0: |ln x| ≥ 0.3465; 0.305u + 0.068u (t − k·ln2Lo) + 0.347u (… − f) +
//	       1e-6u (ln2Lo) = 0.721u, 2.09u relative, and u for the last: below 3.1u.
func logKernel(x float64) float64 {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		k--
	}
	f := m - 1
	s := f / (2 + f)
	z := float64(s * s)
	r := logCoefficients[0]
	for _, a := range logCoefficients[1:] {
		r = float64(r*z) + a
	}
	r = float64(r * z)
	t := float64(s * (f - r))
	if k == 0 {
		return f - t
	}
	kf := float64(k)
	return float64(kf*ln2Hi) - ((t - float64(kf*ln2Lo)) - f)
}

// logBounds returns lo ≤ ln x ≤ hi for positive finite x.
func logBounds(x float64) (lo, hi float64) {
	if x == 1 {
		return 0, 0
	}
	y := logKernel(x)
	d := float64(math.Abs(y) * logWiden)
	return y - d, y + d
}
