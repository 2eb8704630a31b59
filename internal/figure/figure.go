// Package figure turns the results of a scenario's tasks into figures. It knows results and plots; what a
// figure needs to be computed besides (the gap between two regions as shares vary, the field of
// adjustment) it asks of the job.
package figure

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// Results are the results of tasks by name.
type Results map[string]result.Result

// Build makes the figure from results. The tasks it is of must have been done.
func Build(ctx context.Context, j *task.Job, f *scenario.Figure, done Results) (plots.Figure, error) {
	if f.Panels != nil {
		return panels(ctx, j, f, done)
	}
	b := &builder{ctx: ctx, job: j, fig: f, done: done}
	switch {
	case f.Bifurcation != nil:
		return b.bifurcation(f.Bifurcation)
	case f.Wiggle != nil:
		return b.wiggle(f.Wiggle)
	case f.Ternary != nil:
		return b.ternary(f.Ternary)
	case f.Ring != nil:
		return b.ring(f.Ring)
	case f.Map != nil:
		return b.cityMap(f.Map)
	case f.Lines != nil:
		return b.lines(f.Lines)
	case f.Regimes != nil:
		return b.regimes(f.Regimes)
	case f.Basins != nil:
		return b.basins(f.Basins)
	case f.Heat != nil:
		return b.heat(f.Heat)
	case f.Tornado != nil:
		return b.tornado(f.Tornado)
	case f.Decomposition != nil:
		return b.decomposition(f.Decomposition)
	case f.Bars != nil:
		return b.bars(f.Bars)
	case f.Timing != nil:
		return b.timing(f.Timing)
	}
	return nil, fmt.Errorf("%s: figures of kind %s are not implemented for model %s", f.File, f.Kind(), j.File.Model)
}

// panels makes the figures of a grid.
func panels(ctx context.Context, j *task.Job, f *scenario.Figure, done Results) (plots.Figure, error) {
	out := plots.Panels{Title: f.Title, Columns: f.Panels.Columns, SharedAxes: f.Panels.SharedAxes, SharedLegend: f.Panels.SharedLegend}
	for _, p := range f.Singles() {
		fig, err := Build(ctx, j, &p.Figure, done)
		if err != nil {
			return nil, err
		}
		out.Figures, out.Titles = append(out.Figures, fig), append(out.Titles, p.Title)
	}
	return out, nil
}

// Preset is the size and the type of a figure.
func Preset(f *scenario.Figure) (plots.Preset, error) {
	p, err := plots.PresetByName(f.Width)
	if err != nil {
		return p, err
	}
	if f.Height > 0 {
		p.Aspect = f.Height / p.Width
	}
	switch f.Family {
	case "serif":
		p.Family = plots.Serif
	case "sans":
		p.Family = plots.Sans
	}
	p.Grey = f.Grey
	return p, p.Validate()
}

// Check reports what is wrong with a figure before anything is computed: its format and its size.
func Check(f *scenario.Figure) error {
	if _, err := plots.FormatOf(f.File); err != nil {
		return err
	}
	if filepath.IsAbs(f.File) || strings.HasPrefix(filepath.Clean(f.File), "..") {
		return fmt.Errorf("%s: figures are written inside the output folder; give a relative path", f.File)
	}
	_, err := Preset(f)
	return err
}

// Needs lists the tasks whose results a figure is made of.
func Needs(f *scenario.Figure) []string {
	switch {
	case f.Panels != nil:
		var all []string
		for _, p := range f.Singles() {
			all = append(all, Needs(&p.Figure)...)
		}
		return all
	case f.Bifurcation != nil:
		return []string{f.Bifurcation.Of}
	case f.Ternary != nil:
		return []string{f.Ternary.Of}
	case f.Basins != nil:
		return []string{f.Basins.Of}
	case f.Ring != nil:
		return []string{f.Ring.Of}
	case f.Map != nil:
		return []string{f.Map.Of}
	case f.Lines != nil:
		return []string{f.Lines.Of}
	case f.Regimes != nil:
		return []string{f.Regimes.Of}
	case f.Decomposition != nil:
		return []string{f.Decomposition.Of}
	case f.Heat != nil:
		return []string{f.Heat.Of}
	case f.Bars != nil:
		return []string{f.Bars.Of}
	case f.Tornado != nil:
		return []string{f.Tornado.Of}
	case f.Timing != nil:
		return []string{f.Timing.Of}
	}
	return nil
}

