package explore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/geosolve/geosolve/internal/figure"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// control is one thing that the page lets turn.
type control struct {
	Path    string `json:"path"`
	Group   string `json:"group"`
	Within  string `json:"within,omitempty"` // the block of the group it belongs to
	Name    string `json:"name"`
	Symbol  []part `json:"symbol,omitempty"`
	Meaning string `json:"meaning,omitempty"`
	Unit    string `json:"unit,omitempty"`
	Range   string `json:"range,omitempty"` // "(1, ∞)"
	Source  string `json:"source,omitempty"`
	Kind    string `json:"kind"` // number, whole, list, word, fixed

	Number  *float64  `json:"number,omitempty"` // absent where the file gives none
	List    []float64 `json:"list,omitempty"`
	Entries []string  `json:"entries,omitempty"` // names of the entries of a list
	Sum     bool      `json:"sum,omitempty"`     // the entries sum to one
	Word    string    `json:"word,omitempty"`
	Words   []string  `json:"words,omitempty"`
	Text    string    `json:"text,omitempty"` // of what is fixed
	Window  *window   `json:"window,omitempty"`
}

// mostEntries is how many sliders a list may have.
const mostEntries = 16

// groups are the headings of blocks.
var groups = map[string]string{
	"geography": "Geography", "trade_cost": "Trade costs", "borders": "Borders", "industries": "Industries", "mobility": "Mobility",
	"groups": "Groups", "agriculture": "Agriculture", "external_economies": "External economies", "joint_action": "Joint action", "rest_of_world": "Rest of the world",
}

// controls lists what can be turned in a scenario.
func controls(f *scenario.File, j *task.Job) []control {
	var out []control
	for _, a := range f.Adjustables() {
		if c, ok := controlOf(f, j, a); ok {
			out = append(out, c)
		}
	}
	return out
}

// controlOf is the control of one value, ok false where there is nothing to turn or to tell.
func controlOf(f *scenario.File, j *task.Job, a scenario.Adjustable) (control, bool) {
	keys := strings.Split(a.Path, ".")
	c := control{
		Path: a.Path, Group: "Parameters", Name: strings.ReplaceAll(a.Spec.Name, "_", " "), Meaning: a.Spec.Meaning, Unit: a.Spec.Unit,
		Symbol: symbolParts(figure.Symbol(f, a.Path)), Kind: "number",
	}
	if a.Spec.Symbol != "" {
		c.Symbol = symbolParts(a.Spec.Symbol)
	}
	if len(keys) > 1 || groups[keys[0]] != "" && a.Words != nil {
		c.Group = groups[keys[0]]
		if len(keys) > 2 && keys[0] != "geography" {
			c.Within = strings.ReplaceAll(strings.TrimPrefix(strings.Join(keys[1:len(keys)-1], " "), "forms "), "_", " ")
		}
	}
	if !a.Spec.Range.All() {
		c.Range = a.Spec.Range.String()
	}
	if a.Source.Origin != scenario.FromDefault {
		c.Source = a.Source.String()
	}
	whole := a.Spec.Kind == scenario.Integer
	if whole {
		c.Kind = "whole"
	}
	x, isNumber := a.Value.Number()
	switch {
	case a.Words != nil:
		c.Kind, c.Words, c.Word = "word", a.Words, a.Word
		return c, true
	case a.Value.Word() != "":
		c.Kind, c.Text = "fixed", a.Value.Word()
		return c, true
	case isNumber:
		w := windowOf(a.Spec.Range, x, whole, ranges(f, a.Path)...)
		if a.Regions {
			w.Min = max(w.Min, 2)
		}
		c.Number, c.Window = &x, &w
		return c, true
	case a.Value.Kind() == scenario.IsFile:
		file, column, _ := a.Value.Reference()
		c.Kind, c.Text = "fixed", "column "+column+" of "+file
		if column == "" {
			c.Text = file
		}
		return c, true
	case a.Value.Kind() == scenario.Absent && (a.Spec.Kind == scenario.Number || whole):
		return c, len(a.Path) > 0 && a.Spec.DefaultText == ""
	}
	c.List = listOf(j, a)
	switch {
	case c.List == nil:
		return c, false
	case len(c.List) > mostEntries:
		c.Kind, c.Text, c.List = "fixed", fmt.Sprintf("%d numbers", len(c.List)), nil
		return c, true
	}
	c.Kind, c.Sum, c.Entries = "list", a.Spec.SumsToOne, entryNames(j, len(c.List))
	w := windowOf(a.Spec.Range, slices.Max(c.List), whole)
	c.Window = &w
	return c, true
}

// listOf are the numbers of a list, or those that stand where the file gives none.
func listOf(j *task.Job, a scenario.Adjustable) []float64 {
	if xs := a.Value.Vector(); xs != nil {
		return xs
	}
	g, ok := j.Model.(model.Game)
	if !ok || !a.Spec.PerRegion {
		return nil
	}
	switch {
	case a.Spec.SumsToOne:
		return slices.Repeat([]float64{1 / float64(g.Regions())}, g.Regions())
	case strings.HasPrefix(a.Spec.DefaultText, "1 "):
		return slices.Repeat([]float64{1}, g.Regions())
	}
	return nil
}

// entryNames name the entries of a list by region.
func entryNames(j *task.Job, n int) []string {
	if g, ok := j.Model.(model.Game); ok && g.Regions() == n && len(g.Names()) == n {
		return g.Names()
	}
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i + 1)
	}
	return names
}

// ranges are the ends of the ranges that tasks of a scenario take a parameter through.
func ranges(f *scenario.File, path string) []float64 {
	var out []float64
	add := func(p string, ends ...float64) {
		if strings.TrimPrefix(p, "parameters.") == path {
			out = append(out, ends...)
		}
	}
	if t := f.Trace; t != nil {
		add(t.Parameter, t.From, t.To)
	}
	if l := f.Locus; l != nil {
		add(l.Parameter, l.From, l.To)
		add(l.Second.Parameter, l.Second.From, l.Second.To)
	}
	if s := f.Sweep; s != nil {
		for _, p := range s.Parameters {
			if p.From != nil && p.To != nil {
				add(p.Path, *p.From, *p.To)
			}
		}
	}
	return out
}

// fill lists overrides for numbers that the scenario leaves out because a task moves them: without a value
// there is no economy to show. Each is the middle of the range that the task goes through.
func fill(f *scenario.File) []string {
	var out []string
	for _, a := range f.Adjustables() {
		if a.Value.IsSet() || a.Words != nil || a.Spec.Kind != scenario.Number || !a.Spec.Required && a.Spec.Group == "" {
			continue
		}
		if ends := ranges(f, a.Path); len(ends) >= 2 {
			lo, hi := slices.Min(ends), slices.Max(ends)
			step := niceStep((hi - lo) / positions)
			out = append(out, a.Path+"="+number(tidy(float64(int((lo+hi)/2/step))*step)))
		}
	}
	return out
}

// number writes a number so that it reads back as the same.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
