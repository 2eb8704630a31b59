package economy

import "errors"

type Agreement struct {
	Z                     float64
	Deviation, Punishment []float64
	CriticalDelta         float64
}

func (w *efforts) selfEnforcing(derivatives bool) (*decided, error) {
	return nil, errors.New("not yet")
}
