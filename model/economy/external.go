package economy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
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
			share[i*home+r] = g.Labour[i*n+r] / total
			size[i*home+r] = 1 + (enterprises[i]-1)*share[i*home+r]
		}
	}
	return size, share
}

// apply sets the wedges of external economies; all are one where x is nil.
func (x *External) apply(e *Economy, g *Given) error {
	for k := range g.LogQ {
		g.LogQ[k], g.LogF[k], g.LogV[k] = 0, 0, 0
	}
	g.Trade = nil
	if x == nil || (x.Pooling == nil && x.Spillover == nil && x.Distribution == nil) {
		return nil
	}
	n, home := e.market.n, e.home
	size, _ := members(e, g, x.Enterprises)
	for i, in := range e.Technology.Industries {
		for r := range home {
			k := i*n + r
			if x.Pooling != nil {
				g.LogQ[k] += in.Sigma / (in.Sigma - 1) * LogPoolingGain(size[i*home+r], x.Pooling.Shape, in.Sigma)
			}
			if x.Spillover != nil {
				g.LogQ[k] += x.Spillover.Epsilon * math.Log(x.Spillover.reach(e, size[i*home:], r)/x.Enterprises[i])
			}
		}
	}
	if x.Distribution != nil {
		g.Trade = make([]Trade, len(e.Technology.Industries))
		for i, in := range e.Technology.Industries {
			thick := size[i*home : (i+1)*home]
			logT := e.logT[i]
			g.Trade[i] = NewDense(n, in.Sigma, func(r, s int) float64 {
				if r == s || r >= home {
					return logT(r, s)
				}
				return math.Log1p(math.Expm1(logT(r, s)) * x.Distribution.factor(thick[r], x.Enterprises[i]))
			})
		}
	}
	return nil
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

// externalJacobian adds to jac, the derivatives of log payoffs, what runs through external economies.
func (ev *Evaluator) externalJacobian(jac *mat.Dense, x []float64) error {
	e, ext := ev.e, ev.e.External
	n, home, nI := e.market.n, e.home, e.market.nI
	size, share := members(e, ev.given, ext.Enterprises)
	// one direction per cluster: its size n_ir grows by one
	dirs := make([]Direction, nI*home)
	for i, in := range e.Technology.Industries {
		big := ext.Enterprises[i]
		for r := range home {
			d := &dirs[i*home+r]
			d.LogQ = make([]float64, nI*n)
			if ext.Pooling != nil {
				d.LogQ[i*n+r] += in.Sigma / (in.Sigma - 1) * LogPoolingGainSlope(size[i*home+r], ext.Pooling.Shape, in.Sigma)
			}
			if ext.Spillover != nil {
				for q := range home {
					if w := ext.Spillover.weight(e, q, r); w > 0 {
						d.LogQ[i*n+q] += ext.Spillover.Epsilon * w / ext.Spillover.reach(e, size[i*home:], q)
					}
				}
			}
			if ext.Distribution != nil {
				d.LogT = make([]float64, nI*n*n)
				nu, zeta := ext.Distribution.Nu, ext.Distribution.Zeta
				slope := -zeta * nu / big / (1 + nu*size[i*home+r]/big)
				for s := range n {
					if s != r {
						over := math.Expm1(e.logT[i](r, s)) * ext.Distribution.factor(size[i*home+r], big)
						d.LogT[(i*n+r)*n+s] = slope * over / (1 + over)
					}
				}
			}
		}
	}
	resp, err := ev.solver.Along(dirs...)
	if err != nil {
		return err
	}
	for j, to := range e.mb.slots {
		if to.industry == agriculture {
			continue
		}
		i := to.industry
		total := 0.0
		for r := range home {
			total += ev.given.Labour[i*n+r]
		}
		for r := range home {
			dl := -share[i*home+r]
			if r == to.region {
				dl++
			}
			c := (ext.Enterprises[i] - 1) * dl * e.mb.mass[e.mb.popOf[j]] / total
			if c == 0 {
				continue
			}
			for k, s := range e.mb.slots {
				v := 0.0
				for q, ind := range e.Technology.Industries {
					v -= ind.Mu * resp.LogG.At(q*n+s.region, i*home+r)
				}
				if s.industry != agriculture {
					v += resp.LogWage.At(s.industry*home+s.region, i*home+r)
				}
				jac.Set(k, j, jac.At(k, j)+c*v)
			}
		}
	}
	return nil
}
