package explore

import (
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/figure"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// panel is a figure or a table of the page.
type panel struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Form    string   `json:"form"`              // figure or table
	Kind    string   `json:"kind"`              // of figure: bifurcation, wiggle, …; of table: its task
	Traces  bool     `json:"traces,omitempty"`  // is drawn of a trace, whose parameter and range can be chosen
	Columns []string `json:"columns,omitempty"` // what can be drawn
	Column  string   `json:"column,omitempty"`  // what is drawn
	Choose  string   `json:"choose,omitempty"`  // "equilibrium": which one can be chosen
	Formats []string `json:"formats"`           // to take away

	index int    // of the figure in the file, −1: one of the page's own
	spec  string // of a figure of the page's own: what stands in braces before file
	part  string // of a table: which of the result's, "" for the main one
}

// mostTraced is the number of free shares up to which a diagram is offered that the file does not ask for.
const mostTraced = 16

// kinds name the kinds of figures, in the order of the tabs.
var kinds = []struct{ kind, title string }{
	{"bifurcation", "Bifurcation diagram"}, {"wiggle", "Wiggle diagram"}, {"ternary", "Simplex"}, {"basins", "Basins of attraction"},
	{"map", "Map"}, {"ring", "Regions"}, {"lines", "Lines"}, {"regimes", "Regimes"}, {"decomposition", "Decomposition"}, {"bars", "Bars"},
	{"heat", "Heat map"}, {"tornado", "Tornado"}, {"timing", "Timing"}, {"panels", "Panels"},
}

// formats of figures and of tables.
var (
	figureFormats = []string{"svg", "pdf", "png", "eps", "tex", "csv"}
	tableFormats  = []string{"csv", "json"}
)

// panels lists what suits the economy of a job: the figures of its file, those that its model allows besides,
// and the tables of its tasks.
func panels(j *task.Job) []panel {
	out := ownFigures(j)
	if g, ok := j.Model.(model.Game); ok {
		out = append(out, defaultFigures(j, g, out)...)
	}
	slices.SortStableFunc(out, func(a, b panel) int { return rank(a.Kind) - rank(b.Kind) })
	for i := range out {
		if _, ok := j.Model.(model.Game); ok {
			out[i].choices(j)
		}
	}
	return append(out, tables(j, out)...)
}

func rank(kind string) int {
	return slices.IndexFunc(kinds, func(k struct{ kind, title string }) bool { return k.kind == kind })
}

// ownFigures are the figures of the file, those that differ in nothing but the file's format once.
func ownFigures(j *task.Job) []panel {
	var out []panel
	var seen []scenario.Figure
	count := map[string]int{}
	for i := range j.File.Figures {
		f := j.File.Figures[i]
		stem := strings.TrimSuffix(path.Base(filepath.ToSlash(f.File)), filepath.Ext(f.File))
		f.File = ""
		if slices.ContainsFunc(seen, func(g scenario.Figure) bool { return reflect.DeepEqual(f, g) }) || figure.Fits(j, &f) != nil {
			continue
		}
		seen = append(seen, f)
		count[f.Kind()]++
		out = append(out, panel{ID: fmt.Sprintf("figure-%d", i+1), Title: stem, Form: "figure", Kind: f.Kind(), Formats: figureFormats, index: i, Traces: tracesOf(&f)})
	}
	for i := range out {
		p := &out[i]
		stem := strings.ReplaceAll(p.Title, "-", " ")
		p.Title = kinds[rank(p.Kind)].title
		if count[p.Kind] > 1 || slices.Contains([]string{"lines", "bars"}, p.Kind) {
			p.Title += " · " + stem
		}
	}
	return out
}

func tracesOf(f *scenario.Figure) bool { return slices.Contains(figure.Needs(f), "trace") }

