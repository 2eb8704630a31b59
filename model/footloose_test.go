package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/footloose"
)

const twoEntrepreneurial = "model: footloose-entrepreneur\nparameters: {mu: 0.4, sigma: 4, phi: 0.6}\ngeography: {equidistant: {regions: 2}}"

// Break and sustain points: the closed forms, the eigenvalue of the even spread and the pull of a corner.
func TestFootlooseThresholds(t *testing.T) {
	e := into[struct {
		Rows []struct {
			Mu      float64 `json:"mu"`
			Sigma   float64 `json:"sigma"`
			Break   float64 `json:"phi_break"`
			Sustain float64 `json:"phi_sustain"`
		}
	}](t, reference(t, "footloose")["footloose-p01"].Expect)
	for _, r := range e.Rows {
		near(t, "break", footloose.Break(r.Mu, r.Sigma), r.Break, 1e-13)
		near(t, "sustain", footloose.Sustain(r.Mu, r.Sigma), r.Sustain, 1e-13)
		at := func(phi float64) []string {
			return []string{fmt.Sprintf("mu=%v", r.Mu), fmt.Sprintf("sigma=%v", r.Sigma), fmt.Sprintf("phi=%.17g", phi)}
		}
		near(t, "eigenvalue at the break", eigenvalueAt(t, twoEntrepreneurial, at(r.Break)...), 0, 1e-13)
		if v := eigenvalueAt(t, twoEntrepreneurial, at(r.Break-1e-3)...); v >= 0 {
			t.Errorf("mu %v sigma %v: eigenvalue below the break is %v", r.Mu, r.Sigma, v)
		}
		l := linearize(t, game(t, twoEntrepreneurial, at(r.Sustain)...), []float64{1, 0})
		near(t, "pull of the corner at the sustain point", real(l.Eigenvalues[0]), 0, 1e-13)
	}
}

// Incomes, real incomes and eigenvalues at the reference equilibria.
func TestFootlooseEquilibria(t *testing.T) {
	for _, id := range []string{"footloose-p02", "footloose-p03"} {
		c := reference(t, "footloose")[id]
		e := into[struct {
			Equilibria []struct {
				Lambda, Omega, W []float64
				Eigenvalue       float64
				Stable           bool
			}
		}](t, c.Expect)
		g := game(t, twoEntrepreneurial, fmt.Sprintf("phi=%v", c.parameter(t, "phi")))
		for _, q := range e.Equilibria {
			s, err := g.Describe(q.Lambda)
			if err != nil {
				t.Fatal(err)
			}
			nearAll(t, id+" wage", s.Wage.Data, q.W, 1e-12)
			nearAll(t, id+" real wage", s.RealWage.Data, q.Omega, 1e-12)
			l := linearize(t, g, q.Lambda)
			near(t, id+" eigenvalue", real(l.Eigenvalues[0]), q.Eigenvalue, 1e-12)
			if (l.Stability == equilibrium.Stable) != q.Stable {
				t.Errorf("%s: %v is %v", id, q.Lambda, l.Stability)
			}
		}
	}
}

// The home-market effect: profits are equal at the closed form inside, and lower in the small region outside.
func TestFootlooseCapital(t *testing.T) {
	e := into[struct {
		Rows []struct {
			SE       float64 `json:"s_E"`
			SN       float64 `json:"s_n"`
			Phi      float64
			Interior bool
		}
	}](t, reference(t, "footloose")["footloose-p04"].Expect)
	for _, r := range e.Rows {
		want := r.SN
		near(t, "share of firms", footloose.CapitalShare(r.Phi, r.SE), want, 1e-12)
		g := game(t, fmt.Sprintf("model: footloose-capital\nparameters: {mu: 0.4, sigma: 4, phi: %v, expenditure_shares: [%v, %v]}\ngeography: {equidistant: {regions: 2}}", r.Phi, r.SE, 1-r.SE))
		l := linearize(t, g, []float64{want, 1 - want})
		if r.Interior {
			near(t, "profit gap", l.Payoff[0]-l.Payoff[1], 0, 1e-12)
		}
		if l.Stability != equilibrium.Stable {
			t.Errorf("s_E %v phi %v: %v", r.SE, r.Phi, l.Stability)
		}
	}
}

