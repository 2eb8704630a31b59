package equilibrium

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// found is an event on one curve.
type found struct {
	kind      EventKind
	pt        *curvePoint
	mon       monitor
	mult      int
	rising    bool
	precision float64
	note      string
	kernel    []float64 // a direction in which the eigenvalue is zero; nil for empty options
	fill      []int     // the empty options whose payoff reaches the level
	node      *node
}

// sign of an eigenvalue as far as it can be believed.
func (p *curvePoint) sign(m int) int {
	switch r, margin := real(p.mon[m]), p.bound(); {
	case r > margin:
		return 1
	case r < -margin:
		return -1
	}
	return 0
}

// bound is the margin of the signs of eigenvalues at the point.
func (p *curvePoint) bound() float64 {
	if p.joint {
		return jointMargin * p.margin
	}
	return p.margin
}

// jointMargin widens the margin where a curve meets another: several eigenvalues are zero there, and the
// point itself is known only as well as the worst conditioned of them allows.
const jointMargin = 1e3

// findEvents adds points where eigenvalues come close to zero, then locates every sign change and
// inserts the points where they happen.
func (w *worker) findEvents(c *curve) {
	w.sampleEnds(c)
	w.refine(c)
	var list []placed
	for m := range c.mons {
		last := -1
		for k, p := range c.pts {
			s := p.sign(m)
			if s == 0 {
				continue
			}
			if last >= 0 && s != c.pts[last].sign(m) && !c.idle(c.pts[last], p, m) {
				if e := w.locate(c, last, k, m); e != nil {
					list = append(list, placed{last, k, e})
				}
			}
			last = k
		}
	}
	w.insert(c, dropPartners(list))
}

// endFraction is how far into its first or last stretch a curve is sampled once more where it meets
// another.
const endFraction = 0.01

// sampleEnds adds a point close to each end where shares become zero: eigenvalues are zero at the end
// itself, so that the sample before it does not tell whether one crosses zero on the way.
func (w *worker) sampleEnds(c *curve) {
	if c.f.dim() == 0 || len(c.pts) < 2 {
		return
	}
	add := func(k int, theta float64) {
		if w.apart(c.pts[k-1], c.pts[k]) < crowding/endFraction {
			return
		}
		if p, err := w.between(c, c.pts[k-1], c.pts[k], theta); err == nil {
			c.pts = slices.Insert(c.pts, k, p)
		}
	}
	if c.ends[1].kind == endBoundary {
		add(len(c.pts)-1, 1-endFraction)
	}
	if c.from != nil && c.from.fill != nil || c.from == nil && c.ends[0].kind == endBoundary {
		add(1, endFraction)
	}
}

// idle tells whether a to b lies where some other empty option attracts throughout: no equilibria, so
// that what happens to monitor m there is no event.
func (c *curve) idle(a, b *curvePoint, m int) bool {
	for k := len(c.mons) - len(c.f.empty); k < len(c.mons); k++ {
		if k != m && a.sign(k) > 0 && b.sign(k) > 0 {
			return true
		}
	}
	return false
}

// placed is an event with the points of the curve that it lies between.
type placed struct {
	after, before int
	e             *found
}

// dropPartners keeps one of the two events of a complex pair.
func dropPartners(list []placed) []placed {
	var out []placed
	for _, p := range list {
		twin := false
		if p.e.note != "" {
			for _, q := range out {
				twin = twin || q.e.note != "" && q.after == p.after && q.e.mon.block == p.e.mon.block && q.e.mon.index == p.e.mon.index-1
			}
		}
		if !twin {
			out = append(out, p)
		}
	}
	return out
}

// insert puts the points of events into the curve, in the order along it.
func (w *worker) insert(c *curve, list []placed) {
	slices.SortStableFunc(list, func(a, b placed) int {
		if a.after != b.after {
			return a.after - b.after
		}
		da, db := w.apart(a.e.pt, c.pts[a.after]), w.apart(b.e.pt, c.pts[b.after])
		switch {
		case da < db:
			return -1
		case da > db:
			return 1
		}
		return 0
	})
	out := make([]*curvePoint, 0, len(c.pts)+len(list))
	for k, p := range c.pts {
		near := false
		for _, l := range list {
			// points too near an event to have a sign stand for it already
			near = near || l.after < k && k < l.before && w.apart(l.e.pt, p) < crowding
		}
		if !near {
			out = append(out, p)
		}
		for _, l := range list {
			if l.after == k {
				out = append(out, l.e.pt)
				c.events = append(c.events, l.e)
			}
		}
	}
	c.pts = out
	w.separate(c)
}

