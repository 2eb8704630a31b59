package result

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// ScenarioOptions say how a scenario is written for a paper.
type ScenarioOptions struct {
	Document bool                     // a document of its own, not a part for \input
	Symbols  func(path string) string // LaTeX symbol of a parameter, "" where it has none
}

// ScenarioPackages are the packages of LaTeX that WriteScenario relies on.
var ScenarioPackages = []string{"amsmath", "array", "booktabs"}

// WriteScenario writes the parameters of a scenario as a table, with symbol, meaning and value, and the
// equations of its model, each with its source.
func WriteScenario(w io.Writer, f *scenario.File, d *model.Definition, o ScenarioOptions) error {
	var b strings.Builder
	if o.Document {
		b.WriteString("\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage[margin=25mm]{geometry}\n")
		for _, p := range ScenarioPackages {
			fmt.Fprintf(&b, "\\usepackage{%s}\n", p)
		}
		b.WriteString("\\begin{document}\n")
	} else {
		fmt.Fprintf(&b, "%% Needs \\usepackage{%s}.\n", strings.Join(ScenarioPackages, ","))
	}
	title := f.Title
	if title == "" {
		title = d.Spec.Summary
	}
	fmt.Fprintf(&b, "\\begin{table}[tbp]\n\\centering\\small\n\\caption{Parameters: %s}\n\\label{tab:%s:parameters}\n", Prose(title), d.Spec.Name)
	b.WriteString("\\begin{tabular}{l>{\\raggedright\\arraybackslash}p{0.42\\linewidth}>{\\raggedright\\arraybackslash}p{0.2\\linewidth}}\n\\toprule\nSymbol & Meaning & Value \\\\\n\\midrule\n")
	for i, p := range parametersOf(f, d, o.Symbols) {
		if i > 0 && p.block != "" {
			fmt.Fprintf(&b, "\\addlinespace\n\\multicolumn{3}{l}{\\emph{%s}} \\\\\n", escape(p.block))
		}
		fmt.Fprintf(&b, "%s & %s & %s \\\\\n", p.symbol, escape(p.meaning), p.value)
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n\\end{table}\n")
	writeEquations(&b, d)
	if o.Document {
		b.WriteString("\\end{document}\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeEquations writes each equation of a model under its name and source.
func writeEquations(b *strings.Builder, d *model.Definition) {
	fmt.Fprintf(b, "\n%% The equations of the model %s.\n", d.Spec.Name)
	for i, e := range d.Equations {
		source := ""
		if e.Source != "" {
			source = " (" + strings.ReplaceAll(escape(e.Source), "eq. ", "eq.~") + ")"
		}
		fmt.Fprintf(b, "\\paragraph{%s}%s\n\\begin{equation}\\label{eq:%s:%d}\n  %s\n\\end{equation}\n",
			escape(strings.ToUpper(e.Name[:1])+e.Name[1:]), source, d.Spec.Name, i+1, e.LaTeX)
	}
}

// parameter is a row of the table of parameters.
type parameter struct{ symbol, meaning, value, block string }

// economyBlocks are the blocks of a scenario that say what the economy is.
var economyBlocks = []string{"trade_cost", "borders", "industries", "mobility", "groups", "agriculture", "external_economies", "joint_action", "rest_of_world"}

// parametersOf lists the parameters of the model, then those of the blocks that the file sets.
func parametersOf(f *scenario.File, d *model.Definition, symbols func(string) string) []parameter {
	var out []parameter
	for _, p := range d.Spec.Parameters {
		v, ok := f.Parameters[p.Name]
		value := p.DefaultText
		switch {
		case ok:
			value = valueTeX(v)
		case p.Default != "":
			value = escape(p.Default)
		case value == "":
			continue // an alternative that the file does not use
		default:
			value = escape(value)
		}
		out = append(out, parameter{symbol: "$" + p.Symbol + "$", meaning: capital(p.Meaning), value: value})
	}
	given := ""
	for _, s := range f.Resolved().Sources {
		block, _, _ := strings.Cut(s.Path, ".")
		if !isEconomy(block) || s.Doc == "" || s.Value == nil || strings.HasSuffix(s.Path, ".name") || s.Source.Origin == scenario.FromDefault && given != block {
			continue
		}
		value := valueTeX(s.Value)
		if value == "" {
			continue
		}
		row := parameter{symbol: symbols(s.Path), meaning: capital(s.Doc), value: value}
		if row.symbol == "" {
			row.symbol = `\texttt{` + escape(s.Path[strings.IndexByte(s.Path, '.')+1:]) + "}"
		} else if where := within(s.Path); where != "" {
			row.meaning += " (" + where + ")"
		}
		if block != given {
			row.block = capital(strings.ReplaceAll(block, "_", " "))
			given = block
		}
		out = append(out, row)
	}
	return out
}

func isEconomy(block string) bool {
	for _, b := range economyBlocks {
		if b == block {
			return true
		}
	}
	return false
}

// within names the entry of a block that a key stands in: HB of joint_action.forms.HB.theta.
func within(path string) string {
	keys := strings.Split(path, ".")
	if len(keys) < 3 {
		return ""
	}
	return keys[len(keys)-2]
}

func capital(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// mostListed is how many numbers of a list a table shows.
const mostListed = 6

// valueTeX writes a value: a number with all its digits, a short list, or how long a list is.
func valueTeX(v any) string {
	switch x := v.(type) {
	case scenario.Value:
		if n, ok := x.Number(); ok {
			return valueTeX(n)
		}
		if file, col, ok := x.Reference(); ok {
			return `\texttt{` + escape(strings.TrimSuffix(file+":"+col, ":")) + "}"
		}
		if list := x.Vector(); list != nil {
			return valueTeX(list)
		}
		if rows := x.Matrix(); rows != nil {
			return fmt.Sprintf(`%d $\times$ %d matrix`, len(rows), len(rows[0]))
		}
		return ""
	case float64:
		return "$" + powerOfTen(strconv.FormatFloat(x, 'g', -1, 64)) + "$"
	case int:
		return "$" + strconv.Itoa(x) + "$"
	case bool:
		return words[strconv.FormatBool(x)]
	case string:
		return escape(x)
	case *float64:
		return valueTeX(*x)
	case []float64:
		if len(x) > mostListed {
			return fmt.Sprintf("%d numbers", len(x))
		}
		parts := make([]string, len(x))
		for i, n := range x {
			parts[i] = valueTeX(n)
		}
		return strings.Join(parts, ", ")
	case [][]float64:
		return fmt.Sprintf(`%d $\times$ %d matrix`, len(x), len(x[0]))
	case []int:
		if len(x) > mostListed {
			return fmt.Sprintf("%d numbers", len(x))
		}
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(x), " ", ", "), "[]")
	}
	return ""
}

// powerOfTen writes 1e-07 as LaTeX does.
func powerOfTen(s string) string {
	mantissa, exponent, ok := strings.Cut(s, "e")
	if !ok {
		return s
	}
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return s
	}
	if mantissa == "1" {
		return fmt.Sprintf("10^{%d}", e)
	}
	return fmt.Sprintf(`%s\times 10^{%d}`, mantissa, e)
}
