package model

import "github.com/geosolve/geosolve/model/scenario"

// Parameters that several models share.

func muParameter(rng scenario.Range, replaced ...string) scenario.ParameterSpec {
	return scenario.ParameterSpec{Name: "mu", Symbol: `\mu`, Meaning: "share of manufactures in consumers' expenditure",
		Source: "FKV 1999, ch. 4", Range: rng, Required: true, ReplacedBy: replaced}
}

func sigmaParameter(replaced ...string) scenario.ParameterSpec {
	return scenario.ParameterSpec{Name: "sigma", Symbol: `\sigma`, Meaning: "elasticity of substitution between any two varieties",
		Source: "FKV 1999, ch. 4", Range: scenario.Above(1), Required: true, ReplacedBy: replaced}
}

func farmSharesParameter() scenario.ParameterSpec {
	return scenario.ParameterSpec{Name: "farm_shares", Symbol: `\phi^A`, Meaning: "share of the world's farmers in each region",
		Source: "FKV 1999, ch. 5", Kind: scenario.Vector, Range: scenario.Between(0, 1), DefaultText: "equal in every region", SumsToOne: true, PerRegion: true}
}

func labourParameter() scenario.ParameterSpec {
	return scenario.ParameterSpec{Name: "labour", Symbol: `\bar L`, Meaning: "workers of each region, under mobility sectoral and both", Unit: "workers",
		Source: "FKV 1999, ch. 14", Kind: scenario.NumberOrVector, Range: scenario.Above(0), DefaultText: "1 in every region", PerRegion: true}
}

// tradeCostParameters are the parameters of the trade cost, as the geography asks for them.
func tradeCostParameters() []scenario.ParameterSpec {
	return []scenario.ParameterSpec{scenario.IcebergCost(), scenario.DistanceCost()}
}

// gameTasks are the tasks of every model whose equilibria are those of a game.
var gameTasks = []string{"evaluate", "solve", "trace", "locus", "sweep", "simulate", "calibrate"}
