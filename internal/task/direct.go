package task

import (
	"context"
	"errors"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
)

// direct solves a model with a solution of its own.
func (j *Job) direct(d model.Direct) (result.Result, error) {
	body, err := d.Solve()
	if err != nil && !errors.Is(err, model.ErrPartly) {
		return nil, input(err)
	}
	out := &result.Direct{Head: j.head(), Name: "solution", Body: body}
	if err != nil {
		return out, partly(err)
	}
	return out, nil
}

// Index computes indices of concentration and cooperation from data.
func (j *Job) Index(context.Context) (result.Result, error) {
	if j.File.Index == nil {
		return nil, input(j.File.Errorf("index", "is missing", "index: {employment: [[…]]}", ""))
	}
	body, err := model.Index(j.File, j.Env)
	if err != nil {
		return nil, input(err)
	}
	return &result.Direct{Head: result.Head{SchemaVersion: result.SchemaVersion}, Name: "index", Body: body}, nil
}

// Calibrate finds fundamentals or parameters from data.
func (j *Job) Calibrate(ctx context.Context) (result.Result, error) {
	c := j.File.Calibrate
	if c == nil {
		return nil, input(j.File.Errorf("calibrate", "is missing", "calibrate: {invert: {…}} or {fit: {…}}", ""))
	}
	if c.Fit != nil {
		return j.fit(ctx)
	}
	body, err := model.Invert(j.File, j.Env)
	if errors.Is(err, model.ErrNotInvertible) {
		return nil, input(j.File.Errorf("calibrate.invert", "not implemented for model "+j.File.Model+": "+err.Error(), "", ""))
	}
	if err != nil {
		return nil, classify(input(err))
	}
	h := result.Head{SchemaVersion: result.SchemaVersion, Model: j.File.Model, Parameters: map[string]any{}}
	return &result.Direct{Head: h, Name: "fundamentals", Body: body}, nil
}
