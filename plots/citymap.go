package plots

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// City is a place with its size. Lon is −180 to 180 degrees east, Lat −90 to
// 90 degrees north; shares are at least zero, and NaN is not drawn.
type City struct {
	Name          string
	Lon, Lat      float64
	Share, Before float64 // Before is used by maps of before and after
}

// CityMap draws cities as bubbles whose area is the share, at their longitudes
// and latitudes. A degree of longitude is cos(mean latitude) times as long as
// one of latitude.
type CityMap struct {
	Title  string // drawn if the preset says so
	Cities []City
	// TwoPanels draws the shares before and after side by side.
	TwoPanels             bool
	BeforeName, AfterName string // over the panels; "" for "Before" and "After"
	ShareName             string // in the legend, e.g. "Share of population"
	Labels                int    // how many of the largest cities are named; negative for none, 0 for all that fit
	Outlines              []Outline
	HideLegend            bool
}

// Outline is a coast or a border, as a line of longitudes and latitudes; NaN
// is a gap.
type Outline struct{ Lon, Lat []float64 }

var _ Sizer = CityMap{}

func (f CityMap) title() string { return f.Title }

// Draw implements Figure.
func (f CityMap) Draw(c draw.Canvas, p Preset) error {
	if f.TwoPanels {
		return f.panels().Draw(c, p)
	}
	return drawChart(cityPanel{CityMap: f}, c, p)
}

// Height implements Sizer.
func (f CityMap) Height(p Preset) (vg.Length, error) {
	if f.TwoPanels {
		return f.panels().Height(p)
	}
	return chartHeight(cityPanel{CityMap: f}, p)
}

func (f CityMap) panels() Panels {
	return Panels{
		Title:        f.Title,
		Figures:      []Figure{cityPanel{f, true}, cityPanel{f, false}},
		Titles:       []string{or(f.BeforeName, "Before"), or(f.AfterName, "After")},
		Columns:      2,
		SharedLegend: true,
	}
}

// Data returns one row per city.
func (f CityMap) Data() Table {
	t := Table{Columns: []string{"city", "lon", "lat", "before", "share"}}
	for _, c := range f.Cities {
		before := c.Before
		if !f.TwoPanels {
			before = nan
		}
		t.add(c.Name, c.Lon, c.Lat, before, c.Share)
	}
	return t
}

// cityPanel is one map.
type cityPanel struct {
	CityMap
	before bool
}

var _ charter = cityPanel{}

func (f cityPanel) share(c City) float64 {
	if f.before {
		return c.Before
	}
	return c.Share
}

// Draw implements Figure.
func (f cityPanel) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f cityPanel) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// largest is the largest share drawn, on either map.
func (f CityMap) largest() float64 {
	m := 0.0
	for _, c := range f.Cities {
		if finite(c.Share) {
			m = math.Max(m, c.Share)
		}
		if f.TwoPanels && finite(c.Before) {
			m = math.Max(m, c.Before)
		}
	}
	return m
}

func (f CityMap) validate() error {
	if len(f.Cities) == 0 || f.largest() == 0 {
		return fmt.Errorf("map: no city has a positive share: %w", ErrEmpty)
	}
	for _, c := range f.Cities {
		if !(c.Lon >= -180 && c.Lon <= 180) || !(c.Lat >= -90 && c.Lat <= 90) {
			return fmt.Errorf("map: %q lies at longitude %g, latitude %g; allowed: −180 to 180 and −90 to 90", c.Name, c.Lon, c.Lat)
		}
		if c.Share < 0 || c.Before < 0 || math.IsInf(c.Share, 0) || math.IsInf(c.Before, 0) {
			return fmt.Errorf("map: %q has the share %g (before: %g); allowed: finite numbers from 0", c.Name, c.Share, c.Before)
		}
	}
	for i, o := range f.Outlines {
		if len(o.Lon) != len(o.Lat) {
			return fmt.Errorf("map: outline %d has %d longitudes and %d latitudes; they must be as many", i+1, len(o.Lon), len(o.Lat))
		}
	}
	return nil
}

// Bounds of the shape of a map, height over width: a row of cities still has
// some height.
const (
	minMapAspect = 0.35
	maxMapAspect = 1.6
)

