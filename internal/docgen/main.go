// Command docgen writes the pages of the documentation that follow from the code: the reference of scenario
// files and their JSON Schema from the struct tags of package scenario, and a page for each model from its
// definition. Run it from anywhere in the repository:
//
//	go run ./internal/docgen
//
// A test fails where a page is stale.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := repository()
	if err != nil {
		return err
	}
	pages, err := Pages(root)
	if err != nil {
		return err
	}
	for _, p := range pages {
		path := filepath.Join(root, filepath.FromSlash(p.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, p.Text, 0o644); err != nil {
			return err
		}
		fmt.Println(p.Path)
	}
	return nil
}

// repository is the folder of go.mod, here or above.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod here or above")
		}
		dir = up
	}
}
