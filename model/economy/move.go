package economy

import "github.com/geosolve/geosolve/equilibrium"

// MoveTo makes the evaluator one of game g and reports true, if that is an economy which differs in numbers
// alone: it keeps its storage and starts where it is. It implements equilibrium.Mover.
func (ev *Evaluator) MoveTo(g equilibrium.Game) bool {
	o, ok := g.(interface{ self() *Economy })
	if !ok {
		return false
	}
	from, to := ev.e, o.self()
	a, b := from.market, to.market
	same := a.n == b.n && a.home == b.home && a.nI == b.nI && a.tech.linked == b.tech.linked &&
		from.Mobility == to.Mobility && len(from.mb.slots) == len(to.mb.slots)
	if !same || from.Joint.active() || to.Joint.active() || from.movesTrade() || to.movesTrade() {
		return false
	}
	ev.e, ev.solver.m = to, b
	ev.size, ev.share = nil, nil
	return true
}

// self is the economy under whatever wraps it.
func (e *Economy) self() *Economy { return e }
