// Package economy is the master economy of geosolve: regions and industries with increasing returns,
// monopolistic competition, iceberg trade costs and an input–output structure. It nests the
// core–periphery model, vertical linkages, industrial clusters and collective efficiency.
//
// # Notation
//
// Regions r, s; industries i, j. Quantities by industry and region stand in one slice, industry by
// industry: x_ir is x[i*N+r], N being the number of regions with those of the rest of the world, which
// come last. The freely traded outside good "agriculture" has price 1 and is the numeraire.
//
//	symbol  here            meaning
//	σ_i     Sigma           elasticity of substitution between the varieties of an industry, > 1
//	μ_j     Mu              share of industry j in consumers' expenditure, Σμ ≤ 1, the rest on agriculture
//	α_ji    Alpha[j]        share of industry j's composite in the cost of industry i
//	β_i     Beta            share of labour in the cost of industry i, β_i + Σ_j α_ji = 1
//	T_irs   Trade           iceberg cost: ship T, 1 arrives
//	L_ir    labour          workers
//	w_ir    wage            p_ir price of a variety at the factory   G_jr price index   ω_ir real wage
//	f Q v   wedges          fixed cost, quality, cost of intermediates; 1 when nothing acts
//
// # Short run
//
// Given labour, wages and price indices solve (Krugman and Venables 1995; Fujita, Krugman and Venables
// [FKV] 1999, ch. 4, 14–16):
//
//	p_ir = w_ir^{β_i} Π_j (v_ir G_jr)^{α_ji}                                              (1)
//	G_jr^{1−σ_j} = Σ_s [w_js L_js/(p_js f_js)] Q_js^{σ_j−1} (p_js T_jsr)^{1−σ_j}            (2)
//	p_ir^{σ_i} f_ir/β_i = Q_ir^{σ_i−1} Σ_s T_irs^{1−σ_i} G_is^{σ_i−1} E_is                  (3)
//	E_jr = μ_j Y_r + Σ_i (α_ji/β_i) w_ir L_ir                                              (4)
//	Y_r = Σ_i w_ir L_ir + Y^A_r                                                            (5)
//	ω_ir = w_ir Π_j G_jr^{−μ_j}                                                            (6)
//
// An industry with no workers in a region has a shadow wage there, the wage that its first firm could
// pay: (3) gives it, and nothing depends on it.
//
// # Collective efficiency
//
// What firms gain by being together comes in two kinds (Schmitz 1995): external economies fall into their
// lap (External), joint action is what they do together on purpose (Joint), at a cost. Both act through the
// wedges f, Q, v and T and nowhere else. Workers who move compare e^u, u being the log real wage less the
// cost of effort.
package economy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// Industry is one monopolistically competitive industry.
type Industry struct {
	Name  string
	Sigma float64   // σ > 1
	Mu    float64   // expenditure share in [0, 1]
	Alpha []float64 // Alpha[j]: share of industry j's composite in this industry's cost, ≥ 0, Σ < 1
}

// Beta is the labour share in cost, 1 − Σ_j α_j.
func (in Industry) Beta() float64 {
	b := 1.0
	for _, a := range in.Alpha {
		b -= a
	}
	return b
}

// Technology is what the industries are and how they use each other.
type Technology struct {
	Industries []Industry
	beta       []float64
	linked     bool    // some industry uses intermediates
	muSum      float64 // Σμ
}

// adding up of expenditure shares is checked to rounding of a sum of a few numbers below one.
const shareTolerance = 1e-12

