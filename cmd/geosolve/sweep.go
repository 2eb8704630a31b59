package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/atomicfile"
	"github.com/geosolve/geosolve/internal/columnar"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

func sweepCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "sweep", Usage: "solve over a design of parameters, on this machine or on a cluster", ArgsUsage: "FILE",
		HideHelpCommand: true,
		Flags: append(inputFlags(),
			&cli.StringFlag{Name: "format", Usage: "`FORMAT` of the rows: table, csv, jsonl, json, parquet or arrow (default: table on a terminal, else json)"},
			&cli.StringFlag{Name: "out", Usage: "write the rows to `FILE`: .csv, .jsonl, .parquet, .arrow, .json or .txt"},
			&cli.StringFlag{Name: "dir", Usage: "keep the plan and what is done in `DIR` (default: a folder beside --out, or for temporary files, that goes when all is done)"},
			&cli.IntFlag{Name: "workers", Usage: "solve at most `N` points at a time (default: as many as processors); results do not depend on it"},
		),
		Description: "With FILE: plans, runs and merges the sweep block of a scenario on this machine. Killed at any moment, the same command goes on from there.\n" +
			"The subcommands do the three by themselves, so that shards can run anywhere, in any order, any number of times." +
			examplesText([]string{
				"geosolve sweep scenario.yaml --out rows.parquet",
				"geosolve sweep plan scenario.yaml --dir work --shards 200",
				"geosolve sweep emit slurm work > work.slurm && sh work.slurm",
				"geosolve sweep status work",
			}) + exitStatus,
		Subcommands: []*cli.Command{sweepPlanCommand(s), sweepRunCommand(s), sweepMergeCommand(s), sweepStatusCommand(s), sweepEmitCommand(s)},
		Action:      func(c *cli.Context) error { return sweepFile(c, s) },
	}
}

// sweepSource is a scenario with the text that a plan keeps.
func sweepSource(c *cli.Context, s streams) (*scenario.File, sweep.Source, error) {
	if c.NArg() != 1 {
		name := "sweep"
		if c.Command.Name != name {
			name += " " + c.Command.Name
		}
		near := ""
		if n := scenario.Near(c.Args().First(), []string{"plan", "run", "merge", "status", "emit"}); c.NArg() > 1 && n != "" {
			near = "; did you mean sweep " + n + "?"
		}
		return nil, sweep.Source{}, usage("%s takes one scenario FILE, or - for standard input; got %d arguments%s; see geosolve %s --help", name, c.NArg(), near, name)
	}
	name, src := c.Args().First(), sweep.Source{Set: c.StringSlice("set")}
	opts := scenario.Options{Models: model.Specs(), Set: src.Set}
	var text bytes.Buffer
	in := s.in
	if name != "-" {
		if _, err := scenario.ReadFile(name, opts); err != nil {
			return nil, src, err
		}
		f, err := os.Open(name)
		if err != nil {
			return nil, src, err
		}
		defer f.Close()
		in = f
	}
	f, err := scenario.Read(io.TeeReader(in, &text), name, opts)
	if err != nil {
		return nil, src, err
	}
	src.Name, src.Text = filepath.Base(name), text.String()
	src.Folder, err = filepath.Abs(f.Dir)
	return f, src, err
}

// preparedSweep is a sweep that is ready to run.
type preparedSweep struct {
	job    *task.Job
	plan   *sweep.Plan
	design *sweep.Design
}

// prepareSweep reads a scenario and makes its plan, of which nothing is written yet. In the plan the
// scenario's folder is relative to dir, the folder of the plan.
func prepareSweep(c *cli.Context, s streams, dir string, shards int) (*preparedSweep, error) {
	f, src, err := sweepSource(c, s)
	if err != nil {
		return nil, err
	}
	job, err := task.New(f, task.Options{Version: version()})
	if err != nil {
		return nil, err
	}
	if abs, err := filepath.Abs(dir); err == nil && dir != "" {
		if rel, err := filepath.Rel(abs, src.Folder); err == nil {
			src.Folder = filepath.ToSlash(rel)
		}
	}
	p, d, err := job.SweepPlan(version(), src, shards)
	return &preparedSweep{job, p, d}, err
}

// rowsFormat is the format of merged rows: json and table need them in memory, the others do not.
func rowsFormat(c *cli.Context, s streams) (string, error) {
	name := c.String("format")
	if out := c.String("out"); out != "" {
		ext := strings.TrimPrefix(filepath.Ext(out), ".")
		if ext == "txt" {
			ext = "table"
		}
		if name == "" {
			name = ext
		}
	}
	if name == "" {
		if name = string(result.JSON); s.outTerminal {
			name = string(result.Plain)
		}
	}
	switch name {
	case "csv", "jsonl", "json", "table":
		return name, nil
	case "parquet", "arrow":
		return name, notOnTerminal(c, s, result.Format(name))
	}
	return "", usage("unknown format %q of rows; formats are table, csv, jsonl, json, parquet, arrow", name)
}

