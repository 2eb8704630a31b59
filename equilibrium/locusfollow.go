package equilibrium

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// locus follows one event in two parameters. A point is y = (u, v̂, q̂): the coordinates on the face and
// the parameters in units of their ranges.
type locus struct {
	fam    LocusFamily
	set    LocusSettings
	w      *worker
	c      *curve
	mon    int // the eigenvalue that stays zero
	dim    int // of u
	q      float64
	scale  float64 // of the payoffs, or of their change over shares and the range where that is larger
	lo, hi [2]float64
	lu     linalg.LU
}

// locusPoint is a corrected point with the Jacobian of the equations there.
type locusPoint struct {
	y, t      []float64 // the point and its unit tangent
	jac       *mat.Dense
	x         []float64
	residual  float64
	precision float64
}

func (l *locus) setQ(q float64) {
	if q == l.q && l.w.ev != nil {
		return
	}
	l.q = q
	l.w.fam = FamilyFunc(func(v float64) (Game, error) { return l.fam.At(v, q) })
	l.w.value = math.NaN() // the evaluator is that of another family
}

func (l *locus) param(y []float64, k int) float64 {
	return l.lo[k] + y[l.dim+k]*(l.hi[k]-l.lo[k])
}

// equations writes F and the critical eigenvalue at y, both over l.scale, to h (of length
// dim+1) and leaves the state in l.w.x.
func (l *locus) equations(h, y []float64) error {
	f := l.c.f
	if f.state(l.w.x, y[:l.dim]) < 0 {
		return errNegative
	}
	l.setQ(l.param(y, 1))
	if err := l.w.jacobian(l.w.x, l.param(y, 0)); err != nil {
		return err
	}
	scale := l.scale
	f.difference(h[:l.dim], l.w.pay)
	for i := range l.dim {
		h[i] /= scale
	}
	mon, _, err := l.w.spectrum(f, l.c.dec, l.w.x, l.param(y, 0), l.c.mons[l.mon].block, nil)
	if err != nil {
		return err
	}
	h[l.dim] = real(mon[l.mon]) / scale
	return nil
}

// locusStep is the half-width of the central differences in y, whose entries are of the order of one.
const locusStep = 1e-5

// derivative fills p.jac with ∂h/∂y; one-sided where a neighbour is refused.
func (l *locus) derivative(p *locusPoint) error {
	m := l.dim + 2
	p.jac = mat.NewDense(m, m, nil)
	up, down, y := make([]float64, m), make([]float64, m), slices.Clone(p.y)
	for j := range m {
		step := locusStep
		if j < l.dim && !l.c.f.logit {
			step = min(step, 0.1*y[j])
		}
		a, b := y[j]+step, y[j]-step
		y[j] = a
		errUp := l.equations(up, y)
		y[j] = b
		errDown := l.equations(down, y)
		y[j] = p.y[j]
		if errUp != nil {
			a = p.y[j]
			errUp = l.equations(up, y)
		} else if errDown != nil {
			b = p.y[j]
			errDown = l.equations(down, y)
		}
		if errUp != nil {
			return errUp
		}
		if errDown != nil {
			return errDown
		}
		for i := range m - 1 {
			p.jac.Set(i, j, (up[i]-down[i])/(a-b))
		}
	}
	return nil
}

const (
	// locusTolerance is the residual, relative to payoffs, at which a point counts as found; Newton goes
	// on below it as long as the residual falls.
	locusTolerance = 1e-11
	// locusSteps bounds the quasi-Newton steps for one point.
	locusSteps = 20
)

