package plots

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"

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

// surface fills the sets above each shade, the lowest first, so that each
// covers the border of the one before and no paper shows between.
func (p *pen) surface(m contour.Mesh, z []float64, bar *colorBar, at func(x, y float64) vg.Point) {
	surface := m.Surface(z)
	lo, hi := bar.scale.lo, bar.scale.hi
	for k := range shades {
		level := lo + (hi-lo)*float64(k)/shades
		if k == 0 {
			level = math.Inf(-1)
		}
		p.fill(filled(surface.Above(level), at), bar.color(lo+(hi-lo)*(float64(k)+0.5)/shades))
	}
}

// filled is the closed path of loops.
func filled(loops []contour.Line, at func(x, y float64) vg.Point) vg.Path {
	var path vg.Path
	for _, l := range loops {
		for i, q := range l.Points {
			if s := at(q.X, q.Y); i == 0 {
				path.Move(s)
			} else {
				path.Line(s)
			}
		}
		path.Close()
	}
	return path
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

// roundLevels are about seven round values within a scale.
func roundLevels(s scale) []float64 {
	const target = 7
	var best []float64
	for _, step := range candidateSteps(s.lo, s.hi) {
		var list []float64
		ts, _ := ticksAt(s.lo, s.hi, step)
		for _, t := range ts {
			if t.v > s.lo && t.v < s.hi {
				list = append(list, t.v)
			}
		}
		if best == nil || math.Abs(float64(len(list)-target)) < math.Abs(float64(len(best)-target)) {
			best = list
		}
	}
	return best
}

// shades is the number of colours of a map: few enough that neighbouring cells
// often share one, many enough that steps are not seen.
const shades = 64

// quantised is the colour of a value, one of a number of shades.
func (b *colorBar) quantised(v float64) color.NRGBA {
	if !finite(v) {
		return absentGrey
	}
	t := math.Min(math.Max(b.position(v), 0), 1)
	return b.palette.at((math.Floor(math.Min(t*shades, shades-1)) + 0.5) / shades)
}

// cells fills the cells of a grid. Equal neighbours in a row are merged. Each
// run reaches under its right and its upper neighbour, which is drawn later, so
// that no hairline of paper shows between them at any resolution.
func (p *pen) cells(v view, bx, by []float64, shade func(i, j int) (color.NRGBA, bool)) {
	const under = 1.0 // pt
	nx, ny := len(bx)-1, len(by)-1
	p.fill(rectangle(v.area), absentGrey)
	for i := range ny {
		for j := 0; j < nx; {
			c, ok := shade(i, j)
			k := j + 1
			for k < nx {
				d, also := shade(i, k)
				if d != c || also != ok {
					break
				}
				k++
			}
			if ok {
				box := vg.Rectangle{Min: v.at(bx[j], by[i]), Max: v.at(bx[k], by[i+1])}
				if k < nx {
					if _, solid := shade(i, k); solid {
						box.Max.X += under
					}
				}
				if i+1 < ny && allSolid(shade, i+1, j, k) {
					box.Max.Y += under
				}
				if path := boxIn(box, v.area); path != nil {
					p.fill(path, c)
				}
			}
			j = k
		}
	}
}

func allSolid(shade func(i, j int) (color.NRGBA, bool), i, from, to int) bool {
	for j := from; j < to; j++ {
		if _, ok := shade(i, j); !ok {
			return false
		}
	}
	return true
}

// onPage maps level lines to the page, closing those that are closed.
func onPage(lines []contour.Line, at func(x, y float64) vg.Point) [][]vg.Point {
	var out [][]vg.Point
	for _, l := range lines {
		var pts []vg.Point
		for _, q := range l.Points {
			pts = append(pts, at(q.X, q.Y))
		}
		if l.Closed && len(pts) > 0 {
			pts = append(pts, pts[0])
		}
		out = append(out, pts)
	}
	return out
}

// levels draws level lines with their values written on them.
func (p *pen) levels(b *colorBar, trace func(level float64) [][]vg.Point, box vg.Rectangle) {
	values := slices.Clone(b.levels)
	slices.Sort(values)
	decimals := levelDecimals(values)
	for _, level := range values {
		ink := line{color: black, width: p.aw(1)}
		if b.palette == BlueWhiteRed {
			switch {
			case math.Abs(level-b.mid) < 1e-12*math.Max(1, math.Abs(b.mid)):
				ink.width = p.aw(2.2)
			case level < b.mid:
				ink.dash = dashOf([]float64{3, 2}, 1)
			}
		}
		ground := b.color(level)
		if luminance(ground) < 0.42 {
			ink.color = white
		}
		lines := trace(level)
		for _, l := range lines {
			p.polyline(l, box, ink)
		}
		p.levelLabel(number(level, decimals), lines, box, ground)
	}
}

// levelDecimals is the number of decimals that tells the levels apart.
func levelDecimals(values []float64) int {
	d := 0
	for _, v := range values {
		if v != 0 && math.Abs(v) >= 1e-4 && math.Abs(v) < 1e5 {
			d = max(d, decimalsOf(math.Abs(v)))
		}
		if d > 6 || v != 0 && (math.Abs(v) < 1e-4 || math.Abs(v) >= 1e5) {
			return -1
		}
	}
	return d
}

// levelLabel writes a value on its longest line, in a gap coloured as the
// ground, at the straightest place that is free.
func (p *pen) levelLabel(s string, lines [][]vg.Point, box vg.Rectangle, ground color.NRGBA) {
	var longest []vg.Point
	best := vg.Length(0)
	for _, l := range lines {
		if n := pathLength(l); n > best {
			best, longest = n, l
		}
	}
	b := p.text(s)
	if b.empty() || best < 3*b.w {
		return
	}
	for _, share := range []vg.Length{0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8} {
		q := along(longest, share*best)
		reach := b.w/2 + p.u(4)
		a, z := along(longest, share*best-reach), along(longest, share*best+reach)
		angle := math.Atan2(float64(z.Y-a.Y), float64(z.X-a.X))
		if angle > math.Pi/2 {
			angle -= math.Pi
		} else if angle <= -math.Pi/2 {
			angle += math.Pi
		}
		chord := math.Hypot(float64(z.X-a.X), float64(z.Y-a.Y))
		room := grown(b.turned(q, 0.5, alignMiddle, angle), p.u(1.5))
		if chord < 0.98*float64(2*reach) || !within(room, box) || !p.free(room) {
			continue
		}
		p.c.Push()
		p.c.Translate(q)
		p.c.Rotate(angle)
		half := vg.Point{X: b.w/2 + p.u(3), Y: p.size() * 0.42}
		p.fill(rectangle(vg.Rectangle{Min: vg.Point{X: -half.X, Y: -half.Y}, Max: half}), ground)
		p.c.Pop()
		ink := black
		if luminance(ground) < 0.42 {
			ink = white
		}
		p.blockIn(b, q, 0.5, alignMiddle, angle, ink)
		return
	}
}

// free tells whether a box meets no label drawn so far.
func (p *pen) free(r vg.Rectangle) bool {
	for _, t := range p.taken {
		if overlap(r, t) {
			return false
		}
	}
	return true
}

func pathLength(pts []vg.Point) vg.Length {
	var n vg.Length
	for i := 1; i < len(pts); i++ {
		n += dist(pts[i-1], pts[i])
	}
	return n
}

func dist(a, b vg.Point) vg.Length {
	return vg.Length(math.Hypot(float64(a.X-b.X), float64(a.Y-b.Y)))
}

// along is the point of a line at a length from its start.
func along(pts []vg.Point, s vg.Length) vg.Point {
	for i := 1; i < len(pts); i++ {
		d := dist(pts[i-1], pts[i])
		if s <= d && d > 0 {
			t := max(s/d, 0)
			return vg.Point{X: pts[i-1].X + t*(pts[i].X-pts[i-1].X), Y: pts[i-1].Y + t*(pts[i].Y-pts[i-1].Y)}
		}
		s -= d
	}
	return pts[len(pts)-1]
}
