package scenario

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestResolved: the manifest's view of a scenario, every value with its source.
func TestResolved(t *testing.T) {
	f := mustRead(t, tomahawk, "sigma=6")
	f, err := f.With("T", 1.5)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(f.Resolved())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"scenario":{"title":"Core–periphery, two regions","model":"core-periphery","parameters":{"T":1.5,"mu":0.4,"sigma":6},` +
		`"geography":{"equidistant":{"regions":2}},"trade_cost":{"form":"exponential","own":1},"borders":{"between_regions":1,"between_groups":1},` +
		`"trace":{"parameter":"T","from":1.2,"to":2.3,"branches":"all"},` +
		`"figures":[{"bifurcation":{"of":"trace","y":"share","region":1,"industry":1,"unstable":true},"file":"tomahawk.pdf","width":"single"}]},` +
		`"sources":{"title":"x.yaml:1:8","model":"x.yaml:2:8","parameters.T":"set","parameters.mu":"x.yaml:3:18","parameters.sigma":"--set sigma=6",` +
		`"geography.equidistant.regions":"x.yaml:4:36","trade_cost.form":"default","trade_cost.own":"default","borders.between_regions":"default",` +
		`"borders.between_groups":"default","trace.parameter":"x.yaml:5:23","trace.from":"x.yaml:5:32","trace.to":"x.yaml:5:41","trace.branches":"default",` +
		`"figures.1.bifurcation.of":"x.yaml:7:24","figures.1.bifurcation.y":"x.yaml:7:34","figures.1.bifurcation.region":"default",` +
		`"figures.1.bifurcation.industry":"default","figures.1.bifurcation.unstable":"default","figures.1.file":"x.yaml:7:48","figures.1.width":"default"}}`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
}

// TestCanonical: layout, order of keys and defaults written out make no
// difference to the hashed form; values do.
func TestCanonical(t *testing.T) {
	a := mustRead(t, plain)
	b := mustRead(t, "{\"geography\": {\"equidistant\": {\"regions\": 2.0}},\n \"trade_cost\": {\"own\": 1e0}, \"parameters\": {\"T\": 1.70, \"sigma\": 5, \"mu\": 4e-1},\n \"model\": \"core-periphery\"}")
	if string(a.Canonical()) != string(b.Canonical()) {
		t.Errorf("%s\n%s", a.Canonical(), b.Canonical())
	}
	if c := mustRead(t, plain, "mu=0.41"); string(a.Canonical()) == string(c.Canonical()) {
		t.Error("mu makes no difference")
	}
}

// TestCanonicalReads: the canonical form is a scenario that means the same.
func TestCanonicalReads(t *testing.T) {
	for _, s := range []string{tomahawk, cluster} {
		f := mustRead(t, s)
		g := mustRead(t, string(f.Canonical()))
		if d := cmp.Diff(string(f.Canonical()), string(g.Canonical())); d != "" {
			t.Error(d)
		}
	}
}

// TestSourcesNameEveryPath: each value has one source, and Source agrees.
func TestSourcesNameEveryPath(t *testing.T) {
	f := mustRead(t, cluster, "T=2")
	var paths []string
	for _, s := range f.Resolved().Sources {
		paths = append(paths, s.Path)
		if s.Source.Origin != FromDefault && f.Source(s.Path) != s.Source {
			t.Errorf("%s: %v and %v", s.Path, s.Source, f.Source(s.Path))
		}
	}
	slices.Sort(paths)
	if n := len(slices.Compact(slices.Clone(paths))); n != len(paths) {
		t.Errorf("%d paths, %d of them distinct", len(paths), n)
	}
	if !slices.Contains(paths, "simulate.shocks.1.set.rest_of_world.world.wage") {
		t.Error(strings.Join(paths, "\n"))
	}
}
