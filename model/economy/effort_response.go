package economy

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// sizesByState is dn_c/dx_j, clusters by entries of the state.
func (ev *Evaluator) sizesByState() *mat.Dense {
	e := ev.e
	home := e.home
	sizes := mat.NewDense(e.market.nI*home, len(e.mb.slots), nil)
	for j, to := range e.mb.slots {
		i := to.industry
		if i == agriculture {
			continue
		}
		total := 0.0
		for r := range home {
			total += ev.given.Labour[i*e.market.n+r]
		}
		scale := (e.External.Enterprises[i] - 1) * e.mb.mass[e.mb.popOf[j]] / total
		for r := range home {
			dl := -ev.share[i*home+r]
			if r == to.region {
				dl++
			}
			sizes.Set(i*home+r, j, scale*dl)
		}
	}
	return sizes
}

// stateDirections are the directions of the short run along the entries of the state at given efforts:
// labour, farm income, and external economies through the sizes of clusters. sizes is sizesByState.
func (ev *Evaluator) stateDirections(x []float64) (dirs []Direction, sizes *mat.Dense) {
	e := ev.e
	n, nI := e.market.n, e.market.nI
	sizes = ev.sizesByState()
	dirs = make([]Direction, len(e.mb.slots))
	for j, to := range e.mb.slots {
		mass := e.mb.mass[e.mb.popOf[j]]
		d := &dirs[j]
		if to.industry == agriculture {
			d.FarmIncome = make([]float64, n)
			d.FarmIncome[to.region] = mass * e.Farming.Wage(to.region, mass*x[j])
			continue
		}
		d.Labour = make([]float64, nI*n)
		d.Labour[to.industry*n+to.region] = mass
		ev.externalAlong(d, to.industry, j, sizes)
	}
	return dirs, sizes
}

// externalAlong adds to the direction of entry j what external economies of industry i do along it.
func (ev *Evaluator) externalAlong(d *Direction, i, j int, sizes *mat.Dense) {
	e := ev.e
	n, home := e.market.n, e.home
	d.LogQ = make([]float64, e.market.nI*n)
	for r := range home {
		dn := sizes.At(i*home+r, j)
		if dn == 0 {
			continue
		}
		out := e.External.slope(e, ev.size, i, r, func(q int, slope float64) { d.LogQ[i*n+q] += dn * slope })
		if out == 0 {
			continue
		}
		for s := range n {
			if s != r {
				at := (i*n+r)*n + s
				d.Routes = append(d.Routes, Route{at, dn * out * ev.w.slack(at)})
			}
		}
	}
}

// respond finds how the efforts of a solved choice move with the state, from the derivative of
// a_k = reply_k(gain_k(a, x), κ_k(n(x))):
//
//	(I − reply_gain ∂gain/∂a) da/dx = reply_gain ∂gain/∂x + reply_κ dκ/dn dn/dx,
//
// exact through second derivatives of the short run, one-sided where an effort just leaves its bound.
func (p *choice) respond(out *decided) error {
	w, ev := p.w, p.w.ev
	state, sizes := ev.stateDirections(ev.x)
	m, nx := len(p.moving), len(state)
	dirs := append(w.directions(p.moving), state...)
	resp, err := ev.solver.Along(dirs...)
	if err != nil {
		return err
	}
	leaving, restore := p.leaving()
	defer restore()
	var second *mat.Dense
	if m > 0 {
		tan := ev.solver.tangents(dirs, resp)
		if second, err = p.secondBy(tan[:m], tan); err != nil {
			return err
		}
	}
	for c, k := range p.moving {
		p.explicit(second.RawRowView(c)[m:], k, c, resp, sizes)
	}
	out.byState = mat.NewDense(len(p.a), nx, nil)
	for k := range p.a { // efforts with a constant gain move with their cost only
		p.byCost(out.byState.RawRowView(k), k, sizes)
	}
	if err := p.move(out.byState, second, leaving); err != nil {
		return err
	}
	gains := mat.NewDense(len(p.a), nx, nil)
	for c, k := range p.moving {
		row := gains.RawRowView(k)
		for j := range nx {
			row[j] = second.At(c, m+j)
			for l, q := range p.moving {
				row[j] += second.At(c, l) * out.byState.At(q, j)
			}
		}
	}
	w.chargeCosts(out, gains, sizes)
	return nil
}

// leaving lists the moving efforts that rest at 0 with a gain of exactly nothing, as an association's does
// in a full core that has nobody to compete with: the first member elsewhere makes them start. Their
// replies are given the slope of the side on which they move until restore is called.
func (p *choice) leaving() (columns []int, restore func()) {
	if p.w.joint.Heterogeneity != nil || !slices.Contains(p.w.ev.x, 0) {
		return nil, func() {}
	}
	for c, k := range p.moving {
		if r := &p.reply[k]; r.effort == 0 && math.Abs(p.gain[k]) <= atBound*p.w.kappa[k] {
			columns = append(columns, c)
			r.byGain = 1 / p.w.kappa[k]
		}
	}
	return columns, func() {
		for _, c := range columns {
			p.reply[p.moving[c]].byGain = 0
		}
	}
}

