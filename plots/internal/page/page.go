// Package page holds a drawing as a list of filled and stroked paths, and
// writes that list as PDF, SVG, EPS, PNG or PGF pictures for LaTeX. The list has no dates, names or
// maps, so a drawing has one byte sequence in each format.
package page

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	gfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"github.com/geosolve/geosolve/plots/internal/outline"
)

// Kind tells what an Item is.
type Kind int

// The kinds of items.
const (
	Fill Kind = iota
	Stroke
	TextStart
	TextEnd
)

// Item is one step of a drawing, in points, the origin at the lower left.
type Item struct {
	Kind  Kind
	Path  vg.Path // moves, lines, cubic curves and closes only
	Color color.NRGBA
	Width vg.Length     // of a stroke
	Dash  []vg.Length   // of a stroke; empty for a solid line
	Text  outline.Place // of TextStart: what the outlines up to TextEnd say
}

// Label is a text of the drawing and the box around its outlines.
type Label struct {
	Text string
	Box  vg.Rectangle
}

// Page implements vg.Canvas.
type Page struct {
	Width, Height vg.Length
	Items         []Item
	Labels        []Label

	err   error
	state state
	stack []state
}

type state struct {
	color color.NRGBA
	width vg.Length
	dash  []vg.Length
	to    affine
}

// affine maps (x, y) to (ax+cy+e, bx+dy+f).
type affine struct{ a, b, c, d, e, f float64 }

var _ vg.CanvasSizer = (*Page)(nil)

// New returns an empty page.
func New(width, height vg.Length) *Page {
	p := &Page{Width: width, Height: height}
	p.state.to = affine{a: 1, d: 1}
	vg.Initialize(p)
	return p
}

// Size returns the width and the height.
func (p *Page) Size() (x, y vg.Length) { return p.Width, p.Height }

// Fail keeps the first error of the drawing.
func (p *Page) Fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// Err returns the first error of the drawing.
func (p *Page) Err() error { return p.err }

// BeginText says that the paths up to EndText are the outlines of a label.
func (p *Page) BeginText(t outline.Place) {
	box := t.Box
	corners := []vg.Point{box.Min, box.Max, {X: box.Min.X, Y: box.Max.Y}, {X: box.Max.X, Y: box.Min.Y}}
	for i, c := range corners {
		q := p.point(c)
		if i == 0 {
			t.Box = vg.Rectangle{Min: q, Max: q}
		}
		t.Box.Min.X, t.Box.Max.X = min(t.Box.Min.X, q.X), max(t.Box.Max.X, q.X)
		t.Box.Min.Y, t.Box.Max.Y = min(t.Box.Min.Y, q.Y), max(t.Box.Max.Y, q.Y)
	}
	m := p.state.to
	t.Anchor = p.point(t.Anchor)
	t.Angle += math.Atan2(m.b, m.a)
	t.Size *= vg.Length(math.Hypot(m.a, m.b))
	p.Labels = append(p.Labels, Label{Text: t.Text, Box: t.Box})
	p.Items = append(p.Items, Item{Kind: TextStart, Text: t, Color: p.state.color})
}

// EndText ends the outlines of a text.
func (p *Page) EndText() { p.Items = append(p.Items, Item{Kind: TextEnd}) }

// SetLineWidth implements vg.Canvas.
func (p *Page) SetLineWidth(w vg.Length) { p.state.width = w }

// SetLineDash implements vg.Canvas. The offset is not supported: every line
// starts with a dash.
func (p *Page) SetLineDash(pattern []vg.Length, _ vg.Length) {
	p.state.dash = append([]vg.Length(nil), pattern...)
}

// SetColor implements vg.Canvas.
func (p *Page) SetColor(c color.Color) {
	if c == nil {
		c = color.Black
	}
	p.state.color = color.NRGBAModel.Convert(c).(color.NRGBA)
}

// Rotate implements vg.Canvas.
func (p *Page) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	p.concat(affine{cos, sin, -sin, cos, 0, 0})
}

