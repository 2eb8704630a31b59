package model

import (
	"fmt"
	"math"
	"slices"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/economy"
)

// Notes are remarks on the parameters.
func (m *master) Notes() []string { return m.notes }

// Names are the regions' names.
func (m *master) Names() []string { return m.place.names() }

// Places are the regions' coordinates.
func (m *master) Places() [][2]float64 { return m.place.points() }

// Symmetry is the group of permutations of regions, and of industries that are alike, under which the
// economy stays as it is.
func (m *master) Symmetry() equilibrium.Symmetry { return m.symmetry }

// StateOf turns shares by industry and region into a state of the game. Under migration the shares of an
// industry add up to one; under sectoral mobility agriculture gets what a region's industries leave.
func (m *master) StateOf(share [][]float64) ([]float64, error) {
	nI, home := len(m.Technology.Industries), m.Regions()
	if len(share) != nI {
		return nil, fmt.Errorf("share: %d rows for %d industries", len(share), nI)
	}
	flat := make([]float64, 0, nI*home)
	for i, row := range share {
		if len(row) != home {
			return nil, fmt.Errorf("share: %d values for %d regions in row %d", len(row), home, i+1)
		}
		for r, v := range row {
			if !(v >= 0) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("share: %v in row %d, region %d; allowed is [0, 1]", v, i+1, r+1)
			}
		}
		flat = append(flat, row...)
	}
	return m.Economy.State(flat)
}

// Shares are the shares of a state, industry by region.
func (m *master) Shares(x []float64) Array {
	return Array{Data: m.Economy.Share(x), Rows: len(m.Technology.Industries)}
}

// Listed picks the values of industries, industry by region.
func (m *master) Listed(v []float64) Array {
	return Array{Data: m.Economy.Listed(v), Rows: len(m.Technology.Industries)}
}

// Kind classifies a state: symmetric where all regions are alike, interior where no industry is missing
// anywhere, concentrated where each industry is in one region, partial otherwise.
func (m *master) Kind(x []float64) string {
	return kindOf(m.Economy.Share(x), len(m.Technology.Industries), m.Regions())
}

// alike is how far shares may differ from region to region in a symmetric state: what Newton's method
// leaves of 1e-14 after division by the smallest eigenvalue worth telling from zero, 1e-5.
const alike = 1e-9

func kindOf(share []float64, rows, regions int) string {
	empty, symmetric, concentrated := false, true, true
	for i := range rows {
		row := share[i*regions : (i+1)*regions]
		lo, hi := slices.Min(row), slices.Max(row)
		if hi-lo > alike {
			symmetric = false
		}
		occupied := 0
		for _, v := range row {
			if v > 0 {
				occupied++
			} else {
				empty = true
			}
		}
		if occupied != 1 {
			concentrated = false
		}
	}
	switch {
	case concentrated && regions > 1:
		return "concentrated"
	case empty:
		return "partial"
	case symmetric:
		return "symmetric"
	}
	return "interior"
}

// Describe computes everything that is reported of a state.
func (m *master) Describe(x []float64) (*State, error) {
	d, err := m.Economy.Evaluator().Describe(x)
	if err != nil {
		return nil, err
	}
	s := m.state(d)
	s.Share = m.Shares(x)
	return s, nil
}

// state puts a description into the form of results, all but the shares.
func (m *master) state(d *economy.Description) *State {
	rows, home := len(m.Technology.Industries), m.Regions()
	arr := func(v []float64) Array { return Array{Data: v, Rows: rows} }
	all := home + len(m.Outside)
	here := func(v []float64) Array { // of all regions, those at home
		out := make([]float64, 0, rows*home)
		for i := range rows {
			out = append(out, v[i*all:i*all+home]...)
		}
		return arr(out)
	}
	s := &State{Wage: here(d.Short.Wage), PriceIndex: here(d.Short.PriceIndex), Price: here(d.Short.Price), Firms: here(d.Short.Firms),
		RealWage: arr(levels(d.LogRealWage)), Payoff: arr(levels(d.LogPayoff)), Residual: d.Short.Residual, Walras: d.Short.Walras,
		Welfare: &Welfare{Workers: Number(d.Welfare.Workers), Farmers: Number(d.Welfare.Farmers), World: Number(d.Welfare.World), Sum: d.Welfare.Sum}}
	if rows > 1 {
		s.Active = m.active(s.Firms)
	}
	for f, a := range d.Effort {
		if a != nil {
			if s.Effort == nil {
				s.Effort = map[string]Array{}
			}
			s.Effort[economy.Form(f).String()] = arr(a)
		}
	}
	if a := d.Agreement; a != nil {
		s.Agreement = &Agreement{Z: a.Z, Deviation: arr(a.Deviation), Punishment: arr(a.Punishment), CriticalDelta: Number(a.CriticalDelta)}
	}
	if h := d.Heterogeneity; h != nil {
		s.Heterogeneity = heterogeneity(h, arr)
	}
	if len(m.Outside) > 0 {
		s.ExportShare, s.WorldShare = arr(d.ExportShare), arr(d.WorldShare)
		for o, out := range m.Outside {
			g := make([]float64, rows)
			for i := range g {
				g[i] = d.Short.PriceIndex[i*all+home+o]
			}
			f := Foreign{Name: out.Name, PriceIndex: g}
			if rows == 1 {
				f.PriceIndex = g[0]
			}
			s.RestOfWorld = append(s.RestOfWorld, f)
		}
	}
	return s
}

// active counts, by region, the industries that have room for n_min firms: the layers of roundabout
// production that the market is large enough for (Young 1928).
func (m *master) active(firms Array) []int {
	out := make([]int, firms.Columns())
	for i := range firms.Rows {
		for r, n := range firms.Row(i) {
			if n >= m.nMin {
				out[r]++
			}
		}
	}
	return out
}

func levels(logs []float64) []float64 {
	out := make([]float64, len(logs))
	for k, v := range logs {
		out[k] = math.Exp(v)
	}
	return out
}

func heterogeneity(h *economy.Members, arr func([]float64) Array) *Heterogeneity {
	out := &Heterogeneity{Joining: map[string]Array{}, Quantiles: map[string][][]float64{}}
	for f, join := range h.Joining {
		if join == nil {
			continue
		}
		name := economy.Form(f).String()
		out.Joining[name] = arr(join)
		for _, q := range h.Quantiles[f] {
			out.Quantiles[name] = append(out.Quantiles[name], q[:])
		}
	}
	return out
}
