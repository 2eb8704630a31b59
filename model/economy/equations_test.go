package economy

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
)

// The generic statement of the equations against the fast kernels: at the solution of the kernels its
// residuals vanish and its payoffs are the same; and its derivatives by dual numbers agree with the
// analytic Jacobian of payoffs. A term wrong in either would show.
func TestEquationsAgree(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	two := []Industry{{Sigma: 5, Mu: .3, Alpha: []float64{.1, .2}}, {Sigma: 4, Mu: .2, Alpha: []float64{.05, .15}}}
	one := []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{0}}}
	for name, e := range map[string]*Economy{
		"core-periphery": twoRegions(t, one, 1.7, nil),
		"linked":         twoRegions(t, two, 1.5, nil),
		"sectoral":       twoRegions(t, two, 1.5, func(s *Spec) { s.Mobility = Sectoral }),
		"both":           twoRegions(t, two, 1.5, func(s *Spec) { s.Mobility = Both }),
		"concave":        twoRegions(t, two, 1.5, func(s *Spec) { s.Mobility, s.Farming = Both, &Farming{Eta: .8, Land: []float64{1, 2}} }),
		"no agriculture": twoRegions(t, []Industry{{Sigma: 5, Mu: .6, Alpha: []float64{.1, .2}}, {Sigma: 4, Mu: .4, Alpha: []float64{.05, .15}}}, 1.5, func(s *Spec) { s.Mobility = Sectoral }),
		"pooling":        twoRegions(t, one, 1.7, func(s *Spec) { s.External = &External{Enterprises: []float64{50}, Pooling: &Pooling{Shape: 2}} }),
		"external":       twoRegions(t, two, 1.7, func(s *Spec) { s.External, s.Mobility = allExternal(), Sectoral }),
		"wedges": twoRegions(t, two, 1.7, func(s *Spec) {
			s.Wedges = &Wedges{LogF: []float64{.1, .2, 0, -.1}, LogQ: []float64{.1, 0, -.2, .1}, LogV: []float64{.3, .1, 0, -.1}}
		}),
		"joint":             twoRegions(t, two, 1.7, func(s *Spec) { s.External, s.Joint = allExternal(), stated() }),
		"rest of the world": abroad(t, one, nil),
		"linked abroad":     abroad(t, two, func(s *Spec) { s.External, s.Joint = allExternal(), stated() }),
	} {
		n := equilibrium.Dim(e)
		x := make([]float64, n)
		for _, p := range e.Populations() {
			sum := 0.0
			for k := p.Start; k < p.End; k++ {
				x[k] = .2 + rnd.Float64()
				sum += x[k]
			}
			for k := p.Start; k < p.End; k++ {
				x[k] /= sum
			}
		}
		q, err := NewEquations[num.Float](e)
		if err != nil {
			t.Fatal(err)
		}
		y, err := q.Start(x)
		if err != nil {
			t.Fatal(err)
		}
		fx, fy := make([]num.Float, n), make([]num.Float, len(y))
		for k, v := range x {
			fx[k] = num.Float(v)
		}
		for k, v := range y {
			fy[k] = num.Float(v)
		}
		res, pay := make([]num.Float, q.Unknowns()), make([]num.Float, n)
		q.ShortRun(fx, fy, res)
		for k, v := range res {
			if math.Abs(float64(v)) > 1e-13 {
				t.Errorf("%s: residual %d at the kernels' solution is %v", name, k, v)
			}
		}
		q.Payoffs(fx, fy, pay)
		want := make([]float64, n)
		if err := e.Evaluator().Payoffs(want, x); err != nil {
			t.Fatal(err)
		}
		for k := range want {
			if math.Abs(float64(pay[k])-want[k]) > 1e-13 {
				t.Errorf("%s: payoff %d: statement %v, kernels %v", name, k, pay[k], want[k])
			}
		}
		sameJacobian(t, name, e, x, y)
	}
}

