package prove

import (
	"context"
	"errors"
	"math"
	"sort"
	"testing"

	"github.com/geosolve/geosolve/internal/interval"
	"pgregory.net/rapid"
)

func solve(t *testing.T, f Equations, box []Interval) SolveResult {
	t.Helper()
	r, err := Solve(context.Background(), f, box, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func square(n int, lo, hi float64) []Interval {
	b := make([]Interval, n)
	for i := range b {
		b[i] = interval.New(lo, hi)
	}
	return b
}

// TestSolveKnown: systems with all solutions known in closed form.
func TestSolveKnown(t *testing.T) {
	root2 := math.Sqrt2 / 2
	for _, c := range []struct {
		name string
		f    Equations
		box  []Interval
		want [][]float64
	}{
		{"circle and line", func(x, f []Dual) {
			f[0] = x[0].Mul(x[0]).Add(x[1].Mul(x[1])).AddConst(-1)
			f[1] = x[0].Sub(x[1])
		}, square(2, -2, 2.1), [][]float64{{-root2, -root2}, {root2, root2}}},
		{"no solution", func(x, f []Dual) {
			f[0] = x[0].Mul(x[0]).Add(x[1].Mul(x[1])).AddConst(-1)
			f[1] = x[0].Add(x[1]).AddConst(-1.5)
		}, square(2, -2, 2.1), nil},
		{"exponential", func(x, f []Dual) {
			f[0] = x[0].Exp().AddConst(-3)
		}, square(1, -50, 50), [][]float64{{math.Log(3)}}},
		{"cubic", func(x, f []Dual) {
			f[0] = x[0].Mul(x[0]).AddConst(-2).Mul(x[0])
		}, square(1, -3, 4), [][]float64{{-math.Sqrt2}, {0}, {math.Sqrt2}}},
		{"four coordinates", func(x, f []Dual) {
			for i := range x {
				f[i] = x[i].Mul(x[i]).AddConst(-1).Add(x[(i+1)%4].AddConst(-1).Scale(0.01))
			}
		}, square(4, 0.2, 3), [][]float64{{1, 1, 1, 1}}},
	} {
		r := solve(t, c.f, c.box)
		if !r.Complete || len(r.Solutions) != len(c.want) {
			t.Errorf("%s: complete %v, %d solutions, want %d; undecided %v", c.name, r.Complete, len(r.Solutions), len(c.want), r.Undecided)
			continue
		}
		for i, w := range c.want {
			for j, v := range w {
				b := r.Solutions[i].Box[j]
				if !b.Inflate(1e-15).Contains(v) || b.Width() > 1e-13 {
					t.Errorf("%s: solution %d is %v, want %v", c.name, i, r.Solutions[i].Box, w)
				}
			}
		}
	}
}

// TestSolveHimmelblau: all nine stationary points of Himmelblau's function
// (Himmelblau 1972, Applied Nonlinear Programming).
func TestSolveHimmelblau(t *testing.T) {
	r := solve(t, func(x, f []Dual) {
		a := x[0].Mul(x[0]).Add(x[1]).AddConst(-11)
		b := x[1].Mul(x[1]).Add(x[0]).AddConst(-7)
		f[0] = a.Mul(x[0]).Scale(4).Add(b.Scale(2))
		f[1] = a.Scale(2).Add(b.Mul(x[1]).Scale(4))
	}, square(2, -5, 5))
	if !r.Complete || len(r.Solutions) != 9 {
		t.Errorf("complete %v, %d solutions, want 9", r.Complete, len(r.Solutions))
	}
	found := false
	for _, s := range r.Solutions {
		found = found || (s.Box[0].Contains(3) && s.Box[1].Contains(2))
	}
	if !found {
		t.Error("the minimum (3, 2) is missing")
	}
}

// TestSolveDegenerate would catch false claims at multiple roots, at roots on the
// boundary, and where the function leaves its domain.
func TestSolveDegenerate(t *testing.T) {
	for name, f := range map[string]Equations{
		"double root":   func(x, f []Dual) { f[0] = x[0].Mul(x[0]) },
		"boundary root": func(x, f []Dual) { f[0] = x[0].AddConst(-1) },
		"identity":      func(x, f []Dual) { f[0] = x[0].Sub(x[0]) },
		"log at 0":      func(x, f []Dual) { f[0] = x[0].Mul(x[0].Log()) },
		"undefined":     func(x, f []Dual) { f[0] = x[0].AddConst(-9).Log() },
	} {
		r, err := Solve(context.Background(), f, []Interval{interval.New(-1, 1)}, Settings{MaxBoxes: 5000})
		if err != nil {
			t.Errorf("%s: %v after %d boxes", name, err, r.Stats.Boxes)
		}
		if r.Complete || len(r.Undecided) == 0 {
			t.Errorf("%s: complete %v, solutions %v, undecided %v, boxes %d", name, r.Complete, r.Solutions, r.Undecided, r.Stats.Boxes)
		}
	}
}

// TestSolveRandomRoots: polynomials with random, separated roots; each root is
// found once and nothing else.
func TestSolveRandomRoots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		roots := rapid.SliceOfN(rapid.Float64Range(-0.99, 0.99), 1, 6).Draw(t, "roots")
		sort.Float64s(roots)
		for i := 1; i < len(roots); i++ {
			if roots[i]-roots[i-1] < 1e-2 {
				t.Skip("too close")
			}
		}
		r, err := Solve(context.Background(), func(x, f []Dual) {
			p := x[0].Const(1)
			for _, v := range roots {
				p = p.Mul(x[0].AddConst(-v))
			}
			f[0] = p
		}, square(1, -1, 1), Settings{})
		if err != nil || !r.Complete || len(r.Solutions) != len(roots) {
			t.Fatalf("err %v, complete %v, %d solutions for roots %v", err, r.Complete, len(r.Solutions), roots)
		}
		for i, v := range roots {
			if !r.Solutions[i].Box[0].Contains(v) {
				t.Fatalf("root %v not in %v", v, r.Solutions[i].Box[0])
			}
		}
	})
}

// TestVerify: the existence test alone.
func TestVerify(t *testing.T) {
	f := func(x, f []Dual) { f[0] = x[0].Mul(x[0]).AddConst(-2) }
	if k, ok := Verify(f, []Interval{interval.New(1.4, 1.43)}); !ok || !k[0].Contains(math.Sqrt2) {
		t.Errorf("√2: %v %v", k, ok)
	}
	for _, b := range []Interval{interval.New(-2, 2), interval.New(1.5, 1.6), interval.New(1.4142135623730951, 2), interval.Whole(), interval.Empty()} {
		if _, ok := Verify(f, []Interval{b}); ok {
			t.Errorf("claim on %v", b)
		}
	}
}

// TestSolveArguments would catch unbounded boxes searched for ever.
func TestSolveArguments(t *testing.T) {
	f := func(x, f []Dual) { copy(f, x) }
	for _, box := range [][]Interval{nil, {interval.Whole()}, {interval.Empty()}} {
		if _, err := Solve(context.Background(), f, box, Settings{}); err == nil || errors.Is(err, ErrBudget) {
			t.Errorf("box %v: %v", box, err)
		}
	}
}