type builder struct {
	ctx  context.Context
	job  *task.Job
	fig  *scenario.Figure
	done Results
}

// Misfit says what a figure asks for and the results have not.
type Misfit struct{ File, Message string }

func (m *Misfit) Error() string { return "figure " + m.File + ": " + m.Message }

func (b *builder) errorf(format string, args ...any) error {
	return &Misfit{b.fig.File, fmt.Sprintf(format, args...)}
}

// want returns the result of a task in the type a figure needs.
func want[T result.Result](b *builder, name string) (T, error) {
	var zero T
	r, ok := b.done[name]
	if !ok {
		return zero, b.errorf("is of task %s, which the scenario does not ask for; add a %s block", name, name)
	}
	t, ok := r.(T)
	if !ok {
		return zero, b.errorf("cannot be drawn of what %s finds for model %s", name, b.job.File.Model)
	}
	return t, nil
}

// symbol is a parameter as an axis label: $\tau$, or its path where it has no symbol.
func (b *builder) symbol(path string) string {
	if s := Symbol(b.job.File, path); s != "" {
		return s
	}
	return plots.Escape(strings.ReplaceAll(path, "_", " "))
}

// Symbol is the symbol of a parameter as a formula between dollar signs, "" where it has none. An entry of
// a list by region has the region as its index.
func Symbol(f *scenario.File, path string) string {
	parts := strings.Split(path, ".")
	name, region := parts[len(parts)-1], ""
	if _, err := strconv.Atoi(name); err == nil && len(parts) > 1 {
		name, region = parts[len(parts)-2], "_{"+name+"}"
	}
	if spec := f.Spec(); spec != nil {
		if p, ok := spec.Parameter(name); ok && p.Symbol != "" {
			return "$" + p.Symbol + region + "$"
		}
	}
	if s, ok := symbols[name]; ok {
		return "$" + s + region + "$"
	}
	return ""
}

// symbols of parameters that stand in blocks.
var symbols = map[string]string{
	"theta": `\theta`, "kappa": `\kappa`, "delta": `\delta`, "psi": `\psi`, "chi": `\chi`, "match": "m", "xi": `\xi`, "iota": `\iota`,
	"epsilon": `\epsilon`, "nu": `\nu`, "zeta": `\zeta`, "enterprises": "N", "shape": "k", "eta": `\eta`, "wage": "w_0", "income": "Y_0",
}

// quantities are the labels of result columns.
var quantities = map[string]string{
	"share": `\lambda`, "real_wage": `\omega`, "wage": "w", "price_index": "G", "payoff": "e^{u}", "profit": `\pi`,
}

// quantity is the label of a column in a region, counted from 1; region 0: no subscript.
func quantity(column string, region int) string {
	if form, ok := strings.CutPrefix(column, "effort_"); ok {
		if region > 0 {
			return fmt.Sprintf(`$a_{\mathrm{%s},%d}$`, form, region)
		}
		return fmt.Sprintf(`$a_{\mathrm{%s}}$`, form)
	}
	s, ok := quantities[column]
	if !ok && region > 0 {
		return fmt.Sprintf("%s, region %d", strings.ReplaceAll(column, "_", " "), region)
	}
	if !ok {
		return strings.ReplaceAll(column, "_", " ")
	}
	if region > 0 {
		if column == "payoff" {
			return fmt.Sprintf("$e^{u_{%d}}$", region)
		}
		return fmt.Sprintf("$%s_{%d}$", s, region)
	}
	return "$" + s + "$"
}
