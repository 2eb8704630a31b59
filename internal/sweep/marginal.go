package sweep

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"
)

// Marginal is the distribution of one factor.
type Marginal interface {
	// Quantile is the value below which the share p of the distribution lies, 0 ≤ p ≤ 1.
	Quantile(p float64) float64
	// Bounded tells whether Quantile is finite at 0 and 1.
	Bounded() bool
}

// continuous is a distribution of gonum.
type continuous interface {
	CDF(float64) float64
	Quantile(float64) float64
}

// Uniform is the uniform distribution on [From, To], uniform in the logarithm where Log says so.
type Uniform struct {
	From, To float64
	Log      bool
}

// Quantile implements Marginal.
func (u Uniform) Quantile(p float64) float64 {
	switch {
	case p <= 0:
		return u.From
	case p >= 1:
		return u.To
	case u.Log:
		return min(u.To, max(u.From, u.From*math.Exp(p*math.Log(u.To/u.From))))
	}
	return min(u.To, u.From+float64(p*(u.To-u.From)))
}

// Bounded implements Marginal.
func (u Uniform) Bounded() bool { return true }

// Normal is the normal distribution between lower and upper: what lies outside is drawn again.
func Normal(mean, sd, lower, upper float64) Marginal {
	return newTruncated(distuv.Normal{Mu: mean, Sigma: sd}, lower, upper)
}

// Lognormal is the distribution of a number whose logarithm is normal with the standard deviation sd, between
// lower and upper: what lies outside is drawn again.
func Lognormal(median, sd, lower, upper float64) Marginal {
	return newTruncated(distuv.LogNormal{Mu: math.Log(median), Sigma: sd}, lower, upper)
}

// Triangular is the triangular distribution on [from, to] with its peak at mode.
func Triangular(from, mode, to float64) Marginal {
	return newTruncated(distuv.NewTriangle(from, to, mode, nil), from, to)
}

// Beta is the beta distribution with the parameters alpha and beta, stretched over [from, to].
func Beta(alpha, beta, from, to float64) Marginal {
	return stretched{distuv.Beta{Alpha: alpha, Beta: beta}, from, to}
}

// truncated is a distribution given that its value lies in [lower, upper].
type truncated struct {
	dist         continuous
	lower, upper float64
	below, above float64 // probabilities at or below lower and upper
}

func newTruncated(d continuous, lower, upper float64) truncated {
	t := truncated{dist: d, lower: lower, upper: upper, above: 1}
	if !math.IsInf(lower, -1) {
		t.below = d.CDF(lower)
	}
	if !math.IsInf(upper, 1) {
		t.above = d.CDF(upper)
	}
	return t
}

func (t truncated) Quantile(p float64) float64 {
	switch q := t.below + float64(p*(t.above-t.below)); {
	case q <= 0:
		return t.lower
	case q >= 1:
		return t.upper
	default:
		return min(t.upper, max(t.lower, t.dist.Quantile(q)))
	}
}

func (t truncated) Bounded() bool { return !math.IsInf(t.lower, 0) && !math.IsInf(t.upper, 0) }

// stretched is a distribution on [0, 1] stretched over [from, to].
type stretched struct {
	dist     continuous
	from, to float64
}

func (s stretched) Quantile(p float64) float64 {
	return min(s.to, max(s.from, s.from+float64(s.dist.Quantile(p)*(s.to-s.from))))
}

func (s stretched) Bounded() bool { return true }

// Spaced lists n values from one end to the other, evenly spaced or evenly in the logarithm. The ends are
// exact; between them values are rounded to digits that are the same on every processor, and that read well:
// 1.7, not 1.7000000000000002.
func Spaced(from, to float64, n int, log bool) []float64 {
	const digits = 14 // two fewer than a float64 has: the arithmetic errs by less
	x := make([]float64, n)
	u := Uniform{From: from, To: to, Log: log}
	for i := range x {
		v := u.Quantile(float64(i) / float64(max(1, n-1)))
		if i > 0 && i < n-1 {
			v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
		}
		x[i] = v
	}
	return x
}
