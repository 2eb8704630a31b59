package equilibrium

import (
	"slices"

	"gonum.org/v1/gonum/mat"
)

// PartialJacobian is implemented by evaluators that can find a part of the Jacobian for less than the whole:
// among the options that somebody has chosen, or where a symmetry keeps options alike.
type PartialJacobian interface {
	// PayoffJacobianAmong writes π(x) to dst, and to element (a, b) of jac, square with the number of orbits,
	// the derivative of the payoff of the first option of orbit a by the share of every option of orbit b,
	// which grow alike. The options of an orbit must be images of each other under a symmetry that leaves x
	// as it is. Options in no orbit are left out of what responds: exact where x is zero there, else wrong
	// by some part of the order of their share. It reports false, and has done nothing, where the whole
	// Jacobian takes no longer.
	PayoffJacobianAmong(dst []float64, jac *mat.Dense, x []float64, orbits [][]int) (bool, error)
}

// some evaluates Jacobians among some options, in storage that is used again.
type some struct {
	all   []int // 0, 1, 2, …
	alone [][]int
	part  *mat.Dense
}

// jacobian writes π(x) to dst and the derivatives among the options to their elements of jac, which is square
// with the length of the state; the other elements mean nothing afterwards.
func (s *some) jacobian(ev Evaluator, dst []float64, jac *mat.Dense, x []float64, options []int) error {
	p, ok := ev.(PartialJacobian)
	if !ok || len(options) == len(x) {
		return ev.PayoffJacobian(dst, jac, x)
	}
	for len(s.all) < len(x) {
		s.all = append(s.all, len(s.all))
	}
	s.alone = s.alone[:0]
	for _, i := range options {
		s.alone = append(s.alone, s.all[i:i+1])
	}
	s.part = resized(s.part, len(options))
	if done, err := p.PayoffJacobianAmong(dst, s.part, x, s.alone); err != nil {
		return err
	} else if !done {
		return ev.PayoffJacobian(dst, jac, x)
	}
	s.spread(jac, s.part, options)
	return nil
}

// spread copies the elements of part to those of the options.
func (s *some) spread(jac, part *mat.Dense, options []int) {
	for a, i := range options {
		row, from := jac.RawRowView(i), part.RawRowView(a)
		for b, j := range options {
			row[j] = from[b]
		}
	}
}

// resized returns a square matrix of size n, in the storage of m where it is large enough.
func resized(m *mat.Dense, n int) *mat.Dense {
	if m == nil {
		return mat.NewDense(n, n, nil)
	}
	data := m.RawMatrix().Data
	return mat.NewDense(n, n, slices.Grow(data[:0], n*n)[:n*n])
}
