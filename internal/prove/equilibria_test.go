package prove

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
	"pgregory.net/rapid"
)

func prove(t testing.TB, p Problem, s Settings) Result {
	t.Helper()
	r, err := Equilibria(context.Background(), p, s)
	if err != nil && !errors.Is(err, ErrBudget) {
		t.Fatal(err)
	}
	return r
}

func cp(regions int, t float64) Problem {
	return Problem{System: corePeriphery{regions, 0.4, 5, t}, ShortRunUnique: grossSubstitutes}
}

// has reports whether one of the equilibria has shares within tol of x; tol is the
// accuracy of the reference value.
func has(e []Equilibrium, x []float64, tol float64) *Equilibrium {
	for i := range e {
		ok := true
		for j, v := range x {
			ok = ok && e[i].Shares[j].Inflate(tol).Contains(v) && e[i].Shares[j].Width() < 1e-10
		}
		if ok {
			return &e[i]
		}
	}
	return nil
}

// TestTwoRegions is the tomahawk of core–periphery: numbers, positions and
// stability of equilibria on both sides of the break and the sustain point,
// against independently computed values. It would catch a lost, doubled or
// misclassified equilibrium.
func TestTwoRegions(t *testing.T) {
	type eq struct {
		share float64
		s     Stability
	}
	for _, c := range []struct {
		t    float64
		want []eq
	}{
		{1.5, []eq{{0, Stable}, {0.5, Unstable}, {1, Stable}}},
		{1.62, []eq{{0, Stable}, {0.5, Unstable}, {1, Stable}}},
		{1.63, []eq{
			{0, Stable}, {1 - 0.574091620324931, Unstable}, {0.5, Stable}, {0.574091620324931, Unstable}, {1, Stable},
		}},
		{1.75, []eq{
			{0, Stable}, {1 - 0.924905985373678, Unstable}, {0.5, Stable}, {0.924905985373678, Unstable}, {1, Stable},
		}},
		{1.8073, []eq{{0, Stable}, {0.5, Stable}, {1, Stable}}}, // and two more close to the corners
		{1.8074, []eq{{0.5, Stable}}},
		{1.9, []eq{{0.5, Stable}}},
	} {
		r := prove(t, cp(2, c.t), Settings{})
		count := len(c.want)
		if c.t == 1.8073 {
			count += 2
		}
		if !r.Complete || len(r.Equilibria) != count {
			t.Errorf("T=%v: complete %v, %d equilibria, want %d", c.t, r.Complete, len(r.Equilibria), count)
		}
		for _, w := range c.want {
			e := has(r.Equilibria, []float64{w.share, 1 - w.share}, 1e-12)
			if e == nil || e.Stability != w.s {
				t.Errorf("T=%v: equilibrium at %v: %v", c.t, w.share, e)
			}
		}
		if sum, known := r.IndexSum(); sum != 1 || !known {
			t.Errorf("T=%v: index sum %d (known %v), want 1", c.t, sum, known)
		}
	}
}

