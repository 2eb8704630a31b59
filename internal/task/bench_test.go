package task

import (
	"context"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
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

const ring = `
model: core-periphery
parameters: {mu: 0.4, sigma: 5}
geography: {ring: {regions: 64}}
trace: {parameter: tau, from: 2, to: 60}
`

// All 32 symmetry-breaking points of the flat state of a ring of 64.
func BenchmarkBreaksRing64(b *testing.B) {
	for b.Loop() {
		j := job(b, ring)
		fam, err := j.newFamily("tau")
		if err != nil {
			b.Fatal(err)
		}
		d, err := equilibrium.SymmetryBreaking(context.Background(), fam, equilibrium.TraceSettings{From: 2, To: 60})
		if err != nil || len(d.Events) != 32 {
			b.Fatal(err, len(d.Events))
		}
	}
}

// The primary branches of a ring of 64, on all processors.
func BenchmarkPrimaryBranchesRing64(b *testing.B) {
	for b.Loop() {
		j := job(b, ring)
		fam, err := j.newFamily("tau")
		if err != nil {
			b.Fatal(err)
		}
		d, err := equilibrium.SymmetryBreaking(context.Background(), fam, equilibrium.TraceSettings{From: 2, To: 60, Generations: 2, Workers: runtime.GOMAXPROCS(0)})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(d.Branches)), "branches")
	}
}

// The long-run equilibrium of a ring of 256 from uneven shares.
func BenchmarkSettleRing256(b *testing.B) {
	j := job(b, strings.ReplaceAll(ring, "64", "256")+"")
	g, err := j.At("tau", 6)
	if err != nil {
		b.Fatal(err)
	}
	x := make([]float64, 256)
	sum := 0.0
	for k := range x {
		x[k] = 1 + 0.3*math.Sin(float64(7*k)) + 0.2*math.Cos(float64(3*k*k))
		sum += x[k]
	}
	for k := range x {
		x[k] /= sum
	}
	for b.Loop() {
		_, rep, err := equilibrium.Settle(context.Background(), g, x, equilibrium.SettleSettings{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(rep.Evaluations), "evaluations")
	}
}
