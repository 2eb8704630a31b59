package plots

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/plots/internal/contour"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Shares are the shares of three regions; they are at least zero and sum to
// one.
type Shares [3]float64

// sumSlack is how far the sum of shares may be from one, and how far below
// zero a share: the rounding of numbers read from a file with six digits.
const sumSlack = 1e-5

func (s Shares) validate(what string) error {
	sum := s[0] + s[1] + s[2]
	if !(math.Abs(sum-1) <= sumSlack) || s[0] < -sumSlack || s[1] < -sumSlack || s[2] < -sumSlack {
		return fmt.Errorf("simplex: %s has the shares %g, %g, %g; allowed: three shares from 0 that sum to 1", what, s[0], s[1], s[2])
	}
	return nil
}

// SimplexField is a scalar on the lattice of shares (i/N, j/N, 1 − i/N − j/N),
// i = 0…N and within it j = 0…N − i, in that order: (N+1)(N+2)/2 values. NaN
// is a gap.
type SimplexField struct {
	N      int
	Values []float64
}

// SimplexBasins says to which attractor each point of the lattice of
// SimplexField leads: an index in Names, or negative where it is not known.
type SimplexBasins struct {
	N     int
	Basin []int
	Names []string
}

// SimplexPoint is an equilibrium.
type SimplexPoint struct {
	Shares Shares
	Stable Stability
}

// SimplexVector is a direction of change at a point; its entries sum to zero.
type SimplexVector struct {
	At, Change Shares
}

// Ternary draws the simplex of the shares of three regions: region 1 at the
// lower left corner, 2 at the lower right and 3 at the top. Field is drawn in
// colours with level lines, Basins in tints, and over them vectors, paths and
// equilibria (filled when stable, hollow when unstable, crosses when
// indeterminate). Everything but the names may be absent, but not all.
type Ternary struct {
	Title      string    // drawn if the preset says so
	Names      [3]string // at the corners; "" for "Region 1" and so on
	Symbols    [3]string // along the sides, e.g. "$\lambda_1$"; "" for none
	Field      *SimplexField
	ZLabel     string // beside the colour bar
	ZRange     Range
	Palette    Palette
	Midpoint   float64 // of BlueWhiteRed
	Levels     []float64
	NoLevels   bool
	Basins     *SimplexBasins
	Vectors    []SimplexVector // drawn with lengths as the square root of the change
	Paths      [][]Shares
	Equilibria []SimplexPoint
	HideLegend bool
}

var _ charter = Ternary{}

func (f Ternary) title() string { return f.Title }

// Draw implements Figure.
func (f Ternary) Draw(c draw.Canvas, p Preset) error { return drawChart(f, c, p) }

// Height implements Sizer.
func (f Ternary) Height(p Preset) (vg.Length, error) { return chartHeight(f, p) }

// Data returns one row per point of the field, the basins, the vectors (value
// is the change of each region, in three rows), the paths and the equilibria.
func (f Ternary) Data() Table {
	t := Table{Columns: []string{"kind", "item", "share_1", "share_2", "share_3", "value_1", "value_2", "value_3", "name"}}
	if f.Field != nil && f.Field.N > 0 {
		for i, q := range contour.Simplex(f.Field.N).Points {
			t.add("field", i+1, q.X, q.Y, 1-q.X-q.Y, at(f.Field.Values, i), "", "", "")
		}
	}
	if b := f.Basins; b != nil && b.N > 0 {
		for i, q := range contour.Simplex(b.N).Points {
			name, k := "", -1
			if i < len(b.Basin) {
				k = b.Basin[i]
			}
			if k >= 0 && k < len(b.Names) {
				name = b.Names[k]
			}
			t.add("basin", i+1, q.X, q.Y, 1-q.X-q.Y, k, "", "", name)
		}
	}
	for i, v := range f.Vectors {
		t.add("vector", i+1, v.At[0], v.At[1], v.At[2], v.Change[0], v.Change[1], v.Change[2], "")
	}
	for i, path := range f.Paths {
		for _, s := range path {
			t.add("path", i+1, s[0], s[1], s[2], "", "", "", "")
		}
	}
	for i, e := range f.Equilibria {
		t.add("equilibrium", i+1, e.Shares[0], e.Shares[1], e.Shares[2], "", "", "", e.Stable)
	}
	return t
}

// maxLattice bounds N; (N+1)(N+2)/2 is half a million then.
const maxLattice = 1000

