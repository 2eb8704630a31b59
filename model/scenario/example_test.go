package scenario_test

import (
	"fmt"
	"strings"

	"github.com/geosolve/geosolve/model/scenario"
)

// A model says what it takes; Read checks a scenario against it; a lens
// changes one number many times.
func ExampleRead() {
	housing := scenario.ModelSpec{
		Name: "housing", Summary: "Helpman 1998", Tasks: []string{"solve", "trace"}, NeedsGeography: true, Mobility: "migration",
		Parameters: []scenario.ParameterSpec{
			{Name: "mu", Symbol: `\mu`, Meaning: "share of goods in expenditure", Range: scenario.Inside(0, 1), Required: true},
			{Name: "sigma", Symbol: `\sigma`, Meaning: "elasticity of substitution", Range: scenario.Above(1), Required: true},
			{Name: "housing", Symbol: "H", Meaning: "stock of housing", Kind: scenario.Vector, Range: scenario.Above(0), PerRegion: true, DefaultText: "1 in every region"},
			scenario.IcebergCost(), scenario.DistanceCost(),
		},
	}
	const text = `
model: housing
parameters: {mu: 0.6, sigma: 5, housing: [1, 2]}
geography: {equidistant: {regions: 2}}
trace: {parameter: T, from: 1.1, to: 3}
`
	f, err := scenario.Read(strings.NewReader(text), "housing.yaml", scenario.Options{Models: []scenario.ModelSpec{housing}, Set: []string{"mu=0.7"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	stock, _ := f.Parameters["housing"].VectorOf(f.Geography.Regions(), 1)
	fmt.Println("stock", stock)

	l, err := f.Lens(f.Trace.Parameter)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, T := range []float64{f.Trace.From, f.Trace.To} {
		g := l.Set(f, T)
		x, _ := g.Parameters.Number("T")
		fmt.Println("T", x)
	}
	fmt.Println("mu from", f.Source("mu"))
	fmt.Println(f.Errorf("sigma", "is below 1/(1 − mu)", "", "raise it"))
	// Output:
	// stock [1 2]
	// T 1.1
	// T 3
	// mu from --set mu=0.7
	// housing.yaml:3:30: sigma: is below 1/(1 − mu); raise it
}
