package plots

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Panels draws figures in a grid, row by row, with panel letters (a), (b), …
// Data areas of a column have one width and those of a row one height, so that
// axes stand in line.
type Panels struct {
	Title   string // drawn if the preset says so
	Figures []Figure
	Titles  []string // beside the panel letters; nil or one per figure
	Columns int      // 0 for two, or one in figures under 120 mm
	// SharedLegend draws one legend under all panels, with each entry once.
	SharedLegend bool
	// SharedAxes gives axes with the same label the same range; where they stand
	// in line, only the outer one has numbers and the label.
	SharedAxes bool
	NoLetters  bool
}

var _ Sizer = Panels{}

func (f Panels) title() string { return f.Title }

// maxPanels is one per letter.
const maxPanels = 26

// Data returns the tables of the panels below each other; the first column
// names the panel, and columns that a panel lacks are empty.
func (f Panels) Data() Table {
	t := Table{Columns: []string{"panel"}}
	index := map[string]int{"panel": 0}
	f = f.flat()
	for _, fig := range f.Figures {
		for _, c := range fig.Data().Columns {
			if c == "panel" {
				continue
			}
			if _, ok := index[c]; !ok {
				index[c] = len(t.Columns)
				t.Columns = append(t.Columns, c)
			}
		}
	}
	for i, fig := range f.Figures {
		data := fig.Data()
		for _, row := range data.Rows {
			out := make([]string, len(t.Columns))
			out[0] = letter(i)
			for k, v := range row {
				if c := data.Columns[k]; c == "panel" {
					out[0] += v // panels within panels
				} else {
					out[index[c]] = v
				}
			}
			t.Rows = append(t.Rows, out)
		}
	}
	return t
}

func letter(i int) string { return string(rune('a' + i%maxPanels)) }

// grid is the panels measured: all data areas of a column share its insets,
// those of a row its insets and height.
type grid struct {
	charts     []*chart // nil for a figure that is not a single chart
	cols, rows int
	left       []vg.Length // by column
	right      []vg.Length
	top        []vg.Length // by row
	bottom     []vg.Length
	w          vg.Length   // of every data area
	h          []vg.Length // of the data areas of each row
	legend     legend
	title      block
	foot       vg.Length // room of the legend
	head       vg.Length // room of the title
}

// narrow is the width in mm below which panels stand below each other unless
// the number of columns is given.
const narrow = 120

// panelGap is the room between panels, in units of style.u.
const panelGap = 5.0

func (f Panels) grid(st *style, width vg.Length) (*grid, error) {
	if f.Titles != nil && len(f.Titles) != len(f.Figures) {
		return nil, fmt.Errorf("panels: %d titles and %d figures; give as many or none", len(f.Titles), len(f.Figures))
	}
	f = f.flat()
	n := len(f.Figures)
	if n == 0 {
		return nil, fmt.Errorf("panels: no figures: %w", ErrEmpty)
	}
	if n > maxPanels {
		return nil, fmt.Errorf("panels: %d figures; allowed: 1 to %d", n, maxPanels)
	}
	if f.Columns < 0 {
		return nil, fmt.Errorf("panels: %d columns; allowed: 0 (two) or more", f.Columns)
	}
	g := &grid{cols: f.Columns}
	if g.cols == 0 {
		g.cols = 2
		if st.Width < narrow {
			g.cols = 1
		}
	}
	g.cols = min(g.cols, n)
	g.rows = (n + g.cols - 1) / g.cols
	st.room = width / vg.Length(g.cols)
	var keys []key
	for i, fig := range f.Figures {
		if fig == nil {
			return nil, fmt.Errorf("panels: panel %s is nil", letter(i))
		}
		ch, err := f.panel(st, i)
		if err != nil {
			return nil, fmt.Errorf("panel %s: %w", letter(i), err)
		}
		if ch != nil && f.SharedLegend {
			keys, ch.keys = merge(keys, ch.keys), nil
		}
		g.charts = append(g.charts, ch)
	}
	if f.SharedAxes {
		g.shareAxes()
	}
	g.legend = st.legend(keys, width-2*st.u(edge))
	if len(keys) > 0 {
		g.foot = g.legend.h + st.u(legendTop)
	}
	if st.ShowTitle && f.Title != "" {
		g.title = st.wrap(f.Title, width-2*st.u(edge), 2)
		g.head = g.title.h + st.u(titleGap)
	}
	return g, nil
}

