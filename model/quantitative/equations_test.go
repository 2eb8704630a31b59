package quantitative

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
)

// The generic statement of the equations against the solver: at its wages the residuals vanish and welfare is
// the same; over intervals both are enclosed.
func TestEquationsAgree(t *testing.T) {
	e := scattered(t, 4, 5, .1, -.3, .5, .3, 11)
	rnd := rand.New(rand.NewPCG(1, 2))
	labour := make([]float64, e.n)
	sum := 0.0
	for i := range labour {
		labour[i] = .1 + rnd.Float64()
		sum += labour[i]
	}
	for i := range labour {
		labour[i] /= sum
	}
	ev, want := e.NewEvaluator(), make([]float64, e.n)
	if err := ev.Payoffs(want, labour); err != nil {
		t.Fatal(err)
	}
	floats, err := NewEquations[num.Float](e)
	if err != nil {
		t.Fatal(err)
	}
	enclosed, err := NewEquations[interval.Interval](e)
	if err != nil {
		t.Fatal(err)
	}
	n := e.n
	l, x := make([]num.Float, n), make([]num.Float, n)
	il, ix := make([]iv, n), make([]iv, n)
	for i, w := range ev.Solution().Wage {
		l[i], x[i] = num.Float(math.Log(labour[i])), num.Float(math.Log(w))
		il[i], ix[i] = interval.Point(float64(l[i])), interval.Point(float64(x[i]))
	}
	res, pay := make([]num.Float, n), make([]num.Float, n)
	floats.ShortRun(l, x, res)
	floats.LogPayoffs(l, x, pay)
	ires, ipay := make([]iv, n), make([]iv, n)
	enclosed.ShortRun(il, ix, ires)
	enclosed.LogPayoffs(il, ix, ipay)
	for i := range n {
		if math.Abs(float64(res[i])) > 1e-12 {
			t.Errorf("residual of place %d at the solver's wages is %v", i, res[i])
		}
		if math.Abs(float64(pay[i])-math.Log(want[i])) > 1e-12 {
			t.Errorf("place %d: ln payoff %v, the solver has %v", i, pay[i], math.Log(want[i]))
		}
		for _, c := range []struct {
			enclosure iv
			float     float64
		}{{ires[i], float64(res[i])}, {ipay[i], float64(pay[i])}} {
			if !c.enclosure.Inflate(1e-14).Contains(c.float) || c.enclosure.Width() > 1e-11 {
				t.Errorf("place %d: %v outside %v", i, c.float, c.enclosure)
			}
		}
	}
}
