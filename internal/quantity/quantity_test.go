package quantity

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

var values = map[string]float64{"share.1": 0.7, "payoff.1": 2, "a": 3, "effort.HM.2": 0.25}

func lookup(name string) (float64, error) {
	v, ok := values[name]
	if !ok {
		return 0, fmt.Errorf("unknown %s", name)
	}
	return v, nil
}

// TestEval catches wrong precedence or associativity.
func TestEval(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"share.1":                0.7,
		"1 - 2 - 3":              -4,
		"8/4/2":                  1,
		"2^3^2":                  512,
		"-2^2":                   -4,
		"2^-1":                   0.5,
		"-a*-a":                  9,
		"ln payoff.1 - ln a":     math.Log(2) - math.Log(3),
		"ln payoff.1/a":          math.Log(2) / 3,
		"ln(payoff.1/a)":         math.Log(2.0 / 3),
		"exp(ln a)":              3,
		"ln a^2":                 2 * math.Log(3),
		"(1+a)*effort.HM.2":      1,
		"1.5e-3*2":               0.003,
		"100*share.1 − 70":       0,
		"a*(payoff.1+share.1)/2": 4.05,
	} {
		e, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := e.Eval(lookup); err != nil || math.Abs(got-want) > 1e-14*max(1, math.Abs(want)) {
			t.Errorf("%s = %v (%v), want %v", text, got, err, want)
		}
	}
}

// TestParseErrors catches bad text that is taken for an expression, and messages that do not say where.
func TestParseErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                             "character 1: expected",
		"1 +":                          "character 4: expected",
		"(a":                           "character 3: expected )",
		"a b":                          `character 3: did not expect 'b'`,
		"a $ b":                        `character 3: did not expect '$'`,
		"1.2.3":                        "is no number",
		"ln":                           "expected",
		strings.Repeat("(", 200) + "a": "nested more than",
		strings.Repeat("-", 200) + "a": "nested more than",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error with %q", text, err, want)
		}
	}
	e, err := Parse("a + missing.1 + a")
	if err != nil || len(e.Names()) != 2 {
		t.Fatalf("names %v, error %v", e.Names(), err)
	}
	if _, err := e.Eval(lookup); err == nil {
		t.Error("an unknown name has a value")
	}
}