// separate puts a sample between neighbours that are both events: without one the stability of the
// stretch between them could not be read off.
func (w *worker) separate(c *curve) {
	for k := 0; k+1 < len(c.pts); k++ {
		a, b := c.pts[k], c.pts[k+1]
		endsHere := func(p *curvePoint, end int) bool {
			return p.event != nil || k+end == 0 && c.from != nil || k+end == len(c.pts)-1 && c.ends[1].kind == endBoundary
		}
		if !endsHere(a, 0) || !endsHere(b, 1) || w.apart(a, b) < crowding {
			continue
		}
		if p, err := w.between(c, a, b, 0.5); err == nil {
			c.pts = slices.Insert(c.pts, k+1, p)
			k++
		}
	}
}

// crowding is the distance below which a sample beside an event is dropped.
const crowding = 1e-9

// refineRounds bounds the points added at one local minimum of |eigenvalue|.
const refineRounds = 6

// refine adds points where an eigenvalue comes close to zero without a change of sign at the samples: two
// events may lie between them. The vertex of a parabola through three points foretells how close.
func (w *worker) refine(c *curve) {
	for m := range c.mons {
		for k := 1; k+1 < len(c.pts); k++ {
			for range refineRounds {
				if k+1 >= len(c.pts) || c.idle(c.pts[k-1], c.pts[k+1], m) || !w.dip(c, m, k) {
					break
				}
			}
		}
	}
}

// dip looks at point k; if |eigenvalue m| is smallest there and may reach zero nearby it adds a point at
// the foretold minimum and reports that it did.
func (w *worker) dip(c *curve, m, k int) bool {
	a, b, d := c.pts[k-1], c.pts[k], c.pts[k+1]
	s := b.sign(m)
	if s == 0 || a.sign(m) != s || d.sign(m) != s {
		return false
	}
	ra, rb, rd := real(a.mon[m]), real(b.mon[m]), real(d.mon[m])
	if math.Abs(rb) > math.Abs(ra) || math.Abs(rb) > math.Abs(rd) {
		return false
	}
	ha, hd := w.apart(a, b), w.apart(d, b)
	sa, sd := (rb-ra)/ha, (rd-rb)/hd
	q := (sd - sa) / (ha + hd)
	if q*float64(s) <= 0 {
		return false
	}
	slope := (sa*hd + sd*ha) / (ha + hd)
	t := -slope / (2 * q)
	vertex := rb + slope*t/2
	if vertex*float64(s) > 0.5*math.Abs(rb) || math.Abs(t) < 1e-3*min(ha, hd) {
		return false
	}
	left, right, theta := k, k+1, t/hd
	if t < 0 {
		left, right, theta = k-1, k, 1+t/ha
	}
	if theta < 0.001 || theta > 0.999 {
		return false
	}
	p, err := w.between(c, c.pts[left], c.pts[right], theta)
	if err != nil {
		return false
	}
	c.pts = slices.Insert(c.pts, right, p)
	return true
}

// between returns the point of the curve at the fraction theta of the chord from a to b.
func (w *worker) between(c *curve, a, b *curvePoint, theta float64) (*curvePoint, error) {
	if c.f.dim() == 0 {
		return w.pinned(c, a.x, a.v+theta*(b.v-a.v), a.tv)
	}
	cx := make([]float64, w.n)
	cv := (b.v - a.v) / w.span()
	len2 := cv * cv
	for i := range cx {
		cx[i] = b.x[i] - a.x[i]
		len2 += cx[i] * cx[i]
		w.x[i] = max(a.x[i]+theta*cx[i], 0)
	}
	v := a.v + theta*(b.v-a.v)
	length := math.Sqrt(len2)
	// Cubic Hermite bump on top of the chord: the ends' tangents bend the guess.
	h0, h1 := theta*(1-theta)*(1-theta)*length, -theta*theta*(1-theta)*length
	bump := make([]float64, w.n)
	for i := range cx {
		bump[i] = h0*(a.tx[i]-cx[i]/length) + h1*(b.tx[i]-cx[i]/length)
	}
	bv := h0*(a.tv-cv/length) + h1*(b.tv-cv/length)
	ok := true
	for i := range bump {
		ok = ok && (c.f.orbit[i] < 0 || w.x[i]+bump[i] > 0)
	}
	if ok && len2 > 0 {
		for i := range bump {
			w.x[i] += bump[i]
		}
		v += bv * w.span()
	}
	for i := range cx {
		cx[i] /= length
	}
	cv /= length
	cond := condition{cx: cx, cv: cv / w.span()}
	cond.rhs = dot(cx, a.x) + cv*a.v/w.span() + theta*length
	if a.fv == nil {
		a, b = b, a // a node: its neighbour knows the derivative
	}
	if a.fv == nil {
		if err := w.derivative(c.f, w.x, v); err != nil {
			return nil, err
		}
	}
	for j := range a.fv {
		w.col[j] = a.fv[j]
		if b.fv != nil {
			w.col[j] += theta * (b.fv[j] - a.fv[j])
		}
	}
	v, its, err := w.correct(c.f, w.x, v, &cond)
	if err != nil {
		return nil, err
	}
	p, err := w.newCurvePoint(c, w.x, v, a.tx, a.tv)
	if err != nil {
		return nil, err
	}
	p.its = its
	return p, nil
}

