package economy

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// In a full core an association has nobody to compete with and rests at effort 0; the first member
// elsewhere makes it start. The derivative by the empty region's share must be that of the side on which
// shares can move: continuation along a branch that ends in the corner steps there.
func TestCornerJacobian(t *testing.T) {
	e := twoRegions(t, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{0}}}, 1.8, func(s *Spec) {
		s.External = &External{Enterprises: []float64{20}}
		j := &Joint{Decision: Cooperative}
		j.Forms[HM] = &JointForm{Theta: 0.3, Kappa: 0.03}
		s.Joint = j
	})
	ev := e.Evaluator()
	at, jac := make([]float64, 2), mat.NewDense(2, 2, nil)
	if err := ev.PayoffJacobian(at, jac, []float64{1, 0}); err != nil {
		t.Fatal(err)
	}
	const h = 1e-6
	next := make([]float64, 2)
	if err := ev.Payoffs(next, []float64{1, h}); err != nil {
		t.Fatal(err)
	}
	for k := range at {
		if num := (next[k] - at[k]) / h; math.Abs(num-jac.At(k, 1)) > 1e-3*math.Abs(num) {
			t.Errorf("∂payoff %d/∂x_2 at the corner: got %v, a forward difference says %v", k+1, jac.At(k, 1), num)
		}
	}
	if a := ev.Efforts()[HM]; !(a[0] > 0 && a[0] < 1e-4) {
		t.Errorf("the core's effort beside a share of 1e-6 elsewhere is %v, want small and positive", a[0])
	}
}
