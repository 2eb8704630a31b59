package model

import (
	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/scenario"
)

// corePeriphery is Krugman's core–periphery model: the master economy with one industry that uses labour
// alone, whose workers migrate.
func corePeriphery() Definition {
	return Definition{
		Spec: scenario.ModelSpec{
			Name:           "core-periphery",
			Summary:        "Krugman's core–periphery model: footloose workers, immobile farmers, increasing returns and trade costs",
			Parameters:     append([]scenario.ParameterSpec{muParameter(scenario.Inside(0, 1)), sigmaParameter(), farmSharesParameter()}, tradeCostParameters()...),
			Tasks:          gameTasks,
			Blocks:         []string{"groups"},
			NeedsGeography: true,
			Mobility:       "migration",
		},
		Story: "Manufacturing workers move to the region with the highest real wage; farmers stay where they are. " +
			"Firms with increasing returns want to be where demand is (backward linkage), workers where goods are cheap (forward linkage); " +
			"both pull industry together, while the demand of immobile farmers holds it apart. When trade gets cheap enough, " +
			"the spread of industry breaks and a core and a periphery arise.",
		Equations: masterEquations(false),
		Can: []string{
			"break and sustain points, and the range of trade costs between them where history decides",
			"many regions: the racetrack economy, real cities, asymmetric trade costs",
		},
		Cannot:  []string{"no dispersion at very low trade costs: there is no land, congestion or immobile labour in manufacturing"},
		Sources: []string{"P. Krugman, Increasing returns and economic geography, Journal of Political Economy 99 (1991) 483–499", "M. Fujita, P. Krugman, A. Venables, The Spatial Economy, MIT Press 1999 [FKV], ch. 4–6"},
		Build: func(f *scenario.File, env *Env) (Model, error) {
			return buildMaster(f, env, []economy.Industry{oneIndustry(f, 0)}, economy.Migration)
		},
	}
}

// oneIndustry is the industry of a scenario without an industries block; it buys the share alpha of its
// cost from itself.
func oneIndustry(f *scenario.File, alpha float64) economy.Industry {
	mu, _ := f.Parameters.Number("mu")
	sigma, _ := f.Parameters.Number("sigma")
	return economy.Industry{Name: "manufacturing", Sigma: sigma, Mu: mu, Alpha: []float64{alpha}}
}

// masterEquations are the equations of the master economy, with or without intermediates.
func masterEquations(linked bool) []Equation {
	if !linked {
		return []Equation{
			{"income", `Y_r = w_r L_r + Y^A_r, \quad L_r = \mu\lambda_r, \quad Y^A_r = (1-\mu)\phi^A_r`, "FKV 1999, eq. 5.3"},
			{"price index", `G_r^{1-\sigma} = \sum_s L_s (w_s T_{sr})^{1-\sigma}`, "FKV 1999, eq. 5.4"},
			{"wage equation", `w_r^{\sigma} = \sum_s T_{rs}^{1-\sigma} G_s^{\sigma-1} \mu Y_s`, "FKV 1999, eq. 5.5"},
			{"real wage", `\omega_r = w_r G_r^{-\mu}`, "FKV 1999, eq. 5.6"},
			{"adjustment", `\dot\lambda_r = \lambda_r (\omega_r - \textstyle\sum_s \lambda_s\omega_s)`, "FKV 1999, eq. 5.2"},
		}
	}
	return []Equation{
		{"price of a variety", `p_{ir} = w_{ir}^{\beta_i} \prod_j (v_{ir} G_{jr})^{\alpha_{ji}}`, "FKV 1999, ch. 14"},
		{"price index", `G_{jr}^{1-\sigma_j} = \sum_s \frac{w_{js}L_{js}}{p_{js}f_{js}} Q_{js}^{\sigma_j-1} (p_{js}T_{jsr})^{1-\sigma_j}`, "FKV 1999, ch. 14–16"},
		{"wage equation", `p_{ir}^{\sigma_i} f_{ir}/\beta_i = Q_{ir}^{\sigma_i-1} \sum_s T_{irs}^{1-\sigma_i} G_{is}^{\sigma_i-1} E_{is}`, "FKV 1999, ch. 14–16"},
		{"expenditure", `E_{jr} = \mu_j Y_r + \sum_i \frac{\alpha_{ji}}{\beta_i} w_{ir}L_{ir}`, "FKV 1999, ch. 14–16"},
		{"income", `Y_r = \sum_i w_{ir}L_{ir} + Y^A_r`, "FKV 1999, ch. 14–16"},
		{"real wage", `\omega_{ir} = w_{ir} \prod_j G_{jr}^{-\mu_j}`, "FKV 1999, ch. 14–16"},
	}
}
