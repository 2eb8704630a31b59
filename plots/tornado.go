package plots

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// TornadoRow is the outcome at the low and at the high value of one parameter,
// the others at their base.
type TornadoRow struct {
	Name                string // of the parameter, e.g. "Elasticity, $\sigma$"
	Low, High           float64
	LowLabel, HighLabel string // values of the parameter, e.g. "3" and "7"; "" for none
}

// Tornado draws how far each parameter moves an outcome from its base, the
// widest bar on top.
type Tornado struct {
	Title             string // drawn if the preset says so
	XLabel            string
	XRange            Range
	Base              float64 // the outcome with all parameters at their base
	Rows              []TornadoRow
	LowName, HighName string // in the legend; "" for "Low value" and "High value"
	HideLegend        bool
}

var _ charter = Tornado{}

func (f Tornado) title() string { return f.Title }

// Draw implements Figure.
func (f Tornado) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f Tornado) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns one row per parameter, in the order given, and the base.
func (f Tornado) Data() Table {
	t := Table{Columns: []string{"parameter", "low_label", "high_label", "low", "high", "base"}}
	for _, r := range f.Rows {
		t.add(r.Name, r.LowLabel, r.HighLabel, r.Low, r.High, f.Base)
	}
	return t
}

// sorted lists the rows from the narrowest (drawn at the bottom) to the widest.
func (f Tornado) sorted() []TornadoRow {
	rows := append([]TornadoRow(nil), f.Rows...)
	reach := func(r TornadoRow) float64 {
		v := math.Max(r.Low, math.Max(r.High, f.Base)) - math.Min(r.Low, math.Min(r.High, f.Base))
		if math.IsNaN(v) {
			return -1
		}
		return v
	}
	sort.SliceStable(rows, func(i, j int) bool { return reach(rows[i]) < reach(rows[j]) })
	return rows
}

func (f Tornado) chart(st *style) (*chart, error) {
	ex := extent{}
	for _, r := range f.Rows {
		ex.add(r.Low, r.High)
	}
	if !ex.any || !finite(f.Base) {
		return nil, fmt.Errorf("tornado diagram: no parameter has an outcome beside a finite base: %w", ErrEmpty)
	}
	ex.add(f.Base)
	rows := f.sorted()
	y := &axis{scale: scale{lo: -0.6, hi: float64(len(rows)) - 0.4}}
	pad := axisPadding
	for _, r := range rows {
		y.names = append(y.names, r.Name)
		for _, l := range []string{r.LowLabel, r.HighLabel} { // room for the values beyond the bars
			if l != "" {
				pad = math.Max(pad, 1.5*float64(st.widthOf(l)+st.u(4))/float64(st.room*0.6))
			}
		}
	}
	c := &chart{
		title:   f.Title,
		natural: math.Min(math.Max(0.11*float64(len(rows)+1), 0.25), 1.4),
		x:       &axis{label: f.XLabel, scale: ex.scale(f.XRange, pad)},
		y:       y,
		body:    func(p *pen, v view) { f.draw(p, v, rows) },
	}
	if !f.HideLegend {
		low, high := fillColor(0), fillColor(1)
		c.keys = []key{{label: or(f.LowName, "Low value"), fill: &low}, {label: or(f.HighName, "High value"), fill: &high}}
	}
	return c, nil
}

// or is s, or other if s is empty.
func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (f Tornado) draw(p *pen, v view, rows []TornadoRow) {
	rim := line{color: black, width: p.aw(0.6)}
	type end struct {
		value float64
		label string
		index int
	}
	for i, r := range rows {
		y := float64(i)
		ends := []end{{r.Low, r.LowLabel, 0}, {r.High, r.HighLabel, 1}}
		// Where both lie on one side, the longer goes under the shorter.
		if math.Abs(r.Low-f.Base) < math.Abs(r.High-f.Base) {
			ends[0], ends[1] = ends[1], ends[0]
		}
		for _, e := range ends {
			if !finite(e.value) {
				continue
			}
			a, b := v.at(math.Min(e.value, f.Base), y-0.36), v.at(math.Max(e.value, f.Base), y+0.36)
			if path := boxIn(vg.Rectangle{Min: a, Max: b}, v.area); path != nil {
				p.fill(path, fillColor(e.index))
				p.stroke(path, rim)
			}
		}
		sameSide := (r.Low-f.Base)*(r.High-f.Base) > 0
		for k, e := range ends {
			q := v.at(e.value, y)
			if e.label == "" || !inBox(q, v.area) || sameSide && k == 1 {
				continue
			}
			b, h, dx := p.text(e.label), 0.0, p.u(2.5)
			if e.value < f.Base || e.value == f.Base && e.index == 0 {
				h, dx = 1, -dx
			}
			q.X += dx
			if within(b.box(q, h, alignMiddle), v.area) {
				p.block(b, q, h, alignMiddle, 0)
			}
		}
	}
	x := v.px(f.Base)
	p.polyline([]vg.Point{{X: x, Y: v.area.Min.Y}, {X: x, Y: v.area.Max.Y}}, v.area, line{color: black, width: p.aw(1.4)})
}
