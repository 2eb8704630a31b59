package prove

import (
	"errors"
	"math"

	"github.com/geosolve/geosolve/internal/num"
)

// corePeriphery is the core–periphery economy of Krugman (1991) for R regions at
// equal distance, written over any number. With one industry and labour only, the
// price of a variety is the wage w_r and the equations are, L_r = μλ_r,
//
//	K_s = G_s^{1−σ} = Σ_r λ_r μ w_r^{1−σ} φ_rs                     price index
//	w_r^σ = Σ_s φ_rs E_s/K_s,   E_s = μ(w_s L_s + (1−μ)/R)         wage equation
//	ln ω_r = ln w_r − μ ln G_r                                     payoff
//
// with φ_rs = T^{1−σ} off the diagonal. The unknown is y_r = ln w_r, the residual
// σ y_r − ln Σ_s φ_rs E_s/K_s.
//
// The short run has one solution. The wage equation says that the excess demand
// z_r(w) = w_r^{−σ} Σ_s φ_rs E_s/K_s − 1 vanishes. z_r rises with every other wage
// (income E_s rises, 1/K_s rises): gross substitutes. Were w, w' two solutions with
// t = max w'_r/w_r > 1 reached at q, then 0 = z_q(w') ≤ z_q(t·w) < z_q(w) = 0, the
// last since scaling all wages up leaves w^{−σ}/K·wL unchanged and scales the
// demand of farmers down: a contradiction. (Arrow and Hahn 1971, General
// Competitive Analysis, ch. 9.)
type corePeriphery struct {
	regions      int
	mu, sigma, t float64
}

const grossSubstitutes = "gross substitutes (Arrow and Hahn 1971, ch. 9)"

func (c corePeriphery) Groups() []int    { return []int{c.regions} }
func (c corePeriphery) ShortRunDim() int { return c.regions }

// cpParts evaluates the equations once, generically.
func cpParts[T num.Num[T]](c corePeriphery, x, y []T) (residual, payoff []T) {
	one := x[0].Const(1)
	mu, sigma := one.Const(c.mu), one.Const(c.sigma)
	oneSigma := one.Sub(sigma)
	phi := num.PowNum(one.Const(c.t), oneSigma)
	farm := one.Sub(mu).Div(one.Const(float64(c.regions)))
	n := c.regions
	a := make([]T, n) // λμ w^{1−σ}
	w := make([]T, n)
	for r := range n {
		w[r] = y[r].Exp()
		a[r] = x[r].Mul(mu).Mul(y[r].Mul(oneSigma).Exp())
	}
	k, ek := make([]T, n), make([]T, n)
	for s := range n {
		k[s] = a[s]
		for r := range n {
			if r != s {
				k[s] = k[s].Add(a[r].Mul(phi))
			}
		}
		e := mu.Mul(w[s].Mul(x[s]).Mul(mu).Add(farm))
		ek[s] = e.Div(k[s])
	}
	residual, payoff = make([]T, n), make([]T, n)
	for r := range n {
		d := ek[r]
		for s := range n {
			if s != r {
				d = d.Add(ek[s].Mul(phi))
			}
		}
		residual[r] = y[r].Mul(sigma).Sub(d.Log())
		payoff[r] = y[r].Add(mu.Div(oneSigma).Neg().Mul(k[r].Log()))
	}
	return residual, payoff
}

func (c corePeriphery) ShortRun(x, y, dst []Dual) {
	res, _ := cpParts(c, x, y)
	copy(dst, res)
}

func (c corePeriphery) Payoffs(x, y, dst []Dual) {
	_, pay := cpParts(c, x, y)
	copy(dst, pay)
}

func (c corePeriphery) ShortRun2(x, y, dst []Dual2) {
	res, _ := cpParts(c, x, y)
	copy(dst, res)
}

func (c corePeriphery) Payoffs2(x, y, dst []Dual2) {
	_, pay := cpParts(c, x, y)
	copy(dst, pay)
}

// Start iterates the wage equation, damped.
func (c corePeriphery) Start(x []float64) ([]float64, error) {
	y := make([]num.Float, c.regions)
	for range 5000 {
		res, _ := cpParts(c, num.Floats(x), y)
		worst := 0.0
		for i, r := range res {
			y[i] -= r / num.Float(c.sigma)
			worst = math.Max(worst, math.Abs(float64(r)))
		}
		if worst < 1e-10 {
			out := make([]float64, len(y))
			for i, v := range y {
				out[i] = float64(v)
			}
			return out, nil
		}
	}
	return nil, errors.New("no convergence")
}
