package plots

import (
	"image/color"
	"math"

	"github.com/geosolve/geosolve/plots/internal/contour"
	"gonum.org/v1/plot/vg"
)

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
