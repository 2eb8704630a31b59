package model

import "github.com/geosolve/geosolve/model/scenario"

// footlooseTradeCosts are T, phi and tau: between equidistant regions either of the first two.
func footlooseTradeCosts() []scenario.ParameterSpec {
	return []scenario.ParameterSpec{scenario.Freeness(), scenario.IcebergCost(), scenario.DistanceCost()}
}

// amountsParameter is an immobile amount by region that adds up to one.
func amountsParameter(name, symbol, meaning, source string) scenario.ParameterSpec {
	return scenario.ParameterSpec{Name: name, Symbol: symbol, Meaning: meaning, Source: source, Kind: scenario.Vector,
		Range: scenario.Between(0, 1), DefaultText: "equal in every region", SumsToOne: true, PerRegion: true}
}

// footlooseEntrepreneurDefinition is the model of Forslid and Ottaviano.
func footlooseEntrepreneurDefinition() Definition {
	const source = "Forslid and Ottaviano 2003"
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "footloose-entrepreneur",
			Summary: "Forslid and Ottaviano's footloose entrepreneurs: core and periphery in closed form",
			Parameters: append([]scenario.ParameterSpec{muParameter(scenario.Range{Min: 0, Max: 1, MinOpen: true}), sigmaParameter(),
				amountsParameter("immobile_shares", `\ell`, "immobile workers of each region, who earn the wage 1", source)}, footlooseTradeCosts()...),
			Tasks:          gameTasks,
			Blocks:         []string{"groups"},
			NeedsGeography: true,
			Mobility:       "migration",
		},
		Story: "A firm is an entrepreneur with an idea, who hires immobile workers to make the goods. Entrepreneurs live where they produce and go where their real income is highest. " +
			"Where many of them are, demand is large and goods are cheap, but competition is keen. Freer trade weakens competition faster than it weakens the ties of demand and supply, " +
			"and past a threshold entrepreneurs gather in one place.",
		Equations: []Equation{
			{"crowding", `\Delta_s = \sum_r \phi_{rs} h_r, \quad G_s = \Delta_s^{1/(1-\sigma)}`, source},
			{"income of an entrepreneur", `w_r = b \sum_s \phi_{rs} \frac{\ell_s + w_s h_s}{\Delta_s}, \quad b = \mu/\sigma`, source},
			{"real income", `\omega_r = w_r \Delta_r^{a}, \quad a = \mu/(\sigma-1)`, source},
			{"break", `\phi_B = \frac{(1-a)(1-b)}{(1+a)(1+b)}`, source},
			{"sustain", `\phi^{a}\left(\frac{1+b}{2}\phi + \frac{1-b}{2\phi}\right) = 1`, source},
			{"adjustment", `\dot h_r = h_r (\omega_r - \textstyle\sum_s h_s\omega_s)`, "FKV 1999, eq. 5.2"},
		},
		Can: []string{"break and sustain points in closed form, of the same kind as in the core–periphery model",
			"any number of regions, asymmetric sizes and trade costs; incomes by a linear system at any state"},
		Cannot:  []string{"no land or congestion: nothing disperses entrepreneurs when trade is free", "immobile workers' wage is the same everywhere"},
		Sources: []string{"R. Forslid, G. Ottaviano, An analytically solvable core–periphery model, Journal of Economic Geography 3 (2003) 229–240", "R. Baldwin et al., Economic Geography and Public Policy, Princeton 2003, ch. 4"},
		Build:   buildEntrepreneur,
	}
}

// footlooseCapitalDefinition is the model of Martin and Rogers.
func footlooseCapitalDefinition() Definition {
	const source = "Martin and Rogers 1995; Baldwin et al. 2003, ch. 3"
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "footloose-capital",
			Summary: "Martin and Rogers's footloose capital: the home-market effect alone",
			Parameters: append([]scenario.ParameterSpec{muParameter(scenario.Range{Min: 0, Max: 1, MinOpen: true}), sigmaParameter(),
				amountsParameter("expenditure_shares", "E", "each region's share of world expenditure", source)}, footlooseTradeCosts()...),
			Tasks:          gameTasks,
			Blocks:         []string{"groups"},
			NeedsGeography: true,
			Mobility:       "migration",
		},
		Story: "Capital goes where profit is highest, and its earnings go home to owners who do not move. So firms follow demand, but demand does not follow firms: " +
			"the larger market gets more than its share of them, the more so the freer trade is, and nothing is self-reinforcing.",
		Equations: []Equation{
			{"crowding", `\Delta_s = \sum_r \phi_{rs} n_r, \quad G_s = \Delta_s^{1/(1-\sigma)}`, source},
			{"profit", `\pi_r = b \sum_s \phi_{rs} \frac{E_s}{\Delta_s}, \quad b = \mu/\sigma`, source},
			{"two regions", `s_n = \tfrac12 + \frac{1+\phi}{1-\phi}\left(s_E - \tfrac12\right)`, source},
			{"adjustment", `\dot n_r = n_r (\pi_r - \textstyle\sum_s n_s\pi_s)`, source},
		},
		Can:     []string{"the home-market effect with any number of regions and any trade costs", "which regions lose all industry as trade gets freer"},
		Cannot:  []string{"no circular causality, so no catastrophe and no choice among equilibria: demand is given"},
		Sources: []string{"P. Martin, C. Rogers, Industrial location and public infrastructure, Journal of International Economics 39 (1995) 335–351", "R. Baldwin et al., Economic Geography and Public Policy, Princeton 2003, ch. 3"},
		Build:   buildCapital,
	}
}
