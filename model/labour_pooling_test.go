package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/pooling"
)

const twoPools = "model: labour-pooling\nparameters: {a0: 1, b0: 6, gamma: 2, v: 30, corr: 0.2, n: 10, L: 20, kappa_c: 0.1}\ngeography: {equidistant: {regions: 2}}"

type poolRow struct {
	A0, B0, Gamma, V, Corr, N, L float64
	Nr                           float64 `json:"n_r"`
	Lr                           float64 `json:"L_r"`
	Wage                         float64 `json:"E_w"`
	Profit                       float64 `json:"E_profit"`
	Crowd                        float64 `json:"kappa_c"`
	Critical                     float64 `json:"v_critical"`
}

// Expected wages and profits: the formulas, and drawn shocks within four standard errors of them.
func TestPoolingExpectedValues(t *testing.T) {
	e := into[struct{ Rows []poolRow }](t, reference(t, "labour_pooling_appc")["labour_pooling_appc-p01"].Expect)
	for _, r := range e.Rows {
		g := game(t, twoPools, fmt.Sprintf("a0=%v", r.A0), fmt.Sprintf("b0=%v", r.B0), fmt.Sprintf("gamma=%v", r.Gamma), fmt.Sprintf("v=%v", r.V),
			fmt.Sprintf("corr=%v", r.Corr), fmt.Sprintf("n=%v", 2*r.Nr), fmt.Sprintf("L=%v", 2*r.Lr))
		x, err := g.StateOf([][]float64{{0.5, 0.5}, {0.5, 0.5}})
		if err != nil {
			t.Fatal(err)
		}
		s, err := g.Describe(x)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "wage", s.Wage.Data[1], r.Wage, 1e-13)
		near(t, "profit", s.Profit.Data[1], r.Profit, 1e-13)
		m, err := pooling.New(pooling.Spec{A0: r.A0, B0: r.B0, Gamma: r.Gamma, V: r.V, Corr: r.Corr, Firms: 2 * r.Nr, Labour: 2 * r.Lr})
		if err != nil {
			t.Fatal(err)
		}
		d, err := m.MonteCarlo(r.Lr, int(r.Nr), 400_000, 1)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "drawn wage", d.Wage, r.Wage, 4*d.WageError)
		near(t, "drawn profit", d.Profit, r.Profit, 4*d.ProfitError)
		if !(d.ProfitError < 0.02*r.Profit) {
			t.Errorf("the standard error of profit is %v", d.ProfitError)
		}
	}
}

// The spread of two populations loses stability where the closed form says: one real eigenvalue crosses
// zero there, and none elsewhere; with several places alike.
func TestPoolingSpread(t *testing.T) {
	e := into[struct{ Rows []poolRow }](t, reference(t, "labour_pooling_appc")["labour_pooling_appc-p02"].Expect)
	for _, r := range e.Rows {
		common := []string{"b0=100", fmt.Sprintf("gamma=%v", r.Gamma), fmt.Sprintf("n=%v", r.N), fmt.Sprintf("L=%v", r.L), fmt.Sprintf("kappa_c=%v", r.Crowd), fmt.Sprintf("corr=%v", r.Corr)}
		for _, places := range []int{2, 3, 5} {
			m := game(t, twoPools, append(common, fmt.Sprintf("geography.equidistant.regions=%d", places))...).(*labourPooling)
			c := m.market.CriticalVariance(places)
			if places == 2 {
				near(t, "critical variance", c, r.Critical, 1e-12)
			}
			if c == 0 {
				for _, v := range []float64{0.1, 1, 10} {
					if eigenvalueAt(t, twoPools, append(common, fmt.Sprintf("v=%v", v))...) <= 0 {
						t.Errorf("without crowding the spread is stable at v = %v", v)
					}
				}
				continue
			}
			for _, at := range []float64{0.01, 0.5, 0.99, 1, 1.01, 2, 10} {
				g := game(t, twoPools, append(common, fmt.Sprintf("v=%.17g", at*c), fmt.Sprintf("geography.equidistant.regions=%d", places))...)
				l := linearize(t, g, even(g))
				positive := 0
				for _, z := range l.Eigenvalues {
					if real(z) > 1e-9 {
						positive++
					}
				}
				switch {
				case at == 1:
					near(t, "eigenvalue at the critical variance", real(l.Eigenvalues[0]), 0, 1e-10)
				case at < 1 && positive > 0, at > 1 && positive != places-1:
					t.Errorf("%d places, v = %v × critical: %d positive eigenvalues: %v", places, at, positive, l.Eigenvalues)
				}
			}
		}
	}
}

