package scenario

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// Options of Read.
type Options struct {
	// Models that are known. Without any, parameters, blocks and tasks are not
	// checked against a model.
	Models []ModelSpec
	// Set are overrides "path=value", value in YAML, applied in order.
	Set []string
	// MaxBytes is the size of file taken; 0: DefaultMaxBytes.
	MaxBytes int64
}

// ReadFile reads the scenario in a file; "-" is standard input.
func ReadFile(path string, opts Options) (*File, error) {
	if path == "-" {
		return Read(os.Stdin, "-", opts)
	}
	r, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return nil, openError(path, err)
	}
	if info.IsDir() {
		return nil, &Error{Source: Source{Origin: FromFile, Name: path}, Msg: "is a folder", Allowed: "a scenario file"}
	}
	return Read(r, path, opts)
}

// openError words the errors of opening a file.
func openError(path string, err error) error {
	e := &Error{Source: Source{Origin: FromFile, Name: path}, Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Msg, e.Hint = "there is no such file", nearFile(path)
	case errors.Is(err, fs.ErrPermission):
		e.Msg, e.Hint = "may not be read", "check its permissions"
	default:
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		e.Msg = "cannot be read: " + err.Error()
	}
	return e
}

// nearFile suggests a file of the same folder with a near name.
func nearFile(path string) string {
	dir := filepath.Dir(path)
	d, err := os.Open(dir)
	if err != nil {
		return ""
	}
	defer d.Close()
	const most = 1000 // a folder with more is not searched through
	names, _ := d.Readdirnames(most)
	if w := near(filepath.Base(path), sorted(names)); w != "" {
		return "did you mean " + filepath.Join(dir, w) + "?"
	}
	return ""
}

// Read reads a scenario. name is the name of the file, for messages and for
// paths relative to it. The error, where there is one, is an *Error or Errors,
// and lists all problems that can be told at once.
func Read(r io.Reader, name string, opts Options) (*File, error) {
	at := Source{Origin: FromFile, Name: name}
	limit := opts.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	data, tooLong, err := slurp(r, limit)
	if err != nil {
		return nil, &Error{Source: at, Msg: "cannot be read: " + err.Error(), Err: err}
	}
	if tooLong {
		return nil, &Error{Source: at, Msg: "is too large for a scenario", Allowed: "up to " + sizeWords(limit), Hint: "put large vectors and matrices into CSV files"}
	}
	data, problem := guard(data, at)
	if problem != nil {
		return nil, problem
	}
	root, errs := parse(data, at)
	if len(errs) > 0 {
		return nil, asError(errs)
	}
	return build(root, at, opts)
}

// build makes a File of a parsed document.
func build(root *node, at Source, opts Options) (*File, error) {
	if root.kind != mapNode {
		d := &decoder{at: at}
		d.wrongType(root, "", "a block with the keys "+strings.Join(shapeOf(fileType).keys(), ", "))
		return nil, asError(d.errs)
	}
	f := &File{Name: at.Name, Dir: filepath.Dir(at.Name), specs: opts.Models}
	root, errs := override(root, opts)
	if len(errs) > 0 {
		return nil, asError(errs)
	}
	f.root = root
	d := &decoder{at: at}
	d.block(root, reflect.ValueOf(f).Elem(), "", shapeOf(fileType))
	c := &checker{decoder: d, f: f}
	c.model()
	c.parameters()
	if len(d.errs) == 0 {
		c.economy()
		c.tasks()
	}
	if err := asError(d.errs); err != nil {
		return nil, err
	}
	return f, nil
}

var fileType = reflect.TypeFor[File]()

// sizeWords writes a number of bytes.
func sizeWords(n int64) string {
	switch {
	case n >= 1<<20:
		return format(float64(n)/(1<<20)) + " MiB"
	case n >= 1<<10:
		return format(float64(n)/(1<<10)) + " KiB"
	}
	return format(float64(n)) + " bytes"
}
