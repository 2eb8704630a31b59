package plots

import (
	"image/color"
	"math"
	"slices"

	"github.com/geosolve/geosolve/plots/internal/contour"
	"gonum.org/v1/plot/vg"
)

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
