package equilibrium

import (
	"math"
	"slices"
)

// sameCurve is the distance below which two states at one value of the parameter count as the same:
// corrected states are good to 1e-10 even near a fold, and different branches that near are not told
// apart by any figure.
const sameCurve = 1e-7

// known tells whether the curve, or an image of it, has been followed before: whether a point of it lies on
// one that has, at the same value of the parameter. The point is one where the parameter moves, away from the ends, where
// other curves are near.
func (t *tracer) known(c *curve) bool {
	p := c.pts[len(c.pts)-1]
	steep := -1.0
	for k := 1; k+1 < len(c.pts); k++ {
		q := c.pts[k]
		if s := math.Abs(q.tv) * float64(min(k, len(c.pts)-1-k)); q.event == nil && s > steep {
			p, steep = q, s
		}
	}
	return t.onKnown(p.x, p.v, len(c.f.sigma))
}

// onKnown tells whether an image of the state x lies at v on a curve that has been followed, among those
// whose isotropy has as many elements as that of x: near a pitchfork Newton's method on the branch may well
// find its parent.
func (t *tracer) onKnown(x []float64, v float64, isotropy int) bool {
	empty := 0
	for _, s := range x {
		if s == 0 {
			empty++
		}
	}
	var imgs [][]float64
	for _, o := range t.curves {
		if o.empties() != empty || len(o.f.sigma) != isotropy {
			continue
		}
		for k := 0; k+1 < len(o.pts); k++ {
			a, b := o.pts[k], o.pts[k+1]
			if (a.v-v)*(b.v-v) > 0 {
				continue
			}
			if imgs == nil {
				imgs = t.imagesOf(x)
			}
			for _, y := range imgs {
				if t.onSegment(o, a, b, y, v) {
					return true
				}
			}
		}
	}
	return false
}

// empties is the number of empty options.
func (c *curve) empties() int {
	n := 0
	for _, e := range c.f.empty {
		n += len(e)
	}
	return n
}

// onSegment corrects the chord from a to b at the parameter v and compares the point with x.
func (t *tracer) onSegment(o *curve, a, b *curvePoint, x []float64, v float64) bool {
	theta := 0.5
	if a.v != b.v {
		theta = (v - a.v) / (b.v - a.v)
	}
	guess := make([]float64, t.n)
	for i := range guess {
		guess[i] = a.x[i] + theta*(b.x[i]-a.x[i])
	}
	off := t.apartUnder(guess, x)
	if off <= sameCurve {
		return true
	}
	if off > max(chordError*distance(a.x, b.x), 1e-3*t.set.MaxStep) || o.f.dim() == 0 {
		return false
	}
	copy(t.w.x, guess)
	if t.w.derivative(o.f, t.w.x, v) != nil {
		return false
	}
	if _, _, err := t.w.correct(o.f, t.w.x, v, &condition{cv: 1, rhs: v}); err != nil {
		return false
	}
	return t.apartUnder(t.w.x, x) <= sameCurve
}

// apartUnder is the distance of y from the image x that is being compared with, or of their canonical
// images where the group is too large to go through the images one by one.
func (t *tracer) apartUnder(y, x []float64) float64 {
	if !t.group.complete {
		return distance(t.sym.Canonical(y), t.sym.Canonical(x))
	}
	return distance(y, x)
}

// chordError bounds the distance of a curve from the chord between two samples, over its length: the
// tangent turns by at most 20 degrees from one to the next, which leaves an arc within a tenth.
const chordError = 0.2

// imagesOf lists the distinct images of x, of groups too large to write out the canonical one only, which
// is continuous in x where regions are exchanged at will.
func (t *tracer) imagesOf(x []float64) [][]float64 {
	if len(t.group.elems) == 0 {
		return [][]float64{x}
	}
	if !t.group.complete {
		return [][]float64{t.sym.Canonical(x)}
	}
	out := [][]float64{slices.Clone(x)}
	img := make([]float64, t.n)
	for _, g := range t.group.elems {
		act(img, g, x)
		if !slices.ContainsFunc(out, func(y []float64) bool { return distance(y, img) < isotropyTolerance }) {
			out = append(out, slices.Clone(img))
		}
	}
	return out
}
