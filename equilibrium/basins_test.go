package equilibrium_test

import (
	"context"
	"math"
	"reflect"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

// In a coordination game with payoffs x_i the largest share wins: basins are known exactly.
func TestBasinsGrid(t *testing.T) {
	g := testproblems.Coordination([]float64{1, 1, 1})
	m, err := equilibrium.Basins(context.Background(), g, nil, equilibrium.BasinSettings{Grid: 10})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Points) != 66 || m.Failed != 0 {
		t.Fatalf("%d points, %d failed", len(m.Points), m.Failed)
	}
	for _, p := range m.Points {
		top, ties := 0, 1
		for i := 1; i < 3; i++ {
			switch d := p.Start[i] - p.Start[top]; {
			case math.Abs(d) < 1e-12:
				ties++
			case d > 0:
				top, ties = i, 1
			}
		}
		if ties > 1 {
			continue // on the edge between basins
		}
		e := m.Equilibria[p.Equilibrium]
		if len(equilibrium.Support(e.Share)) != 1 {
			t.Errorf("from %v to %v", p.Start, e.Share)
			continue
		}
		if at := g.Group.Images(e.Share)[p.Image]; at[top] != 1 {
			t.Errorf("from %v to %v", p.Start, at)
		}
	}
}

// The basin of all at the first option ends at its unstable mixed equilibrium: weights are lengths.
func TestBasinsRandom(t *testing.T) {
	g := testproblems.Coordination([]float64{1, 3})
	known := solve(t, g, equilibrium.Settings{}).Equilibria
	var first *equilibrium.BasinMap
	for _, workers := range []int{1, 4} {
		m, err := equilibrium.Basins(context.Background(), g, known, equilibrium.BasinSettings{Starts: 400, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		// Option 2 wins from x1 < 3/4; Halton starts fill the interval evenly.
		if len(m.Equilibria) != 3 || math.Abs(m.Weight[1]-0.75) > 0.02 || math.Abs(m.Weight[0]-0.25) > 0.02 || m.Weight[2] != 0 {
			t.Errorf("weights %v", m.Weight)
		}
		if first == nil {
			first = m
		} else if !reflect.DeepEqual(first, m) {
			t.Error("workers change the map")
		}
	}
	if _, err := equilibrium.Basins(context.Background(), ring(5), nil, equilibrium.BasinSettings{Grid: 3}); err == nil {
		t.Error("a grid on five options was taken")
	}
}
