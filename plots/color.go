package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// The palette of Okabe and Ito (2008), which readers with any of the common
// colour-vision deficiencies can tell apart.
var (
	black      = color.NRGBA{0, 0, 0, 255}
	blue       = color.NRGBA{0x00, 0x72, 0xB2, 255}
	vermillion = color.NRGBA{0xD5, 0x5E, 0x00, 255}
	green      = color.NRGBA{0x00, 0x9E, 0x73, 255}
	purple     = color.NRGBA{0xCC, 0x79, 0xA7, 255}
	orange     = color.NRGBA{0xE6, 0x9F, 0x00, 255}
	sky        = color.NRGBA{0x56, 0xB4, 0xE9, 255}
	white      = color.NRGBA{255, 255, 255, 255}
	midGrey    = color.NRGBA{0x80, 0x80, 0x80, 255}
	guideGrey  = color.NRGBA{0x70, 0x70, 0x70, 255}
	gridGrey   = color.NRGBA{0xD4, 0xD4, 0xD4, 255}
	bandGrey   = color.NRGBA{0xE8, 0xE8, 0xE8, 255}
	absentGrey = color.NRGBA{0xF2, 0xF2, 0xF2, 255}
)

// lineColors is the order of colours of series: the darker first, so that thin
// lines are seen.
var lineColors = []color.NRGBA{blue, vermillion, green, purple, orange, sky, black}

// dashes is the order of dash patterns of series, in multiples of the line
// width; it has another length than lineColors, so that pairs repeat late.
var dashes = [][]float64{{}, {5, 2.5}, {1.4, 1.8}, {7, 2, 1.4, 2}, {3, 1.6}, {8, 2, 1.4, 2, 1.4, 2},
	{13, 3}, {1.4, 4}, {3, 1.6, 3, 1.6, 8, 1.6}}

// fillColors are the tints of areas and bars, ordered so that neighbours
// differ in lightness when printed in grey.
var fillColors = []color.NRGBA{
	{0x00, 0x5F, 0x96, 255}, {0xF2, 0xC5, 0x66, 255}, {0xC8, 0x5A, 0x10, 255},
	{0xA9, 0xD6, 0xF2, 255}, {0x00, 0x85, 0x62, 255}, {0xE3, 0xB4, 0xCF, 255}, {0x60, 0x60, 0x60, 255},
}

// regimeColors are light tints on which black labels are read.
var regimeColors = []color.NRGBA{
	{0xF7, 0xF7, 0xF7, 255}, {0xBF, 0xDD, 0xF0, 255}, {0xFA, 0xDD, 0xA0, 255}, {0xA8, 0xD5, 0xC2, 255},
	{0xEB, 0xC6, 0xDB, 255}, {0xF2, 0xBF, 0x98, 255}, {0xD2, 0xD2, 0xD2, 255}, {0xFB, 0xF6, 0xB8, 255},
}

// lineColor, lineDash, fillColor and regimeColor cycle through the lists.
func lineColor(i int) color.NRGBA   { return lineColors[i%len(lineColors)] }
func fillColor(i int) color.NRGBA   { return fillColors[i%len(fillColors)] }
func regimeColor(i int) color.NRGBA { return regimeColors[i%len(regimeColors)] }

// dashOf returns a dash pattern for a line width.
func dashOf(pattern []float64, width vg.Length) []vg.Length {
	out := make([]vg.Length, len(pattern))
	for i, v := range pattern {
		out[i] = vg.Length(v) * max(width, 0.7)
	}
	return out
}

// Palette is a scale of colours.
type Palette int

// The palettes.
const (
	Cividis      Palette = iota // sequential, from dark blue to yellow; lightness grows evenly
	BlueWhiteRed                // diverging: blue below the midpoint, white at it, red above
)

// cividisStops is the scale of Nuñez, Anderton and Renslow (2018) at ten equal
// steps.
var cividisStops = []color.NRGBA{
	{0x00, 0x22, 0x4e, 255}, {0x12, 0x35, 0x70, 255}, {0x3b, 0x49, 0x6c, 255}, {0x57, 0x5d, 0x6d, 255},
	{0x70, 0x71, 0x73, 255}, {0x8a, 0x86, 0x78, 255}, {0xa5, 0x9c, 0x74, 255}, {0xc3, 0xb3, 0x69, 255},
	{0xe1, 0xcc, 0x55, 255}, {0xfe, 0xe8, 0x38, 255},
}

// divergingStops is the scale RdBu of ColorBrewer from blue to red, without
// its darkest ends and with a white middle.
var divergingStops = []color.NRGBA{
	{0x21, 0x66, 0xac, 255}, {0x43, 0x93, 0xc3, 255}, {0x92, 0xc5, 0xde, 255}, {0xd1, 0xe5, 0xf0, 255},
	{0xff, 0xff, 0xff, 255},
	{0xfd, 0xdb, 0xc7, 255}, {0xf4, 0xa5, 0x82, 255}, {0xd6, 0x60, 0x4d, 255}, {0xb2, 0x18, 0x2b, 255},
}

// at gives the colour at t in [0, 1]; t beyond is cut to it, and
// NaN is the lower end.
func (p Palette) at(t float64) color.NRGBA {
	stops := cividisStops
	if p == BlueWhiteRed {
		stops = divergingStops
	}
	if !(t > 0) { // NaN too
		t = 0
	}
	x := math.Min(t, 1) * float64(len(stops)-1)
	i := min(int(x), len(stops)-2)
	f := x - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + f*(float64(b)-float64(a)))) }
	a, b := stops[i], stops[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// tint mixes a colour with white; share is the colour's part.
func tint(c color.NRGBA, share float64) color.NRGBA {
	f := func(v uint8) uint8 { return uint8(math.Round(255 - share*(255-float64(v)))) }
	return color.NRGBA{f(c.R), f(c.G), f(c.B), 255}
}

// luminance is the perceived lightness of a colour, 0 to 1.
func luminance(c color.NRGBA) float64 {
	return (0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B)) / 255
}

// grey is the grey as light as c.
func grey(c color.NRGBA) color.NRGBA {
	v := uint8(math.Round(255 * luminance(c)))
	return color.NRGBA{v, v, v, c.A}
}
