package equilibrium

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// ParameterDerivative is implemented by evaluators that know how payoffs change with the parameter of
// the family that made them. Without it a central difference serves; it only steers predictors and
// Newton's way, never where an event is found.
type ParameterDerivative interface {
	// PayoffParameterDerivative writes ∂π/∂v at the state x to dst.
	PayoffParameterDerivative(dst, x []float64) error
}

// PayoffRow is implemented by evaluators that can find one row of the Jacobian for less than the whole.
// States from which the symmetry reaches every option (a flat ring) need no more than one row.
type PayoffRow interface {
	// PayoffJacobianRow writes π(x) to dst and ∂π_i/∂x to row, both of the length of the state.
	PayoffJacobianRow(dst, row, x []float64, i int) error
}

// Mover is implemented by evaluators that can go over to another game of a family: they keep their storage
// and begin where they are.
type Mover interface {
	// MoveTo makes the evaluator one of g; it reports false, and has done nothing, where g is too different.
	MoveTo(g Game) bool
}

// isotropyTolerance is the difference below which shares count as equal when the symmetry of a state is
// read off. Corrected states carry errors near 1e-13 over the smallest eigenvalue; states that differ in
// symmetry differ by the first step off a branch, firstStep/100 at the least.
const isotropyTolerance = 1e-8

// problem is what stays the same through a trace.
type problem struct {
	fam      Family
	lo, hi   float64
	pops     []Population
	popOf    []int
	n        int
	group    *permGroup
	sym      Symmetry // nil without symmetry
	interior bool     // payoffs grow beyond bounds at empty options
	set      TraceSettings
}

func newProblem(fam Family, set TraceSettings) (*problem, error) {
	g, err := fam.At(set.From)
	if err != nil {
		return nil, fmt.Errorf("equilibrium: trace: the game at From = %v: %w", set.From, err)
	}
	if _, err := fam.At(set.To); err != nil {
		return nil, fmt.Errorf("equilibrium: trace: the game at To = %v: %w", set.To, err)
	}
	pr := &problem{fam: fam, lo: min(set.From, set.To), hi: max(set.From, set.To), pops: g.Populations(), n: Dim(g), set: set}
	pr.popOf = make([]int, pr.n)
	for k, p := range pr.pops {
		for i := p.Start; i < p.End; i++ {
			pr.popOf[i] = k
		}
	}
	var gens [][]int
	if s, ok := g.(Symmetric); ok {
		if pr.sym = s.Symmetry(); pr.sym != nil {
			gens = pr.sym.Generators()
		}
	}
	pr.group = newPermGroup(pr.n, gens)
	if u, ok := g.(Unbounded); ok {
		pr.interior = u.InteriorOnly()
	}
	return pr, nil
}

// span is the length of the parameter range, the unit of the parameter along curves.
func (pr *problem) span() float64 { return pr.hi - pr.lo }

// orbitOf counts the images of x, 0 where there may be too many to count.
func (pr *problem) orbitOf(x []float64) int {
	if pr.sym == nil {
		return 1
	}
	return pr.sym.OrbitSize(x)
}

// worker owns the storage that following one curve needs. It is not safe for concurrent use.
type worker struct {
	*problem
	value   float64 // of game and ev
	game    Game
	ev      Evaluator
	pay     []float64
	part    *mat.Dense // ∂π/∂x among the orbits of a face
	jac     *mat.Dense // ∂π/∂x, if full says so among all occupied options
	full    bool
	some    some
	options []int // the occupied ones
	low     []float64
	high    []float64
	dp      []float64 // ∂π/∂v
	x       []float64
	lu      linalg.LU
	sys     *mat.Dense
	col     []float64 // F_v
	rhs     []float64
	f, old  []float64
	tmp     []float64
}

func newWorker(pr *problem) *worker {
	n := pr.n
	buf := make([]float64, 8*n)
	cut := func() []float64 { s := buf[:n:n]; buf = buf[n:]; return s }
	return &worker{problem: pr, value: math.NaN(), jac: mat.NewDense(n, n, nil),
		pay: cut(), low: cut(), high: cut(), dp: cut(), x: cut(), tmp: cut(), f: cut(), old: cut(),
		col: make([]float64, n+1), rhs: make([]float64, n+1)}
}

// at makes sure that w.ev belongs to the parameter v.
func (w *worker) at(v float64) error {
	if v == w.value && w.ev != nil {
		return nil
	}
	g, err := w.fam.At(v)
	if err != nil {
		return err
	}
	if m, ok := w.ev.(Mover); !ok || !m.MoveTo(g) {
		w.ev = g.NewEvaluator()
	}
	w.game, w.value = g, v
	return nil
}

