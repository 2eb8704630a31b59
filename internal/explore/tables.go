package explore

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
)

// grid is a table as the page shows it.
type grid struct {
	Title   string   `json:"title,omitempty"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
	More    int      `json:"more,omitempty"` // rows that are left out
	Remarks []string `json:"remarks,omitempty"`
}

// mostRows is how many rows the page shows; the file to take away has all.
const mostRows = 300

// listing is the list of equilibria, one in a row.
type listing struct {
	Regions    []string  `json:"regions"`
	Industries []string  `json:"industries,omitempty"`
	Rows       []listed  `json:"rows"`
	Search     []string  `json:"search"` // how complete the list is
	Complete   bool      `json:"complete"`
	Efforts    []string  `json:"efforts,omitempty"` // forms of joint action
	Columns    []columns `json:"columns"`           // of shares and the like: keys of listed.Values
}

// columns is one column of values by region.
type columns struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// listed is one equilibrium.
type listed struct {
	Kind    string                      `json:"kind"`
	Stable  string                      `json:"stable"`
	Orbit   int                         `json:"orbit"`
	Values  map[string][][]model.Number `json:"values"`  // by column: industry by region
	Welfare map[string]model.Number     `json:"welfare"` // workers, farmers, world
	Leading *model.Number               `json:"leading"` // eigenvalue
}

// table puts a result into the form of the page.
func (a *answer) table(r result.Result, c *composed) error {
	if s, ok := r.(*result.Solve); ok {
		a.Listing = listingOf(s, c)
		return nil
	}
	t, err := result.Part(r, c.panel.part)
	if err != nil {
		return err
	}
	a.Grids = []*grid{gridOf(t)}
	if long(t) {
		a.Grids = wide(t)
	}
	if n, ok := r.(interface{ Remarks() []string }); ok && len(a.Grids) > 0 {
		a.Grids[len(a.Grids)-1].Remarks = n.Remarks()
	}
	return nil
}

func gridOf(t result.Table) *grid {
	g := &grid{Columns: t.Columns, Rows: [][]any{}}
	for i, row := range t.Rows {
		if i == mostRows {
			g.More = len(t.Rows) - mostRows
			break
		}
		cells := make([]any, len(row))
		for k, v := range row {
			cells[k] = plainCell(v)
		}
		g.Rows = append(g.Rows, cells)
	}
	return g
}

// plainCell is a cell as JSON can hold it.
func plainCell(v any) any {
	if x, ok := v.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
		return nil
	}
	return v
}

// listingOf is the list of equilibria of a result.
func listingOf(s *result.Solve, c *composed) *listing {
	l := &listing{Rows: []listed{}, Complete: s.Search.Complete, Search: searchWords(s)}
	if g, ok := c.job.Model.(model.Game); ok {
		l.Regions = entryNames(c.job, g.Regions())
	}
	for _, i := range c.file.Industries {
		l.Industries = append(l.Industries, i.Name)
	}
	wanted := map[string]string{"share": "share of industry", "real_wage": "real wage", "payoff": "payoff", "profit": "profit", "wage": "wage", "price_index": "price index"}
	for _, e := range s.Equilibria {
		row := listed{Kind: e.Kind, Stable: "cannot be told", Orbit: e.Orbit, Values: map[string][][]model.Number{}, Welfare: map[string]model.Number{}}
		if e.Stable != nil {
			row.Stable = map[bool]string{true: "stable", false: "unstable"}[*e.Stable]
		}
		if len(e.Eigenvalues) > 0 {
			lead := model.Number(real(e.Eigenvalues[0]))
			row.Leading = &lead
		}
		names, arrays := result.Fields(e.State)
		for i, name := range names {
			title, ok := wanted[name]
			if form, effort := cutEffort(name); effort {
				title, ok = "effort "+form, true
			}
			if !ok || name == "payoff" && c.file.JointAction == nil {
				continue
			}
			if len(l.Rows) == 0 {
				l.Columns = append(l.Columns, columns{name, title})
			}
			row.Values[name] = rowsOf(arrays[i])
		}
		if w := e.Welfare; w != nil {
			row.Welfare = map[string]model.Number{"workers": w.Workers, "farmers": w.Farmers, "world": w.World}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func cutEffort(name string) (form string, ok bool) {
	if len(name) > 7 && name[:7] == "effort_" {
		return name[7:], true
	}
	return "", false
}

func rowsOf(a model.Array) [][]model.Number {
	out := make([][]model.Number, a.Rows)
	for i := range out {
		for _, x := range a.Row(i) {
			out[i] = append(out[i], model.Number(x))
		}
	}
	return out
}

// searchWords say how complete a list is.
func searchWords(s *result.Solve) []string {
	q := s.Search
	n := fmt.Sprintf("%d equilibria", q.Orbits)
	if q.Orbits == 1 {
		n = "1 equilibrium"
	}
	if q.CountWithMirrors != q.Orbits {
		n += fmt.Sprintf(", %d with mirror images", q.CountWithMirrors)
	}
	switch {
	case q.Complete:
		n += "; the list is complete"
	case q.Missing:
		n += "; the index theorem says that one is missing"
	default:
		n += fmt.Sprintf("; not proved complete (method %s, %d starts)", q.Method, q.Starts)
	}
	out := []string{n}
	if q.Argument != "" {
		out = append(out, q.Argument)
	}
	return append(out, q.Notes...)
}
