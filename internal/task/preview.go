package task

import (
	"slices"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/columnar"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// Preview is a result of a task with the tables and columns that it will have, made without solving; nil where
// they show only then. It serves to find names that nothing will have.
func (j *Job) Preview(name string) result.Result {
	f := j.File
	if _, direct := j.Model.(model.Direct); direct && name == "solve" {
		return &result.Direct{Name: "solution", Body: struct{}{}}
	}
	switch {
	case name == "index":
		return &result.Direct{Name: "index", Body: struct{}{}}
	case name == "calibrate" && f.Calibrate != nil && f.Calibrate.Fit == nil:
		return &result.Direct{Name: "fundamentals", Body: struct{}{}}
	case name == "calibrate" && f.Calibrate != nil:
		return previewFit(f.Calibrate.Fit)
	}
	if name == "sweep" {
		return j.previewSweep()
	}
	g, ok := j.Model.(model.Game)
	if !ok {
		return nil
	}
	switch {
	case name == "trace" && f.Trace != nil:
		return result.NewTrace(result.Head{}, f.Trace.Parameter, g.Names())
	case name == "locus" && f.Locus != nil:
		return result.NewLocus(result.Head{}, f.Locus.Parameter, f.Locus.Second.Parameter)
	case name == "simulate":
		return result.NewSimulate(result.Head{}, g.Names())
	}
	return j.previewState(g, name)
}

// previewState has the columns of the state of equal shares.
func (j *Job) previewState(g model.Game, name string) result.Result {
	x := EqualShares(g)
	s, err := g.Describe(x)
	if err != nil {
		return nil
	}
	switch name {
	case "solve":
		out := result.NewSolve(result.Head{}, g.Names())
		out.Equilibria = append(out.Equilibria, &result.Equilibrium{State: s})
		return out
	case "evaluate":
		if e := j.File.Evaluate; e == nil || e.Labour.IsSet() {
			return nil
		}
		return result.NewEvaluate(result.Head{}, s, g.Names())
	case "compare":
		return j.previewCompare(g, x)
	}
	return nil
}

// previewSweep has the columns of the task that is done at each point.
func (j *Job) previewSweep() result.Result {
	b := j.File.Sweep
	if b == nil {
		return nil
	}
	each := j.Preview(b.Task)
	if each == nil {
		return nil
	}
	columns, _ := sweepRows(each)
	out := &result.Sweep{Task: b.Task, Design: sweep.Kind(b.Design)}
	out.Rows.Columns = []columnar.Column{{Name: "point", Kind: columnar.Int}, {Name: "status", Kind: columnar.Text}, {Name: "reason", Kind: columnar.Text}}
	for _, p := range b.Parameters {
		out.Swept = append(out.Swept, p.Path)
		column := columnar.Column{Name: p.Path, Kind: columnar.Float}
		if slices.ContainsFunc(columns, func(c columnar.Column) bool { return c.Name == p.Path }) {
			column.Name = "parameters." + p.Path
		}
		out.Rows.Columns = append(out.Rows.Columns, column)
	}
	out.Rows.Columns = append(out.Rows.Columns, columns...)
	return out
}

// previewCompare has a row of the state of equal shares for each regime.
func (j *Job) previewCompare(g model.Game, x []float64) result.Result {
	base, ok := g.(model.Comparer)
	if !ok || j.File.Compare == nil {
		return nil
	}
	out := result.NewCompare(result.Head{}, g.Names())
	for _, row := range j.File.Compare.Rows {
		game, err := base.Under(row)
		if err != nil {
			return nil
		}
		s, err := game.Describe(x)
		if err != nil || s.Welfare == nil {
			return nil
		}
		out.Rows = append(out.Rows, &result.CompareRow{Row: row, State: s})
	}
	return out
}

// previewFit has the columns of a fit, which name its parameters.
func previewFit(fit *scenario.Fit) result.Result {
	out := &result.Fit{}
	for _, p := range fit.Parameters {
		out.Estimates = append(out.Estimates, result.FitEstimate{Parameter: p.Path})
	}
	return out
}

// EqualShares is the state in which each population is spread evenly over its options.
func EqualShares(g model.Game) []float64 {
	x := make([]float64, equilibrium.Dim(g))
	for _, p := range g.Populations() {
		for k := p.Start; k < p.End; k++ {
			x[k] = 1 / float64(p.Len())
		}
	}
	return x
}
