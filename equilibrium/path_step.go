package equilibrium

import (
	"math"
	"slices"
)

// Coefficients of the Dormand–Prince pair and of its dense output (Hairer, Nørsett and Wanner 1993, table II.5.2
// and §II.6).
var (
	dpA = [7][]float64{
		{},
		{1. / 5},
		{3. / 40, 9. / 40},
		{44. / 45, -56. / 15, 32. / 9},
		{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
		{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
	}
	dpE = [7]float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40}
	dpD = [7]float64{-12715105075. / 11282082432, 0, 87487479700. / 32700410799, -10690763975. / 1880347072,
		701980252875. / 199316789632, -1453857185. / 822651844, 69997945. / 29380423}
)

const (
	// stiffBound is the length of the stability interval of the pair along the negative axis, 3.3, less a
	// little; steps that are as long as that stiffSteps times in a row are held back by stability.
	stiffBound, stiffSteps = 3.25, 15
	// the bounds and safety of step changes, and the exponents of the PI controller (Gustafsson 1991).
	stepLeast, stepMost, stepSafety = 0.2, 10, 0.9
	piAlpha, piBeta                 = 0.2 - 0.75*0.04, 0.04
)

// stepper takes steps of ẏ = speed · g(y).
type stepper struct {
	flow    *logReplicator
	speed   float64
	k       [7][]float64
	trial   []float64 // y at the end of the step
	stage   []float64 // y at the last stage but one
	cont    [5][]float64
	g       []float64 // at the start of the step to come
	payoff  []float64
	endG    []float64
	endPay  []float64
	lastErr float64
	long    int   // steps in a row as long as stability allows
	stiff   bool  // steps are implicit
	onImpl  bool  // the last step was
	failure error // of the game, at the last failed step

	implicit implicitStepper
}

// reset starts afresh where the field has just been evaluated.
func (s *stepper) reset(f *logReplicator, speed float64) {
	n := len(f.x)
	s.flow, s.speed = f, speed
	for j := range s.k {
		s.k[j] = make([]float64, n)
	}
	for j := range s.cont {
		s.cont[j] = make([]float64, n)
	}
	s.trial, s.stage = make([]float64, n), make([]float64, n)
	s.g, s.payoff = slices.Clone(f.g), slices.Clone(f.payoff)
	s.endG, s.endPay = make([]float64, n), make([]float64, n)
	s.lastErr, s.long, s.stiff, s.failure = 1e-4, 0, false, nil
	s.implicit = implicitStepper{}
}

// first proposes the first step: one in which log shares change by a tenth of the fifth root of the
// tolerance. The error control corrects it.
func (s *stepper) first(tol float64) float64 {
	return 0.1 * math.Pow(tol, 0.2) / max(s.speed*maxAbs(s.g), math.SmallestNonzeroFloat64*1e8)
}

// try computes a step from y and returns its error relative to the tolerance and the next step to take.
func (s *stepper) try(y []float64, h, tol float64) (err, next float64) {
	if s.onImpl = s.stiff; s.stiff {
		return s.tryImplicit(y, h, tol)
	}
	c := h * s.speed
	copy(s.k[0], s.g)
	for j := 1; j < 7; j++ {
		copy(s.trial, y)
		for _, i := range s.flow.support {
			v := 0.0
			for l, a := range dpA[j] {
				v += a * s.k[l][i]
			}
			s.trial[i] += c * v
		}
		if j == 5 {
			copy(s.stage, s.trial)
		}
		if s.failure = s.flow.field(s.trial); s.failure != nil {
			return math.NaN(), h / 4
		}
		copy(s.k[j], s.flow.g)
	}
	copy(s.endG, s.flow.g)
	copy(s.endPay, s.flow.payoff)
	for _, i := range s.flow.support {
		e := 0.0
		for j, b := range dpE {
			e += b * s.k[j][i]
		}
		err = max(err, math.Abs(c*e)/(tol*max(1, 1+(-s.trial[i]-negligibleLog))))
	}
	factor := stepSafety * math.Pow(max(err, 1e-10), -piAlpha)
	if err > 1 {
		return err, h * max(stepLeast, min(1, factor))
	}
	factor *= math.Pow(s.lastErr, piBeta)
	s.lastErr = max(err, 1e-4)
	s.interpolant(y, c)
	s.watch(c)
	return err, h * max(stepLeast, min(stepMost, factor))
}

// interpolant sets up the dense output of the step just tried.
func (s *stepper) interpolant(y []float64, c float64) {
	for _, i := range s.flow.support {
		diff := s.trial[i] - y[i]
		bend := c*s.k[0][i] - diff
		v := 0.0
		for j, d := range dpD {
			v += d * s.k[j][i]
		}
		s.cont[0][i], s.cont[1][i], s.cont[2][i] = y[i], diff, bend
		s.cont[3][i], s.cont[4][i] = diff-c*s.k[6][i]-bend, c*v
	}
}

// dense returns log shares a part theta into the step.
func (s *stepper) dense(theta float64) []float64 {
	y, r := slices.Repeat([]float64{math.Inf(-1)}, len(s.trial)), 1-theta
	for _, i := range s.flow.support {
		if s.onImpl {
			y[i] = s.denseImplicit(i, theta)
			continue
		}
		y[i] = s.cont[0][i] + theta*(s.cont[1][i]+r*(s.cont[2][i]+theta*(s.cont[3][i]+r*s.cont[4][i])))
	}
	return y
}

// end returns log shares at the end of the step.
func (s *stepper) end() []float64 { return slices.Clone(s.trial) }

// finish moves y to the end of the step, shifted so that the largest log share of each population is zero.
func (s *stepper) finish(y []float64) {
	copy(y, s.trial)
	for _, p := range s.flow.pops {
		top := slices.Max(y[p.Start:p.End])
		for i := p.Start; i < p.End; i++ {
			y[i] -= top
		}
	}
	copy(s.g, s.endG)
	copy(s.payoff, s.endPay)
}
