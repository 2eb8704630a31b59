package economy

import (
	"fmt"

	"github.com/geosolve/geosolve/internal/num"
)

// Equations states the master economy once, over any number: floats, derivatives, or intervals that enclose
// everything rounding may do. It is the reference that the fast kernels of Market are tested equal to, and
// what proofs are about. Wedges of external economies and joint action are not in it.
//
// The unknowns y are ln w_ir, industry by industry, and, where industries use each other, ln G_jr.
type Equations[N num.Num[N]] struct {
	e                    *Economy
	sigma, mu, beta, rho []N   // by industry; rho is 1−σ
	alpha                [][]N // alpha[i][j]: share of industry j's composite in the cost of industry i
	logT                 []N   // [(i*R+r)*R+s]
	mass                 []N   // by population
	farm                 []N   // fixed farm income by region, under migration
}

// NewEquations prepares the equations of an economy at home. It is an error if the economy has a rest of
// the world, external economies or concave agriculture, which the statement leaves out.
func NewEquations[N num.Num[N]](e *Economy) (*Equations[N], error) {
	switch {
	case len(e.Outside) > 0:
		return nil, fmt.Errorf("not implemented with a rest of the world")
	case e.External != nil || e.Joint != nil || e.Wedges != nil:
		return nil, fmt.Errorf("not implemented with external economies or joint action")
	case e.Farming.Eta != 1:
		return nil, fmt.Errorf("not implemented with concave agriculture")
	case e.market.floating(e.market.NewGiven()):
		return nil, fmt.Errorf("not implemented without agriculture, where wages float")
	}
	var zero N
	c := zero.Const
	q := &Equations[N]{e: e}
	for i, in := range e.Technology.Industries {
		q.sigma = append(q.sigma, c(in.Sigma))
		q.rho = append(q.rho, c(1).Sub(c(in.Sigma)))
		q.mu = append(q.mu, c(in.Mu))
		beta, row := c(1), []N{}
		for _, a := range in.Alpha {
			row = append(row, c(a))
			beta = beta.Sub(c(a))
		}
		q.alpha, q.beta = append(q.alpha, row), append(q.beta, beta)
		for r := range e.home {
			for s := range e.home {
				q.logT = append(q.logT, q.tradeCost(i, r, s))
			}
		}
	}
	for _, m := range e.mb.mass {
		q.mass = append(q.mass, c(m))
	}
	if e.Mobility == Migration {
		rest := c(1)
		for _, m := range q.mu {
			rest = rest.Sub(m)
		}
		for _, s := range e.FarmShares {
			q.farm = append(q.farm, rest.Mul(c(s)))
		}
	}
	return q, nil
}

// tradeCost is ln T: of T itself where the scenario states it, else of the float that the geography gave.
func (q *Equations[N]) tradeCost(i, r, s int) N {
	var zero N
	if q.e.IcebergCost != nil && r != s {
		return zero.Const(q.e.IcebergCost(i, r, s)).Log()
	}
	return zero.Const(q.e.logT[i](r, s))
}

// Unknowns is the number of short-run unknowns y, and of equations.
func (q *Equations[N]) Unknowns() int { return q.e.market.unknowns() }

// economy at one point: everything that the residuals and payoffs are made of.
type point[N num.Num[N]] struct {
	labour     []N // L_ir
	farm       []N // Y^A_r
	logW, logP []N
	logG       []N
	supply     []N // ln[w p^{−σ}]: the supply of one worker, times p^{1−σ}/p... of equation (2)
	logK       []N // ln of the right-hand side of (2)
}

