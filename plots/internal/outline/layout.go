package outline

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// Positions of scripts and accents, in ems of the letter they hang on; they
// are near the values of Computer Modern and STIX.
const (
	scriptScale  = 0.72 // size of a script against its base
	minScript    = 0.5  // no script of a script is smaller than this share of the base
	supRise      = 0.36
	subDrop      = 0.18
	subDropBoth  = 0.26 // when there is a superscript too
	scriptGap    = 0.03
	accentGap    = 0.07
	ruleWidth    = 0.05
	italicTan    = 0.21 // slant of the italics: tan 12°
	strutAscent  = 0.70 // room above the baseline given to every line
	strutDescent = 0.22
	lineHeight   = 1.22
)

// placed is a glyph or a rule at its place, in ems of the base size.
type placed struct {
	g          *glyph
	x, y, size float64
	w, h       float64 // of a rule, when g is nil
}

// run is a laid-out line, in ems.
type run struct {
	items                  []placed
	width                  float64
	ascent, descent        float64 // of the ink; at least zero
	xmin, xmax, ymin, ymax float64 // the ink's bounding box
	inked                  bool
}

// setter lays out atoms from left to right.
type setter struct {
	family Family
	base   slope
	run    run
	x      float64
	prev   *glyph
}

// layout sets a line of text at size one em.
func layout(s string, f Family, base slope) (run, error) {
	atoms, err := parse(s)
	if err != nil {
		return run{}, err
	}
	t := &setter{family: f, base: base}
	if err := t.atoms(atoms, 0, 1); err != nil {
		if _, ok := err.(*SyntaxError); !ok {
			err = &SyntaxError{Text: s, Reason: err.Error()}
		}
		return run{}, err
	}
	t.run.width = t.x
	return t.run, nil
}

func (t *setter) atoms(list []atom, y, size float64) error {
	prev := opening
	for i, a := range list {
		cls := a.class
		if cls == binary && (prev != ordinary && prev != closing || i == len(list)-1) {
			cls = ordinary // a sign, not an operation
		}
		if a.math && size == 1 {
			t.gap(spaceBetween(prev, cls, i == 0), size)
		}
		if err := t.atom(a, y, size); err != nil {
			return err
		}
		prev = cls
		if !a.math {
			prev = ordinary
		}
	}
	return nil
}

// spaceBetween is TeX's table of spaces, in ems.
func spaceBetween(a, b class, first bool) float64 {
	switch {
	case first:
		return 0
	case a == relation || b == relation:
		if a == b {
			return 0
		}
		return 5.0 / 18
	case a == binary || b == binary:
		return 4.0 / 18
	case a == punctuation:
		return 3.0 / 18
	case a == operator && b == ordinary, b == operator && (a == ordinary || a == closing):
		return 3.0 / 18
	}
	return 0
}

func (t *setter) gap(w, size float64) {
	if w != 0 {
		t.x += w * size
		t.prev = nil
	}
}

func (t *setter) atom(a atom, y, size float64) error {
	start, first := t.x, len(t.run.items)
	switch {
	case a.r != 0:
		if err := t.char(a, y, size); err != nil {
			return err
		}
	case a.group != nil:
		if err := t.atoms(a.group, y, size); err != nil {
			return err
		}
	default:
		t.gap(a.space, size)
	}
	if a.accented {
		if err := t.overline(a, start, first, y, size); err != nil {
			return err
		}
	}
	if a.sub == nil && a.sup == nil {
		return nil
	}
	return t.scripts(a, first, y, size)
}

func (t *setter) char(a atom, y, size float64) error {
	s := a.slope
	if !a.math && s == upright {
		s = t.base
	}
	g, err := lookup(t.family, s, a.r)
	if err != nil {
		return err
	}
	if !a.math {
		t.x += kern(t.prev, g) * size
	}
	t.prev = g
	t.place(placed{g: g, x: t.x, y: y, size: size})
	t.x += g.advance * size
	return nil
}

