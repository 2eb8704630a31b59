package task

import (
	"context"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/result"
)

// The words of trace.branches on a ring of six: more is asked for from word to word, and bifurcating branches are
// the symmetric one and those that meet it.
func TestTraceBranches(t *testing.T) {
	last := 0
	for _, word := range []string{"symmetric", "bifurcating", "primary"} {
		j := job(t, strings.Replace(strings.ReplaceAll(ring, "64", "6"), "to: 60", "to: 12, branches: "+word, 1))
		r, err := j.Trace(context.Background())
		if r == nil {
			t.Fatal(err)
		}
		d := r.(*result.Trace)
		if len(d.Branches) <= last {
			t.Errorf("%s: %d branches, the word before %d", word, len(d.Branches), last)
		}
		last = len(d.Branches)
		if word != "bifurcating" {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", word, err)
		}
		meets := map[int]bool{}
		for _, e := range d.Events {
			if e.Kind == "break" {
				for _, id := range e.Branches {
					meets[id] = true
				}
			}
		}
		for _, b := range d.Branches {
			if !meets[b.ID] {
				t.Errorf("branch %d (%s) leaves no break", b.ID, b.Kind)
			}
		}
	}
}