// TestThreeRegions is the same with two-dimensional faces, over all supports.
func TestThreeRegions(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	third := 1.0 / 3
	for _, c := range []struct {
		t    float64
		want [][]float64
	}{
		{1.75, [][]float64{
			{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}, {third, third, third},
		}},
		{1.9, [][]float64{
			{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {third, third, third},
			{0.672193399239663, 0.1639033003801685, 0.1639033003801685},
			{0.1639033003801685, 0.672193399239663, 0.1639033003801685},
			{0.1639033003801685, 0.1639033003801685, 0.672193399239663},
		}},
	} {
		r := prove(t, cp(3, c.t), Settings{})
		if !r.Complete || len(r.Equilibria) != len(c.want) {
			t.Errorf("T=%v: complete %v, %d equilibria, want %d", c.t, r.Complete, len(r.Equilibria), len(c.want))
		}
		for _, w := range c.want {
			if has(r.Equilibria, w, 1e-12) == nil {
				t.Errorf("T=%v: no equilibrium at %v", c.t, w)
			}
		}
		if sum, known := r.IndexSum(); sum != 1 || !known {
			t.Errorf("T=%v: index sum %d (known %v), want 1", c.t, sum, known)
		}
	}
}

// TestOrdered would catch a fundamental domain that loses or doubles equilibria:
// the orbits of the ordered list are the full list.
func TestOrdered(t *testing.T) {
	for _, c := range []struct {
		t    float64
		want [][]float64
	}{
		{1.75, [][]float64{{0, 0, 1}, {0, 0.5, 0.5}, {1.0 / 3, 1.0 / 3, 1.0 / 3}}},
		{1.9, [][]float64{{0, 0, 1}, {0.1639033003801685, 0.1639033003801685, 0.672193399239663}, {1.0 / 3, 1.0 / 3, 1.0 / 3}}},
	} {
		p := cp(3, c.t)
		p.Ordered = [][2]int{{0, 1}, {1, 2}}
		r := prove(t, p, Settings{})
		if !r.Complete || len(r.Equilibria) != len(c.want) {
			t.Errorf("T=%v: complete %v, %d equilibria, want %d", c.t, r.Complete, len(r.Equilibria), len(c.want))
		}
		for _, w := range c.want {
			if has(r.Equilibria, w, 1e-12) == nil {
				t.Errorf("T=%v: no equilibrium at %v", c.t, w)
			}
		}
	}
}

// TestAtTheBreak would catch a false claim where the pitchfork cannot be resolved
// in double precision, and a search that does not end.
func TestAtTheBreak(t *testing.T) {
	tb := math.Pow(7, 0.25)
	for _, d := range []float64{0, 1e-9, -1e-9, 1e-12} {
		r := prove(t, cp(2, tb+d), Settings{})
		if r.Complete || r.Stats.Boxes > 20000 {
			t.Errorf("T_B%+g: complete %v after %d boxes", d, r.Complete, r.Stats.Boxes)
		}
		found := false
		for _, u := range r.Undecided {
			if u.Reason != Degenerate || u.Width > 1e-3 {
				t.Errorf("T_B%+g: undecided %+v", d, u)
			}
			found = found || u.Shares[0].Contains(0.5)
		}
		if !found || len(r.Equilibria) != 2 {
			t.Errorf("T_B%+g: %d equilibria, undecided %v", d, len(r.Equilibria), r.Undecided)
		}
	}
}

// TestNearTheBreak would catch timidity: a relative distance of 1e-5 must be
// resolved.
func TestNearTheBreak(t *testing.T) {
	tb := math.Pow(7, 0.25)
	for d, want := range map[float64]int{1e-5: 5, -1e-5: 3} {
		if r := prove(t, cp(2, tb+d), Settings{}); !r.Complete || len(r.Equilibria) != want {
			t.Errorf("T_B%+g: complete %v, %d equilibria, want %d", d, r.Complete, len(r.Equilibria), want)
		}
	}
}

// TestAtTheSustainPoint would catch a claim about a corner whose transversal
// eigenvalue is zero to rounding, and endless splitting at the root on the
// boundary of the interior face.
func TestAtTheSustainPoint(t *testing.T) {
	r := prove(t, cp(2, 1.807312719930688), Settings{})
	if r.Complete || len(r.Equilibria) != 1 || r.Stats.Boxes > 5000 {
		t.Errorf("complete %v, %d equilibria, %d boxes", r.Complete, len(r.Equilibria), r.Stats.Boxes)
	}
	reasons := map[Reason]int{}
	for _, u := range r.Undecided {
		reasons[u.Reason]++
		if u.Width > 1e-9 {
			t.Errorf("undecided box of width %v", u.Width)
		}
	}
	if reasons[Transversal] != 2 || reasons[Degenerate] != 2 {
		t.Errorf("reasons %v, want the two corners and the two boundary roots", reasons)
	}
}

// TestWorkers would catch results that depend on scheduling.
func TestWorkers(t *testing.T) {
	p := cp(3, 1.75)
	p.Ordered = [][2]int{{0, 1}, {1, 2}}
	var first string
	for _, w := range []int{1, 2, 5} {
		got := fmt.Sprintf("%+v", prove(t, p, Settings{Workers: w}))
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("%d workers give another result", w)
		}
	}
}

