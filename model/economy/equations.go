package economy

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/internal/num"
)

// Equations states the master economy once, over any number: floats, derivatives, or intervals that enclose
// everything rounding may do. It is the reference that the fast kernels of Market are tested equal to, and
// what proofs are about.
//
// The unknowns y are ln w_ir of the regions at home, industry by industry, and, where industries use each
// other, ln G_jr of all regions. Given the state x, labour, wedges and trade costs are known numbers: they
// depend on x alone.
type Equations[N num.Num[N]] struct {
	e                    *Economy
	n                    int   // regions, the rest of the world included
	sigma, mu, beta, rho []N   // by industry; rho is 1−σ
	alpha                [][]N // alpha[i][j]: share of industry j's composite in the cost of industry i
	logPhi               []N   // (1−σ) ln T before external economies and joint action, [(i*n+r)*n+s]
	traded               []bool
	mass                 []N // by population
	fixed                []N // farm income under migration, by region; of a region abroad its income
	farming              *farmingOf[N]
	wedges               *wedgesOf[N] // nil: all one
	floats               bool         // wages float: the numeraire is ΣwL = ΣL
}

// NewEquations prepares the equations of an economy. It is an error if members of clusters decide on their
// efforts, which the statement leaves out.
func NewEquations[N num.Num[N]](e *Economy) (*Equations[N], error) {
	if e.Joint.active() && e.Joint.Decision != Exogenous {
		return nil, fmt.Errorf("not implemented where members decide on their efforts: joint_action.regime is %v, allowed is exogenous (stated efforts) or none; leave out solve.prove, or state the efforts found in joint_action.forms.X.effort", e.Joint.Decision)
	}
	var zero N
	c := zero.Const
	n, home := e.market.n, e.home
	q := &Equations[N]{e: e, n: n, floats: e.floating()}
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
		for r := range n {
			for s := range n {
				traded := !math.IsInf(e.logT[i](r, s), 1)
				if !traded && r < home && s < home {
					return nil, fmt.Errorf("not implemented where regions at home do not trade: T from region %d to region %d is infinite, allowed are finite numbers; solve without --prove", r+1, s+1)
				}
				q.traded = append(q.traded, traded)
				l := c(0)
				if traded {
					l = q.rho[i].Mul(q.tradeCost(i, r, s))
				}
				q.logPhi = append(q.logPhi, l)
			}
		}
	}
	for _, m := range e.mb.mass {
		q.mass = append(q.mass, c(m))
	}
	q.fixed = make([]N, n)
	for r := range q.fixed {
		q.fixed[r] = c(0)
		switch {
		case r >= home:
			q.fixed[r] = c(e.Outside[r-home].Income)
		case e.Mobility == Migration && e.Technology.Agriculture():
			rest := c(1)
			for _, m := range q.mu {
				rest = rest.Sub(m)
			}
			q.fixed[r] = rest.Mul(c(e.FarmShares[r]))
		}
	}
	if e.Farming.Eta != 1 {
		q.farming = newFarmingOf[N](e.Farming)
	}
	q.wedges = newWedgesOf(q)
	return q, nil
}

// floating reports whether nothing ties wages to the price of the outside good; see Market.floating.
func (e *Economy) floating() bool {
	return !e.Technology.Agriculture() && len(e.Outside) == 0
}

// tradeCost is ln T: of T itself where the scenario states it, else of the float that the geography gave.
func (q *Equations[N]) tradeCost(i, r, s int) N {
	var zero N
	if q.e.IcebergCost != nil && r != s && r < q.e.home && s < q.e.home {
		return zero.Const(q.e.IcebergCost(i, r, s)).Log()
	}
	return zero.Const(q.e.logT[i](r, s))
}

// Unknowns is the number of short-run unknowns y, and of equations.
func (q *Equations[N]) Unknowns() int { return q.e.market.unknowns() }

// point is an economy at one point: everything that the residuals and payoffs are made of.
type point[N num.Num[N]] struct {
	labour     []N // L_ir
	farmers    []N // people in agriculture of each region at home, where they may leave it
	income     []N // Y^A_r; abroad the whole income
	logW, logP []N
	logG       []N
	unit       []N // ln[w p^{−σ} Q^{σ−1}/f]: the supply of one worker in (2)
	wedge      *wedgeValues[N]
	logPhi     []N
	logK       []N // ln of the right-hand side of (2)
}