// flat puts maps in the place of CityMaps: two for one of before and after, so
// that each has its own letter. A title goes before those of the two.
func (f Panels) flat() Panels {
	var figures []Figure
	var titles []string
	for i, fig := range f.Figures {
		title := ""
		if i < len(f.Titles) {
			title = f.Titles[i]
		}
		m, ok := fig.(CityMap)
		switch {
		case !ok:
			figures, titles = append(figures, fig), append(titles, title)
		case m.TwoPanels:
			for k, c := range m.panels().Figures {
				name := m.panels().Titles[k]
				if title != "" {
					name = title + ": " + name
				}
				figures, titles = append(figures, c), append(titles, name)
			}
		default:
			figures, titles = append(figures, cityPanel{m, false}), append(titles, title)
		}
	}
	f.Figures, f.Titles = figures, titles
	return f
}

// panel makes the chart of figure i, or nil if it draws itself.
func (f Panels) panel(st *style, i int) (*chart, error) {
	c, ok := f.Figures[i].(charter)
	if !ok {
		return nil, nil
	}
	ch, err := c.chart(st)
	if err != nil {
		return nil, err
	}
	ch.title = ""
	if !f.NoLetters {
		ch.letter = "(" + letter(i) + ")"
	}
	if f.Titles[i] != "" {
		ch.heading = f.Titles[i]
		if ch.letter == "" {
			ch.letter, ch.heading = f.Titles[i], ""
		}
	}
	return ch, nil
}

// merge adds the entries not there yet.
func merge(keys, more []key) []key {
	for _, k := range more {
		known := false
		for _, o := range keys {
			known = known || o.same(k)
		}
		if !known {
			keys = append(keys, k)
		}
	}
	return keys
}

// measure finds the insets and the width of the data areas. With a height of
// zero the data areas take the heights that suit them, otherwise they fill it.
func (g *grid) measure(st *style, width, height vg.Length) error {
	g.w = width / vg.Length(g.cols) * 0.75
	g.h = make([]vg.Length, g.rows)
	for r := range g.h {
		g.h[r] = g.natural(r)
		if height > 0 {
			g.h[r] = height / vg.Length(g.rows) * 0.6
		}
	}
	room := make([]vg.Length, g.cols) // width of each column
	for c := range room {
		room[c] = width/vg.Length(g.cols) - st.u(panelGap)
	}
	for range 4 {
		g.left, g.right = make([]vg.Length, g.cols), make([]vg.Length, g.cols)
		g.top, g.bottom = make([]vg.Length, g.rows), make([]vg.Length, g.rows)
		for i, ch := range g.charts {
			if ch == nil {
				continue
			}
			r, c := i/g.cols, i%g.cols
			_, in := ch.fit(st, g.w, g.h[r], room[c])
			g.left[c], g.right[c] = max(g.left[c], in.left), max(g.right[c], in.right)
			g.bottom[r], g.top[r] = max(g.bottom[r], in.bottom), max(g.top[r], in.top)
		}
		g.w = (width - sum(g.left) - sum(g.right) - vg.Length(g.cols-1)*st.u(panelGap)) / vg.Length(g.cols)
		for c := range room {
			room[c] = g.left[c] + g.w + g.right[c]
		}
		free := height - g.around(st)
		for r := range g.h {
			g.h[r] = g.natural(r)
			if height > 0 {
				g.h[r] = free / vg.Length(g.rows)
			}
			if g.w < mm(leastArea) || g.h[r] < mm(leastArea) {
				return fmt.Errorf("plots: preset %q: %d × %d panels leave less than %g mm for the data of each; make the figure larger or use fewer columns",
					st.Name, g.cols, g.rows, leastArea)
			}
		}
	}
	return st.err
}

