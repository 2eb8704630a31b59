package result

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/consumer"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// sample has a case for each way in which a column is set.
func sample() Table {
	return Table{Name: "sample", Columns: []string{"row", "region", "share", "residual", "welfare_world", "z", "industry", "delta"}, Rows: [][]any{
		{"nash", 1, 0.73154321, 1e-16, -0.5, nil, nil, 12.5},
		{"nash", 2, 0.26845679, 0.0, 1.25, 0.7, nil, 1.0},
		{"a & b", 1, 1.0, 3e-5, math.NaN(), nil, nil, 100.25},
	}}
}

const sampleTeX = `\begin{table}[tbp]
\centering
\caption{100\% of $\lambda_1$}
\label{tab:a}
\begin{tabular}{lrr@{}lrr@{}lr@{}lr}
\toprule
Regime & Region & \multicolumn{2}{c}{$\lambda$} & Residual & \multicolumn{2}{c}{World} & \multicolumn{2}{c}{$z$} & $\delta$ \\
\midrule
Nash & 1 & 0&.732 & $1.00\times 10^{-16}$ & $-$0&.50 & \multicolumn{2}{c}{--} & 12 \\
 & 2 & 0&.268 & $0$ & 1&.25 & 0&.7 & 1 \\
\addlinespace
a \& b & 1 & 1&.000 & $3.00\times 10^{-5}$ & \multicolumn{2}{c}{--} & \multicolumn{2}{c}{--} & 100 \\
\bottomrule
\end{tabular}

\par\smallskip
\begin{minipage}{\linewidth}\footnotesize\emph{Note.} Rounded.\end{minipage}
\end{table}
`

// Decimal points stand in line, small numbers have powers of ten, repeated
// cells stand once, a column without entries is left out.
func TestTables(t *testing.T) {
	o := TableOptions{
		Ext: ".tex", Digits: 3, Caption: `100% of $\lambda_1$`, Label: "tab:a", Float: true, Note: "Rounded.",
		Symbols: func(c string) string { return map[string]string{"delta": `$\delta$`}[c] },
	}
	if got := table(t, sample(), o); got != sampleTeX {
		t.Errorf("got\n%s\nwant\n%s", got, sampleTeX)
	}
	o.Float = false
	got := table(t, sample(), o)
	if !strings.HasPrefix(got, "% 100% of $\\lambda_1$\n\\begin{tabular}") || strings.Contains(got, "\\caption") {
		t.Errorf("the body for \\input:\n%s", got)
	}
	o.Ext, o.Caption, o.Note = ".md", "", ""
	o.Columns = []string{"row", "share", "z"}
	want := "| row | share | z |\n| --- | ---: | ---: |\n| Nash | 0.732 |  |\n| Nash | 0.268 | 0.7 |\n| a & b | 1.000 |  |\n"
	if got := table(t, sample(), o); got != want {
		t.Errorf("Markdown: got\n%s\nwant\n%s", got, want)
	}
	o.Ext = ".csv"
	if got := table(t, sample(), o); !strings.Contains(got, "nash,0.73154321,\n") {
		t.Errorf("CSV rounds, or renames regimes:\n%s", got)
	}
	o.Columns = []string{"shar"}
	if err := WriteTable(&bytes.Buffer{}, sample(), o); err == nil || !strings.Contains(err.Error(), "columns are row, region, share") {
		t.Errorf("an unknown column: %v", err)
	}
}

func table(t *testing.T, tab Table, o TableOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteTable(&b, tab, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// No number of a column shows more digits than it has, and rounding never turns
// a number into zero that was not near it.
func TestColumnKeepsNumbers(t *testing.T) {
	for _, c := range []struct {
		cells []any
		want  []string
	}{
		{[]any{0.5, 1.0}, []string{"0.5", "1.0"}},
		{[]any{5.0, 7.0}, []string{"5", "7"}},
		{[]any{1234.5678, 0.01}, []string{"1235", "0"}},
		{[]any{1.0, 1.0 / 3}, []string{"1.0000", "0.3333"}},
		{[]any{-1e-9, 2.0}, []string{"-1.00e-09", "2.00e+00"}},
		{[]any{-0.0001, 2.0}, []string{"0.000", "2.000"}},
		{[]any{math.Inf(1), 2.5}, []string{"", "2.5"}},
		{[]any{-5.55e-17, 0.25}, []string{"0.00", "0.25"}}, // rounding, not a result
		{[]any{1e-16, 0.0}, []string{"0", "0"}},
	} {
		tab := Table{Columns: []string{"x"}}
		for _, v := range c.cells {
			tab.Rows = append(tab.Rows, []any{v})
		}
		col := tab.columns(TableOptions{Digits: 4})[0]
		for i, want := range c.want {
			if got := col.text(i); got != want {
				t.Errorf("%v: cell %d is %q, want %q", c.cells, i+1, got, want)
			}
		}
	}
}

// Tables, and the parameters and equations of every model, compile with the
// packages they name.
func TestLaTeXCompiles(t *testing.T) {
	var doc bytes.Buffer
	doc.WriteString("\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{" + strings.Join(ScenarioPackages, ",") + "}\n\\begin{document}\n")
	doc.WriteString(sampleTeX)
	doc.WriteString(table(t, sample(), TableOptions{Ext: ".tex", Digits: 4}))
	for _, d := range model.Definitions() {
		f, err := scenario.Read(strings.NewReader("title: 50% of μ & σ\nmodel: "+d.Spec.Name+"\nparameters: {mu: 0.4, sigma: 1e-7}\n"+blocks), "a.yaml", scenario.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := WriteScenario(&doc, f, &d, ScenarioOptions{Symbols: func(string) string { return "" }}); err != nil {
			t.Fatal(err)
		}
		for _, e := range d.Equations {
			if !strings.Contains(doc.String(), e.LaTeX) {
				t.Errorf("%s: the equation %s is left out", d.Spec.Name, e.Name)
			}
		}
		doc.WriteString("\\clearpage\n")
	}
	doc.WriteString("\\end{document}\n")
	latex := consumer.LaTeX(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "all.tex"), doc.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(latex, "-interaction=nonstopmode", "-halt-on-error", "all.tex")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out[max(0, len(out)-2000):])
	}
	if i := bytes.Index(out, []byte("Overfull \\hbox")); i >= 0 {
		t.Errorf("a line is too long: %s", out[i:min(len(out), i+200)])
	}
}

const blocks = `
external_economies: {enterprises: 500, spillover: {epsilon: 0.05, decay: 10}}
joint_action:
  regime: nash
  forms: {HB: {theta: 0.1, kappa: 0.08}, HM: {theta: 0.3, kappa: 0.02, c: 0, chi: 0.05}}
rest_of_world: [{name: world, labour: 10, wage: 1, income: 20, T: 1.8}]
`
