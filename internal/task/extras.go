package task

import (
	"context"
	"fmt"
	"math"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// extras adds to a list of equilibria what the scenario asks for besides: comparative statics, the
// planner's optimum, the size of basins.
func (j *Job) extras(ctx context.Context, g model.Game, list *equilibrium.List, o scenario.Solve, out *result.Solve) error {
	if err := j.statics(g, list, o, out); err != nil {
		return err
	}
	if o.Planner {
		if err := j.planner(ctx, g, out); err != nil {
			return err
		}
	}
	if o.Basins == 0 {
		return nil
	}
	m, err := equilibrium.Basins(ctx, g, list.Equilibria, equilibrium.BasinSettings{Starts: o.Basins, Seed: o.Seed, Workers: j.Options.Workers})
	if err != nil {
		return err
	}
	for _, e := range out.Equilibria {
		for k, known := range m.Equilibria {
			if k < len(list.Equilibria) && isImage(g, known.Share, e.Share.Data) {
				weight := m.Weight[k]
				e.Basin = &weight
			}
		}
	}
	if extra := len(m.Equilibria) - len(list.Equilibria); extra > 0 {
		out.Search.Notes = append(out.Search.Notes, fmt.Sprintf("%d of the random starts' ends are not in the list", extra))
	}
	return nil
}

// isImage reports whether the listed shares are those of x or of an image of it.
func isImage(g model.Game, x, listed []float64) bool {
	for _, y := range Images(g, x) {
		same := true
		for k, v := range g.Shares(y).Data {
			same = same && math.Abs(v-listed[k]) < 1e-9
		}
		if same {
			return true
		}
	}
	return false
}

// statics differentiates each equilibrium in the parameters named. Mirror images that are listed too carry
// none: the derivatives are those of the first image.
func (j *Job) statics(g model.Game, list *equilibrium.List, o scenario.Solve, out *result.Solve) error {
	for _, path := range o.ComparativeStatics {
		fam, err := j.newFamily(path)
		if err != nil {
			return err
		}
		at, ok := fam.lens.Get(j.File)
		if !ok {
			return input(j.File.Errorf("solve.comparative_statics", fmt.Sprintf("%s has no value in this scenario", path), "", "state it"))
		}
		for _, e := range list.Equilibria {
			d, err := equilibrium.Statics(fam, at, e)
			if err != nil {
				out.Search.Notes = append(out.Search.Notes, fmt.Sprintf("no derivative by %s at shares %.4g: %v", path, e.Share, err))
				continue
			}
			for _, r := range out.Equilibria {
				if sameShares(g.Shares(e.Share).Data, r.Share.Data) {
					if r.Comparative == nil {
						r.Comparative = map[string]*result.Statics{}
					}
					r.Comparative[path] = &result.Statics{Share: g.Listed(d.Share), Payoff: g.Listed(d.Payoff), Error: d.Error}
				}
			}
		}
	}
	return nil
}

func sameShares(a, b []float64) bool {
	for k := range a {
		if math.Abs(a[k]-b[k]) > 1e-12 {
			return false
		}
	}
	return true
}

const (
	// mostPlanned is the number of shares up to which the planner's optimum is sought: its slopes are
	// differences, four economies to each share.
	mostPlanned = 40
	// welfareStep is the step of the differences: the error of five points is of the order of its fourth
	// power, 1e-12, and rounding leaves 1e-15 over it.
	welfareStep = 1e-3
	// plannerTolerance is what slopes by differences can reach with a margin.
	plannerTolerance = 1e-8
	// efficientWithin is how far below the planner's an equilibrium's welfare may be and still be efficient:
	// the square of the planner's tolerance matters at an interior maximum, the tolerance itself at a corner.
	efficientWithin = 1e-9
)

// planner finds the shares that maximise world welfare and marks the equilibria that do.
func (j *Job) planner(ctx context.Context, g model.Game, out *result.Solve) error {
	n := equilibrium.Dim(g)
	if n > mostPlanned {
		return input(j.File.Errorf("solve.planner", fmt.Sprintf("the economy has %d shares", n), fmt.Sprintf("at most %d", mostPlanned), ""))
	}
	set := equilibrium.OptimumSettings{Tolerance: plannerTolerance, Seed: 1, Workers: j.Options.Workers}
	for _, e := range out.Equilibria {
		if x, err := g.StateOf(rowsOf(e.Share)); err == nil {
			set.Starts = append(set.Starts, x)
		}
	}
	best, err := equilibrium.Optimum(ctx, func() equilibrium.Objective { return welfareObjective(g) }, g.Populations(), set)
	if best == nil {
		return err
	}
	st, derr := g.Describe(best.Share)
	if derr != nil {
		return derr
	}
	out.Planner = &result.Planner{Share: g.Shares(best.Share), Welfare: st.Welfare, Residual: best.Residual, Starts: best.Starts, Agreed: best.Agreed}
	for _, e := range out.Equilibria {
		if e.Welfare != nil {
			efficient := float64(e.Welfare.World) >= best.Value-efficientWithin
			e.Efficient = &efficient
		}
	}
	return err
}

func rowsOf(a model.Array) [][]float64 {
	var rows [][]float64
	for i := range a.Rows {
		rows = append(rows, a.Row(i))
	}
	return rows
}

// welfareObjective is world welfare with its slopes by differences of five points, to one side where a
// share is too near zero.
func welfareObjective(g model.Game) equilibrium.Objective {
	value := func(x []float64) (float64, error) {
		s, err := g.Describe(x)
		if err != nil {
			return 0, err
		}
		return float64(s.Welfare.World), nil
	}
	central := map[float64]float64{-2: 1. / 12, -1: -8. / 12, 1: 8. / 12, 2: -1. / 12}
	forward := map[float64]float64{0: -25. / 12, 1: 4, 2: -3, 3: 4. / 3, 4: -1. / 4}
	return func(grad, x []float64) (float64, error) {
		w, err := value(x)
		if err != nil {
			return 0, err
		}
		y := append([]float64(nil), x...)
		for k := range x {
			weights := central
			if x[k] < 2*welfareStep {
				weights = forward
			}
			grad[k] = 0
			for _, step := range []float64{-2, -1, 0, 1, 2, 3, 4} {
				c, ok := weights[step]
				if !ok {
					continue
				}
				y[k] = x[k] + step*welfareStep
				v, err := value(y)
				if err != nil {
					return 0, err
				}
				grad[k] += c * v / welfareStep
			}
			y[k] = x[k]
		}
		return w, nil
	}
}
