package scenario

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestLens: every sort of path is found, read, set and told, and the File it
// was set on stays as it was.
func TestLens(t *testing.T) {
	f := mustRead(t, cluster)
	before := string(f.Canonical())
	for _, c := range []struct {
		path string
		have float64
		ok   bool
		set  float64
	}{
		{"T", 1.7, true, 2},
		{"parameters.T", 1.7, true, 2},
		{"labour", 0, false, 2},
		{"trade_cost.own", 1, true, 1.1},
		{"borders.between_groups", 1, true, 1.5},
		{"industries.shoes.sigma", 5, true, 6},
		{"industries.2.sigma", 4, true, 6},
		{"industries.shoes.inputs.leather", 0.2, true, 0.3},
		{"industries.leather.inputs.shoes", 0, false, 0.3},
		{"groups.labour.2", 1, true, 3},
		{"agriculture.eta", 0.95, true, 0.9},
		{"agriculture.land", 1, true, 2},
		{"external_economies.pooling.shape", 2, true, 3},
		{"external_economies.enterprises", 500, true, 50},
		{"external_economies.spillover.decay", 0, false, 10},
		{"joint_action.delta", 0.35, true, 0.5},
		{"joint_action.forms.HM.chi", 0.05, true, 0},
		{"joint_action.heterogeneity.cv", 0, false, 0.5},
		{"joint_action.support.match", 0.3, true, 0.5},
		{"rest_of_world.world.wage", 1, true, 0.8},
		{"rest_of_world.1.T", 1.8, true, 2},
		{"geography.equidistant.regions", 2, true, 3},
		{"compare.share.2.1", 0.5, true, 0.7},
		{"simulate.speed", 5, true, 1},
	} {
		l, err := f.Lens(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if x, ok := l.Get(f); x != c.have || ok != c.ok {
			t.Errorf("%s: got %g, %v", c.path, x, ok)
		}
		g, err := f.With(c.path, c.set)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if x, ok := l.Get(g); x != c.set || !ok {
			t.Errorf("%s: set %g, got %g, %v", c.path, c.set, x, ok)
		}
		if s := g.Source(c.path); s.Origin != FromCode {
			t.Errorf("%s: source %v", c.path, s)
		}
		if x, ok := l.Get(f); x != c.have || ok != c.ok {
			t.Errorf("%s: the original changed to %g, %v", c.path, x, ok)
		}
		if string(g.Canonical()) == before {
			t.Errorf("%s: the canonical form does not show the change", c.path)
		}
	}
	if got := string(f.Canonical()); got != before {
		t.Errorf("the original changed to %s", got)
	}
}

// TestLensErrors: paths that name no number, and numbers out of range.
func TestLensErrors(t *testing.T) {
	f := mustRead(t, cluster)
	for _, c := range []struct {
		path string
		x    float64
		want string
	}{
		{"T", 0.5, `parameters.T: 0.5 is outside [1, ∞); iceberg trade cost between any two regions: ship T, 1 arrives`},
		{"sgima", 2, `unknown parameter "sgima" of collective-efficiency; allowed: mu, sigma, alpha, farm_shares, labour, T, tau; did you mean sigma?`},
		{"sigma", 2, `parameters.sigma: plays no part beside the industries block`},
		{"tau", 2, `parameters.tau: plays no part in the geography equidistant; use T: iceberg trade cost between any two regions: ship T, 1 arrives`},
		{"farm_shares", 2, `parameters.farm_shares: is a list, not one number; name one entry, e.g. parameters.farm_shares.1`},
		{"farm_shares.1", 0.4, `parameters.farm_shares.1: one share alone cannot change: the shares sum to one; set the whole list`},
		{"groups.labour.3", 2, `groups.labour.3: has no entry "3"; allowed: 1 to 2`},
		{"groups", 2, `groups: names no single number; allowed: of, labour; add one of these keys`},
		{"parameters", 2, `parameters: names no single number; add the name of a parameter`},
		{"rest_of_world.wrold.wage", 2, `unknown entry "wrold" in rest_of_world; allowed: world, 1 to 1; did you mean world?`},
		{"rest_of_world.world.waeg", 2, `unknown key "waeg" in rest_of_world.world; allowed: name, labour, wage, income, T; did you mean wage?`},
		{"mobility", 2, `mobility: is no number`},
		{"joint_action.forms.VM.theta", 2, `joint_action.forms.VM: is not in the file; it needs the key kappa too`},
		{"geography.equidistant.regions", 2.5, `geography.equidistant.regions: 2.5 is not a whole number; number of regions`},
		{"industries.shoes.sigma.x", 2.5, `industries.shoes.sigma: is a number and holds no "x"`},
		{"industries.shoes.inputs", 2.5, `industries.shoes.inputs: names no single number; add the name of an industry`},
	} {
		if _, err := f.With(c.path, c.x); err == nil || err.Error() != c.want {
			t.Errorf("%s\ngot  %v\nwant %s", c.path, err, c.want)
		}
	}
}

// TestTracedParameter: what parameters says of it plays no part: it may be
// left out.
func TestTracedParameter(t *testing.T) {
	f := mustRead(t, strings.Replace(tomahawk, ", T: 1.7", "", 1))
	if _, ok := f.Parameters.Number("T"); ok {
		t.Error("T is there")
	}
	g, err := f.With("T", 1.5)
	if err != nil {
		t.Fatal(err)
	}
	if x, ok := g.Parameters.Number("T"); !ok || x != 1.5 {
		t.Errorf("T = %g, %v", x, ok)
	}
}

// TestLensChain: many changes leave one note per path and the last values.
func TestLensChain(t *testing.T) {
	f := mustRead(t, cluster)
	rapid.Check(t, func(t *rapid.T) {
		want := map[string]float64{}
		g := f
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			path := rapid.SampledFrom([]string{"T", "rest_of_world.world.wage", "joint_action.psi", "industries.shoes.sigma"}).Draw(t, "path")
			x := rapid.Float64Range(1.5, 9).Draw(t, "x")
			var err error
			if g, err = g.With(path, x); err != nil {
				t.Fatal(err)
			}
			want[path] = x
		}
		notes := 0
		for c := g.changes; c != nil; c = c.next {
			notes++
		}
		if notes != len(want) {
			t.Fatalf("%d notes for %d paths", notes, len(want))
		}
		for path, x := range want {
			l, err := g.Lens(path)
			if err != nil {
				t.Fatal(err)
			}
			if y, _ := l.Get(g); y != x {
				t.Fatalf("%s: %g, want %g", path, y, x)
			}
		}
	})
}

