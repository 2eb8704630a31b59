package economy

import "math"

// Heterogeneity is members that differ in what effort costs them: κ_i = κ(n) e^{sZ} with Z standard
// normal and s² = ln(1 + cv²), so κ(n) is the median and cv the coefficient of variation. Joining a form
// costs c₀ besides: member i joins where max over a in [0, 1] of (gain·a − ½κ_i a²) is at least c₀, and
// then exerts min(1, gain/κ_i). The effort of the cluster is the mean over all members.
type Heterogeneity struct {
	CV float64 // cv ≥ 0
	C0 float64 // c₀ ≥ 0, in log real income
}

// reply is what members do, in the mean, at a marginal gain and a median cost κ, and its derivatives.
type reply struct {
	effort, byGain, byKappa float64 // mean effort
	cost, costGain, costKap float64 // mean of ½κ_i a_i²
	join, joinGain, joinKap float64 // share of members who join
}

// spread is s, the standard deviation of ln κ_i.
func (h *Heterogeneity) spread() float64 { return math.Sqrt(math.Log1p(h.CV * h.CV)) }

// dearest is the largest κ_i that joins, and its derivative by the gain:
//
//	gain²/(2c₀)     where that member's effort is below one (c₀ ≤ gain/2)
//	2(gain − c₀)    where all who join do their utmost
func (h *Heterogeneity) dearest(gain float64) (kappa, slope float64) {
	switch {
	case h.C0 == 0:
		return math.Inf(1), 0
	case h.C0 <= gain/2:
		return gain * gain / (2 * h.C0), gain / h.C0
	case h.C0 < gain:
		return 2 * (gain - h.C0), 2
	}
	return 0, 0
}

// reply evaluates the closed forms. With z_g = ln(gain/κ)/s below which effort is one, z_c = ln(κ_max/κ)/s
// above which nobody joins, and z = min(z_g, z_c),
//
//	effort = Φ(z) + (gain/κ) e^{s²/2} [Φ(z_c + s) − Φ(z_g + s)]⁺
//	cost   = ½κ e^{s²/2} Φ(z − s) + ½(gain²/κ) e^{s²/2} [Φ(z_c + s) − Φ(z_g + s)]⁺
//	join   = Φ(z_c)
//
// The moments of a lognormal cut off at a point are in Johnson, Kotz and Balakrishnan (1994, ch. 14).
func (h *Heterogeneity) reply(gain, kappa float64) reply {
	s := h.spread()
	if gain <= 0 {
		if h.C0 == 0 {
			return reply{join: 1}
		}
		return reply{}
	}
	if s == 0 {
		return h.alike(gain, kappa)
	}
	top, topGain := h.dearest(gain)
	if top == 0 {
		return reply{}
	}
	zg, zc := math.Log(gain/kappa)/s, math.Log(top/kappa)/s
	m := math.Exp(s * s / 2)
	z, part := min(zg, zc), 0.0
	if zc > zg {
		part = m * normalBetween(zg+s, zc+s)
	}
	g := gain / kappa
	r := reply{
		effort: normalCDF(z) + g*part, byGain: part / kappa, byKappa: -g / kappa * part,
		cost: 0.5*kappa*m*normalCDF(z-s) + 0.5*g*gain*part, costGain: g * part, costKap: 0.5*m*normalCDF(z-s) - 0.5*g*g*part,
		join: normalCDF(zc),
	}
	if math.IsInf(top, 1) {
		return r
	}
	// the member who just joins has κ_max: density of Z there, its effort and its cost
	d := normalDensity(zc) / s
	a := min(1, gain/top)
	byGain, byKappa := d*topGain/top, -d/kappa
	r.addMargin(a, 0.5*top*a*a, byGain, byKappa)
	return r
}

// addMargin adds what the members at the margin of joining contribute to the derivatives.
func (r *reply) addMargin(a, cost, byGain, byKappa float64) {
	r.joinGain, r.joinKap = byGain, byKappa
	r.byGain += a * byGain
	r.byKappa += a * byKappa
	r.costGain += cost * byGain
	r.costKap += cost * byKappa
}

// alike is the reply of members with the same κ: all join or none.
func (h *Heterogeneity) alike(gain, kappa float64) reply {
	if top, _ := h.dearest(gain); kappa > top {
		return reply{}
	}
	r := sameReply(gain, kappa)
	r.join = 1
	return r
}

// effortQuantile is the effort that a share p of the members does not exceed, those who stay out
// counted with zero.
func (h *Heterogeneity) effortQuantile(gain, kappa, p float64) float64 {
	if gain <= 0 {
		return 0
	}
	own := kappa * math.Exp(h.spread()*normalQuantile(1-p)) // dear members make small efforts
	if top, _ := h.dearest(gain); own > top {
		return 0
	}
	return min(1, gain/own)
}

// atBound is how near 0 or 1 an effort counts as at the bound: a marginal gain carries an absolute error
// of some 1e-16 from the short run, which κ of a few hundredths raises to about 1e-14.
const atBound = 1e-13

// sameReply is clip(gain/κ, 0, 1) with its derivatives, those of the side on which effort does not move
// where the clip bends.
func sameReply(gain, kappa float64) reply {
	switch a := gain / kappa; {
	case !(a > atBound):
		return reply{}
	case a >= 1-atBound:
		return reply{effort: 1, cost: kappa / 2, costKap: 0.5}
	default:
		return reply{effort: a, byGain: 1 / kappa, byKappa: -a / kappa, cost: kappa * a * a / 2, costGain: a, costKap: -a * a / 2}
	}
}

func normalCDF(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// normalBetween is Φ(b) − Φ(a) for a ≤ b, from the nearer tail so that nothing cancels far out.
func normalBetween(a, b float64) float64 {
	if a > 0 {
		return 0.5 * (math.Erfc(a/math.Sqrt2) - math.Erfc(b/math.Sqrt2))
	}
	return 0.5 * (math.Erfc(-b/math.Sqrt2) - math.Erfc(-a/math.Sqrt2))
}

func normalDensity(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }

func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
