package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/atomicfile"
	"github.com/geosolve/geosolve/internal/replication"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

func bundleCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "bundle", Usage: "write the replication archive of a run", ArgsUsage: "DIR|FILE",
		Flags: append(inputFlags(),
			&cli.StringFlag{Name: "out", Usage: "write to `FILE.zip` (default: the name of the folder or the scenario, in this folder)"},
			&cli.StringFlag{Name: "inputs", Usage: "the inputs lie in `DIR` (default: beside the folder of results, then in it, then here)"},
			&cli.IntFlag{Name: "workers", Usage: "at most `N` threads (default: all); results do not depend on it"},
		),
		Description: "Of a folder of results, or of a scenario, which is run first: a zip archive with the scenario, inputs, outputs, a map of exhibits (figure or table, command, hash of the scenario, hash of the output), checksums, and a README with the items that data editors ask for. Results that were changed since the run are refused." +
			examplesText([]string{"geosolve bundle results --out replication.zip", "geosolve bundle scenario.yaml --set sigma=6"}) + exitStatus,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage("bundle needs one DIR that geosolve run wrote, or one scenario FILE; see geosolve bundle --help")
			}
			out := c.String("out")
			if out != "" && filepath.Ext(out) != ".zip" {
				return usage("--out %s: unknown ending %q; allowed: .zip", out, filepath.Ext(out))
			}
			if out == "" {
				name := filepath.Base(filepath.Clean(c.Args().First()))
				out = strings.TrimSuffix(name, filepath.Ext(name)) + "-replication.zip"
			}
			if err := checkOutput(out); err != nil {
				return err
			}
			return bundle(c, s, out)
		},
	}
}

func bundle(c *cli.Context, s streams, out string) error {
	dir, inputs := c.Args().First(), c.String("inputs")
	var original []byte
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		file := dir
		temp, err := os.MkdirTemp("", "geosolve-bundle-*")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = filepath.Join(temp, "outputs")
		if original, err = runInto(c, s, dir); err != nil {
			return err
		}
		if inputs == "" {
			inputs = filepath.Dir(file)
		}
	} else if sets := c.StringSlice("set"); len(sets) > 0 {
		return usage("--set %s: a folder of results has its scenario; give the scenario FILE to run it otherwise", sets[0])
	}
	b, err := readBundle(dir, inputs)
	if err != nil {
		return err
	}
	b.Original = original
	data, err := b.Zip()
	if err != nil {
		return usage("%v", err)
	}
	if err := atomicfile.Write(out, data); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	_, err = fmt.Fprintf(s.out, "%s: %d bytes, SHA-256 %s\n", out, len(data), replication.Hash(data))
	return err
}

// runInto runs the scenario of the command line into a folder and returns the text of its file.
func runInto(c *cli.Context, s streams, dir string) ([]byte, error) {
	f, err := readScenario(c, s)
	if err != nil {
		return nil, err
	}
	r := &scenarioRun{s: s, file: f, dir: dir}
	if r.threads, err = workers(c); err != nil {
		return nil, err
	}
	if err := r.do(c.Context, true); err != nil {
		return nil, err
	}
	if f.Name == "-" {
		return nil, nil
	}
	return os.ReadFile(f.Name)
}

// readBundle reads a folder of results and the inputs they were made from.
func readBundle(dir, inputs string) (*replication.Bundle, error) {
	m, err := replication.ReadManifest(dir)
	if err != nil {
		return nil, usage("%v", err)
	}
	if changed, err := replication.Differences(dir, m.Outputs); err != nil {
		return nil, err
	} else if len(changed) > 0 {
		return nil, fmt.Errorf("%s: %s; run the scenario again", dir, strings.Join(changed, "; "))
	}
	folders := []string{filepath.Dir(filepath.Clean(dir)), dir, "."}
	if inputs != "" {
		folders = []string{inputs}
	}
	base := folders[0]
	if len(m.Inputs) > 0 {
		if base, err = replication.FindInputs(m.Inputs, folders...); err != nil {
			return nil, usage("%v", err)
		}
	}
	f, err := manifestScenario(m, dir, base)
	if err != nil {
		return nil, err
	}
	b := &replication.Bundle{Manifest: m, Inputs: map[string][]byte{}, Outputs: map[string][]byte{}, Facts: facts(f, dir)}
	if b.Raw, err = os.ReadFile(filepath.Join(dir, replication.ManifestName)); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := result.WriteJSON(&text, f.Resolved().Scenario); err != nil {
		return nil, err
	}
	b.Scenario = text.Bytes()
	for _, part := range []struct {
		from  string
		files []replication.File
		to    map[string][]byte
	}{{base, m.Inputs, b.Inputs}, {dir, m.Outputs, b.Outputs}} {
		for _, in := range part.files {
			if part.to[in.File], err = os.ReadFile(filepath.Join(part.from, filepath.FromSlash(in.File))); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}

// facts are what the README says of the scenario and the program.
func facts(f *scenario.File, dir string) replication.Facts {
	out := replication.Facts{Title: f.Title, Model: f.Model, Seconds: secondsOf(filepath.Join(dir, "run.log"))}
	if d, err := model.Lookup(f.Model); err == nil {
		out.Sources = d.Sources
	}
	for _, v := range f.Resolved().Sources {
		if strings.HasSuffix(v.Path, ".seed") {
			out.Seeds = append(out.Seeds, fmt.Sprintf("`%s` = %v", v.Path, v.Value))
		}
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			out.Modules = append(out.Modules, d.Path+" "+d.Version)
		}
	}
	return out
}

var secondsIn = regexp.MustCompile(`\bseconds=([0-9.e+-]+)`)

// secondsOf adds the times of a run.log, 0 where there is none.
func secondsOf(path string) float64 {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	total := 0.0
	for _, m := range secondsIn.FindAllSubmatch(data, -1) {
		if v, err := strconv.ParseFloat(string(m[1]), 64); err == nil {
			total += v
		}
	}
	return total
}
