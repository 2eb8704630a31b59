package plots

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Stability classifies an equilibrium. The zero value says that the
// computation could not tell.
type Stability int

// The classes of stability.
const (
	Indeterminate Stability = iota
	Stable
	Unstable
)

// String names the class as in CSV files.
func (s Stability) String() string {
	switch s {
	case Stable:
		return "stable"
	case Unstable:
		return "unstable"
	}
	return "indeterminate"
}

// EventKind is the kind of a special point of a branch.
type EventKind int

// The kinds of events. Each has a marker of its own.
const (
	OtherEvent  EventKind = iota
	Break                 // symmetry breaks: a pitchfork
	Sustain               // a corner equilibrium is lost
	Fold                  // a branch turns back
	Hopf                  // a cycle is born
	BranchPoint           // another branch leaves that is no mirror image
	Boundary              // a branch meets the boundary: a region empties
	EffortBound           // an effort, or an agreement, meets its bound
)

// String names the kind as in CSV files.
func (k EventKind) String() string {
	switch k {
	case Break:
		return "break"
	case Sustain:
		return "sustain"
	case Fold:
		return "fold"
	case Hopf:
		return "hopf"
	case BranchPoint:
		return "branch-point"
	case Boundary:
		return "boundary"
	case EffortBound:
		return "effort-bound"
	}
	return "other"
}

// marker is the shape that stands for a kind of event.
func (k EventKind) marker() Marker {
	switch k {
	case Break:
		return Circle
	case Sustain:
		return Square
	case Fold:
		return Diamond
	case Hopf:
		return Triangle
	case BranchPoint:
		return Star
	case Boundary:
		return Plus
	case EffortBound:
		return TriangleDown
	}
	return Cross
}

// Event is a special point of a bifurcation diagram.
type Event struct {
	Kind  EventKind
	X, Y  float64
	Label string // e.g. "$T_B$", drawn above the diagram; "" for none
}

// Branch is a curve of equilibria. X and Y have the same length; Stable has it
// too, or is empty for a branch of unknown stability. NaN is a gap. A stretch
// between two points of different classes changes halfway, so a branch should
// hold the points at which its stability changes.
type Branch struct {
	Name   string // used in the CSV file; "" for its number
	X, Y   []float64
	Stable []Stability
}

// Band is an interval of the abscissa shaded behind the data, e.g. where
// several stable equilibria coexist.
type Band struct {
	Min, Max float64
	Label    string // in the legend; "" for none
}

// Bifurcation is a diagram of equilibria against a parameter: solid curves are
// stable, dashed unstable, dotted indeterminate; events have markers and thin
// vertical lines, and their labels stand above.
type Bifurcation struct {
	Title          string // drawn if the preset says so
	XLabel, YLabel string
	XRange, YRange Range
	LogX           bool
	Branches       []Branch
	Events         []Event
	Bands          []Band
	HideLegend     bool
}

var _ charter = Bifurcation{}

func (f Bifurcation) title() string { return f.Title }

