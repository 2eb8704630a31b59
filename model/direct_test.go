package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/model/network"
	"github.com/geosolve/geosolve/model/scenario"
)

// solveDirect solves a direct model and returns its result as JSON makes it.
func solveDirect(t testing.TB, text string) (map[string]any, error) {
	t.Helper()
	m, err := Build(load(t, text), NewEnv())
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.(Direct).Solve()
	data, e := json.Marshal(r)
	if e != nil {
		t.Fatal(e)
	}
	var out map[string]any
	if e := json.Unmarshal(data, &out); e != nil {
		t.Fatal(e)
	}
	return out, err
}

// at follows a dotted path.
func at(t testing.TB, m map[string]any, path string) any {
	t.Helper()
	var v any = m
	for _, k := range strings.Split(path, ".") {
		inner, ok := v.(map[string]any)
		if !ok {
			t.Fatalf("%s: not there", path)
		}
		v = inner[k]
	}
	return v
}

// sameJSON compares nested lists of numbers and truth values.
func sameJSON(t testing.TB, name string, got, want any, tolerance float64) {
	t.Helper()
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		if !ok {
			t.Errorf("%s: got %v, want %v", name, got, want)
			return
		}
		near(t, name, g, w, tolerance)
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) < len(w) {
			t.Errorf("%s: got %v, want %v", name, got, want)
			return
		}
		for i := range w {
			sameJSON(t, fmt.Sprintf("%s[%d]", name, i), g[i], w[i], tolerance)
		}
	default:
		if got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// scenarioOf writes the parameters of a reference case as a scenario.
func scenarioOf(model string, c referenceCase, rename map[string]string) string {
	var names []string
	for k := range c.Parameters {
		names = append(names, k)
	}
	sort.Strings(names)
	text := "model: " + model + "\nparameters:\n"
	for _, k := range names {
		key := k
		if rename[k] != "" {
			key = rename[k]
		}
		text += "  " + key + ": " + string(c.Parameters[k]) + "\n"
	}
	return text
}

