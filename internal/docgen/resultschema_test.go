package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// compiled are the schemas of results by task.
func compiled(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	pages, err := resultSchemas()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*jsonschema.Schema{}
	for _, p := range pages {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(p.Text))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(p.Path, doc); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(p.Path), ".json")
		if out[name], err = c.Compile(p.Path); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

const base = "parameters: {mu: 0.4, sigma: 5, T: 1.7}\ngeography: {equidistant: {regions: 2}}\n"

// TestResultsFollowSchemas validates what tasks write against their schemas: a key that is written and not in the
// schema, or required and not written, is an error.
func TestResultsFollowSchemas(t *testing.T) {
	schemas := compiled(t)
	seen := map[string]bool{}
	for _, c := range []struct{ schema, task, text string }{
		{"solve", "solve", "model: core-periphery\n" + base},
		{"solve", "solve", "model: vertical-linkages\nparameters: {mu: 0.55, sigma: 5, alpha: 0.5, T: 1.7}\ngeography: {equidistant: {regions: 2}}\n"},
		{"solve", "solve", "model: footloose-capital\nparameters: {mu: 0.4, sigma: 5, phi: 0.3}\ngeography: {equidistant: {regions: 2}}\n"},
		{"solve", "solve", joint},
		{"evaluate", "evaluate", "model: core-periphery\n" + base + "evaluate: {share: [0.7, 0.3]}\n"},
		{"evaluate", "evaluate", joint + "evaluate: {share: [0.7, 0.3]}\n"},
		{"trace", "trace", "model: core-periphery\n" + base + "trace: {parameter: T, from: 1.5, to: 1.9}\n"},
		{"locus", "locus", "model: core-periphery\n" + base + "locus: {parameter: T, from: 1.2, to: 2.5, second: {parameter: mu, from: 0.3, to: 0.4}, points: 5}\n"},
		{"simulate", "simulate", "model: core-periphery\n" + base + "simulate: {start: {share: [0.6, 0.4]}, until: 20}\n"},
		{"compare", "compare", joint + "compare: {rows: [none, nash], share: [0.5, 0.5]}\n"},
		{"direct", "solve", "model: riskable-steps\nparameters: {M: 10000, m: 0, s: 1, K: 5, tau: 0.3, n0: 50, xi: 1, S_max: 20}\n"},
		{"direct", "index", "index: {employment: [[1, 2], [3, 4]]}\n"},
	} {
		f, err := scenario.Read(strings.NewReader(c.text), "a.yaml", scenario.Options{Models: model.Specs()})
		if err != nil {
			t.Errorf("%s: %v", c.schema, err)
			continue
		}
		j, err := task.New(f, task.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.schema, err)
			continue
		}
		res, err := j.Do(context.Background(), c.task)
		if res == nil {
			t.Errorf("%s: %v", c.schema, err)
			continue
		}
		data, err := json.Marshal(res)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := schemas[c.schema].Validate(doc); err != nil {
			t.Errorf("%s of %.40q: %v", c.schema, c.text, err)
		}
		seen[c.schema] = true
		delete(doc.(map[string]any), "schema_version")
		if schemas[c.schema].Validate(doc) == nil {
			t.Errorf("%s: a result without schema_version passes", c.schema)
		}
	}
	for name := range schemas {
		if !seen[name] && name != "sweep" && name != "calibrate" {
			t.Errorf("no result was held against docs/schema/%s.json", name)
		}
	}
}

const joint = `model: collective-efficiency
parameters: {mu: 0.4, sigma: 5, T: 1.9}
geography: {equidistant: {regions: 2}}
external_economies: {enterprises: 20, pooling: {shape: 1}}
joint_action:
  regime: self-enforcing
  forms: {HB: {theta: 0.1, kappa: 0.05}, HM: {theta: 0.3, kappa: 0.05, c: 0.5, chi: 0.02}}
  delta: 0.35
rest_of_world: [{name: world, labour: 10, wage: 1, income: 20, T: 1.8}]
`
