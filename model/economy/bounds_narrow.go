package economy

import (
	"math"

	"github.com/geosolve/geosolve/internal/interval"
)

// box is the part of the state, wages and price indices that equilibria may still lie in.
type box struct {
	*point[iv]
	x      []iv
	used   []bool
	empty  bool
	shrunk bool
	moved  bool // shares were cut
}

// share cuts the share of option k.
func (z *box) share(k int, known iv) {
	old := z.x[k]
	z.cut(&z.x[k], known)
	z.moved = z.moved || z.x[k] != old
}

// cut intersects v with what is known of it.
func (z *box) cut(v *iv, known iv) {
	t := v.Intersect(known)
	switch {
	case t.IsEmpty():
		z.empty = true
	case !(t.Width() > worthwhile*v.Width()) && t != *v:
		z.shrunk = true
		*v = t
	default:
		*v = t
	}
}

// Rounds of propagation end where they stop to pay: when none cuts a bound to this share of its width.
const (
	worthwhile = .9
	mostRounds = 12
)

// Narrow cuts a box of shares x and unknowns y without dropping an equilibrium whose places in use are
// those given, and reports false where it proves that there is none. It propagates the steps of Bounds one
// by one through the box, besides the equations themselves (Neumaier 1990, §5.4; Benhamou and others 1999).
func (b *Bounds) Narrow(used []bool, x, y []iv) bool {
	q, e := b.q, b.e
	n, nI := q.n, len(q.mu)
	if !b.possible(used) {
		return false
	}
	for k := range y {
		bounds, at := b.wage, k/e.home
		if k >= nI*e.home {
			bounds, at = b.index, (k-nI*e.home)/n
			if (k-nI*e.home)%n >= e.home {
				bounds = b.foreign
			}
		}
		if y[k] = y[k].Intersect(bounds[at]); y[k].IsEmpty() {
			return false
		}
	}
	var given *point[iv]
	for range mostRounds {
		if given == nil {
			given = q.given(x)
		}
		z := &box{point: given, x: x, used: used}
		q.unknowns(z.point, y)
		if !e.Technology.linked {
			q.prices(z.point)
			q.supplies(z.point)
			for k := range z.logG {
				z.logG[k] = b.index[k/n]
				z.cut(&z.logG[k], z.logK[k].Div(q.rho[k/n]))
			}
		}
		for _, step := range []func(*box){b.addingUp, b.payoffs, b.ratioCut, b.indexCut, b.wageCut} {
			if step(z); z.empty {
				return false
			}
		}
		for i := range nI {
			copy(y[i*e.home:(i+1)*e.home], z.logW[i*n:])
		}
		if e.Technology.linked {
			copy(y[nI*e.home:], z.logG)
		}
		if !z.shrunk {
			break
		}
		if z.moved {
			given = nil
		}
	}
	return true
}

// possible reports whether an equilibrium can use just these places: every industry needs labour somewhere,
// or nobody could buy its goods; with agriculture in demand somebody must be left in it; and where it is
// concave nobody leaves a field empty, the first wage there being without bounds.
func (b *Bounds) possible(used []bool) bool {
	e := b.e
	industry := make([]bool, len(b.q.mu))
	farmers, fields := false, false
	for k, s := range e.mb.slots {
		if s.industry != agriculture {
			industry[s.industry] = industry[s.industry] || used[k]
			continue
		}
		fields = true
		farmers = farmers || used[k]
		if !used[k] && b.q.farming != nil {
			return false
		}
	}
	for _, on := range industry {
		if !on {
			return false
		}
	}
	return farmers || !fields
}

// addingUp is 1 of Bounds: Σ_r w_ir L_ir = V_i.
func (b *Bounds) addingUp(z *box) {
	q, e := b.q, b.e
	if len(e.Outside) > 0 {
		return
	}
	n := q.n
	base, farms := iv{}, iv{}
	switch {
	case q.floats:
		base = b.everybody()
	default:
		for _, y := range z.income {
			base = base.Add(y)
		}
	}
	farms = base
	for i := range q.mu {
		pay := make([]iv, n)
		total := b.payroll[i].Mul(base)
		for r := range n {
			pay[r] = z.logW[i*n+r].Exp().Mul(z.labour[i*n+r])
		}
		for r := range n {
			rest := total
			for s := range n {
				if s != r {
					rest = rest.Sub(pay[s])
				}
			}
			rest = rest.Intersect(interval.New(0, math.Inf(1)))
			if rest.IsEmpty() {
				z.empty = true
				return
			}
			k := i*n + r
			if z.labour[k].Lo > 0 {
				z.cut(&z.logW[k], rest.Div(z.labour[k]).Log())
			}
			slot := e.mb.at[i*e.home+r]
			if z.used[slot] {
				z.share(slot, rest.Div(z.logW[k].Exp().Mul(q.mass[e.mb.popOf[slot]])))
			}
			if z.empty {
				return
			}
		}
		if !q.floats && e.Mobility != Migration {
			sum := iv{}
			for _, v := range pay {
				sum = sum.Add(v)
			}
			farms = farms.Intersect(sum.Div(b.payroll[i]))
		}
	}
	if farms.IsEmpty() {
		z.empty = true
		return
	}
	for k, s := range e.mb.slots { // farm income of one region is what the others leave
		if s.industry != agriculture || q.farming != nil {
			continue
		}
		rest := farms
		for r, y := range z.income {
			if r != s.region {
				rest = rest.Sub(y)
			}
		}
		z.share(k, rest.Div(q.mass[e.mb.popOf[k]]))
	}
}

