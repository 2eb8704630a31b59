package model

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/scenario"
)

// master is a master economy built from a scenario: core-periphery, vertical-linkages,
// industrial-clusters and collective-efficiency are names for it.
type master struct {
	*economy.Economy
	place    *place
	symmetry equilibrium.Symmetry
	notes    []string
	nMin     float64 // firms from which an industry counts as active
}

// buildMaster makes a master economy of industries, a regime of mobility and the blocks of the scenario.
func buildMaster(f *scenario.File, env *Env, industries []economy.Industry, regime economy.Regime) (Model, error) {
	tech, err := economy.NewTechnology(industries)
	if err != nil {
		return nil, wrap(f, "industries", err)
	}
	pl, err := newPlace(f, env)
	if err != nil {
		return nil, err
	}
	spec := economy.Spec{Technology: tech, Home: pl.regions, Mobility: regime, Distance: pl.geo.Distance, GroupOf: pl.groups}
	for _, fill := range []func(*scenario.File, *place, *economy.Spec) error{fillPeople, fillFarming, fillTrade, fillExternal, fillJoint} {
		if err := fill(f, pl, &spec); err != nil {
			return nil, err
		}
	}
	e, err := economy.New(spec)
	if err != nil {
		return nil, wrap(f, "model", err)
	}
	m := &master{Economy: e, place: pl, nMin: 1}
	if n, ok := f.Parameters.Number("n_min"); ok {
		m.nMin = n
	}
	if tech.BlackHole() && regime == economy.Migration {
		in := industries[0]
		m.notes = append(m.notes, fmt.Sprintf("black hole: rho = (sigma-1)/sigma = %.6g is not above mu = %.6g, so agglomeration is stable at every trade cost (FKV 1999, ch. 4)", (in.Sigma-1)/in.Sigma, in.Mu))
	}
	if m.Joint != nil {
		m.notes = append(m.notes, m.Joint.Warnings(tech)...)
	}
	m.symmetry = env.symmetryOf(m.findSymmetry)
	return m, nil
}

// fillPeople reads who lives where.
func fillPeople(f *scenario.File, p *place, s *economy.Spec) (err error) {
	if s.FarmShares, err = p.parameter("farm_shares"); err != nil {
		return err
	}
	if s.Labour, err = p.parameter("labour"); err != nil {
		return err
	}
	if f.Groups != nil && f.Groups.Labour.IsSet() {
		s.GroupShare = f.Groups.Labour.Vector()
	}
	return nil
}

// fillFarming reads the agriculture block.
func fillFarming(f *scenario.File, p *place, s *economy.Spec) error {
	a := f.Agriculture
	if a == nil {
		return nil
	}
	if spends := s.Technology.Agriculture(); (a.Kind == "none") == spends {
		if spends {
			return problem(f, "agriculture.kind", "none, but consumers spend part of their income on agriculture: the mu of all industries add up to less than 1")
		}
		return problem(f, "agriculture.kind", "%s, but the mu of all industries add up to 1, which leaves nothing for agriculture; use none", a.Kind)
	}
	if a.Kind != "concave" {
		return nil
	}
	if s.Mobility == economy.Migration {
		return problem(f, "agriculture.kind", "concave agriculture needs workers who can join it: mobility sectoral or both; under migration farmers stay and their income is given")
	}
	land := make([]float64, p.regions)
	for r := range land {
		land[r] = 1
	}
	if a.Land.IsSet() {
		var err error
		if land, err = p.column("agriculture.land", a.Land); err != nil {
			return err
		}
	}
	s.Farming = &economy.Farming{Eta: a.Eta, Land: land}
	return nil
}

// fillTrade makes trade costs, those with the rest of the world included.
func fillTrade(f *scenario.File, p *place, s *economy.Spec) error {
	nI, home := len(s.Technology.Industries), p.regions
	if len(p.costs) > 1 && len(p.costs) != nI {
		return problem(f, "geography.matrix.values", "%d matrices for %d industries", len(p.costs), nI)
	}
	s.IcebergCost = p.icebergCost()
	abroad := make([][]float64, len(f.RestOfWorld)) // ln T to and from
	for o, w := range f.RestOfWorld {
		key := "rest_of_world." + w.Name
		labour, ok := w.Labour.VectorOf(nI, 0)
		if !ok {
			return problem(f, key+".labour", "%d values for %d industries", len(w.Labour.Vector()), nI)
		}
		wage, ok := w.Wage.VectorOf(nI, 1)
		if !ok {
			return problem(f, key+".wage", "%d values for %d industries", len(w.Wage.Vector()), nI)
		}
		T, err := p.column(key+".T", w.T)
		if err != nil {
			return err
		}
		s.Outside = append(s.Outside, economy.Outside{Name: w.Name, Labour: labour, Wage: wage, Income: w.Income})
		for _, t := range T {
			abroad[o] = append(abroad[o], math.Log(t))
		}
	}
	for i, in := range s.Technology.Industries {
		at := p.cost(i).LogAt
		if len(abroad) > 0 {
			inner := at
			at = func(r, q int) float64 {
				switch {
				case r < home && q < home:
					return inner(r, q)
				case r >= home && q >= home: // regions abroad do not trade with each other through the model
					if r == q {
						return 0
					}
					return math.Inf(1)
				case r >= home:
					return abroad[r-home][q]
				}
				return abroad[q-home][r]
			}
		}
		s.LogT = append(s.LogT, at)
		if len(abroad) > 0 {
			s.Trade = append(s.Trade, economy.NewDense(home+len(abroad), in.Sigma, at))
			continue
		}
		t, err := p.trade(i, in.Sigma)
		if err != nil {
			return err
		}
		s.Trade = append(s.Trade, t)
	}
	return nil
}

// fillExternal reads external_economies.
func fillExternal(f *scenario.File, p *place, s *economy.Spec) error {
	x := f.ExternalEconomies
	if x == nil {
		return nil
	}
	nI := len(s.Technology.Industries)
	if !x.Enterprises.IsSet() {
		return problem(f, "external_economies", "enterprises is missing: the number of enterprises of the industry, at least 1")
	}
	n, ok := x.Enterprises.VectorOf(nI, 1)
	if !ok {
		return problem(f, "external_economies.enterprises", "%d values for %d industries", len(x.Enterprises.Vector()), nI)
	}
	e := &economy.External{Enterprises: n}
	if x.Pooling != nil {
		e.Pooling = &economy.Pooling{Shape: x.Pooling.Shape}
	}
	if x.Spillover != nil {
		e.Spillover = &economy.Spillover{Epsilon: x.Spillover.Epsilon, Decay: x.Spillover.Rate()}
		if f.Geography.Matrix != nil && !math.IsInf(x.Spillover.Rate(), 1) {
			return problem(f, "external_economies.spillover.decay", "a matrix of trade costs says nothing of distances; use decay: local, or another geography")
		}
	}
	if x.Distribution != nil {
		e.Distribution = &economy.Distribution{Nu: x.Distribution.Nu, Zeta: x.Distribution.Zeta}
	}
	s.External = e
	return nil
}