// at lays out the state and solves (1) and, without intermediates, (2).
func (q *Equations[N]) at(x, y []N) *point[N] {
	e, R := q.e, q.e.home
	nI := len(q.sigma)
	p := &point[N]{labour: make([]N, nI*R), farm: make([]N, R), logW: y[:nI*R], logP: make([]N, nI*R), supply: make([]N, nI*R), logK: make([]N, nI*R)}
	copy(p.farm, q.farm)
	for k, s := range e.mb.slots {
		l := q.mass[e.mb.popOf[k]].Mul(x[k])
		if s.industry == agriculture {
			p.farm[s.region] = l // A(x) = x
		} else {
			p.labour[s.industry*R+s.region] = l
		}
	}
	linked := e.Technology.linked
	if linked {
		p.logG = y[nI*R:]
	} else {
		p.logG = make([]N, nI*R)
	}
	for i := range nI {
		for r := range R { // (1) ln p = β ln w + Σ_j α_j ln G_j
			k := i*R + r
			p.logP[k] = p.logW[k]
			if linked {
				p.logP[k] = q.beta[i].Mul(p.logW[k])
				for j := range nI {
					if e.Technology.Industries[i].Alpha[j] > 0 {
						p.logP[k] = p.logP[k].Add(q.alpha[i][j].Mul(p.logG[j*R+r]))
					}
				}
			}
			p.supply[k] = p.logW[k].Sub(q.sigma[i].Mul(p.logP[k]))
		}
	}
	terms := make([]N, R)
	for j := range nI {
		for r := range R { // (2) G^{1−σ} = Σ_s L_s w_s p_s^{−σ} T_sr^{1−σ}
			for s := range R {
				terms[s] = p.supply[j*R+s].Add(q.rho[j].Mul(q.logT[(j*R+s)*R+r]))
			}
			p.logK[j*R+r] = num.LogWeightedSumExp(p.labour[j*R:(j+1)*R], terms)
			if !linked {
				p.logG[j*R+r] = p.logK[j*R+r].Div(q.rho[j])
			}
		}
	}
	return p
}

// ShortRun writes the residuals of (3), and of (2) with intermediates, at the state x to dst, in logs.
func (q *Equations[N]) ShortRun(x, y, dst []N) {
	R, nI := q.e.home, len(q.sigma)
	p := q.at(x, y)
	spend := q.expenditure(p)
	weight, terms := make([]N, R), make([]N, R)
	for i := range nI {
		for r := range R { // (3) p^σ/β = Σ_s T_rs^{1−σ} G_s^{σ−1} E_s
			for s := range R {
				weight[s] = spend[i*R+s]
				terms[s] = q.rho[i].Mul(q.logT[(i*R+r)*R+s]).Sub(q.rho[i].Mul(p.logG[i*R+s]))
			}
			k := i*R + r
			dst[k] = q.sigma[i].Mul(p.logP[k]).Sub(q.beta[i].Log()).Sub(num.LogWeightedSumExp(weight, terms))
			if q.e.Technology.linked {
				dst[nI*R+k] = q.rho[i].Mul(p.logG[k]).Sub(p.logK[k])
			}
		}
	}
}

// expenditure is (4) and (5): E_jr = μ_j Y_r + Σ_i (α_ji/β_i) w_ir L_ir, Y_r = Σ_i w_ir L_ir + Y^A_r.
func (q *Equations[N]) expenditure(p *point[N]) []N {
	R, nI := q.e.home, len(q.sigma)
	out := make([]N, nI*R)
	for r := range R {
		income := p.farm[r]
		payroll := make([]N, nI)
		for i := range nI {
			payroll[i] = p.logW[i*R+r].Exp().Mul(p.labour[i*R+r])
			income = income.Add(payroll[i])
		}
		for j := range nI {
			e := q.mu[j].Mul(income)
			for i := range nI {
				if q.e.Technology.Industries[i].Alpha[j] > 0 {
					e = e.Add(q.alpha[i][j].Div(q.beta[i]).Mul(payroll[i]))
				}
			}
			out[j*R+r] = e
		}
	}
	return out
}

// Payoffs writes the real wage (6) of every option of the state to dst; in agriculture, where the wage is
// one, 1/Π_j G_jr^{μ_j}.
func (q *Equations[N]) Payoffs(x, y, dst []N) {
	R := q.e.home
	p := q.at(x, y)
	var zero N
	for k, s := range q.e.mb.slots {
		v := zero.Const(0)
		if s.industry != agriculture {
			v = p.logW[s.industry*R+s.region]
		}
		for j := range q.mu {
			v = v.Sub(q.mu[j].Mul(p.logG[j*R+s.region]))
		}
		dst[k] = v.Exp()
	}
}

// Start is a solution of the short run at the state x in floats, as unknowns y.
func (q *Equations[N]) Start(x []float64) ([]float64, error) {
	ev := q.e.Evaluator()
	if err := ev.solve(x, false); err != nil {
		return nil, err
	}
	return append([]float64(nil), ev.solver.y...), nil
}
