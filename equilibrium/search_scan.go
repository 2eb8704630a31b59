package equilibrium

import (
	"context"
	"math"
	"slices"
)

const (
	// scanEnd is the logit of 1 − 1e-12, the share at the end of a scan. Roots at smaller shares are not
	// looked for: payoffs being smooth up to the corner, the corner is then within about 1e-12 of its
	// sustain point.
	scanEnd = 27.631021115928547
	// scanDepth bounds how often a cell is halved: 1/4 of a logit over 2²⁴ is below what the rounding of
	// payoffs lets one resolve even at a double root (1e-8).
	scanDepth = 24
	// scanSafety times the error of the cubic at the middle of a cell is allowed for in its halves, where
	// the error is some 16 times smaller.
	scanSafety = 2
	// payoffNoise is the size, relative to payoffs, below which a payoff difference is taken for zero.
	// Payoffs that are solved for carry errors of up to some 1e-14.
	payoffNoise = 64 * unitRoundoff
	// rootSteps bounds the bracketed search for one root; every third step at least halves the bracket.
	rootSteps = 200
)

// scanNodes are the logits of the first grid, for shares from ½ to scanEnd. It is denser where the
// difference of payoffs bends most; near the corner it is linear in the share, so flat in the logit.
var scanNodes = [...]float64{0, 0.75, 1.5, 2.25, 3, 4, 5.5, 8, 13, scanEnd}

// scanNode is one evaluation of the payoff difference f of a face with one free share, as a function of the
// logit u of that share, and of its derivative.
type scanNode struct{ u, f, slope float64 }

// scanner finds the roots of f on a face with one free share.
type scanner struct {
	d     *differences
	x     []float64
	free  int // the option whose share has the logit u
	base  int // the option that has the rest
	size  float64
	evals int
	roots []float64
	err   error
}

func newScanner(d *differences) *scanner {
	s := &scanner{d: d, x: make([]float64, len(d.pop))}
	count := make([]int, len(d.pops))
	for _, i := range d.support {
		count[d.pop[i]]++
		s.x[i] = 1
	}
	var pair []int
	for _, i := range d.support {
		if count[d.pop[i]] == 2 {
			pair = append(pair, i)
		}
	}
	s.free, s.base = pair[0], pair[1]
	for k := range d.base {
		d.base[k] = -1
	}
	for _, i := range d.support {
		if i != s.free {
			d.base[d.pop[i]] = i
		}
	}
	d.free = append(d.free[:0], s.free)
	return s
}

// place sets the shares to those with logit u.
func (s *scanner) place(u float64) {
	s.x[s.free] = 1 / (1 + math.Exp(-u))
	s.x[s.base] = 1 / (1 + math.Exp(u))
}

func (s *scanner) at(u float64) scanNode {
	s.place(u)
	s.evals++
	if _, err := s.d.linearize(s.x); err != nil {
		s.err = err
		return scanNode{u: u}
	}
	s.size = s.d.scale
	n := scanNode{u, s.d.f[0] * s.size, s.d.matrix.At(0, 0) * s.size * s.x[s.free] * s.x[s.base]}
	if math.Abs(n.f) <= payoffNoise*s.size {
		n.f = 0
	}
	return n
}

// scan returns the states at which f vanishes, in rising order of the free share. With mirror set, f is
// known to be odd in u, and only half of the range is scanned.
func (s *scanner) scan(ctx context.Context, mirror bool) ([][]float64, error) {
	last := s.at(0)
	if mirror {
		last.f = 0
	}
	if last.f == 0 {
		s.roots = append(s.roots, 0)
	}
	right := append([]scanNode{last}, s.walk(ctx, last, 1)...)
	if !mirror {
		s.walk(ctx, last, -1)
	}
	if s.err == nil {
		s.err = ctx.Err()
	}
	if s.err != nil {
		return nil, s.err
	}
	if allZero(right) {
		s.roots = s.roots[:1] // payoffs are equal all along: one point stands for all
	}
	if mirror {
		for _, u := range s.roots {
			if u != 0 {
				s.roots = append(s.roots, -u)
			}
		}
	}
	s.merge()
	var out [][]float64
	for _, u := range s.roots {
		s.place(u)
		out = append(out, slices.Clone(s.x))
	}
	return out, nil
}

