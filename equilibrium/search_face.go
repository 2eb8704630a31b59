package equilibrium

import (
	"context"
	"errors"
	"slices"
)

const (
	// startBudget is the number of starts that all supports share.
	startBudget = 20000
	// fewestStarts and startsPerShare bound the starts on one support: 8 + 4 per free share, up to
	// mostFree of them, if the budget allows.
	fewestStarts, startsPerShare, mostFree = 8, 4, 16
	// deflatedMisses is the number of deflated starts in a row that must find nothing.
	deflatedMisses = 6
	// searchSteps bounds a run of Newton's method within a search; roots that are near need under 15.
	searchSteps = 40
	// leaningPart is how far starts that lean towards one option go.
	leaningPart = 0.8
	// mostPoints bounds the rest points of one support, lest a game with a continuum of them keep a
	// search busy for ever.
	mostPoints = 500
)

// supportFace is the search for the rest points of one support, for the use of one goroutine.
type supportFace struct {
	q       *search
	d       *differences
	support []int
	mask    uint64
	points  []*restPoint // one of each orbit
	inside  deflation    // all their images with this support
	sampler *sampler
	basic   int // starts of the first round
	draws   int // plain starts
	starts  int
	failed  int
	short   bool // the indices on this support do not add up to 1
	err     error
}

func (q *search) newFace(support []int, faces int) *supportFace {
	f := &supportFace{q: q, support: support, d: newDifferences(q.pops, q.g.NewEvaluator(), support)}
	for _, i := range support {
		if i < maskBits {
			f.mask |= 1 << i
		}
	}
	f.sampler = newSampler(q.pops, f.d.pop, support, q.s.Seed)
	free := len(support) - len(q.pops)
	if f.basic = q.s.Starts; f.basic <= 0 {
		f.basic = min(fewestStarts+startsPerShare*min(free, mostFree), max(startBudget/faces, free+3))
	}
	return f
}

// search finds the rest points, given the images of those on smaller supports.
func (f *supportFace) search(ctx context.Context, lower []*restPoint, known bool) error {
	if err := f.find(ctx, lower, known); err != nil {
		return err
	}
	return f.centreFlats()
}

func (f *supportFace) find(ctx context.Context, lower []*restPoint, known bool) error {
	switch free := len(f.support) - len(f.q.pops); free {
	case 0:
		_, err := f.record(centre(f.q.pops, f.support, f.q.n), newtonOutcome{rcond: 1, index: 1})
		return err
	case 1:
		return f.scan(ctx)
	}
	if err := f.guesses(ctx); err != nil {
		return err
	}
	if err := f.plain(ctx, f.basic); err != nil {
		return err
	}
	if err := f.limits(ctx); err != nil {
		return err
	}
	if err := f.deflated(ctx); err != nil {
		return err
	}
	f.short = known && f.lacking(lower)
	for round, more := 0, f.basic; round < f.q.s.Harder && f.short; round++ {
		if err := f.plain(ctx, more); err != nil {
			return err
		}
		if err := f.deflated(ctx); err != nil {
			return err
		}
		more *= 2
		f.short = f.lacking(lower)
	}
	return nil
}

// lacking tells whether the indices of the equilibria of the restricted game are known not to add up to 1.
func (f *supportFace) lacking(lower []*restPoint) bool {
	sum := 0
	for _, y := range f.inside.roots {
		for _, p := range f.points {
			if sameOrbit(f.q.sym, p.x, y) {
				if !p.regular {
					return false
				}
				sum += p.index
				break
			}
		}
	}
	for _, p := range lower {
		if p.mask&^f.mask != 0 {
			continue
		}
		yes, sure := p.equilibriumOf(f.mask)
		if !sure && yes {
			return false
		}
		if yes {
			sum += p.index
		}
	}
	return sum != 1
}

// scan is the search of a support with one free share.
func (f *supportFace) scan(ctx context.Context) error {
	s := newScanner(f.d)
	roots, err := s.scan(ctx, f.mirror(s.free, s.base))
	f.starts += s.evals
	if err != nil {
		return err
	}
	for _, x := range roots {
		y := slices.Clone(x)
		out := f.d.newton(ctx, y, newtonSettings{steps: searchSteps})
		if out.err == nil && nearScan(x, y) {
			x = y
		}
		if _, err := f.record(x, out); err != nil {
			return err
		}
	}
	return nil
}

// nearScan tells whether polishing left a root of a scan where it was.
func nearScan(x, y []float64) bool {
	const most = 1e-6 // relative: a double root is known to 1e-8, a triple one to 1e-5 of a share
	for i := range x {
		if d := x[i] - y[i]; d > most*x[i] || -d > most*x[i] {
			return false
		}
	}
	return true
}

