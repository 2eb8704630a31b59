package page

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// flatten brings a path to the page and turns arcs and quadratic curves into
// cubic ones.
func (p *Page) flatten(path vg.Path) vg.Path {
	out := make(vg.Path, 0, len(path))
	var at vg.Point // the last point, before the transformation
	open := false
	for _, s := range path {
		switch s.Type {
		case vg.MoveComp:
			out.Move(p.point(s.Pos))
			at, open = s.Pos, true
		case vg.LineComp:
			out.Line(p.point(s.Pos))
			at = s.Pos
		case vg.CurveComp:
			c1, c2 := s.Control[0], s.Control[len(s.Control)-1]
			if len(s.Control) == 1 {
				c := s.Control[0]
				c1, c2 = mix(at, c, 2.0/3), mix(s.Pos, c, 2.0/3)
			}
			out.CubeTo(p.point(c1), p.point(c2), p.point(s.Pos))
			at = s.Pos
		case vg.ArcComp:
			at = p.arc(&out, s, open)
			open = true
		case vg.CloseComp:
			out.Close()
			open = false
		}
	}
	return out
}

func mix(a, b vg.Point, t vg.Length) vg.Point {
	return vg.Point{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)}
}

// arc appends a circular arc as cubics of at most a quarter turn, whose
// distance from the circle is below 0.03 per cent of the radius.
func (p *Page) arc(out *vg.Path, s vg.PathComp, open bool) vg.Point {
	on := func(t float64) (pt, tangent vg.Point) {
		sin, cos := math.Sincos(t)
		r := s.Radius
		return vg.Point{X: s.Pos.X + r*vg.Length(cos), Y: s.Pos.Y + r*vg.Length(sin)},
			vg.Point{X: -r * vg.Length(sin), Y: r * vg.Length(cos)}
	}
	from, d0 := on(s.Start)
	if open {
		out.Line(p.point(from))
	} else {
		out.Move(p.point(from))
	}
	n := int(math.Ceil(math.Abs(s.Angle) / (math.Pi / 2) * (1 - 1e-12)))
	n = max(n, 1)
	step := s.Angle / float64(n)
	k := vg.Length(4.0 / 3 * math.Tan(step/4))
	for i := 1; i <= n; i++ {
		to, d1 := on(s.Start + float64(i)*step)
		c1 := vg.Point{X: from.X + k*d0.X, Y: from.Y + k*d0.Y}
		c2 := vg.Point{X: to.X - k*d1.X, Y: to.Y - k*d1.Y}
		out.CubeTo(p.point(c1), p.point(c2), p.point(to))
		from, d0 = to, d1
	}
	return from
}

// Bounds is the box around everything drawn (control points included, half the
// width of strokes added).
func (p *Page) Bounds() vg.Rectangle {
	b := vg.Rectangle{
		Min: vg.Point{X: vg.Length(math.Inf(1)), Y: vg.Length(math.Inf(1))},
		Max: vg.Point{X: vg.Length(math.Inf(-1)), Y: vg.Length(math.Inf(-1))},
	}
	for _, it := range p.Items {
		half := it.Width / 2
		for _, s := range it.Path {
			if s.Type == vg.CloseComp {
				continue
			}
			for _, q := range append([]vg.Point{s.Pos}, s.Control...) {
				b.Min.X, b.Max.X = min(b.Min.X, q.X-half), max(b.Max.X, q.X+half)
				b.Min.Y, b.Max.Y = min(b.Min.Y, q.Y-half), max(b.Max.Y, q.Y+half)
			}
		}
	}
	return b
}
