package explore

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// Sliders go over a sensible part of the range, never outside it.
func TestWindow(t *testing.T) {
	for _, c := range []struct {
		name    string
		r       scenario.Range
		v       float64
		whole   bool
		through []float64
		want    window
	}{
		{"a share", scenario.Between(0, 1), 0.4, false, nil, window{Min: 0, Max: 1, Step: 0.005}},
		{"an open share", scenario.Inside(0, 1), 0.4, false, nil, window{Min: 0.005, Max: 0.995, Step: 0.005}},
		{"sigma", scenario.Above(1), 5, false, nil, window{Min: 1.1, Max: 13, Step: 0.1}},
		{"T", scenario.AtLeast(1), 1.7, false, nil, window{Min: 1, Max: 3.1, Step: 0.02}},
		{"T at its end", scenario.AtLeast(1), 1, false, nil, window{Min: 1, Max: 2, Step: 0.005}},
		{"T that is traced", scenario.AtLeast(1), 1.7, false, []float64{1.2, 2.3}, window{Min: 1.2, Max: 2.3, Step: 0.01}},
		{"a cost", scenario.Above(0), 0.08, false, nil, window{Min: 0.008, Max: 0.8, Log: true}},
		{"anything", scenario.Range{}, -0.3, false, nil, window{Min: -0.9, Max: 0.3, Step: 0.01}},
		{"regions", scenario.Between(1, 1000000), 2, true, nil, window{Min: 1, Max: 11, Step: 1}},
		{"enterprises", scenario.AtLeast(1), 500, true, nil, window{Min: 50, Max: 5000, Step: 1, Log: true}},
	} {
		if d := cmp.Diff(c.want, windowOf(c.r, c.v, c.whole, c.through...)); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// Every symbol of every model is written in letters.
func TestSymbols(t *testing.T) {
	for _, c := range []struct {
		tex  string
		want []part
	}{
		{`\sigma`, []part{{Text: "σ"}}},
		{`\phi^A`, []part{{Text: "φ"}, {Text: "A", Place: "sup"}}},
		{`n_{\min}`, []part{{Text: "n"}, {Text: "min", Place: "sub", Roman: true}}},
		{`\bar L`, []part{{Text: "L", Bar: true}}},
		{`$\kappa_c$`, []part{{Text: "κ"}, {Text: "c", Place: "sub"}}},
	} {
		if d := cmp.Diff(c.want, symbolParts(c.tex)); d != "" {
			t.Errorf("%s: %s", c.tex, d)
		}
	}
	for _, m := range model.Specs() {
		for _, p := range m.Parameters {
			if p.Symbol == "" {
				continue
			}
			for _, s := range symbolParts(p.Symbol) {
				if s.Roman && s.Text != "min" && s.Text != "max" && s.Text != "∗" {
					t.Errorf("%s of %s: %q is not turned into letters", p.Symbol, m.Name, s.Text)
				}
			}
		}
	}
}
