package task

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// slices of the second parameter at which events are looked for; a curve that none of them crosses is
// not found.
const locusSlices = 5

// plane is the model as a function of two numbers of its scenario.
type plane struct {
	job         *Job
	first, next scenario.Lens
	env         *model.Env
}

func (j *Job) newPlane(first, second string) (*plane, error) {
	a, err := j.File.Lens(first)
	if err != nil {
		return nil, input(err)
	}
	b, err := j.File.Lens(second)
	if err != nil {
		return nil, input(err)
	}
	p := &plane{job: j, first: a, next: b, env: j.Env}
	if keepsSymmetry(a.Path()) && keepsSymmetry(b.Path()) {
		p.env = j.Env.KeepSymmetry()
	}
	return p, nil
}

// At builds the model at v of the first and q of the second parameter.
func (p *plane) At(v, q float64) (equilibrium.Game, error) { return p.model(v, q) }

func (p *plane) model(v, q float64) (model.Game, error) {
	if err := p.first.Check(v); err != nil {
		return nil, input(err)
	}
	if err := p.next.Check(q); err != nil {
		return nil, input(err)
	}
	m, err := model.Build(p.next.Set(p.first.Set(p.job.File, v), q), p.env)
	if err != nil {
		return nil, input(err)
	}
	g, ok := m.(model.Game)
	if !ok {
		return nil, input(fmt.Errorf("not implemented for model %s, which is not a game of location", p.job.File.Model))
	}
	return g, nil
}

// Locus follows break, sustain and fold points in two parameters.
func (j *Job) Locus(ctx context.Context) (result.Result, error) {
	l := j.File.Locus
	if l == nil {
		return nil, input(j.File.Errorf("locus", "is missing", "locus: {parameter: T, from: 1.1, to: 3, second: {parameter: mu, from: 0.1, to: 0.7}}", ""))
	}
	p, err := j.newPlane(l.Parameter, l.Second.Parameter)
	if err != nil {
		return nil, err
	}
	for _, c := range [][2]float64{{l.From, l.Second.From}, {l.To, l.Second.To}} {
		if _, err := p.model(c[0], c[1]); err != nil {
			return nil, err
		}
	}
	out := result.NewLocus(j.head(), l.Parameter, l.Second.Parameter)
	set := equilibrium.LocusSettings{From: l.From, To: l.To, FromQ: l.Second.From, ToQ: l.Second.To, MaxStep: 1 / float64(max(2, l.Points))}
	for k := range locusSlices {
		q := l.Second.From + (l.Second.To-l.Second.From)*(float64(k)+0.5)/locusSlices
		if err := j.locusSlice(ctx, p, l, set, q, out); err != nil {
			return nil, classify(err)
		}
		if j.Options.Progress != nil {
			j.Options.Progress("locus", k+1, locusSlices)
		}
	}
	if len(out.LeftOut) > 0 {
		return out, partly(fmt.Errorf("locus: %s", out.LeftOut[0]))
	}
	return out, nil
}