// Translate implements vg.Canvas.
func (p *Page) Translate(pt vg.Point) {
	p.concat(affine{1, 0, 0, 1, float64(pt.X), float64(pt.Y)})
}

// Scale implements vg.Canvas.
func (p *Page) Scale(x, y float64) { p.concat(affine{a: x, d: y}) }

// concat applies n before the transformations in force.
func (p *Page) concat(n affine) {
	m := p.state.to
	p.state.to = affine{
		m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b,
		m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d,
		m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f,
	}
}

func (p *Page) point(q vg.Point) vg.Point {
	m, x, y := p.state.to, float64(q.X), float64(q.Y)
	return vg.Point{X: vg.Length(m.a*x + m.c*y + m.e), Y: vg.Length(m.b*x + m.d*y + m.f)}
}

// Push implements vg.Canvas.
func (p *Page) Push() { p.stack = append(p.stack, p.state) }

// Pop implements vg.Canvas.
func (p *Page) Pop() {
	p.state = p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
}

// Stroke implements vg.Canvas.
func (p *Page) Stroke(path vg.Path) {
	m := p.state.to
	scale := vg.Length(math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)))
	if p.state.width*scale <= 0 {
		return
	}
	dash := make([]vg.Length, len(p.state.dash))
	for i, d := range p.state.dash {
		dash[i] = d * scale
	}
	p.add(Item{Kind: Stroke, Path: p.flatten(path), Width: p.state.width * scale, Dash: dash})
}

// Fill implements vg.Canvas; the rule is that of non-zero winding.
func (p *Page) Fill(path vg.Path) { p.add(Item{Kind: Fill, Path: p.flatten(path)}) }

func (p *Page) add(it Item) {
	if len(it.Path) == 0 || p.state.color.A == 0 {
		return
	}
	for _, c := range it.Path {
		if !finite(c.Pos) {
			p.Fail(errors.New("a path of the figure has a point that is not finite"))
			return
		}
	}
	it.Color = p.state.color
	p.Items = append(p.Items, it)
}

func finite(q vg.Point) bool {
	s := float64(q.X) + float64(q.Y)
	return !math.IsNaN(s) && !math.IsInf(s, 0)
}

// FillString implements vg.Canvas by filling the outlines of the letters.
func (p *Page) FillString(f gfont.Face, pt vg.Point, s string) {
	var buf sfnt.Buffer
	upem := f.Face.UnitsPerEm()
	ppem := fixed.Int26_6(upem)
	em := f.Font.Size / vg.Length(upem)
	at := func(q fixed.Point26_6) vg.Point {
		return vg.Point{X: pt.X + vg.Length(q.X)*em, Y: pt.Y - vg.Length(q.Y)*em}
	}
	var path vg.Path
	for _, r := range s {
		i, err := f.Face.GlyphIndex(&buf, r)
		if err != nil {
			p.Fail(err)
			return
		}
		segments, err := f.Face.LoadGlyph(&buf, i, ppem, nil)
		if err != nil {
			p.Fail(fmt.Errorf("letter %q: %w", r, err))
			return
		}
		for _, g := range segments {
			switch g.Op {
			case sfnt.SegmentOpMoveTo:
				path.Move(at(g.Args[0]))
			case sfnt.SegmentOpLineTo:
				path.Line(at(g.Args[0]))
			case sfnt.SegmentOpQuadTo:
				path.QuadTo(at(g.Args[0]), at(g.Args[1]))
			case sfnt.SegmentOpCubeTo:
				path.CubeTo(at(g.Args[0]), at(g.Args[1]), at(g.Args[2]))
			}
		}
		if w, err := f.Face.GlyphAdvance(&buf, i, ppem, font.HintingNone); err == nil {
			pt.X += vg.Length(w) * em
		}
	}
	p.Fill(path)
}

// DrawImage implements vg.Canvas; a page holds paths only.
func (p *Page) DrawImage(vg.Rectangle, image.Image) {
	p.Fail(errors.New("figures hold paths only, not images"))
}
