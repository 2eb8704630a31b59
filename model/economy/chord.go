package economy

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// chord remembers the wage equations linearised at an earlier short run, to start near the next one and to
// get there by the chord method: Newton's with the derivatives of before (Ortega and Rheinboldt 1970,
// §7.1), which near that short run gains several digits a step and costs no factorisation.
type chord struct {
	known  bool
	lu     linalg.LU
	orbits [][]int
	of     []int
	labour []float64
	wage   []float64 // d ln w by labour, orbit by orbit
	step   []float64
}

const (
	// chordSteps bounds the steps, chordGain is the least that each must gain: beyond it Anderson
	// acceleration is as good.
	chordSteps, chordGain = 12, 0.3
	// chordReach is the largest change of a log wage that the derivatives of before are trusted to foretell.
	chordReach = 0.3
)

func (c *chord) factorize(system *mat.Dense) error {
	c.known = false
	return c.lu.Factorize(system)
}

func (c *chord) remember(p *part) {
	c.known, c.orbits = true, p.orbits
	c.of = append(c.of[:0], p.of...)
	c.labour = append(c.labour[:0], p.labour...)
	c.wage = append(c.wage[:0], p.wage.RawMatrix().Data...)
}

// foretell moves the log wages y to where the change of labour since then takes them.
func (c *chord) foretell(y []float64, labour []float64) {
	k := len(c.orbits)
	c.step = grow(c.step, k)
	for o := range c.step {
		c.step[o] = 0
	}
	for b, members := range c.orbits {
		if d := labour[members[0]] - c.labour[b]; d != 0 {
			for o := range c.step {
				c.step[o] += c.wage[o*k+b] * d
			}
		}
	}
	if !(norm(c.step) <= chordReach) {
		return
	}
	for u, o := range c.of {
		if o >= 0 {
			y[u] += c.step[o]
		}
	}
}

// chase solves the wage equations by the chord method from the last solution; it reports whether it got
// there. Places outside the orbits follow at given price indices and spending.
func (s *Solver) chase(g *Given) bool {
	c := &s.chord
	if !c.known {
		return false
	}
	s.method = "chord"
	c.foretell(s.y, g.Labour)
	s.lean.prepare(s.m, g)
	last := math.Inf(1)
	for range chordSteps {
		r := s.residuals(g)
		s.steps++
		switch {
		case s.arrived(g, r, s.andersonFloor()):
			return true
		case r > chordGain*last || math.IsInf(r, 1):
			c.known = s.arrived(g, r, residualTolerance) // else too far away to serve again
			return c.known
		}
		last = r
		for o, members := range c.orbits {
			c.step[o] = s.z.residual[members[0]]
		}
		c.lu.Solve(c.step)
		for u, o := range c.of {
			if o >= 0 {
				s.y[u] -= c.step[o]
			} else {
				s.y[u] -= s.z.residual[u] / s.m.tech.Industries[u/s.m.home].Sigma
			}
		}
	}
	return false
}
