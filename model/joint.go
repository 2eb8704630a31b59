package model

import (
	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/scenario"
)

// fillJoint reads joint_action.
func fillJoint(f *scenario.File, p *place, s *economy.Spec) error {
	b := f.JointAction
	if b == nil {
		return nil
	}
	if s.External == nil {
		return problem(f, "joint_action", "needs external_economies.enterprises, the number of enterprises of the industry; alone it switches no external economy on")
	}
	regime := b.Regime
	if regime == "" { // beside compare, whose rows name the regimes
		regime = "none"
	}
	decision, err := economy.ParseDecision(regime)
	if err != nil {
		return wrap(f, "joint_action.regime", err)
	}
	j := &economy.Joint{Decision: decision, Psi: b.Psi}
	switch {
	case b.Delta != nil:
		j.Delta = *b.Delta
	case decision == economy.SelfEnforcing:
		return problem(f, "joint_action", "delta is missing: the discount factor of a self-enforcing agreement, in [0, 1)")
	}
	if b.Support != nil {
		j.Support = &economy.Support{Match: b.Support.Match, Xi: b.Support.Xi}
	}
	if b.Government != nil {
		j.Government = &economy.Government{Iota: b.Government.Iota, Xi: b.Government.Xi}
	}
	if b.Heterogeneity != nil {
		j.Heterogeneity = &economy.Heterogeneity{CV: b.Heterogeneity.CV, C0: b.Heterogeneity.C0}
	}
	for _, form := range b.Forms.List() {
		for k := economy.HB; k < economy.FormCount; k++ {
			if k.String() != form.Name {
				continue
			}
			j.Forms[k] = &economy.JointForm{Theta: form.Theta, Kappa: form.Kappa, C: form.C, Chi: form.Chi}
			if decision == economy.Exogenous {
				if j.Forms[k].Effort, err = p.efforts(len(s.Technology.Industries), "joint_action.forms."+form.Name+".effort", form.Effort); err != nil {
					return err
				}
			}
		}
	}
	s.Joint = j
	return nil
}

// efforts reads given efforts: one number, a list by region, or a table industry by region.
func (p *place) efforts(nI int, path string, v scenario.Value) ([]float64, error) {
	if !v.IsSet() {
		return nil, problem(p.f, path, "is missing: under regime exogenous each form states its effort, one number per region in [0, 1]")
	}
	if rows := v.Matrix(); rows != nil {
		var out []float64
		for i, row := range rows {
			if len(row) != p.regions || len(rows) != nI {
				return nil, problem(p.f, path, "%d values in list %d of %d, for %d regions and %d industries", len(row), i+1, len(rows), p.regions, nI)
			}
			out = append(out, row...)
		}
		return out, nil
	}
	one, err := p.column(path, v)
	if err != nil {
		return nil, err
	}
	out := make([]float64, 0, nI*p.regions)
	for range nI {
		out = append(out, one...)
	}
	return out, nil
}

// Comparison is one row of a market-failure table at one state.
type Comparison struct {
	Name          string
	State         *State
	Decomposition *economy.Decomposition
	Effects       []economy.FormEffect
}

// Comparer is implemented by models that can be solved under several regimes of joint action.
type Comparer interface {
	Game
	// Under is the model as it is in a row of the table: none, a regime, or support.
	Under(row string) (Comparer, error)
	// Compare describes the state x in this row.
	Compare(row string, x []float64) (*Comparison, error)
}

// Under is the economy under another regime of joint action.
func (m *master) Under(row string) (Comparer, error) {
	e, err := m.Economy.ForRow(row)
	if err != nil {
		return nil, wrap(m.place.f, "compare.rows", err)
	}
	other := *m
	other.Economy = e
	return &other, nil
}

// Compare describes the state x with its decomposition and what each form of joint action does.
func (m *master) Compare(row string, x []float64) (*Comparison, error) {
	r, err := m.Economy.Evaluator().Row(row, x)
	if err != nil {
		return nil, err
	}
	s := m.state(r.State)
	s.Share = m.Shares(x)
	return &Comparison{Name: row, State: s, Decomposition: r.Decomposition, Effects: r.Effects}, nil
}

var _ Comparer = (*master)(nil)
