package equilibrium

import (
	"context"
	"fmt"
	"runtime"
	"slices"
)

// Settings steer Solve. The zero value is the default.
type Settings struct {
	// Starts is the number of Newton starts on each support, 0 for a number that grows with the size of
	// the support and falls with the number of supports. In the search of large games (see Solve) it is
	// the number of random starts.
	Starts int
	// Harder is the number of times that the starts are doubled where the index sum says that an
	// equilibrium is missing: 0 stands for 4, a negative number for never.
	Harder int
	// Guesses are states to start from as well, for instance equilibria at a nearby parameter value.
	Guesses [][]float64
	// Seed shifts the starts. Equal seeds give equal lists.
	Seed uint64
	// Workers is the largest number of goroutines, 0 for GOMAXPROCS. The list does not depend on it.
	Workers int
	// Prover is asked, if there is one, whether the list is complete.
	Prover Prover
	// Progress is called, if there is one, after each part of the search, from one goroutine at a time.
	Progress func(done, total int)
}

// Prover decides whether a list holds every equilibrium, by an argument that it states.
type Prover interface {
	Prove(ctx context.Context, g Game, list *List) (complete bool, argument string, err error)
}

// List is what Solve found.
type List struct {
	// Equilibria holds one of each orbit: the lexicographically largest image. Those with fewer options
	// taken come first, and of these the lexicographically larger shares.
	Equilibria []*Equilibrium
	Method     string // "scan", "supports" or "starts"; see Solve
	Complete   bool   // an argument backs that nothing is missing
	Argument   string // the argument, or why there is none
	Starts     int    // starts of Newton's method or of the dynamics; for a scan, evaluations
	Failed     int    // starts that led nowhere
	Supports   int    // supports searched, one of each orbit
	// IndexSum adds (−1)^(number of eigenvalues with positive real part) over all images. It is 1 for a
	// complete list of regular equilibria. IndexKnown is false if an eigenvalue is too near zero to count.
	IndexSum   int
	IndexKnown bool
	// Missing says that the list is known to lack an equilibrium: the index sum is known and is not 1.
	Missing bool
	// MissedChance estimates the chance that one more start leads to a rest point not seen so far, by
	// Good and Turing's rule. It is 0 for a scan, which draws no starts.
	MissedChance float64
	Seed         uint64
	Notes        []string // what a reader of the list should know
}

// Count is the number of equilibria with all mirror images.
func (l *List) Count() int {
	n := 0
	for _, e := range l.Equilibria {
		n += e.Orbit
	}
	return n
}

// Stable lists the stable equilibria.
func (l *List) Stable() []*Equilibrium {
	var s []*Equilibrium
	for _, e := range l.Equilibria {
		if e.Stability == Stable {
			s = append(s, e)
		}
	}
	return s
}

const (
	// mostSupports is the number of supports up to which every one is searched.
	mostSupports = 1 << 14
	// mostClasses is the number of supports that symmetry does not repeat up to which every one is searched:
	// each takes some ten milliseconds and more.
	mostClasses = 600
	// moreStarts, doubled each time, is the number of starts on a support when a whole search is repeated,
	// at most mostRounds times.
	moreStarts, mostRounds = 50, 2
	// defaultHarder is how often starts are doubled by default: 16 times as many in the end.
	defaultHarder = 4
)