// TestWithValue: shocks may set lists.
func TestWithValue(t *testing.T) {
	f := mustRead(t, cluster)
	for _, path := range []string{"farm_shares", "labour", "rest_of_world.world.T", "agriculture.land", "joint_action.forms.HB.effort"} {
		g, err := f.WithValue(path, VectorValue([]float64{1, 1}))
		if path == "farm_shares" {
			if err == nil || err.Error() != "parameters.farm_shares: the shares sum to 2, not to 1; allowed: a sum within 1.5e-09 of 1" {
				t.Errorf("%s: %v", path, err)
			}
			g, err = f.WithValue(path, VectorValue([]float64{0.25, 0.75}))
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if s := g.Source(path); s.Origin != FromCode {
			t.Errorf("%s: source %v", path, s)
		}
		if string(g.Canonical()) == string(f.Canonical()) {
			t.Errorf("%s: nothing changed", path)
		}
	}
	for path, want := range map[string]string{
		"T":                      "parameters.T: takes no list; allowed: a number",
		"joint_action.delta":     "joint_action.delta: takes no list; allowed: a number",
		"rest_of_world.world.TT": `unknown key "TT" in rest_of_world.world; allowed: name, labour, wage, income, T; did you mean T?`,
		"agriculture.land.1":     `agriculture.land.1: holds no entry "1"`,
	} {
		if _, err := f.WithValue(path, VectorValue([]float64{1, 1})); err == nil || err.Error() != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := f.WithValue("labour", VectorValue([]float64{1, 1, 1})); err == nil || err.Error() != "parameters.labour: has 3 numbers for 2 regions; allowed: one number per region" {
		t.Errorf("three regions: %v", err)
	}
	if _, err := f.WithValue("rest_of_world.world.T", VectorValue([]float64{1, 0.5})); err == nil {
		t.Error("a trade cost of 0.5 was taken")
	}
}
