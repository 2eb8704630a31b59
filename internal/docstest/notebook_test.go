package docstest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/geosolve/geosolve/internal/consumer"
)

// pythonPackages are the packages of Debian that the notebooks need.
const pythonPackages = "jupyter-nbconvert python3-ipykernel python3-pandas python3-matplotlib"

// TestNotebooks executes the notebooks: every cell must run, and print what is in the file.
func TestNotebooks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	interpreter := consumer.Python(t, pythonPackages, "nbconvert", "ipykernel", "pandas", "matplotlib")
	files, err := filepath.Glob(filepath.Join(root, "examples", "notebooks", "python", "*.ipynb"))
	if err != nil || len(files) < 3 {
		t.Fatalf("notebooks %v: %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			copied := filepath.Join(copyTree(t), "examples", "notebooks", "python", filepath.Base(file))
			cmd := exec.Command(interpreter, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "--ExecutePreprocessor.timeout=120", copied)
			cmd.Env = withProgram()
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			before, pictures := printed(t, file)
			after, drawn := printed(t, copied)
			if shorter(after) != shorter(before) {
				t.Errorf("execute it again; it prints\n%s\nand the file has\n%s", after, before)
			}
			if drawn != pictures || drawn == 0 {
				t.Errorf("it draws %d figures, and the file has %d", drawn, pictures)
			}
		})
	}
}

