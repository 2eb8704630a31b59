package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// heat draws a number of the points of a grid of two parameters in colours.
func (b *builder) heat(o *scenario.HeatFigure) (plots.Figure, error) {
	s, err := want[*result.Sweep](b, o.Of)
	if err != nil {
		return nil, err
	}
	if s.Design != sweep.Grid || len(s.Swept) != 2 {
		return nil, b.errorf("a heat map is of a grid of two parameters; the sweep is a design %s of %d", s.Design, len(s.Swept))
	}
	x, y := 0, 1
	if o.X != "" {
		x = swept(s, o.X)
		y = 1 - x
	}
	if o.Y != "" {
		if y = swept(s, o.Y); o.X == "" {
			x = 1 - y
		}
	}
	if x < 0 || y < 0 || x > 1 || x == y {
		return nil, b.errorf("x: %s and y: %s; allowed: the parameters of the sweep, %s", o.X, o.Y, strings.Join(s.Swept, " and "))
	}
	q := sweep.Quantity{Column: o.Z, Region: o.Region, Industry: o.Industry, Over: o.Over, Take: o.Take}
	if err := q.Check(s.Rows.Columns); err != nil {
		return nil, b.errorf("z: %v", err)
	}
	fig := plots.Heatmap{Title: b.fig.Title, XLabel: b.symbol(s.Swept[x]), YLabel: b.symbol(s.Swept[y]), ZLabel: b.followed(&q), Palette: plots.Cividis}
	for _, p := range s.Values {
		fig.Field.X, fig.Field.Y = append(fig.Field.X, p.Values[x]), append(fig.Field.Y, p.Values[y])
	}
	fig.Field.X, fig.Field.Y = nodes(fig.Field.X), nodes(fig.Field.Y)
	fig.Field.Z = make([][]float64, len(fig.Field.Y))
	for i := range fig.Field.Z {
		fig.Field.Z[i] = slices.Repeat([]float64{math.NaN()}, len(fig.Field.X))
	}
	for i, p := range s.Values {
		row, _ := slices.BinarySearch(fig.Field.Y, p.Values[y])
		col, _ := slices.BinarySearch(fig.Field.X, p.Values[x])
		fig.Field.Z[row][col] = q.Of(s.Outcomes[i])
	}
	if q.Counts() {
		return counted(fig), nil
	}
	fig.NoLevels = s.Task == "solve" // from one equilibrium to another the number jumps, and level lines lie on the jump
	return fig, nil
}

// counted is a map of whole numbers: one colour each, named in the legend, not a scale with 1.5 on it.
func counted(h plots.Heatmap) plots.RegionMap {
	fig := plots.RegionMap{Title: h.Title, XLabel: h.XLabel, YLabel: h.YLabel, X: h.Field.X, Y: h.Field.Y}
	least, most := math.Inf(1), math.Inf(-1)
	for _, row := range h.Field.Z {
		for _, z := range row {
			if !math.IsNaN(z) {
				least, most = min(least, z), max(most, z)
			}
		}
	}
	for n := least; n <= most; n++ {
		noun := strings.TrimPrefix(h.ZLabel, "number of ")
		if n == 1 {
			noun = strings.TrimSuffix(noun, "equilibria") + "equilibrium"
		}
		fig.Names = append(fig.Names, fmt.Sprintf("%g %s", n, noun))
	}
	for _, row := range h.Field.Z {
		regime := make([]int, len(row))
		for k, z := range row {
			if regime[k] = -1; !math.IsNaN(z) {
				regime[k] = int(z - least)
			}
		}
		fig.Regime = append(fig.Regime, regime)
	}
	return fig
}

// swept is the place of a parameter in the sweep, −1 where it has none.
func swept(s *result.Sweep, path string) int {
	short := func(p string) string { return strings.TrimPrefix(p, "parameters.") }
	return slices.IndexFunc(s.Swept, func(p string) bool { return short(p) == short(path) })
}

// nodes are the distinct values, rising.
func nodes(v []float64) []float64 {
	slices.Sort(v)
	return slices.Compact(v)
}

// followed is the label of a number that is followed over a sweep.
func (b *builder) followed(q *sweep.Quantity) string {
	switch q.Column {
	case "equilibria":
		return "number of equilibria"
	case "stable_equilibria":
		return "number of stable equilibria"
	}
	return quantity(q.Column, q.Region)
}
