//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A scenario whose trace lasts far longer than these tests, and one whose table is longer than a pipe holds.
const (
	longScenario = `model: core-periphery
parameters: {mu: 0.4, sigma: 5, tau: 1.7}
geography: {ring: {regions: 40}}
solve: {starts: 1000000}
trace: {parameter: tau, from: 0.2, to: 4}
figures:
  - {bifurcation: {of: trace, y: share}, file: figure.pdf}
`
	wideScenario = `model: core-periphery
parameters: {mu: 0.4, sigma: 5, T: 1.7}
geography: {equidistant: {regions: 2}}
trace: {parameter: T, from: 1.2, to: 2.3, points: 2000}
`
)

// stopWithin is how long a signalled command may take here. The promise is a second, which grace keeps; a
// machine that runs all tests at once may take a while to start even the clock of it.
const stopWithin = 4 * time.Second

// startGeosolve starts the program as a process of its own, in a folder with scenario.yaml.
func startGeosolve(t *testing.T, scenario string, args ...string) (cmd *exec.Cmd, stderr *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "scenario.yaml"), []byte(scenario), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command("geosolve", args...)
	cmd.Dir = dir
	stderr = &bytes.Buffer{}
	cmd.Stderr = stderr
	return cmd, stderr
}

func TestSignals(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		signal syscall.Signal
		wait   time.Duration // before the signal
	}{
		{"trace, INT", []string{"trace", "scenario.yaml", "--out", "trace.json"}, syscall.SIGINT, 500 * time.Millisecond},
		{"trace, TERM", []string{"trace", "scenario.yaml"}, syscall.SIGTERM, 500 * time.Millisecond},
		{"solve, TERM", []string{"solve", "scenario.yaml", "--out", "solve.json"}, syscall.SIGTERM, 500 * time.Millisecond},
		{"explore, INT", []string{"explore", "scenario.yaml", "--no-browser"}, syscall.SIGINT, 500 * time.Millisecond},
		{"explore, TERM", []string{"explore", "scenario.yaml", "--no-browser"}, syscall.SIGTERM, 500 * time.Millisecond},
		{"run, INT", []string{"run", "scenario.yaml", "--out", "out"}, syscall.SIGINT, 500 * time.Millisecond},
		// nothing looks at the signal while standard input is read
		{"reading, INT", []string{"solve", "-"}, syscall.SIGINT, 300 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var (
				cmd    *exec.Cmd
				stderr *bytes.Buffer
				took   time.Duration
				err    error
			)
			for wait := c.wait; wait < time.Minute; wait *= 2 {
				cmd, stderr = startGeosolve(t, longScenario, c.args...)
				took, err = signalAfter(t, cmd, wait, c.signal)
				if cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled() {
					continue // it came before the program was ready for it
				}
				break
			}
			if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("exit code %d (%v), want %d; standard error: %s", code, err, exitInterrupted, stderr)
			}
			if took > stopWithin {
				t.Errorf("stopped after %v, want at most %v", took, stopWithin)
			}
			if want := "geosolve: " + interrupted + "\n"; stderr.String() != want {
				t.Errorf("standard error %q, want %q", stderr, want)
			}
			noHalfFiles(t, cmd.Dir)
		})
	}
}

// signalAfter starts the process, its standard input held open, and signals it after a while. It returns
// how long the process took to end.
func signalAfter(t *testing.T, cmd *exec.Cmd, wait time.Duration, signal syscall.Signal) (time.Duration, error) {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(wait)
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatalf("the command was done before the signal: %v; the scenario must last longer", err)
	}
	signalled := time.Now()
	err = waitFor(t, cmd)
	return time.Since(signalled), err
}

// TestGrace holds the promise of docs/scripting.md.
func TestGrace(t *testing.T) {
	if grace >= time.Second {
		t.Errorf("a signalled command may take %v; docs/scripting.md promises a second", grace)
	}
}

// waitFor waits for the end of the process, and ends it where that takes too long.
func waitFor(t *testing.T, cmd *exec.Cmd) error {
	t.Helper()
	timer := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	return cmd.Wait()
}

// noHalfFiles fails where the folder holds a file that was begun and not finished.
func noHalfFiles(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") {
			t.Errorf("left behind: %s", p)
		}
		if info, err := d.Info(); err == nil && !d.IsDir() && info.Size() == 0 {
			t.Errorf("an empty file: %s", p)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestSecondSignal catches a command that cannot be ended while it takes its time to stop.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	cmd, _ := startGeosolve(t, longScenario, "solve", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
	for range 3 { // the first may come before the program is ready for it, which ends it too
		_ = cmd.Process.Signal(syscall.SIGINT)
		time.Sleep(100 * time.Millisecond)
	}
	_ = waitFor(t, cmd)
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() {
		t.Errorf("ended with exit code %d: the second signal did nothing", status.ExitStatus())
	}
}

// TestClosedPipe is geosolve … | head -1: no message, and no table written in vain to the end.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	cmd, stderr := startGeosolve(t, wideScenario, "trace", "scenario.yaml", "--format", "csv")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReaderSize(out, 16).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "branch,") {
		t.Fatalf("first line %q, %v", line, err)
	}
	out.(io.Closer).Close()
	err = waitFor(t, cmd)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGPIPE {
		t.Errorf("ended with %v; want an end by SIGPIPE, as of other programs", err)
	}
	if stderr.Len() > 0 {
		t.Errorf("standard error: %s", stderr)
	}
}

// TestSweepSignals catches a sweep that loses what is complete when it is stopped, that stops when it is asked
// to flush, or whose result depends on having been stopped.
func TestSweepSignals(t *testing.T) {
	t.Parallel()
	const scenario = `model: core-periphery
parameters: {mu: 0.4, sigma: 5, tau: 1}
geography: {ring: {regions: 4}}
sweep: {design: sobol, points: 120, parameters: {tau: {from: 0.5, to: 3}}}
`
	first, stderr := startGeosolve(t, scenario, "sweep", "scenario.yaml", "--dir", "work", "--out", "rows.csv", "--workers", "1")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	journal := filepath.Join(first.Dir, "work", "shards", "1-of-1.jsonl")
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if data, err := os.ReadFile(journal); err == nil && bytes.Count(data, []byte("\n")) > 3 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("no point after a minute")
		}
	}
	if err := first.Process.Signal(syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	sent := time.Now()
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := first.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		t.Log("the sweep was done before the signal")
	case !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted:
		t.Errorf("exit: %v, want %d\n%s", err, exitInterrupted, stderr)
	case time.Since(sent) > stopWithin:
		t.Errorf("stopped after %v", time.Since(sent))
	}
	if !strings.Contains(stderr.String(), "of 120 points are on the disk") {
		t.Errorf("no answer to USR1: %s", stderr)
	}
	for _, args := range [][]string{
		{"sweep", "scenario.yaml", "--dir", "work", "--out", "rows.csv"},
		{"sweep", "scenario.yaml", "--out", "whole.csv"},
	} {
		cmd := exec.Command("geosolve", args...)
		cmd.Dir = first.Dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	resumed, err := os.ReadFile(filepath.Join(first.Dir, "rows.csv"))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(first.Dir, "whole.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(resumed, whole) {
		t.Error("other bytes than in one piece")
	}
}
