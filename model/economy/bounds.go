package economy

import (
	"fmt"

	"github.com/geosolve/geosolve/internal/interval"
)

type iv = interval.Interval

// Bounds encloses the long-run equilibria of an economy, shares and short run together, where nothing
// is known of the uniqueness of short runs: every step below drops only points that are no equilibrium.
//
// What it rests on, at an equilibrium with shares x and a short run (w, G), m = Σμ, hulls taken over regions:
//
//  1. Adding up. Multiply (3) by what each place supplies and sum: sales of industry i are X_i = w_i·L_i/β_i
//     by zero profit, and equal spending E_i of the world, so X = μY + αX, Y = Y^A + Σ β_i X_i. As Σ_i α_ik =
//     1 − β_k, Y = Y^A/(1−m), and payrolls V_i = β_i X_i are known multiples of farm income Y^A; where wages
//     float, of the numeraire.
//  2. Ratios. (2) and (3) are sums over the same terms for every region with other weights, whence
//     G_jr^{1−σ}/G_jq^{1−σ} ∈ hull_s φ_sr/φ_sq, and the ratio of Q^{1−σ} f p^σ in r and q lies in hull_s φ_rs/φ_qs.
//     (1) turns both into a ratio of wages: |ln w_ir − ln w_iq| ≤ b_i, |ln G_jr − ln G_jq| ≤ γ_j.
//  3. Payoffs. Places in use by a population pay the same, others no more; within a region this compares
//     nominal wages.
//  4. Feedback. By (1) and (2), with g_j⁺ = max_r ln G_jr, g⁺ ≤ c + Bg⁺, B_jk = α_jk/ρ_j, c from wages and
//     labour; the spectral radius of B is below one, so (I − B)⁻¹ ≥ 0 and g⁺ ≤ (I − B)⁻¹c. Likewise below.
//
// What they give together is in bounds_root.go, from where Narrow goes on. With a rest of the world 1 does not
// hold; bounds_open.go has what takes its place.
type Bounds struct {
	e       *Economy
	q       *Equations[iv]
	payroll []iv // V_i over Y^A, or over ΣL where wages float
	wage    []iv // ln w_ir of any region, by industry
	index   []iv // ln G_jr of any region, by industry; unknowns only where industries use each other
	foreign []iv // the same of regions abroad
}

// NewBounds derives bounds that hold at every equilibrium.
func NewBounds(e *Economy) (*Bounds, error) {
	q, err := NewEquations[iv](e)
	if err != nil {
		return nil, err
	}
	b := &Bounds{e: e, q: q}
	if len(e.Outside) > 0 {
		if err := openable(e); err != nil {
			return nil, err
		}
		return b, b.open()
	}
	if err := b.addUp(); err != nil {
		return nil, err
	}
	return b, b.root()
}

// addUp solves X = μY + αX for payrolls; see 1 of Bounds. Where wages float, all equations hold up to the
// same factor e^c, and (e^c − 1)ΣX = (m − 1)Y: shares μ that add up to one but for rounding leave c tiny, and
// e^c X = μY + αX.
func (b *Bounds) addUp() error {
	q, one := b.q, interval.Point(1)
	nI := len(q.mu)
	rest := one
	for _, m := range q.mu {
		rest = rest.Sub(m)
	}
	slack := iv{}
	if q.floats {
		slack = iv{}.Inflate(rest.Mag())
	}
	a, x := make([]iv, nI*nI), make([]iv, nI)
	for i := range nI {
		x[i] = q.mu[i]
		for k := range nI {
			a[i*nI+k] = q.alpha[k][i].Neg()
		}
		a[i*nI+i] = a[i*nI+i].Add(one).Add(slack)
	}
	if !eliminate(a, x) {
		return fmt.Errorf("input shares alpha: nearly all of some industry's cost, so that adding up cannot be enclosed; allowed is less than 1; lower alpha, or solve without --prove")
	}
	for i := range x {
		v := q.beta[i].Mul(x[i])
		if q.floats {
			v = v.Mul(one.Add(slack))
		} else {
			v = v.Div(rest)
		}
		b.payroll = append(b.payroll, v)
	}
	return nil
}

// eliminate solves ax = x by Gaussian elimination in intervals, without pivoting: an M-matrix needs none. It
// reports whether the solution is bounded.
func eliminate(a, x []iv) bool {
	n := len(x)
	for k := range n {
		if a[k*n+k].ContainsZero() {
			return false
		}
		for i := k + 1; i < n; i++ {
			f := a[i*n+k].Div(a[k*n+k])
			for j := k; j < n; j++ {
				a[i*n+j] = a[i*n+j].Sub(f.Mul(a[k*n+j]))
			}
			x[i] = x[i].Sub(f.Mul(x[k]))
		}
	}
	for k := n - 1; k >= 0; k-- {
		for j := k + 1; j < n; j++ {
			x[k] = x[k].Sub(a[k*n+j].Mul(x[j]))
		}
		x[k] = x[k].Div(a[k*n+k])
		if !x[k].IsBounded() {
			return false
		}
	}
	return true
}

// Wages is the number of unknowns that are wages: the first.
func (b *Bounds) Wages() int { return len(b.q.mu) * b.e.home }
