package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// key is an entry of a legend: a line, a marker, a filled box, or a line with
// a marker.
type key struct {
	label  string
	line   *line
	fill   *color.NRGBA
	marker *keyMarker
	radius vg.Length // of a bubble, when positive
}

type keyMarker struct {
	shape  Marker
	color  color.NRGBA
	hollow bool
}

// same tells whether two entries say the same thing.
func (k key) same(o key) bool {
	if k.label != o.label || (k.line == nil) != (o.line == nil) ||
		(k.fill == nil) != (o.fill == nil) || (k.marker == nil) != (o.marker == nil) {
		return false
	}
	return k.radius == o.radius && (k.fill == nil || *k.fill == *o.fill) && (k.marker == nil || *k.marker == *o.marker) &&
		(k.line == nil || k.line.color == o.line.color && len(k.line.dash) == len(o.line.dash))
}

// legend is a table of entries fitted to a width.
type legend struct {
	keys   []key
	blocks []block
	cols   int
	colW   []vg.Length
	rowH   []vg.Length
	w, h   vg.Length
}

// Distances of legends, in units of style.u.
const (
	sampleWidth  = 20.0
	sampleGap    = 4.0
	legendColGap = 12.0
	legendRowGap = 2.5
	legendTop    = 6.0 // between the axis and the legend
)

// legend arranges entries in as many columns as the room holds.
func (st *style) legend(keys []key, room vg.Length) legend {
	l := legend{keys: keys}
	if len(keys) == 0 {
		return l
	}
	sample := st.u(sampleWidth + sampleGap)
	for _, k := range keys {
		l.blocks = append(l.blocks, st.wrap(k.label, room-sample-st.u(2*legendColGap), 3))
	}
	for l.cols = len(keys); l.cols >= 1; l.cols-- {
		if l.cols > 1 && len(keys)%l.cols == 1 && len(keys) > l.cols+1 && l.cols > 2 {
			continue // a lone entry in the last row
		}
		l.arrange(st)
		if l.w <= room || l.cols == 1 {
			break
		}
	}
	return l
}

func (l *legend) arrange(st *style) {
	rows := (len(l.keys) + l.cols - 1) / l.cols
	l.colW, l.rowH = make([]vg.Length, l.cols), make([]vg.Length, rows)
	sample := st.u(sampleWidth + sampleGap)
	for i, b := range l.blocks {
		r, c := i/l.cols, i%l.cols
		l.colW[c] = max(l.colW[c], sample+b.w)
		l.rowH[r] = max(l.rowH[r], b.h, 2*l.keys[i].radius)
	}
	l.w = vg.Length(l.cols-1) * st.u(legendColGap)
	for _, w := range l.colW {
		l.w += w
	}
	l.h = vg.Length(rows-1) * st.u(legendRowGap)
	for _, h := range l.rowH {
		l.h += h
	}
}

// legend draws the table with its top left corner at q.
func (p *pen) legend(l legend, q vg.Point) {
	if len(l.keys) == 0 {
		return
	}
	y := q.Y
	for r := range l.rowH {
		x := q.X
		for c := range l.colW {
			i := r*l.cols + c
			if i >= len(l.keys) {
				break
			}
			mid := vg.Point{X: x, Y: y - l.rowH[r]/2}
			p.sample(l.keys[i], mid)
			p.block(l.blocks[i], vg.Point{X: x + p.u(sampleWidth+sampleGap), Y: mid.Y}, 0, alignMiddle, 0)
			x += l.colW[c] + p.u(legendColGap)
		}
		y -= l.rowH[r] + p.u(legendRowGap)
	}
}

