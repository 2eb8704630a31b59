package economy

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
)

// Economy is a master economy with mobile labour: a population game whose payoffs are real wages.
// It is immutable and safe for concurrent use.
type Economy struct {
	Spec
	market  *Market
	mb      *mobility
	home    int
	logT    []func(r, s int) float64
	workers []float64 // of each industry, under migration
}

// Spec is everything that makes an economy. Regions of the rest of the world come after those at home.
type Spec struct {
	Technology *Technology
	Home       int                      // regions at home
	LogT       []func(r, s int) float64 // ln T_irs by industry, over all regions, row the origin
	Trade      []Trade                  // freeness by industry; nil: dense, made of LogT
	// IcebergCost is T_irs between different regions where the scenario states T itself; nil: proofs take LogT.
	IcebergCost func(i, r, s int) float64
	Distance    func(r, s int) float64 // between regions at home, for spillovers; may be nil without them
	Mobility    Regime
	FarmShares  []float64 // φ^A_r under migration; nil: equal
	Labour      []float64 // L̄_r under sectoral and both; nil: 1 each
	Farming     *Farming  // under sectoral and both; nil: linear
	GroupOf     []int     // by region, from 1; nil: one group (migration)
	GroupShare  []float64 // workers by group; nil: in proportion to the number of regions
	Outside     []Outside
	External    *External
	Joint       *Joint  // nil: no joint action
	Wedges      *Wedges // exogenous wedges; nil: all one
}

// Outside is a region of the rest of the world: wage, labour by industry and income are given, its price
// index follows (theory of export clusters).
type Outside struct {
	Name   string
	Labour []float64 // by industry
	Wage   []float64 // by industry
	Income float64
}

// New checks a Spec and makes the economy.
func New(spec Spec) (*Economy, error) {
	e := &Economy{Spec: spec, home: spec.Home, logT: spec.LogT}
	tech := spec.Technology
	nI := len(tech.Industries)
	n := spec.Home + len(spec.Outside)
	if spec.Home < 1 {
		return nil, fmt.Errorf("economy: %d regions, at least 1 is needed", spec.Home)
	}
	trade := spec.Trade
	if trade == nil {
		for i, in := range tech.Industries {
			trade = append(trade, NewDense(n, in.Sigma, spec.LogT[i]))
		}
	}
	for _, o := range spec.Outside {
		if len(o.Wage) != nI || len(o.Labour) != nI {
			return nil, fmt.Errorf("rest_of_world %s: %d wages and %d amounts of labour for %d industries", o.Name, len(o.Wage), len(o.Labour), nI)
		}
	}
	var wages []float64
	for i := range nI {
		for _, o := range spec.Outside {
			wages = append(wages, o.Wage[i])
		}
	}
	var err error
	if e.market, err = NewMarket(tech, trade, wages); err != nil {
		return nil, err
	}
	if e.FarmShares == nil {
		e.FarmShares = constant(1/float64(spec.Home), spec.Home)
	}
	if e.Labour == nil {
		e.Labour = constant(1, spec.Home)
	}
	if e.Farming == nil {
		e.Farming = &Farming{Eta: 1}
	}
	var workers []float64
	if spec.Mobility == Migration {
		if workers, err = tech.Employment(); err != nil {
			return nil, err
		}
	}
	e.workers = workers
	e.mb, err = newMobility(spec.Mobility, nI, spec.Home, tech.Agriculture(), workers, e.Labour, spec.GroupOf, spec.GroupShare)
	if err != nil {
		return nil, err
	}
	if err := e.Wedges.check(nI * spec.Home); err != nil {
		return nil, err
	}
	return e.WithJoint(e.Joint)
}

// WithWedges returns the same economy with exogenous wedges (nil: none).
func (e *Economy) WithWedges(w *Wedges) *Economy {
	other := *e
	other.Wedges = w
	return &other
}

// WithJoint returns the same economy with other joint action (nil: none), or the error of its Check.
func (e *Economy) WithJoint(j *Joint) (*Economy, error) {
	if j != nil {
		if err := j.Check(e.market.nI, e.home, e.External); err != nil {
			return nil, err
		}
	}
	other := *e
	other.Joint = j
	if other.movesTrade() && other.logT == nil {
		return nil, errors.New("economy: distribution economies, HM and PR move trade costs and need LogT, not freeness alone")
	}
	return &other, nil
}

