package explore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
)

// Options of an Explorer.
type Options struct {
	Version string
	Workers int           // threads of one task; 0: all
	Budget  time.Duration // of an answer while a slider moves; 0: LiveBudget
}

// Explorer answers for one scenario.
type Explorer struct {
	src   Source
	base  *scenario.File // as it begins
	opts  Options
	known map[string]bool // paths that the page may set
	trace *traceSpec      // of the diagram that the file does not ask for

	flights  flights
	results  *recent[outcome] // of tasks
	answers  *recent[*answer] // of panels
	pictures *recent[[]byte]  // by hash
	running  chan struct{}    // one place for each answer that is worked on
}

const (
	// most answers remembered: about a minute of moving sliders.
	mostResults, mostAnswers, mostPictures = 32, 128, 256
	// mostRunning bounds the answers that are worked on at a time. The page asks for less than ten.
	mostRunning = 32
)

// outcome is what a task found, and what is to be said of it.
type outcome struct {
	result result.Result
	err    error // only errors that come with a result
}

// New reads the scenario and builds its model. Its errors are of the input.
func New(src Source, o Options) (*Explorer, error) {
	x := &Explorer{
		src: src, opts: o, known: map[string]bool{}, running: make(chan struct{}, mostRunning),
		results: newRecent[outcome](mostResults), answers: newRecent[*answer](mostAnswers), pictures: newRecent[[]byte](mostPictures),
	}
	if x.opts.Budget <= 0 {
		x.opts.Budget = LiveBudget
	}
	f, err := x.src.read(nil)
	if err != nil {
		return nil, err
	}
	if missing := fill(f); len(missing) > 0 {
		x.src.Set = slices.Concat(missing, x.src.Set)
		if f, err = x.src.read(nil); err != nil {
			return nil, err
		}
	}
	j, err := x.job(f)
	if err != nil {
		return nil, err
	}
	all := controls(f, j)
	for _, c := range all {
		x.known[c.Path] = true
	}
	x.base, x.trace = f, defaultTrace(f, all)
	return x, nil
}

// File is the scenario as it begins: with the overrides of the command line.
func (x *Explorer) File() *scenario.File { return x.base }

// job builds the model of a scenario.
func (x *Explorer) job(f *scenario.File) (*task.Job, error) {
	return task.New(f, task.Options{Workers: x.opts.Workers, Version: x.opts.Version})
}

// do does a task of a job, or gives back what was found for the same economy before.
func (x *Explorer) do(ctx context.Context, j *task.Job, name string) (result.Result, error) {
	key := taskKey(j.File, name)
	if o, ok := x.results.get(key); ok {
		return o.result, o.err
	}
	v, err := x.flights.do(ctx, key, func(ctx context.Context) (any, error) {
		r, err := j.Do(ctx, name)
		if err != nil && (r == nil || !errors.Is(err, task.ErrPartly)) {
			return nil, err
		}
		o := outcome{r, err}
		x.results.put(key, o)
		return o, nil
	})
	if err != nil {
		return nil, err
	}
	o := v.(outcome)
	return o.result, o.err
}

// taskKey is the same for scenarios in which a task finds the same.
func taskKey(f *scenario.File, name string) string {
	g := *f
	if t := g.Trace; name == "trace" && t != nil { // what the scenario says of the traced parameter plays no part
		if h, err := g.With(t.Parameter, t.From); err == nil {
			g = *h
		}
	}
	g.Title, g.Figures, g.Tables = "", nil, nil
	if name != "trace" {
		g.Trace = nil
	}
	sum := sha256.Sum256(g.Canonical())
	return name + " " + hex.EncodeToString(sum[:])
}

// safely does work whose failure is not that of the program.
func safely(ctx context.Context, work func(context.Context) (any, error)) (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			v, err = nil, fmt.Errorf("the program failed here, please report it with the scenario: %v", p)
		}
	}()
	return work(ctx)
}

// within runs work and waits for it until the context ends. Work that does not look at its context goes on in
// its place among mostRunning until it is done.
func (x *Explorer) within(ctx context.Context, work func(context.Context) (any, error)) (any, error) {
	select {
	case x.running <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	type outcome struct {
		v   any
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-x.running }()
		v, err := safely(ctx, work)
		done <- outcome{v, err}
	}()
	select {
	case o := <-done:
		return o.v, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Budgets of an answer: what the page waits for while a slider moves, and what it may ask for.
const (
	LiveBudget    = 5 * time.Second
	LongestBudget = 10 * time.Minute
)
