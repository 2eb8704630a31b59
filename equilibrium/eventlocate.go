package equilibrium

import (
	"math"
)

// between returns the point of the curve at the fraction theta of the chord from a to b, with its
// eigenvalues, those of one block alone if only says so (see spectrum).
func (w *worker) between(c *curve, a, b *curvePoint, theta float64, only int) (*curvePoint, error) {
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
		a, b, theta = b, a, 1-theta // a node: its neighbour knows the derivative
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
	p, err := w.bareCurvePoint(c, w.x, v, only)
	if err != nil {
		return nil, err
	}
	p.its = its
	w.blendTangents(c, p, a, b, theta)
	return p, nil
}

// blendTangents gives p the tangent and ∂F/∂v between those of its neighbours, which is what a predictor
// needs of them there, and costs no evaluation.
func (w *worker) blendTangents(c *curve, p, a, b *curvePoint, theta float64) {
	copy(p.fv, w.col[:c.f.dim()])
	for i := range p.tx {
		p.tx[i] = a.tx[i] + theta*(b.tx[i]-a.tx[i])
	}
	p.tv = a.tv + theta*(b.tv-a.tv)
	if s := math.Hypot(norm2(p.tx), p.tv); s > 0 {
		for i := range p.tx {
			p.tx[i] /= s
		}
		p.tv /= s
	}
}

// locate finds where the real part of eigenvalue m is zero between points i and j of the curve: a scalar
// equation in the fraction of the chord, solved by bracketing on exactly evaluated eigenvalues.
func (w *worker) locate(c *curve, i, j, m int) *found {
	a, b := c.pts[i], c.pts[j]
	var best *curvePoint
	size := math.Inf(1)
	block := c.mons[m].block
	g := func(theta float64) (float64, error) {
		p, err := w.between(c, a, b, theta, block)
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
	_, _, err := bracketRoot(g, real(a.mon[m]), real(b.mon[m]), w.foretell(c, i, j, m), noise)
	if best == nil || err != nil && size > 1e-6*max(math.Abs(real(a.mon[m])), math.Abs(real(b.mon[m]))) {
		return nil
	}
	if c.f.dim() > 0 && w.completeSpectrum(c, best) != nil {
		return nil
	}
	return w.classify(c, a, b, best, m)
}

// completeSpectrum finds the eigenvalues of the blocks that locate has left out.
func (w *worker) completeSpectrum(c *curve, p *curvePoint) error {
	err := w.partial(c.f, p.x, p.v)
	if err == nil {
		p.mon, p.margin, err = w.spectrum(c.f, c.dec, p.x, p.v, everyBlock, p.mon)
	}
	return err
}

// foretell guesses the fraction of the chord from point i to point j at which monitor m is zero, by
// inverse interpolation through the samples on either side too; 0 where they do not allow it.
func (w *worker) foretell(c *curve, i, j, m int) float64 {
	if j != i+1 || i == 0 || j+1 >= len(c.pts) {
		return 0
	}
	var r, t [4]float64
	for k := range 4 {
		p := c.pts[i-1+k]
		r[k], t[k] = real(p.mon[m]), w.along(c.pts[i], c.pts[j], p)
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

// along is the place of p on the chord from a to b: 0 at a, 1 at b.
func (w *worker) along(a, b, p *curvePoint) float64 {
	dv := (b.v - a.v) / w.span()
	s, n := dv*(p.v-a.v)/w.span(), dv*dv
	for i, x := range a.x {
		d := b.x[i] - x
		s += d * (p.x[i] - x)
		n += d * d
	}
	return s / n
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