func (f Ternary) validate() error {
	if f.Field == nil && f.Basins == nil && len(f.Vectors) == 0 && len(f.Paths) == 0 && len(f.Equilibria) == 0 {
		return fmt.Errorf("simplex: no field, basins, vectors, paths or equilibria: %w", ErrEmpty)
	}
	lattice := func(what string, n, have int) error {
		if n < 1 || n > maxLattice {
			return fmt.Errorf("simplex: the lattice of the %s has N = %d; allowed: 1 to %d", what, n, maxLattice)
		}
		if want := (n + 1) * (n + 2) / 2; have != want {
			return fmt.Errorf("simplex: the %s has %d values; N = %d wants %d", what, have, n, want)
		}
		return nil
	}
	if f.Field != nil {
		if err := lattice("field", f.Field.N, len(f.Field.Values)); err != nil {
			return err
		}
	}
	if b := f.Basins; b != nil {
		if err := lattice("basins", b.N, len(b.Basin)); err != nil {
			return err
		}
		for i, k := range b.Basin {
			if k >= len(b.Names) {
				return fmt.Errorf("simplex: basin %d at point %d; allowed: 0 to %d, or negative for unknown", k, i+1, len(b.Names)-1)
			}
		}
	}
	for i, v := range f.Vectors {
		if err := v.At.validate(fmt.Sprintf("vector %d", i+1)); err != nil {
			return err
		}
	}
	for i, e := range f.Equilibria {
		if err := e.Shares.validate(fmt.Sprintf("equilibrium %d", i+1)); err != nil {
			return err
		}
	}
	for i, path := range f.Paths {
		for _, s := range path {
			if finite(s[0] + s[1] + s[2]) {
				if err := s.validate(fmt.Sprintf("path %d", i+1)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (f Ternary) chart(st *style) (*chart, error) {
	if err := f.validate(); err != nil {
		return nil, err
	}
	side := st.size()*1.9 + st.u(4)
	ticks := st.widthOf("0.8") + st.u(tickLength+tickGap)
	c := &chart{
		title:  f.Title,
		aspect: math.Sqrt(3) / 2,
		pad:    insets{left: ticks, right: ticks, bottom: side + st.size()*1.5, top: st.size() * 2.1},
	}
	if f.Symbols != [3]string{} {
		c.pad.bottom += st.size() * 0.4
	}
	for _, i := range []int{0, 1} { // names at the lower corners are centred on them
		half := st.wrap(f.name(i), st.room/4, 2).w / 2
		if i == 0 {
			c.pad.left = max(c.pad.left, half)
		} else {
			c.pad.right = max(c.pad.right, half)
		}
	}
	if f.Field != nil {
		if err := f.addBar(c); err != nil {
			return nil, err
		}
	}
	c.body = func(p *pen, v view) { f.draw(p, simplexView{v.area}, c.bar) }
	if f.HideLegend {
		return c, nil
	}
	if f.Basins != nil {
		for k, n := range f.Basins.Names {
			if n != "" {
				col := regimeColor(k + 1)
				c.keys = append(c.keys, key{label: n, fill: &col})
			}
		}
	}
	var seen [3]bool
	for _, e := range f.Equilibria {
		if e.Stable >= Indeterminate && e.Stable <= Unstable {
			seen[e.Stable] = true
		}
	}
	c.keys = append(c.keys, equilibriumKeys(seen)...)
	return c, nil
}

func (f Ternary) name(i int) string { return or(f.Names[i], fmt.Sprintf("Region %d", i+1)) }

func (f Ternary) addBar(c *chart) error {
	e := extent{}
	e.add(f.Field.Values...)
	if !e.any {
		return fmt.Errorf("simplex: no value of the field is finite: %w", ErrEmpty)
	}
	if f.Palette == BlueWhiteRed {
		e.add(f.Midpoint)
	}
	c.bar = &colorBar{label: f.ZLabel, palette: f.Palette, scale: e.scale(f.ZRange, 0), mid: f.Midpoint}
	if !f.NoLevels {
		c.bar.levels = f.Levels
		if f.Levels == nil {
			c.bar.levels = roundLevels(c.bar.scale)
		}
	}
	return nil
}

// simplexView maps shares to the page.
type simplexView struct{ area vg.Rectangle }

func (s simplexView) at(a, b, c float64) vg.Point {
	size := s.area.Size()
	return vg.Point{
		X: s.area.Min.X + vg.Length(b+c/2)*size.X,
		Y: s.area.Min.Y + vg.Length(c)*size.Y,
	}
}

func (s simplexView) shares(v Shares) vg.Point { return s.at(v[0], v[1], v[2]) }

// flat maps the first two shares, the coordinates of the mesh.
func (s simplexView) flat(x, y float64) vg.Point { return s.at(x, y, 1-x-y) }

// border is the triangle.
func (s simplexView) border() vg.Path { return polygon(s.at(1, 0, 0), s.at(0, 1, 0), s.at(0, 0, 1)) }
