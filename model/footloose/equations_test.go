package footloose

import (
	"math"
	"testing"

	"github.com/geosolve/geosolve/internal/num"
	"github.com/geosolve/geosolve/model/economy"
)

// The generic statement of the equations against the evaluators: at their incomes the residuals vanish, and
// payoffs are the same, an empty region's too.
func TestEquationsAgree(t *testing.T) {
	trade := economy.NewDense(3, 4, func(r, s int) float64 { return .2 * math.Abs(float64(r-s)) })
	m, err := NewMarket(.6, 4, trade, []float64{.5, .2, .3})
	if err != nil {
		t.Fatal(err)
	}
	for _, firms := range [][]float64{{.2, .3, .5}, {.6, .4, 0}} {
		want := make([]float64, 3)
		ev := m.NewEntrepreneur()
		if err := ev.Payoffs(want, firms); err != nil {
			t.Fatal(err)
		}
		same(t, NewEquations[num.Float](m, true), firms, ev.Wage(), want)
		if err := m.NewCapital().Payoffs(want, firms); err != nil {
			t.Fatal(err)
		}
		same(t, NewEquations[num.Float](m, false), firms, nil, want)
	}
}

func same(t *testing.T, q *Equations[num.Float], firms, wage, want []float64) {
	t.Helper()
	res, pay := make([]num.Float, 3), make([]num.Float, 3)
	q.ShortRun(num.Floats(firms), num.Floats(wage), res)
	q.Payoffs(num.Floats(firms), num.Floats(wage), pay)
	for r := range pay {
		if math.Abs(float64(res[r])) > 1e-14 || math.Abs(float64(pay[r])-want[r]) > 1e-14 {
			t.Errorf("region %d at %v: residual %v, payoff %v, want %v", r, firms, res[r], pay[r], want[r])
		}
	}
}
