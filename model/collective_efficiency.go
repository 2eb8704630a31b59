package model

import (
	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/scenario"
)

// collectiveEfficiency is the master economy with everything it can hold.
func collectiveEfficiency() Definition {
	alpha := scenario.ParameterSpec{Name: "alpha", Symbol: `\alpha`, Meaning: "share of intermediates in the cost of manufacturing",
		Source: "FKV 1999, ch. 14", Range: scenario.Range{Min: 0, Max: 1, MaxOpen: true}, Default: "0", ReplacedBy: []string{"industries"}}
	leastFirms := scenario.ParameterSpec{Name: "n_min", Symbol: `n_{\min}`, Meaning: "number of firms from which an industry counts as active in a region (roundabout production)",
		Source: "A. Young, Economic Journal 38 (1928) 527–542", Range: scenario.Above(0), Default: "1"}
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "collective-efficiency",
			Summary: "the master economy: any industries, external economies, joint action and a rest of the world",
			Parameters: append([]scenario.ParameterSpec{muParameter(scenario.Range{Min: 0, Max: 1, MinOpen: true}, "industries"), sigmaParameter("industries"),
				alpha, farmSharesParameter(), labourParameter(), leastFirms}, tradeCostParameters()...),
			Tasks:          append([]string{"compare"}, gameTasks...),
			Blocks:         []string{"industries", "mobility", "groups", "agriculture", "external_economies", "joint_action", "rest_of_world"},
			NeedsGeography: true,
			Mobility:       "migration",
		},
		Story: "Clusters compete through external economies that fall into a firm's lap (labour pooling, input variety, spillovers, thick trading networks: the passive part) " +
			"and through joint action that their members pursue (sharing equipment, associations, improving components with suppliers, alliances across the value chain: the active part). " +
			"Together they are what Schmitz calls collective efficiency.",
		Equations: masterEquations(true),
		Can:       []string{"any number of industries and regions, any input–output matrix, three regimes of mobility", "external economies each on its own and together", "outside demand and rivals"},
		Cannot:    []string{"enterprises differ in their cost of joint action only: there is no size distribution of firms in a cluster"},
		Sources: []string{"H. Schmitz, Collective efficiency and increasing returns, IDS Working Paper 50 (1997); Cambridge Journal of Economics 23 (1999) 465–483",
			"FKV 1999; D. Puga, The rise and fall of regional inequalities, European Economic Review 43 (1999) 303–334"},
		Build: func(f *scenario.File, env *Env) (Model, error) {
			inds, err := industriesOf(f)
			if err != nil {
				return nil, err
			}
			if f.Industries == nil {
				alpha, _ := f.Parameters.Number("alpha")
				inds = []economy.Industry{oneIndustry(f, alpha)}
			}
			regime := economy.Migration
			switch f.Mobility {
			case "sectoral":
				regime = economy.Sectoral
			case "both":
				regime = economy.Both
			}
			return buildMaster(f, env, inds, regime)
		},
	}
}
