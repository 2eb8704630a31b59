package main

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/internal/figure"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
)

// resultTables are the CSV files that run writes for a task, where they are not named after it.
var resultTables = map[string][]string{
	"solve":    {"equilibria.csv"},
	"evaluate": {"state.csv"},
	"trace":    {"branches.csv", "events.csv"},
	"simulate": {"path.csv", "path_events.csv"},
	"compare":  {"compare.csv", "compare_forms.csv"},
}

// checkExhibits finds what is wrong with figures and tables as far as that shows before anything is solved.
func checkExhibits(f *scenario.File, tasks []string) error {
	for i := range f.Figures {
		if err := figure.Check(&f.Figures[i]); err != nil {
			return f.Errorf(fmt.Sprintf("figures.%d.file", i+1), err.Error(), "", "")
		}
	}
	return checkNames(f, tasks)
}

// checkTables finds tables of tasks that are not done, and parts and columns that no result will have.
func checkTables(j *task.Job, tasks []string) error {
	f := j.File
	for i := range f.Tables {
		t := &f.Tables[i]
		key := fmt.Sprintf("tables.%d.", i+1)
		if !slices.Contains(tasks, t.Of) {
			return f.Errorf(key+"of", "the scenario does not ask for task "+t.Of, "", "add a block "+t.Of)
		}
		preview := j.Preview(t.Of)
		if preview == nil || t.Of == "sweep" && t.Part == "sensitivity" { // the method decides on its columns
			continue
		}
		part, err := result.Part(preview, t.Part)
		if err != nil {
			return f.Errorf(key+"part", err.Error(), "", "")
		}
		if err := part.Has(t.Columns); err != nil {
			return f.Errorf(key+"columns", err.Error(), "", meant(t.Columns, part.Columns))
		}
	}
	return nil
}

// meant is the spelling that was meant by the first unknown word, "" for none.
func meant(words, known []string) string {
	for _, w := range words {
		if slices.Contains(known, w) {
			continue
		}
		if n := scenario.Near(w, known); n != "" {
			return "did you mean " + n + "?"
		}
		return ""
	}
	return ""
}

// checkNames refuses a figure or a table that would take the place of another output of the same run.
// Figures of one name in several formats share the numbers behind them.
func checkNames(f *scenario.File, tasks []string) error {
	taken := map[string]string{"manifest.json": "the manifest", "run.log": "the log"}
	for _, t := range tasks {
		taken[t+".json"] = "the result of " + t
		taken[t+".csv"] = "the result of " + t
		for _, name := range resultTables[t] {
			taken[name] = "the result of " + t
		}
	}
	claim := func(key, name, what string) error {
		name = path.Clean(filepath.ToSlash(name))
		if other, ok := taken[name]; ok && other != what {
			return f.Errorf(key, fmt.Sprintf("%s is already the name of %s", name, other), "", "choose another name")
		}
		taken[name] = what
		return nil
	}
	for i := range f.Figures {
		key, file := fmt.Sprintf("figures.%d.file", i+1), f.Figures[i].File
		stem := strings.TrimSuffix(file, filepath.Ext(file))
		if err := claim(key, file, fmt.Sprintf("figure %d", i+1)); err != nil {
			return err
		}
		if err := claim(key, stem+".csv", "the numbers of figure "+path.Clean(filepath.ToSlash(stem))); err != nil {
			return err
		}
	}
	for i, t := range f.Tables {
		if err := claim(fmt.Sprintf("tables.%d.file", i+1), t.File, fmt.Sprintf("table %d", i+1)); err != nil {
			return err
		}
	}
	return nil
}
