package table

import (
	"fmt"
	"io"
	"os"
)

// ReadMatrix reads the matrix of numbers in the CSV file at path, without a header: one row of the matrix per line,
// at least one row, every row as long as the first. Whether it must be square is for the caller to say.
func ReadMatrix(path string) ([][]float64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ParseMatrix(file, path)
}

// ParseMatrix reads a matrix as [ReadMatrix] does; name stands in its error messages.
func ParseMatrix(r io.Reader, name string) ([][]float64, error) {
	records, err := newRecords(r, name)
	if err != nil {
		return nil, err
	}
	records.csv.ReuseRecord = true
	var matrix [][]float64
	for {
		row, line, err := records.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(matrix) > 0 && len(row) != len(matrix[0]) {
			return nil, fmt.Errorf("%s:%d: %s, but the first row has %d", name, line, count(len(row), "number"), len(matrix[0]))
		}
		values := make([]float64, len(row))
		for c, cell := range row {
			value, ok := parseFinite(cell)
			if !ok {
				return nil, fmt.Errorf("%s:%d: column %d: %q is not a finite number", name, line, c+1, cell)
			}
			values[c] = value
		}
		matrix = append(matrix, values)
	}
	if len(matrix) == 0 {
		return nil, fmt.Errorf("%s: the file is empty; a matrix needs at least one row of numbers", name)
	}
	return matrix, nil
}
