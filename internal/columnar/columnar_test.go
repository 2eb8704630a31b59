package columnar

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
)

var columns = []Column{{"point", Int}, {"rest_of_world.world.wage", Float}, {"stable", Bool}, {"reason", Text}, {"share", Float}}

var rows = [][]any{
	{1, 0.1, true, nil, 1},
	{2, 1e-300, nil, `a, "b"` + "\n<ł>", math.NaN()},
	{nil, math.Inf(1), false, "", 0.30000000000000004},
}

func write(t *testing.T, f Format) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(&b, f, columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestText(t *testing.T) {
	t.Parallel()
	want := "point,rest_of_world.world.wage,stable,reason,share\n1,0.1,true,,1\n2,1e-300,,\"a, \"\"b\"\"\n<ł>\",\n,,false,\"\",0.30000000000000004\n"
	got := write(t, CSV)
	if string(got) != want {
		t.Errorf("CSV: got\n%s\nwant\n%s", got, want)
	}
	if list, err := csv.NewReader(bytes.NewReader(got)).ReadAll(); err != nil || len(list) != 4 || list[2][3] != rows[1][3] {
		t.Errorf("CSV read back: %v, %v", list, err)
	}
	d := json.NewDecoder(bytes.NewReader(write(t, JSONL)))
	for i := range rows {
		var row map[string]any
		if err := d.Decode(&row); err != nil || len(row) != len(columns) {
			t.Fatalf("JSON line %d: %v, %v", i+1, row, err)
		}
		if i == 2 && (row["rest_of_world.world.wage"] != nil || row["share"] != 0.30000000000000004 || row["reason"] != "") {
			t.Errorf("JSON line %d: %v", i+1, row)
		}
	}
}

// TestParquet reads a file back: the order and the types of the columns, missing values, and numbers to the
// last digit.
func TestParquet(t *testing.T) {
	t.Parallel()
	data := write(t, Parquet)
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[Kind]parquet.Kind{Int: parquet.Int64, Float: parquet.Double, Bool: parquet.Boolean, Text: parquet.ByteArray}
	for i, field := range f.Schema().Fields() {
		if c := columns[i]; field.Name() != c.Name || field.Type().Kind() != kinds[c.Kind] || !field.Optional() {
			t.Errorf("column %d: %s of type %s; want %s of kind %s", i+1, field.Name(), field.Type(), c.Name, c.Kind)
		}
	}
	if text := f.Schema().Fields()[3].Type().LogicalType(); text == nil || text.String() != "STRING" {
		t.Errorf("a text is of logical type %v, want STRING", text)
	}
	r := parquet.NewReader(f)
	defer r.Close()
	got := make([][]any, 0, len(rows))
	buf := make([]parquet.Row, 1)
	for {
		n, err := r.ReadRows(buf)
		if n == 1 {
			got = append(got, plain(buf[0]))
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	want := [][]any{{1, 0.1, true, nil, 1.0}, {2, 1e-300, nil, rows[1][3], nil}, {nil, nil, false, "", 0.30000000000000004}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !bytes.Equal(data, write(t, Parquet)) {
		t.Error("the same rows give other bytes")
	}
}

func plain(row parquet.Row) []any {
	out := make([]any, len(row))
	for i, v := range row {
		switch {
		case v.IsNull():
		case v.Kind() == parquet.Int64:
			out[i] = int(v.Int64())
		case v.Kind() == parquet.Double:
			out[i] = v.Double()
		case v.Kind() == parquet.Boolean:
			out[i] = v.Boolean()
		default:
			out[i] = string(v.ByteArray())
		}
	}
	return out
}

// TestRowGroups catches rows that are lost between groups.
func TestRowGroups(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w, err := New(&b, Parquet, columns[:2])
	if err != nil {
		t.Fatal(err)
	}
	const n = 2*rowGroup + 17
	for i := range n {
		if err := w.Write([]any{i, float64(i) / 3}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || f.NumRows() != n || len(f.RowGroups()) != 3 {
		t.Errorf("%v, %d rows in %d groups; want %d in 3", err, f.NumRows(), len(f.RowGroups()), n)
	}
}

func TestBadTables(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][]Column{"twice": {{"a", Int}, {"a", Float}}, "nameless": {{"", Int}}, "of no kind": {{"a", "date"}}} {
		if _, err := New(io.Discard, CSV, c); err == nil {
			t.Errorf("a column %s is taken", name)
		}
	}
	w, err := New(io.Discard, CSV, columns)
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string][]any{"a text for a number": {"x", 1.0, true, nil, nil}, "a fraction for a whole number": {1.5, 1.0, true, nil, nil}, "too short": {1}} {
		if w.Write(row) == nil {
			t.Errorf("%s is written", name)
		}
	}
	if _, err := ParseFormat("xlsx"); err == nil {
		t.Error("xlsx is taken")
	}
}
