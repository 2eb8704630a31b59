package prove

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/geosolve/geosolve/internal/interval"
)

// twoShortRuns has the short runs y = ±(1 + x₀)^½ at every state, and ln π₀ − ln π₁ = (y − up)(y + down): an
// equilibrium on each branch.
type twoShortRuns struct{ up, down float64 }

func (twoShortRuns) Groups() []int    { return []int{2} }
func (twoShortRuns) ShortRunDim() int { return 1 }
func (twoShortRuns) ShortRun(x, y, dst []Dual) {
	dst[0] = y[0].Mul(y[0]).Sub(x[0]).AddConst(-1)
}

func (s twoShortRuns) LogPayoffs(x, y, dst []Dual) {
	dst[0], dst[1] = y[0].AddConst(-s.up).Mul(y[0].AddConst(s.down)), x[0].Const(0)
}

func (s twoShortRuns) Payoffs(x, y, dst []Dual) {
	s.LogPayoffs(x, y, dst)
	for i, v := range dst {
		dst[i] = v.Exp()
	}
}

func (twoShortRuns) Start(x []float64) ([]float64, error) { return []float64{math.Sqrt(1 + x[0])}, nil }
func (twoShortRuns) Weight(int) float64                   { return 1 }

func (twoShortRuns) Narrow(_ Support, _, y []Interval) bool {
	y[0] = y[0].Intersect(interval.New(-3, 3))
	return !y[0].IsEmpty()
}

// TestEveryBranch: without uniqueness of the short run the list holds the equilibria of all its branches, each
// with its own short run. x = 0.44 lies on the upper branch, x = 0.21 on the lower.
func TestEveryBranch(t *testing.T) {
	r := prove(t, Problem{System: twoShortRuns{1.2, 1.1}}, Settings{})
	// both corners are equilibria with either short run
	if !r.Complete || len(r.Equilibria) != 6 || !r.ManyShortRuns() {
		t.Errorf("complete %v, %d equilibria, many short runs %v: %+v", r.Complete, len(r.Equilibria), r.ManyShortRuns(), r.Undecided)
	}
	if one := prove(t, cp(2, 1.75), Settings{}); one.ManyShortRuns() {
		t.Error("many short runs of the core–periphery model")
	}
	for x, y := range map[float64]float64{.44: 1.2, .21: -1.1} {
		e := has(r.Equilibria, []float64{x, 1 - x}, 1e-12)
		if e == nil || !e.ShortRun[0].Inflate(1e-12).Contains(y) {
			t.Errorf("x = %v: %+v", x, e)
			continue
		}
		// d(y−up)(y+down)/dx = (2y − up + down)·y′, y′ = 1/2y: the sign of (2y − 0.1)/2y is positive on both
		if e.Stability != Unstable || e.Eigenvalue.Width() > 1e-9 {
			t.Errorf("x = %v: %v, %v", x, e.Stability, e.Eigenvalue)
		}
	}
	// The result does not depend on the number of workers, and a budget that ends early leaves the list open.
	if a, b := prove(t, Problem{System: twoShortRuns{1.2, 1.1}}, Settings{Workers: 1}), prove(t, Problem{System: twoShortRuns{1.2, 1.1}}, Settings{Workers: 3}); !reflect.DeepEqual(a, b) {
		t.Error("one worker and three differ")
	}
	if few, err := Equilibria(context.Background(), Problem{System: twoShortRuns{1.2, 1.1}}, Settings{MaxBoxes: 2}); !errors.Is(err, ErrBudget) || few.Complete || len(few.Undecided) == 0 || few.Undecided[0].Reason != OutOfBudget {
		t.Errorf("two boxes: %v, %+v", err, few)
	}
	// up = √2 puts a root on the boundary of the simplex: no claim about it.
	edge := prove(t, Problem{System: twoShortRuns{math.Sqrt2, 1.1}}, Settings{})
	if edge.Complete {
		t.Errorf("complete with a root on the boundary: %+v", edge.Equilibria)
	}
}
