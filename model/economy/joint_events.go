package economy

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/equilibrium"
)

// EffortEvent is something about joint action that changes course where its Value crosses zero.
type EffortEvent struct {
	Kind             string   // "effort-bound" or "agreement"
	Form             Form     // of an effort bound
	Decision         Decision // whose efforts: under an agreement Nash and Cooperative are followed apart
	Industry, Region int      // from 0; of an agreement −1
	Upper            bool     // the bound is 1, not 0
	Value            float64  // smooth in the state and parameters; an effort is inside while positive
}

// EffortBounds tells of each effort at the state x whether it is at 0 (−1), inside (0) or at 1 (+1), form
// by form in the order HB, HM, VB, VM, PR of those that exist, then industry by industry and region by
// region. nil without joint action.
func (ev *Evaluator) EffortBounds(x []float64) ([]int8, error) {
	if ev.efforts == nil {
		return nil, nil
	}
	if err := ev.solve(x, false); err != nil {
		return nil, err
	}
	out := make([]int8, len(ev.decided.a))
	for k, a := range ev.decided.a {
		switch {
		case a <= atBound:
			out[k] = -1
		case a >= 1-atBound:
			out[k] = 1
		}
	}
	return out, nil
}

// EffortEvents are the functions of the state whose zeros are the kinks of payoffs: where the effort that
// members would make without bounds, gain/κ, is 0 or 1, and where an agreement first reaches z = 1.
// A moving zero is found on them as on any smooth function. Members that differ have no bound in common
// but at 0. The list has the same length and order at every state.
func (ev *Evaluator) EffortEvents(x []float64) ([]EffortEvent, error) {
	w := ev.efforts
	if w == nil || w.joint.Decision == Exogenous {
		return nil, nil
	}
	if err := ev.solve(x, false); err != nil {
		return nil, err
	}
	if w.joint.Decision != SelfEnforcing {
		return w.bounds(nil, ev.decided, w.joint.Decision), nil
	}
	p, err := w.pact(false)
	if err != nil {
		return nil, err
	}
	out := w.bounds(w.bounds(nil, p.nash, Nash), p.coop, Cooperative)
	top, err := p.terms(1)
	if err != nil {
		return nil, err
	}
	slack := 0.0
	if top.worst >= 0 && !math.IsInf(top.excess, 0) {
		slack = -top.excess
	}
	return append(out, EffortEvent{Kind: "agreement", Industry: -1, Region: -1, Upper: true, Value: slack}), w.at(ev.decided.a)
}

// EventFunctions are those of EffortEvents by name, for traces. Clusters where nobody works do not count.
func (ev *Evaluator) EventFunctions(x []float64) ([]equilibrium.EventFunction, error) {
	list, err := ev.EffortEvents(x)
	if err != nil {
		return nil, err
	}
	out := make([]equilibrium.EventFunction, len(list))
	for k, e := range list {
		out[k] = equilibrium.EventFunction{Name: e.what(ev.e.market.nI > 1), Value: e.Value}
		if e.Region >= 0 && ev.given.Labour[e.Industry*ev.e.market.n+e.Region] == 0 {
			out[k].Value = math.NaN()
		}
	}
	return out, nil
}

// what says in words what happens where the event's value is zero.
func (e *EffortEvent) what(several bool) string {
	if e.Kind == "agreement" {
		return "the agreement comes to hold in full (z = 1)"
	}
	bound := 0
	if e.Upper {
		bound = 1
	}
	place := fmt.Sprintf("region %d", e.Region+1)
	if several {
		place = fmt.Sprintf("industry %d, %s", e.Industry+1, place)
	}
	return fmt.Sprintf("effort %v of %s under %v is %d", e.Form, place, e.Decision, bound)
}

// bounds appends the distances of the efforts that a regime wants to 0 and 1.
func (w *efforts) bounds(out []EffortEvent, d *decided, by Decision) []EffortEvent {
	for k := range d.a {
		c := w.cluster(k)
		wanted := d.gain[k] / w.kappa[k]
		e := EffortEvent{Kind: "effort-bound", Form: w.form(k), Decision: by, Industry: c / w.ev.e.home, Region: c % w.ev.e.home, Value: wanted}
		out = append(out, e)
		if w.joint.Heterogeneity == nil {
			e.Upper, e.Value = true, 1-wanted
			out = append(out, e)
		}
	}
	return out
}
