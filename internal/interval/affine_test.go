package interval

import (
	"testing"

	"github.com/geosolve/geosolve/internal/num"
	"pgregory.net/rapid"
)

// TestAffineEncloses would catch a wrong remainder: random expressions in Taylor
// forms over random frames enclose the exact value at random points, by both of
// their bounds, and so do their derivatives.
func TestAffineEncloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t, rapid.IntRange(1, 5).Draw(t, "depth"))
		var c, p [2]float64
		var xi [2]Interval
		for k := range c {
			c[k] = grid(rapid.Float64Range(-4, 4).Draw(t, "centre"))
			r := rapid.SampledFrom([]float64{0, 1e-9, 0.01, 0.3, 2}).Draw(t, "radius")
			xi[k] = New(-r*rapid.Float64Range(0, 1).Draw(t, "left"), r)
			p[k] = grid(member(t, Point(c[k]).Add(xi[k]), "point"))
			xi[k] = xi[k].Hull(Point(p[k]).AddConst(-c[k]))
		}
		f := NewFrame(xi[:])
		affine := func(k int) Affine {
			var slope [2]Interval
			slope[k] = Point(1)
			return f.Affine(Point(c[k]), slope[:], Interval{}, Whole())
		}
		want := num.Vars([]ref{{bigOf(p[0])}, {bigOf(p[1])}})
		w := eval(e, want[0], want[1])
		if w.Val.v == nil {
			t.Skip("undefined at the point")
		}
		vars := num.Vars([]Affine{affine(0), affine(1)})
		g := eval(e, vars[0], vars[1])
		check := func(got Affine, want ref) {
			if want.v == nil {
				t.Skip("undefined at the point")
			}
			form := got.Value.Add(got.Rest)
			for k := range p {
				form = form.Add(got.Slope[k].Mul(Point(p[k]).AddConst(-c[k])))
			}
			if !encloses(got.Natural, want.v) || !encloses(got.Range(), want.v) || !encloses(form, want.v) {
				t.Fatalf("%+v misses %g", got, want.v)
			}
		}
		check(g.Val, w.Val)
		check(g.Partial(0), w.Partial(0))
		check(g.Partial(1), w.Partial(1))
	})
}

// TestAffineAverage would catch a mean value that is not one: for f(x) = x³ the
// mean of 3(c+tξ)² along the segment is ((c+ξ)³ − c³)/ξ.
func TestAffineAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.Float64Range(-2, 2).Draw(t, "c")
		xi := rapid.Float64Range(0.001, 0.5).Draw(t, "xi")
		f := NewFrame([]Interval{New(-xi, xi)})
		x := f.Affine(Point(c), []Interval{Point(1)}, Interval{}, Whole())
		d := x.Mul(x).Scale(3)
		mean := 3*c*c + 3*c*xi + xi*xi
		if !d.Average().Inflate(1e-13).Contains(mean) {
			t.Fatalf("average %v misses %v", d.Average(), mean)
		}
		if d.Average().Width() > d.Range().Width() {
			t.Fatalf("average %v wider than range %v", d.Average(), d.Range())
		}
	})
}

// TestAffineCancels is the reason for the type: x − x, and x/(x+y) + y/(x+y).
func TestAffineCancels(t *testing.T) {
	f := NewFrame([]Interval{New(-0.01, 0.01), New(-0.01, 0.01)})
	x := f.Affine(Point(1), []Interval{Point(1), Point(0)}, Interval{}, Whole())
	y := f.Affine(Point(2), []Interval{Point(0), Point(1)}, Interval{}, Whole())
	if d := x.Sub(x).Range(); d.Width() > 1e-15 {
		t.Errorf("x − x = %v", d)
	}
	s := x.Div(x.Add(y)).Add(y.Div(x.Add(y))).Range()
	if s.Width() > 5e-4 { // plain intervals: 2.7e-2
		t.Errorf("shares sum to %v", s)
	}
	if !x.Log().Exp().Sub(x).Range().Contains(0) || x.Log().Exp().Sub(x).Range().Width() > 5e-4 {
		t.Errorf("exp log x − x = %v", x.Log().Exp().Sub(x).Range())
	}
}

func BenchmarkAffineMul(b *testing.B) {
	f := NewFrame([]Interval{New(-0.01, 0.01), New(-0.01, 0.01)})
	x := f.Affine(Point(1), []Interval{Point(1), Point(0)}, Interval{}, Whole())
	y := f.Affine(Point(2), []Interval{Point(0), Point(1)}, Interval{}, Whole())
	for b.Loop() {
		x.Mul(y)
	}
}
