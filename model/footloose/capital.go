package footloose

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Capital evaluates the footloose-capital model for the use of one goroutine: expenditure is given, and
// owners compare profits.
//
// Profits are the slopes of b Σ_s E_s ln Δ_s, which is concave in the firms of each region; so all
// equilibria have the same profit, and where φ has an inverse there is only one.
type Capital struct {
	m             *Market
	delta, demand []float64
}

// NewCapital returns an evaluator.
func (m *Market) NewCapital() *Capital {
	n := m.Regions()
	return &Capital{m: m, delta: make([]float64, n), demand: make([]float64, n)}
}

// Delta is Δ at the last point.
func (c *Capital) Delta() []float64 { return c.delta }

// Payoffs writes the profit of a firm in each region to dst, at the firms there, which add up to 1.
func (c *Capital) Payoffs(dst, firms []float64) error {
	if err := c.m.crowding(c.delta, firms); err != nil {
		return err
	}
	c.m.profits(dst, c.m.immobile, c.delta, c.demand)
	return finite(dst)
}

// PayoffJacobian also writes ∂π_r/∂n_t = −b Σ_s φ_rs φ_ts E_s/Δ_s² to jac.
func (c *Capital) PayoffJacobian(dst []float64, jac *mat.Dense, firms []float64) error {
	if err := c.Payoffs(dst, firms); err != nil {
		return err
	}
	phi := c.m.dense()
	weighted := mat.DenseCopyOf(phi)
	for r := range firms {
		row := weighted.RawRowView(r)
		for s, d := range c.delta {
			row[s] *= -c.demand[s] / d
		}
	}
	jac.Mul(weighted, phi.T())
	return finite(jac.RawMatrix().Data)
}

// CapitalShare is the share of firms in the first of two regions between which trade has freeness
// 0 ≤ phi < 1, the region having the share of world expenditure (Martin and Rogers 1995; Baldwin et al.
// 2003, ch. 3):
//
//	s_n = ½ + (1+φ)/(1−φ) (s_E − ½),    clipped to [0, 1].
func CapitalShare(phi, expenditure float64) float64 {
	return math.Max(0, math.Min(1, 0.5+(1+phi)/(1-phi)*(expenditure-0.5)))
}
