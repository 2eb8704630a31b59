package plots

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// RingBars draws a value per region, before and after, as bars that stand on a
// circle (the racetrack economy) or, if Plain, side by side.
type RingBars struct {
	Title  string // drawn if the preset says so
	YLabel string // what the bars measure
	// Names of the regions, clockwise from the top; nil numbers them from 1.
	Names []string
	// After holds one value per region, at least zero; Before too, or is nil.
	// NaN counts as absent.
	Before, After         []float64
	BeforeName, AfterName string // in the legend; "" for "Before" and "After"
	Plain                 bool
	XLabel                string // of plain bars
}

var _ charter = RingBars{}

func (f RingBars) title() string { return f.Title }

// Draw implements Figure.
func (f RingBars) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f RingBars) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns one row per region.
func (f RingBars) Data() Table {
	t := Table{Columns: []string{"region", "before", "after"}}
	for i := range f.After {
		t.add(f.name(i), at(f.Before, i), f.After[i])
	}
	return t
}

func (f RingBars) name(i int) string {
	if i < len(f.Names) {
		return f.Names[i]
	}
	return fmt.Sprint(i + 1)
}

func (f RingBars) validate() (extent, error) {
	e := extent{}
	if f.Before != nil && len(f.Before) != len(f.After) {
		return e, fmt.Errorf("ring: %d values before and %d after; they must be as many", len(f.Before), len(f.After))
	}
	if f.Names != nil && len(f.Names) != len(f.After) {
		return e, fmt.Errorf("ring: %d names and %d regions; they must be as many", len(f.Names), len(f.After))
	}
	for _, list := range [][]float64{f.Before, f.After} {
		for i, v := range list {
			if v < 0 || math.IsInf(v, 0) {
				return e, fmt.Errorf("ring: the value %g of region %s cannot be drawn; allowed: finite numbers from 0", v, f.name(i))
			}
			e.add(v)
		}
	}
	if !e.any {
		return e, fmt.Errorf("ring: no region has a value: %w", ErrEmpty)
	}
	e.add(0)
	return e, nil
}

func (f RingBars) chart(st *style) (*chart, error) {
	e, err := f.validate()
	if err != nil {
		return nil, err
	}
	if f.Plain {
		return f.plain(st)
	}
	s := e.scale(Range{}, 0)
	s.lo = 0
	var wide vg.Length
	for i := range f.After {
		wide = max(wide, st.text(st.cut(f.name(i), st.room/5)).w)
	}
	// The scale stands left of the ring, beyond the names.
	ax := &axis{scale: s}
	side := wide + st.u(10)
	scaleRoom := ax.fit(st, st.room/6, false).size(st)
	if f.YLabel != "" {
		scaleRoom += st.u(labelGap) + st.wrap(f.YLabel, st.room/4, 2).h
	}
	c := &chart{
		title:  f.Title,
		aspect: 1,
		pad:    insets{left: side + scaleRoom, right: side, bottom: st.size() * 1.6, top: st.size() * 1.6},
		body:   func(p *pen, v view) { f.ring(p, v, ax, wide) },
	}
	if f.Before != nil {
		for i, n := range []string{or(f.BeforeName, "Before"), or(f.AfterName, "After")} {
			col := ringColor(i)
			c.keys = append(c.keys, key{label: n, fill: &col})
		}
	}
	return c, nil
}

// plain is the same as bars side by side.
func (f RingBars) plain(st *style) (*chart, error) {
	b := StackedBars{Title: f.Title, XLabel: f.XLabel, YLabel: f.YLabel, Components: []string{""}}
	for i, v := range f.After {
		b.Groups = append(b.Groups, BarGroup{Name: f.name(i), Stacks: []Stack{{Values: []float64{v}}}})
	}
	c, err := b.chart(st)
	if err != nil || f.Before == nil {
		return c, err
	}
	for i, n := range []string{or(f.BeforeName, "Before"), or(f.AfterName, "After")} {
		col := ringColor(i)
		c.keys = append(c.keys, key{label: n, fill: &col})
	}
	c.y.scale.hi = math.Max(c.y.scale.hi, maxOf(f.Before)*(1+axisPadding))
	c.body = func(p *pen, v view) {
		for i := range f.After {
			for k, val := range f.pair(i) {
				mid := float64(i) + (float64(k)-0.5)*0.38
				box := vg.Rectangle{Min: v.at(mid-0.19, 0), Max: v.at(mid+0.19, val)}
				if path := boxIn(box, v.area); path != nil && finite(val) {
					p.fill(path, ringColor(k))
					p.stroke(path, p.barRim(v.px(0.38)-v.px(0)))
				}
			}
		}
		p.baseLine(v)
	}
	return c, nil
}

