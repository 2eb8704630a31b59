package economy

import (
	"fmt"
	"math"
)

// Decomposition splits what collective efficiency does to ln ω of each cluster, [i*home+r], at given labour
// (Schmitz 1995: efficiency that falls into a firm's lap, and that which it works for with others):
//
//	Total        all wedges, less none
//	Passive      external economies alone, a = 0, less none
//	Active       the same efforts in the economy without external economies, less none
//	Interaction  Total − Passive − Active
//
// Exogenous wedges are on throughout.
type Decomposition struct{ Total, Passive, Active, Interaction []float64 }

// Class says what a form of joint action of one cluster does, against the same without it.
type Class int

// The classes (Schmitz's disabling joint action is Olson's: good for the members, bad for all).
const (
	// None: there is no effort, or it changes nothing.
	None Class = iota
	// Enabling: world welfare is higher.
	Enabling
	// Disabling: world welfare is lower and the members' payoff higher.
	Disabling
	// Wasteful: both are lower, which only effort that is not the members' own choice can be.
	Wasteful
)

func (c Class) String() string { return [...]string{"none", "enabling", "disabling", "wasteful"}[c] }

// FormEffect is what one form of one cluster does, against a = 0 with all other efforts held.
type FormEffect struct {
	Industry, Region int // from 0
	Form             Form
	Effort           float64
	PayoffChange     float64 // of u of the members
	WelfareChange    float64 // of World
	Class            Class
}

// changeNoise is the change of a payoff or of welfare that rounding can produce: the short run is solved to
// some units of 1e-16, of numbers of size one.
const changeNoise = 5e-15

func classify(payoff, welfare float64) Class {
	switch {
	case welfare > changeNoise:
		return Enabling
	case welfare >= -changeNoise && math.Abs(payoff) <= changeNoise:
		return None
	case payoff > changeNoise:
		return Disabling
	}
	return Wasteful
}

// Decompose splits the log real wages of the state x.
func (ev *Evaluator) Decompose(x []float64) (*Decomposition, error) {
	if err := ev.solve(x, false); err != nil {
		return nil, err
	}
	return ev.decompose()
}

// decompose does so for the state just solved, and leaves it solved.
func (ev *Evaluator) decompose() (*Decomposition, error) {
	all := ev.solver.LogRealWage()
	passive, err := ev.logRealWages(true, false)
	if err != nil {
		return nil, err
	}
	active, err := ev.logRealWages(false, true)
	if err != nil {
		return nil, err
	}
	none, err := ev.logRealWages(false, false)
	if err != nil {
		return nil, err
	}
	if _, err := ev.logRealWages(true, true); err != nil {
		return nil, err
	}
	d := &Decomposition{Total: all, Passive: passive, Active: active, Interaction: make([]float64, len(all))}
	for c, v := range none {
		all[c] -= v
		passive[c] -= v
		active[c] -= v
		d.Interaction[c] = all[c] - passive[c] - active[c]
	}
	return d, nil
}

// logRealWages solves the short run at the present efforts with external economies and joint action on or
// off.
func (ev *Evaluator) logRealWages(external, joint bool) ([]float64, error) {
	ev.w.passive(ev.e, ev.size, external)
	var a *efforts
	if joint && ev.efforts != nil {
		a = ev.efforts
		copy(a.a, ev.decided.a)
	}
	ev.w.compose(ev.e, ev.given, a)
	if err := ev.solver.Solve(ev.given); err != nil {
		return nil, err
	}
	return ev.solver.LogRealWage(), nil
}

// Effects tells of every form and cluster whether it is enabling, disabling or wasteful at the state x.
func (ev *Evaluator) Effects(x []float64) ([]FormEffect, error) {
	if err := ev.solve(x, false); err != nil {
		return nil, err
	}
	if ev.efforts == nil {
		return nil, nil
	}
	return ev.effects()
}

// effects does so for the state just solved, region by region, and leaves it solved.
func (ev *Evaluator) effects() ([]FormEffect, error) {
	w, home := ev.efforts, ev.e.home
	costs := w.costs(ev.decided)
	net := func(c int, saved float64) []float64 {
		u := ev.solver.LogRealWage()
		for q := range u {
			u[q] -= costs[q]
		}
		u[c] += saved
		return u
	}
	with := net(0, 0)
	before := ev.welfare(with).World
	var out []FormEffect
	for c := range w.clusters {
		for k := c; k < len(w.a); k += w.clusters {
			effect := FormEffect{Industry: c / home, Region: c % home, Form: w.form(k), Effort: ev.decided.a[k]}
			if effect.Effort > atBound {
				off := append([]float64(nil), ev.decided.a...)
				off[k] = 0
				if err := w.at(off); err != nil {
					return nil, err
				}
				u := net(c, w.charged(&ev.decided.reply[k]))
				effect.PayoffChange = with[c] - u[c]
				effect.WelfareChange = before - ev.welfare(u).World
				effect.Class = classify(effect.PayoffChange, effect.WelfareChange)
			}
			out = append(out, effect)
		}
	}
	return out, w.at(ev.decided.a)
}

// Row is one row of the table of market failure: the same economy under one regime of joint action.
type Row struct {
	Name          string
	State         *Description
	Decomposition *Decomposition
	Effects       []FormEffect
}

// supportRow is the row of the self-enforcing agreement with public support.
const supportRow = "support"

// ForRow returns the economy as it is in a row of the table: under the regime of that name and without
// support, or in the row "support" under the self-enforcing agreement with it.
func (e *Economy) ForRow(name string) (*Economy, error) {
	if e.Joint == nil {
		if name == NoJointAction.String() {
			return e, nil
		}
		return nil, fmt.Errorf("compare: row %s needs joint_action", name)
	}
	j := *e.Joint
	if name == supportRow {
		if j.Support == nil {
			return nil, fmt.Errorf("compare: row %s needs joint_action.support", supportRow)
		}
		j.Decision = SelfEnforcing
		return e.WithJoint(&j)
	}
	d, err := ParseDecision(name)
	if err != nil {
		return nil, fmt.Errorf("compare: unknown row %q, allowed are %s and any regime of joint action", name, supportRow)
	}
	j.Decision, j.Support = d, nil
	return e.WithJoint(&j)
}

// Compare describes the economy at the state x in each row: none, any regime of joint action, or support.
func Compare(e *Economy, rows []string, x []float64) ([]Row, error) {
	out := make([]Row, 0, len(rows))
	for _, name := range rows {
		with, err := e.ForRow(name)
		if err != nil {
			return nil, err
		}
		row, err := with.Evaluator().Row(name, x)
		if err != nil {
			return nil, err
		}
		out = append(out, *row)
	}
	return out, nil
}

// Row describes the state x with its decomposition and effects under a name.
func (ev *Evaluator) Row(name string, x []float64) (*Row, error) {
	state, err := ev.Describe(x)
	if err != nil {
		return nil, err
	}
	r := &Row{Name: name, State: state}
	if r.Decomposition, err = ev.decompose(); err != nil {
		return nil, err
	}
	if ev.efforts != nil {
		if r.Effects, err = ev.effects(); err != nil {
			return nil, err
		}
	}
	return r, nil
}
