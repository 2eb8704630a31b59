package equilibrium

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

const (
	// roughResidual is the residual at which Newton's method takes over from projected gradients.
	roughResidual = 1e-3
	// gradientRun bounds the projected gradient steps in a row.
	gradientRun = 60
	// gradientStep is the cube root of the unit roundoff: the step of a central difference at which
	// rounding and truncation errors are alike.
	gradientStep = 5e-6
	// emptyShare is the share below which an option that pays too little is taken to be empty.
	emptyShare = 1e-8
	// climbHalvings bounds a line search.
	climbHalvings = 40
)

// climber is one ascent of Optimum.
type climber struct {
	f         Objective
	pops      []Population
	pop       []int
	tol       float64
	x, grad   []float64
	value     float64
	mean      []float64 // multipliers
	residual  float64
	steps     int
	trial, tg []float64
}

func newClimber(f Objective, pops []Population, x []float64, tol float64) *climber {
	n := len(x)
	c := &climber{f: f, pops: pops, tol: tol, x: slices.Clone(x), value: math.Inf(-1), pop: make([]int, n)}
	c.grad, c.trial, c.tg = make([]float64, n), make([]float64, n), make([]float64, n)
	for k, p := range pops {
		for i := p.Start; i < p.End; i++ {
			c.pop[i] = k
		}
	}
	return c
}

func (c *climber) maximum() *Maximum {
	return &Maximum{Share: c.x, Value: c.value, Gradient: c.grad, Multiplier: c.mean, Residual: c.residual, Steps: c.steps}
}

// judge finds the multipliers and the residual of the first-order conditions at x.
func (c *climber) judge() {
	c.mean = Means(c.pops, c.grad, c.x)
	c.residual = 0
	scale := maxAbs(c.grad)
	if scale == 0 {
		return
	}
	for i, g := range c.grad {
		gap := g - c.mean[c.pop[i]]
		if c.x[i] > 0 {
			gap = math.Abs(gap)
		}
		c.residual = max(c.residual, gap/scale)
	}
}

// evaluate is the objective with answers that are no numbers made errors.
func (c *climber) evaluate(grad, x []float64) (float64, error) {
	v, err := c.f(grad, x)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0) || math.IsNaN(floats.Sum(grad)) || math.IsInf(maxAbs(grad), 0)) {
		err = errNotFinite
	}
	return v, err
}

