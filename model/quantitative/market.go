package quantitative

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// market is the goods market at wages and labour, in logs, for the use of one goroutine:
//
//	s_i = (σ−1)(ā_i + α ℓ_i − x_i)        ln of supply (w_i/A_i)^{1−σ}
//	k_j = ln Σ_i φ_ij e^{s_i}             ln P_j^{1−σ}
//	y_j = x_j + ℓ_j                       ln income
//	m_i = ln Σ_j φ_ij e^{y_j − k_j}       ln market access of a seller
//
// A place without labour has s = y = −∞.
type market struct {
	e          *Economy
	s, k, y, m []float64
	d          []float64 // y − k
	weights    []float64 // e^(· − shift), storage
	wide       bool      // some sum needed more range than one shift gives
}

func newMarket(e *Economy) *market {
	v := func() []float64 { return make([]float64, e.n) }
	return &market{e: e, s: v(), k: v(), y: v(), m: v(), d: v(), weights: v()}
}

// clear computes the market at x and ℓ.
func (g *market) clear(x, l []float64) error {
	e := g.e
	g.wide = false
	for i := range x {
		g.y[i] = x[i] + l[i]
		if math.IsInf(l[i], -1) {
			g.s[i] = math.Inf(-1)
			continue
		}
		g.s[i] = (e.Sigma - 1) * (e.logA[i] + e.Alpha*l[i] - x[i])
	}
	if err := g.logSum(g.k, g.s, true); err != nil {
		return err
	}
	for j := range g.d {
		g.d[j] = g.y[j] - g.k[j]
	}
	return g.logSum(g.m, g.d, false)
}

// smallest is the part of the largest term below which a sum has lost digits to the end of the range of
// numbers: 2^-900 is 1e-271, thirty-six digits above the smallest normal number.
const smallest = 0x1p-900

// logSum writes ln Σ_j φ_ij e^{z_j}, or with trans ln Σ_j φ_ji e^{z_j}, to dst.
func (g *market) logSum(dst, z []float64, trans bool) error {
	shift := math.Inf(-1)
	for _, v := range z {
		shift = max(shift, v)
	}
	if math.IsNaN(shift) || math.IsInf(shift, 0) {
		return ErrOutOfRange
	}
	for j, v := range z {
		g.weights[j] = math.Exp(v - shift)
	}
	t := g.e.Trade
	if trans {
		t.MulTransVec(dst, g.weights)
	} else {
		t.MulVec(dst, g.weights)
	}
	for i, v := range dst {
		if v < smallest {
			g.wide = true
			dst[i] = g.logSumAt(i, z, trans)
		} else {
			dst[i] = math.Log(v) + shift
		}
		if math.IsNaN(dst[i]) || math.IsInf(dst[i], 0) {
			return ErrOutOfRange
		}
	}
	return nil
}

// logSumAt is one sum with a shift of its own.
func (g *market) logSumAt(i int, z []float64, trans bool) float64 {
	at := func(j int) float64 {
		if trans {
			return g.e.Trade.Log(j, i) + z[j]
		}
		return g.e.Trade.Log(i, j) + z[j]
	}
	top, sum := math.Inf(-1), 0.0
	for j := range z {
		top = max(top, at(j))
	}
	for j := range z {
		sum += math.Exp(at(j) - top)
	}
	return math.Log(sum) + top
}

// excess writes r_i = ln (w_i L_i) − ln Σ_j X_ij to dst: income less sales, (3). It is 0 where nobody lives.
func (g *market) excess(dst []float64) {
	for i := range dst {
		dst[i] = 0
		if !math.IsInf(g.s[i], -1) {
			dst[i] = g.y[i] - g.s[i] - g.m[i]
		}
	}
}

// world is ln Σ w L.
func (g *market) world() float64 {
	top, sum := math.Inf(-1), 0.0
	for _, v := range g.y {
		top = max(top, v)
	}
	for _, v := range g.y {
		sum += math.Exp(v - top)
	}
	return top + math.Log(sum)
}

// walras is total sales less total income, relative to income: a check that no equation uses.
func (g *market) walras() float64 {
	sales, income := 0.0, 0.0
	for i := range g.s {
		sales += math.Exp(g.s[i] + g.m[i])
		income += math.Exp(g.y[i])
	}
	return sales/income - 1
}

// welfare is ln W_i = x_i + ū_i + β ℓ_i − ln P_i, (4). In an empty place it is the limit: it depends on
// γ1 how the wage of the first worker grows as L^(−(1−α(σ−1))/σ).
func (g *market) welfare(i int, x, l []float64) float64 {
	e := g.e
	if !math.IsInf(l[i], -1) {
		return x[i] + e.logU[i] + e.Beta*l[i] + g.k[i]/(e.Sigma-1)
	}
	switch gamma := e.Gamma1(); {
	case gamma > 0:
		return math.Inf(1)
	case gamma < 0:
		return math.Inf(-1)
	}
	return ((e.Sigma-1)*e.logA[i]+g.m[i])/e.Sigma + e.logU[i] + g.k[i]/(e.Sigma-1)
}

// shares writes who sells to whom: demand (i, j) is the share of j in what i sells, supply (j, i) the share
// of i in what j buys; rows add up to one.
//
//	demand_ij = φ_ij e^{y_j − k_j − m_i},    supply_ji = φ_ij e^{s_i − k_j}
func (g *market) shares(demand, supply *mat.Dense) {
	for i := range g.e.n {
		row := demand.RawRowView(i)
		for j := range row {
			f := g.e.Trade.Log(i, j)
			row[j] = math.Exp(f + g.d[j] - g.m[i])
			supply.Set(j, i, math.Exp(f+g.s[i]-g.k[j]))
		}
	}
}
