package sweep

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/internal/columnar"
)

// Names of the columns of outcomes that quantities look at.
const (
	columnEquilibrium = "equilibrium"
	columnStable      = "stable"
	columnRegion      = "region"
	columnIndustry    = "industry"
	columnQuantity    = "quantity" // of models whose rows are a name, an index and a value
	columnIndex       = "index"
	columnValue       = "value"
)

// Names of quantities that count.
const (
	countEquilibria = "equilibria"
	countStable     = "stable_equilibria"
)

// Quantity makes one number of an outcome, which may have several equilibria: the largest, the smallest or the
// mean value of a column in one region, over the stable equilibria or over all.
type Quantity struct {
	Column   string // or equilibria, stable_equilibria: how many there are
	Region   int    // counted from 1
	Industry int
	Over     string // stable | all
	Take     string // max | min | mean
}

// Check reports what is wrong with a quantity for outcomes with these columns.
func (q *Quantity) Check(columns []columnar.Column) error {
	var names []string
	for _, c := range columns {
		if c.Kind == columnar.Int || c.Kind == columnar.Float {
			names = append(names, c.Name)
		}
		if c.Name == columnQuantity { // any name may stand in it
			return nil
		}
	}
	if q.Counts() || slices.Contains(names, q.Column) {
		return nil
	}
	return badInput("unknown column %q of a sweep; allowed: %s, %s, %s", q.Column, strings.Join(names, ", "), countEquilibria, countStable)
}

// Of is the quantity of an outcome, NaN where it has none.
func (q *Quantity) Of(o *Outcome) float64 {
	at := map[string]int{}
	for i, c := range o.Columns {
		at[c.Name] = i
	}
	cell := func(row []any, name string) any {
		if i, ok := at[name]; ok {
			return row[i]
		}
		return nil
	}
	if q.Counts() {
		return q.count(o, cell)
	}
	total, n, least, most := 0.0, 0, math.Inf(1), math.Inf(-1)
	for _, row := range o.Rows {
		v := cell(row, q.Column)
		if name, ok := cell(row, columnQuantity).(string); ok {
			if i, ok := cell(row, columnIndex).(int); name != q.Column || ok && i != q.Region {
				continue
			}
			v = cell(row, columnValue)
		}
		if !q.keeps(row, cell) {
			continue
		}
		x, ok := v.(float64)
		if whole, isInt := v.(int); isInt {
			x, ok = float64(whole), true
		}
		if !ok {
			continue
		}
		total, n, least, most = total+x, n+1, min(least, x), max(most, x)
	}
	switch {
	case n == 0:
		return math.NaN()
	case q.Take == "min":
		return least
	case q.Take == "mean":
		return total / float64(n)
	}
	return most
}

// keeps tells whether a row is of the region, the industry and the equilibria that are looked at.
func (q *Quantity) keeps(row []any, cell func([]any, string) any) bool {
	if r, ok := cell(row, columnRegion).(int); ok && r != q.Region {
		return false
	}
	if i, ok := cell(row, columnIndustry).(int); ok && i != max(1, q.Industry) {
		return false
	}
	if q.Over == "all" || cell(row, columnEquilibrium) == nil {
		return true
	}
	stable, ok := cell(row, columnStable).(bool)
	return ok && stable
}

func (q *Quantity) count(o *Outcome, cell func([]any, string) any) float64 {
	if o.Status == Failed {
		return math.NaN()
	}
	seen := map[int]bool{}
	for _, row := range o.Rows {
		n, ok := cell(row, columnEquilibrium).(int)
		stable, _ := cell(row, columnStable).(bool)
		if ok && (q.Column == countEquilibria || stable) {
			seen[n] = true
		}
	}
	return float64(len(seen))
}

// Counts tells whether the quantity is a number of equilibria.
func (q *Quantity) Counts() bool { return q.Column == countEquilibria || q.Column == countStable }

// String names the quantity for tables: share of region 1.
func (q *Quantity) String() string {
	if q.Counts() {
		return q.Column
	}
	return fmt.Sprintf("%s of region %d", q.Column, q.Region)
}
