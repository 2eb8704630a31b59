package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/atomicfile"
	"github.com/geosolve/geosolve/internal/columnar"
	"github.com/geosolve/geosolve/internal/figure"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
)

// folderFlags are the flags of commands that write a folder.
func folderFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "out", Usage: "write into `DIR` (default: the scenario's name beside it)"},
		&cli.StringFlag{Name: "format", Usage: "`FORMAT` of the summary on standard output: table or json"},
		&cli.IntFlag{Name: "workers", Usage: "at most `N` threads (default: all); results do not depend on it"},
		&cli.BoolFlag{Name: "show-title", Usage: "draw the titles of figures; journals want them in the captions"},
	}
}

func runCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "run", Usage: "do every task of a scenario and write results, figures and tables", ArgsUsage: "FILE",
		Flags: append(inputFlags(), folderFlags()...),
		Description: "Writes for each task its result as JSON and CSV, then figures with their numbers, tables, and manifest.json: versions, the scenario with the source of each value, and hashes of inputs and outputs." +
			examplesText([]string{"geosolve run examples/core-periphery/tomahawk.yaml", "geosolve run scenario.yaml --out results --set sigma=6"}) + exitStatus,
		Action: func(c *cli.Context) error { return runScenario(c, s, true) },
	}
}

func plotCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "plot", Usage: "draw the figures of a scenario", ArgsUsage: "FILE",
		Flags: append(inputFlags(), folderFlags()...),
		Description: "Does the tasks that the figures need and writes the figures, each with the numbers behind it as CSV." +
			examplesText([]string{"geosolve plot scenario.yaml --out figures"}) + exitStatus,
		Action: func(c *cli.Context) error { return runScenario(c, s, false) },
	}
}

// run of a scenario: what it writes and where.
type scenarioRun struct {
	s        streams
	threads  int
	titles   bool // draw the titles of figures
	file     *scenario.File
	job      *task.Job
	dir      string
	results  figure.Results
	manifest *manifest
	log      *slog.Logger
	logText  bytes.Buffer
	partly   []error
}

func runScenario(c *cli.Context, s streams, everything bool) error {
	f, err := readScenario(c, s)
	if err != nil {
		return err
	}
	format := result.Plain
	if !s.outTerminal {
		format = result.JSON
	}
	if name := c.String("format"); name != "" {
		if format, err = result.ParseFormat(name); err != nil || format != result.JSON && format != result.Plain {
			return usage("unknown format %q of a summary; formats are table and json", name)
		}
	}
	r := &scenarioRun{s: s, file: f, titles: c.Bool("show-title"), dir: c.String("out")}
	if r.threads, err = workers(c); err != nil {
		return err
	}
	if r.dir == "" {
		if r.dir, err = folderOf(f); err != nil {
			return err
		}
	}
	err = r.do(c.Context, everything)
	if r.manifest != nil && len(r.manifest.Outputs) > 0 {
		if werr := r.summary(format); werr != nil && err == nil {
			err = werr
		}
	}
	return err
}

// folderOf is the folder that a scenario's results go to by default: its name without ending, beside it.
func folderOf(f *scenario.File) (string, error) {
	if f.Name == "-" {
		return "", usage("a scenario from standard input has no name to write beside; give --out DIR")
	}
	dir := strings.TrimSuffix(f.Name, filepath.Ext(f.Name))
	if dir == f.Name {
		dir += ".out"
	}
	return dir, nil
}

// do does the tasks, figures and tables and writes them, with the manifest, into the folder.
func (r *scenarioRun) do(ctx context.Context, everything bool) error {
	r.results = figure.Results{}
	tasks, err := r.plan(everything)
	if err != nil {
		return err
	}
	r.log = slog.New(slog.NewTextHandler(&r.logText, nil))
	r.manifest = newManifest(r.file)
	r.manifest.Options = runOptions{FiguresOnly: !everything, ShowTitle: r.titles}
	err = r.tasks(ctx, tasks, everything)
	if err == nil {
		err = r.figures(ctx)
	}
	if err == nil && everything {
		err = r.tables()
	}
	if len(r.manifest.Outputs) > 0 { // what is complete is kept, and accounted for
		if merr := r.finish(); merr != nil && err == nil {
			err = merr
		}
	}
	return errors.Join(append([]error{err}, r.partly...)...)
}

// plan checks everything that can be checked before solving, so that bad input leaves nothing behind.
func (r *scenarioRun) plan(everything bool) ([]string, error) {
	f := r.file
	var err error
	p := newProgress(r.s)
	defer p.done()
	if r.job, err = task.New(f, task.Options{Workers: r.threads, Progress: p.update, Version: version()}); err != nil {
		return nil, err
	}
	var needed []string
	for i := range f.Figures {
		fig := &f.Figures[i]
		needed = append(needed, figure.Needs(fig)...)
	}
	tasks := f.Tasks()
	for _, n := range needed {
		if n == "solve" && !slices.Contains(tasks, n) { // needs no block of its own
			tasks = append(tasks, n)
		}
	}
	if !everything {
		if len(f.Figures) == 0 {
			return nil, f.Errorf("figures", "there is none to draw", "a list of figures", "")
		}
		tasks = slices.DeleteFunc(tasks, func(t string) bool { return !slices.Contains(needed, t) })
	}
	if len(tasks) == 0 && len(f.Figures) == 0 {
		return nil, f.Errorf("", "the scenario asks for nothing", "one or more of evaluate, solve, trace, locus, sweep, simulate, compare, calibrate, index", "")
	}
	if err := checkExhibits(f, tasks); err != nil {
		return nil, err
	}
	for i := range f.Figures {
		for _, p := range f.Figures[i].Singles() {
			if err := figure.Fits(r.job, &p.Figure); err != nil {
				return nil, f.Errorf(fmt.Sprintf("figures.%d.%s", i+1, p.Path), err.Error(), "", "")
			}
		}
	}
	if everything {
		if err := checkTables(r.job, tasks); err != nil {
			return nil, err
		}
	}
	r.job.Options.SweepFolder = filepath.Join(r.dir, "sweep")
	return tasks, checkFolder(r.dir)
}

