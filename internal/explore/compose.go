package explore

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
)

// request is what the page asks of a panel.
type request struct {
	Panel       string     `json:"panel"`
	Set         setting    `json:"set"`
	Trace       *traceSpec `json:"trace"`
	Column      string     `json:"column"`
	Equilibrium int        `json:"equilibrium"`
	Seconds     float64    `json:"seconds"` // it waits; 0: the live budget
	Format      string     `json:"format"`  // of a file to take away
}

// composed is a request turned into a scenario: the file with overrides in which the panel is what the
// commands would write.
type composed struct {
	panel  panel
	set    []string // overrides besides those that the explorer was started with
	file   *scenario.File
	job    *task.Job
	figure *scenario.Figure // nil for tables
}

// errNoPanel says that the economy has not, or no longer, the panel asked for.
var errNoPanel = errors.New("this economy has no such panel")

// compose makes the scenario of a request.
func (x *Explorer) compose(q *request) (*composed, error) {
	set, err := q.Set.overrides(x.known)
	if err != nil {
		return nil, err
	}
	c := &composed{set: set}
	if c.file, err = x.src.read(set); err != nil {
		return nil, err
	}
	if c.job, err = x.job(c.file); err != nil {
		return nil, err
	}
	if q.Panel == "" {
		return c, x.addTrace(c, q.Trace)
	}
	all := panels(c.job)
	i := slices.IndexFunc(all, func(p panel) bool { return p.ID == q.Panel })
	if i < 0 {
		return nil, errNoPanel
	}
	c.panel = all[i]
	more, err := x.panelOverrides(c, q)
	if err != nil {
		return nil, err
	}
	if len(more) > 0 {
		c.set = append(c.set, more...)
		if c.file, err = x.src.read(c.set); err != nil {
			return nil, err
		}
		if c.job, err = x.job(c.file); err != nil {
			return nil, err
		}
	}
	if c.panel.Form == "figure" {
		f := c.file.Figures[max(c.panel.index, 0)]
		f.File = x.stem(c) + ".svg"
		c.figure = &f
	}
	return c, nil
}

// addTrace puts a diagram that was chosen into the scenario itself.
func (x *Explorer) addTrace(c *composed, t *traceSpec) error {
	if t == nil {
		return nil
	}
	more, err := x.traceOverrides(c, t)
	if err != nil {
		return err
	}
	c.set = append(c.set, more...)
	if c.file, err = x.src.read(c.set); err != nil {
		return err
	}
	c.job, err = x.job(c.file)
	return err
}

// traceOverrides are those of a diagram, along a parameter that the page shows.
func (x *Explorer) traceOverrides(c *composed, t *traceSpec) ([]string, error) {
	if path := shortPath(t.Parameter); !x.known[path] && !x.known[listPath(path)] {
		return nil, refuse("trace.parameter: %s is nothing that this page can set", t.Parameter)
	}
	return t.overrides(c.file)
}

// stem is the name of a panel's files without ending.
func (x *Explorer) stem(c *composed) string {
	if c.panel.index >= 0 {
		name := filepath.Base(filepath.FromSlash(c.file.Figures[c.panel.index].File))
		return strings.TrimSuffix(name, filepath.Ext(name))
	}
	return strings.TrimPrefix(c.panel.ID, "table-")
}

// panelOverrides are the overrides by which a panel's choices, and figures that the file does not ask for,
// come into the scenario.
func (x *Explorer) panelOverrides(c *composed, q *request) ([]string, error) {
	var out []string
	p := c.panel
	if p.Traces || p.Kind == "trace" {
		t := q.Trace
		if t == nil && c.file.Trace == nil {
			t = x.trace
		}
		if t != nil {
			var err error
			if out, err = x.traceOverrides(c, t); err != nil {
				return nil, err
			}
		}
	}
	if p.Form != "figure" {
		return out, nil
	}
	options, err := figureOptions(p, q)
	if err != nil {
		return nil, err
	}
	if p.index >= 0 {
		for _, o := range options {
			out = append(out, fmt.Sprintf("figures.%d.%s.%s=%s", p.index+1, p.Kind, o[0], o[1]))
		}
		return out, nil
	}
	if c.file.Solve == nil && slices.Contains([]string{"ternary", "basins", "map", "ring"}, p.Kind) {
		out = append(out, "solve={}") // a figure is of a task that the file asks for
	}
	inner := strings.Trim(p.spec, "{}")
	for _, o := range options {
		if inner != "" {
			inner += ", "
		}
		inner += o[0] + ": " + o[1]
	}
	return append(out, fmt.Sprintf("figures=[{%s: {%s}, file: %s.svg}]", p.Kind, inner, p.ID)), nil
}

// figureOptions are the keys of a figure that a request chooses.
func figureOptions(p panel, q *request) ([][2]string, error) {
	var out [][2]string
	if q.Column != "" && q.Column != p.Column {
		if strings.ContainsFunc(q.Column, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) }) {
			return nil, refuse("%q is no column", q.Column)
		}
		out = append(out, [2]string{"y", q.Column})
	}
	if q.Equilibrium > 1 && p.Choose == "equilibrium" {
		out = append(out, [2]string{"equilibrium", fmt.Sprint(q.Equilibrium)})
	}
	return out, nil
}

// listPath is the path of a list, of that of one of its entries.
func listPath(path string) string {
	if i := strings.LastIndexByte(path, '.'); i > 0 {
		return path[:i]
	}
	return path
}
