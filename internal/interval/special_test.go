package interval

import (
	"math"
	"testing"
)

// TestSpecialCases fixes the conventions at infinity, zero and the empty set.
func TestSpecialCases(t *testing.T) {
	e, w := Empty(), Whole()
	zero := Point(0)
	for _, c := range []struct {
		name      string
		got, want Interval
	}{
		{"0·ℝ", zero.Mul(w), zero},
		{"[0,1]·[2,∞]", New(0, 1).Mul(New(2, inf)), New(0, inf)},
		{"[-1,1]·[2,∞]", New(-1, 1).Mul(New(2, inf)), w},
		{"ℝ−ℝ", w.Sub(w), w},
		{"1/[0,2]", Point(1).Div(New(0, 2)), New(0.5, inf)},
		{"1/[-2,0]", Point(1).Div(New(-2, 0)), New(-inf, -0.5)},
		{"-1/[0,2]", Point(-1).Div(New(0, 2)), New(-inf, -0.5)},
		{"1/[-1,1]", Point(1).Div(New(-1, 1)), w},
		{"[0,1]/[0,1]", New(0, 1).Div(New(0, 1)), w},
		{"1/0", Point(1).Div(zero), e},
		{"[1,2]/[1,∞]", New(1, 2).Div(New(1, inf)), New(0, 2)},
		{"[1,∞]/[2,4]", New(1, inf).Div(New(2, 4)), New(0.25, inf)},
		{"[-∞,-1]/[2,∞]", New(-inf, -1).Div(New(2, inf)), New(-inf, 0)},
		{"log [0,1]", New(0, 1).Log(), New(-inf, 0)},
		{"log [-1,1]", New(-1, 1).Log(), New(-inf, 0)},
		{"log [-2,-1]", New(-2, -1).Log(), e},
		{"log 0", zero.Log(), New(-inf, -math.MaxFloat64)},
		{"log [1,∞]", New(1, inf).Log(), New(0, inf)},
		{"exp ℝ", w.Exp(), New(0, inf)},
		{"exp 0", zero.Exp(), Point(1)},
		{"exp 1000", Point(1000).Exp(), New(math.MaxFloat64, inf)},
		{"exp -1000", Point(-1000).Exp(), New(0, 5e-324)},
		{"0^2.5", zero.Pow(2.5), New(0, 5e-324)},
		{"[0,1]^2.5", New(0, 1).Pow(2.5), New(0, 1)},
		{"[0,1]^-1", New(0, 1).Pow(-1), New(1, inf)},
		{"x^0", New(2, 3).Pow(0), Point(1)},
		{"√[-1,4]", New(-1, 4).Sqrt(), New(0, 2)},
		{"√[-2,-1]", New(-2, -1).Sqrt(), e},
		{"√∞", New(4, inf).Sqrt(), New(2, inf)},
		{"max+max", Point(math.MaxFloat64).Add(Point(math.MaxFloat64)), New(math.MaxFloat64, inf)},
		{"max·-2", Point(math.MaxFloat64).Scale(-2), New(-inf, -math.MaxFloat64)},
		{"tiny²", Point(1e-200).Sqr(), New(0, 5e-324)},
		{"[-1,2]²", New(-1, 2).Sqr(), New(0, 4)},
		{"∅+1", e.AddConst(1), e},
		{"∅·1", e.Mul(Point(1)), e},
		{"exp ∅", e.Exp(), e},
		{"NaN", Point(math.NaN()), e},
		{"∞", Point(inf), e},
		{"2..1", New(2, 1), e},
		{"x·NaN", Point(1).Scale(math.NaN()), e},
		{"x+∞", Point(1).AddConst(inf), e},
		{"∩", New(0, 2).Intersect(New(1, 3)), New(1, 2)},
		{"∩ ∅", New(0, 1).Intersect(New(2, 3)), e},
		{"hull", New(0, 1).Hull(New(2, 3)), New(0, 3)},
		{"hull ∅", e.Hull(New(2, 3)), New(2, 3)},
	} {
		if c.got.IsEmpty() != c.want.IsEmpty() || (!c.want.IsEmpty() && c.got != c.want) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	lo, hi := New(1, 2).DivPieces(New(-1, 4))
	if lo != New(-inf, -1) || hi != New(0.25, inf) {
		t.Errorf("[1,2]/[-1,4] = %v ∪ %v", lo, hi)
	}
	nan := Interval{math.NaN(), 1}
	if !nan.IsEmpty() || !nan.Add(Point(1)).IsEmpty() || !nan.Mul(Point(1)).IsEmpty() ||
		!Point(1).Mul(nan).IsEmpty() || !nan.Intersect(w).IsEmpty() || nan.Hull(zero) != zero {
		t.Error("a NaN bound is not treated as empty")
	}
}

// TestMeasures would catch a midpoint outside, or a radius that does not reach
// the bounds.
func TestMeasures(t *testing.T) {
	for _, x := range []Interval{
		New(1, 2), New(-1, 1e-300), New(-math.MaxFloat64, math.MaxFloat64), New(1, inf), New(-inf, 3),
		Whole(), Point(0.1), New(5e-324, 1e-323), New(math.MaxFloat64/2, math.MaxFloat64),
	} {
		m, r := x.Mid(), x.Rad()
		if !x.Contains(m) || math.IsInf(m, 0) {
			t.Errorf("mid %v = %v", x, m)
		}
		if subDown(m, r) > x.Lo || addUp(m, r) < x.Hi || x.Width() < x.Hi-x.Lo {
			t.Errorf("rad %v = %v, width %v", x, r, x.Width())
		}
	}
	if New(-3, 2).Mag() != 3 || New(-3, 2).Mig() != 0 || New(-3, -2).Mig() != 2 || New(2, 3).Mig() != 2 {
		t.Error("magnitude or mignitude")
	}
	if !New(1, 2).Interior(New(0, 3)) || New(0, 2).Interior(New(0, 3)) || !Whole().Interior(Whole()) {
		t.Error("interior")
	}
	if !math.IsNaN(Empty().Mid()) || !math.IsNaN(Empty().Width()) || Empty().Contains(0) || Empty().ContainsZero() {
		t.Error("measures of the empty set")
	}
	if got := New(1, 2).Inflate(0.5); got != New(0.5, 2.5) {
		t.Errorf("inflate %v", got)
	}
	if New(1, 2).String() != "[1, 2]" || Empty().String() != "∅" {
		t.Error("string")
	}
}

func BenchmarkAdd(b *testing.B) {
	x, y := New(1.1, 1.2), New(0.3, 0.4)
	for b.Loop() {
		x.Add(y)
	}
}

func BenchmarkMul(b *testing.B) {
	x, y := New(1.1, 1.2), New(0.3, 0.4)
	for b.Loop() {
		x.Mul(y)
	}
}

func BenchmarkDiv(b *testing.B) {
	x, y := New(1.1, 1.2), New(0.3, 0.4)
	for b.Loop() {
		x.Div(y)
	}
}

func BenchmarkExp(b *testing.B) {
	x := New(1.1, 1.2)
	for b.Loop() {
		x.Exp()
	}
}

func BenchmarkLog(b *testing.B) {
	x := New(1.1, 1.2)
	for b.Loop() {
		x.Log()
	}
}
