package quantitative

import "math"

// SpectralRadius is the largest eigenvalue ρ of the matrix of moduli of
//
//	1/γ1 · [ 1 − β         σ (α+β) ]
//	       [ (σ−1)(α+β)    1 + α   ],
//
// by which the equations of the long run, solved in turn, pass on differences between places (u and v of
// the fixed-point iteration; Allen, Arkolakis and Li 2020 on networks of this kind). Its own eigenvalues are
// 1 and γ2/γ1; so ρ = max(1, |γ2/γ1|) where γ1 > 0, β ≤ 1 and α ≥ −1. It is +Inf where γ1 = 0.
func (e *Economy) SpectralRadius() float64 {
	g := e.Gamma1()
	if g == 0 {
		return math.Inf(1)
	}
	g = math.Abs(g)
	a, d := math.Abs(1-e.Beta)/g, math.Abs(1+e.Alpha)/g
	off := e.Sigma * (e.Sigma - 1) * (e.Alpha + e.Beta) * (e.Alpha + e.Beta) / (g * g)
	return (a + d + math.Sqrt((a-d)*(a-d)+4*off)) / 2
}

// exactDiameter is the number of places up to which TradeContraction looks at all pairs of places.
const exactDiameter = 200

// TradeContraction is tanh(Δ/4) < 1, by which sums Σ_j φ_ij e^{z_j} shrink differences of z at least
// (Birkhoff 1957), Δ the largest of ln(φ_ik φ_jl / φ_il φ_jk) over places: a bound on it beyond some hundred
// places. It is 0 where trade is free, and near 1 where it is costly.
func (e *Economy) TradeContraction() float64 {
	t := e.Trade
	delta := 0.0
	if e.n > exactDiameter {
		lo, hi := math.Inf(1), math.Inf(-1)
		for i := range e.n {
			for j := range e.n {
				v := t.Log(i, j)
				lo, hi = min(lo, v), max(hi, v)
			}
		}
		delta = 2 * (hi - lo)
	} else {
		for i := range e.n {
			for j := range i {
				lo, hi := math.Inf(1), math.Inf(-1)
				for k := range e.n {
					v := t.Log(i, k) - t.Log(j, k)
					lo, hi = min(lo, v), max(hi, v)
				}
				delta = max(delta, hi-lo)
			}
		}
	}
	return math.Tanh(delta / 4)
}

// Contraction is ρ·tanh(Δ/4), the rate at which differences between places shrink at least from one round
// of the fixed-point iteration to the next. Below 1 there is exactly one equilibrium with people everywhere
// (by Banach's theorem, on states up to units), and iteration finds it.
func (e *Economy) Contraction() float64 {
	c := e.TradeContraction()
	if c == 0 && !math.IsInf(e.SpectralRadius(), 1) {
		return 0
	}
	return e.SpectralRadius() * c
}

// Unique tells whether a condition guarantees that the economy has exactly one equilibrium: one group,
// γ1 > 0 (no place stays empty), and Contraction below 1. The latter holds at any trade cost where ρ = 1,
// that is |γ2/γ1| ≤ 1, as where α + β ≤ 0 ≤ 2 + α − β; for housing, σ(1−μ) ≥ 1. Where ρ > 1 it holds if trade is
// free enough. For two equal places it is necessary too: then ρ·tanh(Δ/4) = 1 is their break.
func (e *Economy) Unique() bool {
	if len(e.GroupLabour) > 1 || e.Gamma1() <= 0 {
		return false
	}
	return e.Contraction() < 1 || e.SpectralRadius() <= 1+uniquenessRounding
}

// uniquenessRounding is what rounding makes of ρ = 1: some ten operations.
const uniquenessRounding = 16 * 0x1p-53
