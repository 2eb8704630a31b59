package model

import (
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/quantitative"
	"github.com/geosolve/geosolve/model/scenario"
)

// spatial is the quantitative model, or the housing model as a case of it, as a game of workers.
type spatial struct {
	*regional
	economy *quantitative.Economy
	remarks func() []string
	unique  func() bool
}

// newSpatial makes the game of an economy. More remarks on the parameters come before those on uniqueness.
func newSpatial(g *regional, e *quantitative.Economy, more ...string) *spatial {
	s := &spatial{regional: g, economy: e, unique: sync.OnceValue(e.Unique)}
	s.remarks = sync.OnceValue(func() []string { return append(more, s.conditions()...) })
	return s
}

// NewEvaluator returns an evaluator of real wages.
func (m *spatial) NewEvaluator() equilibrium.Evaluator { return m.evaluator(m.economy.NewEvaluator()) }

// InteriorOnly tells whether real wages grow beyond all bounds as a region empties.
func (m *spatial) InteriorOnly() bool { return m.economy.Unbounded() }

// Corners are none where no region can be empty.
func (m *spatial) Corners() [][]float64 {
	if m.InteriorOnly() {
		return nil
	}
	return m.regional.Corners()
}

// StateOf turns shares by region into a state; all must be positive where no region can be empty.
func (m *spatial) StateOf(share [][]float64) ([]float64, error) {
	x, err := m.regional.StateOf(share)
	if err != nil {
		return nil, err
	}
	for k, v := range x {
		if v == 0 && m.InteriorOnly() {
			return nil, fmt.Errorf("share: region %d is empty, but real wages have no bound there; allowed are positive shares", m.region[k]+1)
		}
	}
	return x, nil
}

// Unique tells whether the economy has exactly one equilibrium.
func (m *spatial) Unique() bool { return m.unique() }

// Notes say what is known about the number of equilibria.
func (m *spatial) Notes() []string {
	return append(m.notes[:len(m.notes):len(m.notes)], m.remarks()...)
}

// LongRun finds the equilibrium with people in every region.
func (m *spatial) LongRun(start []float64) ([]float64, error) {
	var labour []float64
	if start != nil {
		labour = make([]float64, m.Regions())
		m.amounts(labour, start)
	}
	r, err := m.economy.LongRun(labour)
	if err != nil {
		return nil, err
	}
	x := make([]float64, len(m.region))
	for k, at := range m.region {
		x[k] = r.Labour[at] / m.mass[m.group[k]]
	}
	return x, nil
}

// Describe computes everything that is reported of a state.
func (m *spatial) Describe(x []float64) (*State, error) {
	n := m.Regions()
	share, real := make([]float64, n), make([]float64, n)
	m.amounts(share, x)
	ev := m.economy.NewEvaluator()
	if err := ev.Payoffs(real, share); err != nil {
		return nil, err
	}
	sol := ev.Solution()
	s := &State{Share: Vector(share), Wage: Vector(sol.Wage), PriceIndex: Vector(sol.PriceIndex), RealWage: Vector(real),
		Payoff: Vector(real), Residual: sol.Residual, Walras: sol.Walras}
	var all mean
	by := make([]mean, len(m.mass))
	for k, r := range m.region {
		all.add(share[r], real[r])
		by[m.group[k]].add(share[r], real[r])
	}
	s.Welfare = &Welfare{Workers: Number(all.value()), Farmers: Number(math.NaN()), World: Number(all.value()), Sum: all.level}
	if len(by) > 1 {
		for _, g := range by {
			s.Welfare.Groups = append(s.Welfare.Groups, g.value())
		}
	}
	return s, nil
}

// conditions say what the conditions for uniqueness amount to here.
func (m *spatial) conditions() []string {
	e := m.economy
	g1, g2, sum := e.Gamma1(), e.Gamma2(), e.Alpha+e.Beta
	var out []string
	switch {
	case g1 > 0 && sum <= 1e-15*(math.Abs(e.Alpha)+math.Abs(e.Beta)):
		out = append(out, fmt.Sprintf("alpha + beta = %.6g is not above 0: congestion outweighs agglomeration, and with symmetric trade costs (up to factors of origin and destination) there is exactly one equilibrium, which is stable (Allen and Arkolakis 2014, Theorem 2)", sum))
	case g1 > 0:
		out = append(out, fmt.Sprintf("alpha + beta = %.6g is above 0: agglomeration outweighs congestion, so several equilibria may exist where trade is costly", sum))
	}
	out = append(out, fmt.Sprintf("gamma1 = 1 − alpha(sigma−1) − beta·sigma = %.6g, gamma2 = 1 + alpha·sigma + beta(sigma−1) = %.6g: %s", g1, g2, gammaText(g1, g2)))
	if len(m.mass) > 1 {
		return append(out, "several groups of labour: no condition for uniqueness is checked, since wages differ between groups")
	}
	rho, c := e.SpectralRadius(), e.TradeContraction()
	switch {
	case g1 <= 0:
	case m.Unique():
		out = append(out, fmt.Sprintf("spectral radius %.6g, contraction of trade %.6g: their product is below 1, or the radius is 1, so the equilibrium is unique at these trade costs, symmetric or not", rho, c))
	default:
		out = append(out, fmt.Sprintf("spectral radius %.6g, contraction of trade %.6g: their product %.6g is not below 1, so at these trade costs uniqueness is not guaranteed", rho, c, rho*c))
	}
	return out
}

