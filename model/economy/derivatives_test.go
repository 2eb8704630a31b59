package economy

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomMarket has nI linked industries, home regions and a rest of the world.
func randomMarket(t testing.TB, rnd *rand.Rand, nI, home, abroad int, agriculture, linked bool) (*Market, *Given) {
	inds := make([]Industry, nI)
	left := 1.0
	if agriculture {
		left = 0.7
	}
	for i := range inds {
		mu := left / float64(nI)
		inds[i] = Industry{Sigma: 3 + 4*rnd.Float64(), Mu: mu, Alpha: make([]float64, nI)}
		for j := range nI {
			if linked {
				inds[i].Alpha[j] = 0.5 * rnd.Float64() / float64(nI)
			}
		}
	}
	tech, err := NewTechnology(inds)
	if err != nil {
		t.Fatal(err)
	}
	n := home + abroad
	trade := make([]Trade, nI)
	for i := range trade {
		lt := make([]float64, n*n)
		for k := range lt {
			lt[k] = 0.2 + rnd.Float64()
		}
		trade[i] = NewDense(n, inds[i].Sigma, func(r, s int) float64 {
			if r == s {
				return 0
			}
			return lt[r*n+s]
		})
	}
	var w0 []float64
	for range abroad * nI {
		w0 = append(w0, 0.7+rnd.Float64())
	}
	m, err := NewMarket(tech, trade, w0)
	if err != nil {
		t.Fatal(err)
	}
	g := m.NewGiven()
	for k := range g.Labour {
		g.Labour[k] = 0.1 + rnd.Float64()
		g.LogF[k], g.LogQ[k], g.LogV[k] = 0.2*rnd.NormFloat64(), 0.1*rnd.NormFloat64(), 0.1*rnd.NormFloat64()
	}
	if home > 2 {
		g.Labour[0] = 0 // a shadow wage
	}
	for r := range n {
		if agriculture || r >= home {
			g.FarmIncome[r] = 0.2 + rnd.Float64()
		}
	}
	return m, g
}

// Derivatives by the implicit function theorem against central differences of the solved short run:
// catches any wrong entry of the Jacobian or of a partial derivative.
func TestDerivatives(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, c := range []struct {
		nI, home, abroad    int
		agriculture, linked bool
	}{{1, 2, 0, true, false}, {1, 3, 0, true, true}, {2, 3, 0, true, true}, {2, 3, 0, false, true}, {2, 2, 2, true, true}, {2, 3, 1, false, true}, {3, 4, 1, true, false}, {1, 3, 0, false, false}} {
		m, g := randomMarket(t, rnd, c.nI, c.home, c.abroad, c.agriculture, c.linked)
		n := m.n
		s := m.NewSolver()
		if err := s.Solve(g); err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		random := func(k int) []float64 {
			v := make([]float64, k)
			for i := range v {
				v[i] = rnd.NormFloat64()
			}
			return v
		}
		d := Direction{Labour: random(c.nI * n), FarmIncome: random(n), LogF: random(c.nI * n), LogQ: random(c.nI * n), LogV: random(c.nI * n), LogT: random(c.nI * n * n)}
		for k := range d.Labour {
			if k == 0 && g.Labour[0] == 0 { // one-sided at an empty region: checked by ByLabour below
				d.Labour[k] = 0
			}
			if k%n >= c.home {
				d.Labour[k] = 0.1
			}
		}
		if m.floating(g) {
			for r := range d.FarmIncome {
				d.FarmIncome[r] = 0
			}
		}
		for i := range c.nI {
			for r := range n {
				d.LogT[(i*n+r)*n+r] = 0
			}
		}
		resp, err := s.Along(d)
		if err != nil {
			t.Fatal(err)
		}
		solve := func(h float64) ([]float64, []float64) {
			p := m.NewGiven()
			for k := range p.Labour {
				p.Labour[k] = g.Labour[k] + h*d.Labour[k]
				p.LogF[k], p.LogQ[k], p.LogV[k] = g.LogF[k]+h*d.LogF[k], g.LogQ[k]+h*d.LogQ[k], g.LogV[k]+h*d.LogV[k]
			}
			for r := range n {
				p.FarmIncome[r] = g.FarmIncome[r] + h*d.FarmIncome[r]
			}
			p.Trade = make([]Trade, c.nI)
			for i := range p.Trade {
				sg := m.tech.Industries[i].Sigma
				p.Trade[i] = NewDense(n, sg, func(r, q int) float64 { return m.trade[i].Log(r, q)/(1-sg) + h*d.LogT[(i*n+r)*n+q] })
			}
			q := m.NewSolver()
			if err := q.Solve(p); err != nil {
				t.Fatal(err)
			}
			return append([]float64(nil), q.z.logW...), append([]float64(nil), q.z.logG...)
		}
		const h = 1e-5
		wp, gp := solve(h)
		wm, gm := solve(-h)
		for i := range c.nI {
			for r := range n {
				if r < c.home {
					if num, got := (wp[i*n+r]-wm[i*n+r])/(2*h), resp.LogWage.At(i*c.home+r, 0); math.Abs(num-got) > 1e-7*(1+math.Abs(num)) {
						t.Errorf("%+v: d ln w of industry %d in region %d: got %v, differences say %v", c, i, r, got, num)
					}
				}
				if num, got := (gp[i*n+r]-gm[i*n+r])/(2*h), resp.LogG.At(i*n+r, 0); math.Abs(num-got) > 1e-7*(1+math.Abs(num)) {
					t.Errorf("%+v: d ln G of industry %d in region %d: got %v, differences say %v", c, i, r, got, num)
				}
			}
		}
		sameAsAlong(t, m, s)
	}
}

// ByLabour and ByFarmIncome must agree with Along, column by column, empty regions included.
func sameAsAlong(t *testing.T, m *Market, s *Solver) {
	t.Helper()
	byL, err := s.ByLabour()
	if err != nil {
		t.Fatal(err)
	}
	byY, err := s.ByFarmIncome()
	if err != nil {
		t.Fatal(err)
	}
	compare := func(name string, got *Response, col int, d Direction) {
		want, err := s.Along(d)
		if err != nil {
			t.Fatal(err)
		}
		for row := range m.nI * m.n {
			if a, b := got.LogG.At(row, col), want.LogG.At(row, 0); math.Abs(a-b) > 1e-10*(1+math.Abs(b)) {
				t.Errorf("%s column %d: d ln G row %d: got %v, want %v", name, col, row, a, b)
			}
		}
		for row := range m.nI * m.home {
			if a, b := got.LogWage.At(row, col), want.LogWage.At(row, 0); math.Abs(a-b) > 1e-10*(1+math.Abs(b)) {
				t.Errorf("%s column %d: d ln w row %d: got %v, want %v", name, col, row, a, b)
			}
		}
	}
	for k := range m.nI {
		for q := range m.home {
			d := Direction{Labour: make([]float64, m.nI*m.n)}
			d.Labour[k*m.n+q] = 1
			compare("ByLabour", byL, k*m.home+q, d)
		}
	}
	if !m.floating(s.given) {
		for q := range m.home {
			d := Direction{FarmIncome: make([]float64, m.n)}
			d.FarmIncome[q] = 1
			compare("ByFarmIncome", byY, q, d)
		}
	}
}
