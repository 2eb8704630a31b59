package quantitative

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Evaluator computes the short run and its payoffs W^Power by place, for the use of one goroutine. It
// starts from its last solution.
type Evaluator struct{ z *shortRun }

// NewEvaluator returns an evaluator.
func (e *Economy) NewEvaluator() *Evaluator { return &Evaluator{newShortRun(e)} }

// Unbounded tells whether welfare grows beyond all bounds as a place empties, γ1 > 0.
func (e *Economy) Unbounded() bool { return e.Gamma1() > 0 }

// Payoffs writes W_i^Power to dst at labour by place (≥ 0; the total is 1 on states, but need not be).
// Empty places are allowed where welfare is bounded there, γ1 ≤ 0; otherwise the error is ErrEmpty. Other
// errors are ErrNotConverged and ErrOutOfRange.
func (v *Evaluator) Payoffs(dst, labour []float64) error {
	e := v.z.e
	for _, l := range labour {
		if l == 0 && e.Unbounded() {
			return ErrEmpty
		}
	}
	if err := v.z.solve(labour); err != nil {
		return err
	}
	for i := range dst {
		dst[i] = math.Exp(e.Power * v.z.welfare(i, v.z.x, v.z.l))
		if math.IsNaN(dst[i]) || math.IsInf(dst[i], 1) {
			return ErrOutOfRange
		}
	}
	return nil
}

// PayoffJacobian also writes ∂W_i^Power/∂L_j to jac:
//
//	d ln W = (1 − S) dx + β dℓ + α S dℓ.
//
// Rows and columns of empty places are zero: welfare is not smooth there.
func (v *Evaluator) PayoffJacobian(dst []float64, jac *mat.Dense, labour []float64) error {
	if err := v.Payoffs(dst, labour); err != nil {
		return err
	}
	z := v.z
	dx, err := z.wageElasticities()
	if err != nil {
		return err
	}
	jac.Mul(z.supply, dx)
	for i := range dst {
		row, d, s := jac.RawRowView(i), dx.RawRowView(i), z.supply.RawRowView(i)
		for j, l := range labour {
			if l == 0 || labour[i] == 0 {
				row[j] = 0
				continue
			}
			t := d[j] - row[j] + z.e.Alpha*s[j]
			if i == j {
				t += z.e.Beta
			}
			row[j] = z.e.Power * dst[i] * t / l
		}
	}
	return nil
}

// Solution is a state of the economy in levels, by place.
type Solution struct {
	Labour     []float64 // L, total 1
	Wage       []float64 // w, Σ w L = 1; at an empty place 0 or +Inf by its limit
	PriceIndex []float64 // P
	Welfare    []float64 // W
	Residual   float64   // largest relative difference of income and sales
	Walras     float64   // total sales less total income, relative
	Steps      int       // iterations
}

// Solution is the state at the last labour.
func (v *Evaluator) Solution() *Solution {
	z := v.z
	n := z.e.n
	s := &Solution{Labour: make([]float64, n), Wage: make([]float64, n), PriceIndex: make([]float64, n), Welfare: make([]float64, n),
		Residual: maxAbs(z.r), Walras: z.walras(), Steps: z.steps}
	for i := range n {
		s.Labour[i] = math.Exp(z.l[i])
		s.Wage[i] = math.Exp(z.x[i])
		if s.Labour[i] == 0 { // w ∝ L^(−(1−α(σ−1))/σ)
			s.Wage[i] = math.Inf(1)
			if z.e.supplyElasticity() > 1 {
				s.Wage[i] = 0
			}
		}
		s.PriceIndex[i] = math.Exp(z.k[i] / (1 - z.e.Sigma))
		s.Welfare[i] = math.Exp(z.welfare(i, z.x, z.l))
	}
	return s
}
