package model

import "github.com/geosolve/geosolve/model/scenario"

// quantitativeDefinition is the model of Allen and Arkolakis.
func quantitativeDefinition() Definition {
	const source = "Allen and Arkolakis 2014"
	fundamental := func(name, symbol, meaning string) scenario.ParameterSpec {
		return scenario.ParameterSpec{Name: name, Symbol: symbol, Meaning: meaning, Source: source, Kind: scenario.NumberOrVector,
			Range: scenario.Above(0), DefaultText: "1 in every region", PerRegion: true}
	}
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "quantitative",
			Summary: "Allen and Arkolakis's spatial economy: any productivities, amenities and trade costs, and what data say of them",
			Parameters: append([]scenario.ParameterSpec{sigmaParameter(),
				{Name: "alpha", Symbol: `\alpha`, Meaning: "elasticity of productivity with respect to labour", Source: source, Required: true},
				{Name: "beta", Symbol: `\beta`, Meaning: "elasticity of amenity with respect to labour, negative for congestion", Source: source, Required: true},
				fundamental("productivity", `\bar A`, "exogenous productivity of each region"),
				fundamental("amenity", `\bar u`, "exogenous amenity of each region")}, tradeCostParameters()...),
			Tasks:          gameTasks,
			Blocks:         []string{"groups"},
			NeedsGeography: true,
			Mobility:       "migration",
		},
		Story: "Places differ in what they produce well and in how pleasant they are, and both change with the number of people: productivity rises with it, pleasantness falls. " +
			"People go where they are best off, until all places are equally good. From observed wages and populations the model recovers what places must be like, " +
			"and then tells what roads, borders or new fundamentals would change.",
		Equations: []Equation{
			{"trade", `X_{ij} = \left(\frac{T_{ij} w_i}{A_i}\right)^{1-\sigma} P_j^{\sigma-1} w_j L_j, \quad A_i = \bar A_i L_i^{\alpha}`, source},
			{"price index", `P_j^{1-\sigma} = \sum_i \left(\frac{T_{ij} w_i}{A_i}\right)^{1-\sigma}`, source},
			{"income is sales", `w_i L_i = \sum_j X_{ij}`, source},
			{"welfare", `W = \frac{w_i u_i}{P_i}, \quad u_i = \bar u_i L_i^{\beta}`, source},
			{"numeraire", `\textstyle\sum_i w_i L_i = 1, \quad \sum_i L_i = 1`, ""},
			{"uniqueness", `\gamma_1 = 1 - \alpha(\sigma-1) - \beta\sigma, \quad \gamma_2 = 1 + \alpha\sigma + \beta(\sigma-1), \quad |\gamma_2/\gamma_1| \le 1`, source + ", Theorem 2"},
		},
		Can: []string{"thousands of places whose populations differ by ten orders of magnitude", "fundamentals from observed wages and populations",
			"counterfactuals: the same scenario with other trade costs or fundamentals", "labour that moves inside groups of regions only: welfare by group"},
		Cannot:  []string{"no commuting and no capital", "where agglomeration outweighs congestion, which equilibrium comes about is history's choice"},
		Sources: []string{"T. Allen, C. Arkolakis, Trade and the topography of the spatial economy, Quarterly Journal of Economics 129 (2014) 1085–1140"},
		Build:   buildQuantitative,
	}
}
