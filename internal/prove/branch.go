package prove

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/geosolve/geosolve/internal/interval"
)

// evaluator encloses a map over boxes. Each worker has its own.
type evaluator interface {
	// enclose trims x to the domain (dropping no point of it) and encloses the map
	// over x ∩ domain; hint comes from the enclosure of a box nearby, or is nil,
	// and may be e.hint.
	enclose(x []iv, hint []float64, e *enclosure) answer
	// interior reports whether all of x lies where solutions count and the map is
	// defined in a neighbourhood: existence is only claimed there.
	interior(x []iv) bool
}

// narrower is an evaluator that can cut a box before its map is enclosed. It drops
// no solution that counts, though it may drop others: an existence test must do
// without.
type narrower interface {
	narrow(x []iv) bool
}

// chooser is an evaluator that knows along which side to split a box best.
type chooser interface {
	split(x []iv, e *enclosure, known bool) int
}

// solution is a box proved to hold exactly one zero of the map.
type solution struct {
	box    []iv
	unique []iv // a box around it that holds no other zero
	hint   []float64
}

type node struct {
	box  []iv
	hint []float64
}

// outcome of the examination of one box.
type outcome struct {
	done      bool // examined before the context ended
	solution  *solution
	undecided []iv
	children  []node
}

// search is a branch-and-prune run. Boxes are examined level by level; what is
// done with a box depends on that box alone, so that the result is the same for
// any number of workers.
type search struct {
	n         int
	settings  Settings
	evaluator func() evaluator

	stats     Stats
	solutions []solution
	undecided [][]iv
	exhausted bool
}

// splitAt is where a side is split, off the middle, so that the solutions on
// axes of symmetry do not lie on the boundary of boxes.
const splitAt = 0.4871

func (s *search) run(ctx context.Context, root []iv) {
	level := []node{{box: root}}
	pool := make([]*worker, s.settings.Workers)
	for i := range pool {
		pool[i] = newWorker(s.n, s.evaluator(), s.settings.MinWidth)
	}
	for len(level) > 0 {
		if left := s.settings.MaxBoxes - s.stats.Boxes; len(level) > left {
			for _, n := range level[left:] {
				s.giveUp(n.box)
			}
			s.exhausted = true
			level = level[:left]
		}
		if len(level) == 0 {
			break
		}
		s.stats.Depth++
		level = s.merge(level, examineAll(ctx, pool, level))
	}
	s.solutions = s.distinct(pool[0])
	s.undecided = cluster(s.undecided)
}

func (s *search) giveUp(box []iv) {
	s.undecided = append(s.undecided, box)
	s.stats.Undecided++
}

// examineAll examines the boxes of a level on all workers.
func examineAll(ctx context.Context, pool []*worker, level []node) []outcome {
	out := make([]outcome, len(level))
	var next atomic.Int64
	work := func(w *worker) {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(level) || ctx.Err() != nil {
				return
			}
			out[i] = w.examine(level[i])
		}
	}
	if len(level) == 1 || len(pool) == 1 {
		work(pool[0])
		return out
	}
	var wg sync.WaitGroup
	for _, w := range pool {
		wg.Go(func() { work(w) })
	}
	wg.Wait()
	return out
}

// merge takes over the outcomes of a level in order and returns the next level,
// without the boxes inside which a solution found meanwhile is known to be alone.
func (s *search) merge(level []node, outcomes []outcome) []node {
	var next []node
	for i, o := range outcomes {
		switch {
		case !o.done:
			s.giveUp(level[i].box)
			s.exhausted = true
			continue
		case o.solution != nil:
			s.solutions = append(s.solutions, *o.solution)
			s.stats.Certified++
		case o.undecided != nil:
			s.giveUp(o.undecided)
		case o.children == nil:
			s.stats.Excluded++
		}
		s.stats.Boxes++
		next = append(next, o.children...)
	}
	kept := next[:0]
	for _, n := range next {
		if s.covered(n.box) {
			s.stats.Certified++
			continue
		}
		kept = append(kept, n)
	}
	return kept
}

// covered reports whether box lies in a box whose only zero is known.
func (s *search) covered(box []iv) bool {
	for i := range s.solutions {
		if subset(box, s.solutions[i].unique) {
			return true
		}
	}
	return false
}

// distinct returns the solutions without those found twice. Two that cannot be
// told apart or identified become undecided.
func (s *search) distinct(w *worker) []solution {
	var out []solution
	for _, a := range s.solutions {
		same := false
		for i := range out {
			b := &out[i]
			if disjoint(a.box, b.box) {
				continue
			}
			h := hull(a.box, b.box)
			if subset(a.box, b.unique) || subset(b.box, a.unique) || w.atMostOne(h, a.hint) {
				same = true
				break
			}
			s.giveUp(h)
			same = true
			break
		}
		if !same {
			out = append(out, a)
		}
	}
	return out
}

// worker holds the memory of one goroutine.
type worker struct {
	eval     evaluator
	e        *enclosure
	x, k     []iv
	minWidth float64
}

