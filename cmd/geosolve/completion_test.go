package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

func testApp() *cli.App { return newApp(streams{out: io.Discard, err: io.Discard}) }

func TestComplete(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.WriteFile(file, []byte("model: core-periphery\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line string // words by blanks; _ is an empty word
		want string // candidates, then what else the shell may offer
	}{
		{"sol", "solve :none"},
		{"version", "version :none"},
		{"--", "--help --version :none"},
		{"help ev", "evaluate :none"},
		{"nonsense _", ":none"},
		{"solve _", ":files"},
		{"solve -", ":files"},
		{"solve a.yaml _", ":none"},
		{"solve --al", "--all-images :none"},
		{"solve a.yaml --al", "--all-images :none"},
		{"solve a.yaml --he", "--help :none"},
		{"solve --format _", "table json csv parquet arrow :none"},
		{"solve --format j", "json :none"},
		{"solve --format=j", "--format=json :none"},
		{"solve --format = j", "json :none"}, // as bash cuts it
		{"solve --format =", "table json csv parquet arrow :none"},
		{"solve --format json _", ":files"},
		{"solve --all-images _", ":files"},
		{"solve --out _", ":files"},
		{"solve --workers _", ":none"},
		{"run --out _", ":folders"},
		{"run --format _", "table json :none"},
		{"solve " + file + " --set m", "mu= :none"},
		{"solve --set fa", "farm_shares= :none"},
		{"models core", "core-periphery :none"},
		{"models core-periphery _", ":none"},
		{"completion p", "powershell :none"},
		{"docs m", "man markdown :none"},
		{"version _", ":none"},
	} {
		words := strings.Fields(c.line)
		for i, w := range words {
			if w == "_" {
				words[i] = ""
			}
		}
		var got []string
		list := complete(testApp(), words)
		for _, w := range list.words {
			got = append(got, w.word)
		}
		if s := strings.Join(append(got, list.more), " "); s != c.want {
			t.Errorf("%q: got %s, want %s", c.line, s, c.want)
		}
	}
}

// TestCompleteNamesAll catches commands and flags that completion leaves out.
func TestCompleteNamesAll(t *testing.T) {
	t.Parallel()
	app := testApp()
	words := func(line ...string) []string {
		var list []string
		for _, w := range complete(app, line).words {
			list = append(list, w.word)
		}
		return list
	}
	for _, c := range visible(app) {
		name := strings.Fields(c.name) // sweep plan: plan after sweep
		above := append(slices.Clone(name[:len(name)-1]), "")
		if !slices.Contains(words(above...), c.Name) {
			t.Errorf("completion leaves command %s out", c.name)
		}
		flags := words(append(name, "--")...)
		for _, f := range c.Flags {
			if !slices.Contains(flags, "--"+f.Names()[0]) {
				t.Errorf("completion leaves flag --%s of %s out", f.Names()[0], c.name)
			}
		}
	}
}

// TestCommandReference keeps docs/commands.md what the help of the commands says.
func TestCommandReference(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "commands.md")
	want := markdownPage(testApp())
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("docs/commands.md is not what the help of the commands says; run: go test ./cmd/geosolve -run TestCommandReference -update")
	}
}
