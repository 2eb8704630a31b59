package economy

import (
	"math"
	"math/rand/v2"
	"testing"
)

// plainReplies iterates a ← clip(gain/κ, 0, 1) from the same effort everywhere; from a = 0 that defines the
// solution meant. It returns nil where the replies do not settle.
func plainReplies(t *testing.T, p *choice, from float64, rounds int) []float64 {
	a := make([]float64, len(p.moving))
	for k := range a {
		a[k] = from
	}
	if from == 0 {
		r, err := p.first()
		if err != nil {
			t.Fatal(err)
		}
		copy(a, r.want)
	}
	for range rounds {
		r, err := p.replies(a, false)
		if err != nil {
			t.Fatal(err)
		}
		if r.gap <= 1e-12 {
			return a
		}
		copy(a, r.want)
	}
	return nil
}

// The accelerated search finds the very solution that plain replies from zero lead to, also where efforts
// are strong, hit their bounds and encourage or discourage each other; and where plain replies go round in
// circles it still finds a solution.
func TestLimitOfReplies(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 12))
	settled, circles, bound, several := 0, 0, 0, 0
	for trial := range 300 {
		j := &Joint{Decision: []Decision{Nash, Cooperative, Planner}[trial%3]}
		for f := range FormCount {
			if rnd.Float64() < 0.6 {
				theta := 0.05 * math.Pow(200, rnd.Float64())
				j.Forms[f] = &JointForm{Theta: theta, Kappa: theta * 0.05 * math.Pow(30, rnd.Float64())}
				if !f.Bilateral() {
					j.Forms[f].C = rnd.Float64()
				}
			}
		}
		if !j.active() {
			continue
		}
		e := twoRegions(t, []Industry{{Sigma: 3 + 4*rnd.Float64(), Mu: .4, Alpha: []float64{.2}}}, 1.1+rnd.Float64(), func(s *Spec) {
			s.Joint, s.External = j, &External{Enterprises: []float64{1 + 19*rnd.Float64()*rnd.Float64()}}
		})
		l := rnd.Float64()
		ev := e.Evaluator()
		if err := ev.solve([]float64{l, 1 - l}, false); err != nil {
			t.Fatal(err)
		}
		got := append([]float64(nil), ev.decided.a...)
		p := ev.efforts.choice(j.Decision)
		if len(p.moving) == 0 {
			continue
		}
		want := plainReplies(t, p, 0, 1000)
		if want == nil {
			circles++
			own := make([]float64, len(p.moving))
			for c, k := range p.moving {
				own[c] = got[k]
			}
			if r, err := p.replies(own, false); err != nil || r.gap > 1e-9 {
				t.Errorf("trial %d: replies to the solution found are off by %v (%v)", trial, r.gap, err)
			}
			continue
		}
		settled++
		if high := plainReplies(t, p, 1, 1000); high == nil || distance(high, want) > 1e-6 {
			several++
		}
		for c, k := range p.moving {
			if math.Abs(got[k]-want[c]) > 1e-9 {
				t.Errorf("trial %d, %v: effort %d (%v) is %v, plain replies lead to %v", trial, j.Decision, k, ev.efforts.form(k), got[k], want[c])
			}
			if got[k] == 0 || got[k] == 1 {
				bound++
			}
		}
	}
	if settled < 200 || bound < 300 || several < 1 || circles == 0 {
		t.Errorf("the trials are too tame: %d settle, %d of them with other solutions, %d go round in circles, %d efforts are at bounds", settled, several, circles, bound)
	}
}
