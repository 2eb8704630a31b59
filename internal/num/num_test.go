package num

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// cobb is a small economy-like expression touching every operation.
func cobb[T Num[T]](x []T) T {
	a := x[0].Log().Scale(0.3).Add(x[1].Log().Mul(x[2])).Exp()
	b := x[0].Mul(x[1]).Sub(x[2].Neg()).Div(x[1].AddConst(2))
	c := x[0].Const(3).Div(x[2]).Sub(x[1].Const(1).Sub(x[0]))
	return a.Mul(b).Add(LogSumExp([]T{a, b, c})).Add(Pow(x[1], -1.5)).Div(x[0])
}

func point(t *rapid.T) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(0.2, 3), 3, 3).Draw(t, "x")
}

func near(a, b, tol float64) bool {
	return math.Abs(a-b) <= tol*(1+math.Abs(a)+math.Abs(b))
}

// TestDualAgainstComplexStep would catch a wrong derivative rule: the complex
// step shares no code with the duals. Tolerance: some twenty roundings.
func TestDualAgainstComplexStep(t *testing.T) {
	const h = 1e-200
	rapid.Check(t, func(t *rapid.T) {
		x := point(t)
		val, jac := Jacobian(func(x, dst []Dual[Float]) { dst[0] = cobb(x) }, Floats(x), 1)
		for j := range x {
			z := make([]Complex, len(x))
			for i, v := range x {
				z[i] = Complex(complex(v, 0))
			}
			z[j] += complex(0, h)
			w := cobb(z)
			if !near(real(complex128(w)), float64(val[0]), 1e-13) {
				t.Fatalf("value %v, complex %v", val[0], w)
			}
			if !near(imag(complex128(w))/h, float64(jac[0][j]), 1e-12) {
				t.Fatalf("∂%d: dual %v, complex step %v", j, jac[0][j], imag(complex128(w))/h)
			}
		}
	})
}

// TestHessian would catch gradients of nested duals that mix up directions:
// symmetry, and agreement with the complex step of the gradient.
func TestHessian(t *testing.T) {
	const h = 1e-200
	rapid.Check(t, func(t *rapid.T) {
		x := point(t)
		_, grad, hess := Hessian(cobb[Dual[Dual[Float]]], Floats(x))
		_, jac := Jacobian(func(x, dst []Dual[Float]) { dst[0] = cobb(x) }, Floats(x), 1)
		for i := range x {
			if !near(float64(grad[i]), float64(jac[0][i]), 1e-13) {
				t.Fatalf("gradient %v, %v", grad, jac[0])
			}
			z := make([]Complex, len(x))
			for k, v := range x {
				z[k] = Complex(complex(v, 0))
			}
			z[i] += complex(0, h)
			_, jz := Jacobian(func(x, dst []Dual[Complex]) { dst[0] = cobb(x) }, z, 1)
			for j := range x {
				if !near(float64(hess[i][j]), float64(hess[j][i]), 1e-12) {
					t.Fatalf("Hessian not symmetric: %v", hess)
				}
				if want := imag(complex128(jz[0][j])) / h; !near(float64(hess[i][j]), want, 1e-11) {
					t.Fatalf("∂%d∂%d: %v, complex step %v", i, j, hess[i][j], want)
				}
			}
		}
	})
}

// TestLogSumExp would catch overflow, and weights of zero that poison the sum.
func TestLogSumExp(t *testing.T) {
	if got := float64(LogSumExp(Floats([]float64{1000, 1000}))); !near(got, 1000+math.Ln2, 1e-15) {
		t.Errorf("large arguments: %v", got)
	}
	if got := float64(LogSumExp(Floats([]float64{-2000, -2001}))); !near(got, -2000+math.Log1p(math.Exp(-1)), 1e-15) {
		t.Errorf("small arguments: %v", got)
	}
	if got := float64(LogWeightedSumExp(Floats([]float64{0, 2}), Floats([]float64{900, 800}))); !near(got, 800+math.Ln2, 1e-15) {
		t.Errorf("zero weight: %v", got)
	}
	d := LogSumExp(Vars(Floats([]float64{1000, 1000})))
	if !near(float64(d.Partial(0)), 0.5, 1e-15) {
		t.Errorf("gradient: %v", d.Grad)
	}
}

// TestArena would catch results that share memory with live values, and
// evaluations that allocate once the arena has grown.
func TestArena(t *testing.T) {
	a := NewArena[Float](3)
	x := make([]Dual[Float], 3)
	eval := func() Dual[Float] {
		a.Reset()
		for i := range x {
			x[i] = a.Var(i, Float(1.5+float64(i)))
		}
		y := x[0].Mul(x[1]).Add(x[2].Exp()).Div(x[1])
		return y.Log().Scale(2).Sub(x[0].Neg()).AddConst(1)
	}
	want := eval().Grad[1]
	for range 100 {
		eval()
	}
	if got := eval().Grad[1]; got != want {
		t.Errorf("reused arena gives %v, first %v", got, want)
	}
	if n := testing.AllocsPerRun(100, func() { eval() }); n != 0 {
		t.Errorf("%v allocations per evaluation", n)
	}
}

// TestConstants would catch gradients invented for constants or lost when a
// constant without arena meets a variable.
func TestConstants(t *testing.T) {
	x := Vars(Floats([]float64{2, 3}))
	var free Dual[Float]
	c := free.Const(5)
	for name, got := range map[string]Dual[Float]{
		"c·x": c.Mul(x[1]), "x·c": x[1].Mul(c), "−(−c·x)": c.Mul(x[1]).Neg().Neg(),
	} {
		if got.Val != 15 || got.Partial(0) != 0 || got.Partial(1) != 5 {
			t.Errorf("%s = %v %v", name, got.Val, got.Grad)
		}
	}
	if c.Add(c).Mul(c).Div(c).Exp().Log().Grad != nil {
		t.Error("a constant expression has a gradient")
	}
	if Sum[Dual[Float]](nil).Val != 0 || Dot[Float](nil, nil) != 0 {
		t.Error("empty sums are not zero")
	}
	if got := PowNum(x[0], x[1]); !near(float64(got.Val), 8, 1e-15) || !near(float64(got.Partial(1)), 8*math.Ln2, 1e-14) {
		t.Errorf("2^3 = %v %v", got.Val, got.Grad)
	}
}

func BenchmarkDualMul12(b *testing.B) {
	a := NewArena[Float](12)
	x, y := a.Var(0, 1.5), a.Var(1, 2.5)
	used := a.used
	for b.Loop() {
		a.used = used
		x.Mul(y)
	}
}
