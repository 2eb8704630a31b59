package economy

import (
	"math"
	"strings"
	"testing"
)

// held returns the economy with the efforts of a description given from outside.
func held(t testing.TB, e *Economy, effort [FormCount][]float64) *Economy {
	t.Helper()
	j := *e.Joint
	if j.Decision == ByGovernment { // its strength and cost, as those of forms
		g := *j.Government
		for f, form := range j.Forms {
			if form != nil {
				own := *form
				own.Theta *= 1 - g.Iota
				own.Kappa *= 1 + g.Xi
				j.Forms[f] = &own
			}
		}
	}
	j.Decision = Exogenous
	for f, form := range j.Forms {
		if form != nil {
			own := *form
			own.Effort = effort[f]
			j.Forms[f] = &own
		}
	}
	out, err := e.WithJoint(&j)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// moved returns the efforts with one of them changed.
func moved(effort [FormCount][]float64, f Form, c int, to float64) [FormCount][]float64 {
	effort[f] = append([]float64(nil), effort[f]...)
	effort[f][c] = to
	return effort
}

// Every regime's efforts are the best there is for whoever decides, by brute force: the objective,
// computed anew with efforts held, is nowhere higher on a grid over [0, 1], and its derivative is zero
// inside, or points out of [0, 1] at a bound. Catches a wrong objective or a wrong optimum.
func TestRegimesAreOptimal(t *testing.T) {
	x := []float64{.6, .4}
	for _, strength := range []float64{1, 2.5} { // the second drives some efforts to one
		for _, d := range []Decision{Nash, Cooperative, Planner, ByGovernment} {
			j := allForms(d)
			j.Government = &Government{.2, .1}
			for f, form := range j.Forms {
				own := *form
				own.Kappa /= strength
				j.Forms[f] = &own
			}
			e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{.2}}}, 1.7, func(s *Spec) {
				s.Joint, s.External = j, &External{Enterprises: []float64{20}, Pooling: &Pooling{1}}
				s.Outside = []Outside{{Name: "world", Labour: []float64{.5}, Wage: []float64{1}, Income: 1}}
			})
			found := describe(t, e, x)
			for f := range FormCount {
				for c := range 2 {
					a := found.Effort[f][c]
					n := found.Size[c]
					kappa, _ := j.Forms[f].cost(f, n)
					value := func(v float64) float64 {
						switch {
						case d == Nash && f.Bilateral(): // half of the pair's gain at given price indices and demand
							gain := j.Forms[f].Theta / (5 * .8)
							if f == VB {
								gain = .2 / .8 * j.Forms[f].Theta
							}
							return gain/2*v - kappa*v*v/2
						case d == Nash: // one member in n
							at := describe(t, held(t, e, moved(found.Effort, f, c, a+(v-a)/n)), x)
							return at.LogRealWage[c] - kappa*v*v/2
						case d == Planner:
							return describe(t, held(t, e, moved(found.Effort, f, c, v)), x).Welfare.World
						}
						return describe(t, held(t, e, moved(found.Effort, f, c, v)), x).LogPayoff[c]
					}
					best := value(a)
					for g := 0.0; g <= 1; g += 0.05 {
						if v := value(g); v > best+1e-13 {
							t.Errorf("%v: effort %v of cluster %d is %v with %v, but %v gives %v", d, f, c, a, best, g, v)
						}
					}
					const h = 1e-3
					switch {
					case a == 0:
						if s := (value(h) - value(0)) / h; s > 0 {
							t.Errorf("%v: effort %v of cluster %d is 0, but the first step gains %v", d, f, c, s)
						}
					case a == 1:
						if s := (value(1) - value(1-h)) / h; s < 0 {
							t.Errorf("%v: effort %v of cluster %d is 1, but the last step loses %v", d, f, c, s)
						}
					default:
						slope := (8*(value(a+h)-value(a-h)) - value(a+2*h) + value(a-2*h)) / (12 * h)
						if math.Abs(slope) > 1e-9*kappa/.02 {
							t.Errorf("%v: effort %v of cluster %d is %v, where the objective still has slope %v", d, f, c, a, slope)
						}
					}
				}
			}
		}
	}
}

// What the theory says of regimes: cooperation does more than self-interest where effort is a pure public
// good of the cluster, and public support raises every effort.
func TestRegimeSigns(t *testing.T) {
	build := func(d Decision, s *Support) *Description {
		j := allForms(d)
		j.Support = s
		e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{.2}}}, 1.7, func(sp *Spec) {
			sp.Joint, sp.External = j, &External{Enterprises: []float64{20}}
		})
		return describe(t, e, []float64{.6, .4})
	}
	nash, coop, helped := build(Nash, nil), build(Cooperative, nil), build(Nash, &Support{.3, .2})
	for _, f := range []Form{HM, VM, PR} {
		for c := range 2 {
			if !(coop.Effort[f][c] > nash.Effort[f][c]) {
				t.Errorf("%v of cluster %d: cooperative effort %v, Nash %v: want more", f, c, coop.Effort[f][c], nash.Effort[f][c])
			}
		}
	}
	for f := range FormCount {
		if !(helped.Effort[f][0] > nash.Effort[f][0]) {
			t.Errorf("%v: effort %v with support, %v without: want more", f, helped.Effort[f][0], nash.Effort[f][0])
		}
	}
}

