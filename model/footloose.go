package model

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/footloose"
	"github.com/geosolve/geosolve/model/scenario"
)

// footlooseEntrepreneur is the model of Forslid and Ottaviano as a game of entrepreneurs.
type footlooseEntrepreneur struct {
	*regional
	market   *footloose.Market
	immobile []float64
}

// NewEvaluator returns an evaluator of real incomes.
func (m *footlooseEntrepreneur) NewEvaluator() equilibrium.Evaluator {
	return m.evaluator(m.market.NewEntrepreneur())
}

// Describe computes everything that is reported of a state.
func (m *footlooseEntrepreneur) Describe(x []float64) (*State, error) {
	n := m.Regions()
	share, real := make([]float64, n), make([]float64, n)
	m.amounts(share, x)
	ev := m.market.NewEntrepreneur()
	if err := ev.Payoffs(real, share); err != nil {
		return nil, err
	}
	s := &State{Share: Vector(share), Wage: Vector(ev.Wage()), PriceIndex: Vector(m.market.PriceIndex(ev.Delta())),
		RealWage: Vector(real), Payoff: Vector(real), Firms: Vector(share)}
	var w welfareSum
	living := make([]float64, n)
	for r, v := range real {
		w.workers.add(share[r], v)
		living[r] = v / ev.Wage()[r] // real income of an immobile worker, whose wage is 1
		w.farmers.add(m.immobile[r], living[r])
	}
	s.Welfare = w.welfare()
	s.Walras = m.walras(share, ev)
	return s, nil
}

// walras compares entrepreneurs' incomes with the part of spending that is theirs, b Σ_s E_s.
func (m *footlooseEntrepreneur) walras(share []float64, ev *footloose.Entrepreneur) float64 {
	mu, _ := m.place.f.Parameters.Number("mu")
	sigma, _ := m.place.f.Parameters.Number("sigma")
	earned, spent := 0.0, 0.0
	for r, w := range ev.Wage() {
		earned += w * share[r]
		spent += m.immobile[r] + w*share[r]
	}
	return earned/(mu/sigma*spent) - 1
}

// footlooseCapital is the model of Martin and Rogers as a game of capital owners.
type footlooseCapital struct {
	*regional
	market *footloose.Market
}

// NewEvaluator returns an evaluator of profits.
func (m *footlooseCapital) NewEvaluator() equilibrium.Evaluator {
	return m.evaluator(m.market.NewCapital())
}

// Describe computes everything that is reported of a state.
func (m *footlooseCapital) Describe(x []float64) (*State, error) {
	n := m.Regions()
	share, profit := make([]float64, n), make([]float64, n)
	m.amounts(share, x)
	ev := m.market.NewCapital()
	if err := ev.Payoffs(profit, share); err != nil {
		return nil, err
	}
	return &State{Share: Vector(share), PriceIndex: Vector(m.market.PriceIndex(ev.Delta())),
		Profit: Vector(profit), Payoff: Vector(profit), Firms: Vector(share)}, nil
}

// buildFootloose reads what both models share; amounts is the parameter of immobile incomes.
func buildFootloose(f *scenario.File, env *Env, amounts string) (*regional, *footloose.Market, []float64, error) {
	p, err := newPlace(f, env)
	if err != nil {
		return nil, nil, nil, err
	}
	if len(p.costs) > 1 {
		return nil, nil, nil, problem(f, "geography.matrix.values", "%d matrices for one industry", len(p.costs))
	}
	immobile, err := p.parameterOr(amounts, 1/float64(p.regions))
	if err != nil {
		return nil, nil, nil, err
	}
	g, err := newRegional(f, p)
	if err != nil {
		return nil, nil, nil, err
	}
	mu, _ := f.Parameters.Number("mu")
	sigma, _ := f.Parameters.Number("sigma")
	trade, err := p.trade(0, sigma)
	if err != nil {
		return nil, nil, nil, err
	}
	market, err := footloose.NewMarket(mu, sigma, trade, immobile)
	if err != nil {
		return nil, nil, nil, wrap(f, "parameters", err)
	}
	g.symmetry = env.symmetryOf(func() equilibrium.Symmetry { return g.findSymmetry(immobile) })
	return g, market, immobile, nil
}

func buildEntrepreneur(f *scenario.File, env *Env) (Model, error) {
	g, market, immobile, err := buildFootloose(f, env, "immobile_shares")
	if err != nil {
		return nil, err
	}
	mu, _ := f.Parameters.Number("mu")
	sigma, _ := f.Parameters.Number("sigma")
	switch {
	case mu >= sigma-1:
		g.notes = append(g.notes, fmt.Sprintf("black hole: mu = %.6g is not below sigma − 1 = %.6g, so agglomeration is stable at every freeness of trade", mu, sigma-1))
	case g.twoEqual(immobile):
		g.notes = append(g.notes, fmt.Sprintf("two equal regions: the symmetric state is stable below phi = %.9g (break), concentration an equilibrium from phi = %.9g on (sustain)",
			footloose.Break(mu, sigma), footloose.Sustain(mu, sigma)))
	}
	return &footlooseEntrepreneur{g, market, immobile}, nil
}

func buildCapital(f *scenario.File, env *Env) (Model, error) {
	g, market, _, err := buildFootloose(f, env, "expenditure_shares")
	if err != nil {
		return nil, err
	}
	g.notes = append(g.notes, "profits are the slopes of a concave function of where firms are: every equilibrium is stable, and there is one only unless places are perfect substitutes (freeness 1)")
	return &footlooseCapital{g, market}, nil
}

// mean is a weighted mean of logarithms.
type mean struct{ sum, weight, level float64 }

func (m *mean) add(weight, x float64) {
	if weight > 0 {
		m.sum += weight * math.Log(x)
		m.weight += weight
		m.level += weight * x
	}
}

func (m *mean) value() float64 { return m.sum / m.weight }

// welfareSum gathers log real incomes of the mobile and the immobile.
type welfareSum struct{ workers, farmers mean }

func (w *welfareSum) welfare() *Welfare {
	return &Welfare{Workers: Number(w.workers.value()), Farmers: Number(w.farmers.value()),
		World: Number((w.workers.sum + w.farmers.sum) / (w.workers.weight + w.farmers.weight)), Sum: w.workers.level + w.farmers.level}
}
