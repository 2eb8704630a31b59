package economy

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/kernel"
)

// corePeriphery is the market of one industry without intermediates, mu and sigma as given, between n
// equidistant regions.
func corePeriphery(t testing.TB, mu, sigma float64, n int, logT func(r, s int) float64) *Market {
	tech, err := NewTechnology([]Industry{{Sigma: sigma, Mu: mu, Alpha: []float64{0}}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewMarket(tech, []Trade{NewDense(n, sigma, logT)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func equidistant(T float64) func(r, s int) float64 {
	return func(r, s int) float64 {
		if r == s {
			return 0
		}
		return math.Log(T)
	}
}

// The corner of the core–periphery model in closed form: w = 1 in the core (normalisation of labour),
// shadow wage from (3).
func TestCoreShadowWage(t *testing.T) {
	mu, sigma, T := 0.4, 5.0, 1.7
	m := corePeriphery(t, mu, sigma, 2, equidistant(T))
	g := m.NewGiven()
	copy(g.Labour, []float64{mu, 0})
	copy(g.FarmIncome, []float64{(1 - mu) / 2, (1 - mu) / 2})
	s := m.NewSolver()
	if err := s.Solve(g); err != nil {
		t.Fatal(err)
	}
	w2 := math.Pow((1+mu)/2*math.Pow(T, 1-sigma)+(1-mu)/2*math.Pow(T, sigma-1), 1/sigma)
	if w := math.Exp(s.z.logW[0]); math.Abs(w-1) > 1e-14 {
		t.Errorf("wage in the core: got %.16g, want 1", w)
	}
	if w := math.Exp(s.z.logW[1]); math.Abs(w/w2-1) > 1e-13 {
		t.Errorf("shadow wage: got %.16g, want %.16g", w, w2)
	}
}

// Wild parameters: a start that is not scale-free or a Newton step without safeguard fails here.
func TestWildParameters(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for trial := range 3000 {
		sigma := 1 + math.Exp(rnd.Float64()*math.Log(49/0.05)+math.Log(0.05))
		mu := 0.02 + 0.96*rnd.Float64()
		T := math.Exp(rnd.Float64() * math.Log(1e6))
		n := 2 + rnd.IntN(6)
		lt := make([]float64, n*n)
		for i := range lt {
			lt[i] = math.Log(T) * rnd.Float64()
		}
		m := corePeriphery(t, mu, sigma, n, func(r, s int) float64 {
			if r == s {
				return 0
			}
			return lt[r*n+s]
		})
		g := m.NewGiven()
		sum := 0.0
		for r := range n {
			if r == 0 || rnd.Float64() < 0.8 {
				g.Labour[r] = math.Exp(-rnd.Float64() * math.Log(1e12))
			}
			sum += g.Labour[r]
			g.FarmIncome[r] = (1 - mu) / float64(n)
		}
		for r := range n {
			g.Labour[r] *= mu / sum
		}
		if err := m.NewSolver().Solve(g); err != nil {
			t.Errorf("trial %d: sigma=%v mu=%v T=%v n=%d L=%v: %v", trial, sigma, mu, T, n, g.Labour, err)
		}
	}
}

func BenchmarkShortRun(b *testing.B) {
	for _, n := range []int{2, 8, 16, 24, 32, 48, 64, 100, 300, 1000, 3000} {
		rnd := rand.New(rand.NewPCG(uint64(n), 1))
		x, y := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], y[i] = rnd.Float64(), rnd.Float64()
		}
		logT := func(r, s int) float64 { return 0.8 * math.Hypot(x[r]-x[s], y[r]-y[s]) }
		m := corePeriphery(b, 0.4, 5, 2, logT)
		if n <= 512 {
			m = corePeriphery(b, 0.4, 5, n, logT)
		} else {
			phi := make([]float64, n*n)
			for r := range n {
				for s := range n {
					phi[r*n+s] = math.Exp(-4 * logT(r, s))
				}
			}
			m = largeMarket(b, NewLarge(kernel.NewDense(n, phi), 5, logT))
		}
		g := m.NewGiven()
		for r := range n {
			g.Labour[r] = rnd.Float64()
			g.FarmIncome[r] = 0.6 / float64(n)
		}
		sum := 0.0
		for _, l := range g.Labour {
			sum += l
		}
		for r := range n {
			g.Labour[r] *= 0.4 / sum
		}
		for _, method := range []string{"newton", "anderson"} {
			if n > 300 && method == "newton" {
				continue
			}
			b.Run(fmt.Sprintf("%s/R=%d", method, n), func(b *testing.B) {
				s := m.NewSolver()
				for b.Loop() {
					s.given, s.steps = g, 0
					s.z.setLabour(g.Labour)
					s.try.setLabour(g.Labour)
					s.startFlat(g)
					var err error
					if method == "newton" {
						err = s.newton(g)
					} else {
						err = s.anderson(g)
					}
					if err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(s.steps), "steps")
			})
		}
	}
}

func largeMarket(b *testing.B, t Trade) *Market {
	tech, err := NewTechnology([]Industry{{Sigma: 5, Mu: 0.4, Alpha: []float64{0}}})
	if err != nil {
		b.Fatal(err)
	}
	m, err := NewMarket(tech, []Trade{t}, nil)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// A ring of 2^17 places with uneven shares: products by FFT, and by recursion where costs grow
// exponentially with distance.
func BenchmarkShortRunRing(b *testing.B) {
	const n = 1 << 17
	logT := func(r, s int) float64 {
		d := float64(max(r-s, s-r))
		return 2 * min(d, n-d) / n
	}
	row := make([]float64, n)
	for s := range row {
		row[s] = math.Exp(-4 * logT(0, s))
	}
	rnd := rand.New(rand.NewPCG(9, 9))
	for name, k := range map[string]kernel.Kernel{"fft": kernel.NewCirculant(row), "recursion": kernel.NewExponentialRing(n, 1, 1, 8./n)} {
		b.Run(name, func(b *testing.B) {
			m := largeMarket(b, NewLarge(k, 5, logT))
			g := m.NewGiven()
			sum := 0.0
			for r := range n {
				g.Labour[r] = rnd.Float64()
				sum += g.Labour[r]
				g.FarmIncome[r] = 0.6 / n
			}
			for r := range n {
				g.Labour[r] *= 0.4 / sum
			}
			s := m.NewSolver()
			for b.Loop() {
				s.warm = false
				if err := s.Solve(g); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(s.steps), "steps")
		})
	}
}

func BenchmarkPayoffJacobian(b *testing.B) {
	for _, n := range []int{2, 12, 64, 256} {
		b.Run(fmt.Sprintf("R=%d", n), func(b *testing.B) {
			tech, err := NewTechnology([]Industry{{Sigma: 5, Mu: 0.4, Alpha: []float64{0}}})
			if err != nil {
				b.Fatal(err)
			}
			e, err := New(Spec{Technology: tech, Home: n, LogT: []func(r, s int) float64{func(r, s int) float64 {
				d := float64(max(r-s, s-r))
				return 6 * min(d, float64(n)-d) / float64(n)
			}}})
			if err != nil {
				b.Fatal(err)
			}
			x := make([]float64, n)
			for k := range x {
				x[k] = (1 + 0.3*math.Sin(float64(k))) / float64(n)
			}
			ev := e.Evaluator()
			pay, jac := make([]float64, n), mat.NewDense(n, n, nil)
			for b.Loop() {
				x[0] += 1e-9
				if err := ev.PayoffJacobian(pay, jac, x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
