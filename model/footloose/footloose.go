// Package footloose holds the two analytically solvable models of footloose factors: footloose
// entrepreneurs (Forslid and Ottaviano 2003), whose human capital moves with them, and footloose capital
// (Martin and Rogers 1995), whose owners stay behind. In both a firm needs one unit of the mobile factor
// and as many immobile workers as it sells goods; immobile workers earn the wage 1 everywhere.
//
// With the freeness φ_rs of trade from r to s and n_r firms in r, the market of s is as crowded as
//
//	Δ_s = Σ_r φ_rs n_r,
//
// its price index is Δ_s^{1/(1−σ)}, and operating profit is the share 1/σ of sales:
//
//	π_r = b Σ_s φ_rs E_s/Δ_s,    b = μ/σ.
//
// Footloose capital takes expenditure E as given and compares profit. Footloose entrepreneurs spend what
// they earn, E_s = ℓ_s + w_s h_s with w = π and n = h, and compare real income ω_r = w_r Δ_r^a, a = μ/(σ−1).
//
// Units: the mobile factor adds up to 1 over the world, and so does immobile expenditure (ℓ, or E).
package footloose

import (
	"errors"
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/model/economy"
)

// ErrOutOfRange says that payoffs leave the range of floating-point numbers: trade is so costly that a
// region without firms has no supply to speak of.
var ErrOutOfRange = errors.New("footloose: payoffs are beyond the range of floating-point numbers")

// Market is what both models share. It does not change and may be used from several goroutines.
type Market struct {
	mu, sigma float64
	trade     economy.Trade
	immobile  []float64 // by region: ℓ, or E
	dense     func() *mat.Dense
}

// NewMarket makes a market of the expenditure share 0 < mu ≤ 1, the elasticity sigma > 1, freeness, and
// the immobile income of each region (≥ 0, not all zero), which it keeps.
func NewMarket(mu, sigma float64, trade economy.Trade, immobile []float64) (*Market, error) {
	switch {
	case !(mu > 0 && mu <= 1):
		return nil, fmt.Errorf("mu is %v, allowed is (0, 1]", mu)
	case !(sigma > 1) || math.IsInf(sigma, 1):
		return nil, fmt.Errorf("sigma is %v, allowed is (1, ∞)", sigma)
	case len(immobile) != trade.Len():
		return nil, fmt.Errorf("%d immobile incomes for %d regions", len(immobile), trade.Len())
	}
	total := 0.0
	for r, v := range immobile {
		if !(v >= 0) || math.IsInf(v, 1) {
			return nil, fmt.Errorf("immobile income is %v in region %d, allowed is [0, ∞)", v, r+1)
		}
		total += v
	}
	if total == 0 {
		return nil, errors.New("immobile income is 0 everywhere, which leaves no market")
	}
	m := &Market{mu: mu, sigma: sigma, trade: trade, immobile: immobile}
	m.dense = sync.OnceValue(m.matrix)
	return m, nil
}

// matrix is φ, row the origin.
func (m *Market) matrix() *mat.Dense {
	n := m.trade.Len()
	phi := mat.NewDense(n, n, nil)
	for r := range n {
		row := phi.RawRowView(r)
		for s := range row {
			row[s] = math.Exp(m.trade.Log(r, s))
		}
	}
	return phi
}

// Regions is the number of regions.
func (m *Market) Regions() int { return m.trade.Len() }

// profitShare is b = μ/σ, what firms' owners get of expenditure.
func (m *Market) profitShare() float64 { return m.mu / m.sigma }

// living is a = μ/(σ−1), the elasticity of real income with respect to Δ.
func (m *Market) living() float64 { return m.mu / (m.sigma - 1) }

// crowding writes Δ_s = Σ_r φ_rs n_r to dst.
func (m *Market) crowding(dst, firms []float64) error {
	m.trade.MulTransVec(dst, firms)
	for _, d := range dst {
		if !(d > 0) || math.IsInf(d, 1) {
			return ErrOutOfRange
		}
	}
	return nil
}

// PriceIndex is the price index of manufactures Δ^{1/(1−σ)} by region.
func (m *Market) PriceIndex(delta []float64) []float64 {
	g := make([]float64, len(delta))
	for r, d := range delta {
		g[r] = math.Pow(d, 1/(1-m.sigma))
	}
	return g
}

// profits writes b Σ_s φ_rs E_s/Δ_s to dst; demand is storage.
func (m *Market) profits(dst, expenditure, delta, demand []float64) {
	for s, d := range delta {
		demand[s] = m.profitShare() * expenditure[s] / d
	}
	m.trade.MulVec(dst, demand)
}

func finite(x []float64) error {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ErrOutOfRange
		}
	}
	return nil
}
