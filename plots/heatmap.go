package plots

import (
	"errors"
	"fmt"
	"image/color"
	"math"

	"github.com/geosolve/geosolve/plots/internal/contour"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Field is a scalar on a rectangular grid. Z[i][j] is its value at (X[j],
// Y[i]); X and Y increase; NaN is a gap, drawn in light grey.
type Field struct {
	X, Y []float64
	Z    [][]float64
}

// Heatmap draws a scalar field in colours with level lines over them. On a
// diverging palette negative levels (below the midpoint) are dashed and the
// line at the midpoint is heavy, so that the sign is seen in grey.
type Heatmap struct {
	Title          string // drawn if the preset says so
	XLabel, YLabel string
	ZLabel         string // beside the colour bar
	Field          Field
	ZRange         Range // of the colours
	Palette        Palette
	Midpoint       float64   // of BlueWhiteRed
	Levels         []float64 // of level lines; nil for round numbers
	NoLevels       bool
	Smooth         bool    // interpolate between nodes instead of drawing cells
	Curves         []Curve // drawn over the map in black with their equilibria
}

var _ charter = Heatmap{}

func (f Heatmap) title() string { return f.Title }

// Draw implements Figure.
func (f Heatmap) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f Heatmap) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns the field, one row per node, and the curves.
func (f Heatmap) Data() Table {
	t := Table{Columns: []string{"kind", "curve", "x", "y", "z"}}
	for i, y := range f.Field.Y {
		for j, x := range f.Field.X {
			v := nan
			if i < len(f.Field.Z) {
				v = at(f.Field.Z[i], j)
			}
			t.add("field", "", x, y, v)
		}
	}
	addCurves(&t, f.Curves)
	return t
}

// addCurves adds rows of the columns kind, curve, x, y and one more.
func addCurves(t *Table, curves []Curve) {
	for i, c := range curves {
		for j := range c.X {
			t.add("curve", c.id(i), c.X[j], at(c.Y, j), "")
		}
		for _, e := range c.Equilibria {
			t.add("equilibrium", c.id(i), e.X, e.Y, e.Stable)
		}
	}
}

// validate names what is wrong with the shape of a field.
func (f Field) validate(what string) error {
	if len(f.X) == 0 || len(f.Y) == 0 {
		return fmt.Errorf("%s: the field has no nodes: %w", what, ErrEmpty)
	}
	if len(f.Z) != len(f.Y) {
		return fmt.Errorf("%s: the field has %d ordinates and %d rows; they must be as many", what, len(f.Y), len(f.Z))
	}
	for i, row := range f.Z {
		if len(row) != len(f.X) {
			return fmt.Errorf("%s: row %d of the field has %d values and there are %d abscissae; they must be as many", what, i+1, len(row), len(f.X))
		}
	}
	if !increasing(f.X) || !increasing(f.Y) {
		return errors.New(what + ": the abscissae and the ordinates of the field must increase and be finite")
	}
	return nil
}

func increasing(v []float64) bool {
	for i := range v {
		if !finite(v[i]) || i > 0 && v[i] <= v[i-1] {
			return false
		}
	}
	return true
}

// borders are the limits of the cells around nodes: halfway between them, and
// as far beyond the ends.
func borders(nodes []float64) []float64 {
	n := len(nodes)
	if n == 1 {
		w := math.Max(math.Abs(nodes[0])*0.05, 0.5)
		return []float64{nodes[0] - w, nodes[0] + w}
	}
	b := make([]float64, n+1)
	for i := 1; i < n; i++ {
		b[i] = (nodes[i-1] + nodes[i]) / 2
	}
	b[0] = nodes[0] - (b[1] - nodes[0])
	b[n] = nodes[n-1] + (nodes[n-1] - b[n-1])
	return b
}

func (f Heatmap) chart(*style) (*chart, error) {
	if err := f.Field.validate("heat map"); err != nil {
		return nil, err
	}
	ez := extent{}
	for _, row := range f.Field.Z {
		ez.add(row...)
	}
	if !ez.any {
		return nil, fmt.Errorf("heat map: no value of the field is finite: %w", ErrEmpty)
	}
	if f.Palette == BlueWhiteRed {
		if !finite(f.Midpoint) {
			return nil, fmt.Errorf("heat map: the midpoint is %g; it must be finite", f.Midpoint)
		}
		ez.add(f.Midpoint)
	}
	bx, by := borders(f.Field.X), borders(f.Field.Y)
	smooth := f.Smooth && len(f.Field.X) > 1 && len(f.Field.Y) > 1
	if smooth {
		bx, by = f.Field.X, f.Field.Y
	}
	c := &chart{
		title: f.Title,
		boxed: true,
		x:     &axis{label: f.XLabel, scale: scale{lo: bx[0], hi: bx[len(bx)-1]}},
		y:     &axis{label: f.YLabel, scale: scale{lo: by[0], hi: by[len(by)-1]}},
		bar:   &colorBar{label: f.ZLabel, palette: f.Palette, scale: ez.scale(f.ZRange, 0), mid: f.Midpoint},
	}
	if !f.NoLevels {
		c.bar.levels = f.Levels
		if f.Levels == nil {
			c.bar.levels = roundLevels(c.bar.scale)
		}
	}
	c.natural = 0.8
	c.back = func(p *pen, v view) {
		if smooth {
			p.fill(rectangle(v.area), absentGrey)
			m, z := contour.Rectangle(f.Field.X, f.Field.Y, f.Field.Z)
			p.surface(m, z, c.bar, v.at)
			return
		}
		p.cells(v, bx, by, func(i, j int) (color.NRGBA, bool) {
			z := f.Field.Z[i][j]
			return c.bar.quantised(z), finite(z)
		})
	}
	c.body = func(p *pen, v view) {
		for _, curve := range f.Curves {
			p.avoid(curve.Equilibria, v.at)
		}
		p.levels(c.bar, func(level float64) [][]vg.Point {
			return onPage(contour.Grid(f.Field.X, f.Field.Y, f.Field.Z, level), v.at)
		}, v.area)
		for i, curve := range f.Curves {
			p.polyline(v.points(curve.X, curve.Y), v.area, line{color: black, width: p.lw(1.4), dash: dashOf(dashes[i%len(dashes)], p.lw(1.4))})
			p.equilibria(curve.Equilibria, v)
		}
	}
	return c, nil
}

// avoid keeps labels off the markers drawn later.
func (p *pen) avoid(list []Equilibrium, at func(x, y float64) vg.Point) {
	for _, e := range list {
		q := at(e.X, e.Y)
		p.taken = append(p.taken, grown(vg.Rectangle{Min: q, Max: q}, p.markerRadius()+p.u(1.5)))
	}
}

// equilibria draws markers that are seen on any ground: black and white.
func (p *pen) equilibria(list []Equilibrium, v view) {
	for _, e := range list {
		if q := v.at(e.X, e.Y); inBox(q, v.area) {
			p.equilibrium(e.Stable, q)
		}
	}
}

func (p *pen) equilibrium(s Stability, q vg.Point) {
	m := equilibriumMarker(s, black)
	r := p.markerRadius()
	p.fill(circle(q, r+p.u(1.3)), white)
	p.marker(m.shape, q, r, m.color, m.hollow)
}
