package economy

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Agreement is the self-enforcing agreement of the clusters: efforts go the part z of the way from Nash to
// cooperative, the same z in all clusters and the largest that a grim trigger holds,
//
//	D_c(z) ≤ q(n_c) δ/(1−δ) Δ_c(z)    in every cluster with members,   q(n) = 1/(1 + ψ(n−1)).
//
// D is what one member gains who deviates for one period to its best reply: it saves effort and loses its
// 1/n part of what multilateral effort yields, in exact general equilibrium, and half of the pair's gain
// from bilateral effort. Δ = u_c(z) − u_c(its own cluster back at Nash, others still at z). Slices are by
// cluster, 0 where a cluster has no members.
type Agreement struct {
	Z             float64
	Deviation     []float64 // D_c
	Punishment    []float64 // Δ_c
	CriticalDelta float64   // the smallest δ at which z = 1; 1 where no δ does
}

// pact is the problem of finding an agreement at one state.
type pact struct {
	w          *efforts
	nash, coop *decided
	span       []float64   // cooperative less Nash efforts
	clusters   []int       // that have members and something to agree on
	patience   float64     // δ/(1−δ)
	seen       []float64   // q(n), by cluster
	best       [][]float64 // the last best replies, by cluster
	accuracy   float64     // of best replies
}

const (
	// agreementFloor is the effort below which there is nothing to agree on: D is about ½κ times its square,
	// less than the rounding of a payoff.
	agreementFloor = 1e-7
	// bindingTolerance is the relative distance within which a cluster binds together with the one that binds
	// most: clusters that are alike differ by rounding, some 1e-13 of D.
	bindingTolerance = 1e-9
	// bestReplyTolerance is the distance to the best reply at which D, stationary there, is exact: its error
	// is ½κ times the square. Derivatives of D err in proportion to the distance and need it smaller.
	bestReplyTolerance = 1e-8
	tightBestReply     = 1e-12
)

func (w *efforts) pact(derivatives bool) (*pact, error) {
	p := &pact{w: w, patience: w.joint.Delta / (1 - w.joint.Delta), span: make([]float64, len(w.a)), seen: make([]float64, w.clusters), best: make([][]float64, w.clusters), accuracy: bestReplyTolerance}
	var err error
	if p.nash, err = w.equilibrium(Nash, derivatives); err != nil {
		return nil, err
	}
	if p.coop, err = w.equilibrium(Cooperative, derivatives); err != nil {
		return nil, err
	}
	far := make([]float64, w.clusters)
	for k := range p.span {
		p.span[k] = p.coop.a[k] - p.nash.a[k]
		far[w.cluster(k)] = max(far[w.cluster(k)], math.Abs(p.span[k]))
	}
	for c := range far {
		p.seen[c] = 1 / (1 + w.joint.Psi*(w.ev.size[c]-1))
		if far[c] > agreementFloor && w.people[c] > 0 {
			p.clusters = append(p.clusters, c)
		}
	}
	return p, nil
}

// selfEnforcing finds the agreement.
func (w *efforts) selfEnforcing(derivatives bool) (*decided, error) {
	p, err := w.pact(derivatives)
	if err != nil {
		return nil, err
	}
	at, critical, err := p.largest()
	if err != nil {
		return nil, err
	}
	d := &decided{a: p.efforts(at.z), reply: make([]reply, len(w.a))}
	d.agreement = &Agreement{Z: at.z, Deviation: at.gain, Punishment: at.loss, CriticalDelta: critical}
	for k, a := range d.a {
		d.reply[k] = w.given(k, a)
		d.reply[k].costGain = w.kappa[k] * a // by the effort itself
	}
	if derivatives {
		if err := p.respond(d, at); err != nil {
			return nil, err
		}
	}
	return d, w.at(d.a)
}

// efforts are those at z.
func (p *pact) efforts(z float64) []float64 {
	a := make([]float64, len(p.span))
	for k, s := range p.span {
		a[k] = p.nash.a[k] + z*s
	}
	return a
}

