package task

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// TestPreview catches a column that a task has and its preview has not: a table that asks for it would be refused.
func TestPreview(t *testing.T) {
	t.Parallel()
	const two = "geography: {equidistant: {regions: 2}}\n"
	for _, text := range []string{
		"model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1.7}\n" + two + `solve: {}
evaluate: {share: [0.6, 0.4]}
trace: {parameter: T, from: 1.6, to: 1.8}
simulate: {start: {share: [0.6, 0.4]}, until: 2}
sweep: {parameters: {T: {from: 1.5, to: 2, points: 2}}}
`,
		"model: footloose-capital\nparameters: {mu: 0.4, sigma: 5, T: 1.7}\n" + two + "solve: {}\nsweep: {parameters: {T: {from: 1.5, to: 2, points: 2}}}\n",
		"model: riskable-steps\nparameters: {M: 100, m: 1, s: 10, K: 20, tau: 1, n0: 1, xi: 0.5, S_max: 20, theta: 2, a: 1}\nsolve: {}\n",
		"model: collective-efficiency\nparameters: {mu: 0.4, sigma: 5, T: 2.3}\n" + two + `external_economies: {enterprises: 30, pooling: {shape: 2}}
rest_of_world: [{name: rival, labour: 0.5, wage: 1, income: 2, T: 1.4}]
joint_action: {regime: self-enforcing, forms: {HM: {theta: 0.5, kappa: 0.1, c: 0.3, chi: 0.014}, HB: {theta: 0.05, kappa: 0.1}}, delta: 0.4, psi: 0.1}
solve: {}
compare: {rows: [none, nash, self-enforcing], share: [0.5, 0.5]}
evaluate: {share: [0.5, 0.5]}
sweep: {task: evaluate, parameters: {T: {from: 2.3, to: 2.4, points: 2}}}
`,
	} {
		f, err := scenario.Read(strings.NewReader(text), "-", scenario.Options{Models: model.Specs()})
		if err != nil {
			t.Error(err)
			continue
		}
		j, err := New(f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range f.Tasks() {
			preview := j.Preview(name)
			if preview == nil {
				t.Errorf("%s of %s has no preview", name, f.Model)
				continue
			}
			res, err := j.Do(context.Background(), name)
			if err != nil {
				t.Errorf("%s of %s: %v", name, f.Model, err)
				continue
			}
			for i, table := range res.Tables() {
				if have := preview.Tables()[i]; have.Name != table.Name || !slices.Equal(have.Columns, table.Columns) {
					t.Errorf("%s of %s: the preview has %s %v, the result %s %v", name, f.Model, have.Name, have.Columns, table.Name, table.Columns)
				}
			}
		}
	}
}
