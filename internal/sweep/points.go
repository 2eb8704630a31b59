package sweep

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"io"
	"os"
	"strconv"
)

// pointsFile is the table of points in the folder of a plan.
const pointsFile = "points.csv"

// writePoints writes the points of a design as CSV, numbers so that they read back exactly, and returns how
// many there are and the hash of the bytes.
func writePoints(w io.Writer, d *Design) (total int, hash string, err error) {
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)
	header := []string{"point"}
	for _, f := range d.Factors {
		header = append(header, f.Name)
	}
	c := csv.NewWriter(out)
	if err := c.Write(header); err != nil {
		return 0, "", err
	}
	c.Flush()
	var line []byte
	err = d.Each(func(i int, x []float64) bool {
		line = strconv.AppendInt(line[:0], int64(i), 10)
		for _, v := range x {
			line = strconv.AppendFloat(append(line, ','), v, 'g', -1, 64)
		}
		_, werr := out.Write(append(line, '\n'))
		total = i
		return werr == nil
	})
	if err == nil {
		err = out.Flush()
	}
	return total, hex.EncodeToString(sum.Sum(nil)), err
}

// Point is a point of a plan with the values of its parameters.
type Point struct {
	Index  int // counted from 1
	Values []float64
}

// eachPoint calls yield with the points of a table that keep wants, in order. Whether the table is that of the
// plan shows at its end, by the hash of the whole.
func eachPoint(path, hash string, parameters int, keep func(index int) bool, yield func(Point) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	r := csv.NewReader(bufio.NewReaderSize(io.TeeReader(f, sum), 1<<16))
	r.ReuseRecord, r.FieldsPerRecord = true, parameters+1
	if _, err := r.Read(); err != nil {
		return badInput("%s: %v; make the plan again", path, err)
	}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return badInput("%s: %v; make the plan again", path, err)
		}
		index, err := strconv.Atoi(cells[0])
		if err != nil {
			return badInput("%s: %q is no number of a point; make the plan again", path, cells[0])
		}
		if !keep(index) {
			continue
		}
		p := Point{Index: index, Values: make([]float64, parameters)}
		for k, text := range cells[1:] {
			if p.Values[k], err = strconv.ParseFloat(text, 64); err != nil {
				return badInput("%s: point %d: %q is no number; make the plan again", path, index, text)
			}
		}
		if err := yield(p); err != nil {
			return err
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != hash {
		return badInput("%s: its bytes are not those of the plan (SHA-256 %.12s… in place of %.12s…); restore it or make the plan again", path, got, hash)
	}
	return nil
}
