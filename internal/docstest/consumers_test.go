package docstest

import (
	"fmt"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/geosolve/geosolve/internal/consumer"
)

// everything is a scenario that asks for a file of each type.
const everything = `title: Every type of file
model: core-periphery
parameters: {mu: 0.4, sigma: 5, T: 1.7}
geography: {equidistant: {regions: 2}}
solve: {}
trace: {parameter: T, from: 1.4, to: 2.1}
sweep: {parameters: {T: {from: 1.5, to: 2, points: 5}, mu: {from: 0.3, to: 0.4, points: 2}}, sensitivity: {of: [share]}}
figures:
  - {bifurcation: {of: trace}, file: f.pdf}
  - {bifurcation: {of: trace}, file: f.svg}
  - {bifurcation: {of: trace}, file: f.png}
  - {bifurcation: {of: trace}, file: f.eps}
  - {bifurcation: {of: trace}, file: f.tex}
  - {wiggle: {parameter: T, values: [1.5, 2.1]}, file: sans.pdf, width: beamer}
tables:
  - {of: solve, file: body.tex, columns: [kind, stable, region, share, real_wage]}
  - {of: solve, file: float.tex, float: true, label: "tab:e", title: "Equilibria at $T=1.7$"}
  - {of: trace, part: events, file: events.md}
  - {of: solve, file: table.csv}
  - {of: solve, file: table.json}
`

// written is the folder with a file of each type that the program writes.
var written = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(bin, "written")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "all.yaml"), []byte(everything), 0o644); err != nil {
		return "", err
	}
	for _, args := range []string{
		"run all.yaml --out out",
		"tex all.yaml --document --out out/document.tex",
		"tex all.yaml --out out/model.tex",
		"solve all.yaml --out out/list.parquet",
		"solve all.yaml --out out/list.arrow",
		"solve all.yaml --out out/list.csv",
		"sweep all.yaml --out out/rows.jsonl",
		"sweep all.yaml --out out/rows.arrow",
		"bundle all.yaml --out out/bundle.zip",
	} {
		cmd := exec.Command(filepath.Join(bin, "geosolve"), strings.Fields(args)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("geosolve %s: %w\n%s", args, err, out)
		}
	}
	return filepath.Join(dir, "out"), nil
})

// writtenFiles is the folder, and the files in it of some types.
func writtenFiles(t *testing.T, endings ...string) (dir string, files []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	dir, err := written()
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if slices.Contains(endings, filepath.Ext(f.Name())) {
			files = append(files, f.Name())
		}
	}
	if len(files) == 0 {
		t.Fatalf("no file of type %v in %v", endings, list)
	}
	return dir, files
}

// inside runs a program in a folder and returns what it prints.
func inside(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out[max(0, len(out)-3000):])
	}
	return string(out)
}

// notBlank catches a picture of one colour.
func notBlank(t *testing.T, file string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	p, _, err := image.Decode(f)
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	colours := map[[3]uint32]int{}
	for y := p.Bounds().Min.Y; y < p.Bounds().Max.Y; y++ {
		for x := p.Bounds().Min.X; x < p.Bounds().Max.X; x++ {
			r, g, b, _ := p.At(x, y).RGBA()
			colours[[3]uint32{r >> 12, g >> 12, b >> 12}]++
		}
	}
	if len(colours) < 3 { // paper, ink and a colour
		t.Errorf("%s is blank, or nearly: colours %v", filepath.Base(file), colours)
	}
}

// TestTypesOfFiles catches a type of file that the program writes and no test opens.
func TestTypesOfFiles(t *testing.T) {
	t.Parallel()
	opened := []string{".csv", ".json", ".jsonl", ".parquet", ".arrow", ".tex", ".md", ".pdf", ".svg", ".png", ".eps", ".zip", ".log"}
	dir, _ := writtenFiles(t, ".json")
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if ext := filepath.Ext(f.Name()); !slices.Contains(opened, ext) {
			t.Errorf("nothing opens %s", f.Name())
		}
	}
}

const pandasReads = `
import json, sys, pandas, zipfile, hashlib
rows = {}
for name in sys.argv[1:]:
    if name.endswith(".csv"):
        f = pandas.read_csv(name)
        assert len(f) > 0 and len(f.columns) > 0, name
        rows[name] = len(f)
    elif name.endswith(".jsonl"):
        f = pandas.read_json(name, lines=True)
        assert set(f.status) == {"ok"} and f.share.dtype == float, f
        rows[name] = len(f)
    elif name.endswith(".json"):
        data = json.load(open(name, encoding="utf-8"))
        assert isinstance(data, list) or data["schema_version"] == 1 or name == "manifest.json", name
assert rows["list.csv"] == 6 and rows["table.csv"] == 6, rows
assert rows["rows.jsonl"] == rows["sweep.csv"], rows
assert pandas.read_csv("list.csv", float_precision="round_trip").share.tolist() == [e for x in json.load(open("solve.json"))["equilibria"] for e in x["share"]]
with zipfile.ZipFile("bundle.zip") as z:
    assert z.testzip() is None
    names = {n.split("/", 1)[-1]: n for n in z.namelist()}
    sums = z.read(names["SHA256SUMS"]).decode()
    base = names["SHA256SUMS"][: -len("SHA256SUMS")]
    for line in sums.splitlines():
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256(z.read(base + name.lstrip("*"))).hexdigest() == digest, name
`

