package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/atomicfile"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// taskSpec is a command that does one task of a scenario.
type taskSpec struct {
	name, usage, about string
	examples           []string
	flags              []cli.Flag
	do                 func(ctx context.Context, j *task.Job) (result.Result, error)
}

var solveTask = taskSpec{
	name: "solve", usage: "find the long-run equilibria, with their stability",
	about:    "Lists one equilibrium per symmetry class, with how the list was found and how complete it is.",
	examples: []string{"geosolve solve scenario.yaml", "geosolve solve scenario.yaml --set T=1.7 --all-images --format json"},
	flags: []cli.Flag{&cli.BoolFlag{Name: "all-images", Usage: "list every mirror image"},
		&cli.BoolFlag{Name: "prove", Usage: "prove the list complete by interval arithmetic, where the model allows it"}},
	do: func(ctx context.Context, j *task.Job) (result.Result, error) { return j.Do(ctx, "solve") },
}

var evaluateTask = taskSpec{
	name: "evaluate", usage: "solve the short run at given shares",
	about:    "Wages, prices and real wages at the shares, or the labour, of the evaluate block.",
	examples: []string{"geosolve evaluate scenario.yaml", "geosolve evaluate scenario.yaml --set 'evaluate.share=[0.7, 0.3]'"},
	do:       func(ctx context.Context, j *task.Job) (result.Result, error) { return j.Do(ctx, "evaluate") },
}

var traceTask = taskSpec{
	name: "trace", usage: "follow the equilibria as one parameter changes",
	about:    "All branches over the range of the trace block, with break and sustain points, folds and stability at every point.",
	examples: []string{"geosolve trace scenario.yaml", "geosolve trace scenario.yaml --set trace.to=3 --format csv --out branches.csv"},
	do:       func(ctx context.Context, j *task.Job) (result.Result, error) { return j.Do(ctx, "trace") },
}

var locusTask = taskSpec{
	name: "locus", usage: "follow break, sustain and fold points in two parameters",
	about:    "The curves on which a break, a sustain point or a fold happens, in the plane of the two parameters of the locus block.",
	examples: []string{"geosolve locus scenario.yaml --format csv --out curves.csv"},
	do:       func(ctx context.Context, j *task.Job) (result.Result, error) { return j.Do(ctx, "locus") },
}

var compareTask = taskSpec{
	name: "compare", usage: "compare regimes of joint action: the market-failure table",
	about:    "The same economy under several regimes: efforts, shares, the passive and the active part of real wages, welfare, and what each form of joint action does.",
	examples: []string{"geosolve compare scenario.yaml", "geosolve compare scenario.yaml --set 'compare.rows=[none, nash, planner]' --format csv"},
	do:       func(ctx context.Context, j *task.Job) (result.Result, error) { return j.Do(ctx, "compare") },
}

var calibrateTask = taskSpec{
	name: "calibrate", usage: "find fundamentals or parameters from data",
	about: "With calibrate.invert: the fundamentals that make observed wages and labour an equilibrium (quantitative, housing). " +
		"With calibrate.fit: parameters by minimum distance to a file of moments, with standard errors, the fit of each moment, and what is identified and what is not.",
	examples: []string{"geosolve calibrate scenario.yaml --format csv --out fundamentals.csv", "geosolve calibrate examples/sinos-valley/calibrate.yaml --format table"},
	do:       func(ctx context.Context, j *task.Job) (result.Result, error) { return j.Do(ctx, "calibrate") },
}

var indexTask = taskSpec{
	name: "index", usage: "compute indices of concentration and cooperation from data",
	about:    "Location quotient, locational Gini, Herfindahl and Ellison–Glaeser indices of employment; the cooperation index of a survey. Needs no model.",
	examples: []string{"geosolve index data.yaml"},
	do:       func(ctx context.Context, j *task.Job) (result.Result, error) { return j.Do(ctx, "index") },
}

var simulateTask = taskSpec{
	name: "simulate", usage: "run the adjustment through time",
	about:    "The replicator path from given shares, with dated shocks and changes of regime where the scenario has them.",
	examples: []string{"geosolve simulate scenario.yaml", "geosolve simulate scenario.yaml --set simulate.until=500 --format csv --out path.csv"},
	do:       func(ctx context.Context, j *task.Job) (result.Result, error) { return j.Do(ctx, "simulate") },
}

