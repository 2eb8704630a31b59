package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// axis is one axis of a chart.
type axis struct {
	label  string
	scale  scale
	names  []string // of a categorical axis: name i stands at places[i], or at i
	places []float64
	tiers  []tier                               // a second line of names, over intervals
	fixed  []tick                               // given ticks, if any
	unitOf func(v float64, label string) string // rewrites tick labels, if set
	inner  bool                                 // of a panel beside one with the same axis: ticks only
}

// Distances of axes, in units of style.u.
const (
	tickLength  = 3.0
	minorLength = 1.8
	tickGap     = 2.2 // between a tick and its label
	labelGap    = 3.5 // between tick labels and the axis label
	tickSpace   = 5.0 // least distance between neighbouring labels
	tierGap     = 4.5 // between tick labels and the names of groups
)

// tier is a name over an interval of a categorical axis.
type tier struct {
	name   string
	lo, hi float64
}

// axisLayout is an axis fitted to a length.
type axisLayout struct {
	tiers  []block
	tierH  vg.Length
	ticks  []tick
	blocks []block
	turned bool      // tick labels run upwards
	label  block     // of the axis
	depth  vg.Length // of the tick labels, across the axis
	over   vg.Length // by which the last tick label passes the end
	under  vg.Length // by which the first passes the start
}

// size is the room the axis takes beside the data area.
func (l axisLayout) size(st *style) vg.Length {
	var s vg.Length
	if len(l.ticks) > 0 {
		s = st.u(tickLength+tickGap) + l.depth
	}
	if l.tierH > 0 {
		s += st.u(tierGap) + l.tierH
	}
	if !l.label.empty() {
		s += st.u(labelGap) + l.label.h
	}
	return s
}

// fit chooses ticks for an axis of a length.
func (a *axis) fit(st *style, length vg.Length, horizontal bool) axisLayout {
	var l axisLayout
	label := a.label
	switch {
	case a.names != nil:
		a.fitNames(st, &l, length, horizontal)
	case a.fixed != nil:
		l.ticks = a.fixed
	default:
		along := func(s string) vg.Length {
			if horizontal && a.unitOf != nil {
				return st.widthOf(a.unitOf(-1, s))
			}
			if horizontal {
				return st.widthOf(s)
			}
			return st.size() * 0.7
		}
		if a.scale.log {
			l.ticks = logTicks(a.scale.lo, a.scale.hi, length, st.u(tickSpace), along)
		} else {
			var power int
			l.ticks, power = linearTicks(a.scale.lo, a.scale.hi, length, st.u(tickSpace), along)
			if power != 0 {
				label = withPower(label, power)
			}
		}
	}
	if a.inner {
		label = ""
		for i := range l.ticks {
			l.ticks[i].label = ""
		}
	}
	if a.unitOf != nil && !a.inner {
		for i, t := range l.ticks {
			l.ticks[i].label = a.unitOf(t.v, t.label)
		}
	}
	if l.blocks == nil {
		for _, t := range l.ticks {
			l.blocks = append(l.blocks, st.text(t.label))
		}
	}
	for _, t := range a.tiers {
		b := st.wrap(t.name, length*vg.Length((t.hi-t.lo+0.5)/(a.scale.hi-a.scale.lo)), 3)
		l.tiers = append(l.tiers, b)
		l.tierH = max(l.tierH, b.h)
	}
	if label != "" {
		l.label = st.wrap(label, length, 3)
	}
	for i, t := range l.ticks {
		b := l.blocks[i]
		across, half := b.h, b.w/2
		if horizontal == l.turned {
			across, half = b.w, b.h/2
		}
		l.depth = max(l.depth, across)
		mid := a.unit(t.v)
		l.over = max(l.over, half-length*vg.Length(1-mid))
		l.under = max(l.under, half-length*vg.Length(mid))
	}
	return l
}

// unit places a tick, whose value is a logarithm on a logarithmic axis.
func (a *axis) unit(v float64) float64 { return (v - a.scale.lo) / (a.scale.hi - a.scale.lo) }

func withPower(label string, power int) string {
	if label == "" {
		return fmt.Sprintf(`$\times10^{%d}$`, power)
	}
	return fmt.Sprintf(`%s ($\times10^{%d}$)`, label, power)
}

// maxNameWidth is the longest name written beside an axis, as a share of the
// figure's width.
const maxNameWidth = 0.3

