package equilibrium

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Economies drawn at random, on rings and equidistant, over ranges and with steps drawn at random: the
// diagrams are complete as far as the index can tell, and nothing is left out. It would catch whatever
// works only for the parameters of the other tests: steps across events, branches taken for others,
// launches that fail, ends that find no node.
func TestTraceRandomEconomies(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 11))
	for trial := range 40 {
		r := 2 + rng.IntN(5)
		sigma := 2 + 6*rng.Float64()
		rho := (sigma - 1) / sigma
		mu := (0.15 + 0.6*rng.Float64()) * rho
		step := []float64{0.01, 0.02, 0.05}[rng.IntN(3)]
		z := mu * (1 + rho) / (mu*mu + rho)
		tb := math.Pow((1-z)/(1+float64(r-1)*z), 1/(1-sigma))
		lo, hi := 1+0.2*(tb-1), 1+(1.5+2*rng.Float64())*(tb-1)
		fam := cpEquidistant(mu, sigma, r)
		if rng.IntN(2) == 0 {
			fam, lo, hi = cpRing(mu, sigma, r), 0.5*math.Log(tb), 6*math.Log(tb)
		}
		d := mustTrace(t, fam, TraceSettings{From: lo, To: hi, MaxStep: step})
		for _, l := range d.LeftOut {
			t.Errorf("trial %d: left out: %s", trial, l)
		}
		for k := range 60 {
			v := lo + (hi-lo)*(float64(k)+0.4871)/60
			if s := diagramIndexSum(d, v); s != 1 {
				t.Errorf("trial %d, R=%d, μ=%.4f, σ=%.4f: at %v the indices add up to %d", trial, r, mu, sigma, v, s)
				break
			}
		}
	}
}
