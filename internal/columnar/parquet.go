package columnar

import (
	"io"

	"github.com/parquet-go/parquet-go"
)

// rowGroup is how many rows of a Parquet file stand together: enough to compress well and to be read in
// parallel, few enough to hold in memory while they are written.
const rowGroup = 1 << 17

// parquetWriter writes rows to a Parquet file: INT64, DOUBLE, BOOLEAN and UTF-8 columns, each of which may
// lack values, compressed by Zstandard.
type parquetWriter struct {
	//lint:ignore SA1019 its successor wants a Go type for the row, and columns are known only when it runs
	w       *parquet.Writer
	columns []Column
	cells   []any
	row     parquet.Row
	waiting int
}

func newParquet(w io.Writer, columns []Column) *parquetWriter {
	schema := parquet.NewSchema("row", newGroup(columns))
	return &parquetWriter{
		w:       parquet.NewWriter(w, schema, parquet.Compression(&parquet.Zstd), parquet.CreatedBy("geosolve", "", "")),
		columns: columns, cells: make([]any, len(columns)),
	}
}

// Write implements Writer.
func (p *parquetWriter) Write(row []any) error {
	if err := conformAll(p.cells, p.columns, row); err != nil {
		return err
	}
	p.row = p.row[:0]
	for i, c := range p.cells {
		p.row = append(p.row, parquetValue(c).Level(0, defined(c), i))
	}
	if _, err := p.w.WriteRows([]parquet.Row{p.row}); err != nil {
		return err
	}
	if p.waiting++; p.waiting < rowGroup {
		return nil
	}
	p.waiting = 0
	return p.w.Flush()
}

// Close implements Writer.
func (p *parquetWriter) Close() error { return p.w.Close() }

// defined is the definition level of a cell of a column that may lack values.
func defined(cell any) int {
	if cell == nil {
		return 0
	}
	return 1
}

func parquetValue(cell any) parquet.Value {
	switch v := cell.(type) {
	case int:
		return parquet.Int64Value(int64(v))
	case float64:
		return parquet.DoubleValue(v)
	case bool:
		return parquet.BooleanValue(v)
	case string:
		return parquet.ByteArrayValue([]byte(v))
	}
	return parquet.NullValue()
}

// group is the root of a schema. The library's own sorts its columns by name; this one keeps their order.
type group struct {
	parquet.Group
	fields []parquet.Field
}

func newGroup(columns []Column) group {
	g := group{Group: parquet.Group{}}
	for _, c := range columns {
		g.Group[c.Name] = parquet.Optional(leaf(c.Kind))
	}
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	for _, c := range columns {
		g.fields = append(g.fields, byName[c.Name])
	}
	return g
}

// Fields implements parquet.Node.
func (g group) Fields() []parquet.Field { return g.fields }

func leaf(k Kind) parquet.Node {
	switch k {
	case Int:
		return parquet.Leaf(parquet.Int64Type)
	case Float:
		return parquet.Leaf(parquet.DoubleType)
	case Bool:
		return parquet.Leaf(parquet.BooleanType)
	}
	return parquet.String()
}
