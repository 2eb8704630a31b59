package equilibrium

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// breakT and sustainT are the closed forms of two regions (Fujita, Krugman and Venables 1999, ch. 5)
// with the expenditure share, or the linkage, mu.
func breakT(mu, sigma float64) float64 {
	rho := (sigma - 1) / sigma
	return math.Pow((rho+mu)*(1+mu)/((rho-mu)*(1-mu)), 1/(sigma-1))
}

func sustainT(mu, sigma float64, r int) float64 {
	n := float64(r)
	f := func(t float64) float64 {
		return math.Pow(t, -sigma*mu)*((mu+(1-mu)/n)*math.Pow(t, 1-sigma)+(1-mu)/n*(math.Pow(t, sigma-1)+n-2)) - 1
	}
	lo, hi := 1+1e-3, 1e3
	for f(lo) > 0 {
		lo = 1 + (lo-1)/2
	}
	for range 200 {
		if m := (lo + hi) / 2; f(m) < 0 {
			lo = m
		} else {
			hi = m
		}
	}
	return lo
}

// The tomahawk of the core–periphery model for the parameters of the reference tables: break and sustain
// in closed form, three branches, stability on them, nothing else.
func TestTraceCorePeriphery(t *testing.T) {
	for _, c := range [][4]float64{
		{0.4, 5, 1.626576561697786, 1.807312719930688}, {0.3, 4, 1.63032441550292, 1.72536770154952},
		{0.2, 3, 1.66904592079256, 1.71756627235738}, {0.5, 6, 1.64375182951723, 1.99703311040632},
		{0.1, 2, 1.83333333333333, 1.85672906016838}, {0.6, 8, 1.54959085748718, 2.07819103909255},
	} {
		t.Run(fmt.Sprint(c[:2]), func(t *testing.T) {
			d := mustTrace(t, cpEquidistant(c[0], c[1], 2), TraceSettings{From: 1 + 0.6*(c[2]-1), To: 1 + 1.5*(c[3]-1)})
			checkEvents(t, d, exactTolerance, want{Break, breakT(c[0], c[1])}, want{Sustain, sustainT(c[0], c[1], 2)})
			checkEvents(t, d, 1e-11, want{Break, c[2]}, want{Sustain, c[3]})
			if len(d.Branches) != 3 {
				t.Fatalf("%d branches", len(d.Branches))
			}
			for _, p := range d.Branches[0].Points {
				if p.Event < 0 && (p.Stability == Stable) != (p.Value > c[2]) {
					t.Errorf("symmetric state at %v: %v", p.Value, p.Stability)
				}
			}
			corner := d.Branches[1].Points
			for _, p := range corner[:len(corner)-1] {
				if p.Stability != Stable {
					t.Errorf("corner at %v: %v", p.Value, p.Stability)
				}
			}
			checkIndex(t, d, 40)
		})
	}
}

// At T = 1 places do not matter: every eigenvalue is zero there, and that is no event.
func TestTraceFrictionlessEnd(t *testing.T) {
	d := mustTrace(t, cpEquidistant(0.4, 5, 2), TraceSettings{From: 1, To: 2})
	checkEvents(t, d, exactTolerance, want{Break, breakT(0.4, 5)}, want{Sustain, sustainT(0.4, 5, 2)})
}

// Without a black hole any economy of two regions has its break where the formula says.
func TestTraceBreakProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sigma := rapid.Float64Range(2, 10).Draw(rt, "sigma")
		mu := rapid.Float64Range(0.1, 0.85).Draw(rt, "mu") * (sigma - 1) / sigma
		tb := breakT(mu, sigma)
		d, err := SymmetryBreaking(context.Background(), cpEquidistant(mu, sigma, 2), TraceSettings{From: 1 + 0.3*(tb-1), To: 1 + 2*(tb-1)})
		if err != nil {
			rt.Fatal(err)
		}
		if len(d.Events) != 1 || math.Abs(d.Events[0].Value/tb-1) > 1e-11 {
			rt.Fatalf("mu %v sigma %v: %d events, want one at %v", mu, sigma, len(d.Events), tb)
		}
	})
}

