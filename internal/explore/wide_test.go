package explore

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/geosolve/geosolve/internal/result"
)

// A table in long form is laid out by what its quantities are: numbers, lists side by side, matrices.
func TestWide(t *testing.T) {
	got := wide(result.Table{Columns: longColumns, Rows: [][]any{
		{"roots.n", 1, nil, 3.5}, {"roots.stable", 1, nil, true}, {"roots.shape", 1, 1, 1.0},
		{"roots.n", 2, nil, 25.0}, {"roots.stable", 2, nil, false}, {"roots.shape", 2, 1, 0.9}, {"roots.shape", 2, 2, 0.1},
		{"take_off", nil, nil, true},
	}})
	want := []*grid{
		{Columns: []string{"quantity", "value"}, Rows: [][]any{{"take off", true}}},
		{Title: "roots", Columns: []string{"no.", "n", "stable"}, Rows: [][]any{{1, 3.5, true}, {2, 25.0, false}}},
		{Title: "roots, shape", Columns: []string{"no.", "1", "2"}, Rows: [][]any{{1, 1.0, nil}, {2, 0.9, 0.1}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