// mirror tells whether some symmetry exchanges the two options of an edge and leaves the rest of it alone.
func (f *supportFace) mirror(a, b int) bool {
	x := make([]float64, f.q.n)
	for _, i := range f.support {
		x[i] = 3
	}
	x[a], x[b] = 2, 1
	y := slices.Clone(x)
	y[a], y[b] = 1, 2
	return slices.Equal(f.q.sym.Canonical(x), f.q.sym.Canonical(y))
}

// guesses starts from the user's states and near each option and from the centre.
func (f *supportFace) guesses(ctx context.Context) error {
	starts := [][]float64{centre(f.q.pops, f.support, f.q.n)}
	for _, i := range f.support {
		starts = append(starts, leaning(f.q.pops, f.support, f.q.n, i, leaningPart))
	}
	for _, x := range f.q.s.Guesses {
		for _, y := range f.q.sym.Images(x) {
			if slices.Equal(Support(y), f.support) {
				normalise(f.q.pops, y)
				starts = append(starts, y)
				break
			}
		}
	}
	for _, x := range starts {
		if _, err := f.try(ctx, x, nil); err != nil {
			return err
		}
	}
	return nil
}

// plain runs Newton's method from the next starts of the sampler, counting how often each rest point comes.
func (f *supportFace) plain(ctx context.Context, starts int) error {
	for range starts {
		x := f.sampler.start(f.draws)
		f.draws++
		p, err := f.try(ctx, x, nil)
		if err != nil {
			return err
		}
		if p != nil {
			p.hits++
		}
	}
	return nil
}

// deflated runs Newton's method, kept away from what is known, until it misses several times in a row.
func (f *supportFace) deflated(ctx context.Context) error {
	own := newSampler(f.q.pops, f.d.pop, f.support, ^f.q.s.Seed)
	for k, misses := 0, 0; misses < deflatedMisses; k++ {
		x := own.start(k + f.draws)
		if k == 0 {
			x = centre(f.q.pops, f.support, f.q.n)
			x[f.support[0]] *= 1 + leaningPart/10 // off the symmetric state
			normalise(f.q.pops, x)
		}
		before := len(f.points)
		if _, err := f.try(ctx, x, &f.inside); err != nil {
			return err
		}
		if misses++; len(f.points) > before {
			misses = 0
		}
	}
	return nil
}

// try runs Newton's method from x and records where it ends; nil where it ends nowhere.
func (f *supportFace) try(ctx context.Context, x []float64, away *deflation) (*restPoint, error) {
	if len(f.points) >= mostPoints {
		return nil, nil
	}
	f.starts++
	u := inShares
	if interiorOnly(f.q.g) {
		u = inLogs
	}
	out := f.d.newton(ctx, x, newtonSettings{update: u, steps: searchSteps, deflate: away})
	if out.err != nil {
		if !errors.Is(out.err, ErrNotConverged) {
			return nil, out.err
		}
		f.failed++
		return nil, nil
	}
	return f.record(x, out)
}

// record keeps x if it is new and returns what stands for its orbit.
func (f *supportFace) record(x []float64, out newtonOutcome) (*restPoint, error) {
	for _, y := range f.inside.roots {
		if same(x, y) {
			for _, p := range f.points {
				if sameOrbit(f.q.sym, p.x, y) {
					return p, nil
				}
			}
		}
	}
	p := &restPoint{x: tie(x), mask: f.mask, index: out.index, regular: out.rcond > isolatedRCond, residual: out.residual}
	for _, o := range f.points {
		if sameOrbit(f.q.sym, o.x, p.x) {
			return o, nil
		}
	}
	if err := f.gaps(p); err != nil {
		return nil, err
	}
	if o := f.notApart(p); o != nil {
		f.stand(o, p)
		return o, nil
	}
	f.points = append(f.points, p)
	if f.q.sym.OrbitSize(p.x) > mostImages {
		f.inside.add(p.x)
		return p, nil
	}
	for _, y := range f.q.sym.Images(p.x) {
		if slices.Equal(Support(y), f.support) {
			f.inside.add(y)
		}
	}
	return p, nil
}

// gaps evaluates how much each option pays above the level of its population.
func (f *supportFace) gaps(p *restPoint) error {
	p.gap = make([]float64, f.q.n)
	if err := f.d.ev.Payoffs(p.gap, p.x); err != nil {
		return err
	}
	mean := Means(f.q.pops, p.gap, p.x)
	scale := max(maxAbs(p.gap), f.d.scale)
	for i := range p.gap {
		p.gap[i] = (p.gap[i] - mean[f.d.pop[i]]) / scale
	}
	return nil
}
