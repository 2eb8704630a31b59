package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// pen draws on a canvas in the style of a preset.
type pen struct {
	*style
	c vg.Canvas
	// taken are the boxes that labels placed within the data must avoid.
	taken []vg.Rectangle
}

// line is how a curve is stroked.
type line struct {
	color color.NRGBA
	width vg.Length
	dash  []vg.Length
}

func (p *pen) color(c color.NRGBA) {
	if p.Grey {
		c = grey(c)
	}
	p.c.SetColor(c)
}

// stroke draws a path.
func (p *pen) stroke(path vg.Path, l line) {
	if len(path) == 0 || l.width <= 0 {
		return
	}
	p.color(l.color)
	p.c.SetLineWidth(l.width)
	p.c.SetLineDash(l.dash, 0)
	p.c.Stroke(path)
}

// fill fills a path.
func (p *pen) fill(path vg.Path, c color.NRGBA) {
	if len(path) == 0 {
		return
	}
	p.color(c)
	p.c.Fill(path)
}

// segment draws a straight line.
func (p *pen) segment(a, b vg.Point, l line) {
	var path vg.Path
	path.Move(a)
	path.Line(b)
	p.stroke(path, l)
}

// polyline draws the parts of a line that lie in the box. Points that are not
// finite part it.
func (p *pen) polyline(pts []vg.Point, box vg.Rectangle, l line) {
	p.stroke(clipLine(pts, box), l)
}

// polygon is the closed path through the points.
func polygon(pts ...vg.Point) vg.Path {
	var path vg.Path
	for i, q := range pts {
		if i == 0 {
			path.Move(q)
		} else {
			path.Line(q)
		}
	}
	path.Close()
	return path
}

func rectangle(r vg.Rectangle) vg.Path {
	return polygon(r.Min, vg.Point{X: r.Max.X, Y: r.Min.Y}, r.Max, vg.Point{X: r.Min.X, Y: r.Max.Y})
}

func circle(at vg.Point, radius vg.Length) vg.Path {
	var path vg.Path
	path.Move(vg.Point{X: at.X + radius, Y: at.Y})
	path.Arc(at, radius, 0, 2*math.Pi)
	path.Close()
	return path
}

// block draws a text with its anchor at q, turned by an angle in radians.
func (p *pen) block(b block, q vg.Point, h float64, v vAlign, angle float64) {
	p.blockIn(b, q, h, v, angle, black)
}

// blockIn draws a text in a colour.
func (p *pen) blockIn(b block, q vg.Point, h float64, v vAlign, angle float64, c color.NRGBA) {
	if b.empty() {
		return
	}
	p.color(c)
	sin, cos := math.Sincos(angle)
	y := b.baseline(v)
	for _, l := range b.lines {
		x := -vg.Length(h) * l.Width
		l.DrawAligned(p.c, vg.Point{
			X: q.X + x*vg.Length(cos) - y*vg.Length(sin),
			Y: q.Y + x*vg.Length(sin) + y*vg.Length(cos),
		}, h, angle)
		y -= b.step
	}
	p.taken = append(p.taken, b.turned(q, h, v, angle))
}

// Marker is the shape of a point.
type Marker int

// The markers, in the order series take them.
const (
	Circle Marker = iota
	Square
	Triangle
	Diamond
	Cross
	TriangleDown
	numMarkers        // series cycle through those above
	Plus       Marker = iota
	Star
)

// marker draws a point; a hollow one is filled with white so that the line
// under it does not show.
func (p *pen) marker(m Marker, at vg.Point, radius vg.Length, c color.NRGBA, hollow bool) {
	rim := line{color: c, width: p.u(0.9)}
	path := markerPath(m, at, radius)
	if m == Cross || m == Plus || m == Star {
		p.stroke(path, line{color: c, width: p.u(1.1)})
		return
	}
	if hollow {
		p.fill(path, white)
	} else {
		p.fill(path, c)
	}
	p.stroke(path, rim)
}

