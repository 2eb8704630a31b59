package task

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
)

// smoothStep is the largest step along a branch, as a fraction of the range: a curve of some 60 points
// looks smooth across the column of a journal.
const smoothStep = 1.0 / 60

// Trace follows the equilibria as one parameter changes.
func (j *Job) Trace(ctx context.Context) (result.Result, error) {
	t := j.File.Trace
	if t == nil {
		return nil, input(j.File.Errorf("trace", "is missing", "trace: {parameter: T, from: 1.2, to: 2.3}", ""))
	}
	fam, err := j.newFamily(t.Parameter)
	if err != nil {
		return nil, err
	}
	set := equilibrium.TraceSettings{From: t.From, To: t.To, MaxStep: smoothStep, Workers: j.Options.threads()}
	if t.Points > 0 {
		set.MaxStep = min(smoothStep, 1/float64(t.Points-1))
	}
	g, err := fam.model(t.From)
	if err != nil {
		return nil, err
	}
	if _, err := fam.model(t.To); err != nil {
		return nil, err
	}
	set.Corners = g.Corners()
	if set.Starts, err = j.traceStarts(ctx, fam, g); err != nil {
		return nil, classify(err)
	}
	d, err := j.diagram(ctx, fam, set)
	if d == nil {
		if errors.Is(err, equilibrium.ErrTraceSettings) {
			return nil, input(j.File.Errorf("trace", err.Error(), "", ""))
		}
		return nil, classify(err)
	}
	out := traceResult(j.head(), t.Parameter, d, g)
	delete(out.Parameters, t.Parameter) // what the scenario says of it plays no part
	if err == nil && len(d.LeftOut) > 0 {
		err = partly(fmt.Errorf("trace: %s; left_out in the result lists all", brief(d.LeftOut)))
	}
	return out, classify(err)
}

// brief is the first few of a list, and how many more there are.
func brief(list []string) string {
	const most = 3
	if len(list) <= most {
		return strings.Join(list, "; ")
	}
	return fmt.Sprintf("%s; and %d more", strings.Join(list[:most], "; "), len(list)-most)
}

// diagram follows the branches that the scenario asks for.
func (j *Job) diagram(ctx context.Context, fam *family, set equilibrium.TraceSettings) (*equilibrium.Diagram, error) {
	switch t := j.File.Trace; t.Branches {
	case "symmetric":
		return equilibrium.SymmetryBreaking(ctx, fam, set)
	case "bifurcating":
		set.Generations = 2
		return equilibrium.SymmetryBreaking(ctx, fam, set)
	case "primary":
		set.Generations = 2
	case "start":
		if !t.FromShare.IsSet() {
			return nil, input(j.File.Errorf("trace.branches", "start needs trace.from_share, the shares to start from", "", ""))
		}
		set.Generations = 1
		d, err := equilibrium.Trace(ctx, fam, set)
		if d != nil {
			onlyFrom(d, set.Starts[0])
		}
		return d, err
	}
	return equilibrium.Trace(ctx, fam, set)
}

// onlyFrom keeps the branch that passes nearest to a start, and its events.
func onlyFrom(d *equilibrium.Diagram, start equilibrium.TraceStart) {
	best, least := -1, math.Inf(1)
	for k, b := range d.Branches {
		for _, p := range b.Points {
			dist := math.Abs(p.Value-start.Value) / math.Abs(d.To-d.From)
			for i, v := range p.Share {
				dist = max(dist, math.Abs(v-start.Share[i]))
			}
			if dist < least {
				best, least = k, dist
			}
		}
	}
	if best < 0 {
		return
	}
	keep := d.Branches[best]
	d.Branches = []*equilibrium.Branch{keep}
	var events []*equilibrium.Event
	at := map[int]int{}
	for k, e := range d.Events {
		if slices.Contains(e.Branches, keep.ID) {
			at[k] = len(events)
			events = append(events, e)
		}
	}
	for k := range keep.Points {
		if n, ok := at[keep.Points[k].Event]; ok {
			keep.Points[k].Event = n
		} else {
			keep.Points[k].Event = -1
		}
	}
	d.Events = events
}

// traceStarts are equilibria at both ends of the range for games without symmetry, whose interior branches
// nothing else leads to; and the start that the scenario names.
func (j *Job) traceStarts(ctx context.Context, fam *family, g model.Game) ([]equilibrium.TraceStart, error) {
	t := j.File.Trace
	var out []equilibrium.TraceStart
	if t.FromShare.IsSet() {
		x, err := j.state(g, "trace.from_share", t.FromShare)
		if err != nil {
			return nil, err
		}
		out = append(out, equilibrium.TraceStart{Value: t.From, Share: x})
	}
	const searchable = 8 // free shares up to which both ends are searched
	sym, ok := g.(equilibrium.Symmetric)
	if ok && len(sym.Symmetry().Generators()) > 0 || equilibrium.FreeShares(g) > searchable {
		return out, nil
	}
	for _, v := range []float64{t.From, t.To} {
		g, err := fam.model(v)
		if err != nil {
			return nil, err
		}
		list, err := equilibrium.Solve(ctx, g, equilibrium.Settings{Seed: 1, Workers: j.Options.Workers})
		if err != nil {
			return nil, err
		}
		for _, e := range list.Equilibria {
			out = append(out, equilibrium.TraceStart{Value: v, Share: e.Share})
		}
	}
	return out, nil
}

// traceResult puts a diagram into the form of results.
func traceResult(h result.Head, parameter string, d *equilibrium.Diagram, g model.Game) *result.Trace {
	out := result.NewTrace(h, parameter, g.Names())
	shares := func(x []float64) model.Array { return g.Shares(x) }
	for _, b := range d.Branches {
		rb := &result.Branch{ID: b.ID, Kind: b.Kind.String(), Isotropy: b.Isotropy, Orbit: b.Orbit, Closed: b.Closed}
		if b.Parent >= 0 {
			rb.Parent = &b.Parent
			rb.Criticality = b.Criticality.String()
		}
		for _, p := range b.Points {
			q := result.Point{Value: p.Value, Share: shares(p.Share), RealWage: g.Listed(p.Payoff), Stable: result.Verdict(p.Stability)}
			if len(p.Eigenvalues) > 0 {
				q.Leading = real(p.Eigenvalues[0])
			}
			if p.Event >= 0 {
				q.Event = d.Events[p.Event].Kind.String()
			}
			rb.Points = append(rb.Points, q)
		}
		out.Branches = append(out.Branches, rb)
	}
	for _, e := range d.Events {
		re := &result.Event{Kind: e.Kind.String(), Value: e.Value, Precision: e.Precision, Share: shares(e.Share), Multiplicity: e.Multiplicity,
			Mode: e.Mode, Branches: e.Branches, Note: e.Note}
		if e.Kind == equilibrium.Break {
			re.Criticality = e.Criticality.String()
		}
		out.Events = append(out.Events, re)
	}
	out.LeftOut = d.LeftOut
	return out
}
