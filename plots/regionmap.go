package plots

import (
	"fmt"
	"image/color"
	"sort"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// RegionMap draws which regime holds in each part of a plane of two
// parameters. Regime[i][j] is the index in Names of the regime at (X[j],
// Y[i]), or negative where it is not known. Names stand within their regions,
// and in the legend if they do not fit.
type RegionMap struct {
	Title          string // drawn if the preset says so
	XLabel, YLabel string
	X, Y           []float64 // increasing
	Regime         [][]int
	Names          []string
	// Curves are the borders, drawn black with dash patterns and named in the
	// legend. Without them the borders are drawn along the cells.
	Curves []Curve
}

var _ charter = RegionMap{}

func (f RegionMap) title() string { return f.Title }

// Draw implements Figure.
func (f RegionMap) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f RegionMap) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns the regime of each node by index and by name, and the curves.
func (f RegionMap) Data() Table {
	t := Table{Columns: []string{"kind", "curve", "x", "y", "regime", "regime_name"}}
	for i, y := range f.Y {
		for j, x := range f.X {
			if i >= len(f.Regime) || j >= len(f.Regime[i]) {
				continue
			}
			r, name := f.Regime[i][j], ""
			if r >= 0 && r < len(f.Names) {
				name = f.Names[r]
			}
			t.add("regime", "", x, y, r, name)
		}
	}
	for i, c := range f.Curves {
		for j := range c.X {
			t.add("curve", c.id(i), c.X[j], at(c.Y, j), "", "")
		}
	}
	return t
}

func (f RegionMap) validate() error {
	z := make([][]float64, len(f.Regime))
	known := false
	for i, row := range f.Regime {
		z[i] = make([]float64, len(row))
		for j, r := range row {
			if r >= len(f.Names) {
				return fmt.Errorf("regime map: regime %d at row %d, column %d; allowed: 0 to %d, or negative for unknown", r, i+1, j+1, len(f.Names)-1)
			}
			known = known || r >= 0
		}
	}
	if err := (Field{X: f.X, Y: f.Y, Z: z}).validate("regime map"); err != nil {
		return err
	}
	if !known {
		return fmt.Errorf("regime map: no regime is known anywhere: %w", ErrEmpty)
	}
	return nil
}

func (f RegionMap) chart(st *style) (*chart, error) {
	if err := f.validate(); err != nil {
		return nil, err
	}
	bx, by := borders(f.X), borders(f.Y)
	c := &chart{
		title:   f.Title,
		boxed:   true,
		natural: 0.8,
		x:       &axis{label: f.XLabel, scale: scale{lo: bx[0], hi: bx[len(bx)-1]}},
		y:       &axis{label: f.YLabel, scale: scale{lo: by[0], hi: by[len(by)-1]}},
	}
	// Where names fit depends on the size: a first look at a usual size tells
	// which need the legend.
	w := st.room * 0.75
	usual := view{area: vg.Rectangle{Max: vg.Point{X: w, Y: w * 0.72}}, x: c.x.scale, y: c.y.scale}
	var inside []int
	for r, name := range f.Names {
		if !f.has(r) {
			continue
		}
		if _, _, ok := f.place(st, usual, r, name, nil); ok {
			inside = append(inside, r)
			continue
		}
		col := regimeColor(r)
		c.keys = append(c.keys, key{label: name, fill: &col})
	}
	for i, curve := range f.Curves {
		if curve.Name != "" {
			l := regimeLine(st, i)
			c.keys = append(c.keys, key{label: curve.Name, line: &l})
		}
	}
	c.back = func(p *pen, v view) { f.fill(p, v, bx, by) }
	c.body = func(p *pen, v view) { f.draw(p, v, bx, by, inside) }
	return c, nil
}

func regimeLine(st *style, i int) line {
	w := st.lw(1.1)
	return line{color: black, width: w, dash: dashOf(dashes[i%len(dashes)], w)}
}

func (f RegionMap) has(r int) bool {
	for _, row := range f.Regime {
		for _, x := range row {
			if x == r {
				return true
			}
		}
	}
	return false
}

func (f RegionMap) fill(p *pen, v view, bx, by []float64) {
	p.cells(v, bx, by, func(i, j int) (color.NRGBA, bool) {
		r := f.Regime[i][j]
		if r < 0 {
			return color.NRGBA{}, false
		}
		return regimeColor(r), true
	})
}

func (f RegionMap) draw(p *pen, v view, bx, by []float64, inside []int) {
	var blocked []vg.Point
	for i, c := range f.Curves {
		pts := v.points(c.X, c.Y)
		p.polyline(pts, v.area, regimeLine(p.style, i))
		blocked = append(blocked, dense(pts, p.u(4))...)
		p.equilibria(c.Equilibria, v)
	}
	if len(f.Curves) == 0 {
		p.cellBorders(v, bx, by, f.Regime)
	}
	for _, r := range inside {
		if b, q, ok := f.place(p.style, v, r, f.Names[r], blocked); ok {
			p.block(b, q, 0.5, alignMiddle, 0)
		}
	}
}