// locate finds where the real part of eigenvalue m is zero between points i and j of the curve: a scalar
// equation in the fraction of the chord, solved by bracketing on exactly evaluated eigenvalues.
func (w *worker) locate(c *curve, i, j, m int) *found {
	a, b := c.pts[i], c.pts[j]
	var best *curvePoint
	size := math.Inf(1)
	g := func(theta float64) (float64, error) {
		p, err := w.between(c, a, b, theta)
		if err != nil {
			return 0, err
		}
		r := real(p.mon[m])
		if math.Abs(r) < size {
			best, size = p, math.Abs(r)
		}
		return r, nil
	}
	noise := evaluationUnits * a.margin
	_, _, err := bracketRoot(g, real(a.mon[m]), real(b.mon[m]), c.foretell(i, j, m), noise)
	if best == nil || err != nil && size > 1e-6*max(math.Abs(real(a.mon[m])), math.Abs(real(b.mon[m]))) {
		return nil
	}
	return w.classify(c, a, b, best, m)
}

// classify names the event of monitor m at p, which lies between a and b.
func (w *worker) classify(c *curve, a, b, p *curvePoint, m int) *found {
	mon := c.mons[m]
	slope := (real(b.mon[m]) - real(a.mon[m])) / (b.v - a.v)
	e := &found{pt: p, mon: mon, rising: slope > 0, precision: w.precision(c, a, b, p, m)}
	p.event = e
	if mon.block < 0 {
		e.fill = c.f.empty[mon.index]
		e.mult = len(e.fill)
		e.kind = Boundary
		if c.kind == ConcentratedBranch {
			e.kind = Sustain
		}
		return e
	}
	blk := &c.dec.blocks[mon.block]
	e.mult = blk.mult
	e.kind = BranchPointEvent
	if imag(p.mon[m]) != 0 && imag(a.mon[m]) != 0 || imag(b.mon[m]) != 0 && imag(a.mon[m]) != 0 {
		e.note = "a pair of complex eigenvalues crosses the imaginary axis (Hopf): cycles are not followed"
		e.mult *= 2
		return e
	}
	if blk.trivial && a.tv*b.tv < 0 {
		e.kind = Fold
		return e
	}
	if c.kind == SymmetricBranch && !blk.trivial || w.uniform(p.x) {
		e.kind = Break
	}
	if err := w.jacobianOf(c, p); err == nil {
		e.kernel = w.kernelVector(blk, p.x, real(p.mon[m]))
	}
	return e
}

// jacobianOf makes w.pay and w.jac those of the point.
func (w *worker) jacobianOf(c *curve, p *curvePoint) error {
	for k := range c.dec.blocks {
		if len(c.dec.blocks[k].basis) > 1 {
			return w.jacobian(p.x, p.v)
		}
	}
	return nil // one-dimensional blocks carry their kernel already
}

// uniform tells whether every population is spread evenly.
func (w *worker) uniform(x []float64) bool {
	for i, v := range x {
		if math.Abs(v*float64(w.pops[w.popOf[i]].Len())-1) > isotropyTolerance {
			return false
		}
	}
	return true
}

