// Package columnar writes tables row by row, with typed columns that may lack values, as CSV, JSON lines,
// Parquet or Arrow. The same rows give the same bytes.
package columnar

import (
	"fmt"
	"io"
	"strings"
)

// Kind is the type of a column.
type Kind string

// The kinds.
const (
	Int   Kind = "int"
	Float Kind = "float"
	Bool  Kind = "bool"
	Text  Kind = "text"
)

// Column is a column of a table.
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Common is the kind that holds the values of both.
func Common(a, b Kind) Kind {
	switch {
	case a == b:
		return a
	case a == Int && b == Float || a == Float && b == Int:
		return Float
	}
	return Text
}

// KindOf is the kind of a cell, ok false for a missing one.
func KindOf(cell any) (k Kind, ok bool) {
	switch cell.(type) {
	case int:
		return Int, true
	case float64:
		return Float, true
	case bool:
		return Bool, true
	case string:
		return Text, true
	}
	return "", false
}

// Writer writes the rows of one table. Cells are int, float64, bool, string or nil (missing), of the kind of
// their column; a whole number may stand in a column of floats. A float64 that is not finite is missing.
type Writer interface {
	Write(row []any) error
	// Close completes the table. It does not close what the table is written to.
	Close() error
}

// Format is a form of output.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	JSONL   Format = "jsonl"
	Parquet Format = "parquet"
	Arrow   Format = "arrow"
)

// Formats lists the formats.
var Formats = []Format{CSV, JSONL, Parquet, Arrow}

// ParseFormat reads the name of a format.
func ParseFormat(s string) (Format, error) {
	var names []string
	for _, f := range Formats {
		if string(f) == s {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("unknown format %q of a table; formats are %s", s, strings.Join(names, ", "))
}

// New returns a writer.
func New(w io.Writer, f Format, columns []Column) (Writer, error) {
	if err := check(columns); err != nil {
		return nil, err
	}
	switch f {
	case CSV:
		return newCSV(w, columns)
	case JSONL:
		return newJSONL(w, columns), nil
	case Parquet:
		return newParquet(w, columns), nil
	case Arrow:
		return newArrow(w, columns)
	}
	return nil, fmt.Errorf("unknown format %q of a table", f)
}

// check refuses tables that a format cannot hold.
func check(columns []Column) error {
	seen := map[string]bool{}
	for _, c := range columns {
		switch {
		case c.Name == "":
			return fmt.Errorf("columnar: a column has no name")
		case seen[c.Name]:
			return fmt.Errorf("columnar: there are two columns %s", c.Name)
		case c.Kind != Int && c.Kind != Float && c.Kind != Bool && c.Kind != Text:
			return fmt.Errorf("columnar: column %s has the unknown kind %q", c.Name, c.Kind)
		}
		seen[c.Name] = true
	}
	return nil
}

// conform brings a cell to the kind of its column; nil is a missing one.
func conform(c Column, cell any) (any, error) {
	switch v := cell.(type) {
	case nil:
		return nil, nil
	case float64:
		if v-v != 0 { // NaN or ±Inf
			return nil, nil
		}
		if c.Kind == Float {
			return v, nil
		}
	case int:
		switch c.Kind {
		case Int:
			return v, nil
		case Float:
			return float64(v), nil
		}
	case bool:
		if c.Kind == Bool {
			return v, nil
		}
	case string:
		if c.Kind == Text {
			return v, nil
		}
	}
	if c.Kind == Text {
		return fmt.Sprint(cell), nil
	}
	return nil, fmt.Errorf("columnar: column %s of kind %s got %v, a %T", c.Name, c.Kind, cell, cell)
}

// conformAll brings a row to the kinds of the columns, in place of dst.
func conformAll(dst []any, columns []Column, row []any) error {
	if len(row) != len(columns) {
		return fmt.Errorf("columnar: a row of %d cells in a table of %d columns", len(row), len(columns))
	}
	for i, c := range columns {
		v, err := conform(c, row[i])
		if err != nil {
			return err
		}
		dst[i] = v
	}
	return nil
}
