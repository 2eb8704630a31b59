package task

import (
	"context"

	"github.com/geosolve/geosolve/model"
)

// StateForTest is the state that the moments of a fit are of, at the scenario's own parameters.
func StateForTest(j *Job) (*model.State, error) {
	t := &fitting{job: j, s: j.File.Calibrate.Fit, env: j.Env}
	if err := t.prepare(context.Background()); err != nil {
		return nil, err
	}
	g := j.Model.(model.Game)
	x, err := t.place(context.Background(), g)
	if err != nil {
		return nil, err
	}
	return g.Describe(x)
}

// QuantityForTest is a quantity of a state by its name.
func QuantityForTest(j *Job, s *model.State, name string) (float64, error) {
	return quantityOf(j.File, s, name)
}
