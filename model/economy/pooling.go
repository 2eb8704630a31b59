package economy

import "math"

// LogPoolingGain is ln P(n), the gain of a firm in a pool of n over one alone: P(n) = π(n)/π(1), with
// π(n) = E[(mean of n Z)^{1/σ}] = Γ(nk + 1/σ)/(Γ(nk)(nk)^{1/σ}) for shocks Z ~ Gamma(k), mean 1. P rises
// in n from 1 to 1/π(1) and is concave. n ≥ 1 need not be a whole number; k > 0; σ > 1.
func LogPoolingGain(n, k, sigma float64) float64 {
	return logGammaRatio(n*k, 1/sigma) - logGammaRatio(k, 1/sigma)
}

// LogPoolingGainSlope is d ln P/dn.
func LogPoolingGainSlope(n, k, sigma float64) float64 { return k * logGammaRatioSlope(n*k, 1/sigma) }

// stirlingFrom is where Stirling's series with five terms is exact to rounding: the first term left out is
// below 691/360360·z^{−11} < 1e-20 at z = 40.
const stirlingFrom = 40

// logGammaRatio is ln[Γ(z+a)/(Γ(z) z^a)] for z > 0 and 0 < a < 1, without the cancellation of large
// logarithms of Γ: z is raised by Γ(z+1) = zΓ(z) until Stirling's series serves.
func logGammaRatio(z, a float64) float64 {
	sum := 0.0
	for ; z < stirlingFrom; z++ {
		sum += a*math.Log1p(1/z) - math.Log1p(a/z)
	}
	return sum + (z+a-0.5)*math.Log1p(a/z) - a + stirling(z+a) - stirling(z)
}

// logGammaRatioSlope is its derivative by z.
func logGammaRatioSlope(z, a float64) float64 {
	sum := 0.0
	for ; z < stirlingFrom; z++ {
		sum += -a/(z*(z+1)) + a/(z*(z+a))
	}
	return sum + math.Log1p(a/z) - a*(z+a-0.5)/(z*(z+a)) + stirlingSlope(z+a) - stirlingSlope(z)
}

func stirling(z float64) float64 {
	y := 1 / (z * z)
	return (1./12 - y*(1./360-y*(1./1260-y*(1./1680-y/1188)))) / z
}

func stirlingSlope(z float64) float64 {
	y := 1 / (z * z)
	return -y * (1./12 - y*(3./360-y*(5./1260-y*(7./1680-y*9/1188))))
}
