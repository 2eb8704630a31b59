package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/sweep"
)

func sweepEmitCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "emit", Usage: "print a script that runs the shards of a plan under a scheduler, and merges them", ArgsUsage: "slurm|k8s|parallel|make DIR",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "time", Value: "01:00:00", Usage: "`LIMIT` of a Slurm task; one that runs out of it is queued again"},
			&cli.IntFlag{Name: "cpus", Value: 1, Usage: "`N` processors of a task"},
			&cli.StringFlag{Name: "image", Value: "geosolve:latest", Usage: "`IMAGE` of a container with the program, for k8s"},
			&cli.StringFlag{Name: "claim", Value: "sweep", Usage: "`CLAIM` of the volume that holds the folder, for k8s"},
			&cli.StringFlag{Name: "format", Value: "csv,parquet", Usage: "`FORMATS` of the merged rows"},
		},
		Description: "The scripts take the program from PATH, or from the variable GEOSOLVE. For k8s, DIR is the folder as the containers see it: the plan is read from there." +
			examplesText([]string{"geosolve sweep emit slurm work --cpus 4 > work.slurm", "geosolve sweep emit make work | make -j 8 -f -"}) + exitStatus,
		Action: func(c *cli.Context) error {
			if c.NArg() != 2 {
				return usage("sweep emit takes a scheduler (%s) and the folder DIR of a plan", strings.Join(sweep.Schedulers, ", "))
			}
			text, err := emitScript(c)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(s.out, text)
			return err
		},
	}
}

// Values of flags that stand in scripts as they are.
var (
	timeLimit  = regexp.MustCompile(`^[0-9:-]+$`)
	formatList = regexp.MustCompile(`^[a-z, ]+$`)
)

func emitScript(c *cli.Context) (string, error) {
	e := sweep.Emit{Time: c.String("time"), Workers: c.Int("cpus"), Image: c.String("image"), Claim: c.String("claim")}
	switch {
	case !timeLimit.MatchString(e.Time):
		return "", usage("--time: %q is no time limit; allowed: minutes, hours:minutes:seconds or days-hours", e.Time)
	case !formatList.MatchString(c.String("format")):
		return "", usage("--format: %q is no list of formats; allowed: csv, jsonl, parquet, arrow", c.String("format"))
	case e.Workers < 1:
		return "", usage("--cpus: %d is outside [1, ∞)", e.Workers)
	}
	if f := strings.ReplaceAll(c.String("format"), " ", ""); f != "csv,parquet" {
		e.Merge = "--format " + f
	}
	p, err := openPlan(c, 1)
	if err != nil {
		return "", err
	}
	e.Shards, e.Dir = p.Shards, c.Args().Get(1)
	if c.Args().First() != "k8s" { // jobs begin in folders of their own
		if e.Dir, err = filepath.Abs(e.Dir); err != nil {
			return "", err
		}
	}
	return e.Script(c.Args().First())
}
