package economy

import "math"

const (
	// scanSteps is into how many parts [0, 1] is cut in the search for the largest z. D/z and Δ/z are smooth
	// and nearly straight in z (in the case of a constant gain they are exactly straight), and slopes at both
	// ends of a part show where the excess could dip in between.
	scanSteps = 8
	maxDip    = 12
	maxRefine = 60
	// excessNoise is the error of D and Δ: each is a difference of a few payoffs of size one, solved to some
	// units of 1e-16. The excess is their difference over z.
	excessNoise = 1e-14
)

const unitRoundoff = 0x1p-53

// excess is how far an agreement fails at z, and its derivative by z. It is a maximum of smooth functions.
type excess func(z float64) (value, slope float64, err error)

// largestHolding is the largest z in (0, 1] with excess(z) ≤ 0 to rounding, given that excess(1) > 0 and
// that it does not fail as z → 0. It walks down from 1 in steps, looks into steps over which the excess
// first falls and then rises, and refines the first bracket. At the z returned the excess has been
// evaluated.
func largestHolding(f excess) (float64, error) {
	high := 1.0
	for i := scanSteps - 1; i > 0; i-- {
		low := float64(i) / scanSteps
		v, slope, err := f(low)
		if err != nil {
			return 0, err
		}
		if v <= 0 {
			return refine(f, low, high)
		}
		_, up, err := f(high)
		if err != nil {
			return 0, err
		}
		if slope < 0 && up > 0 {
			dip, found, err := dip(f, low, high)
			if err != nil {
				return 0, err
			}
			if found {
				return refine(f, dip, high)
			}
		}
		high = low
	}
	return refine(f, 0, high)
}

// dip looks for a z between low and high, at both of which the agreement fails, where it holds: it closes
// in on the lowest point by cubics through both ends with their slopes.
func dip(f excess, low, high float64) (z float64, found bool, err error) {
	for range maxDip {
		a, slopeA, err := f(low)
		if err != nil {
			return 0, false, err
		}
		b, slopeB, err := f(high)
		if err != nil {
			return 0, false, err
		}
		if lowestOfTangents := a + slopeA*(a-b+slopeB*(high-low))/(slopeB-slopeA); lowestOfTangents > 0 {
			return 0, false, nil // a convex function stays above its tangents
		}
		z = cubicLow(low, high, a, b, slopeA, slopeB)
		v, slope, err := f(z)
		switch {
		case err != nil:
			return 0, false, err
		case v <= 0:
			return z, true, nil
		case slope > 0:
			high = z
		default:
			low = z
		}
	}
	return 0, false, nil
}

// cubicLow is the lowest point of the cubic with values a and b and slopes s < 0 and t > 0 at the ends
// (Nocedal and Wright 2006, eq. 3.59), kept off the ends.
func cubicLow(low, high, a, b, s, t float64) float64 {
	h := high - low
	d := s + t - 3*(b-a)/h
	r := math.Sqrt(max(0, d*d-s*t))
	z := high - h*(t+r-d)/(t-s+2*r)
	if !(z > low+0.05*h && z < high-0.05*h) {
		return (low + high) / 2
	}
	return z
}

// refine finds the root between low, where the agreement holds (or low is 0), and high, where it fails:
// Newton's method from above, halving the bracket where a step leaves it.
func refine(f excess, low, high float64) (float64, error) {
	z := high
	v, slope, err := f(z)
	for range maxRefine {
		if err != nil {
			return 0, err
		}
		next := z - v/slope
		if !(next > low && next < high) {
			next = (low + high) / 2
		}
		if next < agreementFloor {
			return 0, nil
		}
		if math.Abs(next-z) <= 2*unitRoundoff*z {
			return z, nil
		}
		last := math.Abs(v)
		z = next
		if v, slope, err = f(z); err != nil {
			return 0, err
		}
		if v > 0 {
			high = z
		} else {
			low = z
		}
		if size := math.Abs(v); size <= 4*unitRoundoff/z || (size >= last && last < excessNoise/z) {
			return z, nil
		}
	}
	return z, nil
}
