package economy

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// efforts are the efforts of all clusters at one state of an evaluator, and what deciding on them takes.
// Effort k = f·C + c is that of form number f in cluster c = i·home + r, C = nI·home.
type efforts struct {
	ev       *Evaluator
	joint    *Joint
	forms    []Form
	clusters int
	a        []float64 // efforts
	theta    []float64 // θ_f as it acts
	kappa    []float64 // κ_f(n) as members reckon with it when they choose
	slope    []float64 // its derivative by n
	dirs     []Direction
	charge   float64   // what members are charged over what they reckon with
	people   []float64 // workers by cluster, the weight of its members in welfare
	crowd    []float64 // people by region
	farmers  []float64 // of whom in agriculture
	welfare  *functional
	own      []*functional // log real wage, by cluster
}

// decided is what a regime decides at a state.
type decided struct {
	a     []float64
	gain  []float64 // marginal gain of each effort; under an agreement nil
	reply []reply   // by effort

	agreement *Agreement // nil but under SelfEnforcing
	// derivatives by the entries of the state, where they were asked for
	byState *mat.Dense // of a
	costBy  *mat.Dense // of the cost charged, by cluster
}

func newEfforts(ev *Evaluator) *efforts {
	e, j := ev.e, ev.e.Joint
	w := &efforts{ev: ev, joint: j, clusters: e.market.nI * e.home}
	for f, form := range j.Forms {
		if form != nil {
			w.forms = append(w.forms, Form(f))
		}
	}
	m, n := len(w.forms)*w.clusters, e.market.n
	buf := make([]float64, 4*m)
	w.a, w.theta, w.kappa, w.slope = buf[:m], buf[m:2*m], buf[2*m:3*m], buf[3*m:]
	w.dirs = make([]Direction, m)
	for k := range w.dirs {
		f := w.form(k)
		w.theta[k] = j.strength(f)
		w.direct(k, f, n)
	}
	w.people, w.crowd, w.farmers = make([]float64, w.clusters), make([]float64, e.home), make([]float64, e.home)
	w.own = make([]*functional, w.clusters)
	for c := range w.own {
		w.own[c] = e.logRealWage(c)
	}
	w.welfare = &functional{make([]float64, e.market.nI*n), make([]float64, e.market.nI*n)}
	return w
}

// logRealWage is the functional ln ω_c = ln w_c − Σ_j μ_j ln G_jr.
func (e *Economy) logRealWage(c int) *functional {
	n, nI := e.market.n, e.market.nI
	f := &functional{make([]float64, nI*n), make([]float64, nI*n)}
	i, r := c/e.home, c%e.home
	f.wage[i*n+r] = 1
	for j, in := range e.Technology.Industries {
		f.logG[j*n+r] = -in.Mu
	}
	return f
}

// direct makes the direction of effort k, but for the lengths of its routes.
func (w *efforts) direct(k int, f Form, n int) {
	d, at := &w.dirs[k], w.place(k)
	one := func(v float64) []float64 {
		x := make([]float64, w.ev.e.market.nI*n)
		x[at] = v
		return x
	}
	i, r := at/n, at%n
	switch f {
	case HB:
		d.LogF = one(-w.theta[k])
	case VB:
		d.LogV = one(-w.theta[k])
	case VM:
		d.LogQ = one(w.theta[k])
	case HM, PR:
		for s := range n {
			switch {
			case s == r:
			case f == HM:
				d.Routes = append(d.Routes, Route{At: (i*n+r)*n + s})
			default:
				d.Routes = append(d.Routes, Route{At: (i*n+s)*n + r})
			}
		}
	}
}

func (w *efforts) form(k int) Form   { return w.forms[k/w.clusters] }
func (w *efforts) cluster(k int) int { return k % w.clusters }

// place is where effort k acts, in the layout of the package comment.
func (w *efforts) place(k int) int {
	home := w.ev.e.home
	c := k % w.clusters
	return c/home*w.ev.e.market.n + c%home
}

