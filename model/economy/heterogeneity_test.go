package economy

import (
	"math"
	"testing"
)

// The closed forms for members that differ against quadrature of the definition over Z, in all regimes of
// joining: all effort inside, some at one, all who join at one; and the derivatives against differences.
func TestHeterogeneousReply(t *testing.T) {
	for _, c := range []struct{ cv, c0, gain, kappa float64 }{
		{.5, 0, .02, .05}, {.5, .001, .02, .05}, {.5, .003, .05, .05}, {2, .002, .05, .03}, {.3, .02, .05, .04},
		{.5, .03, .05, .02}, {1, .045, .05, .03}, {.2, .001, .3, .02},
	} {
		h := &Heterogeneity{c.cv, c.c0}
		r := h.reply(c.gain, c.kappa)
		effort, cost, join := 0.0, 0.0, 0.0
		member := func(z float64) (a, k float64, in bool) {
			k = c.kappa * math.Exp(h.spread()*z)
			a = min(1, c.gain/k)
			return a, k, c.gain*a-k*a*a/2 >= c.c0
		}
		// break points of the integrand: effort one, and joining
		top, _ := h.dearest(c.gain)
		cuts := []float64{-12, 12}
		for _, k := range []float64{c.gain, top} {
			if z := math.Log(k/c.kappa) / h.spread(); z > -12 && z < 12 {
				cuts = append(cuts, z)
			}
		}
		for i := range cuts {
			for j := range i {
				if cuts[i] < cuts[j] {
					cuts[i], cuts[j] = cuts[j], cuts[i]
				}
			}
		}
		for i := 1; i < len(cuts); i++ {
			const parts = 4000 // Simpson's rule, error of order (24/4000)⁴
			w := (cuts[i] - cuts[i-1]) / parts
			for p := 0; p <= parts; p++ {
				z := cuts[i-1] + w*float64(p)
				mid := max(cuts[i-1]+1e-9*w, min(cuts[i]-1e-9*w, z))
				a, k, in := member(mid)
				weight := w / 3 * normalDensity(z) * []float64{2, 4}[p%2]
				if p == 0 || p == parts {
					weight /= 2
				}
				if in {
					effort += weight * a
					cost += weight * k * a * a / 2
					join += weight
				}
			}
		}
		near(t, "effort", r.effort, effort, 1e-11)
		near(t, "cost", r.cost, cost, 1e-11)
		near(t, "joining", r.join, join, 1e-11)
		const d = 1e-4
		g1, g2 := h.reply(c.gain*(1+d), c.kappa), h.reply(c.gain*(1-d), c.kappa)
		k1, k2 := h.reply(c.gain, c.kappa*(1+d)), h.reply(c.gain, c.kappa*(1-d))
		by := func(what string, got, up, down, at float64) {
			near(t, what, got, (up-down)/(2*d*at), 1e-5*(1+math.Abs(got)))
		}
		by("effort by gain", r.byGain, g1.effort, g2.effort, c.gain)
		by("cost by gain", r.costGain, g1.cost, g2.cost, c.gain)
		by("join by gain", r.joinGain, g1.join, g2.join, c.gain)
		by("effort by kappa", r.byKappa, k1.effort, k2.effort, c.kappa)
		by("cost by kappa", r.costKap, k1.cost, k2.cost, c.kappa)
		by("join by kappa", r.joinKap, k1.join, k2.join, c.kappa)
	}
}

// Members that hardly differ do as members that are alike.
func TestHeterogeneityVanishes(t *testing.T) {
	alike := (&Heterogeneity{0, 0}).reply(.02, .05)
	almost := (&Heterogeneity{1e-7, 0}).reply(.02, .05)
	near(t, "effort", almost.effort, alike.effort, 1e-12)
	near(t, "cost", almost.cost, alike.cost, 1e-12)
}
