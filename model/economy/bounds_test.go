package economy

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/interval"
)

// Bounds and Narrow against equilibria that a search finds, over random economies: all shares and unknowns
// lie within what is left of the whole simplex, and of boxes around them. A step that drops an equilibrium
// would make a proof find too few.
func TestBoundsKeepEquilibria(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	between := func(lo, hi float64) float64 { return lo + (hi-lo)*rnd.Float64() }
	kept := 0
	for k := range 30 {
		var inds []Industry
		nI := 1 + rnd.IntN(4)/3
		for range nI {
			in := Industry{Sigma: between(2, 8), Mu: between(.1, .9) / float64(nI)}
			for range nI {
				in.Alpha = append(in.Alpha, between(0, .7)*(1-1/in.Sigma)/float64(nI))
			}
			inds = append(inds, in)
		}
		if rnd.IntN(4) == 0 {
			for i := range inds {
				inds[i].Mu = 1 / float64(nI)
			}
		}
		regime := Regime(rnd.IntN(3))
		e := twoRegions(t, inds, between(1.05, 2.5), func(s *Spec) {
			s.Mobility = regime
			if regime != Migration {
				s.Labour = []float64{1, between(.6, 1.5)}
				if rnd.IntN(2) == 0 {
					s.Farming = &Farming{Eta: between(.4, .95), Land: []float64{1, between(.5, 2)}}
				}
			}
			if rnd.IntN(3) == 0 {
				s.External = allExternal()
				s.External.Enterprises = s.External.Enterprises[:nI]
				s.Joint = stated()
				for _, f := range s.Joint.Forms {
					f.Effort = f.Effort[:2*nI]
				}
			}
		})
		if nI == 1 && regime == Migration && inds[0].Mu < 1 && rnd.IntN(2) == 0 {
			e = abroad(t, inds, nil)
		}
		b, err := NewBounds(e)
		if err != nil {
			t.Fatal(err)
		}
		list, err := equilibrium.Solve(context.Background(), e, equilibrium.Settings{Starts: 6})
		if err != nil {
			t.Fatal(err)
		}
		for _, eq := range list.Equilibria {
			kept++
			if err := keeps(b, eq.Share, rnd); err != nil {
				t.Errorf("economy %d (%v, %+v) at %v: %v", k, regime, inds, eq.Share, err)
			}
		}
	}
	if kept < 30 {
		t.Errorf("only %d equilibria tried", kept)
	}
}

func keeps(b *Bounds, x []float64, rnd *rand.Rand) error {
	y, err := b.q.Start(x)
	if err != nil {
		return err
	}
	used := make([]bool, len(x))
	for k, v := range x {
		used[k] = v > 0
	}
	for _, width := range []float64{math.Inf(1), 1, .1, .001, 1e-9} {
		bx, by := make([]iv, len(x)), make([]iv, len(y))
		for k, v := range x {
			bx[k] = interval.New(v-width*rnd.Float64(), v+width*rnd.Float64()).Intersect(interval.New(0, 1))
			if !used[k] {
				bx[k] = iv{}
			}
		}
		for k, v := range y {
			by[k] = interval.Whole()
			if !math.IsInf(width, 1) {
				by[k] = interval.New(v-width*rnd.Float64()-1e-10, v+width*rnd.Float64()+1e-10)
			}
		}
		if math.IsInf(width, 1) {
			for k := range bx {
				if used[k] {
					bx[k] = interval.New(0, 1)
				}
			}
		}
		if !b.Narrow(used, bx, by) {
			return fmt.Errorf("a box of width %v was dropped", width)
		}
		for k, v := range x {
			if !bx[k].Inflate(1e-9).Contains(v) {
				return fmt.Errorf("width %v: share %d = %v is outside %v", width, k, v, bx[k])
			}
		}
		for k, v := range y {
			if !by[k].Inflate(1e-9).Contains(v) {
				return fmt.Errorf("width %v: unknown %d = %v is outside %v", width, k, v, by[k])
			}
		}
	}
	return nil
}
