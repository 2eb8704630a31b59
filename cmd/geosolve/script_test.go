package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/urfave/cli/v2"
)

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"geosolve": main})
}

// TestScript runs the scripts of testdata/script. CONTRIBUTING.md says how to read and write one.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition:           scriptCondition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   scriptExits,
			"refused": scriptRefused,
			"json":    scriptJSON,
			"bigfile": scriptBigFile,
			"bytes":   scriptBytes,
			"empty":   scriptEmpty,
		},
	})
}

// scriptCondition adds [command:NAME], the program has that command, and [terminal], script(1) of
// util-linux can make one.
func scriptCondition(cond string) (bool, error) {
	if cond == "terminal" {
		return runtime.GOOS == "linux" && exec.Command("script", "-qec", "true", os.DevNull).Run() == nil, nil
	}
	if name, ok := strings.CutPrefix(cond, "command:"); ok {
		return newApp(streams{out: io.Discard, err: io.Discard}).Command(name) != nil, nil
	}
	return false, fmt.Errorf("unknown condition %q", cond)
}

// scriptExits is the command "exits CODE PROGRAM ARGUMENTS": it runs the program, which must end with the
// code. Whatever the code, it must not panic; where it is that of bad input, the program must have
// written nothing: not to standard output, and no file.
func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	before := snapshot(ts)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if ee := (*exec.ExitError)(nil); errors.As(err, &ee) {
		got = ee.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	out, stderr := ts.ReadFile("stdout"), ts.ReadFile("stderr")
	for _, mark := range []string{"panic:", "runtime error", "goroutine ", ".go:"} {
		if strings.Contains(stderr, mark) {
			ts.Fatalf("standard error shows %q", mark)
		}
	}
	if want == exitDone {
		return
	}
	if !strings.HasPrefix(stderr, "geosolve: ") || !strings.HasSuffix(stderr, "\n") {
		ts.Fatalf("the message does not begin with the name of the program, or does not end its line")
	}
	if want == exitInput {
		if out != "" {
			ts.Fatalf("bad input, but standard output is not empty")
		}
		if after := snapshot(ts); !slices.Equal(before, after) {
			ts.Fatalf("bad input, but files were written:\nbefore %v\nafter  %v", before, after)
		}
	}
}

// scriptRefused is the command "refused FILE PATTERN": whatever reads the file ends with the code of bad
// input and a message that matches, and writes nothing.
func scriptRefused(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: refused FILE PATTERN")
	}
	pattern, err := regexp.Compile(args[1])
	ts.Check(err)
	for _, command := range [][]string{
		{"check"}, {"solve"}, {"solve", "--out", "written.json"}, {"evaluate"}, {"trace"}, {"simulate"}, {"run"}, {"run", "--out", "written"}, {"plot"},
		{"explore", "--no-browser"},
	} {
		scriptExits(ts, false, slices.Concat([]string{strconv.Itoa(exitInput), "geosolve"}, command, []string{args[0]}))
		if stderr := ts.ReadFile("stderr"); !pattern.MatchString(strings.TrimPrefix(stderr, "geosolve: ")) {
			ts.Fatalf("the message does not match %s", pattern)
		}
	}
}

// snapshot lists the files of the script's folder, with size and time of change.
func snapshot(ts *testscript.TestScript) []string {
	root := ts.Getenv("WORK")
	var list []string
	ts.Check(filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == ".tmp" {
			return filepath.SkipDir
		}
		info, err := d.Info()
		if err != nil || d.IsDir() {
			return err
		}
		list = append(list, fmt.Sprintf("%s %d %v", strings.TrimPrefix(p, root), info.Size(), info.ModTime()))
		return nil
	}))
	return list
}

