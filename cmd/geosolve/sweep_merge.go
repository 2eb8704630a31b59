package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/columnar"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/internal/task"
)

func sweepMergeCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "merge", Usage: "bring the rows of all shards together", ArgsUsage: "DIR",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "csv,parquet", Usage: "`FORMATS` of the rows, separated by commas: csv, jsonl, parquet, arrow"},
			&cli.StringFlag{Name: "out", Usage: "write sweep.csv and so on into `DIR` (default: the folder of the plan)"},
			&cli.BoolFlag{Name: "partial", Usage: "write the rows there are even if points are missing"},
		},
		Description: "Checks that every record is of this plan and whole, and that no point has two that differ; then writes the rows in the order of the points, and sensitivity.csv where the scenario asks for it.\n" +
			"If points are missing it prints the numbers of their shards as sbatch --array reads them (1-3,7), writes nothing else, and exits with 3." +
			examplesText([]string{"geosolve sweep merge work --format csv,jsonl,parquet", "sbatch --array=$(geosolve sweep merge work) work.slurm"}) + exitStatus,
		Action: func(c *cli.Context) error { return mergeSweep(c, s) },
	}
}

func mergeSweep(c *cli.Context, s streams) error {
	p, err := openPlan(c, 0)
	if err != nil {
		return err
	}
	dir := c.String("out")
	if dir == "" {
		dir = p.Dir()
	}
	if err := checkFolder(dir); err != nil {
		return err
	}
	var targets []sweep.Target
	for name := range strings.SplitSeq(c.String("format"), ",") {
		f, err := columnar.ParseFormat(strings.TrimSpace(name))
		if err != nil {
			return usage("--format: %v", err)
		}
		targets = append(targets, sweep.Target{Path: filepath.Join(dir, "sweep."+string(f)), Format: f})
	}
	job, err := planJob(p)
	if err != nil {
		return err
	}
	found, err := p.Collect()
	if err != nil {
		return err
	}
	remark(s.err, found)
	missing := found.MissingError()
	if m := (*sweep.MissingError)(nil); errors.As(missing, &m) {
		fmt.Fprintln(s.out, m.Shards)
		if !c.Bool("partial") {
			return missing
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	written, err := mergeFiles(c.Context, job, found, targets, filepath.Join(dir, "sensitivity.csv"))
	if err != nil && !errors.Is(err, task.ErrPartly) {
		return err
	}
	if missing == nil {
		for _, path := range written {
			fmt.Fprintln(s.out, path)
		}
	}
	return errors.Join(missing, err)
}

// remark says on standard error what a merge met with and left out.
func remark(w io.Writer, c *sweep.Collection) {
	for _, r := range []struct {
		n    int
		what string
	}{
		{c.Torn, "lines were torn by a kill and are left out"},
		{c.Foreign, "records of another plan are left out"},
		{c.Twice, "records stand twice, the same, and are taken once"},
	} {
		if r.n > 0 {
			fmt.Fprintf(w, "geosolve: note: %d %s\n", r.n, r.what)
		}
	}
}

func sweepStatusCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "status", Usage: "say what is done, failed and missing, by shard", ArgsUsage: "DIR",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Usage: "`FORMAT`: table, json, csv, parquet or arrow (default: table on a terminal, else json)"},
			&cli.BoolFlag{Name: "missing", Usage: "print only the numbers of the shards that lack points, as sbatch --array reads them"},
		},
		Description: "Reads the journals, also while shards run." +
			examplesText([]string{"geosolve sweep status work --format table"}) + exitStatus,
		Action: func(c *cli.Context) error { return sweepStatus(c, s) },
	}
}

// sweepState is how far a sweep has come.
type sweepState struct {
	Schema  int           `json:"schema_version"`
	Plan    string        `json:"plan"`
	Design  string        `json:"design"`
	Count   sweep.Count   `json:"points"`
	Missing string        `json:"missing_shards"` // 1-3,7
	Shards  []shardStatus `json:"shards"`
}

type shardStatus struct {
	Shard int `json:"shard"`
	sweep.Count
}

// Tables are the shards.
func (s *sweepState) Tables() []result.Table {
	t := result.Table{Name: "shards", Columns: []string{"shard", "points", "ok", "partly", "failed", "missing"}}
	for _, x := range s.Shards {
		t.Rows = append(t.Rows, []any{x.Shard, x.Points, x.OK, x.Partly, x.Failed, x.Missing})
	}
	return []result.Table{t}
}

// Remarks sum up.
func (s *sweepState) Remarks() []string {
	c := s.Count
	out := []string{fmt.Sprintf("\n%d points: %d ok, %d partly, %d failed, %d missing", c.Points, c.OK, c.Partly, c.Failed, c.Missing)}
	if s.Missing != "" {
		out = append(out, "shards to run: "+s.Missing)
	}
	return out
}

func sweepStatus(c *cli.Context, s streams) error {
	format, err := outputFormat(c, s)
	if err != nil {
		return err
	}
	p, err := openPlan(c, 0)
	if err != nil {
		return err
	}
	found, err := p.Collect()
	if err != nil {
		return err
	}
	state := &sweepState{Schema: result.SchemaVersion, Plan: p.Hash, Design: string(p.Design), Count: found.Count}
	if m := (*sweep.MissingError)(nil); errors.As(found.MissingError(), &m) {
		state.Missing = m.Shards
	}
	for i, n := range found.Shards {
		state.Shards = append(state.Shards, shardStatus{i + 1, n})
	}
	if c.Bool("missing") {
		if state.Missing != "" {
			fmt.Fprintln(s.out, state.Missing)
		}
		return nil
	}
	return result.Write(s.out, state, format)
}
