package plots

import (
	"math"
	"strings"

	"github.com/geosolve/geosolve/plots/internal/outline"
	"gonum.org/v1/plot/vg"
)

// style is a preset with what is needed to measure text. It keeps the first
// error of a label.
type style struct {
	Preset
	h    outline.Handler
	room vg.Length // width of the figure, or of each panel of several
	err  error
}

func newStyle(p Preset) *style { return &style{Preset: p, h: p.handler(), room: p.width()} }

func (st *style) fail(err error) {
	if st.err == nil {
		st.err = err
	}
}

// size is the type size, and u a distance that grows with it: one unit is a
// point at 8 pt type.
func (st *style) size() vg.Length            { return vg.Length(st.FontSize) }
func (st *style) u(v float64) vg.Length      { return vg.Length(v) * st.scale() }
func (st *style) lw(share float64) vg.Length { return vg.Length(share * st.LineWidth) }
func (st *style) aw(share float64) vg.Length { return vg.Length(share * st.AxisWidth) }

// block is a text of one or more lines, laid out.
type block struct {
	lines []outline.Line
	w, h  vg.Length // of the whole
	step  vg.Length // between baselines
	size  vg.Length
}

func (b block) empty() bool { return len(b.lines) == 0 }

// ascent is the height of the first line over its baseline.
func (b block) ascent() vg.Length { return b.lines[0].Ascent }

// text lays out a label, keeping its line breaks.
func (st *style) text(s string) block { return st.lay(strings.Split(s, "\n"), false) }

// boldText lays out a label in the bold cut.
func (st *style) boldText(s string) block { return st.lay([]string{s}, true) }

func (st *style) lay(lines []string, heavy bool) block {
	b := block{step: outline.LineHeight(st.size()), size: st.size()}
	for _, s := range lines {
		if strings.TrimSpace(s) == "" {
			continue
		}
		l, err := st.h.Layout(s, st.size(), heavy)
		if err != nil {
			st.fail(err)
			continue
		}
		b.lines = append(b.lines, l)
		b.w = max(b.w, l.Width)
	}
	for i, l := range b.lines {
		switch {
		case i == 0:
			b.h = l.Ascent
		default:
			// Tall scripts push lines apart.
			b.step = max(b.step, b.lines[i-1].Descent+l.Ascent+st.u(0.6))
		}
	}
	if n := len(b.lines); n > 0 {
		b.h += vg.Length(n-1)*b.step + b.lines[n-1].Descent
	}
	return b
}

// wrap lays out a label in lines no wider than room, at most maxLines of them;
// what is left over is cut with an ellipsis. Lines break at spaces outside
// formulae.
func (st *style) wrap(s string, room vg.Length, maxLines int) block {
	if b := st.text(s); b.w <= room && len(b.lines) <= maxLines {
		return b
	}
	var lines []string
	line := ""
	words := splitWords(s)
	for i, w := range words {
		next := w
		if line != "" {
			next = line + " " + w
		}
		switch {
		case st.widthOf(next) <= room:
			line = next
		case line == "":
			line = st.cut(w, room)
		case len(lines) == maxLines-1:
			lines = append(lines, st.cut(strings.Join(append([]string{line}, words[i:]...), " "), room))
			return st.lay(lines, false)
		default:
			lines = append(lines, line)
			line = w
			if st.widthOf(w) > room {
				line = st.cut(w, room)
			}
		}
	}
	return st.lay(append(lines, line), false)
}

func (st *style) widthOf(s string) vg.Length {
	if strings.TrimSpace(s) == "" {
		return 0
	}
	l, err := st.h.Layout(s, st.size(), false)
	if err != nil {
		st.fail(err)
		return 0
	}
	return l.Width
}

const ellipsis = "…"

