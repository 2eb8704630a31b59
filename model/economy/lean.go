package economy

import "math"

// lean evaluates the wage equations (3) of a market without intermediates in the numbers themselves where
// these stay far from the ends of their range: half the exponentials and logarithms of evaluate, with the
// same residuals up to rounding. It is for iterations; evaluate fills in the state at the end.
type lean struct {
	ready                       bool
	fixed                       []float64 // L Q^{σ−1}/f, by industry and region
	wage, supply, sum, spend, m []float64
}

// lowest and highest bound sums that lean trusts: products and ratios of two stay representable.
const lowest, highest = 1e-120, 1e120

// prepare takes what stays the same while a short run is solved.
func (l *lean) prepare(m *Market, g *Given) {
	k := m.nI * m.n
	if len(l.fixed) != k {
		buf := make([]float64, 6*k)
		l.fixed, l.wage, l.supply, l.sum, l.spend, l.m = buf[:k], buf[k:2*k], buf[2*k:3*k], buf[3*k:4*k], buf[4*k:5*k], buf[5*k:]
	}
	l.ready = !m.tech.linked && m.home == m.n
	for i, in := range m.tech.Industries {
		for u := i * m.n; u < (i+1)*m.n; u++ {
			l.fixed[u] = g.Labour[u]
			if d := (in.Sigma-1)*g.LogQ[u] - g.LogF[u]; d != 0 {
				l.fixed[u] *= math.Exp(d)
			}
		}
	}
}

// residuals writes the residuals at log wages y to dst and returns the largest; false where some sum comes
// near the ends of the range.
func (l *lean) residuals(dst []float64, m *Market, g *Given, y []float64) (float64, bool) {
	n := m.n
	for u, v := range y {
		l.wage[u] = math.Exp(v)
	}
	for i, in := range m.tech.Industries { // (2)
		supply := l.supply[i*n : (i+1)*n]
		for r := range supply {
			u := i*n + r
			supply[r] = l.fixed[u]
			if supply[r] != 0 {
				supply[r] *= math.Exp((1 - in.Sigma) * y[u])
			}
		}
		m.tradeOf(g)[i].MulTransVec(l.sum[i*n:(i+1)*n], supply)
	}
	for r := range n { // (5), (4)
		income := g.FarmIncome[r]
		for i := range m.nI {
			income += l.wage[i*n+r] * g.Labour[i*n+r]
		}
		for i, in := range m.tech.Industries {
			k := l.sum[i*n+r]
			if !(k > lowest && k < highest) {
				return 0, false
			}
			l.spend[i*n+r] = in.Mu * income / k
		}
	}
	worst := 0.0
	c := 0.0
	if m.floating(g) {
		c = l.numeraire(g)
	}
	for i, in := range m.tech.Industries { // (3)
		m.tradeOf(g)[i].MulVec(l.m[i*n:(i+1)*n], l.spend[i*n:(i+1)*n])
		for r := range n {
			u := i*n + r
			if !(l.m[u] > lowest && l.m[u] < highest) {
				return 0, false
			}
			dst[u] = in.Sigma*y[u] + g.LogF[u] - (in.Sigma-1)*g.LogQ[u] - math.Log(l.m[u]) + c
			worst = max(worst, math.Abs(dst[u]))
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