// begin takes the sizes of clusters and people of a new state.
func (w *efforts) begin() {
	ev, e := w.ev, w.ev.e
	choice, charge := w.joint.factors()
	w.charge = charge / choice
	for k := range w.a {
		kappa, slope := w.joint.Forms[w.form(k)].cost(w.form(k), ev.size[w.cluster(k)])
		w.kappa[k], w.slope[k] = choice*kappa, choice*slope
	}
	ev.count(w.people, w.farmers)
	for r := range e.home {
		w.crowd[r] = w.farmers[r]
		for i := range e.market.nI {
			w.crowd[r] += w.people[i*e.home+r]
		}
	}
	n := e.market.n
	for i, in := range e.Technology.Industries {
		for r := range e.home {
			w.welfare.wage[i*n+r] = w.people[i*e.home+r]
			w.welfare.logG[i*n+r] = -in.Mu * w.crowd[r]
		}
	}
}

// count fills in the number of workers of each cluster and of farmers of each region.
func (ev *Evaluator) count(people, farmers []float64) {
	e := ev.e
	for c := range people {
		people[c] = ev.given.Labour[c/e.home*e.market.n+c%e.home]
	}
	for r := range farmers {
		farmers[r] = ev.farmers(r)
	}
}

// at solves the short run with the efforts a.
func (w *efforts) at(a []float64) error {
	copy(w.a, a)
	ev := w.ev
	ev.w.compose(ev.e, ev.given, w)
	return ev.solver.Solve(ev.given)
}

// directions returns the directions of the efforts ks at the solved state.
func (w *efforts) directions(ks []int) []Direction {
	out := make([]Direction, len(ks))
	for c, k := range ks {
		d := &w.dirs[k]
		sign := w.theta[k]
		if w.form(k) == HM {
			sign = -sign
		}
		for t := range d.Routes {
			d.Routes[t].LogT = sign * w.ev.w.slack(d.Routes[t].At)
		}
		out[c] = *d
	}
	return out
}

// replyTo is what members do about effort k at a marginal gain.
func (w *efforts) replyTo(k int, gain float64) reply {
	if h := w.joint.Heterogeneity; h != nil {
		return h.reply(gain, w.kappa[k])
	}
	return sameReply(gain, w.kappa[k])
}

// costs are the costs charged to members, by cluster.
func (w *efforts) costs(d *decided) []float64 {
	out := make([]float64, w.clusters)
	for k := range d.a {
		out[w.cluster(k)] += w.charged(&d.reply[k])
	}
	return out
}

// charged is what a reply costs members in the end: effort at the charged rate, and joining.
func (w *efforts) charged(r *reply) float64 {
	v := w.charge * r.cost
	if h := w.joint.Heterogeneity; h != nil {
		v += h.C0 * r.join
	}
	return v
}

// given is a reply of a stated effort: its cost to a member.
func (w *efforts) given(k int, a float64) reply {
	return reply{effort: a, cost: w.kappa[k] * a * a / 2, costKap: a * a / 2}
}

// decide finds the efforts that the regime leads to at the present state and leaves the short run solved
// there. With derivatives it also finds how they move with the state.
func (w *efforts) decide(derivatives bool) (*decided, error) {
	w.begin()
	var d *decided
	var err error
	switch w.joint.Decision {
	case Exogenous:
		d, err = w.exogenous(derivatives)
	case SelfEnforcing:
		d, err = w.selfEnforcing(derivatives)
	default:
		d, err = w.equilibrium(w.joint.Decision, derivatives)
	}
	if err != nil {
		return nil, fmt.Errorf("joint action, regime %v: %w", w.joint.Decision, err)
	}
	return d, nil
}

func (w *efforts) exogenous(derivatives bool) (*decided, error) {
	d := &decided{a: make([]float64, len(w.a)), reply: make([]reply, len(w.a))}
	for k := range d.a {
		d.a[k] = w.joint.Forms[w.form(k)].Effort[w.cluster(k)]
		d.reply[k] = w.given(k, d.a[k])
	}
	if err := w.at(d.a); err != nil {
		return nil, err
	}
	if derivatives {
		d.byState = mat.NewDense(len(d.a), w.ev.dim(), nil)
		w.chargeCosts(d, nil, w.ev.sizesByState())
	}
	return d, nil
}