// payoffs is 3 of Bounds, within regions and between them.
func (b *Bounds) payoffs(z *box) {
	q, e := b.q, b.e
	living := make([]iv, e.home)
	for r := range living {
		for j, m := range q.mu {
			living[r] = living[r].Add(m.Mul(z.logG[j*q.n+r]))
		}
	}
	for p, pop := range e.mb.pops {
		nominal, real := b.inUse(z, pop.Start, pop.End, living)
		for k := pop.Start; k < pop.End; k++ {
			r := e.mb.slots[k].region
			bound := real.Add(living[r])
			if v, ok := nominal[r]; ok {
				bound = bound.Intersect(v)
			}
			if !z.used[k] {
				bound.Lo = math.Inf(-1)
			}
			b.pay(z, k, p, bound)
			if z.empty {
				return
			}
		}
	}
}

// inUse encloses what places in use of options start to end pay: nominal by region, and real.
func (b *Bounds) inUse(z *box, start, end int, living []iv) (nominal map[int]iv, real iv) {
	nominal, real = map[int]iv{}, interval.Whole()
	for k := start; k < end; k++ {
		if !z.used[k] {
			continue
		}
		r := b.e.mb.slots[k].region
		v, ok := nominal[r]
		if !ok {
			v = interval.Whole()
		}
		nominal[r] = v.Intersect(b.q.nominal(z.point, b.e.mb.slots[k]))
	}
	for r, v := range nominal {
		real = real.Intersect(v.Sub(living[r]))
	}
	return nominal, real
}

// pay cuts option k of population p to those shares or wages that pay within the bound.
func (b *Bounds) pay(z *box, k, p int, bound iv) {
	q, s := b.q, b.e.mb.slots[k]
	if bound.IsEmpty() {
		z.empty = true
		return
	}
	if s.industry != agriculture {
		at := s.industry*q.n + s.region
		if z.wedge != nil && z.wedge.effort[at] != nil {
			bound = bound.Add(*z.wedge.effort[at])
		}
		z.cut(&z.logW[at], bound)
		return
	}
	if q.farming == nil {
		if !bound.ContainsZero() {
			z.empty = true
		}
		return
	}
	// ln A′ = ln η + (1−η)(ln K − ln x)
	f := q.farming
	log := f.logLand[s.region].Sub(bound.Sub(f.eta.Log()).Div(f.rest))
	z.share(k, log.Exp().Div(q.mass[p]))
}

// ratioCut is 2 of Bounds.
func (b *Bounds) ratioCut(z *box) {
	q, home, n := b.q, b.e.home, b.q.n
	q.prices(z.point)
	for k := range z.logG {
		j, r := k/n, k%n
		for s := range home {
			if s == r || r >= home {
				continue
			}
			l := j*n + s
			z.cut(&z.logG[k], z.logG[l].Add(b.towards(z.point, j, r, s).Div(q.rho[j])))
			price := z.logP[l].Mul(q.sigma[j]).Add(b.from(z.point, j, r, s))
			if z.wedge != nil {
				price = price.Add(z.wedge.cost[l]).Sub(z.wedge.cost[k])
			}
			b.price(z, k, price.Div(q.sigma[j]))
		}
	}
}

// price cuts the wage of place k to those at which its price (1) is the one given.
func (b *Bounds) price(z *box, k int, price iv) {
	q := b.q
	i, r := k/q.n, k%q.n
	if !b.e.Technology.linked {
		z.cut(&z.logW[k], price)
		return
	}
	for j, a := range q.alpha[i] {
		g := z.logG[j*q.n+r]
		if z.wedge != nil && z.wedge.logV[k] != nil {
			g = g.Add(*z.wedge.logV[k])
		}
		price = price.Sub(a.Mul(g))
	}
	z.cut(&z.logW[k], price.Div(q.beta[i]))
}

// indexCut is (2), solved for G.
func (b *Bounds) indexCut(z *box) {
	q := b.q
	q.prices(z.point)
	q.supplies(z.point)
	for k := range z.logG {
		z.cut(&z.logG[k], z.logK[k].Div(q.rho[k/q.n]))
	}
}

// wageCut is (3), solved for w.
func (b *Bounds) wageCut(z *box) {
	q, home, n := b.q, b.e.home, b.q.n
	for c, m := range q.demands(z.point, q.expenditure(z.point)) {
		k := c/home*n + c%home
		price := m.Add(q.beta[c/home].Log())
		if z.wedge != nil {
			price = price.Sub(z.wedge.cost[k])
		}
		if q.floats { // all equations hold up to a common factor, 1 but for the rounding of Σμ
			price = price.Inflate(shareTolerance * 4)
		}
		b.price(z, k, price.Div(q.sigma[c/home]))
		if z.empty {
			return
		}
	}
}