func newWorker(n int, eval evaluator, minWidth float64) *worker {
	return &worker{eval: eval, e: newEnclosure(n), x: make([]iv, n), k: make([]iv, n), minWidth: minWidth}
}

// examine decides or splits one box.
func (w *worker) examine(n node) outcome {
	copy(w.x, n.box)
	known, regular, ans := w.contract(n)
	switch {
	case ans == excluded:
		return outcome{done: true}
	case ans == undefined:
		return outcome{done: true, undecided: clone(w.x)}
	case regular != nil:
		if s := w.certify(regular); s != nil {
			return outcome{done: true, solution: s}
		}
		// certify used the workspace; restore the enclosure over x.
		known = w.eval.enclose(w.x, n.hint, w.e) == enclosed
	}
	if maxWidth(w.x) <= w.minWidth || (known && w.e.drowned(w.x)) {
		return outcome{done: true, undecided: clone(w.x)}
	}
	hint := n.hint
	if len(w.e.hint) > 0 {
		hint = append([]float64(nil), w.e.hint...)
	}
	j := w.e.smear(w.x, known)
	if c, ok := w.eval.(chooser); ok {
		j = c.split(w.x, w.e, known)
	}
	at := w.x[j].Lo + float64(splitAt*(w.x[j].Hi-w.x[j].Lo))
	left, right := clone(w.x), clone(w.x)
	left[j].Hi, right[j].Lo = at, at
	return outcome{done: true, children: []node{{left, hint}, {right, hint}}}
}

// contract shrinks w.x around the zeros of the box as long as that pays. It
// returns whether the enclosure in w.e is one over w.x, and the box in which the
// Jacobian was proved regular (nil if none): it holds all zeros of the node's box,
// and at most one.
func (w *worker) contract(n node) (known bool, regular []iv, ans answer) {
	const (
		steps = 60   // a bound for safety; contraction is quadratic
		pays  = 0.75 // a step must shrink the widest side to this share
	)
	hint := n.hint
	cut, _ := w.eval.(narrower)
	for range steps {
		if cut != nil && !cut.narrow(w.x) {
			return false, nil, excluded
		}
		// Later steps start from the enclosure before.
		switch a := w.eval.enclose(w.x, hint, w.e); a {
		case excluded, undefined:
			return false, nil, a
		case unknown:
			return false, regular, a
		}
		w.e.precondition()
		if regular == nil && w.e.regular(w.x) {
			regular = clone(w.x)
		}
		before := maxWidth(w.x)
		if !w.e.gaussSeidel(w.x) {
			return false, nil, excluded
		}
		if !(maxWidth(w.x) <= pays*before) {
			break
		}
		hint = w.e.hint
	}
	// w.x may have shrunk a little after the last enclosure, which stays valid.
	return true, regular, enclosed
}

// certify proves that the zero to which w.x was contracted exists, by Krawczyk's
// test on slightly larger boxes, and that it is the only one in the regular box
// (hence in the whole box examined). It returns nil if it cannot.
func (w *worker) certify(regular []iv) *solution {
	v, ok := w.existence(clone(w.x))
	if !ok {
		return nil
	}
	s := &solution{box: v, unique: regular, hint: append([]float64(nil), w.e.hint...)}
	if !subset(v, regular) {
		s.unique = hull(regular, v)
		if !w.atMostOne(s.unique, s.hint) {
			return nil
		}
	}
	return s
}

// existence looks for a box around the midpoint of x in which Krawczyk's test
// succeeds, and tightens it.
func (w *worker) existence(x []iv) ([]iv, bool) {
	const (
		tries    = 6
		widen    = 0.25    // of the width at each try
		smallest = 0x1p-50 // a few units in the last place
		tighten  = 30      // the first steps may be slow, later ones square the width
	)
	v := x
	for range tries {
		for i := range v {
			r := max(widen*v[i].Width(), smallest*v[i].Mag(), 1e-300)
			v[i] = v[i].Inflate(r)
		}
		if !w.eval.interior(v) || w.eval.enclose(v, w.e.hint, w.e) != enclosed {
			return nil, false
		}
		w.e.precondition()
		if w.e.krawczyk(v, w.k) {
			copy(v, w.k)
			for range tighten {
				before := maxWidth(v)
				if w.eval.enclose(v, w.e.hint, w.e) != enclosed {
					break
				}
				w.e.precondition()
				w.e.krawczyk(v, w.k)
				for i := range v {
					// Both hold the zero.
					if t := v[i].Intersect(w.k[i]); !t.IsEmpty() {
						v[i] = t
					}
				}
				if !(maxWidth(v) < 0.9*before) {
					break
				}
			}
			return v, true
		}
		for i := range v {
			if w.k[i].IsBounded() {
				v[i] = v[i].Hull(w.k[i])
			}
		}
	}
	return nil, false
}

// atMostOne reports whether the map is proved to have at most one zero in x.
func (w *worker) atMostOne(x []iv, hint []float64) bool {
	y := clone(x)
	if w.eval.enclose(y, hint, w.e) != enclosed {
		return false
	}
	w.e.precondition()
	return w.e.regular(y)
}

func clone(x []iv) []iv { return append([]interval.Interval(nil), x...) }