// correct solves h = 0 together with row·y = rhs, by Newton's method with the differences at the last
// point, improved by Broyden's rank-one update after each step.
func (l *locus) correct(jac *mat.Dense, y, row []float64, rhs float64) (*locusPoint, error) {
	m := l.dim + 2
	a := mat.DenseCopyOf(jac)
	a.SetRow(m-1, row)
	y = slices.Clone(y)
	h := make([]float64, m)
	best := &locusPoint{residual: math.Inf(1)}
	dy := make([]float64, m)
	for it := range locusSteps {
		if err := l.equations(h, y); err != nil {
			return nil, err
		}
		h[m-1] = dot(row, y) - rhs
		if it > 0 {
			broyden(a, dy, h)
		}
		r := maxAbs(h)
		if r < best.residual {
			if r > 0.5*best.residual && r < locusTolerance {
				best = &locusPoint{y: slices.Clone(y), x: slices.Clone(l.w.x), residual: r}
				break
			}
			best = &locusPoint{y: slices.Clone(y), x: slices.Clone(l.w.x), residual: r}
		} else if best.residual < locusTolerance {
			break
		}
		if r == 0 {
			break
		}
		if err := l.lu.Factorize(a); err != nil {
			return nil, errNoCorrection
		}
		copy(dy, h)
		l.lu.Solve(dy)
		for i := range y {
			dy[i] = -dy[i]
			y[i] += dy[i]
		}
		if d := maxAbs(dy); math.IsNaN(d) || d > 1 {
			return nil, errNoCorrection
		}
	}
	if best.residual > locusTolerance {
		return nil, errNoCorrection
	}
	return best, nil
}

// broyden makes a foretell the residual h after the step dy: a += h dyᵀ/dyᵀdy, its last row being exact.
func broyden(a *mat.Dense, dy, h []float64) {
	s := dot(dy, dy)
	if s == 0 {
		return
	}
	for i := range len(h) - 1 {
		r := a.RawRowView(i)
		for j := range r {
			r[j] += h[i] * dy[j] / s
		}
	}
}

// finish gives a corrected point its derivatives, tangent and precision. The tangent agrees with old.
func (l *locus) finish(p *locusPoint, old []float64) error {
	if err := l.derivative(p); err != nil {
		return err
	}
	m := l.dim + 2
	p.jac.SetRow(m-1, old)
	if err := l.lu.Factorize(p.jac); err != nil {
		return err
	}
	p.t = make([]float64, m)
	p.t[m-1] = 1
	l.lu.Solve(p.t)
	s := 1 / norm2(p.t)
	for i := range p.t {
		p.t[i] *= s
	}
	// Rounding of the equations, carried to the parameters by the inverse.
	e := make([]float64, m)
	e[l.dim] = marginFactor * unitRoundoff * eigenvalueUnits
	l.lu.Solve(e)
	p.precision = math.Hypot(e[l.dim]*(l.hi[0]-l.lo[0]), e[l.dim+1]*(l.hi[1]-l.lo[1]))
	return nil
}

// start corrects the event at fixed q.
func (l *locus) start(v, q float64, x []float64) (*locusPoint, error) {
	m := l.dim + 2
	y := make([]float64, m)
	l.c.f.coordinates(y, x)
	y[l.dim] = (v - l.lo[0]) / (l.hi[0] - l.lo[0])
	y[l.dim+1] = (q - l.lo[1]) / (l.hi[1] - l.lo[1])
	first := &locusPoint{y: y}
	if err := l.derivative(first); err != nil {
		return nil, err
	}
	row := make([]float64, m)
	row[m-1] = 1
	p, err := l.correct(first.jac, y, row, y[m-1])
	if err != nil {
		row[m-1], row[l.dim] = 0, 1 // the curve may turn in q here
		if p, err = l.correct(first.jac, y, row, y[l.dim]); err != nil {
			return nil, err
		}
	}
	return p, l.finish(p, row)
}

// follow traces the curve both ways from start into c.
func (l *locus) follow(ctx context.Context, c *LocusCurve, start *locusPoint) error {
	var half [2][]*locusPoint
	var failed error
	for side, sign := range []float64{-1, 1} {
		at := &locusPoint{y: start.y, x: start.x, jac: start.jac, t: slices.Clone(start.t)}
		for i := range at.t {
			at.t[i] *= sign
		}
		half[side], c.Ends[side], failed = l.run(ctx, at)
		if failed != nil {
			break
		}
		if c.Ends[side] == "closed" {
			c.Closed = true
			half[1-side] = nil
			c.Ends[1-side] = "closed"
			break
		}
	}
	slices.Reverse(half[0])
	all := append(append(half[0], start), half[1]...)
	if c.Closed {
		all = append(all, start)
	}
	for _, p := range all {
		c.Points = append(c.Points, LocusPoint{Value: l.param(p.y, 0), Q: l.param(p.y, 1), Share: p.x, Residual: p.residual, Precision: p.precision})
	}
	return failed
}