// Both core–periphery models have the thresholds of their elasticities a and b: μ/(σ−1) and μ/σ here,
// μ/ρ and μ there. With σ = 3 they coincide, a = 0.3 and b = 0.2, at μ = 0.6 here and 0.2 there.
func TestEntrepreneurMeetsCorePeriphery(t *testing.T) {
	phi := footloose.Break(0.6, 3)
	T := math.Pow(phi, 1/(1-3.0))
	const cp = "model: core-periphery\nparameters: {mu: 0.2, sigma: 3, T: 1}\ngeography: {equidistant: {regions: 2}}"
	near(t, "eigenvalue of core–periphery at the entrepreneurs' break", eigenvalueAt(t, cp, fmt.Sprintf("T=%.17g", T)), 0, 1e-12)
	T = math.Pow(footloose.Sustain(0.6, 3), 1/(1-3.0))
	l := linearize(t, game(t, cp, fmt.Sprintf("T=%.17g", T)), []float64{1, 0})
	near(t, "pull of the corner of core–periphery at the entrepreneurs' sustain point", real(l.Eigenvalues[0]), 0, 1e-12)
}

// Repeated spending must give what the linear system gives; a wrong stopping rule shows.
func TestEntrepreneurManyRegions(t *testing.T) {
	g := game(t, "model: footloose-entrepreneur\nparameters: {mu: 0.9, sigma: 1.5, tau: 3}\ngeography: {line: {regions: 80}}")
	x := uneven(g)
	ev := g.NewEvaluator()
	a, b := make([]float64, len(x)), make([]float64, len(x))
	if err := ev.Payoffs(a, x); err != nil {
		t.Fatal(err)
	}
	s, err := g.Describe(x)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "income less spending", s.Walras, 0, 1e-14)
	if err := g.NewEvaluator().Payoffs(b, x); err != nil {
		t.Fatal(err)
	}
	nearAll(t, "payoffs", a, b, 1e-15)
}

// Whatever the parameters, payoffs are finite or there is a clear error.
func TestFootlooseFuzz(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		mu, sigma := 1-rng.Float64(), 1+math.Exp(8*rng.Float64()-5)
		phi := math.Pow(rng.Float64(), math.Exp(6*rng.Float64()))
		for _, model := range []string{"footloose-entrepreneur", "footloose-capital"} {
			f := load(t, fmt.Sprintf("model: %s\nparameters: {mu: %v, sigma: %v, phi: %v}\ngeography: {equidistant: {regions: 3}}", model, mu, sigma, math.Max(phi, 1e-300)))
			m, err := Build(f, NewEnv())
			if err != nil {
				continue
			}
			g := m.(Game)
			x := []float64{rng.Float64(), rng.Float64(), 0}
			sum := x[0] + x[1]
			x[0], x[1] = x[0]/sum, x[1]/sum
			pay := make([]float64, 3)
			if err := g.NewEvaluator().Payoffs(pay, x); err != nil {
				continue
			}
			for _, v := range pay {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%s mu %v sigma %v phi %v at %v: %v", model, mu, sigma, phi, x, pay)
				}
			}
		}
	}
}

// Without trade firms go where expenditure is.
func TestFootlooseNoTrade(t *testing.T) {
	g := game(t, "model: footloose-capital\nparameters: {mu: 0.4, sigma: 4, phi: 1e-12, expenditure_shares: [0.5, 0.3, 0.2]}\ngeography: {equidistant: {regions: 3}}")
	l := linearize(t, g, []float64{0.5, 0.3, 0.2})
	nearAll(t, "profits", l.Payoff, []float64{0.1, 0.1, 0.1}, 1e-11)
}