// inputFlags are the flags of every command that reads a scenario.
func inputFlags() []cli.Flag {
	return []cli.Flag{&cli.StringSliceFlag{Name: "set", Usage: "override a value by its dotted `path=value`; may be repeated"}}
}

// outputFlags are the flags of every command that writes a result.
func outputFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Usage: "`FORMAT` of the result: table, json, csv, parquet or arrow (default: table on a terminal, else json)"},
		&cli.StringFlag{Name: "out", Usage: "write to `FILE`, in the format of its extension"},
		&cli.IntFlag{Name: "workers", Usage: "at most `N` threads (default: all); results do not depend on it"},
	}
}

func taskCommand(s streams, spec taskSpec) *cli.Command {
	return &cli.Command{
		Name: spec.name, Usage: spec.usage, ArgsUsage: "FILE",
		Flags:       append(append(inputFlags(), outputFlags()...), spec.flags...),
		Description: spec.about + examplesText(spec.examples) + exitStatus,
		Action:      func(c *cli.Context) error { return runTask(c, s, spec) },
	}
}

func examplesText(list []string) string {
	return "\n\nEXAMPLES\n   " + strings.Join(list, "\n   ") + "\n"
}

func runTask(c *cli.Context, s streams, spec taskSpec) error {
	format, err := outputFormat(c, s)
	if err != nil {
		return err
	}
	f, err := readScenario(c, s)
	if err != nil {
		return err
	}
	threads, err := workers(c)
	if err != nil {
		return err
	}
	if err := checkOutput(c.String("out")); err != nil {
		return err
	}
	if f.Model == "" && spec.name != "index" {
		return f.Errorf("model", "is missing", "the name of a model", "geosolve models lists them")
	}
	p := newProgress(s)
	defer p.done()
	job, err := task.New(f, task.Options{AllImages: c.Bool("all-images"), Prove: c.Bool("prove"), Workers: threads, Progress: p.update})
	if err != nil {
		return err
	}
	res, err := spec.do(c.Context, job)
	p.done()
	if err != nil && !errors.Is(err, task.ErrPartly) || res == nil {
		return err
	}
	if werr := writeResult(c, s, res, format); werr != nil {
		return werr
	}
	return err
}

// readScenario reads the one file that the command line names.
func readScenario(c *cli.Context, s streams) (*scenario.File, error) {
	switch c.NArg() {
	case 0:
		return nil, usage("%s needs a scenario FILE, or - for standard input; see geosolve %s --help", c.Command.Name, c.Command.Name)
	case 1:
	default:
		return nil, usage("%s takes one FILE, got %s", c.Command.Name, strings.Join(c.Args().Slice(), " "))
	}
	opts := scenario.Options{Models: model.Specs(), Set: c.StringSlice("set")}
	if name := c.Args().First(); name != "-" {
		return scenario.ReadFile(name, opts)
	}
	return scenario.Read(s.in, "-", opts)
}

func outputFormat(c *cli.Context, s streams) (result.Format, error) {
	name := c.String("format")
	if out := c.String("out"); name == "" && out != "" {
		name = strings.TrimPrefix(filepath.Ext(out), ".")
		if name == "txt" {
			name = "table"
		}
	}
	if name == "" {
		if s.outTerminal {
			return result.Plain, nil
		}
		return result.JSON, nil
	}
	f, err := result.ParseFormat(name)
	if err != nil {
		return "", usage("%v", err)
	}
	return f, notOnTerminal(c, s, f)
}

// notOnTerminal refuses to write to a terminal what is not text.
func notOnTerminal(c *cli.Context, s streams, f result.Format) error {
	if f.Binary() && s.outTerminal && c.String("out") == "" {
		return usage("--format %s is not text, and standard output is a terminal; give --out FILE.%s", f, f)
	}
	return nil
}

func writeResult(c *cli.Context, s streams, res result.Result, f result.Format) error {
	var b bytes.Buffer
	if err := result.Write(&b, res, f); err != nil {
		return err
	}
	if out := c.String("out"); out != "" {
		if err := atomicfile.Write(out, b.Bytes()); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
		return nil
	}
	_, err := s.out.Write(b.Bytes())
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
