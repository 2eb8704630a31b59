package plots

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tomahawk is the bifurcation diagram of the core-periphery model at σ = 5,
// μ = 0.4: symmetry breaks at T = 1.6266, the core is sustained below
// T = 1.8073. The unstable branch between is drawn as a square root.
func tomahawk() Bifurcation {
	const tb, ts = 1.6266, 1.8073
	f := Bifurcation{
		Title:  "Core and periphery",
		XLabel: `Trade cost, $T$`, YLabel: `Share of manufacturing in region 1, $\lambda$`,
		Events: []Event{
			{Break, tb, 0.5, `$T_B$`}, {Sustain, ts, 1, `$T_S$`}, {Sustain, ts, 0, ""},
		},
		Bands: []Band{{tb, ts, "Core and symmetry both stable"}},
	}
	line := func(name string, y func(t float64) float64, lo, hi float64, s func(t float64) Stability, extra ...float64) {
		b := Branch{Name: name}
		for i := 0; i <= 60; i++ {
			t := lo + (hi-lo)*float64(i)/60
			b.X, b.Y, b.Stable = append(b.X, t), append(b.Y, y(t)), append(b.Stable, s(t))
		}
		f.Branches = append(f.Branches, b)
	}
	above := func(c float64, hi, lo Stability) func(float64) Stability {
		return func(t float64) Stability {
			if t > c {
				return hi
			}
			return lo
		}
	}
	line("symmetric", func(float64) float64 { return 0.5 }, 1, tb, above(tb, Stable, Unstable))
	line("symmetric", func(float64) float64 { return 0.5 }, tb, 2.2, above(tb, Stable, Stable))
	for _, up := range []float64{1, -1} {
		corner := 0.5 + up/2
		line("corner", func(float64) float64 { return corner }, 1, ts, above(ts, Unstable, Stable))
		line("corner", func(float64) float64 { return corner }, ts, 2.2, above(1, Unstable, Unstable))
		line("asymmetric", func(t float64) float64 { return 0.5 + up/2*math.Sqrt(max(t-tb, 0)/(ts-tb)) }, tb, ts, above(0, Unstable, Unstable))
	}
	f.Branches[1].Stable[0] = Stable
	return f
}

// TestGallery draws every figure; with PLOTS_GALLERY set to a folder it leaves
// them there to be looked at.
func TestGallery(t *testing.T) {
	dir := os.Getenv("PLOTS_GALLERY")
	if dir == "" {
		dir = t.TempDir()
	}
	all := gallery()
	all["mixed-wide"] = mixed()
	for name, fig := range wide() {
		all[name+"-wide"] = fig
	}
	for name, fig := range all {
		presets := []Preset{Single(), Beamer()}
		if strings.HasSuffix(name, "-wide") {
			presets = []Preset{Double()}
		}
		for _, preset := range presets {
			for _, f := range Formats() {
				path := filepath.Join(dir, name+"-"+preset.Name+"."+string(f))
				if err := Save(fig, preset, path); err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				first, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				var again bytes.Buffer
				if err := Render(fig, preset, f, &again); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(first, again.Bytes()) {
					t.Errorf("%s: two drawings as %s differ", name, f)
				}
			}
		}
	}
}