func markerPath(m Marker, at vg.Point, r vg.Length) vg.Path {
	q := func(x, y float64) vg.Point {
		return vg.Point{X: at.X + vg.Length(x)*r, Y: at.Y + vg.Length(y)*r}
	}
	switch m {
	case Plus:
		return strokes(q, [2]float64{1.2, 0}, [2]float64{0, 1.2})
	case Star:
		return strokes(q, [2]float64{1.15, 0}, [2]float64{0.575, 1}, [2]float64{-0.575, 1})
	case Square:
		return polygon(q(-.88, -.88), q(.88, -.88), q(.88, .88), q(-.88, .88))
	case Triangle:
		return polygon(q(-1.05, -.7), q(1.05, -.7), q(0, 1.15))
	case TriangleDown:
		return polygon(q(-1.05, .7), q(0, -1.15), q(1.05, .7))
	case Diamond:
		return polygon(q(0, -1.2), q(1.2, 0), q(0, 1.2), q(-1.2, 0))
	case Cross:
		return strokes(q, [2]float64{.9, .9}, [2]float64{.9, -.9})
	}
	return circle(at, r)
}

// strokes are lines through the middle of a marker, each to a point and to the one opposite.
func strokes(q func(x, y float64) vg.Point, ends ...[2]float64) vg.Path {
	var path vg.Path
	for _, e := range ends {
		path.Move(q(-e[0], -e[1]))
		path.Line(q(e[0], e[1]))
	}
	return path
}

// arrow draws an arrow from a to b with a filled head.
func (p *pen) arrow(a, b vg.Point, l line, head vg.Length) {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	n := math.Hypot(dx, dy)
	if n == 0 {
		return
	}
	head = min(head, vg.Length(0.6*n))
	ux, uy := vg.Length(dx/n), vg.Length(dy/n)
	neck := vg.Point{X: b.X - head*ux, Y: b.Y - head*uy}
	p.segment(a, neck, l)
	half := head * 0.38
	p.fill(polygon(b, vg.Point{X: neck.X - half*uy, Y: neck.Y + half*ux},
		vg.Point{X: neck.X + half*uy, Y: neck.Y - half*ux}), l.color)
}

// clipLine cuts a line to a box (Liang and Barsky) and parts it at points that
// are not finite.
func clipLine(pts []vg.Point, box vg.Rectangle) vg.Path {
	var path vg.Path
	var last vg.Point
	joined := false
	for i := 1; i < len(pts); i++ {
		a, b, ok := clipSegment(pts[i-1], pts[i], box)
		if !ok {
			joined = false
			continue
		}
		if !joined || a != last {
			path.Move(a)
		}
		path.Line(b)
		last, joined = b, true
	}
	return path
}

func clipSegment(a, b vg.Point, box vg.Rectangle) (vg.Point, vg.Point, bool) {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	if !finite(float64(a.X)+float64(a.Y)) || !finite(float64(b.X)+float64(b.Y)) {
		return a, b, false
	}
	t0, t1 := 0.0, 1.0
	for _, e := range [4][2]float64{
		{-dx, float64(a.X - box.Min.X)}, {dx, float64(box.Max.X - a.X)},
		{-dy, float64(a.Y - box.Min.Y)}, {dy, float64(box.Max.Y - a.Y)},
	} {
		if e[0] == 0 {
			if e[1] < 0 {
				return a, b, false
			}
			continue
		}
		t := e[1] / e[0]
		if e[0] < 0 {
			t0 = math.Max(t0, t)
		} else {
			t1 = math.Min(t1, t)
		}
	}
	if t0 > t1 {
		return a, b, false
	}
	on := func(t float64) vg.Point {
		if t == 0 {
			return a
		}
		if t == 1 {
			return b
		}
		return vg.Point{X: a.X + vg.Length(t*dx), Y: a.Y + vg.Length(t*dy)}
	}
	return on(t0), on(t1), true
}

// inBox tells whether a point is finite and inside a box, with a hair of slack.
func inBox(q vg.Point, box vg.Rectangle) bool {
	const slack = 1e-6
	return finite(float64(q.X)+float64(q.Y)) &&
		q.X >= box.Min.X-slack && q.X <= box.Max.X+slack && q.Y >= box.Min.Y-slack && q.Y <= box.Max.Y+slack
}