// natural is the height of the data areas of a row that suits its charts.
func (g *grid) natural(row int) vg.Length {
	aspect := 0.0
	for i, ch := range g.charts {
		if i/g.cols != row {
			continue
		}
		a := naturalAspect
		if ch != nil && ch.aspect > 0 {
			a = ch.aspect
		} else if ch != nil && ch.natural > 0 {
			a = ch.natural
		}
		aspect = max(aspect, a)
	}
	return g.w * vg.Length(aspect)
}

func sum(v []vg.Length) vg.Length {
	var s vg.Length
	for _, x := range v {
		s += x
	}
	return s
}

// around is the height of all but the data areas.
func (g *grid) around(st *style) vg.Length {
	return sum(g.top) + sum(g.bottom) + vg.Length(g.rows-1)*st.u(panelGap) + g.foot + g.head + 2*st.u(edge)
}

// Height implements Sizer.
func (f Panels) Height(p Preset) (vg.Length, error) {
	if err := p.Validate(); err != nil {
		return 0, err
	}
	st := newStyle(p)
	g, err := f.grid(st, st.width())
	if err != nil {
		return 0, wrapError(err)
	}
	if err := g.measure(st, st.width(), 0); err != nil {
		return 0, wrapError(err)
	}
	return sum(g.h) + g.around(st), nil
}

// Draw implements Figure.
func (f Panels) Draw(c draw.Canvas, p Preset) error {
	if err := p.Validate(); err != nil {
		return err
	}
	st := newStyle(p)
	size := c.Rectangle.Size()
	g, err := f.grid(st, size.X)
	if err != nil {
		return wrapError(err)
	}
	if err := g.measure(st, size.X, size.Y); err != nil {
		return wrapError(err)
	}
	figures := f.flat().Figures
	pn := &pen{style: st, c: c.Canvas}
	y := c.Max.Y - st.u(edge) - g.head
	pn.block(g.title, vg.Point{X: (c.Min.X + c.Max.X) / 2, Y: c.Max.Y - st.u(edge)}, 0.5, alignTop, 0)
	for r := range g.rows {
		x := c.Min.X
		for col := range g.cols {
			i := r*g.cols + col
			if i >= len(g.charts) {
				break
			}
			cell := vg.Rectangle{
				Min: vg.Point{X: x, Y: y - g.top[r] - g.h[r] - g.bottom[r]},
				Max: vg.Point{X: x + g.left[col] + g.w + g.right[col], Y: y},
			}
			if err := g.draw(pn, figures[i], i, cell, p); err != nil {
				return fmt.Errorf("plots: panel %s: %w", letter(i), err)
			}
			x = cell.Max.X + st.u(panelGap)
		}
		y -= g.top[r] + g.h[r] + g.bottom[r] + st.u(panelGap)
	}
	if len(g.legend.keys) > 0 {
		x := (c.Min.X+c.Max.X)/2 - g.legend.w/2
		pn.legend(g.legend, vg.Point{X: x, Y: c.Min.Y + st.u(edge) + g.legend.h})
	}
	return wrapError(st.err)
}

// draw draws one panel in its cell.
func (g *grid) draw(p *pen, fig Figure, i int, cell vg.Rectangle, preset Preset) error {
	ch := g.charts[i]
	if ch == nil {
		return fig.Draw(draw.Canvas{Canvas: p.c, Rectangle: cell}, preset)
	}
	r, col := i/g.cols, i%g.cols
	area := vg.Rectangle{
		Min: vg.Point{X: cell.Min.X + g.left[col], Y: cell.Min.Y + g.bottom[r]},
		Max: vg.Point{X: cell.Max.X - g.right[col], Y: cell.Max.Y - g.top[r]},
	}
	if ch.aspect > 0 {
		area = shrink(area, ch.aspect)
	}
	s := area.Size()
	fit, _ := ch.fit(p.style, s.X, s.Y, cell.Max.X-cell.Min.X)
	fit.draw(&pen{style: p.style, c: p.c}, cell, area)
	return p.err
}
