package equilibrium

import (
	"context"
	"math"
	"testing"
)

// ringBreak is the tau at which mode k of the flat state breaks: Z_k = Z* for μ = 0.4, σ = 5.
func ringBreak(r, k int) float64 {
	f := func(tau float64) float64 {
		a, b := 0.0, 0.0
		for d := range r {
			p := math.Exp(-4 * tau * float64(min(d, r-d)) / float64(r))
			a += p * math.Cos(2*math.Pi*float64(k*d%r)/float64(r))
			b += p
		}
		return a - 0.75*b
	}
	lo, hi := 0.1, 1e3
	for range 200 {
		if m := (lo + hi) / 2; f(m) < 0 {
			lo = m
		} else {
			hi = m
		}
	}
	return lo
}

// Rings of 8, 16 and 64 regions: every mode breaks once, k and R−k together, at its closed form.
func TestSymmetryBreakingRings(t *testing.T) {
	for _, r := range []int{5, 8, 16, 64} {
		d, err := SymmetryBreaking(context.Background(), cpRing(0.4, 5, r), TraceSettings{From: 1, To: 160})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int]bool{}
		for _, e := range d.Events {
			mult := 2
			if 2*e.Mode == r {
				mult = 1
			}
			if e.Kind != Break || e.Multiplicity != mult || seen[e.Mode] || e.Rising {
				t.Errorf("R=%d: %v mode %d ×%d rising %v", r, e.Kind, e.Mode, e.Multiplicity, e.Rising)
			}
			seen[e.Mode] = true
			if x := ringBreak(r, e.Mode); math.Abs(e.Value/x-1) > exactTolerance {
				t.Errorf("R=%d mode %d: %.16g, want %.16g", r, e.Mode, e.Value, x)
			}
		}
		if len(seen) != r/2 {
			t.Errorf("R=%d: %d modes, want %d", r, len(seen), r/2)
		}
	}
}

// One row of the Jacobian and the whole must tell the same story.
func TestSymmetryBreakingByRow(t *testing.T) {
	fam := cpRing(0.4, 5, 8)
	full := FamilyFunc(func(v float64) (Game, error) {
		g, err := fam.At(v)
		return rowless{g.(symmetricCP)}, err
	})
	a, err := SymmetryBreaking(context.Background(), fam, TraceSettings{From: 1, To: 10})
	if err != nil {
		t.Fatal(err)
	}
	b, err := SymmetryBreaking(context.Background(), full, TraceSettings{From: 1, To: 10})
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.Events {
		if math.Abs(a.Events[i].Value-b.Events[i].Value) > exactTolerance*10 {
			t.Errorf("%v and %v", a.Events[i].Value, b.Events[i].Value)
		}
	}
}

type rowless struct{ symmetricCP }

func (r rowless) NewEvaluator() Evaluator {
	return struct{ Evaluator }{r.symmetricCP.NewEvaluator()}
}

// Rings up to eight regions with all that bifurcates: nothing left out, indices add up to one, and for
// eight regions the cascade 8 → 4 → 2 → 1 by doubling of the period is there, each stage reached from the
// one before.
func TestTraceRings(t *testing.T) {
	for _, r := range []int{2, 3, 4, 5, 6, 7, 8} {
		d := mustTrace(t, cpRing(0.4, 5, r), TraceSettings{From: 0.7, To: 6.3})
		for _, l := range d.LeftOut {
			t.Errorf("R=%d: left out: %s", r, l)
		}
		checkIndex(t, d, 100)
		if r == 8 {
			checkCascade(t, d)
		}
	}
}

// checkCascade follows doubling of the period: states with the symmetry of every second region join the
// flat state to (¼ 0 ¼ 0 …), those of every fourth that to (½ 0 0 0 ½ 0 0 0), and so on.
func checkCascade(t *testing.T, d *Diagram) {
	t.Helper()
	occupied := func(p BranchPoint) int {
		c := 0
		for _, x := range p.Share {
			if x > 1e-9 {
				c++
			}
		}
		return c
	}
	for _, s := range []struct {
		iso      string
		from, to int // regions occupied where the branch starts, and where it ends or at least on it
	}{{"D_4", 8, 4}, {"D_2", 4, 2}, {"D_1", 2, 2}} {
		found := false
		for _, b := range d.Branches {
			p, q := occupied(b.Points[0]), occupied(b.Points[len(b.Points)-1])
			found = found || b.Isotropy == s.iso && b.Parent >= 0 && (p == s.from && q == s.to || p == s.to && q == s.from)
		}
		if !found {
			t.Errorf("no branch of symmetry %s from %d to %d regions", s.iso, s.from, s.to)
		}
	}
}

func BenchmarkSymmetryBreakingRing64(b *testing.B) {
	fam := cpRing(0.4, 5, 64)
	for range b.N {
		if _, err := SymmetryBreaking(context.Background(), fam, TraceSettings{From: 1, To: 160}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTraceRing8(b *testing.B) {
	fam := cpRing(0.4, 5, 8)
	for range b.N {
		mustTrace(b, fam, TraceSettings{From: 0.5, To: 6})
	}
}