// scriptJSON is the command "json FILE PATH WANT": the JSON in FILE (stdout for the last output) holds WANT,
// itself JSON, at the dotted path, where numbers are places in lists and length is that of one. Numbers
// agree to nine digits. "! json FILE PATH" is true where there is no such path.
func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 && (!neg || len(args) != 2) {
		ts.Fatalf("usage: json FILE PATH WANT, or ! json FILE PATH")
	}
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	var doc any
	if err := dec.Decode(&doc); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[0], err)
	}
	if _, err := dec.Token(); err != io.EOF {
		ts.Fatalf("%s holds more than one JSON value", args[0])
	}
	got, err := at(doc, args[1])
	if neg {
		if err == nil {
			ts.Fatalf("%s: there is %v", args[1], got)
		}
		return
	}
	ts.Check(err)
	var want any
	if err := json.Unmarshal([]byte(args[2]), &want); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[2], err)
	}
	if !near(got, want) {
		ts.Fatalf("%s: got %v, want %v", args[1], got, want)
	}
}

// at finds the value at a dotted path.
func at(v any, path string) (any, error) {
	for key := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			next, ok := x[key]
			if !ok {
				return nil, fmt.Errorf("%s: there is no key %q", path, key)
			}
			v = next
		case []any:
			if key == "length" {
				v = float64(len(x))
				continue
			}
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				return nil, fmt.Errorf("%s: there is no entry %q in a list of %d", path, key, len(x))
			}
			v = x[i]
		default:
			return nil, fmt.Errorf("%s: nothing below %v", path, v)
		}
	}
	return v, nil
}

// near compares values of JSON, numbers to nine digits.
func near(a, b any) bool {
	const tolerance = 1e-9 // expected values in scripts are written with at least ten digits
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		return ok && math.Abs(x-y) <= tolerance*max(1, math.Abs(y))
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, near)
	}
	return fmt.Sprint(a) == fmt.Sprint(b)
}

// scriptBigFile is the command "bigfile NAME MEGABYTES": a scenario made long by its comments.
func scriptBigFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bigfile NAME MEGABYTES")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	line := append(bytes.Repeat([]byte("#"), 1<<10-1), '\n')
	for block := bytes.Repeat(line, 1<<10); n > 0; n-- {
		_, err = f.Write(block)
		ts.Check(err)
	}
	ts.Check(f.Close())
}

// scriptBytes is the command "bytes NAME TEXT": a file with any bytes, TEXT being written with Go's escapes.
func scriptBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes NAME TEXT")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// scriptEmpty is the command "empty FOLDER": the folder holds nothing, not even a hidden file.
func scriptEmpty(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: empty FOLDER")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(entries) > 0 {
		ts.Fatalf("%s holds %v", args[0], entries)
	}
}

// TestCommandsAreDocumented catches a command without help, without example, without its exit codes, or
// without a script that runs it.
func TestCommandsAreDocumented(t *testing.T) {
	t.Parallel()
	app := newApp(streams{out: io.Discard, err: io.Discard})
	for _, c := range app.Commands {
		if c.Usage == "" || strings.HasSuffix(c.Usage, ".") {
			t.Errorf("%s: Usage %q: a phrase without a full stop", c.Name, c.Usage)
		}
		if !strings.HasSuffix(c.Description, exitStatus) {
			t.Errorf("%s: the help does not end in EXIT STATUS; add exitStatus to its Description", c.Name)
		}
		if c.Name != "version" && !strings.Contains(c.Description, "\n\nEXAMPLES\n   geosolve "+c.Name) {
			t.Errorf("%s: the help has no EXAMPLES; add examplesText to its Description", c.Name)
		}
		for _, f := range c.Flags {
			if d, ok := f.(cli.DocGenerationFlag); !ok || d.GetUsage() == "" {
				t.Errorf("%s: flag %v says nothing of its use", c.Name, f.Names())
			}
		}
		if scripts, _ := filepath.Glob(filepath.Join("testdata", "script", c.Name+"*.txtar")); len(scripts) == 0 {
			t.Errorf("%s: no script tests it; write testdata/script/%s.txtar", c.Name, c.Name)
		}
	}
}
