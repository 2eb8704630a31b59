package docstest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// python is an interpreter with the modules, "" where there is none: Debian's first, whose packages
// python3-pandas and python3-matplotlib need no other installation.
func python(modules ...string) string {
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", "import "+strings.Join(modules, ", ")).Run() == nil {
			return name
		}
	}
	return ""
}

// TestNotebooks executes the notebooks: every cell must run, and print what is in the file.
func TestNotebooks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	interpreter := python("nbconvert", "ipykernel", "pandas", "matplotlib")
	if interpreter == "" {
		t.Skip("no Python with nbconvert, ipykernel, pandas and matplotlib; Debian: jupyter-nbconvert python3-ipykernel python3-pandas python3-matplotlib")
	}
	tree := copyTree(t)
	files, err := filepath.Glob(filepath.Join(tree, "examples", "notebooks", "python", "*.ipynb"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no notebook: %v", err)
	}
	for _, file := range files {
		before := printed(t, file)
		cmd := exec.Command(interpreter, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "--ExecutePreprocessor.timeout=120", file)
		cmd.Env = append(os.Environ(), "GEOSOLVE="+filepath.Join(bin, "geosolve"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(file), err, out)
			continue
		}
		if after := printed(t, file); shorter(after) != shorter(before) {
			t.Errorf("%s: execute it again; it prints\n%s\nand the file has\n%s", filepath.Base(file), after, before)
		}
	}
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

// printed is the text that the cells of a notebook printed.
func printed(t *testing.T, file string) string {
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
			}
		}
	}
	if err := json.Unmarshal(data, &nb); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			if o.Name == "stdout" {
				b.WriteString(strings.Join(o.Text, ""))
			}
		}
	}
	return b.String()
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
	interpreter := python("json", "subprocess")
	if interpreter == "" {
		t.Skip("no python3")
	}
	cmd := exec.Command(interpreter, "-c", pythonCheck)
	cmd.Dir = filepath.Join(root, "examples", "notebooks", "python")
	cmd.Env = append(os.Environ(), "GEOSOLVE="+filepath.Join(bin, "geosolve"), "OUT="+filepath.Join(t.TempDir(), "out"), "PYTHONDONTWRITEBYTECODE=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

const rCheck = `
source("geosolve.R")
f <- "../../core-periphery/tomahawk.yaml"
stopifnot(geosolve("solve", f, set = list(T = 1.7))$search$orbits == 3)
stopifnot(nrow(geosolve_frame("solve", f, set = list(T = 1.7))) == 6)
e <- tryCatch(geosolve("solve", "model: core-periphery\nparameters: {sgma: 2}\n"), geosolve_error = function(e) e)
stopifnot(e$exit == 2, e$position == "-:2:14", grepl("did you mean sigma", conditionMessage(e)))
a <- geosolve_all(list(list(command = "solve", file = f, set = list(T = 1.5)), list(command = "solve", file = f, set = list(T = 2.3))))
stopifnot(sapply(a, function(x) x$result$search$orbits) == c(2, 1))
`

// TestR runs the wrapper for R.
func TestR(t *testing.T) {
	t.Parallel()
	if exec.Command("Rscript", "-e", "library(jsonlite)").Run() != nil {
		t.Skip("no R with jsonlite; Debian: r-base-core r-cran-jsonlite")
	}
	cmd := exec.Command("Rscript", "-e", rCheck)
	cmd.Dir = filepath.Join(root, "examples", "notebooks", "r")
	cmd.Env = append(os.Environ(), "GEOSOLVE="+filepath.Join(bin, "geosolve"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestJulia runs the wrapper for Julia.
func TestJulia(t *testing.T) {
	t.Parallel()
	if exec.Command("julia", "-e", "import JSON").Run() != nil {
		t.Skip("no Julia with the package JSON")
	}
	cmd := exec.Command("julia", "-e", `include("geosolve.jl"); s = Geosolve.Session()
@assert Geosolve.ask(s, "solve", "../../core-periphery/tomahawk.yaml"; set = Dict("T" => 1.7))["search"]["orbits"] == 3
close(s)`)
	cmd.Dir = filepath.Join(root, "examples", "notebooks", "julia")
	cmd.Env = append(os.Environ(), "GEOSOLVE="+filepath.Join(bin, "geosolve"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
