package figure_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/figure"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

const cluster = `model: collective-efficiency
parameters: {mu: 0.4, sigma: 5, T: 2.3, farm_shares: [0.35, 0.65]}
geography: {equidistant: {regions: 2}}
external_economies: {enterprises: 30, pooling: {shape: 2}}
rest_of_world: [{name: rival, labour: 0.5, wage: 1, income: 2, T: [1.3, 2.2]}]
joint_action:
  regime: nash
  forms: {HM: {theta: 0.5, kappa: 0.1, c: 0.3, chi: 0.014}, HB: {theta: 0.05, kappa: 0.1}}
  delta: 0.4
  psi: 0.1
evaluate: {share: [0.5, 0.5]}
solve: {}
compare: {rows: [none, nash, self-enforcing, cooperative], share: [0.5, 0.5]}
trace: {parameter: joint_action.forms.HM.theta, from: 0.1, to: 0.6}
index: {employment: [[75, 25], [25, 75]]}
simulate:
  start: {share: [0.5, 0.5]}
  until: 40
  speed: 5
  times: [0, 10, 20, 40]
  shocks: [{at: 5, set: {rest_of_world.rival.wage: 0.8}}]
  switches: [{at: 10, regime: cooperative}]
  report: {region: 1, floor: 0.45}
figures:
`

// draw builds the figure that a line of a scenario asks for, after the tasks it needs, and renders it.
func draw(t *testing.T, line string) (plots.Figure, error) {
	t.Helper()
	f, err := scenario.Read(strings.NewReader(cluster+"  - {"+line+", file: x.png}\n"), "-", scenario.Options{Models: model.Specs()})
	if err != nil {
		t.Fatal(err)
	}
	j, err := task.New(f, task.Options{})
	if err != nil {
		t.Fatal(err)
	}
	done := figure.Results{}
	for _, name := range figure.Needs(&f.Figures[0]) {
		if done[name], err = j.Do(context.Background(), name); err != nil {
			t.Fatal(err)
		}
	}
	if f.Figures[0].Timing != nil {
		if done["simulate"], err = j.Do(context.Background(), "simulate"); err != nil {
			t.Fatal(err)
		}
	}
	fig, err := figure.Build(context.Background(), j, &f.Figures[0], done)
	if err != nil {
		return nil, err
	}
	for _, format := range []string{"x.png", "x.svg", "x.pdf", "x.eps"} {
		preset, err := figure.Preset(&f.Figures[0])
		if err != nil {
			t.Fatal(err)
		}
		kind, err := plots.FormatOf(format)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := plots.Render(fig, preset, kind, &b); err != nil || b.Len() == 0 {
			t.Errorf("%s as %s: %v", line, format, err)
		}
	}
	return fig, nil
}

// TestJointFigures renders each figure of joint action in each format.
func TestJointFigures(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"decomposition: {region: 2}",
		"bars: {y: payoff}", "bars: {y: effort}", "bars: {y: effort_HM}", "bars: {y: z}", "bars: {y: welfare_world}", "bars: {y: world_share}",
		"bars: {of: evaluate, y: real_wage}", "bars: {of: solve, y: share}",
		"bars: {of: index, y: herfindahl}", "bars: {of: index, y: location_quotient, region: 2}", "bars: {of: index, y: ellison_glaeser.raw}",
		"timing: {from: 5, to: 30, points: 3}", "timing: {from: 5, to: 30, points: 3, y: recovery_time}", "timing: {from: 5, to: 30, points: 2, y: payoff_final}",
		"lines: {y: [share]}", "lines: {y: [effort_HM], regions: [1]}", "lines: {regions: [1], regimes: [none, nash, cooperative]}",
		"lines: {of: trace, y: [share, effort.HM.1], regions: [1]}",
		"panels: {figures: [{bars: {y: payoff}, title: payoffs}, {lines: {regions: [1]}}, {lines: {regions: [2]}}]}",
	} {
		if _, err := draw(t, line); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// TestJointFigureErrors catches a column that does not exist and is drawn as nothing.
func TestJointFigureErrors(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"bars: {y: paiof}":                     "unknown column",
		"bars: {of: index, y: gini}":           "unknown index",
		"bars: {region: 3}":                    "region 3",
		"decomposition: {region: 3}":           "region 3",
		"lines: {y: [effort_VM]}":              "unknown column",
		"lines: {of: trace, y: [agreement.z]}": "unknown quantity",
		"lines: {regions: [3]}":                "region 3 of 2",
	} {
		if _, err := draw(t, line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", line, err, want)
		}
	}
}

// TestRegimesDiffer catches paths of several regimes that are the same path: cooperation raises the share of
// the cluster near the port, no joint action lowers it.
func TestRegimesDiffer(t *testing.T) {
	t.Parallel()
	fig, err := draw(t, "lines: {regions: [1], regimes: [none, nash, cooperative]}")
	if err != nil {
		t.Fatal(err)
	}
	var last []float64
	for _, s := range fig.(plots.Lines).Series {
		last = append(last, s.Y[len(s.Y)-1])
	}
	if len(last) != 3 || !(last[0] < last[1] && last[1] < last[2]) {
		t.Errorf("final shares %v, want them to rise", last)
	}
}
