package outline

import (
	"fmt"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansitalic"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-fonts/stix/stix2mathregular"
	"codeberg.org/go-fonts/stix/stix2textbold"
	"codeberg.org/go-fonts/stix/stix2textitalic"
	"codeberg.org/go-fonts/stix/stix2textregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// Family is a family of typefaces.
type Family int

const (
	// Serif sets words and formulae in STIX Two.
	Serif Family = iota
	// Sans sets words and letters in Liberation Sans, and the mathematical
	// symbols it lacks in STIX Two Math.
	Sans
)

// slope is the cut of a typeface within its family.
type slope int

const (
	upright slope = iota
	italic
	bold
)

// face is one font file, parsed when it is first asked for a glyph. It keeps
// the outlines it has already read; it may be used by several goroutines.
type face struct {
	name string
	data []byte

	once sync.Once
	font *sfnt.Font
	err  error

	mu     sync.Mutex
	buf    sfnt.Buffer
	glyphs map[rune]*glyph
}

// glyph is an outline in units of the em, y pointing up, origin on the
// baseline.
type glyph struct {
	face    *face
	index   sfnt.GlyphIndex
	advance float64
	// path is closed contours; its coordinates are ems, not points.
	path vg.Path
	// ink is the bounding box of path (control points included).
	xmin, xmax, ymin, ymax float64
}

var (
	stixText   = &face{name: "STIX Two Text", data: stix2textregular.TTF}
	stixItalic = &face{name: "STIX Two Text Italic", data: stix2textitalic.TTF}
	stixBold   = &face{name: "STIX Two Text Bold", data: stix2textbold.TTF}
	stixMath   = &face{name: "STIX Two Math", data: stix2mathregular.TTF}
	sansText   = &face{name: "Liberation Sans", data: liberationsansregular.TTF}
	sansItalic = &face{name: "Liberation Sans Italic", data: liberationsansitalic.TTF}
	sansBold   = &face{name: "Liberation Sans Bold", data: liberationsansbold.TTF}
)

// chain lists the faces asked for a glyph, in order.
func chain(f Family, s slope) []*face {
	if f == Sans {
		switch s {
		case italic:
			return []*face{sansItalic, stixItalic, stixMath}
		case bold:
			return []*face{sansBold, stixBold, stixMath}
		}
		return []*face{sansText, stixText, stixMath}
	}
	switch s {
	case italic:
		return []*face{stixItalic, stixMath}
	case bold:
		return []*face{stixBold, stixMath}
	}
	return []*face{stixText, stixMath}
}

// lookup finds the glyph of r in the family, or an error naming the letter.
func lookup(f Family, s slope, r rune) (*glyph, error) {
	for _, fc := range chain(f, s) {
		g, err := fc.glyph(r)
		if err != nil {
			return nil, err
		}
		if g != nil {
			return g, nil
		}
	}
	return nil, fmt.Errorf("no glyph for %q (U+%04X) in the typefaces of the figure", r, r)
}

// glyph returns the outline of r, or nil if the face has none.
func (fc *face) glyph(r rune) (*glyph, error) {
	fc.once.Do(func() {
		fc.font, fc.err = sfnt.Parse(fc.data)
		fc.glyphs = make(map[rune]*glyph)
	})
	if fc.err != nil {
		return nil, fmt.Errorf("%s: %w", fc.name, fc.err)
	}
	fc.mu.Lock()
	defer fc.mu.Unlock()
	if g, ok := fc.glyphs[r]; ok {
		return g, nil
	}
	g, err := fc.load(r)
	if err != nil {
		return nil, fmt.Errorf("%s: U+%04X: %w", fc.name, r, err)
	}
	fc.glyphs[r] = g
	return g, nil
}

// load reads an outline. The scale of one font unit to 1/64 pixel makes the
// numbers of sfnt whole font units, so that nothing is rounded.
func (fc *face) load(r rune) (*glyph, error) {
	index, err := fc.font.GlyphIndex(&fc.buf, r)
	if err != nil {
		return nil, err
	}
	if index == 0 {
		return nil, nil
	}
	upem := fc.font.UnitsPerEm()
	ppem := fixed.Int26_6(upem)
	advance, err := fc.font.GlyphAdvance(&fc.buf, index, ppem, font.HintingNone)
	if err != nil {
		return nil, err
	}
	segments, err := fc.font.LoadGlyph(&fc.buf, index, ppem, nil)
	if err != nil {
		return nil, err
	}
	em := 1 / float64(upem)
	g := &glyph{face: fc, index: index, advance: float64(advance) * em}
	g.trace(segments, em)
	return g, nil
}

// trace turns the segments of sfnt, whose y points down, into a path of lines
// and cubic curves.
func (g *glyph) trace(segments sfnt.Segments, em float64) {
	var at vg.Point
	open, first := false, true
	pt := func(p fixed.Point26_6) vg.Point {
		q := vg.Point{X: vg.Length(float64(p.X) * em), Y: vg.Length(-float64(p.Y) * em)}
		x, y := float64(q.X), float64(q.Y)
		if first {
			g.xmin, g.xmax, g.ymin, g.ymax = x, x, y, y
			first = false
		}
		g.xmin, g.xmax = min(g.xmin, x), max(g.xmax, x)
		g.ymin, g.ymax = min(g.ymin, y), max(g.ymax, y)
		return q
	}
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				g.path.Close()
			}
			at, open = pt(s.Args[0]), true
			g.path.Move(at)
		case sfnt.SegmentOpLineTo:
			at = pt(s.Args[0])
			g.path.Line(at)
		case sfnt.SegmentOpQuadTo:
			c, end := pt(s.Args[0]), pt(s.Args[1])
			g.path.CubeTo(between(at, c, 2.0/3), between(end, c, 2.0/3), end)
			at = end
		case sfnt.SegmentOpCubeTo:
			c1, c2, end := pt(s.Args[0]), pt(s.Args[1]), pt(s.Args[2])
			g.path.CubeTo(c1, c2, end)
			at = end
		}
	}
	if open {
		g.path.Close()
	}
}

func between(a, b vg.Point, t float64) vg.Point {
	return vg.Point{X: a.X + vg.Length(t)*(b.X-a.X), Y: a.Y + vg.Length(t)*(b.Y-a.Y)}
}

// kern returns the kerning between two neighbours of one face, in ems.
func kern(a, b *glyph) float64 {
	if a == nil || b == nil || a.face != b.face {
		return 0
	}
	fc := a.face
	fc.mu.Lock()
	defer fc.mu.Unlock()
	upem := fc.font.UnitsPerEm()
	k, err := fc.font.Kern(&fc.buf, a.index, b.index, fixed.Int26_6(upem), font.HintingNone)
	if err != nil { // sfnt.ErrNotFound: the pair is set without kerning.
		return 0
	}
	return float64(k) / float64(upem)
}
