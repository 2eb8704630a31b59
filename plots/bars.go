package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Stack is one bar made of components. Values has one number per component of
// the figure, of either sign: positive ones are stacked upwards from zero and
// negative ones downwards. NaN counts as absent.
type Stack struct {
	Name   string // under the bar; "" in a group of one
	Values []float64
}

// BarGroup is bars that stand together over one name.
type BarGroup struct {
	Name   string
	Stacks []Stack
}

// StackedBars draws groups of stacked bars, e.g. a change decomposed in a
// passive part, an active part and their interaction. With one component it is
// a plain or grouped bar chart.
type StackedBars struct {
	Title          string // drawn if the preset says so
	XLabel, YLabel string
	YRange         Range
	Components     []string // names of the parts, in the legend
	Groups         []BarGroup
	ShowTotal      bool // mark the sum of each stack with a diamond
	HideLegend     bool
}

var _ charter = StackedBars{}

func (f StackedBars) title() string { return f.Title }

// Draw implements Figure.
func (f StackedBars) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f StackedBars) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns one row per part of a bar.
func (f StackedBars) Data() Table {
	t := Table{Columns: []string{"group", "bar", "component", "value"}}
	for _, g := range f.Groups {
		for i, s := range g.Stacks {
			name := s.Name
			if name == "" {
				name = fmt.Sprint(i + 1)
			}
			for j, c := range f.Components {
				t.add(g.Name, name, c, at(s.Values, j))
			}
		}
	}
	return t
}

// groupGap is the room between groups, in bars; barShare the width of a bar
// against the distance of bars.
const (
	groupGap = 0.6
	barShare = 0.78
)

// places gives the abscissa of each stack and the name of each.
func (f StackedBars) places() (at [][]float64, a *axis) {
	a = &axis{label: f.XLabel}
	single := true
	for _, g := range f.Groups {
		single = single && len(g.Stacks) <= 1 && (len(g.Stacks) == 0 || g.Stacks[0].Name == "")
	}
	x := 0.0
	for _, g := range f.Groups {
		first := x
		var row []float64
		for _, s := range g.Stacks {
			row = append(row, x)
			name := s.Name
			if single {
				name = g.Name
			}
			a.names, a.places = append(a.names, name), append(a.places, x)
			x++
		}
		at = append(at, row)
		if len(row) > 0 {
			if !single {
				a.tiers = append(a.tiers, tier{name: g.Name, lo: first - 0.4, hi: x - 0.6})
				x += groupGap
			}
		}
	}
	if !single {
		x -= groupGap
	}
	a.scale = scale{lo: -0.65, hi: x - 0.35}
	return at, a
}

func (f StackedBars) chart(st *style) (*chart, error) {
	ey := extent{}
	ey.add(0)
	drawn := false
	for _, g := range f.Groups {
		for i, s := range g.Stacks {
			if len(s.Values) != len(f.Components) {
				return nil, fmt.Errorf("bar %d of group %q has %d values and the figure %d components; they must be as many",
					i+1, g.Name, len(s.Values), len(f.Components))
			}
			up, down := 0.0, 0.0
			for _, v := range s.Values {
				if finite(v) {
					drawn = true
					up, down = up+math.Max(v, 0), down+math.Min(v, 0)
				}
			}
			ey.add(up, down)
		}
	}
	if !drawn {
		return nil, fmt.Errorf("bar chart: no bar has a value: %w", ErrEmpty)
	}
	ys := ey.scale(f.YRange, axisPadding)
	if f.YRange.auto() && ey.lo == 0 && ey.hi > 0 {
		ys.lo = 0
	}
	if f.YRange.auto() && ey.hi == 0 && ey.lo < 0 {
		ys.hi = 0
	}
	at, x := f.places()
	c := &chart{
		title: f.Title,
		x:     x,
		y:     &axis{label: f.YLabel, scale: ys},
		body:  func(p *pen, v view) { f.draw(p, v, at) },
	}
	if f.HideLegend {
		return c, nil
	}
	for i, n := range f.Components {
		col := fillColor(i)
		if n != "" && (len(f.Components) > 1 || f.ShowTotal) {
			c.keys = append(c.keys, key{label: n, fill: &col})
		}
	}
	if f.ShowTotal {
		c.keys = append(c.keys, key{label: "Total", marker: &keyMarker{Diamond, black, true}})
	}
	return c, nil
}

func (f StackedBars) draw(p *pen, v view, places [][]float64) {
	rim := p.barRim(v.px(barShare) - v.px(0))
	for i, g := range f.Groups {
		for j, s := range g.Stacks {
			x := places[i][j]
			lo, hi := v.px(x-barShare/2), v.px(x+barShare/2)
			up, down, sum := 0.0, 0.0, 0.0
			for k, val := range s.Values {
				if !finite(val) || val == 0 {
					continue
				}
				from := up
				if val < 0 {
					from = down
					down += val
				} else {
					up += val
				}
				sum += val
				box := vg.Rectangle{Min: vg.Point{X: lo, Y: v.py(math.Min(from, from+val))}, Max: vg.Point{X: hi, Y: v.py(math.Max(from, from+val))}}
				if path := boxIn(box, v.area); path != nil {
					p.fill(path, fillColor(k))
					p.stroke(path, rim)
				}
			}
			if q := v.at(x, sum); f.ShowTotal && inBox(q, v.area) {
				p.marker(Diamond, q, p.markerRadius(), black, true)
			}
		}
	}
	p.baseLine(v)
}

// barRim is the outline of bars of a width: none if they are so thin that
// outlines would hide their colours.
func (p *pen) barRim(width vg.Length) line {
	if width < 5*p.aw(1) {
		return line{}
	}
	return line{color: black, width: p.aw(0.6)}
}

// baseLine draws the line bars stand on.
func (p *pen) baseLine(v view) {
	y := v.py(0)
	p.polyline([]vg.Point{{X: v.area.Min.X, Y: y}, {X: v.area.Max.X, Y: y}}, v.area, line{color: black, width: p.aw(1)})
}

// boxIn is the part of a box within the area, or nil.
func boxIn(b, area vg.Rectangle) vg.Path {
	b.Min.X, b.Min.Y = max(b.Min.X, area.Min.X), max(b.Min.Y, area.Min.Y)
	b.Max.X, b.Max.Y = min(b.Max.X, area.Max.X), min(b.Max.Y, area.Max.Y)
	if b.Min.X >= b.Max.X || b.Min.Y >= b.Max.Y {
		return nil
	}
	return rectangle(b)
}
