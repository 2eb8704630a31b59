package equilibrium

import (
	"context"
	"errors"
	"math"
	"testing"
)

// cpPlane is the core–periphery economy of two regions over T and sigma.
func cpPlane(mu float64) LocusFamily {
	sym := symmetricGroup(2)
	return LocusFamilyFunc(func(t, sigma float64) (Game, error) {
		if sigma <= 1 || t < 1 {
			return nil, errors.New("outside the range")
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

// locusExact is what loci in closed form are held to.
const locusExact = 1e-12

// Break and sustain points over T and σ against their closed forms, to the edges of the ranges.
func TestLocusCorePeriphery(t *testing.T) {
	fam := cpPlane(0.4)
	d := mustTrace(t, FamilyFunc(func(v float64) (Game, error) { return fam.At(v, 5) }), TraceSettings{From: 1.2, To: 2.3})
	for _, e := range d.Events {
		c, err := Locus(context.Background(), fam, e, 5, LocusSettings{From: 1.05, To: 4, FromQ: 2, ToQ: 9})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Points) < 40 || c.Kind != e.Kind {
			t.Errorf("%v: %d points", c.Kind, len(c.Points))
		}
		for _, p := range c.Points {
			want := breakT(0.4, p.Q)
			if e.Kind == Sustain {
				want = sustainT(0.4, p.Q, 2)
			}
			if math.Abs(p.Value/want-1) > locusExact {
				t.Errorf("%v at σ = %v: %.16g, want %.16g", e.Kind, p.Q, p.Value, want)
			}
		}
		a, b := c.Points[0], c.Points[len(c.Points)-1]
		if a.Value != 4 || b.Q != 9 {
			t.Errorf("%v: from (%v, %v) to (%v, %v), want T = 4 to σ = 9", e.Kind, a.Value, a.Q, b.Value, b.Q)
		}
	}
}

// The sustain points of vertical linkages depend on the linkage as those of the core–periphery model do on
// the expenditure share; the core is not a vertex, so that its shares are unknowns too.
func TestLocusVerticalLinkages(t *testing.T) {
	fam := LocusFamilyFunc(func(v, alpha float64) (Game, error) { return verticalLinkages(0.4, 5, alpha).At(v) })
	d := mustTrace(t, verticalLinkages(0.4, 5, 0.4), TraceSettings{From: 1.3, To: 2.5, Corners: [][]float64{{0.8, 0.2, 0, 1}}})
	for _, e := range d.Events {
		c, err := Locus(context.Background(), fam, e, 0.4, LocusSettings{From: 1.1, To: 2.5, FromQ: 0.2, ToQ: 0.5})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Points {
			want := breakT(p.Q, 5)
			if e.Kind == Sustain {
				want = sustainT(p.Q, 5, 2)
			}
			if math.Abs(p.Value/want-1) > locusExact {
				t.Errorf("%v at α = %v: %.16g, want %.16g", e.Kind, p.Q, p.Value, want)
			}
		}
	}
}

// Folds on the sphere u² + (p−½)² + (q−½)² = 0.04 lie on a circle: the locus turns in both parameters and
// closes.
func TestLocusFoldCircle(t *testing.T) {
	fam := LocusFamilyFunc(func(p, q float64) (Game, error) {
		return lopsided(func(x, p float64) (float64, float64) {
			u, a, b := x-0.5, p-0.5, q-0.5
			return 0.04 - u*u - a*a - b*b, -2 * u
		}).At(p)
	})
	d := mustTrace(t, FamilyFunc(func(p float64) (Game, error) { return fam.At(p, 0.55) }), TraceSettings{From: 0, To: 1, Starts: []TraceStart{{0.5, []float64{0.5 + math.Sqrt(0.0375), 0.5 - math.Sqrt(0.0375)}}}})
	var fold *Event
	for _, e := range d.Events {
		if e.Kind == Fold {
			fold = e
		}
	}
	if fold == nil {
		t.Fatal("no fold")
	}
	c, err := Locus(context.Background(), fam, fold, 0.55, LocusSettings{From: 0, To: 1, FromQ: 0, ToQ: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Closed || c.Ends != [2]string{"closed", "closed"} {
		t.Errorf("closed %v, ends %q", c.Closed, c.Ends)
	}
	around := 0.0
	for i, p := range c.Points {
		if r := math.Hypot(p.Value-0.5, p.Q-0.5); math.Abs(r-0.2) > locusExact {
			t.Errorf("(%v, %v): radius %v", p.Value, p.Q, r)
		}
		if i > 0 {
			around += math.Hypot(p.Value-c.Points[i-1].Value, p.Q-c.Points[i-1].Q)
		}
	}
	if math.Abs(around/(0.4*math.Pi)-1) > 0.01 {
		t.Errorf("length %v, want that of the circle %v", around, 0.4*math.Pi)
	}
}

func TestLocusErrors(t *testing.T) {
	fam := cpPlane(0.4)
	ev := &Event{Kind: Break, Value: breakT(0.4, 5), Share: []float64{0.5, 0.5}, Mode: 1}
	good := LocusSettings{From: 1.05, To: 4, FromQ: 2, ToQ: 9}
	for name, f := range map[string]func() error{
		"empty range": func() error {
			s := good
			s.To = s.From
			_, err := Locus(context.Background(), fam, ev, 5, s)
			return err
		},
		"wrong length": func() error {
			e := *ev
			e.Share = []float64{1}
			_, err := Locus(context.Background(), fam, &e, 5, good)
			return err
		},
		"wrong kind": func() error {
			e := *ev
			e.Kind = Sustain
			_, err := Locus(context.Background(), fam, &e, 5, good)
			return err
		},
		"refused": func() error { _, err := Locus(context.Background(), fam, ev, 0.5, good); return err },
	} {
		if err := f(); !errors.Is(err, ErrLocus) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if c, err := Locus(ctx, fam, ev, 5, good); !errors.Is(err, context.Canceled) || c == nil {
		t.Errorf("cancelled: %v", err)
	}
}
