package equilibrium

import (
	"context"
	"math"
	"testing"
)

func cpPlane(mu float64) LocusFamily {
	sym := symmetricGroup(2)
	return LocusFamilyFunc(func(t, sigma float64) (Game, error) {
		if sigma <= 1 || t < 1 {
			return nil, errShortRun
		}
		phi := math.Pow(t, 1-sigma)
		return symmetricCP{newCP(mu, sigma, 2, sym, func(a, b int) float64 {
			if a == b {
				return 1
			}
			return phi
		})}, nil
	})
}

func TestLocusScratch(t *testing.T) {
	fam := cpPlane(.4)
	d, err := Trace(context.Background(), FamilyFunc(func(v float64) (Game, error) { return fam.At(v, 5) }), TraceSettings{From: 1.2, To: 2.3})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range d.Events {
		c, err := Locus(context.Background(), fam, e, 5, LocusSettings{From: 1.05, To: 4, FromQ: 2, ToQ: 9})
		if err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for _, p := range c.Points {
			rho := 1 - 1/p.Q
			f := math.Pow((rho+.4)*1.4/((rho-.4)*.6), 1/(p.Q-1))
			if e.Kind == Sustain {
				f = p.Value + (math.Pow(p.Value, -p.Q*.4)*(.7*math.Pow(p.Value, 1-p.Q)+.3*math.Pow(p.Value, p.Q-1)) - 1)
			}
			worst = max(worst, math.Abs(f-p.Value))
		}
		t.Log(e.Kind, len(c.Points), c.Points[0], c.Points[len(c.Points)-1], c.Ends, worst)
	}
}