// defaultFigures are those that the file does not ask for and that suit the economy.
func defaultFigures(j *task.Job, g model.Game, own []panel) []panel {
	var out []panel
	has := func(kind string) bool { return slices.ContainsFunc(own, func(p panel) bool { return p.Kind == kind }) }
	add := func(kind, spec string, suits bool) {
		title := kinds[rank(kind)].title
		if has(kind) && kind == "map" && !drawsSolve(j.File.Figures) { // the file's map is of a path or of data
			title += " · equilibrium"
		} else if has(kind) {
			return
		}
		if !suits {
			return
		}
		p := panel{ID: kind, Title: title, Form: "figure", Kind: kind, Formats: figureFormats, index: -1, spec: spec}
		p.Traces = kind == "bifurcation"
		out = append(out, p)
	}
	fits := func(f scenario.Figure) bool { return figure.Fits(j, &f) == nil }
	spec := j.File.Spec()
	traceable := spec != nil && slices.Contains(spec.Tasks, "trace") && equilibrium.FreeShares(g) > 0
	add("bifurcation", "{}", traceable && (j.File.Trace != nil || g.Regions() > 1 && equilibrium.FreeShares(g) <= mostTraced))
	add("wiggle", "{}", fits(scenario.Figure{Wiggle: &scenario.WiggleFigure{}}))
	add("ternary", "{}", fits(scenario.Figure{Ternary: &scenario.TernaryFigure{}}))
	add("basins", "{points: 41}", fits(scenario.Figure{Basins: &scenario.BasinsFigure{}}))
	cities := j.File.Geography.Kind() == "cities"
	add("map", "{}", cities && solvable(j))
	add("ring", "{}", !cities && g.Regions() > 3 && g.Regions() <= 200 && solvable(j))
	add("lines", "{}", j.File.Simulate != nil && g.Regions() <= 12)
	return out
}

// drawsSolve tells whether a map is of the equilibria.
func drawsSolve(figures []scenario.Figure) bool {
	return slices.ContainsFunc(figures, func(f scenario.Figure) bool { return f.Map != nil && f.Map.Of == "solve" })
}

// solvable tells whether the model can list its equilibria.
func solvable(j *task.Job) bool {
	spec := j.File.Spec()
	return j.Model != nil && spec != nil && slices.Contains(spec.Tasks, "solve")
}

// choices says what can be drawn in place of what is.
func (p *panel) choices(j *task.Job) {
	var f scenario.Figure
	if p.index >= 0 {
		f = j.File.Figures[p.index]
	}
	switch p.Kind {
	case "bifurcation":
		p.Columns, p.Column = []string{"share", "real_wage", "payoff"}, "share"
		if j.File.JointAction != nil {
			p.Columns = []string{"share", "payoff"}
		}
		if f.Bifurcation != nil {
			p.Column = f.Bifurcation.Y
		}
	case "wiggle":
		p.Columns, p.Column = []string{"real_wage", "payoff"}, "real_wage"
		if f.Wiggle != nil {
			p.Column = f.Wiggle.Y
		}
		if j.File.Model == "labour-pooling" || j.File.Model == "footloose-capital" {
			p.Columns = append(p.Columns, "profit")
		}
	case "map", "ring":
		p.Columns, p.Column = []string{"share", "real_wage", "wage", "price_index"}, "share"
		s := f.Map
		if p.Kind == "ring" {
			s = f.Ring
		}
		if s != nil {
			p.Column = s.Y
			if s.Of == "simulate" {
				p.Columns = []string{"share", "real_wage", "payoff"}
			}
		}
		if s == nil || s.Of == "solve" {
			p.Choose = "equilibrium"
		}
	}
	if p.Column != "" && !slices.Contains(p.Columns, p.Column) {
		p.Columns = append(p.Columns, p.Column)
	}
}

// tables are the tables of the tasks: the list of equilibria always, the others where the file asks for them.
func tables(j *task.Job, figures []panel) []panel {
	var out []panel
	add := func(kind, title, part string) {
		out = append(out, panel{ID: strings.ReplaceAll("table-"+kind+"-"+part, "--", "-"), Title: title, Form: "table", Kind: kind, Formats: tableFormats, index: -1, part: part})
	}
	if solvable(j) {
		title := "Equilibria"
		if _, direct := j.Model.(model.Direct); direct {
			title = "Solution"
		}
		add("solve", title, "")
	}
	if slices.ContainsFunc(figures, func(p panel) bool { return p.Traces }) {
		add("trace", "Thresholds", "events")
	}
	for _, t := range j.File.Tasks() {
		switch t {
		case "evaluate":
			add(t, "Short run", "")
		case "compare":
			add(t, "Comparison", "")
		case "calibrate":
			add(t, "Calibration", "")
		case "index":
			add(t, "Indices", "")
		case "simulate":
			if s := j.File.Simulate; len(s.Shocks)+len(s.Switches) > 0 {
				add(t, "Dates", "path_events")
			}
		}
	}
	for i := range out {
		out[i].ID = strings.TrimSuffix(out[i].ID, "-")
	}
	return out
}
