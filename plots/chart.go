package plots

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// chart is a figure made ready to draw: what stands around the data area, and
// how to fill it. Every element around the area is placed from the area
// outwards, so that areas of neighbouring charts can be aligned.
type chart struct {
	title           string
	letter, heading string  // of a panel, always drawn
	x, y            *axis   // nil: the body draws all there is
	boxed           bool    // axes on four sides
	aspect          float64 // height over width of the data area, when fixed
	natural         float64 // the same when free; 0 means naturalAspect
	flags           []flag
	keys            []key
	bar             *colorBar
	// pad is room the body needs around the data area for labels of its own.
	pad insets
	// back is drawn under the axes, body over them.
	back, body func(p *pen, v view)
}

// insets are the rooms around a data area.
type insets struct{ left, right, bottom, top vg.Length }

// grow takes the larger of each room.
func (i insets) grow(o insets) insets {
	return insets{max(i.left, o.left), max(i.right, o.right), max(i.bottom, o.bottom), max(i.top, o.top)}
}

// naturalAspect is the height over the width of a free data area.
const naturalAspect = 0.68

// edge is the least room between a figure's content and its edge, in units of
// style.u; leastArea the least side of a data area, in mm.
const (
	edge      = 2.0
	titleGap  = 4.0
	leastArea = 10.0
)

// charter is a figure that one chart can show.
type charter interface {
	Figure
	chart(st *style) (*chart, error)
}

// fitted is a chart with its measures for a data area.
type fitted struct {
	*chart
	xl, yl axisLayout
	strip  strip
	legend legend
	title  block
	letter block // of a panel
	head   block
}

// fit measures what stands around a data area of a size, within a room of a
// width.
func (c *chart) fit(st *style, w, h, room vg.Length) (fitted, insets) {
	f := fitted{chart: c}
	e := st.u(edge)
	in := insets{left: e + c.pad.left, right: e + c.pad.right, bottom: e + c.pad.bottom, top: e + c.pad.top}
	if c.x != nil {
		f.xl = c.x.fit(st, w, true)
		in.bottom += f.xl.size(st)
		in.right = max(in.right, e+f.xl.over)
	}
	if c.y != nil {
		f.yl = c.y.fit(st, h, false)
		in.left = max(e+f.yl.size(st), e+f.xl.under)
		in.top = max(in.top, e+f.yl.over)
		in.bottom = max(in.bottom, e+f.yl.under)
	}
	if c.bar != nil {
		bl := c.bar.axis().fit(st, h, false)
		in.right += st.u(barGap+barWidth) + bl.size(st)
		in.top, in.bottom = max(in.top, e+bl.over), max(in.bottom, e+bl.under)
	}
	if len(c.flags) > 0 && c.x != nil {
		v := view{area: vg.Rectangle{Max: vg.Point{X: w, Y: h}}, x: c.x.scale}
		f.strip = st.strip(c.flags, v.px, 0, w)
		in.top = max(in.top, e+f.strip.h)
	}
	if c.letter != "" {
		f.letter = st.boldText(c.letter)
		in.top += st.u(titleGap) + f.letter.h
		if c.heading != "" {
			f.head = st.wrap(c.heading, in.left+w-f.letter.w-st.u(titleGap), 1)
		}
	}
	f.legend = st.legend(c.keys, room-2*e)
	if len(c.keys) > 0 {
		in.bottom += st.u(legendTop) + f.legend.h
	}
	if st.ShowTitle && c.title != "" {
		f.title = st.wrap(c.title, room-2*e, 2)
		in.top += st.u(titleGap) + f.title.h
	}
	return f, in
}

// solve finds the data area of a chart in a rectangle, at least with the given
// insets. Tick labels depend on the area and the area on them: the second pass
// settles both, the third is for tick labels that changed in the second.
func (c *chart) solve(st *style, rect vg.Rectangle, least insets) (fitted, vg.Rectangle, error) {
	size := rect.Size()
	w, h := size.X*0.75, size.Y*0.75
	var f fitted
	var in insets
	for range 3 {
		f, in = c.fit(st, w, h, size.X)
		in = in.grow(least)
		w, h = size.X-in.left-in.right, size.Y-in.bottom-in.top
		if w < mm(leastArea) || h < mm(leastArea) {
			return f, rect, errors.Join(st.err, fmt.Errorf(
				"plots: preset %q: %.0f × %.0f mm leaves less than %g mm for the data beside labels and legend; make the figure larger",
				st.Name, float64(size.X/vg.Millimeter), float64(size.Y/vg.Millimeter), leastArea))
		}
	}
	area := vg.Rectangle{
		Min: vg.Point{X: rect.Min.X + in.left, Y: rect.Min.Y + in.bottom},
		Max: vg.Point{X: rect.Max.X - in.right, Y: rect.Max.Y - in.top},
	}
	if c.aspect > 0 {
		area = shrink(area, c.aspect)
		f, _ = c.fit(st, area.Max.X-area.Min.X, area.Max.Y-area.Min.Y, size.X)
	}
	return f, area, st.err
}

