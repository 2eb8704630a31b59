// Package table reads small CSV tables – lists of cities, nodes and edges of a network, matrices of trade costs – and
// says of everything it refuses in which line it stands.
//
// Every number handed out is finite: NaN, ±Inf and numbers beyond the range of a float64 are errors. Files are limited
// to [MaxBytes] and [MaxRows]; nothing a file contains makes the package panic.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// MaxBytes is the largest input accepted, 64 MiB: a list of every named place on earth with a million rows of 60
	// characters fits, and a mistaken path to a film does not exhaust the memory.
	MaxBytes = 64 << 20

	// MaxRows is the largest number of data rows accepted.
	MaxRows = 2_000_000
)

// byteOrderMark is what spreadsheet programs put in front of UTF-8 text.
var byteOrderMark = []byte("\uFEFF")

// A Table is a CSV file with a header: named columns of equal length. A Table is never changed once read; [Table.Where]
// and [Table.Top] return new ones that share its cells.
type Table struct {
	name    string
	columns []string
	rows    [][]string
	lines   []int // line of the file where each row begins
}

// Open reads the CSV file at path; see [Read]. The path as given is the name in error messages.
func Open(path string) (*Table, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return Read(file, path)
}

// Read reads CSV (RFC 4180: comma-separated, double quotes, UTF-8 with or without a byte-order mark) whose first row
// names the columns. Spaces around names and cells are dropped, blank lines skipped. It is an error if there is no
// header, a column has no name or the name of another, there is no row of data, or a row has more or fewer cells than
// the header. Errors read name:line: what.
func Read(r io.Reader, name string) (*Table, error) {
	records, err := newRecords(r, name)
	if err != nil {
		return nil, err
	}
	header, line, err := records.next()
	if err == io.EOF {
		return nil, fmt.Errorf("%s: the file is empty; a table needs a header row that names its columns", name)
	}
	if err != nil {
		return nil, err
	}
	t := &Table{name: name, columns: header}
	if err := t.checkHeader(line); err != nil {
		return nil, err
	}
	for {
		row, line, err := records.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(row) != len(header) {
			return nil, fmt.Errorf("%s:%d: %s, but the header names %s", name, line, count(len(row), "cell"), count(len(header), "column"))
		}
		t.rows = append(t.rows, row)
		t.lines = append(t.lines, line)
	}
	if len(t.rows) == 0 {
		return nil, fmt.Errorf("%s: there is a header, but no row of data", name)
	}
	return t, nil
}

// checkHeader refuses columns that could not be told apart.
func (t *Table) checkHeader(line int) error {
	seen := make(map[string]bool, len(t.columns))
	for i, column := range t.columns {
		if column == "" {
			return fmt.Errorf("%s:%d: column %d of the header has no name", t.name, line, i+1)
		}
		if seen[column] {
			return fmt.Errorf("%s:%d: two columns are named %q", t.name, line, column)
		}
		seen[column] = true
	}
	return nil
}

// Name is the name of the table in error messages: the path it was opened by.
func (t *Table) Name() string { return t.name }

// Len is the number of rows, at least 1.
func (t *Table) Len() int { return len(t.rows) }

// Columns lists the names of the columns in the order of the file.
func (t *Table) Columns() []string { return append([]string(nil), t.columns...) }

// Has says whether there is a column of that name.
func (t *Table) Has(column string) bool {
	_, err := t.index(column)
	return err == nil
}

// Line is the line of the file where row i (from 0) begins, for error messages of callers. It panics if i is out of range.
func (t *Table) Line(i int) int { return t.lines[i] }

// Strings returns the cells of a column, one per row. An unknown column is an error that begins `unknown column`.
func (t *Table) Strings(column string) ([]string, error) {
	c, err := t.index(column)
	if err != nil {
		return nil, err
	}
	values := make([]string, len(t.rows))
	for i, row := range t.rows {
		values[i] = row[c]
	}
	return values, nil
}

// Floats returns a column as finite numbers, one per row. A cell that is not one is an error with its line:
// cities.csv:7: column "lat": "abc" is not a finite number.
func (t *Table) Floats(column string) ([]float64, error) {
	c, err := t.index(column)
	if err != nil {
		return nil, err
	}
	values := make([]float64, len(t.rows))
	for i := range t.rows {
		if values[i], err = t.number(i, c); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// number is the finite number in row i, column c.
func (t *Table) number(i, c int) (float64, error) {
	value, ok := parseFinite(t.rows[i][c])
	if !ok {
		return 0, fmt.Errorf("%s:%d: column %q: %q is not a finite number", t.name, t.lines[i], t.columns[c], t.rows[i][c])
	}
	return value, nil
}

// index is the position of a column.
func (t *Table) index(column string) (int, error) {
	for i, c := range t.columns {
		if c == column {
			return i, nil
		}
	}
	hint := ""
	if near := nearest(column, t.columns); near != "" {
		hint = fmt.Sprintf(" did you mean %q?", near)
	}
	return 0, fmt.Errorf("unknown column %q in %s:%s its columns are %s", column, t.name, hint, strings.Join(t.columns, ", "))
}

// parseFinite reads a decimal number that a float64 can hold.
func parseFinite(cell string) (float64, bool) {
	value, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return 0, false
	}
	return value, true
}

// records yields the rows of a CSV text with their lines.
type records struct {
	csv  *csv.Reader
	name string
	rows int
}

// newRecords reads all of r, within the limits, and checks that it is text.
func newRecords(r io.Reader, name string) (*records, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("%s: the file is larger than %d MiB", name, MaxBytes>>20)
	}
	text = bytes.TrimPrefix(text, byteOrderMark)
	if line := firstBadLine(text); line > 0 {
		return nil, fmt.Errorf("%s:%d: not UTF-8 text; save the file as CSV in UTF-8", name, line)
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = -1 // rows are counted here, with a message that says more
	return &records{csv: reader, name: name}, nil
}

// next returns the next row, its cells trimmed, and the line it begins in; io.EOF after the last.
func (r *records) next() ([]string, int, error) {
	row, err := r.csv.Read()
	if err == io.EOF {
		return nil, 0, io.EOF
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return nil, 0, fmt.Errorf("%s:%d: %w", r.name, parse.Line, parse.Err)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", r.name, err)
	}
	if r.rows++; r.rows > MaxRows+1 {
		return nil, 0, fmt.Errorf("%s: more than %d rows", r.name, MaxRows)
	}
	for i, cell := range row {
		row[i] = strings.TrimSpace(cell)
	}
	line, _ := r.csv.FieldPos(0)
	return row, line, nil
}

// firstBadLine is the first line that is not UTF-8 or holds a NUL, 0 if there is none.
func firstBadLine(text []byte) int {
	if utf8.Valid(text) && bytes.IndexByte(text, 0) < 0 {
		return 0
	}
	line := 1
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if (r == utf8.RuneError && size == 1) || r == 0 {
			return line
		}
		if r == '\n' {
			line++
		}
		text = text[size:]
	}
	return line
}

// count writes a number of things: 1 cell, 2 cells.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