// run climbs until the residual meets the tolerance or nothing gains any more.
func (c *climber) run(ctx context.Context, most int) error {
	v, err := c.evaluate(c.grad, c.x)
	if err != nil {
		return err
	}
	c.value = v
	c.judge()
	for c.residual > c.tol && c.steps < most {
		before := c.residual
		if c.residual > roughResidual {
			c.gradients(ctx, roughResidual)
		}
		c.clear()
		moved := c.newton(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		if c.residual > c.tol && (!moved || c.residual > before/2) {
			if c.gradients(ctx, c.residual/10); c.residual > before*(1-armijo) && !moved {
				return nil
			}
		}
	}
	return nil
}

// gradients takes projected gradient steps until the residual falls to the goal.
func (c *climber) gradients(ctx context.Context, goal float64) {
	length := 1 / max(maxAbs(c.grad), math.SmallestNonzeroFloat64*1e10)
	for k := 0; k < gradientRun && c.residual > goal && ctx.Err() == nil; k++ {
		c.steps++
		if !c.gradientStep(length) {
			return
		}
		// Barzilai–Borwein: s·s / −s·y, s and y the changes of x and of the gradient (kept in trial, tg).
		ss, sy := floats.Dot(c.trial, c.trial), -floats.Dot(c.trial, c.tg)
		if length = ss / sy; !(sy > 0) {
			length = 10 / max(maxAbs(c.grad), math.SmallestNonzeroFloat64*1e10)
		}
	}
}

// gradientStep moves along the projected gradient and leaves the changes of x and grad in trial and tg.
func (c *climber) gradientStep(length float64) bool {
	d := slices.Clone(c.x)
	floats.AddScaled(d, length, c.grad)
	projectSimplex(c.pops, d)
	floats.Sub(d, c.x)
	slope := floats.Dot(d, c.grad)
	if !(slope > 0) {
		return false
	}
	return c.search(d, slope, 1)
}

// search moves along d by the largest of t, t/2, … that gains enough.
func (c *climber) search(d []float64, slope, t float64) bool {
	for range climbHalvings {
		copy(c.trial, c.x)
		floats.AddScaled(c.trial, t, d)
		for i, v := range c.trial {
			c.trial[i] = max(0, v)
		}
		normalise(c.pops, c.trial)
		v, err := c.evaluate(c.tg, c.trial)
		if err == nil && v >= c.value+armijo*t*slope-2*unitRoundoff*math.Abs(c.value) {
			c.x, c.trial = c.trial, c.x
			c.grad, c.tg = c.tg, c.grad
			c.value = v
			c.judge()
			for i := range c.trial {
				c.trial[i], c.tg[i] = c.x[i]-c.trial[i], c.grad[i]-c.tg[i]
			}
			return true
		}
		t /= 2
	}
	return false
}

// clear empties options whose small share is not worth keeping.
func (c *climber) clear() {
	x := slices.Clone(c.x)
	for i, v := range x {
		if v < emptyShare && c.grad[i] < c.mean[c.pop[i]] {
			x[i] = 0
		}
	}
	if slices.Equal(x, c.x) {
		return
	}
	normalise(c.pops, x)
	if v, err := c.evaluate(c.tg, x); err == nil {
		copy(c.x, x)
		copy(c.grad, c.tg)
		c.value = v
		c.judge()
	}
}

// newton takes Newton steps on the face of the options taken, and is true if it got anywhere.
func (c *climber) newton(ctx context.Context) bool {
	moved := false
	for range gradientRun {
		if c.residual <= c.tol || ctx.Err() != nil {
			break
		}
		c.steps++
		before := c.residual
		d, ok := c.direction()
		if !ok {
			break
		}
		slope := floats.Dot(d, c.grad)
		if slope < 0 || !c.search(d, slope, c.room(d)) {
			break
		}
		moved = true
		c.clear()
		if c.residual > before/2 && c.residual < roughResidual*roughResidual { // rounding
			break
		}
	}
	return moved
}

// room is how far x can move along d, at most 1; it stops at the first bound.
func (c *climber) room(d []float64) float64 {
	t := 1.0
	for i, v := range d {
		if v < 0 && -v*t > c.x[i] {
			t = c.x[i] / -v
		}
	}
	return t
}

// direction is Newton's, on the options taken, with the Hessian made negative definite by a shift.
func (c *climber) direction() ([]float64, bool) {
	d := newDifferences(c.pops, nil, Support(c.x))
	d.rebase(c.x)
	m := len(d.free)
	if m == 0 {
		return nil, false
	}
	h, ok := c.hessian(d)
	if !ok {
		return nil, false
	}
	z := make([]float64, m)
	for a, i := range d.free {
		z[a] = c.grad[i] - c.grad[d.base[d.pop[i]]]
	}
	if !solveShifted(h, z) {
		return nil, false
	}
	step := make([]float64, len(c.x))
	for a, i := range d.free {
		step[i] = z[a]
		step[d.base[d.pop[i]]] -= z[a]
	}
	return step, !math.IsNaN(floats.Sum(step))
}

// solveShifted overwrites z by the solution of (h + shift I) s = z, the shift being the least that makes
// every eigenvalue of the symmetric h positive by a small part of the largest.
func solveShifted(h *mat.Dense, z []float64) bool {
	values, err := linalg.Eigenvalues(h)
	if err != nil {
		return false
	}
	largest := 0.0
	for _, v := range values {
		largest = max(largest, math.Abs(real(v)))
	}
	if shift := gradientStep*largest - real(values[len(values)-1]); shift > 0 {
		for a := range z {
			h.Set(a, a, h.At(a, a)+shift)
		}
	}
	var lu linalg.LU
	if lu.Factorize(h) != nil {
		return false
	}
	lu.Solve(z)
	return true
}

// hessian is minus the second derivative along the free shares, from central differences of the gradient.
func (c *climber) hessian(d *differences) (*mat.Dense, bool) {
	m, n := len(d.free), len(c.x)
	full := mat.NewDense(m, m, nil)
	up, down, y := make([]float64, n), make([]float64, n), make([]float64, n)
	for b, j := range d.free {
		o := d.base[d.pop[j]]
		h := min(gradientStep, c.x[j]/2, c.x[o]/2)
		for _, side := range []struct {
			sign float64
			grad []float64
		}{{1, up}, {-1, down}} {
			copy(y, c.x)
			y[j] += side.sign * h
			y[o] -= side.sign * h
			if _, err := c.evaluate(side.grad, y); err != nil {
				return nil, false
			}
		}
		for a, i := range d.free {
			r := d.base[d.pop[i]]
			full.Set(a, b, -((up[i]-up[r])-(down[i]-down[r]))/(2*h))
		}
	}
	for a := range m {
		for b := range a {
			v := (full.At(a, b) + full.At(b, a)) / 2
			full.Set(a, b, v)
			full.Set(b, a, v)
		}
	}
	return full, true
}
