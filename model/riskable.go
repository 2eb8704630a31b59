package model

import (
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/model/steps"
)

// StepsResult is the solution of riskable-steps.
type StepsResult struct {
	Roots   []StepsRoot `json:"roots"`   // in rising order
	Takeoff []float64   `json:"takeoff"` // unstable roots: above one the cluster grows to the next
}

// StepsRoot is a number of firms that reproduces itself.
type StepsRoot struct {
	N                float64   `json:"n"`
	Stages           float64   `json:"stages"` // S(n)
	Slope            float64   `json:"slope"`  // of the map from n to entrants
	Stable           *bool     `json:"stable"` // null: the slope is too near 1 to tell
	SizeDistribution []float64 `json:"size_distribution"`
	MissingMiddle    float64   `json:"missing_middle"`
}

type riskableSteps struct{ cluster *steps.Cluster }

func buildRiskableSteps(f *scenario.File, _ *Env) (Model, error) {
	number := func(name string) float64 { v, _ := f.Parameters.Number(name); return v }
	c, err := steps.New(steps.Spec{M: number("M"), Mean: number("m"), SD: number("s"), K: number("K"), Tau: number("tau"),
		N0: number("n0"), Xi: number("xi"), SMax: number("S_max"), Theta: number("theta"), A: number("a")})
	if err != nil {
		return nil, wrap(f, "parameters", err)
	}
	return &riskableSteps{c}, nil
}

// Notes are none.
func (m *riskableSteps) Notes() []string { return nil }

// Solve returns a *StepsResult with all roots.
func (m *riskableSteps) Solve() (any, error) {
	roots, err := m.cluster.Roots()
	if err != nil {
		return nil, err
	}
	r := &StepsResult{Roots: []StepsRoot{}, Takeoff: []float64{}}
	for _, q := range roots {
		root := StepsRoot{N: q.N, Stages: q.Stages, Slope: q.Slope, SizeDistribution: q.SizeDistribution, MissingMiddle: q.MissingMiddle}
		if q.Verdict != 0 {
			stable := q.Verdict > 0
			root.Stable = &stable
			if !stable {
				r.Takeoff = append(r.Takeoff, q.N)
			}
		}
		r.Roots = append(r.Roots, root)
	}
	return r, nil
}

// riskableStepsDefinition is the model of riskable steps.
func riskableStepsDefinition() Definition {
	const source = "Schmitz 1999"
	number := func(name, symbol, meaning, unit string, r scenario.Range, preset string) scenario.ParameterSpec {
		return scenario.ParameterSpec{Name: name, Symbol: symbol, Meaning: meaning, Unit: unit, Source: source, Range: r, Default: preset, Required: preset == ""}
	}
	stages := scenario.Between(1, steps.MostStages)
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "riskable-steps",
			Summary: "Schmitz's riskable steps: a finer division of labour lets small enterprises in",
			Parameters: []scenario.ParameterSpec{
				number("M", "M", "potential entrepreneurs", "persons", scenario.Above(0), ""),
				number("m", "m", "mean of the logarithm of wealth", "", scenario.Range{}, ""),
				number("s", "s", "standard deviation of the logarithm of wealth", "", scenario.Above(0), ""),
				number("K", "K", "capital that the whole process takes", "wealth", scenario.Above(0), ""),
				number("tau", `\tau`, "part of wealth that an entrepreneur can risk", "", scenario.Above(0), ""),
				number("n0", "n_0", "firms with which the division of labour begins", "firms", scenario.Above(0), ""),
				number("xi", `\xi`, "elasticity of stages with respect to firms", "", scenario.AtLeast(0), ""),
				number("S_max", `S_{\max}`, "most stages into which the process can be cut", "stages", stages, ""),
				number("theta", `\theta`, "what joint action takes off the cost of a step, in logs", "", scenario.AtLeast(0), "0"),
				number("a", "a", "effort of joint action", "", scenario.Between(0, 1), "0")},
			Tasks: []string{"solve", "sweep"},
		},
		Story: "A whole tannery is more than a small entrepreneur can risk; a workshop that does one step is not. In a cluster others do the other steps. " +
			"The more firms there are, the finer work can be divided, and the smaller is the step that a newcomer must risk; " +
			"so a cluster may be stuck with few firms, or take off once it has passed a threshold. Sharing equipment lowers the threshold.",
		Equations: []Equation{
			{"division of labour", `S(n) = \min\left(S_{\max}, (1+n/n_0)^{\xi}\right)`, ""},
			{"cost of a step", `k(n) = K e^{-\theta a}/S(n)`, ""},
			{"entry", `n = M \Pr\left(k(n) \le \tau W\right), \quad \ln W \sim N(m, s^2)`, ""},
			{"stages of a firm", `\min\left(\lfloor S\rfloor, \lfloor \tau W/k \rfloor\right)`, ""},
		},
		Can:     []string{"all sizes at which a cluster reproduces itself, which of them attract, the threshold of take-off", "the size distribution of firms and its missing middle"},
		Cannot:  []string{"wealth does not grow with the cluster, and credit is only in the part that can be risked"},
		Sources: []string{"H. Schmitz, Collective efficiency and increasing returns, Cambridge Journal of Economics 23 (1999) 465–483 (riskable steps)"},
		Build:   buildRiskableSteps,
	}
}
