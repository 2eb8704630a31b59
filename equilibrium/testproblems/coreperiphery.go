package testproblems

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/linalg"
)

// CorePeriphery is the core–periphery economy of Krugman (1991) with any number of regions (Fujita, Krugman
// and Venables 1999, ch. 4–6), written down plainly as an oracle. Given the shares λ of manufacturing
// workers, L_r = μλ_r, wages w solve
//
//	D_r = Σ_s L_s w_s^{1−σ} φ_sr                       G_r = D_r^{1/(1−σ)} the price index
//	w_r^σ = Σ_s φ_rs E_s / D_s                         the wage equation
//	E_s = μ (w_s L_s + (1−μ) φ^A_s)                    expenditure on manufactures
//
// and payoffs are real wages ω_r = w_r G_r^{−μ}.
type CorePeriphery struct {
	Mu, Sigma float64    // μ in (0, 1), σ > 1
	Phi       *mat.Dense // freeness φ_rs in [0, 1], from r to s
	Farms     []float64  // φ^A_r, adding up to one
	Group     *Group     // symmetries, nil for none
}

// NewCorePeriphery returns the economy with farmers spread evenly over r regions.
func NewCorePeriphery(r int, phi *mat.Dense, mu, sigma float64) *CorePeriphery {
	farms := make([]float64, r)
	for i := range farms {
		farms[i] = 1 / float64(r)
	}
	return &CorePeriphery{Mu: mu, Sigma: sigma, Phi: phi, Farms: farms}
}

// Equidistant returns the economy of r regions with trade cost t between any two.
func Equidistant(r int, t, mu, sigma float64) *CorePeriphery {
	phi := mat.NewDense(r, r, nil)
	for i := range r {
		for j := range r {
			phi.Set(i, j, 1)
			if i != j {
				phi.Set(i, j, math.Pow(t, 1-sigma))
			}
		}
	}
	c := NewCorePeriphery(r, phi, mu, sigma)
	c.Group = SymmetricGroup(r)
	return c
}

// Racetrack returns the economy of r regions on a ring of circumference 1 with trade costs exp(τ·distance).
func Racetrack(r int, tau, mu, sigma float64) *CorePeriphery {
	phi := mat.NewDense(r, r, nil)
	for i := range r {
		for j := range r {
			d := (i - j + r) % r
			phi.Set(i, j, math.Exp((1-sigma)*tau*float64(min(d, r-d))/float64(r)))
		}
	}
	c := NewCorePeriphery(r, phi, mu, sigma)
	c.Group = DihedralGroup(r)
	return c
}

// Populations returns the one population of workers.
func (c *CorePeriphery) Populations() []equilibrium.Population { return single(len(c.Farms)) }

// Symmetry returns the group, the trivial one if there is none.
func (c *CorePeriphery) Symmetry() equilibrium.Symmetry {
	if c.Group == nil {
		return NewGroup(len(c.Farms), nil)
	}
	return c.Group
}

// NewEvaluator returns an evaluator that starts Newton's method from the last wages.
func (c *CorePeriphery) NewEvaluator() equilibrium.Evaluator {
	r := len(c.Farms)
	return &corePeriphery{
		CorePeriphery: c,
		lw:            make([]float64, r), f: make([]float64, r), d: make([]float64, r), e: make([]float64, r), s: make([]float64, r),
		dw: mat.NewDense(r, r, nil), dl: mat.NewDense(r, r, nil), hw: mat.NewDense(r, r, nil), hl: mat.NewDense(r, r, nil),
	}
}

type corePeriphery struct {
	*CorePeriphery
	lw             []float64 // log wages
	f, d, e, s     []float64 // residual, D, E, right-hand side of the wage equation
	dw, dl, hw, hl *mat.Dense
	lu             linalg.LU
}

