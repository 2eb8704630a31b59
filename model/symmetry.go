package model

import (
	"slices"

	"github.com/geosolve/geosolve/internal/automorphism"
	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/geography"
)

// stateSymmetry lets a group of permutations of regions and industries, which acts on tables sector by
// region, act on states, whose options may stand in another order.
type stateSymmetry struct {
	group *automorphism.Group
	cell  []int // cell[k]: where option k of the state stands in the table
}

// sameShare is how far two shares may differ and still be the same: Newton's method leaves 1e-14, which a
// nearly singular Jacobian may magnify.
const sameShare = 1e-9

func (s *stateSymmetry) table(x []float64) []float64 {
	t := make([]float64, s.group.Len())
	for k, c := range s.cell {
		t[c] = x[k]
	}
	return t
}

func (s *stateSymmetry) state(t []float64) []float64 {
	x := make([]float64, len(s.cell))
	for k, c := range s.cell {
		x[k] = t[c]
	}
	return x
}

// Canonical is the image of x that is lexicographically largest, read sector by sector.
func (s *stateSymmetry) Canonical(x []float64) []float64 {
	return s.state(s.group.Canonical(s.table(x), sameShare))
}

// OrbitSize is the number of distinct images; 0 where it is too large to count.
func (s *stateSymmetry) OrbitSize(x []float64) int {
	n, _ := s.group.OrbitSize(s.table(x), sameShare)
	return n
}

// Images lists the distinct images of x, x's canonical one first; x alone where there are too many.
func (s *stateSymmetry) Images(x []float64) [][]float64 {
	tables, ok := s.group.Images(s.table(x), sameShare)
	if !ok {
		return [][]float64{x}
	}
	out := make([][]float64, len(tables))
	for i, t := range tables {
		out[i] = s.state(t)
	}
	return out
}

// Generators returns permutations of the options that generate the group.
func (s *stateSymmetry) Generators() [][]int {
	option := make([]int, s.group.Len())
	for k, c := range s.cell {
		option[c] = k
	}
	var out [][]int
	for _, g := range s.group.Generators() {
		p := make([]int, len(s.cell))
		for to, from := range g { // the group sends y[to] = x[from]
			p[option[from]] = option[to]
		}
		out = append(out, p)
	}
	return out
}

// searchLimit is the number of regions up to which symmetries are searched for; rings and equidistant
// regions need no search.
const searchLimit = 400

// regionSymmetry is the group of permutations of the regions that leave trade costs and these vectors by
// region as they are.
func (p *place) regionSymmetry(vectors [][]float64) *automorphism.Group {
	uniform := p.groups == nil && len(p.costs) == 1
	for _, v := range vectors {
		uniform = uniform && slices.Min(v) == slices.Max(v)
	}
	switch {
	case uniform && p.geo.Kind == geography.KindRing:
		return automorphism.Dihedral(p.regions)
	case uniform && p.geo.Kind == geography.KindEquidistant:
		all := make([]int, p.regions)
		for r := range all {
			all[r] = r
		}
		return automorphism.Symmetric(p.regions, [][]int{all})
	case p.regions > searchLimit:
		return automorphism.Trivial(p.regions)
	}
	colours := slices.Clone(vectors)
	matrices := len(p.costs)
	if p.groups != nil {
		matrices++
	}
	g, err := automorphism.Find(automorphism.Structure{Vertices: p.regions, Matrices: matrices, Colours: colours,
		Weight: func(k, r, s int) float64 {
			if k == len(p.costs) { // groups may be exchanged, but stay together
				if p.groups[r] == p.groups[s] {
					return 1
				}
				return 0
			}
			return p.costs[k].LogAt(r, s)
		}})
	if err != nil {
		return automorphism.Trivial(p.regions)
	}
	return g
}

// industrySymmetry lists the permutations of industries that leave technology as it is.
func industrySymmetry(t *economy.Technology, alike func(i, j int) bool) [][]int {
	const most = 6 // 6! = 720 permutations are looked at
	n := len(t.Industries)
	if n == 1 || n > most {
		return nil
	}
	var out [][]int
	perm := make([]int, 0, n)
	var search func()
	search = func() {
		if len(perm) == n {
			out = append(out, slices.Clone(perm))
			return
		}
		i := len(perm)
		for j := range n {
			if slices.Contains(perm, j) || !sameIndustry(t, i, j) || !alike(i, j) {
				continue
			}
			perm = append(perm, j)
			if consistentInputs(t, perm) {
				search()
			}
			perm = perm[:i]
		}
	}
	search()
	return out
}

func sameIndustry(t *economy.Technology, i, j int) bool {
	a, b := t.Industries[i], t.Industries[j]
	return a.Sigma == b.Sigma && a.Mu == b.Mu && a.Alpha[i] == b.Alpha[j]
}

// consistentInputs checks α_{p(j)p(i)} = α_ji for the newest industry against the earlier ones.
func consistentInputs(t *economy.Technology, perm []int) bool {
	i := len(perm) - 1
	for j := range i {
		if t.Industries[i].Alpha[j] != t.Industries[perm[i]].Alpha[perm[j]] || t.Industries[j].Alpha[i] != t.Industries[perm[j]].Alpha[perm[i]] {
			return false
		}
	}
	return true
}
