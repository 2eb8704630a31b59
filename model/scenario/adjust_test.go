package scenario

import (
	"slices"
	"strings"
	"testing"
)

var adjustSpecs = []ModelSpec{{
	Name: "m", NeedsGeography: true, Blocks: []string{"external_economies", "joint_action", "rest_of_world"},
	Parameters: []ParameterSpec{
		{Name: "mu", Symbol: `\mu`, Required: true, Range: Inside(0, 1)},
		{Name: "shares", Kind: Vector, Range: Between(0, 1), PerRegion: true, SumsToOne: true},
		IcebergCost(), DistanceCost(),
	},
}}

const adjustText = `model: m
parameters: {mu: 0.4, T: 1.7}
geography: {equidistant: {regions: 2}}
external_economies: {enterprises: 20}
joint_action: {regime: nash, forms: {HB: {theta: 0.1, kappa: 0.05}}}
rest_of_world: [{name: world, labour: 1, wage: 1, income: 1.5, T: [2, 1.6]}]
`

// What can be turned is what the file gives and what has a part: not the trade cost of another geography.
func TestAdjustables(t *testing.T) {
	f, err := Read(strings.NewReader(adjustText), "a.yaml", Options{Models: adjustSpecs})
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, a := range f.Adjustables() {
		paths = append(paths, a.Path)
	}
	want := []string{
		"mu", "shares", "T", "geography.equidistant.regions", "external_economies.enterprises",
		"joint_action.regime", "joint_action.forms.HB.theta", "joint_action.forms.HB.kappa", "joint_action.forms.HB.effort", "joint_action.delta", "joint_action.psi",
		"rest_of_world.world.labour", "rest_of_world.world.wage", "rest_of_world.world.income", "rest_of_world.world.T",
	}
	if !slices.Equal(paths, want) {
		t.Errorf("paths\n%q, want\n%q", paths, want)
	}
	for _, a := range f.Adjustables() {
		if a.Path == "joint_action.regime" && (a.Word != "nash" || !slices.Contains(a.Words, "planner")) {
			t.Errorf("regime: %q of %q", a.Word, a.Words)
		}
		if a.Path == "mu" && a.Source.Line != 2 {
			t.Errorf("mu stands at %v", a.Source)
		}
	}
}

// Every path that is listed is one that an override takes.
func TestAdjustablesAreOverrides(t *testing.T) {
	f, err := Read(strings.NewReader(adjustText), "a.yaml", Options{Models: adjustSpecs})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range f.Adjustables() {
		set := ""
		if x, ok := a.Value.Number(); ok {
			set = a.Path + "=" + format(x)
		} else if a.Words != nil {
			set = a.Path + "=" + a.Word
		} else {
			continue
		}
		if _, err := Read(strings.NewReader(adjustText), "a.yaml", Options{Models: adjustSpecs, Set: []string{set}}); err != nil {
			t.Errorf("%s: %v", set, err)
		}
	}
}
