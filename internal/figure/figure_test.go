package figure

import (
	"strings"
	"testing"

	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// Every key of a figure about its size and type reaches the preset, and a width
// of the scenario without a preset of that name is caught.
func TestPreset(t *testing.T) {
	for _, c := range []struct {
		keys string
		want plots.Preset
	}{
		{"width: single", plots.Single()},
		{"width: onehalf", plots.OneHalf()},
		{"width: double", plots.Double()},
		{"width: beamer", plots.Beamer()},
		{"family: sans", func() plots.Preset { p := plots.Single(); p.Family = plots.Sans; return p }()},
		{"width: beamer, family: serif", func() plots.Preset { p := plots.Beamer(); p.Family = plots.Serif; return p }()},
		{"grey: true, height: 45", func() plots.Preset { p := plots.Single(); p.Grey, p.Aspect = true, 0.5; return p }()},
	} {
		f, err := read(c.keys)
		if err != nil {
			t.Errorf("%s: %v", c.keys, err)
			continue
		}
		if got, err := Preset(&f.Figures[0]); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.keys, got, err, c.want)
		}
	}
	for keys, word := range map[string]string{"width: bemer": "beamer", "family: serief": "serif"} {
		if _, err := read(keys); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v; want a message that names %s", keys, err, word)
		}
	}
}

func read(keys string) (*scenario.File, error) {
	return scenario.Read(strings.NewReader("model: core-periphery\ntrace: {parameter: T, from: 1, to: 2}\nfigures:\n  - {bifurcation: {of: trace}, file: a.pdf, "+keys+"}\n"), "a.yaml", scenario.Options{})
}
