package quantitative

import (
	"errors"
	"math"

	"github.com/geosolve/geosolve/internal/interval"
)

type iv = interval.Interval

// Bounds encloses equilibria with people in every place. (2) and (3) are sums over the same terms for every
// place with other weights, so with K = P^{1−σ} and M_i = Σ_j φ_ij w_j L_j/K_j
//
//	K_i/K_q ∈ hull_j φ_ji/φ_jq,   M_i/M_q ∈ hull_j φ_ij/φ_qj.
//
// (3) is w^σ L^{1−α(σ−1)} Ā^{1−σ} = M. With W of (4) the same in places i and q of a group,
//
//	γ1 (ln L_i − ln L_q) = Δ ln M + (σ−1) Δ ln Ā + σ Δ ln ū + σ/(σ−1) Δ ln K,   γ1 = 1 − α(σ−1) − βσ > 0,
//
// which with the group's labour bounds every L from below; (3) then bounds the ratios of all wages, whose mean
// over people is 1/ΣL. The same steps cut boxes.
type Bounds struct {
	q            *Equations[iv]
	labour, wage []iv // ln L, ln w over all equilibria
	total        iv   // ΣL
}

// NewBounds derives bounds that hold at every equilibrium.
func NewBounds(e *Economy) (*Bounds, error) {
	q, err := NewEquations[iv](e)
	if err != nil {
		return nil, err
	}
	b := &Bounds{q: q, labour: make([]iv, e.n), wage: make([]iv, e.n)}
	one := interval.Point(1)
	supply := one.Add(q.alpha.Mul(q.rho)) // 1 − α(σ−1)
	gamma := supply.Sub(q.beta.Mul(q.sigma))
	if !gamma.Positive() {
		return nil, errors.New("gamma1 = 1 − alpha(sigma−1) − beta·sigma cannot be told from 0; lower alpha or beta, or solve without --prove")
	}
	for i := range e.n {
		b.total = b.total.Add(interval.Point(e.GroupLabour[e.GroupOf[i]]).Div(b.size(i)))
	}
	for i := range e.n {
		mass := interval.Point(e.GroupLabour[e.GroupOf[i]])
		others := iv{} // Σ_q L_q/L_i over the group
		for k := range e.n {
			if e.GroupOf[k] != e.GroupOf[i] {
				continue
			}
			d := b.from(k, i).Sub(q.rho.Mul(q.logA[k].Sub(q.logA[i]))).Add(q.sigma.Mul(q.logU[k].Sub(q.logU[i])))
			d = d.Sub(q.sigma.Div(q.rho).Mul(b.towards(k, i)))
			others = others.Add(d.Div(gamma).Exp())
		}
		b.labour[i] = mass.Div(others).Intersect(interval.New(0, mass.Hi)).Log()
	}
	for i := range e.n {
		all := interval.Empty()
		for k := range e.n { // ln w_i − ln w_k
			d := b.from(i, k).Sub(supply.Mul(b.labour[i].Sub(b.labour[k]))).Sub(q.rho.Mul(q.logA[i].Sub(q.logA[k])))
			if i == k {
				d = iv{}
			}
			all = all.Hull(d.Div(q.sigma))
		}
		b.wage[i] = all.Sub(b.total.Log())
		if !b.wage[i].IsBounded() || !b.labour[i].IsBounded() {
			return nil, errors.New("labour at equilibria cannot be bounded: trade costs or places are too extreme; solve without --prove")
		}
	}
	return b, nil
}

// size is the number of places in the group of place i.
func (b *Bounds) size(i int) iv {
	n := 0
	for _, g := range b.q.e.GroupOf {
		if g == b.q.e.GroupOf[i] {
			n++
		}
	}
	return interval.Point(float64(n))
}

// from is hull_j ln φ_ij/φ_kj, towards hull_j ln φ_ji/φ_jk.
func (b *Bounds) from(i, k int) iv {
	h, n := interval.Empty(), b.q.e.n
	for j := range n {
		h = h.Hull(b.q.logPhi[i*n+j].Sub(b.q.logPhi[k*n+j]))
	}
	if i == k {
		return iv{}
	}
	return h
}

func (b *Bounds) towards(i, k int) iv {
	h, n := interval.Empty(), b.q.e.n
	for j := range n {
		h = h.Hull(b.q.logPhi[j*n+i].Sub(b.q.logPhi[j*n+k]))
	}
	if i == k {
		return iv{}
	}
	return h
}

// Narrow cuts labour l and wages x, in logs by place, without dropping an equilibrium, and reports false where
// it proves that there is none.
func (b *Bounds) Narrow(l, x []iv) bool {
	const rounds = 6
	q := b.q
	n := q.e.n
	ok := true
	cut := func(v *iv, known iv) {
		if *v = v.Intersect(known); v.IsEmpty() {
			ok = false
		}
	}
	supplied := interval.Point(1).Add(q.alpha.Mul(q.rho))
	for i := range n {
		cut(&l[i], b.labour[i])
		cut(&x[i], b.wage[i])
	}
	for range rounds {
		if !ok {
			return false
		}
		k := q.crowding(q.supply(x, l))
		m := q.access(x, l, k)
		welfare := make([]iv, len(q.e.GroupLabour))
		for g := range welfare {
			welfare[g] = interval.Whole()
		}
		for i := range n { // (3), solved for w, and its ratios
			cut(&x[i], m[i].Sub(supplied.Mul(l[i])).Sub(q.rho.Mul(q.logA[i])).Div(q.sigma))
			for p := range n {
				if p != i {
					cut(&x[i], x[p].Add(b.from(i, p).Sub(supplied.Mul(l[i].Sub(l[p]))).Sub(q.rho.Mul(q.logA[i].Sub(q.logA[p]))).Div(q.sigma)))
				}
			}
			rest := interval.Point(1)
			for p := range n {
				if p != i {
					rest = rest.Sub(x[p].Add(l[p]).Exp())
				}
			}
			cut(&x[i], rest.Intersect(interval.New(0, math.Inf(1))).Log().Sub(l[i]))
			g := q.e.GroupOf[i]
			welfare[g] = welfare[g].Intersect(x[i].Add(q.logU[i]).Add(q.beta.Mul(l[i])).Sub(k[i].Div(q.rho)))
		}
		for i := range n { // (4)
			w := welfare[q.e.GroupOf[i]].Sub(q.logU[i]).Add(k[i].Div(q.rho))
			cut(&x[i], w.Sub(q.beta.Mul(l[i])))
			if !q.beta.ContainsZero() {
				cut(&l[i], w.Sub(x[i]).Div(q.beta))
			}
		}
	}
	return ok
}