// move solves for the moving efforts' derivatives. Efforts that are about to leave 0 stay there in shares
// that can move either way; in the shares of empty options, which can only grow, they move if that is up.
func (p *choice) move(byState, second *mat.Dense, leaving []int) error {
	if len(p.moving) == 0 {
		return nil
	}
	still, err := p.solveMove(byState, second, leaving)
	if err != nil {
		return err
	}
	if len(leaving) > 0 {
		going, err := p.solveMove(byState, second, nil)
		if err != nil {
			return err
		}
		for j, x := range p.w.ev.x {
			up := x == 0 && !slices.ContainsFunc(leaving, func(c int) bool { return going.At(c, j) < 0 })
			for c := range p.moving {
				if up {
					still.Set(c, j, going.At(c, j))
				}
			}
		}
	}
	for c, k := range p.moving {
		copy(byState.RawRowView(k), still.RawRowView(c))
	}
	return nil
}

// solveMove solves (I − reply_gain ∂gain/∂a) da/dx = reply_gain ∂gain/∂x + what cost does, with the efforts
// of the columns fixed held at 0.
func (p *choice) solveMove(byState, second *mat.Dense, fixed []int) (*mat.Dense, error) {
	m := len(p.moving)
	_, nx := byState.Dims()
	lhs, rhs := mat.NewDense(m, m, nil), mat.NewDense(m, nx, nil)
	for c, k := range p.moving {
		g := p.reply[k].byGain
		if slices.Contains(fixed, c) {
			lhs.Set(c, c, 1)
			continue
		}
		for l := range m {
			lhs.Set(c, l, -g*second.At(c, l))
		}
		lhs.Set(c, c, 1+lhs.At(c, c))
		for j := range nx {
			rhs.Set(c, j, g*second.At(c, m+j)+byState.At(k, j))
		}
	}
	var lu linalg.LU
	if err := lu.Factorize(lhs); err != nil {
		return nil, err
	}
	lu.SolveMany(rhs)
	return rhs, nil
}

// explicit adds to row, the derivatives of the gain of effort k at given efforts, what runs through its
// scale: 1/n of a cluster's own members, or the weights of a planner.
func (p *choice) explicit(row []float64, k, c int, resp *Response, sizes *mat.Dense) {
	w, s := p.w, p.stakes[k]
	if s.scaleByN != 0 {
		slope := s.scaleByN * s.of.of(w.ev.solver, resp, c)
		for j := range row {
			row[j] += slope * sizes.At(w.cluster(k), j)
		}
	}
	if s.weight == 0 {
		return
	}
	e := w.ev.e
	for j, to := range e.mb.slots { // ∂W/∂a is Σ people · ∂ln(real income)/∂a: one more person in a place
		mass := e.mb.mass[e.mb.popOf[j]]
		person := 0.0
		for i, in := range e.Technology.Industries {
			person -= in.Mu * resp.LogG.At(i*e.market.n+to.region, c)
		}
		if to.industry != agriculture {
			at := to.industry*e.home + to.region
			person += resp.LogWage.At(at, c)
			if at == w.cluster(k) {
				person -= p.gain[k]
			}
		}
		row[j] += mass * person / s.weight
	}
}

// byCost sets row to what effort k moves by because its cost moves with the size of its cluster.
func (p *choice) byCost(row []float64, k int, sizes *mat.Dense) {
	slope := p.reply[k].byKappa * p.w.slope[k]
	for j := range row {
		row[j] = slope * sizes.At(p.w.cluster(k), j)
	}
}

// moved are the efforts that move with the state.
func (w *efforts) moved(d *decided) []int {
	var ks []int
	for k := range d.a {
		for _, v := range d.byState.RawRowView(k) {
			if v != 0 {
				ks = append(ks, k)
				break
			}
		}
	}
	return ks
}

// chargeCosts fills in how the costs charged move with the state, given how gains and sizes do.
func (w *efforts) chargeCosts(d *decided, gains, sizes *mat.Dense) {
	d.costBy = mat.NewDense(w.clusters, w.ev.dim(), nil)
	join := 0.0
	if h := w.joint.Heterogeneity; h != nil {
		join = h.C0
	}
	for k := range d.a {
		c, r := w.cluster(k), &d.reply[k]
		row := d.costBy.RawRowView(c)
		byGain, byKappa := w.charge*r.costGain+join*r.joinGain, w.charge*r.costKap+join*r.joinKap
		for j := range row {
			row[j] += byKappa * w.slope[k] * sizes.At(c, j)
			if gains != nil {
				row[j] += byGain * gains.At(k, j)
			}
		}
	}
}
