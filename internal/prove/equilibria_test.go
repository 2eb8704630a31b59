package prove

import (
	"context"
	"testing"
	"time"
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