// merge sorts the roots and keeps one of those between which f vanishes to rounding: near a root of
// multiplicity two or three, evaluations cannot tell where it is.
func (s *scanner) merge() {
	slices.Sort(s.roots)
	var kept []float64
	for i := 0; i < len(s.roots); {
		j := i + 1
		for j < len(s.roots) && s.at((s.roots[j-1]+s.roots[j])/2).f == 0 {
			j++
		}
		kept = append(kept, s.roots[(i+j-1)/2])
		i = j
	}
	s.roots = kept
}

func allZero(nodes []scanNode) bool {
	return !slices.ContainsFunc(nodes, func(n scanNode) bool { return n.f != 0 })
}

// walk treats the cells from the middle to one end.
func (s *scanner) walk(ctx context.Context, last scanNode, sign float64) []scanNode {
	var nodes []scanNode
	for _, u := range scanNodes[1:] {
		next := s.at(sign * u)
		if s.err != nil || ctx.Err() != nil {
			return nil
		}
		if next.f == 0 {
			s.roots = append(s.roots, next.u)
		}
		a, b := last, next
		if sign < 0 {
			a, b = next, last
		}
		s.cell(a, b, 0)
		nodes, last = append(nodes, next), next
	}
	return nodes
}

// cell finds the roots strictly inside [a, b].
func (s *scanner) cell(a, b scanNode, depth int) {
	if s.err != nil {
		return
	}
	if a.f == 0 && b.f == 0 && math.Max(math.Abs(a.slope), math.Abs(b.slope))*(b.u-a.u) <= payoffNoise*s.size {
		return // flat to rounding
	}
	m := s.at((a.u + b.u) / 2)
	if s.err != nil {
		return
	}
	if m.f == 0 {
		s.roots = append(s.roots, m.u)
	}
	h := b.u - a.u
	wrong := math.Abs((a.f+b.f)/2+h/8*(a.slope-b.slope)-m.f) +
		h*math.Abs(1.5*(b.f-a.f)/h-(a.slope+b.slope)/4-m.slope)/4
	wrong = scanSafety*wrong + payoffNoise*s.size
	s.half(a, m, wrong, depth)
	s.half(m, b, wrong, depth)
}

// half decides about a cell whose cubic is known to be right within an error, or halves it again.
func (s *scanner) half(a, b scanNode, wrong float64, depth int) {
	h := b.u - a.u
	c := cubic{a, b}
	sa, sb := s.side(a, b), s.side(b, a)
	switch {
	case c.least() > wrong: // no root
		return
	case c.leastSlope()*h > wrong, depth == scanDepth: // monotone: a root where the sign changes
		if sa*sb < 0 {
			s.root(a, b, sa)
		}
	case c.leastBend()*h*h > wrong && a.slope*b.slope < 0: // one extremum: look at its value
		e := s.extremum(a, b)
		if e.f == 0 {
			s.roots = append(s.roots, e.u) // a double root to rounding
			return
		}
		if se := math.Copysign(1, e.f); s.err == nil {
			if sa*se < 0 {
				s.root(a, e, sa)
			}
			if se*sb < 0 {
				s.root(e, b, se)
			}
		}
	default:
		s.cell(a, b, depth+1)
	}
}

// side is the sign of f just inside the cell from its end a towards b.
func (s *scanner) side(a, b scanNode) float64 {
	x := 1 / (1 + math.Exp(math.Abs(a.u)))
	switch {
	case a.f != 0:
		return math.Copysign(1, a.f)
	case math.Abs(a.slope) > payoffNoise*s.size*x:
		return math.Copysign(1, a.slope*(b.u-a.u))
	case b.f != 0:
		return math.Copysign(1, b.f)
	}
	return 0
}

