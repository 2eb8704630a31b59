package equilibrium_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

func TestSettleQuick(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{2, 3, 6, 12, 60, 256} {
		c := make([]float64, n/2+1)
		for i := range c {
			c[i] = 1 / (1 + float64(i))
		}
		for _, g := range []equilibrium.Game{testproblems.Racetrack(n, 2, 0.4, 5), testproblems.Ring(n, c)} {
			if n == 256 {
				if _, ok := g.(*testproblems.Game); !ok {
					continue
				}
			}
			x := make([]float64, n)
			for i := range x {
				x[i] = rng.Float64()
			}
			s := time.Now()
			e, r, err := equilibrium.Settle(context.Background(), g, x, equilibrium.SettleSettings{})
			if err != nil {
				t.Errorf("%d %v %+v", n, err, r)
				continue
			}
			t.Logf("%d %v support %v %v res %.1e steps %d rej %d ev %d time %.4g", n, time.Since(s), equilibrium.Support(e.Share), e.Stability, e.Residual, r.Steps, r.Rejected, r.Evaluations, r.Time)
		}
	}
}
