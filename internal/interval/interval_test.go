package interval

import (
	"math"
	"math/big"
	"testing"

	"github.com/geosolve/geosolve/internal/num"
	"pgregory.net/rapid"
)

var inf = math.Inf(1)

// extreme draws floats of every size: ordinary, tiny, huge, subnormal, zero.
func extreme() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Float64Range(-10, 10),
		rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64),
		rapid.Float64Range(-1e-307, 1e-307),
		rapid.Float64Range(-1e-160, 1e-160),
		rapid.SampledFrom([]float64{
			0, 1, -1, 3, 0.1, 5e-324, -5e-324, 0x1p-1022, math.MaxFloat64, -math.MaxFloat64,
			0x1p1023, 0x1p-537, 0x1p512, 1 + 0x1p-52, 1 - 0x1p-53,
		}),
	)
}

func interval() *rapid.Generator[Interval] {
	return rapid.Custom(func(t *rapid.T) Interval {
		a, b := extreme().Draw(t, "a"), extreme().Draw(t, "b")
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			return Point(a)
		case 1:
			return New(a, inf)
		case 2:
			return New(-inf, a)
		case 3:
			return Whole()
		}
		return New(min(a, b), max(a, b))
	})
}

// member draws a number in x.
func member(t *rapid.T, x Interval, name string) float64 {
	lo, hi := max(x.Lo, -math.MaxFloat64), min(x.Hi, math.MaxFloat64)
	return rapid.OneOf(rapid.Just(lo), rapid.Just(hi), rapid.Float64Range(lo, hi)).Draw(t, name)
}

// exactPrec holds every sum and product of two floats without rounding.
const exactPrec = 4400

func exact(x float64) *big.Float { return new(big.Float).SetPrec(exactPrec).SetFloat64(x) }

func inside(x Interval, v *big.Float) bool {
	return (math.IsInf(x.Lo, -1) || exact(x.Lo).Cmp(v) <= 0) && (math.IsInf(x.Hi, 1) || exact(x.Hi).Cmp(v) >= 0)
}

// TestOperationsEnclose would catch any bound rounded to the wrong side, for
// every size of operand: sums and products are compared exactly, quotients and
// roots by multiplying back.
func TestOperationsEnclose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := interval().Draw(t, "x"), interval().Draw(t, "y")
		av, bv := member(t, x, "p"), member(t, y, "q")
		a, b := exact(av), exact(bv)
		z := func() *big.Float { return new(big.Float).SetPrec(exactPrec) }
		check := func(name string, got Interval, want *big.Float) {
			if !inside(got, want) {
				t.Fatalf("%s = %v misses %g (p=%g q=%g)", name, got, want, av, bv)
			}
		}
		check("add", x.Add(y), z().Add(a, b))
		check("sub", x.Sub(y), z().Sub(a, b))
		check("mul", x.Mul(y), z().Mul(a, b))
		check("neg", x.Neg(), z().Neg(a))
		check("sqr", x.Sqr(), z().Mul(a, a))
		check("scale", x.Scale(bv), z().Mul(a, b))
		check("addconst", x.AddConst(bv), z().Add(a, b))
		if bv != 0 {
			q := z().Quo(a, b) // rounded to 4400 bits
			check("div", x.Div(y), q)
			lo, hi := x.DivPieces(y)
			if !inside(lo, q) && !inside(hi, q) {
				t.Fatalf("pieces %v %v miss %g/%g", lo, hi, av, bv)
			}
		}
		if av > 0 {
			check("sqrt", x.Sqrt(), z().Sqrt(a))
			if !encloses(x.Log(), bigLog(bigOf(av))) {
				t.Fatalf("log %v = %v misses log %g", x, x.Log(), av)
			}
		}
		if math.Abs(av) < 1e4 && !encloses(x.Exp(), bigExp(bigOf(av))) {
			t.Fatalf("exp %v = %v misses exp %g", x, x.Exp(), av)
		}
	})
}

// TestOutwardByOneAtMost would catch needless widening: an elementary operation
// on points is exact or two neighbouring floats.
func TestOutwardByOneAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(-1e9, 1e9).Draw(t, "a"), rapid.Float64Range(1e-9, 1e9).Draw(t, "b")
		x, y := Point(a), Point(b)
		for name, z := range map[string]Interval{
			"add": x.Add(y), "sub": x.Sub(y), "mul": x.Mul(y), "div": x.Div(y), "sqrt": y.Sqrt(),
		} {
			if z.Lo != z.Hi && math.Nextafter(z.Lo, inf) != z.Hi && math.Abs(z.Lo) > 1e-200 {
				t.Fatalf("%s(%v, %v) = %v", name, a, b, z)
			}
		}
	})
	if z := Point(0.5).Mul(Point(3)).Add(Point(0.25)).Div(Point(0.125)); z != Point(14) {
		t.Errorf("exact arithmetic became %v", z)
	}
}

// expr is a random expression tree evaluated in any number type.
type expr struct {
	op   string
	c    float64
	l, r *expr
}