// sameJacobian differentiates residuals and payoffs by dual numbers and combines them by the implicit
// function theorem.
func sameJacobian(t *testing.T, name string, e *Economy, x, y []float64) {
	q, err := NewEquations[num.Dual[num.Float]](e)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]num.Float, 0, len(x)+len(y))
	for _, v := range append(append([]float64(nil), x...), y...) {
		all = append(all, num.Float(v))
	}
	v := num.Vars(all)
	n, m := len(x), len(y)
	res, pay := make([]num.Dual[num.Float], m), make([]num.Dual[num.Float], n)
	q.ShortRun(v[:n], v[n:], res)
	q.Payoffs(v[:n], v[n:], pay)
	ev := e.Evaluator()
	dst, jac := make([]float64, n), mat.NewDense(n, n, nil)
	if err := ev.PayoffJacobian(dst, jac, x); err != nil {
		t.Fatal(err)
	}
	fy, fx := mat.NewDense(m, m, nil), mat.NewDense(m, n, nil)
	for i := range m {
		for j := range m {
			fy.Set(i, j, float64(res[i].Partial(n+j)))
		}
		for j := range n {
			fx.Set(i, j, float64(res[i].Partial(j)))
		}
	}
	dy := mat.NewDense(m, n, nil)
	if err := dy.Solve(fy, fx); err != nil {
		t.Fatal(err)
	}
	// Shares of a population add up to one: what counts is the derivative as one share grows for another.
	for i := range n {
		for _, p := range e.Populations() {
			last := 0.0
			for j := p.Start; j < p.End; j++ {
				got := float64(pay[i].Partial(j))
				for k := range m {
					got -= float64(pay[i].Partial(n+k)) * dy.At(k, j)
				}
				off := got - jac.At(i, j)
				if j > p.Start && math.Abs(off-last) > 1e-11*(1+math.Abs(got)) {
					t.Errorf("%s: ∂payoff %d/∂x %d: dual numbers say %v, the kernels %v", name, i, j, got, jac.At(i, j))
				}
				last = off
			}
		}
	}
}

func allExternal() *External {
	return &External{Enterprises: []float64{50, 20}, Pooling: &Pooling{Shape: .7}, Spillover: &Spillover{Epsilon: .05, Decay: 2}, Distribution: &Distribution{Nu: 1, Zeta: .3}}
}

// stated is joint action in every form at stated efforts.
func stated() *Joint {
	j := &Joint{Decision: Exogenous, Support: &Support{Match: .3, Xi: .2}}
	for f := range j.Forms {
		j.Forms[f] = &JointForm{Theta: .2, Kappa: .05, Effort: []float64{.1, .5, .3, .9}}
		if !Form(f).Bilateral() {
			j.Forms[f].C, j.Forms[f].Chi = .4, .02
		}
	}
	return j
}

// abroad is an economy with a rest of the world.
func abroad(t *testing.T, inds []Industry, change func(*Spec)) *Economy {
	return twoRegions(t, inds, 1.7, func(s *Spec) {
		s.LogT = nil
		out := Outside{Income: 3}
		for range inds {
			s.LogT = append(s.LogT, func(r, q int) float64 { return math.Abs(float64(r-q)) * .3 })
			out.Labour, out.Wage = append(out.Labour, 2), append(out.Wage, 1.1)
		}
		s.Outside = []Outside{out}
		if change != nil {
			change(s)
		}
	})
}

// The gain from pooling over intervals encloses the float, tightly, and its derivative encloses the slope.
func TestPoolingEnclosed(t *testing.T) {
	for _, k := range []float64{.01, .7, 2, 39.5, 60} {
		for _, n := range []float64{1, 1.3, 7, 500} {
			v := num.Vars([]interval.Interval{interval.Point(n)})[0]
			one := v.Const(1)
			got := logPoolingGainOf(v, v.Const(k), one.Div(v.Const(5)))
			for name, c := range map[string]struct {
				enclosure interval.Interval
				float     float64
			}{"gain": {got.Val, LogPoolingGain(n, k, 5)}, "slope": {got.Partial(0), LogPoolingGainSlope(n, k, 5)}} {
				if e := c.enclosure; !e.Inflate(1e-14).Contains(c.float) || e.Width() > 1e-11 {
					t.Errorf("k=%v n=%v: %s %v outside %v", k, n, name, c.float, e)
				}
			}
		}
	}
}
