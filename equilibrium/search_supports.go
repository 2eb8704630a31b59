package equilibrium

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

const (
	// maskBits is the longest state whose supports fit a machine word.
	maskBits = 64
	// mostImages bounds the images of a rest point that are kept for the index sums of supports.
	mostImages = 4096
)

// countSupports is the number of supports, or something larger than most.
func countSupports(pops []Population, most int) int {
	n := 1
	for _, p := range pops {
		if p.Len() > bits.Len(uint(most))+1 {
			return most + 1
		}
		if n *= 1<<p.Len() - 1; n > most {
			return most + 1
		}
	}
	return n
}

// supportsOf lists one support of each orbit under the symmetry, small ones first.
func supportsOf(pops []Population, sym Symmetry, fullOnly bool) [][]int {
	n := pops[len(pops)-1].End
	if fullOnly {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		return [][]int{all}
	}
	var out [][]int
	mark := make([]float64, n)
	var grow func(k int)
	grow = func(k int) {
		if k == len(pops) {
			if slices.Equal(sym.Canonical(mark), mark) {
				out = append(out, Support(mark))
			}
			return
		}
		p := pops[k]
		for set := uint64(1); set < 1<<p.Len(); set++ {
			for i := range p.Len() {
				mark[p.Start+i] = float64(set >> i & 1)
			}
			grow(k + 1)
		}
	}
	grow(0)
	slices.SortStableFunc(out, func(a, b []int) int { return len(a) - len(b) })
	return out
}

// maskOf is the set of options with positive shares; the zero mask where the state is too long for one.
func maskOf(x []float64) uint64 {
	if len(x) > maskBits {
		return 0
	}
	m := uint64(0)
	for i, v := range x {
		if v > 0 {
			m |= 1 << i
		}
	}
	return m
}

// restPoint is a rest point with one support, or an image of one.
type restPoint struct {
	x       []float64
	mask    uint64
	index   int // in the game restricted to its support
	regular bool
	gap     []float64 // π_i − level, relative to the size of payoffs
	hits    int

	residual float64     // of Newton's method
	width    float64     // of the flat range that it stands for; 0: none
	replaced [][]float64 // those that stood for it before
}

// equilibriumOf tells whether p is an equilibrium of the game restricted to the options in the mask, and
// whether that can be told from the margin.
func (p *restPoint) equilibriumOf(mask uint64) (yes, sure bool) {
	yes, sure = true, p.regular
	for i, gap := range p.gap {
		if mask>>i&1 == 1 && p.mask>>i&1 == 0 {
			yes = yes && gap <= refineAccept
			sure = sure && math.Abs(gap) > refineAccept
		}
	}
	return yes, sure
}

// supports searches every support, those of equal size at the same time, since larger ones make use of
// what was found on smaller ones.
func (q *search) supports(ctx context.Context) error {
	all := supportsOf(q.pops, q.sym, interiorOnly(q.g))
	q.list.Supports = len(all)
	var images []*restPoint // of all rest points so far
	known := true           // images holds them all
	var hits []int
	draws := 0
	var broken []*supportFace // that could not be evaluated
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && len(all[to]) == len(all[from]) {
			to++
		}
		faces := make([]*supportFace, to-from)
		err := each(ctx, q.s.Workers, len(faces), func(k int) error {
			faces[k] = q.newFace(all[from+k], len(all))
			if err := faces[k].search(ctx, images, known); errors.Is(err, ErrUndefined) {
				faces[k].points = nil // no equilibrium has this support
			} else {
				faces[k].err = err
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
		for _, f := range faces {
			if f.err != nil { // the game may have no payoffs there, as an economy without an industry
				known, broken = false, append(broken, f)
			}
			for _, p := range f.points {
				hits = append(hits, p.hits)
				if yes, _ := p.equilibriumOf(math.MaxUint64); yes {
					q.rest = append(q.rest, p.x)
					if p.width > 0 {
						q.flat = append(q.flat, flat{p.x, p.width})
					}
				}
			}
			if f.short {
				q.list.Notes = append(q.list.Notes, fmt.Sprintf("on support %v the indices of rest points do not add up to 1 after %d starts: one is missing", f.support, f.starts))
			}
			draws += f.draws
			q.list.Starts += f.starts
			q.list.Failed += f.failed
		}
		if to < len(all) {
			more, ok, err := q.imagesOf(ctx, faces)
			if err != nil {
				return err
			}
			images, known = append(images, more...), known && ok
		}
		if q.s.Progress != nil {
			q.s.Progress(to, len(all))
		}
		from = to
	}
	q.list.MissedChance = goodTuring(hits, draws)
	if len(broken) > 0 && len(q.rest) == 0 {
		return broken[len(broken)-1].err
	}
	for _, f := range broken {
		q.list.Notes = append(q.list.Notes, fmt.Sprintf("support %v was not searched to the end: %v", f.support, f.err))
	}
	return nil
}

// imagesOf lists all images of the rest points of the faces, evaluated. It is false if there are too many,
// or if some could not be evaluated.
func (q *search) imagesOf(ctx context.Context, faces []*supportFace) ([]*restPoint, bool, error) {
	lists, errs := make([][]*restPoint, len(faces)), make([]error, len(faces))
	complete := true
	for _, f := range faces {
		for _, p := range f.points {
			complete = complete && q.sym.OrbitSize(p.x) <= mostImages
		}
	}
	if !complete {
		return nil, false, nil
	}
	err := each(ctx, q.s.Workers, len(faces), func(k int) error {
		for _, p := range faces[k].points {
			for _, y := range q.sym.Images(p.x) {
				z := &restPoint{x: y, mask: maskOf(y), index: p.index, regular: p.regular}
				if errs[k] = faces[k].gaps(z); errs[k] != nil {
					return nil
				}
				lists[k] = append(lists[k], z)
			}
		}
		return nil
	})
	return slices.Concat(lists...), !slices.ContainsFunc(errs, func(err error) bool { return err != nil }), err
}
