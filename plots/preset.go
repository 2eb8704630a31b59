package plots

import (
	"fmt"
	"math"
	"strings"

	"github.com/geosolve/geosolve/plots/internal/outline"
	"gonum.org/v1/plot/vg"
)

// Family is the family of typefaces of a figure.
type Family int

// The families.
const (
	Serif Family = iota // STIX Two, for journals set in Times or its like
	Sans                // Liberation Sans with the symbols of STIX Two Math
)

// MinFontSize is the smallest type size of a preset, in points: the least that
// journals accept.
const MinFontSize = 7.0

// Limits of a preset. Figures are between a stamp and a poster wide.
const (
	minWidth, maxWidth   = 40, 500 // mm
	minAspect, maxAspect = 0.2, 4
	maxFontSize          = 30
	maxLineWidth         = 5
	minDPI, maxDPI       = 50, 1200
)

// Preset says how large a figure is and how it is set.
type Preset struct {
	Name      string  // for error messages
	Width     float64 // of the whole figure, in mm, 40–500
	Aspect    float64 // height over width of the whole figure, 0.2–4; 0 lets the figure choose
	Family    Family  // typefaces
	FontSize  float64 // of all text but scripts, in points, 7–30
	LineWidth float64 // of curves, in points, 0–5
	AxisWidth float64 // of axes and ticks, in points, 0–5
	ShowTitle bool    // draw the figure's title; journals want it in the caption
	Grey      bool    // draw in greys
	DPI       int     // dots per inch of PNG, 50–1200
}

// Single is one column of a journal: 90 mm, 8 pt serif.
func Single() Preset {
	return Preset{Name: "single", Width: 90, FontSize: 8, LineWidth: 1, AxisWidth: 0.5, DPI: 300}
}

// OneHalf is a column and a half: 140 mm, 8 pt serif.
func OneHalf() Preset {
	p := Single()
	p.Name, p.Width = "onehalf", 140
	return p
}

// Double is the full width of a page of two columns: 190 mm, 8 pt serif.
func Double() Preset {
	p := Single()
	p.Name, p.Width = "double", 190
	return p
}

// Beamer is a slide: 128 mm by 77 mm, 9 pt sans, heavier lines.
func Beamer() Preset {
	return Preset{
		Name: "beamer", Width: 128, Aspect: 0.6, Family: Sans, FontSize: 9,
		LineWidth: 1.4, AxisWidth: 0.6, DPI: 300,
	}
}

// PresetNames lists the names that PresetByName knows.
func PresetNames() []string { return []string{"single", "onehalf", "double", "beamer"} }

// PresetByName returns a preset by its name; the error lists the names.
func PresetByName(name string) (Preset, error) {
	switch name {
	case "single":
		return Single(), nil
	case "onehalf":
		return OneHalf(), nil
	case "double":
		return Double(), nil
	case "beamer":
		return Beamer(), nil
	}
	return Preset{}, fmt.Errorf("plots: unknown preset %q; allowed: %s", name, strings.Join(PresetNames(), ", "))
}

// Validate names the first field out of its range.
func (p Preset) Validate() error {
	for _, c := range []struct {
		field   string
		v       float64
		lo, hi  float64
		orZero  bool
		unitful string
	}{
		{"Width", p.Width, minWidth, maxWidth, false, "mm"},
		{"Aspect", p.Aspect, minAspect, maxAspect, true, "(or 0: the figure chooses)"},
		{"FontSize", p.FontSize, MinFontSize, maxFontSize, false, "pt"},
		{"LineWidth", p.LineWidth, 0.1, maxLineWidth, false, "pt"},
		{"AxisWidth", p.AxisWidth, 0.1, maxLineWidth, false, "pt"},
		{"DPI", float64(p.DPI), minDPI, maxDPI, false, "dots per inch"},
	} {
		if c.orZero && c.v == 0 {
			continue
		}
		if !(c.v >= c.lo && c.v <= c.hi) {
			return fmt.Errorf("plots: preset %q: %s is %g; allowed: %g to %g %s", p.Name, c.field, c.v, c.lo, c.hi, c.unitful)
		}
	}
	if p.Family != Serif && p.Family != Sans {
		return fmt.Errorf("plots: preset %q: Family is %d; allowed: Serif, Sans", p.Name, p.Family)
	}
	return nil
}

// mm is a length in millimetres.
func mm(v float64) vg.Length { return vg.Length(v) * vg.Millimeter }

// width is the width of the figure.
func (p Preset) width() vg.Length { return mm(p.Width) }

func (p Preset) handler() outline.Handler {
	if p.Family == Sans {
		return outline.Handler{Family: outline.Sans}
	}
	return outline.Handler{Family: outline.Serif}
}

// scale grows with the type size: distances of a figure are multiples of it.
func (p Preset) scale() vg.Length { return vg.Length(p.FontSize / 8) }

// finite tells whether v is a number.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