func maxOf(v []float64) float64 {
	e := extent{}
	e.add(v...)
	return e.hi
}

// ringColor is light for before and dark for after.
func ringColor(i int) color.NRGBA {
	if i == 0 {
		return fillColor(1)
	}
	return fillColor(0)
}

// pair is the values of a region: before and after, or after alone.
func (f RingBars) pair(i int) []float64 {
	if f.Before == nil {
		return []float64{f.After[i]}
	}
	return []float64{f.Before[i], f.After[i]}
}

// ringInner is the radius of the circle the bars stand on, as a share of the
// outer one.
const ringInner = 0.42

func (f RingBars) ring(p *pen, v view, ax *axis, wide vg.Length) {
	mid := vg.Point{X: (v.area.Min.X + v.area.Max.X) / 2, Y: (v.area.Min.Y + v.area.Max.Y) / 2}
	outer := (v.area.Max.X - v.area.Min.X) / 2
	inner := outer * ringInner
	radius := func(val float64) vg.Length { return inner + vg.Length(ax.scale.unit(val))*(outer-inner) }
	l := ax.fit(p.style, outer-inner, false)
	for _, t := range l.ticks {
		if t.v > 0 {
			p.stroke(circle(mid, radius(t.v)), line{color: gridGrey, width: p.aw(0.8)})
		}
	}
	n := len(f.After)
	slot := 2 * math.Pi / float64(n)
	for i := range f.After {
		vals := f.pair(i)
		for k, val := range vals {
			if !finite(val) || val == 0 {
				continue
			}
			w := 0.8 * slot / float64(len(vals))
			from := slot*float64(i) - 0.4*slot + w*float64(k)
			path := sector(mid, inner, radius(val), from, from+w)
			c := ringColor(k)
			if len(vals) == 1 {
				c = ringColor(1)
			}
			p.fill(path, c)
			p.stroke(path, p.barRim(inner*vg.Length(w)))
		}
	}
	p.stroke(circle(mid, inner), line{color: black, width: p.aw(1)})
	f.names(p, mid, outer, slot, wide)
	x := v.area.Min.X - wide - p.u(8)
	axisArea := vg.Rectangle{Min: vg.Point{X: x, Y: mid.Y + inner}, Max: vg.Point{X: x, Y: mid.Y + outer}}
	p.drawY(ax, l, axisArea)
	p.segment(axisArea.Min, axisArea.Max, line{color: black, width: p.aw(1)})
	label := p.wrap(f.YLabel, max(2*outer, p.room/4), 2)
	p.block(label, vg.Point{X: x - l.size(p.style) - p.u(labelGap), Y: mid.Y}, 0.5, alignBottom, vertical)
}

// sector is the part of a ring between two radii and two angles, clockwise
// from the top.
func sector(mid vg.Point, inner, outer vg.Length, from, to float64) vg.Path {
	a, b := math.Pi/2-from, math.Pi/2-to
	on := func(r vg.Length, t float64) vg.Point {
		sin, cos := math.Sincos(t)
		return vg.Point{X: mid.X + r*vg.Length(cos), Y: mid.Y + r*vg.Length(sin)}
	}
	var path vg.Path
	path.Move(on(inner, a))
	path.Line(on(outer, a))
	path.Arc(mid, outer, a, b-a)
	path.Line(on(inner, b))
	path.Arc(mid, inner, b, a-b)
	path.Close()
	return path
}

// names writes the regions around the ring, every so many if they are a crowd.
func (f RingBars) names(p *pen, mid vg.Point, outer vg.Length, slot float64, wide vg.Length) {
	for every := 1; every <= len(f.After); every++ {
		var boxes []vg.Rectangle
		var draw []func()
		fits := true
		for i := 0; i < len(f.After); i += every {
			if i > 0 && i+every > len(f.After) && every > 1 && len(f.After)%every != 0 {
				continue // it would crowd the first
			}
			sin, cos := math.Sincos(math.Pi/2 - slot*float64(i))
			q := vg.Point{X: mid.X + (outer+p.u(4))*vg.Length(cos), Y: mid.Y + (outer+p.u(4))*vg.Length(sin)}
			b := p.text(p.cut(f.name(i), wide))
			h, va := 0.5-0.5*cos, alignMiddle
			if math.Abs(cos) < 0.2 {
				va = alignBottom
				if sin < 0 {
					va = alignTop
				}
			}
			box := grown(b.box(q, h, va), p.u(0.7))
			for _, o := range boxes {
				fits = fits && !overlap(box, o)
			}
			boxes = append(boxes, box)
			draw = append(draw, func() { p.block(b, q, h, va, 0) })
		}
		if fits || every == len(f.After) {
			for _, d := range draw {
				d()
			}
			return
		}
	}
}
