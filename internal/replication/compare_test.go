package replication

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Without a tolerance every byte counts; with one, numbers may differ by it and
// nothing else may.
func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		tolerance  float64
		want       string // part of what is said; "" for the same
	}{
		{"a.csv", "x,y\n1,2\n", "x,y\n1,2\n", 0, ""},
		{"a.csv", "x,y\n1,2\n", "x,y\n1,3\n", 0, `line 2 is "1,3", was "1,2"`},
		{"a.csv", "x\n0.1234567890123\n", "x\n0.1234567890124\n", 1e-9, ""},
		{"a.csv", "x\n0.1234567890123\n", "x\n0.1234567890124\n", 0, "line 2"},
		{"a.csv", "x\n0.12345\n", "x\n0.12346\n", 1e-9, "number 1 is 0.12346, was 0.12345"},
		{"a.csv", "x\n-1e-17\n", "x\n3.2e-16\n", 1e-9, ""},
		{"a.csv", "x\n1e6\n", "x\n1000000.0001\n", 1e-9, ""},
		{"a.json", `{"stable": true, "x": 1}`, `{"stable": false, "x": 1}`, 1e-9, "the text before number 1"},
		{"a.json", `{"plan": "47d1ed5924d2b0a8fdb4e824a2e44ba6"}`, `{"plan": "ea8eec540bbfd900bdf6c43dbf93a827"}`, 1e-9, ""},
		{"a.json", `[1, 2]`, `[1, 2, 3]`, 1e-9, "3 numbers, were 2"},
		{"a.json", `[1] a`, `[1] b`, 1e-9, "the text at the end"},
		{"a.pdf", "a\x00b", "a\x00c", 0, "other bytes"},
		{"a.pdf", "a\x00b", "a\x00c", 1e-9, ""},
		{"a.tex", `\begin{pgfpicture} 1`, `\begin{pgfpicture} 2`, 1e-9, ""},
		{"a.tex", `0&.5`, `0&.7`, 1e-9, "number 2"},
	} {
		got := Compare(c.name, []byte(c.a), []byte(c.b), c.tolerance)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q and %q within %g: %q, want %q", c.name, c.a, c.b, c.tolerance, got, c.want)
		}
	}
}

// A scenario that names inputs above its folder lies as deep in the archive as
// they are high; absolute paths are refused.
func TestBase(t *testing.T) {
	for _, c := range []struct{ in, want string }{{"a.csv", "replication"}, {"../a.csv", "replication/run"}, {"../../x/a.csv", "replication/run/run"}} {
		b := &Bundle{Manifest: &Manifest{Inputs: []File{{File: c.in}}}}
		if got, err := b.Base(); err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", c.in, got, err, c.want)
		}
	}
	b := &Bundle{Manifest: &Manifest{Inputs: []File{{File: "/data/a.csv"}}}}
	if _, err := b.Base(); err == nil || !strings.Contains(err.Error(), "/data/a.csv") {
		t.Errorf("an absolute path: %v", err)
	}
}

// Missing and changed files are told apart, and folders are tried in turn.
func TestDifferences(t *testing.T) {
	empty, full := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "a"), []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	files := []File{{File: "a", SHA256: Hash([]byte("1"))}}
	if dir, err := FindInputs(files, empty, full); err != nil || dir != full {
		t.Errorf("%s, %v", dir, err)
	}
	if _, err := FindInputs(files, empty); err == nil || !strings.Contains(err.Error(), "a: is missing") {
		t.Errorf("missing: %v", err)
	}
	files[0].SHA256 = Hash([]byte("2"))
	if _, err := FindInputs(files, full); err == nil || !strings.Contains(err.Error(), "a: was changed") {
		t.Errorf("changed: %v", err)
	}
}
