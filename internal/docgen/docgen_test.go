package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/model"
)

// TestPagesAreCurrent catches documentation that has not followed a change of the code.
func TestPagesAreCurrent(t *testing.T) {
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := Pages(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		have, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(p.Path)))
		if err != nil || !bytes.Equal(have, p.Text) {
			t.Errorf("%s is stale; go run ./internal/docgen", p.Path)
		}
	}
}

// TestPagesStandForModels catches the page of a model that is gone.
func TestPagesStandForModels(t *testing.T) {
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "docs", "models", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"README"}
	for _, d := range model.Definitions() {
		names = append(names, d.Spec.Name)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".md"); !slices.Contains(names, name) {
			t.Errorf("%s is of no model", f)
		}
	}
}

// TestPagesDoNotVary catches order taken from a map.
func TestPagesDoNotVary(t *testing.T) {
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	first, err := Pages(root)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Pages(root)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if !bytes.Equal(first[i].Text, second[i].Text) {
			t.Errorf("%s differs from one run to the next", first[i].Path)
		}
	}
}
