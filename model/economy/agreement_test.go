package economy

import (
	"encoding/json"
	"math"
	"testing"
)

// lone is a closed region whose members work at quality. There ln ω = const + μ ln Q, so the marginal gain
// from VM is the constant b = μθ.
func lone(t testing.TB, b, kappa, n, delta, psi float64) *Economy {
	t.Helper()
	const mu = 0.4
	tech, err := NewTechnology([]Industry{{Sigma: 5, Mu: mu, Alpha: []float64{0}}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(Spec{Technology: tech, Home: 1, LogT: []func(int, int) float64{equidistant(1)}, External: &External{Enterprises: []float64{n}},
		Joint: &Joint{Decision: SelfEnforcing, Delta: delta, Psi: psi, Forms: [FormCount]*JointForm{VM: {Theta: b / mu, Kappa: kappa}}}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func number(t testing.TB, raw json.RawMessage) (v float64) {
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// One multilateral form with a constant gain b: a^C = b/κ, a^N = b/(nκ), D = Δ at z = 1, δ* = 1/(1+q) and
// z = min(1, 2K/(1+K)) with K = qδ/(1−δ). Catches an error in D, Δ, q or the search for z.
func TestAgreementClosedForm(t *testing.T) {
	for _, row := range references(t)["joint_action-p06"].Expect.Rows {
		e := lone(t, row.Gain, number(t, row.Kappa), row.Members, *row.Delta, *row.Psi)
		ev := e.Evaluator()
		if err := ev.solve([]float64{1}, false); err != nil {
			t.Fatal(err)
		}
		p, err := ev.efforts.pact(false)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "a^C", p.coop.a[0], row.AC, 1e-13)
		near(t, "a^N", p.nash.a[0], row.AN, 1e-13)
		top, err := p.terms(1)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "D", top.gain[0], number(t, row.Deviation), 1e-14)
		near(t, "Delta", top.loss[0], number(t, row.Punishment), 1e-14)
		got := ev.decided.agreement
		near(t, "delta*", got.CriticalDelta, row.DeltaStar, 1e-12)
		near(t, "z", got.Z, *row.Z, 1e-12)
	}
	// far patience: all of it; none: nothing
	near(t, "z at delta 0.99", describe(t, lone(t, .05, .2, 10, .99, .1), []float64{1}).Agreement.Z, 1, 0)
	near(t, "z at delta 0", describe(t, lone(t, .05, .2, 10, 0, .1), []float64{1}).Agreement.Z, 0, 0)
	near(t, "z at delta 0.001", describe(t, lone(t, .05, .2, 10, .001, 0), []float64{1}).Agreement.Z, 2*.001/.999/(1+.001/.999), 1e-9)
}

// z is the largest that holds: no larger one on a fine grid does, and none of the terms is off the
// definition when it is computed by brute force, the deviator's best reply from a grid.
func TestAgreementIsTheLargest(t *testing.T) {
	for _, delta := range []float64{0.2, 0.4, 0.6} {
		j := allForms(SelfEnforcing)
		j.Delta = delta
		e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{.2}}}, 1.8, func(s *Spec) {
			s.Joint, s.External = j, &External{Enterprises: []float64{20}}
		})
		ev := e.Evaluator()
		x := []float64{.6, .4}
		if err := ev.solve(x, false); err != nil {
			t.Fatal(err)
		}
		z := ev.decided.agreement.Z
		p, err := ev.efforts.pact(false)
		if err != nil {
			t.Fatal(err)
		}
		for g := z + 1e-6; g <= 1; g += 0.01 {
			if at, err := p.terms(g); err != nil || at.excess <= 0 {
				t.Errorf("delta %v: the agreement holds at z = %v (excess %v, %v), but z = %v was found", delta, g, at.excess, err, z)
			}
		}
		at, err := p.terms(z)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(at.excess) > 1e-14 {
			t.Errorf("delta %v: excess at z is %v, want 0", delta, at.excess)
		}
		for c := range 2 {
			near(t, "D by brute force", at.gain[c], bruteDeviation(t, p, z, c), 1e-9)
		}
	}
}

// bruteDeviation maximises a deviator's one-period gain over a grid that shrinks about the best point.
func bruteDeviation(t *testing.T, p *pact, z float64, c int) float64 {
	w := p.w
	a := p.efforts(z)
	n := w.ev.size[c]
	value := func(v []float64) float64 {
		b := append([]float64(nil), a...)
		cost, own, pair := 0.0, 0, 0.0
		for k := c; k < len(a); k += w.clusters {
			if w.form(k).Bilateral() {
				pair += w.pairGain(k) / 2 * (v[own] - a[k])
			} else {
				b[k] += (v[own] - a[k]) / n
			}
			cost += w.kappa[k] / 2 * (v[own]*v[own] - a[k]*a[k])
			own++
		}
		if err := w.at(b); err != nil {
			t.Fatal(err)
		}
		return w.ev.solver.logRealWageOf(c) + pair - cost
	}
	if err := w.at(a); err != nil {
		t.Fatal(err)
	}
	agreed := w.ev.solver.logRealWageOf(c)
	v := make([]float64, len(w.forms))
	for k := range v {
		v[k] = 0.5
	}
	for width := 0.5; width > 1e-6; width *= 0.6 {
		for k := range v {
			best, at := math.Inf(-1), v[k]
			for g := -4; g <= 4; g++ {
				u := append([]float64(nil), v...)
				u[k] = max(0, min(1, v[k]+width*float64(g)/4))
				if f := value(u); f > best {
					best, at = f, u[k]
				}
			}
			v[k] = at
		}
	}
	return value(v) - agreed
}

// Effort rises with δ, and falls with the number of enterprises where coordination costs (χ > 0): Olson's
// (1965) large groups fail.
func TestAgreementSigns(t *testing.T) {
	effort := func(delta, enterprises float64) float64 {
		e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{0}}}, 1.7, func(s *Spec) {
			s.External = &External{Enterprises: []float64{enterprises}}
			s.Joint = &Joint{Decision: SelfEnforcing, Delta: delta, Psi: .1, Forms: [FormCount]*JointForm{VM: {Theta: .1, Kappa: .3, Chi: .02}}}
		})
		return describe(t, e, []float64{.5, .5}).Effort[VM][0]
	}
	last := 0.0
	for _, delta := range []float64{.1, .3, .5, .7} {
		if a := effort(delta, 20); a <= last {
			t.Errorf("effort at delta %v is %v, at a smaller one %v: want it to rise", delta, a, last)
		} else {
			last = a
		}
	}
	last = 1
	for _, n := range []float64{5, 10, 20, 40} {
		if a := effort(.4, n); a >= last {
			t.Errorf("effort with %v enterprises is %v, with fewer %v: want it to fall", n, a, last)
		} else {
			last = a
		}
	}
}

