package replication

import (
	"bytes"
	"fmt"
	"path"
	"strings"
)

// readme is the README of an archive, with the headings of the template of the data editors of the social
// sciences (AEA, Econometric Society and others). What only the author can say is marked "to be filled in".
func (b *Bundle) readme(where string) []byte {
	var w bytes.Buffer
	m := b.Manifest
	title := b.Facts.Title
	if title == "" {
		title = "a scenario of geosolve"
	}
	fmt.Fprintf(&w, "# README: replication archive for %q\n\n## Overview\n\n", title)
	fmt.Fprintf(&w, "The results of this archive are computed by one program, geosolve %s, from one scenario (`%s`, model `%s`, SHA-256 of its canonical form `%s`). ", m.Version, path.Join(where, scenarioName), b.Facts.Model, m.ScenarioSHA256)
	fmt.Fprintf(&w, "%d output files are in `%s`; `exhibits.csv` says which figure and table each is. A replicator should expect the program to run for %s.\n\n", len(m.Outputs), path.Join(where, outputsName), bracket(b.Facts.Seconds))

	w.WriteString("## Data availability and provenance statements\n\n")
	if len(m.Inputs) == 0 {
		w.WriteString("No data are used: everything is computed from the parameters in the scenario.\n\n")
	} else {
		w.WriteString("The data read are in this archive. Source, access and licence of each: to be filled in by the author.\n\n| file | bytes | SHA-256 | source, access, licence |\n| --- | ---: | --- | --- |\n")
		for _, in := range m.Inputs {
			fmt.Fprintf(&w, "| `%s` | %d | `%s` | to be filled in |\n", path.Join(where, in.File), in.Bytes, in.SHA256)
		}
		w.WriteString("\n- [ ] I certify that the author(s) of the manuscript have legitimate access to and permission to use the data used in this manuscript (to be filled in).\n\n")
	}

	w.WriteString("## Computational requirements\n\n### Software\n\n")
	fmt.Fprintf(&w, "- geosolve %s, one program without other parts, built by %s from the modules below\n", m.Version, m.Go)
	for _, mod := range b.Facts.Modules {
		fmt.Fprintf(&w, "  - %s\n", mod)
	}
	w.WriteString("- nothing else: no other software is called\n\n### Controlled randomness\n\n")
	if len(b.Facts.Seeds) == 0 {
		w.WriteString("No task of this scenario draws random numbers. ")
	} else {
		fmt.Fprintf(&w, "Random numbers, such as the starting points of searches, come from the generator PCG with fixed seeds, which are part of the scenario: %s. Each point has a stream of its own. ", strings.Join(b.Facts.Seeds, ", "))
	}
	w.WriteString("The clock is never used. Results do not depend on the number of threads.\n\n")
	fmt.Fprintf(&w, "### Memory, runtime and storage\n\nThe outputs were computed on %s. Approximate time needed: %s. Memory: below 2 GB unless the scenario has thousands of regions. Storage: %s.\n\n", m.Platform, bracket(b.Facts.Seconds), size(m.Outputs))

	w.WriteString("## Description of programs\n\nThe scenario is the only program: it names the model, the parameters, the geography, what is computed, and the figures and tables. ")
	if b.Original != nil {
		fmt.Fprintf(&w, "`%s` is the file as the author wrote it; `%s` is what the program understood, every default and override written out. ", path.Join(where, "scenario.yaml"), path.Join(where, scenarioName))
	}
	fmt.Fprintf(&w, "`geosolve models %s` prints the model's equations with their sources; `geosolve tex %s` writes them for a paper.\n\n", b.Facts.Model, scenarioName)

	cd := ""
	if where != "" {
		cd = "cd " + where + "\n"
	}
	fmt.Fprintf(&w, "## Instructions to replicators\n\nFrom the folder of this README:\n\n```sh\nsha256sum -c SHA256SUMS\n%sgeosolve verify %s\n```\n\n", cd, outputsName)
	fmt.Fprintf(&w, "`verify` computes everything again and compares; it ends with exit status 0 where every file is the same, byte for byte. On another kind of processor the last digits of numbers may differ: `geosolve verify %s --tolerance 1e-9` compares numbers. To write the outputs anew:\n\n```sh\n%s\n```\n\n", outputsName, b.command())

	w.WriteString("## List of tables, figures and programs\n\n| exhibit | file | made by | SHA-256 |\n| --- | --- | --- | --- |\n")
	count := map[bool]int{}
	for _, o := range m.Outputs {
		if o.Exhibit == "" {
			continue
		}
		table := o.Exhibit == "table"
		count[table]++
		name := "Figure"
		if table {
			name = "Table"
		}
		fmt.Fprintf(&w, "| %s %d | `%s` | `%s` | `%.16s…` |\n", name, count[table], path.Join(where, outputsName, o.File), b.command(), o.SHA256)
	}
	if len(count) == 0 {
		w.WriteString("| none | | | |\n")
	}
	w.WriteString("\nNumbers of exhibits are those of the scenario; where the paper counts otherwise, write so here.\n\n## References\n\n")
	for _, s := range b.Facts.Sources {
		fmt.Fprintf(&w, "- %s\n", s)
	}
	fmt.Fprintf(&w, "- geosolve, version %s\n", m.Version)
	return w.Bytes()
}

// bracket is a time in the classes of the template.
func bracket(seconds float64) string {
	switch {
	case seconds <= 0:
		return "a time to be filled in"
	case seconds < 600:
		return "less than 10 minutes"
	case seconds < 3600:
		return "10 to 60 minutes"
	case seconds < 7200:
		return "1 to 2 hours"
	case seconds < 86400:
		return "2 to 24 hours"
	}
	return fmt.Sprintf("%.0f days", seconds/86400+0.5)
}

func size(files []File) string {
	total := 0
	for _, f := range files {
		total += f.Bytes
	}
	if total < 25<<20 {
		return "less than 25 MB"
	}
	return fmt.Sprintf("%d MB", total>>20)
}