// mapPadding is the room around the cities, as a share of the longer side;
// bubbleShare the radius of the largest bubble as a share of the figure.
const (
	mapPadding  = 0.1
	bubbleShare = 0.042
)

func (f cityPanel) chart(st *style) (*chart, error) {
	if err := f.validate(); err != nil {
		return nil, err
	}
	x, y := extent{}, extent{}
	for _, c := range f.Cities {
		x.add(c.Lon)
		y.add(c.Lat)
	}
	// Work in degrees of latitude: a degree of longitude is shrink of them.
	shrink := math.Max(math.Cos((y.lo+y.hi)/2*math.Pi/180), 0.05)
	w, h := (x.hi-x.lo)*shrink, y.hi-y.lo
	pad := mapPadding * math.Max(w, h)
	if pad == 0 {
		pad = 1 // a single city: a degree around it
	}
	w, h = w+2*pad, h+2*pad
	w, h = math.Max(w, h/maxMapAspect), math.Max(h, w*minMapAspect)
	midX, midY := (x.lo+x.hi)/2, (y.lo+y.hi)/2
	c := &chart{
		title:  f.Title,
		boxed:  true,
		aspect: h / w,
		x:      &axis{scale: scale{lo: midX - w/shrink/2, hi: midX + w/shrink/2}, unitOf: degrees("E", "W")},
		y:      &axis{scale: scale{lo: midY - h/2, hi: midY + h/2}, unitOf: degrees("N", "S")},
		back:   f.graticule,
		body:   f.draw,
	}
	if !f.HideLegend {
		c.keys = f.keys(st)
	}
	return c, nil
}

// degrees writes angles with the letter of their direction.
func degrees(plus, minus string) func(v float64, label string) string {
	return func(v float64, label string) string {
		if v > 180 || v < -180 { // beyond the date line
			v = -math.Copysign(360-math.Abs(v), v)
			label = number(math.Round(v*1e6)/1e6, -1)
		}
		if plus == "N" && math.Abs(v) > 90 {
			return ""
		}
		switch {
		case v > 1e-9:
			return label + "°\u2009" + plus
		case v < -1e-9:
			return trimMinus(label) + "°\u2009" + minus
		}
		return label + "°"
	}
}

func trimMinus(s string) string {
	if r := []rune(s); len(r) > 0 && r[0] == '−' {
		return string(r[1:])
	}
	return s
}

// radius is that of the bubble of a share.
func (f CityMap) radius(st *style, share float64) vg.Length {
	largest := max(vg.Length(bubbleShare)*st.room, st.u(4))
	return largest * vg.Length(math.Sqrt(share/f.largest()))
}

// keys shows bubbles of three round shares.
func (f cityPanel) keys(st *style) []key {
	var keys []key
	top := roundDown(f.largest())
	for i, v := range []float64{top, roundDown(top / 2.9), roundDown(top / 9)} {
		label := number(v, -1)
		if i == 0 && f.ShareName != "" {
			label = f.ShareName + " " + label
		}
		keys = append(keys, key{label: label, radius: f.radius(st, v)})
	}
	return keys
}

// roundDown is the largest of 1, 2 and 5 times a power of ten not above v.
func roundDown(v float64) float64 {
	e := math.Floor(math.Log10(v))
	for _, m := range []float64{5, 2, 1} {
		// Division keeps 0.1 from becoming 0.1000…01.
		r := m * math.Pow(10, e)
		if e < 0 {
			r = m / math.Pow(10, -e)
		}
		if r <= v*(1+1e-12) {
			return r
		}
	}
	return v
}

// graticule draws the lines of the ticks and the outlines.
func (f cityPanel) graticule(p *pen, v view) {
	thin := line{color: gridGrey, width: p.aw(0.7)}
	size := v.area.Size()
	for _, t := range (&axis{scale: v.x, unitOf: degrees("E", "W")}).fit(p.style, size.X, true).ticks {
		x := v.px(t.v)
		p.polyline([]vg.Point{{X: x, Y: v.area.Min.Y}, {X: x, Y: v.area.Max.Y}}, v.area, thin)
	}
	for _, t := range (&axis{scale: v.y, unitOf: degrees("N", "S")}).fit(p.style, size.Y, false).ticks {
		y := v.py(t.v)
		p.polyline([]vg.Point{{X: v.area.Min.X, Y: y}, {X: v.area.Max.X, Y: y}}, v.area, thin)
	}
	for _, o := range f.Outlines {
		p.polyline(v.points(o.Lon, o.Lat), v.area, line{color: midGrey, width: p.aw(1)})
	}
}

