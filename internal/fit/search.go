package fit

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"github.com/geosolve/geosolve/internal/linalg"
)

// search minimises from one start over y, p = from + (to − from)/(1 + e^{−y}), which keeps the bounds
// smoothly. Its Hessian is that of Gauss and Newton, 2JᵀJ.
type search struct {
	ctx    context.Context
	pr     *Problem
	models int

	at  []float64 // y of the residuals and their derivatives kept
	r   []float64
	jac *mat.Dense // of r by y; nil: not yet
	err error      // of the last model that could not be solved
}

const (
	// edge is how near an end of its range a parameter may start, as a fraction of the range: further out
	// the map from y is flat and nothing moves.
	edge = 1e-3
	// boundary is how near an end an estimate counts as standing at it.
	boundary = 1e-6
	// near is the |y| from which a parameter, within a hundredth of its range of an end, is tried at it;
	// beyond the |y| that stands for the end, to the last digit.
	near, beyond = 4.6, 40
	// searchStep is the step of derivatives in y while searching: a relative error of 1e-8, which slows a
	// method that converges quadratically by a factor of that size.
	searchStep = 1e-4
	// foreseen is the decrease of Q, relative to 1 + Q, foreseen by a Gauss–Newton step, below which the
	// search has converged: estimates are then within 1e-5 standard errors of the minimum.
	foreseen = 1e-10
	// polish bounds the steps of Gauss and Newton after the search; two or three double the digits of a
	// search that ended at the accuracy of its line search.
	polish = 12
	// iterations bounds the search from a start.
	iterations = 200
)

func (s *search) run(start []float64) (Start, error) {
	out := Start{From: start, Objective: math.Inf(1)}
	y := make([]float64, len(start))
	for j, p := range s.pr.Parameters {
		u := (start[j] - p.From) / (p.To - p.From)
		u = min(max(u, edge), 1-edge)
		y[j] = math.Log(u / (1 - u))
	}
	if math.IsInf(s.objective(y), 1) {
		out.Status, out.Models = "the model could not be solved at the start: "+s.err.Error(), s.models
		return out, s.err
	}
	res, err := optimize.Minimize(optimize.Problem{Func: s.objective, Grad: s.gradient, Hess: s.hessian, Status: s.stop}, y,
		&optimize.Settings{MajorIterations: iterations, GradientThreshold: 1e-9, Converger: &optimize.FunctionConverge{Absolute: 1e-13, Relative: 1e-13, Iterations: 3}},
		&optimize.Newton{Linesearcher: &optimize.Backtracking{}})
	status := ""
	if res != nil {
		out.Iterations = res.MajorIterations
		status = res.Status.String()
		if !math.IsInf(res.F, 0) && !math.IsNaN(res.F) {
			copy(y, res.X)
		}
	}
	if err != nil {
		status = err.Error()
	}
	if s.ctx.Err() != nil {
		return out, s.ctx.Err()
	}
	s.ends(y)
	left := math.Inf(1)
	for range polish {
		step, gain, ok := s.newtonStep(y)
		if !ok {
			break
		}
		left = gain
		if gain == 0 || !s.advance(y, step) {
			break
		}
		out.Iterations++
	}
	if _, gain, ok := s.newtonStep(y); ok {
		left = gain
	}
	out.Objective = s.objective(y)
	out.Estimate, out.Models = s.point(y), s.models
	out.Converged = left <= foreseen*(1+out.Objective)
	switch {
	case out.Converged:
		out.Status = "converged"
	case out.Iterations >= iterations:
		out.Status = "iteration limit"
	default:
		out.Status = "stopped: " + status
	}
	return out, nil
}

// ends puts parameters that came near an end of their range at it, where that lowers Q: on its own the
// search gets there only slowly.
func (s *search) ends(y []float64) {
	for j := range y {
		if math.Abs(y[j]) < near {
			continue
		}
		z := append([]float64(nil), y...)
		z[j] = math.Copysign(beyond, y[j])
		if s.objective(z) < s.objective(y) {
			copy(y, z)
		}
	}
	s.objective(y) // back in memory
}

func (s *search) stop() (optimize.Status, error) {
	if err := s.ctx.Err(); err != nil {
		return optimize.Failure, err
	}
	return optimize.NotTerminated, nil
}

// point is p of y.
func (s *search) point(y []float64) []float64 {
	p := make([]float64, len(y))
	for j, q := range s.pr.Parameters {
		p[j] = q.From + (q.To-q.From)/(1+math.Exp(-y[j]))
		p[j] = min(max(p[j], q.From), q.To)
	}
	return p
}