// given lays out what the short run takes as given at the state x.
func (q *Equations[N]) given(x []N) *point[N] {
	e, n := q.e, q.n
	nI := len(q.sigma)
	var zero N
	p := &point[N]{labour: make([]N, nI*n), farmers: make([]N, e.home), income: append([]N(nil), q.fixed...), logPhi: q.logPhi}
	for k := range p.labour {
		p.labour[k] = zero.Const(0)
		if r := k % n; r >= e.home {
			p.labour[k] = zero.Const(e.Outside[r-e.home].Labour[k/n])
		}
	}
	for k, s := range e.mb.slots {
		l := q.mass[e.mb.popOf[k]].Mul(x[k])
		if s.industry != agriculture {
			p.labour[s.industry*n+s.region] = l
			continue
		}
		p.farmers[s.region], p.income[s.region] = l, l // A(x) = x
		if q.farming != nil {
			p.income[s.region] = q.farming.output(s.region, l)
		}
	}
	if q.wedges != nil {
		q.wedges.act(p)
	}
	return p
}

// at lays out the state and solves (1) and, without intermediates, (2).
func (q *Equations[N]) at(x, y []N) *point[N] {
	p := q.given(x)
	q.unknowns(p, y)
	q.prices(p)
	q.supplies(p)
	if !q.e.Technology.linked {
		for k := range p.logK {
			p.logG[k] = p.logK[k].Div(q.rho[k/q.n])
		}
	}
	return p
}

// unknowns takes wages and, with intermediates, price indices from y.
func (q *Equations[N]) unknowns(p *point[N], y []N) {
	e, n := q.e, q.n
	nI := len(q.sigma)
	var zero N
	p.logW, p.logG = make([]N, nI*n), make([]N, nI*n)
	for i := range nI {
		copy(p.logW[i*n:], y[i*e.home:(i+1)*e.home])
		for r := e.home; r < n; r++ {
			p.logW[i*n+r] = zero.Const(e.Outside[r-e.home].Wage[i]).Log()
		}
	}
	if e.Technology.linked {
		copy(p.logG, y[nI*e.home:])
	}
}

// prices is (1), ln p = β ln w + Σ_j α_j ln(v G_j), and what a worker supplies at them.
func (q *Equations[N]) prices(p *point[N]) {
	n := q.n
	p.logP, p.unit = make([]N, len(p.logW)), make([]N, len(p.logW))
	for k, w := range p.logW {
		i, r := k/n, k%n
		p.logP[k] = w
		if q.e.Technology.linked {
			p.logP[k] = q.beta[i].Mul(w)
			for j, a := range q.alpha[i] {
				if q.e.Technology.Industries[i].Alpha[j] > 0 {
					g := p.logG[j*n+r]
					if p.wedge != nil && p.wedge.logV[k] != nil {
						g = g.Add(*p.wedge.logV[k])
					}
					p.logP[k] = p.logP[k].Add(a.Mul(g))
				}
			}
		}
		p.unit[k] = w.Sub(q.sigma[i].Mul(p.logP[k]))
		if p.wedge != nil {
			p.unit[k] = p.unit[k].Sub(p.wedge.cost[k])
		}
	}
}

// supplies is the right-hand side of (2), K = Σ_s L_s w_s p_s^{−σ} Q_s^{σ−1}/f_s T_sr^{1−σ}, in logs.
func (q *Equations[N]) supplies(p *point[N]) {
	n := q.n
	p.logK = make([]N, len(p.logW))
	weight, terms := make([]N, 0, n), make([]N, 0, n)
	for k := range p.logK {
		j, r := k/n, k%n
		weight, terms = weight[:0], terms[:0]
		for s := range n {
			if at := (j*n+s)*n + r; q.traded[at] {
				weight, terms = append(weight, p.labour[j*n+s]), append(terms, p.unit[j*n+s].Add(p.logPhi[at]))
			}
		}
		p.logK[k] = num.LogWeightedSumExp(weight, terms)
	}
}