// TestPandas reads tables and results in Python, and unpacks the archive.
func TestPandas(t *testing.T) {
	t.Parallel()
	dir, files := writtenFiles(t, ".csv", ".json", ".jsonl")
	inside(t, dir, consumer.Python(t, "python3-pandas", "pandas"), append([]string{"-c", pandasReads}, files...)...)
}

const rReads = `
for (name in commandArgs(TRUE)) {
  if (grepl("\\.csv$", name)) { f <- read.csv(name); stopifnot(nrow(f) > 0) }
  else if (grepl("\\.jsonl$", name)) { f <- jsonlite::stream_in(file(name), verbose = FALSE); stopifnot(nrow(f) == nrow(read.csv("sweep.csv")), is.numeric(f$share)) }
  else jsonlite::fromJSON(name)
}
stopifnot(all.equal(read.csv("list.csv")$share, unlist(jsonlite::fromJSON("solve.json")$equilibria$share)))
`

// TestRReads reads tables and results in R.
func TestRReads(t *testing.T) {
	t.Parallel()
	dir, files := writtenFiles(t, ".csv", ".json", ".jsonl")
	inside(t, dir, consumer.R(t, rPackages, "jsonlite"), append([]string{"-e", rReads}, files...)...)
}

const columnsRead = `import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { readFileSync } from 'fs';
const dir = process.argv[2];
const c = await (await DuckDBInstance.create(':memory:')).connect();
const ask = async q => (await c.runAndReadAll(q)).getRowsJson().map(r => r.join(' ')).join(';');
for (const f of ['list', 'sweep']) {
  const parquet = await ask("select count(*), sum(share), count(distinct kind) from '" + dir + '/' + f + ".parquet'");
  const csv = await ask("select count(*), sum(share), count(distinct kind) from '" + dir + '/' + f + ".csv'");
  if (parquet !== csv) throw new Error(f + ': Parquet has ' + parquet + ', CSV ' + csv);
}
for (const [f, csv] of [['list', 'list'], ['rows', 'sweep']]) {
  const table = tableFromIPC(readFileSync(dir + '/' + f + '.arrow'));
  let sum = 0;
  for (const r of table) sum += r.share;
  const [n, total] = (await ask("select count(*), sum(share) from '" + dir + '/' + csv + ".csv'")).split(' ').map(Number);
  if (table.numRows !== n || Math.abs(sum - total) > 1e-12) throw new Error(f + ': Arrow has ' + table.numRows + ' ' + sum + ', CSV ' + n + ' ' + total);
}
console.log('read');
`

// TestDuckDBAndArrow reads Parquet in DuckDB and Arrow in its library for JavaScript, and compares them with CSV.
func TestDuckDBAndArrow(t *testing.T) {
	t.Parallel()
	dir, _ := writtenFiles(t, ".parquet", ".arrow")
	if out := inside(t, consumer.Node(t), "node", "--input-type=module", "-e", columnsRead, "--", "", dir); strings.TrimSpace(out) != "read" {
		t.Error(out)
	}
}