func gammaText(g1, g2 float64) string {
	switch {
	case g1 == 0:
		return "gamma1 = 0, the knife edge: a region's real wage does not depend on its own size"
	case g1 < 0:
		return "gamma1 < 0: a region's real wage rises with its own size, so no equilibrium with people everywhere is stable, and empty regions stay empty"
	case math.Abs(g2) <= g1*(1+1e-14):
		return "|gamma2/gamma1| ≤ 1, so the equilibrium is unique (Allen and Arkolakis 2014, Theorem 2)"
	}
	return "|gamma2/gamma1| > 1, so uniqueness depends on trade costs"
}

// buildSpatial reads place, groups and trade, and lets spec fill in what is particular to a model.
func buildSpatial(f *scenario.File, env *Env, spec func(*place, *quantitative.Spec) error) (*regional, *quantitative.Economy, error) {
	p, err := newPlace(f, env)
	if err != nil {
		return nil, nil, err
	}
	if len(p.costs) > 1 {
		return nil, nil, problem(f, "geography.matrix.values", "%d matrices for one industry", len(p.costs))
	}
	g, err := newRegional(f, p)
	if err != nil {
		return nil, nil, err
	}
	s := quantitative.Spec{GroupLabour: g.mass, GroupOf: make([]int, p.regions)}
	for k, r := range g.region {
		s.GroupOf[r] = g.group[k]
	}
	s.Sigma, _ = f.Parameters.Number("sigma")
	if s.Trade, err = p.trade(0, s.Sigma); err != nil {
		return nil, nil, err
	}
	if err := spec(p, &s); err != nil {
		return nil, nil, err
	}
	e, err := quantitative.New(s)
	if err != nil {
		return nil, nil, wrap(f, "parameters", err)
	}
	amenity := s.Amenity
	if amenity == nil {
		amenity = s.LogAmenity
	}
	g.symmetry = env.symmetryOf(func() equilibrium.Symmetry { return g.findSymmetry(s.Productivity, amenity) })
	return g, e, nil
}

// quantitativeSpec reads elasticities and, unless they are to be found, fundamentals.
func quantitativeSpec(f *scenario.File, given bool) func(*place, *quantitative.Spec) error {
	return func(p *place, s *quantitative.Spec) (err error) {
		s.Alpha, _ = f.Parameters.Number("alpha")
		s.Beta, _ = f.Parameters.Number("beta")
		if s.Productivity, err = p.fundamental("productivity", given); err != nil {
			return err
		}
		s.Amenity, err = p.fundamental("amenity", given)
		return err
	}
}

// fundamental is a parameter by region, or 1 everywhere where it is not given.
func (p *place) fundamental(name string, given bool) ([]float64, error) {
	if given {
		return p.parameterOr(name, 1)
	}
	one := make([]float64, p.regions)
	for r := range one {
		one[r] = 1
	}
	return one, nil
}

func buildQuantitative(f *scenario.File, env *Env) (Model, error) {
	g, e, err := buildSpatial(f, env, quantitativeSpec(f, true))
	if err != nil {
		return nil, err
	}
	return newSpatial(g, e), nil
}

// Inversion is the result of calibrate: invert.
type Inversion struct {
	Fundamentals Fundamentals `json:"fundamentals"`
	Residual     float64      `json:"-"` // largest relative difference of income and sales
}

// Fundamentals are fundamentals by region, each with geometric mean 1; what a model does not have is left
// out.
type Fundamentals struct {
	Productivity Array `json:"productivity"`
	Amenity      Array `json:"amenity,omitzero"`
	Housing      Array `json:"housing,omitzero"`
}

// ErrNotInvertible says that a model has no fundamentals to find.
var ErrNotInvertible = errors.New("model: only quantitative and housing can be inverted")

// Invert finds the fundamentals that make the wages and labour under calibrate.invert an equilibrium of
// the quantitative or the housing model; what the parameters say of fundamentals plays no part. The result
// is an *Inversion. Errors: ErrNotInvertible, bad input, quantitative.ErrNotConverged.
func Invert(f *scenario.File, env *Env) (any, error) {
	if f.Calibrate == nil || f.Calibrate.Invert == nil {
		return nil, problem(f, "calibrate", "calibrate.invert is missing: wage and labour by region")
	}
	var spec func(*place, *quantitative.Spec) error
	switch f.Model {
	case "quantitative":
		spec = quantitativeSpec(f, false)
	case "housing":
		spec = housingSpec(f, false)
	default:
		return nil, wrap(f, "calibrate.invert", ErrNotInvertible)
	}
	g, e, err := buildSpatial(f, env, spec)
	if err != nil {
		return nil, err
	}
	wage, err := g.place.column("calibrate.invert.wage", f.Calibrate.Invert.Wage)
	if err != nil {
		return nil, err
	}
	labour, err := g.place.column("calibrate.invert.labour", f.Calibrate.Invert.Labour)
	if err != nil {
		return nil, err
	}
	found, err := e.Invert(wage, labour)
	if err != nil {
		return nil, wrap(f, "calibrate.invert", err)
	}
	out := &Inversion{Residual: found.Residual}
	out.Fundamentals.Productivity = Vector(found.Productivity)
	if f.Model == "housing" {
		mu, _ := f.Parameters.Number("mu")
		out.Fundamentals.Housing = Vector(housesOf(found.LogAmenity, mu))
	} else {
		out.Fundamentals.Amenity = Vector(found.Amenity)
	}
	return out, nil
}
