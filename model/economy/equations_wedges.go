package economy

import (
	"math"

	"github.com/geosolve/geosolve/internal/num"
)

// wedgesOf is what the wedges of an economy (see wedges and External) are made of, over any number. They
// depend on the state alone, through the sizes of clusters n_ir = 1 + (N−1)λ_ir ≥ 1, and are smooth in it on
// the whole simplex, faces included: no power or logarithm is taken of a number below one.
type wedgesOf[N num.Num[N]] struct {
	q       *Equations[N]
	over    []N // T − 1 before they act, [(i*n+r)*n+s]; nil: they do not move trade costs
	reach   []N // e^{−δ d_rs} by pair of regions at home; nil: no spillovers
	forms   []*formOf[N]
	charge  N
	members []N // N − 1, by industry
	total   []N // labour of each industry under migration, where it is fixed; else nil
}

// formOf is a form of joint action with stated efforts a.
type formOf[N num.Num[N]] struct {
	form       Form
	move       []N // θ a, by industry and region at home
	half       []N // ½a²
	kappa, chi N
	share      N // c
	j          *JointForm
}

// newWedgesOf returns nil where nothing acts.
func newWedgesOf[N num.Num[N]](q *Equations[N]) *wedgesOf[N] {
	e := q.e
	if e.External == nil && !e.Joint.active() && e.Wedges == nil {
		return nil
	}
	var zero N
	c := zero.Const
	w := &wedgesOf[N]{q: q}
	if x := e.External; x != nil {
		for _, n := range x.Enterprises {
			w.members = append(w.members, c(n).AddConst(-1))
		}
		if s := x.Spillover; s != nil {
			for r := range e.home {
				for p := range e.home {
					v := c(0)
					switch {
					case r == p:
						v = c(1)
					case !math.IsInf(s.Decay, 1):
						v = c(s.Decay).Mul(c(e.Distance(r, p))).Neg().Exp()
					}
					w.reach = append(w.reach, v)
				}
			}
		}
	}
	if e.Mobility == Migration {
		w.total = make([]N, len(q.sigma))
		for i := range w.total {
			w.total[i] = c(0)
		}
		for p, pop := range e.mb.pops {
			i := e.mb.slots[pop.Start].industry
			w.total[i] = w.total[i].Add(q.mass[p])
		}
	}
	if e.movesTrade() {
		for k := range q.logPhi {
			i, r, s := k/q.n/q.n, k/q.n%q.n, k%q.n
			v := c(0)
			if r != s && q.traded[k] {
				v = q.tradeCost(i, r, s).Exp().AddConst(-1)
			}
			w.over = append(w.over, v)
		}
	}
	if e.Joint.active() {
		w.joint(e.Joint)
	}
	return w
}

// joint prepares stated efforts: θ as it acts and what members are charged; see Joint.strength and factors.
func (w *wedgesOf[N]) joint(j *Joint) {
	var zero N
	c := zero.Const
	w.charge = c(1)
	if s := j.Support; s != nil { // (1−m) + (1+ξ)m = 1 + ξm
		w.charge = c(1).Add(c(s.Xi).Mul(c(s.Match)))
	}
	for f, form := range j.Forms {
		if form == nil {
			continue
		}
		o := &formOf[N]{form: Form(f), kappa: c(form.Kappa), chi: c(form.Chi), share: c(form.C), j: form}
		for _, a := range form.Effort {
			o.move = append(o.move, c(form.Theta).Mul(c(a)))
			o.half = append(o.half, c(a).Mul(c(a)).Scale(.5))
		}
		w.forms = append(w.forms, o)
	}
}

// cost is κ(n) = κ, or κ(n^{−c} + χ(n − 1)) where many act together.
func (f *formOf[N]) cost(size N) N {
	if f.form.Bilateral() {
		return f.kappa
	}
	p := size.Const(1)
	if f.j.C > 0 {
		p = num.PowNum(size, f.share.Neg())
	}
	if f.j.Chi > 0 {
		p = p.Add(f.chi.Mul(size.AddConst(-1)))
	}
	return f.kappa.Mul(p)
}

// wedgeValues are the wedges at a state, by industry and region; nil where they are one.
type wedgeValues[N num.Num[N]] struct {
	cost   []N  // ln f − (σ−1) ln Q
	logV   []*N // ln v
	effort []*N // cost of effort to a member
}

