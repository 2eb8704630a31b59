package task

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// sweepBlock is the sweep block, or an error that says how to write one.
func (j *Job) sweepBlock() (*scenario.Sweep, error) {
	if j.File.Sweep == nil {
		return nil, input(j.File.Errorf("sweep", "is missing", "sweep: {parameters: {T: {from: 1.5, to: 2, points: 11}}}", ""))
	}
	return j.File.Sweep, nil
}

// SweepDesign is the design that the sweep block asks for.
func (j *Job) SweepDesign() (*sweep.Design, error) {
	s, err := j.sweepBlock()
	if err != nil {
		return nil, err
	}
	d := &sweep.Design{Kind: sweep.Kind(s.Design), Points: s.Points, Levels: s.Levels, Seed: s.Seed, Correlation: s.Correlation.Matrix()}
	for i := range s.Parameters {
		p := &s.Parameters[i]
		lens, err := j.File.Lens(p.Path)
		if err != nil {
			return nil, input(err)
		}
		f, err := j.factor(p, &lens)
		if err != nil {
			return nil, err
		}
		d.Factors = append(d.Factors, f)
	}
	if d.Correlation != nil {
		if err := sweep.CheckCorrelation(d.Correlation); err != nil {
			return nil, input(j.File.Errorf("sweep.correlation", err.Error(), "", ""))
		}
	}
	if _, err := d.Total(); err != nil {
		return nil, input(j.File.Errorf("sweep.points", err.Error(), "", ""))
	}
	return d, j.checkSensitivity()
}

// factor is one parameter of the design.
func (j *Job) factor(p *scenario.SweepParameter, lens *scenario.Lens) (sweep.Factor, error) {
	f := sweep.Factor{Name: p.Path, Whole: lens.Spec().Kind == scenario.Integer}
	grid := j.File.Sweep.Design == string(sweep.Grid)
	switch {
	case p.Values != nil:
		f.Values = p.Values
	case grid:
		f.Values = sweep.Spaced(*p.From, *p.To, p.Points, p.Scale == "log")
	case p.From != nil:
		f.Marginal = sweep.Uniform{From: *p.From, To: *p.To, Log: p.Scale == "log"}
	default:
		f.Marginal = marginal(p.Distribution, lens.Spec().Range)
	}
	at := "sweep.parameters." + p.Path
	for _, v := range f.Values {
		if err := lens.Check(v); err != nil {
			return f, input(j.File.Errorf(at, err.Error(), "", "give values that fit, or from, to and points between which they do"))
		}
	}
	if f.Marginal != nil && !f.Marginal.Bounded() {
		// A distribution that hardly reaches into the range of the parameter cannot be drawn from.
		if v := f.Marginal.Quantile(0.5); math.IsNaN(v) || math.IsInf(v, 0) || lens.Check(v) != nil && !f.Whole {
			return f, input(j.File.Errorf(at+".distribution", fmt.Sprintf("its median within the range of the parameter is %g", v), lens.Spec().Range.String(), "move the distribution into the range"))
		}
	}
	return f, nil
}

// marginal is a distribution of the scenario, within the range of its parameter.
func marginal(d *scenario.Draw, r scenario.Range) sweep.Marginal {
	lower, upper := r.Min, r.Max
	if r.MinOpen && !math.IsInf(lower, 0) {
		lower = math.Nextafter(lower, math.Inf(1))
	}
	if r.MaxOpen && !math.IsInf(upper, 0) {
		upper = math.Nextafter(upper, math.Inf(-1))
	}
	if r.All() {
		lower, upper = math.Inf(-1), math.Inf(1)
	}
	switch {
	case d.Uniform != nil:
		return sweep.Uniform{From: d.Uniform.From, To: d.Uniform.To}
	case d.Normal != nil:
		return sweep.Normal(d.Normal.Mean, d.Normal.SD, lower, upper)
	case d.Lognormal != nil:
		return sweep.Lognormal(d.Lognormal.Median, d.Lognormal.SD, max(0, lower), upper)
	case d.Triangular != nil:
		return sweep.Triangular(d.Triangular.From, d.Triangular.Mode, d.Triangular.To)
	}
	return sweep.Beta(d.Beta.Alpha, d.Beta.Beta, d.Beta.From, d.Beta.To)
}

// SweepPlan is the plan of the sweep, not yet written. The source says where the scenario comes from.
func (j *Job) SweepPlan(version string, src sweep.Source, shards int) (*sweep.Plan, *sweep.Design, error) {
	d, err := j.SweepDesign()
	if err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256(j.File.Canonical())
	src.Canonical = hex.EncodeToString(sum[:])
	if src.Inputs, err = j.hashes(); err != nil {
		return nil, nil, err
	}
	p := &sweep.Plan{Program: "geosolve", Version: version, Model: j.File.Model, Task: j.File.Sweep.Task, Shards: shards, Scenario: src}
	if err := p.Complete(d); err != nil {
		return nil, nil, input(err)
	}
	return p, d, nil
}

// hashes are those of the files that the scenario refers to.
func (j *Job) hashes() ([]sweep.Input, error) {
	var list []sweep.Input
	for _, path := range j.Inputs() {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, input(err)
		}
		name := path
		if rel, err := filepath.Rel(j.File.Dir, path); err == nil {
			name = filepath.ToSlash(rel)
		}
		sum := sha256.Sum256(data)
		list = append(list, sweep.Input{File: name, SHA256: hex.EncodeToString(sum[:])})
	}
	return list, nil
}

