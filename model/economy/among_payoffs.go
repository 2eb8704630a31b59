package economy

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// PayoffJacobianAmong writes the payoffs to dst, and to element (a, b) of jac, square with the number of orbits, the
// derivative of the payoff of the first option of orbit a by the share of every option of orbit b, which
// grow alike. It implements equilibrium.PartialJacobian, for economies where it takes less than the whole.
func (ev *Evaluator) PayoffJacobianAmong(dst []float64, jac *mat.Dense, x []float64, orbits [][]int) (bool, error) {
	if !ev.e.separable() {
		return false, nil
	}
	if err := ev.solve(x, true); err != nil {
		return true, err
	}
	ev.payoffs(dst, x)
	if err := ev.amongPlaces(jac, orbits); err != nil {
		return true, err
	}
	for a, o := range orbits {
		row := jac.RawRowView(a)
		for b := range row {
			row[b] *= dst[o[0]]
		}
	}
	return true, nil
}

// amongPlaces writes the derivatives of log payoffs among orbits of options, of a separable economy at a solved
// state.
func (ev *Evaluator) amongPlaces(jac *mat.Dense, orbits [][]int) error {
	e := ev.e
	places := make([][]int, len(orbits))
	for o, members := range orbits {
		for _, k := range members {
			s := e.mb.slots[k]
			places[o] = append(places[o], s.industry*e.home+s.region)
		}
	}
	if err := ev.solver.among(places); err != nil {
		return fmt.Errorf("economy: derivative of the short run: %w", err)
	}
	p, k := &ev.solver.part, len(orbits)
	for a := range orbits {
		row := jac.RawRowView(a)
		copy(row, p.wage.RawRowView(a))
		for j, in := range e.Technology.Industries {
			if in.Mu > 0 {
				for b, v := range p.logG.RawRowView(j*k + a) {
					row[b] -= in.Mu * v
				}
			}
		}
		for b, members := range orbits {
			row[b] *= e.mb.mass[e.mb.popOf[members[0]]]
		}
	}
	return nil
}
