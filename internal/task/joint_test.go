package task_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

const twoClusters = `model: collective-efficiency
parameters: {mu: 0.4, sigma: 5, alpha: 0, T: 1.7}
geography: {equidistant: {regions: 2}}
external_economies: {enterprises: 20}
joint_action:
  regime: cooperative
  forms: {HM: {theta: 0.3, kappa: 0.05, c: 0.5, chi: 0.02}}
  delta: 0.3
  psi: 0.05
evaluate: {share: [0.5, 0.5]}
`

func jobOf(t *testing.T, text string, set ...string) *task.Job {
	t.Helper()
	f, err := scenario.Read(strings.NewReader(text), "-", scenario.Options{Models: model.Specs(), Set: set})
	if err != nil {
		t.Fatal(err)
	}
	j, err := task.New(f, task.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func traceOf(t *testing.T, set ...string) *result.Trace {
	t.Helper()
	r, err := jobOf(t, twoClusters, set...).Trace(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r.(*result.Trace)
}

func eventsOf(tr *result.Trace, kind, note string) []float64 {
	var out []float64
	for _, e := range tr.Events {
		if e.Kind == kind && strings.Contains(e.Note, note) {
			out = append(out, e.Value)
		}
	}
	return out
}

// TestEffortBound catches effort bounds of a trace that are missed or found elsewhere: on either side of the
// event the short run has the effort inside, and at 1.
func TestEffortBound(t *testing.T) {
	t.Parallel()
	tr := traceOf(t, "trace={parameter: joint_action.forms.HM.theta, from: 0.05, to: 0.8}")
	at := eventsOf(tr, "effort-bound", "effort HM of region 1 under cooperative is 1")
	if len(at) != 1 {
		t.Fatalf("events %v", at)
	}
	j := jobOf(t, twoClusters)
	effort := func(theta float64) float64 {
		g, err := j.At("joint_action.forms.HM.theta", theta)
		if err != nil {
			t.Fatal(err)
		}
		s, err := g.Describe([]float64{0.5, 0.5})
		if err != nil {
			t.Fatal(err)
		}
		return s.Effort["HM"].Data[0]
	}
	if below := effort(at[0] * (1 - 1e-8)); below >= 1 || below < 1-1e-6 {
		t.Errorf("effort just below the event: %v", below)
	}
	if above := effort(at[0] * (1 + 1e-8)); above != 1 {
		t.Errorf("effort just above the event: %v", above)
	}
}

// TestAgreementEvent catches the point where an agreement comes to hold in full: it is where δ meets the
// critical δ of the same state.
func TestAgreementEvent(t *testing.T) {
	t.Parallel()
	tr := traceOf(t, "joint_action.regime=self-enforcing", "trace={parameter: joint_action.delta, from: 0.05, to: 0.9}")
	at := eventsOf(tr, "effort-bound", "z = 1")
	r, err := jobOf(t, twoClusters, "joint_action.regime=self-enforcing").Evaluate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := float64(r.(*result.Evaluate).State.Agreement.CriticalDelta)
	if len(at) != 1 || math.Abs(at[0]-want) > 1e-9 {
		t.Errorf("events at %v, critical delta %v", at, want)
	}
}

// TestSignsOfJointAction catches effects that point the wrong way: an association for exports raises the trade
// cost at which the spread breaks, a lobby lowers it, a dearer association matters less.
func TestSignsOfJointAction(t *testing.T) {
	t.Parallel()
	breaks := func(set ...string) float64 {
		at := eventsOf(traceOf(t, append(set, "trace={parameter: T, from: 1.3, to: 2.4}")...), "break", "")
		if len(at) != 1 {
			t.Fatalf("%v: breaks at %v", set, at)
		}
		return at[0]
	}
	none := breaks("joint_action.forms.HM.theta=0")
	with := breaks()
	dear := breaks("joint_action.forms.HM.kappa=0.2")
	lobby := breaks("joint_action.forms={PR: {theta: 0.2, kappa: 0.1, c: 1, chi: 0.005}}")
	if !(lobby < none && none < dear && dear < with) {
		t.Errorf("T_B with a lobby %v, without joint action %v, with a dear association %v, with a cheap one %v; want them to rise", lobby, none, dear, with)
	}
}

// TestSwitchAfterNone catches a switch of regime that finds no joint action to switch, after one to none.
func TestSwitchAfterNone(t *testing.T) {
	t.Parallel()
	r, err := jobOf(t, twoClusters, "simulate={start: {share: [0.6, 0.4]}, until: 3, switches: [{at: 1, regime: none}, {at: 2, regime: cooperative}], report: {region: 1}}").Simulate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.(*result.Simulate).Events); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}