// CheckSweep compares the files that the scenario refers to with those that the plan was made with.
func (j *Job) CheckSweep(p *sweep.Plan) error {
	now, err := j.hashes()
	if err != nil {
		return err
	}
	for _, in := range p.Scenario.Inputs {
		if !slices.Contains(now, in) {
			return input(fmt.Errorf("%s: the file %s is not what it was when the plan was made; restore it or make the plan again", p.Dir(), in.File))
		}
	}
	return nil
}

// SweepWork is what is done at each point: the scenario with the values of the point, solved or evaluated.
func (j *Job) SweepWork() (sweep.Work, error) {
	s, err := j.sweepBlock()
	if err != nil {
		return nil, err
	}
	lenses := make([]scenario.Lens, len(s.Parameters))
	env := j.Env
	for i, p := range s.Parameters {
		if lenses[i], err = j.File.Lens(p.Path); err != nil {
			return nil, input(err)
		}
		if strings.HasPrefix(lenses[i].Path(), "geography.") {
			env = nil // geographies differ from point to point: remembering them all would fill the memory
		}
	}
	return func(ctx context.Context, p sweep.Point) (sweep.Outcome, error) {
		at := &Job{File: j.File, Env: cmp.Or(env, model.NewEnv()), Options: Options{Workers: 1}}
		res, err := at.doAt(ctx, lenses, p.Values, s.Task)
		if ctx.Err() != nil && err != nil {
			return sweep.Outcome{}, ctx.Err()
		}
		return outcome(res, err, j.File.Name), nil
	}, nil
}

// doAt does a task with other values of some numbers.
func (j *Job) doAt(ctx context.Context, lenses []scenario.Lens, values []float64, name string) (result.Result, error) {
	for i := range lenses {
		if err := lenses[i].Check(values[i]); err != nil {
			return nil, err
		}
		j.File = lenses[i].Set(j.File, values[i])
	}
	m, err := model.Build(j.File, j.Env)
	if err != nil {
		return nil, err
	}
	j.Model = m
	return j.Do(ctx, name)
}

// outcome turns what a task found, and its error, into rows. The reason does not say in which folder the
// scenario lies.
func outcome(res result.Result, err error, file string) sweep.Outcome {
	o := sweep.Outcome{Status: sweep.OK}
	if res != nil {
		o.Columns, o.Rows = sweepRows(res)
	}
	if err == nil {
		return o
	}
	o.Reason = strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; ")
	if base := filepath.Base(file); base != file {
		o.Reason = strings.ReplaceAll(o.Reason, file, base)
	}
	if o.Status = sweep.Partly; len(o.Rows) == 0 {
		o.Status = sweep.Failed
	}
	return o
}

// Sweep plans, runs and merges the sweep of the scenario in the folder that the options name, which is needed
// no longer when it is complete.
func (j *Job) Sweep(ctx context.Context) (result.Result, error) {
	p, d, err := j.SweepPlan(j.Options.Version, sweep.Source{Name: filepath.Base(j.File.Name)}, 1)
	if err != nil {
		return nil, err
	}
	work, err := j.SweepWork()
	if err != nil {
		return nil, err
	}
	dir := j.Options.SweepFolder
	if dir == "" {
		if dir, err = os.MkdirTemp("", "geosolve-sweep-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
	} else {
		dir = fmt.Sprintf("%s-%.12s.part", dir, p.Hash)
	}
	if err := p.Write(dir, d); err != nil {
		return nil, err
	}
	if err := p.Run(ctx, sweep.Whole, work, sweep.Settings{Workers: j.Options.Workers, Progress: j.Options.progress("sweep")}); err != nil {
		return nil, err
	}
	c, err := p.Collect()
	if err != nil {
		return nil, err
	}
	if err := c.MissingError(); err != nil { // a line that was torn by a full disk, say
		return nil, err
	}
	out, err := j.SweepResult(c)
	if err != nil && !errors.Is(err, ErrPartly) {
		return nil, err
	}
	if rerr := os.RemoveAll(dir); rerr != nil {
		return nil, rerr
	}
	return out, errors.Join(err, SweepPartly(c))
}

// SweepPartly is the error of a complete sweep in which points failed, nil where none did.
func SweepPartly(c *sweep.Collection) error {
	if c.Count.Partly+c.Count.Failed == 0 {
		return nil
	}
	return partly(fmt.Errorf("sweep: %d of %d points failed and %d were solved in part; the column reason says why; the first is %s", c.Count.Failed, c.Count.Points, c.Count.Partly, c.First))
}

// SweepResult reads the records of a sweep into one result. An error that is [ErrPartly] comes with it.
func (j *Job) SweepResult(c *sweep.Collection) (*result.Sweep, error) {
	p := c.Plan
	out := &result.Sweep{Head: j.head(), Task: p.Task, Design: p.Design, Seed: p.Seed, Plan: p.Hash, Points: c.Count}
	for _, col := range p.Parameters {
		out.Swept = append(out.Swept, col.Name)
	}
	out.Rows.Columns = c.Columns
	err := c.Each(func(x sweep.Point, o *sweep.Outcome) error {
		out.Values, out.Outcomes = append(out.Values, x), append(out.Outcomes, o)
		out.Rows.Rows = append(out.Rows.Rows, c.Rows(x, o)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	f, err := j.NewFollower(c)
	if err != nil || f == nil {
		return out, err
	}
	for i, x := range out.Values {
		f.Visit(x, out.Outcomes[i])
	}
	out.Sensitivity, err = f.Sensitivity()
	return out, err
}
