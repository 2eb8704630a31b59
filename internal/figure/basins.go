package figure

import (
	"fmt"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// basins draws to which equilibrium each start leads, in the triangle of three regions.
func (b *builder) basins(o *scenario.BasinsFigure) (plots.Figure, error) {
	g, ok := b.job.Model.(model.Game)
	if !ok || g.Regions() != 3 || equilibrium.Dim(g) != 3 {
		return nil, b.errorf("basins are drawn for three regions and one industry whose workers migrate")
	}
	base, err := b.ternary(&scenario.TernaryFigure{Of: "solve"})
	if err != nil {
		return nil, err
	}
	fig := base.(plots.Ternary)
	n := o.Points - 1
	bs := &plots.SimplexBasins{N: n}
	attractors := [][]float64{}
	for i := range n + 1 {
		for k := range n + 1 - i {
			// a start inside the triangle, about a third of a cell from the lattice point; the three parts of a
			// cell differ, so that no start has equal shares, of which rounding would decide where they lead
			x := []float64{(float64(i) + 0.31) / float64(n+1), (float64(k) + 0.35) / float64(n+1), 0}
			x[2] = 1 - x[0] - x[1]
			e, rep, err := equilibrium.Settle(b.ctx, g, x, equilibrium.SettleSettings{})
			if err != nil || rep.AtSaddle { // on a border between basins
				bs.Basin = append(bs.Basin, -1)
				continue
			}
			bs.Basin = append(bs.Basin, indexOf(&attractors, e.Share))
		}
	}
	for _, a := range attractors {
		bs.Names = append(bs.Names, fmt.Sprintf("(%.3g, %.3g, %.3g)", a[0], a[1], a[2]))
	}
	fig.Basins, fig.Vectors = bs, nil
	return fig, nil
}

// indexOf finds an attractor in the list, or appends it.
func indexOf(list *[][]float64, x []float64) int {
	for i, y := range *list {
		d := 0.0
		for k := range y {
			d = max(d, max(x[k]-y[k], y[k]-x[k]))
		}
		if d < 1e-6 { // attractors are solved to 1e-14, and lie farther apart than this
			return i
		}
	}
	*list = append(*list, x)
	return len(*list) - 1
}
