package result

import (
	"encoding/json"
	"fmt"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model"
)

// Solve is a list of long-run equilibria.
type Solve struct {
	Head
	Equilibria []*Equilibrium `json:"equilibria"`
	Search     Search         `json:"search"`
	Planner    *Planner       `json:"planner,omitempty"`

	names []string
}

// Equilibrium is one equilibrium with its economy.
type Equilibrium struct {
	*model.State
	Stable      *bool       `json:"stable"` // null: cannot be told
	Eigenvalues Eigenvalues `json:"eigenvalues"`
	Margin      float64     `json:"stability_margin"` // an eigenvalue nearer zero has no certain sign
	Kind        string      `json:"kind"`
	Orbit       int         `json:"orbit"`
	Residual    float64     `json:"residual"`
	Walras      float64     `json:"walras"` // world sales less spending on them, relative: a check no equation uses

	Comparative map[string]*Statics `json:"comparative_statics,omitempty"`
	Proof       *Proof              `json:"proof,omitempty"`
	Efficient   *bool               `json:"efficient,omitempty"` // world welfare equals the planner's
	Basin       *float64            `json:"basin,omitempty"`     // part of random starts that lead to it or an image
}

// Planner is the maximum of world welfare over all shares.
type Planner struct {
	Share    model.Array    `json:"share"`
	Welfare  *model.Welfare `json:"welfare"`
	Residual float64        `json:"residual"` // of the first-order conditions, relative to the largest slope
	Starts   int            `json:"starts"`
	Agreed   int            `json:"agreed"` // starts that ended at this maximum
}

// Statics are derivatives by a parameter.
type Statics struct {
	Share  model.Array `json:"share"`
	Payoff model.Array `json:"payoff"`
	Error  float64     `json:"error"` // estimate of the largest error
}

// Proof is the certificate of an equilibrium.
type Proof struct {
	Verdict string       `json:"verdict"` // unique | degenerate
	Share   [][2]float64 `json:"share"`   // enclosures of the free state
	Stable  *bool        `json:"stable"`  // certified where the state is one-dimensional
	Width   float64      `json:"width"`
}

// Search says how the list was found and how complete it is.
type Search struct {
	Method           string      `json:"method"`
	Complete         bool        `json:"complete"`
	Argument         string      `json:"argument,omitempty"`
	Orbits           int         `json:"orbits"`
	CountWithMirrors int         `json:"count_with_mirrors"`
	IndexSum         *int        `json:"index_sum"` // null where an eigenvalue is too near zero to count
	Missing          bool        `json:"missing"`   // the index sum says that an equilibrium is lacking
	Starts           int         `json:"starts"`
	Failed           int         `json:"failed_starts"`
	MissedChance     float64     `json:"missed_chance"` // Good–Turing: chance that another start leads to a new one
	Seed             uint64      `json:"seed"`
	Notes            []string    `json:"notes,omitempty"`
	Undecided        []Undecided `json:"undecided,omitempty"`
}

// Undecided is a box of shares of which a proof could not tell what it holds.
type Undecided struct {
	Share   []Box   `json:"share"`
	Width   float64 `json:"width"`
	Verdict string  `json:"verdict"`
}

// Box is an interval of one share.
type Box [2]float64

// Eigenvalues are written as real numbers, or as pairs [re, im] where one is complex.
type Eigenvalues []complex128

// MarshalJSON writes [re…] or [[re, im]…].
func (e Eigenvalues) MarshalJSON() ([]byte, error) {
	isReal := true
	re, both := make([]float64, len(e)), make([][2]float64, len(e))
	for i, z := range e {
		re[i], both[i] = real(z), [2]float64{real(z), imag(z)}
		isReal = isReal && imag(z) == 0
	}
	if isReal {
		return json.Marshal(re)
	}
	return json.Marshal(both)
}

// Verdict is true, false or nil.
func Verdict(s equilibrium.Stability) *bool {
	var v bool
	switch s {
	case equilibrium.Stable:
		v = true
	case equilibrium.Unstable:
	default:
		return nil
	}
	return &v
}

func word(v *bool) string {
	switch {
	case v == nil:
		return "indeterminate"
	case *v:
		return "stable"
	}
	return "unstable"
}

// NewSolve returns an empty list for a model whose regions have these names (nil: numbers).
func NewSolve(h Head, names []string) *Solve {
	return &Solve{Head: h, names: names, Equilibria: []*Equilibrium{}}
}

