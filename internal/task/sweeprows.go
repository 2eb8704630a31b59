package task

import (
	"github.com/geosolve/geosolve/internal/columnar"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
)

// sweepRows are the rows of one point of a sweep: of a list of equilibria one per equilibrium, industry and
// region; of a state one per industry and region; of other results their numbers by name.
func sweepRows(res result.Result) ([]columnar.Column, [][]any) {
	t := res.Tables()[0]
	switch r := res.(type) {
	case *result.Solve:
		solveRows(r, &t)
	case *result.Direct:
		directRows(&t)
	}
	return typed(t)
}

// solveRows makes the table of equilibria fit for machines: stable is true, false or missing, and what is said
// of the whole state stands in every row of it.
func solveRows(s *result.Solve, t *result.Table) {
	columns, rows := t.Columns, t.Rows
	stable := 0
	for i, c := range columns {
		if c == "stable" {
			stable = i
		}
	}
	names, values := wholeState(s.Equilibria)
	t.Columns = append(columns[:len(columns):len(columns)], append(names, "complete")...)
	t.Rows = make([][]any, len(rows))
	for i, row := range rows {
		n, _ := row[0].(int)
		e := s.Equilibria[n-1]
		row = append(row[:len(row):len(row)], append(values[n-1], s.Search.Complete)...)
		row[stable] = nil
		if e.Stable != nil {
			row[stable] = *e.Stable
		}
		t.Rows[i] = row
	}
}

// wholeState lists the numbers of equilibria that have no region.
func wholeState(list []*result.Equilibrium) (names []string, values [][]any) {
	values = make([][]any, len(list))
	add := func(name string, has func(*model.State) bool, of func(*model.State) any) {
		for _, e := range list {
			if !has(e.State) {
				return
			}
		}
		names = append(names, name)
		for i, e := range list {
			values[i] = append(values[i], of(e.State))
		}
	}
	welfare := func(s *model.State) bool { return s.Welfare != nil }
	add("welfare_workers", welfare, func(s *model.State) any { return float64(s.Welfare.Workers) })
	add("welfare_farmers", welfare, func(s *model.State) any { return float64(s.Welfare.Farmers) })
	add("welfare_world", welfare, func(s *model.State) any { return float64(s.Welfare.World) })
	agreement := func(s *model.State) bool { return s.Agreement != nil }
	add("z", agreement, func(s *model.State) any { return s.Agreement.Z })
	add("critical_delta", agreement, func(s *model.State) any { return float64(s.Agreement.CriticalDelta) })
	return names, values
}

// directRows parts the values of a result of its own form into numbers and texts; true is 1 and false 0.
func directRows(t *result.Table) {
	t.Columns = append(t.Columns[:len(t.Columns):len(t.Columns)], "text")
	last := len(t.Columns) - 2
	rows := make([][]any, len(t.Rows))
	for i, row := range t.Rows {
		row = append(row[:len(row):len(row)], nil)
		switch v := row[last].(type) {
		case string:
			row[last], row[last+1] = nil, v
		case bool:
			row[last] = 0.0
			if v {
				row[last] = 1.0
			}
		case int:
			row[last] = float64(v)
		}
		rows[i] = row
	}
	t.Rows = rows
}

// typed finds the kinds of the columns; one without any value is of numbers.
func typed(t result.Table) ([]columnar.Column, [][]any) {
	kinds := map[string]columnar.Kind{"stable": columnar.Bool, "index": columnar.Int, "second_index": columnar.Int, "text": columnar.Text}
	columns := make([]columnar.Column, len(t.Columns))
	for k, name := range t.Columns {
		kind := kinds[name]
		for _, row := range t.Rows {
			if of, ok := columnar.KindOf(row[k]); ok {
				if kind == "" {
					kind = of
				}
				kind = columnar.Common(kind, of)
			}
		}
		if kind == "" {
			kind = columnar.Float
		}
		columns[k] = columnar.Column{Name: name, Kind: kind}
	}
	return columns, t.Rows
}
