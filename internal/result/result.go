// Package result holds what the tasks of a scenario find, in the form in which it is written: JSON whose
// names are the contract with notebooks and scripts, and tables for CSV files and terminals.
package result

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/geosolve/geosolve/internal/columnar"
)

// SchemaVersion is the version of the form of results. It changes when a name or a meaning does, not when
// names are added.
const SchemaVersion = 1

// Result is what a task found.
type Result interface {
	// Tables are the result as tables, the main one first.
	Tables() []Table
}

// Table is a table with one kind of thing by row. Cells are float64, int, bool, string or nil.
type Table struct {
	Name    string // lower snake case, part of a file name
	Columns []string
	Rows    [][]any
}

// Head is what every result begins with.
type Head struct {
	SchemaVersion int            `json:"schema_version"`
	Model         string         `json:"model,omitempty"`
	Parameters    map[string]any `json:"parameters,omitempty"`
	Notes         []string       `json:"notes,omitempty"`
}

// Format is a form of output.
type Format string

// The formats.
const (
	JSON    Format = "json"
	CSV     Format = "csv"
	Plain   Format = "table"
	Parquet Format = "parquet"
	Arrow   Format = "arrow"
)

// Formats lists the formats.
var Formats = []Format{Plain, JSON, CSV, Parquet, Arrow}

// Binary tells whether a format is not for a terminal.
func (f Format) Binary() bool { return f == Parquet || f == Arrow }

// ParseFormat reads a format's name.
func ParseFormat(s string) (Format, error) {
	if f := Format(s); slices.Contains(Formats, f) {
		return f, nil
	}
	return "", fmt.Errorf("unknown format %q; formats are table, json, csv, parquet and arrow", s)
}

// Write writes a result: JSON whole, CSV, Parquet and Arrow its main table, Plain all tables for reading.
func Write(w io.Writer, r Result, f Format) error {
	switch f {
	case JSON:
		return WriteJSON(w, r)
	case CSV:
		return r.Tables()[0].WriteCSV(w)
	case Parquet, Arrow:
		return r.Tables()[0].writeColumnar(w, columnar.Format(f))
	}
	tables := r.Tables()
	if p, ok := r.(interface{ PlainTables() []Table }); ok { // a shorter form for reading
		tables = p.PlainTables()
	}
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := t.WritePlain(w); err != nil {
			return err
		}
	}
	if n, ok := r.(interface{ Remarks() []string }); ok {
		for _, s := range n.Remarks() {
			fmt.Fprintln(w, s)
		}
	}
	return nil
}

// WriteJSON writes v as indented JSON in which lists of numbers stay on a line.
func WriteJSON(w io.Writer, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(indent(data))
	return err
}

// indent breaks JSON into lines at objects and at lists that hold objects or lists.
func indent(data []byte) []byte {
	var out []byte
	type level struct{ flat bool }
	var stack []level
	newline := func() {
		out = append(out, '\n')
		for range stack {
			out = append(out, ' ', ' ')
		}
	}
	inString := false
	for i := 0; i < len(data); i++ {
		c := data[i]
		if inString {
			out = append(out, c)
			if c == '\\' {
				i++
				out = append(out, data[i])
			} else if c == '"' {
				inString = false
			}
			continue
		}
		flat := len(stack) > 0 && stack[len(stack)-1].flat
		switch c {
		case '"':
			inString = true
			out = append(out, c)
		case '{', '[':
			end := data[i+1] == '}' || data[i+1] == ']'
			l := level{flat: flat || end || c == '[' && plainList(data[i+1:])}
			out = append(out, c)
			stack = append(stack, l)
			if !l.flat {
				newline()
			}
		case '}', ']':
			l := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if !l.flat {
				newline()
			}
			out = append(out, c)
		case ',':
			out = append(out, c)
			if flat {
				out = append(out, ' ')
			} else {
				newline()
			}
		case ':':
			out = append(out, c, ' ')
		default:
			out = append(out, c)
		}
	}
	return append(out, '\n')
}

// plainList reports whether the list that goes on in data holds no object, and lists only of numbers.
func plainList(data []byte) bool {
	depth := 1
	for _, c := range data {
		switch c {
		case '{':
			return false
		case '"':
			return depth == 1 && !strings.ContainsRune(string(data[:min(len(data), 4096)]), '{')
		case '[':
			if depth++; depth > 2 {
				return false
			}
		case ']':
			if depth--; depth == 0 {
				return true
			}
		}
	}
	return false
}

// WriteCSV writes the table with a header, numbers so that they read back exactly.
func (t Table) WriteCSV(w io.Writer) error {
	var b strings.Builder
	b.WriteString(strings.Join(t.Columns, ","))
	b.WriteByte('\n')
	for _, row := range t.Rows {
		for i, c := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quote(cell(c, -1)))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func quote(s string) string {
	if strings.ContainsAny(s, ",\"\n\r") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// cell writes a value; digits < 0 as many as needed.
func cell(v any, digits int) string {
	switch x := v.(type) {
	case nil:
		return ""
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return ""
		}
		return strconv.FormatFloat(x, 'g', digits, 64)
	case int:
		return strconv.Itoa(x)
	case bool:
		return strconv.FormatBool(x)
	case string:
		return x
	}
	return fmt.Sprint(v)
}

// WritePlain writes the table for reading: aligned, seven digits.
func (t Table) WritePlain(w io.Writer) error {
	const most = 400 // rows; more belong into a file
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(tw, strings.Join(t.Columns, "\t"))
	rules := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		rules[i] = strings.Repeat("-", utf8.RuneCountInString(c))
	}
	fmt.Fprintln(tw, strings.Join(rules, "\t"))
	for i, row := range t.Rows {
		if i == most {
			break
		}
		cells := make([]string, len(row))
		for k, c := range row {
			if cells[k] = cell(c, 7); cells[k] == "" {
				cells[k] = "·"
			}
		}
		fmt.Fprintln(tw, strings.Join(cells, "\t"))
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if len(t.Rows) > most {
		fmt.Fprintf(w, "… and %d more rows; --format csv writes all\n", len(t.Rows)-most)
	}
	return nil
}
