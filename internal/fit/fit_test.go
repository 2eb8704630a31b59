package fit

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
)

// exponentials has moments p0·e^{−p1 t} at t = 1, 2, 3: curved, with one minimum.
func exponentials(_ context.Context, p []float64) ([]float64, error) {
	m := make([]float64, 3)
	for k := range m {
		m[k] = p[0] * math.Exp(-p[1]*float64(k+1))
	}
	return m, nil
}

func problem(model func(context.Context, []float64) ([]float64, error), truth []float64, from, to []float64, se float64) Problem {
	m, _ := model(context.Background(), truth)
	pr := Problem{Model: model}
	for j := range truth {
		pr.Parameters = append(pr.Parameters, Parameter{Name: string(rune('a' + j)), From: from[j], To: to[j], Start: (from[j] + to[j]) / 2})
	}
	for k, v := range m {
		pr.Moments = append(pr.Moments, Moment{Name: "m" + string(rune('1'+k)), Value: v, SE: se})
	}
	return pr
}

// TestRecovers catches a search that stops short of parameters whose moments are met exactly, and standard
// errors that are not those of the delta method.
func TestRecovers(t *testing.T) {
	t.Parallel()
	truth := []float64{2, 0.3}
	pr := problem(exponentials, truth, []float64{0, 0}, []float64{10, 2}, 0.01)
	out, err := Minimise(context.Background(), pr, Settings{Starts: 6, Seed: 3, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	for j, e := range out.Estimates {
		if math.Abs(e.Value-truth[j]) > 1e-9 {
			t.Errorf("parameter %d: %v, want %v", j, e.Value, truth[j])
		}
	}
	// (JᵀJ)⁻¹ s² by hand: J_k = (e^{−bt}, −a t e^{−bt})
	var a, b, c float64
	for k := range 3 {
		e := math.Exp(-0.3 * float64(k+1))
		u, v := e, -2*float64(k+1)*e
		a, b, c = a+u*u, b+u*v, c+v*v
	}
	det := a*c - b*b
	want := []float64{0.01 * math.Sqrt(c/det), 0.01 * math.Sqrt(a/det)}
	for j, e := range out.Estimates {
		if math.Abs(e.SE-want[j]) > 1e-7*want[j] {
			t.Errorf("standard error %d: %v, want %v", j, e.SE, want[j])
		}
	}
	if out.Freedom != 1 || math.Abs(out.PValue-1) > 1e-6 || len(out.Remarks) > 0 {
		t.Errorf("freedom %d, p %v, remarks %q", out.Freedom, out.PValue, out.Remarks)
	}
}

// TestUnidentified catches parameters that are reported as if the data told them apart.
func TestUnidentified(t *testing.T) {
	t.Parallel()
	product := func(_ context.Context, p []float64) ([]float64, error) { // only a·b matters, c plays no part
		return []float64{p[0] * p[1], math.Exp(p[0] * p[1]), p[3]}, nil
	}
	pr := problem(product, []float64{0.5, 0.4, 0.2, 0.3}, []float64{0.1, 0.1, 0, 0}, []float64{1, 1, 1, 1}, 0.01)
	out, err := Minimise(context.Background(), pr, Settings{Starts: 5, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for j, want := range []bool{false, false, false, true} {
		if e := out.Estimates[j]; e.Identified != want || math.IsNaN(e.SE) == want {
			t.Errorf("parameter %d: identified %v with standard error %v", j, e.Identified, e.SE)
		}
	}
	if math.Abs(out.Estimates[3].Value-0.3) > 1e-9 || math.Abs(out.Estimates[3].SE-0.01) > 1e-9 {
		t.Errorf("the one that is identified: %+v", out.Estimates[3])
	}
	text := strings.Join(out.Remarks, "\n")
	for _, want := range []string{"c is not identified: no moment responds", "a and b cannot be told apart", "fewer moments (3) than parameters (4)", "reach the same objective at other values"} {
		if !strings.Contains(text, want) {
			t.Errorf("remarks lack %q:\n%s", want, text)
		}
	}
	if !math.IsInf(out.Condition, 1) {
		t.Errorf("condition number %v", out.Condition)
	}
}

// TestNearlyAlike catches parameters that are hard to tell apart and not said to be.
func TestNearlyAlike(t *testing.T) {
	t.Parallel()
	model := func(_ context.Context, p []float64) ([]float64, error) {
		return []float64{p[0] + p[1], p[0] + 1.001*p[1], 7}, nil
	}
	out, err := Minimise(context.Background(), problem(model, []float64{0.5, 0.4}, []float64{0, 0}, []float64{1, 1}, 0.01), Settings{Starts: 2})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(out.Remarks, "\n")
	for _, want := range []string{"a and b are hard to tell apart", "a is weakly identified", "m3 responds to no parameter"} {
		if !strings.Contains(text, want) {
			t.Errorf("remarks lack %q:\n%s", want, text)
		}
	}
}

// TestBound catches a minimum at the end of a range that is taken for one inside.
func TestBound(t *testing.T) {
	t.Parallel()
	pr := problem(exponentials, []float64{2, 0.3}, []float64{0, 0.4}, []float64{10, 2}, 0.01)
	out, err := Minimise(context.Background(), pr, Settings{Starts: 3, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if e := out.Estimates[1]; !e.AtBound || !math.IsNaN(e.SE) || math.Abs(e.Value-0.4) > 1e-5 {
		t.Errorf("%+v", e)
	}
	if !strings.Contains(strings.Join(out.Remarks, "\n"), "b stands at the end of its range") {
		t.Errorf("remarks %q", out.Remarks)
	}
}

// TestHoles catches a search that gives up where the model has no solution in part of the ranges, and one
// that hides that it has none at all.
func TestHoles(t *testing.T) {
	t.Parallel()
	refuse := errors.New("no equilibrium")
	holes := func(ctx context.Context, p []float64) ([]float64, error) {
		if p[0] > 4 {
			return nil, refuse
		}
		return exponentials(ctx, p)
	}
	pr := problem(holes, []float64{2, 0.3}, []float64{0, 0}, []float64{10, 2}, 0.01)
	out, err := Minimise(context.Background(), pr, Settings{Starts: 8, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(out.Estimates[0].Value-2) > 1e-9 || out.Starts[0].Estimate != nil {
		t.Errorf("estimate %v; the first start, where there is none, led to %v", out.Estimates[0].Value, out.Starts[0].Estimate)
	}
	pr.Model = func(context.Context, []float64) ([]float64, error) { return nil, refuse }
	if _, err := Minimise(context.Background(), pr, Settings{Starts: 3}); !errors.Is(err, ErrNoStart) || !errors.Is(err, refuse) {
		t.Errorf("got %v", err)
	}
}

// TestWorkers catches results that depend on the number of threads, and a search that ignores its context.
func TestWorkers(t *testing.T) {
	t.Parallel()
	pr := problem(exponentials, []float64{2, 0.3}, []float64{0, 0}, []float64{10, 2}, 0.01)
	one, err := Minimise(context.Background(), pr, Settings{Starts: 7, Seed: 5, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	many, err := Minimise(context.Background(), pr, Settings{Starts: 7, Seed: 5, Workers: 4})
	if err != nil {
		t.Fatal(err)
	}
	for k := range one.Starts {
		if one.Starts[k].Objective != many.Starts[k].Objective || one.Starts[k].From[0] != many.Starts[k].From[0] {
			t.Errorf("start %d: %+v with one worker, %+v with four", k, one.Starts[k], many.Starts[k])
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Minimise(ctx, pr, Settings{Starts: 2}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestNotConverged catches a search that stopped at a kink and says that it converged.
func TestNotConverged(t *testing.T) {
	t.Parallel()
	kink := func(_ context.Context, p []float64) ([]float64, error) { return []float64{1 + math.Abs(p[0]-0.3)}, nil }
	pr := problem(kink, []float64{0.3}, []float64{0}, []float64{1}, 0.1)
	pr.Moments[0].Value = 0
	out, err := Minimise(context.Background(), pr, Settings{Starts: 2, Seed: 1})
	if !errors.Is(err, ErrNotConverged) || out == nil || out.Converged {
		t.Fatalf("got %+v, %v", out, err)
	}
	if math.Abs(out.Estimates[0].Value-0.3) > 1e-3 {
		t.Errorf("the best point is %v, want 0.3", out.Estimates[0].Value)
	}
}
