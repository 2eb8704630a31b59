package economy

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
)

// allForms is joint action in every form, efforts inside their bounds.
func allForms(d Decision) *Joint {
	return &Joint{Decision: d, Delta: 0.4, Psi: 0.1, Forms: [FormCount]*JointForm{
		HB: {Theta: 0.1, Kappa: 0.06}, HM: {Theta: 0.3, Kappa: 0.06, C: 0.5, Chi: 0.03}, VB: {Theta: 0.1, Kappa: 0.06},
		VM: {Theta: 0.1, Kappa: 0.35, C: 0.4, Chi: 0.02}, PR: {Theta: 0.2, Kappa: 0.08, C: 0.5, Chi: 0.05},
	}}
}

// jointEconomies are economies of every kind with joint action, each with a state inside.
func jointEconomies(t testing.TB, j func() *Joint) (map[string]*Economy, map[string][]float64) {
	one := []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{0}}}
	linked := []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{.2}}}
	two := []Industry{{Sigma: 5, Mu: .3, Alpha: []float64{.1, .2}}, {Sigma: 4, Mu: .2, Alpha: []float64{.05, .15}}}
	noFarm := []Industry{{Sigma: 5, Mu: .5, Alpha: []float64{.3, .1}}, {Sigma: 5, Mu: .5, Alpha: []float64{.1, .3}}}
	passive := &External{Enterprises: []float64{20, 15}, Pooling: &Pooling{1}, Spillover: &Spillover{.05, 2}, Distribution: &Distribution{1, .3}}
	count := func(n int) *External { return &External{Enterprises: []float64{20, 15}[:n]} }
	with := func(inds []Industry, change func(*Spec)) *Economy {
		return twoRegions(t, inds, 1.6, func(s *Spec) {
			s.Joint, s.External = j(), count(len(inds))
			if change != nil {
				change(s)
			}
		})
	}
	es := map[string]*Economy{
		"migration": with(one, nil),
		"linked":    with(linked, nil),
		"sectoral":  with(linked, func(s *Spec) { s.Mobility = Sectoral }),
		"concave":   with(linked, func(s *Spec) { s.Mobility, s.Farming = Both, &Farming{.7, []float64{1, 2}} }),
		"external":  with(two, func(s *Spec) { s.External = passive }),
		"outside": with(two, func(s *Spec) {
			s.LogT = []func(int, int) float64{equidistant(1.4), equidistant(1.7)}
			s.External = passive
			s.Outside = []Outside{{Labour: []float64{1, .5}, Wage: []float64{.9, .9}, Income: 2}}
		}),
	}
	es["no farm"] = with(noFarm, func(s *Spec) { s.Mobility = Sectoral }) // the numeraire floats
	xs := map[string][]float64{}
	rnd := rand.New(rand.NewPCG(7, 8))
	for _, name := range []string{"migration", "linked", "sectoral", "concave", "external", "outside", "no farm"} {
		e := es[name]
		x := make([]float64, equilibrium.Dim(e))
		for _, p := range e.Populations() {
			sum := 0.0
			for k := p.Start; k < p.End; k++ {
				x[k] = .4 + rnd.Float64()
				sum += x[k]
			}
			for k := p.Start; k < p.End; k++ {
				x[k] /= sum
			}
		}
		xs[name] = x
	}
	return es, xs
}

// Exact derivatives of payoffs with efforts and cluster sizes responding, against differences of high
// order: catches any wrong second derivative, and a missing path from shares to efforts.
func TestJointJacobian(t *testing.T) {
	for _, d := range []Decision{Nash, Cooperative, Planner, ByGovernment, SelfEnforcing} {
		for _, kind := range []string{"alike", "support", "differ", "joining", "patient"} {
			if d == SelfEnforcing && (kind == "differ" || kind == "joining") {
				continue
			}
			es, xs := jointEconomies(t, func() *Joint {
				j := allForms(d)
				j.Government = &Government{.2, .1}
				switch kind {
				case "patient": // the whole way to cooperation
					j.Delta = 0.95
				case "support":
					j.Support = &Support{.2, .3}
				case "differ":
					j.Heterogeneity = &Heterogeneity{.5, 0}
				case "joining":
					j.Heterogeneity = &Heterogeneity{.5, 1e-4}
				}
				return j
			})
			for name, e := range es {
				checkJacobian(t, d.String()+" "+kind+" "+name, e, xs[name])
			}
		}
	}
}

