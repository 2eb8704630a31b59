package result

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// TableOptions say how a table is set.
type TableOptions struct {
	Ext     string   // .tex, .csv, .md or .json
	Columns []string // nil: all
	Digits  int      // significant ones of the largest number of a column, in .tex and .md
	Caption string
	Float   bool   // .tex: a table environment with caption and label, not only a tabular
	Label   string // of a float
	Note    string // under the table
	// Symbols gives the LaTeX symbol of a column, "" where it has none.
	Symbols func(column string) string
}

// WriteTable writes a table for a paper: LaTeX in the style of booktabs and Markdown with rounded numbers,
// CSV and JSON with all digits.
func WriteTable(w io.Writer, t Table, o TableOptions) error {
	t, err := t.pick(o.Columns)
	if err != nil {
		return err
	}
	switch o.Ext {
	case ".csv":
		return t.WriteCSV(w)
	case ".json":
		return t.writeRows(w)
	case ".md":
		return t.filled(o).writeMarkdown(w, o)
	case ".tex":
		return t.filled(o).writeLaTeX(w, o)
	}
	return fmt.Errorf("unknown kind of table %q; kinds are .tex, .csv, .md and .json", o.Ext)
}

// Part is the table of a result with a name, the first where the name is empty.
func Part(r Result, name string) (Table, error) {
	tables := r.Tables()
	var names []string
	for _, t := range tables {
		if t.Name == name || name == "" {
			return t, nil
		}
		names = append(names, t.Name)
	}
	return Table{}, fmt.Errorf("unknown part %q; parts are %s", name, strings.Join(names, ", "))
}

// Has reports the first of some columns that a table has not.
func (t Table) Has(columns []string) error {
	for _, c := range columns {
		if !slices.Contains(t.Columns, c) {
			return fmt.Errorf("unknown column %q; columns are %s", c, strings.Join(t.Columns, ", "))
		}
	}
	return nil
}

// pick keeps the named columns.
func (t Table) pick(columns []string) (Table, error) {
	if len(columns) == 0 {
		return t, nil
	}
	if err := t.Has(columns); err != nil {
		return t, err
	}
	out := Table{Name: t.Name, Columns: columns}
	var at []int
	for _, c := range columns {
		at = append(at, slices.Index(t.Columns, c))
	}
	for _, row := range t.Rows {
		r := make([]any, len(at))
		for i, k := range at {
			r[i] = row[k]
		}
		out.Rows = append(out.Rows, r)
	}
	return out, nil
}

// filled leaves out columns without an entry, such as the industry where there is one, unless they were asked for.
func (t Table) filled(o TableOptions) Table {
	if len(o.Columns) > 0 || len(t.Rows) == 0 {
		return t
	}
	var keep []string
	for k, c := range t.Columns {
		for _, row := range t.Rows {
			if cell(row[k], -1) != "" {
				keep = append(keep, c)
				break
			}
		}
	}
	out, err := t.pick(keep)
	if err != nil { // columns of the table itself
		return t
	}
	return out
}

func (t Table) writeRows(w io.Writer) error {
	rows := make([]map[string]any, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = map[string]any{}
		for k, c := range t.Columns {
			rows[i][c] = row[k]
		}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = w.Write(indent(data))
	return err
}

func (t Table) writeMarkdown(w io.Writer, o TableOptions) error {
	var b strings.Builder
	if o.Caption != "" {
		fmt.Fprintf(&b, "%s\n\n", o.Caption)
	}
	columns := t.columns(o)
	heads, rules := make([]string, len(columns)), make([]string, len(columns))
	for k, c := range columns {
		heads[k], rules[k] = c.name, "---"
		if c.numeric {
			rules[k] = "---:"
		}
	}
	fmt.Fprintf(&b, "| %s |\n| %s |\n", strings.Join(heads, " | "), strings.Join(rules, " | "))
	for i := range t.Rows {
		cells := make([]string, len(columns))
		for k, c := range columns {
			cells[k] = strings.ReplaceAll(c.text(i), "|", `\|`)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	if o.Note != "" {
		fmt.Fprintf(&b, "\n*Note.* %s\n", o.Note)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