func constant(v float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

// Regions is the number of regions at home.
func (e *Economy) Regions() int { return e.home }

// Populations lists the populations of the game; see newMobility for the layout of the state.
func (e *Economy) Populations() []equilibrium.Population { return e.mb.pops }

// NewEvaluator returns an evaluator of real wages.
func (e *Economy) NewEvaluator() equilibrium.Evaluator { return e.Evaluator() }

// Evaluator returns an evaluator of real wages that also describes the state.
func (e *Economy) Evaluator() *Evaluator {
	ev := &Evaluator{e: e, solver: e.market.NewSolver(), given: e.market.NewGiven(), w: e.newWedges()}
	if e.Joint.active() {
		ev.efforts = newEfforts(ev)
	}
	return ev
}

// Evaluator computes payoffs of one economy. It is for the use of one goroutine.
type Evaluator struct {
	e           *Economy
	solver      *Solver
	given       *Given
	w           *wedges
	x           []float64 // the state
	size, share []float64 // n_ir and λ_ir, [i*home+r]; nil without external economies and joint action
	efforts     *efforts  // nil without joint action
	adjoint     []float64 // the last, of payoff adjointOf; see PayoffJacobianRow
	adjointOf   int
	decided     *decided // efforts at the state, nil without joint action
}

func (ev *Evaluator) dim() int { return len(ev.e.mb.slots) }

// solve fills in what the short run takes as given, decides on efforts and solves the short run; with
// derivatives it also finds how efforts move with the state.
func (ev *Evaluator) solve(x []float64, derivatives bool) error {
	ev.x = x
	if err := ev.allocate(x); err != nil {
		return err
	}
	return ev.settle(derivatives)
}

// settle does the same at given labour and farm income.
func (ev *Evaluator) settle(derivatives bool) error {
	if err := ev.e.market.check(ev.given); err != nil {
		return err
	}
	if x := ev.e.External; x != nil {
		ev.size, ev.share = members(ev.e, ev.given, x.Enterprises)
	}
	ev.w.passive(ev.e, ev.size, true)
	if ev.efforts == nil {
		ev.w.compose(ev.e, ev.given, nil)
		return ev.solver.Solve(ev.given)
	}
	var err error
	ev.decided, err = ev.efforts.decide(derivatives)
	return err
}

// allocate sets labour and farm income from the state.
func (ev *Evaluator) allocate(x []float64) error {
	e, g := ev.e, ev.given
	n := e.market.n
	if e.Mobility == Migration {
		for r := range e.home {
			g.FarmIncome[r] = (1 - e.Technology.muSum) * e.FarmShares[r]
		}
		if !e.Technology.Agriculture() {
			for r := range e.home {
				g.FarmIncome[r] = 0
			}
		}
	}
	for k, s := range e.mb.slots {
		l := e.mb.mass[e.mb.popOf[k]] * x[k]
		if s.industry == agriculture {
			if l == 0 && e.Farming.Eta < 1 {
				return fmt.Errorf("%w: nobody works on the land of region %d, where the first farmer would earn a wage without bounds (concave agriculture)", ErrNoShortRun, s.region+1)
			}
			g.FarmIncome[s.region] = e.Farming.Output(s.region, l)
		} else {
			g.Labour[s.industry*n+s.region] = l
		}
	}
	ev.placeOutside()
	return nil
}

// placeOutside sets labour and income of the rest of the world.
func (ev *Evaluator) placeOutside() {
	e, g := ev.e, ev.given
	for o, out := range e.Outside {
		g.FarmIncome[e.home+o] = out.Income
		for i, l := range out.Labour {
			g.Labour[i*e.market.n+e.home+o] = l
		}
	}
}

// farmers is the number of people in agriculture of region r at the state.
func (ev *Evaluator) farmers(r int) float64 {
	e := ev.e
	if e.Mobility == Migration || ev.x == nil {
		return ev.given.FarmIncome[r] // each has an income of one
	}
	for k, s := range e.mb.slots {
		if s.industry == agriculture && s.region == r {
			return e.mb.mass[e.mb.popOf[k]] * ev.x[k]
		}
	}
	return 0
}

// Payoffs writes the payoff of each option to dst: the real wage ω_ir of (6), and in agriculture
// A'/Π_j G_jr^{μ_j}; with joint action e^u, u being its log less the cost of effort.
func (ev *Evaluator) Payoffs(dst, x []float64) error {
	if err := ev.solve(x, false); err != nil {
		return err
	}
	ev.payoffs(dst, x)
	return nil
}

func (ev *Evaluator) payoffs(dst, x []float64) {
	ev.logPayoffs(dst, x)
	for k, v := range dst {
		dst[k] = math.Exp(v)
	}
}

func (ev *Evaluator) logPayoffs(dst, x []float64) {
	e, n := ev.e, ev.e.market.n
	var costs []float64
	if ev.efforts != nil {
		costs = ev.efforts.costs(ev.decided)
	}
	for k, s := range e.mb.slots {
		cost := ev.solver.LogCostOfLiving(s.region)
		if s.industry == agriculture {
			dst[k] = math.Log(e.Farming.Wage(s.region, e.mb.mass[e.mb.popOf[k]]*x[k])) - cost
			continue
		}
		dst[k] = ev.solver.z.logW[s.industry*n+s.region] - cost
		if costs != nil {
			dst[k] -= costs[s.industry*e.home+s.region]
		}
	}
}

// PayoffJacobian writes the payoffs and their derivatives by all shares, external economies and efforts
// responding. Where an effort just leaves its bound, or an agreement's binding cluster changes, they are
// one-sided.
func (ev *Evaluator) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	if err := ev.solve(x, true); err != nil {
		return err
	}
	ev.payoffs(dst, x)
	if err := ev.logJacobian(jac, x); err != nil {
		return err
	}
	for k, v := range dst {
		row := jac.RawRowView(k)
		for j := range row {
			row[j] *= v
		}
	}
	return nil
}

