package prove

import (
	"context"
	"math"
	"testing"

	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
)

// bounded is corePeriphery with bounds of its wages. In every solution Σ λ_r w_r = 1
// (sum the wage equations over r weighted by λ_r w_r^{1−σ}), and w_r^σ/w_q^σ lies
// between T^{1−σ} and T^{σ−1}, as the weights φ_rs/φ_qs do; hence
// |ln w_r| ≤ (1 − 1/σ)·ln T.
type bounded struct{ corePeriphery }

func (c bounded) YBounds([]Interval) []Interval {
	one := interval.Point(1)
	b := one.Sub(one.Div(interval.Point(c.sigma))).Mul(interval.Point(c.t).Log()).Hi
	y := make([]Interval, c.regions)
	for i := range y {
		y[i] = interval.New(-b, b)
	}
	return y
}

// TestShortRunProved: the theorem is not needed where the search succeeds.
func TestShortRunProved(t *testing.T) {
	r := prove(t, Problem{System: bounded{corePeriphery{2, 0.4, 5, 1.75}}}, Settings{})
	if !r.Complete || len(r.Equilibria) != 5 {
		t.Errorf("complete %v, %d equilibria: %s", r.Complete, len(r.Equilibria), r.ShortRun)
	}
	t.Log(r.ShortRun)
}

// twoBranches has two short-run solutions y = ±(1 + x₁)^½ for every state.
type twoBranches struct{ bound float64 }

func (twoBranches) Groups() []int    { return []int{2} }
func (twoBranches) ShortRunDim() int { return 1 }
func (twoBranches) ShortRun(x, y, dst []Dual) {
	dst[0] = y[0].Mul(y[0]).Sub(x[0]).AddConst(-1)
}
func (twoBranches) Payoffs(x, y, dst []Dual) {
	dst[0], dst[1] = y[0].AddConst(-1.2), x[0].Const(0)
}
func (twoBranches) Start(x []float64) ([]float64, error) {
	return []float64{math.Sqrt(1 + x[0])}, nil
}
func (s twoBranches) YBounds([]Interval) []Interval {
	return []Interval{interval.New(-s.bound, 2)}
}

// TestShortRunRefused would catch uniqueness claimed where there are two short-run
// equilibria: the list on one branch must not be called complete. Bounds that hold
// one branch only make it so.
func TestShortRunRefused(t *testing.T) {
	r := prove(t, Problem{System: twoBranches{bound: 2}}, Settings{MaxBoxes: 5000})
	if r.Complete {
		t.Errorf("complete with two branches: %s", r.ShortRun)
	}
	r = prove(t, Problem{System: twoBranches{bound: 0}}, Settings{})
	if !r.Complete || has(r.Equilibria, []float64{0.44, 0.56}, 1e-12) == nil {
		t.Errorf("one branch: complete %v, %s", r.Complete, r.ShortRun)
	}
	r = prove(t, Problem{System: unbounded{}}, Settings{})
	if r.Complete {
		t.Errorf("complete without theorem or bounds: %s", r.ShortRun)
	}
}

// unbounded hides YBounds.
type unbounded struct{ s twoBranches }

func (u unbounded) Groups() []int                        { return u.s.Groups() }
func (u unbounded) ShortRunDim() int                     { return u.s.ShortRunDim() }
func (u unbounded) ShortRun(x, y, dst []Dual)            { u.s.ShortRun(x, y, dst) }
func (u unbounded) Payoffs(x, y, dst []Dual)             { u.s.Payoffs(x, y, dst) }
func (u unbounded) Start(x []float64) ([]float64, error) { return u.s.Start(x) }

// bimatrix is a game of two groups with two or three options each: payoffs linear
// in the shares of the other group, and a short run that only carries them, y =
// ln(2 + x₀).
type bimatrix struct{ a, b [][]float64 }

func (g bimatrix) Groups() []int    { return []int{len(g.a), len(g.b)} }
func (g bimatrix) ShortRunDim() int { return 1 }
func (g bimatrix) ShortRun(x, y, dst []Dual) {
	dst[0] = y[0].Exp().Sub(x[0]).AddConst(-2)
}

func (g bimatrix) Payoffs(x, y, dst []Dual) {
	n := len(g.a)
	carry := y[0].Exp().Sub(x[0]).AddConst(-2) // zero
	for i, row := range append(append([][]float64(nil), g.a...), g.b...) {
		other := x[n:]
		if i >= n {
			other = x[:n]
		}
		p := make([]Dual, len(row))
		for j, v := range row {
			p[j] = other[j].Scale(v)
		}
		dst[i] = num.Sum(p).Add(carry)
	}
}

func (g bimatrix) Start(x []float64) ([]float64, error) {
	return []float64{math.Log(2 + x[0])}, nil
}

// TestGroups: two simplices. The battle of the sexes has two pure equilibria and a
// mixed one, unstable under the replicator dynamics; matching pennies only a mixed
// one, a centre, whose stability linearisation cannot tell.
func TestGroups(t *testing.T) {
	sexes := bimatrix{a: [][]float64{{3, 0}, {0, 2}}, b: [][]float64{{2, 0}, {0, 3}}}
	r := prove(t, Problem{System: sexes, ShortRunUnique: "explicit"}, Settings{})
	if sum, known := r.IndexSum(); !r.Complete || len(r.Equilibria) != 3 || sum != 1 || !known {
		t.Errorf("battle of the sexes: %+v", r)
	}
	if e := has(r.Equilibria, []float64{0.6, 0.4, 0.4, 0.6}, 1e-12); e == nil || e.Stability != Unstable {
		t.Errorf("mixed equilibrium: %+v", e)
	}
	if e := has(r.Equilibria, []float64{1, 0, 1, 0}, 0); e == nil || e.Stability != Stable {
		t.Errorf("pure equilibrium: %+v", e)
	}
	pennies := bimatrix{a: [][]float64{{1, -1}, {-1, 1}}, b: [][]float64{{-1, 1}, {1, -1}}}
	r = prove(t, Problem{System: pennies, ShortRunUnique: "explicit"}, Settings{})
	if !r.Complete || len(r.Equilibria) != 1 || r.Equilibria[0].Stability != Indeterminate || r.Equilibria[0].Index != 1 {
		t.Errorf("matching pennies: %+v", r)
	}
	// Three options against two: rock and paper against a copy that never plays scissors.
	mixed := bimatrix{a: [][]float64{{0, -1}, {1, 0}, {-1, 1}}, b: [][]float64{{0, -1, 1}, {1, 0, -1}}}
	r = prove(t, Problem{System: mixed, ShortRunUnique: "explicit"}, Settings{})
	if sum, known := r.IndexSum(); !r.Complete || (known && sum != 1) {
		t.Errorf("three options: complete %v, index sum %d, %+v", r.Complete, sum, r.Undecided)
	}
}

// TestSupports: supports of two groups, each with one option at least.
func TestSupports(t *testing.T) {
	if got := len(AllSupports([]int{3, 2})); got != 7*3 {
		t.Errorf("%d supports of groups of 3 and 2, want 21", got)
	}
	if _, err := Equilibria(context.Background(), Problem{System: bimatrix{a: [][]float64{{1}}, b: [][]float64{{1}}}, Supports: []Support{{true}}}, Settings{}); err == nil {
		t.Error("support of the wrong length accepted")
	}
}