// shrink cuts a box to a height over width, keeping its middle.
func shrink(r vg.Rectangle, aspect float64) vg.Rectangle {
	s := r.Size()
	if float64(s.Y) > aspect*float64(s.X) {
		d := (s.Y - vg.Length(aspect)*s.X) / 2
		r.Min.Y, r.Max.Y = r.Min.Y+d, r.Max.Y-d
	} else {
		d := (s.X - s.Y/vg.Length(aspect)) / 2
		r.Min.X, r.Max.X = r.Min.X+d, r.Max.X-d
	}
	return r
}

// height is the height that suits a chart at a width.
func (c *chart) height(st *style, width vg.Length) vg.Length {
	aspect := c.aspect
	if aspect == 0 {
		aspect = c.natural
	}
	if aspect == 0 {
		aspect = naturalAspect
	}
	w := width * 0.8
	var in insets
	for range 3 {
		_, in = c.fit(st, w, w*vg.Length(aspect), width)
		w = max(width-in.left-in.right, mm(leastArea))
	}
	return w*vg.Length(aspect) + in.bottom + in.top
}

// draw draws a chart whose data area has been found.
func (f fitted) draw(p *pen, rect, area vg.Rectangle) {
	v := view{area: area}
	if f.x != nil {
		v.x = f.x.scale
	}
	if f.y != nil {
		v.y = f.y.scale
	}
	if f.back != nil {
		f.back(p, v)
	}
	p.strip(f.strip, area)
	bottom := area.Min.Y - f.pad.bottom
	if f.x != nil {
		bottom = min(bottom, p.drawX(f.x, f.xl, area)-f.pad.bottom)
	}
	if f.y != nil {
		p.drawY(f.y, f.yl, area)
		bottom = min(bottom, area.Min.Y-f.yl.under)
	}
	if f.body != nil {
		f.body(p, v)
	}
	f.frame(p, area)
	if f.bar != nil {
		shifted := area
		shifted.Max.X += f.pad.right + f.xl.over
		f.bar.draw(p, shifted)
	}
	if len(f.keys) > 0 {
		e := p.u(edge)
		x := (area.Min.X+area.Max.X)/2 - f.legend.w/2
		x = max(min(x, rect.Max.X-e-f.legend.w), rect.Min.X+e)
		p.legend(f.legend, vg.Point{X: x, Y: bottom - p.u(legendTop)})
	}
	top := area.Max.Y + max(f.pad.top, f.yl.over, f.strip.h)
	if !f.letter.empty() {
		// Letters of a row and of a column stand in line; that of a figure of
		// fixed shape stands by it.
		base := rect.Max.Y - p.u(edge) - f.letter.ascent()
		x := rect.Min.X + p.u(edge)
		if f.aspect > 0 {
			base = min(base, top+p.u(titleGap)+f.letter.h-f.letter.ascent())
			x = max(x, area.Min.X-f.pad.left-f.yl.size(p.style))
		}
		p.block(f.letter, vg.Point{X: x, Y: base}, 0, alignBase, 0)
		p.block(f.head, vg.Point{X: x + f.letter.w + p.u(titleGap), Y: base}, 0, alignBase, 0)
		top = base + f.letter.ascent()
	}
	p.block(f.title, vg.Point{X: clampMid((area.Min.X+area.Max.X)/2, f.title.w, rect), Y: top + p.u(titleGap)}, 0.5, alignBottom, 0)
}

// clampMid keeps a text of a width inside the figure.
func clampMid(x, w vg.Length, rect vg.Rectangle) vg.Length {
	return max(min(x, rect.Max.X-w/2), rect.Min.X+w/2)
}

// frame draws the axis lines.
func (f fitted) frame(p *pen, area vg.Rectangle) {
	if f.x == nil || f.y == nil {
		return
	}
	ink := line{color: black, width: p.aw(1)}
	if f.boxed {
		p.stroke(rectangle(area), ink)
		return
	}
	var path vg.Path
	path.Move(vg.Point{X: area.Min.X, Y: area.Max.Y})
	path.Line(area.Min)
	path.Line(vg.Point{X: area.Max.X, Y: area.Min.Y})
	p.stroke(path, ink)
}

// drawChart draws a figure that is one chart over the whole canvas.
func drawChart(f charter, c draw.Canvas, preset Preset) error {
	if err := preset.Validate(); err != nil {
		return err
	}
	st := newStyle(preset)
	st.room = c.Rectangle.Size().X
	ch, err := f.chart(st)
	if err != nil {
		return fmt.Errorf("plots: %w", err)
	}
	fit, area, err := ch.solve(st, c.Rectangle, insets{})
	if err != nil {
		return wrapError(err)
	}
	p := &pen{style: st, c: c.Canvas}
	fit.draw(p, c.Rectangle, area)
	return wrapError(st.err)
}

// chartHeight is the Height of a figure that is one chart.
func chartHeight(f charter, preset Preset) (vg.Length, error) {
	if err := preset.Validate(); err != nil {
		return 0, err
	}
	st := newStyle(preset)
	ch, err := f.chart(st)
	if err != nil {
		return 0, fmt.Errorf("plots: %w", err)
	}
	h := ch.height(st, preset.width())
	return h, wrapError(st.err)
}

// wrapError puts the package's name before an error once.
func wrapError(err error) error {
	if err == nil {
		return nil
	}
	if msg := err.Error(); len(msg) > 6 && msg[:6] == "plots:" {
		return err
	}
	return fmt.Errorf("plots: %w", err)
}