// sweepFile plans, runs and merges on this machine.
func sweepFile(c *cli.Context, s streams) error {
	format, err := rowsFormat(c, s)
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
	w, err := prepareSweep(c, s, c.String("dir"), 1)
	if err != nil {
		return err
	}
	dir, keep := c.String("dir"), true
	if dir == "" {
		dir, keep = passing(c.String("out"), w.plan.Hash), false
	}
	if err := checkFolder(dir); err != nil {
		return err
	}
	release, err := w.hold(dir, keep)
	if err != nil {
		return err
	}
	defer release()
	if err := runShard(c.Context, s, w.job, w.plan, sweep.Whole, threads); err != nil {
		return err
	}
	found, err := w.plan.Collect()
	if err == nil {
		err = found.MissingError()
	}
	if err != nil {
		return err
	}
	err = writeSweep(c.Context, s, w.job, found, format, c.String("out"))
	if (err == nil || errors.Is(err, task.ErrPartly)) && !keep {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return err
}

// hold writes the plan into its folder. A folder that goes when all is done is held from before it is made
// until it is gone: the same command, started twice at a time, waits for itself.
func (w *preparedSweep) hold(dir string, keep bool) (release func(), err error) {
	release = func() {}
	if !keep {
		if release, err = holdFile(dir + ".lock"); err != nil {
			return nil, err
		}
	}
	if err := w.plan.Write(dir, w.design); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// passing is the folder of a sweep that is needed no longer when all is done. Its name is that of the plan,
// so that the same command finds it again and another one does not.
func passing(out, hash string) string {
	if out != "" {
		return filepath.Join(filepath.Dir(out), fmt.Sprintf(".%s-%.12s.part", filepath.Base(out), hash))
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("geosolve-%d-%.12s.part", os.Getuid(), hash))
}

// writeSweep writes the merged rows in one format, to standard output or a file.
func writeSweep(ctx context.Context, s streams, job *task.Job, c *sweep.Collection, format, out string) error {
	if format == string(result.JSON) || format == string(result.Plain) {
		res, err := job.SweepResult(c)
		if res == nil || err != nil && !errors.Is(err, task.ErrPartly) {
			return err
		}
		var b bytes.Buffer
		if werr := result.Write(&b, res, result.Format(format)); werr != nil {
			return werr
		}
		if out != "" {
			if werr := atomicfile.Write(out, b.Bytes()); werr != nil {
				return fmt.Errorf("--out: %w", werr)
			}
		} else if _, werr := s.out.Write(b.Bytes()); werr != nil {
			return werr
		}
		return errors.Join(err, task.SweepPartly(c))
	}
	f, err := columnar.ParseFormat(format)
	if err != nil {
		return err
	}
	if out == "" {
		if _, err := c.WriteTo(ctx, s.out, f); err != nil {
			return err
		}
		return task.SweepPartly(c)
	}
	_, err = mergeFiles(ctx, job, c, []sweep.Target{{Path: out, Format: f}}, strings.TrimSuffix(out, filepath.Ext(out))+"-sensitivity.csv")
	return err
}

// mergeFiles writes the merged rows to files, and the sensitivities where the scenario asks for them. It
// returns what it wrote.
func mergeFiles(ctx context.Context, job *task.Job, c *sweep.Collection, targets []sweep.Target, sensitivity string) ([]string, error) {
	follower, err := job.NewFollower(c)
	if err != nil {
		return nil, err
	}
	var visit func(sweep.Point, *sweep.Outcome)
	if follower != nil && c.Count.Complete() {
		visit = follower.Visit
	}
	if _, err := c.WriteFiles(ctx, targets, visit); err != nil {
		return nil, err
	}
	var written []string
	for _, t := range targets {
		written = append(written, t.Path)
	}
	err = task.SweepPartly(c)
	if visit != nil {
		list, serr := follower.Sensitivity()
		var b bytes.Buffer
		if werr := result.SensitivityTable(list).WriteCSV(&b); werr != nil {
			return written, werr
		}
		if werr := atomicfile.Write(sensitivity, b.Bytes()); werr != nil {
			return written, werr
		}
		written, err = append(written, sensitivity), errors.Join(serr, err)
	}
	return written, err
}
