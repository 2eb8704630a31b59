package task

import (
	"context"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

func job(tb testing.TB, text string) *Job {
	tb.Helper()
	f, err := scenario.Read(strings.NewReader(text), "test.yaml", scenario.Options{Models: model.Specs()})
	if err != nil {
		tb.Fatal(err)
	}
	j, err := New(f, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return j
}

const twoRegions = `
model: core-periphery
parameters: {mu: 0.4, sigma: 5, T: 1.7}
geography: {equidistant: {regions: 2}}
trace: {parameter: T, from: 1.2, to: 2.3}
`

// The two-region diagram with all branches: AUTO-07p needs 6 ms of computing for it.
func BenchmarkTraceTwoRegions(b *testing.B) {
	for b.Loop() {
		if _, err := job(b, twoRegions).Trace(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSolveTwoRegions(b *testing.B) {
	for b.Loop() {
		if _, err := job(b, twoRegions).Solve(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProveTwoRegions(b *testing.B) {
	for b.Loop() {
		j := job(b, twoRegions)
		j.Options.Prove = true
		if _, err := j.Solve(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
