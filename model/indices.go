package model

import (
	"fmt"
	"math"
	"strconv"

	"github.com/geosolve/geosolve/internal/table"
	"github.com/geosolve/geosolve/model/index"
	"github.com/geosolve/geosolve/model/scenario"
)

// IndexResult is the result of the index task: concentration from employment, cooperation from a survey,
// each where the scenario asks for it.
type IndexResult struct {
	*index.Concentration
	Cooperation *index.Cooperation `json:"cooperation,omitempty"`
}

// Index computes the indices that a scenario asks for. It needs no model.
func Index(f *scenario.File, env *Env) (*IndexResult, error) {
	if f.Index == nil {
		return nil, problem(f, "index", "index is missing: employment, industry by region, or a survey")
	}
	r := &IndexResult{}
	if f.Index.Employment.IsSet() {
		c, err := concentration(f, env)
		if err != nil {
			return nil, err
		}
		r.Concentration = c
	}
	if f.Index.Survey != nil {
		c, err := cooperation(f, env)
		if err != nil {
			return nil, err
		}
		r.Cooperation = c
	}
	return r, nil
}

func concentration(f *scenario.File, env *Env) (*index.Concentration, error) {
	employment, err := matrixOf(f, "index.employment", f.Index.Employment)
	if err != nil {
		return nil, err
	}
	plant, err := plantSizes(f, env)
	if err != nil {
		return nil, err
	}
	c, err := index.Measure(employment, plant)
	if err != nil {
		return nil, wrap(f, "index", err)
	}
	return c, nil
}

// matrixOf is a matrix given in the scenario or in a file.
func matrixOf(f *scenario.File, path string, v scenario.Value) ([][]float64, error) {
	file, _, ok := v.Reference()
	if !ok {
		return v.Matrix(), nil
	}
	rows, err := table.ReadMatrix(f.Resolve(file))
	if err != nil {
		return nil, wrap(f, path, err)
	}
	return rows, nil
}

// plantSizes are Herfindahl indices of plants, a list, a column of a file, or a file of one row or column;
// nil where they are not given.
func plantSizes(f *scenario.File, env *Env) ([]float64, error) {
	const path = "index.plant_herfindahl"
	v := f.Index.PlantHerfindahl
	file, column, ok := v.Reference()
	if !ok {
		return v.Vector(), nil
	}
	if column != "" {
		x, err := env.column(f.Resolve(file), column)
		if err != nil {
			return nil, wrap(f, path, err)
		}
		return x, nil
	}
	rows, err := table.ReadMatrix(f.Resolve(file))
	if err != nil {
		return nil, wrap(f, path, err)
	}
	var x []float64
	for _, row := range rows {
		x = append(x, row...)
	}
	if len(rows) > 1 && len(x) > len(rows) {
		return nil, problem(f, path, "%s has %d rows and %d columns; one number per industry is due", file, len(rows), len(rows[0]))
	}
	return x, nil
}

// cooperation reads a survey: one row per enterprise, an empty cell where it did not answer.
func cooperation(f *scenario.File, env *Env) (*index.Cooperation, error) {
	const path = "index.survey"
	in := f.Index.Survey
	env.mu.Lock()
	t, err := env.open(f.Resolve(in.File))
	env.mu.Unlock()
	if err != nil {
		return nil, wrap(f, path+".file", err)
	}
	s := &index.Survey{Forms: in.Forms, Weights: in.Weights.Vector(), Draws: in.Bootstrap, Level: in.Level, Seed: in.Seed,
		Intensity: make([][]float64, t.Len())}
	for e := range s.Intensity {
		s.Intensity[e] = make([]float64, len(in.Forms))
	}
	for k, form := range in.Forms {
		if err := answers(t, form, k, s.Intensity); err != nil {
			return nil, wrap(f, path+".forms", err)
		}
	}
	if in.Group != "" {
		if s.Group, err = t.Strings(in.Group); err != nil {
			return nil, wrap(f, path+".group", err)
		}
	}
	c, err := s.Cooperate()
	if err != nil {
		return nil, wrap(f, path, err)
	}
	return c, nil
}

// answers reads the column of one form.
func answers(t *table.Table, form string, k int, intensity [][]float64) error {
	cells, err := t.Strings(form)
	if err != nil {
		return err
	}
	for e, cell := range cells {
		if cell == "" {
			intensity[e][k] = math.NaN()
			continue
		}
		v, err := strconv.ParseFloat(cell, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%s:%d: column %q: %q is neither a finite number nor empty", t.Name(), t.Line(e), form, cell)
		}
		intensity[e][k] = v
	}
	return nil
}
