package model

import (
	"errors"
	"fmt"
	"math"

	"github.com/geosolve/geosolve/model/network"
	"github.com/geosolve/geosolve/model/scenario"
)

// ErrPartly says that a model was solved in part: the result that comes with it holds what was found.
// Commands write it and exit with status 3.
var ErrPartly = errors.New("solved in part")

// InvestmentResult is the solution of investment-externalities.
type InvestmentResult struct {
	W               [][]float64        `json:"W"` // as used
	C               float64            `json:"C"` // as used
	Nash            NashInvestment     `json:"nash"`
	Isolated        InvestmentX        `json:"isolated"`
	Planner         *PlannerInvestment `json:"planner"`
	Radius          InvestmentRadius   `json:"radius"`
	Enabling        []bool             `json:"enabling"`         // x^N above that of a firm alone
	UnderInvestment []bool             `json:"under_investment"` // x^N below the planner's; null without one
	Path            [][]float64        `json:"path"`             // replies to last period's investment, from nothing
}

// InvestmentX is investment by firm.
type InvestmentX struct {
	X []float64 `json:"x"`
}

// NashInvestment is what firms do that take each other's investment as given.
type NashInvestment struct {
	X        []float64 `json:"x"`
	Payoff   []float64 `json:"payoff"`
	Received []float64 `json:"received"`
	Provided []float64 `json:"provided"`
	Balance  []float64 `json:"balance"` // received less provided
}

// PlannerInvestment maximises the sum of payoffs.
type PlannerInvestment struct {
	X      []float64 `json:"x"`
	Payoff []float64 `json:"payoff"`
}

// InvestmentRadius holds the spectral radii of BW and of B(W+Wᵀ), relative to c.
type InvestmentRadius struct {
	Nash    float64 `json:"nash"`
	Planner float64 `json:"planner"`
}

// investment is the model of investment externalities.
type investment struct {
	economy *network.Economy
	f       *scenario.File
}

func buildInvestment(f *scenario.File, _ *Env) (Model, error) {
	number := func(name string) float64 { v, _ := f.Parameters.Number(name); return v }
	s := network.Spec{A: number("A"), B: number("B"), Cost: number("c"), Leakage: number("leakage")}
	if c, ok := f.Parameters.Number("C"); ok {
		s.C = &c
	}
	var err error
	if s.W, err = matrixOf(f, "parameters.W", f.Parameters["W"]); err != nil {
		return nil, err
	}
	e, err := network.New(s)
	if err != nil {
		return nil, wrap(f, "parameters", err)
	}
	return &investment{e, f}, nil
}

// Notes say whether investment comes back to those who make it.
func (m *investment) Notes() []string {
	nash, planner, err := m.economy.Radii()
	switch {
	case err != nil:
		return nil
	case nash == 0:
		return []string{"one-way network: no firm's investment comes back to it, so there is no cumulative multiplier"}
	}
	return []string{fmt.Sprintf("two-way network: the cumulative multiplier is 1/(1 − %.6g) at most", nash),
		fmt.Sprintf("the planner's solution needs a spectral radius of B (W + Wᵀ) below c; here it is %.6g times c", planner)}
}

const (
	// investmentRounding is the difference of investments, relative to the larger, that rounding of linear
	// systems of modest condition explains; differences count beyond it.
	investmentRounding = 1e-11
	// shortestPath and longestPath bound the periods of the path; it ends between them where it is within
	// settled of the Nash solution.
	shortestPath, longestPath = 5, 200
	settled                   = 1e-6
)

// Solve returns an *InvestmentResult. Without a Nash solution there is none, and the error, bad input, is
// network.ErrNoNash; without a planner's solution the error is ErrPartly and network.ErrNoPlanner.
func (m *investment) Solve() (any, error) {
	e := m.economy
	x, err := e.Nash()
	if err != nil {
		return nil, wrap(m.f, "parameters", err)
	}
	r := &InvestmentResult{W: e.UsedW(), C: e.UsedC(), Nash: NashInvestment{X: x, Payoff: e.Payoff(x)}, Isolated: InvestmentX{e.Isolated()}}
	if r.Radius.Nash, r.Radius.Planner, err = e.Radii(); err != nil {
		return nil, err
	}
	r.Nash.Received, r.Nash.Provided = e.Balance(x)
	for i := range x {
		r.Nash.Balance = append(r.Nash.Balance, r.Nash.Received[i]-r.Nash.Provided[i])
	}
	r.Enabling = above(x, r.Isolated.X)
	r.Path = investmentPath(e, x)
	best, err := e.Planner()
	if err != nil {
		return r, fmt.Errorf("%w: %w", ErrPartly, err)
	}
	r.Planner = &PlannerInvestment{X: best, Payoff: e.Payoff(best)}
	r.UnderInvestment = above(best, x)
	return r, nil
}

