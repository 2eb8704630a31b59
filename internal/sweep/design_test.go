package sweep

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// TestSobolKnownPoints catches a wrong direction number or a wrong recurrence: the points are those of the
// reference implementation of Joe and Kuo, in dimensions 1, 2, 3, 10, 20 and 40.
func TestSobolKnownPoints(t *testing.T) {
	t.Parallel()
	s, err := newSobol(40, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[uint32][6]float64{
		0:   {0, 0, 0, 0, 0, 0},
		1:   {0.5, 0.5, 0.5, 0.5, 0.5, 0.5},
		2:   {0.75, 0.25, 0.25, 0.75, 0.25, 0.25},
		3:   {0.25, 0.75, 0.75, 0.25, 0.75, 0.75},
		5:   {0.875, 0.875, 0.125, 0.125, 0.625, 0.375},
		100: {0.4140625, 0.2578125, 0.7734375, 0.6953125, 0.3359375, 0.1328125},
		999: {0.1572265625, 0.9091796875, 0.0810546875, 0.6318359375, 0.0380859375, 0.7919921875},
	} {
		for n, j := range []int{0, 1, 2, 9, 19, 39} {
			if got := float64(s.digits(i, j)) / (1 << sobolBits); got != want[n] {
				t.Errorf("point %d, dimension %d: got %v, want %v", i, j+1, got, want[n])
			}
		}
	}
}

// TestSobolIsEvenlySpread catches a digital shift that spoils the sequence: of the first 2^m points each
// dimension has one in every interval of length 2^−m, whatever the seed.
func TestSobolIsEvenlySpread(t *testing.T) {
	t.Parallel()
	const n = 1 << 8
	for _, seed := range []uint64{0, 1, 77} {
		s, err := newSobol(MaxSobolDimensions, seed)
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float64, MaxSobolDimensions)
		seen := make([][n]bool, MaxSobolDimensions)
		for i := range uint32(n) {
			s.at(x, i)
			for j, v := range x {
				if v <= 0 || v >= 1 || seen[j][int(v*n)] {
					t.Fatalf("seed %d, dimension %d: point %d at %v stands in an interval that has one", seed, j+1, i, v)
				}
				seen[j][int(v*n)] = true
			}
		}
	}
}

