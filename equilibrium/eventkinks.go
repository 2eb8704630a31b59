package equilibrium

import (
	"errors"
	"math"
	"slices"
	"strings"
)

// EventFunctions is implemented by evaluators of games whose payoffs have kinks: efforts that meet their
// bounds, agreements that come to hold in full.
type EventFunctions interface {
	// EventFunctions returns functions of the state, smooth along a branch, whose zeros are the kinks: the
	// same ones in the same order at every state. A value that is NaN does not count there.
	EventFunctions(x []float64) ([]EventFunction, error)
}

// EventFunction is one of them at a state.
type EventFunction struct {
	Name  string // what happens at its zero, for Event.Note
	Value float64
}

// kinkNoise is the value of an event function that rounding leaves: payoffs are solved to a few units of
// 1e-15, and their derivatives, of which efforts are made, to some hundred.
const kinkNoise = 1e-13

// errNoEventFunction says that an event function is not defined at a point.
var errNoEventFunction = errors.New("equilibrium: an event function is not defined here")

// findKinks locates the zeros of the event functions between the points of a curve and inserts them as
// events. Symmetric functions that vanish together make one event.
func (w *worker) findKinks(c *curve) {
	if len(c.pts) == 0 || w.at(c.pts[0].v) != nil {
		return
	}
	if _, ok := w.ev.(EventFunctions); !ok {
		return
	}
	values := make([][]EventFunction, len(c.pts))
	for k, p := range c.pts {
		if !atEquilibrium(c, p) {
			continue
		}
		if values[k] = w.eventFunctions(p); values[k] == nil && k == 0 {
			return
		}
	}
	var list []placed
	for k := 1; k < len(c.pts); k++ {
		a, b := values[k-1], values[k]
		if len(a) == 0 || len(a) != len(b) {
			continue
		}
		var here []placed
		for i := range a {
			if a[i].Value*b[i].Value < 0 && min(math.Abs(a[i].Value), math.Abs(b[i].Value)) > kinkNoise {
				if e := w.locateKink(c, k-1, i, a[i].Value, b[i].Value); e != nil {
					here = append(here, placed{k - 1, k, e})
				}
			}
		}
		list = append(list, w.together(here)...)
	}
	if len(list) > 0 {
		w.insert(c, list)
	}
}

// eventFunctions are those of the game at a point, nil where it has none.
func (w *worker) eventFunctions(p *curvePoint) []EventFunction {
	if w.at(p.v) != nil {
		return nil
	}
	ev, ok := w.ev.(EventFunctions)
	if !ok {
		return nil
	}
	list, err := ev.EventFunctions(p.x)
	if err != nil {
		return nil
	}
	return list
}

// locateKink finds the zero of event function i between points k and k+1.
func (w *worker) locateKink(c *curve, k, i int, low, high float64) *found {
	a, b := c.pts[k], c.pts[k+1]
	var best *curvePoint
	name, size := "", math.Inf(1)
	g := func(theta float64) (float64, error) {
		p, err := w.between(c, a, b, theta, everyBlock)
		if err != nil {
			return 0, err
		}
		list := w.eventFunctions(p)
		if i >= len(list) {
			return 0, errNoEventFunction
		}
		if v := math.Abs(list[i].Value); v < size {
			best, name, size = p, list[i].Name, v
		}
		return list[i].Value, nil
	}
	if _, _, err := bracketRoot(g, low, high, 0, kinkNoise); err != nil || best == nil {
		return nil
	}
	slope := math.Abs(high-low) / math.Abs(b.v-a.v)
	e := &found{kind: EffortBound, pt: best, mult: 1, rising: (high - low) > 0 == (b.v > a.v), note: name,
		precision: 4*unitRoundoff*math.Abs(best.v) + kinkNoise/slope}
	best.event = e
	return e
}

// together makes one event of those that happen at the same point, and puts them in order.
func (w *worker) together(list []placed) []placed {
	var out []placed
	for _, p := range list {
		i := slices.IndexFunc(out, func(q placed) bool { return w.apart(p.e.pt, q.e.pt) < crowding })
		if i < 0 {
			out = append(out, p)
			continue
		}
		out[i].e.mult++
		if !strings.Contains(out[i].e.note, p.e.note) {
			out[i].e.note += "; " + p.e.note
		}
	}
	return out
}
