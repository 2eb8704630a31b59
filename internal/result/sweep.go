package result

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/geosolve/geosolve/internal/columnar"
	"github.com/geosolve/geosolve/internal/sweep"
)

// Sweep is what a task found over a design of parameters: rows by point, equilibrium and region.
type Sweep struct {
	Head
	Task        string              `json:"task"`
	Design      sweep.Kind          `json:"design"`
	Seed        uint64              `json:"seed"`
	Swept       []string            `json:"swept"` // parameters by path, in the order of the scenario
	Plan        string              `json:"plan"`  // hash of all that bears on the result
	Points      sweep.Count         `json:"points"`
	Rows        SweepRows           `json:"rows"`
	Sensitivity []*SweepSensitivity `json:"sensitivity,omitempty"`

	// Values and Outcomes are the points that have a record and what was found there, in order.
	Values   []sweep.Point    `json:"-"`
	Outcomes []*sweep.Outcome `json:"-"`
}

// SweepRows are rows with typed columns; in JSON each is an object.
type SweepRows struct {
	Columns []columnar.Column
	Rows    [][]any
}

// Write writes the rows in a format for machines.
func (r SweepRows) Write(w io.Writer, f columnar.Format) error {
	out, err := columnar.New(w, f, r.Columns)
	if err != nil {
		return err
	}
	for _, row := range r.Rows {
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return out.Close()
}

// MarshalJSON writes a list of objects with the columns in order.
func (r SweepRows) MarshalJSON() ([]byte, error) {
	out := []byte{'['}
	for i, row := range r.Rows {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '{')
		for k, c := range r.Columns {
			if k > 0 {
				out = append(out, ',')
			}
			text, err := json.Marshal(c.Name)
			if err != nil {
				return nil, err
			}
			value, err := json.Marshal(row[k])
			if err != nil {
				return nil, fmt.Errorf("column %s: %w", c.Name, err)
			}
			out = append(append(append(out, text...), ':'), value...)
		}
		out = append(out, '}')
	}
	return append(out, ']'), nil
}

// SweepSensitivity is how much each parameter of a sweep moves one quantity.
type SweepSensitivity struct {
	Quantity string `json:"quantity"` // a column of the rows, or a count
	Region   int    `json:"region"`
	*sweep.Sensitivity
}

// Tables are the rows, and the sensitivities where there are any.
func (s *Sweep) Tables() []Table {
	t := Table{Name: "sweep", Rows: s.Rows.Rows}
	for _, c := range s.Rows.Columns {
		t.Columns = append(t.Columns, c.Name)
	}
	if len(s.Sensitivity) == 0 {
		return []Table{t}
	}
	return []Table{t, SensitivityTable(s.Sensitivity)}
}

// Remarks say how the points ended.
func (s *Sweep) Remarks() []string {
	out := []string{fmt.Sprintf("\n%d points: %d ok, %d partly, %d failed; design %s, seed %d", s.Points.Points, s.Points.OK, s.Points.Partly, s.Points.Failed, s.Design, s.Seed)}
	for _, n := range s.Notes {
		out = append(out, "note: "+n)
	}
	return out
}

// SensitivityTable lays sensitivities out, one row per quantity and parameter.
func SensitivityTable(list []*SweepSensitivity) Table {
	t := Table{Name: "sensitivity", Columns: []string{"quantity", "region", "method", "parameter"}}
	estimates := func(e *sweep.Effect) (names []string, values []*sweep.Estimate) {
		switch {
		case e.Total != nil:
			return []string{"first_order", "total"}, []*sweep.Estimate{e.First, e.Total}
		case e.MeanAbsolute != nil:
			return []string{"mean_absolute_effect", "mean_effect", "effect_sd"}, []*sweep.Estimate{e.MeanAbsolute, e.MeanEffect, e.SD}
		}
		return nil, nil
	}
	for n, s := range list {
		for _, e := range s.Effects {
			row := []any{s.Quantity, s.Region, s.Method, e.Parameter}
			names, values := estimates(&e)
			for i, v := range values {
				if n == 0 && len(t.Rows) == 0 {
					t.Columns = append(t.Columns, names[i], names[i]+"_low", names[i]+"_high")
				}
				row = append(row, v.Value, v.Low, v.High)
			}
			if d := e.Ends; d != nil {
				if len(t.Rows) == 0 {
					t.Columns = append(t.Columns, "low_value", "high_value", "low", "high", "rank_correlation")
				}
				row = append(row, d.LowValue, d.HighValue, d.Low, d.High, d.RankCorrelation)
			}
			if len(t.Rows) == 0 {
				t.Columns = append(t.Columns, "mean", "variance", "used", "left_out")
			}
			t.Rows = append(t.Rows, append(row, s.Mean, s.Variance, s.Used, s.LeftOut))
		}
	}
	return t
}