// Tables are the equilibria, one row per region of each (and industry, where there are several).
func (s *Solve) Tables() []Table {
	t := Table{Name: "equilibria", Columns: []string{"equilibrium", "kind", "stable", "orbit", "leading_eigenvalue", "residual"}}
	if len(s.Equilibria) == 0 {
		t.Columns = append(t.Columns, "region", "share")
		return []Table{t}
	}
	first := stateColumns(s.Equilibria[0].State, s.names)
	t.Columns = append(t.Columns, first...)
	for i, e := range s.Equilibria {
		lead := any(nil)
		if len(e.Eigenvalues) > 0 {
			lead = real(e.Eigenvalues[0])
		}
		for _, row := range stateRows(e.State, s.names, first) {
			t.Rows = append(t.Rows, append([]any{i + 1, e.Kind, word(e.Stable), e.Orbit, lead, e.Residual}, row...))
		}
	}
	return []Table{t}
}

// Remarks say how complete the list is.
func (s *Solve) Remarks() []string {
	complete := "not proved complete"
	if s.Search.Complete {
		complete = "complete"
	}
	out := []string{fmt.Sprintf("\n%d equilibria (%d with mirror images), method %s, %s", s.Search.Orbits, s.Search.CountWithMirrors, s.Search.Method, complete)}
	if s.Search.Argument != "" {
		out = append(out, s.Search.Argument)
	}
	for _, n := range append(s.Search.Notes, s.Notes...) {
		out = append(out, "note: "+n)
	}
	return out
}

// Evaluate is the short run at one state.
type Evaluate struct {
	Head
	State    *model.State `json:"state"`
	Residual float64      `json:"residual"`
	Walras   float64      `json:"walras"`
	names    []string
}

// NewEvaluate wraps a state.
func NewEvaluate(h Head, s *model.State, names []string) *Evaluate {
	return &Evaluate{Head: h, State: s, Residual: s.Residual, Walras: s.Walras, names: names}
}

// Tables are the state, one row per region (and industry).
func (e *Evaluate) Tables() []Table {
	cols := stateColumns(e.State, e.names)
	return []Table{{Name: "state", Columns: cols, Rows: stateRows(e.State, e.names, cols)}}
}

// Remarks are the model's notes.
func (e *Evaluate) Remarks() []string {
	var out []string
	for _, n := range e.Notes {
		out = append(out, "note: "+n)
	}
	return out
}

// Fields are the arrays of a state with the names of their columns, in order.
func Fields(s *model.State) (names []string, arrays []model.Array) {
	for _, f := range []struct {
		name string
		a    model.Array
	}{{"share", s.Share}, {"firm_share", s.FirmShare}, {"wage", s.Wage}, {"price_index", s.PriceIndex}, {"price", s.Price}, {"real_wage", s.RealWage},
		{"profit", s.Profit}, {"payoff", s.Payoff}, {"firms", s.Firms}, {"export_share", s.ExportShare}, {"world_share", s.WorldShare}} {
		if !f.a.IsZero() {
			names, arrays = append(names, f.name), append(arrays, f.a)
		}
	}
	for _, form := range []string{"HB", "HM", "VB", "VM", "PR"} {
		if a, ok := s.Effort[form]; ok {
			names, arrays = append(names, "effort_"+form), append(arrays, a)
		}
	}
	return names, arrays
}

func stateColumns(s *model.State, regions []string) []string {
	var cols []string
	if s.Share.Rows > 1 {
		cols = append(cols, "industry")
	}
	cols = append(cols, "region")
	if regions != nil {
		cols = append(cols, "name")
	}
	names, _ := Fields(s)
	return append(cols, names...)
}

func stateRows(s *model.State, regions []string, columns []string) [][]any {
	names, arrays := Fields(s)
	at := map[string]model.Array{}
	for i, n := range names {
		at[n] = arrays[i]
	}
	var out [][]any
	for i := range s.Share.Rows {
		for r := range s.Share.Columns() {
			row := make([]any, 0, len(columns))
			for _, c := range columns {
				switch c {
				case "industry":
					row = append(row, i+1)
				case "region":
					row = append(row, r+1)
				case "name":
					row = append(row, regions[r])
				default:
					row = append(row, at[c].At(i, r))
				}
			}
			out = append(out, row)
		}
	}
	return out
}
