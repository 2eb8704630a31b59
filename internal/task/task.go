// Package task does what a scenario asks for: it builds the model, hands it to the solver, and puts what
// comes back into the form of results. Commands, sweeps and notebooks all go through it.
package task

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/scenario"
)

// ErrInput says that what the user gave cannot be used as it is.
var ErrInput = errors.New("bad input")

// ErrPartly says that a task was done in part; the result that comes with it holds what was.
var ErrPartly = errors.New("solved in part")

// input marks an error as one of the input.
func input(err error) error {
	if err == nil || errors.Is(err, ErrInput) {
		return err
	}
	return &marked{err, ErrInput}
}

// partly marks an error as one that leaves a usable result.
func partly(err error) error {
	if err == nil || errors.Is(err, ErrPartly) {
		return err
	}
	return &marked{err, ErrPartly}
}

// marked is an error with a mark that errors.Is finds and the message does not show.
type marked struct {
	error
	mark error
}

func (m *marked) Unwrap() []error { return []error{m.error, m.mark} }

// classify marks errors of solving: without a short run the input is at fault, without convergence the
// solver is.
func classify(err error) error {
	switch {
	case err == nil || errors.Is(err, ErrInput) || errors.Is(err, ErrPartly):
		return err
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, economy.ErrNoShortRun):
		return input(err)
	case errors.Is(err, economy.ErrNotConverged) || errors.Is(err, equilibrium.ErrNotConverged):
		return partly(err)
	}
	return err
}

func isAny(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// Options of all tasks.
type Options struct {
	AllImages bool
	Prove     bool
	Workers   int
	Progress  func(stage string, done, total int) // may be nil

	Version     string // of the program, for plans of sweeps
	SweepFolder string // beginning of the name of the folder in which a sweep keeps what is done; empty: none is kept
}

// threads is the number of curves to follow at once: all processors where nothing is said.
func (o Options) threads() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (o Options) progress(stage string) func(done, total int) {
	if o.Progress == nil {
		return nil
	}
	return func(done, total int) { o.Progress(stage, done, total) }
}

// Job is a scenario with its model.
type Job struct {
	File    *scenario.File
	Env     *model.Env
	Model   model.Model
	Options Options
}

// New builds the model of a scenario. Its errors are of the input.
func New(f *scenario.File, o Options) (*Job, error) {
	if f.Model == "" && f.Index != nil { // indices of data need no model
		return &Job{File: f, Env: model.NewEnv(), Options: o}, nil
	}
	if f.Model == "" {
		return nil, input(f.Errorf("model", "is missing", "the name of a model", "geosolve models lists them"))
	}
	env := model.NewEnv()
	if f.Calibrate != nil && f.Calibrate.Invert != nil && len(f.Tasks()) == 1 {
		return &Job{File: f, Env: env, Options: o}, nil // what parameters say of fundamentals plays no part
	}
	m, err := model.Build(f, env)
	if err != nil {
		return nil, input(err)
	}
	return &Job{File: f, Env: env, Model: m, Options: o}, nil
}

// game is the model as a game, or an error that names the task it cannot do.
func (j *Job) game(task string) (model.Game, error) {
	g, ok := j.Model.(model.Game)
	if !ok || j.Model == nil {
		return nil, input(fmt.Errorf("%s: not implemented for model %s, which is not a game of location; it can solve", task, j.File.Model))
	}
	return g, nil
}

// head is what the results of this job begin with.
func (j *Job) head() result.Head {
	h := result.Head{SchemaVersion: result.SchemaVersion, Model: j.File.Model, Parameters: map[string]any{}, Notes: j.Model.Notes()}
	for name, v := range j.File.Parameters {
		h.Parameters[name] = v
	}
	return h
}

// state reads shares of a scenario as a state of the game.
func (j *Job) state(g model.Game, path string, v scenario.Value) ([]float64, error) {
	rows, err := j.rows(g, path, v)
	if err != nil {
		return nil, input(err)
	}
	x, err := g.StateOf(rows)
	if err != nil {
		return nil, input(j.File.Errorf(path, err.Error(), "", ""))
	}
	return x, nil
}

// rows reads a list by region, a table industry by region, or a column of a file.
func (j *Job) rows(g model.Game, path string, v scenario.Value) ([][]float64, error) {
	if _, _, ok := v.Reference(); ok {
		x, err := j.Env.Column(j.File, path, v, g.Regions())
		if err != nil {
			return nil, err
		}
		total := 0.0
		for _, s := range x {
			total += s
		}
		for r := range x { // a column of people, say, is shares once divided by its sum
			x[r] /= total
		}
		return [][]float64{x}, nil
	}
	return v.Rows(), nil
}

// Notes are the model's remarks.
func (j *Job) Notes() []string {
	if j.Model == nil {
		return nil
	}
	return j.Model.Notes()
}

// Inputs lists the files that were read besides the scenario.
func (j *Job) Inputs() []string { return j.Env.Files() }

// Do does a task by name.
func (j *Job) Do(ctx context.Context, name string) (result.Result, error) {
	if err := j.File.Lacking(name); err != nil {
		return nil, input(err)
	}
	switch name {
	case "solve":
		return j.Solve(ctx)
	case "evaluate":
		return j.Evaluate(ctx)
	case "trace":
		return j.Trace(ctx)
	case "calibrate":
		return j.Calibrate(ctx)
	case "index":
		return j.Index(ctx)
	case "compare":
		return j.Compare(ctx)
	case "locus":
		return j.Locus(ctx)
	case "simulate":
		return j.Simulate(ctx)
	case "sweep":
		return j.Sweep(ctx)
	}
	return nil, input(fmt.Errorf("task %s is not implemented", name))
}