// kernelVector is the direction of the block along which the eigenvalue r lies, by inverse iteration.
func (w *worker) kernelVector(b *block, x []float64, r float64) []float64 {
	if len(b.basis) == 1 {
		return slices.Clone(b.basis[0])
	}
	m := w.restrict(b, x, false)
	d := len(b.basis)
	for i := range d {
		m.Set(i, i, m.At(i, i)-r)
	}
	shift := unitRoundoff * mat.Norm(m, math.Inf(1))
	z := make([]float64, d)
	for i := range z {
		z[i] = 1 / float64(i+2)
	}
	var lu linalg.LU
	for lu.Factorize(m) != nil {
		for i := range d {
			m.Set(i, i, m.At(i, i)+shift)
		}
		shift *= 2
		if math.IsInf(shift, 0) || math.IsNaN(shift) {
			return nil
		}
	}
	for range 3 {
		lu.Solve(z)
		s := norm2(z)
		for i := range z {
			z[i] /= s
		}
	}
	out := make([]float64, w.n)
	for k, v := range b.basis {
		for i := range out {
			out[i] += z[k] * v[i]
		}
	}
	s := norm2(out)
	for i := range out {
		out[i] /= s
	}
	return out
}

// foretell guesses the fraction of the chord from point i to point j at which monitor m is zero, by
// inverse interpolation through the samples on either side too; 0 where they do not allow it.
func (c *curve) foretell(i, j, m int) float64 {
	if c.f.dim() > 0 || j != i+1 || i == 0 || j+1 >= len(c.pts) {
		return 0
	}
	var r, t [4]float64
	for k := range 4 {
		p := c.pts[i-1+k]
		r[k], t[k] = real(p.mon[m]), (p.v-c.pts[i].v)/(c.pts[j].v-c.pts[i].v)
		if k > 0 && (r[k]-r[k-1])*(r[1]-r[0]) <= 0 {
			return 0
		}
	}
	for d := 1; d < 4; d++ { // Neville's scheme at r = 0
		for k := 0; k+d < 4; k++ {
			t[k] = (t[k]*r[k+d] - t[k+1]*r[k]) / (r[k+d] - r[k])
		}
	}
	return t[0]
}

// evaluationUnits, in units of the margin, is the rounding of an eigenvalue: a few units in the last
// place of the Jacobian. Root finding stops there.
const evaluationUnits = 2e-3

// eigenvalueUnits is the error of an eigenvalue that Precision allows for, in units of its margin: the
// margin itself is a cautious bound.
const eigenvalueUnits = 0.1

// precision bounds the error of the located parameter: the error of the eigenvalue over its slope.
func (w *worker) precision(c *curve, a, b, p *curvePoint, m int) float64 {
	ulp := 4 * unitRoundoff * math.Abs(p.v)
	dr := math.Abs(real(b.mon[m]) - real(a.mon[m]))
	if dr == 0 {
		return math.Abs(b.v - a.v)
	}
	ds := w.apart(a, b)
	dtheta := eigenvalueUnits * p.margin / dr
	return ulp + dtheta*ds*(math.Abs(p.tv)+dtheta*ds)*w.span()
}

// bracketRoot finds the zero of g on [0, 1] from its values of opposite sign at the ends, by the method
// of Chandrupatla (1997): inverse quadratic interpolation where it is safe, bisection elsewhere. It starts
// at hint if that lies inside, and stops where |g| ≤ noise. The second result is the width of the last
// bracket.
func bracketRoot(g func(float64) (float64, error), g0, g1, hint, noise float64) (float64, float64, error) {
	a, b, fa, fb := 1.0, 0.0, g1, g0
	c, fc := a, fa
	t := g1 / (g1 - g0)
	if hint > 0 && hint < 1 {
		t = 1 - hint
	}
	for range 100 {
		x := a + t*(b-a)
		if x == a || x == b {
			return x, math.Abs(b - a), nil
		}
		f, err := g(x)
		if err != nil {
			return x, math.Abs(b - a), err
		}
		if (f > 0) == (fa > 0) {
			c, fc = a, fa
		} else {
			c, b, fc, fb = b, a, fb, fa
		}
		a, fa = x, f
		best := a
		if math.Abs(fb) < math.Abs(fa) {
			best = b
		}
		tol := unitRoundoff * max(math.Abs(best), 1e-3)
		limit := tol / math.Abs(b-a)
		if limit > 0.5 || math.Abs(fa) <= noise || math.Abs(fb) <= noise {
			return best, math.Abs(b - a), nil
		}
		xi, phi := (a-b)/(c-b), (fa-fb)/(fc-fb)
		t = 0.5
		if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
			t = fa/(fb-fa)*fc/(fb-fc) + (c-a)/(b-a)*fa/(fc-fa)*fb/(fc-fb)
		}
		t = min(1-limit, max(limit, t))
	}
	return a, math.Abs(b - a), nil
}
