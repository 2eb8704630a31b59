package economy

import "github.com/geosolve/geosolve/internal/num"

// logPoolingGainOf is ln P(n) of LogPoolingGain over any number: ln P = g(nk) − g(k), g(z) =
// ln[Γ(z+a)/(Γ(z) z^a)], a = 1/σ. n ≥ 1.
func logPoolingGainOf[N num.Num[N]](n, k, a N) N {
	return logGammaRatioOf(n.Mul(k), a, k.Float()).Sub(logGammaRatioOf(k, a, k.Float()))
}

// logGammaRatioOf is ln[Γ(z+a)/(Γ(z) z^a)], for z not below least (up to rounding). By Γ(z+1) = zΓ(z),
//
//	g(z) = a ln(1 + 1/z) − ln(1 + a/z) + g(z + 1),
//
// which is used until Stirling's series serves, as often for every z, so that the map is smooth.
func logGammaRatioOf[N num.Num[N]](z, a N, least float64) N {
	sum, one := z.Const(0), z.Const(1)
	for ; least < enclosedFrom; least++ {
		inverse := one.Div(z)
		sum = sum.Add(a.Mul(inverse.AddConst(1).Log())).Sub(a.Mul(inverse).AddConst(1).Log())
		z = z.AddConst(1)
	}
	up := z.Add(a)
	sum = sum.Add(up.AddConst(-.5).Mul(a.Div(z).AddConst(1).Log())).Sub(a)
	return sum.Add(stirlingOf(up)).Sub(stirlingOf(z))
}

// enclosedFrom is where Stirling's series serves here: what is left out, below 2e-17, is accounted for, while
// each step up to it costs two logarithms.
const enclosedFrom = 20

// stirlingOf is ln Γ(z) − (z − ½) ln z + z − ½ ln 2π for z ≥ 20 up to rounding, by Stirling's series. For
// z > 0 what is left out has the sign of the first term left out, 691/360360·z^{−11}, and is smaller, and
// so has its derivative (Olver, Asymptotics and Special Functions, 1974, ch. 8, §4.1).
func stirlingOf[N num.Num[N]](z N) N {
	const (
		z0    = enclosedFrom - 1.
		z4    = z0 * z0 * z0 * z0
		value = 691. / 360360 / (z4 * z4 * z0 * z0 * z0)
		slope = 11 * value / z0
	)
	one := z.Const(1)
	y := one.Div(z.Mul(z))
	s := one.Div(z.Const(1188))
	for _, d := range []float64{1680, 1260, 360, 12} {
		s = one.Div(z.Const(d)).Sub(y.Mul(s))
	}
	return s.Div(z).Add(num.Unknown(z, value, slope))
}
