package plots

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Series is a named sequence of points. X and Y have the same length; NaN is a
// gap.
type Series struct {
	Name string // in the legend; "" keeps the series out of it
	X, Y []float64
	// Lo and Hi, when given, bound Y point by point: a shaded ribbon in Lines,
	// error bars in Scatter. They are as long as Y.
	Lo, Hi []float64
	// Markers draws the points of a line as well (some of them, if they are
	// many). Scatter always does.
	Markers bool
}

// Mark is a labelled abscissa: a thin vertical line with its label above.
type Mark struct {
	X     float64
	Label string
}

// Lines draws series as curves, told apart by dash pattern, colour and, if
// asked for, marker: time paths, comparative statics, profiles.
type Lines struct {
	Title          string // drawn if the preset says so
	XLabel, YLabel string
	XRange, YRange Range
	LogX, LogY     bool
	Series         []Series
	Marks          []Mark // e.g. the dates of shocks
	Bands          []Band // shaded intervals of the abscissa
	Zero           bool   // include zero in the ordinate and draw a line at it
	HideLegend     bool
}

var _ charter = Lines{}

func (f Lines) title() string { return f.Title }

// Draw implements Figure.
func (f Lines) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f Lines) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns the points of the series, the marks and the bands (x and y are
// the ends of a band).
func (f Lines) Data() Table {
	t := Table{Columns: []string{"kind", "series", "x", "y", "lo", "hi"}}
	addSeries(&t, f.Series)
	for _, m := range f.Marks {
		t.add("mark", m.Label, m.X, "", "", "")
	}
	for _, b := range f.Bands {
		t.add("band", b.Label, b.Min, b.Max, "", "")
	}
	return t
}

func addSeries(t *Table, list []Series) {
	for i, s := range list {
		for j := range s.X {
			t.add("point", s.id(i), s.X[j], at(s.Y, j), at(s.Lo, j), at(s.Hi, j))
		}
	}
}

func (s Series) id(i int) string {
	if s.Name != "" {
		return s.Name
	}
	return fmt.Sprint(i + 1)
}

func (s Series) validate(i int) error {
	if len(s.X) != len(s.Y) {
		return fmt.Errorf("series %q has %d abscissae and %d ordinates; they must be as many", s.id(i), len(s.X), len(s.Y))
	}
	for _, b := range []struct {
		name string
		v    []float64
	}{{"Lo", s.Lo}, {"Hi", s.Hi}} {
		if len(b.v) != 0 && len(b.v) != len(s.Y) {
			return fmt.Errorf("series %q has %d ordinates and %d values in %s; give as many or none", s.id(i), len(s.Y), len(b.v), b.name)
		}
	}
	if (len(s.Lo) == 0) != (len(s.Hi) == 0) {
		return fmt.Errorf("series %q has only one of Lo and Hi; give both or none", s.id(i))
	}
	return nil
}

// seriesExtents collects the ranges of series.
func seriesExtents(list []Series, logX, logY bool) (ex, ey extent, err error) {
	ex, ey = extent{log: logX}, extent{log: logY}
	for i, s := range list {
		if err := s.validate(i); err != nil {
			return ex, ey, err
		}
		for j := range s.X {
			px, py := extent{log: logX}, extent{log: logY}
			px.add(s.X[j])
			py.add(s.Y[j])
			if !px.any || !py.any {
				continue
			}
			ex.add(s.X[j])
			ey.add(s.Y[j], at(s.Lo, j), at(s.Hi, j))
		}
	}
	return ex, ey, nil
}

func (f Lines) chart(st *style) (*chart, error) {
	ex, ey, err := seriesExtents(f.Series, f.LogX, f.LogY)
	if err != nil {
		return nil, err
	}
	if !ex.any || !ey.any {
		return nil, fmt.Errorf("line plot: no series has a point that its axes can show: %w", ErrEmpty)
	}
	if f.Zero && !f.LogY {
		ey.add(0)
	}
	for _, m := range f.Marks {
		ex.add(m.X)
	}
	c := &chart{
		title: f.Title,
		x:     &axis{label: f.XLabel, scale: ex.scale(f.XRange, axisPadding/2)},
		y:     &axis{label: f.YLabel, scale: ey.scale(f.YRange, axisPadding)},
		back:  func(p *pen, v view) { p.bands(f.Bands, v) },
		body:  f.draw,
	}
	for _, m := range f.Marks {
		c.flags = append(c.flags, flag{m.X, m.Label})
	}
	if f.HideLegend {
		return c, nil
	}
	for i, s := range f.Series {
		if s.Name == "" {
			continue
		}
		l := st.seriesLine(i)
		k := key{label: s.Name, line: &l}
		if s.marked(i) {
			k.marker = &keyMarker{shape: Marker(i) % numMarkers, color: l.color}
		}
		c.keys = append(c.keys, k)
	}
	c.keys = append(c.keys, bandKeys(f.Bands)...)
	return c, nil
}

// seriesLine is how series i is drawn.
func (st *style) seriesLine(i int) line {
	w := st.lw(1.15)
	return line{color: lineColor(i), width: w, dash: dashOf(dashes[i%len(dashes)], w)}
}

func (f Lines) draw(p *pen, v view) {
	if f.Zero {
		p.zeroLine(v)
	}
	for i, s := range f.Series {
		if len(s.Lo) > 0 {
			p.ribbon(s, v, tint(lineColor(i), 0.22))
		}
	}
	for i, s := range f.Series {
		l := p.seriesLine(i)
		pts := v.points(s.X, s.Y)
		p.polyline(pts, v.area, l)
		p.markers(pts, v.area, Marker(i)%numMarkers, l.color, s.marked(i) || coincide(pts))
	}
}

// byDash is how many lines dashes alone tell apart at a glance; those beyond carry markers too, so that they
// are told apart in greys.
const byDash = 6

// marked tells whether series i shows its points.
func (s Series) marked(i int) bool { return s.Markers || i >= byDash }

// coincide tells whether all points lie at one place, where no line shows.
func coincide(pts []vg.Point) bool {
	for _, q := range pts {
		if q != pts[0] && finite(float64(q.X)+float64(q.Y)) {
			return false
		}
	}
	return true
}

// zeroLine draws a thin line at the ordinate zero.
func (p *pen) zeroLine(v view) {
	y := v.py(0)
	a, b := vg.Point{X: v.area.Min.X, Y: y}, vg.Point{X: v.area.Max.X, Y: y}
	if inBox(a, v.area) {
		p.segment(a, b, line{color: midGrey, width: p.aw(1)})
	}
}

// mostMarkers is about how many markers a line carries.
const mostMarkers = 9

// markers draws markers along a line: all, or every so many if there are too
// many. A point between gaps is always drawn, as no line shows it.
func (p *pen) markers(pts []vg.Point, box vg.Rectangle, m Marker, c color.NRGBA, all bool) {
	every := max(1, (len(pts)+mostMarkers-1)/mostMarkers)
	if len(pts) <= 2*mostMarkers {
		every = 1
	}
	ok := func(i int) bool {
		return i >= 0 && i < len(pts) && finite(float64(pts[i].X)+float64(pts[i].Y))
	}
	for i, q := range pts {
		lone := ok(i) && !ok(i-1) && !ok(i+1)
		if (lone || all && i%every == every/2) && inBox(q, box) {
			p.marker(m, q, p.markerRadius()*0.85, c, false)
		}
	}
}

// ribbon shades between Lo and Hi, stretch by stretch of finite bounds.
func (p *pen) ribbon(s Series, v view, c color.NRGBA) {
	var lo, hi []vg.Point
	flush := func() {
		if len(lo) > 1 {
			for i := len(hi) - 1; i >= 0; i-- {
				lo = append(lo, hi[i])
			}
			p.fill(polygonIn(lo, v.area), c)
		}
		lo, hi = nil, nil
	}
	for i, x := range s.X {
		a, b := v.at(x, s.Lo[i]), v.at(x, s.Hi[i])
		if !finite(float64(a.X) + float64(a.Y) + float64(b.Y)) {
			flush()
			continue
		}
		lo, hi = append(lo, a), append(hi, b)
	}
	flush()
}

// polygonIn cuts a polygon to a box (Sutherland and Hodgman).
func polygonIn(pts []vg.Point, box vg.Rectangle) vg.Path {
	sides := []func(q vg.Point) float64{
		func(q vg.Point) float64 { return float64(q.X - box.Min.X) },
		func(q vg.Point) float64 { return float64(box.Max.X - q.X) },
		func(q vg.Point) float64 { return float64(q.Y - box.Min.Y) },
		func(q vg.Point) float64 { return float64(box.Max.Y - q.Y) },
	}
	for _, side := range sides {
		pts = halfPlane(pts, side)
	}
	if len(pts) < 3 {
		return nil
	}
	return polygon(pts...)
}

// halfPlane keeps the part of a polygon where side is not negative.
func halfPlane(pts []vg.Point, side func(vg.Point) float64) []vg.Point {
	var out []vg.Point
	for i, b := range pts {
		a := pts[(i+len(pts)-1)%len(pts)]
		sa, sb := side(a), side(b)
		if (sa < 0) != (sb < 0) {
			t := vg.Length(sa / (sa - sb))
			out = append(out, vg.Point{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)})
		}
		if sb >= 0 {
			out = append(out, b)
		}
	}
	return out
}
