package equilibrium

import "math"

// atRest tells whether the path has come to a point that attracts it, or moves by rounding alone.
func (w *walker) atRest() (bool, error) {
	if w.s.NoRest {
		return false, nil
	}
	payoff, g, x := w.step.payoff, w.step.g, w.shares(w.y)
	size := maxAbs(payoff)
	motion := 0.0
	for _, i := range w.flow.support {
		motion = max(motion, x[i]*math.Abs(g[i]))
		if x[i] < dyingShare && g[i] > pathRest*w.s.Tolerance*size {
			return false, nil // small and growing
		}
	}
	if motion <= stillMotion*size {
		return true, nil
	}
	if motion > pathRest*w.s.Tolerance*size || motion > tryAgain*w.motion {
		return false, nil
	}
	w.motion = motion
	for _, i := range w.flow.support {
		if x[i] < dyingShare && g[i] < 0 {
			x[i] = 0
		}
	}
	normalise(w.flow.pops, x)
	e, inner, err := describeFace(w.game, w.flow.ev, x)
	if err != nil {
		return false, nil
	}
	w.flow.evaluations++
	return Judge(inner, e.Margin) == Stable, nil
}

// stay lets time pass at rest: only the shares that die out change, each at its own rate.
func (w *walker) stay(end float64) error {
	w.res.RestTime = w.t
	if end == w.s.Until {
		w.res.Status = PathAtRest
	}
	g, from := append([]float64(nil), w.step.g...), w.t
	at := func(t float64) []float64 {
		y := append([]float64(nil), w.y...)
		for _, i := range w.flow.support {
			if g[i] < 0 && w.y[i] < math.Log(dyingShare) {
				y[i] += w.s.Speed * g[i] * (t - from)
			}
		}
		return y
	}
	report := func(t float64) error {
		if err := w.flow.field(at(t)); err != nil {
			return err
		}
		w.record(t, w.flow.x, w.flow.payoff)
		return nil
	}
	for ; w.report < len(w.s.Times) && w.s.Times[w.report] <= end; w.report++ {
		t := w.s.Times[w.report]
		if t == end && w.next < len(w.s.Switches) && w.s.Switches[w.next].Time == t {
			break
		}
		if err := report(t); err != nil {
			return err
		}
	}
	copy(w.y, at(end))
	w.t = end
	if len(w.s.Times) == 0 {
		return report(end)
	}
	return nil
}