// NewTechnology checks the industries. Beyond spectral radius 1 of diag(1/ρ_j)·αᵀ, with ρ = (σ−1)/σ,
// production would feed on itself: numbers come out but mean nothing, so it is refused.
func NewTechnology(industries []Industry) (*Technology, error) {
	t := &Technology{Industries: industries}
	if len(industries) == 0 {
		return nil, fmt.Errorf("industries: none given; an economy needs at least one")
	}
	for i, in := range industries {
		name := in.Name
		if name == "" {
			name = fmt.Sprint(i + 1)
		}
		switch {
		case !(in.Sigma > 1) || math.IsInf(in.Sigma, 0):
			return nil, fmt.Errorf("industry %s: sigma is %v, allowed is (1, ∞)", name, in.Sigma)
		case !(in.Mu >= 0 && in.Mu <= 1):
			return nil, fmt.Errorf("industry %s: mu is %v, allowed is [0, 1]", name, in.Mu)
		case len(in.Alpha) != len(industries):
			return nil, fmt.Errorf("industry %s: %d input shares for %d industries", name, len(in.Alpha), len(industries))
		}
		for j, a := range in.Alpha {
			if !(a >= 0) {
				return nil, fmt.Errorf("industry %s: input share %d is %v, allowed is [0, 1)", name, j+1, a)
			}
			t.linked = t.linked || a > 0
		}
		b := in.Beta()
		if b <= shareTolerance {
			return nil, fmt.Errorf("industry %s: input shares add up to %v, which leaves no labour; allowed is less than 1", name, 1-b)
		}
		t.beta = append(t.beta, b)
		t.muSum += in.Mu
	}
	if t.muSum > 1+shareTolerance {
		return nil, fmt.Errorf("expenditure shares mu add up to %v, allowed is at most 1", t.muSum)
	}
	r, err := t.feedback()
	if err != nil {
		return nil, err
	}
	if r >= 1 {
		return nil, fmt.Errorf("input shares alpha are too large for the elasticities sigma: the spectral radius of diag(1/rho)·alphaᵀ is %.6g, allowed is less than 1 (with one industry: alpha < rho = (sigma-1)/sigma); lower alpha or raise sigma", r)
	}
	return t, nil
}

// feedback is the spectral radius of diag(1/ρ_j)·αᵀ.
func (t *Technology) feedback() (float64, error) {
	if !t.linked {
		return 0, nil
	}
	n := len(t.Industries)
	m := mat.NewDense(n, n, nil)
	for i, in := range t.Industries {
		for j, a := range in.Alpha {
			// row i of αᵀ holds α_ji: the inputs j of industry i, scaled by 1/ρ of the input's own industry
			m.Set(i, j, a*t.Industries[j].Sigma/(t.Industries[j].Sigma-1))
		}
	}
	return linalg.SpectralRadius(m)
}

// Agriculture reports whether consumers spend anything on the outside good.
func (t *Technology) Agriculture() bool { return t.muSum < 1-shareTolerance }

// Linked reports whether some industry uses intermediates.
func (t *Technology) Linked() bool { return t.linked }

// Employment is the labour of each industry in a world of income 1 without trade costs and wages of 1:
// L_i = β_i X_i, where sales X solve X_i = μ_i + Σ_k α_ik X_k. With one industry it is μ.
func (t *Technology) Employment() ([]float64, error) {
	n := len(t.Industries)
	m := mat.NewDense(n, n, nil)
	x := make([]float64, n)
	for i, in := range t.Industries {
		x[i] = in.Mu
		for k, user := range t.Industries {
			m.Set(i, k, -user.Alpha[i])
		}
		m.Set(i, i, 1+m.At(i, i))
	}
	var f linalg.LU
	if err := f.Factorize(m); err != nil {
		return nil, err
	}
	f.Solve(x)
	for i := range x {
		x[i] *= t.beta[i]
	}
	if n == 1 {
		x[0] = t.Industries[0].Mu // exactly, whatever the input share
	}
	return x, nil
}

// BlackHole reports whether the no-black-hole condition ρ > μ fails for a lone industry without
// intermediates (FKV, ch. 4): agglomeration is then stable at every trade cost.
func (t *Technology) BlackHole() bool {
	in := t.Industries[0]
	return len(t.Industries) == 1 && !t.linked && (in.Sigma-1)/in.Sigma <= in.Mu
}
