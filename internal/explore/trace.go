package explore

import (
	"math"
	"strings"

	"github.com/geosolve/geosolve/model/scenario"
)

// traceSpec is the parameter of a bifurcation diagram and its range.
type traceSpec struct {
	Parameter string `json:"parameter"`
	From      string `json:"from"` // as text: the program says what is wrong with it
	To        string `json:"to"`
}

// startGap is the part of a range that a diagram of the page's own leaves out at the end of what is allowed:
// without trade costs, say, every allocation is an equilibrium.
const startGap = 0.03

// defaultTrace is the diagram of a file that asks for none: along the trade cost, else along the first
// parameter. nil where nothing can be moved.
func defaultTrace(f *scenario.File, all []control) *traceSpec {
	if t := f.Trace; t != nil {
		return &traceSpec{strings.TrimPrefix(t.Parameter, "parameters."), number(t.From), number(t.To)}
	}
	if l := f.Locus; l != nil {
		return &traceSpec{strings.TrimPrefix(l.Parameter, "parameters."), number(l.From), number(l.To)}
	}
	spec := f.Spec()
	if spec == nil {
		return nil
	}
	var best *control
	for i := range all {
		c := &all[i]
		if c.Kind != "number" || c.Number == nil {
			continue
		}
		p, ok := spec.Parameter(c.Path)
		if ok && p.Group != "" {
			best = c
			break
		}
		if best == nil {
			best = c
		}
	}
	if best == nil {
		return nil
	}
	t := &traceSpec{Parameter: best.Path}
	t.From, t.To = traceRange(best)
	return t
}

// traceRange is the range of a diagram along a parameter.
func traceRange(c *control) (from, to string) {
	w := *c.Window
	if w.Log || w.Step == 0 {
		return number(w.Min), number(w.Max)
	}
	return number(tidy(w.Min + w.Step*math.Ceil(startGap*(w.Max-w.Min)/w.Step))), number(w.Max)
}

// overrides are the trace as overrides of a scenario.
func (t *traceSpec) overrides(f *scenario.File) ([]string, error) {
	for _, s := range []string{t.Parameter, t.From, t.To} {
		if strings.ContainsAny(s, "\r\n{}[],#&*!|>'\"%@`") || len(s) > 200 {
			return nil, refuse("trace: %q is no parameter and no number", s)
		}
	}
	if f.Trace == nil {
		return []string{"trace={parameter: " + t.Parameter + ", from: " + t.From + ", to: " + t.To + "}"}, nil
	}
	return []string{"trace.parameter=" + t.Parameter, "trace.from=" + t.From, "trace.to=" + t.To}, nil
}
