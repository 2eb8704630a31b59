package result

import "github.com/geosolve/geosolve/model"

// Compare is the market-failure table: one economy under several regimes of joint action.
type Compare struct {
	Head
	Rows  []*CompareRow `json:"rows"`
	names []string
}

// CompareRow is one regime at one state.
type CompareRow struct {
	Row           string        `json:"row"`
	Kind          string        `json:"kind"`
	State         *model.State  `json:"state"`
	Decomposition Decomposition `json:"decomposition"`
	Forms         []FormEffect  `json:"forms"`
}

// Decomposition splits log real wages into what external economies, joint action and both together do.
type Decomposition struct {
	Total       model.Array `json:"total"`
	Passive     model.Array `json:"passive"`
	Active      model.Array `json:"active"`
	Interaction model.Array `json:"interaction"`
}

// FormEffect is what one form of joint action of one cluster does, against the same without it.
type FormEffect struct {
	Industry      int     `json:"industry,omitempty"`
	Region        int     `json:"region"`
	Form          string  `json:"form"`
	Effort        float64 `json:"effort"`
	PayoffChange  float64 `json:"payoff_change"`
	WelfareChange float64 `json:"welfare_change"`
	Class         string  `json:"class"`
}

// NewCompare returns an empty table.
func NewCompare(h Head, names []string) *Compare {
	return &Compare{Head: h, Rows: []*CompareRow{}, names: names}
}

// Tables are the rows, one line per region (and industry), and the effects of each form.
func (c *Compare) Tables() []Table {
	t := Table{Name: "compare"}
	forms := Table{Name: "compare_forms", Columns: []string{"row", "kind", "industry", "region", "form", "effort", "payoff_change", "welfare_change", "class"}}
	if len(c.Rows) == 0 {
		t.Columns = []string{"row"}
		return []Table{t, forms}
	}
	cols := c.columns()
	t.Columns = append(append([]string{"row", "kind"}, cols...), "z", "passive", "active", "interaction", "welfare_workers", "welfare_farmers", "welfare_world")
	for _, r := range c.Rows {
		z := any(nil)
		if r.State.Agreement != nil {
			z = r.State.Agreement.Z
		}
		d, n := r.Decomposition, r.State.Share.Columns()
		for k, line := range stateRows(r.State, c.names, cols) {
			row := append(append([]any{r.Row, r.Kind}, line...), z)
			for _, a := range []model.Array{d.Passive, d.Active, d.Interaction} {
				row = append(row, a.At(k/n, k%n))
			}
			w := r.State.Welfare
			row = append(row, float64(w.Workers), float64(w.Farmers), float64(w.World))
			t.Rows = append(t.Rows, row)
		}
		for _, f := range r.Forms {
			industry := any(nil)
			if f.Industry > 0 {
				industry = f.Industry
			}
			forms.Rows = append(forms.Rows, []any{r.Row, r.Kind, industry, f.Region, f.Form, f.Effort, f.PayoffChange, f.WelfareChange, f.Class})
		}
	}
	return []Table{t, forms}
}

// columns are the state's columns that any row has.
func (c *Compare) columns() []string {
	var out []string
	seen := map[string]bool{}
	for _, r := range c.Rows {
		for _, name := range stateColumns(r.State, c.names) {
			if !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
	}
	return out
}