func (r *scenarioRun) tasks(ctx context.Context, names []string, write bool) error {
	for _, name := range names {
		started := time.Now()
		res, err := r.job.Do(ctx, name)
		r.log.Info("task", "name", name, "seconds", time.Since(started).Seconds())
		if res == nil {
			return err
		}
		if err != nil {
			if !errors.Is(err, task.ErrPartly) {
				return err
			}
			r.partly = append(r.partly, err)
		}
		r.results[name] = res
		if !write {
			continue
		}
		if err := r.writeResult(name, res); err != nil {
			return err
		}
	}
	return nil
}

// writeResult writes a result as JSON and its tables as CSV.
func (r *scenarioRun) writeResult(name string, res result.Result) error {
	var b bytes.Buffer
	if err := result.WriteJSON(&b, res); err != nil {
		return err
	}
	if err := r.write(name+".json", b.Bytes(), ""); err != nil {
		return err
	}
	if s, ok := res.(*result.Sweep); ok {
		b.Reset()
		if err := s.Rows.Write(&b, columnar.Parquet); err != nil {
			return err
		}
		if err := r.write(name+".parquet", b.Bytes(), ""); err != nil {
			return err
		}
	}
	for _, t := range res.Tables() {
		b.Reset()
		if err := t.WriteCSV(&b); err != nil {
			return err
		}
		if err := r.write(t.Name+".csv", b.Bytes(), ""); err != nil {
			return err
		}
	}
	return nil
}

func (r *scenarioRun) figures(ctx context.Context) error {
	for i := range r.file.Figures {
		f := &r.file.Figures[i]
		started := time.Now()
		fig, err := figure.Build(ctx, r.job, f, r.results)
		var misfit *figure.Misfit
		if errors.As(err, &misfit) {
			return r.late(fmt.Sprintf("figures.%d.%s", i+1, f.Kind()), misfit)
		}
		if err != nil {
			return err
		}
		picture, err := figure.Render(fig, f, r.titles)
		if err != nil {
			return err
		}
		if err := r.write(f.File, picture, f.Kind()); err != nil {
			return err
		}
		var b bytes.Buffer
		if err := fig.Data().WriteCSV(&b); err != nil {
			return err
		}
		if err := r.write(strings.TrimSuffix(f.File, filepath.Ext(f.File))+".csv", b.Bytes(), ""); err != nil {
			return err
		}
		r.log.Info("figure", "file", f.File, "seconds", time.Since(started).Seconds())
	}
	return nil
}

func (r *scenarioRun) tables() error {
	for i := range r.file.Tables {
		t := &r.file.Tables[i]
		res, ok := r.results[t.Of]
		if !ok {
			return fmt.Errorf("table %s: the scenario does not ask for task %s", t.File, t.Of)
		}
		part, err := result.Part(res, t.Part)
		if err != nil {
			return r.late(fmt.Sprintf("tables.%d.part", i+1), err)
		}
		var b bytes.Buffer
		if err := result.WriteTable(&b, part, result.TableOptions{
			Ext: strings.ToLower(filepath.Ext(t.File)), Columns: t.Columns, Digits: t.Digits,
			Caption: t.Title, Note: t.Note, Float: t.Float, Label: t.Label, Symbols: func(c string) string { return figure.Symbol(r.file, c) },
		}); err != nil {
			return r.late(fmt.Sprintf("tables.%d.columns", i+1), err)
		}
		if err := r.write(t.File, b.Bytes(), "table"); err != nil {
			return err
		}
	}
	return nil
}

// late is an error at a key that only a result can show: it is not bad input, for results are written by then.
func (r *scenarioRun) late(path string, err error) error {
	return errors.New(r.file.Errorf(path, err.Error(), "", "the results are kept; correct it and run again").Error())
}

// write writes one output and notes it in the manifest.
func (r *scenarioRun) write(name string, data []byte, exhibit string) error {
	path := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := atomicfile.Write(path, data); err != nil {
		return err
	}
	r.manifest.add(name, data, exhibit)
	return nil
}

// finish writes the manifest and the log.
func (r *scenarioRun) finish() error {
	r.manifest.inputs(r.job)
	data, err := r.manifest.encode()
	if err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(r.dir, "manifest.json"), data); err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(r.dir, "run.log"), r.logText.Bytes())
}

// summary says on standard output what was written.
func (r *scenarioRun) summary(f result.Format) error {
	if f == result.JSON {
		return result.WriteJSON(r.s.out, map[string]any{"schema_version": result.SchemaVersion, "out": r.dir, "outputs": r.manifest.Outputs})
	}
	for _, o := range r.manifest.Outputs {
		fmt.Fprintln(r.s.out, filepath.Join(r.dir, filepath.FromSlash(o.File)))
	}
	for _, n := range r.job.Notes() {
		fmt.Fprintln(r.s.out, "note:", n)
	}
	return nil
}
