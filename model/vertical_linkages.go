package model

import (
	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/scenario"
)

// verticalLinkages is intermediate-input localisation: the master economy with one industry that buys from
// itself, whose workers move between industry and agriculture at home.
func verticalLinkages() Definition {
	alpha := scenario.ParameterSpec{Name: "alpha", Symbol: `\alpha`, Meaning: "share of intermediates in the cost of manufacturing",
		Source: "FKV 1999, ch. 14", Range: scenario.Range{Min: 0, Max: 1, MaxOpen: true}, Required: true}
	return Definition{
		Spec: scenario.ModelSpec{
			Name:           "vertical-linkages",
			Summary:        "vertical linkages between firms: industry concentrates although nobody can migrate",
			Parameters:     append([]scenario.ParameterSpec{muParameter(scenario.Inside(0, 1)), sigmaParameter(), alpha, labourParameter()}, tradeCostParameters()...),
			Tasks:          gameTasks,
			Blocks:         []string{"agriculture"},
			NeedsGeography: true,
			Mobility:       "sectoral",
		},
		Story: "Firms buy a good part of their inputs from each other. A place with many firms is a good market for inputs and a cheap source of them, " +
			"so industry attracts industry without anybody crossing a border; labour only moves between farm and factory. " +
			"As trade gets cheaper, countries alike divide into an industrial core and an agricultural periphery, with unequal wages where the core runs out of farmers; " +
			"with diminishing returns in agriculture, cheaper trade still brings industry back to the periphery.",
		Equations: masterEquations(true),
		Can:       []string{"the rise and, with concave agriculture, the fall of international inequality", "specialisation: a core without agriculture and its wage gap"},
		Cannot:    []string{"no migration (see mobility both of collective-efficiency)"},
		Sources: []string{"P. Krugman, A. Venables, Globalization and the inequality of nations, Quarterly Journal of Economics 110 (1995) 857–880",
			"A. Venables, Equilibrium locations of vertically linked industries, International Economic Review 37 (1996) 341–359", "FKV 1999, ch. 14"},
		Build: func(f *scenario.File, env *Env) (Model, error) {
			alpha, _ := f.Parameters.Number("alpha")
			return buildMaster(f, env, []economy.Industry{oneIndustry(f, alpha)}, economy.Sectoral)
		},
	}
}
