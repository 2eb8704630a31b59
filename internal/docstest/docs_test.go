package docstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geosolve/geosolve/internal/consumer"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

const (
	root = "../.."
	// what the documentation shows should be there while a reader waits
	blockLimit   = time.Minute
	exampleLimit = 2 * time.Minute
)

// bin is the folder with geosolve.
var bin string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "docstest")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		bin = dir
		build := exec.Command("go", "build", "-buildvcs=false", "-o", dir+string(filepath.Separator), "./cmd/geosolve")
		build.Dir = root
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "building geosolve: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// pages are README.md, CONTRIBUTING.md and the pages of docs.
func pages(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md"} {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			list = append(list, filepath.Join(root, name))
		}
	}
	return list
}

// TestPages runs the shell blocks and checks the scenarios of every page.
func TestPages(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	for _, page := range pages(t) {
		name, err := filepath.Rel(root, page)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		list := slices.DeleteFunc(blocks(string(text)), func(b block) bool { return !b.shell() && !b.scenario() })
		if len(list) == 0 {
			continue
		}
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			t.Parallel()
			tree := copyTree(t)
			for _, b := range list {
				if b.shell() {
					if !testing.Short() {
						t.Run(fmt.Sprintf("line %d", b.line), func(t *testing.T) { runBlock(t, name, tree, b) })
					}
					continue
				}
				file := filepath.Join(tree, b.folder(), fmt.Sprintf("block-%d.yaml", b.line))
				if err := os.WriteFile(file, []byte(b.text), 0o644); err != nil {
					t.Fatal(err)
				}
				if out, err := program(t, blockLimit, filepath.Dir(file), "geosolve", "check", filepath.Base(file)); err != nil {
					t.Errorf("%s:%d: the scenario is not valid: %v\n%s", name, b.line, err, out)
				}
			}
		})
	}
}

// runBlock runs a shell block of a page, which is skipped where a program that it is about is missing.
func runBlock(t *testing.T, page, tree string, b block) {
	path := bin
	for word, need := range map[string]func(){
		"python3": func() { path = pythonFirst(t, consumer.Python(t, "python3-pandas", "pandas")) },
		"Rscript": func() { consumer.R(t, rPackages, "jsonlite") }, "pdflatex": func() { consumer.LaTeX(t) },
	} {
		if slices.Contains(strings.Fields(b.script()), word) {
			need()
		}
	}
	out, err := programOn(t, path, blockLimit, tree, "bash", "-euo", "pipefail", "-c", b.script())
	if err != nil {
		t.Errorf("%s:%d: the block fails: %v\n%s\noutput:\n%s", page, b.line, err, b.text, out)
	}
}

// pythonFirst is a path on which python3 is an interpreter that has what it needs.
func pythonFirst(t *testing.T, interpreter string) string {
	dir := t.TempDir()
	if interpreter, err := exec.LookPath(interpreter); err == nil {
		if err := os.Symlink(interpreter, filepath.Join(dir, "python3")); err != nil {
			t.Skip(err)
		}
	}
	return bin + string(filepath.ListSeparator) + dir
}

// TestExamples runs every example; each must end well, write every figure and table it names, and do so
// with the same bytes on one thread.
func TestExamples(t *testing.T) {
	t.Parallel()
	var files []string
	err := filepath.WalkDir(filepath.Join(root, "examples"), func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := filepath.Ext(p); !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
			files = append(files, p)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no examples")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			t.Parallel()
			f, err := scenario.ReadFile(file, scenario.Options{Models: model.Specs()})
			if err != nil {
				t.Fatal(err)
			}
			if testing.Short() {
				return
			}
			out := filepath.Join(t.TempDir(), "out")
			if text, err := program(t, exampleLimit, root, "geosolve", "run", name, "--out", out); err != nil {
				t.Fatalf("geosolve run %s: %v\n%s", name, err, text)
			}
			var named []string
			for i := range f.Figures {
				named = append(named, f.Figures[i].File)
			}
			for i := range f.Tables {
				named = append(named, f.Tables[i].File)
			}
			for _, file := range append(named, "manifest.json") {
				if info, err := os.Stat(filepath.Join(out, filepath.FromSlash(file))); err != nil || info.Size() == 0 {
					t.Errorf("%s names %s, which is not written, or empty", name, file)
				}
			}
			again := filepath.Join(t.TempDir(), "out")
			if text, err := program(t, exampleLimit, root, "geosolve", "run", name, "--out", again, "--workers", "1"); err != nil {
				t.Fatalf("geosolve run %s --workers 1: %v\n%s", name, err, text)
			}
			sameFiles(t, out, again)
		})
	}
}

// sameFiles compares two folders of results byte for byte; run.log holds times.
func sameFiles(t *testing.T, a, b string) {
	t.Helper()
	err := filepath.WalkDir(a, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "run.log" {
			return err
		}
		rel, err := filepath.Rel(a, p)
		if err != nil {
			return err
		}
		one, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if two, err := os.ReadFile(filepath.Join(b, rel)); err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s is not the same with one thread: %v", rel, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// program runs a program with geosolve on the path; what it prints comes back for the message.
func program(t *testing.T, limit time.Duration, dir, name string, args ...string) (string, error) {
	t.Helper()
	return programOn(t, bin, limit, dir, name, args...)
}

// programOn does the same with more folders at the head of the path.
func programOn(t *testing.T, path string, limit time.Duration, dir, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	if name == "geosolve" {
		name = filepath.Join(bin, name)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), "PATH="+path+string(filepath.ListSeparator)+os.Getenv("PATH"), "GOBIN="+bin)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if ctx.Err() != nil {
		err = fmt.Errorf("not done after %v", limit)
	}
	return out.String(), err
}

// copyTree copies the repository, without its history and what was built, into a folder of the test.
func copyTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		switch {
		case rel == ".":
			return nil
		case slices.Contains([]string{".git", "dist", "bin"}, rel):
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dir, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, rel), data, info.Mode().Perm()|0o200)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestBlocks catches blocks that are not found, and so never run.
func TestBlocks(t *testing.T) {
	t.Parallel()
	page := strings.ReplaceAll(`# Title
'''sh
geosolve check a.yaml
'''
'''bash
# not run
rm -rf /
'''
'''
plain
'''
1. A list

   '''yaml
   model: housing
   '''
'''yaml
parameters: {mu: 0.4}
'''
''''sh
echo "'''"
go test ./...
''''
`, "'", "`")
	var got []string
	for _, b := range blocks(page) {
		got = append(got, fmt.Sprintf("%d %s %v %v %q", b.line, b.language, b.shell(), b.scenario(), b.script()))
	}
	want := []string{
		`3 sh true false "geosolve check a.yaml\n"`,
		`6 bash false false "# not run\nrm -rf /\n"`,
		`10  false false "plain\n"`,
		`15 yaml false true "model: housing\n"`,
		`18 yaml false false "parameters: {mu: 0.4}\n"`,
		"21 sh true false \"echo \\\"```\\\"\\n:\\n\"",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