func (f cityPanel) draw(p *pen, v view) {
	order := make([]int, 0, len(f.Cities))
	for i, c := range f.Cities {
		if s := f.share(c); finite(s) && s > 0 {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return f.share(f.Cities[order[a]]) > f.share(f.Cities[order[b]]) })
	rim := line{color: blue, width: p.aw(1)}
	var bubbles []vg.Rectangle
	for _, i := range order { // the largest first, so that small ones are seen
		c := f.Cities[i]
		q, r := v.at(c.Lon, c.Lat), f.radius(p.style, f.share(c))
		p.fill(circle(q, r), tint(blue, 0.45))
		p.stroke(circle(q, r), rim)
		if f.share(c) < leastNamed*f.share(f.Cities[order[0]]) { // no more than a point, which a name may cover
			continue
		}
		bubbles = append(bubbles, vg.Rectangle{Min: vg.Point{X: q.X - r, Y: q.Y - r}, Max: vg.Point{X: q.X + r, Y: q.Y + r}})
	}
	count := f.Labels
	if count == 0 {
		count = len(order)
	}
	for k, i := range order {
		if k >= count || f.share(f.Cities[i]) < leastNamed*f.share(f.Cities[order[0]]) {
			break
		}
		// names of the very largest stand farther off, or cover bubbles, rather than be missing
		if !f.label(p, v, f.Cities[i], bubbles, 0) && k < alwaysNamed {
			far := leaderStep
			for far <= leaderMost && !f.label(p, v, f.Cities[i], bubbles, far) {
				far += leaderStep
			}
			if far > leaderMost {
				f.label(p, v, f.Cities[i], nil, 0)
			}
		}
	}
}

const (
	// leastNamed is the share, relative to the largest, from which a city is named: smaller ones are dots
	// of the least radius.
	leastNamed = 1e-3
	// alwaysNamed is how many of the largest are named even over bubbles.
	alwaysNamed = 3
	// leaderStep and leaderMost are by how much, in units of style.u, a name is moved off its bubble and
	// joined to it by a line.
	leaderStep, leaderMost = 5.0, 60.0
)

// label writes a name beside its bubble at the first free of eight places, or
// far off it with a line between; a name that fits nowhere is left out, which
// is reported.
func (f cityPanel) label(p *pen, v view, c City, bubbles []vg.Rectangle, far float64) bool {
	b := p.text(c.Name)
	if b.empty() {
		return true
	}
	q := v.at(c.Lon, c.Lat)
	r := f.radius(p.style, f.share(c))
	d := r + p.u(2+far)
	g := d * 0.75
	inner := grown(v.area, -p.u(1))
	for _, t := range []struct {
		dx, dy vg.Length
		h      float64
		v      vAlign
	}{
		{d, 0, 0, alignMiddle}, {-d, 0, 1, alignMiddle}, {0, d, 0.5, alignBottom}, {0, -d, 0.5, alignTop},
		{g, g, 0, alignBottom}, {g, -g, 0, alignTop}, {-g, g, 1, alignBottom}, {-g, -g, 1, alignTop},
	} {
		at := vg.Point{X: q.X + t.dx, Y: q.Y + t.dy}
		box := b.box(at, t.h, t.v)
		ok := within(box, inner) && p.free(grown(box, p.u(0.5)))
		for _, o := range bubbles {
			ok = ok && !overlap(box, o)
		}
		if !ok {
			continue
		}
		if far > 0 {
			n := vg.Length(math.Hypot(float64(t.dx), float64(t.dy)))
			p.segment(vg.Point{X: q.X + t.dx*r/n, Y: q.Y + t.dy*r/n}, vg.Point{X: q.X + t.dx*(n-p.u(1))/n, Y: q.Y + t.dy*(n-p.u(1))/n},
				line{color: guideGrey, width: p.aw(0.8)})
		}
		p.block(b, at, t.h, t.v, 0)
		return true
	}
	return false
}
