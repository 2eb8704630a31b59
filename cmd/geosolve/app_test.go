package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want int
	}{
		{errors.New("anything"), exitFailure},
		{fmt.Errorf("trace: %w", task.ErrInput), exitInput},
		{fmt.Errorf("figure: %w", &scenario.Error{Msg: "is wrong"}), exitInput},
		{scenario.Errors{{Msg: "one"}, {Msg: "two"}}, exitInput},
		{usage("unknown flag"), exitInput},
		{fmt.Errorf("solve: %w", task.ErrPartly), exitPartly},
		{fmt.Errorf("solve: %w", context.Canceled), exitInterrupted},
		// interrupted after a task that was done in part: the rest is still to do
		{errors.Join(context.Canceled, task.ErrPartly), exitInterrupted},
	} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%v: exit code %d, want %d", c.err, got, c.want)
		}
	}
}

// broken panics where a mistake in the program would.
type broken struct{}

func (broken) Write([]byte) (int, error) { panic("a mistake in the program") }

// TestPanicIsNoBadInput: a process that ends by a panic has exit code 2, which scripts would take for a
// mistake of theirs.
func TestPanicIsNoBadInput(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	if code := run(t.Context(), []string{"version"}, streams{out: broken{}, err: &stderr}); code != exitFailure {
		t.Errorf("exit code %d, want %d", code, exitFailure)
	}
	if !strings.HasPrefix(stderr.String(), "geosolve: internal error, please report it with the scenario: a mistake in the program\n") {
		t.Errorf("standard error: %s", &stderr)
	}
}
