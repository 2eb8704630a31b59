package plots

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Equilibrium is a point with its stability.
type Equilibrium struct {
	X, Y   float64
	Stable Stability
}

// Curve is one curve of a wiggle diagram with the equilibria on it. X and Y
// have the same length; NaN is a gap.
type Curve struct {
	Name       string // in the legend
	X, Y       []float64
	Equilibria []Equilibrium
}

// Wiggle draws the incentive to move, e.g. the gap of real wages ω₁ − ω₂,
// against the share of a region, one curve per value of a parameter, with a
// line at zero. Equilibria are filled when stable, hollow when unstable and
// crosses when indeterminate.
type Wiggle struct {
	Title          string // drawn if the preset says so
	XLabel, YLabel string
	XRange, YRange Range
	Curves         []Curve
	HideLegend     bool
}

var _ charter = Wiggle{}

func (f Wiggle) title() string { return f.Title }

// Draw implements Figure.
func (f Wiggle) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f Wiggle) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns the points of the curves and the equilibria.
func (f Wiggle) Data() Table {
	t := Table{Columns: []string{"kind", "curve", "x", "y", "stability"}}
	for i, c := range f.Curves {
		for j := range c.X {
			t.add("point", c.id(i), c.X[j], at(c.Y, j), "")
		}
		for _, e := range c.Equilibria {
			t.add("equilibrium", c.id(i), e.X, e.Y, e.Stable)
		}
	}
	return t
}

func (c Curve) id(i int) string { return Series{Name: c.Name}.id(i) }

func (f Wiggle) chart(st *style) (*chart, error) {
	series := make([]Series, len(f.Curves))
	for i, c := range f.Curves {
		series[i] = Series{Name: c.Name, X: c.X, Y: c.Y}
	}
	ex, ey, err := seriesExtents(series, false, false)
	if err != nil {
		return nil, err
	}
	if !ex.any || !ey.any {
		return nil, fmt.Errorf("wiggle diagram: no curve has a point: %w", ErrEmpty)
	}
	ey.add(0)
	var seen [3]bool
	for _, c := range f.Curves {
		for _, e := range c.Equilibria {
			ex.add(e.X)
			ey.add(e.Y)
			if e.Stable >= Indeterminate && e.Stable <= Unstable {
				seen[e.Stable] = true
			}
		}
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
	for i, curve := range f.Curves {
		if curve.Name != "" {
			l := st.seriesLine(i)
			c.keys = append(c.keys, key{label: curve.Name, line: &l})
		}
	}
	c.keys = append(c.keys, equilibriumKeys(seen)...)
	return c, nil
}

// equilibriumKeys are the legend entries of the classes seen.
func equilibriumKeys(seen [3]bool) []key {
	var keys []key
	for _, s := range []Stability{Stable, Unstable, Indeterminate} {
		if seen[s] {
			m := equilibriumMarker(s, black)
			keys = append(keys, key{label: map[Stability]string{
				Stable: "Stable equilibrium", Unstable: "Unstable equilibrium", Indeterminate: "Indeterminate equilibrium",
			}[s], marker: &m})
		}
	}
	return keys
}

func equilibriumMarker(s Stability, c color.NRGBA) keyMarker {
	switch s {
	case Stable:
		return keyMarker{Circle, c, false}
	case Unstable:
		return keyMarker{Circle, c, true}
	}
	return keyMarker{Cross, c, false}
}

// spot is a marker at a place of the page.
type spot struct {
	at vg.Point
	m  keyMarker
}

// spots draws markers; those of one place are drawn one within the other, so
// that all are seen.
func (p *pen) spots(list []spot) {
	for i, s := range list {
		inside := 0 // how many come later at the same place
		for _, o := range list[i+1:] {
			if dist(s.at, o.at) < p.markerRadius()/2 {
				inside++
			}
		}
		r := p.markerRadius() * (1 + 0.7*vg.Length(inside))
		p.marker(s.m.shape, s.at, r, s.m.color, s.m.hollow)
		if !s.m.hollow && inside > 0 { // a white rim parts it from the next
			p.fill(markerPath(Circle, s.at, r-p.markerRadius()*0.35), white)
		}
	}
}

func (f Wiggle) draw(p *pen, v view) {
	p.zeroLine(v)
	for i, c := range f.Curves {
		p.polyline(v.points(c.X, c.Y), v.area, p.seriesLine(i))
	}
	var spots []spot
	for i, c := range f.Curves {
		for _, e := range c.Equilibria {
			if q := v.at(e.X, e.Y); inBox(q, v.area) {
				spots = append(spots, spot{q, equilibriumMarker(e.Stable, lineColor(i))})
			}
		}
	}
	p.spots(spots)
}