// forget makes what follows independent of what this worker did before: an evaluator may begin where it
// ended last, which shows in the last digit, and which worker does a job depends on their number.
func (w *worker) forget() { w.game, w.ev, w.value = nil, nil, math.NaN() }

// jacobian evaluates payoffs and their Jacobian at (x, v) into w.pay and w.jac.
func (w *worker) jacobian(x []float64, v float64) error {
	if err := w.at(v); err != nil {
		return err
	}
	if err := w.ev.PayoffJacobian(w.pay, w.jac, x); err != nil {
		return err
	}
	w.full = true
	return finite(w.pay)
}

// partial evaluates payoffs at (x, v) into w.pay and their Jacobian among the orbits of the face into w.part.
func (w *worker) partial(f *face, x []float64, v float64) error {
	if err := w.at(v); err != nil {
		return err
	}
	w.part = resized(w.part, len(f.rep))
	if p, ok := w.ev.(PartialJacobian); ok && len(f.rep) < w.n {
		w.full = false
		if done, err := p.PayoffJacobianAmong(w.pay, w.part, x, f.members); done || err != nil {
			return errors.Join(err, finite(w.pay))
		}
	}
	if err := w.jacobian(x, v); err != nil {
		return err
	}
	for a, i := range f.rep {
		row, from := w.part.RawRowView(a), w.jac.RawRowView(i)
		clear(row)
		for j, o := range f.orbit {
			if o >= 0 {
				row[o] += from[j]
			}
		}
	}
	return nil
}

// occupied makes sure that w.jac holds the Jacobian at (x, v) among all occupied options of the face.
func (w *worker) occupied(f *face, x []float64, v float64) error {
	if w.full {
		return nil
	}
	w.options = w.options[:0]
	for i, o := range f.orbit {
		if o >= 0 {
			w.options = append(w.options, i)
		}
	}
	w.full = true
	if len(w.options) == len(f.rep) {
		w.some.spread(w.jac, w.part, w.options)
		return nil
	}
	if err := w.at(v); err != nil {
		return err
	}
	return w.some.jacobian(w.ev, w.pay, w.jac, x, w.options)
}

func finite(x []float64) error {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("equilibrium: payoff %d is %v", i, v)
		}
	}
	return nil
}

// differenceStep, times the size of the parameter, is the half-width of the central difference for
// ∂π/∂v: the cube root of the unit roundoff balances truncation and rounding.
const differenceStep = 6.0e-6

// parameterDerivative fills w.dp with ∂π/∂v at (x, v); one-sided where the family refuses a neighbour.
func (w *worker) parameterDerivative(x []float64, v float64) error {
	if err := w.at(v); err != nil {
		return err
	}
	if d, ok := w.ev.(ParameterDerivative); ok {
		return d.PayoffParameterDerivative(w.dp, x)
	}
	h := differenceStep * max(math.Abs(v), 0.01*w.span())
	up, down := v+h, v-h
	errUp := w.payoffsAt(w.high, x, up)
	errDown := w.payoffsAt(w.low, x, down)
	if errUp != nil && errDown != nil {
		return errUp
	}
	if errUp != nil {
		up, errUp = v, w.payoffsAt(w.high, x, v)
	}
	if errDown != nil {
		down, errDown = v, w.payoffsAt(w.low, x, v)
	}
	if errUp != nil {
		return errUp
	}
	if errDown != nil {
		return errDown
	}
	for i := range w.dp {
		w.dp[i] = (w.high[i] - w.low[i]) / (up - down)
	}
	return nil
}

// payoffsAt evaluates payoffs at (x, v) into dst; w.ev stays where it is.
func (w *worker) payoffsAt(dst, x []float64, v float64) error {
	ev := w.ev
	if v != w.value || ev == nil {
		g, err := w.fam.At(v)
		if err != nil {
			return err
		}
		if m, ok := ev.(Mover); ok && m.MoveTo(g) {
			defer m.MoveTo(w.game)
		} else {
			ev = g.NewEvaluator()
		}
	}
	if err := ev.Payoffs(dst, x); err != nil {
		return err
	}
	return finite(dst)
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

func norm2(a []float64) float64 { return math.Sqrt(dot(a, a)) }

func distance(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += (v - b[i]) * (v - b[i])
	}
	return math.Sqrt(s)
}
