package task_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/quantity"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

const fitEconomy = `model: collective-efficiency
parameters: {mu: 0.4, sigma: 5, alpha: 0, farm_shares: [0.35, 0.65], T: 2.2}
geography: {equidistant: {regions: 2}}
external_economies: {enterprises: 30}
joint_action:
  regime: nash
  forms: {HM: {theta: %v, kappa: 0.14, c: 0.3, chi: 0.014}, VM: {theta: 0.1, kappa: %v, c: 0.3, chi: 0.014}}
rest_of_world: [{name: rival, labour: 0.5, wage: 1, income: %v, T: [1.3, 2.2]}]
`

// fitScenario writes a scenario and a file of moments, and reads it.
func fitScenario(t *testing.T, economy, fit string, moments [][]string) *task.Job {
	t.Helper()
	dir := t.TempDir()
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{{"name", "value", "se", "source"}}, moments...)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"s.yaml": economy + fit, "m.csv": b.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := scenario.ReadFile(filepath.Join(dir, "s.yaml"), scenario.Options{Models: model.Specs()})
	if err != nil {
		t.Fatal(err)
	}
	j, err := task.New(f, task.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// synthetic are the moments of an economy at its settled equilibrium, with a standard error of one per cent.
func synthetic(t *testing.T, economy string, names ...string) [][]string {
	t.Helper()
	j := fitScenario(t, economy, "calibrate: {fit: {parameters: {T: {from: 1.5, to: 3}}, moments: m.csv, settle: [0.6, 0.4], starts: 1}}\n", [][]string{{"share.1", "0.5", "1", ""}})
	s, err := task.StateForTest(j)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, name := range names {
		e, err := quantity.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		v, err := e.Eval(func(n string) (float64, error) { return task.QuantityForTest(j, s, n) })
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, []string{name, strconv.FormatFloat(v, 'g', -1, 64), strconv.FormatFloat(0.01*math.Abs(v), 'g', -1, 64), "made up"})
	}
	return out
}

// TestFitRecovers catches a calibration that does not find the parameters of the economy its moments were
// computed from, at an equilibrium that itself moves with them.
func TestFitRecovers(t *testing.T) {
	t.Parallel()
	truth := []float64{0.5, 0.22, 2}
	economy := fmt.Sprintf(fitEconomy, truth[0], truth[1], truth[2])
	moments := synthetic(t, economy, "share.1", "effort.HM.1", "ln effort.VM.2", "100*export_share.1", "real_wage.1/real_wage.2")
	j := fitScenario(t, fmt.Sprintf(fitEconomy, 0.3, 0.3, 1.5), `calibrate:
  fit:
    parameters:
      joint_action.forms.HM.theta: {from: 0.1, to: 1}
      joint_action.forms.VM.kappa: {from: 0.05, to: 0.8}
      rest_of_world.rival.income: {from: 0.5, to: 4}
    moments: m.csv
    settle: [0.6, 0.4]
    starts: 3
`, moments)
	res, err := j.Calibrate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	f := res.(*result.Fit)
	for k, e := range f.Estimates {
		if math.Abs(e.Estimate-truth[k]) > 1e-6*truth[k] {
			t.Errorf("%s: %v, want %v", e.Parameter, e.Estimate, truth[k])
		}
		if !e.Identified || math.IsNaN(float64(e.SE)) {
			t.Errorf("%s: identified %v, standard error %v", e.Parameter, e.Identified, e.SE)
		}
	}
	if !f.Converged || f.Objective > 1e-12 || f.Freedom != 2 {
		t.Errorf("converged %v, objective %v, freedom %d", f.Converged, f.Objective, f.Freedom)
	}
}

// TestFitUnidentified catches a strength and a cost that are reported as if one effort told them apart, and
// tests the signs of what effort responds to.
func TestFitUnidentified(t *testing.T) {
	t.Parallel()
	economy := fmt.Sprintf(fitEconomy, 0.5, 0.22, 2)
	moments := synthetic(t, economy, "effort.HM.1")
	j := fitScenario(t, economy, `calibrate:
  fit:
    parameters:
      joint_action.forms.HM.theta: {from: 0.1, to: 1}
      joint_action.forms.HM.kappa: {from: 0.05, to: 0.8}
    moments: m.csv
    share: [0.6, 0.4]
    starts: 3
`, moments)
	res, err := j.Calibrate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	f := res.(*result.Fit)
	text := strings.Join(f.Remark, "\n")
	for _, want := range []string{"HM.theta and joint_action.forms.HM.kappa cannot be told apart", "fewer moments (1) than parameters (2)"} {
		if !strings.Contains(text, want) {
			t.Errorf("remarks lack %q:\n%s", want, text)
		}
	}
	for _, e := range f.Estimates {
		if e.Identified || !math.IsNaN(float64(e.SE)) {
			t.Errorf("%s: identified %v, standard error %v", e.Parameter, e.Identified, e.SE)
		}
	}
	if d := f.Identification.Derivatives[0]; d[0] <= 0 || d[1] >= 0 {
		t.Errorf("effort rises with its strength and falls with its cost; derivatives are %v", d)
	}
}

// TestFitBadInput catches bad moments that are not named by file, line and what is wrong with them.
func TestFitBadInput(t *testing.T) {
	t.Parallel()
	economy := fmt.Sprintf(fitEconomy, 0.5, 0.22, 2)
	for _, c := range []struct{ name, value, se, want string }{
		{"shre.1", "0.5", "0.1", `m.csv:2: unknown quantity "shre.1"`},
		{"share.3", "0.5", "0.1", `m.csv:2: quantity "share.3": "3" is outside 1 to 2`},
		{"share", "0.5", "0.1", `quantity "share" needs a region`},
		{"share.1 +", "0.5", "0.1", `m.csv:2: name: "share.1 +", character 10`},
		{"share.1", "0.5", "0", `m.csv:2: se of share.1 is 0`},
		{"share.1", "x", "0.1", `m.csv:2`},
		{"effort.HB.1", "0.5", "0.1", `unknown quantity "effort.HB.1"`},
	} {
		j := fitScenario(t, economy, "calibrate: {fit: {parameters: {T: {from: 1.5, to: 3}}, moments: m.csv, share: [0.6, 0.4], starts: 2}}\n", [][]string{{c.name, c.value, c.se, ""}})
		_, err := j.Calibrate(context.Background())
		if !errors.Is(err, task.ErrInput) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}