// residualsAt are the residuals at y, from memory where they are known; nil where the model has no solution.
func (s *search) residualsAt(y []float64) []float64 {
	if s.at != nil {
		same := true
		for j := range y {
			same = same && y[j] == s.at[j]
		}
		if same {
			return s.r
		}
	}
	r := s.fresh(y)
	if r == nil {
		return nil
	}
	s.at, s.r, s.jac = append([]float64(nil), y...), r, nil
	return r
}

func (s *search) fresh(y []float64) []float64 {
	s.models++
	m, err := s.pr.solve(s.ctx, s.point(y))
	if err != nil {
		s.err = err
		return nil
	}
	return s.pr.residuals(m)
}

func (s *search) objective(y []float64) float64 {
	r := s.residualsAt(y)
	if r == nil {
		return math.Inf(1)
	}
	return sumSquares(r)
}

// jacobian is ∂r/∂y by central differences, one-sided where the model has no solution on one side.
func (s *search) jacobian(y []float64) *mat.Dense {
	r := s.residualsAt(y)
	if r == nil {
		return nil
	}
	if s.jac != nil {
		return s.jac
	}
	jac := mat.NewDense(len(r), len(y), nil)
	for j := range y {
		z := append([]float64(nil), y...)
		z[j] = y[j] + searchStep
		up, width := s.fresh(z), 2*searchStep
		z[j] = y[j] - searchStep
		down := s.fresh(z)
		switch {
		case up == nil && down == nil:
			return nil
		case up == nil:
			up, width = r, searchStep
		case down == nil:
			down, width = r, searchStep
		}
		for k := range r {
			jac.Set(k, j, (up[k]-down[k])/width)
		}
	}
	s.jac = jac
	return jac
}

func (s *search) gradient(grad, y []float64) {
	jac := s.jacobian(y)
	for j := range grad {
		grad[j] = math.NaN()
		if jac != nil {
			grad[j] = 0
			for k, r := range s.r {
				grad[j] += 2 * r * jac.At(k, j)
			}
		}
	}
}

func (s *search) hessian(h *mat.SymDense, y []float64) {
	jac := s.jacobian(y)
	n := len(y)
	for i := range n {
		for j := i; j < n; j++ {
			v := 0.0
			if jac != nil {
				for k := range s.r {
					v += 2 * jac.At(k, i) * jac.At(k, j)
				}
			}
			h.SetSym(i, j, v)
		}
	}
}

// newtonStep is the step of Gauss and Newton at y and the decrease of Q that it foresees. Directions that
// move no residual are left alone, and parameters that push against an end of their range.
func (s *search) newtonStep(y []float64) (step []float64, gain float64, ok bool) {
	jac := s.jacobian(y)
	if jac == nil {
		return nil, 0, false
	}
	p := s.point(y)
	scaled := mat.DenseCopyOf(jac)
	size := make([]float64, len(y))
	for j, q := range s.pr.Parameters {
		col, g := mat.Col(nil, j, jac), 0.0
		for k, v := range col {
			g += v * s.r[k]
		}
		u := (p[j] - q.From) / (q.To - q.From)
		if u < boundary && g > 0 || u > 1-boundary && g < 0 {
			size[j] = 0
		} else {
			size[j] = math.Sqrt(sumSquares(col))
		}
		for k, v := range col {
			if size[j] > deaf {
				scaled.Set(k, j, v/size[j])
			} else {
				scaled.Set(k, j, 0)
			}
		}
	}
	values, u, v, err := linalg.SVD(scaled)
	if err != nil {
		s.err = errors.Join(s.err, err)
		return nil, 0, false
	}
	step = make([]float64, len(y))
	for i, w := range values {
		if w <= nullValue*values[0] {
			continue
		}
		along := 0.0
		for k, r := range s.r {
			along += u.At(k, i) * r
		}
		gain += along * along
		for j := range step {
			if size[j] > deaf {
				step[j] -= v.At(j, i) * along / w / size[j]
			}
		}
	}
	return step, gain, true
}

// advance takes the step, or a half, quarter … of it, where that lowers Q.
func (s *search) advance(y, step []float64) bool {
	q := s.objective(y)
	for t := 1.0; t > 1e-3; t /= 2 {
		z := append([]float64(nil), y...)
		for j := range z {
			z[j] += t * step[j]
		}
		if s.objective(z) < q {
			copy(y, z)
			return true
		}
	}
	s.objective(y) // back in memory
	return false
}
