package scenario

import (
	"errors"
	"strings"
	"testing"
)

const rewriteText = `# A comment that stays.
model: m
parameters: {mu: 0.4, T: 1.7}   # T is the trade cost
geography:
  equidistant:    # all alike
    regions: 2
external_economies:
  enterprises: 20
rest_of_world:
  - name: world
    labour: 1
    wage: 1
    income: 1.5
    T: [2, 1.6]  # by region
`

// Values change in their place, whatever the layout, and comments stay.
func TestRewrite(t *testing.T) {
	for _, c := range []struct {
		set      string
		from, to string // of the text
	}{
		{set: "T=2.25", from: "T: 1.7}   # T is", to: "T: 2.25}   # T is"},
		{set: "external_economies.enterprises=30", from: "enterprises: 20\n", to: "enterprises: 30\n"},
		{set: "rest_of_world.world.T.2=3", from: "[2, 1.6]  # by", to: "[2, 3]  # by"},
		{set: "rest_of_world.world.T=[4, 5]", from: "[2, 1.6]  # by", to: "[4, 5]  # by"},
		{set: "rest_of_world.world.T=4", from: "[2, 1.6]  # by", to: "4  # by"},
		{set: "shares=[0.6, 0.4]", from: "T: 1.7}", to: "T: 1.7, shares: [0.6, 0.4]}"},
		{set: "external_economies.pooling.shape=2", from: "  enterprises: 20\n", to: "  pooling: {shape: 2}\n  enterprises: 20\n"},
		{set: "trace={parameter: T, from: 1, to: 2}", from: "# by region\n", to: "# by region\ntrace: {parameter: T, from: 1, to: 2}\n"},
	} {
		specs := adjustSpecs[:1:1]
		specs[0].Tasks = []string{"trace"}
		got, err := Rewrite([]byte(rewriteText), "a.yaml", Options{Models: specs, Set: []string{c.set}})
		if want := strings.Replace(rewriteText, c.from, c.to, 1); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s", c.set, err, got)
		}
	}
}

// A value that an alias shares cannot be changed alone: the comparison finds it.
func TestRewriteRefuses(t *testing.T) {
	text := "model: m\nparameters: {mu: &a 0.4, T: 1.7}\ngeography: {equidistant: {regions: 2}}\nexternal_economies: {enterprises: 20, spillover: {epsilon: *a, decay: 1}}\n"
	_, err := Rewrite([]byte(text), "a.yaml", Options{Models: adjustSpecs, Set: []string{"mu=0.5"}})
	if !errors.Is(err, ErrRewrite) {
		t.Errorf("%v; want ErrRewrite", err)
	}
	block := "model: m\nparameters:\n  mu: 0.4\n  T: 1.7\n  shares:\n    - 0.5\n    - 0.5\ngeography: {equidistant: {regions: 2}}\n"
	if _, err = Rewrite([]byte(block), "a.yaml", Options{Models: adjustSpecs, Set: []string{"shares=[0.6, 0.4]"}}); !errors.Is(err, ErrRewrite) {
		t.Errorf("%v; want ErrRewrite", err)
	}
	var se *Error
	if _, err = Rewrite([]byte(block), "a.yaml", Options{Models: adjustSpecs, Set: []string{"mu=7"}}); !errors.As(err, &se) {
		t.Errorf("%v; want the error of the override", err)
	}
}
