package equilibrium

import "testing"

func TestGoodTuring(t *testing.T) {
	for _, c := range []struct {
		hits   []int
		starts int
		want   float64
	}{
		{nil, 0, 1},               // nothing drawn, nothing known
		{[]int{5, 1, 1}, 10, 0.2}, // two seen once
		{[]int{5, 5}, 10, 1. / 11},
		{[]int{0, 10}, 10, 1. / 11}, // found by other means: not drawn
	} {
		if got := goodTuring(c.hits, c.starts); got != c.want {
			t.Errorf("%v of %d: got %v, want %v", c.hits, c.starts, got, c.want)
		}
	}
}

// The deflated step must be Newton's for the deflated residual; compared with differences of M F in one
// dimension, F(x) = x² − x + 0.21 with the root 0.3 taken out.
func TestDeflatedStep(t *testing.T) {
	f := func(x float64) float64 { return (x - 0.3) * (x - 0.7) }
	d := &deflation{}
	d.add([]float64{0.3, 0.7})
	support := []int{0, 1}
	for _, x := range []float64{0.32, 0.45, 0.66} {
		m := func(x float64) float64 { return d.factor(support, []float64{x, 1 - x}) * f(x) }
		const h = 1e-6
		want := -m(x) * 2 * h / (m(x+h) - m(x-h))
		newton := -f(x) / (2*x - 1)
		step := []float64{newton, -newton}
		d.scaleStep(support, []float64{x, 1 - x}, step)
		if limit := longestDeflated * newton; (want-step[0])*(want-step[0]) > 1e-12 && (step[0]-limit)*(step[0]-limit) > 1e-12 && (step[0]+limit)*(step[0]+limit) > 1e-12 {
			t.Errorf("at %v: step %v, want %v", x, step[0], want)
		}
	}
}
