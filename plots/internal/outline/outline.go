// Package outline sets labels as filled glyph outlines, so that a label is the
// same picture in every format. It implements the text handler of gonum/plot.
//
// Labels hold words in any Latin alphabet and formulae between dollar signs in
// a small part of TeX: italic letters, Greek, upright digits, sub- and
// superscripts, relations and operators, \mathrm, \mathit, \mathbf, \bar,
// \hat, \tilde, \dot, named functions such as \ln, and spaces. Outside a
// formula a backslash protects one of \ $ % & _ # { }.
package outline

import (
	"math"
	"strings"

	"golang.org/x/image/font"
	gfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Handler implements text.Handler of gonum/plot. The zero value sets serif
// text; it may be used by several goroutines.
type Handler struct {
	Family Family
}

var _ text.Handler = Handler{}

// failer is a canvas that keeps the first error of a drawing.
type failer interface{ Fail(error) }

// Place is where a label stands: what a canvas needs to set it anew.
type Place struct {
	Text   string       // its markup
	Box    vg.Rectangle // around its outlines
	Anchor vg.Point     // on the baseline
	Align  float64      // the anchor is at the left 0, the middle 0.5 or the right 1 of the line
	Angle  float64      // by which it is turned around the anchor, in radians
	Size   vg.Length
	Bold   bool
}

// grouper is a canvas that keeps what a group of outlines says and where it
// stands.
type grouper interface {
	BeginText(p Place)
	EndText()
}

// Line is a label laid out, ready to be measured and drawn.
type Line struct {
	Text string
	// Width is the advance; Ascent and Descent reach from the baseline to the
	// top and bottom of the line, at least those of ordinary letters.
	Width, Ascent, Descent vg.Length
	// Ink is the box around the outlines, for the baseline's origin at (0, 0).
	Ink  vg.Rectangle
	size vg.Length
	bold bool
	run  run
}

// Layout sets one line at a type size. A markup error is a *SyntaxError.
func (h Handler) Layout(s string, size vg.Length, heavy bool) (Line, error) {
	sl := upright
	if heavy {
		sl = bold
	}
	r, err := layout(s, h.Family, sl)
	if err != nil {
		return Line{}, err
	}
	em := float64(size)
	return Line{
		Text: s, size: size, bold: heavy, run: r,
		Width:   vg.Length(r.width * em),
		Ascent:  vg.Length(math.Max(r.ascent, strutAscent) * em),
		Descent: vg.Length(math.Max(r.descent, strutDescent) * em),
		Ink: vg.Rectangle{
			Min: vg.Point{X: vg.Length(r.xmin * em), Y: vg.Length(r.ymin * em)},
			Max: vg.Point{X: vg.Length(r.xmax * em), Y: vg.Length(r.ymax * em)},
		},
	}, nil
}

// Draw fills the line with its origin at pt, turned by an angle in radians.
func (l Line) Draw(c vg.Canvas, pt vg.Point, angle float64) { l.DrawAligned(c, pt, 0, angle) }

// DrawAligned is Draw for a line that was aligned by its left 0, middle 0.5 or
// right 1, which a canvas that sets it in other typefaces wants to know.
func (l Line) DrawAligned(c vg.Canvas, pt vg.Point, align, angle float64) {
	sin, cos := math.Sincos(angle)
	em := float64(l.size)
	at := func(x, y float64) vg.Point {
		return vg.Point{
			X: pt.X + vg.Length((x*cos-y*sin)*em),
			Y: pt.Y + vg.Length((x*sin+y*cos)*em),
		}
	}
	if g, ok := c.(grouper); ok {
		anchor := at(align*float64(l.Width)/em, 0)
		g.BeginText(Place{Text: l.Text, Box: l.box(at), Anchor: anchor, Align: align, Angle: angle, Size: l.size, Bold: l.bold})
		defer g.EndText()
	}
	l.run.draw(c, l.size, at)
}

// box bounds the turned ink.
func (l Line) box(at func(x, y float64) vg.Point) vg.Rectangle {
	r := l.run
	b := vg.Rectangle{Min: at(r.xmin, r.ymin), Max: at(r.xmin, r.ymin)}
	for _, p := range []vg.Point{at(r.xmax, r.ymin), at(r.xmin, r.ymax), at(r.xmax, r.ymax)} {
		b.Min.X, b.Max.X = min(b.Min.X, p.X), max(b.Max.X, p.X)
		b.Min.Y, b.Max.Y = min(b.Min.Y, p.Y), max(b.Max.Y, p.Y)
	}
	return b
}

// LineHeight is the distance between baselines at a type size.
func LineHeight(size vg.Length) vg.Length { return lineHeight * size }

// CapHeight is the height of capital letters at a type size.
func CapHeight(size vg.Length) vg.Length { return 0.66 * size }

// Check reports what is wrong with a label: markup that cannot be read or a
// letter without a glyph.
func (h Handler) Check(s string) error {
	for _, l := range h.Lines(s) {
		if _, err := layout(l, h.Family, upright); err != nil {
			return err
		}
	}
	return nil
}

// Cache is empty: outlines need no font cache.
func (h Handler) Cache() *gfont.Cache { return gfont.NewCache(nil) }

// Extents gives the same measures for every label.
func (h Handler) Extents(f gfont.Font) gfont.Extents {
	return gfont.Extents{
		Ascent:  strutAscent * f.Size,
		Descent: strutDescent * f.Size,
		Height:  lineHeight * f.Size,
	}
}

// Lines splits a label at its line breaks.
func (h Handler) Lines(s string) []string {
	return strings.Split(strings.TrimRight(s, "\n"), "\n")
}

// Box measures one line; a label that cannot be read measures as its source.
func (h Handler) Box(s string, f gfont.Font) (width, height, depth vg.Length) {
	l, err := h.Layout(s, f.Size, f.Weight >= font.WeightBold)
	if err != nil {
		l = h.source(s, f)
	}
	return l.Width, l.Ascent, l.Descent
}

// Draw fills a label of one or more lines. If it cannot be read, the canvas is
// told (when it listens) and the source is drawn in its place.
func (h Handler) Draw(c vg.Canvas, s string, sty text.Style, pt vg.Point) {
	c.SetColor(sty.Color)
	lines := h.Lines(s)
	step := LineHeight(sty.Font.Size)
	total := step * vg.Length(len(lines))
	sin, cos := math.Sincos(sty.Rotation)
	for i, txt := range lines {
		l, err := h.Layout(txt, sty.Font.Size, sty.Font.Weight >= font.WeightBold)
		if err != nil {
			if f, ok := c.(failer); ok {
				f.Fail(err)
			}
			l = h.source(txt, sty.Font)
		}
		dx := float64(sty.XAlign) * float64(l.Width)
		dy := float64(total)*(1+float64(sty.YAlign)) - float64(step)*float64(i+1) + strutDescent*float64(sty.Font.Size)
		l.Draw(c, vg.Point{
			X: pt.X + vg.Length(dx*cos-dy*sin),
			Y: pt.Y + vg.Length(dx*sin+dy*cos),
		}, sty.Rotation)
	}
}

// source sets a label without reading its markup, leaving out letters that
// have no glyph.
func (h Handler) source(s string, f gfont.Font) Line {
	var keep strings.Builder
	for _, r := range s {
		if g, err := lookup(h.Family, upright, r); err != nil || g == nil {
			continue
		}
		if strings.ContainsRune(`\$`, r) {
			keep.WriteByte('\\')
		}
		keep.WriteRune(r)
	}
	l, err := h.Layout(keep.String(), f.Size, false)
	if err != nil {
		return Line{Text: s, size: f.Size}
	}
	return l
}

// Escape protects the characters of s that have a meaning in labels, so that
// names from data are drawn as they are.
func Escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `$`, `\$`, "\n", " ", "~", " ").Replace(s)
}
