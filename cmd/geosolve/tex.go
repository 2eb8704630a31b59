package main

import (
	"bytes"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/atomicfile"
	"github.com/geosolve/geosolve/internal/figure"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
)

func texCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "tex", Usage: "write a scenario for a paper: parameters and equations in LaTeX", ArgsUsage: "FILE",
		Flags: append(inputFlags(),
			&cli.StringFlag{Name: "out", Usage: "write to `FILE`"},
			&cli.BoolFlag{Name: "document", Usage: "a document of its own, not a part for \\input"}),
		Description: "A table of the parameters with symbol, meaning and value, defaults included, then the model's equations with their sources. The part for \\input needs the packages amsmath, array and booktabs." +
			examplesText([]string{"geosolve tex scenario.yaml --out model.tex", "geosolve tex scenario.yaml --set sigma=6 --document --out model.tex"}) + exitStatus,
		Action: func(c *cli.Context) error {
			f, err := readScenario(c, s)
			if err != nil {
				return err
			}
			if f.Model == "" {
				return f.Errorf("model", "is missing: without one there are no equations", "the name of a model", "geosolve models lists them")
			}
			if err := checkOutput(c.String("out")); err != nil {
				return err
			}
			if _, err := task.New(f, task.Options{}); err != nil { // values that the model refuses are no table
				return err
			}
			d, err := model.Lookup(f.Model)
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if err := result.WriteScenario(&b, f, d, result.ScenarioOptions{
				Document: c.Bool("document"), Symbols: func(path string) string { return figure.Symbol(f, path) },
			}); err != nil {
				return err
			}
			if out := c.String("out"); out != "" {
				if err := atomicfile.Write(out, b.Bytes()); err != nil {
					return fmt.Errorf("--out: %w", err)
				}
				return nil
			}
			_, err = s.out.Write(b.Bytes())
			return err
		},
	}
}
