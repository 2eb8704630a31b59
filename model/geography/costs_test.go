package geography

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/kernel"
)

// Would catch a wrong form, a wrong unit, borders on the diagonal, and At, LogAt, FirstRow and Matrix that disagree.
func TestCosts(t *testing.T) {
	kinds := everyKind(t)
	for name, g := range kinds {
		for _, tc := range []TradeCost{
			{Tau: 0.7},
			{Tau: 0.7, Own: 1.1},
			{Form: Power, Tau: 2, BetweenRegions: 1.5},
			{Form: DistancePower, Tau: 0.3},
			{Form: Linear, Tau: 3, BetweenRegions: 1.5, BetweenGroups: 2, Groups: groups(g.Regions)},
		} {
			c, err := g.Costs(tc)
			if err != nil {
				t.Fatal(name, err)
			}
			matrix, err := c.Matrix()
			if err != nil {
				t.Fatal(name, err)
			}
			for r := range g.Regions {
				for s := range g.Regions {
					want := wantCost(g, tc, r, s)
					got := [3]float64{c.At(r, s), math.Exp(c.LogAt(r, s)), matrix[r*g.Regions+s]}
					for _, v := range got {
						if math.Abs(v-want) > 1e-13*want {
							t.Errorf("%s %+v: T(%d, %d) = %v, want %v", name, tc, r, s, v, want)
						}
					}
					if r == 0 && c.FirstRow()[s] != matrix[s] {
						t.Errorf("%s: the first row is %v", name, c.FirstRow())
					}
				}
			}
			if broken := tc.Groups != nil && g.Regions > 1; broken != (c.Structure() == Unstructured) && g.Structure() != Unstructured {
				t.Errorf("%s %+v: structure %v", name, tc, c.Structure())
			}
		}
	}
}

// groups puts every other region into another.
func groups(n int) []int {
	result := make([]int, n)
	for r := range result {
		result[r] = r % 2
	}
	return result
}

// wantCost says in plain words what a trade cost is.
func wantCost(g *Geography, tc TradeCost, r, s int) float64 {
	if r == s {
		return max(1, tc.Own)
	}
	d := g.Distance(r, s)
	if g.Kind == KindCities {
		d /= 1000
	}
	cost := math.Exp(tc.Tau * d)
	switch tc.Form {
	case Power:
		cost = math.Pow(1+d, tc.Tau)
	case DistancePower:
		cost = math.Pow(max(1, d), tc.Tau)
	case Linear:
		cost = 1 + tc.Tau*d
	}
	if tc.BetweenRegions != 0 {
		cost *= tc.BetweenRegions
	}
	if tc.BetweenGroups != 0 && tc.Groups[r] != tc.Groups[s] {
		cost *= tc.BetweenGroups
	}
	return cost
}

// Would catch T between equidistant regions, and given in a matrix, that is not what was stated.
func TestStatedCosts(t *testing.T) {
	c, err := must(t)(Equidistant(3)).Costs(TradeCost{T: 1.7})
	if err != nil {
		t.Fatal(err)
	}
	if c.At(1, 1) != 1 || math.Abs(c.At(0, 2)-1.7) > 4e-16 || c.Structure() != Exchangeable {
		t.Errorf("T = %v and %v", c.At(1, 1), c.At(0, 2))
	}
	values := [][]float64{{1.05, 1.7, 2}, {1.3, 1, 3}, {2, 3, 1}}
	m := must(t)(Matrix(values))
	if m.Symmetric() || !must(t)(Matrix([][]float64{{1, 2}, {2, 1}})).Symmetric() {
		t.Error("symmetry of matrices")
	}
	for _, tc := range []TradeCost{{}, {Own: 1.2}, {BetweenRegions: 2}, {BetweenGroups: 3, Groups: []int{1, 1, 2}}} {
		c, err := m.Costs(tc)
		if err != nil {
			t.Fatal(err)
		}
		for r := range 3 {
			for s := range 3 {
				want := values[r][s]
				switch {
				case r == s && tc.Own != 0:
					want = tc.Own
				case r != s && tc.BetweenRegions != 0:
					want *= 2
				case tc.Groups != nil && tc.Groups[r] != tc.Groups[s]:
					want *= 3
				}
				if math.Abs(c.At(r, s)-want) > 1e-15*want {
					t.Errorf("%+v: T(%d, %d) = %v, want %v", tc, r, s, c.At(r, s), want)
				}
			}
		}
	}
	if d := m.Distance(0, 1); !math.IsNaN(d) || m.Distance(1, 1) != 0 {
		t.Errorf("the distance of a matrix is %v", d)
	}
}

