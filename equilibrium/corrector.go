package equilibrium

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// errNoCorrection says that Newton's method did not come back to the curve; the step is then shortened.
var errNoCorrection = errors.New("equilibrium: corrector did not converge")

// errNegative says that a coordinate became negative on the way.
var errNegative = errors.New("equilibrium: a share became negative")

const (
	// residualTolerance, times the size of the payoffs, is the residual at which a point counts as
	// corrected. Payoffs are good to some 1e-14 relative; ten times that is always reached.
	residualTolerance = 1e-13
	// stalledTolerance is the residual that is accepted when Newton's steps no longer lower it: the
	// rounding of payoffs whose short run is badly conditioned.
	stalledTolerance = 1e-10
	// conditionTolerance is how exactly a condition must hold; it is linear, so that one step leaves no
	// more than the rounding of a sum over the state.
	conditionTolerance = 1e-14
	// negativeTolerance is what a share may fall below zero on the way to a point where it is zero.
	negativeTolerance = 1e-12
	// freshColumn is how many steps the derivative by the parameter lasts before it is taken anew: where
	// the corrector takes that long it started too far away for updates to serve.
	freshColumn = 4
	// correctorSteps bounds Newton's steps. From a good predictor two or three do.
	correctorSteps = 10
)

// condition is the last row of the bordered system: cx·x + cv·v = rhs.
type condition struct {
	cx  []float64 // nil: zero
	cv  float64
	rhs float64
}

func (c *condition) residual(x []float64, v float64) float64 {
	r := c.cv*v - c.rhs
	if c.cx != nil {
		r += dot(c.cx, x)
	}
	return r
}

// bordered fills w.sys with
//
//	⎡ F_u   F_v ⎤
//	⎣ (c·x)_u  c_v ⎦
//
// at the state x; w.part and w.col hold ∂π/∂x among the orbits and F_v. (Keller 1977; Govaerts 2000, ch. 3.)
func (w *worker) bordered(f *face, x []float64, c *condition) {
	d := f.dim()
	if w.sys == nil || w.sys.RawMatrix().Rows != d+1 {
		w.sys = mat.NewDense(d+1, d+1, nil)
	}
	for j, o := range f.free {
		row := w.sys.RawRowView(j)
		a, b := w.part.RawRowView(o), w.part.RawRowView(f.base[f.class[o]])
		sums := w.tmp[:len(f.rep)]
		for i := range sums {
			sums[i] = a[i] - b[i]
		}
		f.pullSums(row[:d], sums, x)
		row[d] = w.col[j]
	}
	last := w.sys.RawRowView(d)
	for j := range last {
		last[j] = 0
	}
	if c.cx != nil {
		f.pull(last[:d], c.cx, x)
	}
	last[d] = c.cv
}

// size is what residuals are measured by: payoffs, or, where these are small themselves, what they change
// by over the shares and the range of the parameter.
func (w *worker) size(d int) float64 {
	s := maxAbs(w.pay)
	for j := range d {
		row := w.sys.RawRowView(j)
		s = max(s, maxAbs(row[:d]), math.Abs(row[d])*w.span())
	}
	return s
}

// setColumn puts F_v into w.sys.
func (w *worker) setColumn(d int) {
	for j := range d {
		w.sys.Set(j, d, w.col[j])
	}
}

// derivative fills w.col with F_v.
func (w *worker) derivative(f *face, x []float64, v float64) error {
	if err := w.parameterDerivative(x, v); err != nil {
		return err
	}
	f.difference(w.col, w.dp)
	return nil
}

