// Package quantitative is the quantitative model of Allen and Arkolakis (2014), of which Helpman's model of
// housing (1998; Redding and Sturm 2008) is a case.
//
// Each place makes one variety (σ > 1 the elasticity of substitution) with productivity A_i = Ā_i L_i^α,
// and is lived in with amenity u_i = ū_i L_i^β. Goods from i to j bear the iceberg cost T_ij, φ = T^{1−σ}:
//
//	X_ij = φ_ij (w_i/A_i)^{1−σ} P_j^{σ−1} w_j L_j                 (1) what j buys from i
//	P_j^{1−σ} = Σ_i φ_ij (w_i/A_i)^{1−σ}                          (2) price index
//	w_i L_i = Σ_j X_ij                                            (3) income is sales
//	W_i = w_i u_i / P_i                                           (4) welfare
//
// (Allen and Arkolakis 2014). Workers move until W is the same everywhere that they can go.
//
// Helpman's consumers spend μ on goods and 1−μ on houses H_i, whose rents go to the residents; with firms in
// proportion to workers, quality Q_i and real wage ω_i = (w_i/P_i)^μ (H_i/L_i)^{1−μ} it is the case
//
//	α = 1/(σ−1),  β = −(1−μ)/μ,  Ā = Q,  ū = H^{(1−μ)/μ},  ω = W^μ.
//
// Everything is solved in logs, x = ln w and ℓ = ln L, so that populations may differ by many orders of
// magnitude. Numeraire: Σ w L = 1. Total labour: 1.
package quantitative

import (
	"errors"
	"fmt"
	"math"

	"github.com/geosolve/geosolve/model/economy"
)

// Errors of this package.
var (
	// ErrNotConverged: the equations could not be solved to the tolerance.
	ErrNotConverged = errors.New("quantitative: not converged")
	// ErrOutOfRange: trade is so costly, or places so different, that shares of trade leave the range of
	// floating-point numbers.
	ErrOutOfRange = errors.New("quantitative: beyond the range of floating-point numbers")
	// ErrEmpty: welfare was asked for at a state with an empty place, where it has no bound.
	ErrEmpty = errors.New("quantitative: welfare in an empty place has no bound")
)

// Spec says what an economy is.
type Spec struct {
	Sigma        float64       // σ > 1
	Alpha        float64       // α, elasticity of productivity with respect to labour
	Beta         float64       // β, elasticity of amenity with respect to labour
	Trade        economy.Trade // φ_ij = T_ij^{1−σ}, row the origin; positive everywhere
	Productivity []float64     // Ā_i > 0, by place
	Amenity      []float64     // ū_i > 0, by place
	LogAmenity   []float64     // ln ū_i, finite, in place of Amenity where that might overflow
	GroupOf      []int         // the group of each place, from 0; nil: one group
	GroupLabour  []float64     // labour of each group, > 0, adding up to 1; nil: one group
	Power        float64       // payoffs are W^Power: 1, or μ for housing; 0 means 1
}

// Economy is an economy at given fundamentals. It does not change and may be used from several goroutines.
type Economy struct {
	Spec
	n          int
	logA, logU []float64
}

// New checks a Spec; errors name the field, its value and what is allowed.
func New(s Spec) (*Economy, error) {
	n := s.Trade.Len()
	switch {
	case !(s.Sigma > 1) || math.IsInf(s.Sigma, 1):
		return nil, fmt.Errorf("sigma is %v, allowed is (1, ∞)", s.Sigma)
	case math.IsNaN(s.Alpha) || math.IsInf(s.Alpha, 0) || math.IsNaN(s.Beta) || math.IsInf(s.Beta, 0):
		return nil, fmt.Errorf("alpha is %v and beta is %v, but both must be finite", s.Alpha, s.Beta)
	}
	if s.GroupOf == nil {
		s.GroupOf, s.GroupLabour = make([]int, n), []float64{1}
	}
	if s.Power == 0 {
		s.Power = 1
	}
	e := &Economy{Spec: s, n: n}
	var err error
	if e.logA, err = logs("productivity", s.Productivity, n); err != nil {
		return nil, err
	}
	if s.LogAmenity == nil {
		if e.logU, err = logs("amenity", s.Amenity, n); err != nil {
			return nil, err
		}
		return e, nil
	}
	for i, v := range s.LogAmenity {
		if math.IsNaN(v) || math.IsInf(v, 0) || len(s.LogAmenity) != n {
			return nil, fmt.Errorf("the logarithm of amenity is %v in place %d of %d, allowed is a number", v, i+1, n)
		}
	}
	e.logU = s.LogAmenity
	return e, nil
}

// logs are the logarithms of positive finite numbers, one per place.
func logs(name string, x []float64, n int) ([]float64, error) {
	if len(x) != n {
		return nil, fmt.Errorf("%s: %d values for %d places", name, len(x), n)
	}
	out := make([]float64, n)
	for i, v := range x {
		if !(v > 0) || math.IsInf(v, 1) {
			return nil, fmt.Errorf("%s is %v in place %d, allowed is a positive number", name, v, i+1)
		}
		out[i] = math.Log(v)
	}
	return out, nil
}

// Places is the number of places.
func (e *Economy) Places() int { return e.n }

// supplyElasticity is α(σ−1), the elasticity of varieties with respect to labour.
func (e *Economy) supplyElasticity() float64 { return e.Alpha * (e.Sigma - 1) }

// Gamma1 is γ1 = 1 − α(σ−1) − βσ (Allen and Arkolakis 2014, Theorem 2). Welfare in a place varies with its
// own labour as L^(−γ1/σ), the rest of the world as it is: it has no bound in an empty place where γ1 > 0.
func (e *Economy) Gamma1() float64 {
	return exact(1-e.supplyElasticity()-e.Beta*e.Sigma, 1+math.Abs(e.supplyElasticity())+math.Abs(e.Beta*e.Sigma))
}

// Gamma2 is γ2 = 1 + ασ + β(σ−1) (Allen and Arkolakis 2014, Theorem 2).
func (e *Economy) Gamma2() float64 { return 1 + e.Alpha*e.Sigma + e.Beta*(e.Sigma-1) }

// exact is x, or zero where rounding of terms of this size explains it.
func exact(x, size float64) float64 {
	if math.Abs(x) <= 4*0x1p-53*size {
		return 0
	}
	return x
}
