package plots

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/consumer"
)

// latex runs pdflatex on a document; it skips the test where there is none.
func latex(t *testing.T, dir, document string) {
	t.Helper()
	pdflatex := consumer.LaTeX(t)
	if err := os.WriteFile(filepath.Join(dir, "all.tex"), []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(pdflatex, "-interaction=nonstopmode", "-halt-on-error", "all.tex")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out[max(0, len(out)-2000):])
	}
	for _, bad := range []string{"Missing character", "Undefined control sequence", "Font Warning: Some font shapes"} {
		if i := bytes.Index(out, []byte(bad)); i >= 0 {
			t.Errorf("%s", out[i:min(len(out), i+300)])
		}
	}
}

// Every figure compiles where it is input, with the packages that its head
// names; the same figure gives the same bytes.
func TestTeXCompiles(t *testing.T) {
	dir := t.TempDir()
	all := gallery()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	var doc strings.Builder
	doc.WriteString("\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{pgf}\n\\begin{document}\n")
	for _, name := range names {
		if err := Save(all[name], Single(), filepath.Join(dir, name+".tex")); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&doc, "\\input{%s}\\clearpage\n", name)
	}
	doc.WriteString("\\end{document}\n")
	latex(t, dir, doc.String())
}

// A figure is a document of its own too, and its page has the figure's size.
func TestTeXAlone(t *testing.T) {
	var b bytes.Buffer
	fig := tomahawk()
	if err := Render(fig, Beamer(), TeX, &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`\sffamily`, `\pgftext[base,x=`, `$\lambda $`, `rotate=90`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	dir := t.TempDir()
	latex(t, dir, b.String())
	info, err := exec.Command(consumer.Program(t, "pdfinfo", "poppler-utils"), filepath.Join(dir, "all.pdf")).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(info), " 362.83") {
		t.Errorf("the page is not 128 mm wide:\n%s", info)
	}
}
