package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/replication"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

func verifyCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "verify", Usage: "run a folder of results again and compare", ArgsUsage: "DIR",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "inputs", Usage: "the inputs lie in `DIR` (default: beside the folder, then in it, then here)"},
			&cli.Float64Flag{Name: "tolerance", Usage: "numbers may differ by this share, and pictures are not compared: for results of another kind of processor"},
			&cli.IntFlag{Name: "workers", Usage: "at most `N` threads (default: all); results do not depend on it"},
		},
		Description: "Runs the scenario in the folder's manifest.json, with the inputs it names, and compares each file with what is there. Nothing in the folder is changed. Ends with 3 where files differ, and lists them on standard output." +
			examplesText([]string{"geosolve verify results", "geosolve verify results --tolerance 1e-9"}) + exitStatus,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage("verify needs one DIR, the folder that geosolve run wrote; see geosolve verify --help")
			}
			if t := c.Float64("tolerance"); !(t >= 0 && t < 1) {
				return usage("--tolerance: %g is outside [0, 1)", t)
			}
			threads, err := workers(c)
			if err != nil {
				return err
			}
			return verify(c.Context, s, c.Args().First(), c.String("inputs"), c.Float64("tolerance"), threads)
		},
	}
}

// errDiffers says that files of a folder of results are not what its scenario gives.
var errDiffers = errors.New("the results are not those of the scenario")

func verify(ctx context.Context, s streams, dir, inputs string, tolerance float64, threads int) error {
	m, err := replication.ReadManifest(dir)
	if err != nil {
		return usage("%v", err)
	}
	changed, err := replication.Differences(dir, m.Outputs)
	if err != nil {
		return err
	}
	again, r, err := rerun(ctx, s, m, dir, inputs, threads)
	if again != "" {
		defer os.RemoveAll(again)
	}
	if err != nil {
		return err
	}
	differ := slices.Clone(changed)
	for _, o := range m.Outputs {
		now, err := os.ReadFile(filepath.Join(again, filepath.FromSlash(o.File)))
		if err != nil {
			differ = append(differ, o.File+": the scenario no longer makes it")
			continue
		}
		if replication.Hash(now) == o.SHA256 {
			continue
		}
		was, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(o.File)))
		if err != nil || slices.Contains(changed, o.File+": was changed since the run") {
			continue // said already
		}
		if d := replication.Compare(o.File, was, now, tolerance); d != "" {
			differ = append(differ, o.File+": "+d)
		}
	}
	for _, o := range r.manifest.Outputs {
		if !slices.ContainsFunc(m.Outputs, func(f replication.File) bool { return f.File == o.File }) {
			differ = append(differ, o.File+": the scenario makes it, the folder does not account for it")
		}
	}
	if len(differ) == 0 {
		_, err := fmt.Fprintf(s.out, "%s: %d files, all as the scenario gives them\n", dir, len(m.Outputs))
		return err
	}
	for _, d := range differ {
		if _, err := fmt.Fprintln(s.out, d); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s: %d of %d files: %w%s", dir, len(differ), len(m.Outputs), errDiffers, madeBy(m))
}

// madeBy explains a difference by the program that made the files, where it was another.
func madeBy(m *replication.Manifest) string {
	now := newManifest(&scenario.File{})
	var what []string
	for _, p := range [][3]string{{"geosolve", m.Version, now.Version}, {"", m.Go, now.Go}, {"", m.Platform, now.Platform}} {
		if p[1] != p[2] {
			what = append(what, strings.TrimSpace(p[0]+" "+p[1]+", this is "+p[2]))
		}
	}
	if len(what) == 0 {
		return ""
	}
	return "; they were made by " + strings.Join(what, "; ") + "; --tolerance 1e-9 passes over last digits"
}

// rerun runs the scenario of a manifest into a new folder, which the caller removes.
func rerun(ctx context.Context, s streams, m *replication.Manifest, dir, inputs string, threads int) (string, *scenarioRun, error) {
	folders := []string{filepath.Dir(filepath.Clean(dir)), dir, "."}
	if inputs != "" {
		folders = []string{inputs}
	}
	base := folders[0]
	if len(m.Inputs) > 0 {
		var err error
		if base, err = replication.FindInputs(m.Inputs, folders...); err != nil {
			return "", nil, usage("%v", err)
		}
	}
	f, err := manifestScenario(m, dir, base)
	if err != nil {
		return "", nil, err
	}
	again, err := os.MkdirTemp("", "geosolve-verify-*")
	if err != nil {
		return "", nil, err
	}
	quiet := s
	quiet.out = io.Discard
	r := &scenarioRun{s: quiet, file: f, dir: again, threads: threads, titles: m.Options.ShowTitle}
	err = r.do(ctx, !m.Options.FiguresOnly)
	if errors.Is(err, task.ErrPartly) { // as the first time; the files tell whether in the same way
		err = nil
	}
	return again, r, err
}

// manifestScenario reads the scenario of a manifest, as if it lay in the folder base.
func manifestScenario(m *replication.Manifest, dir, base string) (*scenario.File, error) {
	name := filepath.Join(dir, replication.ManifestName)
	f, err := scenario.Read(bytes.NewReader(m.Scenario.Scenario), filepath.Join(base, "scenario.json"), scenario.Options{Models: model.Specs()})
	if err != nil {
		return nil, usage("the scenario in %s is not one that this version of geosolve takes: %v", name, err)
	}
	if got := hash(f.Canonical()); got != m.ScenarioSHA256 {
		return nil, usage("the scenario in %s was changed since the run: its hash is %.12s…, not %.12s…; run it again with geosolve run", name, got, m.ScenarioSHA256)
	}
	return f, nil
}