// locusSlice traces at one value of the second parameter and follows the events that no curve passes
// through yet.
func (j *Job) locusSlice(ctx context.Context, p *plane, l *scenario.Locus, set equilibrium.LocusSettings, q float64, out *result.Locus) error {
	fam := equilibrium.FamilyFunc(func(v float64) (equilibrium.Game, error) { return p.At(v, q) })
	g, err := p.model(l.From, q)
	if err != nil {
		return err
	}
	set0 := equilibrium.TraceSettings{From: l.From, To: l.To, Corners: g.Corners(), Workers: j.Options.threads()}
	find := equilibrium.Trace
	if slices.Equal(l.Kinds, []string{"break"}) { // the symmetric state alone tells
		find = equilibrium.SymmetryBreaking
	} else if !slices.Contains(l.Kinds, "fold") { // sustain points are on the corners
		set0.Generations = 1
	}
	d, err := find(ctx, fam, set0)
	if err != nil {
		return err
	}
	for _, e := range d.Events {
		kind := e.Kind.String()
		if !slices.Contains(l.Kinds, kind) || passes(out, kind, e.Mode, e.Value, q, l) {
			continue
		}
		c, err := equilibrium.Locus(ctx, p, e, q, set)
		if err != nil {
			if errors.Is(err, equilibrium.ErrLocus) {
				out.LeftOut = append(out.LeftOut, fmt.Sprintf("the %s at %s = %.6g, %s = %.6g: %v", kind, l.Parameter, e.Value, l.Second.Parameter, q, err))
				continue
			}
			return err
		}
		rc := &result.LocusCurve{Kind: kind, Mode: e.Mode, Ends: c.Ends, Closed: c.Closed}
		for _, pt := range c.Points {
			rc.Points = append(rc.Points, result.LocusPoint{Value: pt.Value, Second: pt.Q, Share: g.Shares(pt.Share), Precision: pt.Precision, Residual: pt.Residual})
		}
		out.Curves = append(out.Curves, rc)
	}
	return nil
}

// onCurve is how near a curve an event must lie to be on it, in ranges of the parameters: chords of a curve
// of 50 points leave it by about its curvature over 8·50².
const onCurve = 1e-3

// passes reports whether a curve of this kind passes through the event.
func passes(out *result.Locus, kind string, mode int, v, q float64, l *scenario.Locus) bool {
	for _, c := range out.Curves {
		if c.Kind != kind || c.Mode != mode {
			continue
		}
		for k := 1; k < len(c.Points); k++ {
			a, b := c.Points[k-1], c.Points[k]
			if (a.Second-q)*(b.Second-q) > 0 || a.Second == b.Second {
				continue
			}
			at := a.Value + (b.Value-a.Value)*(q-a.Second)/(b.Second-a.Second)
			if math.Abs(at-v) < onCurve*math.Abs(l.To-l.From) {
				return true
			}
		}
	}
	return false
}

// Regimes classifies each node of a grid in the plane of a locus by what is stable there: the symmetric
// state (dispersion), a concentrated one (agglomeration), both, or neither.
func (j *Job) Regimes(ctx context.Context, values, seconds []float64) ([][]int, error) {
	l := j.File.Locus
	p, err := j.newPlane(l.Parameter, l.Second.Parameter)
	if err != nil {
		return nil, err
	}
	out := make([][]int, len(seconds))
	for i, q := range seconds {
		out[i] = make([]int, len(values))
		for k, v := range values {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			g, err := p.model(v, q)
			if err != nil {
				return nil, err
			}
			out[i][k] = regime(g)
		}
	}
	return out, nil
}

// The regimes, in the order of RegimeNames.
const (
	dispersion = iota
	bothStable
	agglomeration
	neither
)

// RegimeNames are the names of the regimes that Regimes tells apart.
var RegimeNames = []string{"Dispersion", "Both", "Agglomeration", "Neither"}

// regime is −1 where the symmetric state cannot be computed.
func regime(g model.Game) int {
	ev := g.NewEvaluator()
	n := equilibrium.Dim(g)
	x := make([]float64, n)
	for _, p := range g.Populations() {
		for k := p.Start; k < p.End; k++ {
			x[k] = 1 / float64(p.Len())
		}
	}
	sym, err := equilibrium.Refine(g, ev, x, nil)
	if err != nil || sym.Stability == equilibrium.Indeterminate {
		return -1
	}
	spread := sym.Stability == equilibrium.Stable
	core := false
	for _, c := range g.Corners() {
		e, err := equilibrium.Refine(g, ev, c, equilibrium.Support(c))
		if err == nil && e.Nash() && e.Stability == equilibrium.Stable {
			core = true
		}
	}
	switch {
	case spread && core:
		return bothStable
	case spread:
		return dispersion
	case core:
		return agglomeration
	}
	return neither
}
