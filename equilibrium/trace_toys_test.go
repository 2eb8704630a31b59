package equilibrium

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// toy is a game whose payoffs are functions of the state written down directly, so that everything about
// its diagram is known in closed form.
type toy struct {
	pops []Population
	eval func(dst []float64, jac *mat.Dense, x []float64)
	sym  Symmetry
}

func (t *toy) Populations() []Population { return t.pops }
func (t *toy) NewEvaluator() Evaluator   { return t }
func (t *toy) Symmetry() Symmetry        { return t.sym }

func (t *toy) Payoffs(dst, x []float64) error {
	t.eval(dst, mat.NewDense(len(x), len(x), nil), x)
	return nil
}

func (t *toy) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	jac.Zero()
	t.eval(dst, jac, x)
	return nil
}

// tug is the symmetric game of two options with payoffs ±h, h = h(d, p) and h' = ∂h/∂d, d = x_1 − x_2.
func tug(h func(d, p float64) (float64, float64)) Family {
	sym := symmetricGroup(2)
	return FamilyFunc(func(p float64) (Game, error) {
		return &toy{pops: []Population{{0, 2}}, sym: sym, eval: func(dst []float64, jac *mat.Dense, x []float64) {
			v, d := h(x[0]-x[1], p)
			dst[0], dst[1] = v, -v
			jac.SetRow(0, []float64{d, -d})
			jac.SetRow(1, []float64{-d, d})
		}}, nil
	})
}

// lopsided is a game without symmetry: π_1 = f(x_1, p), π_2 = 0, f' = ∂f/∂x_1.
func lopsided(f func(x, p float64) (float64, float64)) Family {
	return FamilyFunc(func(p float64) (Game, error) {
		return &toy{pops: []Population{{0, 2}}, eval: func(dst []float64, jac *mat.Dense, x []float64) {
			v, d := f(x[0], p)
			dst[0], dst[1] = v, 0
			jac.Set(0, 0, d)
		}}, nil
	})
}

// crowd is the symmetric game of n options with π_i = 1 + p x_i + c x_i² + e x_i³.
func crowd(n int, c, e float64) Family {
	sym := symmetricGroup(n)
	return FamilyFunc(func(p float64) (Game, error) {
		return &toy{pops: []Population{{0, n}}, sym: sym, eval: func(dst []float64, jac *mat.Dense, x []float64) {
			for i, v := range x {
				dst[i] = 1 + v*(p+v*(c+v*e))
				jac.Set(i, i, p+v*(2*c+3*v*e))
			}
		}}, nil
	})
}

// want is an event with its value in closed form.
type want struct {
	kind  EventKind
	value float64
}

// checkEvents demands exactly the wanted events, each within tol relative to 1 + |value|.
func checkEvents(t *testing.T, d *Diagram, tol float64, wants ...want) {
	t.Helper()
	used := make([]bool, len(d.Events))
	for _, w := range wants {
		best := -1
		for i, e := range d.Events {
			if e.Kind == w.kind && !used[i] && (best < 0 || math.Abs(e.Value-w.value) < math.Abs(d.Events[best].Value-w.value)) {
				best = i
			}
		}
		if best < 0 {
			t.Errorf("no %v at %v", w.kind, w.value)
			continue
		}
		used[best] = true
		e := d.Events[best]
		if diff := math.Abs(e.Value - w.value); diff > tol*(1+math.Abs(w.value)) || diff > 10*e.Precision+1e-15 {
			t.Errorf("%v: got %.17g ± %.1e, want %.17g (off by %.1e)", w.kind, e.Value, e.Precision, w.value, diff)
		}
	}
	for i, e := range d.Events {
		if !used[i] {
			t.Errorf("unexpected %v at %.15g, shares %v", e.Kind, e.Value, e.Share)
		}
	}
	for _, l := range d.LeftOut {
		t.Errorf("left out: %s", l)
	}
}

