package plots

import (
	"math"

	"github.com/geosolve/geosolve/plots/internal/contour"
	"gonum.org/v1/plot/vg"
)

func (f Ternary) draw(p *pen, s simplexView, bar *colorBar) {
	for _, e := range f.Equilibria {
		q := s.shares(e.Shares)
		p.taken = append(p.taken, grown(vg.Rectangle{Min: q, Max: q}, p.markerRadius()+p.u(1.5)))
	}
	if f.Field != nil {
		p.fill(s.border(), absentGrey)
		p.surface(contour.Simplex(f.Field.N), f.Field.Values, bar, s.flat)
	}
	if f.Basins != nil {
		f.drawBasins(p, s)
	}
	if f.Field == nil {
		f.grid(p, s)
	}
	if f.Field != nil && !f.NoLevels {
		m := contour.Simplex(f.Field.N)
		p.levels(bar, func(level float64) [][]vg.Point {
			return onPage(m.Level(f.Field.Values, level), s.flat)
		}, s.area)
	}
	f.vectors(p, s)
	for _, path := range f.Paths {
		var pts []vg.Point
		for _, q := range path {
			pts = append(pts, s.shares(q))
		}
		p.polyline(pts, grown(s.area, 0.01), line{color: black, width: p.lw(0.9)})
	}
	p.stroke(s.border(), line{color: black, width: p.aw(1.4)})
	f.sides(p, s)
	f.corners(p, s)
	for _, e := range f.Equilibria {
		p.equilibrium(e.Stable, s.shares(e.Shares))
	}
}

// drawBasins fills the neighbourhood of each lattice point: the hexagon of
// points nearer to it than to any other, cut at the border.
func (f Ternary) drawBasins(p *pen, s simplexView) {
	b := f.Basins
	pts := contour.Simplex(b.N).Points
	p.fill(s.border(), absentGrey)
	h := 1 / float64(b.N) / 3
	corners := []Shares{{2, -1, -1}, {1, 1, -2}, {-1, 2, -1}, {-2, 1, 1}, {-1, -1, 2}, {1, -2, 1}}
	for k := range b.Names {
		var path vg.Path
		for i, q := range pts {
			if b.Basin[i] != k {
				continue
			}
			mid := Shares{q.X, q.Y, 1 - q.X - q.Y}
			var hex []Shares
			for _, d := range corners {
				hex = append(hex, Shares{mid[0] + h*d[0], mid[1] + h*d[1], mid[2] + h*d[2]})
			}
			path = append(path, f.cutToSimplex(hex, s)...)
		}
		c := regimeColor(k + 1)
		p.fill(path, c)
		p.stroke(path, line{color: c, width: 0.4}) // under the neighbour, against hairlines
	}
	// Straight borders through the midpoints of lattice edges cover the jagged
	// ones; only triangles where three basins meet keep their hexagons.
	m := contour.Simplex(b.N)
	for k := range b.Names {
		z := make([]float64, len(m.Points))
		for i, basin := range b.Basin {
			switch {
			case basin == k:
				z[i] = 1
			case basin < 0:
				z[i] = nan
			}
		}
		p.fill(filled(m.Surface(z).Above(0.5), s.flat), regimeColor(k+1))
	}
}

// cutToSimplex keeps the part of a polygon with no share below zero.
func (f Ternary) cutToSimplex(hex []Shares, s simplexView) vg.Path {
	for k := range 3 {
		var out []Shares
		for i, b := range hex {
			a := hex[(i+len(hex)-1)%len(hex)]
			if (a[k] < 0) != (b[k] < 0) {
				t := a[k] / (a[k] - b[k])
				out = append(out, Shares{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1]), a[2] + t*(b[2]-a[2])})
			}
			if b[k] >= 0 {
				out = append(out, b)
			}
		}
		hex = out
	}
	if len(hex) < 3 {
		return nil
	}
	pts := make([]vg.Point, len(hex))
	for i, q := range hex {
		pts[i] = s.shares(q)
	}
	return polygon(pts...)
}

// sideTicks are the shares marked on the sides.
var sideTicks = []float64{0.2, 0.4, 0.6, 0.8}

// grid draws lines of constant shares.
func (f Ternary) grid(p *pen, s simplexView) {
	thin := line{color: gridGrey, width: p.aw(0.8)}
	if f.Basins != nil {
		thin.color = white
	}
	for _, t := range sideTicks {
		p.segment(s.at(t, 1-t, 0), s.at(t, 0, 1-t), thin)
		p.segment(s.at(1-t, t, 0), s.at(0, t, 1-t), thin)
		p.segment(s.at(1-t, 0, t), s.at(0, 1-t, t), thin)
	}
}

