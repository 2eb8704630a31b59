package economy

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// path is a bundle of directions in which the terms of an agreement are differentiated.
type path struct {
	onState    func() []Direction // directions of the short run at the solved state; nil: only efforts move
	nash, a    *mat.Dense         // how Nash efforts and those at z move, efforts by direction
	sizes      *mat.Dense         // dn_c; nil: zero
	directions int
}

// alongZ is the path of z alone.
func (p *pact) alongZ() *path {
	m := len(p.span)
	return &path{nash: mat.NewDense(m, 1, nil), a: mat.NewDense(m, 1, append([]float64(nil), p.span...)), directions: 1}
}

// size is dn_c along direction j.
func (q *path) size(c, j int) float64 {
	if q.sizes == nil {
		return 0
	}
	return q.sizes.At(c, j)
}

// realWages is the derivative of ln ω of some clusters along the path where efforts move by a, at the
// solved state.
func (q *path) realWages(w *efforts, a *mat.Dense, clusters []int) (*mat.Dense, error) {
	dirs := make([]Direction, q.directions)
	if q.onState != nil {
		copy(dirs, q.onState())
	}
	all := make([]int, len(w.a))
	for k := range all {
		all[k] = k
	}
	each := w.directions(all)
	for j := range dirs {
		w.combine(&dirs[j], each, a, j)
	}
	resp, err := w.ev.solver.Along(dirs...)
	if err != nil {
		return nil, err
	}
	out := mat.NewDense(max(1, len(clusters)), q.directions, nil)
	for i, c := range clusters {
		for j := range dirs {
			out.Set(i, j, w.own[c].of(w.ev.solver, resp, j))
		}
	}
	return out, nil
}

// combine adds to a direction that of all efforts moving by column j of a.
func (w *efforts) combine(d *Direction, each []Direction, a *mat.Dense, j int) {
	add := func(dst *[]float64, src []float64, by float64) {
		if src == nil {
			return
		}
		if *dst == nil {
			*dst = make([]float64, len(src))
		}
		for at, v := range src {
			(*dst)[at] += by * v
		}
	}
	for k := range each {
		by := a.At(k, j)
		if by == 0 {
			continue
		}
		add(&d.LogF, each[k].LogF, by)
		add(&d.LogQ, each[k].LogQ, by)
		add(&d.LogV, each[k].LogV, by)
		for _, t := range each[k].Routes {
			d.Routes = append(d.Routes, Route{t.At, by * t.LogT})
		}
	}
}

// respond finds how efforts move with the state: with those of Nash and cooperation, and with z, which the
// binding cluster decides. Where several bind together, as clusters that are alike do, z is the smallest
// of their functions and has a kink; the mean of their derivatives stands for it.
func (p *pact) respond(d *decided, t *terms) error {
	w := p.w
	m, nx := len(d.a), w.ev.dim()
	sizes := w.ev.sizesByState()
	q := &path{nash: p.nash.byState, a: mat.NewDense(m, nx, nil), sizes: sizes, directions: nx}
	q.onState = func() []Direction { dirs, _ := w.ev.stateDirections(w.ev.x); return dirs }
	for k := range d.a {
		row := q.a.RawRowView(k)
		for j := range row {
			row[j] = (1-t.z)*p.nash.byState.At(k, j) + t.z*p.coop.byState.At(k, j)
		}
	}
	d.byState = mat.DenseCopyOf(q.a)
	if t.worst >= 0 && t.z > 0 && !(t.z == 1 && t.excess < 0) {
		p.accuracy = tightBestReply
		at, err := p.at(t.z, q)
		if err != nil {
			return err
		}
		dz, binding := make([]float64, nx), 0.0
		for _, c := range p.clusters {
			if t.excesses[c] < t.excess-bindingTolerance*math.Abs(t.gain[c]/t.z) {
				continue
			}
			binding++
			k := p.seen[c] * p.patience
			byZ := t.gainAlong.At(c, 0) - k*t.lossBy.At(c, 0)
			for j := range dz {
				seen := -w.joint.Psi * p.seen[c] * p.seen[c] * sizes.At(c, j)
				dz[j] -= (at.gainAlong.At(c, j) - k*at.lossBy.At(c, j) - seen*p.patience*t.loss[c]) / byZ
			}
		}
		for k := range d.a {
			row := d.byState.RawRowView(k)
			for j := range row {
				row[j] += p.span[k] * dz[j] / binding
			}
		}
	}
	w.chargeCosts(d, d.byState, sizes)
	return nil
}