// Equidistant regions: the flat state breaks at φ_B = (1−Z*)/(1+(R−1)Z*) in all directions at once, the
// full core ends at its sustain point, and the diagram is complete in the sense of the index for as many
// as eight regions, whose symmetric group is too large to write out.
func TestTraceEquidistant(t *testing.T) {
	const mu, sigma = 0.4, 5.0
	z := mu * (1 + 0.8) / (mu*mu + 0.8)
	for _, r := range []int{3, 4, 5, 6, 8} {
		tb := math.Pow((1-z)/(1+float64(r-1)*z), 1/(1-sigma))
		ts := sustainT(mu, sigma, r)
		d := mustTrace(t, cpEquidistant(mu, sigma, r), TraceSettings{From: 1.15, To: 3})
		breaks, sustains := 0, 0
		for _, e := range d.Events {
			switch e.Kind {
			case Break:
				breaks++
				if math.Abs(e.Value-tb) > exactTolerance*tb || e.Multiplicity != r-1 {
					t.Errorf("R=%d: break at %.16g ×%d, want %.16g ×%d", r, e.Value, e.Multiplicity, tb, r-1)
				}
			case Sustain:
				sustains++
				if math.Abs(e.Value-ts) > exactTolerance*ts || e.Multiplicity != r-1 {
					t.Errorf("R=%d: sustain at %.16g, want %.16g", r, e.Value, ts)
				}
			}
		}
		if breaks != 1 || sustains > 1 || sustains == 0 && ts < 3 {
			t.Errorf("R=%d: %d breaks, %d sustain points", r, breaks, sustains)
		}
		for _, l := range d.LeftOut {
			t.Errorf("R=%d: left out: %s", r, l)
		}
		checkIndex(t, d, 100)
	}
}

// Vertical linkages: sectors differ, so that the symmetric state and the concentrated one are solved for,
// the latter with agriculture left in the core. At μ = ½ an eigenvalue of the core is zero throughout and
// the sustain point lies beside it; at μ > ½ nothing is concentrated.
func TestTraceVerticalLinkages(t *testing.T) {
	for _, c := range []struct{ mu, sigma, alpha float64 }{{0.4, 5, 0.3}, {0.4, 5, 0.5}, {0.3, 5, 0.5}, {0.45, 6, 0.4}, {0.5, 3, 0.2}} {
		tb, ts := breakT(c.alpha, c.sigma), sustainT(c.alpha, c.sigma, 2)
		core := []float64{2 * c.mu, 1 - 2*c.mu, 0, 1}
		d := mustTrace(t, verticalLinkages(c.mu, c.sigma, c.alpha), TraceSettings{From: 1 + 0.6*(tb-1), To: 1 + 1.5*(ts-1), Corners: [][]float64{core}})
		checkEvents(t, d, exactTolerance, want{Break, tb}, want{Sustain, ts})
		if len(d.Branches) != 3 || d.Branches[1].Kind != ConcentratedBranch {
			t.Errorf("%v: %d branches", c, len(d.Branches))
		}
	}
	d := mustTrace(t, verticalLinkages(0.6, 5, 0.5), TraceSettings{From: 1.5, To: 2.8})
	for _, e := range d.Events {
		if e.Kind == Sustain {
			t.Errorf("μ = 0.6: sustain point at %v", e.Value)
		}
		if e.Kind == Break && math.Abs(e.Value-breakT(0.5, 5)) > 1e-11 {
			t.Errorf("μ = 0.6: break at %v", e.Value)
		}
	}
}

// Industrial clusters: the vertices with an industry nowhere are no states of the game and must not stop
// the trace; the one with each industry in its own region ends at the sustain point of a = own − cross.
func TestTraceIndustrialClusters(t *testing.T) {
	for _, c := range [][3]float64{{0.4, 0.1, 5}, {0.3, 0.05, 6}, {0.5, 0, 4}} {
		tb, ts := breakT(c[0]-c[1], c[2]), sustainT(c[0]-c[1], c[2], 2)
		d := mustTrace(t, industrialClusters(c[0], c[1], c[2]), TraceSettings{From: 1 + 0.6*(tb-1), To: 1 + 1.5*(ts-1)})
		checkEvents(t, d, exactTolerance, want{Break, tb}, want{Sustain, ts})
		if len(d.Notes) == 0 {
			t.Error("no note about the states without an industry")
		}
	}
}

// The same bytes for any number of workers.
func TestTraceWorkers(t *testing.T) {
	var first []byte
	for _, workers := range []int{1, 2, 5} {
		d := mustTrace(t, cpRing(0.4, 5, 6), TraceSettings{From: 0.7, To: 6, Workers: workers, Budget: 20})
		b := new(bytes.Buffer)
		for _, br := range d.Branches {
			for _, p := range br.Points {
				fmt.Fprint(b, br.ID, br.Parent, br.Isotropy, p.Value, p.Share, p.Payoff, p.Eigenvalues, p.Event)
			}
		}
		if err := json.NewEncoder(b).Encode(d.Events); err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(b, d.LeftOut, d.Notes, d.Curves)
		if first == nil {
			first = b.Bytes()
		} else if !bytes.Equal(first, b.Bytes()) {
			t.Errorf("%d workers: another diagram", workers)
		}
	}
}

