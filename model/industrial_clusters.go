package model

import (
	"fmt"
	"slices"

	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/scenario"
)

// industrialClusters is the master economy with several industries that buy more from themselves than from
// each other, without agriculture: each place has the same people, and industries divide the places.
func industrialClusters() Definition {
	input := func(name, symbol, meaning string) scenario.ParameterSpec {
		return scenario.ParameterSpec{Name: name, Symbol: symbol, Meaning: meaning, Source: "FKV 1999, ch. 16",
			Range: scenario.Range{Min: 0, Max: 1, MaxOpen: true}, Required: true, ReplacedBy: []string{"industries"}}
	}
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "industrial-clusters",
			Summary: "industries that buy from themselves: which places specialise in which industry",
			Parameters: append([]scenario.ParameterSpec{sigmaParameter("industries"),
				input("alpha_own", `\alpha`, "share of an industry's own goods in its cost"),
				input("alpha_cross", `\upsilon`, "share of the other industry's goods in its cost"), labourParameter()}, tradeCostParameters()...),
			Tasks:          gameTasks,
			Blocks:         []string{"industries", "agriculture"},
			NeedsGeography: true,
			Mobility:       "sectoral",
		},
		Story: "Two industries, each its own best customer and supplier, share two places whose people do not move. With costly trade both places make everything; " +
			"as trade gets cheaper each industry gathers in a place of its own: film in one, computers in the other.",
		Equations: masterEquations(true),
		Can:       []string{"specialisation of places by industry; any number of industries, regions and any input–output matrix"},
		Cannot:    []string{"which industry settles where: history decides"},
		Sources:   []string{"P. Krugman, A. Venables, Integration, specialization and adjustment, European Economic Review 40 (1996) 959–967", "FKV 1999, ch. 16"},
		Build: func(f *scenario.File, env *Env) (Model, error) {
			if f.Industries != nil {
				inds, err := industriesOf(f)
				if err != nil {
					return nil, err
				}
				return buildMaster(f, env, inds, economy.Sectoral)
			}
			sigma, _ := f.Parameters.Number("sigma")
			own, _ := f.Parameters.Number("alpha_own")
			cross, _ := f.Parameters.Number("alpha_cross")
			return buildMaster(f, env, []economy.Industry{
				{Name: "industry 1", Sigma: sigma, Mu: 0.5, Alpha: []float64{own, cross}},
				{Name: "industry 2", Sigma: sigma, Mu: 0.5, Alpha: []float64{cross, own}},
			}, economy.Sectoral)
		},
	}
}

// industriesOf reads the industries block.
func industriesOf(f *scenario.File) ([]economy.Industry, error) {
	names := make([]string, len(f.Industries))
	for i, in := range f.Industries {
		names[i] = in.Name
	}
	out := make([]economy.Industry, len(names))
	for i, in := range f.Industries {
		out[i] = economy.Industry{Name: in.Name, Sigma: in.Sigma, Mu: in.Mu, Alpha: make([]float64, len(names))}
		for from, share := range in.Inputs {
			j := slices.Index(names, from)
			if j < 0 {
				return nil, problem(f, "industries."+in.Name+".inputs", "%s", fmt.Sprintf("unknown industry %q; industries are %v", from, names))
			}
			out[i].Alpha[j] = share
		}
	}
	return out, nil
}
