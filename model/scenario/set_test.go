package scenario

import "testing"

// TestOverrides: any value can be overridden by its dotted path; its source
// says so.
func TestOverrides(t *testing.T) {
	f := mustRead(t, cluster,
		"T=2", "parameters.farm_shares=[0.25, 0.75]", "rest_of_world.world.wage=0.9", "industries.shoes.sigma=6",
		"industries.2.inputs.shoes=0.05", "joint_action.psi=0.01", "groups.labour.2=3", "title=a title, with a comma",
		"simulate.shocks.1.set.rest_of_world.world.wage=0.7", "compare.rows.1=planner", "compare.rows.7=none",
		"trade_cost={own: 1.2}", "solve.seed=18446744073709551615", "simulate.times=[0, 300]",
	)
	for _, c := range []struct {
		path string
		want float64
	}{
		{"T", 2}, {"rest_of_world.world.wage", 0.9}, {"industries.shoes.sigma", 6}, {"industries.leather.inputs.shoes", 0.05},
		{"joint_action.psi", 0.01}, {"groups.labour.2", 3}, {"trade_cost.own", 1.2},
	} {
		l, err := f.Lens(c.path)
		if err != nil {
			t.Fatal(err)
		}
		if x, _ := l.Get(f); x != c.want {
			t.Errorf("%s = %g, want %g", c.path, x, c.want)
		}
		if s := f.Source(c.path); s.Origin != FromSet {
			t.Errorf("%s: source %v", c.path, s)
		}
	}
	if f.Title != "a title, with a comma" || f.Solve.Seed != 1<<64-1 || f.Compare.Rows[0] != "planner" || len(f.Simulate.Times) != 2 {
		t.Errorf("%q %d %v %v", f.Title, f.Solve.Seed, f.Compare.Rows, f.Simulate.Times)
	}
	if x, _ := f.Simulate.Shocks[0].Set[0].Value.Number(); x != 0.7 {
		t.Errorf("shock to %g", x)
	}
	if got := f.Source("parameters.farm_shares").String(); got != "--set parameters.farm_shares=[0.25, 0.75]" {
		t.Errorf("source %s", got)
	}
	if got := f.Source("joint_action.delta").String(); got != "x.yaml:14:10" {
		t.Errorf("source %s", got)
	}
	if got := f.Errorf("joint_action.delta", "is odd", "other numbers", "try another").Error(); got != "x.yaml:14:10: joint_action.delta: is odd; allowed: other numbers; try another" {
		t.Error(got)
	}
}

// TestOverrideOrder: a later override wins, and one may build on another.
func TestOverrideOrder(t *testing.T) {
	f := mustRead(t, tomahawk, "T=2", "T=3", "geography={ring: {regions: 4}}", "geography={equidistant: {regions: 4}}", "geography.equidistant.regions=5")
	if x, _ := f.Parameters.Number("T"); x != 3 || f.Geography.Regions() != 5 {
		t.Errorf("T %g, %d regions", x, f.Geography.Regions())
	}
}
