package columnar

import (
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// batch is how many rows of an Arrow file stand together.
const batch = 1 << 16

// arrowWriter writes rows to a file in Arrow's IPC format, which is also Feather version 2: int64, float64, bool
// and utf8 columns, each of which may lack values. It is not compressed, so that it can be read in place.
type arrowWriter struct {
	file    *ipc.FileWriter
	build   *array.RecordBuilder
	columns []Column
	cells   []any
	waiting int
}

func newArrow(w io.Writer, columns []Column) (*arrowWriter, error) {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.Name, Type: arrowType(c.Kind), Nullable: true}
	}
	schema := arrow.NewSchema(fields, nil)
	file, err := ipc.NewFileWriter(w, ipc.WithSchema(schema))
	if err != nil {
		return nil, fmt.Errorf("columnar: %w", err)
	}
	return &arrowWriter{file: file, build: array.NewRecordBuilder(memory.NewGoAllocator(), schema),
		columns: columns, cells: make([]any, len(columns))}, nil
}

// Write implements Writer.
func (a *arrowWriter) Write(row []any) error {
	if err := conformAll(a.cells, a.columns, row); err != nil {
		return err
	}
	for i, c := range a.cells {
		appendArrow(a.build.Field(i), c)
	}
	if a.waiting++; a.waiting < batch {
		return nil
	}
	return a.flush()
}

// Close implements Writer.
func (a *arrowWriter) Close() error {
	if a.waiting > 0 {
		if err := a.flush(); err != nil {
			return err
		}
	}
	a.build.Release()
	return a.file.Close()
}

func (a *arrowWriter) flush() error {
	a.waiting = 0
	rows := a.build.NewRecordBatch()
	defer rows.Release()
	return a.file.Write(rows)
}

// appendArrow appends a cell to its column, which is of the cell's kind.
func appendArrow(b array.Builder, cell any) {
	switch v := cell.(type) {
	case int:
		b.(*array.Int64Builder).Append(int64(v))
	case float64:
		b.(*array.Float64Builder).Append(v)
	case bool:
		b.(*array.BooleanBuilder).Append(v)
	case string:
		b.(*array.StringBuilder).Append(v)
	default:
		b.AppendNull()
	}
}

func arrowType(k Kind) arrow.DataType {
	switch k {
	case Int:
		return arrow.PrimitiveTypes.Int64
	case Float:
		return arrow.PrimitiveTypes.Float64
	case Bool:
		return arrow.FixedWidthTypes.Boolean
	}
	return arrow.BinaryTypes.String
}
