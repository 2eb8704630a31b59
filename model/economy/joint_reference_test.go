package economy

import (
	"encoding/json"
	"math"
	"os"
	"testing"
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
	Times                              []float64
	Shock                              struct {
		At    float64
		Rival float64 `json:"rival_wage"`
	}
	Speed         float64
	PoolingShape  float64 `json:"pooling_shape"`
	Support       *Support
	Government    *Government
	Heterogeneity *struct{ CV float64 }
	RestOfWorld   *struct {
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
	RegimeAfter                       string                 `json:"regime_after"`
	SwitchAt                          *float64               `json:"switch_at"`
	PayoffFall                        *float64               `json:"payoff_fall"`
	ShareAtTimes                      []float64              `json:"share_at_times"`
	PayoffBefore                      float64                `json:"payoff_before"`
	PayoffAfterShock                  float64                `json:"payoff_after_shock"`
	PayoffFinal                       float64                `json:"payoff_final"`
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
