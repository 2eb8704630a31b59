package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/task"
)

func checkCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "validate a scenario without solving it", ArgsUsage: "FILE", Flags: inputFlags(),
		Description: "Reads the scenario and every file it names, builds the model, and says what it would do." +
			examplesText([]string{"geosolve check scenario.yaml"}) + exitStatus,
		Action: func(c *cli.Context) error {
			f, err := readScenario(c, s)
			if err != nil {
				return err
			}
			job, err := task.New(f, task.Options{})
			if err != nil {
				return err
			}
			if err := checkExhibits(f, f.Tasks()); err != nil {
				return err
			}
			for _, n := range job.Notes() {
				fmt.Fprintf(s.out, "note: %s\n", n)
			}
			_, err = fmt.Fprintf(s.out, "%s: fine; tasks: %v\n", f.Name, f.Tasks())
			return err
		},
	}
}
