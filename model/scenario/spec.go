package scenario

import "slices"

// Kind is the form that a parameter of a model takes.
type Kind uint8

// Kinds of parameter. Vector forms also take a reference "file.csv:column",
// Matrix a reference "file.csv".
const (
	Number Kind = iota
	Integer
	Vector
	NumberOrVector
	Matrix
)

// String names the kind as help pages do.
func (k Kind) String() string {
	switch k {
	case Number:
		return "number"
	case Integer:
		return "whole number"
	case Vector:
		return "list or file.csv:column"
	case NumberOrVector:
		return "number, list or file.csv:column"
	case Matrix:
		return "matrix or file.csv"
	}
	return "unknown kind"
}

// forms are the forms of a Value that the kind allows.
func (k Kind) forms() forms {
	switch k {
	case Integer:
		return formNumber | formWhole
	case Vector:
		return formVector | formColumn
	case NumberOrVector:
		return formNumber | formVector | formColumn
	case Matrix:
		return formMatrix | formFile
	}
	return formNumber
}

// ParameterSpec says what one parameter of a model means and which values it
// takes. Reading, help pages, schema and documentation follow it.
type ParameterSpec struct {
	Name    string // ASCII name in scenario files
	Symbol  string // LaTeX, for axis labels and equations
	Meaning string // one phrase
	Unit    string // empty for pure numbers
	Source  string // where the notation comes from
	Kind    Kind
	Range   Range // of the number, or of each number of a list

	// What stands when the parameter is left out: an error where Required; the
	// value of Default, in YAML, where it is not empty; else what DefaultText
	// says in words ("equal in every region") and the model puts there itself.
	Required    bool
	Default     string
	DefaultText string

	SumsToOne bool // a list whose numbers are shares of a whole
	PerRegion bool // a list with one number per region

	// Blocks that stand in place of the parameter ("industries"): with one of
	// them it is neither required nor allowed.
	ReplacedBy []string
	// Geographies in which the parameter has a part; empty: all, and also none.
	Geographies []string
	// Of the parameters of one group that apply, exactly one is given.
	Group string
}

// Geographies by the parameter that makes trade costs of them.
var distanceKinds = []string{"ring", "line", "grid", "cities", "network"}

// groupTradeCost is the group of T, tau and phi: one of them, as the geography
// asks.
const groupTradeCost = "trade cost"

// IcebergCost specifies T: the trade cost between any two regions of an
// equidistant geography.
func IcebergCost() ParameterSpec {
	return ParameterSpec{
		Name: "T", Symbol: "T", Meaning: "iceberg trade cost between any two regions: ship T, 1 arrives",
		Range: AtLeast(1), Geographies: []string{"equidistant"}, Group: groupTradeCost,
	}
}

// DistanceCost specifies tau: the trade cost per unit of distance.
func DistanceCost() ParameterSpec {
	return ParameterSpec{
		Name: "tau", Symbol: `\tau`, Meaning: "trade cost per unit of distance", Unit: "1/distance",
		Range: AtLeast(0), Geographies: distanceKinds, Group: groupTradeCost,
	}
}

// Freeness specifies phi: the freeness of trade between any two regions, T^(1−σ).
func Freeness() ParameterSpec {
	return ParameterSpec{
		Name: "phi", Symbol: `\phi`, Meaning: "freeness of trade between any two regions, T^(1−sigma)",
		Range:       Range{Min: 0, Max: 1, MinOpen: true},
		Geographies: []string{"equidistant"}, Group: groupTradeCost,
	}
}

// ModelSpec says what a model takes from a scenario.
type ModelSpec struct {
	Name       string
	Summary    string
	Parameters []ParameterSpec
	// Top-level blocks that the model takes beyond the common ones: of
	// industries, mobility, groups, agriculture, external_economies,
	// joint_action, rest_of_world.
	Blocks []string
	// Tasks that the model can do: of evaluate, solve, trace, locus, sweep,
	// simulate, compare, calibrate.
	Tasks []string
	// NeedsGeography requires the geography block and allows trade_cost and
	// borders.
	NeedsGeography bool
	// Mobility that stands when the scenario names none. Under "migration"
	// shares sum to one over the regions, and Read checks that.
	Mobility string
}

// Parameter returns the specification of a parameter.
func (m *ModelSpec) Parameter(name string) (*ParameterSpec, bool) {
	for i := range m.Parameters {
		if m.Parameters[i].Name == name {
			return &m.Parameters[i], true
		}
	}
	return nil, false
}

// parameterNames lists the parameters in the order of the specification.
func (m *ModelSpec) parameterNames() []string {
	names := make([]string, len(m.Parameters))
	for i, p := range m.Parameters {
		names[i] = p.Name
	}
	return names
}

// takes tells whether the model takes a top-level key.
func (m *ModelSpec) takes(key string) bool {
	switch key {
	case "title", "model", "parameters", "figures", "tables", "index":
		return true
	case "geography", "trade_cost", "borders":
		return m.NeedsGeography
	}
	return slices.Contains(m.Blocks, key) || slices.Contains(m.Tasks, key)
}
