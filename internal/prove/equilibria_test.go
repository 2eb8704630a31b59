package prove

import (
	"context"
	"testing"
	"time"

	"github.com/geosolve/geosolve/internal/interval"
)

func TestX(t *testing.T) {
	for _, r := range []int{2, 3} {
		for _, T := range []float64{1.5, 1.63, 1.75, 1.9} {
			st := time.Now()
			res, err := Equilibria(context.Background(), Problem{System: corePeriphery{r, .4, 5, T}, ShortRunUnique: grossSubstitutes}, Settings{})
			sum, known := res.IndexSum()
			t.Log(r, T, err, len(res.Equilibria), len(res.RestPoints), len(res.Undecided), res.Complete, sum, known, res.Stats, time.Since(st))
			for _, e := range res.Equilibria[:0] {
				t.Log("   ", e.Shares[0], e.Shares[1], e.Stability, e.Index, e.Eigenvalue)
			}
			for i, e := range res.Undecided {
				if i < 10 {
					t.Log("   ", e)
				}
			}
		}
	}
}

func TestThreshold(t *testing.T) {
	for _, T := range []float64{1.5, 1.75, 1.9} {
		sys := corePeriphery{3, .4, 5, T}
		f, _ := newFace([]int{3}, Support{true, true, true})
		m := newReduced(sys, f)
		e := newEnclosure(2)
		for _, c := range [][]float64{{.1838, .1842}, {.3, .2}, {.1, .1}, {.1, .6}, {.01, .3}} {
			for _, w := range []float64{.005, .01, 0.015, .02, .03, .04} {
				x := []iv{interval.New(c[0]-w/2, c[0]+w/2), interval.New(c[1]-w/2, c[1]+w/2)}
				x[0] = x[0].Intersect(interval.New(0, 1))
				a := m.enclose(x, nil, e)
				t.Log(T, c, w, a, m.sharpens, e.value[0].Mid(), e.value[1].Mid(), "rng", e.rng, "J", e.jac[0], e.jac[1], "weights", m.weights)
			}
		}
	}
}
