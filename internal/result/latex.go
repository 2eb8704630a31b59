package result

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// TableOptions say how a table is set.
type TableOptions struct {
	Ext     string   // .tex, .csv, .md or .json
	Columns []string // nil: all
	Digits  int
	Caption string
}

// WriteTable writes a table for a paper: a LaTeX body in the style of booktabs, Markdown, CSV or JSON.
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
		return t.writeMarkdown(w, o)
	case ".tex":
		return t.writeLaTeX(w, o)
	}
	return fmt.Errorf("unknown kind of table %q; kinds are .tex, .csv, .md and .json", o.Ext)
}

// pick keeps the named columns.
func (t Table) pick(columns []string) (Table, error) {
	if len(columns) == 0 {
		return t, nil
	}
	out := Table{Name: t.Name, Columns: columns}
	var at []int
	for _, c := range columns {
		k := -1
		for i, have := range t.Columns {
			if have == c {
				k = i
			}
		}
		if k < 0 {
			return t, fmt.Errorf("unknown column %q; columns are %s", c, strings.Join(t.Columns, ", "))
		}
		at = append(at, k)
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
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(t.Columns, " | "), strings.Repeat(" --- |", len(t.Columns)))
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = strings.ReplaceAll(cell(c, o.Digits), "|", `\|`)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeLaTeX writes a tabular for \input, which needs \usepackage{booktabs}.
func (t Table) writeLaTeX(w io.Writer, o TableOptions) error {
	var b strings.Builder
	if o.Caption != "" {
		fmt.Fprintf(&b, "%% %s\n", o.Caption)
	}
	align := make([]byte, len(t.Columns))
	for k := range align {
		align[k] = 'l'
		if len(t.Rows) > 0 {
			switch t.Rows[0][k].(type) {
			case float64, int:
				align[k] = 'r'
			}
		}
	}
	fmt.Fprintf(&b, "\\begin{tabular}{%s}\n\\toprule\n", align)
	heads := make([]string, len(t.Columns))
	for k, c := range t.Columns {
		heads[k] = heading(c)
	}
	fmt.Fprintf(&b, "%s \\\\\n\\midrule\n", strings.Join(heads, " & "))
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for k, c := range row {
			cells[k] = latexCell(c, o.Digits)
		}
		fmt.Fprintf(&b, "%s \\\\\n", strings.Join(cells, " & "))
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

var headings = map[string]string{"share": `$\lambda$`, "wage": "$w$", "price_index": "$G$", "real_wage": `$\omega$`, "payoff": "$e^{u}$", "leading_eigenvalue": "leading eigenvalue", "T": "$T$", "tau": `$\tau$`}

func heading(column string) string {
	if h, ok := headings[column]; ok {
		return h
	}
	return escape(strings.ReplaceAll(column, "_", " "))
}

func latexCell(v any, digits int) string {
	if _, ok := v.(float64); ok {
		s := cell(v, digits)
		if mantissa, exponent, ok := strings.Cut(s, "e"); ok {
			return fmt.Sprintf(`$%s\times 10^{%s}$`, mantissa, strings.TrimPrefix(strings.Replace(exponent, "-0", "-", 1), "+0"))
		}
		if strings.HasPrefix(s, "-") {
			return "$" + s + "$"
		}
		return s
	}
	return escape(cell(v, digits))
}

var texEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "{", `\{`, "}", `\}`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`)

func escape(s string) string { return texEscapes.Replace(s) }
