package explore

import (
	"slices"
	"strings"

	"github.com/geosolve/geosolve/internal/result"
)

// longColumns are those of a table in long form: a quantity, up to two indices, a value.
var longColumns = []string{"quantity", "index", "second_index", "value"}

func long(t result.Table) bool { return slices.Equal(t.Columns, longColumns) }

// wide lays a table in long form out for reading: single numbers, then lists of one origin and length side by
// side, then matrices.
func wide(t result.Table) []*grid {
	w := &widening{}
	for _, row := range t.Rows {
		name, _ := row[0].(string)
		first, _ := row[1].(int)
		second, _ := row[2].(int)
		w.add(name, first, second, row[3])
	}
	var out []*grid
	for _, rank := range []int{0, 1, 2} {
		out = append(out, w.tables(rank)...)
	}
	return out
}

// widening collects the quantities of a table in long form, in their order.
type widening struct{ all []*quantity }

// quantity is a number, a list or a matrix.
type quantity struct {
	name string
	rank int
	rows [][]any
}

func (w *widening) add(name string, first, second int, v any) {
	i := slices.IndexFunc(w.all, func(q *quantity) bool { return q.name == name })
	if i < 0 {
		i = len(w.all)
		w.all = append(w.all, &quantity{name: name})
	}
	q := w.all[i]
	if first > 0 {
		q.rank = max(q.rank, 1)
	}
	if second > 0 {
		q.rank = 2
	}
	for len(q.rows) < max(first, 1) {
		q.rows = append(q.rows, nil)
	}
	row := &q.rows[max(first, 1)-1]
	for len(*row) < max(second, 1) {
		*row = append(*row, nil)
	}
	(*row)[max(second, 1)-1] = v
}

// tables are those of the quantities of a rank.
func (w *widening) tables(rank int) []*grid {
	var out []*grid
	at := map[string]*grid{}
	for _, q := range w.all {
		if q.rank != rank {
			continue
		}
		origin, name := "", q.name
		if i := strings.LastIndexByte(q.name, '.'); i > 0 {
			origin, name = q.name[:i], q.name[i+1:]
		}
		switch rank {
		case 0:
			g := at[""]
			if g == nil {
				g = &grid{Columns: []string{"quantity", "value"}}
				at[""], out = g, append(out, g)
			}
			g.Rows = append(g.Rows, []any{plainWords(q.name), plainCell(q.rows[0][0])})
		case 1:
			key := origin + " " + number(float64(len(q.rows)))
			g := at[key]
			if g == nil {
				g = &grid{Title: plainWords(origin), Columns: []string{"no."}, Rows: make([][]any, len(q.rows))}
				for i := range g.Rows {
					g.Rows[i] = []any{i + 1}
				}
				at[key], out = g, append(out, g)
			}
			g.Columns = append(g.Columns, name)
			for i := range g.Rows {
				var v any
				if len(q.rows[i]) > 0 {
					v = q.rows[i][0]
				}
				g.Rows[i] = append(g.Rows[i], plainCell(v))
			}
		default:
			g := &grid{Title: plainWords(q.name), Columns: []string{"no."}}
			for i, row := range q.rows {
				line := []any{i + 1}
				for k, v := range row {
					if len(g.Columns) < k+2 {
						g.Columns = append(g.Columns, number(float64(k+1)))
					}
					line = append(line, plainCell(v))
				}
				g.Rows = append(g.Rows, line)
			}
			for i := range g.Rows { // rows may end early
				for len(g.Rows[i]) < len(g.Columns) {
					g.Rows[i] = append(g.Rows[i], nil)
				}
			}
			out = append(out, g)
		}
	}
	return out
}

func plainWords(name string) string {
	return strings.NewReplacer("_", " ", ".", ", ").Replace(name)
}