// run follows one direction and says why it ended.
func (l *locus) run(ctx context.Context, at *locusPoint) ([]*locusPoint, string, error) {
	var out []*locusPoint
	h := min(l.set.MaxStep, firstStep)
	origin := at
	for len(out) < l.set.MaxPoints {
		if err := ctx.Err(); err != nil {
			return out, "interrupted", err
		}
		p, end := l.step(at, &h)
		if p == nil {
			return out, end, nil
		}
		if len(out) > 3 && between2(at.y, p.y, origin) {
			return out, "closed", nil
		}
		out = append(out, p)
		if end != "" {
			return out, end, nil
		}
		at = p
		h = min(l.set.MaxStep, h*stepGrowth)
	}
	return out, "too many points", nil
}

// between2 tells whether the segment from a to b passes the origin of the curve in its direction.
func between2(a, b []float64, o *locusPoint) bool {
	d := make([]float64, len(a))
	e := make([]float64, len(a))
	for i := range d {
		d[i], e[i] = b[i]-a[i], o.y[i]-a[i]
	}
	s := dot(d, d)
	k := dot(d, e) / s
	if k < 0 || k > 1 {
		return false
	}
	return dot(e, e)-k*k*s < 0.01*s && dot(d, o.t) > 0
}

// step goes on by about h; the second result says why the curve ends at the point, if it does, or why
// there is none.
func (l *locus) step(at *locusPoint, h *float64) (*locusPoint, string) {
	m := l.dim + 2
	y := make([]float64, m)
	for ; *h > smallestStep*l.set.MaxStep; *h *= stepCut {
		for i := range y {
			y[i] = at.y[i] + *h*at.t[i]
		}
		if p, end, ok := l.toEdge(at, y, *h); ok {
			return p, end
		}
		if beyond(y[l.dim:]) {
			continue
		}
		p, err := l.correct(at.jac, y, at.t, dot(at.t, y))
		if err != nil || beyond(p.y[l.dim:]) || l.finish(p, at.t) != nil || dot(p.t, at.t) < turnLimit {
			continue
		}
		return p, ""
	}
	return nil, "no further point found: a share becomes zero, the eigenvalue is no longer simple, or the game refuses"
}

func beyond(v []float64) bool { return v[0] < 0 || v[0] > 1 || v[1] < 0 || v[1] > 1 }

// toEdge corrects on the edge of the ranges if the step leads across it.
func (l *locus) toEdge(at *locusPoint, y []float64, h float64) (*locusPoint, string, bool) {
	if !beyond(y[l.dim:]) {
		return nil, "", false
	}
	m := l.dim + 2
	best, coord, bound := h, -1, 0.0
	for k := range 2 {
		j := l.dim + k
		for _, b := range []float64{0, 1} {
			if s := (b - at.y[j]) / at.t[j]; (y[j]-b)*(at.y[j]-b) <= 0 && s >= 0 && s <= best && (b == 0) == (at.t[j] < 0) {
				best, coord, bound = s, j, b
			}
		}
	}
	if coord < 0 {
		return nil, "", false
	}
	if best == 0 {
		return nil, edgeNames[coord-l.dim], true
	}
	for i := range y {
		y[i] = at.y[i] + best*at.t[i]
	}
	row := make([]float64, m)
	row[coord] = 1
	p, err := l.correct(at.jac, y, row, bound)
	if err != nil {
		return nil, "", false
	}
	p.y[coord] = bound
	for k := range 2 {
		if j := l.dim + k; p.y[j] < 0 || p.y[j] > 1 {
			return nil, "", false
		}
	}
	if l.finish(p, at.t) != nil || dot(p.t, at.t) < turnLimit {
		return nil, "", false
	}
	return p, edgeNames[coord-l.dim], true
}

var edgeNames = [2]string{"end of the range of the first parameter", "end of the range of the second parameter"}
