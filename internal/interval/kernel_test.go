package interval

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// units returns |got − want|/(u·|want|), u = 2^-53.
func units(got, want *big.Float) float64 {
	d := newBig().Sub(got, want)
	d.Quo(d, want)
	f, _ := d.Float64()
	return math.Abs(f) / unitRoundoff
}

func expPoints(n int) []float64 {
	rng := rand.New(rand.NewPCG(1, 2))
	var xs []float64
	for range n {
		xs = append(xs,
			rng.Float64()*2-1, rng.Float64()*80-40, rng.Float64()*1450-740,
			math.Ldexp(rng.Float64()*2-1, -rng.IntN(60)))
	}
	// Ends of the reduced range, where the remainder is largest.
	for k := -1070; k <= 1022; k += 7 {
		x := (float64(k) + 0.5) * math.Ln2
		xs = append(xs, x, nextUp(x), nextDown(x), float64(k)*math.Ln2)
	}
	// Hardest to round in double precision (Muller et al. 2018, table 12.7 ff.).
	return append(xs, 7.5417527749959590085e-10, -7.5417527749959590085e-10,
		6.91e-310, 5e-324, -5e-324, 0x1p-53, -0x1p-53, 0x1p-1022,
		709.782712893384, 709.7827128933841, 709.79, -708.3964185322641,
		-745.1332191019411, -745.1332191019412, -744.9, 700, -700)
}

func logPoints(n int) []float64 {
	rng := rand.New(rand.NewPCG(3, 4))
	var xs []float64
	for range n {
		xs = append(xs,
			rng.Float64(), 1+rng.Float64(), rng.Float64()*1e3,
			math.Ldexp(1+rng.Float64(), rng.IntN(2096)-1073),
			1+math.Ldexp(rng.Float64()*2-1, -rng.IntN(52)))
	}
	for k := -1074; k <= 1023; k += 7 {
		p := math.Ldexp(1, k)
		xs = append(xs, p, nextUp(p), math.Ldexp(math.Sqrt2, k), nextUp(math.Ldexp(math.Sqrt2, k)))
		if k > -1074 {
			xs = append(xs, nextDown(p))
		}
	}
	return append(xs, 5e-324, 1e-323, 0x1p-1022, math.MaxFloat64, 1, nextUp(1), nextDown(1),
		math.Sqrt2/2, nextDown(math.Sqrt2/2), nextUp(math.Sqrt2/2), 0.5, 2, math.E, 1/math.E)
}

func sampleSize() int {
	if testing.Short() {
		return 500
	}
	return 8000
}

// TestExpKernelBound would catch an error in the budget of expKernel: the
// distance to the exact value must stay below the proved 2.3u.
func TestExpKernelBound(t *testing.T) {
	worst := 0.0
	for _, x := range expPoints(sampleSize()) {
		if math.Abs(x) > 745 {
			continue
		}
		e, k := expKernel(x)
		got := newBig().SetMantExp(bigOf(e), k)
		d := units(got, bigExp(bigOf(x)))
		if d > 2.3 {
			t.Errorf("exp(%v): %.3fu", x, d)
		}
		worst = max(worst, d)
	}
	t.Logf("worst %.3fu, proved 2.3u", worst)
}

// TestLogKernelBound is the same for logKernel and 3.1u.
func TestLogKernelBound(t *testing.T) {
	worst := 0.0
	for _, x := range logPoints(sampleSize()) {
		if x == 1 {
			continue
		}
		d := units(bigOf(logKernel(x)), bigLog(bigOf(x)))
		if d > 3.1 {
			t.Errorf("log(%v): %.3fu", x, d)
		}
		worst = max(worst, d)
	}
	t.Logf("worst %.3fu, proved 3.1u", worst)
}

// TestExpEncloses would catch bounds on the wrong side, at overflow and in the
// subnormal range too, where scaling rounds.
func TestExpEncloses(t *testing.T) {
	for _, x := range expPoints(sampleSize() / 4) {
		got := Point(x).Exp()
		if !encloses(got, bigExp(bigOf(x))) {
			t.Errorf("exp(%v) = %v", x, got)
		}
		if !math.IsInf(got.Hi, 1) && got.Lo > 1e-300 && got.Hi-got.Lo > 10*unitRoundoff*got.Hi {
			t.Errorf("exp(%v) = %v too wide", x, got)
		}
	}
	for x := -746.0; x < -708; x += 0.0137 {
		if got := Point(x).Exp(); !encloses(got, bigExp(bigOf(x))) || got.Hi-got.Lo > 4*5e-324+10*unitRoundoff*got.Hi {
			t.Errorf("exp(%v) = %v", x, got)
		}
	}
}

// TestLogEncloses is the same for log.
func TestLogEncloses(t *testing.T) {
	for _, x := range logPoints(sampleSize() / 4) {
		got := Point(x).Log()
		if !encloses(got, bigLog(bigOf(x))) {
			t.Errorf("log(%v) = %v", x, got)
		}
		if got.Hi-got.Lo > 12*unitRoundoff*got.Mag() {
			t.Errorf("log(%v) = %v too wide", x, got)
		}
	}
}

// TestKernelConstants would catch a mistyped ln 2, whose error the budget takes
// to be below 2^-86, and a ln2Hi with too many bits.
func TestKernelConstants(t *testing.T) {
	sum := newBig().Add(bigOf(ln2Hi), bigOf(ln2Lo))
	d := sum.Sub(sum, bigLog(bigOf(2)))
	if f, _ := d.Float64(); math.Abs(f) > 0x1p-86 {
		t.Errorf("ln2Hi + ln2Lo − ln 2 = %g", f)
	}
	if bits := math.Float64bits(ln2Hi); bits&(1<<21-1) != 0 {
		t.Errorf("ln2Hi has more than 32 bits: %x", bits)
	}
}
