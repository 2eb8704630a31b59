package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/result"
)

// scripting is docs/scripting.md.
func scripting(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "scripting.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// section is the part of a page below a heading.
func section(t *testing.T, page, title string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, "\n## "+title+"\n")
	if !ok {
		t.Fatalf("docs/scripting.md has no section %q", title)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	return rest
}

// rows are the cells of the table in a section, without its header.
func rows(text string) [][]string {
	var list [][]string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ---") {
			continue
		}
		var cells []string
		for c := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			cells = append(cells, strings.TrimSpace(c))
		}
		list = append(list, cells)
	}
	if len(list) == 0 {
		return nil
	}
	return list[1:]
}

// TestExitCodesDocumented holds the constants, the help and the page together.
func TestExitCodesDocumented(t *testing.T) {
	t.Parallel()
	var constants, help, page []string
	for _, c := range []int{exitDone, exitFailure, exitInput, exitPartly, exitInterrupted} {
		constants = append(constants, fmt.Sprint(c))
	}
	meaning := map[string]string{}
	for _, r := range exitCodes() {
		help = append(help, r[0])
		meaning[r[0]] = r[1]
	}
	for _, r := range rows(section(t, scripting(t), "Exit status")) {
		page = append(page, r[0])
		if r[1] != meaning[r[0]] {
			t.Errorf("code %s: the page says %q, the help %q", r[0], r[1], meaning[r[0]])
		}
	}
	if !slices.Equal(constants, help) || !slices.Equal(constants, page) {
		t.Errorf("the code has exit codes %v, the help %v, docs/scripting.md %v", constants, help, page)
	}
}

func TestFormatsDocumented(t *testing.T) {
	t.Parallel()
	var page []string
	for _, r := range rows(section(t, scripting(t), "Formats")) {
		page = append(page, r[0])
		if _, err := result.ParseFormat(r[0]); err != nil {
			t.Errorf("docs/scripting.md: %v", err)
		}
	}
	var want []string
	for _, f := range result.Formats {
		want = append(want, string(f))
	}
	if !slices.Equal(page, want) {
		t.Errorf("docs/scripting.md has formats %v, the code %v", page, want)
	}
}

func TestSchemaVersionDocumented(t *testing.T) {
	t.Parallel()
	if want := fmt.Sprintf(`"schema_version": %d`, result.SchemaVersion); !strings.Contains(scripting(t), want) {
		t.Errorf("docs/scripting.md does not say %s", want)
	}
}

// TestEnvironmentDocumented catches a variable that the program reads and the page does not name.
func TestEnvironmentDocumented(t *testing.T) {
	t.Parallel()
	page := section(t, scripting(t), "Environment")
	var known []string
	for _, r := range rows(page) {
		known = append(known, r[0])
	}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p == filepath.Join(root, "internal", "consumer") { // serves tests alone
			return filepath.SkipDir
		}
		if d.IsDir() && p != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "tools") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == "os" && (sel.Sel.Name == "Getenv" || sel.Sel.Name == "LookupEnv") {
				lit, ok := call.Args[0].(*ast.BasicLit)
				if !ok || !slices.Contains(known, strings.Trim(lit.Value, `"`)) {
					t.Errorf("%s reads a variable of the environment that docs/scripting.md does not name", p)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPromisesHaveScripts catches a code without a script that shows it.
func TestPromisesHaveScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	for _, r := range exitCodes() {
		if r[0] == fmt.Sprint(exitInterrupted) { // TestSignals
			continue
		}
		if !regexp.MustCompile(`(?m)^exits ` + r[0] + ` geosolve|^exits ` + r[0] + ` sh -c 'geosolve`).MatchString(all.String()) {
			t.Errorf("no script shows exit code %s", r[0])
		}
	}
}
