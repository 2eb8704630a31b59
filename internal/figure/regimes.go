package figure

import (
	"fmt"
	"slices"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// nodes of a map of regimes along each axis.
const regimeNodes = 121

// regimes draws the map of what is stable in the plane of two parameters, with the curves of break and
// sustain points that bound the regimes.
func (b *builder) regimes(o *scenario.PlaneFigure) (plots.Figure, error) {
	l, err := want[*result.Locus](b, o.Of)
	if err != nil {
		return nil, err
	}
	in := b.job.File.Locus
	fig := plots.RegionMap{Title: b.fig.Title, XLabel: b.symbol(l.Parameter), YLabel: b.symbol(l.Second), Names: task.RegimeNames,
		X: spread(in.From, in.To), Y: spread(in.Second.From, in.Second.To)}
	if fig.Regime, err = b.job.Regimes(b.ctx, fig.X, fig.Y); err != nil {
		return nil, err
	}
	for _, c := range l.Curves {
		name := map[string]string{"break": "Break", "sustain": "Sustain", "fold": "Fold"}[c.Kind]
		if c.Mode > 1 {
			name = fmt.Sprintf("%s, mode %d", name, c.Mode)
		}
		curve := plots.Curve{Name: name}
		at := slices.IndexFunc(fig.Curves, func(c plots.Curve) bool { return c.Name == name })
		if at >= 0 { // another piece of the same curve
			curve = fig.Curves[at]
			curve.X, curve.Y = append(curve.X, nan), append(curve.Y, nan)
		}
		for _, p := range c.Points {
			curve.X, curve.Y = append(curve.X, p.Value), append(curve.Y, p.Second)
		}
		if at >= 0 {
			fig.Curves[at] = curve
			continue
		}
		fig.Curves = append(fig.Curves, curve)
	}
	return fig, nil
}

// spread lists evenly spaced nodes of an interval, rising.
func spread(a, c float64) []float64 {
	lo, hi := min(a, c), max(a, c)
	x := make([]float64, regimeNodes)
	for k := range x {
		x[k] = lo + (hi-lo)*float64(k)/(regimeNodes-1)
	}
	return x
}
