// Package steps is the theory of riskable steps (Schmitz 1997, 1999): in a cluster, production is cut into
// stages, so that an entrepreneur need not risk the capital of the whole process, only that of one stage.
// More firms allow a finer division of labour; smaller steps allow more firms.
//
// Of M potential entrepreneurs with wealth W, ln W normal with mean m and standard deviation s, each can
// risk the part τ. With n firms the process is cut into
//
//	S(n) = min(S_max, (1 + n/n_0)^ξ)
//
// stages of the cost k(n) = K e^{−θa}/S(n), a joint effort that lowers it. Those enter who can pay a stage:
//
//	n = M Pr(k(n) ≤ τ W) = M Φ(h(n)),    h(n) = (ln τ + m − ln k(n))/s.
package steps

import (
	"fmt"
	"math"
)

// Spec holds the parameters; see the package comment.
type Spec struct {
	M     float64 // potential entrepreneurs, > 0
	Mean  float64 // m, of ln W
	SD    float64 // s > 0, of ln W
	K     float64 // capital of the whole process, > 0
	Tau   float64 // τ > 0
	N0    float64 // n_0 > 0
	Xi    float64 // ξ ≥ 0
	SMax  float64 // S_max ≥ 1
	Theta float64 // θ ≥ 0
	A     float64 // a in [0, 1]
}

// Cluster is a cluster of riskable steps. It does not change.
type Cluster struct{ Spec }

// New checks a Spec; errors name the parameter, its value and what is allowed.
func New(s Spec) (*Cluster, error) {
	for _, c := range []struct {
		name    string
		value   float64
		ok      bool
		allowed string
	}{
		{"M", s.M, s.M > 0, "(0, ∞)"}, {"m", s.Mean, true, "a number"}, {"s", s.SD, s.SD > 0, "(0, ∞)"}, {"K", s.K, s.K > 0, "(0, ∞)"},
		{"tau", s.Tau, s.Tau > 0, "(0, ∞)"}, {"n0", s.N0, s.N0 > 0, "(0, ∞)"}, {"xi", s.Xi, s.Xi >= 0, "[0, ∞)"},
		{"S_max", s.SMax, s.SMax >= 1 && s.SMax <= MostStages, fmt.Sprintf("[1, %d]", MostStages)},
		{"theta", s.Theta, s.Theta >= 0, "[0, ∞)"}, {"a", s.A, s.A >= 0 && s.A <= 1, "[0, 1]"},
	} {
		if !c.ok || math.IsNaN(c.value) || math.IsInf(c.value, 0) {
			return nil, fmt.Errorf("%s is %v, allowed is %s", c.name, c.value, c.allowed)
		}
	}
	return &Cluster{s}, nil
}

// MostStages is the largest S_max: it bounds the length of size distributions.
const MostStages = 1_000_000

// logStages is ln S(n).
func (c *Cluster) logStages(n float64) float64 {
	return math.Min(math.Log(c.SMax), c.Xi*math.Log1p(n/c.N0))
}

// Stages is S(n), a real number in [1, S_max].
func (c *Cluster) Stages(n float64) float64 {
	if n >= c.saturation() {
		return c.SMax // exactly
	}
	return math.Min(c.SMax, math.Exp(c.logStages(n)))
}

// saturation is the n from which on S = S_max; +Inf where it never is.
func (c *Cluster) saturation() float64 {
	if c.SMax == 1 {
		return 0
	}
	if c.Xi == 0 {
		return math.Inf(1)
	}
	return c.N0 * math.Expm1(math.Log(c.SMax)/c.Xi)
}

// logCost is ln k(n), of one stage.
func (c *Cluster) logCost(n float64) float64 {
	return math.Log(c.K) - c.Theta*c.A - c.logStages(n)
}

// reach is how many standard deviations the mean of ln τW is above ln of what so many stages cost.
func (c *Cluster) reach(n, stages float64) float64 {
	return (math.Log(c.Tau) + c.Mean - c.logCost(n) - math.Log(stages)) / c.SD
}

// Entrants is M Pr(k(n) ≤ τW): the firms that n firms would attract.
func (c *Cluster) Entrants(n float64) float64 { return c.M * normal(c.reach(n, 1)) }

// Slope is the derivative of Entrants: M φ(h) S'/(s S), S'/S = ξ/(n_0 + n) below saturation. At the kink it
// is that on the right, zero.
func (c *Cluster) Slope(n float64) float64 {
	if n >= c.saturation() {
		return 0
	}
	h := c.reach(n, 1)
	return c.M * density(h) / c.SD * c.Xi / (c.N0 + n)
}

// SizeDistribution is the share of entrants that run 1, 2, …, ⌊S⌋ stages at n: all that they can pay,
// min(⌊S⌋, ⌊τW/k⌋). It sums to one.
func (c *Cluster) SizeDistribution(n float64) []float64 {
	top := int(c.Stages(n))
	out := make([]float64, top)
	all := logNormal(c.reach(n, 1))
	for j := range out {
		at := logNormal(c.reach(n, float64(j+1))) - all // ln Pr(can pay j+1 | entered)
		out[j] = math.Exp(at)
		if j+1 < top {
			out[j] *= -math.Expm1(logNormal(c.reach(n, float64(j+2))) - all - at)
		}
	}
	return out
}

// MissingMiddle is the share of entrants between the smallest and the largest: more than one stage, fewer than
// all.
func MissingMiddle(sizes []float64) float64 {
	sum := 0.0
	for j := 1; j < len(sizes)-1; j++ {
		sum += sizes[j]
	}
	return sum
}

// normal is Φ.
func normal(h float64) float64 { return math.Erfc(-h/math.Sqrt2) / 2 }

// density is φ.
func density(h float64) float64 { return math.Exp(-h*h/2) / math.Sqrt(2*math.Pi) }

// farTail is where Φ leaves the range of normal numbers.
const farTail = -37

// logNormal is ln Φ(h); in the far tail by its asymptotic series, ln(φ(h)/−h) − 1/h² + 5/(2h⁴), whose next
// term is below 1e-8 relative to one there, and its probability below 1e-300.
func logNormal(h float64) float64 {
	if h > farTail {
		return math.Log(normal(h))
	}
	q := 1 / (h * h)
	return -h*h/2 - math.Log(-h*math.Sqrt(2*math.Pi)) - q + 2.5*q*q
}
