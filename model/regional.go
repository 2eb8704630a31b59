package model

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/scenario"
)

// regional is what the models share in which one mobile factor chooses among regions, inside groups of
// regions where the scenario has groups. Shares add up to one over the world; option k of the state is
// the region region[k], whose amount is mass[g]·x[k] in group g.
type regional struct {
	place    *place
	pops     []equilibrium.Population
	region   []int
	group    []int     // of each option, from 0
	mass     []float64 // of each group, adding up to one
	symmetry equilibrium.Symmetry
	notes    []string
}

// newRegional lays out the state: group by group, the regions of each in their order.
func newRegional(f *scenario.File, p *place) (*regional, error) {
	g := &regional{place: p}
	of := p.groups
	if of == nil {
		of = slices.Repeat([]int{1}, p.regions)
	}
	groups := slices.Max(of)
	if least := slices.Min(of); least < 1 {
		return nil, problem(f, "groups.of", "group %d, but groups are numbered from 1", least)
	}
	for n := 1; n <= groups; n++ {
		start := len(g.region)
		for r, o := range of {
			if o == n {
				g.region = append(g.region, r)
				g.group = append(g.group, n-1)
			}
		}
		if len(g.region) == start {
			return nil, problem(f, "groups.of", "no region is in group %d of %d", n, groups)
		}
		g.pops = append(g.pops, equilibrium.Population{Start: start, End: len(g.region)})
		g.mass = append(g.mass, float64(len(g.region)-start))
	}
	if f.Groups != nil && f.Groups.Labour.IsSet() {
		labour := f.Groups.Labour.Vector()
		if len(labour) != groups {
			return nil, problem(f, "groups.labour", "%d values for %d groups", len(labour), groups)
		}
		copy(g.mass, labour)
	}
	total := 0.0
	for _, m := range g.mass {
		total += m
	}
	for k := range g.mass {
		g.mass[k] /= total
	}
	return g, nil
}

// findSymmetry finds the permutations of regions that leave trade costs, groups and these vectors by
// region as they are.
func (g *regional) findSymmetry(vectors ...[]float64) equilibrium.Symmetry {
	if len(g.mass) > 1 {
		of := make([]float64, g.place.regions)
		for k, r := range g.region {
			of[r] = g.mass[g.group[k]]
		}
		vectors = append(vectors, of)
	}
	return &stateSymmetry{group: g.place.regionSymmetry(vectors), cell: g.region}
}

// Populations are the groups of regions.
func (g *regional) Populations() []equilibrium.Population { return g.pops }

// Symmetry is the group of permutations of regions that leave the economy as it is.
func (g *regional) Symmetry() equilibrium.Symmetry { return g.symmetry }

// Regions is the number of regions.
func (g *regional) Regions() int { return g.place.regions }

// Names are the regions' names.
func (g *regional) Names() []string { return g.place.names() }

// Places are the regions' coordinates.
func (g *regional) Places() [][2]float64 { return g.place.points() }

// Notes are remarks on the parameters.
func (g *regional) Notes() []string { return g.notes }

// amounts are the shares of the world by region of a state.
func (g *regional) amounts(dst, x []float64) {
	for k, r := range g.region {
		dst[r] = g.mass[g.group[k]] * x[k]
	}
}

// Shares are the shares of the world by region.
func (g *regional) Shares(x []float64) Array {
	out := make([]float64, g.place.regions)
	g.amounts(out, x)
	return Vector(out)
}

// Listed puts values by option into the order of the regions.
func (g *regional) Listed(v []float64) Array {
	out := make([]float64, g.place.regions)
	for k, r := range g.region {
		out[r] = v[k]
	}
	return Vector(out)
}

// StateOf turns shares of the world by region into a state. The shares of each group must add up to what
// lives in it.
func (g *regional) StateOf(share [][]float64) ([]float64, error) {
	row, err := oneRow(share, g.place.regions)
	if err != nil {
		return nil, err
	}
	x := make([]float64, len(row))
	for k, r := range g.region {
		x[k] = row[r] / g.mass[g.group[k]]
	}
	if err := normalizeGroups(g.pops, x); err != nil {
		return nil, err
	}
	return x, nil
}

// oneRow checks shares of a model with one row of them.
func oneRow(share [][]float64, regions int) ([]float64, error) {
	if len(share) != 1 {
		return nil, fmt.Errorf("share: %d rows, but the model has one", len(share))
	}
	row := share[0]
	if len(row) != regions {
		return nil, fmt.Errorf("share: %d values for %d regions", len(row), regions)
	}
	for r, v := range row {
		if !(v >= 0) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("share: %v in region %d; allowed is [0, 1]", v, r+1)
		}
	}
	return row, nil
}

