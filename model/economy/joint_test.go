package economy

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
)

// reference is one case of testdata/joint_action.json: numbers of an independent implementation.
type reference struct {
	ID, What   string
	Parameters referenceParameters
	Expect     struct {
		Rows     []referenceRow
		Critical []struct {
			Psi   float64
			Delta float64 `json:"critical_delta"`
		}
		Equilibria                          []referenceRow
		Nash, Cooperative, Planner          map[string]float64
		Efforts                             map[string][]float64
		Total, Passive, Active, Interaction []float64
	}
	Tolerance struct{ Abs, Rel float64 }
}

type referenceParameters struct {
	Sigma, Mu, Alpha, N, T, Delta, Psi float64
	Theta, Kappa, Chi, C               map[string]float64
	Lambda, PhiA                       []float64
	Regime                             string
	Effort                             map[string][]float64
	PoolingShape                       float64 `json:"pooling_shape"`
	Support                            *Support
	Government                         *Government
	Heterogeneity                      *struct{ CV float64 }
	RestOfWorld                        *struct {
		Labour, Wage, Income float64
		T                    json.RawMessage
	} `json:"rest_of_world"`
}

type referenceRow struct {
	Regime, Row, Form, Classification string
	Support                           bool
	C0                                float64
	Psi, Delta, Z                     *float64
	Kappa, C, Chi                     json.RawMessage // numbers or one per form
	Gain                              float64         `json:"b"`
	Members                           float64         `json:"n"`
	Enterprises                       float64         `json:"N"`
	Share                             float64
	Ratio                             float64         `json:"kappa_n_over_kappa"`
	AC                                float64         `json:"a_C"`
	AN                                float64         `json:"a_N"`
	Deviation, Punishment             json.RawMessage // a number or one per cluster
	Q                                 float64
	DeltaStar                         float64 `json:"delta_star"`
	Lambda                            []float64
	Efforts                           map[string][]float64
	EffortsAtBreak                    map[string]float64     `json:"efforts_at_break"`
	TBreak                            float64                `json:"T_break"`
	Joining                           map[string][]float64   `json:"share_joining"`
	Quantiles                         map[string][][]float64 `json:"effort_quantiles"`
	LogOmega                          []float64              `json:"ln_omega"`
	U, W, G                           []float64
	ExportShare                       []float64 `json:"export_share"`
	Eigenvalues                       []float64
	WorldWelfare                      *float64 `json:"world_welfare"`
	Cluster                           int
	Effort                            float64
	PayoffChange                      float64 `json:"delta_u_members"`
	WelfareChange                     float64 `json:"delta_world_welfare"`
}

func references(t testing.TB) map[string]*reference {
	t.Helper()
	raw, err := os.ReadFile("testdata/joint_action.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Cases []*reference }
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]*reference{}
	for _, c := range all.Cases {
		out[c.ID] = c
	}
	return out
}

// perForm reads numbers by form, which a row may hold in place of the parameters.
func perForm(t testing.TB, raw json.RawMessage, otherwise map[string]float64) map[string]float64 {
	if raw == nil {
		return otherwise
	}
	var out map[string]float64
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// economy builds the economy of a row of a case.
func (p *referenceParameters) economy(t testing.TB, row *referenceRow, T float64) *Economy {
	t.Helper()
	regime := p.Regime
	if row.Regime != "" {
		regime = row.Regime
	}
	if regime == "" {
		regime = "nash"
	}
	decision, err := ParseDecision(regime)
	if err != nil {
		t.Fatal(err)
	}
	j := &Joint{Decision: decision, Delta: p.Delta, Psi: p.Psi}
	if row.Psi != nil {
		j.Psi = *row.Psi
	}
	if row.Delta != nil {
		j.Delta = *row.Delta
	}
	kappa, c, chi := perForm(t, row.Kappa, p.Kappa), perForm(t, row.C, p.C), perForm(t, row.Chi, p.Chi)
	for f := range FormCount {
		if theta, ok := p.Theta[f.String()]; ok {
			n := f.String()
			j.Forms[f] = &JointForm{Theta: theta, Kappa: kappa[n], C: c[n], Chi: chi[n], Effort: p.Effort[n]}
			if f.Bilateral() {
				j.Forms[f].C, j.Forms[f].Chi = 0, 0
			}
			if j.Forms[f].Kappa == 0 {
				j.Forms[f].Kappa = 1
			}
		}
	}
	if row.Support || (row.Row != "" && p.Support != nil) {
		j.Support = p.Support
	}
	if p.Government != nil {
		j.Government = p.Government
	}
	if p.Heterogeneity != nil {
		j.Heterogeneity = &Heterogeneity{p.Heterogeneity.CV, row.C0}
	}
	return twoRegions(t, []Industry{{Sigma: p.Sigma, Mu: p.Mu, Alpha: []float64{p.Alpha}}}, T, func(s *Spec) {
		s.External, s.Joint, s.FarmShares = &External{Enterprises: []float64{p.N}}, j, p.PhiA
		if p.PoolingShape > 0 {
			s.External.Pooling = &Pooling{p.PoolingShape}
		}
		w := p.RestOfWorld
		if w == nil {
			return
		}
		abroad := []float64{0, 0}
		var both float64
		if json.Unmarshal(w.T, &both) == nil {
			abroad[0], abroad[1] = both, both
		} else if err := json.Unmarshal(w.T, &abroad); err != nil {
			t.Fatal(err)
		}
		s.Outside = []Outside{{Name: "world", Labour: []float64{w.Labour}, Wage: []float64{w.Wage}, Income: w.Income}}
		s.LogT = []func(int, int) float64{func(r, q int) float64 {
			switch {
			case r == q:
				return 0
			case max(r, q) == 2:
				return math.Log(abroad[min(r, q)])
			}
			return math.Log(T)
		}}
	})
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.15g, want %.15g (off by %.2g, allowed %.2g)", what, got, want, got-want, tol)
	}
}

