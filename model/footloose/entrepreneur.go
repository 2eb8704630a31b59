package footloose

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// Entrepreneur evaluates the footloose-entrepreneur model for the use of one goroutine. Incomes solve a
// linear system, since entrepreneurs' spending is part of the demand that they earn from:
//
//	w_r = b Σ_s φ_rs (ℓ_s + w_s h_s)/Δ_s.
type Entrepreneur struct {
	m                                  *Market
	delta, demand, wage, next, expense []float64
	system                             *mat.Dense
	lu                                 linalg.LU
}

// NewEntrepreneur returns an evaluator.
func (m *Market) NewEntrepreneur() *Entrepreneur {
	v := func() []float64 { return make([]float64, m.Regions()) }
	return &Entrepreneur{m: m, delta: v(), demand: v(), wage: v(), next: v(), expense: v()}
}

// Delta is Δ at the last point.
func (e *Entrepreneur) Delta() []float64 { return e.delta }

// Wage is the nominal income of an entrepreneur in each region at the last point.
func (e *Entrepreneur) Wage() []float64 { return e.wage }

// directLimit is the number of regions up to which incomes are solved for by factorisation. An iteration
// costs 2R² operations and shrinks the error by b = μ/σ, mostly below ¼: 26 of them against ⅔R³.
const directLimit = 64

// Payoffs writes the real income of an entrepreneur in each region to dst, at the entrepreneurs there,
// which add up to 1. In an empty region it is what the first one would earn.
func (e *Entrepreneur) Payoffs(dst, entrepreneurs []float64) error {
	m := e.m
	if err := m.crowding(e.delta, entrepreneurs); err != nil {
		return err
	}
	var err error
	if m.Regions() <= directLimit {
		err = e.direct(entrepreneurs)
	} else {
		err = e.iterate(entrepreneurs)
	}
	if err != nil {
		return err
	}
	for r, w := range e.wage {
		dst[r] = w * math.Pow(e.delta[r], m.living())
	}
	return finite(dst)
}

// direct solves (I − b φ diag(h/Δ)) w = b φ (ℓ/Δ).
func (e *Entrepreneur) direct(entrepreneurs []float64) error {
	if err := e.factorize(entrepreneurs); err != nil {
		return err
	}
	e.m.profits(e.wage, e.m.immobile, e.delta, e.demand)
	e.lu.Solve(e.wage)
	return finite(e.wage)
}

// factorize factorises I − b φ diag(h/Δ), an M-matrix: its h-weighted column sums are 1 − b > 0.
func (e *Entrepreneur) factorize(entrepreneurs []float64) error {
	phi, b, n := e.m.dense(), e.m.profitShare(), len(entrepreneurs)
	if e.system == nil {
		e.system = mat.NewDense(n, n, nil)
	}
	for r := range n {
		row, from := e.system.RawRowView(r), phi.RawRowView(r)
		for s, h := range entrepreneurs {
			row[s] = -b * from[s] * h / e.delta[s]
		}
		row[r]++
	}
	return e.lu.Factorize(e.system)
}

// iterationLimit suffices for b = 0.99 to shrink errors by 2⁻⁵³: 36.7/0.01.
const iterationLimit = 4000

// iterate solves the same system by repeated substitution, a contraction by b in the norm Σ_r h_r |w_r|:
// what others spend comes back as b of it.
func (e *Entrepreneur) iterate(entrepreneurs []float64) error {
	m := e.m
	tolerance := 4 * 0x1p-53 * (1 - m.profitShare())
	change := math.Inf(1)
	for range iterationLimit {
		for s, h := range entrepreneurs {
			e.expense[s] = m.immobile[s] + e.wage[s]*h
		}
		m.profits(e.next, e.expense, e.delta, e.demand)
		last := change
		change = 0
		for r, w := range e.next {
			change = max(change, math.Abs(w-e.wage[r])/w)
		}
		e.wage, e.next = e.next, e.wage
		if err := finite(e.wage); err != nil {
			clear(e.wage)
			return err
		}
		if change <= tolerance || change < 1e-14 && change >= last { // rounding
			return nil
		}
	}
	return fmt.Errorf("footloose: incomes still change by %.1e after %d rounds of spending", change, iterationLimit)
}

