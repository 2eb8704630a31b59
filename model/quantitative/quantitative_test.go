package quantitative

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/model/economy"
)

// scattered is an economy of n random places in a square.
func scattered(t testing.TB, n int, sigma, alpha, beta, tau, spread float64, seed uint64) *Economy {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 7))
	x, y := make([]float64, n), make([]float64, n)
	a, u := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = rng.Float64(), rng.Float64()
		a[i], u[i] = math.Exp(spread*rng.NormFloat64()), math.Exp(spread*rng.NormFloat64())
	}
	e, err := New(Spec{Sigma: sigma, Alpha: alpha, Beta: beta, Productivity: a, Amenity: u,
		Trade: economy.NewDense(n, sigma, func(i, j int) float64 { return tau * math.Hypot(x[i]-x[j], y[i]-y[j]) })})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The long run of both solvers, at any size: what the short run makes of it must be the same welfare
// everywhere, and income equal to sales.
func TestLongRun(t *testing.T) {
	for _, c := range []struct {
		n                               int
		sigma, alpha, beta, tau, spread float64
	}{
		{3, 5, 0.1, -0.3, 0.5, 0.3}, {40, 5, 0.1, -0.3, 0.6, 0.3}, {40, 9, 0, -0.1, 3, 0.5}, {350, 5, 0.1, -0.3, 0.6, 0.3},
		{350, 9, 0.05, -0.1, 2, 0.8}, {1000, 9, 0.1, -0.3, 0.5, 0.3}, {1000, 5, 0.1, -0.3, 5, 1}, {1000, 4, 0, -0.15, 0.5, 0.5},
		{1000, 9, 0.1, -0.3, 10, 0.3}, {200, 6, 0, -0.2, 15, 0.3},
	} {
		e := scattered(t, c.n, c.sigma, c.alpha, c.beta, c.tau, c.spread, 1)
		start := time.Now()
		r, err := e.LongRun(nil)
		took := time.Since(start)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		lo, hi := math.Inf(1), 0.0
		for _, l := range r.Labour {
			lo, hi = min(lo, l), max(hi, l)
		}
		t.Logf("%+v: %v, residual %.1e, %d steps of %s, populations span 10^%.1f", c, took, r.Residual, r.Steps, r.Method, math.Log10(hi/lo))
		if math.Abs(r.Walras) > 1e-11 {
			t.Errorf("%+v: sales and income differ by %v", c, r.Walras)
		}
		if c.n > 400 { // the residual has to do
			continue
		}
		pay := make([]float64, c.n)
		if err := e.NewEvaluator().Payoffs(pay, r.Labour); err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		for i, w := range pay {
			if math.Abs(w/pay[0]-1) > 1e-10 {
				t.Errorf("%+v: welfare of place %d is %v, of place 1 %v", c, i+1, w, pay[0])
				break
			}
		}
	}
}

// Observed wages and labour of a solved economy must give its fundamentals back, also where populations
// span ten orders of magnitude; the unit of wages and labour must not matter.
func TestInversionRoundTrip(t *testing.T) {
	for _, c := range []struct {
		n                               int
		sigma, alpha, beta, tau, spread float64
	}{{3, 5, 0.1, -0.3, 0.5, 0.3}, {40, 9, 0, -0.1, 3, 0.5}, {300, 5, 0.1, -0.3, 5, 1}, {1000, 9, 0.1, -0.3, 0.5, 0.3}} {
		e := scattered(t, c.n, c.sigma, c.alpha, c.beta, c.tau, c.spread, 3)
		r, err := e.LongRun(nil)
		if err != nil {
			t.Fatal(err)
		}
		wage := make([]float64, c.n)
		for i, w := range r.Wage {
			wage[i] = 1234 * w
		}
		start := time.Now()
		f, err := e.Invert(wage, r.Labour)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		a, u := exps(centred(e.logA)), exps(centred(e.logU))
		worst := 0.0
		for i := range a {
			worst = max(worst, math.Abs(f.Productivity[i]/a[i]-1), math.Abs(f.Amenity[i]/u[i]-1))
		}
		t.Logf("%+v: %v, %d steps, worst difference %.1e", c, time.Since(start), f.Steps, worst)
		if worst > 1e-10 {
			t.Errorf("%+v: fundamentals come back with a difference of %.1e", c, worst)
		}
	}
}

// lineEconomy is the line of Allen and Arkolakis: places on [−π, π] that stand for the ground around them, so that
// their sums are trapezoidal integrals; place i has the varieties of its ground, Ā^{σ−1} = h_i.
func lineEconomy(t testing.TB, n int, sigma, tau float64) (*Economy, []float64, []float64) {
	x, h, a, u := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = -math.Pi + 2*math.Pi*float64(i)/float64(n-1)
		h[i] = 2 * math.Pi / float64(n-1)
		if i == 0 || i == n-1 {
			h[i] /= 2
		}
		a[i], u[i] = math.Pow(h[i], 1/(sigma-1)), 1
	}
	e, err := New(Spec{Sigma: sigma, Productivity: a, Amenity: u,
		Trade: economy.NewDense(n, sigma, func(i, j int) float64 { return tau * math.Abs(x[i]-x[j]) })})
	if err != nil {
		t.Fatal(err)
	}
	return e, x, h
}

