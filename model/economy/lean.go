package economy

import "math"

// lean evaluates the wage equations (3) of a market without intermediates in the numbers themselves where
// these stay far from the ends of their range: half the exponentials and logarithms of evaluate, with the
// same residuals up to rounding. It is for iterations; evaluate fills in the state at the end.
type lean struct {
	ready                       bool
	floating                    bool
	fixed, offset               []float64 // L Q^{σ−1}/f and ln f − (σ−1) ln Q, by industry and region
	wage, supply, sum, spend, m []float64
	income                      []float64
}

// lowest and highest bound sums that lean trusts: products and ratios of two stay representable.
const lowest, highest = 1e-120, 1e120

// prepare takes what stays the same while a short run is solved.
func (l *lean) prepare(m *Market, g *Given) {
	k := m.nI * m.n
	if len(l.fixed) != k {
		buf := make([]float64, 7*k+m.n)
		for _, v := range []*[]float64{&l.fixed, &l.offset, &l.wage, &l.supply, &l.sum, &l.spend, &l.m} {
			*v, buf = buf[:k:k], buf[k:]
		}
		l.income = buf
	}
	l.ready = !m.tech.linked && m.home == m.n
	l.floating = m.floating(g)
	for i, in := range m.tech.Industries {
		for u := i * m.n; u < (i+1)*m.n; u++ {
			l.fixed[u] = g.Labour[u]
			l.offset[u] = g.LogF[u] - (in.Sigma-1)*g.LogQ[u]
			if l.offset[u] != 0 {
				l.fixed[u] *= math.Exp(-l.offset[u])
			}
		}
	}
}

// residuals writes the residuals at log wages y to dst and returns the largest; false where some sum comes
// near the ends of the range.
func (l *lean) residuals(dst []float64, m *Market, g *Given, y []float64) (float64, bool) {
	n := m.n
	trade := m.tradeOf(g)
	copy(l.income, g.FarmIncome)
	for i, in := range m.tech.Industries { // (2), (5)
		wage, supply, fixed := l.wage[i*n:(i+1)*n], l.supply[i*n:(i+1)*n], l.fixed[i*n:(i+1)*n]
		labour, y := g.Labour[i*n:(i+1)*n], y[i*n:(i+1)*n]
		for r, v := range y {
			wage[r] = math.Exp(v)
			l.income[r] += wage[r] * labour[r]
			supply[r] = 0
			if fixed[r] != 0 {
				supply[r] = fixed[r] * math.Exp((1-in.Sigma)*v)
			}
		}
		trade[i].MulTransVec(l.sum[i*n:(i+1)*n], supply)
	}
	c := 0.0
	if l.floating {
		c = l.numeraire(g)
	}
	worst := 0.0
	for i, in := range m.tech.Industries { // (4), (3)
		sum, spend, market := l.sum[i*n:(i+1)*n], l.spend[i*n:(i+1)*n], l.m[i*n:(i+1)*n]
		for r, k := range sum {
			if !(k > lowest && k < highest) {
				return 0, false
			}
			spend[r] = in.Mu * l.income[r] / k
		}
		trade[i].MulVec(market, spend)
		dst, offset, y := dst[i*n:(i+1)*n], l.offset[i*n:(i+1)*n], y[i*n:(i+1)*n]
		for r, v := range market {
			if !(v > lowest && v < highest) {
				return 0, false
			}
			dst[r] = in.Sigma*y[r] + offset[r] - math.Log(v) + c
			worst = max(worst, math.Abs(dst[r]))
		}
	}
	return worst, !math.IsNaN(worst)
}

// numeraire is ln(Σ wL/ΣL); see Market.numeraire.
func (l *lean) numeraire(g *Given) float64 {
	wl, labour := 0.0, 0.0
	for u, v := range g.Labour {
		wl += l.wage[u] * v
		labour += v
	}
	return math.Log(wl / labour)
}
