package index

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// An industry spread as all employment has quotients of one and no concentration; one in a single region
// has the largest Herfindahl index; the order and unit of regions do not matter.
func TestConcentration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		regions := rapid.IntRange(2, 6).Draw(t, "regions")
		base := rapid.SliceOfN(rapid.Float64Range(1, 100), regions, regions).Draw(t, "base")
		twice := make([]float64, regions)
		for r, v := range base {
			twice[r] = 2 * v
		}
		c, err := Measure([][]float64{base, twice}, []float64{0, 0.1})
		if err != nil {
			t.Fatal(err)
		}
		for r := range base {
			if math.Abs(c.LocationQuotient[0][r]-1) > 1e-12 {
				t.Fatalf("quotient %v", c.LocationQuotient[0][r])
			}
		}
		if math.Abs(c.LocationalGini[1]) > 1e-12 || c.EllisonGlaeser.Raw[0] > 1e-24 {
			t.Fatalf("gini %v, raw %v", c.LocationalGini[1], c.EllisonGlaeser.Raw[0])
		}
		other := rapid.SliceOfN(rapid.Float64Range(0.1, 100), regions, regions).Draw(t, "other")
		a, err := Measure([][]float64{base, other}, []float64{0.2, 0.3})
		if err != nil {
			t.Fatal(err)
		}
		swap := func(x []float64) []float64 {
			y := append([]float64(nil), x...)
			y[0], y[regions-1] = 7*y[regions-1], 7*y[0]
			for r := 1; r < regions-1; r++ {
				y[r] *= 7
			}
			return y
		}
		b, err := Measure([][]float64{swap(base), swap(other)}, []float64{0.2, 0.3})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			if g := a.LocationalGini[i]; g < -1e-12 || g >= 1 || math.Abs(g-b.LocationalGini[i]) > 1e-12 || math.Abs(a.EllisonGlaeser.Gamma[i]-b.EllisonGlaeser.Gamma[i]) > 1e-10 {
				t.Fatalf("industry %d: %v %v", i, a, b)
			}
		}
	})
}

// What is not defined is null, what is wrong an error.
func TestConcentrationEdges(t *testing.T) {
	c, err := Measure([][]float64{{1, 0, 0}, {1, 0, 2}}, []float64{1, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][][]float64{nil, {{}}, {{1, 2}, {1}}, {{0, 0}}, {{-1, 2}}, {{math.NaN(), 1}}} {
		if _, err := Measure(bad, nil); err == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
	if _, err := Measure([][]float64{{1, 2}}, []float64{1.5}); err == nil {
		t.Error("a Herfindahl index of 1.5 was accepted")
	}
	var back struct {
		LQ [][]*float64 `json:"location_quotient"`
		EG struct{ Gamma []*float64 }
	}
	if err := json.Unmarshal(text, &back); err != nil || back.LQ[0][1] != nil {
		t.Errorf("%s: %v", text, err)
	}
}

// The index by hand: weights, missing answers, groups; the interval holds it and does not change from run to run.
func TestCooperation(t *testing.T) {
	nan := math.NaN()
	s := &Survey{Forms: []string{"tools", "fair"}, Weights: []float64{3, 1}, Intensity: [][]float64{{1, 5}, {nan, 4}, {2, nan}, {nan, nan}, {0, 0}},
		Group: []string{"b", "b", "a", "a", "a"}, Draws: 500, Level: 0.9, Seed: 1}
	c, err := s.Cooperate()
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		name  string
		n     int
		index float64
	}{{"all", 4, 2}, {"a", 2, 1}, {"b", 2, 3}}
	for k, w := range want {
		g := c.Groups[k]
		if g.Group != w.name || g.Enterprises != w.n || math.Abs(g.Index-w.index) > 1e-15 {
			t.Errorf("group %+v, want %+v", g, w)
		}
		if g.Interval[0] > g.Index || g.Interval[1] < g.Index {
			t.Errorf("interval %v does not hold %v", g.Interval, g.Index)
		}
	}
	again, err := s.Cooperate()
	if err != nil || again.Groups[0].Interval[0] != c.Groups[0].Interval[0] {
		t.Errorf("another run gives %v: %v", again, err)
	}
	if _, err := (&Survey{Forms: []string{"x"}, Intensity: [][]float64{{nan}}}).Cooperate(); err == nil {
		t.Error("a survey without answers has an index")
	}
}
