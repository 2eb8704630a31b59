package result

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// column is one column of a table for a paper.
type column struct {
	name    string
	heading string
	cells   []any
	numeric bool // every cell is a number or missing
	points  bool // some cell has decimals: cells stand with their points in line
	power   bool // set with powers of ten
	digits  int  // after the point; significant ones under power
}

// A column is set with powers of ten where its numbers differ by more than
// widestRange in size, or none is between tiny and huge: so many zeros would not
// be read.
const (
	widestRange = 1e6
	tiny, huge  = 1e-4, 1e7
)

// noise is the share of the largest number of a column below which one is zero
// to the reader: 450 roundings of double precision, which a sum of a few hundred
// terms of the size of the largest makes.
const noise = 1e-13

// errorColumns hold errors, whose small numbers are what they say; elsewhere shares, logs and prices are of the
// size of one, and a column of nothing but rounding is one of zeros.
var errorColumns = map[string]bool{"residual": true, "precision": true, "walras": true, "error": true}

// columns fits the columns to significant digits of the largest number in each.
func (t Table) columns(o TableOptions) []column {
	out := make([]column, len(t.Columns))
	for k, name := range t.Columns {
		c := column{name: name, heading: heading(name, o.Symbols), cells: make([]any, len(t.Rows)), numeric: len(t.Rows) > 0}
		any := false
		for i, row := range t.Rows {
			c.cells[i] = row[k]
			switch x := row[k].(type) {
			case nil, int:
				any = any || x != nil
			case float64:
				c.points = true
				any = true
			default:
				c.numeric = false
			}
		}
		c.numeric = c.numeric && any
		c.points = c.points && c.numeric
		c.fit(max(1, o.Digits))
		out[k] = c
	}
	return out
}

// fit chooses the form of the numbers.
func (c *column) fit(digits int) {
	if !c.points {
		return
	}
	lo, hi := math.Inf(1), 0.0
	for _, v := range c.cells {
		if a := math.Abs(number(v)); a > 0 && !math.IsInf(a, 0) {
			hi = max(hi, a)
		}
	}
	if hi == 0 {
		return
	}
	if hi < noise && !errorColumns[c.name] {
		hi = 1
	}
	for i, v := range c.cells {
		if x, ok := v.(float64); ok && x != 0 && math.Abs(x) < noise*hi {
			c.cells[i] = 0.0
		} else if ok && x != 0 && !math.IsInf(x, 0) {
			lo = min(lo, math.Abs(x))
		}
	}
	if hi < tiny || hi >= huge || hi/lo > widestRange {
		c.power, c.digits = true, min(digits, 3)
		return
	}
	const most = 15 // digits that every number of double precision has
	c.digits = min(max(digits-int(math.Ceil(math.Log10(hi))), 0), most)
	for c.digits > 0 && c.exactWith(c.digits-1) {
		c.digits--
	}
}

// exactWith tells whether no number loses anything when rounded to d decimals.
func (c *column) exactWith(d int) bool {
	for _, v := range c.cells {
		x := number(v)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		if y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', d, 64), 64); err != nil || y != x {
			return false
		}
	}
	return true
}

// number is the value of a cell, NaN where it is none.
func number(v any) float64 {
	switch x := v.(type) {
	case float64:
		return x
	case int:
		return float64(x)
	}
	return math.NaN()
}

// missing stands for a number that there is not.
const missing = "--"

// aligned tells whether a cell of the column is two cells of LaTeX.
func (c column) aligned() bool { return c.points && !c.power && c.digits > 0 }

func (c column) align() string {
	switch {
	case c.aligned():
		return "r@{}l"
	case c.numeric:
		return "r"
	}
	return "l"
}

func (c column) head() string {
	if c.aligned() {
		return fmt.Sprintf(`\multicolumn{2}{c}{%s}`, c.heading)
	}
	return c.heading
}

// latex is cell i, blank where the row above says the same.
func (c column) latex(i int, blank bool) string {
	s := c.text(i)
	switch {
	case c.aligned() && blank:
		return " & "
	case blank:
		return ""
	case c.numeric && s == "":
		if c.aligned() {
			return `\multicolumn{2}{c}{` + missing + `}`
		}
		return missing
	case c.power:
		mantissa, exponent, ok := strings.Cut(s, "e")
		if !ok {
			return "$" + s + "$"
		}
		e, err := strconv.Atoi(exponent)
		if err != nil || e == 0 {
			return "$" + mantissa + "$"
		}
		return fmt.Sprintf(`$%s\times 10^{%d}$`, mantissa, e)
	case c.numeric:
		s = strings.Replace(s, "-", "$-$", 1)
		if c.aligned() {
			whole, part, _ := strings.Cut(s, ".")
			return whole + "&." + part
		}
		return s
	}
	return escape(s)
}

// text is cell i in plain characters.
func (c column) text(i int) string {
	v := c.cells[i]
	if c.points {
		x := number(v)
		switch {
		case math.IsNaN(x) || math.IsInf(x, 0):
			return ""
		case c.power && x == 0:
			return "0"
		case c.power:
			return strconv.FormatFloat(x, 'e', c.digits-1, 64)
		}
		s := strconv.FormatFloat(x, 'f', c.digits, 64)
		if strings.Trim(s, "-0.") == "" { // no minus before a zero
			s = strings.TrimPrefix(s, "-")
		}
		return s
	}
	s := cell(v, -1)
	if w, ok := words[s]; ok && (wordsOf[c.name] || s == "true" || s == "false") {
		return w
	}
	return s
}