// Draw implements Figure.
func (f Bifurcation) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f Bifurcation) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns the points of the branches, the events and the bands (x and y
// are the ends of a band).
func (f Bifurcation) Data() Table {
	t := Table{Columns: []string{"kind", "branch", "x", "y", "stability", "label"}}
	for i, b := range f.Branches {
		for j := range b.X {
			t.add("point", b.name(i), b.X[j], at(b.Y, j), b.stability(j), "")
		}
	}
	for _, e := range f.Events {
		t.add(e.Kind.String(), "", e.X, e.Y, "", e.Label)
	}
	for _, b := range f.Bands {
		t.add("band", "", b.Min, b.Max, "", b.Label)
	}
	return t
}

func (b Branch) name(i int) string {
	if b.Name != "" {
		return b.Name
	}
	return fmt.Sprint(i + 1)
}

func (b Branch) stability(i int) Stability {
	if i < len(b.Stable) {
		return b.Stable[i]
	}
	return Indeterminate
}

func (b Branch) validate(i int) error {
	if len(b.X) != len(b.Y) {
		return fmt.Errorf("branch %s has %d abscissae and %d ordinates; they must be as many", b.name(i), len(b.X), len(b.Y))
	}
	if len(b.Stable) != 0 && len(b.Stable) != len(b.X) {
		return fmt.Errorf("branch %s has %d points and %d stabilities; give as many or none", b.name(i), len(b.X), len(b.Stable))
	}
	return nil
}

// line is how a curve of a stability is drawn.
func (st *style) stabilityLine(s Stability) line {
	switch s {
	case Stable:
		return line{color: blue, width: st.lw(1.5)}
	case Unstable:
		return line{color: vermillion, width: st.lw(1.1), dash: dashOf([]float64{3.6, 2.2}, st.lw(1.1))}
	}
	return line{color: color.NRGBA{0x40, 0x40, 0x40, 255}, width: st.lw(1.3), dash: dashOf([]float64{1, 1.6}, st.lw(1.3))}
}

func (f Bifurcation) chart(st *style) (*chart, error) {
	ex, ey := extent{log: f.LogX}, extent{}
	for i, b := range f.Branches {
		if err := b.validate(i); err != nil {
			return nil, err
		}
		for j := range b.X {
			if finite(b.X[j]) && finite(b.Y[j]) {
				ex.add(b.X[j])
				ey.add(b.Y[j])
			}
		}
	}
	if !ex.any || !ey.any {
		return nil, fmt.Errorf("bifurcation diagram: no branch has a point: %w", ErrEmpty)
	}
	for _, e := range f.Events {
		ex.add(e.X)
		ey.add(e.Y)
	}
	c := &chart{
		title: f.Title,
		x:     &axis{label: f.XLabel, scale: ex.scale(f.XRange, axisPadding)},
		y:     &axis{label: f.YLabel, scale: ey.scale(f.YRange, axisPadding)},
		back:  func(p *pen, v view) { p.bands(f.Bands, v) },
		body:  f.draw,
	}
	for _, e := range f.Events {
		c.flags = append(c.flags, flag{e.X, e.Label})
	}
	if !f.HideLegend {
		c.keys = f.keys(st)
	}
	return c, nil
}

// bands shades intervals of the abscissa.
func (p *pen) bands(bands []Band, v view) {
	for i, b := range bands {
		lo, hi := v.px(b.Min), v.px(b.Max)
		lo, hi = max(min(lo, hi), v.area.Min.X), min(max(lo, hi), v.area.Max.X)
		if lo < hi {
			p.fill(rectangle(vg.Rectangle{
				Min: vg.Point{X: lo, Y: v.area.Min.Y}, Max: vg.Point{X: hi, Y: v.area.Max.Y},
			}), bandColor(i))
		}
	}
}

// bandColor is the shade of a band.
func bandColor(i int) color.NRGBA {
	return []color.NRGBA{bandGrey, {0xD0, 0xD0, 0xD0, 255}, {0xF4, 0xF4, 0xF4, 255}}[i%3]
}

func (f Bifurcation) keys(st *style) []key {
	var keys []key
	names := map[Stability]string{Stable: "Stable", Unstable: "Unstable", Indeterminate: "Indeterminate"}
	for _, s := range []Stability{Stable, Unstable, Indeterminate} {
		if !f.has(s) {
			continue
		}
		l := st.stabilityLine(s)
		keys = append(keys, key{label: names[s], line: &l})
	}
	kinds := map[EventKind]string{Break: "Break point", Sustain: "Sustain point", Fold: "Fold", Hopf: "Hopf point",
		BranchPoint: "Branch point", Boundary: "Region empties", EffortBound: "Bound of an effort", OtherEvent: "Other"}
	for _, k := range []EventKind{Break, Sustain, Fold, Hopf, BranchPoint, Boundary, EffortBound, OtherEvent} {
		for _, e := range f.Events {
			if e.Kind == k {
				keys = append(keys, key{label: kinds[k], marker: &keyMarker{shape: k.marker(), color: black}})
				break
			}
		}
	}
	return append(keys, bandKeys(f.Bands)...)
}

func bandKeys(bands []Band) []key {
	var keys []key
	for i, b := range bands {
		if b.Label != "" {
			c := bandColor(i)
			keys = append(keys, key{label: b.Label, fill: &c})
		}
	}
	return keys
}

func (f Bifurcation) has(s Stability) bool {
	for _, b := range f.Branches {
		for j := range b.X {
			if b.stability(j) == s && finite(b.X[j]) && finite(b.Y[j]) {
				return true
			}
		}
	}
	return false
}

func (f Bifurcation) draw(p *pen, v view) {
	for _, s := range []Stability{Indeterminate, Unstable, Stable} {
		for _, b := range f.Branches {
			p.branch(b, v, s)
		}
	}
	for _, e := range f.Events {
		if q := v.at(e.X, e.Y); inBox(q, v.area) {
			p.marker(e.Kind.marker(), q, p.markerRadius(), black, false)
		}
	}
}

// branch draws the parts of a branch of one stability.
func (p *pen) branch(b Branch, v view, s Stability) {
	pts := v.points(b.X, b.Y)
	l := p.stabilityLine(s)
	var part []vg.Point
	end := func() {
		if len(part) > 1 {
			p.polyline(part, v.area, l)
		}
		part = nil
	}
	for i, q := range pts {
		if !finite(float64(q.X) + float64(q.Y)) {
			end()
			continue
		}
		mine := b.stability(i) == s
		if i > 0 && finite(float64(pts[i-1].X)+float64(pts[i-1].Y)) && mine != (b.stability(i-1) == s) {
			half := vg.Point{X: (q.X + pts[i-1].X) / 2, Y: (q.Y + pts[i-1].Y) / 2}
			part = append(part, half)
			if !mine {
				end()
			}
		}
		if mine {
			part = append(part, q)
		}
	}
	if len(pts) == 1 && inBox(pts[0], v.area) && b.stability(0) == s {
		p.marker(Circle, pts[0], p.markerRadius(), l.color, s == Unstable)
	}
	end()
}