// act sets the wedges and trade costs of the state p. It adds up logs as wedges does.
func (w *wedgesOf[N]) act(p *point[N]) {
	q, e := w.q, w.q.e
	n, nI := q.n, len(q.sigma)
	var zero N
	v := &wedgeValues[N]{cost: make([]N, nI*n), logV: make([]*N, nI*n), effort: make([]*N, nI*n)}
	out, in := make([]*N, nI*n), make([]*N, nI*n) // ln of what multiplies T − 1 on exports and imports
	p.wedge = v
	for k := range v.cost {
		v.cost[k] = zero.Const(0)
	}
	for i := range nI {
		var size []N
		if w.members != nil {
			size = w.sizes(p, i)
		}
		quality := q.sigma[i].AddConst(-1)
		for r := range e.home {
			k, place := i*n+r, i*e.home+r
			logQ := zero.Const(0)
			if s := e.Wedges; s != nil {
				if s.LogQ != nil {
					logQ = zero.Const(s.LogQ[place])
				}
				if s.LogF != nil {
					v.cost[k] = zero.Const(s.LogF[place])
				}
				if s.LogV != nil {
					add(&v.logV[k], zero.Const(s.LogV[place]))
				}
			}
			if x := e.External; x != nil {
				if x.Pooling != nil { // Q^{σ−1} = P^σ
					v.cost[k] = v.cost[k].Sub(q.sigma[i].Mul(logPoolingGainOf(size[r], zero.Const(x.Pooling.Shape), zero.Const(1).Div(q.sigma[i]))))
				}
				if x.Spillover != nil {
					reach := num.Dot(size, w.reach[r*e.home:(r+1)*e.home])
					logQ = logQ.Add(zero.Const(x.Spillover.Epsilon).Mul(reach.Div(zero.Const(x.Enterprises[i])).Log()))
				}
				if d := x.Distribution; d != nil {
					thick := zero.Const(d.Nu).Mul(size[r]).Div(zero.Const(x.Enterprises[i])).AddConst(1)
					add(&out[k], thick.Log().Mul(zero.Const(d.Zeta)).Neg())
				}
			}
			for _, f := range w.forms {
				move := f.move[place]
				switch f.form {
				case HB:
					v.cost[k] = v.cost[k].Sub(move)
				case VB:
					add(&v.logV[k], move.Neg())
				case VM:
					logQ = logQ.Add(move)
				case HM:
					add(&out[k], move.Neg())
				case PR:
					add(&in[k], move)
				}
				add(&v.effort[k], w.charge.Mul(f.cost(size[r])).Mul(f.half[place]))
			}
			v.cost[k] = v.cost[k].Sub(quality.Mul(logQ))
		}
	}
	if w.over != nil {
		w.routes(p, out, in)
	}
}

// add adds v to what *sum points to; nil is zero.
func add[N num.Num[N]](sum **N, v N) {
	if old := *sum; old != nil {
		s := *old
		v = s.Add(v)
	}
	*sum = &v
}

// sizes are the members of the clusters of industry i, n_r = 1 + (N−1) L_r/Σ_s L_s.
func (w *wedgesOf[N]) sizes(p *point[N], i int) []N {
	q := w.q
	labour := p.labour[i*q.n : i*q.n+q.e.home]
	out := make([]N, len(labour))
	var total N
	if w.total != nil {
		total = w.total[i]
	} else {
		total = num.Sum(labour)
	}
	for r, l := range labour {
		out[r] = w.members[i].Mul(num.Within(l.Div(total), 0, 1)).AddConst(1)
	}
	return out
}

// routes sets (1−σ) ln T, T = 1 + (T⁰−1) e^{out_r + in_s}.
func (w *wedgesOf[N]) routes(p *point[N], out, in []*N) {
	q := w.q
	p.logPhi = append([]N(nil), q.logPhi...)
	for k := range p.logPhi {
		i, r, s := k/q.n/q.n, k/q.n%q.n, k%q.n
		if r == s || !q.traded[k] {
			continue
		}
		var f *N
		for _, v := range []*N{out[i*q.n+r], in[i*q.n+s]} {
			if v != nil {
				add(&f, *v)
			}
		}
		if f != nil {
			factor := *f
			p.logPhi[k] = q.rho[i].Mul(w.over[k].Mul(factor.Exp()).AddConst(1).Log())
		}
	}
}
