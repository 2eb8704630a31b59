package economy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
)

// twoRegions is an economy of linked industries and two regions alike.
func twoRegions(t testing.TB, inds []Industry, T float64, change func(*Spec)) *Economy {
	t.Helper()
	tech, err := NewTechnology(inds)
	if err != nil {
		t.Fatal(err)
	}
	spec := Spec{Technology: tech, Home: 2, Distance: func(r, s int) float64 { return 1 }}
	for range inds {
		spec.LogT = append(spec.LogT, equidistant(T))
	}
	if change != nil {
		change(&spec)
	}
	e, err := New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func leading(t *testing.T, e *Economy, x []float64) float64 {
	t.Helper()
	l, err := equilibrium.Linearize(e, e.NewEvaluator(), x)
	if err != nil {
		t.Fatal(err)
	}
	return real(l.Eigenvalues[0])
}

// At the closed-form break the symmetric state's eigenvalue is zero, and it changes sign there: FKV,
// ch. 5, for core–periphery, ch. 14 for vertical linkages (the same with α for μ).
func TestBreakPoints(t *testing.T) {
	for _, c := range []struct{ mu, sigma float64 }{{.4, 5}, {.3, 4}, {.6, 8}} {
		rho := (c.sigma - 1) / c.sigma
		T := math.Pow((rho+c.mu)*(1+c.mu)/((rho-c.mu)*(1-c.mu)), 1/(c.sigma-1))
		one := []Industry{{Sigma: c.sigma, Mu: c.mu, Alpha: []float64{0}}}
		half := []float64{.5, .5}
		if e := leading(t, twoRegions(t, one, T, nil), half); math.Abs(e) > 1e-14 {
			t.Errorf("core–periphery %+v: eigenvalue at the break is %v, want 0", c, e)
		}
		if e := leading(t, twoRegions(t, one, T*0.99, nil), half); e <= 0 {
			t.Errorf("core–periphery %+v: eigenvalue below the break is %v, want > 0", c, e)
		}
		for _, mu := range []float64{.3, .4} { // vertical linkages: free of mu
			linked := []Industry{{Sigma: c.sigma, Mu: mu, Alpha: []float64{c.mu}}}
			e := twoRegions(t, linked, T, func(s *Spec) { s.Mobility = Sectoral })
			if v := leading(t, e, []float64{mu, 1 - mu, mu, 1 - mu}); math.Abs(v) > 1e-13 {
				t.Errorf("vertical linkages alpha=%v mu=%v: eigenvalue at the break is %v, want 0", c.mu, mu, v)
			}
		}
	}
}

// Payoff Jacobians of every regime and external economy against differences.
func TestPayoffJacobian(t *testing.T) {
	two := []Industry{{Sigma: 5, Mu: .3, Alpha: []float64{.1, .2}}, {Sigma: 4, Mu: .2, Alpha: []float64{.05, .15}}}
	noFarm := []Industry{{Sigma: 5, Mu: .5, Alpha: []float64{.3, .1}}, {Sigma: 5, Mu: .5, Alpha: []float64{.1, .3}}}
	ext := &External{Enterprises: []float64{20, 50}, Pooling: &Pooling{1}, Spillover: &Spillover{.05, 2}, Distribution: &Distribution{1, .3}}
	for name, e := range map[string]*Economy{
		"migration": twoRegions(t, two, 1.5, nil),
		"sectoral":  twoRegions(t, two, 1.5, func(s *Spec) { s.Mobility = Sectoral }),
		"no farm":   twoRegions(t, noFarm, 1.5, func(s *Spec) { s.Mobility = Sectoral }),
		"concave":   twoRegions(t, two, 1.5, func(s *Spec) { s.Mobility, s.Farming = Both, &Farming{.6, []float64{1, 2}} }),
		"external":  twoRegions(t, two, 1.5, func(s *Spec) { s.External = ext }),
		"external sectoral": twoRegions(t, two, 1.5, func(s *Spec) {
			s.External, s.Mobility = ext, Sectoral
		}),
		"outside": twoRegions(t, two, 1.5, func(s *Spec) {
			s.LogT = []func(int, int) float64{equidistant(1.4), equidistant(1.7)}
			s.External = ext
			s.Outside = []Outside{{Labour: []float64{1, .5}, Wage: []float64{.9, .9}, Income: 2}}
		}),
	} {
		rnd := rand.New(rand.NewPCG(5, 6)) // the same for each: maps come in any order
		n := equilibrium.Dim(e)
		x := make([]float64, n)
		for _, p := range e.Populations() {
			sum := 0.0
			for k := p.Start; k < p.End; k++ {
				x[k] = .2 + rnd.Float64()
				sum += x[k]
			}
			for k := p.Start; k < p.End; k++ {
				x[k] /= sum
			}
		}
		checkJacobian(t, name, e, x)
	}
}

// The break with labour pooling solves the quadratic of the theory for a quality wedge of elasticity e:
// [(1+h)(σ−1+μ²)+(σ−1)μ²]Z² − μ(2σ−1+h)Z − (σ−1)h = 0, h = (σ−1)e, Z = (1−φ)/(1+φ).
func TestPoolingBreak(t *testing.T) {
	mu, sigma, N, k := .4, 5.0, 20.0, 1.0
	n := 1 + (N-1)/2
	e := sigma / (sigma - 1) * LogPoolingGainSlope(n, k, sigma) * (N - 1) / 2
	h := (sigma - 1) * e
	a, b, c := (1+h)*(sigma-1+mu*mu)+(sigma-1)*mu*mu, -mu*(2*sigma-1+h), -(sigma-1)*h
	z := (-b + math.Sqrt(b*b-4*a*c)) / (2 * a)
	T := math.Pow((1+z)/(1-z), 1/(sigma-1))
	econ := twoRegions(t, []Industry{{Sigma: sigma, Mu: mu, Alpha: []float64{0}}}, T, func(s *Spec) {
		s.External = &External{Enterprises: []float64{N}, Pooling: &Pooling{k}}
	})
	if v := leading(t, econ, []float64{.5, .5}); math.Abs(v) > 1e-13 {
		t.Errorf("eigenvalue at the break with pooling is %v, want 0", v)
	}
}

// P(n) = Γ(nk+1/σ)/(Γ(nk)(nk)^{1/σ}) / the same at 1, by the library's Γ where it is exact enough.
func TestPoolingGain(t *testing.T) {
	pi := func(z, s float64) float64 { return math.Gamma(z+1/s) / math.Gamma(z) / math.Pow(z, 1/s) }
	for _, c := range []struct{ n, k, s float64 }{{1, 2, 5}, {2, 1, 5}, {7, .5, 3}, {30, 2, 8}, {10.5, 4, 1.2}} {
		want := math.Log(pi(c.n*c.k, c.s) / pi(c.k, c.s))
		if got := LogPoolingGain(c.n, c.k, c.s); math.Abs(got-want) > 1e-13 {
			t.Errorf("ln P at %+v: got %v, want %v", c, got, want)
		}
		const d = 1e-4
		num := (LogPoolingGain(c.n+d, c.k, c.s) - LogPoolingGain(c.n-d, c.k, c.s)) / (2 * d)
		if got := LogPoolingGainSlope(c.n, c.k, c.s); math.Abs(got-num) > 1e-8 {
			t.Errorf("slope at %+v: got %v, differences say %v", c, got, num)
		}
	}
}
