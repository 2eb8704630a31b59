package equilibrium

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Objective is a smooth function on a product of simplices. It returns its value at x and writes its
// gradient to grad; how it is continued off the simplices does not matter. It is for one goroutine.
type Objective func(grad, x []float64) (float64, error)

// OptimumSettings steer Optimum. The zero value is the default.
type OptimumSettings struct {
	Starts    [][]float64 // states to start from, besides the centre, the vertices' neighbours and random ones
	Random    int         // random starts, 0 for 8, negative for none
	Tolerance float64     // the residual of the first-order conditions to reach, 0 for 1e-10
	MaxSteps  int         // for each start, 0 for 500
	Seed      uint64
	Workers   int // largest number of goroutines, 0 for GOMAXPROCS
}

// Maximum is the best of the maxima that Optimum found.
type Maximum struct {
	Share    []float64
	Value    float64
	Gradient []float64
	// Multiplier is the value of one more unit of each population: the common slope of the options taken.
	Multiplier []float64
	// Residual is how far the first-order (Karush–Kuhn–Tucker) conditions are from being met, relative to
	// the largest slope: ∂_i = Multiplier where x_i > 0, ∂_i ≤ Multiplier where x_i = 0.
	Residual float64
	Steps    int
	Starts   int // starts made
	Agreed   int // starts that ended at this value, to within the tolerance
	Failed   int // starts that did not converge
}

const (
	defaultOptimumStarts    = 8
	defaultOptimumTolerance = 1e-10
	defaultOptimumSteps     = 500
	// mostCorners bounds the starts near vertices.
	mostCorners = 32
	// sameValue is the relative difference of values that counts as none: the square root of the
	// tolerance on slopes would do near a maximum, so this is strict.
	sameValue = 1e-9
)

// Optimum maximises a function over a product of simplices from several starts, and returns the best
// maximum. From each start the active bounds are found by projected gradient steps of Barzilai–Borwein
// length with a line search (Birgin, Martínez and Raydan 2000); on the face so found, Newton's method with
// differenced gradients does the rest, and bounds are let go of where that pays.
//
// newObjective is called once for each start. A local maximum is what a start leads to: that the best is
// the global one is not proved, Agreed tells how many starts led there.
//
// Errors: the context's; the objective's where no start worked; ErrNotConverged, with the best point, if
// none of the starts met the tolerance.
func Optimum(ctx context.Context, newObjective func() Objective, pops []Population, s OptimumSettings) (*Maximum, error) {
	if len(pops) == 0 {
		return nil, errors.New("equilibrium: optimum without populations")
	}
	if s.Tolerance <= 0 {
		s.Tolerance = defaultOptimumTolerance
	}
	if s.MaxSteps <= 0 {
		s.MaxSteps = defaultOptimumSteps
	}
	if s.Workers <= 0 {
		s.Workers = runtime.GOMAXPROCS(0)
	}
	starts, err := optimumStarts(pops, s)
	if err != nil {
		return nil, err
	}
	found, errs := make([]*Maximum, len(starts)), make([]error, len(starts))
	err = each(ctx, s.Workers, len(starts), func(k int) error {
		c := newClimber(newObjective(), pops, starts[k], s.Tolerance)
		errs[k] = c.run(ctx, s.MaxSteps)
		if c.value > math.Inf(-1) {
			found[k] = c.maximum()
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	return bestOf(found, errs, s)
}

func bestOf(found []*Maximum, errs []error, s OptimumSettings) (*Maximum, error) {
	var best *Maximum
	for _, m := range found { // converged ones before others
		if m == nil {
			continue
		}
		if best == nil || (m.Residual <= s.Tolerance) && (best.Residual > s.Tolerance) ||
			(m.Residual <= s.Tolerance) == (best.Residual <= s.Tolerance) && m.Value > best.Value+sameValue*math.Abs(best.Value) {
			best = m
		}
	}
	if best == nil {
		return nil, fmt.Errorf("equilibrium: optimum: the objective failed at every start: %w", errors.Join(errs...))
	}
	best.Starts = len(found)
	for _, m := range found {
		switch {
		case m == nil || m.Residual > s.Tolerance:
			best.Failed++
		case math.Abs(m.Value-best.Value) <= sameValue*max(math.Abs(best.Value), math.SmallestNonzeroFloat64):
			best.Agreed++
		}
	}
	if best.Residual > s.Tolerance {
		return best, &ConvergenceError{Op: "optimum", Option: -1, Residual: best.Residual, Steps: best.Steps,
			Tried: []string{"projected gradients", "Newton's method on the face"},
			Hint:  fmt.Sprintf("the first-order conditions are off by %.2g of the largest slope: is the gradient right?", best.Residual), Err: errors.Join(errs...)}
	}
	return best, nil
}

func optimumStarts(pops []Population, s OptimumSettings) ([][]float64, error) {
	n := pops[len(pops)-1].End
	all, pop := make([]int, n), make([]int, n)
	for k, p := range pops {
		for i := p.Start; i < p.End; i++ {
			all[i], pop[i] = i, k
		}
	}
	starts := [][]float64{centre(pops, all, n)}
	for i := 0; i < n && i < mostCorners; i++ {
		starts = append(starts, leaning(pops, all, n, i, leaningPart))
	}
	random := s.Random
	if random == 0 {
		random = defaultOptimumStarts
	}
	draw := newSampler(pops, pop, all, s.Seed)
	for k := range max(0, random) {
		starts = append(starts, draw.start(k))
	}
	for k, x := range s.Starts {
		if len(x) != n {
			return nil, fmt.Errorf("equilibrium: start %d has %d shares, not %d", k, len(x), n)
		}
		y := slices.Clone(x)
		projectSimplex(pops, y)
		starts = append(starts, y)
	}
	return starts, nil
}

// projectSimplex moves x to the nearest point of the product of simplices (Held, Wolfe and Crowder 1974).
func projectSimplex(pops []Population, x []float64) {
	for _, p := range pops {
		v := x[p.Start:p.End]
		u := slices.Clone(v)
		slices.Sort(u)
		sum, theta := 0.0, 0.0
		for k := len(u) - 1; k >= 0; k-- {
			sum += u[k]
			if t := (sum - 1) / float64(len(u)-k); u[k] > t {
				theta = t
			}
		}
		for i := range v {
			v[i] = max(0, v[i]-theta)
		}
		floats.Scale(1/floats.Sum(v), v)
	}
}
