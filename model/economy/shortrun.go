package economy

import (
	"fmt"
	"math"
)

// Given is what the short run takes as given: labour, farm income and the wedges, all by industry and
// region as the package comment says. Wedges are in logs.
type Given struct {
	Labour     []float64 // L_ir ≥ 0; every industry needs some somewhere
	FarmIncome []float64 // Y^A_r ≥ 0, by region; of a region of the rest of the world its whole income Y
	LogF       []float64 // ln f_ir
	LogQ       []float64 // ln Q_ir
	LogV       []float64 // ln v_ir
	Trade      []Trade   // by industry; nil: the market's own
}

// NewGiven returns a Given of the right lengths with wedges of one.
func (m *Market) NewGiven() *Given {
	n := m.nI * m.n
	buf := make([]float64, 4*n+m.n)
	return &Given{Labour: buf[:n], FarmIncome: buf[4*n:], LogF: buf[n : 2*n], LogQ: buf[2*n : 3*n], LogV: buf[3*n : 4*n]}
}

// Market is the goods market of an economy: technology and trade, for any labour and wedges.
type Market struct {
	tech    *Technology
	trade   []Trade   // by industry
	n       int       // regions, the rest of the world included
	home    int       // regions whose wages are solved for
	nI      int       // industries
	outside []float64 // wages of the rest of the world: [i*abroad+o]
}

// NewMarket joins technology and trade. outsideWage holds the given wages of the regions of the rest of
// the world, which come last, industry by industry; it is empty for a closed economy.
func NewMarket(tech *Technology, trade []Trade, outsideWage []float64) (*Market, error) {
	if len(trade) != len(tech.Industries) {
		return nil, fmt.Errorf("economy: %d trade matrices for %d industries", len(trade), len(tech.Industries))
	}
	n := trade[0].Len()
	for i, t := range trade {
		if t.Len() != n {
			return nil, fmt.Errorf("economy: trade of industry %d is between %d regions, that of industry 1 between %d", i+1, t.Len(), n)
		}
	}
	return &Market{tech: tech, trade: trade, n: n, home: n - len(outsideWage)/len(trade), nI: len(trade), outside: outsideWage}, nil
}

func (m *Market) tradeOf(g *Given) []Trade {
	if g.Trade != nil {
		return g.Trade
	}
	return m.trade
}

// Regions is the number of regions at home.
func (m *Market) Regions() int { return m.home }

// Industries is the number of industries.
func (m *Market) Industries() int { return m.nI }

// unknowns is the length of the vector of unknowns: log wages at home, industry by industry, and, where
// industries use each other, the log price indices of all regions. Without intermediates (2) gives the
// price indices at once.
func (m *Market) unknowns() int {
	if m.tech.linked {
		return m.nI * (m.home + m.n)
	}
	return m.nI * m.home
}

// state holds every quantity of the short run at one vector of unknowns.
type state struct {
	logW, logP, logG []float64 // by industry and region
	supply           []float64 // ln[w L/(p f) Q^{σ−1} p^{1−σ}]: s of equation (2) without the trade cost
	unit             []float64 // the same per worker: supply − ln L
	logK             []float64 // ln of the right-hand side of (2)
	expend           []float64 // E of (4)
	demand           []float64 // ln[G^{σ−1} E]
	logM             []float64 // ln of the sum in (3)
	income           []float64 // Y of (5)
	residual         []float64
	labourLog        []float64 // ln L_ir
	tmp, out         []float64
}

func (m *Market) newState() *state {
	k := m.nI * m.n
	buf := make([]float64, 10*k+m.unknowns()+3*m.n)
	next := func(n int) []float64 {
		s := buf[:n:n]
		buf = buf[n:]
		return s
	}
	return &state{next(k), next(k), next(k), next(k), next(k), next(k), next(k), next(k), next(k), next(m.n), next(m.unknowns()), next(k), next(m.n), next(m.n)}
}

// setLabour takes the logs of labour, which stay the same while a short run is being solved.
func (z *state) setLabour(labour []float64) {
	for k, l := range labour {
		z.labourLog[k] = math.Log(l)
	}
}