// withProgram is the environment of a notebook: geosolve by variable and on the path.
func withProgram() []string {
	return append(os.Environ(), "GEOSOLVE="+filepath.Join(bin, "geosolve"), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// longNumber is a number written to more digits than hold from one processor to another.
var longNumber = regexp.MustCompile(`-?\d+\.\d{9,}(e[+-]?\d+)?`)

// shorter writes the long numbers of a text to nine digits.
func shorter(text string) string {
	return longNumber.ReplaceAllStringFunc(text, func(s string) string {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return s
		}
		return strconv.FormatFloat(v, 'g', 9, 64)
	})
}

// printed is the text that the cells of a notebook printed, and how many figures they drew.
func printed(t *testing.T, file string) (string, int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var nb struct {
		Cells []struct {
			Outputs []struct {
				Name string
				Text []string
				Data map[string]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(data, &nb); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	figures := 0
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			if o.Name == "stdout" {
				b.WriteString(strings.Join(o.Text, ""))
			}
			if o.Data["image/png"] != nil {
				figures++
			}
		}
	}
	return b.String(), figures
}

const pythonCheck = `
import os, signal, threading, time
import geosolve
f = "../../core-periphery/tomahawk.yaml"
with geosolve.Session() as g:
    assert g.solve(f, T=1.7)["search"]["orbits"] == 3
    assert len(geosolve.rows(g.solve(f, T=1.7))) == 6
    assert geosolve.rows(g.trace(f))[0]["region"] == 1
    assert geosolve.rows(g.evaluate(f, set={"evaluate": {"share": [0.7, 0.3]}}))[1]["share"] == 0.3
    try:
        g.solve("model: core-periphery\nparameters: {sgma: 5}\n")
        raise SystemExit("no error")
    except geosolve.Error as e:
        assert e.exit == 2 and e.position == "scenario:2:14" and e.suggestion == "did you mean sigma?", (e, e.position, e.suggestion)
    child = g._process
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    try:
        while True:
            g.trace(f)
    except KeyboardInterrupt:
        pass
    assert child.poll() is not None, "an interrupt leaves the program running"
    assert g.solve(f, T=2.3)["search"]["orbits"] == 1  # another process
try:
    geosolve.run("nowhere.yaml", "out")
    raise SystemExit("no error")
except geosolve.Error as e:
    assert e.exit == 2
assert any(o["file"] == "trace.json" for o in geosolve.run(f, os.environ["OUT"])["outputs"])
`

// TestPython runs the wrapper, which needs the standard library alone: values, errors with their place, and an
// interrupt that ends the program.
func TestPython(t *testing.T) {
	t.Parallel()
	interpreter := consumer.Python(t, "python3", "json", "subprocess")
	cmd := exec.Command(interpreter, "-c", pythonCheck)
	cmd.Dir = filepath.Join(root, "examples", "notebooks", "python")
	cmd.Env = append(os.Environ(), "GEOSOLVE="+filepath.Join(bin, "geosolve"), "OUT="+filepath.Join(t.TempDir(), "out"), "PYTHONDONTWRITEBYTECODE=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// rPackages are the packages of Debian that R needs.
const rPackages = "r-base-core r-cran-jsonlite r-cran-rmarkdown pandoc"

const rCheck = `
source("geosolve.R")
f <- "../../core-periphery/tomahawk.yaml"
stopifnot(geosolve("solve", f, set = list(T = 1.7))$search$orbits == 3)
frame <- geosolve_frame("solve", f, set = list(T = 1.7))
stopifnot(is.data.frame(frame), nrow(frame) == 6, is.numeric(frame$share), frame$kind[1] == "concentrated")
e <- tryCatch(geosolve("solve", "model: core-periphery\nparameters: {sgma: 2}\n"), geosolve_error = function(e) e)
stopifnot(e$exit == 2, e$position == "-:2:14", e$suggestion == "did you mean sigma?", grepl("unknown parameter", conditionMessage(e)))
e <- tryCatch(geosolve_all(list(list(command = "solve", file = f, set = list(T = 0.5)))), geosolve_error = function(e) e)
stopifnot(e$exit == 2)
a <- geosolve_all(list(list(command = "solve", file = f, set = list(T = 1.5)), list(command = "solve", file = f, set = list(T = 2.3))))
stopifnot(sapply(a, function(x) x$search$orbits) == c(2, 1))
written <- geosolve_run_all(f, tempfile())
stopifnot(is.data.frame(written), "trace.json" %in% written$file)
`

// TestR runs the wrapper for R: values, data frames, and errors with their place.
func TestR(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(consumer.R(t, rPackages, "jsonlite"), "-e", rCheck)
	cmd.Dir = filepath.Join(root, "examples", "notebooks", "r")
	cmd.Env = withProgram()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestRInterrupt catches a program that goes on when R has been interrupted.
func TestRInterrupt(t *testing.T) {
	t.Parallel()
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("takes seconds, and needs signals")
	}
	rscript := consumer.R(t, rPackages, "jsonlite")
	dir := t.TempDir()
	pidFile := filepath.Join(dir, "pid")
	for name, text := range map[string]string{
		"geosolve": "#!/bin/sh\necho $$ > '" + pidFile + ".new'; mv '" + pidFile + ".new' '" + pidFile + "'\nexec '" + filepath.Join(bin, "geosolve") + "' \"$@\"\n",
		"long.yaml": "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 1}\ngeography: {ring: {regions: 12}}\n" +
			"sweep: {parameters: {tau: {from: 1.1, to: 3, points: 5000}}}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(rscript, "-e", `source("geosolve.R"); geosolve_frame("sweep", Sys.getenv("LONG"))`)
	cmd.Dir = filepath.Join(root, "examples", "notebooks", "r")
	cmd.Env = append(os.Environ(), "GEOSOLVE="+filepath.Join(dir, "geosolve"), "LONG="+filepath.Join(dir, "long.yaml"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	var child *os.Process
	for range 600 {
		if text, err := os.ReadFile(pidFile); err == nil {
			pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil {
				t.Fatal(err)
			}
			if child, err = os.FindProcess(pid); err != nil {
				t.Fatal(err)
			}
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if child == nil {
		t.Fatal("R has not started the program")
	}
	time.Sleep(500 * time.Millisecond)
	if child.Signal(syscall.Signal(0)) != nil {
		t.Fatal("the program has ended before the interrupt")
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if child.Signal(syscall.Signal(0)) != nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	child.Kill()
	t.Error("an interrupt of R leaves the program running")
}

// TestRMarkdown knits the story in R: every chunk must run, print what is in the committed page, and draw its figures.
func TestRMarkdown(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	rscript := consumer.R(t, rPackages, "jsonlite", "rmarkdown", "knitr")
	consumer.Program(t, "pandoc", "pandoc")
	dir := filepath.Join(copyTree(t), "examples", "notebooks", "r")
	before := readText(t, filepath.Join(dir, "story.md"))
	figures, err := filepath.Glob(filepath.Join(dir, "story_files", "figure-gfm", "*.png"))
	if err != nil || len(figures) == 0 {
		t.Fatalf("figures %v: %v", figures, err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "story_files")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(rscript, "-e", `rmarkdown::render("story.Rmd", quiet = TRUE)`)
	cmd.Dir = dir
	cmd.Env = withProgram()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// what is printed is indented; how prose is wrapped depends on the version of pandoc
	chunks := func(page string) string {
		var lines []string
		for line := range strings.Lines(page) {
			if strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "![](") {
				lines = append(lines, line)
			}
		}
		return strings.Join(lines, "")
	}
	if after := readText(t, filepath.Join(dir, "story.md")); shorter(chunks(after)) != shorter(chunks(before)) {
		t.Errorf("knit it again; it prints\n%s\nand the file has\n%s", chunks(after), chunks(before))
	}
	for _, f := range figures {
		notBlank(t, f)
	}
}

func readText(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestJulia runs the wrapper for Julia, which Debian does not have: elsewhere it is skipped.
func TestJulia(t *testing.T) {
	t.Parallel()
	if exec.Command("julia", "-e", "import JSON").Run() != nil {
		t.Skip("no Julia with the package JSON; Debian has none")
	}
	cmd := exec.Command("julia", "-e", `include("geosolve.jl"); s = Geosolve.Session(); f = "../../core-periphery/tomahawk.yaml"
@assert Geosolve.ask(s, "solve", f; set = Dict("T" => 1.7))["search"]["orbits"] == 3
@assert length(Geosolve.table("solve", f; set = Dict("T" => 1.7)).share) == 6
close(s)`)
	cmd.Dir = filepath.Join(root, "examples", "notebooks", "julia")
	cmd.Env = withProgram()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

const juliaGrammar = `import { Parser, Language } from 'web-tree-sitter';
import { readFileSync } from 'fs';
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load('node_modules/tree-sitter-julia/tree-sitter-julia.wasm'));
const wrong = [];
const walk = n => { if (n.type === 'ERROR' || n.isMissing) wrong.push(n.startPosition.row + 1); n.children.forEach(walk); };
walk(parser.parse(readFileSync(process.argv[2], 'utf8')).rootNode);
console.log('wrong lines:', wrong.join(' '));
`

// TestJuliaSyntax reads the wrapper for Julia by the grammar of the language, where there is no Julia to run it.
func TestJuliaSyntax(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	file, err := filepath.Abs(filepath.Join(root, "examples", "notebooks", "julia", "geosolve.jl"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "--input-type=module", "-e", juliaGrammar, "--", "", file)
	cmd.Dir = consumer.Node(t)
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "wrong lines:" {
		t.Errorf("%v: %s", err, out)
	}
}