// Concentration is an equilibrium that attracts once pooling matters at all, and settlers' payoffs make it so.
func TestPoolingConcentration(t *testing.T) {
	g := game(t, twoPools)
	l := linearize(t, g, g.Corners()[0])
	if l.Stability != equilibrium.Stable {
		t.Errorf("concentration is %v: %v", l.Stability, l.Eigenvalues)
	}
	near(t, "gap of settling workers and firms", l.Payoff[1]-l.Payoff[0], l.Payoff[3]-l.Payoff[2], 1e-9*math.Abs(l.Payoff[3]))
	if k := g.Kind(g.Corners()[0]); k != "concentrated" {
		t.Errorf("kind: %s", k)
	}
	for _, x := range [][]float64{{1, 0, 0, 1}, {0.5, 0.5, 1, 0}, {0, 1, 1, 0}} { // workers or firms alone
		pay := make([]float64, 4)
		if err := g.NewEvaluator().Payoffs(pay, x); err != nil {
			t.Error(err)
		}
	}
	if _, err := g.StateOf([][]float64{{0.5, 0.5}, {0.5, 0.4}}); err == nil {
		t.Error("firm shares that add up to 0.9 were accepted")
	}
}

// Free entry: at an even spread firms come in until expected profit is what they ask for.
func TestPoolingEntry(t *testing.T) {
	g := game(t, twoPools, "entry_profit=4", "n=40", "v=1")
	lo, hi := 0.01, 0.5 // share of firms in each of two places
	gap := func(s float64) float64 {
		x, err := g.StateOf([][]float64{{0.5, 0.5}, {s, s}})
		if err != nil {
			t.Fatal(err)
		}
		pay := make([]float64, 5)
		if err := g.NewEvaluator().Payoffs(pay, x); err != nil {
			t.Fatal(err)
		}
		return pay[2] - pay[4]
	}
	for range 100 {
		if mid := (lo + hi) / 2; gap(mid) > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	near(t, "profit less what firms ask for", gap(lo), 0, 1e-10)
	if lo < 0.02 || lo > 0.49 {
		t.Errorf("share in business: %v", 2*lo)
	}
}

// Payoffs are finite at any parameters within their ranges and any state, empty regions included.
func TestPoolingFuzz(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	for range 300 {
		wide := func() float64 { return math.Exp(20*rng.Float64() - 10) }
		m, err := pooling.New(pooling.Spec{A0: rng.NormFloat64(), B0: wide(), Gamma: wide(), V: wide(), Corr: rng.Float64(), Firms: wide(), Labour: wide(), Crowd: wide()})
		if err != nil {
			t.Fatal(err)
		}
		share := []float64{0, 0, 1e-300, 1e-9, rng.Float64(), 1}
		l, n := m.Labour*share[rng.IntN(6)], m.Firms*share[rng.IntN(6)]
		p, q := m.Pool(l, n), m.Settlement(rng.NormFloat64(), rng.NormFloat64())
		for _, v := range []float64{p.Wage, p.Profit, q.Wage, q.Profit} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%+v with %v workers and %v firms: %+v, settlers %+v", m.Spec, l, n, p, q)
			}
		}
	}
}

// The check that users run agrees, and says no to another model.
func TestCheckPooling(t *testing.T) {
	c, err := CheckPooling(load(t, twoPools), NewEnv(), 100_000, 7)
	if err != nil || !c.Agrees() || c.Firms != 5 {
		t.Errorf("%+v, %v", c, err)
	}
	c.Profit.Drawn += 5 * c.Profit.StandardError
	c.Profit.Expected -= 5 * c.Profit.StandardError
	if c.Agrees() {
		t.Error("agrees with a wrong formula")
	}
	if _, err := CheckPooling(load(t, twoHouses), NewEnv(), 10, 1); err == nil {
		t.Error("houses were drawn")
	}
}
