package economy

import (
	"errors"
	"math"

	"github.com/geosolve/geosolve/internal/interval"
)

// root bounds wages and price indices over all states.
//
// Lemma. Let W⁻, W⁺ bound ln w_ir over places in use at an equilibrium, for every industry. Then all places,
// empty ones too, have ln w_ir ∈ [W⁻ − b_i, W⁺ + b_i], since some place of the industry is in use. And
//
//	migration            ln w_ir ∈ ln(V_i/L_i) ± b_i: V_i/L_i is the mean wage of the industry, whose labour is fixed
//	sectoral             W⁻ = min_r ln a_r, a_r the wage in agriculture if everybody were there: where it is
//	                     empty or not, it pays no more than W, and no less than a_r. W⁺: either half the people
//	                     of r are farmers, and w ≤ A′(L̄_r/2), or half are not, and w ≤ V/(L̄_r/2)
//	both                 W⁻ likewise. In use, real wages are the same everywhere, so nominal ones are within
//	                     Γ = Σ μ_j γ_j. Half of all people are farmers, and w ≤ e^Γ max_r A′(L̄/2R), or half are not,
//	                     and w ≤ e^Γ V/(L̄/2)
//	no agriculture       the mean of paid wages is one: they are within Γ (both) or max_i b_i (sectoral, where a
//	                     region's industries in use pay the same and the others no more) of it
//
// What efforts cost, up to ε, is between nominal wages and payoffs; W⁺, and all distances, are 2ε wider.
// With linear agriculture A′ = 1. V = ΣV_i is at most m/(1−m) times the farm income of a world of farmers.
//
// Labour of an industry is at most everybody, and at least V_i⁻ e^{−W⁺}, V_i⁻ = κ_i Y^A⁻. Farm income: either
// half of the people are farmers and (somewhere at least 1/R of them) Y^A ≥ min_r A_r(L̄_r/2R) (both: L̄/2R), or
// half are not, and Y^A = (1−m)/m·V ≥ (1−m)/m·½L̄ e^{W⁻}.
func (b *Bounds) root() error {
	ratioW, ratioG := b.ratios()
	cost := iv{} // Γ
	for j, m := range b.q.mu {
		cost = cost.Add(m.Mul(ratioG[j]))
	}
	payroll, labour := make([]iv, len(ratioW)), make([]iv, len(ratioW)) // V_i, L_i
	var used iv
	switch {
	case b.e.Mobility == Migration:
		base := b.migrants(labour)
		for i := range labour {
			payroll[i] = b.payroll[i].Mul(base)
			b.wage = append(b.wage, widen(payroll[i].Div(labour[i]).Log(), ratioW[i]))
		}
	default:
		var base iv
		base, used = b.sectors(ratioW, cost, b.dearest())
		for i := range labour {
			payroll[i] = b.payroll[i].Mul(base)
			b.wage = append(b.wage, widen(used, ratioW[i]))
			everybody := b.everybody()
			labour[i] = interval.New(math.Min(payroll[i].Mul(used.Neg().Exp()).Lo, everybody.Hi), everybody.Hi)
		}
	}
	for _, w := range b.wage {
		if !w.IsBounded() {
			return errors.New("wages at equilibria cannot be bounded: trade costs or shares are too extreme; solve without --prove")
		}
	}
	return b.feedback(labour)
}

// widen returns [x.Lo − r.Hi, x.Hi + r.Hi].
func widen(x, r iv) iv { return x.Inflate(r.Hi) }

// everybody is all labour of the world.
func (b *Bounds) everybody() iv {
	sum := iv{}
	for _, m := range b.q.mass {
		sum = sum.Add(m)
	}
	return sum
}

