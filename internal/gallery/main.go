// Command gallery draws the gallery: docs/gallery.md with a figure of every type, each made from an example, and
// the figures in docs/img/gallery. Run it from anywhere in the repository:
//
//	go run ./internal/gallery
//
// A test fails where a type has no entry, or where the page or a figure is stale.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(root)
		if up == root {
			return fmt.Errorf("no go.mod here or above; run it inside the repository")
		}
		root = up
	}
	files, err := Files(ctx, root)
	if err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(root, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s %d\n", f.Path, len(f.Data))
	}
	return nil
}