func drawExpr(t *rapid.T, depth int) *expr {
	if depth == 0 {
		return &expr{op: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "leaf")}
	}
	e := &expr{op: rapid.SampledFrom([]string{"+", "-", "*", "/", "exp", "log", "scale", "addc", "neg"}).Draw(t, "op")}
	e.c = rapid.Float64Range(-3, 3).Draw(t, "c")
	e.l = drawExpr(t, depth-1)
	switch e.op {
	case "+", "-", "*", "/":
		e.r = drawExpr(t, depth-1)
	}
	return e
}

func eval[T num.Num[T]](e *expr, x, y T) T {
	switch e.op {
	case "x":
		return x
	case "y":
		return y
	}
	l := eval(e.l, x, y)
	switch e.op {
	case "+":
		return l.Add(eval(e.r, x, y))
	case "-":
		return l.Sub(eval(e.r, x, y))
	case "*":
		return l.Mul(eval(e.r, x, y))
	case "/":
		return l.Div(eval(e.r, x, y))
	case "exp":
		return l.Scale(0.1).Exp()
	case "log":
		return l.Mul(l).AddConst(0.5).Log()
	case "scale":
		return l.Scale(e.c)
	case "addc":
		return l.AddConst(e.c)
	}
	return l.Neg()
}

// ref is the oracle as a number: big floats, nil where undefined or out of the
// range in which the oracle is trusted.
type ref struct{ v *big.Float }

func (a ref) lift(b ref, f func(z, x, y *big.Float) *big.Float) ref {
	if a.v == nil || b.v == nil {
		return ref{}
	}
	z := f(newBig(), a.v, b.v)
	if z.Sign() != 0 && (z.MantExp(nil) > 900 || z.MantExp(nil) < -900) {
		return ref{}
	}
	return ref{z}
}

func (a ref) Add(b ref) ref { return a.lift(b, (*big.Float).Add) }
func (a ref) Sub(b ref) ref { return a.lift(b, (*big.Float).Sub) }
func (a ref) Mul(b ref) ref { return a.lift(b, (*big.Float).Mul) }
func (a ref) Div(b ref) ref {
	if b.v == nil || b.v.Sign() == 0 {
		return ref{}
	}
	return a.lift(b, (*big.Float).Quo)
}
func (a ref) Neg() ref               { return a.lift(a, func(z, x, _ *big.Float) *big.Float { return z.Neg(x) }) }
func (a ref) AddConst(c float64) ref { return a.Add(ref{bigOf(c)}) }
func (a ref) Scale(c float64) ref    { return a.Mul(ref{bigOf(c)}) }
func (ref) Const(c float64) ref      { return ref{bigOf(c)} }
func (a ref) Float() float64         { f, _ := a.v.Float64(); return f }
func (a ref) Exp() ref {
	if a.v == nil || a.v.MantExp(nil) > 9 {
		return ref{}
	}
	return ref{bigExp(a.v)}
}
func (a ref) Log() ref {
	if a.v == nil || a.v.Sign() <= 0 {
		return ref{}
	}
	return ref{bigLog(a.v)}
}

// TestExpressionsEnclose is the fundamental theorem of interval arithmetic on
// random expressions over random boxes and points.
func TestExpressionsEnclose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t, rapid.IntRange(1, 5).Draw(t, "depth"))
		draw := func(name string) (Interval, float64) {
			m := rapid.Float64Range(-4, 4).Draw(t, name)
			r := rapid.SampledFrom([]float64{0, 1e-12, 0.1, 2}).Draw(t, name+" radius")
			x := Point(m).Inflate(r)
			return x, member(t, x, name+" point")
		}
		x, px := draw("x")
		y, py := draw("y")
		want := eval(e, ref{bigOf(px)}, ref{bigOf(py)})
		if want.v == nil {
			t.Skip("undefined at the point")
		}
		if got := eval(e, x, y); !encloses(got, want.v) {
			t.Fatalf("%v over %v × %v misses %g", got, x, y, want.v)
		}
	})
}

// TestDualEncloses would catch a derivative enclosure that misses the
// derivative at a point: duals over intervals against duals over the oracle.
func TestDualEncloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t, rapid.IntRange(1, 4).Draw(t, "depth"))
		p := []float64{rapid.Float64Range(-4, 4).Draw(t, "x"), rapid.Float64Range(-4, 4).Draw(t, "y")}
		r := rapid.SampledFrom([]float64{0, 1e-9, 0.2}).Draw(t, "radius")
		want := num.Vars([]ref{{bigOf(p[0])}, {bigOf(p[1])}})
		w := eval(e, want[0], want[1])
		got := num.Vars([]Interval{Point(p[0]).Inflate(r), Point(p[1]).Inflate(r)})
		g := eval(e, got[0], got[1])
		for i := range p {
			d := w.Partial(i)
			if w.Val.v == nil || d.v == nil {
				t.Skip("undefined at the point")
			}
			if !encloses(g.Partial(i), d.v) {
				t.Fatalf("∂%d = %v misses %g", i, g.Partial(i), d.v)
			}
		}
	})
}
