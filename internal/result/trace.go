package result

import (
	"fmt"

	"github.com/geosolve/geosolve/model"
)

// Trace is a bifurcation diagram.
type Trace struct {
	Head
	Parameter string    `json:"parameter"`
	Branches  []*Branch `json:"branches"`
	Events    []*Event  `json:"events"`
	LeftOut   []string  `json:"left_out,omitempty"` // what could not be followed
	names     []string
}

// Branch is one branch of equilibria.
type Branch struct {
	ID          int     `json:"id"`
	Parent      *int    `json:"parent"` // the branch that it leaves from; null: none
	Kind        string  `json:"kind"`
	Isotropy    string  `json:"isotropy,omitempty"`
	Orbit       int     `json:"orbit"`
	Criticality string  `json:"criticality,omitempty"` // at the parent
	Closed      bool    `json:"closed,omitempty"`
	Points      []Point `json:"points"`
}

// Point is one point of a branch.
type Point struct {
	Value    float64     `json:"value"`
	Share    model.Array `json:"share"`
	RealWage model.Array `json:"payoff"`
	Stable   *bool       `json:"stable"`
	Leading  float64     `json:"leading_eigenvalue"`
	Event    string      `json:"event,omitempty"`
}

// Event is a point at which the diagram changes.
type Event struct {
	Kind         string      `json:"kind"`
	Value        float64     `json:"value"`
	Precision    float64     `json:"precision"` // bound on the error of value from rounding
	Share        model.Array `json:"share"`
	Multiplicity int         `json:"multiplicity"`
	Mode         int         `json:"mode,omitempty"`
	Criticality  string      `json:"criticality,omitempty"`
	Branches     []int       `json:"branches"`
	Note         string      `json:"note,omitempty"`
}

// NewTrace returns an empty diagram.
func NewTrace(h Head, parameter string, names []string) *Trace {
	return &Trace{Head: h, Parameter: parameter, Branches: []*Branch{}, Events: []*Event{}, names: names}
}

// Tables are the branches, a row per point, industry and region, and the events.
func (t *Trace) Tables() []Table {
	branches := Table{Name: "branches", Columns: []string{"branch", "parent", "kind", "point", t.Parameter, "stable", "leading_eigenvalue", "event", "industry", "region", "share", "payoff"}}
	for _, b := range t.Branches {
		parent := any(nil)
		if b.Parent != nil {
			parent = *b.Parent
		}
		for k, p := range b.Points {
			for i := range p.Share.Rows {
				for r := range p.Share.Columns() {
					branches.Rows = append(branches.Rows, []any{b.ID, parent, b.Kind, k + 1, p.Value, word(p.Stable), p.Leading, p.Event, i + 1, r + 1, p.Share.At(i, r), p.RealWage.At(i, r)})
				}
			}
		}
	}
	events := Table{Name: "events", Columns: []string{"kind", t.Parameter, "precision", "multiplicity", "mode", "criticality", "note"}}
	for _, e := range t.Events {
		mode := any(nil)
		if e.Mode > 0 {
			mode = e.Mode
		}
		events.Rows = append(events.Rows, []any{e.Kind, e.Value, e.Precision, e.Multiplicity, mode, e.Criticality, e.Note})
	}
	return []Table{branches, events}
}

// PlainTables shows events whole and branches in a line each.
func (t *Trace) PlainTables() []Table {
	events := t.Tables()[1]
	list := Table{Name: "branches", Columns: []string{"branch", "parent", "kind", "isotropy", "images", "points", "from", "to", "stable part"}}
	for _, b := range t.Branches {
		parent := any(nil)
		if b.Parent != nil {
			parent = *b.Parent
		}
		stable := 0
		for _, p := range b.Points {
			if p.Stable != nil && *p.Stable {
				stable++
			}
		}
		n := len(b.Points)
		list.Rows = append(list.Rows, []any{b.ID, parent, b.Kind, b.Isotropy, b.Orbit, n, b.Points[0].Value, b.Points[n-1].Value, fmt.Sprintf("%d %%", 100*stable/n)})
	}
	return []Table{events, list}
}

// Remarks tell what was left out.
func (t *Trace) Remarks() []string {
	var out []string
	for _, s := range t.LeftOut {
		out = append(out, "left out: "+s)
	}
	for _, n := range t.Notes {
		out = append(out, "note: "+n)
	}
	return out
}