// An effort that cooperation leaves at zero is no ground for an agreement to fail: in a full core without
// outside demand nobody gains from HM.
func TestNothingToAgreeOn(t *testing.T) {
	e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{0}}}, 1.7, func(s *Spec) {
		s.External = &External{Enterprises: []float64{20}}
		s.Joint = &Joint{Decision: SelfEnforcing, Delta: .2, Forms: [FormCount]*JointForm{HM: {Theta: .3, Kappa: .03}}}
	})
	d := describe(t, e, []float64{1, 0})
	if d.Effort[HM][0] > 1e-12 || d.Agreement.Z != 1 || d.Agreement.CriticalDelta != 0 {
		t.Errorf("got effort %v and %+v, want no effort and nothing that binds", d.Effort[HM], d.Agreement)
	}
}

// The search on functions whose zeros are known: straight ones, ones with several zeros, and one that dips
// below zero between two steps of the scan, which signs at the steps alone do not show.
func TestLargestHolding(t *testing.T) {
	// zeros at a < b < c, negative below a and between b and c
	cubic := func(a, b, c float64) excess {
		return func(z float64) (float64, float64, error) {
			return (z - a) * (z - b) * (z - c), (z-b)*(z-c) + (z-a)*(z-c) + (z-a)*(z-b), nil
		}
	}
	for _, c := range []struct {
		what string
		f    excess
		want float64
	}{
		{"straight", func(z float64) (float64, float64, error) { return z - 0.3, 1, nil }, 0.3},
		{"straight, small", func(z float64) (float64, float64, error) { return z - 0.002, 1, nil }, 0.002},
		{"never holds", func(z float64) (float64, float64, error) { return z, 1, nil }, 0},
		{"three zeros in different steps", cubic(.2, .5, .9), .9},
		{"a dip between two steps", cubic(.2, .64, .66), .66},
		{"a shallow dip", cubic(.1, .690, .6901), .6901},
		{"a kink", func(z float64) (float64, float64, error) {
			if z > .4 {
				return 3 * (z - .4), 3, nil
			}
			return z - .4, 1, nil
		}, .4},
	} {
		got, err := largestHolding(c.f)
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.what, got, c.want, 1e-12)
	}
}
