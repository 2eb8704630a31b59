package interval

import (
	"math"
	"math/big"
)

// The oracle: exp and log on big.Float, from their series, sharing nothing with
// the kernels. Errors are far below 2^-200 relative.
const oraclePrec = 320

func bigOf(x float64) *big.Float { return new(big.Float).SetPrec(oraclePrec).SetFloat64(x) }

func newBig() *big.Float { return new(big.Float).SetPrec(oraclePrec) }

// bigExp returns e^x by the Taylor series at x/2^24 and 24 squarings, for
// |x| < 2^14.
func bigExp(x *big.Float) *big.Float {
	const halvings = 24
	r := newBig().SetMantExp(newBig().Set(x), -halvings)
	sum, term := bigOf(1), bigOf(1)
	for n := 1; n < 40; n++ {
		term.Mul(term, r)
		term.Quo(term, bigOf(float64(n)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog returns ln x by Halley's iteration on e^y = x, which triples the
// correct digits.
func bigLog(x *big.Float) *big.Float {
	m := new(big.Float)
	k := x.MantExp(m)
	mf, _ := m.Float64()
	y := bigOf(math.Log(mf) + float64(k)*math.Ln2)
	for range 4 {
		e := bigExp(y)
		num := newBig().Sub(x, e)
		den := newBig().Add(x, e)
		y.Add(y, num.Quo(num.Mul(num, bigOf(2)), den))
	}
	return y
}

// encloses reports whether the big value v lies in x. A slack of 2^-200 relative
// covers the oracle's own error.
func encloses(x Interval, v *big.Float) bool {
	slack := newBig().Abs(v)
	slack.SetMantExp(slack, -200)
	if !math.IsInf(x.Lo, -1) && bigOf(x.Lo).Cmp(newBig().Add(v, slack)) > 0 {
		return false
	}
	return math.IsInf(x.Hi, 1) || bigOf(x.Hi).Cmp(newBig().Sub(v, slack)) >= 0
}
