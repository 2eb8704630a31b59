package result

import (
	"fmt"

	"github.com/geosolve/geosolve/model"
)

// Simulate is a path of adjustment.
type Simulate struct {
	Head
	Times    []float64                `json:"times"`
	Share    []model.Array            `json:"share"` // by time
	RealWage []model.Array            `json:"real_wage,omitempty"`
	Payoff   []model.Array            `json:"payoff,omitempty"`
	Profit   []model.Array            `json:"profit,omitempty"`
	Effort   map[string][]model.Array `json:"effort,omitempty"`
	Events   []Happening              `json:"events"`
	Report   *PathReport              `json:"report,omitempty"`

	names []string
}

// Happening is a shock or a switch of regime.
type Happening struct {
	Kind string  `json:"kind"`
	Time float64 `json:"time"`
	What string  `json:"what"`
}

// PathReport sums up what a path meant for one region.
type PathReport struct {
	Region       int      `json:"region"`
	ShareBefore  float64  `json:"share_before"`
	ShareTrough  float64  `json:"share_trough"`
	TroughTime   *float64 `json:"trough_time"` // null: the share falls to the end
	ShareFinal   float64  `json:"share_final"`
	RecoveryTime *float64 `json:"recovery_time"` // since the first shock; null: not back
	Survives     bool     `json:"survives"`
	PayoffBefore float64  `json:"payoff_before"`
	PayoffFinal  float64  `json:"payoff_final"`
}

// NewSimulate returns an empty path.
func NewSimulate(h Head, names []string) *Simulate {
	return &Simulate{Head: h, names: names, Events: []Happening{}}
}

// Add appends the state at a time.
func (s *Simulate) Add(t float64, st *model.State) {
	s.Times = append(s.Times, t)
	s.Share = append(s.Share, st.Share)
	if !st.RealWage.IsZero() {
		s.RealWage = append(s.RealWage, st.RealWage)
	}
	if !st.Payoff.IsZero() {
		s.Payoff = append(s.Payoff, st.Payoff)
	}
	if !st.Profit.IsZero() {
		s.Profit = append(s.Profit, st.Profit)
	}
	for form, a := range st.Effort {
		if s.Effort == nil {
			s.Effort = map[string][]model.Array{}
		}
		s.Effort[form] = append(s.Effort[form], a)
	}
}

// Tables are the path, a row per time, industry and region, and the events.
func (s *Simulate) Tables() []Table {
	path := Table{Name: "path", Columns: []string{"time", "industry", "region", "share", "real_wage", "payoff"}}
	if s.names != nil {
		path.Columns = append(path.Columns, "name")
	}
	for k, t := range s.Times {
		for i := range s.Share[k].Rows {
			for r := range s.Share[k].Columns() {
				row := []any{t, i + 1, r + 1, s.Share[k].At(i, r), nil, nil}
				if k < len(s.RealWage) {
					row[4] = s.RealWage[k].At(i, r)
				}
				if k < len(s.Payoff) {
					row[5] = s.Payoff[k].At(i, r)
				}
				if s.names != nil {
					row = append(row, s.names[r])
				}
				path.Rows = append(path.Rows, row)
			}
		}
	}
	events := Table{Name: "path_events", Columns: []string{"time", "kind", "what"}}
	for _, e := range s.Events {
		events.Rows = append(events.Rows, []any{e.Time, e.Kind, e.What})
	}
	return []Table{path, events}
}

// PlainTables show at most some twenty times.
func (s *Simulate) PlainTables() []Table {
	t := s.Tables()
	const most = 20
	if len(s.Times) > most {
		every := (len(s.Times) + most - 1) / most
		kept := Table{Name: t[0].Name, Columns: t[0].Columns}
		per := len(t[0].Rows) / len(s.Times)
		for k := range s.Times {
			if k%every == 0 || k == len(s.Times)-1 {
				kept.Rows = append(kept.Rows, t[0].Rows[k*per:(k+1)*per]...)
			}
		}
		t[0] = kept
	}
	if len(s.Events) == 0 {
		return t[:1]
	}
	return t
}

// Remarks sum up the report.
func (s *Simulate) Remarks() []string {
	if s.Report == nil {
		return nil
	}
	r := s.Report
	text := func(p *float64, none string) string {
		if p == nil {
			return none
		}
		return fmt.Sprintf("%.6g", *p)
	}
	return []string{fmt.Sprintf("\nregion %d: share %.6g before, trough %.6g at %s, final %.6g; recovery after %s; survives: %v",
		r.Region, r.ShareBefore, r.ShareTrough, text(r.TroughTime, "the end"), r.ShareFinal, text(r.RecoveryTime, "never"), r.Survives)}
}
