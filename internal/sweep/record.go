package sweep

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"strconv"

	"github.com/geosolve/geosolve/internal/columnar"
)

// Status is how the work at a point ended.
type Status string

// The statuses.
const (
	OK     Status = "ok"     // all of it
	Partly Status = "partly" // there are rows, and a reason why there are no more
	Failed Status = "failed" // there are none
)

// Outcome is what was found at a point.
type Outcome struct {
	Status  Status
	Reason  string // of what failed
	Columns []columnar.Column
	Rows    [][]any // cells are int, float64, bool, string or nil, as the columns say
}

// Record is the outcome at one point of a plan, as a journal keeps it.
type Record struct {
	Point int
	Outcome
}

// envelope is a record in JSON. The rows come last and stay unread where only the rest is wanted.
type envelope struct {
	Plan    string            `json:"plan"`
	Point   int               `json:"point"`
	Status  Status            `json:"status"`
	Reason  string            `json:"reason,omitempty"`
	Columns []columnar.Column `json:"columns,omitempty"`
	Rows    json.RawMessage   `json:"rows,omitempty"`
}

// A line of a journal is a JSON object whose first member is the checksum of all bytes after it: a line that
// was torn, by a kill or by a full disk, is told from a whole one wherever it stands.
const (
	crcHead   = `{"crc":"`
	crcDigits = 8
	crcTail   = `",`
	crcLength = len(crcHead) + crcDigits + len(crcTail)
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode writes a record as one line.
func (r *Record) encode(plan string) ([]byte, error) {
	body, err := json.Marshal(envelope{plan, r.Point, r.Status, r.Reason, r.Columns, encodeRows(r.Rows)})
	if err != nil {
		return nil, err
	}
	body = body[1:]
	line := make([]byte, 0, crcLength+len(body)+1)
	line = fmt.Appendf(line, "%s%0*x%s", crcHead, crcDigits, crc32.Checksum(body, castagnoli), crcTail)
	return append(append(line, body...), '\n'), nil
}

// decodeEnvelope reads a line without its rows; ok is false where the line is not whole.
func decodeEnvelope(line []byte) (e envelope, ok bool) {
	line = bytes.TrimSuffix(line, []byte("\n"))
	if len(line) <= crcLength || string(line[:len(crcHead)]) != crcHead {
		return e, false
	}
	want, err := strconv.ParseUint(string(line[len(crcHead):len(crcHead)+crcDigits]), 16, 32)
	body := line[crcLength:]
	if err != nil || uint32(want) != crc32.Checksum(body, castagnoli) {
		return e, false
	}
	whole := make([]byte, 0, len(body)+1)
	if err := json.Unmarshal(append(append(whole, '{'), body...), &e); err != nil {
		return e, false
	}
	return e, true
}

// encodeRows writes rows as a list of lists, numbers so that they read back exactly; one that is not finite
// becomes null.
func encodeRows(rows [][]any) []byte {
	if rows == nil {
		return nil
	}
	b := []byte{'['}
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for k, c := range row {
			if k > 0 {
				b = append(b, ',')
			}
			b = appendCell(b, c)
		}
		b = append(b, ']')
	}
	return append(b, ']')
}

func appendCell(b []byte, c any) []byte {
	switch v := c.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return append(b, "null"...)
		}
		return strconv.AppendFloat(b, v, 'g', -1, 64)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		text, _ := json.Marshal(v) // of a string always
		return append(b, text...)
	}
	return append(b, "null"...)
}

// outcome reads the rows of an envelope.
func (e *envelope) outcome() (Outcome, error) {
	out := Outcome{Status: e.Status, Reason: e.Reason, Columns: e.Columns}
	if e.Rows == nil {
		return out, nil
	}
	var rows [][]any
	d := json.NewDecoder(bytes.NewReader(e.Rows))
	d.UseNumber()
	if err := d.Decode(&rows); err != nil {
		return out, fmt.Errorf("point %d: %w", e.Point, err)
	}
	for _, row := range rows {
		if len(row) != len(e.Columns) {
			return out, fmt.Errorf("point %d: a row of %d cells under %d columns", e.Point, len(row), len(e.Columns))
		}
		for k, c := range row {
			n, ok := c.(json.Number)
			if !ok {
				continue
			}
			var err error
			if e.Columns[k].Kind == columnar.Int {
				row[k], err = strconv.Atoi(n.String())
			} else {
				row[k], err = strconv.ParseFloat(n.String(), 64)
			}
			if err != nil {
				return out, fmt.Errorf("point %d, column %s: %w", e.Point, e.Columns[k].Name, err)
			}
		}
	}
	out.Rows = rows
	return out, nil
}