// The reference networks: one-way and two-way, with C given and not, and one whose replies run away.
func TestInvestment(t *testing.T) {
	names := map[string]string{"W_used": "W", "C_used": "C", "x_nash": "nash.x", "payoff_nash": "nash.payoff", "received_nash": "nash.received", "provided_nash": "nash.provided",
		"balance_nash": "nash.balance", "x_isolated": "isolated.x", "x_planner": "planner.x", "payoff_planner": "planner.payoff", "radius_BW_over_c": "radius.nash", "radius_BWWT_over_c": "radius.planner",
		"enabling": "enabling", "under_investment": "under_investment", "path_from_zero_t0_to_t5": "path"}
	for id, c := range reference(t, "network_investment") {
		expect := into[map[string]any](t, c.Expect)
		out, err := solveDirect(t, scenarioOf("investment-externalities", c, nil))
		if expect["error"] != nil {
			if !errors.Is(err, network.ErrNoNash) || errors.As(err, new(*scenario.Error)) == false || !strings.Contains(err.Error(), "radius") || !strings.Contains(err.Error(), "nash") {
				t.Errorf("%s: %v", id, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		for k, want := range expect {
			sameJSON(t, id+" "+k, at(t, out, names[k]), want, 1e-12)
		}
	}
}

// Nash without a planner's solution is a result in part; received and provided add up to the same.
func TestInvestmentPartly(t *testing.T) {
	out, err := solveDirect(t, "model: investment-externalities\nparameters: {A: 1, B: 0.6, C: 0.1, c: 1, W: [[0, 1, 0], [0, 0, 1], [1, 0, 0]]}")
	if !errors.Is(err, ErrPartly) || !errors.Is(err, network.ErrNoPlanner) || !strings.Contains(err.Error(), "planner") || !strings.Contains(err.Error(), "radius") {
		t.Errorf("error: %v", err)
	}
	if out["planner"] != nil || out["under_investment"] != nil {
		t.Errorf("planner: %v", out["planner"])
	}
	near(t, "investment", at(t, out, "nash.x").([]any)[2].(float64), 2.5, 1e-14)
	near(t, "radius", at(t, out, "radius.planner").(float64), 1.2, 1e-12)
	sum := 0.0
	for _, v := range at(t, out, "nash.balance").([]any) {
		sum += v.(float64)
	}
	near(t, "sum of balances", sum, 0, 1e-14)
}

// All roots of the reference clusters with their size distributions.
func TestRiskableSteps(t *testing.T) {
	for id, c := range reference(t, "riskable_steps") {
		out, err := solveDirect(t, scenarioOf("riskable-steps", c, map[string]string{"Smax": "S_max", "theta_HB": "theta"}))
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		expect := into[map[string]any](t, c.Expect)
		want, got := expect["roots"].([]any), out["roots"].([]any)
		if len(got) != len(want) {
			t.Errorf("%s: %d roots, want %d", id, len(got), len(want))
			continue
		}
		for i := range want {
			w, g := want[i].(map[string]any), got[i].(map[string]any)
			for k, name := range map[string]string{"n": "n", "stages_cut": "stages", "stable": "stable", "share_with_k_stages": "size_distribution", "missing_middle_share": "missing_middle"} {
				sameJSON(t, fmt.Sprintf("%s root %d %s", id, i+1, name), g[name], w[k], 1e-9)
			}
			near(t, id+" slope", g["slope"].(float64), w["slope_of_map"].(float64), 1e-6)
		}
		sameJSON(t, id+" takeoff", out["takeoff"], expect["takeoff_thresholds"], 1e-9)
	}
}

// Indices of the reference table, inline and from files; a survey with missing answers.
func TestIndex(t *testing.T) {
	c := reference(t, "indices")["indices-p01"]
	expect := into[map[string]any](t, c.Expect)
	text := "index: {employment: " + string(c.Parameters["employment_industry_by_region"]) + ", plant_herfindahl: " + string(c.Parameters["plant_herfindahl"]) + "}"
	names := map[string]string{"location_quotient": "location_quotient", "locational_gini": "locational_gini", "herfindahl_regions": "herfindahl", "ellison_glaeser_G": "ellison_glaeser.raw", "ellison_glaeser_gamma": "ellison_glaeser.gamma"}
	check := func(f *scenario.File) {
		r, err := Index(f, NewEnv())
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		out := into[map[string]any](t, data)
		for k, want := range expect {
			sameJSON(t, k, at(t, out, names[k]), want, 1e-12)
		}
	}
	check(load(t, text))
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("jobs.csv", "120,30,10,40\n20,80,60,40\n5,10,150,35\n")
	write("plants.csv", "industry,h\nshoes,0.05\nhats,0.08\ngloves,0.03\n")
	write("survey.csv", "firm,size,tools,fair\na,small,1,5\nb,small,,4\nc,large,2,\n")
	read := func(text string) *scenario.File {
		f, err := scenario.Read(strings.NewReader(text), filepath.Join(dir, "x.yaml"), scenario.Options{Models: Specs()})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	check(read("index: {employment: jobs.csv, plant_herfindahl: 'plants.csv:h'}"))
	r, err := Index(read("index: {survey: {file: survey.csv, group: size, forms: [tools, fair], weights: [3, 1], bootstrap: 200}}"), NewEnv())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "cooperation", r.Cooperation.Groups[0].Index, (2+4+2)/3.0, 1e-14)
	if _, err := Index(read("index: {survey: {file: survey.csv, forms: [tolls]}}"), NewEnv()); err == nil || !strings.Contains(err.Error(), `did you mean "tools"`) {
		t.Errorf("a misspelt form: %v", err)
	}
}

// Every definition is complete: what documentation and help are made of.
func TestDefinitions(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Definitions() {
		if d.Story == "" || len(d.Equations) == 0 || len(d.Can) == 0 || len(d.Cannot) == 0 || len(d.Sources) == 0 || d.Build == nil || d.Spec.Summary == "" {
			t.Errorf("%s: incomplete", d.Spec.Name)
		}
		if seen[d.Spec.Name] {
			t.Errorf("%s: twice", d.Spec.Name)
		}
		seen[d.Spec.Name] = true
		for _, p := range d.Spec.Parameters {
			if p.Meaning == "" || p.Symbol == "" {
				t.Errorf("%s: parameter %s has no meaning or symbol", d.Spec.Name, p.Name)
			}
			if !p.Required && p.Default == "" && p.DefaultText == "" && p.Group == "" {
				t.Errorf("%s: what stands where %s is left out?", d.Spec.Name, p.Name)
			}
		}
	}
}