// TestBudget would catch a completeness claim from a search cut short, and boxes
// lost from the account.
func TestBudget(t *testing.T) {
	r, err := Equilibria(context.Background(), cp(2, 1.75), Settings{MaxBoxes: 20})
	if !errors.Is(err, ErrBudget) || r.Complete || len(r.Undecided) == 0 {
		t.Errorf("box budget: err %v, complete %v, undecided %d", err, r.Complete, len(r.Undecided))
	}
	for _, want := range []float64{0.07509401462632, 0.5, 0.924905985373678} {
		found := has(r.Equilibria, []float64{want}, 1e-12) != nil
		for _, u := range r.Undecided {
			found = found || u.Shares[0].Contains(want)
		}
		if !found {
			t.Errorf("equilibrium %v neither found nor undecided", want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r, err := Equilibria(ctx, cp(2, 1.75), Settings{}); !errors.Is(err, ErrBudget) || r.Complete {
		t.Errorf("cancelled: err %v, complete %v", err, r.Complete)
	}
}

// TestAgainstGrid is brute force: every sign change of the payoff difference on a
// fine grid must be an equilibrium of the list, and no other, at random parameters.
func TestAgainstGrid(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	rapid.Check(t, func(t *rapid.T) {
		c := corePeriphery{2, rapid.Float64Range(0.1, 0.6).Draw(t, "mu"), rapid.Float64Range(3, 8).Draw(t, "sigma"), rapid.Float64Range(1.1, 3).Draw(t, "T")}
		r, err := Equilibria(context.Background(), Problem{System: c, ShortRunUnique: grossSubstitutes}, Settings{MaxBoxes: 3000})
		if err != nil || !r.Complete {
			t.Skip("not decided") // near a bifurcation
		}
		diff := func(x float64) float64 {
			y, err := c.Start([]float64{x, 1 - x})
			if err != nil {
				t.Skip("short run not solved")
			}
			_, pay := cpParts(c, num.Floats([]float64{x, 1 - x}), num.Floats(y))
			return float64(pay[0] - pay[1])
		}
		// An odd number of cells puts 1/2 inside one; crossings closer than a cell
		// come in pairs, hence parity is compared where the list has a root.
		const cells = 101
		counts := make([]int, cells)
		for _, e := range r.Equilibria {
			if e.Support[0] && e.Support[1] {
				counts[int(e.Shares[0].Mid()*cells)]++
			}
		}
		last := diff(1e-9)
		for i := range cells {
			x := float64(i+1) / cells
			if i == cells-1 {
				x = 1 - 1e-9
			}
			d := diff(x)
			if crossed := last*d < 0; crossed != (counts[i]%2 == 1) && math.Abs(d) > 1e-9 && math.Abs(last) > 1e-9 {
				t.Fatalf("cell %d of %d: %d roots in the list, payoff differences %v, %v", i, cells, counts[i], last, d)
			}
			last = d
		}
		for k, d := range []float64{diff(0), diff(1)} {
			corner := has(r.Equilibria, []float64{float64(k), 1 - float64(k)}, 0) != nil
			if math.Abs(d) > 1e-9 && corner != ((d > 0) == (k == 1)) {
				t.Fatalf("corner %d: in the list %v, payoff difference %v", k, corner, d)
			}
		}
		if sum, known := r.IndexSum(); known && sum != 1 {
			t.Fatalf("index sum %d", sum)
		}
	})
}

// TestEnclosures would catch an enclosure of the short run or of the payoff
// differences that misses a point of its box.
func TestEnclosures(t *testing.T) {
	for _, regions := range []int{2, 3} {
		c := corePeriphery{regions, 0.4, 5, 1.75}
		s := make(Support, regions)
		for i := range s {
			s[i] = true
		}
		f, _ := newFace(c.Groups(), s)
		n := f.dim()
		m, e := newReduced(c, f), newEnclosure(n)
		used := 0
		// differences encloses π_i − π_dependent over a box, whether 0 is in it or not.
		differences := func(box []iv) (rng, jac []iv, ok bool) {
			m.depMid = m.f.centre(box, e.c)
			if !m.trim(box) || !m.approximate(e.c, nil) {
				return nil, nil, false
			}
			m.setFrame(box, e.c)
			if !m.encloseShortRun(box, e.c) || !m.differentiate() {
				return nil, nil, false
			}
			m.payoffDifferences(box, e)
			rng, jac = make([]iv, n), make([]iv, n*n)
			for k, i := range f.free {
				rng[k] = m.difference(i, regions-1, jac[k*n:(k+1)*n])
			}
			return rng, jac, true
		}
		rapid.Check(t, func(t *rapid.T) {
			box, p := make([]iv, n), make([]iv, n)
			x := make([]float64, regions)
			x[regions-1] = 1
			for k := range box {
				lo := rapid.Float64Range(0, 0.45).Draw(t, "lo")
				w := rapid.SampledFrom([]float64{1e-9, 1e-4, 1e-2, 0.03, 0.1}).Draw(t, "width")
				box[k] = interval.New(lo, lo+w)
				x[k] = min(lo+w*rapid.Float64Range(0, 1).Draw(t, "at"), box[k].Hi)
				x[regions-1] -= x[k]
				p[k] = interval.Point(x[k])
			}
			if x[regions-1] < 0 {
				return
			}
			rng, jac, ok := differences(box)
			if !ok {
				return
			}
			used++
			yBox := clone(m.yBox)
			y, err := c.Start(x)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range y {
				if !yBox[i].Inflate(1e-9).Contains(v) { // Start stops at 1e-10
					t.Fatalf("y_%d = %v not in %v", i, v, yBox[i])
				}
			}
			at, slope, ok := differences(p)
			if !ok {
				t.Fatal("no enclosure at a point")
			}
			for i := range slope {
				if slope[i].Intersect(jac[i]).IsEmpty() {
					t.Fatalf("derivative %v not in %v", slope[i], jac[i])
				}
			}
			for i := range at {
				if at[i].Intersect(rng[i]).IsEmpty() {
					t.Fatalf("difference %v not in %v", at[i], rng[i])
				}
			}
		})
		if used == 0 {
			t.Error("no box was enclosed")
		}
	}
}

// TestArguments would catch arguments accepted in silence.
func TestArguments(t *testing.T) {
	ctx := context.Background()
	for name, f := range map[string]func() error{
		"workers": func() error { _, err := Equilibria(ctx, cp(2, 2), Settings{Workers: -1}); return err },
		"boxes":   func() error { _, err := Equilibria(ctx, cp(2, 2), Settings{MaxBoxes: -1}); return err },
		"width":   func() error { _, err := Equilibria(ctx, cp(2, 2), Settings{MinWidth: math.NaN()}); return err },
		"support": func() error {
			p := cp(2, 2)
			p.Supports = []Support{{false, false}}
			_, err := Equilibria(ctx, p, Settings{})
			return err
		},
		"ordered": func() error {
			p := cp(2, 2)
			p.Ordered = [][2]int{{0, 2}}
			_, err := Equilibria(ctx, p, Settings{})
			return err
		},
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkTwoRegions(b *testing.B) {
	for b.Loop() {
		prove(b, cp(2, 1.75), Settings{})
	}
}

func BenchmarkThreeRegions(b *testing.B) {
	for b.Loop() {
		prove(b, cp(3, 1.75), Settings{})
	}
}

func BenchmarkThreeRegionsOrdered(b *testing.B) {
	p := cp(3, 1.75)
	p.Ordered = [][2]int{{0, 1}, {1, 2}}
	for b.Loop() {
		prove(b, p, Settings{})
	}
}

// BenchmarkEnclose is one box of two coordinates.
func BenchmarkEnclose(b *testing.B) {
	c := corePeriphery{3, 0.4, 5, 1.75}
	f, _ := newFace([]int{3}, Support{true, true, true})
	m, e := newReduced(c, f), newEnclosure(2)
	box := []iv{interval.New(0.2, 0.21), interval.New(0.3, 0.31)}
	m.enclose(box, nil, e)
	for b.Loop() {
		m.enclose(box, e.hint, e)
	}
}
