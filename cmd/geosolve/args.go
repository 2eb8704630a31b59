package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/model/scenario"
)

// arrange turns the arguments into the order that the library reads: flags that stand after the file come
// before it. It also refuses flags that do not exist, naming the near spelling, which the library does not.
func arrange(app *cli.App, args []string) ([]string, error) {
	switch {
	case len(args) == 0:
		return args, nil
	case args[0] == "--version" || args[0] == "-v":
		return []string{"version"}, nil
	case args[0] == "help" && len(args) == 1:
		return []string{"--help"}, nil
	case args[0] == "help":
		return arrange(app, append(slices.Clone(args[1:]), "--help"))
	case strings.HasPrefix(args[0], "-"):
		return args[:1], knownFlag(args[0], app.Flags, "", "; flags of a command stand after it")
	}
	i := slices.IndexFunc(app.Commands, func(c *cli.Command) bool { return c.HasName(args[0]) })
	if i < 0 {
		return args, nil
	}
	c, names := app.Commands[i], args[:1:1]
	if len(args) > 1 {
		if i := slices.IndexFunc(c.Subcommands, func(c *cli.Command) bool { return c.HasName(args[1]) }); i >= 0 {
			c, names = c.Subcommands[i], args[:2:2]
		}
	}
	path := strings.Join(names, " ")
	var flags, rest []string
	for k := len(names); k < len(args); k++ {
		a := args[k]
		if a == "--" {
			rest = append(rest, args[k+1:]...)
			break
		}
		if !strings.HasPrefix(a, "-") || a == "-" {
			rest = append(rest, a)
			continue
		}
		if a == "--help" || a == "-h" {
			return append(names, "--help"), nil
		}
		if err := knownFlag(a, c.Flags, " "+path, ""); err != nil {
			return nil, err
		}
		flags = append(flags, a)
		if f := flagNamed(c.Flags, a); f != nil && takesValue(f) && !strings.Contains(a, "=") {
			if k+1 == len(args) {
				return nil, usage("flag %s needs a value; see geosolve %s --help", a, path)
			}
			k++
			flags = append(flags, args[k])
		}
	}
	out := append(names, flags...)
	if len(rest) > 0 {
		out = append(append(out, "--"), rest...)
	}
	return out, nil
}

// flagNamed is the flag that an argument such as --format=json names, nil where there is none.
func flagNamed(flags []cli.Flag, arg string) cli.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

func takesValue(f cli.Flag) bool {
	d, ok := f.(cli.DocGenerationFlag)
	return ok && d.TakesValue()
}

// knownFlag returns an error where the argument names no flag.
func knownFlag(arg string, flags []cli.Flag, command, more string) error {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	if arg == "--help" || arg == "-h" || flagNamed(flags, arg) != nil {
		return nil
	}
	names := []string{"help"}
	for _, f := range flags {
		names = append(names, f.Names()...)
	}
	hint := ""
	if n := scenario.Near(name, names); n != "" {
		hint = "; did you mean --" + n + "?"
	}
	return usage("unknown flag %s%s%s; see geosolve%s --help", strings.SplitN(arg, "=", 2)[0], hint, more, command)
}

// unknown is the error about a name that is none of those allowed.
func unknown(kind, name string, allowed []string) error {
	hint := ""
	if n := scenario.Near(name, allowed); n != "" {
		hint = "; did you mean " + n + "?"
	}
	return usage("unknown %s %q%s; allowed: %s", kind, name, hint, strings.Join(allowed, ", "))
}

// checkOutput refuses, before anything is solved, a file that could not be written afterwards.
func checkOutput(path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usage("--out %s: is a folder; allowed: a file", path)
	}
	dir := filepath.Dir(path)
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return usage("--out %s: there is no folder %s; make it first", path, dir)
	case !info.IsDir():
		return usage("--out %s: %s is not a folder", path, dir)
	}
	return nil
}

// checkFolder refuses, before anything is solved, a folder that could not be made afterwards.
func checkFolder(path string) error {
	for dir := path; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		switch {
		case err == nil && info.IsDir():
			return nil
		case err == nil || !errors.Is(err, fs.ErrNotExist):
			return usage("--out %s: %s is not a folder", path, dir)
		case dir == filepath.Dir(dir):
			return nil
		}
	}
}

// workers is the value of --workers.
func workers(c *cli.Context) (int, error) {
	n := c.Int("workers")
	if n < 0 {
		return 0, usage("--workers: %d is outside [0, ∞); 0 takes all processors", n)
	}
	return n, nil
}
