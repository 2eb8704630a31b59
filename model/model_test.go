package model

import (
	"math"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/scenario"
)

func load(t testing.TB, text string, set ...string) *scenario.File {
	t.Helper()
	f, err := scenario.Read(strings.NewReader(text), "test.yaml", scenario.Options{Models: Specs(), Set: set})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func game(t testing.TB, text string, set ...string) Game {
	t.Helper()
	m, err := Build(load(t, text, set...), NewEnv())
	if err != nil {
		t.Fatal(err)
	}
	return m.(Game)
}

const twoRegions = `
model: core-periphery
parameters: {mu: 0.4, sigma: 5, T: 1.5}
geography: {equidistant: {regions: 2}}
`

// The corner of the reference economy: a wrong normalisation of labour, farm income or symmetry shows.
func TestCorePeripheryCorner(t *testing.T) {
	g := game(t, twoRegions)
	s, err := g.Describe([]float64{1, 0})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		got  float64
		want float64
	}{
		{"w2", s.Wage.Data[1], 1.1062814600393}, {"G1", s.PriceIndex.Data[0], 1.25743342968294},
		{"G2", s.PriceIndex.Data[1], 1.8861501445244}, {"omega2", s.RealWage.Data[1], 0.858292128752632},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%s: got %.15g, want %.15g", c.name, c.got, c.want)
		}
	}
	if k := g.Kind([]float64{1, 0}); k != "concentrated" {
		t.Errorf("kind of the corner: got %s", k)
	}
	sym := g.(equilibrium.Symmetric).Symmetry()
	if n := sym.OrbitSize([]float64{0, 1}); n != 2 {
		t.Errorf("orbit of the corner: got %d, want 2", n)
	}
	if c := sym.Canonical([]float64{.2, .8}); c[0] != .8 {
		t.Errorf("canonical image of (.2, .8): got %v", c)
	}
	if len(g.Corners()) != 1 {
		t.Errorf("corners up to symmetry: got %v, want one", g.Corners())
	}
}

// Generators must leave payoffs as they are: π(gx) = gπ(x), also where states are laid out region by region
// and industries may be exchanged.
func TestSymmetryOfPayoffs(t *testing.T) {
	for _, text := range []string{
		"model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 2}\ngeography: {ring: {regions: 5}}",
		"model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 2}\ngeography: {grid: {rows: 2, columns: 3}}",
		"model: industrial-clusters\nparameters: {sigma: 5, alpha_own: 0.4, alpha_cross: 0.1, T: 1.3}\ngeography: {equidistant: {regions: 2}}",
		"model: vertical-linkages\nparameters: {mu: 0.4, sigma: 5, alpha: 0.5, T: 1.8}\ngeography: {equidistant: {regions: 3}}",
		"model: collective-efficiency\nmobility: both\nparameters: {mu: 0.4, sigma: 5, alpha: 0.3, T: 1.8}\nagriculture: {kind: concave, eta: 0.5}\ngeography: {equidistant: {regions: 2}}",
	} {
		g := game(t, text)
		n := equilibrium.Dim(g)
		x := make([]float64, n)
		for _, p := range g.Populations() {
			sum := 0.0
			for k := p.Start; k < p.End; k++ {
				x[k] = 1 + math.Mod(float64(7*k), 5)
				sum += x[k]
			}
			for k := p.Start; k < p.End; k++ {
				x[k] /= sum
			}
		}
		ev := g.NewEvaluator()
		pay, img := make([]float64, n), make([]float64, n)
		if err := ev.Payoffs(pay, x); err != nil {
			t.Fatal(err)
		}
		gens := g.(equilibrium.Symmetric).Symmetry().Generators()
		if len(gens) == 0 {
			t.Errorf("%s: no symmetry found", text)
		}
		for _, p := range gens {
			y := make([]float64, n)
			for k, v := range x {
				y[p[k]] = v
			}
			if err := ev.Payoffs(img, y); err != nil {
				t.Fatal(err)
			}
			for k := range pay {
				if math.Abs(img[p[k]]-pay[k]) > 1e-12 {
					t.Errorf("%s: generator %v: payoff %d is %v, of its image %v", text, p, k, pay[k], img[p[k]])
				}
			}
		}
	}
}
