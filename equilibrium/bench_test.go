package equilibrium_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

// ring is the ring game with payoffs that fall with distance, c_d = 1/(1+d).
func ring(n int) *testproblems.Game {
	c := make([]float64, n/2+1)
	for i := range c {
		c[i] = 1 / (1 + float64(i))
	}
	return testproblems.Ring(n, c)
}

// scattered returns random positive shares.
func scattered(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 4))
	x, sum := make([]float64, n), 0.0
	for i := range x {
		x[i] = rng.Float64()
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
	return x
}

func benchmarkRefine(b *testing.B, g equilibrium.Game) {
	n := equilibrium.Dim(g)
	x := make([]float64, n)
	for i := range x {
		x[i] = (1 + 0.05*float64(i%3)) / float64(n)
	}
	ev := g.NewEvaluator()
	for b.Loop() {
		if _, err := equilibrium.Refine(g, ev, x, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRefine2(b *testing.B)   { benchmarkRefine(b, testproblems.Equidistant(2, 1.63, 0.4, 5)) }
func BenchmarkRefine12(b *testing.B)  { benchmarkRefine(b, testproblems.Racetrack(12, 2, 0.4, 5)) }
func BenchmarkRefine100(b *testing.B) { benchmarkRefine(b, ring(100)) }

func BenchmarkSolveTwoOptions(b *testing.B) {
	g := testproblems.Equidistant(2, 1.63, 0.4, 5)
	for b.Loop() {
		if _, err := equilibrium.Solve(context.Background(), g, equilibrium.Settings{Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSolveRing6(b *testing.B) {
	g := testproblems.Racetrack(6, 2, 0.4, 5)
	for b.Loop() {
		if _, err := equilibrium.Solve(context.Background(), g, equilibrium.Settings{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSettle256(b *testing.B) {
	g, x := ring(256), scattered(256, 3)
	for b.Loop() {
		_, r, err := equilibrium.Settle(context.Background(), g, x, equilibrium.SettleSettings{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(r.Evaluations), "evaluations")
	}
}

func BenchmarkPath(b *testing.B) {
	g := testproblems.Equidistant(2, 1.7, 0.4, 5)
	for b.Loop() {
		if _, err := equilibrium.Path(context.Background(), g, []float64{0.6, 0.4}, equilibrium.PathSettings{Until: 1000, Times: []float64{1000}}); err != nil {
			b.Fatal(err)
		}
	}
}