func mustTrace(t testing.TB, fam Family, set TraceSettings) *Diagram {
	t.Helper()
	d, err := Trace(context.Background(), fam, set)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// exactTolerance is what events in closed form are held to.
const exactTolerance = 1e-12

// The tomahawk with a fold: h = d(p + d² − 2d⁴) bifurcates subcritically at 0, turns at −1/8 where
// d² = 1/4, and meets the corner at 1. Catches a fold stepped over, a wrong side, a second tracing of the
// mirror image, and a corner listed where it is no equilibrium.
func TestTraceTomahawkToy(t *testing.T) {
	fam := tug(func(d, p float64) (float64, float64) {
		return d * (p + d*d - 2*d*d*d*d), p + 3*d*d - 10*d*d*d*d
	})
	d := mustTrace(t, fam, TraceSettings{From: -0.5, To: 1.5})
	checkEvents(t, d, exactTolerance, want{Break, 0}, want{Fold, -0.125}, want{Sustain, 1})
	if len(d.Branches) != 3 {
		t.Fatalf("%d branches, want 3", len(d.Branches))
	}
	arm := d.Branches[2]
	if arm.Parent != 0 || arm.Criticality != Subcritical || arm.Orbit != 2 {
		t.Errorf("arm: parent %d, %v, orbit %d; want 0, subcritical, 2", arm.Parent, arm.Criticality, arm.Orbit)
	}
	for _, p := range arm.Points {
		s := p.Share[0] - p.Share[1]
		if diff := math.Abs(p.Value + s*s - 2*s*s*s*s); diff > 1e-12 {
			t.Errorf("point at %v off the curve by %.1e", p.Value, diff)
		}
		if p.Event < 0 && (p.Stability == Stable) != (s*s > 0.25) {
			t.Errorf("d² = %v: %v", s*s, p.Stability)
		}
	}
	if corner := d.Branches[1]; corner.Kind != ConcentratedBranch || corner.Points[0].Value != 1 {
		t.Errorf("corner: %v from %v, want concentrated from 1", corner.Kind, corner.Points[0].Value)
	}
}

// The supercritical pitchfork, with its side.
func TestTracePitchforkToy(t *testing.T) {
	fam := tug(func(d, p float64) (float64, float64) { return d * (p - d*d), p - 3*d*d })
	d := mustTrace(t, fam, TraceSettings{From: -1, To: 0.7})
	checkEvents(t, d, exactTolerance, want{Break, 0})
	if len(d.Branches) != 2 || d.Branches[1].Criticality != Supercritical || d.Events[0].Criticality != Supercritical {
		t.Fatalf("want two branches, the second supercritical")
	}
	last := d.Branches[1].Points[len(d.Branches[1].Points)-1]
	if s := last.Share[0] - last.Share[1]; last.Value != 0.7 || math.Abs(s*s-0.7) > 1e-12 {
		t.Errorf("ends at %v with d² = %v, want 0.7 both", last.Value, s*s)
	}
}

// Two breaks a hundredth of a step apart: samples on either side have the same signs, and a test of signs
// alone would miss both.
func TestTraceCloseEventsToy(t *testing.T) {
	for _, gap := range []float64{0.05, 0.01, 1e-3, 1e-4} {
		a, b := 0.5003, 0.5003+gap
		fam := tug(func(d, p float64) (float64, float64) {
			k := (p - a) * (p - b)
			return d * (k + 0.3*d*d), k + 0.9*d*d
		})
		d, err := SymmetryBreaking(context.Background(), fam, TraceSettings{From: 0, To: 1.01})
		if err != nil {
			t.Fatal(err)
		}
		// the slope at the roots is the gap: so much larger is the error
		checkEvents(t, d, exactTolerance/gap, want{Break, a}, want{Break, b})
	}
}

// Breaks right beside the ends of the range, and none exactly at an end where nothing changes sign.
func TestTraceEventsNearEnds(t *testing.T) {
	fam := tug(func(d, p float64) (float64, float64) { return d * (p - d*d), p - 3*d*d })
	for _, set := range []TraceSettings{{From: -1e-7, To: 1}, {From: -1, To: 1e-7}, {From: 1e-7, To: -1}} {
		d, err := SymmetryBreaking(context.Background(), fam, set)
		if err != nil {
			t.Fatal(err)
		}
		checkEvents(t, d, exactTolerance, want{Break, 0})
	}
}

// A transcritical point without symmetry: u = 0 and u = p cross, u = x_1 − 0.3. From one start the other
// branch must be found by switching, both ways, and the crossing located though both branches are only
// known numerically.
func TestTraceTranscriticalToy(t *testing.T) {
	fam := lopsided(func(x, p float64) (float64, float64) {
		u := x - 0.3
		return u * (p - u), p - 2*u
	})
	d := mustTrace(t, fam, TraceSettings{From: -0.2, To: 0.4, Starts: []TraceStart{{-0.2, []float64{0.3, 0.7}}}})
	checkEvents(t, d, exactTolerance, want{BranchPointEvent, 0})
	var seen [2]bool
	for _, b := range d.Branches {
		if b.Kind == InteriorBranch && b.Parent >= 0 {
			p := b.Points[len(b.Points)-1]
			if math.Abs(p.Share[0]-0.3-p.Value) > 1e-12 {
				t.Errorf("branch %d is not u = p: %v at %v", b.ID, p.Share, p.Value)
			}
			seen[0] = seen[0] || p.Value == -0.2
			seen[1] = seen[1] || p.Value == 0.4
		}
	}
	if seen != [2]bool{true, true} {
		t.Errorf("arms of u = p that reach the ends of the range: %v", seen)
	}
}

// A fold of a game without symmetry, p = (x_1 − 0.4)², reached from one of its two sheets; both must come
// out as one branch.
func TestTraceFoldToy(t *testing.T) {
	fam := lopsided(func(x, p float64) (float64, float64) {
		u := x - 0.4
		return p - u*u, -2 * u
	})
	d := mustTrace(t, fam, TraceSettings{From: -0.02, To: 0.1, Starts: []TraceStart{{0.1, []float64{0.4 + math.Sqrt(0.1), 0.6 - math.Sqrt(0.1)}}}})
	checkEvents(t, d, exactTolerance, want{Fold, 0})
	interior := 0
	for _, b := range d.Branches {
		if b.Kind == InteriorBranch {
			interior++
			if p, q := b.Points[0].Value, b.Points[len(b.Points)-1].Value; p != 0.1 || q != 0.1 {
				t.Errorf("branch from %v to %v, want both sheets to 0.1", p, q)
			}
		}
	}
	if interior != 1 {
		t.Errorf("%d interior branches, want 1", interior)
	}
}

// A closed loop (isola) (p−½)² + (x−½)² = 0.04, reached from a start only: it must be recognised as
// closed, with its two folds.
func TestTraceIsolaToy(t *testing.T) {
	fam := lopsided(func(x, p float64) (float64, float64) {
		u, q := x-0.5, p-0.5
		return 0.04 - u*u - q*q, -2 * u
	})
	d := mustTrace(t, fam, TraceSettings{From: 0, To: 1, Starts: []TraceStart{{0.5, []float64{0.7, 0.3}}, {0.5, []float64{0.3, 0.7}}}})
	checkEvents(t, d, exactTolerance, want{Fold, 0.3}, want{Fold, 0.7})
	loops := 0
	for _, b := range d.Branches {
		if b.Kind == InteriorBranch {
			loops++
			if !b.Closed {
				t.Error("the loop is not closed")
			}
		}
	}
	if loops != 1 {
		t.Errorf("%d interior branches, want the loop once", loops)
	}
}

// Three options alike: the flat state breaks at −2c/3 − e/3 with a double eigenvalue, which a determinant
// does not see; from it leave one class of branches, both ways and not alike (transcritical). The pair
// (½, ½, 0) breaks at −c − ¾e, corners end at −c − e.
func TestTraceThreeOptionsToy(t *testing.T) {
	const c, e = 1.0, -0.4
	d := mustTrace(t, crowd(3, c, e), TraceSettings{From: -1.5, To: 0.5})
	flat := d.Branches[0]
	var breaks []*Event
	for _, ev := range d.Events {
		if ev.Kind == Break {
			breaks = append(breaks, ev)
		}
	}
	if flat.Kind != SymmetricBranch || len(breaks) != 1 {
		t.Fatalf("flat state: %v, %d breaks", flat.Kind, len(breaks))
	}
	if b := breaks[0]; math.Abs(b.Value+2*c/3+e/3) > exactTolerance || b.Multiplicity != 2 || b.Criticality != Transcritical {
		t.Errorf("break at %.17g, multiplicity %d, %v", b.Value, b.Multiplicity, b.Criticality)
	}
	for _, b := range d.Branches {
		if b.Kind != InteriorBranch {
			continue
		}
		if b.Orbit != 3 {
			t.Errorf("branch %d: orbit %d, want 3", b.ID, b.Orbit)
		}
		for _, p := range b.Points[1:] {
			s, u := p.Share[0], p.Share[2]
			if p.Share[0] == p.Share[1] {
				s, u = p.Share[2], p.Share[0]
			} else if p.Share[0] == p.Share[2] {
				s, u = p.Share[1], p.Share[0]
			}
			if r := p.Value + c*(s+u) + e*(s*s+s*u+u*u); math.Abs(r) > 1e-11 {
				t.Errorf("branch %d: residual %.1e at %v", b.ID, r, p.Share)
			}
		}
	}
	for _, ev := range d.Events {
		if ev.Kind == Sustain && math.Abs(ev.Value+c+e) > exactTolerance {
			t.Errorf("sustain at %.17g, want %v", ev.Value, -c-e)
		}
	}
	checkIndex(t, d, 50)
}

// diagramIndexSum adds up (−1)^(positive eigenvalues) over the equilibria at v, images counted.
func diagramIndexSum(d *Diagram, v float64) int {
	sum := 0
	for _, b := range d.Branches {
		for k := 0; k+1 < len(b.Points); k++ {
			p, q := &b.Points[k], &b.Points[k+1]
			if (p.Value-v)*(q.Value-v) >= 0 {
				continue
			}
			if p.Event >= 0 {
				p = q
			}
			n := b.Orbit
			for _, z := range p.Eigenvalues {
				if real(z) > 0 {
					n = -n
				}
			}
			sum += n
		}
	}
	return sum
}

// checkIndex demands that the diagram holds all equilibria as far as their index can tell (Hofbauer and
// Sigmund 1998, ch. 13): a branch lost, traced twice or counted with wrong orbit or stability shows.
func checkIndex(t *testing.T, d *Diagram, samples int) {
	t.Helper()
	for k := range samples {
		v := d.From + (d.To-d.From)*(float64(k)+0.4871)/float64(samples)
		if s := diagramIndexSum(d, v); s != 1 {
			t.Errorf("at %v the indices add up to %d, not 1", v, s)
		}
	}
}
