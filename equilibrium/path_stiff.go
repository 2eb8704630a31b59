package equilibrium

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// Coefficients of RODAS, a stiffly accurate Rosenbrock method of order 4(3) with six stages and dense
// output of order 3 (Hairer and Wanner 1996, §IV.7 and §VI.4), in the form without products of the Jacobian:
//
//	(I/(γh) − J) k_i = g(y + Σ_j a_ij k_j) + Σ_j c_ij k_j / h.
var (
	rodasA = [6][]float64{
		{},
		{1.544},
		{0.9466785280815826, 0.2557011698983284},
		{3.314825187068521, 2.896124015972201, 0.9986419139977817},
		{1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
		{1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1},
	}
	rodasC = [6][]float64{
		{},
		{-5.6688},
		{-2.430093356833875, -0.2063599157091915},
		{-0.1073529058151375, -9.594562251023355, -20.47028614809616},
		{7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
		{8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054},
	}
	rodasH = [2][5]float64{
		{10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662},
		{-0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872},
	}
)

const rodasGamma = 0.25

// implicitStepper holds what steps of RODAS need besides.
type implicitStepper struct {
	lu     linalg.LU
	matrix *mat.Dense
	right  []float64
	k      [6][]float64 // by position in the support
}

// tryImplicit computes a step of RODAS from y, as try does one of the explicit pair.
func (s *stepper) tryImplicit(y []float64, h, tol float64) (err, next float64) {
	m, c := len(s.flow.support), h*s.speed
	p := &s.implicit
	if p.matrix == nil {
		p.matrix, p.right = mat.NewDense(m, m, nil), make([]float64, m)
		for j := range p.k {
			p.k[j] = make([]float64, m)
		}
	}
	if s.failure = s.flow.derive(y); s.failure != nil {
		return math.NaN(), h / 4
	}
	s.flow.shifted(p.matrix, s.flow.support, rodasGamma*c) // γh (I/(γh) − J)
	if s.failure = p.lu.Factorize(p.matrix); s.failure != nil {
		return math.NaN(), h / 2
	}
	for j := range 6 {
		s.place(y, j)
		if j > 0 {
			if s.failure = s.flow.field(s.trial); s.failure != nil {
				return math.NaN(), h / 4
			}
		}
		for a, i := range s.flow.support {
			v := c * s.flow.g[i]
			for l, q := range rodasC[j] {
				v += q * p.k[l][a]
			}
			p.right[a] = rodasGamma * v
		}
		p.lu.Solve(p.right)
		copy(p.k[j], p.right)
	}
	for a, i := range s.flow.support {
		s.trial[i] += p.k[5][a]
		err = max(err, math.Abs(p.k[5][a])/(tol*max(1, 1+(-s.trial[i]-negligibleLog))))
	}
	if s.failure = s.flow.field(s.trial); s.failure != nil {
		return math.NaN(), h / 4
	}
	copy(s.endG, s.flow.g)
	copy(s.endPay, s.flow.payoff)
	next = h * max(stepLeast, min(stepMost, stepSafety*math.Pow(max(err, 1e-10), -0.25)))
	if err > 1 {
		return err, min(next, h*stepSafety)
	}
	for a, i := range s.flow.support {
		s.cont[0][i], s.cont[1][i], s.cont[2][i], s.cont[3][i] = y[i], s.trial[i], 0, 0
		for l := range rodasH[0] {
			s.cont[2][i] += rodasH[0][l] * p.k[l][a]
			s.cont[3][i] += rodasH[1][l] * p.k[l][a]
		}
	}
	return err, next
}

// place writes the argument of stage j to s.trial.
func (s *stepper) place(y []float64, j int) {
	copy(s.trial, y)
	for a, i := range s.flow.support {
		for l, q := range rodasA[j] {
			s.trial[i] += q * s.implicit.k[l][a]
		}
	}
}

// denseImplicit returns log share i a part theta into the step.
func (s *stepper) denseImplicit(i int, theta float64) float64 {
	r := 1 - theta
	return r*s.cont[0][i] + theta*(s.cont[1][i]+r*(s.cont[2][i]+theta*s.cont[3][i]))
}

// watch counts explicit steps that are as long as stability allows, and turns to implicit ones after some.
//
// Both of the last two stages lie at the end of the step, so that the ratio of the difference of their
// slopes to their own estimates the rate of the fastest change (Hairer and Wanner 1996, §IV.2).
func (s *stepper) watch(c float64) {
	change, apart := 0.0, 0.0
	for _, i := range s.flow.support {
		change += (s.k[6][i] - s.k[5][i]) * (s.k[6][i] - s.k[5][i])
		apart += (s.trial[i] - s.stage[i]) * (s.trial[i] - s.stage[i])
	}
	if s.long++; c*math.Sqrt(change) < stiffBound*math.Sqrt(apart) {
		s.long = 0
	}
	s.stiff = s.stiff || s.long >= stiffSteps
}
