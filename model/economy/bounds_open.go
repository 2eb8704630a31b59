package economy

import (
	"errors"
	"fmt"
	"math"

	"github.com/geosolve/geosolve/internal/interval"
)

// openable reports by an error whether the bounds of an economy with a rest of the world are known.
func openable(e *Economy) error {
	const advice = "; leave out rest_of_world, or solve without --prove"
	switch {
	case e.Mobility != Migration:
		return fmt.Errorf("not implemented: proofs with a rest of the world where mobility is %v, allowed is migration%s", e.Mobility, advice)
	case len(e.Technology.Industries) > 1 && e.Technology.linked:
		return fmt.Errorf("not implemented: proofs with a rest of the world where %d industries use intermediates, allowed is one%s", len(e.Technology.Industries), advice)
	case !e.Technology.Agriculture():
		return fmt.Errorf("not implemented: proofs with a rest of the world and intermediates where mu is %v, which leaves no farm income at home; allowed is below 1%s", e.Technology.Industries[0].Mu, advice)
	}
	return nil
}

// open bounds wages and price indices with a rest of the world, of one industry that uses its own goods and
// workers who migrate. Trade need not balance, so payrolls are not known beforehand.
//
// Lemma. Let σ, α, β = 1 − α, B = α/ρ < 1, so βσ − 1 = (σ−1)(1−B) > 0; b bounds |ln w_r − ln w_q| at home.
//
//   - Sales of home are at most what the world spends, X ≤ μ(Y^A + βX) + αX + E_abroad, so X ≤ (μY^A + E_abroad)/
//     (1 − α − μβ). Somebody earns no more than the mean βX/L, so W⁺ = ln(βX/L) + b.
//   - Let ω < 0 be the lowest ln w at home, g the lowest ln G anywhere. In (2) ln w ≥ ω at home, and abroad
//     (1−βσ) ln w₀ ≤ (1−βσ)(ω + ln w₀) as −ω > 0. So ln K ≤ (1−βσ)ω − ασg + κ, κ = ln[Σ supply at unit prices],
//     whence g − ω ≥ B(g − ω) − κ/(σ−1), and g ≥ ω − c, c = max(0, κ)/((σ−1)(1−B)).
//   - Home alone supplies so much that its highest ln G obeys g⁺ ≤ ω + b + C, C = (−ln L − least ln of what a worker
//     adds)/((σ−1)(1−B)).
//   - In (3) at the place of the lowest wage, σβω + σα(g⁺ + ln v) + ln f… ≥ ln β + (σ−1)(ω − c) + ln(φ μ Y^A) for the
//     farm income of any region. The terms in ω add up to ω: it is bounded below. W⁻ is that bound or 0.
func (b *Bounds) open() error {
	q, home, n := b.q, b.e.home, b.q.n
	ratioW, _ := b.ratios()
	one := interval.Point(1)
	sigma, alpha, beta, mu := q.sigma[0], q.alpha[0][0], q.beta[0], q.mu[0]
	p := q.given(b.anywhere())
	labour, farms, abroad := iv{}, iv{}, iv{}
	for _, m := range q.mass {
		labour = labour.Add(m)
	}
	for r, y := range q.fixed {
		if r < home {
			farms = farms.Add(y)
			continue
		}
		out := b.e.Outside[r-home]
		payroll := interval.Point(out.Wage[0]).Mul(interval.Point(out.Labour[0]))
		abroad = abroad.Add(mu.Mul(y)).Add(alpha.Div(beta).Mul(payroll))
	}
	leak := one.Sub(alpha).Sub(mu.Mul(beta))
	most := beta.Mul(mu.Mul(farms).Add(abroad)).Div(leak).Div(labour).Log().Add(ratioW[0]).Hi

	// What a worker adds to K at wages and price indices of one, in logs, by origin.
	unit := func(r int) iv {
		u := iv{}
		if p.wedge != nil {
			u = p.wedge.cost[r].Neg()
			if v := p.wedge.logV[r]; v != nil {
				u = u.Sub(sigma.Mul(alpha).Mul(*v))
			}
		}
		return u
	}
	exponent := one.Sub(beta.Mul(sigma)) // of wages, negative
	supply, least := iv{}, math.Inf(1)
	for r := range n {
		best := interval.Empty()
		for s := range n {
			if at := r*n + s; q.traded[at] {
				best = best.Hull(p.logPhi[at])
				if r < home && s < home {
					least = math.Min(least, p.logPhi[at].Add(unit(r)).Lo)
				}
			}
		}
		amount, u := labour, unit(r)
		if r >= home {
			amount = interval.Point(b.e.Outside[r-home].Labour[0])
			u = u.Add(exponent.Mul(interval.Point(b.e.Outside[r-home].Wage[0]).Log()))
		}
		supply = supply.Add(amount.Mul(best.Add(u).Exp()))
	}
	slope := exponent.Neg() // (σ−1)(1−B)
	if !slope.Positive() {
		return errors.New("price indices at equilibria cannot be bounded: alpha is too near rho = (sigma-1)/sigma; lower alpha, or solve without --prove")
	}
	c := math.Max(0, supply.Log().Div(slope).Hi)
	far := labour.Log().Neg().Sub(interval.Point(least)).Div(slope).Add(ratioW[0]).Hi // b + C
	low := math.Inf(1)
	for r := range home {
		best := math.Inf(-1)
		for s := range home {
			if q.fixed[s].Positive() {
				best = math.Max(best, p.logPhi[r*n+s].Add(mu.Mul(q.fixed[s]).Log()).Lo)
			}
		}
		w := interval.Point(best).Add(beta.Log()).Sub(interval.Point(c).Mul(sigma.AddConst(-1)))
		w = w.Sub(sigma.Mul(alpha).Mul(interval.Point(far)))
		w = w.Add(unit(r)) // −ln f… − σα ln v
		low = math.Min(low, w.Lo)
	}
	low = math.Min(low, 0)
	b.wage = []iv{interval.New(low, most)}
	bottom := interval.Point(low).Sub(interval.Point(c)).Lo
	top := interval.Point(most).Add(interval.Point(far)).Hi // of home: no wage exceeds W⁺
	b.index = []iv{interval.New(bottom, top)}
	worst := interval.Point(bottom)
	for r := home; r < n; r++ { // K abroad is at least what one region's workers at home supply, wherever they are
		k := interval.Empty()
		for s := range home {
			k = k.Hull(p.logPhi[s*n+r].Add(unit(s)))
		}
		k = k.Add(exponent.Mul(interval.Point(most))).Sub(sigma.Mul(alpha).Mul(interval.Point(top))).Add(labour.Log())
		worst = worst.Hull(interval.Point(k.Lo).Div(q.rho[0]))
	}
	b.foreign = []iv{interval.New(bottom, math.Max(worst.Hi, bottom))}
	for _, v := range []iv{b.wage[0], b.index[0], b.foreign[0]} {
		if !v.IsBounded() {
			return errors.New("wages at equilibria cannot be bounded: trade costs or the rest of the world are too extreme; solve without --prove")
		}
	}
	return nil
}
