package sweep

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/geosolve/geosolve/internal/columnar"
)

// Collection is all records of a plan, found in its journals. It holds where they are, not what they say.
type Collection struct {
	Plan    *Plan
	Count   Count
	Missing []int             // points without a record
	Columns []columnar.Column // of the merged rows: point, status, reason, parameters, outcome
	Shards  []Count           // by shard of the plan
	Twice   int               // records of points that have one already, the same
	Torn    int               // lines that are not whole
	Foreign int               // lines of another plan
	First   string            // reason of the first point that failed in part or in whole

	places []place // by point
	files  []string
	sets   [][]columnar.Column // distinct lists of columns
}

// Count counts points by status.
type Count struct {
	Points  int `json:"points"`
	OK      int `json:"ok"`
	Partly  int `json:"partly"`
	Failed  int `json:"failed"`
	Missing int `json:"missing"`
}

func (c *Count) add(s Status) {
	switch s {
	case OK:
		c.OK++
	case Partly:
		c.Partly++
	default:
		c.Failed++
	}
}

// Complete tells whether every point has a record.
func (c Count) Complete() bool { return c.Missing == 0 }

// place is where the record of a point stands; length 0: nowhere.
type place struct {
	offset    int64
	length    int32
	file, set int32
}

// Collect finds the records of a plan.
func (p *Plan) Collect() (*Collection, error) {
	files, err := p.journals()
	if err != nil {
		return nil, err
	}
	c := &Collection{Plan: p, files: files, places: make([]place, p.Total), Shards: make([]Count, p.Shards)}
	setOf := map[string]int32{}
	first := p.Total + 1
	for n, path := range files {
		torn, foreign, err := p.readJournal(path, func(l line) error {
			at := &c.places[l.Point-1]
			if at.length > 0 {
				c.Twice++
				return c.agree(l, n, at)
			}
			key := fmt.Sprint(l.Columns)
			set, ok := setOf[key]
			if !ok {
				set = int32(len(c.sets))
				setOf[key] = set
				c.sets = append(c.sets, l.Columns)
			}
			*at = place{l.offset, int32(l.length), int32(n), set}
			c.Count.add(l.Status)
			c.Shards[(l.Point-1)%p.Shards].add(l.Status)
			if l.Status != OK && l.Point < first {
				first, c.First = l.Point, fmt.Sprintf("point %d: %s", l.Point, l.Reason)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		c.Torn += torn
		c.Foreign += foreign
	}
	c.Count.Points = p.Total
	for n := range c.Shards {
		c.Shards[n].Points = Shard{n + 1, p.Shards}.Size(p.Total)
	}
	for i, at := range c.places {
		if at.length == 0 {
			c.Missing = append(c.Missing, i+1)
			c.Shards[i%p.Shards].Missing++
		}
	}
	c.Count.Missing = len(c.Missing)
	c.Columns, err = c.columns()
	return c, err
}

// agree compares a second record of a point with the first.
func (c *Collection) agree(l line, file int, at *place) error {
	first, err := c.text(*at)
	if err != nil {
		return err
	}
	second, err := c.text(place{offset: l.offset, length: int32(l.length), file: int32(file)})
	if err != nil {
		return err
	}
	if strings.TrimSuffix(string(first), "\n") != strings.TrimSuffix(string(second), "\n") {
		return fmt.Errorf("point %d stands in %s and in %s with different results; the machines compute different digits or the program is not the same everywhere: delete one of the files and run its shard again",
			l.Point, filepath.Base(c.files[at.file]), filepath.Base(c.files[file]))
	}
	return nil
}

// text reads the line of a record.
func (c *Collection) text(at place) ([]byte, error) {
	f, err := os.Open(c.files[at.file])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, at.length)
	_, err = f.ReadAt(b, at.offset)
	return b, err
}

// columns are those of the merged rows: those of outcomes in the order in which points bring them.
func (c *Collection) columns() ([]columnar.Column, error) {
	list := []columnar.Column{{Name: "point", Kind: columnar.Int}, {Name: "status", Kind: columnar.Text}, {Name: "reason", Kind: columnar.Text}}
	fixed := len(list)
	list = append(list, c.Plan.Parameters...)
	begin := len(list)
	at, seen := map[string]int{}, make([]bool, len(c.sets))
	for _, p := range c.places {
		if p.length == 0 || seen[p.set] {
			continue
		}
		seen[p.set] = true
		for _, col := range c.sets[p.set] {
			i, ok := at[col.Name]
			if !ok {
				at[col.Name] = len(list)
				list = append(list, col)
				continue
			}
			list[i].Kind = columnar.Common(list[i].Kind, col.Kind)
		}
	}
	for i := fixed; i < begin; i++ { // a parameter with the name of a result
		name := list[i].Name
		for k, col := range list {
			if k != i && (k < fixed || k >= begin) && col.Name == name {
				list[i].Name = "parameters." + name
			}
		}
	}
	return list, nil
}

// Each calls yield with every point that has a record, in order, and its outcome.
func (c *Collection) Each(yield func(Point, *Outcome) error) error {
	open := make([]*os.File, len(c.files))
	defer func() {
		for _, f := range open {
			if f != nil {
				f.Close()
			}
		}
	}()
	var buf []byte
	return c.Plan.eachPoint(func(i int) bool { return i >= 1 && i <= len(c.places) && c.places[i-1].length > 0 }, func(x Point) error {
		at := c.places[x.Index-1]
		if open[at.file] == nil {
			f, err := os.Open(c.files[at.file])
			if err != nil {
				return err
			}
			open[at.file] = f
		}
		if cap(buf) < int(at.length) {
			buf = make([]byte, at.length)
		}
		buf = buf[:at.length]
		if _, err := open[at.file].ReadAt(buf, at.offset); err != nil {
			return fmt.Errorf("%s: %w", c.files[at.file], err)
		}
		e, ok := decodeEnvelope(buf)
		if !ok || e.Point != x.Index {
			return fmt.Errorf("%s: the record of point %d changed while it was read; run merge again when no shard runs", c.files[at.file], x.Index)
		}
		o, err := e.outcome()
		if err != nil {
			return fmt.Errorf("%s: %w", c.files[at.file], err)
		}
		return yield(x, &o)
	})
}

// Rows are the merged rows of a point, as [Collection.Columns] says: one that failed has one row too.
func (c *Collection) Rows(x Point, o *Outcome) [][]any {
	head := make([]any, 0, len(c.Columns))
	head = append(head, x.Index, string(o.Status), nil)
	if o.Reason != "" {
		head[2] = o.Reason
	}
	for i, v := range x.Values {
		if c.Plan.Parameters[i].Kind == columnar.Int {
			head = append(head, int(v))
		} else {
			head = append(head, v)
		}
	}
	whole := func() []any { return append(head[:len(head):len(head)], make([]any, len(c.Columns)-len(head))...) }
	if len(o.Rows) == 0 {
		return [][]any{whole()}
	}
	at := make([]int, len(o.Columns))
	for i, col := range o.Columns {
		for k := len(head); k < len(c.Columns); k++ {
			if c.Columns[k].Name == col.Name {
				at[i] = k
			}
		}
	}
	rows := make([][]any, len(o.Rows))
	for n, cells := range o.Rows {
		rows[n] = whole()
		for i, cell := range cells {
			rows[n][at[i]] = cell
		}
	}
	return rows
}