// demands is ln M_ir, M = Σ_s T_rs^{1−σ} G_s^{σ−1} E_s, of the regions at home.
func (q *Equations[N]) demands(p *point[N], spend []N) []N {
	n, home := q.n, q.e.home
	out := make([]N, len(q.sigma)*home)
	weight, terms := make([]N, 0, n), make([]N, 0, n)
	for k := range out {
		i, r := k/home, k%home
		weight, terms = weight[:0], terms[:0]
		for s := range n {
			if at := (i*n+r)*n + s; q.traded[at] {
				weight, terms = append(weight, spend[i*n+s]), append(terms, p.logPhi[at].Sub(q.rho[i].Mul(p.logG[i*n+s])))
			}
		}
		out[k] = num.LogWeightedSumExp(weight, terms)
	}
	return out
}

// ShortRun writes the residuals of (3), and of (2) with intermediates, at the state x to dst, in logs. Where
// wages float, ln(ΣwL/ΣL) is added to every wage equation: by Walras's law all can fail by the same factor
// only if it is one.
func (q *Equations[N]) ShortRun(x, y, dst []N) {
	n, home, nI := q.n, q.e.home, len(q.sigma)
	p := q.at(x, y)
	demand := q.demands(p, q.expenditure(p))
	for i := range nI {
		for r := range home { // (3) p^σ f/β = Q^{σ−1} M
			k := i*n + r
			res := q.sigma[i].Mul(p.logP[k]).Sub(q.beta[i].Log()).Sub(demand[i*home+r])
			if p.wedge != nil {
				res = res.Add(p.wedge.cost[k])
			}
			dst[i*home+r] = res
		}
	}
	if q.e.Technology.linked {
		for k, g := range p.logG {
			dst[nI*home+k] = q.rho[k/n].Mul(g).Sub(p.logK[k])
		}
	}
	if q.floats {
		c := num.LogWeightedSumExp(p.labour, p.logW).Sub(num.Sum(p.labour).Log())
		for k := range nI * home {
			dst[k] = dst[k].Add(c)
		}
	}
}

// expenditure is (4) and (5): E_jr = μ_j Y_r + Σ_i (α_ji/β_i) w_ir L_ir, Y_r = Σ_i w_ir L_ir + Y^A_r; abroad
// Y is given.
func (q *Equations[N]) expenditure(p *point[N]) []N {
	n, nI := q.n, len(q.sigma)
	out := make([]N, nI*n)
	payroll := make([]N, nI)
	for r := range n {
		income := p.income[r]
		for i := range nI {
			payroll[i] = p.logW[i*n+r].Exp().Mul(p.labour[i*n+r])
			if r < q.e.home {
				income = income.Add(payroll[i])
			}
		}
		for j := range nI {
			e := q.mu[j].Mul(income)
			for i := range nI {
				if q.e.Technology.Industries[i].Alpha[j] > 0 {
					e = e.Add(q.alpha[i][j].Div(q.beta[i]).Mul(payroll[i]))
				}
			}
			out[j*n+r] = e
		}
	}
	return out
}

// LogPayoffs writes the log payoff of every option of the state to dst: of the real wage (6), less the cost
// of effort; in agriculture ln A′(x) − Σ_j μ_j ln G_jr.
func (q *Equations[N]) LogPayoffs(x, y, dst []N) {
	var p *point[N]
	if q.e.Technology.linked { // the price indices are unknowns
		p = q.given(x)
		q.unknowns(p, y)
	} else {
		p = q.at(x, y)
	}
	for k, s := range q.e.mb.slots {
		v := q.nominal(p, s)
		for j := range q.mu {
			v = v.Sub(q.mu[j].Mul(p.logG[j*q.n+s.region]))
		}
		dst[k] = v
	}
}

// nominal is the log payoff of a place before the cost of living.
func (q *Equations[N]) nominal(p *point[N], s slot) N {
	var zero N
	k := s.industry*q.n + s.region
	switch {
	case s.industry == agriculture && q.farming != nil:
		return q.farming.logWage(s.region, p.farmers[s.region])
	case s.industry == agriculture:
		return zero.Const(0)
	case p.wedge != nil && p.wedge.effort[k] != nil:
		return p.logW[k].Sub(*p.wedge.effort[k])
	}
	return p.logW[k]
}

// Payoffs writes the payoff of every option: the exponential of LogPayoffs.
func (q *Equations[N]) Payoffs(x, y, dst []N) {
	q.LogPayoffs(x, y, dst)
	for k, v := range dst {
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