// fitNames sets the names of a categorical axis: side by side if they fit,
// otherwise upwards; names that would collide still are thinned out.
func (a *axis) fitNames(st *style, l *axisLayout, length vg.Length, horizontal bool) {
	slot := length / vg.Length(a.scale.hi-a.scale.lo) // the least distance of names is 1
	longest := vg.Length(maxNameWidth) * st.room
	every := 1
	if horizontal {
		flat := true
		for _, n := range a.names {
			b := st.wrap(n, slot-st.u(2), 3)
			for _, line := range b.lines {
				flat = flat && b.w <= slot-st.u(2) && line.Text != ellipsis && !cutShort(n, line.Text)
			}
			l.blocks = append(l.blocks, b)
		}
		if !flat {
			l.turned, l.blocks = true, nil
		}
	}
	if !horizontal || l.turned {
		need := st.size() * 1.05
		for slot*vg.Length(every) < need && every < len(a.names) {
			every++
		}
	}
	for i, n := range a.names {
		if l.blocks == nil || i >= len(l.blocks) || l.turned || !horizontal {
			n = st.cut(n, longest)
			if i%every != 0 {
				n = ""
			}
			l.blocks = append(l.blocks, st.text(n))
		}
		v := float64(i)
		if a.places != nil {
			v = a.places[i]
		}
		l.ticks = append(l.ticks, tick{v: v, label: n})
	}
}

// cutShort tells whether a line of a wrapped name ends in an ellipsis that the
// name does not hold.
func cutShort(name, line string) bool {
	n, l := []rune(name), []rune(line)
	return len(l) > 0 && l[len(l)-1] == '…' && n[len(n)-1] != '…'
}

// drawX draws a horizontal axis under the area and returns the bottom of it.
func (p *pen) drawX(a *axis, l axisLayout, area vg.Rectangle) vg.Length {
	ink := line{color: black, width: p.aw(1)}
	y := area.Min.Y
	for i, t := range l.ticks {
		x := area.Min.X + vg.Length(a.unit(t.v))*(area.Max.X-area.Min.X)
		long := p.u(tickLength)
		if t.label == "" {
			long = p.u(minorLength)
		}
		if a.names == nil || t.label != "" {
			p.segment(vg.Point{X: x, Y: y}, vg.Point{X: x, Y: y - long}, ink)
		}
		if l.turned {
			p.block(l.blocks[i], vg.Point{X: x, Y: y - p.u(tickLength+tickGap)}, 1, alignMiddle, math.Pi/2)
		} else {
			p.block(l.blocks[i], vg.Point{X: x, Y: y - p.u(tickLength+tickGap)}, 0.5, alignTop, 0)
		}
	}
	for i, t := range a.tiers {
		x0 := area.Min.X + vg.Length(a.unit(t.lo))*(area.Max.X-area.Min.X)
		x1 := area.Min.X + vg.Length(a.unit(t.hi))*(area.Max.X-area.Min.X)
		top := y - p.u(tickLength+tickGap) - l.depth - p.u(tierGap)
		p.segment(vg.Point{X: x0, Y: top + p.u(1.8)}, vg.Point{X: x1, Y: top + p.u(1.8)}, ink)
		p.block(l.tiers[i], vg.Point{X: (x0 + x1) / 2, Y: top}, 0.5, alignTop, 0)
	}
	bottom := y - l.size(p.style)
	mid := (area.Min.X + area.Max.X) / 2
	p.block(l.label, vg.Point{X: mid, Y: bottom}, 0.5, alignBottom, 0)
	return bottom
}

// drawY draws a vertical axis left of the area.
func (p *pen) drawY(a *axis, l axisLayout, area vg.Rectangle) {
	ink := line{color: black, width: p.aw(1)}
	x := area.Min.X
	for i, t := range l.ticks {
		y := area.Min.Y + vg.Length(a.unit(t.v))*(area.Max.Y-area.Min.Y)
		long := p.u(tickLength)
		if t.label == "" {
			long = p.u(minorLength)
		}
		if a.names == nil || t.label != "" {
			p.segment(vg.Point{X: x, Y: y}, vg.Point{X: x - long, Y: y}, ink)
		}
		p.block(l.blocks[i], vg.Point{X: x - p.u(tickLength+tickGap), Y: y}, 1, alignMiddle, 0)
	}
	mid := (area.Min.Y + area.Max.Y) / 2
	p.block(l.label, vg.Point{X: x - l.size(p.style), Y: mid}, 0.5, alignTop, math.Pi/2)
}
