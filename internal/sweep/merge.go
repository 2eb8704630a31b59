package sweep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/geosolve/geosolve/internal/columnar"
)

// MissingError says which points of a plan have no record.
type MissingError struct {
	Points, Total int
	Shards        string // in the syntax of Slurm's --array
	Of            int
	Dir           string
}

// Error implements error.
func (e *MissingError) Error() string {
	return fmt.Sprintf("%s: %d of %d points are missing, in shards %s of %d; run these again: geosolve sweep run %s --shard i/%d, or sbatch --array=%s",
		e.Dir, e.Points, e.Total, e.Shards, e.Of, e.Dir, e.Of, e.Shards)
}

// MissingError is the error of a collection that lacks points, nil where it lacks none.
func (c *Collection) MissingError() error {
	if len(c.Missing) == 0 {
		return nil
	}
	p := c.Plan
	return &MissingError{Points: len(c.Missing), Total: p.Total, Shards: Ranges(missingShards(c.Missing, p.Shards)), Of: p.Shards, Dir: p.dir}
}

// Target is a file that merged rows are written to.
type Target struct {
	Path   string
	Format columnar.Format
}

// WriteFiles writes the merged rows to files, in one pass over the records. visit, which may be nil, sees
// every point and outcome on the way. A file appears whole, after its bytes are on the disk, or not at all.
func (c *Collection) WriteFiles(ctx context.Context, targets []Target, visit func(Point, *Outcome)) (rows int, err error) {
	var files []*os.File
	var writers []columnar.Writer
	defer func() {
		for _, f := range files {
			f.Close()
			os.Remove(f.Name()) // nothing is there any more after the renaming
		}
	}()
	for _, t := range targets {
		f, err := os.CreateTemp(filepath.Dir(t.Path), "."+filepath.Base(t.Path)+".*")
		if err != nil {
			return 0, err
		}
		files = append(files, f)
		w, err := columnar.New(f, t.Format, c.Columns)
		if err != nil {
			return 0, err
		}
		writers = append(writers, w)
	}
	if rows, err = c.write(ctx, writers, visit); err != nil {
		return rows, err
	}
	for i, f := range files {
		if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
			return rows, err
		}
		if err := os.Rename(f.Name(), targets[i].Path); err != nil {
			return rows, err
		}
		if err := syncFolder(filepath.Dir(targets[i].Path)); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// WriteTo writes the merged rows to w.
func (c *Collection) WriteTo(ctx context.Context, w io.Writer, f columnar.Format) (rows int, err error) {
	out, err := columnar.New(w, f, c.Columns)
	if err != nil {
		return 0, err
	}
	return c.write(ctx, []columnar.Writer{out}, nil)
}

func (c *Collection) write(ctx context.Context, writers []columnar.Writer, visit func(Point, *Outcome)) (rows int, err error) {
	err = c.Each(func(x Point, o *Outcome) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if visit != nil {
			visit(x, o)
		}
		for _, row := range c.Rows(x, o) {
			rows++
			for _, w := range writers {
				if err := w.Write(row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, w := range writers {
		err = errors.Join(err, w.Close())
	}
	return rows, err
}