// What the budget leaves out is said.
func TestTraceBudget(t *testing.T) {
	d := mustTrace(t, cpEquidistant(0.4, 5, 2), TraceSettings{From: 1.2, To: 2.3, Budget: 2})
	if d.Curves != 2 || len(d.LeftOut) == 0 {
		t.Errorf("%d curves, left out %q", d.Curves, d.LeftOut)
	}
	d = mustTrace(t, cpEquidistant(0.4, 5, 2), TraceSettings{From: 1.2, To: 2.3, Generations: 1})
	if len(d.Branches) != 2 || len(d.LeftOut) != 0 {
		t.Errorf("one generation: %d branches, left out %q", len(d.Branches), d.LeftOut)
	}
}

func TestTraceSettingsErrors(t *testing.T) {
	fam := cpEquidistant(0.4, 5, 2)
	for _, s := range []TraceSettings{
		{From: 1, To: 1}, {From: math.NaN(), To: 2}, {From: 1, To: math.Inf(1)}, {From: 1, To: 2, MaxStep: -1},
		{From: 1, To: 2, Budget: -1}, {From: 1, To: 2, MaxPoints: 1}, {From: 1.2, To: 2, Starts: []TraceStart{{1.5, []float64{1}}}},
		{From: 1.2, To: 2, Corners: [][]float64{{1}}},
	} {
		if _, err := Trace(context.Background(), fam, s); !errors.Is(err, ErrTraceSettings) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	if _, err := Trace(context.Background(), fam, TraceSettings{From: 0.5, To: 2}); err == nil || errors.Is(err, ErrTraceSettings) {
		t.Errorf("a range that the family refuses: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if d, err := Trace(ctx, fam, TraceSettings{From: 1.2, To: 2}); !errors.Is(err, context.Canceled) || d == nil {
		t.Errorf("cancelled: %v", err)
	}
}

// The iterator gives the points of one curve and stops when told to.
func TestTraceSteps(t *testing.T) {
	fam := cpEquidistant(0.4, 5, 2)
	start := TraceStart{1.75, []float64{0.84, 0.16}}
	var last BranchPoint
	n := 0
	for p, err := range TraceSteps(context.Background(), fam, TraceSettings{From: 1.2, To: 2.3}, start, true) {
		if err != nil {
			t.Fatal(err)
		}
		last = p
		n++
	}
	if ts := sustainT(0.4, 5, 2); math.Abs(last.Value-ts) > 1e-10 || last.Share[1] != 0 {
		t.Errorf("ends at %v with %v, want the corner at %v", last.Value, last.Share, ts)
	}
	k := 0
	for range TraceSteps(context.Background(), fam, TraceSettings{From: 1.2, To: 2.3}, start, false) {
		if k++; k == 2 {
			break
		}
	}
	if n < 5 || k != 2 {
		t.Errorf("%d points, stopped after %d", n, k)
	}
}

// Points are dense enough to draw, shares never negative, payoffs equal where they must be.
func TestTracePointsAreEquilibria(t *testing.T) {
	d := mustTrace(t, cpRing(0.4, 5, 5), TraceSettings{From: 0.7, To: 6})
	for _, b := range d.Branches {
		for k, p := range b.Points {
			level := slices.Max(p.Payoff)
			for i, x := range p.Share {
				if x < 0 || x > 0 != b.Support[i] && p.Event < 0 {
					t.Fatalf("branch %d at %v: share %v", b.ID, p.Value, p.Share)
				}
				if x > 0 && p.Payoff[i] < level*(1-1e-11) {
					t.Fatalf("branch %d at %v: payoffs %v at %v", b.ID, p.Value, p.Payoff, p.Share)
				}
			}
			if k > 0 {
				q := b.Points[k-1]
				if s := math.Hypot(distance(p.Share, q.Share), (p.Value-q.Value)/(d.To-d.From)); s > 1.2*DefaultMaxStep {
					t.Errorf("branch %d: gap of %v at %v", b.ID, s, p.Value)
				}
			}
		}
	}
}

// BenchmarkTraceTwoRegions is the whole diagram over T from 1.2 to 2.3; the goal is 5 ms.
func BenchmarkTraceTwoRegions(b *testing.B) {
	b.ReportAllocs()
	f := cpEquidistant(0.4, 5, 2)
	for range b.N {
		mustTrace(b, f, TraceSettings{From: 1.2, To: 2.3})
	}
}
