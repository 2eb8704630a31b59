package result

import (
	"fmt"
	"io"
	"strings"
)

// writeLaTeX writes a tabular for \input, or a whole float; both need
// \usepackage{booktabs}. Numbers of a column stand with their decimal points in
// line: each is two cells, before the point and after.
func (t Table) writeLaTeX(w io.Writer, o TableOptions) error {
	var b strings.Builder
	if o.Float {
		fmt.Fprintf(&b, "\\begin{table}[tbp]\n\\centering\n\\caption{%s}\n", Prose(o.Caption))
		if o.Label != "" {
			fmt.Fprintf(&b, "\\label{%s}\n", o.Label)
		}
	} else if o.Caption != "" {
		fmt.Fprintf(&b, "%% %s\n", strings.Join(strings.Fields(o.Caption), " "))
	}
	t.tabular(&b, o)
	if o.Float {
		if o.Note != "" {
			fmt.Fprintf(&b, "\n\\par\\smallskip\n\\begin{minipage}{\\linewidth}\\footnotesize\\emph{Note.} %s\\end{minipage}\n", Prose(o.Note))
		}
		b.WriteString("\\end{table}\n")
	} else if o.Note != "" {
		fmt.Fprintf(&b, "%% Note. %s\n", strings.Join(strings.Fields(o.Note), " "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tabular writes the body: rules of booktabs, and space between groups of rows
// that share their first cells, which are written once.
func (t Table) tabular(b *strings.Builder, o TableOptions) {
	columns := t.columns(o)
	align := ""
	heads := make([]string, len(columns))
	for k, c := range columns {
		align += c.align()
		heads[k] = c.head()
	}
	fmt.Fprintf(b, "\\begin{tabular}{%s}\n\\toprule\n%s \\\\\n\\midrule\n", align, strings.Join(heads, " & "))
	shared := t.shared()
	for i := range t.Rows {
		cells := make([]string, len(columns))
		again := i > 0 && shared > 0 && sameText(t.Rows[i][0], t.Rows[i-1][0])
		if i > 0 && shared > 0 && !again {
			b.WriteString("\\addlinespace\n")
		}
		for k, c := range columns {
			cells[k] = c.latex(i, again && k < shared)
		}
		fmt.Fprintf(b, "%s \\\\\n", strings.Join(cells, " & "))
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
}

// shared is how many leading columns are the same all through each group of
// rows with the same first cell; zero where no group has two rows.
func (t Table) shared() int {
	n, any := len(t.Columns), false
	for i := 1; i < len(t.Rows); i++ {
		if !sameText(t.Rows[i][0], t.Rows[i-1][0]) {
			continue
		}
		any = true
		same := 0
		for same < n && sameText(t.Rows[i][same], t.Rows[i-1][same]) {
			same++
		}
		n = same
	}
	if !any {
		return 0
	}
	return n
}

func sameText(a, b any) bool { return cell(a, -1) == cell(b, -1) }

// headings are the symbols of columns; others are the column's name in words.
var headings = map[string]string{
	"share": `$\lambda$`, "wage": "$w$", "price_index": "$G$", "price": "$p$", "real_wage": `$\omega$`, "payoff": "$e^{u}$", "firms": "$n$", "profit": `$\pi$`,
	"z": "$z$", "residual": "Residual", "leading_eigenvalue": "Leading eigenvalue", "location_quotient": "LQ", "locational_gini": "Gini", "herfindahl": "$H$", "time": "$t$",
	"effort_hb": "$a^{HB}$", "effort_hm": "$a^{HM}$", "effort_vb": "$a^{VB}$", "effort_vm": "$a^{VM}$", "effort_pr": "$a^{PR}$", "row": "Regime",
	"welfare_workers": "Workers", "welfare_farmers": "Farmers", "welfare_world": "World", "payoff_change": `$\Delta u$`, "welfare_change": `$\Delta W$`, "orbit": "Images",
}

func heading(column string, symbols func(string) string) string {
	if h, ok := headings[strings.ToLower(column)]; ok {
		return h
	}
	if symbols != nil {
		if h := symbols(column); h != "" {
			return h
		}
	}
	s := strings.ReplaceAll(column, "_", " ")
	return escape(strings.ToUpper(s[:1]) + s[1:])
}

// words say in a paper what results say in keys.
var words = map[string]string{
	"none": "No joint action", "nash": "Nash", "self-enforcing": "Self-enforcing agreement", "support": "Agreement with support",
	"cooperative": "Cooperative", "government": "Government", "planner": "Planner", "exogenous": "Given effort", "true": "Yes", "false": "No",
}

// wordsOf are the columns whose entries words replaces.
var wordsOf = map[string]bool{"row": true, "regime": true}

var texEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "{", `\{`, "}", `\}`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "<", `$<$`, ">", `$>$`, "|", `$|$`, "−", `$-$`, "≤", `$\le$`, "≥", `$\ge$`, "≠", `$\ne$`, "∞", `$\infty$`,
	"×", `$\times$`, "½", `$\frac12$`, "→", `$\to$`, "…", `\ldots{}`, "σ", `$\sigma$`, "μ", `$\mu$`, "λ", `$\lambda$`, "κ", `$\kappa$`, "χ", `$\chi$`, "ω", `$\omega$`,
	"τ", `$\tau$`, "φ", `$\phi$`, "θ", `$\theta$`, "δ", `$\delta$`, "·", `$\cdot$`, "²", `$^2$`, "ᵀ", `$^\top$`, "Σ", `$\sum$`, "∈", `$\in$`, "⁻", `$^-$`, "¹", `$^1$`,
	"ε", `$\varepsilon$`, "α", `$\alpha$`, "β", `$\beta$`, "γ", `$\gamma$`, "η", `$\eta$`, "ρ", `$\rho$`, "ν", `$\nu$`, "ζ", `$\zeta$`, "ξ", `$\xi$`, "Δ", `$\Delta$`, "√", `$\surd$`)

func escape(s string) string { return texEscapes.Replace(s) }

// Prose is text for LaTeX: formulae between dollar signs as they are, the rest
// with its special characters protected.
func Prose(s string) string {
	parts := strings.Split(s, "$")
	if len(parts)%2 == 0 { // a dollar sign without its partner is one
		return escape(s)
	}
	for i := range parts {
		if i%2 == 0 {
			parts[i] = escape(parts[i])
		}
	}
	return strings.Join(parts, "$")
}
