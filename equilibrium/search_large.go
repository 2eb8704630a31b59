package equilibrium

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
)

const (
	// limitStarts is the number of states from which the dynamics are run on each support, each way.
	limitStarts = 2
	// limitSteps bounds such a run: it is one start among many.
	limitSteps = 150
	// largeStarts is the number of random starts in a large game, by default.
	largeStarts = 40
	// mostPatterns bounds the spatial periods tried, and mostVertices the vertices, one of each orbit.
	mostPatterns, mostVertices = 24, 64
	// patternNoise is how far starts near a pattern are from it, so that they leave it if it repels.
	patternNoise = 1e-3
)

// limits adds the ends of the dynamics on this support, forward and backward: sinks and sources that
// Newton's method may miss.
func (f *supportFace) limits(ctx context.Context) error {
	if interiorOnly(f.q.g) && len(f.support) < f.q.n {
		return nil
	}
	for k := range 2 * limitStarts {
		x := f.sampler.start(f.draws + k)
		e, _, err := settle(ctx, f.q.g, f.d.ev, x, SettleSettings{Backward: k%2 == 1, MaxSteps: limitSteps})
		f.starts++
		switch {
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			f.failed++
		case slices.Equal(Support(e.Share), f.support):
			if _, err := f.try(ctx, slices.Clone(e.Share), nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// large follows the dynamics to rest from many states, and starts Newton's method at patterns.
func (q *search) large(ctx context.Context) error {
	starts, drawn := q.largeStarts()
	type result struct{ settled, refined []float64 }
	results := make([]result, len(starts))
	err := each(ctx, q.s.Workers, len(starts), func(k int) error {
		ev := q.g.NewEvaluator()
		x := starts[k]
		if k < drawn { // patterns are rest points where symmetry makes them so
			if e, err := Refine(q.g, ev, x, nil); err == nil && e.Nash() {
				results[k].refined = e.Share
			}
			x = disturbed(q.pops, x, q.s.Seed, uint64(k), interiorOnly(q.g))
		}
		e, _, err := settle(ctx, q.g, ev, x, SettleSettings{})
		if err != nil {
			if errors.Is(err, ErrNotConverged) {
				return nil
			}
			return ctx.Err()
		}
		results[k].settled = e.Share
		return nil
	})
	if err != nil {
		return err
	}
	var c collector
	c.sym = q.sym
	hits := []int{}
	for k, r := range results {
		q.list.Starts++
		if r.refined != nil {
			if _, fresh := c.add(&Equilibrium{Share: r.refined}); fresh {
				hits = append(hits, 0)
			}
		}
		if r.settled == nil {
			q.list.Failed++
			continue
		}
		at, fresh := c.add(&Equilibrium{Share: r.settled})
		if fresh {
			hits = append(hits, 0)
		}
		if k >= drawn {
			hits[at]++
		}
	}
	for _, e := range c.found {
		q.rest = append(q.rest, e.Share)
	}
	q.list.MissedChance = goodTuring(hits, len(starts)-drawn)
	q.list.Notes = append(q.list.Notes, "a game of this size is sampled: unstable equilibria in particular are a selection")
	if q.s.Progress != nil {
		q.s.Progress(len(starts), len(starts))
	}
	return nil
}

// largeStarts lists states to start from: first patterns and guesses, of which there are as many as the
// second result says, then random states.
func (q *search) largeStarts() ([][]float64, int) {
	all := make([]int, q.n)
	for i := range all {
		all[i] = i
	}
	uniform := centre(q.pops, all, q.n)
	starts := [][]float64{uniform}
	if !interiorOnly(q.g) {
		starts = append(starts, q.vertices()...)
		starts = append(starts, q.periodic()...)
	}
	for _, x := range q.s.Guesses {
		y := slices.Clone(x)
		normalise(q.pops, y)
		starts = append(starts, y)
	}
	drawn := len(starts)
	pop := make([]int, q.n)
	for k, p := range q.pops {
		for i := p.Start; i < p.End; i++ {
			pop[i] = k
		}
	}
	more := q.s.Starts
	if more <= 0 {
		more = largeStarts
	}
	s := newSampler(q.pops, pop, all, q.s.Seed)
	for k := range more {
		starts = append(starts, s.start(k))
	}
	return starts, drawn
}

// vertices lists states with everybody at the same position of each population, one of each orbit.
func (q *search) vertices() [][]float64 {
	var out [][]float64
	most := 0
	for _, p := range q.pops {
		most = max(most, p.Len())
	}
	for i := 0; i < most && len(out) < mostVertices; i++ {
		x := make([]float64, q.n)
		for _, p := range q.pops {
			x[p.Start+i%p.Len()] = 1
		}
		if y := q.sym.Canonical(x); !slices.ContainsFunc(out, func(z []float64) bool { return slices.Equal(y, z) }) {
			out = append(out, y)
		}
	}
	return out
}

// periodic lists states that are concentrated evenly on every m-th step of a generator of the symmetry
// that turns each population round as a whole: the patterns of a ring (Fujita, Krugman and Venables 1999,
// ch. 6).
func (q *search) periodic() [][]float64 {
	var out [][]float64
	for _, g := range q.sym.Generators() {
		for m := 2; m < q.n && len(out) < mostPatterns; m++ {
			x := make([]float64, q.n)
			if !q.everyStep(x, g, m) {
				continue
			}
			normalise(q.pops, x)
			if y := q.sym.Canonical(x); !slices.ContainsFunc(out, func(z []float64) bool { return slices.Equal(y, z) }) {
				out = append(out, y)
			}
		}
	}
	return out
}

// everyStep marks every m-th option along the cycle of g through each population, and is false unless the
// cycle is the whole population and m divides its length.
func (q *search) everyStep(x []float64, g []int, m int) bool {
	for _, p := range q.pops {
		if p.Len()%m != 0 || p.Len() == m && p.Len() > 1 {
			return false
		}
		i := p.Start
		for k := range p.Len() {
			if i < p.Start || i >= p.End || (k > 0 && i == p.Start) {
				return false
			}
			if k%m == 0 {
				x[i] = 1
			}
			i = g[i]
		}
		if i != p.Start {
			return false
		}
	}
	return true
}

// disturbed returns a state near x with all options taken.
func disturbed(pops []Population, x []float64, seed, k uint64, mild bool) []float64 {
	rng := rand.New(rand.NewPCG(seed, ^k))
	y := slices.Clone(x)
	for i := range y {
		if u := rng.Float64(); mild {
			y[i] *= 1 + patternNoise*u
		} else {
			y[i] += patternNoise * (u + 0x1p-20) / float64(len(y))
		}
	}
	normalise(pops, y)
	return y
}
