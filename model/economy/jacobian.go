package economy

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// shares holds, for one industry, who buys from whom.
//
//	supply[s*N+r]: share of origin s in what destination r spends on the industry, summing to 1 over s
//	demand[r*N+s]: share of destination s in what origin r sells, summing to 1 over s
type shares struct{ supply, demand []float64 }

// tradeShares fills in who buys from whom, into store if it has been used before.
func (m *Market) tradeShares(store []shares, z *state, trade []Trade) []shares {
	n := m.n
	if store == nil {
		store = make([]shares, m.nI)
		buf := make([]float64, 2*m.nI*n*n)
		for i := range store {
			store[i] = shares{buf[2*i*n*n : (2*i+1)*n*n], buf[(2*i+1)*n*n : (2*i+2)*n*n]}
		}
	}
	for i := range store {
		m.fillShares(&store[i], z, trade[i], i)
	}
	return store
}

func (m *Market) fillShares(sh *shares, z *state, t Trade, i int) {
	n := m.n
	supply, logK := z.supply[i*n:(i+1)*n], z.logK[i*n:(i+1)*n]
	demand, logM := z.demand[i*n:(i+1)*n], z.logM[i*n:(i+1)*n]
	if d, ok := t.(rows); ok && moderate(supply, logK) && moderate(demand, logM) {
		// products of exponentials: no power per pair of regions
		a, b := z.exps(supply), z.exps2(logK)
		for s := range n {
			for r, phi := range d.Row(s) {
				sh.supply[s*n+r] = a[s] * phi / b[r]
			}
		}
		a, b = z.exps(demand), z.exps2(logM)
		for r := range n {
			for s, phi := range d.Row(r) {
				sh.demand[r*n+s] = phi * a[s] / b[r]
			}
		}
		return
	}
	for s := range n {
		for r := range n {
			sh.supply[s*n+r] = math.Exp(supply[s] + t.Log(s, r) - logK[r])
			sh.demand[r*n+s] = math.Exp(demand[s] + t.Log(r, s) - logM[r])
		}
	}
}

// moderate reports whether exponentials of x and y can be multiplied and divided without overflow or
// loss to underflow: both within ±300 (e^±300 = 1e±130). −Inf, an exact zero, is harmless in x.
func moderate(x, y []float64) bool {
	const limit = 300
	for _, v := range x {
		if math.Abs(v) > limit && !math.IsInf(v, -1) {
			return false
		}
	}
	for _, v := range y {
		if !(math.Abs(v) <= limit) {
			return false
		}
	}
	return true
}

// exps and exps2 are exponentials in storage of the state, for use at once.
func (z *state) exps(x []float64) []float64 {
	for i, v := range x {
		z.tmp[i] = math.Exp(v)
	}
	return z.tmp[:len(x)]
}

func (z *state) exps2(x []float64) []float64 {
	for i, v := range x {
		z.out[i] = math.Exp(v)
	}
	return z.out[:len(x)]
}

func exps(x []float64) []float64 {
	e := make([]float64, len(x))
	for i, v := range x {
		e[i] = math.Exp(v)
	}
	return e
}

// outlay is w_kq L_kq (μ_j + α_jk/β_k)/E_jq: the share of spending on industry j in region q that is due
// to the wages of industry k there. Zero abroad, where wages are given.
func (m *Market) outlay(z *state, g *Given, j, k, q int) float64 {
	l := g.Labour[k*m.n+q]
	if l == 0 || q >= m.home {
		return 0
	}
	return m.propensity(j, k) * math.Exp(z.logW[k*m.n+q]) * l / z.expend[j*m.n+q]
}

// propensity is μ_j + α_jk/β_k: what one unit of wages in industry k adds to spending on industry j.
func (m *Market) propensity(j, k int) float64 {
	t := m.tech
	return t.Industries[j].Mu + t.Industries[k].Alpha[j]/t.beta[k]
}

