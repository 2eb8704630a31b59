package sweep

import (
	"math"
	"testing"
)

// ishigami is sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ with independent x uniform on [−π, π], whose indices are known
// (Ishigami and Homma 1990).
func ishigami(x []float64) float64 {
	const a, b = 7, 0.1
	return math.Sin(x[0]) + a*math.Pow(math.Sin(x[1]), 2) + b*math.Pow(x[2], 4)*math.Sin(x[0])
}

var (
	ishigamiFirst = []float64{0.31390519114781, 0.44241114479004, 0}
	ishigamiTotal = []float64{0.55758886, 0.44241114, 0.24368366}
)

const ishigamiVariance = 13.844587940719254

func ishigamiDesign(kind Kind, n int) *Design {
	d := &Design{Kind: kind, Points: n, Seed: 1}
	for _, name := range []string{"x1", "x2", "x3"} {
		d.Factors = append(d.Factors, Factor{Name: name, Marginal: Uniform{From: -math.Pi, To: math.Pi}})
	}
	return d
}

func TestSobolIndicesOfIshigami(t *testing.T) {
	t.Parallel()
	d := ishigamiDesign(Saltelli, 1<<13)
	var y []float64
	for _, x := range points(t, d) {
		y = append(y, ishigami(x))
	}
	s, err := d.SobolIndices(y, Bootstrap{Samples: 200, Level: 0.99, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(s.Mean-3.5) > 0.01 || math.Abs(s.Variance/ishigamiVariance-1) > 0.005 {
		t.Errorf("mean %v and variance %v, want 3.5 and %v", s.Mean, s.Variance, ishigamiVariance)
	}
	for k, e := range s.Effects {
		// 2¹³ base points of a Sobol sequence give two digits and a half.
		if math.Abs(e.First.Value-ishigamiFirst[k]) > 0.01 || math.Abs(e.Total.Value-ishigamiTotal[k]) > 0.01 {
			t.Errorf("%s: first order %.4f and total %.4f, want %.4f and %.4f", e.Parameter, e.First.Value, e.Total.Value, ishigamiFirst[k], ishigamiTotal[k])
		}
		for name, c := range map[string]struct {
			e    *Estimate
			want float64
		}{"first": {e.First, ishigamiFirst[k]}, "total": {e.Total, ishigamiTotal[k]}} {
			if c.want < c.e.Low || c.want > c.e.High || c.e.High-c.e.Low > 0.15 {
				t.Errorf("%s: the interval [%.4f, %.4f] of the index %s misses %.4f or is wide", e.Parameter, c.e.Low, c.e.High, name, c.want)
			}
		}
	}
	for i := range y { // a tenth of the points fail
		if i%50 == 7 {
			y[i] = math.NaN()
		}
	}
	gaps, err := d.SobolIndices(y, Bootstrap{})
	if err != nil {
		t.Fatal(err)
	}
	if gaps.Used+gaps.LeftOut != 1<<13 || gaps.LeftOut == 0 || math.Abs(gaps.Effects[0].Total.Value-ishigamiTotal[0]) > 0.03 {
		t.Errorf("with failed points: %d used, %d left out, total index %v", gaps.Used, gaps.LeftOut, gaps.Effects[0].Total.Value)
	}
}

// TestElementaryEffects catches a wrong sign or a wrong scale: of a linear function the effects are its
// coefficients times the range, without spread; a product shows by its spread.
func TestElementaryEffects(t *testing.T) {
	t.Parallel()
	d := &Design{Kind: Morris, Points: 40, Seed: 2, Factors: []Factor{
		{Name: "a", Marginal: Uniform{From: 0, To: 2}}, {Name: "b", Marginal: Uniform{From: -1, To: 1}}, {Name: "c", Marginal: Normal(0, 1, math.Inf(-1), math.Inf(1))},
	}}
	var linear, product []float64
	for _, x := range points(t, d) {
		linear = append(linear, 3*x[0]-x[1])
		product = append(product, x[0]*x[1]+x[2])
	}
	s, err := d.ElementaryEffects(linear, Bootstrap{Samples: 100, Level: 0.9, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{6, -2, 0} {
		e := s.Effects[k]
		if math.Abs(e.MeanEffect.Value-want) > 1e-12 || math.Abs(e.MeanAbsolute.Value-math.Abs(want)) > 1e-12 || e.SD.Value > 1e-12 {
			t.Errorf("%s: mean %v, mean of absolute values %v, standard deviation %v; want %v, its absolute value and 0", e.Parameter, e.MeanEffect.Value, e.MeanAbsolute.Value, e.SD.Value, want)
		}
	}
	if s, err = d.ElementaryEffects(product, Bootstrap{}); err != nil {
		t.Fatal(err)
	}
	if s.Effects[0].SD.Value < 0.5 || s.Effects[2].MeanEffect.Value < 1 {
		t.Errorf("the product does not show: %+v", s.Effects)
	}
}

func TestEndMeans(t *testing.T) {
	t.Parallel()
	d := ishigamiDesign(Latin, 500)
	x := points(t, d)
	var y []float64
	for _, p := range x {
		y = append(y, 2*p[0]-p[1])
	}
	y[3] = math.NaN()
	s, err := d.EndMeans(x, y)
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := s.Effects[0].Ends, s.Effects[1].Ends, s.Effects[2].Ends
	if s.Used != 499 || s.LeftOut != 1 || a.RankCorrelation < 0.8 || b.RankCorrelation > -0.3 || math.Abs(c.RankCorrelation) > 0.15 {
		t.Errorf("rank correlations %v, %v, %v of %d points", a.RankCorrelation, b.RankCorrelation, c.RankCorrelation, s.Used)
	}
	// The lowest fifth of [−π, π] has the mean −0.8π.
	if math.Abs(a.LowValue+0.8*math.Pi) > 0.02 || math.Abs(a.Low+1.6*math.Pi) > 0.5 || a.High < a.Low || b.High > b.Low {
		t.Errorf("ends of x1: %+v, of x2: %+v", a, b)
	}
}
