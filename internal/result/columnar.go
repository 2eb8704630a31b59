package result

import (
	"io"
	"slices"

	"github.com/geosolve/geosolve/internal/columnar"
)

// columnarKinds are the kinds of columns of which a table may hold no value.
var columnarKinds = map[string]columnar.Kind{"industry": columnar.Int, "mode": columnar.Int, "parent": columnar.Int,
	"index": columnar.Int, "second_index": columnar.Int, "event": columnar.Text, "note": columnar.Text}

// writeColumnar writes a table with typed columns.
func (t Table) writeColumnar(w io.Writer, f columnar.Format) error {
	t = t.parted()
	rows := SweepRows{Rows: t.Rows}
	for k, name := range t.Columns {
		rows.Columns = append(rows.Columns, columnar.Column{Name: name, Kind: t.kind(k)})
	}
	return rows.Write(w, f)
}

// kind is that of all values of a column; one without values is of numbers.
func (t Table) kind(k int) columnar.Kind {
	kind := columnarKinds[t.Columns[k]]
	for _, row := range t.Rows {
		switch of, ok := columnar.KindOf(row[k]); {
		case !ok:
		case kind == "":
			kind = of
		default:
			kind = columnar.Common(kind, of)
		}
	}
	if kind == "" {
		return columnar.Float
	}
	return kind
}

// parted gives words that stand among the numbers of a column, as in results of models with a solution of their
// own, a column text beside it: a column of a typed table holds one kind. True is 1 and false 0.
func (t Table) parted() Table {
	k := slices.Index(t.Columns, "value")
	if k < 0 || t.kind(k) != columnar.Text {
		return t
	}
	out := Table{Name: t.Name, Columns: append(slices.Clone(t.Columns), "text")}
	for _, row := range t.Rows {
		row = append(slices.Clone(row), nil)
		switch v := row[k].(type) {
		case string:
			row[k], row[len(row)-1] = nil, v
		case bool:
			row[k] = 0.0
			if v {
				row[k] = 1.0
			}
		case int:
			row[k] = float64(v)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