// jacobian writes the derivative of the residuals by the unknowns, at an evaluated state.
func (m *Market) jacobian(dst *mat.Dense, z *state, g *Given, sh []shares) {
	dst.Zero()
	if m.tech.linked {
		m.linkedJacobian(dst, z, g, sh)
	} else {
		m.wageJacobian(dst, z, g, sh)
	}
	if m.floating(g) {
		m.numeraireJacobian(dst, z, g)
	}
}

// wageJacobian, without intermediates: p = w, and (2) gives d ln G_q = Σ_s S_sq d ln w_s, so that
//
//	∂r_ir/∂ln w_iq = σ δ_rq − (σ−1) Σ_s D_rs S_qs − Σ_s D_rs ∂ln E_is/∂ln w_kq
func (m *Market) wageJacobian(dst *mat.Dense, z *state, g *Given, sh []shares) {
	n, home := m.n, m.home
	for i, in := range m.tech.Industries {
		d := mat.NewDense(home, n, sh[i].demand[:home*n])
		s := mat.NewDense(home, n, sh[i].supply[:home*n])
		block := dst.Slice(i*home, (i+1)*home, i*home, (i+1)*home).(*mat.Dense)
		block.Mul(d, s.T())
		block.Scale(1-in.Sigma, block)
		for r := range home {
			block.Set(r, r, block.At(r, r)+in.Sigma)
		}
		m.spendingJacobian(dst, z, g, sh, i)
	}
}

// spendingJacobian subtracts Σ_s D_rs ∂ln E_is/∂ln w_ks from the wage equations of industry i.
func (m *Market) spendingJacobian(dst *mat.Dense, z *state, g *Given, sh []shares, i int) {
	n, home := m.n, m.home
	for k := range m.nI {
		for q := range home {
			e := m.outlay(z, g, i, k, q)
			if e == 0 {
				continue
			}
			for r := range home {
				row, col := i*home+r, k*home+q
				dst.Set(row, col, dst.At(row, col)-sh[i].demand[r*n+q]*e)
			}
		}
	}
}

// linkedJacobian, with intermediates: unknowns ln w at home and ln G everywhere, residuals (3) and (2).
// d ln p_iq = β_i d ln w_iq + Σ_k α_ki d ln G_kq.
func (m *Market) linkedJacobian(dst *mat.Dense, z *state, g *Given, sh []shares) {
	n, home, nI := m.n, m.home, m.nI
	add := func(r, c int, v float64) { dst.Set(r, c, dst.At(r, c)+v) }
	colG := func(j, q int) int { return nI*home + j*n + q }
	for i, in := range m.tech.Industries {
		beta := m.tech.beta[i]
		for r := range home { // (3): σ d ln p − Σ_s D_rs [(σ−1) d ln G_is + d ln E_is]
			row := i*home + r
			add(row, i*home+r, in.Sigma*beta)
			for k, a := range in.Alpha {
				if a > 0 {
					add(row, colG(k, r), in.Sigma*a)
				}
			}
			for s := range n {
				add(row, colG(i, s), -(in.Sigma-1)*sh[i].demand[r*n+s])
			}
		}
		m.spendingJacobian(dst, z, g, sh, i)
		for r := range n { // (2): (1−σ) d ln G − Σ_s S_sr (d ln w_s − σ d ln p_s)
			row := colG(i, r)
			add(row, row, 1-in.Sigma)
			for s := range n {
				c := sh[i].supply[s*n+r]
				if c == 0 {
					continue
				}
				if s < home {
					add(row, i*home+s, -c*(1-in.Sigma*beta))
				}
				for k, a := range in.Alpha {
					if a > 0 {
						add(row, colG(k, s), c*in.Sigma*a)
					}
				}
			}
		}
	}
}

// numeraireJacobian adds the derivative of ln Σ wL to every wage equation.
func (m *Market) numeraireJacobian(dst *mat.Dense, z *state, g *Given) {
	total := 0.0
	wl := make([]float64, m.nI*m.home)
	for k, l := range g.Labour {
		if l > 0 {
			wl[k] = math.Exp(z.logW[k]) * l
			total += wl[k]
		}
	}
	for row := range wl {
		for col, v := range wl {
			dst.Set(row, col, dst.At(row, col)+v/total)
		}
	}
}
