// Package pooling is Marshall's labour pooling as Krugman formalised it (Geography and Trade, MIT Press
// 1991, appendix C). Firms meet shocks; a place with many of them offers workers a steady demand and firms
// a labour force that is there when business is good.
//
// A firm with labour ℓ has revenue
//
//	a_0 + (b_0 + ε) ℓ − ½ γ ℓ²,
//
// ε with mean 0, variance v and correlation ϱ between firms of a place. Labour of a place goes to its firms
// after the shocks, at the wage that clears the market. With L_r workers and n_r firms, q_r = L_r/n_r,
//
//	E w_r = b_0 − γ q_r
//	E π_r = a_0 + ½ γ q_r² + v(1−ϱ)/(2γ) · (1 − 1/n_r)
//
// A wage is the same in a large pool as in a small one, profit is not: firms gain from size, which is why
// workers, whom they pull along, end up together. Workers dislike crowds: they compare E w_r − κ_c L_r, firms E π_r.
package pooling

import (
	"fmt"
	"math"
)

// Spec holds the parameters; see the package comment.
type Spec struct {
	A0, B0  float64  // a_0, b_0, finite
	Gamma   float64  // γ > 0
	V       float64  // v ≥ 0
	Corr    float64  // ϱ in [0, 1]
	Firms   float64  // n > 0, firms in all places together, or those that could be in business
	Labour  float64  // L > 0, workers in all places together
	Crowd   float64  // κ_c ≥ 0
	Outside *float64 // profit that a firm must expect to be in business; nil: all n firms are
}

// Market is a labour market with pooling. It does not change.
type Market struct{ Spec }

// New checks a Spec; errors name the parameter, its value and what is allowed.
func New(s Spec) (*Market, error) {
	for _, c := range []struct {
		name    string
		value   float64
		ok      bool
		allowed string
	}{
		{"a0", s.A0, true, "a number"}, {"b0", s.B0, true, "a number"}, {"gamma", s.Gamma, s.Gamma > 0, "(0, ∞)"},
		{"v", s.V, s.V >= 0, "[0, ∞)"}, {"corr", s.Corr, s.Corr >= 0 && s.Corr <= 1, "[0, 1]"},
		{"n", s.Firms, s.Firms > 0, "(0, ∞)"}, {"L", s.Labour, s.Labour > 0, "(0, ∞)"}, {"kappa_c", s.Crowd, s.Crowd >= 0, "[0, ∞)"},
	} {
		if !c.ok || math.IsNaN(c.value) || math.IsInf(c.value, 0) {
			return nil, fmt.Errorf("%s is %v, allowed is %s", c.name, c.value, c.allowed)
		}
	}
	return &Market{s}, nil
}

const (
	// fewestFirms is the number of firms of a place below which 1/n is continued by its polynomial of
	// second order, so that payoffs have a bound. A place with a hundredth of a firm is as good as empty.
	fewestFirms = 0.01
	// mostLabour bounds labour per firm, in units of the world's, for the same reason.
	mostLabour = 1e6
)

// inverse is 1/n with its slope, n ≥ 0.
func inverse(n float64) (value, slope float64) {
	if n >= fewestFirms {
		return 1 / n, -1 / (n * n)
	}
	t := n / fewestFirms
	return (3 - 3*t + t*t) / fewestFirms, (2*t - 3) / (fewestFirms * fewestFirms)
}

// Pool is what one place offers: expected wage and profit, and their derivatives with respect to its
// workers and firms.
type Pool struct {
	Wage, Profit             float64
	WageLabour, WageFirms    float64
	ProfitLabour, ProfitFirm float64
}

// gain is v(1−ϱ)/(2γ), what a firm gains from an unlimited pool.
func (m *Market) gain() float64 { return m.V * (1 - m.Corr) / (2 * m.Gamma) }

// Pool computes a place with L_r ≥ 0 workers and n_r > 0 firms; or with workers alone, where a wage would
// have no lower bound and profit no upper one: there they are merely very low and very high.
func (m *Market) Pool(labour, firms float64) Pool {
	most := mostLabour * m.Labour / m.Firms
	inv, slope := inverse(firms)
	q := most
	if labour < most*firms {
		q = labour / firms
	}
	p := Pool{Wage: m.B0 - m.Gamma*q, Profit: m.A0 + m.Gamma*q*q/2 + m.gain()*(1-inv), ProfitFirm: -m.gain() * slope}
	if q < most {
		p.WageLabour, p.WageFirms = -m.Gamma/firms, m.Gamma*q/firms
		p.ProfitLabour = m.Gamma * q / firms
		p.ProfitFirm -= m.Gamma * q * q / firms
	}
	return p
}

// Settlement is what the first workers and firms would get in an empty place, where workers and firms
// elsewhere have the mean payoffs given. It depends on the proportion in which they come. Under the
// replicator workers gain on firms while they are better paid, so that in the long run both grow or shrink
// at one rate:
//
//	b_0 − γ q − worker = a_0 + ½ γ q² + gain(0) − firm,
//
// q their proportion. (With no such q ≥ 0 firms come alone.)
func (m *Market) Settlement(worker, firm float64) Pool {
	inv, _ := inverse(0)
	alone := m.A0 + m.gain()*(1-inv)
	c := alone - firm - m.B0 + worker
	q := 0.0
	if c < 0 { // ½γq² + γq + c = 0
		d := -2 * c / m.Gamma
		q = d / (1 + math.Sqrt(1+d))
	}
	return Pool{Wage: m.B0 - m.Gamma*q, Profit: alone + m.Gamma*q*q/2}
}

// CriticalVariance is the variance v below which an even spread over two or more places is stable,
//
//	v(1−ϱ) < 2 γ² q² κ_c n_r² / (γ + κ_c n_r),    n_r = n/places, q = L/n
//
// (for two places γ²q²n²κ_c/(2γ + nκ_c)). It is 0 where nobody minds crowds: then a spread is never
// stable. With a correlation of 1 there is nothing to gain from pooling and the spread is stable at any v.
//
// Derivation: the Jacobian of (worker, firm) payoffs with respect to a place's own (L_r, n_r) has a negative
// trace wherever its determinant is not negative; the determinant changes sign there.
func (m *Market) CriticalVariance(places int) float64 {
	n, q := m.Firms/float64(places), m.Labour/m.Firms
	v := 2 * m.Gamma * m.Gamma * q * q * m.Crowd * n * n / (m.Gamma + m.Crowd*n)
	if v == 0 {
		return 0
	}
	return v / (1 - m.Corr) // +Inf at a correlation of 1
}

// LoneFirmVariance is the variance from which on a single firm that leaves full concentration for an empty
// place, where workers follow it until they are indifferent, loses by it:
//
//	v(1−ϱ) (1 − 1/n) = γ² (L_2² − q²),    b_0 − γ L_2 − κ_c L_2 = b_0 − γ q − κ_c L.
//
// It is +Inf where there is one firm only.
func (m *Market) LoneFirmVariance() float64 {
	if m.Firms <= 1 {
		return math.Inf(1)
	}
	q := m.Labour / m.Firms
	follow := (m.Gamma*q + m.Crowd*m.Labour) / (m.Gamma + m.Crowd)
	v := m.Gamma * m.Gamma * (follow*follow - q*q) / ((1 - m.Corr) * (1 - 1/m.Firms))
	return math.Max(0, v)
}