// terms are D and Δ of every cluster at one z, and their slopes along some paths.
type terms struct {
	z                 float64
	gain, loss        []float64  // D and Δ
	gainAlong, lossBy *mat.Dense // by cluster and path
	excess, slope     float64    // largest (D − qKΔ)/z over clusters, and its derivative by z
	worst             int        // the cluster that has it; −1: none has anything to agree on
	excesses          []float64
}

// at finds the terms at z, and how they move along the path.
func (p *pact) at(z float64, along *path) (*terms, error) {
	w := p.w
	t := &terms{z: z, gain: make([]float64, w.clusters), loss: make([]float64, w.clusters), worst: -1, excess: math.Inf(-1)}
	t.gainAlong, t.lossBy = mat.NewDense(w.clusters, along.directions, nil), mat.NewDense(w.clusters, along.directions, nil)
	t.excesses = make([]float64, w.clusters)
	a := p.efforts(z)
	if err := w.at(a); err != nil {
		return nil, err
	}
	agreed := w.ev.solver.LogRealWage()
	moves, err := along.realWages(w, along.a, p.clusters)
	if err != nil {
		return nil, err
	}
	for i, c := range p.clusters {
		if err := p.punish(t, c, a, agreed[c], moves.RawRowView(i), along); err != nil {
			return nil, err
		}
		if err := p.deviate(t, c, a, agreed[c], moves.RawRowView(i), along); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// punish finds Δ of cluster c.
func (p *pact) punish(t *terms, c int, a []float64, agreed float64, moves []float64, along *path) error {
	w := p.w
	alone, aloneBy := append([]float64(nil), a...), mat.DenseCopyOf(along.a)
	loss := agreed
	row := t.lossBy.RawRowView(c)
	copy(row, moves)
	for k := c; k < len(a); k += w.clusters {
		alone[k] = p.nash.a[k]
		copy(aloneBy.RawRowView(k), along.nash.RawRowView(k))
		kappa := w.kappa[k]
		loss -= kappa / 2 * (a[k]*a[k] - alone[k]*alone[k])
		for j := range row {
			row[j] -= kappa*(a[k]*along.a.At(k, j)-alone[k]*along.nash.At(k, j)) + along.size(c, j)*w.slope[k]/2*(a[k]*a[k]-alone[k]*alone[k])
		}
	}
	if err := w.at(alone); err != nil {
		return err
	}
	by, err := along.realWages(w, aloneBy, []int{c})
	if err != nil {
		return err
	}
	for j := range row {
		row[j] -= by.At(0, j)
	}
	t.loss[c] = loss - w.ev.solver.logRealWageOf(c)
	return nil
}

// deviator is the choice of one member of cluster c while all others keep to a: its multilateral efforts
// move the mean of the cluster by (a' − a)/n.
func (p *pact) deviator(c int, a []float64) *choice {
	w, m := p.w, len(a)
	own := &choice{w: w, stakes: make([]stake, m), a: append([]float64(nil), a...), gain: make([]float64, m), reply: make([]reply, m), base: a, part: 1 / w.ev.size[c]}
	for k := c; k < m; k += w.clusters {
		own.stakes[k] = w.stake(Nash, k)
		if !own.stakes[k].constant {
			own.moving = append(own.moving, k)
		}
	}
	return own
}

// deviate finds D of cluster c. By the envelope theorem its best reply may be held fixed when it is
// differentiated.
func (p *pact) deviate(t *terms, c int, a []float64, agreed float64, moves []float64, along *path) error {
	w, n := p.w, p.w.ev.size[c]
	own := p.deviator(c, a)
	best, err := p.bestReply(c, own)
	if err != nil {
		return err
	}
	gain, row := w.ev.solver.logRealWageOf(c)-agreed, t.gainAlong.RawRowView(c)
	for j := range row {
		row[j] = -moves[j]
	}
	meanBy := mat.DenseCopyOf(along.a)
	for k := c; k < len(a); k += w.clusters {
		v := p.nash.a[k] // a bilateral effort's best reply does not depend on the state
		if s := own.stakes[k]; s.constant {
			gain += s.gain * (v - a[k])
			for j := range row {
				row[j] -= s.gain * along.a.At(k, j)
			}
		} else {
			v, best = best[0], best[1:]
			mean := meanBy.RawRowView(k)
			for j := range mean {
				mean[j] = (1-1/n)*mean[j] - (v-a[k])/(n*n)*along.size(c, j)
			}
		}
		gain -= w.kappa[k] / 2 * (v*v - a[k]*a[k])
		for j := range row {
			row[j] += w.kappa[k]*a[k]*along.a.At(k, j) - along.size(c, j)*w.slope[k]/2*(v*v-a[k]*a[k])
		}
	}
	t.gain[c] = gain
	by, err := along.realWages(w, meanBy, []int{c})
	if err != nil {
		return err
	}
	for j := range row {
		row[j] += by.At(0, j)
	}
	return nil
}

// bestReply finds the multilateral efforts of one deviating member of cluster c, by its own replies from
// those of the last z (at first: of Nash), and leaves the short run solved with the mean of its cluster
// moved by them. A member's payoff is concave in its own efforts unless one in n of them moves the economy
// more than κ restrains it.
func (p *pact) bestReply(c int, own *choice) ([]float64, error) {
	v := p.best[c]
	if v == nil {
		for _, k := range own.moving {
			v = append(v, p.nash.a[k])
		}
	}
	if len(v) == 0 {
		return nil, p.w.at(own.a)
	}
	r, err := own.replies(v, false)
	if err == nil && r.gap > p.accuracy {
		v = r.want
		if r, err = own.replies(v, true); err == nil && r.gap > p.accuracy {
			err = own.approach(v, r, max(p.accuracy, own.tolerance()))
		}
	}
	if err != nil {
		return nil, err
	}
	p.best[c] = append([]float64(nil), own.last...)
	return p.best[c], nil
}

// terms finds the terms at z with their slopes by z, and which cluster is the worst.
func (p *pact) terms(z float64) (*terms, error) {
	t, err := p.at(z, p.alongZ())
	if err != nil {
		return nil, err
	}
	for _, c := range p.clusters {
		k := p.seen[c] * p.patience
		t.excesses[c] = (t.gain[c] - k*t.loss[c]) / z
		if t.excesses[c] > t.excess {
			t.worst, t.excess = c, t.excesses[c]
			t.slope = (t.gainAlong.At(c, 0) - k*t.lossBy.At(c, 0) - t.excess) / z
		}
	}
	return t, nil
}

// largest finds the terms at the largest z that holds, and the smallest δ at which z = 1 does.
func (p *pact) largest() (t *terms, critical float64, err error) {
	if t, err = p.terms(1); err != nil {
		return nil, 0, err
	}
	for _, c := range p.clusters {
		critical = max(critical, criticalDelta(t.gain[c], p.seen[c]*t.loss[c]))
	}
	if t.worst < 0 || t.excess <= 0 {
		return t, critical, nil
	}
	found := 0.0
	if p.patience > 0 {
		at := map[float64]*terms{1: t}
		found, err = largestHolding(func(z float64) (excess, slope float64, err error) {
			if at[z] == nil {
				if at[z], err = p.terms(z); err != nil {
					return 0, 0, err
				}
			}
			return at[z].excess, at[z].slope, nil
		})
		if err != nil {
			return nil, 0, err
		}
		t = at[found]
	}
	if found < agreementFloor { // an agreement to do nothing
		t = &terms{gain: make([]float64, p.w.clusters), loss: make([]float64, p.w.clusters), worst: -1}
	}
	return t, critical, nil
}

// criticalDelta is the δ at which gain = seen·loss·δ/(1−δ).
func criticalDelta(gain, loss float64) float64 {
	switch {
	case gain <= 0:
		return 0
	case loss <= 0:
		return 1
	}
	return gain / (gain + loss)
}