// Exogenous efforts: their cost moves with the size of the cluster.
func TestExogenousJacobian(t *testing.T) {
	es, xs := jointEconomies(t, func() *Joint {
		j := allForms(Nash)
		return j
	})
	for name, e := range es {
		j := *e.Joint
		j.Decision = Exogenous
		for f, form := range j.Forms {
			given := *form
			for c := range e.market.nI * e.home {
				given.Effort = append(given.Effort, 0.1+0.1*float64((c+f)%5))
			}
			j.Forms[f] = &given
		}
		with, err := e.WithJoint(&j)
		if err != nil {
			t.Fatal(err)
		}
		checkJacobian(t, "exogenous "+name, with, xs[name])
	}
}

// Second derivatives of log real wages by efforts against differences of the exact first ones.
func TestCurvature(t *testing.T) {
	es, xs := jointEconomies(t, func() *Joint { return allForms(Cooperative) })
	for name, e := range es {
		ev := e.Evaluator()
		if err := ev.solve(xs[name], false); err != nil {
			t.Fatal(err)
		}
		p := ev.efforts.choice(Cooperative)
		a := append([]float64(nil), ev.decided.a...)
		r, err := p.replies(a, true)
		if err != nil {
			t.Fatal(err)
		}
		jac := mat.DenseCopyOf(r.jac)
		kappa := ev.efforts.kappa
		for l := range a {
			const h = 1e-4
			at := func(h float64) []float64 {
				b := append([]float64(nil), a...)
				b[l] += h
				if _, err := p.replies(b, false); err != nil {
					t.Fatal(err)
				}
				return append([]float64(nil), p.gain...)
			}
			p1, m1, p2, m2 := at(h), at(-h), at(2*h), at(-2*h)
			if _, err := p.replies(a, true); err != nil {
				t.Fatal(err)
			}
			for k := range a {
				if p.reply[k].byGain == 0 {
					continue
				}
				num := (8*(p1[k]-m1[k]) - (p2[k] - m2[k])) / (12 * h)
				if got := jac.At(k, l) * kappa[k]; math.Abs(got-num) > 1e-10 {
					t.Errorf("%s: ∂gain %d (%v)/∂effort %d (%v): got %.12g, differences say %.12g", name, k, ev.efforts.form(k), l, ev.efforts.form(l), got, num)
				}
			}
		}
	}
}

// At a corner the derivatives are those from inside: against one-sided differences of high order, an
// empty region's shadow efforts and its single pioneer included.
func TestJointJacobianAtCorner(t *testing.T) {
	for _, d := range []Decision{Nash, Cooperative, ByGovernment} {
		j := allForms(d)
		j.Forms[HM], j.Forms[PR] = nil, nil // these just leave their bound there: see sameReply
		e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{.2}}}, 1.6, func(s *Spec) {
			s.Joint, s.External = j, &External{Enterprises: []float64{20}, Pooling: &Pooling{1}}
		})
		ev := e.Evaluator()
		pay, jac := make([]float64, 2), mat.NewDense(2, 2, nil)
		if err := ev.PayoffJacobian(pay, jac, []float64{1, 0}); err != nil {
			t.Fatal(err)
		}
		const h = 1e-4
		at := func(h float64) []float64 {
			out := make([]float64, 2)
			if err := ev.Payoffs(out, []float64{1, h}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		f0, f1, f2, f3, f4 := at(0), at(h), at(2*h), at(3*h), at(4*h)
		for k := range 2 {
			num := (-25*f0[k] + 48*f1[k] - 36*f2[k] + 16*f3[k] - 3*f4[k]) / (12 * h)
			if got := jac.At(k, 1); math.Abs(got-num) > 1e-8*(1+math.Abs(num)) {
				t.Errorf("%v: ∂payoff %d by the empty region's share: got %.10g, differences say %.10g", d, k, got, num)
			}
		}
	}
}

