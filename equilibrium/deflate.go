package equilibrium

import "math"

const (
	// deflationPower is p in the deflation operator: with 2, a root of multiplicity two is kept away
	// from as well.
	deflationPower = 2
	// deflationRadius is the distance beyond which a found root hardly acts: shares differ by 1 at most,
	// and distinct equilibria mostly by more than a few per cent.
	deflationRadius = 0.05
	// longestDeflated bounds how much farther than Newton's step a deflated one may go, either way.
	longestDeflated = 4.0
)

// deflation keeps Newton's method away from roots already found (Farrell, Birkisson and Funke 2015): the
// residual F is multiplied by
//
//	M(x) = Π_k (1 + (ρ/|x − x_k|)^p),
//
// which leaves other roots where they are. The Newton step of M F is a multiple of that of F,
//
//	1/(1 − δ·∇M/M) δ,    δ the step of F,
//
// so that found roots cost next to nothing. A nil deflation does nothing.
type deflation struct{ roots [][]float64 }

func (d *deflation) add(x []float64) { d.roots = append(d.roots, x) }

func (d *deflation) factor(support []int, x []float64) float64 {
	if d == nil {
		return 1
	}
	m := 1.0
	for _, y := range d.roots {
		m *= 1 + math.Pow(deflationRadius/logDistance(support, x, y), deflationPower)
	}
	return m
}

// scaleStep turns the Newton step of F into that of M F and returns the part of the first that is left in
// absolute value, at most one.
func (d *deflation) scaleStep(support []int, x, step []float64) float64 {
	if d == nil || len(d.roots) == 0 {
		return 1
	}
	slope := 0.0 // δ·∇M/M
	for _, y := range d.roots {
		r := logDistance(support, x, y)
		if r == 0 {
			continue
		}
		dot := 0.0
		for _, i := range support {
			dot += (x[i] - y[i]) * step[i]
		}
		q := math.Pow(deflationRadius/r, deflationPower)
		slope -= deflationPower * q / (1 + q) * dot / (r * r)
	}
	t := 1 / (1 - slope)
	if math.IsInf(t, 0) || math.Abs(t) > longestDeflated {
		t = math.Copysign(longestDeflated, t)
	}
	for _, i := range support {
		step[i] *= t
	}
	return min(1, math.Abs(t))
}

func logDistance(support []int, x, y []float64) float64 {
	s := 0.0
	for _, i := range support {
		s += (x[i] - y[i]) * (x[i] - y[i])
	}
	return math.Sqrt(s)
}
