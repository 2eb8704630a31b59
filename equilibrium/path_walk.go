package equilibrium

import (
	"context"
	"math"
	"slices"
)

// walker is one run of Path.
type walker struct {
	s      PathSettings
	flow   *logReplicator
	game   Game
	t, h   float64
	y      []float64
	payoff []float64 // at t
	step   stepper
	res    PathResult
	next   int // switch
	report int // time to report
	sign   []float64
	fired  []bool
	motion float64 // at the last look at rest
	spent  int     // evaluations with earlier games
	ended  bool
}

func newWalker(g Game, x []float64, s PathSettings) *walker {
	w := &walker{s: s, game: g, t: s.Start, sign: make([]float64, len(s.Events)), fired: make([]bool, len(s.Events))}
	w.flow = newLogReplicator(g.Populations(), g.NewEvaluator(), Support(x))
	w.y = make([]float64, len(x))
	w.flow.logs(w.y, x)
	w.res.RestTime = math.NaN()
	return w
}

func (w *walker) shares(y []float64) []float64 {
	x := make([]float64, len(y))
	w.flow.shares(x, y)
	return x
}

// run walks from one change of the game to the next.
func (w *walker) run(ctx context.Context) error {
	for {
		for w.next < len(w.s.Switches) && w.s.Switches[w.next].Time <= w.t {
			c := w.s.Switches[w.next]
			w.change(c.Game)
			w.res.Events = append(w.res.Events, Occurrence{Event: -1, Time: w.t, Share: w.shares(w.y)})
			w.next++
		}
		again, err := w.restart()
		if err != nil {
			return err
		}
		if w.ended || again {
			if w.ended {
				return nil
			}
			continue
		}
		end := w.s.Until
		if w.next < len(w.s.Switches) {
			end = min(end, w.s.Switches[w.next].Time)
		}
		if w.t >= w.s.Until {
			return nil
		}
		if err := w.segment(ctx, end); err != nil || w.ended {
			return err
		}
	}
}

// change puts another game in force.
func (w *walker) change(g Game) {
	w.spent += w.flow.evaluations
	w.game = g
	w.flow = newLogReplicator(g.Populations(), g.NewEvaluator(), w.flow.support)
	w.h = 0
}

// restart evaluates the game in force at t, reports t if that is asked for, and looks whether a jump of
// payoffs made an event happen. It is true if that changed the game again.
func (w *walker) restart() (bool, error) {
	if err := w.flow.field(w.y); err != nil {
		return false, err
	}
	w.payoff = slices.Clone(w.flow.payoff)
	w.motion = math.Inf(1)
	w.step.reset(w.flow, w.s.Speed)
	x := w.shares(w.y)
	for k, e := range w.s.Events {
		v := e.Func(w.t, x, w.payoff)
		if w.crossed(k, w.sign[k], v) {
			if changed, err := w.happen(k, w.t, x); changed || err != nil {
				return changed, err
			}
		}
		w.sign[k] = signOf(v, w.sign[k])
	}
	if len(w.s.Times) == 0 && len(w.res.Times) == 0 {
		w.record(w.t, x, w.payoff)
	}
	for w.report < len(w.s.Times) && w.s.Times[w.report] == w.t {
		if w.next < len(w.s.Switches) && w.s.Switches[w.next].Time == w.t {
			break
		}
		w.record(w.t, x, w.payoff)
		w.report++
	}
	return false, nil
}

func (w *walker) record(t float64, x, payoff []float64) {
	w.res.Times = append(w.res.Times, t)
	w.res.Share = append(w.res.Share, slices.Clone(x))
	w.res.Payoff = append(w.res.Payoff, slices.Clone(payoff))
}

func signOf(v, before float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return before
}

// crossed tells whether event k happens between a point where Func had the sign before and one where it is v.
func (w *walker) crossed(k int, before, v float64) bool {
	e := w.s.Events[k]
	if e.Once && w.fired[k] || before == 0 || before*v >= 0 {
		return false
	}
	return e.Direction == 0 || float64(e.Direction)*v > 0
}

// happen records event k and does what it asks for. It is true if the game changes or the path ends.
func (w *walker) happen(k int, t float64, x []float64) (bool, error) {
	e := w.s.Events[k]
	w.fired[k] = true
	w.sign[k] = -w.sign[k]
	w.res.Events = append(w.res.Events, Occurrence{k, e.Name, t, slices.Clone(x)})
	if e.Terminal {
		w.ended, w.res.Status = true, PathTerminal
		return true, nil
	}
	if e.Then == nil {
		return false, nil
	}
	g, err := e.Then(t, x)
	if g == nil || err != nil {
		return false, err
	}
	w.change(g)
	return true, nil
}

// segment walks to the time end, or to an event that changes the game.
func (w *walker) segment(ctx context.Context, end float64) error {
	for w.t < end {
		if err := ctx.Err(); err != nil {
			return err
		}
		if still, err := w.atRest(); err != nil {
			return err
		} else if still {
			return w.stay(end)
		}
		cut, err := w.forward(end)
		if err != nil || cut {
			return err
		}
	}
	return nil
}