func points(t *testing.T, d *Design) [][]float64 {
	t.Helper()
	var list [][]float64
	if err := d.Each(func(_ int, x []float64) bool {
		list = append(list, slices.Clone(x))
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return list
}

func column(x [][]float64, k int) []float64 {
	var v []float64
	for _, row := range x {
		v = append(v, row[k])
	}
	return v
}

func TestGridOrder(t *testing.T) {
	t.Parallel()
	d := &Design{Kind: Grid, Factors: []Factor{{Name: "a", Values: []float64{1, 2}}, {Name: "b", Values: Spaced(1.6, 1.8, 3, false)}}}
	want := [][]float64{{1, 1.6}, {1, 1.7}, {1, 1.8}, {2, 1.6}, {2, 1.7}, {2, 1.8}}
	if got := points(t, d); !slices.EqualFunc(got, want, slices.Equal[[]float64]) {
		t.Errorf("got %v, want %v: the last parameter varies fastest, values read well", got, want)
	}
	if got := Spaced(1, 100, 3, true); !slices.Equal(got, []float64{1, 10, 100}) {
		t.Errorf("log scale: got %v", got)
	}
}

// TestMarginals catches a wrong quantile: the draws of each design have the mean and the standard deviation
// of the distribution.
func TestMarginals(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	for _, c := range []struct {
		name     string
		m        Marginal
		mean, sd float64
	}{
		{"uniform", Uniform{From: 2, To: 4}, 3, 2 / math.Sqrt(12)},
		{"log-uniform", Uniform{From: 1, To: math.E, Log: true}, math.E - 1, math.Sqrt((math.E*math.E-1)/2 - (math.E-1)*(math.E-1))},
		{"normal", Normal(5, 2, -inf, inf), 5, 2},
		{"half normal", Normal(0, 1, 0, inf), math.Sqrt(2 / math.Pi), math.Sqrt(1 - 2/math.Pi)},
		{"lognormal", Lognormal(2, 0.3, 0, inf), 2 * math.Exp(0.045), 2 * math.Exp(0.045) * math.Sqrt(math.Exp(0.09)-1)},
		{"triangular", Triangular(0, 1, 5), 2, math.Sqrt((25 + 1 - 5) / 18.)},
		{"beta", Beta(2, 5, 1, 8), 3, 7 * math.Sqrt(10/(49.*8))},
	} {
		for _, kind := range []Kind{Latin, SobolSeq, MonteCarlo} {
			n := 1 << 14
			x := column(points(t, &Design{Kind: kind, Points: n, Seed: 3, Factors: []Factor{{Name: "x", Marginal: c.m}}}), 0)
			mean, sd := stat.MeanStdDev(x, nil)
			tolerance := 5 * c.sd / math.Sqrt(float64(n)) // five standard errors of independent draws
			if math.Abs(mean-c.mean) > tolerance || math.Abs(sd-c.sd) > 2*tolerance {
				t.Errorf("%s, %s: mean %v and standard deviation %v, want %v and %v", c.name, kind, mean, sd, c.mean, c.sd)
			}
		}
	}
}

// TestLatinHypercube catches a cell with two points or none.
func TestLatinHypercube(t *testing.T) {
	t.Parallel()
	const n = 50
	x := points(t, &Design{Kind: Latin, Points: n, Seed: 9, Factors: []Factor{{Name: "a", Marginal: Uniform{0, 1, false}}, {Name: "b", Marginal: Uniform{0, 1, false}}}})
	for k := range 2 {
		cells := make([]int, n)
		for _, v := range column(x, k) {
			cells[int(v*n)]++
		}
		if slices.Max(cells) != 1 || slices.Min(cells) != 1 {
			t.Errorf("factor %d: %v points by cell, want 1 in each", k+1, cells)
		}
	}
	if r := stat.Correlation(column(x, 0), column(x, 1), nil); math.Abs(r) > 0.5 {
		t.Errorf("the factors are ordered alike: correlation %v", r)
	}
}

// TestPointsAreDrawnApart catches draws that depend on the other points: a longer design begins with the
// shorter one, and another seed gives other points.
func TestPointsAreDrawnApart(t *testing.T) {
	t.Parallel()
	for _, kind := range []Kind{MonteCarlo, SobolSeq, Saltelli, Morris} {
		d := Design{Kind: kind, Points: 8, Seed: 5, Factors: []Factor{{Name: "a", Marginal: Normal(0, 1, -9, 9)}, {Name: "b", Marginal: Uniform{1, 2, true}}}}
		short := points(t, &d)
		d.Points = 32
		long := points(t, &d)
		if !slices.EqualFunc(short, long[:len(short)], slices.Equal[[]float64]) {
			t.Errorf("%s: the first points of a longer design differ", kind)
		}
		d.Seed = 6
		if slices.EqualFunc(long, points(t, &d), slices.Equal[[]float64]) {
			t.Errorf("%s: the seed has no effect", kind)
		}
	}
}

// TestCopula catches wrong correlations: normal factors have the stated one, others the stated rank
// correlation 6/π asin(ρ/2), and each keeps its distribution.
func TestCopula(t *testing.T) {
	t.Parallel()
	rho := 0.6
	d := &Design{Kind: SobolSeq, Points: 1 << 14, Seed: 1, Correlation: [][]float64{{1, rho, 0}, {rho, 1, -0.3}, {0, -0.3, 1}},
		Factors: []Factor{{Name: "a", Marginal: Normal(3, 1, math.Inf(-1), math.Inf(1))}, {Name: "b", Marginal: Normal(0, 2, math.Inf(-1), math.Inf(1))}, {Name: "c", Marginal: Uniform{0, 1, false}}}}
	x := points(t, d)
	if r := stat.Correlation(column(x, 0), column(x, 1), nil); math.Abs(r-rho) > 0.01 {
		t.Errorf("correlation %v, want %v", r, rho)
	}
	if r, want := correlation(ranks(column(x, 1)), ranks(column(x, 2))), 6/math.Pi*math.Asin(-0.3/2); math.Abs(r-want) > 0.01 {
		t.Errorf("rank correlation %v, want %v", r, want)
	}
	if m, s := stat.MeanStdDev(column(x, 2), nil); math.Abs(m-0.5) > 0.005 || math.Abs(s-1/math.Sqrt(12)) > 0.005 {
		t.Errorf("the third factor is no longer uniform: mean %v, standard deviation %v", m, s)
	}
	for name, corr := range map[string][][]float64{
		"contradictory": {{1, 0.9, 0.9}, {0.9, 1, -0.9}, {0.9, -0.9, 1}},
		"singular":      {{1, 1}, {1, 1}},
		"asymmetric":    {{1, 0.5}, {0.4, 1}},
		"diagonal":      {{1, 0}, {0, 2}},
	} {
		if CheckCorrelation(corr) == nil {
			t.Errorf("the %s matrix %v is taken", name, corr)
		}
	}
}

// TestWholeNumbers catches whole-number parameters whose ends have half the chance of the others.
func TestWholeNumbers(t *testing.T) {
	t.Parallel()
	counts := map[float64]int{}
	for _, v := range column(points(t, &Design{Kind: SobolSeq, Points: 1 << 10, Seed: 1, Factors: []Factor{{Name: "n", Whole: true, Marginal: Uniform{2, 5, false}}}}), 0) {
		counts[v]++
	}
	for v := 2.0; v <= 5; v++ {
		if counts[v] != 1<<8 {
			t.Errorf("%v stands %d times, want %d; all: %v", v, counts[v], 1<<8, counts)
		}
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	f := []Factor{{Name: "a", Values: []float64{1, 2}, Marginal: distribution()}, {Name: "b", Values: []float64{1, 2, 3}, Marginal: distribution()}}
	for _, c := range []struct {
		d    Design
		want int
	}{
		{Design{Kind: Grid, Factors: f}, 6}, {Design{Kind: Latin, Points: 7, Factors: f}, 7}, {Design{Kind: Saltelli, Points: 8, Factors: f}, 32},
		{Design{Kind: Morris, Points: 5, Factors: f}, 15},
	} {
		if got, err := c.d.Total(); got != c.want || err != nil {
			t.Errorf("%s: %d points, %v; want %d", c.d.Kind, got, err, c.want)
		}
		if n := len(points(t, &c.d)); n != c.want {
			t.Errorf("%s: Each yields %d points, want %d", c.d.Kind, n, c.want)
		}
	}
	if _, err := (&Design{Kind: Saltelli, Points: MaxPoints, Factors: f}).Total(); err == nil {
		t.Error("a design beyond MaxPoints is taken")
	}
}

func distribution() Marginal { return newTruncated(distuv.UnitNormal, -1, 1) }
