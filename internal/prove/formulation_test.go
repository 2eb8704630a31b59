package prove

import (
	"math"
	"testing"

	"github.com/geosolve/geosolve/internal/num"
)

// cpIndex is corePeriphery with k_s = ln K_s as further unknowns: residuals
// ln Σ_s φ_rs E_s e^{−k_s} − σ y_r and ln K_s(y) − k_s.
type cpIndex struct{ corePeriphery }

func (c cpIndex) ShortRunDim() int { return 2 * c.regions }

func cpIndexResidual[T num.Num[T]](c cpIndex, x, y, dst []T) {
	n := c.regions
	one := x[0].Const(1)
	mu, sigma := one.Const(c.mu), one.Const(c.sigma)
	oneSigma := one.Sub(sigma)
	phi := num.PowNum(one.Const(c.t), oneSigma)
	farm := one.Sub(mu).Div(one.Const(float64(n))).Mul(mu)
	mu2 := mu.Mul(mu)
	w, k := y[:n], y[n:]
	for s := range n {
		p := one.Const(0)
		q := one.Const(0)
		for r := range n {
			a := x[r].Mul(mu).Mul(w[r].Mul(oneSigma).Exp())
			b := mu2.Mul(x[r]).Mul(w[r].Exp()).Add(farm).Mul(k[r].Neg().Exp())
			if r != s {
				a = a.Mul(phi)
				b = b.Mul(phi)
			}
			p, q = p.Add(a), q.Add(b)
		}
		dst[s], dst[n+s] = q.Log().Sub(w[s].Mul(sigma)), p.Log().Sub(k[s])
	}
}

func cpIndexPayoff[T num.Num[T]](c cpIndex, x, y, dst []T) {
	one := x[0].Const(1)
	f := one.Const(c.mu).Div(one.Const(c.sigma).AddConst(-1))
	for r := range dst {
		dst[r] = y[r].Add(f.Mul(y[c.regions+r]))
	}
}

func (c cpIndex) ShortRun(x, y, dst []Dual) { cpIndexResidual(c, x, y, dst) }
func (c cpIndex) Payoffs(x, y, dst []Dual)  { cpIndexPayoff(c, x, y, dst) }
func (c cpIndex) Start(x []float64) ([]float64, error) {
	y, err := c.corePeriphery.Start(x)
	if err != nil {
		return nil, err
	}
	for s := range c.regions {
		k := 0.0
		for r := range c.regions {
			phi := 1.0
			if r != s {
				phi = math.Pow(c.t, 1-c.sigma)
			}
			k += x[r] * c.mu * math.Exp((1-c.sigma)*y[r]) * phi
		}
		y = append(y, math.Log(k))
	}
	return y, nil
}

// TestFormulation: the same economy with the log price indices as unknowns of their
// own has the same equilibria. It would catch a short run solved out wrongly.
func TestFormulation(t *testing.T) {
	for _, trade := range []float64{1.5, 1.63, 1.75, 1.9} {
		a := prove(t, cp(2, trade), Settings{})
		b := prove(t, Problem{System: cpIndex{corePeriphery{2, 0.4, 5, trade}}, ShortRunUnique: grossSubstitutes}, Settings{})
		if !b.Complete || len(a.Equilibria) != len(b.Equilibria) {
			t.Errorf("T=%v: complete %v, %d equilibria, want %d", trade, b.Complete, len(b.Equilibria), len(a.Equilibria))
			continue
		}
		for i, e := range a.Equilibria {
			f := b.Equilibria[i]
			if disjoint(e.Shares, f.Shares) || disjoint(e.ShortRun, f.ShortRun[:2]) || e.Stability != f.Stability {
				t.Errorf("T=%v: %+v and %+v", trade, e, f)
			}
		}
	}
}
