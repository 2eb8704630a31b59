// Package archtest holds the arrows between the packages: it reads the imports and the calls of every Go
// file of the module and fails where one points the wrong way.
package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/geosolve/geosolve"

// arrow forbids imports: no file of the packages from may import one of the packages to. A package of the
// module stands for itself and all below it, one of another module for itself.
type arrow struct {
	from, to []string
	except   []string // packages of from that may all the same
	tests    bool     // also in test files
	why      string
}

var arrows = []arrow{
	{
		from: []string{"equilibrium"}, to: []string{"model", "plots", "internal/task", "internal/result"}, tests: true,
		why: "equilibrium says what it needs of a model in interfaces of its own; a test that wants a real model belongs to package model, test economies to equilibrium/testproblems",
	},
	{
		from: []string{"plots"}, to: []string{"model", "equilibrium", "internal/task"}, tests: true,
		why: "figures are drawn from results; turn what the figure needs into plain numbers before it gets there",
	},
	{
		from: []string{"model"}, to: []string{"plots", "internal/task", "internal/result"},
		why: "a model is equations; tasks and figures are made of models, not the other way round",
	},
	{
		from: []string{"model/scenario"}, to: []string{"equilibrium", "model/economy", "model/geography"},
		why: "a scenario is what the user wrote; package model builds the economy from it",
	},
	{
		from: []string{"internal/atomicfile", "internal/automorphism", "internal/columnar", "internal/sweep", "internal/kernel", "internal/linalg", "internal/table"},
		to:   []string{"model", "equilibrium", "plots", "internal/task", "internal/result"},
		why:  "numerics and files know no economics",
	},
	{
		from: []string{""}, to: []string{"cmd"}, tests: true,
		why: "nothing imports cmd; move what is shared to a package under internal",
	},
	{
		from: []string{"model", "equilibrium", "plots", "internal"}, to: []string{"github.com/urfave/cli/v2"}, tests: true,
		except: []string{"internal/deps"},
		why:    "the command line stays in cmd/geosolve",
	},
	{
		from: []string{""}, to: []string{"math/rand", "gopkg.in/yaml.v3", "github.com/pkg/errors"}, tests: true,
		why: "use math/rand/v2 with a stated seed, goccy/go-yaml, and errors of the standard library",
	},
}

// owned are names of other modules that only one package may use.
type owned struct {
	path  string
	names []string
	owner string
	// packages that still use one, with the reason; a line that is no longer needed is an error too
	known map[string]string
	why   string
}

var ownership = []owned{
	{
		path: "gonum.org/v1/gonum/mat", names: []string{"Eigen", "LU", "EigenSym", "SVD", "QR", "LQ", "Cholesky", "GSVD", "HOGSVD"},
		owner: "internal/linalg",
		why:   "with a NaN gonum's eigenvalues never return and its LU reports no error; use internal/linalg, which looks first",
	},
	{
		path: "gonum.org/v1/gonum/lapack/lapack64", names: []string{"*"}, owner: "internal/linalg",
		why: "use internal/linalg, which checks its input",
	},
}

// silent are calls that a library may not make: it returns values and errors, and has no say over the process.
var silent = map[string][]string{
	"fmt": {"Print", "Printf", "Println"},
	"log": {"Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
	"os":  {"Exit"},
}

// file is a parsed Go file of the module.
type file struct {
	pkg, name string // folder relative to the module, "" for its root; path of the file
	test      bool
	syntax    *ast.File
	fset      *token.FileSet
}

func (f file) at(p token.Pos) string {
	return fmt.Sprintf("%s:%d", f.name, f.fset.Position(p).Line)
}

// sources parses all Go files of the module.
func sources(t *testing.T) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []file
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if n := d.Name(); rel != "." && (strings.HasPrefix(n, ".") || strings.HasPrefix(n, "_") || n == "testdata" || rel == "tools") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(rel)
		if dir == "." {
			dir = ""
		}
		files = append(files, file{pkg: dir, name: rel, test: strings.HasSuffix(rel, "_test.go"), syntax: syntax, fset: fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("found only %d Go files: the module is not where this test looks for it", len(files))
	}
	return files
}

// under reports whether a package is one of the list or below one.
func under(pkg string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool {
		return p == "" || pkg == p || strings.HasPrefix(pkg, p+"/")
	})
}

// imported is the package an import names, relative to the module where it is inside.
func imported(s *ast.ImportSpec) (pkg string, inside bool) {
	p, _ := strconv.Unquote(s.Path.Value)
	return strings.CutPrefix(p, module+"/")
}

func TestArrows(t *testing.T) {
	for _, f := range sources(t) {
		for _, s := range f.syntax.Imports {
			to, inside := imported(s)
			for _, a := range arrows {
				forbidden := inside && under(to, a.to) || slices.Contains(a.to, to)
				if !forbidden || f.test && !a.tests || !under(f.pkg, a.from) || slices.Contains(a.except, f.pkg) {
					continue
				}
				if under(f.pkg, a.to) { // inside the package itself
					continue
				}
				t.Errorf("%s: package %s imports %s: %s", f.at(s.Pos()), f.pkg, to, a.why)
			}
		}
	}
}

// TestArrowsNameRealPackages catches rules that no longer hold anything because a package was renamed.
func TestArrowsNameRealPackages(t *testing.T) {
	var pkgs []string
	for _, f := range sources(t) {
		pkgs = append(pkgs, f.pkg)
	}
	for _, a := range arrows {
		for _, from := range a.from {
			if !slices.ContainsFunc(pkgs, func(p string) bool { return under(p, []string{from}) }) {
				t.Errorf("a rule speaks of package %s, which does not exist; rename it here too", from)
			}
		}
	}
}

func TestOwnership(t *testing.T) {
	used := map[string]bool{}
	for _, f := range sources(t) {
		for _, o := range ownership {
			if f.pkg == o.owner || f.test {
				continue
			}
			for _, n := range selectors(f, o.path) {
				if !slices.Contains(o.names, "*") && !slices.Contains(o.names, n.Sel.Name) {
					continue
				}
				if o.known[f.pkg] != "" {
					used[o.path+" in "+f.pkg] = true
					continue
				}
				t.Errorf("%s: %s.%s belongs to %s: %s", f.at(n.Pos()), path.Base(o.path), n.Sel.Name, o.owner, o.why)
			}
		}
	}
	for _, o := range ownership {
		for pkg := range o.known {
			if !used[o.path+" in "+pkg] {
				t.Errorf("package %s no longer uses %s; delete its exception", pkg, o.path)
			}
		}
	}
}

func TestLibrariesAreSilent(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || under(f.pkg, []string{"cmd"}) || f.syntax.Name.Name == "main" {
			continue
		}
		for p, names := range silent {
			for _, n := range selectors(f, p) {
				if slices.Contains(names, n.Sel.Name) {
					t.Errorf("%s: %s.%s in a library: return a value or an error; cmd/geosolve prints", f.at(n.Pos()), p, n.Sel.Name)
				}
			}
		}
	}
}

// selectors are the uses of names of an imported package in a file.
func selectors(f file, importPath string) []*ast.SelectorExpr {
	name := ""
	for _, s := range f.syntax.Imports {
		if p, _ := strconv.Unquote(s.Path.Value); p == importPath {
			name = path.Base(p)
			if s.Name != nil {
				name = s.Name.Name
			}
		}
	}
	if name == "" {
		return nil
	}
	var list []*ast.SelectorExpr
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == name {
				list = append(list, sel)
			}
		}
		return true
	})
	return list
}
