// Package consumer finds the programs that open what geosolve writes: LaTeX, Ghostscript, pandas, R, DuckDB, a
// browser. It serves tests. A test whose program is missing is skipped with a message; where the gate has
// installed what it can it fails instead, so that a green gate means that all was run.
package consumer

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// without names what the gate could not install, separated by blanks. Where it is set, or CI is, anything else
// that is missing is a failure.
const without = "GEOSOLVE_WITHOUT"

// missing skips the test, or fails it.
func missing(t testing.TB, what, packages string) {
	t.Helper()
	list, gate := os.LookupEnv(without)
	message := fmt.Sprintf("no %s; Debian: apt-get install %s", what, packages)
	if (gate || os.Getenv("CI") == "true") && !slices.Contains(strings.Fields(list), what) {
		t.Fatalf("%s (or name it in %s)", message, without)
	}
	t.Skip(message)
}

// Program is the path of a program, which the packages of Debian hold.
func Program(t testing.TB, name, packages string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name, packages)
	}
	return path
}

// LaTeX is pdflatex, with the style files that figures and tables need.
func LaTeX(t testing.TB) string {
	t.Helper()
	const packages = "texlive-latex-base texlive-latex-recommended texlive-pictures lmodern"
	path := Program(t, "pdflatex", packages)
	for _, file := range []string{"pgf.sty", "booktabs.sty", "lmodern.sty"} {
		if exec.Command("kpsewhich", file).Run() != nil {
			missing(t, "tex:"+file, packages)
		}
	}
	return path
}

// Python is an interpreter with the modules: Debian's first, whose packages need no other installation.
func Python(t testing.TB, packages string, modules ...string) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", "import "+strings.Join(modules, ", ")).Run() == nil {
			return name
		}
	}
	for _, m := range modules {
		if exec.Command("/usr/bin/python3", "-c", "import "+m).Run() != nil {
			missing(t, "python:"+m, packages)
		}
	}
	missing(t, "python3", packages)
	return ""
}

// R is Rscript with the packages.
func R(t testing.TB, debian string, packages ...string) string {
	t.Helper()
	path := Program(t, "Rscript", debian)
	for _, p := range packages {
		if exec.Command(path, "-e", "library("+p+")").Run() != nil {
			missing(t, "r:"+p, debian)
		}
	}
	return path
}

// modules are the packages of npm that read Parquet, Arrow and the grammar of Julia.
var modules = []string{"@duckdb/node-api@1.5.6-r.1", "apache-arrow@21.2.0", "web-tree-sitter@0.27.1", "tree-sitter-julia@0.23.1"}

var node struct {
	sync.Once
	dir string
	err error
}

// Node is a folder with modules of npm; scripts there are run by the program node. It outlives the process, so
// that the modules are fetched once.
func Node(t testing.TB) string {
	t.Helper()
	Program(t, "node", "nodejs")
	Program(t, "npm", "npm")
	node.Do(func() { node.dir, node.err = install() })
	if node.err != nil {
		t.Log(node.err)
		missing(t, "npm-registry", "npm")
	}
	return node.dir
}

// install fetches the modules into a folder of the user's cache.
func install() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256([]byte(strings.Join(modules, " ")))
	dir := filepath.Join(cache, fmt.Sprintf("geosolve-test-node-%x", sum[:6]))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	// made under another name and renamed, as packages are tested at the same time
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	making, err := os.MkdirTemp(cache, "geosolve-test-node-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(making)
	if err := os.WriteFile(filepath.Join(making, "package.json"), []byte("{\"private\": true, \"type\": \"module\"}\n"), 0o644); err != nil {
		return "", err
	}
	cmd := exec.Command("npm", append([]string{"install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"}, modules...)...)
	cmd.Dir = making
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%v: %w\n%s", cmd.Args, err, out)
	}
	if err := os.Rename(making, dir); err != nil {
		if _, there := os.Stat(dir); there != nil {
			return "", err
		}
	}
	return dir, nil
}
