package economy

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// ringEconomy is one of n regions on a ring, with the given industries.
func ringEconomy(t testing.TB, n int, tau float64, industries ...Industry) *Economy {
	t.Helper()
	tech, err := NewTechnology(industries)
	if err != nil {
		t.Fatal(err)
	}
	spec := Spec{Technology: tech, Home: n}
	for range industries {
		spec.LogT = append(spec.LogT, func(r, s int) float64 {
			d := float64(max(r-s, s-r))
			return tau * min(d, float64(n)-d) / float64(n)
		})
	}
	e, err := New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// collect adds up the columns of the orbits in the rows of their first members.
func collect(jac *mat.Dense, orbits [][]int) *mat.Dense {
	out := mat.NewDense(len(orbits), len(orbits), nil)
	for a, o := range orbits {
		for b, members := range orbits {
			for _, j := range members {
				out.Set(a, b, out.At(a, b)+jac.At(o[0], j))
			}
		}
	}
	return out
}

func wantSame(t *testing.T, what string, got, want *mat.Dense, tolerance float64) {
	t.Helper()
	size := mat.Norm(want, math.Inf(1))
	var d mat.Dense
	if d.Sub(got, want); mat.Norm(&d, math.Inf(1)) > tolerance*size {
		t.Errorf("%s: off by %g of %g", what, mat.Norm(&d, math.Inf(1)), size)
	}
}

// The Jacobian among orbits is that of the whole, its columns added up: with a reflection, with empty
// regions, with several industries, on both sides of the size from which short runs are solved otherwise.
// The whole is made by the general derivatives of the short run.
func TestPayoffJacobianAmong(t *testing.T) {
	one := Industry{Sigma: 5, Mu: 0.4, Alpha: []float64{0}}
	two := []Industry{{Sigma: 4, Mu: 0.3, Alpha: []float64{0, 0}}, {Sigma: 6, Mu: 0.2, Alpha: []float64{0, 0}}}
	for name, c := range map[string]struct {
		e     *Economy
		empty bool
	}{
		"small":          {ringEconomy(t, 8, 3, one), false},
		"large":          {ringEconomy(t, 40, 4, one), false},
		"empty":          {ringEconomy(t, 40, 4, one), true},
		"two industries": {ringEconomy(t, 18, 4, two...), false},
		"two, empty":     {ringEconomy(t, 18, 4, two...), true},
	} {
		e := c.e
		n, home := len(e.mb.slots), e.home
		x := make([]float64, n)
		var orbits [][]int
		for i := 0; i < n; i += home { // reflection about region 0, industry by industry
			sum := 0.0
			for r := range home {
				d := min(r, home-r)
				x[i+r] = math.Exp(math.Sin(float64(3*d + i)))
				if c.empty && d%3 == 1 {
					x[i+r] = 0
				}
				sum += x[i+r]
			}
			for r := range home {
				x[i+r] /= sum
			}
			for r := 0; r <= home/2; r++ {
				if x[i+r] == 0 {
					continue
				}
				o := []int{i + r}
				if m := (home - r) % home; m != r {
					o = append(o, i+m)
				}
				orbits = append(orbits, o)
			}
		}
		ev := e.Evaluator()
		pay, part := make([]float64, n), mat.NewDense(len(orbits), len(orbits), nil)
		if done, err := ev.PayoffJacobianAmong(pay, part, x, orbits); err != nil || !done {
			t.Fatal(name, done, err)
		}
		whole := mat.NewDense(n, n, nil)
		if err := generalJacobian(e, whole, x); err != nil {
			t.Fatal(name, err)
		}
		wantSame(t, name, part, collect(whole, orbits), 1e-11)
		full := mat.NewDense(n, n, nil)
		if err := ev.PayoffJacobian(pay, full, x); err != nil {
			t.Fatal(name, err)
		}
		wantSame(t, name+", whole", full, whole, 1e-11)
	}
}

// generalJacobian is the Jacobian of payoffs by the derivatives that serve all economies.
func generalJacobian(e *Economy, jac *mat.Dense, x []float64) error {
	ev := e.Evaluator()
	if err := ev.solve(x, true); err != nil {
		return err
	}
	byL, err := ev.solver.ByLabour()
	if err != nil {
		return err
	}
	pay := make([]float64, len(x))
	ev.payoffs(pay, x)
	for j, to := range e.mb.slots {
		for k, s := range e.mb.slots {
			jac.Set(k, j, pay[k]*e.mb.mass[e.mb.popOf[j]]*ev.logPayoffAlong(byL, to.industry*e.home+to.region, s))
		}
	}
	return nil
}

// An evaluator that has moved along a family, with the shortcuts that this allows, finds what a new one finds.
func TestMoveTo(t *testing.T) {
	const n = 40
	rnd := rand.New(rand.NewPCG(3, 4))
	in := Industry{Sigma: 5, Mu: 0.4, Alpha: []float64{0}}
	first := ringEconomy(t, n, 3, in)
	ev := first.Evaluator()
	x, pay, want, jac := make([]float64, n), make([]float64, n), make([]float64, n), mat.NewDense(n, n, nil)
	used := map[string]bool{}
	for step := range 60 {
		sum := 0.0
		for r := range x {
			x[r] = math.Exp(math.Sin(float64(5*r)) * (1 + 0.02*float64(step) + 0.01*rnd.Float64()))
			sum += x[r]
		}
		for r := range x {
			x[r] /= sum
		}
		e := ringEconomy(t, n, 3+0.02*float64(step), in)
		if !ev.MoveTo(e) {
			t.Fatal("did not move")
		}
		var err error
		if step%3 == 0 {
			err = ev.PayoffJacobian(pay, jac, x)
		} else {
			err = ev.Payoffs(pay, x)
		}
		if err != nil {
			t.Fatal(err)
		}
		used[ev.solver.method] = true
		if err := e.Evaluator().Payoffs(want, x); err != nil {
			t.Fatal(err)
		}
		for r := range want {
			if math.Abs(pay[r]/want[r]-1) > 1e-12 {
				t.Fatalf("step %d, region %d: %v, from scratch %v", step, r, pay[r], want[r])
			}
		}
	}
	if !used["chord"] {
		t.Error("the chord method was never used")
	}
	for name, other := range map[string]*Economy{"another size": ringEconomy(t, n+1, 3, in), "more industries": ringEconomy(t, n, 3, Industry{Sigma: 4, Mu: 0.3, Alpha: []float64{0, 0}}, Industry{Sigma: 4, Mu: 0.3, Alpha: []float64{0, 0}})} {
		if ev.MoveTo(other) {
			t.Errorf("moved to an economy with %s", name)
		}
	}
}

// However a short run was reached from the one before, the whole state belongs to it: steps small and large,
// regions that empty and fill, Jacobians in between, markets near and far.
func TestSolverSequence(t *testing.T) {
	const n = 28
	for _, tau := range []float64{2, 30, 60} {
		e := ringEconomy(t, n, tau, Industry{Sigma: 5, Mu: 0.4, Alpha: []float64{0}})
		ev, rnd := e.Evaluator(), rand.New(rand.NewPCG(8, uint64(tau)))
		x, pay, want, jac := make([]float64, n), make([]float64, n), make([]float64, n), mat.NewDense(n, n, nil)
		logs := make([]float64, n)
		methods := map[string]int{}
		for step := range 1500 {
			size := math.Pow(10, -8*rnd.Float64())
			sum := 0.0
			for r := range x {
				logs[r] = 0.98*logs[r] + size*(rnd.Float64()-0.5)*4
				x[r] = math.Exp(logs[r])
				if step/300%2 == 1 && r%3 != 0 {
					x[r] = 0
				}
				sum += x[r]
			}
			var all [][]int
			for r := range x {
				if x[r] /= sum; x[r] > 0 {
					all = append(all, []int{r})
				}
			}
			var err error
			if step%40 == 0 {
				_, err = ev.PayoffJacobianAmong(pay, mat.NewDense(len(all), len(all), nil), x, all)
			} else if step%70 == 0 {
				err = ev.PayoffJacobian(pay, jac, x)
			} else {
				err = ev.Payoffs(pay, x)
			}
			if err != nil {
				t.Fatalf("tau %v, step %d: %v", tau, step, err)
			}
			methods[ev.solver.method]++
			if err := e.Evaluator().Payoffs(want, x); err != nil {
				t.Fatal(err)
			}
			for r := range want {
				if math.Abs(pay[r]/want[r]-1) > 2e-12 {
					t.Fatalf("tau %v, step %d (%s), region %d: %v, from scratch %v", tau, step, ev.solver.method, r, pay[r], want[r])
				}
			}
		}
		if methods["chord"] < 30 || methods["anderson"] < 30 {
			t.Errorf("tau %v: methods %v", tau, methods)
		}
	}
}

// The chord method may stop where it gains too little, if the residuals are within the tolerance. The state is
// then that of the wages it stopped at, not of some before: price indices are those that the wages make.
func TestChordState(t *testing.T) {
	const n = 40
	e := ringEconomy(t, n, 8, Industry{Sigma: 5, Mu: 0.4, Alpha: []float64{0}})
	x, pay, jac := make([]float64, n), make([]float64, n), mat.NewDense(n, n, nil)
	for r := range x {
		x[r] = (1 + 0.5*math.Sin(float64(r))) / n
	}
	early := 0
	for k := range 40 {
		ev := e.Evaluator()
		if err := ev.PayoffJacobian(pay, jac, x); err != nil {
			t.Fatal(err)
		}
		s := ev.solver
		clear(s.chord.wage) // foretells nothing …
		var twice mat.Dense
		twice.Scale(2, s.part.system)
		if err := s.chord.lu.Factorize(&twice); err != nil { // … and goes half the way
			t.Fatal(err)
		}
		y := append([]float64(nil), x...)
		d := math.Pow(10, -14+float64(k)/10)
		y[0], y[1] = y[0]+d, y[1]-d
		if err := ev.Payoffs(pay, y); err != nil {
			t.Fatal(err)
		}
		if s.method == "chord" && norm(s.z.residual) > s.andersonFloor() {
			early++
		}
		s.m.evaluate(s.try, s.given, s.y)
		for r, g := range s.try.logG {
			if s.z.logG[r] != g {
				t.Fatalf("change %g (%s): ln G of region %d is %v, its wages make it %v", d, s.method, r, s.z.logG[r], g)
			}
		}
	}
	if early == 0 {
		t.Error("the chord method never stopped early")
	}
}

// The residuals that iterations use are those of the equations, wedges and a floating numeraire included.
func TestLeanResiduals(t *testing.T) {
	const n = 12
	for name, mu := range map[string]float64{"agriculture": 0.4, "no agriculture": 1} {
		e := ringEconomy(t, n, 3, Industry{Sigma: 5, Mu: mu, Alpha: []float64{0}})
		m := e.market
		g, z := m.NewGiven(), m.newState()
		rnd := rand.New(rand.NewPCG(1, 1))
		y := make([]float64, n)
		for r := range n {
			g.Labour[r], g.LogF[r], g.LogQ[r], y[r] = rnd.Float64(), 0.1*rnd.Float64(), 0.1*rnd.Float64(), rnd.Float64()-0.5
			if mu < 1 {
				g.FarmIncome[r] = (1 - mu) / n
			}
		}
		g.Labour[3] = 0
		z.setLabour(g.Labour)
		m.evaluate(z, g, y)
		var l lean
		l.prepare(m, g)
		got := make([]float64, n)
		worst, ok := l.residuals(got, m, g, y)
		if !ok {
			t.Fatal(name, "out of range")
		}
		for r, v := range got {
			if math.Abs(v-z.residual[r]) > 1e-14 {
				t.Errorf("%s, region %d: %v, want %v", name, r, v, z.residual[r])
			}
		}
		if worst != norm(got) {
			t.Errorf("%s: largest %v of %v", name, worst, got)
		}
		y[0] = 300
		if _, ok := l.residuals(got, m, g, y); ok {
			t.Error(name, "trusted numbers at the end of the range")
		}
	}
}
