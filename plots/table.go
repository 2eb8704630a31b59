package plots

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// Table holds the numbers behind a figure, ready to be redrawn elsewhere. A
// cell is text; numbers have the shortest form that reads back to the same
// value, and a missing number is an empty cell.
type Table struct {
	Columns []string   // lower snake case
	Rows    [][]string // each as long as Columns
}

// WriteCSV writes the table with a header line, as RFC 4180 says but with a
// single line feed.
func (t Table) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(t.Columns); err != nil {
		return err
	}
	if err := c.WriteAll(t.Rows); err != nil {
		return err
	}
	return c.Error()
}

// add appends a row; cells are strings, numbers, booleans or Stringers.
func (t *Table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case string:
			row[i] = v
		case float64:
			row[i] = cell(v)
		case int:
			row[i] = strconv.Itoa(v)
		default:
			row[i] = fmt.Sprint(v)
		}
	}
	t.Rows = append(t.Rows, row)
}

// cell writes a number so that it reads back exactly.
func cell(v float64) string {
	if v != v {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// at returns s[i], or a missing number beyond the end.
func at(s []float64, i int) float64 {
	if i < len(s) {
		return s[i]
	}
	return nan
}
