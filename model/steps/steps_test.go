package steps

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Every root that a dense scan sees is found, on random clusters; shares add up; slopes are slopes.
func TestRootsAgainstScan(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	several := 0
	for trial := range 300 {
		c, err := New(Spec{M: math.Exp(12 * rng.Float64()), Mean: 4*rng.Float64() - 2, SD: math.Exp(4*rng.Float64() - 3), K: math.Exp(6 * rng.Float64()),
			Tau: 1.01 - rng.Float64(), N0: math.Exp(6 * rng.Float64()), Xi: 2 * rng.Float64(), SMax: 1 + 30*rng.Float64(), Theta: rng.Float64(), A: rng.Float64()})
		if err != nil {
			t.Fatal(err)
		}
		roots, err := c.Roots()
		if err != nil {
			t.Fatal(err)
		}
		if len(roots)%2 == 0 {
			t.Errorf("trial %d: %d roots of %+v: an odd number is due", trial, len(roots), c.Spec)
		}
		if len(roots) > 1 {
			several++
		}
		const scan = 20000
		crossings, last := 0, 1.0
		for i := 1; i <= scan; i++ {
			n := c.M * 1.0001 * math.Pow(float64(i)/scan, 3)
			if g := c.Entrants(n) - n; g*last < 0 {
				crossings++
				last = g
			}
		}
		if c.Entrants(0) > 1e-9*c.M && crossings > len(roots) {
			t.Errorf("trial %d: a scan sees %d roots of %+v, the search %d", trial, crossings, c.Spec, len(roots))
		}
		for k, r := range roots {
			if math.Abs(c.Entrants(r.N)-r.N) > 1e-9*r.N*(1+r.Slope) {
				t.Errorf("trial %d: %v attract %v", trial, r.N, c.Entrants(r.N))
			}
			if want := 1 - 2*(k%2); r.Verdict != 0 && r.Verdict != want {
				t.Errorf("trial %d: root %d has the verdict %d", trial, k, r.Verdict)
			}
			sum := 0.0
			for _, v := range r.SizeDistribution {
				sum += v
			}
			if math.Abs(sum-1) > 1e-12 {
				t.Errorf("trial %d: sizes add up to %v", trial, sum)
			}
			if h := 1e-6 * (c.N0 + r.N); r.N > h && r.N+h < c.saturation() {
				if d := (c.Entrants(r.N+h) - c.Entrants(r.N-h)) / (2 * h); math.Abs(d-r.Slope) > 1e-5*(1+d) {
					t.Errorf("trial %d: slope %v, differences give %v", trial, r.Slope, d)
				}
			}
		}
	}
	if several < 10 {
		t.Errorf("only %d clusters with several roots: the test sees too little", several)
	}
}

// Probabilities so small that they vanish still have a size distribution.
func TestFarTail(t *testing.T) {
	c, err := New(Spec{M: 1000, SD: 0.1, K: 1e3, Tau: 0.5, N0: 20, Xi: 0.5, SMax: 12})
	if err != nil {
		t.Fatal(err)
	}
	roots, err := c.Roots()
	if err != nil || len(roots) != 1 || roots[0].N != 0 || roots[0].SizeDistribution[0] != 1 {
		t.Errorf("roots %+v, error %v", roots, err)
	}
	for _, h := range []float64{farTail - 1e-9, farTail + 1e-9} {
		if d := logNormal(h) - math.Log(normal(farTail)); math.Abs(d) > 1e-6 {
			t.Errorf("ln Φ jumps by %v at %v", d, h)
		}
	}
}
