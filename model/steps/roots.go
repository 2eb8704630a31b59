package steps

import (
	"fmt"
	"math"
)

// Root is a number of firms that reproduces itself, n = Entrants(n).
type Root struct {
	N                float64
	Stages           float64   // S(n)
	Slope            float64   // of Entrants; below 1 the root attracts, above 1 it repels
	Verdict          int       // 1 stable, −1 unstable, 0 too near to tell
	SizeDistribution []float64 // share of firms that run 1, …, ⌊S⌋ stages
	MissingMiddle    float64
}

const (
	// relativeError is allowed for in Entrants: an error of h by |h| units of roundoff changes Φ by h² of them
	// relative, 1.5e-13 at the end of the range of numbers.
	relativeError = 1e-12
	// narrow is the relative width of an interval below which it is not cut further: roots that are closer
	// to each other, or to no root at all, are told apart by numbers with more digits only.
	narrow = 1e-9
	// marginal is the distance of a slope from 1 below which it says nothing.
	marginal = 1e-7
	// mostIntervals ends a search that must have gone wrong: some hundred do.
	mostIntervals = 1_000_000
)

// interval is a range of n with the entrants at its ends.
type interval struct{ a, b, ea, eb float64 }

// Roots finds all roots, in rising order. Entrants rise with n, so on [a, b] they lie between those at a and
// at b: an interval is put aside where these exclude n in [a, b], or where bounds on the slope show that
// Entrants − n is monotone, so that its signs at the ends tell of the one root. Other intervals are cut in
// two. No root is missed, up to pairs closer than 1e-9 relative: such a pair counts as one of verdict 0.
func (c *Cluster) Roots() ([]Root, error) {
	low, high := c.Entrants(0)*(1-relativeError), c.M
	var at []float64
	if sat := c.saturation(); sat <= high {
		if n := c.Entrants(sat); n >= sat {
			at = append(at, n)
		}
		high = sat
	}
	if low < high {
		below, err := c.search(low, high)
		if err != nil {
			return nil, err
		}
		at = append(below, at...)
	}
	var out []Root
	for _, n := range at {
		r := c.root(n)
		if k := len(out); k > 0 && n-out[k-1].N <= 4*narrow*n {
			if r.Verdict != out[k-1].Verdict { // not the same root seen from two intervals
				out[k-1].Verdict = 0
			}
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

// search finds the roots in (low, high), where S is smooth.
func (c *Cluster) search(low, high float64) ([]float64, error) {
	stack := []interval{{low, high, c.Entrants(low), c.Entrants(high)}}
	var out []float64
	for count := 0; len(stack) > 0; count++ {
		if count > mostIntervals {
			return out, fmt.Errorf("steps: the search for roots in [%v, %v] does not end", low, high)
		}
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v.ea*(1-relativeError) > v.b || v.eb*(1+relativeError) < v.a {
			continue
		}
		flat, steep := c.slopes(v.a, v.b)
		if steep < 1 || flat > 1 {
			if (v.ea-v.a)*(v.eb-v.b) <= 0 {
				out = append(out, c.bisect(v))
			}
			continue
		}
		if v.b-v.a <= narrow*v.b {
			out = append(out, 0.5*(v.a+v.b))
			continue
		}
		mid := 0.5 * (v.a + v.b)
		if v.a > 0 && v.b > 4*v.a {
			mid = math.Sqrt(v.a * v.b)
		}
		e := c.Entrants(mid)
		stack = append(stack, interval{mid, v.b, e, v.eb}, interval{v.a, mid, v.ea, e}) // the lower one first
	}
	return out, nil
}

// slopes bounds the slope of Entrants on [a, b], below saturation: M φ(h)/s · ξ/(n_0+n), where φ has its peak
// at h = 0 and h rises with n.
func (c *Cluster) slopes(a, b float64) (lowest, highest float64) {
	ha, hb := c.reach(a, 1), c.reach(b, 1)
	da, db := density(ha), density(hb)
	most := math.Max(da, db)
	if ha <= 0 && hb >= 0 {
		most = density(0)
	}
	scale := c.M * c.Xi / c.SD
	return scale * math.Min(da, db) / (c.N0 + b) * (1 - relativeError), scale * most / (c.N0 + a) * (1 + relativeError)
}

// bisect finds the root of Entrants − n in an interval at whose ends it has different signs.
func (c *Cluster) bisect(v interval) float64 {
	rising := v.ea-v.a < 0
	for range 2100 { // the exponents of the range of numbers and their digits
		mid := 0.5 * (v.a + v.b)
		if v.a > 0 && v.b > 4*v.a {
			mid = math.Sqrt(v.a * v.b)
		}
		if mid <= v.a || mid >= v.b {
			break
		}
		if (c.Entrants(mid)-mid < 0) == rising {
			v.a = mid
		} else {
			v.b = mid
		}
	}
	if math.Abs(c.Entrants(v.a)-v.a) <= math.Abs(c.Entrants(v.b)-v.b) {
		return v.a
	}
	return v.b
}

func (c *Cluster) root(n float64) Root {
	r := Root{N: n, Stages: c.Stages(n), Slope: c.Slope(n), SizeDistribution: c.SizeDistribution(n)}
	r.MissingMiddle = MissingMiddle(r.SizeDistribution)
	switch {
	case r.Slope < 1-marginal:
		r.Verdict = 1
	case r.Slope > 1+marginal:
		r.Verdict = -1
	}
	return r
}