// above tells where x exceeds y.
func above(x, y []float64) []bool {
	out := make([]bool, len(x))
	for i := range x {
		out[i] = x[i]-y[i] > investmentRounding*math.Max(math.Abs(x[i]), math.Abs(y[i]))
	}
	return out
}

// investmentPath is the path up to where it is near the Nash solution x.
func investmentPath(e *network.Economy, x []float64) [][]float64 {
	path := e.Path(longestPath)
	for t := shortestPath; t < len(path); t++ {
		near := true
		for i, v := range path[t] {
			near = near && math.Abs(v-x[i]) <= settled*math.Abs(x[i])
		}
		if near {
			return path[:t+1]
		}
	}
	return path
}

// investmentDefinition is the model of investment externalities.
func investmentDefinition() Definition {
	number := func(name, meaning string, r scenario.Range) scenario.ParameterSpec {
		return scenario.ParameterSpec{Name: name, Symbol: name, Meaning: meaning, Range: r, Required: true}
	}
	leak := scenario.ParameterSpec{Name: "leakage", Symbol: `\ell`, Meaning: "part of the return on a firm's investment that leaks to others", Range: scenario.Between(0, 1), Default: "0"}
	c := number("C", "what the investment of others is worth by itself", scenario.Range{})
	c.Required, c.DefaultText = false, "A·leakage, and each non-zero column of W is divided by its sum: what leaks is received"
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "investment-externalities",
			Summary: "investment that enables or leaks through a network of firms",
			Parameters: []scenario.ParameterSpec{
				number("A", "return on a firm's own investment", scenario.Range{}),
				number("B", "what the investment of others adds to that return", scenario.AtLeast(0)), c,
				number("c", "cost of investment, ½ c x²", scenario.Above(0)), leak,
				{Name: "W", Symbol: "W", Meaning: "weight with which firm i (row) receives from firm j (column), zero diagonal", Kind: scenario.Matrix, Range: scenario.AtLeast(0), Required: true}},
			Tasks: []string{"solve", "sweep"},
		},
		Story: "A tannery that invests in better leather makes it worth while for shoemakers to invest, and they for it: investment enables investment. " +
			"Or its trainees leave for the neighbour, and what it pays for others use. Firms that look after themselves invest too little in both cases; " +
			"where the network runs both ways, each investment multiplies, and where it runs one way, it does not.",
		Equations: []Equation{
			{"payoff", `u_i = \left(A(1-\ell) + B\sum_j W_{ij}x_j\right)x_i + C\sum_j W_{ij}x_j - \tfrac12 c x_i^2`, ""},
			{"Nash", `x^N = (cI - BW)^{-1}A(1-\ell)\mathbf 1`, ""},
			{"isolated", `x^I = A/c`, ""},
			{"planner", `x^P = \left(cI - B(W+W^\top)\right)^{-1}\left(A(1-\ell)\mathbf 1 + C W^\top\mathbf 1\right)`, ""},
			{"conditions", `\rho(BW) < c, \qquad \rho(B(W+W^\top)) < c`, ""},
			{"path", `x_{t+1} = \left(A(1-\ell)\mathbf 1 + BWx_t\right)/c`, ""},
		},
		Can:     []string{"who enables whom, who gives more than he receives, how far investment falls short of what would be best for all"},
		Cannot:  []string{"the network is given: nobody looks for better partners", "replies are linear, so there is one solution or none"},
		Sources: []string{"C. Ballester, A. Calvó-Armengol, Y. Zenou, Who's who in networks. Wanted: the key player, Econometrica 74 (2006) 1403–1417 (the same game of linear replies)"},
		Build:   buildInvestment,
	}
}
