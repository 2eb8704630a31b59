package scenario

import (
	"bytes"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// validator compiles the schema of the test models.
func validator(t testing.TB) *jsonschema.Schema {
	t.Helper()
	text, err := Schema(testModels())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scenario.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("scenario.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// accepts tells whether the schema accepts a YAML text.
func accepts(t testing.TB, s *jsonschema.Schema, text string) bool {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return false
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	return err == nil && s.Validate(doc) == nil
}

// TestSchemaAgrees: what Read accepts the schema accepts; what the schema can
// see to be wrong both refuse. It would catch tags that one of them ignores.
func TestSchemaAgrees(t *testing.T) {
	s := validator(t)
	for _, c := range []struct {
		text string
		good bool
	}{
		{tomahawk, true},
		{cluster, true},
		{plain, true},
		{plain + "solve:\n", true},
		{plain + "solve: {prove: true, starts: 10, seed: 18446744073709551615, comparative_statics: [T, mu]}\n", true},
		{plain + "solve: {comparative_statics: T}\n", true},
		{plain + "figures:\n", true},
		{plain + "title: 1991\n", true},
		{plain + "locus: {parameter: T, from: 1.1, to: 2, second: {parameter: mu, from: 0.1, to: 0.5}}\n", true},
		{plain + "sweep: {design: sobol, points: 64, parameters: {T: {from: 1.1, to: 2, scale: log}, sigma: {distribution: {normal: {mean: 5, sd: 1}}}}}\n", true},
		{plain + "sweep: {design: saltelli, points: 64, parameters: {T: {distribution: {beta: {alpha: 2, beta: 3, from: 1, to: 2}}}}, sensitivity: {of: [share, equilibria], take: mean}}\n", true},
		{plain + "sweep: {design: latin, points: 8, parameters: {T: {from: 1.1, to: 2}, mu: {from: 0.1, to: 0.2}}, correlation: [[1, 0.5], [0.5, 1]]}\n", true},
		{plain + "sweep: {parameters: {T: {from: 1.1, to: 2, points: 3}, mu: {values: [0.2, 0.4]}}}\n", true},
		{plain + "calibrate: {fit: {parameters: {T: {from: 1.1, to: 2, start: 1.5}}, moments: m.csv, settle: [0.6, 0.4]}}\n", true},
		{plain + "evaluate: {share: shares.csv:share}\n", true},
		{plain + "evaluate: {labour: [1, 2], agricultural_income: [1, 1], wedges: {Q: [1, 1.2]}}\n", true},
		{"index: {employment: e.csv, plant_herfindahl: p.csv:h}\n", true},
		{"index: {survey: {file: s.csv, forms: [a, b], weights: [1, 2]}}\n", true},
		{matrix("[[1, 2], [2, 1]]"), true},
		{"model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 2}\ngeography: {grid: {rows: 3, columns: 4, neighbours: 8, unit: cell, torus: true}}\ntrade_cost: {form: power, own: 1.1}\n", true},
		{"model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 2}\ngeography: {cities: {file: x.csv, top: 200, where: \"admin=23\"}}\n", true},
		{"model: riskable-steps\nparameters: {M: 20, W: [[0, 1], [1, 0]]}\nsolve: {}\n", true},
		{"model: riskable-steps\nparameters: {M: 20, W: w.csv}\n", true},
		{"model: footloose-capital\nparameters: {mu: 0.4, sigma: 5, phi: 0.5}\n" + two, true},

		{with("{mu: 0.4, sgima: 5, T: 1.7}"), false},
		{with("{mu: 0.4, sigma: 1, T: 1.7}"), false},
		{with("{mu: 1, sigma: 5, T: 1.7}"), false},
		{with("{mu: 0.4, sigma: abc, T: 1.7}"), false},
		{with(`{mu: 0.4, sigma: "5", T: 1.7}`), false},
		{with("{mu: 0.4, sigma: 5, T: 2, farm_shares: farms.csv}"), false},
		{with("{mu: 0.4, sigma: 5, T: 2, farm_shares: []}"), false},
		{"model: core-perifery\nparameters: {}\n", false},
		{"title: x\n", false},
		{plain + "tracce: {}\n", false},
		{plain + "trace:\n", false},
		{plain + "trace: {parameter: T, from: 1}\n", false},
		{plain + "trace: {parameter: T, from: 1, to: 2, branches: some}\n", false},
		{plain + "trade_cost: {form: expnential}\n", false},
		{plain + "trade_cost: {own: 0.5}\n", false},
		{plain + "evaluate: {}\n", false},
		{plain + "evaluate: {share: [1, 0], labour: [1, 0]}\n", false},
		{plain + "evaluate: {share: [1, 0], wedges: {Q: [1, 1]}}\n", false},
		{plain + "joint_action: {forms: {HB: {theta: 1, kappa: 1}}}\n", false},
		{plain + "sweep: {parameters: {}}\n", false},
		{plain + "sweep: {parameters: {T: {from: 1.1}}}\n", false},
		{plain + "solve: {starts: 1.5}\n", false},
		{plain + "solve: {seed: -1}\n", false},
		{plain + "solve:\nfigures: [{file: a.pdf}]\n", false},
		{plain + "solve:\nfigures: [{ring: {}, map: {}, file: a.pdf}]\n", false},
		{master + "external_economies: {enterprises: 5, spillover: {epsilon: 1, decay: loacl}}\n", false},
		{master + "external_economies: {enterprises: 5}\njoint_action: {regime: nash, forms: {}}\n", false},
		{master + "external_economies: {enterprises: 5}\njoint_action: {regime: nash, forms: {HB: {theta: 1, kappa: 1, c: 1}}}\n", false},
		{"index: {employment: [1, 2]}\n", false},
		{"index: {plant_herfindahl: [0.1]}\n", false},
		{"model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 2}\n", false},
		{"model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 2}\ngeography: {}\n", false},
		{"model: riskable-steps\nparameters: {M: 20}\nevaluate: {share: [1]}\n", false},
	} {
		_, err := read(t, c.text)
		if (err == nil) != c.good {
			t.Errorf("%s\nRead: %v", c.text, err)
		}
		if accepts(t, s, c.text) != c.good {
			t.Errorf("%s\nthe schema does not agree with Read: %v", c.text, err)
		}
	}
}

// TestSchemaSame: the same models give the same bytes.
func TestSchemaSame(t *testing.T) {
	a, err := Schema(testModels())
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Schema(testModels())
	if !bytes.Equal(a, b) {
		t.Error("two calls, two schemas")
	}
	for _, want := range []string{`"https://json-schema.org/draft/2020-12/schema"`, `"exclusiveMinimum": 1`, `"default": "exponential"`, `"const": "core-periphery"`, `"description": "elasticity of substitution`} {
		if !bytes.Contains(a, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
}
