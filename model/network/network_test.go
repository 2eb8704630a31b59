package network

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// random is a network of n firms, one-way where oneWay says so.
func random(rng *rand.Rand, n int, oneWay bool) [][]float64 {
	w := make([][]float64, n)
	order := rng.Perm(n)
	for i := range w {
		w[i] = make([]float64, n)
		for j := range w[i] {
			if i != j && rng.Float64() < 0.5 && (!oneWay || order[i] > order[j]) {
				w[i][j] = rng.Float64()
			}
		}
	}
	return w
}

// Nash investment is a best reply, the planner's has no gradient, balances cancel, or the error names the
// radius; whatever the network.
func TestSolutions(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	none, both := 0, 0
	for trial := range 300 {
		n := 1 + rng.IntN(8)
		s := Spec{A: rng.Float64(), B: 1.5 * rng.Float64(), Cost: 0.2 + 2*rng.Float64(), Leakage: rng.Float64(), W: random(rng, n, trial%2 == 0)}
		if trial%3 == 0 {
			c := rng.NormFloat64()
			s.C = &c
		}
		e, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		radius, _, err := e.Radii()
		if err != nil {
			t.Fatal(err)
		}
		if trial%2 == 0 && radius != 0 {
			t.Errorf("trial %d: a one-way network has the radius %v", trial, radius)
		}
		x, err := e.Nash()
		if err != nil {
			none++
			if !errors.Is(err, ErrNoNash) || radius < 1 {
				t.Errorf("trial %d: radius %v, error %v", trial, radius, err)
			}
			continue
		}
		received, provided := e.Balance(x)
		sum := 0.0
		for i := range x {
			reply := (e.A*(1-e.Leakage) + e.B*e.inflow(i, x)) / e.Cost
			if math.Abs(reply-x[i]) > 1e-9*(1+math.Abs(x[i])) {
				t.Errorf("trial %d: firm %d invests %v, its best reply is %v", trial, i, x[i], reply)
			}
			sum += received[i] - provided[i]
		}
		if math.Abs(sum) > 1e-9*(1+math.Abs(received[0]))*float64(n)*(1+maxOf(x))*(1+maxOf(x)) {
			t.Errorf("trial %d: balances add up to %v", trial, sum)
		}
		best, err := e.Planner()
		if err != nil {
			if !errors.Is(err, ErrNoPlanner) {
				t.Error(err)
			}
			continue
		}
		both++
		total := func() float64 {
			sum := 0.0
			for _, u := range e.Payoff(best) {
				sum += u
			}
			return sum
		}
		top := total()
		for i := range best { // a quadratic: no move helps
			for _, d := range []float64{-0.01, 0.01} {
				best[i] += d
				if total() > top {
					t.Errorf("trial %d: the planner gains from firm %d", trial, i)
				}
				best[i] -= d
			}
		}
	}
	if none < 10 || both < 50 {
		t.Errorf("%d without Nash, %d with both: the test sees too little", none, both)
	}
}

func maxOf(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}

// Bad networks are refused.
func TestRefusals(t *testing.T) {
	for _, w := range [][][]float64{nil, {{0, 1}}, {{1}}, {{0, -1}, {0, 0}}, {{0, math.NaN()}, {0, 0}}} {
		if _, err := New(Spec{A: 1, Cost: 1, W: w}); err == nil {
			t.Errorf("%v was accepted", w)
		}
	}
	if _, err := New(Spec{A: 1, Cost: 0, W: [][]float64{{0}}}); err == nil {
		t.Error("a cost of 0 was accepted")
	}
}