// Would catch costs below 1 or beyond all bounds, options without effect, and a message that does not name the pair.
func TestCostErrors(t *testing.T) {
	is := must(t)
	line, equidistant, matrix := is(Line(5)), is(Equidistant(3)), is(Matrix([][]float64{{1, 2}, {2, 1}}))
	cities := is(Cities(csv(t, "c.csv", cityRows)))
	for _, c := range []struct {
		g    *Geography
		tc   TradeCost
		want string
	}{
		{line, TradeCost{Form: "quadratic"}, `trade_cost: form is "quadratic", but must be exponential, power,`},
		{line, TradeCost{Tau: -1}, "trade_cost: tau is -1"},
		{line, TradeCost{Tau: math.NaN()}, "trade_cost: tau is NaN"},
		{line, TradeCost{Tau: math.Inf(1)}, "trade_cost: tau is +Inf"},
		{line, TradeCost{T: 1.7}, "trade_cost: T is 1.7, but regions of a line are not equally far apart"},
		{equidistant, TradeCost{T: 0.9}, "trade_cost: T is 0.9"},
		{equidistant, TradeCost{T: 1.7, Tau: 1}, "trade_cost: both T (1.7) and tau (1) are stated"},
		{matrix, TradeCost{Tau: 1}, "trade_cost: tau is 1, but a matrix states T itself"},
		{line, TradeCost{Own: -1}, "trade costs: own is -1"},
		{line, TradeCost{Own: 0.5}, "trade costs: T from region 1 to region 1 is 0.5"},
		{line, TradeCost{BetweenRegions: math.Inf(1)}, "trade costs: between_regions is +Inf"},
		{line, TradeCost{Tau: 1, BetweenRegions: 0.7}, "trade costs: T from region 1 to region 2 is 0.89"},
		{line, TradeCost{BetweenGroups: 2}, "borders: between_groups is 2, but no groups are stated"},
		{line, TradeCost{BetweenGroups: 2, Groups: []int{1}}, "borders: groups has 1 entries, but there are 5 regions"},
		{line, TradeCost{Tau: 1, BetweenGroups: 0.5, Groups: []int{1, 1, 2, 2, 2}}, "trade costs: T from region 1 to region 3 is 0.82"},
		{cities, TradeCost{Tau: 50}, "trade costs: T from region 1 (North Pole) to region 2 (South Pole) is exp(1000"},
	} {
		if _, err := c.g.Costs(c.tc); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s %+v: got %v, want %s …", c.g.Kind, c.tc, err, c.want)
		}
	}
	if _, err := line.Costs(TradeCost{Tau: 1, BetweenRegions: 0.8}); err != nil {
		t.Errorf("a discount that distance makes up for: %v", err)
	}
	c, _ := line.Costs(TradeCost{Tau: 1})
	for _, sigma := range []float64{1, 0, math.NaN(), math.Inf(1)} {
		if _, err := c.Freeness(sigma); err == nil {
			t.Errorf("sigma = %v was accepted", sigma)
		}
	}
}

