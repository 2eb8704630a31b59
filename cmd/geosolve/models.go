package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

func modelsCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "models", Usage: "list the models, or document one", ArgsUsage: "[NAME]",
		Description: "Without NAME: every model in a line. With NAME: its story, equations, parameters (meaning, range, default, source), and what it can and cannot do." +
			examplesText([]string{"geosolve models", "geosolve models core-periphery"}) + exitStatus,
		Action: func(c *cli.Context) error {
			switch c.NArg() {
			case 0:
				return listModels(s.out)
			case 1:
				d, err := model.Lookup(c.Args().First())
				if err != nil {
					return unknown("model", c.Args().First(), modelNames())
				}
				return documentModel(s.out, d)
			}
			return usage("models takes one NAME, got %s", strings.Join(c.Args().Slice(), " "))
		},
	}
}

func modelNames() []string {
	var names []string
	for _, d := range model.Definitions() {
		names = append(names, d.Spec.Name)
	}
	return names
}

func listModels(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, d := range model.Definitions() {
		fmt.Fprintf(tw, "%s\t%s\n", d.Spec.Name, d.Spec.Summary)
	}
	return tw.Flush()
}

func documentModel(out io.Writer, d *model.Definition) error {
	w := &bytes.Buffer{}
	fmt.Fprintf(w, "%s: %s\n\n%s\n", d.Spec.Name, d.Spec.Summary, wrapText(d.Story, 100, ""))
	fmt.Fprint(w, "\nEQUATIONS\n")
	for _, e := range d.Equations {
		fmt.Fprintf(w, "   %s (%s)\n      %s\n", e.Name, e.Source, e.LaTeX)
	}
	fmt.Fprint(w, "\nPARAMETERS\n")
	for _, p := range d.Spec.Parameters {
		fmt.Fprintf(w, "   %s  %s\n", p.Name, p.Meaning)
		fmt.Fprintf(w, "      %s, range %s, %s, symbol %s%s\n", p.Kind, p.Range, defaultText(p), p.Symbol, sourceText(p))
	}
	if len(d.Spec.Blocks) > 0 {
		fmt.Fprintf(w, "\nBLOCKS\n   %s\n", strings.Join(d.Spec.Blocks, ", "))
	}
	fmt.Fprintf(w, "\nTASKS\n   %s\n", strings.Join(d.Spec.Tasks, ", "))
	for _, part := range []struct {
		title string
		list  []string
	}{{"IT CAN SHOW", d.Can}, {"IT LEAVES OUT", d.Cannot}, {"SOURCES", d.Sources}} {
		if len(part.list) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", part.title)
		for _, s := range part.list {
			fmt.Fprintf(w, "   - %s\n", wrapText(s, 96, "     "))
		}
	}
	_, err := out.Write(w.Bytes())
	return err
}

func defaultText(p scenario.ParameterSpec) string {
	switch {
	case p.Required:
		return "required"
	case p.Default != "":
		return "default " + p.Default
	case p.DefaultText != "":
		return "default: " + p.DefaultText
	}
	return "optional"
}

func sourceText(p scenario.ParameterSpec) string {
	if p.Source == "" {
		return ""
	}
	return ", " + p.Source
}

// wrapText breaks text into lines of at most width characters; lines after the first begin with indent.
func wrapText(text string, width int, indent string) string {
	var b strings.Builder
	line := 0
	for i, word := range strings.Fields(text) {
		if i > 0 && line+1+len(word) > width {
			b.WriteString("\n" + indent)
			line = 0
		} else if i > 0 {
			b.WriteByte(' ')
			line++
		}
		b.WriteString(word)
		line += len(word)
	}
	return b.String()
}
