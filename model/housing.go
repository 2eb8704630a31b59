package model

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/model/quantitative"
	"github.com/geosolve/geosolve/model/scenario"
)

// housingSpec writes Helpman's model as a case of the quantitative one:
//
//	α = 1/(σ−1),  β = −(1−μ)/μ,  Ā = Q,  ū = H^{(1−μ)/μ},  ω = W^μ.
func housingSpec(f *scenario.File, given bool) func(*place, *quantitative.Spec) error {
	return func(p *place, s *quantitative.Spec) (err error) {
		mu, _ := f.Parameters.Number("mu")
		s.Alpha, s.Beta, s.Power = 1/(s.Sigma-1), -(1-mu)/mu, mu
		if s.Productivity, err = p.fundamental("productivity", given); err != nil {
			return err
		}
		houses, err := p.fundamental("housing", given)
		if err != nil {
			return err
		}
		s.LogAmenity = make([]float64, len(houses))
		for r, h := range houses {
			s.LogAmenity[r] = (1 - mu) / mu * math.Log(h)
		}
		return nil
	}
}

// housesOf are H = ū^{μ/(1−μ)} from ln ū; their geometric mean is 1 where that of ū is.
func housesOf(logAmenity []float64, mu float64) []float64 {
	h := make([]float64, len(logAmenity))
	for r, u := range logAmenity {
		h[r] = math.Exp(mu / (1 - mu) * u)
	}
	return h
}

// HousingBreak is the trade cost above which the symmetric state of two equal regions is unstable in
// Helpman's model, +Inf where it is stable at every trade cost, σ(1−μ) ≥ 1:
//
//	T_B^{σ−1} = (1+Z)/(1−Z),    Z = (1−μ)σ(σ−1)/(μ(2σ−1) − (1−μ)(σ−1)²).
func HousingBreak(mu, sigma float64) float64 {
	z := (1 - mu) * sigma * (sigma - 1) / (mu*(2*sigma-1) - (1-mu)*(sigma-1)*(sigma-1))
	if sigma*(1-mu) >= 1 || !(z > 0 && z < 1) {
		return math.Inf(1)
	}
	return math.Pow((1+z)/(1-z), 1/(sigma-1))
}

func buildHousing(f *scenario.File, env *Env) (Model, error) {
	g, e, err := buildSpatial(f, env, housingSpec(f, true))
	if err != nil {
		return nil, err
	}
	mu, _ := f.Parameters.Number("mu")
	strength := e.Sigma * (1 - mu)
	note := fmt.Sprintf("sigma(1 − mu) = %.6g is above 1: houses are scarce enough for one stable equilibrium at every trade cost (Helpman 1998)", strength)
	if strength <= 1 {
		note = fmt.Sprintf("sigma(1 − mu) = %.6g is not above 1: where trade is costly, people may gather in some regions (Helpman 1998)", strength)
		if t := HousingBreak(mu, e.Sigma); g.twoEqual(e.Productivity, e.LogAmenity) && !math.IsInf(t, 1) {
			note += fmt.Sprintf("; two equal regions: the symmetric state is stable below T = %.9g and unstable above", t)
		}
	}
	return newSpatial(g, e, note), nil
}

// housingDefinition is the model of Helpman, with the fundamentals of Redding and Sturm.
func housingDefinition() Definition {
	const source = "Helpman 1998; Redding and Sturm 2008"
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "housing",
			Summary: "Helpman's model: increasing returns against the price of houses",
			Parameters: append([]scenario.ParameterSpec{
				{Name: "mu", Symbol: `\mu`, Meaning: "share of goods in expenditure; the rest is spent on housing", Source: source, Range: scenario.Inside(0, 1), Required: true},
				sigmaParameter(),
				{Name: "housing", Symbol: "H", Meaning: "stock of houses of each region", Unit: "houses", Source: source, Kind: scenario.NumberOrVector,
					Range: scenario.Above(0), DefaultText: "1 in every region", PerRegion: true},
				{Name: "productivity", Symbol: "Q", Meaning: "quality of the goods of each region", Source: source, Kind: scenario.NumberOrVector,
					Range: scenario.Above(0), DefaultText: "1 in every region", PerRegion: true}}, tradeCostParameters()...),
			Tasks:          gameTasks,
			Blocks:         []string{"groups"},
			NeedsGeography: true,
			Mobility:       "migration",
		},
		Story: "Everybody is mobile, and what keeps people apart is the price of houses. Firms with increasing returns gather where the market is, but each newcomer raises rents. " +
			"Against Krugman's result cheap trade disperses: when goods are as cheap everywhere, people live where houses are; when trade is costly, they crowd into a large market. " +
			"The partition of Germany is its best known test.",
		Equations: []Equation{
			{"price index", `G_r^{1-\sigma} = \sum_s L_s Q_s^{\sigma-1} (w_s T_{sr})^{1-\sigma}`, source},
			{"wage equation", `w_r^{\sigma} = Q_r^{\sigma-1} \sum_s T_{rs}^{1-\sigma} G_s^{\sigma-1} w_s L_s`, source},
			{"income, rents included", `Y_r = w_r L_r / \mu`, source},
			{"real wage", `\omega_r = w_r^{\mu} G_r^{-\mu} (H_r/L_r)^{1-\mu}`, source},
			{"numeraire", `\textstyle\sum_r w_r L_r = 1, \quad \sum_r L_r = 1`, ""},
			{"break, two regions", `Z_B = \frac{(1-\mu)\sigma(\sigma-1)}{\mu(2\sigma-1) - (1-\mu)(\sigma-1)^2}, \quad T_B^{\sigma-1} = \frac{1+Z_B}{1-Z_B}`, ""},
		},
		Can: []string{"borders and their opening, with labour mobile inside groups of regions", "thousands of regions where the equilibrium is unique",
			"stocks of houses and productivities from observed wages and populations"},
		Cannot:  []string{"no empty regions: the first settler has all houses", "houses are given; nobody builds", "no commuting"},
		Sources: []string{"E. Helpman, The size of regions, in: D. Pines, E. Sadka, I. Zilcha (eds), Topics in Public Economics, Cambridge 1998, 33–54", "S. Redding, D. Sturm, The costs of remoteness: evidence from German division and reunification, American Economic Review 98 (2008) 1766–1797"},
		Build:   buildHousing,
	}
}