// In a full core without outside demand there is nobody to compete with, so HM brings nothing; with a rest
// of the world it does. The planner leaves an empty region's efforts at zero.
func TestFullCore(t *testing.T) {
	build := func(d Decision, abroad bool) *Description {
		j := &Joint{Decision: d, Forms: [FormCount]*JointForm{HM: {Theta: .3, Kappa: .03}}}
		e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{0}}}, 1.7, func(s *Spec) {
			s.Joint, s.External = j, &External{Enterprises: []float64{20}}
			if abroad {
				s.Outside = []Outside{{Name: "world", Labour: []float64{.5}, Wage: []float64{1}, Income: 1}}
			}
		})
		return describe(t, e, []float64{1, 0})
	}
	if a := build(Cooperative, false).Effort[HM][0]; a > 1e-12 {
		t.Errorf("HM effort of a full core without outside demand is %v, want 0", a)
	}
	if a := build(Cooperative, true).Effort[HM][0]; a < 0.01 {
		t.Errorf("HM effort of a full core that exports is %v, want more than 0", a)
	}
	if a := build(Planner, true).Effort[HM][1]; a != 0 {
		t.Errorf("the planner's effort in an empty region is %v, want 0", a)
	}
}

// PR agglomerates less: it lowers the break point in T; HM raises it (theory, known properties).
func TestBreakPointSigns(t *testing.T) {
	breakAt := func(f Form) float64 {
		return root(func(T float64) float64 {
			e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{0}}}, T, func(s *Spec) {
				s.External = &External{Enterprises: []float64{20}}
				s.Joint = &Joint{Decision: Cooperative}
				if f < FormCount {
					s.Joint.Forms[f] = &JointForm{Theta: .2, Kappa: .06}
				}
			})
			return leading(t, e, []float64{.5, .5})
		}, 1.3, 2.2)
	}
	base, pr, hm := breakAt(FormCount), breakAt(PR), breakAt(HM)
	if !(pr < base && base < hm) {
		t.Errorf("break points: with PR %v, without joint action %v, with HM %v: want them in this order", pr, base, hm)
	}
}

// Bad input is refused with the field, the value and what is allowed.
func TestJointCheck(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*Joint)
	}{
		{"delta is 1, allowed is [0, 1)", func(j *Joint) { j.Delta = 1 }},
		{"psi is -1", func(j *Joint) { j.Psi = -1 }},
		{"forms.HM.theta is -0.1, allowed is [0, ∞)", func(j *Joint) { j.Forms[HM].Theta = -.1 }},
		{"forms.HM.kappa is 0, allowed is (0, ∞)", func(j *Joint) { j.Forms[HM].Kappa = 0 }},
		{"forms.VM.c is 2, allowed is [0, 1]", func(j *Joint) { j.Forms[VM].C = 2 }},
		{"forms.VM.chi is NaN", func(j *Joint) { j.Forms[VM].Chi = math.NaN() }},
		{"forms.HB.c and chi", func(j *Joint) { j.Forms[HB].C = .5 }},
		{"support.match is 1, allowed is [0, 1)", func(j *Joint) { j.Support = &Support{Match: 1} }},
		{"government.iota is 1.5, allowed is [0, 1]", func(j *Joint) { j.Government = &Government{Iota: 1.5} }},
		{"heterogeneity: not defined with regime self-enforcing", func(j *Joint) { j.Heterogeneity = &Heterogeneity{CV: .5}; j.Decision = SelfEnforcing }},
		{"heterogeneity.cv is -1", func(j *Joint) { j.Heterogeneity = &Heterogeneity{CV: -1} }},
		{"forms.HB.effort: 0 values, regime exogenous needs 2", func(j *Joint) { j.Decision = Exogenous }},
	} {
		j := allForms(Nash)
		c.change(j)
		if err := j.Check(1, 2, &External{Enterprises: []float64{20}}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want an error with %q", err, c.want)
		}
	}
	if err := allForms(Nash).Check(1, 2, nil); err == nil || !strings.Contains(err.Error(), "enterprises") {
		t.Errorf("without enterprises: got %v, want an error that names them", err)
	}
	tech, err := NewTechnology([]Industry{{Sigma: 5, Mu: .4, Alpha: []float64{0}}})
	if err != nil {
		t.Fatal(err)
	}
	if w := allForms(Nash).Warnings(tech); len(w) != 1 || !strings.Contains(w[0], "VB") {
		t.Errorf("VB without intermediates: got warnings %q, want one that names VB", w)
	}
	for d := NoJointAction; d <= ByGovernment; d++ {
		if back, err := ParseDecision(d.String()); err != nil || back != d {
			t.Errorf("%v parses to %v (%v)", d, back, err)
		}
	}
}