// sides draws ticks, in the direction of the lines of constant share, and the
// symbols: share 2 along the bottom, share 3 along the right, share 1 along
// the left.
func (f Ternary) sides(p *pen, s simplexView) {
	ink := line{color: black, width: p.aw(1)}
	long := p.u(tickLength)
	tick := func(at vg.Point, angle float64, label string, h float64, v vAlign) {
		sin, cos := math.Sincos(angle)
		end := vg.Point{X: at.X + long*vg.Length(cos), Y: at.Y + long*vg.Length(sin)}
		p.segment(at, end, ink)
		gap := p.u(tickGap)
		p.block(p.text(label), vg.Point{X: end.X + gap*vg.Length(cos), Y: end.Y + gap*vg.Length(sin)}, h, v, 0)
	}
	for _, t := range sideTicks {
		label := number(t, 1)
		tick(s.at(1-t, t, 0), -math.Pi*2/3, label, 0.5, alignTop)
		tick(s.at(0, 1-t, t), 0, label, 0, alignMiddle)
		tick(s.at(t, 0, 1-t), math.Pi*2/3, label, 1, alignBottom)
	}
	off := float64(p.size()*2.1 + p.u(6))
	for i, place := range []struct {
		mid   vg.Point
		out   float64 // direction away from the simplex
		angle float64
		arrow string
	}{
		{s.at(0.5, 0, 0.5), math.Pi * 5 / 6, math.Pi / 3, `$\leftarrow$ `},
		{s.at(0.5, 0.5, 0), -math.Pi / 2, 0, ""},
		{s.at(0, 0.5, 0.5), math.Pi / 6, -math.Pi / 3, `$\leftarrow$ `},
	} {
		if f.Symbols[i] == "" {
			continue
		}
		label := place.arrow + f.Symbols[i]
		if place.arrow == "" {
			label = f.Symbols[i] + ` $\rightarrow$`
		}
		sin, cos := math.Sincos(place.out)
		q := vg.Point{X: place.mid.X + vg.Length(off*cos), Y: place.mid.Y + vg.Length(off*sin)}
		p.block(p.text(label), q, 0.5, alignMiddle, place.angle)
	}
}

// corners writes the names of the regions.
func (f Ternary) corners(p *pen, s simplexView) {
	room := p.room / 4
	side := s.area.Max.X - s.area.Min.X
	top := s.at(0, 0, 1)
	p.block(p.wrap(f.name(2), room, 1), vg.Point{X: top.X, Y: top.Y + p.u(5)}, 0.5, alignBottom, 0)
	for i, q := range []vg.Point{s.at(1, 0, 0), s.at(0, 1, 0)} {
		b := p.wrap(f.name(i), room, 2)
		drop := p.u(6)
		if b.w/2 > 0.13*side { // below the tick labels
			drop += p.size() + p.u(tickLength+tickGap)
		}
		p.block(b, vg.Point{X: q.X, Y: q.Y - drop}, 0.5, alignTop, 0)
	}
}

// vectors draws arrows whose lengths grow as the square root of the change, so
// that slow parts of a flow are still seen.
func (f Ternary) vectors(p *pen, s simplexView) {
	longest := 0.0
	size := func(c Shares) float64 { return math.Sqrt(c[0]*c[0] + c[1]*c[1] + c[2]*c[2]) }
	for _, v := range f.Vectors {
		if n := size(v.Change); finite(n) {
			longest = math.Max(longest, n)
		}
	}
	if longest == 0 {
		return
	}
	side := s.area.Max.X - s.area.Min.X
	reach := 0.8 * side / vg.Length(math.Max(math.Sqrt(2*float64(len(f.Vectors))), 6))
	ink := line{color: black, width: p.lw(0.6)}
	for _, v := range f.Vectors {
		n := size(v.Change)
		if !finite(n) || n < 1e-9*longest {
			continue
		}
		a := s.shares(v.At)
		d := s.shares(Shares{v.At[0] + v.Change[0], v.At[1] + v.Change[1], v.At[2] + v.Change[2]})
		l := dist(a, d)
		if l == 0 {
			continue
		}
		k := reach * vg.Length(math.Sqrt(n/longest)) / l
		b := vg.Point{X: a.X + k*(d.X-a.X), Y: a.Y + k*(d.Y-a.Y)}
		p.arrow(a, b, ink, p.u(3.2))
	}
}
