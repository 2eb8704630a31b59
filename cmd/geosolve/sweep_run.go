package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

func sweepPlanCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "plan", Usage: "fix the points of a sweep in a folder, and into how many shards they are cut", ArgsUsage: "FILE",
		Flags: append(inputFlags(),
			&cli.StringFlag{Name: "dir", Usage: "folder `DIR` of the plan (default: the scenario's name with the ending .sweep)"},
			&cli.IntFlag{Name: "shards", Value: 1, Usage: "cut the points into `N` shards"},
		),
		Description: "Writes plan.json and points.csv. The plan holds the scenario; only files that this refers to are read again." +
			examplesText([]string{"geosolve sweep plan scenario.yaml --dir work --shards 200"}) + exitStatus,
		Action: func(c *cli.Context) error { return planSweep(c, s) },
	}
}

func planSweep(c *cli.Context, s streams) error {
	shards, dir := c.Int("shards"), c.String("dir")
	if shards < 1 {
		return usage("--shards: %d is outside [1, ∞)", shards)
	}
	if dir == "" {
		name := c.Args().First()
		if name == "-" {
			return usage("a scenario from standard input has no name to write beside; give --dir DIR")
		}
		dir = strings.TrimSuffix(name, filepath.Ext(name)) + ".sweep"
	}
	w, err := prepareSweep(c, s, dir, shards)
	if err != nil {
		return err
	}
	if err := checkFolder(dir); err != nil {
		return err
	}
	if w.plan.Shards > w.plan.Total {
		return usage("--shards: %d shards of %d points; allowed: up to %d", shards, w.plan.Total, w.plan.Total)
	}
	if err := w.plan.Write(dir, w.design); err != nil {
		return err
	}
	p := w.plan
	return result.WriteJSON(s.out, struct {
		Schema int    `json:"schema_version"`
		Dir    string `json:"dir"`
		Plan   string `json:"plan"`
		Design string `json:"design"`
		Points int    `json:"points"`
		Shards int    `json:"shards"`
	}{result.SchemaVersion, dir, p.Hash, string(p.Design), p.Total, p.Shards})
}

func sweepRunCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "run", Usage: "do the points of a plan, or of one shard of it", ArgsUsage: "DIR",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "shard", Usage: "do shard `i/N` only (default: the array task of Slurm, PBS, SGE or Kubernetes, else all points)"},
			&cli.IntFlag{Name: "workers", Usage: "solve at most `N` points at a time (default: as many as processors); results do not depend on it"},
		},
		Description: "Points that are done already are not done again. A point that fails is done too: its row says why.\n" +
			"On SIGTERM and SIGINT it keeps what is complete and exits with 75 within a second; on SIGUSR1 it flushes to the disk and goes on." +
			examplesText([]string{"geosolve sweep run work", "geosolve sweep run work --shard 3/200 --workers 1"}) + exitStatus,
		Action: func(c *cli.Context) error { return runSweep(c, s) },
	}
}

// openPlan opens the plan of the folder that the command line names.
func openPlan(c *cli.Context, at int) (*sweep.Plan, error) {
	if c.NArg() != at+1 {
		return nil, usage("sweep %s takes the folder DIR of a plan; see geosolve sweep %s --help", c.Command.Name, c.Command.Name)
	}
	return sweep.Open(c.Args().Get(at))
}

// planJob is the job of a plan.
func planJob(p *sweep.Plan) (*task.Job, error) {
	if v := version(); v != p.Version {
		return nil, usage("%s: the plan was made by geosolve %s, this is %s, which may compute other digits; use that version, or make the plan again", p.Dir(), p.Version, v)
	}
	folder := filepath.FromSlash(p.Scenario.Folder)
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(p.Dir(), folder)
	}
	f, err := scenario.Read(strings.NewReader(p.Scenario.Text), filepath.Join(folder, p.Scenario.Name), scenario.Options{Models: model.Specs(), Set: p.Scenario.Set})
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(f.Canonical()); hex.EncodeToString(sum[:]) != p.Scenario.Canonical {
		return nil, usage("%s: the scenario in the plan was changed by hand; make the plan again", p.Dir())
	}
	job, err := task.New(f, task.Options{Version: version()})
	if err != nil {
		return nil, err
	}
	return job, job.CheckSweep(p)
}

func runSweep(c *cli.Context, s streams) error {
	threads, err := workers(c)
	if err != nil {
		return err
	}
	p, err := openPlan(c, 0)
	if err != nil {
		return err
	}
	shard, err := chosenShard(c, p)
	if err != nil {
		return err
	}
	job, err := planJob(p)
	if err != nil {
		return err
	}
	if err := runShard(c.Context, s, job, p, shard, threads); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "shard %s: %d points done\n", shard, shard.Size(p.Total))
	return err
}

// chosenShard is the shard that the command line or a scheduler names, else all points.
func chosenShard(c *cli.Context, p *sweep.Plan) (sweep.Shard, error) {
	if text := c.String("shard"); text != "" {
		return sweep.ParseShard(text)
	}
	shard, ok, err := sweep.ShardFromEnvironment(os.LookupEnv, p.Shards)
	if err != nil || ok {
		return shard, err
	}
	return sweep.Whole, nil
}

// runShard does the points of a shard, with a bar on a terminal.
func runShard(ctx context.Context, s streams, job *task.Job, p *sweep.Plan, shard sweep.Shard, threads int) error {
	work, err := job.SweepWork()
	if err != nil {
		return err
	}
	bar := newProgress(s)
	defer bar.done()
	flush, stop := flushRequests()
	defer stop()
	return p.Run(ctx, shard, work, sweep.Settings{
		Workers: threads, Flush: flush,
		Progress: func(done, total int) { bar.update("sweep", done, total) },
		Flushed:  func(done, total int) { fmt.Fprintf(s.err, "geosolve: %d of %d points are on the disk\n", done, total) },
	})
}