// logJacobian writes the derivatives of log payoffs by all shares, at a solved state.
func (ev *Evaluator) logJacobian(jac *mat.Dense, x []float64) error {
	if ev.size != nil {
		return ev.fullJacobian(jac)
	}
	e := ev.e
	if e.separable() {
		return ev.amongPlaces(jac, e.mb.alone)
	}
	byL, err := ev.solver.ByLabour()
	if err != nil {
		return err
	}
	var byY *Response
	if e.Mobility != Migration && e.Technology.Agriculture() {
		if byY, err = ev.solver.ByFarmIncome(); err != nil {
			return err
		}
	}
	for j, to := range e.mb.slots {
		mass := e.mb.mass[e.mb.popOf[j]]
		resp, col, scale := byL, to.industry*e.home+to.region, mass
		if to.industry == agriculture {
			resp, col, scale = byY, to.region, mass*e.Farming.Wage(to.region, mass*x[j])
		}
		for k, s := range e.mb.slots {
			jac.Set(k, j, scale*ev.logPayoffAlong(resp, col, s))
		}
	}
	ev.farmWages(jac)
	return nil
}

// Slots lists the options of the state: the industry of each (−1: agriculture) and its region.
func (e *Economy) Slots() (industry, region []int) {
	for _, s := range e.mb.slots {
		industry = append(industry, s.industry)
		region = append(region, s.region)
	}
	return industry, region
}

// fullJacobian does the same with external economies and joint action.
func (ev *Evaluator) fullJacobian(jac *mat.Dense) error {
	e := ev.e
	dirs, _ := ev.stateDirections(ev.x)
	nx := len(dirs)
	var moved []int
	if ev.efforts != nil {
		moved = ev.efforts.moved(ev.decided)
		dirs = append(dirs, ev.efforts.directions(moved)...)
	}
	resp, err := ev.solver.Along(dirs...)
	if err != nil {
		return err
	}
	for k, s := range e.mb.slots {
		row := jac.RawRowView(k)
		for j := range nx {
			row[j] = ev.logPayoffAlong(resp, j, s)
		}
		for c, q := range moved {
			v := ev.logPayoffAlong(resp, nx+c, s)
			for j, da := range ev.decided.byState.RawRowView(q) {
				row[j] += v * da
			}
		}
		if ev.efforts != nil && s.industry != agriculture {
			for j, dc := range ev.decided.costBy.RawRowView(s.industry*e.home + s.region) {
				row[j] -= dc
			}
		}
	}
	ev.farmWages(jac)
	return nil
}

// logPayoffAlong is the derivative of the log real income of place s in a column of a response, but for
// the agricultural wage.
func (ev *Evaluator) logPayoffAlong(resp *Response, col int, s slot) float64 {
	v := 0.0
	for i, in := range ev.e.Technology.Industries {
		if in.Mu > 0 {
			v -= in.Mu * resp.LogG.At(i*ev.e.market.n+s.region, col)
		}
	}
	if s.industry != agriculture {
		v += resp.LogWage.At(s.industry*ev.e.home+s.region, col)
	}
	return v
}

// farmWages adds the derivative of the agricultural wage to that of the log payoff of farming.
func (ev *Evaluator) farmWages(jac *mat.Dense) {
	e := ev.e
	for k, s := range e.mb.slots {
		if s.industry != agriculture {
			continue
		}
		mass := e.mb.mass[e.mb.popOf[k]]
		if w := e.Farming.Wage(s.region, mass*ev.x[k]); !math.IsInf(w, 0) {
			jac.Set(k, k, jac.At(k, k)+mass*e.Farming.WageSlope(s.region, mass*ev.x[k])/w)
		}
	}
}