func allNear(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
		return
	}
	for k := range want {
		near(t, what, got[k], want[k], tol)
	}
}

func describe(t testing.TB, e *Economy, x []float64) *Description {
	t.Helper()
	d, err := e.Evaluator().Describe(x)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// check compares a description with a row.
func (row *referenceRow) check(t *testing.T, d *Description, tol float64) {
	t.Helper()
	name := row.Regime + row.Row
	for f := range FormCount {
		if want, ok := row.Efforts[f.String()]; ok && d.Effort[f] != nil {
			allNear(t, name+" effort "+f.String(), d.Effort[f], want, tol)
		}
		if want, ok := row.Joining[f.String()]; ok {
			allNear(t, name+" joining "+f.String(), d.Heterogeneity.Joining[f], want, tol)
			for c, q := range row.Quantiles[f.String()] {
				allNear(t, name+" quantiles "+f.String(), d.Heterogeneity.Quantiles[f][c][:], q, tol)
			}
		}
	}
	allNear(t, name+" ln omega", d.LogRealWage, row.LogOmega, tol)
	if row.U != nil {
		allNear(t, name+" u", d.LogPayoff, row.U, tol)
	}
	if row.WorldWelfare != nil {
		near(t, name+" world welfare", d.Welfare.World, *row.WorldWelfare, tol)
	}
	if row.W != nil {
		allNear(t, name+" w", d.Short.Wage[:2], row.W, tol)
		allNear(t, name+" G", d.Short.PriceIndex[:2], row.G, tol)
		allNear(t, name+" export share", d.ExportShare, row.ExportShare, tol)
	}
	if row.Z != nil && d.Agreement != nil {
		near(t, name+" z", d.Agreement.Z, *row.Z, tol)
		for _, v := range []struct {
			what string
			raw  json.RawMessage
			got  []float64
		}{{"D", row.Deviation, d.Agreement.Deviation}, {"Delta", row.Punishment, d.Agreement.Punishment}} {
			if v.raw == nil {
				continue
			}
			var want []float64
			if err := json.Unmarshal(v.raw, &want); err != nil {
				t.Fatal(err)
			}
			allNear(t, name+" "+v.what, v.got, want, tol)
		}
	}
}

// Efforts, payoffs, welfare, agreements, members that differ and trade with the rest of the world at given
// shares, by regime: catches a wrong marginal gain, cost, wedge or weight anywhere.
func TestEffortsAtGivenShares(t *testing.T) {
	refs := references(t)
	for _, id := range []string{"p01", "p02", "p03", "p04", "p05", "p14", "p15", "p16"} {
		c := refs["joint_action-"+id]
		t.Run(id, func(t *testing.T) {
			for i := range c.Expect.Rows {
				row := &c.Expect.Rows[i]
				d := describe(t, c.Parameters.economy(t, row, c.Parameters.T), c.Parameters.Lambda)
				row.check(t, d, c.Tolerance.Abs/100)
				if row.Psi != nil {
					for _, k := range c.Expect.Critical {
						if k.Psi == *row.Psi {
							near(t, "critical delta", d.Agreement.CriticalDelta, k.Delta, c.Tolerance.Abs/100)
						}
					}
				}
			}
		})
	}
}

// Break points of the symmetric state with efforts responding: catches any error in the derivative of
// efforts, which the eigenvalue at the break would show.
//
// Under an agreement z is the smaller of two functions that cross at the symmetric state, so that the gap
// between the two payoffs holds a term in (λ−½)|λ−½|. Its derivative is exact, but differences of any order
// are off in proportion to their step. The number on file was found with a six-point difference of step
// 0.004: the same difference must lead to it, and smaller steps to the exact break.
func TestBreakWithEffortsResponding(t *testing.T) {
	refs := references(t)
	half := []float64{.5, .5}
	for _, id := range []string{"p09", "p10", "p11"} {
		c := refs["joint_action-"+id]
		for i := range c.Expect.Rows {
			row := &c.Expect.Rows[i]
			econ := func(T float64) *Economy { return c.Parameters.economy(t, row, T) }
			got := root(func(T float64) float64 { return leading(t, econ(T), half) }, row.TBreak*0.98, row.TBreak*1.02)
			at := got
			if row.Regime == "self-enforcing" {
				by := func(h float64) float64 {
					return root(func(T float64) float64 { return sixPoint(t, econ(T), h) }, row.TBreak*0.98, row.TBreak*1.02)
				}
				at = by(0.004)
				near(t, id+" break against differences with smaller steps", got, 2*by(0.001)-by(0.002), 1e-7)
			}
			near(t, id+" "+row.Regime+" T_break", at, row.TBreak, 1e-10*row.TBreak)
			d := describe(t, econ(at), half)
			for f := range FormCount {
				if want, ok := row.EffortsAtBreak[f.String()]; ok && d.Effort[f] != nil {
					near(t, id+" effort at the break", d.Effort[f][0], want, 1e-9)
				}
			}
		}
	}
}

// sixPoint is d(e^{u_1} − e^{u_2})/dλ at ½ by the six-point central difference.
func sixPoint(t *testing.T, e *Economy, h float64) float64 {
	ev := e.Evaluator()
	gap := func(h float64) float64 {
		p, m := make([]float64, 2), make([]float64, 2)
		if ev.Payoffs(p, []float64{.5 + h, .5 - h}) != nil || ev.Payoffs(m, []float64{.5 - h, .5 + h}) != nil {
			t.Fatal("no payoffs")
		}
		return p[0] - p[1] - m[0] + m[1]
	}
	return (45*gap(h) - 9*gap(2*h) + gap(3*h)) / (60 * h)
}

// root is a zero of f between a and b by bisection and secants.
func root(f func(float64) float64, a, b float64) float64 {
	fa, fb := f(a), f(b)
	for range 200 {
		m := (a*fb - b*fa) / (fb - fa)
		if !(m > min(a, b) && m < max(a, b)) {
			m = (a + b) / 2
		}
		fm := f(m)
		if fm == 0 || math.Abs(b-a) < 1e-15*math.Abs(a) {
			return m
		}
		if (fm > 0) == (fb > 0) {
			b, fb, fa = m, fm, fa/2
		} else {
			a, fa, fb = m, fm, fb/2
		}
	}
	return a
}

// Long-run equilibria with joint action: payoffs are equal there, and eigenvalues as expected.
func TestEquilibriaWithJointAction(t *testing.T) {
	refs := references(t)
	for _, id := range []string{"p12", "p13"} {
		c := refs["joint_action-"+id]
		for i := range c.Expect.Equilibria {
			row := &c.Expect.Equilibria[i]
			e := c.Parameters.economy(t, row, c.Parameters.T)
			d := describe(t, e, row.Lambda)
			allNear(t, id+" u", d.LogPayoff, row.U, 1e-12)
			for f, want := range row.Efforts {
				for g := range FormCount {
					if g.String() == f {
						allNear(t, id+" effort "+f, d.Effort[g], want, 1e-11)
					}
				}
			}
			near(t, id+" eigenvalue", leading(t, e, row.Lambda), row.Eigenvalues[0], 1e-9)
		}
	}
}

// Marginal gains at zero effort: half of the pair's, one nth of the cluster's, the cluster's, and the
// planner's, which has closed forms free of μ and T.
func TestMarginalGains(t *testing.T) {
	c := references(t)["joint_action-p07"]
	p := &c.Parameters
	e := p.economy(t, &referenceRow{}, p.T)
	for d, want := range map[Decision]map[string]float64{Nash: c.Expect.Nash, Cooperative: c.Expect.Cooperative, Planner: c.Expect.Planner} {
		j := *e.Joint
		j.Decision = d
		with, err := e.WithJoint(&j)
		if err != nil {
			t.Fatal(err)
		}
		ev := with.Evaluator()
		if err := ev.solve(p.Lambda, false); err != nil {
			t.Fatal(err)
		}
		choice := ev.efforts.choice(d)
		if _, err := choice.replies(make([]float64, len(choice.moving)), false); err != nil {
			t.Fatal(err)
		}
		for k, g := range choice.gain {
			near(t, d.String()+" gain of "+ev.efforts.form(k).String(), g, want[ev.efforts.form(k).String()], 1e-12)
		}
	}
	rho := (p.Sigma - 1) / p.Sigma
	near(t, "planner HB", c.Expect.Planner["HB"], p.Theta["HB"]/(p.Sigma*(rho-p.Alpha)), 1e-12)
}

// κ(n)/κ = n^{−c} + χ(n − 1), n = 1 + (N − 1) share.
func TestCostOfCoordination(t *testing.T) {
	for _, row := range references(t)["joint_action-p08"].Expect.Rows {
		var c, chi float64
		if json.Unmarshal(row.C, &c) != nil || json.Unmarshal(row.Chi, &chi) != nil {
			t.Fatal("c and chi are numbers here")
		}
		n := 1 + (row.Enterprises-1)*row.Share
		form := &JointForm{Kappa: 1, C: c, Chi: chi}
		got, slope := form.cost(HM, n)
		near(t, "kappa(n)/kappa", got, row.Ratio, 1e-12)
		up, _ := form.cost(HM, n+1e-5)
		down, _ := form.cost(HM, n-1e-5)
		near(t, "slope", slope, (up-down)/2e-5, 1e-9)
	}
}

// checkJacobian compares the derivatives of payoffs at a state with differences.
func checkJacobian(t *testing.T, name string, e *Economy, x []float64) {
	t.Helper()
	n := equilibrium.Dim(e)
	ev := e.Evaluator()
	pay, jac := make([]float64, n), mat.NewDense(n, n, nil)
	if err := ev.PayoffJacobian(pay, jac, x); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for j := range n {
		at := func(h float64) []float64 {
			y, out := append([]float64(nil), x...), make([]float64, n)
			y[j] += h
			if err := ev.Payoffs(out, y); err != nil {
				t.Fatal(err)
			}
			return out
		}
		const h = 2e-4
		p1, m1, p2, m2 := at(h), at(-h), at(2*h), at(-2*h)
		for k := range n {
			num := (8*(p1[k]-m1[k]) - (p2[k] - m2[k])) / (12 * h) // error of order h⁴
			if math.Abs(num-jac.At(k, j)) > 1e-9*(1+math.Abs(num)) {
				t.Errorf("%s: ∂payoff %d/∂x %d: got %.12g, differences say %.12g", name, k, j, jac.At(k, j), num)
			}
		}
	}
}

// The table of market failure, the decomposition, and what each form does: numbers of the reference.
func TestCollectiveEfficiency(t *testing.T) {
	refs := references(t)
	table := refs["collective_efficiency-p02"]
	names := make([]string, len(table.Expect.Rows))
	for i, row := range table.Expect.Rows {
		names[i] = row.Row
	}
	rows, err := Compare(table.Parameters.economy(t, &referenceRow{Row: "all"}, table.Parameters.T), names, table.Parameters.Lambda)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		table.Expect.Rows[i].check(t, rows[i].State, 1e-10)
	}

	split := refs["collective_efficiency-p01"]
	rows, err = Compare(split.Parameters.economy(t, &referenceRow{}, split.Parameters.T), []string{"cooperative"}, split.Parameters.Lambda)
	if err != nil {
		t.Fatal(err)
	}
	d := rows[0].Decomposition
	allNear(t, "total", d.Total, split.Expect.Total, 1e-12)
	allNear(t, "passive", d.Passive, split.Expect.Passive, 1e-12)
	allNear(t, "active", d.Active, split.Expect.Active, 1e-12)
	allNear(t, "interaction", d.Interaction, split.Expect.Interaction, 1e-12)

	for _, id := range []string{"p03", "p04", "p05"} {
		c := refs["collective_efficiency-"+id]
		got, err := c.Parameters.economy(t, &referenceRow{}, c.Parameters.T).Evaluator().Effects(c.Parameters.Lambda)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(c.Expect.Rows) {
			t.Fatalf("%s: %d effects, want %d", id, len(got), len(c.Expect.Rows))
		}
		for i, want := range c.Expect.Rows {
			g := got[i]
			if g.Region+1 != want.Cluster || g.Form.String() != want.Form || g.Class.String() != want.Classification {
				t.Errorf("%s: got %+v (%v), want %+v", id, g, g.Class, want)
			}
			near(t, id+" effort", g.Effort, want.Effort, 1e-11)
			near(t, id+" payoff change", g.PayoffChange, want.PayoffChange, 1e-12)
			near(t, id+" welfare change", g.WelfareChange, want.WelfareChange, 1e-12)
		}
	}
}