// TestLaTeX compiles a paper that uses everything: the figure as TikZ, PDF and PNG, both tables, parameters and
// equations; and what compiles by itself.
func TestLaTeX(t *testing.T) {
	t.Parallel()
	from, _ := writtenFiles(t, ".tex")
	latex := consumer.LaTeX(t)
	pdfinfo, pdftotext := consumer.Program(t, "pdfinfo", "poppler-utils"), consumer.Program(t, "pdftotext", "poppler-utils")
	dir := t.TempDir()
	for _, name := range []string{"f.tex", "body.tex", "float.tex", "model.tex", "document.tex", "f.pdf", "f.png"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(readText(t, filepath.Join(from, name))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const paper = `\documentclass{article}
\usepackage[T1]{fontenc}\usepackage{lmodern}
\usepackage{pgf,booktabs,amsmath,array,graphicx}
\begin{document}
\input{model}\clearpage
\begin{figure}\centering\input{f}\caption{The tomahawk}\end{figure}
\includegraphics{f.pdf}\includegraphics[width=5cm]{f.png}

\input{body}
\input{float}
See Table~\ref{tab:e}.
\end{document}
`
	if err := os.WriteFile(filepath.Join(dir, "paper.tex"), []byte(paper), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"paper", "document", "f"} {
		if name == "f" { // the figure's own PDF would be taken for what LaTeX made
			if err := os.Remove(filepath.Join(dir, "f.pdf")); err != nil {
				t.Fatal(err)
			}
		}
		out := inside(t, dir, latex, "-interaction=nonstopmode", "-halt-on-error", name+".tex")
		for _, bad := range []string{"Missing character", "Undefined control sequence", "Overfull \\hbox (1"} {
			if i := strings.Index(out, bad); i >= 0 {
				t.Errorf("%s: %s", name, out[i:min(len(out), i+300)])
			}
		}
		if info := inside(t, dir, pdfinfo, name+".pdf"); !strings.Contains(info, "Pages:") || strings.Contains(info, "Pages:           0") {
			t.Errorf("%s: %s", name, info)
		}
	}
	if text := inside(t, dir, pdftotext, "paper.pdf", "-"); !strings.Contains(text, "The tomahawk") || !strings.Contains(text, "lasticity of substitution") || !strings.Contains(text, "Equilibria at") {
		t.Errorf("the paper reads\n%s", text)
	}
}

// TestPoppler opens figures as PDF: one page of the width that the preset says, not blank.
func TestPoppler(t *testing.T) {
	t.Parallel()
	dir, _ := writtenFiles(t, ".pdf")
	pdfinfo, pdftoppm := consumer.Program(t, "pdfinfo", "poppler-utils"), consumer.Program(t, "pdftoppm", "poppler-utils")
	for name, width := range map[string]string{"f.pdf": "255.118", "sans.pdf": "362.835"} {
		info := inside(t, dir, pdfinfo, name)
		if !strings.Contains(info, "Page size:       "+width+" x") || !strings.Contains(info, "Pages:           1\n") {
			t.Errorf("%s: %s", name, info)
		}
		picture := filepath.Join(t.TempDir(), "page")
		inside(t, dir, pdftoppm, "-r", "60", "-png", "-singlefile", name, picture)
		notBlank(t, picture+".png")
	}
}

// TestGhostscript opens EPS.
func TestGhostscript(t *testing.T) {
	t.Parallel()
	dir, files := writtenFiles(t, ".eps")
	gs := consumer.Program(t, "gs", "ghostscript")
	for _, name := range files {
		picture := filepath.Join(t.TempDir(), "page.png")
		inside(t, dir, gs, "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dEPSCrop", "-q", "-r60", "-sDEVICE=png16m", "-sOutputFile="+picture, name)
		notBlank(t, picture)
	}
}

// TestSVG opens SVG in rsvg.
func TestSVG(t *testing.T) {
	t.Parallel()
	dir, files := writtenFiles(t, ".svg")
	rsvg := consumer.Program(t, "rsvg-convert", "librsvg2-bin")
	for _, name := range files {
		picture := filepath.Join(t.TempDir(), "page.png")
		inside(t, dir, rsvg, "-w", "400", "-b", "white", "-o", picture, name)
		notBlank(t, picture)
	}
}

// TestChromium opens SVG and PNG in a browser, and the tables that pandoc makes of Markdown.
func TestChromium(t *testing.T) {
	t.Parallel()
	dir, files := writtenFiles(t, ".svg", ".png", ".md")
	chromium, pandoc := consumer.Program(t, "chromium", "chromium"), consumer.Program(t, "pandoc", "pandoc")
	var page strings.Builder
	page.WriteString("<!DOCTYPE html><meta charset=utf-8><body style='background:white'>")
	for _, name := range files {
		if filepath.Ext(name) == ".md" {
			table := inside(t, dir, pandoc, "-f", "gfm", "-t", "html", name)
			if !strings.Contains(table, "<td") {
				t.Errorf("%s is no table:\n%s", name, table)
			}
			page.WriteString(table)
			continue
		}
		// what a picture lacks to be drawn shows as its size
		fmt.Fprintf(&page, "<img src='file://%s' width=300 onload=\"document.title+='%s ok '\">", filepath.ToSlash(filepath.Join(dir, name)), name)
	}
	work := t.TempDir()
	file := filepath.Join(work, "page.html")
	if err := os.WriteFile(file, []byte(page.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	common := []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--allow-file-access-from-files", "--user-data-dir=" + filepath.Join(work, "profile"), "--virtual-time-budget=2000"}
	dom := inside(t, work, chromium, append(common, "--dump-dom", "file://"+file)...)
	for _, name := range []string{"f.svg", "f.png"} {
		if !strings.Contains(dom, name+" ok") {
			t.Errorf("the browser does not show %s", name)
		}
	}
	inside(t, work, chromium, append(common, "--screenshot="+filepath.Join(work, "shot.png"), "--window-size=800,700", "file://"+file)...)
	notBlank(t, filepath.Join(work, "shot.png"))
}