// Events: an effort is at its bound on the one side of the zero of its event and inside on the other; an
// agreement is complete just where the discount factor is the critical one.
func TestEffortEvents(t *testing.T) {
	build := func(T, delta float64, d Decision) *Evaluator {
		j := allForms(d)
		j.Delta = delta
		j.Forms[HM].Kappa = .02
		return twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{.2}}}, T, func(s *Spec) {
			s.Joint, s.External = j, &External{Enterprises: []float64{20}}
		}).Evaluator()
	}
	x := []float64{.6, .4}
	event := func(ev *Evaluator, pick func(EffortEvent) bool) EffortEvent {
		events, err := ev.EffortEvents(x)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if pick(e) {
				return e
			}
		}
		t.Fatal("no such event")
		return EffortEvent{}
	}
	full := func(e EffortEvent) bool {
		return e.Kind == "effort-bound" && e.Form == HM && e.Decision == Cooperative && e.Region == 0 && e.Upper
	}
	T := root(func(T float64) float64 { return event(build(T, .4, Cooperative), full).Value }, 1.3, 2.5)
	for _, c := range []struct {
		T    float64
		want int8
	}{{T - 1e-9, 0}, {T + 1e-9, 1}} {
		bounds, err := build(c.T, .4, Cooperative).EffortBounds(x)
		if err != nil {
			t.Fatal(err)
		}
		if got := bounds[2]; got != c.want { // HB of both clusters, then HM of the first
			t.Errorf("HM at T = %.12g, event at %.12g: bound %d, want %d", c.T, T, got, c.want)
		}
	}
	whole := func(e EffortEvent) bool { return e.Kind == "agreement" }
	delta := root(func(d float64) float64 { return event(build(1.7, d, SelfEnforcing), whole).Value }, .2, .95)
	a, err := build(1.7, .5, SelfEnforcing).Agreement(x)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(delta-a.CriticalDelta) > 1e-12 {
		t.Errorf("the agreement is complete from delta = %v, critical delta is %v", delta, a.CriticalDelta)
	}
}

// Exogenous wedges multiply the others, and a state given as labour and farm income is the same state.
func TestWedgesAndGivenLabour(t *testing.T) {
	inds := []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{.2}}}
	build := func(w *Wedges, effort float64) *Economy {
		return twoRegions(t, inds, 1.7, func(s *Spec) {
			s.External, s.Wedges = &External{Enterprises: []float64{20}, Pooling: &Pooling{1}}, w
			s.Joint = &Joint{Decision: Exogenous, Forms: [FormCount]*JointForm{VM: {Theta: .1, Kappa: 1, Effort: []float64{effort, effort / 2}}}}
		})
	}
	// quality by effort 0.5 and by a wedge of the same size
	byEffort := describe(t, build(nil, .5), []float64{.6, .4})
	byWedge := describe(t, build(&Wedges{LogQ: []float64{.05, .025}}, 0), []float64{.6, .4})
	allNear(t, "ln omega", byWedge.LogRealWage, byEffort.LogRealWage, 1e-14)
	given, err := build(nil, .5).Evaluator().DescribeAt([]float64{.4 * .6, .4 * .4}, []float64{.3, .3})
	if err != nil {
		t.Fatal(err)
	}
	allNear(t, "u at given labour", given.LogPayoff, byEffort.LogPayoff, 1e-14)
	near(t, "welfare at given labour", given.Welfare.World, byEffort.Welfare.World, 1e-14)
	if _, err := New(Spec{Technology: technology(t, inds), Home: 2, LogT: []func(int, int) float64{equidistant(1.5)}, Wedges: &Wedges{LogF: []float64{0}}}); err == nil {
		t.Error("wedges of the wrong length were taken")
	}
}

func technology(t testing.TB, inds []Industry) *Technology {
	tech, err := NewTechnology(inds)
	if err != nil {
		t.Fatal(err)
	}
	return tech
}
