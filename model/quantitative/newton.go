package quantitative

import (
	"errors"
	"fmt"
	"math"
)

// system is a system of equations r(z) = 0 in logs, for Newton's method.
type system interface {
	// residual computes r at z, and what factorize needs there.
	residual(z []float64) error
	// residuals are r where it was computed last.
	residuals() []float64
	// tolerance is the size of residuals that counts as zero there: rounding may ask for more than usual.
	tolerance() float64
	// factorize prepares to solve with the Jacobian where r was computed last.
	factorize() (inverse, error)
}

// inverse solves J x = −r to a relative tolerance, J the Jacobian at some point.
type inverse func(r []float64, tolerance float64) ([]float64, error)

const (
	// residualTolerance is relative to income and welfare: log residuals carry some tens of units of
	// roundoff, 1e-14.
	residualTolerance = 1e-13
	// newtonSteps is ample: damping ends after ten or twenty steps, and then digits double.
	newtonSteps = 200
	// longestStep bounds how far a step moves a logarithm: models of exponentials tell nothing farther out.
	longestStep = 2.0
	// shortestStep is the damping at which Newton's method gives up.
	shortestStep = 0x1p-30
	// monotonicity is by how much the next correction must shrink at a full step.
	monotonicity = 0.5
	// testTolerance is how well the next correction need be known for that.
	testTolerance = 0.05
	// steep is the fall of the residual at a full step that needs no test.
	steep = 0.1
)

// newton solves a system from z, where r was computed, by Newton's method, and returns the number of steps.
// How far to go along a step is decided by the correction that the same Jacobian would make next, which
// must shrink (the natural monotonicity test of Deuflhard 2004, §3.3): residuals themselves, of places whose
// sizes differ by orders of magnitude, are no measure of progress. On failure z is the last point reached,
// and r that at z.
func newton(s system, z []float64) (steps int, err error) {
	for ; steps < newtonSteps; steps++ {
		if maxAbs(s.residuals()) <= s.tolerance() {
			return steps, nil
		}
		solve, err := s.factorize()
		if err != nil {
			return steps, fmt.Errorf("%w: %w", ErrNotConverged, err)
		}
		if err := advance(s, z, solve); err != nil {
			if e := s.residual(z); e != nil {
				return steps, e
			}
			if maxAbs(s.residuals()) <= s.tolerance() {
				return steps, nil
			}
			return steps, fmt.Errorf("%w: %w", ErrNotConverged, err)
		}
	}
	return steps, fmt.Errorf("%w: too many Newton steps", ErrNotConverged)
}

// advance takes one damped Newton step and leaves r at the new z.
func advance(s system, z []float64, solve inverse) error {
	start := maxAbs(s.residuals())
	step, err := solve(s.residuals(), math.Max(1e-10, math.Min(1e-2, start)))
	if err != nil {
		return err
	}
	size := maxAbs(step)
	if math.IsNaN(size) || math.IsInf(size, 0) {
		return errors.New("the Newton step is not finite")
	}
	try := make([]float64, len(z))
	for t := min(1, longestStep/max(longestStep, size)); t >= shortestStep; t /= 2 {
		for i := range try {
			try[i] = z[i] + t*step[i]
		}
		if err := s.residual(try); err != nil {
			continue
		}
		norm := maxAbs(s.residuals())
		good := norm <= s.tolerance() || t == 1 && norm <= steep*start
		if !good && !math.IsNaN(norm) {
			next, err := solve(s.residuals(), testTolerance)
			good = err == nil && maxAbs(next) <= (1-monotonicity*t)*size
		}
		if good {
			copy(z, try)
			return nil
		}
	}
	return errors.New("no step is short enough")
}

// maxAbs is the largest modulus, NaN where an entry is NaN.
func maxAbs(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}

// farthest is the place of the largest entry.
func farthest(x []float64) int {
	k := 0
	for i := range x {
		if math.Abs(x[i]) > math.Abs(x[k]) {
			k = i
		}
	}
	return k
}