// migrants fills in labour by industry under migration and returns what payrolls are multiples of.
func (b *Bounds) migrants(labour []iv) iv {
	base := iv{}
	for p, pop := range b.e.mb.pops {
		i := b.e.mb.slots[pop.Start].industry
		labour[i] = labour[i].Add(b.q.mass[p])
	}
	if b.q.floats {
		return b.everybody()
	}
	for _, y := range b.q.fixed {
		base = base.Add(y)
	}
	return base
}

// sectors returns what payrolls are multiples of, and ln w of places in use, where workers choose sectors.
func (b *Bounds) sectors(ratioW []iv, cost iv, effort float64) (base, used iv) {
	e, q := b.e, b.q
	everybody := b.everybody()
	if q.floats {
		within := cost.Hi
		if e.Mobility == Sectoral {
			within = 0
			for _, r := range ratioW {
				within = math.Max(within, r.Hi)
			}
		}
		rest := interval.Point(1)
		for _, m := range q.mu {
			rest = rest.Sub(m)
		}
		// The mean of paid wages is one up to rounding of Σμ; see addUp.
		return everybody, iv{}.Inflate(within).Inflate(2 * effort).Add(interval.Point(1).Add(iv{}.Inflate(rest.Mag())).Log())
	}
	sum := iv{}
	for _, v := range b.payroll {
		sum = sum.Add(v)
	}
	half, least, most := interval.Point(.5), math.Inf(1), math.Inf(-1)
	farms, smallest := iv{}, math.Inf(1)
	people := func(r int) iv { // who may live in r
		if e.Mobility == Both {
			return everybody
		}
		return q.mass[r]
	}
	many := interval.Point(float64(e.home))
	for r := range e.home {
		farms = farms.Add(b.harvest(r, people(r)))
		least = math.Min(least, b.farmWage(r, people(r)).Lo)
		share := half
		if e.Mobility == Both {
			share = half.Div(many)
		}
		most = math.Max(most, b.farmWage(r, people(r).Mul(share)).Hi)
		smallest = math.Min(smallest, b.harvest(r, people(r).Mul(half).Div(many)).Lo)
	}
	if b.q.farming == nil {
		farms = everybody
	}
	total := sum.Mul(farms) // V at most
	for r := range e.home {
		most = math.Max(most, total.Div(people(r).Mul(half)).Log().Hi)
	}
	used = interval.New(least, interval.Point(most).Inflate(2*effort).Hi)
	if e.Mobility == Both {
		used.Hi = used.Inflate(cost.Hi).Hi
	}
	workers := everybody.Mul(half).Mul(interval.Point(least).Exp()).Div(sum)
	return interval.New(math.Min(smallest, workers.Lo), farms.Hi), used
}

// dearest bounds the cost of effort.
func (b *Bounds) dearest() float64 {
	most := 0.
	if w := b.q.given(b.anywhere()).wedge; w != nil {
		for _, v := range w.effort {
			if v != nil {
				most = math.Max(most, v.Hi)
			}
		}
	}
	return most
}

// harvest is A(x) and farmWage ln A′(x) in region r.
func (b *Bounds) harvest(r int, x iv) iv {
	if b.q.farming == nil {
		return x
	}
	return b.q.farming.output(r, x)
}

func (b *Bounds) farmWage(r int, x iv) iv {
	if b.q.farming == nil {
		return iv{}
	}
	return b.q.farming.logWage(r, x)
}

// ratios are bounds b_i of |ln w_ir − ln w_iq| and γ_j of |ln G_jr − ln G_jq| over all states.
func (b *Bounds) ratios() (wage, index []iv) {
	q, home := b.q, b.e.home
	p := q.given(b.anywhere())
	index = make([]iv, len(q.mu))
	price := make([]iv, len(q.mu))
	for j := range q.mu {
		for r := range home {
			for s := range home {
				to, from := b.towards(p, j, r, s), b.from(p, j, r, s)
				if p.wedge != nil {
					from = from.Sub(p.wedge.cost[j*q.n+r]).Add(p.wedge.cost[j*q.n+s])
				}
				index[j] = largest(index[j], to.Div(q.rho[j]))
				price[j] = largest(price[j], from.Div(q.sigma[j]))
			}
		}
	}
	for i := range q.mu {
		d := price[i]
		for k, a := range q.alpha[i] {
			d = d.Add(a.Mul(index[k].Add(b.vSpread(p, i))))
		}
		wage = append(wage, d.Div(q.beta[i]).Intersect(interval.New(0, math.Inf(1))))
	}
	return wage, index
}