// correct moves (x, v) onto the curve of the face where the condition holds, by Newton's method. x, v are
// the first guess and w.col holds F_v nearby, which is kept up to date along the steps by Broyden's
// update of that one column. On success w.pay, w.part belong to the point.
func (w *worker) correct(f *face, x []float64, v float64, c *condition) (float64, int, error) {
	d := f.dim()
	u, old := w.f[:d], w.old[:d]
	f.coordinates(u, x)
	last := math.Inf(1)
	dv, step2 := 0.0, 0.0
	for it := 0; ; it++ {
		if least := f.state(x, u); least < -negativeTolerance {
			return v, it, errNegative
		} else if least < 0 {
			for i := range x {
				x[i] = max(x[i], 0)
			}
		}
		if err := w.partial(f, x, v); err != nil {
			return v, it, err
		}
		f.difference(w.rhs, w.pay)
		w.bordered(f, x, c)
		scale := w.size(d)
		res := maxAbs(w.rhs[:d])
		cond := c.residual(x, v)
		done := math.Abs(cond) <= conditionTolerance*(1+math.Abs(c.rhs))
		if d == 0 || res <= residualTolerance*scale && done {
			if done {
				return v, it, nil
			}
		}
		if it > 1 && res > 0.5*last && res <= stalledTolerance*scale && done {
			return v, it, nil
		}
		if it >= correctorSteps || it > 2 && res > 10*last && res > stalledTolerance*scale {
			return v, it, errNoCorrection
		}
		if it > 0 && dv != 0 && res > stalledTolerance*scale {
			if it%freshColumn == 0 {
				if err := w.derivative(f, x, v); err != nil {
					return v, it, err
				}
			} else {
				w.updateColumn(d, old, step2, dv)
			}
		}
		last = res
		w.setColumn(d)
		w.rhs[d] = cond
		if err := w.lu.Factorize(w.sys); err != nil {
			if res <= stalledTolerance*scale && done { // a branch point, where the system is singular
				return v, it, nil
			}
			return v, it, errNoCorrection
		}
		copy(old, w.rhs[:d])
		w.lu.Solve(w.rhs[:d+1])
		step := w.limit(f, u, w.rhs[:d])
		step2 = 0
		for j := range u {
			u[j] -= step * w.rhs[j]
			step2 += step * step * w.rhs[j] * w.rhs[j]
		}
		dv = -step * w.rhs[d]
		v += dv
		for j := range old {
			old[j] *= 1 - step // what the linear model leaves of the residual
		}
		if math.IsNaN(v) || v < w.lo-w.span() || v > w.hi+w.span() {
			return v, it, errNoCorrection
		}
	}
}

// updateColumn corrects F_v by what the linear model missed in the last step, of squared length step2 in
// the coordinates and dv in the parameter: the column's part of Broyden's update. w.rhs holds the residual
// found, expect the one foretold.
func (w *worker) updateColumn(d int, expect []float64, step2, dv float64) {
	s := dv / w.span()
	c := s / (s*s + step2) / w.span()
	for j := range d {
		w.col[j] += c * (w.rhs[j] - expect[j])
	}
}

// limit keeps a Newton step from leaving the region where it means anything: logits move by at most 2.
func (w *worker) limit(f *face, u, du []float64) float64 {
	if !f.logit {
		return 1
	}
	m := maxAbs(du)
	if m > 2 {
		return 2 / m
	}
	return 1
}

// tangent writes the unit tangent of the curve at (x, v) to tx (of the state) and returns its component
// tv along the parameter in units of the span. The point has just been corrected, w.part belongs to it.
// Its orientation agrees with (ox, ov), which also stands in for it at a branch point, where the system is
// singular and the curve has two tangents.
func (w *worker) tangent(f *face, tx, x []float64, v float64, ox []float64, ov float64) (float64, error) {
	d := f.dim()
	if err := w.derivative(f, x, v); err != nil {
		return 0, err
	}
	c := condition{cx: ox, cv: ov / w.span()}
	w.bordered(f, x, &c)
	if err := w.lu.Factorize(w.sys); errors.Is(err, linalg.ErrSingular) {
		copy(tx, ox)
		s := math.Hypot(norm2(ox), ov)
		for i := range tx {
			tx[i] /= s
		}
		return ov / s, nil
	} else if err != nil {
		return 0, err
	}
	for j := range d {
		w.rhs[j] = 0
	}
	w.rhs[d] = 1
	w.lu.Solve(w.rhs[:d+1])
	f.push(tx, w.rhs[:d], x)
	tv := w.rhs[d] / w.span()
	s := 1 / math.Sqrt(dot(tx, tx)+tv*tv)
	for i := range tx {
		tx[i] *= s
	}
	return tv * s, nil
}