// forward takes one step, with the reports and events on it. It is true if the segment ends within it.
func (w *walker) forward(end float64) (bool, error) {
	if w.h == 0 {
		w.h = w.step.first(w.s.Tolerance)
	}
	for {
		if w.res.Steps+w.res.Rejected >= w.s.MaxSteps {
			return false, w.stuck("more steps may be needed (MaxSteps)")
		}
		h, last := w.h, false
		if w.t+h >= end || end-(w.t+h) < 1e-3*h {
			h, last = end-w.t, true
		}
		if !(w.t+h > w.t) {
			return false, w.stuck("steps became too short: payoffs may not be smooth here")
		}
		err, next := w.step.try(w.y, h, w.s.Tolerance)
		if err > 1 || math.IsNaN(err) {
			w.res.Rejected++
			w.h = next
			continue
		}
		w.res.Steps++
		w.res.Stiff = w.res.Stiff || w.step.stiff
		to := w.t + h
		if last {
			to = end
		} else {
			w.h = next
		}
		return w.accept(h, to)
	}
}

func (w *walker) stuck(hint string) error {
	worst, g := -1, 0.0
	for i, v := range w.flow.g {
		if m := math.Abs(v) * w.flow.x[i]; m > g {
			worst, g = i, m
		}
	}
	e := &ConvergenceError{Op: "path", Option: worst, Steps: w.res.Steps + w.res.Rejected, Hint: hint, Err: w.step.failure}
	if worst >= 0 {
		e.Population, e.Residual = w.flow.pop[worst], math.Abs(w.flow.g[worst])/w.flow.size()
	}
	return e
}

// accept moves on to the end of a step, stopping on the way for events and reports.
func (w *walker) accept(h, to float64) (bool, error) {
	from := w.t
	done := 0.0 // part of the step treated
	for {
		k, theta, err := w.firstEvent(from, h, done)
		if err != nil {
			return false, err
		}
		until := to
		if k >= 0 {
			until = min(to, from+theta*h)
		}
		if err := w.reports(from, h, until, to); err != nil {
			return false, err
		}
		if k < 0 {
			break
		}
		y := w.step.dense(theta)
		done = theta
		changed, err := w.happen(k, until, w.shares(y))
		if changed || err != nil {
			copy(w.y, y)
			w.t = until
			return true, err
		}
	}
	w.t = to
	w.step.finish(w.y)
	w.payoff = append(w.payoff[:0], w.step.payoff...)
	x := w.shares(w.y)
	for k, e := range w.s.Events {
		w.sign[k] = signOf(e.Func(to, x, w.payoff), w.sign[k])
	}
	if len(w.s.Times) == 0 {
		w.record(to, x, w.payoff)
	}
	return false, nil
}

// reports records the times asked for in (t, until), and until itself unless a change of game comes there.
func (w *walker) reports(from, h, until, to float64) error {
	for ; w.report < len(w.s.Times) && w.s.Times[w.report] <= until; w.report++ {
		t := w.s.Times[w.report]
		if t == to && w.next < len(w.s.Switches) && w.s.Switches[w.next].Time == t {
			break
		}
		y := w.step.dense((t - from) / h)
		if t == to {
			y = w.step.end()
		}
		if err := w.flow.field(y); err != nil {
			return err
		}
		w.record(t, w.flow.x, w.flow.payoff)
	}
	return nil
}

// at evaluates event k a part theta into the step.
func (w *walker) at(k int, from, h, theta float64) (float64, error) {
	if err := w.flow.field(w.step.dense(theta)); err != nil {
		return 0, err
	}
	return w.s.Events[k].Func(from+theta*h, w.flow.x, w.flow.payoff), nil
}

// firstEvent finds the event that happens first in the step beyond the part done, −1 for none. Func is looked at in the middle
// and at the end of the step; that it crosses zero twice in half a step goes unseen.
func (w *walker) firstEvent(from, h, done float64) (int, float64, error) {
	first, when := -1, math.Inf(1)
	for k := range w.s.Events {
		lo, before := done, w.sign[k]
		for _, hi := range [...]float64{0.5, 1} {
			if hi <= done {
				continue
			}
			v, err := w.at(k, from, h, hi)
			if err != nil {
				return -1, 0, err
			}
			if w.crossed(k, before, v) {
				theta, err := w.locate(k, from, h, lo, hi, before, v)
				if err != nil {
					return -1, 0, err
				}
				if theta < when {
					first, when = k, theta
				}
				break
			}
			lo, before = hi, signOf(v, before)
		}
	}
	return first, when, nil
}

// locate finds the zero of event k between lo and hi by the Illinois rule; the point returned lies beyond it.
func (w *walker) locate(k int, from, h, lo, hi, before, v float64) (float64, error) {
	flo, err := w.at(k, from, h, lo)
	if err != nil {
		return 0, err
	}
	if flo*before <= 0 {
		return lo, nil
	}
	fhi := v
	for n := 0; hi-lo > locateEvent && n < rootSteps; n++ {
		mid := (lo*fhi - hi*flo) / (fhi - flo)
		if n%4 == 3 || !(mid > lo && mid < hi) {
			mid = (lo + hi) / 2
		}
		mid = min(hi-locateEvent/4, max(lo+locateEvent/4, mid))
		f, err := w.at(k, from, h, mid)
		if err != nil {
			return 0, err
		}
		if f*before > 0 {
			lo, flo = mid, f
			fhi /= 2
		} else {
			hi, fhi = mid, f
			flo /= 2
		}
	}
	return hi, nil
}