// largest is [0, max(x.Hi, mag y)].
func largest(x, y iv) iv { return interval.New(0, math.Max(x.Hi, y.Mag())) }

// vSpread bounds the differences of ln v of an industry between regions.
func (b *Bounds) vSpread(p *point[iv], i int) iv {
	if p.wedge == nil {
		return iv{}
	}
	all := interval.Empty()
	for r := range b.e.home {
		v := iv{}
		if w := p.wedge.logV[i*b.q.n+r]; w != nil {
			v = *w
		}
		all = all.Hull(v)
	}
	return interval.New(0, all.Width())
}

// anywhere is the box of all shares.
func (b *Bounds) anywhere() []iv {
	x := make([]iv, len(b.e.mb.slots))
	for k := range x {
		x[k] = interval.New(0, 1)
	}
	return x
}

// towards is hull_s ln φ_sr/φ_sq, from hull_s ln φ_rs/φ_qs.
func (b *Bounds) towards(p *point[iv], j, r, q int) iv {
	h, n := interval.Empty(), b.q.n
	for s := range n {
		h = h.Hull(p.logPhi[(j*n+s)*n+r].Sub(p.logPhi[(j*n+s)*n+q]))
	}
	return h
}

func (b *Bounds) from(p *point[iv], j, r, q int) iv {
	h, n := interval.Empty(), b.q.n
	for s := range n {
		h = h.Hull(p.logPhi[(j*n+r)*n+s].Sub(p.logPhi[(j*n+q)*n+s]))
	}
	return h
}

// feedback bounds price indices, 4 of Bounds, from wages and the labour of each industry.
func (b *Bounds) feedback(labour []iv) error {
	q := b.q
	nI := len(q.mu)
	p := q.given(b.anywhere())
	up, down := make([]iv, nI), make([]iv, nI)
	for j := range nI {
		unit := interval.Empty() // ln of what a worker adds to K, but for G
		for r := range b.e.home {
			u := interval.Point(1).Sub(q.beta[j].Mul(q.sigma[j])).Mul(b.wage[j])
			if p.wedge != nil {
				u = u.Sub(p.wedge.cost[j*q.n+r])
				if v := p.wedge.logV[j*q.n+r]; v != nil {
					inputs := interval.Point(1).Sub(q.beta[j])
					u = u.Sub(q.sigma[j].Mul(inputs).Mul(*v))
				}
			}
			for s := range b.e.home {
				unit = unit.Hull(u.Add(p.logPhi[(j*q.n+r)*q.n+s]))
			}
		}
		g := labour[j].Log().Add(unit).Div(q.rho[j])
		up[j], down[j] = interval.Point(g.Hi), interval.Point(g.Lo)
	}
	for _, side := range [][]iv{up, down} {
		a := make([]iv, nI*nI)
		for j := range nI {
			for k := range nI {
				a[j*nI+k] = q.sigma[j].Mul(q.alpha[j][k]).Div(q.rho[j]) // −α_jk/ρ_j
			}
			a[j*nI+j] = a[j*nI+j].Add(interval.Point(1))
		}
		if !eliminate(a, side) {
			return errors.New("price indices at equilibria cannot be bounded: input shares alpha are too near the elasticities' limit (with one industry alpha < rho = (sigma-1)/sigma); lower alpha, or solve without --prove")
		}
	}
	for j := range nI {
		b.index = append(b.index, interval.New(down[j].Lo, up[j].Hi))
	}
	return nil
}
