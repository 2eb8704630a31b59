package sweep

import (
	"errors"
	"fmt"
	"math"
)

// Kind is how the points of a design are laid out.
type Kind string

// The kinds of design.
const (
	Grid       Kind = "grid"        // every combination of the factors' values
	Latin      Kind = "latin"       // Latin hypercube: each factor's distribution cut into as many equal parts as points
	SobolSeq   Kind = "sobol"       // Sobol sequence, digitally shifted
	MonteCarlo Kind = "monte-carlo" // independent draws
	Saltelli   Kind = "saltelli"    // for Sobol indices: N(k+2) points
	Morris     Kind = "morris"      // for elementary effects: N trajectories of k+1 points
)

// MaxPoints is the largest number of points of a design.
const MaxPoints = 1_000_000_000

// DefaultLevels is the number of levels of a Morris design: four, with the step of two thirds of the range, is
// what Morris (1991) and the practice after him use.
const DefaultLevels = 4

// Factor is one of the numbers that vary.
type Factor struct {
	Name     string
	Values   []float64 // of a grid
	Marginal Marginal  // of the other designs
	Whole    bool      // whole numbers only: values are rounded
}

// Design lays out points over factors.
type Design struct {
	Kind        Kind
	Points      int // by kind: points, base points N (Saltelli) or trajectories (Morris); not for a grid
	Levels      int // of a Morris design, even; 0: DefaultLevels
	Seed        uint64
	Factors     []Factor
	Correlation [][]float64 // of the factors' normal scores; nil: independent
}

// Total is the number of points.
func (d *Design) Total() (int, error) {
	k := len(d.Factors)
	if k == 0 {
		return 0, errors.New("a design needs at least one parameter")
	}
	total := 1
	sizes := []int{d.Points}
	switch d.Kind {
	case Grid:
		sizes = sizes[:0]
		for _, f := range d.Factors {
			sizes = append(sizes, len(f.Values))
		}
	case Saltelli:
		sizes = append(sizes, k+2)
	case Morris:
		sizes = append(sizes, k+1)
	}
	for _, n := range sizes {
		if n < 1 {
			return 0, fmt.Errorf("the design %s has no points", d.Kind)
		}
		if total > MaxPoints/n {
			return 0, fmt.Errorf("the design %s has more than %d points; take fewer", d.Kind, MaxPoints)
		}
		total *= n
	}
	return total, nil
}

// Each calls yield with the index, counted from 1, and the values of every point in order, until it returns
// false. The slice is used again for the next point.
func (d *Design) Each(yield func(i int, x []float64) bool) error {
	total, err := d.Total()
	if err != nil {
		return err
	}
	at, err := d.generator(total)
	if err != nil {
		return err
	}
	x := make([]float64, len(d.Factors))
	for i := range total {
		at(x, i)
		if !yield(i+1, x) {
			return nil
		}
	}
	return nil
}

// generator is a function that puts the values of point i, counted from 0, into x.
func (d *Design) generator(total int) (func(x []float64, i int), error) {
	if d.Kind == Grid {
		return d.grid, nil
	}
	if d.Correlation != nil && (d.Kind == Saltelli || d.Kind == Morris) {
		return nil, fmt.Errorf("the design %s takes no correlation: its indices are of independent parameters", d.Kind)
	}
	unit, err := d.unit(total)
	if err != nil {
		return nil, err
	}
	var c *copula
	if d.Correlation != nil {
		if c, err = newCopula(d.Correlation); err != nil {
			return nil, err
		}
	}
	return func(x []float64, i int) {
		unit(x, i)
		if c != nil {
			c.apply(x)
		}
		for k, f := range d.Factors {
			x[k] = f.value(x[k])
		}
	}, nil
}

// value is the value of a factor at the share p of its distribution.
func (f *Factor) value(p float64) float64 {
	if u, ok := f.Marginal.(Uniform); ok && f.Whole { // each whole number with the same chance
		lo, hi := math.Ceil(u.From), math.Floor(u.To)
		return min(hi, lo+math.Floor(p*(hi-lo+1)))
	}
	v := f.Marginal.Quantile(p)
	if f.Whole {
		v = math.Round(v)
	}
	return v
}

// grid is point i of all combinations, the last factor varying fastest.
func (d *Design) grid(x []float64, i int) {
	for k := len(d.Factors) - 1; k >= 0; k-- {
		v := d.Factors[k].Values
		x[k] = v[i%len(v)]
		i /= len(v)
	}
}

// unit is the generator of points in the open unit cube.
func (d *Design) unit(total int) (func(u []float64, i int), error) {
	k := len(d.Factors)
	switch d.Kind {
	case MonteCarlo:
		return func(u []float64, i int) {
			r := stream(d.Seed, streamPoint, i)
			for j := range u {
				u[j] = open(r)
			}
		}, nil
	case Latin:
		order := make([][]int, k)
		for j := range order {
			order[j] = stream(d.Seed, streamOrder, j).Perm(total)
		}
		return func(u []float64, i int) {
			r := stream(d.Seed, streamPoint, i)
			for j := range u {
				u[j] = (float64(order[j][i]) + open(r)) / float64(total)
			}
		}, nil
	case SobolSeq:
		s, err := newSobol(k, d.Seed)
		if err != nil {
			return nil, err
		}
		return func(u []float64, i int) { s.at(u, uint32(i)) }, nil
	case Saltelli:
		return d.saltelli()
	case Morris:
		return d.morris()
	}
	return nil, fmt.Errorf("unknown design %q; designs are grid, latin, sobol, monte-carlo, saltelli, morris", d.Kind)
}