// evaluate computes D, E, the right-hand sides and the residual σ log w − log s at the present wages.
func (c *corePeriphery) evaluate(x []float64) float64 {
	n, worst := len(x), 0.0
	clear(c.d)
	for s, l := range x {
		v := c.Mu * l * math.Exp((1-c.Sigma)*c.lw[s])
		for r := range n {
			c.d[r] += v * c.Phi.At(s, r)
		}
		c.e[s] = c.Mu * (math.Exp(c.lw[s])*c.Mu*l + (1-c.Mu)*c.Farms[s])
	}
	for r := range n {
		c.s[r] = 0
		for s := range n {
			c.s[r] += c.Phi.At(r, s) * c.e[s] / c.d[s]
		}
		c.f[r] = c.Sigma*c.lw[r] - math.Log(c.s[r])
		worst = max(worst, math.Abs(c.f[r]))
	}
	return worst
}

// derive computes the derivatives of D (dw, dl) and of the residual (hw, hl) in log wages and shares.
func (c *corePeriphery) derive(x []float64) {
	n := len(x)
	for k, l := range x {
		v := c.Mu * math.Exp((1-c.Sigma)*c.lw[k])
		for s := range n {
			c.dl.Set(s, k, v*c.Phi.At(k, s))
			c.dw.Set(s, k, (1-c.Sigma)*l*v*c.Phi.At(k, s))
		}
	}
	for r := range n {
		for k, l := range x {
			w := math.Exp(c.lw[k])
			dl := c.Phi.At(r, k) * c.Mu * c.Mu * w / c.d[k]
			dw := dl * l
			for s := range n {
				q := c.Phi.At(r, s) * c.e[s] / (c.d[s] * c.d[s])
				dl -= q * c.dl.At(s, k)
				dw -= q * c.dw.At(s, k)
			}
			c.hl.Set(r, k, -dl/c.s[r])
			c.hw.Set(r, k, -dw/c.s[r])
		}
		c.hw.Set(r, r, c.hw.At(r, r)+c.Sigma)
	}
}

// solve finds the wages at x by Newton's method in log wages, down to the rounding level.
func (c *corePeriphery) solve(x []float64) error {
	const most, small = 60, 1e-13 // small: residuals are differences of logs of order one, rounded to 1e-15 or so
	last := math.Inf(1)
	for range most {
		r := c.evaluate(x)
		if math.IsNaN(r) {
			break
		}
		if r < small && r >= last/4 {
			c.derive(x)
			return c.lu.Factorize(c.hw)
		}
		last = r
		c.derive(x)
		if err := c.lu.Factorize(c.hw); err != nil {
			return err
		}
		c.lu.Solve(c.f)
		t := 1.0
		for _, v := range c.f {
			t = min(t, 1/math.Abs(v))
		}
		for i, v := range c.f {
			c.lw[i] -= t * v
		}
	}
	clear(c.lw)
	return fmt.Errorf("testproblems: the wage equation was not solved at %v (residual %g)", x, last)
}

// Payoffs writes real wages to dst.
func (c *corePeriphery) Payoffs(dst, x []float64) error {
	if err := c.solve(x); err != nil {
		return err
	}
	for r := range x {
		dst[r] = math.Exp(c.lw[r] + c.Mu/(c.Sigma-1)*math.Log(c.d[r]))
	}
	return nil
}

// PayoffJacobian writes real wages to dst and their derivatives to jac: those of log wages by the implicit
// function theorem, and d log ω = d log w + μ/(σ−1) dD/D.
func (c *corePeriphery) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	if err := c.Payoffs(dst, x); err != nil {
		return err
	}
	n := len(x)
	w := mat.NewDense(n, n, slices.Clone(c.hl.RawMatrix().Data)) // −∂log w/∂λ
	c.lu.SolveMany(w)
	jac.Mul(c.dw, w)
	for r := range n {
		for k := range n {
			d := c.dl.At(r, k) - jac.At(r, k)
			jac.Set(r, k, dst[r]*(-w.At(r, k)+c.Mu/(c.Sigma-1)*d/c.d[r]))
		}
	}
	return nil
}