// sample draws the sign of an entry, its left middle at q.
func (p *pen) sample(k key, q vg.Point) {
	w := p.u(sampleWidth)
	right := vg.Point{X: q.X + w, Y: q.Y}
	mid := vg.Point{X: q.X + w/2, Y: q.Y}
	if k.fill != nil {
		half := p.u(3.2)
		box := vg.Rectangle{Min: vg.Point{X: q.X + w/2 - p.u(7), Y: q.Y - half}, Max: vg.Point{X: q.X + w/2 + p.u(7), Y: q.Y + half}}
		p.fill(rectangle(box), *k.fill)
		p.stroke(rectangle(box), line{color: midGrey, width: p.aw(0.6)})
	}
	if k.line != nil {
		p.segment(q, right, *k.line)
	}
	if k.radius > 0 {
		p.fill(circle(mid, k.radius), tint(blue, 0.45))
		p.stroke(circle(mid, k.radius), line{color: blue, width: p.aw(1)})
	}
	if k.marker != nil {
		p.marker(k.marker.shape, mid, p.markerRadius(), k.marker.color, k.marker.hollow)
	}
}

// markerRadius is the size of the markers of series and equilibria.
func (st *style) markerRadius() vg.Length { return st.u(2.3) }

// colorBar is the scale of a heat map.
type colorBar struct {
	label   string
	palette Palette
	scale   scale   // of the values shown
	mid     float64 // midpoint of a diverging palette
	levels  []float64
}

// Distances of colour bars, in units of style.u.
const (
	barWidth  = 8.0
	barGap    = 7.0
	barStripe = 96 // colours drawn in a continuous bar
)

// color gives the colour of a value.
func (b *colorBar) color(v float64) color.NRGBA { return b.palette.at(b.position(v)) }

// position maps a value to [0, 1]; on a diverging scale the midpoint is at 0.5
// and both sides have the same number of units per colour.
func (b *colorBar) position(v float64) float64 {
	if b.palette == BlueWhiteRed {
		half := max(b.scale.hi-b.mid, b.mid-b.scale.lo)
		return 0.5 + (v-b.mid)/(2*half)
	}
	return b.scale.unit(v)
}

// axis is the bar's scale as an axis.
func (b *colorBar) axis() *axis { return &axis{label: b.label, scale: b.scale} }

// draw draws the bar right of the area.
func (b *colorBar) draw(p *pen, area vg.Rectangle) {
	a := b.axis()
	l := a.fit(p.style, area.Max.Y-area.Min.Y, false)
	x0 := area.Max.X + p.u(barGap)
	x1 := x0 + p.u(barWidth)
	height := area.Max.Y - area.Min.Y
	for i := range barStripe {
		lo := area.Min.Y + height*vg.Length(i)/barStripe
		hi := area.Min.Y + height*vg.Length(min(i+2, barStripe))/barStripe // under the next stripe
		v := b.scale.value((float64(i) + 0.5) / barStripe)
		p.fill(rectangle(vg.Rectangle{Min: vg.Point{X: x0, Y: lo}, Max: vg.Point{X: x1, Y: hi}}), b.color(v))
	}
	box := vg.Rectangle{Min: vg.Point{X: x0, Y: area.Min.Y}, Max: vg.Point{X: x1, Y: area.Max.Y}}
	ink := line{color: black, width: p.aw(1)}
	for _, v := range b.levels {
		y := area.Min.Y + height*vg.Length(b.scale.unit(v))
		if v > b.scale.lo && v < b.scale.hi {
			p.segment(vg.Point{X: x0, Y: y}, vg.Point{X: x1, Y: y}, line{color: black, width: p.aw(0.7)})
		}
	}
	p.stroke(rectangle(box), ink)
	for i, t := range l.ticks {
		y := area.Min.Y + height*vg.Length(a.unit(t.v))
		p.segment(vg.Point{X: x1, Y: y}, vg.Point{X: x1 + p.u(tickLength), Y: y}, ink)
		p.block(l.blocks[i], vg.Point{X: x1 + p.u(tickLength+tickGap), Y: y}, 0, alignMiddle, 0)
	}
	p.block(l.label, vg.Point{X: x1 + l.size(p.style), Y: (area.Min.Y + area.Max.Y) / 2}, 0.5, alignBottom, vertical)
}