// Solve looks for all equilibria of the game. The method follows from its size.
//
//   - "scan": one free share. The difference of payoffs is followed over the whole range of the share, from
//     1e-12 to 1 − 1e-12, on a grid in its logit that is refined until the values and derivatives at hand
//     settle, in each cell, how often it can vanish; where it turns round near zero the turning point itself
//     is found, so that two roots near a fold are not missed. The corners are looked at apart.
//   - "supports": up to 2¹⁴ supports, of which at most 600 differ under the symmetry. Every support, one of each orbit under the symmetry, is searched for
//     rest points: edges by a scan; larger ones by Newton's method from low-discrepancy starts, the centre,
//     points near each option and the ends of the dynamics run forward and backward, then by deflated
//     Newton's method (Farrell, Birkisson and Funke 2015) until it finds nothing more. The game restricted
//     to a support is a game, and the indices of its equilibria add up to one (Hofbauer and Sigmund 1998,
//     ch. 13): while they do not, the starts on that support are doubled, up to Harder times.
//   - "starts": larger games. The dynamics are followed to rest from the uniform state, near each vertex,
//     spatial-period patterns and random states, and Newton's method is started from the patterns
//     themselves. Stable equilibria with sizeable basins are found; unstable ones are a selection.
//
// Games with payoffs that grow without bounds at empty options (Unbounded) have interior equilibria only,
// and only the full support is searched, by the second method up to 64 options.
//
// Rest points at which an empty option pays more than the level are no equilibria and are not listed.
//
// Errors: the context's; a guess of the wrong length; the game's, where it could not be evaluated and nothing
// was found. A support on which the game cannot be evaluated (an economy without one of its industries, say)
// is named in Notes. Starts that fail are counted.
func Solve(ctx context.Context, g Game, s Settings) (*List, error) {
	for i, x := range s.Guesses {
		if len(x) != Dim(g) {
			return nil, fmt.Errorf("equilibrium: guess %d has %d shares, the game has %d", i, len(x), Dim(g))
		}
	}
	if s.Workers <= 0 {
		s.Workers = runtime.GOMAXPROCS(0)
	}
	if s.Harder == 0 {
		s.Harder = defaultHarder
	}
	l, err := solve(ctx, g, s)
	// Supports with too many images to check one by one are searched again where the whole list shows that
	// something is missing.
	for round := 1; err == nil && l.Missing && l.Method == "supports" && round <= min(s.Harder, mostRounds); round++ {
		again := s
		again.Seed += uint64(round)
		again.Starts = max(s.Starts, moreStarts) << round
		for _, e := range l.Equilibria {
			again.Guesses = append(slices.Clip(again.Guesses), e.Share)
		}
		var more *List
		if more, err = solve(ctx, g, again); err == nil {
			more.Starts, more.Failed, more.Seed = more.Starts+l.Starts, more.Failed+l.Failed, s.Seed
			l = more
		}
	}
	if err == nil && s.Prover != nil {
		l.Complete, l.Argument, err = s.Prover.Prove(ctx, g, l)
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// solve is one search.
func solve(ctx context.Context, g Game, s Settings) (*List, error) {
	q := &search{g: g, pops: g.Populations(), sym: symmetryOf(g), s: s, n: Dim(g)}
	var err error
	switch {
	case FreeShares(g) <= 1:
		q.list.Method = "scan"
		err = q.supports(ctx)
		q.list.MissedChance = 0
	case q.n <= maskBits && (interiorOnly(g) || countSupports(q.pops, mostSupports) <= mostSupports && len(supportsOf(q.pops, q.sym, false)) <= mostClasses):
		q.list.Method = "supports"
		err = q.supports(ctx)
	default:
		q.list.Method = "starts"
		err = q.large(ctx)
	}
	if err != nil {
		return nil, err
	}
	return q.conclude(ctx)
}

// search is one run of Solve.
type search struct {
	g    Game
	pops []Population
	sym  Symmetry
	s    Settings // with Workers and Harder filled in
	n    int
	list List
	rest [][]float64 // equilibria found, one of each orbit or more
	flat []flat      // ranges that some of them stand for
}

// conclude describes the equilibria, and judges the list.
func (q *search) conclude(ctx context.Context) (*List, error) {
	found := make([]*Equilibrium, len(q.rest))
	err := each(ctx, q.s.Workers, len(q.rest), func(k int) error {
		e, err := finish(q.g, q.sym, q.rest[k])
		if e == nil {
			return err
		}
		if err == nil && e.Nash() {
			found[k] = e
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c := collector{sym: q.sym}
	for _, e := range found {
		if e != nil {
			c.add(e)
		}
	}
	l := &q.list
	l.Equilibria, l.Seed = c.found, q.s.Seed
	sortEquilibria(l.Equilibria)
	l.IndexSum, l.IndexKnown = indexSum(l.Equilibria)
	l.IndexKnown = l.IndexKnown && len(q.flat) == 0
	l.Missing = l.IndexKnown && l.IndexSum != 1
	l.Argument = "no proof was asked for"
	if l.Missing {
		l.Notes = append(l.Notes, fmt.Sprintf("the indices of the equilibria add up to %d, not 1: at least one is missing", l.IndexSum))
	}
	l.Notes = append(l.Notes, q.doubts()...)
	return l, nil
}

// mostDoubts bounds the notes of one kind.
const mostDoubts = 3

// doubts says which equilibria of the list may not be alone.
func (q *search) doubts() []string {
	var flats, close []string
	for _, e := range q.list.Equilibria {
		x := tie(e.Share)
		at := slices.IndexFunc(q.flat, func(f flat) bool { return sameOrbit(q.sym, f.x, x) })
		switch {
		case at >= 0:
			flats = append(flats, fmt.Sprintf("the equilibrium at %.4g stands for all up to %.1g of a share away that cannot be told from it: payoffs there are equal to rounding", e.Share, q.flat[at].width))
		case !e.Isolated():
			close = append(close, fmt.Sprintf("the equilibrium at %.4g may not be isolated: others may be near", e.Share))
		}
	}
	for _, list := range []*[]string{&flats, &close} {
		if n := len(*list); n > mostDoubts {
			*list = append((*list)[:mostDoubts], fmt.Sprintf("the same holds for %d more equilibria", n-mostDoubts))
		}
	}
	return append(flats, close...)
}
