package economy

import (
	"fmt"
	"math"
)

// Wedges are exogenous wedges in logs, by industry and region at home, [i*home+r]; nil fields are one.
// They multiply those of external economies and joint action.
type Wedges struct{ LogF, LogQ, LogV []float64 }

func (w *Wedges) check(places int) error {
	if w == nil {
		return nil
	}
	for i, x := range [][]float64{w.LogF, w.LogQ, w.LogV} {
		name := [...]string{"f", "Q", "v"}[i]
		if x != nil && len(x) != places {
			return fmt.Errorf("wedges.%s: %d values for %d places (one per industry and region)", name, len(x), places)
		}
		for k, v := range x {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("wedges.%s[%d] is %v, allowed is (0, ∞)", name, k+1, math.Exp(v))
			}
		}
	}
	return nil
}

// wedges is where every wedge is put together: exogenous ones, then external economies, then joint
// action. Trade costs move through the logarithm of T − 1, in which all effects add up:
//
//	ln(T_irs − 1) = ln(T⁰_irs − 1) + out_ir + in_is    for r ≠ s,
//	out_ir = −ζ ln(1 + ν n_ir/N) − θ_HM a_ir    at home,   in_is = θ_PR a_is    at home,
//
// trade with the rest of the world included.
type wedges struct {
	logF, logQ, logV []float64 // before joint action, [i*N+r]
	outside          []float64 // out_ir before joint action, [i*home+r]
	out, in          []float64 // e^{out_ir} and e^{in_is}, [i*N+r], one abroad
	base, over       []float64 // T⁰ − 1 and T − 1, [i*N*N + r*N + s]; nil: nothing moves trade costs
	dense            []*Dense
	trade            []Trade
}

// movesTrade reports whether trade costs depend on the state.
func (e *Economy) movesTrade() bool {
	if x := e.External; x != nil && x.Distribution != nil {
		return true
	}
	return e.Joint.active() && (e.Joint.Forms[HM] != nil || e.Joint.Forms[PR] != nil)
}

func (e *Economy) newWedges() *wedges {
	n, nI := e.market.n, e.market.nI
	buf := make([]float64, 5*nI*n+nI*e.home)
	w := &wedges{logF: buf[:nI*n], logQ: buf[nI*n : 2*nI*n], logV: buf[2*nI*n : 3*nI*n], out: buf[3*nI*n : 4*nI*n], in: buf[4*nI*n : 5*nI*n], outside: buf[5*nI*n:]}
	if !e.movesTrade() {
		return w
	}
	w.base, w.over = make([]float64, nI*n*n), make([]float64, nI*n*n)
	for i := range nI {
		for r := range n {
			for s := range n {
				w.base[(i*n+r)*n+s] = math.Expm1(e.logT[i](r, s))
			}
		}
		d := NewDense(n, e.Technology.Industries[i].Sigma, e.logT[i])
		w.dense, w.trade = append(w.dense, d), append(w.trade, d)
	}
	return w
}

// passive sets the wedges that do not depend on effort: exogenous ones and, unless they are to be left
// out, external economies for clusters of the given sizes.
func (w *wedges) passive(e *Economy, size []float64, external bool) {
	n, home, nI := e.market.n, e.home, e.market.nI
	for _, x := range [][]float64{w.logF, w.logQ, w.logV, w.outside} {
		for k := range x {
			x[k] = 0
		}
	}
	if x := e.Wedges; x != nil {
		for i := range nI {
			for r := range home {
				for _, p := range []struct{ dst, src []float64 }{{w.logF, x.LogF}, {w.logQ, x.LogQ}, {w.logV, x.LogV}} {
					if p.src != nil {
						p.dst[i*n+r] = p.src[i*home+r]
					}
				}
			}
		}
	}
	if external && e.External != nil {
		e.External.add(e, size, w.logQ, w.outside)
	}
}

// compose writes the wedges to g: the passive ones and those of the efforts a, which may be nil.
func (w *wedges) compose(e *Economy, g *Given, a *efforts) {
	n, home, nI := e.market.n, e.home, e.market.nI
	copy(g.LogF, w.logF)
	copy(g.LogQ, w.logQ)
	copy(g.LogV, w.logV)
	for k := range w.out {
		w.out[k], w.in[k] = 0, 0
	}
	for i := range nI {
		copy(w.out[i*n:i*n+home], w.outside[i*home:(i+1)*home])
	}
	if a != nil {
		for k, effort := range a.a {
			move := a.theta[k] * effort
			switch at := a.place(k); a.form(k) {
			case HB:
				g.LogF[at] -= move
			case VB:
				g.LogV[at] -= move
			case VM:
				g.LogQ[at] += move
			case HM:
				w.out[at] -= move
			case PR:
				w.in[at] += move
			}
		}
	}
	g.Trade = nil
	if w.base != nil {
		w.routes(e)
		g.Trade = w.trade
	}
}

// routes sets T − 1 and the freeness of every route.
func (w *wedges) routes(e *Economy) {
	n := e.market.n
	for k := range w.out {
		w.out[k], w.in[k] = math.Exp(w.out[k]), math.Exp(w.in[k])
	}
	for i, in := range e.Technology.Industries {
		d := w.dense[i]
		for r := range n {
			for s := range n {
				k := (i*n+r)*n + s
				f := w.out[i*n+r] * w.in[i*n+s]
				if r == s || f == 1 {
					f = 1
				}
				over := w.base[k] * f
				if over == w.over[k] && over != 0 {
					continue
				}
				w.over[k] = over
				l := 0.0
				if over != 0 {
					l = (1 - in.Sigma) * math.Log1p(over)
				}
				d.log[r*n+s], d.phi[r*n+s] = l, math.Exp(l)
			}
		}
	}
}

// slack is (T−1)/T, what a change of ln(T−1) does to ln T.
func (w *wedges) slack(k int) float64 {
	if math.IsInf(w.over[k], 1) {
		return 1
	}
	return w.over[k] / (1 + w.over[k])
}