// dense adds points to a line so that none are farther apart than step.
func dense(pts []vg.Point, step vg.Length) []vg.Point {
	var out []vg.Point
	for i, q := range pts {
		if i > 0 && finite(float64(q.X+q.Y+pts[i-1].X+pts[i-1].Y)) {
			n := int(dist(pts[i-1], q) / step)
			for k := 1; k <= n; k++ {
				t := vg.Length(k) / vg.Length(n+1)
				out = append(out, vg.Point{X: pts[i-1].X + t*(q.X-pts[i-1].X), Y: pts[i-1].Y + t*(q.Y-pts[i-1].Y)})
			}
		}
		out = append(out, q)
	}
	return out
}

// cellBorders draws the borders between cells of different regimes.
func (p *pen) cellBorders(v view, bx, by []float64, regime [][]int) {
	var path vg.Path
	seg := func(a, b vg.Point) { path.Move(a); path.Line(b) }
	for i, row := range regime {
		for j, r := range row {
			if j+1 < len(row) && row[j+1] != r {
				seg(v.at(bx[j+1], by[i]), v.at(bx[j+1], by[i+1]))
			}
			if i+1 < len(regime) && regime[i+1][j] != r {
				seg(v.at(bx[j], by[i+1]), v.at(bx[j+1], by[i+1]))
			}
		}
	}
	p.stroke(path, line{color: black, width: p.aw(1.2)})
}

// place finds where the name of a regime fits within its cells: in as few
// lines as possible, with as much room around it as there is, near the middle
// of all such places.
func (f RegionMap) place(st *style, v view, r int, name string, blocked []vg.Point) (block, vg.Point, bool) {
	sums := f.sums(r)
	size := v.area.Size()
	last := block{}
	for _, share := range []vg.Length{0.9, 0.45, 0.3, 0.22, 0.15} {
		b := st.wrap(name, size.X*share, 4)
		if b.empty() || b.w == last.w && b.h == last.h || endsShort(b, name) {
			continue
		}
		last = b
		for _, room := range []vg.Length{4, 2.5, 1.6, 1} {
			margin := st.u(3) * room
			var fits []vg.Point
			for _, y := range f.Y {
				for _, x := range f.X {
					q := v.at(x, y)
					box := grown(b.box(q, 0.5, alignMiddle), margin)
					if within(box, v.area) && f.inside(sums, v, box) && !anyIn(blocked, box) {
						fits = append(fits, q)
					}
				}
			}
			if len(fits) > 0 {
				return b, central(fits), true
			}
		}
	}
	return block{}, vg.Point{}, false
}

// endsShort tells whether a wrapped name was cut.
func endsShort(b block, name string) bool {
	for _, l := range b.lines {
		if cutShort(name, l.Text) {
			return true
		}
	}
	return false
}

func anyIn(pts []vg.Point, box vg.Rectangle) bool {
	for _, q := range pts {
		if q.X > box.Min.X && q.X < box.Max.X && q.Y > box.Min.Y && q.Y < box.Max.Y {
			return true
		}
	}
	return false
}

// central is the point nearest to the mean of all.
func central(pts []vg.Point) vg.Point {
	var mean vg.Point
	for _, q := range pts {
		mean.X += q.X / vg.Length(len(pts))
		mean.Y += q.Y / vg.Length(len(pts))
	}
	best := pts[0]
	for _, q := range pts {
		if dist(q, mean) < dist(best, mean) {
			best = q
		}
	}
	return best
}

// sums counts the cells of a regime left of and below each corner of the grid.
func (f RegionMap) sums(r int) [][]int {
	s := make([][]int, len(f.Y)+1)
	s[0] = make([]int, len(f.X)+1)
	for i, row := range f.Regime {
		s[i+1] = make([]int, len(f.X)+1)
		for j, x := range row {
			s[i+1][j+1] = s[i][j+1] + s[i+1][j] - s[i][j]
			if x == r {
				s[i+1][j+1]++
			}
		}
	}
	return s
}

// inside tells whether all cells that a box touches are of the regime counted.
func (f RegionMap) inside(sums [][]int, v view, box vg.Rectangle) bool {
	span := func(nodes []float64, s scale, lo, hi, from, to vg.Length) (int, int) {
		a := s.value(float64((lo - from) / (to - from)))
		b := s.value(float64((hi - from) / (to - from)))
		return nearest(nodes, a), nearest(nodes, b) + 1
	}
	j0, j1 := span(f.X, v.x, box.Min.X, box.Max.X, v.area.Min.X, v.area.Max.X)
	i0, i1 := span(f.Y, v.y, box.Min.Y, box.Max.Y, v.area.Min.Y, v.area.Max.Y)
	return sums[i1][j1]-sums[i0][j1]-sums[i1][j0]+sums[i0][j0] == (i1-i0)*(j1-j0)
}

// nearest is the index of the node nearest to a value.
func nearest(nodes []float64, v float64) int {
	i := sort.SearchFloat64s(nodes, v)
	if i == len(nodes) || i > 0 && v-nodes[i-1] < nodes[i]-v {
		return i - 1
	}
	return i
}