// place records an item and widens the ink box.
func (t *setter) place(p placed) {
	t.run.items = append(t.run.items, p)
	x0, x1, y0, y1 := p.x, p.x+p.w, p.y, p.y+p.h
	if p.g != nil {
		if len(p.g.path) == 0 {
			return
		}
		x0, x1 = p.x+p.g.xmin*p.size, p.x+p.g.xmax*p.size
		y0, y1 = p.y+p.g.ymin*p.size, p.y+p.g.ymax*p.size
	}
	r := &t.run
	if !r.inked {
		r.xmin, r.xmax, r.ymin, r.ymax, r.inked = x0, x1, y0, y1, true
	}
	r.xmin, r.xmax = math.Min(r.xmin, x0), math.Max(r.xmax, x1)
	r.ymin, r.ymax = math.Min(r.ymin, y0), math.Max(r.ymax, y1)
	r.ascent, r.descent = math.Max(r.ascent, y1), math.Max(r.descent, -y0)
}

// inkOf gives the box of the items set since first.
func (t *setter) inkOf(first int) (x0, x1, y1 float64, slanted bool) {
	x0, x1 = math.Inf(1), math.Inf(-1)
	for _, p := range t.run.items[first:] {
		if p.g == nil || len(p.g.path) == 0 {
			continue
		}
		x0 = math.Min(x0, p.x+p.g.xmin*p.size)
		x1 = math.Max(x1, p.x+p.g.xmax*p.size)
		y1 = math.Max(y1, p.y+p.g.ymax*p.size)
		slanted = slanted || p.g.face == stixItalic || p.g.face == sansItalic
	}
	if x1 < x0 {
		x0, x1 = t.x, t.x
	}
	return x0, x1, y1, slanted
}

// overline draws a bar or another accent over the items since first.
func (t *setter) overline(a atom, start float64, first int, y, size float64) error {
	x0, x1, top, slanted := t.inkOf(first)
	lean := 0.0
	if slanted {
		lean = italicTan * (top - y) / 2
	}
	if a.accent == 0 {
		t.place(placed{x: x0 + lean/2, y: top + accentGap*size, w: x1 - x0, h: ruleWidth * size})
		return nil
	}
	g, err := lookup(t.family, upright, a.accent)
	if err != nil {
		return err
	}
	mid := (x0+x1)/2 + lean
	t.place(placed{
		g: g, size: size,
		x: mid - (g.xmin+g.xmax)/2*size,
		y: top + accentGap*size - g.ymin*size,
	})
	t.x = math.Max(t.x, start)
	return nil
}

// scripts sets the subscript and the superscript one above the other.
func (t *setter) scripts(a atom, first int, y, size float64) error {
	small := math.Max(size*scriptScale, minScript)
	_, inkRight, top, _ := t.inkOf(first)
	base := t.x
	end := base
	drop := subDrop
	if a.sup != nil {
		drop = subDropBoth
	}
	if a.sub != nil && a.sup == nil {
		drop = subDrop
	}
	if a.sub != nil {
		t.x, t.prev = base+scriptGap*size/2, nil
		if err := t.atoms(a.sub, y-drop*size, small); err != nil {
			return err
		}
		end = math.Max(end, t.x)
	}
	if a.sup != nil {
		rise := math.Max(supRise*size, (top-y)-0.32*size)
		if len(a.sup) > 0 && a.sup[0].r == '′' {
			rise = 0.28 * size
		}
		t.x, t.prev = math.Max(base, inkRight)+scriptGap*size, nil
		if err := t.atoms(a.sup, y+rise, small); err != nil {
			return err
		}
		end = math.Max(end, t.x)
	}
	t.x, t.prev = end+scriptGap*size, nil
	return nil
}

// draw fills the run with its origin at the canvas origin; em is the type size.
func (r run) draw(c vg.Canvas, em vg.Length, at func(x, y float64) vg.Point) {
	var path vg.Path
	for _, p := range r.items {
		if p.g == nil {
			path.Move(at(p.x, p.y))
			path.Line(at(p.x+p.w, p.y))
			path.Line(at(p.x+p.w, p.y+p.h))
			path.Line(at(p.x, p.y+p.h))
			path.Close()
			continue
		}
		for _, s := range p.g.path {
			path = append(path, moved(s, p, at))
		}
	}
	if len(path) > 0 {
		c.Fill(path)
	}
}

// moved brings one piece of a glyph to its place on the page.
func moved(s vg.PathComp, p placed, at func(x, y float64) vg.Point) vg.PathComp {
	to := func(q vg.Point) vg.Point {
		return at(p.x+float64(q.X)*p.size, p.y+float64(q.Y)*p.size)
	}
	out := vg.PathComp{Type: s.Type, Pos: to(s.Pos)}
	for _, c := range s.Control {
		out.Control = append(out.Control, to(c))
	}
	return out
}
