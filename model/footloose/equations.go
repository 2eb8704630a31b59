package footloose

import "github.com/geosolve/geosolve/internal/num"

// Equations states both models once, over any number: floats, derivatives, or intervals that enclose
// everything rounding may do. Freeness is what the market holds; a float in it counts as exact.
//
// With entrepreneurs the short-run unknowns are their incomes w, in levels; they solve a linear system with
// one solution (see Entrepreneur). With capital there are none.
type Equations[N num.Num[N]] struct {
	share, living N   // b, a
	phi           []N // [r*R+s]
	immobile      []N
	spend         bool // entrepreneurs spend what they earn
}

// NewEquations prepares the equations of a market, of entrepreneurs or capital.
func NewEquations[N num.Num[N]](m *Market, entrepreneurs bool) *Equations[N] {
	var zero N
	c := zero.Const
	q := &Equations[N]{share: c(m.mu).Div(c(m.sigma)), living: c(m.mu).Div(c(m.sigma).AddConst(-1)), spend: entrepreneurs}
	for r := range m.Regions() {
		for s := range m.Regions() {
			q.phi = append(q.phi, c(m.trade.Log(r, s)).Exp())
		}
		q.immobile = append(q.immobile, c(m.immobile[r]))
	}
	return q
}

// Unknowns is the number of short-run unknowns.
func (q *Equations[N]) Unknowns() int {
	if q.spend {
		return len(q.immobile)
	}
	return 0
}

// crowding is Δ_s = Σ_r φ_rs n_r.
func (q *Equations[N]) crowding(firms []N) []N {
	n := len(firms)
	out := make([]N, n)
	for s := range out {
		for r, f := range firms {
			t := q.phi[r*n+s].Mul(f)
			if r > 0 {
				t = out[s].Add(t)
			}
			out[s] = t
		}
	}
	return out
}

// profits is b Σ_s φ_rs E_s/Δ_s.
func (q *Equations[N]) profits(firms, w []N) []N {
	n := len(firms)
	delta, out := q.crowding(firms), make([]N, n)
	demand := make([]N, n)
	for s, e := range q.immobile {
		if q.spend {
			e = e.Add(w[s].Mul(firms[s]))
		}
		demand[s] = e.Div(delta[s])
	}
	for r := range out {
		out[r] = q.share.Mul(num.Dot(q.phi[r*n:(r+1)*n], demand))
	}
	return out
}

// ShortRun writes w − b Σ_s φ_rs (ℓ_s + w_s h_s)/Δ_s to dst.
func (q *Equations[N]) ShortRun(firms, w, dst []N) {
	if !q.spend {
		return
	}
	for r, p := range q.profits(firms, w) {
		dst[r] = w[r].Sub(p)
	}
}

// Payoffs writes w Δ^a, or profits, to dst.
func (q *Equations[N]) Payoffs(firms, w, dst []N) {
	if !q.spend {
		copy(dst, q.profits(firms, nil))
		return
	}
	for r, d := range q.crowding(firms) {
		dst[r] = w[r].Mul(num.PowNum(d, q.living))
	}
}