// root closes in on the sign change between a and b, f having the sign sa next to a: Newton steps where
// they stay in the bracket and make it shrink, bisection otherwise.
func (s *scanner) root(a, b scanNode, sa float64) {
	lo, hi := a.u, b.u
	u := cubic{a, b}.root(sa)
	width := hi - lo
	for k := 0; k < rootSteps; k++ {
		n := s.at(u)
		if s.err != nil {
			return
		}
		exact := s.d.f[0]
		if exact*sa > 0 {
			lo = u
		} else {
			hi = u
		}
		next := u - exact*s.size/n.slope
		if math.Abs(exact) <= refineTarget || math.Abs(next-u) <= 2*unitRoundoff*max(1, math.Abs(u)) || hi-lo <= 4*unitRoundoff*max(1, math.Abs(u)) {
			break
		}
		if k%3 == 2 {
			if hi-lo > width/2 {
				next = (lo + hi) / 2
			}
			width = hi - lo
		}
		if !(next > lo && next < hi) {
			next = (lo + hi) / 2
		}
		u = next
	}
	s.roots = append(s.roots, u)
}

// extremum finds where the slope of f changes sign between a and b, by the Illinois variant of the
// secant rule (Dowell and Jarratt 1971).
func (s *scanner) extremum(a, b scanNode) scanNode {
	fa, fb := a.slope, b.slope
	best := a
	if math.Abs(b.slope) < math.Abs(a.slope) {
		best = b
	}
	for range rootSteps {
		u := b.u - fb*(b.u-a.u)/(fb-fa)
		if !(u > a.u && u < b.u) {
			u = (a.u + b.u) / 2
		}
		m := s.at(u)
		if s.err != nil {
			return m
		}
		if math.Abs(m.slope) < math.Abs(best.slope) {
			best = m
		}
		// f is flat here: an error e of u changes it by slope · e only.
		if h := b.u - a.u; math.Abs(m.slope)*h <= payoffNoise*s.size || h <= 4*unitRoundoff*max(1, math.Abs(u)) {
			return m
		}
		if m.slope*fb < 0 {
			a, fa = b, fb
		} else {
			fa /= 2
		}
		b, fb = m, m.slope
		if a.u > b.u {
			a, b, fa, fb = b, a, fb, fa
		}
	}
	return best
}

// cubic is the Hermite interpolant of two nodes.
type cubic struct{ a, b scanNode }

// slopes returns the derivative at both ends and in the middle; it is a parabola.
func (c cubic) slopes() (l, m, r float64) {
	return c.a.slope, 1.5*(c.b.f-c.a.f)/(c.b.u-c.a.u) - (c.a.slope+c.b.slope)/4, c.b.slope
}

// root is a zero of the cubic, which has the sign sa next to a, found to a millionth of the cell.
func (c cubic) root(sa float64) float64 {
	h, lo, hi := c.b.u-c.a.u, 0.0, 1.0
	for range 20 {
		t := (lo + hi) / 2
		if t == lo || t == hi {
			break
		}
		r := 1 - t
		v := r*r*((1+2*t)*c.a.f+t*h*c.a.slope) + t*t*((3-2*t)*c.b.f-r*h*c.b.slope)
		if v*sa > 0 {
			lo = t
		} else {
			hi = t
		}
	}
	return c.a.u + h*(lo+hi)/2
}

// leastSlope is a lower bound of |derivative|, 0 where it may vanish: a parabola lies in the hull of its
// Bernstein coefficients.
func (c cubic) leastSlope() float64 {
	l, m, r := c.slopes()
	return leastOf(l, 2*m-(l+r)/2, r)
}

// least is a lower bound of |value| by the Bernstein coefficients of the cubic, 0 where it may vanish.
func (c cubic) least() float64 {
	h := c.b.u - c.a.u
	return leastOf(c.a.f, c.a.f+h/3*c.a.slope, c.b.f-h/3*c.b.slope, c.b.f)
}

// leastBend is the least |second derivative|, 0 where it changes sign; it is linear.
func (c cubic) leastBend() float64 {
	h := c.b.u - c.a.u
	q := 6 * (c.b.f - c.a.f) / (h * h)
	return leastOf(q-(4*c.a.slope+2*c.b.slope)/h, (2*c.a.slope+4*c.b.slope)/h-q)
}

// leastOf is the least absolute value, or 0 where signs differ.
func leastOf(v ...float64) float64 {
	m := math.Abs(v[0])
	for _, w := range v[1:] {
		if w*v[0] <= 0 {
			return 0
		}
		m = min(m, math.Abs(w))
	}
	return m
}
