package economy

import (
	"fmt"
	"math"
)

// External is passive collective efficiency: external economies that fall into a firm's lap (Marshall's
// trinity beside the inputs, which the equations hold already). The members of the cluster of industry i
// in region r are n_ir = 1 + (N−1) λ_ir, with λ_ir = L_ir/Σ_s L_is and N the number of enterprises.
type External struct {
	Enterprises  []float64 // N_i ≥ 1, by industry
	Pooling      *Pooling
	Spillover    *Spillover
	Distribution *Distribution
}

// Pooling is labour pooling: firms meet shocks to their varieties and hire from the pool of their place
// after they know them. Its gain is a quality wedge Q^{σ−1} = P(n)^σ.
type Pooling struct{ Shape float64 } // k > 0 of Gamma(k), mean 1

// Spillover is technological spillovers: Q ← Q (Σ_s e^{−δ d_rs} n_s/N)^ε with d_rr = 0.
type Spillover struct {
	Epsilon float64 // ε ≥ 0
	Decay   float64 // δ ≥ 0; +Inf: local only
}

// Distribution is thick trading networks: T_rs − 1 ← (T_rs − 1)(1 + ν n_r/N)^{−ζ} for s ≠ r.
type Distribution struct{ Nu, Zeta float64 } // ν, ζ ≥ 0

// Check returns an error for a value outside its range.
func (x *External) Check(nI int) error {
	if len(x.Enterprises) != nI {
		return fmt.Errorf("external_economies.enterprises: %d values for %d industries", len(x.Enterprises), nI)
	}
	for _, n := range x.Enterprises {
		if !(n >= 1) || math.IsInf(n, 0) {
			return fmt.Errorf("external_economies.enterprises: %v, allowed is [1, ∞)", n)
		}
	}
	return nil
}

// members are the clusters' sizes n_ir and λ_ir, by industry and region at home.
func members(e *Economy, g *Given, enterprises []float64) (size, share []float64) {
	n, home := e.market.n, e.home
	size, share = make([]float64, e.market.nI*home), make([]float64, e.market.nI*home)
	for i := range e.market.nI {
		total := 0.0
		for r := range home {
			total += g.Labour[i*n+r]
		}
		for r := range home {
			if total > 0 {
				share[i*home+r] = g.Labour[i*n+r] / total
			}
			size[i*home+r] = 1 + (enterprises[i]-1)*share[i*home+r]
		}
	}
	return size, share
}

// add adds the wedges of external economies for clusters of the given sizes: to ln Q, by industry and
// region as the package comment says, and to what multiplies T − 1 on exports, in logs, [i*home+r].
func (x *External) add(e *Economy, size, logQ, out []float64) {
	n, home := e.market.n, e.home
	for i, in := range e.Technology.Industries {
		for r := range home {
			k := i*n + r
			if x.Pooling != nil {
				logQ[k] += in.Sigma / (in.Sigma - 1) * LogPoolingGain(size[i*home+r], x.Pooling.Shape, in.Sigma)
			}
			if x.Spillover != nil {
				logQ[k] += x.Spillover.Epsilon * math.Log(x.Spillover.reach(e, size[i*home:], r)/x.Enterprises[i])
			}
			if x.Distribution != nil {
				out[i*home+r] += math.Log(x.Distribution.factor(size[i*home+r], x.Enterprises[i]))
			}
		}
	}
}

// reach is Σ_s e^{−δ d_rs} n_s.
func (s *Spillover) reach(e *Economy, size []float64, r int) float64 {
	sum := 0.0
	for q := range e.home {
		sum += s.weight(e, r, q) * size[q]
	}
	return sum
}

func (s *Spillover) weight(e *Economy, r, q int) float64 {
	if r == q {
		return 1
	}
	if math.IsInf(s.Decay, 1) {
		return 0
	}
	return math.Exp(-s.Decay * e.Distance(r, q))
}

func (d *Distribution) factor(size, enterprises float64) float64 {
	return math.Pow(1+d.Nu*size/enterprises, -d.Zeta)
}

// slope is the derivative of the same wedges by the size of the cluster of industry i in region r: calls
// quality with each cluster whose ln Q moves, and returns how ln(T − 1) of its exports does.
func (x *External) slope(e *Economy, size []float64, i, r int, quality func(region int, slope float64)) (out float64) {
	home, big, in := e.home, x.Enterprises[i], e.Technology.Industries[i]
	n := size[i*home+r]
	if x.Pooling != nil {
		quality(r, in.Sigma/(in.Sigma-1)*LogPoolingGainSlope(n, x.Pooling.Shape, in.Sigma))
	}
	if x.Spillover != nil {
		for q := range home {
			if w := x.Spillover.weight(e, q, r); w > 0 {
				quality(q, x.Spillover.Epsilon*w/x.Spillover.reach(e, size[i*home:], q))
			}
		}
	}
	if d := x.Distribution; d != nil {
		out = -d.Zeta * d.Nu / big / (1 + d.Nu*n/big)
	}
	return out
}
