package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Scatter draws series as points, told apart by marker and colour, with error
// bars from Lo to Hi where given.
type Scatter struct {
	Title          string // drawn if the preset says so
	XLabel, YLabel string
	XRange, YRange Range
	LogX, LogY     bool
	Series         []Series
	Lines          []Series // curves over the points, e.g. a fit
	Diagonal       bool     // draw the line y = x
	Zero           bool     // include zero in the ordinate and draw a line at it
	HideLegend     bool
}

var _ charter = Scatter{}

func (f Scatter) title() string { return f.Title }

// Draw implements Figure.
func (f Scatter) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f Scatter) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns the points and the curves.
func (f Scatter) Data() Table {
	t := Table{Columns: []string{"kind", "series", "x", "y", "lo", "hi"}}
	addSeries(&t, f.Series)
	for i, s := range f.Lines {
		for j := range s.X {
			t.add("line", s.id(i), s.X[j], at(s.Y, j), "", "")
		}
	}
	return t
}

func (f Scatter) chart(st *style) (*chart, error) {
	ex, ey, err := seriesExtents(f.Series, f.LogX, f.LogY)
	if err != nil {
		return nil, err
	}
	if !ex.any || !ey.any {
		return nil, fmt.Errorf("scatter plot: no series has a point that its axes can show: %w", ErrEmpty)
	}
	lx, ly, err := seriesExtents(f.Lines, f.LogX, f.LogY)
	if err != nil {
		return nil, err
	}
	if lx.any && ly.any {
		ex.lo, ex.hi = math.Min(ex.lo, lx.lo), math.Max(ex.hi, lx.hi)
		ey.lo, ey.hi = math.Min(ey.lo, ly.lo), math.Max(ey.hi, ly.hi)
	}
	if f.Zero && !f.LogY {
		ey.add(0)
	}
	c := &chart{
		title: f.Title,
		x:     &axis{label: f.XLabel, scale: ex.scale(f.XRange, axisPadding)},
		y:     &axis{label: f.YLabel, scale: ey.scale(f.YRange, axisPadding)},
		body:  f.draw,
	}
	if f.HideLegend {
		return c, nil
	}
	for i, s := range f.Series {
		if s.Name != "" {
			c.keys = append(c.keys, key{label: s.Name, marker: &keyMarker{Marker(i) % numMarkers, lineColor(i), scatterHollow(i)}})
		}
	}
	for i, s := range f.Lines {
		if s.Name != "" {
			l := f.fitLine(st, i)
			c.keys = append(c.keys, key{label: s.Name, line: &l})
		}
	}
	return c, nil
}

// scatterHollow makes every other series hollow, so that they differ in grey.
func scatterHollow(i int) bool { return i%2 == 1 }

func (f Scatter) fitLine(st *style, i int) line {
	l := st.seriesLine(i)
	l.color = black
	return l
}

func (f Scatter) draw(p *pen, v view) {
	if f.Zero {
		p.zeroLine(v)
	}
	if f.Diagonal {
		lo := math.Max(v.x.value(0), v.y.value(0))
		hi := math.Min(v.x.value(1), v.y.value(1))
		p.polyline([]vg.Point{v.at(lo, lo), v.at(hi, hi)}, v.area, line{color: midGrey, width: p.aw(1)})
	}
	for i, s := range f.Lines {
		p.polyline(v.points(s.X, s.Y), v.area, f.fitLine(p.style, i))
	}
	for i, s := range f.Series {
		ink := line{color: lineColor(i), width: p.lw(0.8)}
		for j := range s.X {
			q := v.at(s.X[j], s.Y[j])
			if !inBox(q, v.area) {
				continue
			}
			if len(s.Lo) > 0 {
				p.errorBar(v, s.X[j], s.Lo[j], s.Hi[j], ink)
			}
			p.marker(Marker(i)%numMarkers, q, p.markerRadius()*0.85, ink.color, scatterHollow(i))
		}
	}
}

// errorBar draws a vertical bar with caps.
func (p *pen) errorBar(v view, x, lo, hi float64, ink line) {
	a, b := v.at(x, lo), v.at(x, hi)
	if !finite(float64(a.Y) + float64(b.Y)) {
		return
	}
	p.polyline([]vg.Point{a, b}, v.area, ink)
	for _, q := range []vg.Point{a, b} {
		w := p.u(1.6)
		p.polyline([]vg.Point{{X: q.X - w, Y: q.Y}, {X: q.X + w, Y: q.Y}}, v.area, ink)
	}
}
