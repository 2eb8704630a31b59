package scenario

import (
	"math"
	"strings"
	"testing"
)

// testModels are specifications as a registry of models would hand in.
func testModels() []ModelSpec {
	mu := ParameterSpec{Name: "mu", Symbol: `\mu`, Meaning: "expenditure share of manufactures", Range: Inside(0, 1), Required: true, ReplacedBy: []string{"industries"}}
	sigma := ParameterSpec{Name: "sigma", Symbol: `\sigma`, Meaning: "elasticity of substitution", Range: Above(1), Required: true, ReplacedBy: []string{"industries"}}
	alpha := ParameterSpec{Name: "alpha", Symbol: `\alpha`, Meaning: "share of intermediates in cost", Range: Range{Min: 0, Max: 1, MaxOpen: true}, Default: "0", ReplacedBy: []string{"industries"}}
	farms := ParameterSpec{Name: "farm_shares", Symbol: `\phi^A`, Meaning: "shares of farmers", Kind: Vector, Range: Between(0, 1), SumsToOne: true, PerRegion: true, DefaultText: "equal"}
	labour := ParameterSpec{Name: "labour", Symbol: `\bar L`, Meaning: "labour of each region", Kind: NumberOrVector, Range: Above(0), PerRegion: true, DefaultText: "1 each"}
	tasks := []string{"evaluate", "solve", "trace", "locus", "sweep", "simulate", "compare", "calibrate"}
	return []ModelSpec{
		{Name: "core-periphery", Summary: "Krugman 1991", Parameters: []ParameterSpec{mu, sigma, farms, IcebergCost(), DistanceCost()}, Tasks: tasks, NeedsGeography: true, Mobility: "migration"},
		{
			Name: "collective-efficiency", Summary: "the master economy", NeedsGeography: true, Mobility: "migration", Tasks: tasks,
			Parameters: []ParameterSpec{mu, sigma, alpha, farms, labour, IcebergCost(), DistanceCost()},
			Blocks:     []string{"industries", "mobility", "groups", "agriculture", "external_economies", "joint_action", "rest_of_world"},
		},
		{Name: "footloose-capital", Summary: "Martin–Rogers", Parameters: []ParameterSpec{mu, sigma, IcebergCost(), DistanceCost(), Freeness()}, Tasks: tasks, NeedsGeography: true, Mobility: "migration"},
		{
			Name: "riskable-steps", Summary: "Schmitz", Tasks: []string{"solve", "sweep"},
			Parameters: []ParameterSpec{
				{Name: "M", Meaning: "potential entrepreneurs", Kind: Integer, Range: AtLeast(1), Required: true},
				{Name: "W", Meaning: "network", Kind: Matrix, Range: AtLeast(0)},
			},
		},
	}
}

func read(t testing.TB, text string, set ...string) (*File, error) {
	t.Helper()
	return Read(strings.NewReader(text), "x.yaml", Options{Models: testModels(), Set: set})
}

