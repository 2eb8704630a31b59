package model

import (
	"math"
	"slices"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/automorphism"
	"github.com/geosolve/geosolve/model/economy"
)

// findSymmetry finds the permutations of regions, and of industries that are alike, that leave the economy
// as it is, as they act on its states.
func (m *master) findSymmetry() equilibrium.Symmetry {
	nI, home := len(m.Technology.Industries), m.Regions()
	vectors := [][]float64{m.FarmShares, m.Labour}
	if m.Farming.Land != nil {
		vectors = append(vectors, m.Farming.Land)
	}
	if m.GroupShare != nil {
		of := make([]float64, home)
		for r, g := range m.GroupOf {
			of[r] = m.GroupShare[g-1]
		}
		vectors = append(vectors, of)
	}
	for o := range m.Outside {
		for i := range nI {
			v := make([]float64, home)
			for r := range v {
				v[r] = m.LogT[i](r, home+o)
			}
			vectors = append(vectors, v)
		}
	}
	if m.Joint != nil { // given efforts may differ from region to region
		for _, form := range m.Joint.Forms {
			if form != nil && form.Effort != nil {
				for i := range nI {
					vectors = append(vectors, form.Effort[i*home:(i+1)*home])
				}
			}
		}
	}
	regions := m.place.regionSymmetry(vectors)
	rows := nI
	industry, region := m.Slots()
	farms := slices.Contains(industry, -1)
	if farms {
		rows++
	}
	perms := industrySymmetry(m.Technology, m.sameSurroundings)
	if farms {
		for k, p := range perms {
			perms[k] = append(slices.Clone(p), nI)
		}
	}
	s := &stateSymmetry{group: regions, cell: make([]int, len(industry))}
	if rows > 1 {
		s.group = regions.OnRows(rows, perms)
	}
	for k, i := range industry {
		if i < 0 {
			i = nI
		}
		s.cell[k] = i*home + region[k]
	}
	return s
}

// sameSurroundings reports whether two industries meet the same trade costs, enterprises and rest of the
// world.
func (m *master) sameSurroundings(i, j int) bool {
	if i == j {
		return true
	}
	if len(m.place.costs) > 1 {
		for r := range m.Regions() {
			for s := range m.Regions() {
				if math.Abs(m.LogT[i](r, s)-m.LogT[j](r, s)) > automorphism.Tolerance {
					return false
				}
			}
		}
	}
	if x := m.External; x != nil && x.Enterprises[i] != x.Enterprises[j] {
		return false
	}
	for _, o := range m.Outside {
		if o.Labour[i] != o.Labour[j] || o.Wage[i] != o.Wage[j] {
			return false
		}
	}
	return true
}

// Corners are guesses of the states in which each industry is in one region: one per symmetry class.
func (m *master) Corners() [][]float64 {
	const most = 512 // assignments of industries to regions that are looked at
	nI, home := len(m.Technology.Industries), m.Regions()
	count := 1
	for range nI {
		if count *= home; count > most {
			return nil
		}
	}
	var out [][]float64
	for c := range count {
		home := m.Regions()
		where := make([]int, nI)
		for i, rest := 0, c; i < nI; i++ {
			where[i] = rest % home
			rest /= home
		}
		x, ok := m.corner(where)
		if !ok {
			continue
		}
		x = m.symmetry.Canonical(x)
		if !slices.ContainsFunc(out, func(y []float64) bool { return slices.Equal(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

// corner puts industry i into region where[i]; ok is false where there is no such state: a region without
// industry and agriculture, or a group of workers that cannot get there.
func (m *master) corner(where []int) (x []float64, ok bool) {
	industry, region := m.Slots()
	x = make([]float64, len(industry))
	employment, err := m.Technology.Employment()
	if err != nil {
		return nil, false
	}
	world := 0.0
	for _, l := range m.Labour {
		world += l
	}
	total := 0.0
	for _, l := range employment {
		total += l
	}
	for _, pop := range m.Populations() {
		sum, farm := 0.0, -1
		for k := pop.Start; k < pop.End; k++ {
			i := industry[k]
			switch {
			case i < 0:
				farm = k
			case where[i] != region[k]:
			case m.Mobility == economy.Migration:
				x[k] = 1
			case m.Mobility == economy.Sectoral:
				x[k] = employment[i] * world / m.Labour[region[k]]
			default:
				x[k] = employment[i]
			}
			sum += x[k]
		}
		if farm >= 0 && sum < 1 {
			m.shareFarms(x, pop, industry, 1-sum)
			continue
		}
		if sum == 0 {
			return nil, false
		}
		for k := pop.Start; k < pop.End; k++ {
			x[k] /= sum
		}
	}
	return x, true
}

// shareFarms spreads what industry leaves of a population over its farms.
func (m *master) shareFarms(x []float64, pop equilibrium.Population, industry []int, rest float64) {
	n := 0
	for k := pop.Start; k < pop.End; k++ {
		if industry[k] < 0 {
			n++
		}
	}
	for k := pop.Start; k < pop.End; k++ {
		if industry[k] < 0 {
			x[k] = rest / float64(n)
		}
	}
}