// Would catch a fast product for a geography that does not have the structure, and one that is the wrong way round:
// every kind against T^{1−σ} summed term by term, components relative to themselves.
func TestFreeness(t *testing.T) {
	is := must(t)
	asymmetric := make([][]float64, 40)
	rng := rand.New(rand.NewPCG(1, 2))
	for r := range asymmetric {
		asymmetric[r] = make([]float64, len(asymmetric))
		for s := range asymmetric {
			asymmetric[r][s] = 1 + rng.Float64()
		}
	}
	kinds := everyKind(t)
	kinds["matrix"] = is(Matrix(asymmetric))
	kinds["long ring"] = is(Ring(301))
	kinds["short ring"] = is(Ring(40))
	kinds["ring of 256"] = is(Ring(256))
	kinds["long line"] = is(Line(200))
	kinds["large grid"] = is(Grid(GridOptions{Rows: 12, Columns: 17}))
	kinds["large torus"] = is(Grid(GridOptions{Rows: 16, Columns: 11, Torus: true, Neighbours: Four}))
	used := make(map[string]bool)
	for name, g := range kinds {
		for _, tc := range []TradeCost{{Tau: 0.4}, {Tau: 30, BetweenRegions: 1.2}, {Form: Power, Tau: 2, Own: 1.1}, {Form: Linear, Tau: 0.5, BetweenGroups: 1.3, Groups: groups(g.Regions)}} {
			if g.Kind == KindMatrix || g.Kind == KindCities {
				tc.Tau = min(tc.Tau, 0)
			}
			c, err := g.Costs(tc)
			if err != nil {
				t.Fatal(name, err)
			}
			k, err := c.Freeness(5)
			if err != nil {
				t.Fatal(name, err)
			}
			used[strings.TrimPrefix(typeOf(k), "*kernel.")] = true
			checkFreeness(t, name, c, k)
		}
	}
	for _, kind := range []string{"Dense", "Equidistant", "Exponential", "Convolution"} {
		if !used[kind] {
			t.Errorf("no case uses %s", kind)
		}
	}
}

func typeOf(k kernel.Kernel) string {
	switch k.(type) {
	case *kernel.Dense:
		return "Dense"
	case *kernel.Equidistant:
		return "Equidistant"
	case *kernel.Exponential:
		return "Exponential"
	case *kernel.Convolution:
		return "Convolution"
	}
	return "another"
}

// checkFreeness multiplies a vector with one large entry.
func checkFreeness(t *testing.T, name string, c *Costs, k kernel.Kernel) {
	t.Helper()
	n := c.Len()
	x, y, z := make([]float64, n), make([]float64, n), make([]float64, n)
	for r := range x {
		x[r] = 1e-9 * float64(1+r%3)
	}
	x[n/3] = 1
	k.MulVec(y, x)
	k.MulTransVec(z, x)
	for r := range n {
		var plain, transposed float64
		for s, v := range x {
			plain += math.Pow(c.At(r, s), -4) * v
			transposed += math.Pow(c.At(s, r), -4) * v
		}
		if math.Abs(y[r]-plain) > 1e-11*plain || math.Abs(z[r]-transposed) > 1e-11*transposed {
			t.Errorf("%s by %s: component %d is %v and %v, want %v and %v", name, typeOf(k), r, y[r], z[r], plain, transposed)
			return
		}
	}
}

// Would catch anything of order R² on a large ring, line or torus.
func TestLargeStructures(t *testing.T) {
	n := 1 << 17
	is := must(t)
	for name, g := range map[string]*Geography{
		"ring":        is(Ring(n)),
		"line":        is(Line(n)),
		"torus":       is(Grid(GridOptions{Rows: 256, Columns: 512, Torus: true})),
		"equidistant": is(Equidistant(n)),
	} {
		for _, tc := range []TradeCost{{Tau: 0.5}, {Form: Power, Tau: 1}} {
			c, err := g.Costs(tc)
			if err != nil {
				t.Fatal(name, err)
			}
			k, err := c.Freeness(4)
			if err != nil {
				t.Fatal(name, err)
			}
			x, y := make([]float64, n), make([]float64, n)
			x[5] = 1
			k.MulVec(y, x)
			for _, r := range []int{0, 5, 6, 1000, n - 1} {
				if want := math.Pow(c.At(r, 5), -3); math.Abs(y[r]-want) > 1e-11 {
					t.Errorf("%s: φ(%d, 5) = %v, want %v", name, r, y[r], want)
				}
			}
			if _, err := c.Matrix(); err == nil || !strings.Contains(err.Error(), "too large to store") {
				t.Errorf("%s: a matrix of 2³⁴ elements: %v", name, err)
			}
		}
		if name == "ring" {
			c, _ := g.Costs(TradeCost{Form: Power, Tau: 100})
			if _, err := c.Freeness(4); err == nil || !strings.Contains(err.Error(), "lower tau or sigma") {
				t.Errorf("a product without digits: %v", err)
			}
		}
	}
}