func mustRead(t testing.TB, text string, set ...string) *File {
	t.Helper()
	f, err := read(t, text, set...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const tomahawk = `title: Core–periphery, two regions
model: core-periphery
parameters: {mu: 0.4, sigma: 5, T: 1.7}
geography: {equidistant: {regions: 2}}
trace:    {parameter: T, from: 1.2, to: 2.3}
figures:
  - {bifurcation: {of: trace, y: share}, file: tomahawk.pdf}
`

const cluster = `model: collective-efficiency
parameters: {T: 1.7, farm_shares: [0.5, 0.5]}
geography: {equidistant: {regions: 2}}
industries:
  - {name: shoes,   sigma: 5, mu: 0.4, inputs: {shoes: 0.1, leather: 0.2}}
  - {name: leather, sigma: 4, mu: 0.0, inputs: {leather: 0.1}}
mobility: migration
groups: {of: [1, 2], labour: [1, 1]}
agriculture: {kind: concave, eta: 0.95, land: 1}
external_economies: {enterprises: 500, pooling: {shape: 2}, spillover: {epsilon: 0.05, decay: local}, distribution: {nu: 1, zeta: 0.3}}
joint_action:
  regime: self-enforcing
  forms: {HB: {theta: 0.1, kappa: 0.08}, HM: {theta: 0.3, kappa: 0.02, c: 0, chi: 0.05}}
  delta: 0.35
  support: {match: 0.3, xi: 0.2}
  government: {iota: 0.25, xi: 0.2}
rest_of_world: [{name: world, labour: 10, wage: 1, income: 20, T: 1.8}]
compare:
  rows: [none, nash, self-enforcing, support, cooperative, government, planner]
  share: [[0.5, 0.5], [0.5, 0.5]]
simulate:
  start: {settle: [[0.5, 0.5], [0.5, 0.5]]}
  until: 300
  speed: 5
  times: [0, 10, 20, 300]
  shocks:   [{at: 10, set: {rest_of_world.world.wage: 0.8}}]
  switches: [{when: {region: 1, payoff_fall: 0.1}, regime: cooperative}]
  report:   {region: 1, recovery: 0.1, floor: 0.3}
`

// TestSamples: the typed fields of two scenarios that use most keys.
func TestSamples(t *testing.T) {
	f := mustRead(t, tomahawk)
	if f.Geography.Kind() != "equidistant" || f.Geography.Regions() != 2 || *f.Trace != (Trace{Parameter: "T", From: 1.2, To: 2.3, Branches: "all"}) {
		t.Errorf("%+v %+v", f.Geography, f.Trace)
	}
	if fig := f.Figures[0]; fig.Kind() != "bifurcation" || fig.Bifurcation.Region != 1 || fig.Width != "single" {
		t.Errorf("%+v", fig)
	}
	if f.TradeCost != (TradeCost{"exponential", 1}) || f.Borders != (Borders{1, 1}) || f.Spec().Name != "core-periphery" {
		t.Errorf("%+v %+v", f.TradeCost, f.Borders)
	}

	f = mustRead(t, cluster)
	if x, ok := f.Parameters["labour"].VectorOf(2, 1); !ok || x[1] != 1 {
		t.Errorf("labour %v", x)
	}
	if !math.IsInf(f.ExternalEconomies.Spillover.Rate(), 1) || f.ExternalEconomies.Enterprises.NumberOr(0) != 500 {
		t.Errorf("%+v", f.ExternalEconomies)
	}
	forms := f.JointAction.Forms.List()
	if len(forms) != 2 || forms[0].Name != "HB" || forms[0].Multilateral || !forms[1].Multilateral || forms[1].Chi != 0.05 {
		t.Errorf("%+v", forms)
	}
	if *f.JointAction.Delta != 0.35 || f.Industries[0].Inputs["leather"] != 0.2 || len(f.Simulate.Start.Settle.Rows()) != 2 {
		t.Errorf("%+v", f)
	}
	if got := strings.Join(f.Tasks(), " "); got != "simulate compare" {
		t.Error(got)
	}
}

// TestReferences: values that stand in files.
func TestReferences(t *testing.T) {
	for _, c := range []struct{ text, file, column string }{
		{"stock.csv:H", "stock.csv", "H"}, {"data/stock.csv:floor space", "data/stock.csv", "floor space"}, {"../a.b:c.csv:x", "../a.b:c.csv", "x"},
	} {
		f := mustRead(t, with("{mu: 0.4, sigma: 5, T: 2, farm_shares: \""+c.text+"\"}"))
		file, column, ok := f.Parameters["farm_shares"].Reference()
		if !ok || file != c.file || column != c.column {
			t.Errorf("%s: %q %q %v", c.text, file, column, ok)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	models := testModels()
	for b.Loop() {
		if _, err := Read(strings.NewReader(tomahawk), "x.yaml", Options{Models: models}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadCluster(b *testing.B) {
	models := testModels()
	for b.Loop() {
		if _, err := Read(strings.NewReader(cluster), "x.yaml", Options{Models: models}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLensSet(b *testing.B) {
	f := mustRead(b, cluster)
	for _, p := range []string{"T", "rest_of_world.world.wage", "joint_action.forms.HM.chi"} {
		b.Run(p, func(b *testing.B) {
			l, err := f.Lens(p)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				l.Set(f, 1.5)
			}
		})
	}
}
