package table

import (
	"fmt"
	"sort"
	"strings"
)

// populationColumn is the column that ranks places by size.
const populationColumn = "population"

// operators in the order they are looked for at one place: the longer first.
var operators = []string{">=", "<=", "!=", "==", "=", "<", ">"}

// A condition compares the cells of one column with a value.
type condition struct {
	column   int
	operator string
	text     string
	number   float64
	numeric  bool
}

// Where returns the rows for which every condition holds. Conditions are joined by ` and `; each is a column, one of
// = (or ==) != < <= > >=, and a value, which may stand in single or double quotes:
//
//	country=BR and population>=1000
//	name!="São Paulo"
//
// = and != compare as numbers if the cell and the value both are numbers (so that admin=4 finds 04), as text otherwise;
// the other operators need numbers on both sides. It is an error if no row is left.
func (t *Table) Where(expression string) (*Table, error) {
	var conditions []condition
	for _, term := range splitAnd(expression) {
		c, err := t.parseCondition(term)
		if err != nil {
			return nil, err
		}
		conditions = append(conditions, c)
	}
	kept := t.empty()
	for i := range t.rows {
		holds, err := t.holdsAll(i, conditions)
		if err != nil {
			return nil, err
		}
		if holds {
			kept.take(t, i)
		}
	}
	if kept.Len() == 0 {
		return nil, fmt.Errorf("%s: none of the %s has %s", t.name, count(len(t.rows), "row"), expression)
	}
	return kept, nil
}

// Top returns the n rows with the largest population, largest first, rows of equal population in the order of the
// file; without a column population the first n rows. All rows if there are fewer than n; it is an error if n < 1.
func (t *Table) Top(n int) (*Table, error) {
	if n < 1 {
		return nil, fmt.Errorf("%s: top is %d, but must be at least 1", t.name, n)
	}
	order := make([]int, t.Len())
	for i := range order {
		order[i] = i
	}
	if t.Has(populationColumn) {
		population, err := t.Floats(populationColumn)
		if err != nil {
			return nil, err
		}
		sort.SliceStable(order, func(a, b int) bool { return population[order[a]] > population[order[b]] })
	}
	top := t.empty()
	for _, i := range order[:min(n, len(order))] {
		top.take(t, i)
	}
	return top, nil
}

// empty is a table of the same columns without rows.
func (t *Table) empty() *Table { return &Table{name: t.name, columns: t.columns} }

// take appends row i of from.
func (t *Table) take(from *Table, i int) {
	t.rows = append(t.rows, from.rows[i])
	t.lines = append(t.lines, from.lines[i])
}

// parseCondition reads column, operator, value.
func (t *Table) parseCondition(term string) (condition, error) {
	at, operator := findOperator(term)
	if at < 0 {
		return condition{}, fmt.Errorf("condition %q has no operator; write a column, one of = != < <= > >=, and a value, such as population>=1000", strings.TrimSpace(term))
	}
	column, err := t.index(strings.TrimSpace(term[:at]))
	if err != nil {
		return condition{}, err
	}
	c := condition{column: column, operator: operator, text: unquote(strings.TrimSpace(term[at+len(operator):]))}
	if operator == "==" {
		c.operator = "="
	}
	c.number, c.numeric = parseFinite(c.text)
	if ordering := c.operator != "=" && c.operator != "!="; ordering && !c.numeric {
		return condition{}, fmt.Errorf("condition %q: %q is not a finite number", strings.TrimSpace(term), c.text)
	}
	return c, nil
}

// holdsAll says whether row i meets all conditions, taken in order up to the first that fails: a later one may compare
// cells that are numbers only where the earlier ones hold.
func (t *Table) holdsAll(i int, conditions []condition) (bool, error) {
	for _, c := range conditions {
		if holds, err := t.holds(i, c); err != nil || !holds {
			return false, err
		}
	}
	return true, nil
}

// holds says whether row i meets the condition.
func (t *Table) holds(i int, c condition) (bool, error) {
	if c.operator == "=" || c.operator == "!=" {
		cell := t.rows[i][c.column]
		equal := cell == c.text
		if value, ok := parseFinite(cell); ok && c.numeric {
			equal = value == c.number
		}
		return equal == (c.operator == "="), nil
	}
	value, err := t.number(i, c.column)
	if err != nil {
		return false, err
	}
	switch c.operator {
	case "<":
		return value < c.number, nil
	case "<=":
		return value <= c.number, nil
	case ">":
		return value > c.number, nil
	default:
		return value >= c.number, nil
	}
}

// splitAnd cuts an expression at every " and " outside quotes.
func splitAnd(expression string) []string {
	const and = " and "
	var terms []string
	start, quote := 0, byte(0)
	for i := 0; i < len(expression); i++ {
		switch c := expression[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && opensQuote(expression[start:i]):
			quote = c
		case strings.HasPrefix(expression[i:], and):
			terms = append(terms, expression[start:i])
			i += len(and) - 1
			start = i + 1
		}
	}
	return append(terms, expression[start:])
}

// opensQuote says whether a quote after this much of a term opens a value: directly after the operator. An apostrophe
// inside a name does not.
func opensQuote(before string) bool {
	trimmed := strings.TrimRight(before, " ")
	return strings.HasSuffix(trimmed, "=") || strings.HasSuffix(trimmed, "<") || strings.HasSuffix(trimmed, ">")
}

// findOperator is the place of the first operator of a term, −1 if there is none.
func findOperator(term string) (int, string) {
	for i := range term {
		for _, operator := range operators {
			if strings.HasPrefix(term[i:], operator) {
				return i, operator
			}
		}
	}
	return -1, ""
}

// unquote drops one pair of quotes around a value.
func unquote(value string) string {
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		return value[1 : n-1]
	}
	return value
}