// sharesAddUp is the tolerance on shares that add up: shares with ten digits, as tables print them.
const sharesAddUp = 1e-9

// normalizeGroups makes the shares of each population add up to one where they nearly do.
func normalizeGroups(pops []equilibrium.Population, x []float64) error {
	for n, p := range pops {
		sum := 0.0
		for _, v := range x[p.Start:p.End] {
			sum += v
		}
		if math.Abs(sum-1) > sharesAddUp {
			of := ""
			if len(pops) > 1 {
				of = fmt.Sprintf(" of group %d, of what lives there,", n+1)
			}
			return fmt.Errorf("share: the shares%s add up to %.12g, allowed is 1 within %.0g", of, sum, sharesAddUp)
		}
		for k := p.Start; k < p.End; k++ {
			x[k] /= sum
		}
	}
	return nil
}

// Kind classifies a state: symmetric where all regions are alike, interior where none is empty,
// concentrated where all is in one region, partial otherwise.
func (g *regional) Kind(x []float64) string {
	share := make([]float64, len(x))
	g.amounts(share, x)
	return kindOf(share, 1, g.place.regions)
}

// Corners are the states in which each group is in one region, one per symmetry class; none where there
// would be too many to look at.
func (g *regional) Corners() [][]float64 {
	const most = 512 // combinations of regions that are looked at
	count := 1
	for _, p := range g.pops {
		if count *= p.Len(); count > most {
			return nil
		}
	}
	var out [][]float64
	for c := range count {
		x := make([]float64, len(g.region))
		for _, p := range g.pops {
			x[p.Start+c%p.Len()] = 1
			c /= p.Len()
		}
		x = g.symmetry.Canonical(x)
		if !slices.ContainsFunc(out, func(y []float64) bool { return slices.Equal(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

// twoEqual tells whether there are two regions alike in these vectors, with trade costs between them alone: what
// closed forms are about.
func (g *regional) twoEqual(vectors ...[]float64) bool {
	f := g.place.f
	equal := g.place.regions == 2 && f.Geography.Equidistant != nil && len(g.mass) == 1 &&
		f.TradeCost.Own == 1 && f.Borders.BetweenRegions == 1 && f.Borders.BetweenGroups == 1
	for _, v := range vectors {
		equal = equal && v[0] == v[1]
	}
	return equal
}

// regionPayoffs are payoffs by region as a function of the amounts there, for the use of one goroutine.
type regionPayoffs interface {
	// Payoffs writes the payoff in each region to dst.
	Payoffs(dst, amount []float64) error
	// PayoffJacobian also writes ∂π_r/∂n_s to element (r, s) of jac.
	PayoffJacobian(dst []float64, jac *mat.Dense, amount []float64) error
}

// regionalEvaluator turns payoffs by region into those of a regional game.
type regionalEvaluator struct {
	g              *regional
	inner          regionPayoffs
	amount, payoff []float64
	jac            *mat.Dense
}

func (g *regional) evaluator(inner regionPayoffs) equilibrium.Evaluator {
	return &regionalEvaluator{g: g, inner: inner, amount: make([]float64, g.place.regions), payoff: make([]float64, g.place.regions)}
}

// Payoffs implements equilibrium.Evaluator.
func (e *regionalEvaluator) Payoffs(dst, x []float64) error {
	e.g.amounts(e.amount, x)
	if err := e.inner.Payoffs(e.payoff, e.amount); err != nil {
		return err
	}
	for k, r := range e.g.region {
		dst[k] = e.payoff[r]
	}
	return nil
}

// PayoffJacobian implements equilibrium.Evaluator: ∂π/∂x_k = mass·∂π/∂n_r.
func (e *regionalEvaluator) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	e.g.amounts(e.amount, x)
	if e.jac == nil {
		e.jac = mat.NewDense(len(x), len(x), nil)
	}
	if err := e.inner.PayoffJacobian(e.payoff, e.jac, e.amount); err != nil {
		return err
	}
	for k, r := range e.g.region {
		dst[k] = e.payoff[r]
		to, from := jac.RawRowView(k), e.jac.RawRowView(r)
		for j, s := range e.g.region {
			to[j] = e.g.mass[e.g.group[j]] * from[s]
		}
	}
	return nil
}
