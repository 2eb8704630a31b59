package equilibrium

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// logReplicator is the replicator in log shares y, on the options that are taken:
//
//	ẏ_i = g_i = π_i(x) − Σ_j x_j π_j(x),    x_i = e^{y_i} / Σ_j e^{y_j} over i's population.
//
// Shares stay positive and add up whatever y is, and an option that dies out only moves y down at a steady
// pace. It is for the use of one goroutine.
type logReplicator struct {
	pops    []Population
	ev      Evaluator
	pop     []int
	support []int

	x, payoff, g []float64 // whole length; g is 0 off the support
	jac          *mat.Dense
	some         some
	q            *mat.Dense // Σ_{l in population k} x_l ∂π_l/∂x_j
	evaluations  int
}

func newLogReplicator(pops []Population, ev Evaluator, support []int) *logReplicator {
	n := pops[len(pops)-1].End
	l := &logReplicator{
		pops: pops, ev: ev, support: support, pop: make([]int, n),
		x: make([]float64, n), payoff: make([]float64, n), g: make([]float64, n),
	}
	for k, p := range pops {
		for i := p.Start; i < p.End; i++ {
			l.pop[i] = k
		}
	}
	return l
}

// logs writes the log shares of x to y, −Inf off the support.
func (l *logReplicator) logs(y, x []float64) {
	for i := range y {
		y[i] = math.Inf(-1)
	}
	for _, i := range l.support {
		y[i] = math.Log(x[i])
	}
}

// shares writes the shares of log shares y to x.
func (l *logReplicator) shares(x, y []float64) {
	for _, p := range l.pops {
		top, sum := math.Inf(-1), 0.0
		for _, v := range y[p.Start:p.End] {
			top = max(top, v)
		}
		for i := p.Start; i < p.End; i++ {
			x[i] = math.Exp(y[i] - top)
			sum += x[i]
		}
		for i := p.Start; i < p.End; i++ {
			x[i] /= sum
		}
	}
}

// field evaluates payoffs and g at log shares y.
func (l *logReplicator) field(y []float64) error {
	l.shares(l.x, y)
	l.evaluations++
	if err := l.ev.Payoffs(l.payoff, l.x); err != nil {
		return err
	}
	return l.gaps()
}

func (l *logReplicator) gaps() error {
	mean := Means(l.pops, l.payoff, l.x)
	for _, i := range l.support {
		l.g[i] = l.payoff[i] - mean[l.pop[i]]
		if math.IsNaN(l.g[i]) || math.IsInf(l.g[i], 0) {
			return errNotFinite
		}
	}
	return nil
}

// derive evaluates payoffs, g and the Jacobian of payoffs at log shares y.
func (l *logReplicator) derive(y []float64) error { return l.deriveAmong(y, l.support) }

// deriveAmong does the same with the Jacobian among the given options alone.
func (l *logReplicator) deriveAmong(y []float64, options []int) error {
	if l.jac == nil {
		l.jac = mat.NewDense(len(l.x), len(l.x), nil)
		l.q = mat.NewDense(len(l.pops), len(l.x), nil)
	}
	l.shares(l.x, y)
	l.evaluations++
	if err := l.some.jacobian(l.ev, l.payoff, l.jac, l.x, options); err != nil {
		return err
	}
	l.q.Zero()
	for _, i := range options {
		v, row, q := l.x[i], l.jac.RawRowView(i), l.q.RawRowView(l.pop[i])
		for _, j := range options {
			q[j] += v * row[j]
		}
	}
	return l.gaps()
}

// shifted writes I − c ∂g/∂y over the options listed, at the last point of derive, to m:
//
//	∂g_i/∂y_j = x_j (b_ij − Σ_{l in j's population} x_l b_il),
//	b_ij      = ∂π_i/∂x_j − q_ij − [j in i's population] π_j.
func (l *logReplicator) shifted(m *mat.Dense, options []int, c float64) {
	mean := make([]float64, len(l.pops))
	row := make([]float64, len(options))
	for a, i := range options {
		clear(mean)
		k := l.pop[i]
		from, q := l.jac.RawRowView(i), l.q.RawRowView(k)
		for b, j := range options {
			v := from[j] - q[j]
			if l.pop[j] == k {
				v -= l.payoff[j]
			}
			row[b] = v
			mean[l.pop[j]] += l.x[j] * v
		}
		to := m.RawRowView(a)
		for b, j := range options {
			to[b] = -c * l.x[j] * (row[b] - mean[l.pop[j]])
		}
		to[a]++
	}
}

// size is the size of payoffs at the last point.
func (l *logReplicator) size() float64 {
	s := 0.0
	for _, i := range l.support {
		s = max(s, math.Abs(l.payoff[i]))
	}
	return s
}