// cut shortens a label to the room, ending it with an ellipsis. A formula is
// kept or dropped whole.
func (st *style) cut(s string, room vg.Length) string {
	if st.widthOf(s) <= room {
		return s
	}
	var pieces []string // letters, escapes and whole formulae
	rest := []rune(s)
	for i := 0; i < len(rest); {
		j := i + 1
		switch rest[i] {
		case '\\':
			j = min(i+2, len(rest))
		case '$':
			for j < len(rest) && (rest[j] != '$' || rest[j-1] == '\\') {
				j++
			}
			j = min(j+1, len(rest))
		}
		pieces = append(pieces, string(rest[i:j]))
		i = j
	}
	lo, hi := 0, len(pieces)-1
	for lo < hi { // the most pieces that fit
		mid := (lo + hi + 1) / 2
		if st.widthOf(strings.TrimRight(strings.Join(pieces[:mid], ""), " ")+ellipsis) <= room {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return strings.TrimRight(strings.Join(pieces[:lo], ""), " ") + ellipsis
}

// splitWords cuts a label at spaces and line breaks outside formulae.
func splitWords(s string) []string {
	var words []string
	var word strings.Builder
	inside, escaped := false, false
	for _, r := range s {
		if (r == ' ' || r == '\n') && !inside {
			if word.Len() > 0 {
				words = append(words, word.String())
				word.Reset()
			}
			escaped = false
			continue
		}
		if r == '$' && !escaped {
			inside = !inside
		}
		escaped = r == '\\' && !escaped
		word.WriteRune(r)
	}
	if word.Len() > 0 {
		words = append(words, word.String())
	}
	return words
}

// vAlign says which part of a block lies at its anchor.
type vAlign int

const (
	alignTop vAlign = iota
	alignMiddle
	alignBottom
	alignBase // the baseline of the first line
)

// baseline is how far the first baseline lies above the anchor.
func (b block) baseline(v vAlign) vg.Length {
	last := vg.Length(len(b.lines)-1) * b.step
	switch v {
	case alignTop:
		return -b.ascent()
	case alignMiddle:
		return (last - outline.CapHeight(b.size)) / 2
	case alignBottom:
		return last + b.lines[len(b.lines)-1].Descent
	}
	return 0
}

// box is where a block lies whose anchor is at p: h is 0, 0.5 or 1 for an
// anchor at its left, middle or right.
func (b block) box(p vg.Point, h float64, v vAlign) vg.Rectangle {
	if b.empty() {
		return vg.Rectangle{Min: p, Max: p}
	}
	top := p.Y + b.baseline(v) + b.ascent()
	left := p.X - vg.Length(h)*b.w
	return vg.Rectangle{Min: vg.Point{X: left, Y: top - b.h}, Max: vg.Point{X: left + b.w, Y: top}}
}

// turned is the box of a block turned by an angle around its anchor.
func (b block) turned(p vg.Point, h float64, v vAlign, angle float64) vg.Rectangle {
	r := b.box(vg.Point{}, h, v)
	sin, cos := math.Sincos(angle)
	out := vg.Rectangle{Min: p, Max: p}
	for i, q := range []vg.Point{r.Min, r.Max, {X: r.Min.X, Y: r.Max.Y}, {X: r.Max.X, Y: r.Min.Y}} {
		t := vg.Point{
			X: p.X + vg.Length(float64(q.X)*cos-float64(q.Y)*sin),
			Y: p.Y + vg.Length(float64(q.X)*sin+float64(q.Y)*cos),
		}
		if i == 0 {
			out = vg.Rectangle{Min: t, Max: t}
		}
		out = union(out, vg.Rectangle{Min: t, Max: t})
	}
	return out
}

func union(a, b vg.Rectangle) vg.Rectangle {
	return vg.Rectangle{
		Min: vg.Point{X: min(a.Min.X, b.Min.X), Y: min(a.Min.Y, b.Min.Y)},
		Max: vg.Point{X: max(a.Max.X, b.Max.X), Y: max(a.Max.Y, b.Max.Y)},
	}
}

// overlap tells whether two boxes share more than their borders.
func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

// grown is a box with a margin on every side.
func grown(r vg.Rectangle, by vg.Length) vg.Rectangle {
	return vg.Rectangle{
		Min: vg.Point{X: r.Min.X - by, Y: r.Min.Y - by},
		Max: vg.Point{X: r.Max.X + by, Y: r.Max.Y + by},
	}
}

// within tells whether a lies inside b.
func within(a, b vg.Rectangle) bool {
	return a.Min.X >= b.Min.X && a.Max.X <= b.Max.X && a.Min.Y >= b.Min.Y && a.Max.Y <= b.Max.Y
}