// lineClosedForm is κ and W of the line with α = β = 0 and T = e^{τ|x−y|} on [−π, π]: κ tan κπ = (σ−1)τ and
// W^{1−σ} = ((σ−1)²τ² + κ²)/(2(σ−1)τ).
func lineClosedForm(sigma, tau float64) (kappa, welfare float64) {
	lo, hi := 0.0, 0.5
	for range 200 {
		if kappa = (lo + hi) / 2; kappa*math.Tan(kappa*math.Pi) < (sigma-1)*tau {
			lo = kappa
		} else {
			hi = kappa
		}
	}
	b := (sigma - 1) * tau
	return kappa, math.Pow((b*b+kappa*kappa)/(2*b), 1/(1-sigma))
}

// As the line is refined, welfare and density approach the closed form with the order of the trapezoidal
// rule on either side of the kink of trade costs: two.
func TestLineConverges(t *testing.T) {
	const sigma, tau = 9, 0.05
	kappa, welfare := lineClosedForm(sigma, tau)
	if math.Abs(kappa-0.296802147655) > 1e-11 || math.Abs(welfare-1.157603308916) > 1e-11 {
		t.Fatalf("closed form: κ = %.12f, W = %.12f", kappa, welfare)
	}
	var gapW, gapL []float64
	for _, n := range []int{51, 101, 201, 401} {
		e, x, h := lineEconomy(t, n, sigma, tau)
		r, err := e.LongRun(nil)
		if err != nil {
			t.Fatal(err)
		}
		mass, worst := 0.0, 0.0
		for i := range x {
			mass += h[i] * math.Pow(math.Cos(kappa*x[i]), (2*sigma-1)/(sigma-1.0))
		}
		for i := range x {
			density := math.Pow(math.Cos(kappa*x[i]), (2*sigma-1)/(sigma-1.0)) / mass
			worst = max(worst, math.Abs(r.Labour[i]/h[i]/density-1))
		}
		gapW, gapL = append(gapW, math.Abs(r.Welfare[0]-welfare)), append(gapL, worst)
	}
	for i := 1; i < len(gapW); i++ {
		if o := math.Log2(gapW[i-1] / gapW[i]); math.Abs(o-2) > 0.05 {
			t.Errorf("welfare: order %.3f (%v), want 2", o, gapW)
		}
		if o := math.Log2(gapL[i-1] / gapL[i]); math.Abs(o-2) > 0.05 {
			t.Errorf("density: order %.3f (%v), want 2", o, gapL)
		}
	}
	if gapW[3] > 1e-4 {
		t.Errorf("welfare of 401 places is off by %v", gapW[3])
	}
}

// Two equal places: the contraction bound reaches 1 exactly where the symmetric state breaks.
func TestUniquenessIsSharp(t *testing.T) {
	const mu, sigma = 0.8, 4.0
	zBreak := (1 - mu) * sigma * (sigma - 1) / (mu*(2*sigma-1) - (1-mu)*(sigma-1)*(sigma-1))
	logT := math.Log((1+zBreak)/(1-zBreak)) / (sigma - 1)
	e, err := New(Spec{Sigma: sigma, Alpha: 1 / (sigma - 1), Beta: -(1 - mu) / mu, Productivity: []float64{1, 1}, Amenity: []float64{1, 1},
		Trade: economy.NewDense(2, sigma, func(i, j int) float64 {
			if i == j {
				return 0
			}
			return logT
		})})
	if err != nil {
		t.Fatal(err)
	}
	if c := e.Contraction(); math.Abs(c-1) > 1e-14 {
		t.Errorf("contraction at the break: got %v, want 1", c)
	}
	if g := e.Gamma2() / e.Gamma1(); math.Abs(e.SpectralRadius()-g) > 1e-14 {
		t.Errorf("spectral radius: got %v, want γ2/γ1 = %v", e.SpectralRadius(), g)
	}
}

// Random economies and states: payoffs are finite or there is an error; markets clear.
func TestFuzz(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	solved, failed := 0, 0
	for trial := range 200 {
		n := 2 + rng.IntN(6)
		sigma := 1 + math.Exp(6*rng.Float64()-2)
		alpha, beta := 1.5*rng.Float64(), 0.5-2*rng.Float64()
		e := scattered(t, n, sigma, alpha, beta, math.Exp(8*rng.Float64()-4), 2*rng.Float64(), uint64(trial))
		labour := make([]float64, n)
		sum := 0.0
		for i := range labour {
			labour[i] = math.Exp(-23 * rng.Float64())
			sum += labour[i]
		}
		for i := range labour {
			labour[i] /= sum
		}
		pay, jac := make([]float64, n), mat.NewDense(n, n, nil)
		ev := e.NewEvaluator()
		if err := ev.PayoffJacobian(pay, jac, labour); err != nil {
			failed++
		} else {
			solved++
			if s := ev.Solution(); math.Abs(s.Walras) > 1e-11 {
				t.Errorf("trial %d: sales and income differ by %v", trial, s.Walras)
			}
			for i, v := range append(pay, jac.RawMatrix().Data...) {
				if math.IsNaN(v) || i < n && math.IsInf(v, 0) {
					t.Fatalf("trial %d: σ %v α %v β %v: payoff or derivative %v", trial, sigma, alpha, beta, v)
				}
			}
		}
		if r, err := e.LongRun(nil); err == nil {
			for _, v := range append(r.Labour, r.Welfare...) {
				if math.IsNaN(v) {
					t.Fatalf("trial %d: σ %v α %v β %v: long run %v", trial, sigma, alpha, beta, r)
				}
			}
		} else if e.Unique() {
			t.Errorf("trial %d: σ %v α %v β %v ρ %v: unique, but not found: %v", trial, sigma, alpha, beta, e.Contraction(), err)
		}
	}
	t.Logf("%d solved, %d refused", solved, failed)
	if solved < 175 {
		t.Errorf("only %d of 200 states could be solved", solved)
	}
}
