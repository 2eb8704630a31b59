package columnar

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// textWriter writes a line per row.
type textWriter struct {
	out     *bufio.Writer
	columns []Column
	cells   []any
	line    []byte
	keys    [][]byte // of JSON lines: "name":
}

func newCSV(w io.Writer, columns []Column) (*textWriter, error) {
	t := &textWriter{out: bufio.NewWriterSize(w, 1<<16), columns: columns, cells: make([]any, len(columns))}
	for i, c := range columns {
		if i > 0 {
			t.line = append(t.line, ',')
		}
		t.line = appendQuoted(t.line, c.Name)
	}
	_, err := t.out.Write(append(t.line, '\n'))
	return t, err
}

func newJSONL(w io.Writer, columns []Column) *textWriter {
	t := &textWriter{out: bufio.NewWriterSize(w, 1<<16), columns: columns, cells: make([]any, len(columns))}
	for _, c := range columns {
		t.keys = append(t.keys, append(appendText(nil, c.Name), ':'))
	}
	return t
}

// Write implements Writer.
func (t *textWriter) Write(row []any) error {
	if err := conformAll(t.cells, t.columns, row); err != nil {
		return err
	}
	b := t.line[:0]
	if t.keys != nil {
		b = append(b, '{')
	}
	for i, c := range t.cells {
		if i > 0 {
			b = append(b, ',')
		}
		if t.keys == nil {
			b = appendCSV(b, c)
		} else {
			b = appendJSON(append(b, t.keys[i]...), c)
		}
	}
	if t.keys != nil {
		b = append(b, '}')
	}
	t.line = append(b, '\n')
	_, err := t.out.Write(t.line)
	return err
}

// Close implements Writer.
func (t *textWriter) Close() error { return t.out.Flush() }

// appendCSV writes a cell as RFC 4180 says; a missing one is empty, and an empty text is quoted to be told
// from it.
func appendCSV(b []byte, cell any) []byte {
	switch v := cell.(type) {
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case float64:
		return strconv.AppendFloat(b, v, 'g', -1, 64)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		if v == "" {
			return append(b, `""`...)
		}
		return appendQuoted(b, v)
	}
	return b
}

func appendQuoted(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\n\r") {
		return append(b, s...)
	}
	return append(append(append(b, '"'), strings.ReplaceAll(s, `"`, `""`)...), '"')
}

func appendJSON(b []byte, cell any) []byte {
	switch v := cell.(type) {
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case float64:
		return strconv.AppendFloat(b, v, 'g', -1, 64)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		return appendText(b, v)
	}
	return append(b, "null"...)
}

// appendText writes a text as JSON, without escaping <, > and &.
func appendText(b []byte, s string) []byte {
	var w strings.Builder
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always has a form, and a Builder takes it
	return append(b, strings.TrimSuffix(w.String(), "\n")...)
}
