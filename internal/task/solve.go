package task

import (
	"context"
	"fmt"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// Solve finds the long-run equilibria.
func (j *Job) Solve(ctx context.Context) (result.Result, error) {
	if d, ok := j.Model.(model.Direct); ok {
		return j.direct(d)
	}
	g, err := j.game("solve")
	if err != nil {
		return nil, err
	}
	var opts scenario.Solve
	if j.File.Solve != nil {
		opts = *j.File.Solve
	}
	prove := opts.Prove != nil && *opts.Prove || j.Options.Prove
	if !prove {
		if res, done, err := j.longRun(g); done {
			if res == nil {
				return nil, err
			}
			return res, err
		}
	}
	var cert *certificate
	if prove {
		if cert, err = j.prove(ctx, g, opts); err != nil {
			return nil, err
		}
	}
	list, err := equilibrium.Solve(ctx, g, equilibrium.Settings{Starts: opts.Starts, Seed: opts.Seed, Workers: j.Options.Workers, Progress: j.Options.progress("solve")})
	if err != nil {
		return nil, classify(err)
	}
	out := result.NewSolve(j.head(), g.Names())
	s := &out.Search
	s.Method, s.Complete, s.Argument, s.Orbits, s.CountWithMirrors = list.Method, list.Complete, list.Argument, len(list.Equilibria), list.Count()
	s.Starts, s.Failed, s.MissedChance, s.Seed, s.Notes, s.Missing = list.Starts, list.Failed, list.MissedChance, list.Seed, list.Notes, list.Missing
	if list.IndexKnown {
		s.IndexSum = &list.IndexSum
	}
	if cert != nil {
		if err := cert.complete(g, list, s); err != nil {
			return nil, classify(err)
		}
		s.Orbits, s.CountWithMirrors = len(list.Equilibria), list.Count()
	}
	for _, e := range list.Equilibria {
		images := [][]float64{e.Share}
		if j.Options.AllImages || opts.AllImages {
			images = Images(g, e.Share)
		}
		for _, x := range images {
			eq, err := describe(g, e, x)
			if err != nil {
				return nil, classify(err)
			}
			if cert != nil {
				eq.Proof = cert.ofImage(g, x)
			}
			out.Equilibria = append(out.Equilibria, eq)
		}
	}
	if err := j.extras(ctx, g, list, opts, out); err != nil {
		return out, classify(err)
	}
	if cert != nil && cert.budget != nil {
		return out, partly(fmt.Errorf("solve.prove: %w: %d boxes were left undecided; raise solve.max_boxes or solve.max_seconds", cert.budget, len(cert.res.Undecided)))
	}
	if len(list.Equilibria) == 0 {
		return out, partly(fmt.Errorf("solve: no equilibrium found from %d starts by method %s (%d starts failed); try solve.starts: %d", list.Starts, list.Method, list.Failed, 10*max(list.Starts, 100)))
	}
	return out, nil
}

// describe puts an equilibrium, or its mirror image x, into the form of results.
func describe(g model.Game, e *equilibrium.Equilibrium, x []float64) (*result.Equilibrium, error) {
	st, err := g.Describe(x)
	if err != nil {
		return nil, err
	}
	return &result.Equilibrium{State: st, Stable: result.Verdict(e.Stability), Eigenvalues: e.Eigenvalues, Margin: e.Margin,
		Kind: g.Kind(x), Orbit: e.Orbit, Residual: max(e.Residual, st.Residual), Walras: st.Walras}, nil
}

// Evaluate solves the short run at given shares or labour.
func (j *Job) Evaluate(context.Context) (result.Result, error) {
	e := j.File.Evaluate
	if e == nil {
		return nil, input(j.File.Errorf("evaluate", "is missing", "evaluate: {share: […]} or {labour: […]}", ""))
	}
	g, err := j.game("evaluate")
	if err != nil {
		return nil, err
	}
	var st *model.State
	if e.Labour.IsSet() {
		s, ok := g.(model.ShortRunner)
		if !ok {
			return nil, input(j.File.Errorf("evaluate.labour", "not implemented for model "+j.File.Model, "evaluate.share", ""))
		}
		st, err = s.ShortRun(j.File)
	} else {
		var x []float64
		if x, err = j.state(g, "evaluate.share", e.Share); err != nil {
			return nil, err
		}
		st, err = g.Describe(x)
	}
	if err != nil {
		return nil, classify(err)
	}
	return result.NewEvaluate(j.head(), st, g.Names()), nil
}

// Images lists the mirror images of a state under the symmetry of the game.
func Images(g model.Game, x []float64) [][]float64 {
	if s, ok := g.(equilibrium.Symmetric); ok {
		return s.Symmetry().Images(x)
	}
	return [][]float64{x}
}
