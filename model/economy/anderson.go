package economy

import (
	"math"

	"github.com/geosolve/geosolve/internal/anderson"
)

// denseLimit is the number of unknowns from which products with the freeness matrix are cheaper than a
// factorisation of the Jacobian (see BenchmarkShortRun).
const denseLimit = 24

// large reports whether the market is solved by Anderson acceleration first.
func (m *Market) large() bool { return m.unknowns() > denseLimit && !m.tech.linked }

const (
	andersonDepth = 12 // differences kept, from one short run to the next too
	andersonSteps = 80 // a damped loop takes 153 at σ = 5; Newton takes over where this does not do
)

// anderson solves the wage equations by Anderson acceleration (Anderson 1965; Walker and Ni 2011, type
// II) of the map ln w ← ln w − r/σ, in which the wage equation (3) is solved at given price indices and
// spending. Each step costs two products with the freeness matrix.
func (s *Solver) anderson(g *Given) error {
	m, n := s.m, len(s.y)
	s.method = "anderson"
	if s.mixer == nil {
		s.mixer = anderson.New(n, andersonDepth)
	}
	if s.warm {
		s.mixer.Continue()
	} else {
		s.mixer.Reset()
	}
	f := make([]float64, n)
	s.lean.prepare(m, g)
	best, stalled := math.Inf(1), 0
	for it := 0; it < andersonSteps; it++ {
		r := s.residuals(g)
		s.steps++
		if s.arrived(g, r, s.andersonFloor()) {
			return nil
		}
		if math.IsInf(r, 1) {
			break
		}
		if stalled++; r < best {
			best, stalled = r, 0
		}
		if stalled > 10 {
			break
		}
		for i, in := range m.tech.Industries {
			for k := i * m.home; k < (i+1)*m.home; k++ {
				f[k] = -s.z.residual[k] / in.Sigma
			}
		}
		s.mixer.Advance(s.y, f)
	}
	return s.failure("Anderson acceleration")
}

// residuals evaluates the residuals at s.y and returns the largest; s.whole says whether the whole state
// belongs to s.y now, or the residuals alone.
func (s *Solver) residuals(g *Given) float64 {
	if s.lean.ready {
		if r, ok := s.lean.residuals(s.z.residual, s.m, g, s.y); ok {
			s.whole = false
			return r
		}
		s.lean.ready = false
	}
	s.evaluate(s.z, g, s.y)
	s.whole = true
	return norm(s.z.residual)
}

// arrived reports whether the residuals, of which r is the largest, are small enough, and if so evaluates
// the whole state, whose residuals may differ by rounding.
func (s *Solver) arrived(g *Given, r, enough float64) bool {
	if !(r <= enough) {
		return false
	}
	if !s.whole {
		s.evaluate(s.z, g, s.y)
		s.whole = true
		r = norm(s.z.residual)
	}
	return r <= residualTolerance
}

// andersonFloor is where to stop: an order below the tolerance, or where rounding takes over (see floor;
// prices are wages here).
func (s *Solver) andersonFloor() float64 {
	big := 1.0
	for i, in := range s.m.tech.Industries {
		big = max(big, in.Sigma*norm(s.y[i*s.m.home:(i+1)*s.m.home]))
	}
	return min(residualTolerance, max(0.1*residualTolerance, roundingFloor*big))
}
