package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/model"
)

func explainCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "explain", Usage: "say what a symbol means", ArgsUsage: "SYMBOL",
		Description: "Meaning, range, default and source of a symbol of the papers, and what it is called in scenarios and results: a parameter by its name or its LaTeX, a quantity, or a column." +
			examplesText([]string{"geosolve explain sigma", "geosolve explain '\\omega'", "geosolve explain real_wage"}) + exitStatus,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage("explain takes one SYMBOL, such as sigma; got %d", c.NArg())
			}
			terms, err := model.Explain(c.Args().First())
			if err != nil {
				return usage("%v", err)
			}
			for i, t := range terms {
				if i > 0 {
					fmt.Fprintln(s.out)
				}
				fmt.Fprintf(s.out, "%s  $%s$\n   %s\n", t.Name, t.Symbol, t.Meaning)
				for _, line := range [][2]string{{"in scenarios", t.Key}, {"in results", t.Column}, {"range", t.Range}, {"default", t.Default}, {"models", strings.Join(t.Models, ", ")}, {"source", t.Source}} {
					if line[1] != "" {
						fmt.Fprintf(s.out, "   %-13s %s\n", line[0], line[1])
					}
				}
			}
			return nil
		},
	}
}
