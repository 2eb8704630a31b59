package economy

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// One row by the adjoint against the whole Jacobian, at uneven shares and with an empty region.
func TestPayoffJacobianRow(t *testing.T) {
	tech, err := NewTechnology([]Industry{{Sigma: 5, Mu: 0.4, Alpha: []float64{0}}})
	if err != nil {
		t.Fatal(err)
	}
	const n = 9
	e, err := New(Spec{Technology: tech, Home: n, LogT: []func(r, s int) float64{func(r, s int) float64 {
		return 0.3 * math.Abs(float64(r-s)) * (1 + 0.1*float64(r)/n) // not symmetric
	}}})
	if err != nil {
		t.Fatal(err)
	}
	x, sum := make([]float64, n), 0.0
	for k := range x {
		x[k] = 1 + math.Sin(float64(3*k))
		sum += x[k]
	}
	sum -= x[4]
	x[4] = 0
	for k := range x {
		x[k] /= sum
	}
	ev := e.Evaluator()
	pay, jac, row := make([]float64, n), mat.NewDense(n, n, nil), make([]float64, n)
	if err := ev.PayoffJacobian(pay, jac, x); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := ev.PayoffJacobianRow(pay, row, x, i); err != nil {
			t.Fatal(err)
		}
		for j := range n {
			if want := jac.At(i, j); math.Abs(row[j]-want) > 1e-12*(1+math.Abs(want)) {
				t.Errorf("∂payoff %d/∂x %d: got %v, want %v", i, j, row[j], want)
			}
		}
	}
}

// The freeness of a ring from its first row is that of all pairs, bit for bit.
func TestCirculant(t *testing.T) {
	const n = 7
	logT := func(r, s int) float64 {
		d := float64(max(r-s, s-r))
		return 0.4 * min(d, n-d)
	}
	row := make([]float64, n)
	for s := range row {
		row[s] = logT(0, s)
	}
	a, b := NewCirculant(5, row, nil), NewDense(n, 5, logT)
	for r := range n {
		for s, phi := range b.Row(r) {
			if a.Row(r)[s] != phi || a.Log(r, s) != b.Log(r, s) {
				t.Fatalf("element %d, %d: %v and %v", r, s, a.Row(r)[s], phi)
			}
		}
	}
}