// PayoffJacobian also writes ∂ω_r/∂h_t to jac:
//
//	dω_r = Δ_r^a (dw_r + a w_r dΔ_r/Δ_r),    dΔ_r = Σ_t φ_tr dh_t,
//	(I − b φ diag(h/Δ)) dw = b φ (diag(w/Δ) − diag(E/Δ²) φᵀ) dh.
func (e *Entrepreneur) PayoffJacobian(dst []float64, jac *mat.Dense, entrepreneurs []float64) error {
	if err := e.Payoffs(dst, entrepreneurs); err != nil {
		return err
	}
	if e.m.Regions() > directLimit {
		if err := e.factorize(entrepreneurs); err != nil {
			return err
		}
	}
	m, phi, b := e.m, e.m.dense(), e.m.profitShare()
	n := len(entrepreneurs)
	crowd := mat.DenseCopyOf(phi) // b φ diag(E/Δ²)
	for r := range n {
		row := crowd.RawRowView(r)
		for s, h := range entrepreneurs {
			row[s] *= b * (m.immobile[s] + e.wage[s]*h) / e.delta[s] / e.delta[s]
		}
	}
	jac.Mul(crowd, phi.T())
	for r := range n {
		row, from := jac.RawRowView(r), phi.RawRowView(r)
		for t := range row {
			row[t] = b*from[t]*e.wage[t]/e.delta[t] - row[t]
		}
	}
	e.lu.SolveMany(jac)
	for r := range n {
		row := jac.RawRowView(r)
		living := m.living() / e.delta[r] * e.wage[r]
		scale := dst[r] / e.wage[r]
		for t := range row {
			row[t] = scale * (row[t] + living*phi.At(t, r))
		}
	}
	return finite(jac.RawMatrix().Data)
}

// Break is the freeness of trade at which the symmetric state of two equal regions turns unstable, zero
// or below where it is so at any freeness (a black hole: μ ≥ σ−1) (Forslid and Ottaviano 2003):
//
//	φ_B = (1−a)(1−b)/((1+a)(1+b)),    a = μ/(σ−1), b = μ/σ.
func Break(mu, sigma float64) float64 {
	a, b := mu/(sigma-1), mu/sigma
	return (1 - a) * (1 - b) / ((1 + a) * (1 + b))
}

// Sustain is the freeness from which on all entrepreneurs can be in one of two equal regions: the root
// below 1 of φ^a ((1+b)φ/2 + (1−b)/(2φ)) = 1 (Forslid and Ottaviano 2003). It is 0 where concentration is
// an equilibrium at any freeness, a ≥ 1.
func Sustain(mu, sigma float64) float64 {
	a, b := mu/(sigma-1), mu/sigma
	gap := func(logPhi float64) float64 { // ln of the left-hand side; its sign is that of the reason to leave
		return a*logPhi + math.Log((1+b)*math.Exp(logPhi)/2+(1-b)*math.Exp(-logPhi)/2)
	}
	if a >= 1 {
		return 0
	}
	low := -1.0
	for gap(low) <= 0 { // it grows like −(1−a) ln φ to the left
		if low *= 2; math.IsInf(low, -1) || low < -700 {
			return 0
		}
	}
	// the left-hand side is convex in ln φ, 1 at φ = 1 with the slope a + b > 0, so it falls to its
	// minimum and crosses 1 once on the way
	high := math.Log(math.Sqrt((1 - a) * (1 - b) / ((1 + a) * (1 + b)))) // its minimum
	for range 200 {
		mid := 0.5 * (low + high)
		if mid == low || mid == high {
			break
		}
		if gap(mid) > 0 {
			low = mid
		} else {
			high = mid
		}
	}
	return math.Exp(0.5 * (low + high))
}