// evaluate computes every quantity of the short run from the unknowns y and leaves the residuals of (3)
// and, with intermediates, (2), in logs: each says by which factor its equation fails.
func (m *Market) evaluate(z *state, g *Given, y []float64) {
	tech, n, home, trade := m.tech, m.n, m.home, m.tradeOf(g)
	for i := range m.nI {
		copy(z.logW[i*n:i*n+home], y[i*home:(i+1)*home])
		for r := home; r < n; r++ {
			z.logW[i*n+r] = math.Log(m.outside[i*(n-home)+r-home])
		}
	}
	if tech.linked {
		copy(z.logG, y[m.nI*home:])
	}
	for i, in := range tech.Industries { // (1)
		for r := range n {
			lp := z.logW[i*n+r]
			if tech.linked {
				lp *= tech.beta[i]
				for j, a := range in.Alpha {
					if a > 0 {
						lp += a * (g.LogV[i*n+r] + z.logG[j*n+r])
					}
				}
			}
			z.logP[i*n+r] = lp
		}
	}
	for j, in := range tech.Industries { // (2)
		for r := range n {
			k := j*n + r
			z.unit[k] = z.logW[k] - in.Sigma*z.logP[k] - g.LogF[k] + (in.Sigma-1)*g.LogQ[k]
			z.supply[k] = z.unit[k] + z.labourLog[k]
		}
		block := func(x []float64) []float64 { return x[j*n : (j+1)*n] }
		sumExp(block(z.logK), block(z.supply), trade[j], true, z.tmp, z.out)
		for r := range n {
			k := j*n + r
			if tech.linked {
				z.residual[m.nI*home+k] = (1-in.Sigma)*z.logG[k] - z.logK[k]
			} else {
				z.logG[k] = z.logK[k] / (1 - in.Sigma)
			}
		}
	}
	m.expenditure(z, g)
	for i, in := range tech.Industries { // (3)
		block := func(x []float64) []float64 { return x[i*n : (i+1)*n] }
		for r := range n {
			k := i*n + r
			z.demand[k] = (in.Sigma-1)*z.logG[k] + math.Log(z.expend[k])
		}
		sumExp(block(z.logM), block(z.demand), trade[i], false, z.tmp, z.out)
		for r := range home {
			k := i*n + r
			z.residual[i*home+r] = in.Sigma*z.logP[k] + g.LogF[k] - math.Log(tech.beta[i]) - (in.Sigma-1)*g.LogQ[k] - z.logM[k]
		}
	}
	if m.floating(g) {
		c := m.numeraire(z, g)
		for k := range m.nI * home {
			z.residual[k] += c
		}
	}
}

// expenditure fills in income (5) and expenditure (4).
func (m *Market) expenditure(z *state, g *Given) {
	tech, n := m.tech, m.n
	for r := range n {
		z.income[r] = g.FarmIncome[r]
	}
	for k := range z.expend {
		z.expend[k] = 0
	}
	for i, in := range tech.Industries {
		for r := range n {
			if g.Labour[i*n+r] == 0 {
				continue
			}
			wl := math.Exp(z.logW[i*n+r]) * g.Labour[i*n+r]
			if r < m.home {
				z.income[r] += wl
			}
			for j, a := range in.Alpha {
				if a > 0 {
					z.expend[j*n+r] += a / tech.beta[i] * wl
				}
			}
		}
	}
	for j, in := range tech.Industries {
		for r := range n {
			z.expend[j*n+r] += in.Mu * z.income[r]
		}
	}
}

// floating reports whether nothing ties wages to the price of the outside good: no agriculture, no farm
// income, no rest of the world. The equations then fix relative wages only, and the numeraire is
// Σ wL = ΣL over the world.
func (m *Market) floating(g *Given) bool {
	if m.tech.Agriculture() || m.home < m.n {
		return false
	}
	for _, y := range g.FarmIncome {
		if y != 0 {
			return false
		}
	}
	return true
}

// numeraire is ln(Σ wL/ΣL). It is added to every wage equation: by Walras's law all of them can fail by
// the same factor only if that factor is one, so both hold where their sum does.
func (m *Market) numeraire(z *state, g *Given) float64 {
	wl, l := 0.0, 0.0
	for k, v := range g.Labour {
		if v > 0 {
			wl += math.Exp(z.logW[k]) * v
			l += v
		}
	}
	return math.Log(wl / l)
}

// tiny is the size, relative to the largest term, below which a sum of exponentials is added up again
// in logs: products of numbers far apart would lose digits to underflow below 1e-308 otherwise.
const tiny = 1e-280

// sumExp sets dst_r = ln Σ_s φ_sr e^{x_s} (trans) or ln Σ_s φ_rs e^{x_s}.
func sumExp(dst, x []float64, t Trade, trans bool, tmp, out []float64) {
	top := math.Inf(-1)
	for _, v := range x {
		top = max(top, v)
	}
	if math.IsInf(top, 0) || math.IsNaN(top) {
		for r := range dst {
			dst[r] = top
		}
		return
	}
	for s, v := range x {
		tmp[s] = math.Exp(v - top)
	}
	if trans {
		t.MulTransVec(out, tmp)
	} else {
		t.MulVec(out, tmp)
	}
	for r, v := range out {
		if v > tiny {
			dst[r] = top + math.Log(v)
		} else {
			dst[r] = logSumExp(x, t, trans, r)
		}
	}
}

func logSumExp(x []float64, t Trade, trans bool, r int) float64 {
	log := func(s int) float64 {
		if trans {
			return t.Log(s, r)
		}
		return t.Log(r, s)
	}
	top := math.Inf(-1)
	for s, v := range x {
		top = max(top, v+log(s))
	}
	if math.IsInf(top, -1) {
		return top
	}
	sum := 0.0
	for s, v := range x {
		sum += math.Exp(v + log(s) - top)
	}
	return top + math.Log(sum)
}
