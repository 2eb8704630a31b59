package plots

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/plot/vg"
)

// vertical is the angle of text that runs upwards.
const vertical = math.Pi / 2

// flag is a labelled abscissa: a thin line through the data area with its label
// above.
type flag struct {
	x     float64
	label string
}

// repeats tells whether another flag says all that f says: one of the same
// abscissa and label, or a labelled one where f has none.
func (f flag) repeats(flags []flag, i int) bool {
	for j, o := range flags {
		if j != i && o.x == f.x && (o.label == f.label && j < i || f.label == "" && o.label != "") {
			return true
		}
	}
	return false
}

// strip is the labels of flags, arranged over an area without overlap; lengths
// count from the area's left.
type strip struct {
	flags  []flag
	blocks []block
	at     []vg.Length // where the flag stands
	mid    []vg.Length // where its label stands
	row    []int
	rowH   vg.Length
	h      vg.Length // of the strip
}

// Distances of strips, in units of style.u.
const (
	stripSpace = 5.0 // between labels
	stripGap   = 2.5 // between the area and a label right above its line
	stripRise  = 7.0 // the same when some label stands aside its line
)

// strip arranges the labels over an abscissa: in one row if they fit,
// otherwise in several.
func (st *style) strip(flags []flag, at func(float64) vg.Length, lo, hi vg.Length) strip {
	s := strip{}
	for i, f := range flags {
		x := at(f.x)
		if !finite(float64(x)) || x < lo-0.01 || x > hi+0.01 || f.repeats(flags, i) {
			continue
		}
		s.flags, s.at = append(s.flags, f), append(s.at, x)
	}
	if len(s.flags) == 0 {
		return s
	}
	order := make([]int, len(s.flags))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return s.at[order[i]] < s.at[order[j]] })
	flagsAt := slices.Clone(s.at)
	sorted := slices.Clone(s.flags)
	for i, o := range order {
		s.at[i], s.flags[i] = flagsAt[o], sorted[o]
	}
	var total vg.Length
	for _, f := range s.flags {
		b := st.wrap(f.label, (hi-lo)/3, 2)
		s.blocks = append(s.blocks, b)
		s.rowH = max(s.rowH, b.h)
		total += b.w + st.u(stripSpace)
	}
	rows := int(math.Ceil(float64(total / (hi - lo))))
	rows = max(rows, 1)
	s.mid, s.row = make([]vg.Length, len(s.flags)), make([]int, len(s.flags))
	aside := rows > 1
	for r := range rows {
		var idx []int
		for i := range s.flags {
			if i%rows == r {
				idx = append(idx, i)
			}
		}
		mids := make([]vg.Length, len(idx))
		widths := make([]vg.Length, len(idx))
		for k, i := range idx {
			mids[k], widths[k] = s.at[i], s.blocks[i].w+st.u(stripSpace)
		}
		spread(mids, widths, lo-st.u(stripSpace)/2, hi+st.u(stripSpace)/2)
		for k, i := range idx {
			s.mid[i], s.row[i] = mids[k], r
			aside = aside || math.Abs(float64(mids[k]-s.at[i])) > float64(st.u(1))
		}
	}
	s.h = st.u(stripGap)
	if aside {
		s.h = st.u(stripRise)
	}
	s.h += vg.Length(rows)*s.rowH + vg.Length(rows-1)*st.u(1.5)
	return s
}

// base is how far above the area the labels of a row begin.
func (s strip) base(st *style, row int) vg.Length {
	top := s.h - vg.Length(row)*(s.rowH+st.u(1.5))
	return top - s.rowH
}

// strip draws the labels and the lines that lead to them.
func (p *pen) strip(s strip, area vg.Rectangle) {
	thin := line{color: guideGrey, width: p.aw(0.8)}
	for i := range s.flags {
		x, mid, top := area.Min.X+s.at[i], area.Min.X+s.mid[i], area.Max.Y
		p.segment(vg.Point{X: x, Y: area.Min.Y}, vg.Point{X: x, Y: top}, line{color: guideGrey, width: p.aw(0.8), dash: dashOf([]float64{2, 1.6}, 1)})
		if s.blocks[i].empty() {
			continue
		}
		foot := top + s.base(p.style, s.row[i])
		p.segment(vg.Point{X: x, Y: top}, vg.Point{X: mid, Y: foot - p.u(0.8)}, thin)
		p.block(s.blocks[i], vg.Point{X: mid, Y: foot}, 0.5, alignBottom, 0)
	}
}

// spread moves the middles of intervals as little as least squares allows, so
// that they do not overlap and stay in [lo, hi]; mids are in ascending order.
// Neighbours that would overlap are pooled into a cluster that moves as one.
func spread(mids, widths []vg.Length, lo, hi vg.Length) {
	type cluster struct {
		first, n    int
		want, width vg.Length // sum of wanted left ends; total width
	}
	var cs []cluster
	left := func(c cluster) vg.Length {
		l := c.want / vg.Length(c.n)
		return max(min(l, hi-c.width), lo)
	}
	for i := range mids {
		c := cluster{first: i, n: 1, want: mids[i] - widths[i]/2, width: widths[i]}
		for len(cs) > 0 {
			prev := cs[len(cs)-1]
			if left(prev)+prev.width <= left(c) {
				break
			}
			// Each member of c stands prev.width further right than in c alone.
			c = cluster{
				first: prev.first, n: prev.n + c.n, width: prev.width + c.width,
				want: prev.want + c.want - vg.Length(c.n)*prev.width,
			}
			cs = cs[:len(cs)-1]
		}
		cs = append(cs, c)
	}
	for _, c := range cs {
		x := left(c)
		for i := c.first; i < c.first+c.n; i++ {
			mids[i] = x + widths[i]/2
			x += widths[i]
		}
	}
}
