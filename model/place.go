package model

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/internal/kernel"
	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/geography"
	"github.com/geosolve/geosolve/model/scenario"
)

// place is where an economy is: its geography with the trade costs of a scenario.
type place struct {
	geo     *geography.Geography
	costs   []*geography.Costs // one, or one per industry (matrices three levels deep)
	regions int
	groups  []int // of each region, from 1; nil without
	f       *scenario.File
	env     *Env
}

// newPlace reads geography, trade costs and borders.
func newPlace(f *scenario.File, env *Env) (*place, error) {
	if f.Geography == nil {
		return nil, problem(f, "geography", "model %s needs a geography", f.Model)
	}
	geo, err := env.geography(f)
	if err != nil {
		return nil, wrap(f, "geography", err)
	}
	p := &place{geo: geo, regions: geo.Regions, f: f, env: env}
	if f.Groups != nil {
		of, err := p.column("groups.of", f.Groups.Of)
		if err != nil {
			return nil, err
		}
		for _, v := range of {
			p.groups = append(p.groups, int(v))
		}
	}
	tc := geography.TradeCost{Form: geography.Form(f.TradeCost.Form), Own: f.TradeCost.Own,
		BetweenRegions: f.Borders.BetweenRegions, BetweenGroups: f.Borders.BetweenGroups, Groups: p.groups}
	if geo.Kind == geography.KindMatrix && f.TradeCost.Own == 1 {
		tc.Own = 0 // the diagonal of the matrix stands
	}
	tc.T, _ = f.Parameters.Number("T")
	tc.Tau, _ = f.Parameters.Number("tau")
	if phi, ok := f.Parameters.Number("phi"); ok {
		sigma, _ := f.Parameters.Number("sigma")
		tc.T = math.Pow(phi, 1/(1-sigma))
		if math.IsInf(tc.T, 1) {
			return nil, problem(f, "parameters.phi", "a freeness of %v at sigma = %v is a trade cost beyond the range of numbers", phi, sigma)
		}
	}
	geos := []*geography.Geography{geo}
	if f.Geography.Matrix != nil {
		for i, m := range f.Geography.Matrix.Values.Matrices() {
			if i == 0 {
				continue
			}
			g, err := geography.Matrix(m)
			if err != nil {
				return nil, wrap(f, fmt.Sprintf("geography.matrix.values.%d", i+1), err)
			}
			geos = append(geos, g)
		}
	}
	for _, g := range geos {
		c, err := g.Costs(tc)
		if err != nil {
			return nil, wrap(f, "geography", err)
		}
		p.costs = append(p.costs, c)
	}
	return p, nil
}

// cost is the trade costs of an industry.
func (p *place) cost(i int) *geography.Costs { return p.costs[min(i, len(p.costs)-1)] }

// icebergCost is T_irs between different regions where the scenario states T itself; nil where it is
// computed from distances.
func (p *place) icebergCost() func(i, r, s int) float64 {
	if k := p.geo.Kind; k != geography.KindEquidistant && k != geography.KindMatrix {
		return nil
	}
	return func(i, r, s int) float64 { return p.cost(i).At(r, s) }
}

// column is a vector with one number per region: a list, a number for all, or a column of a file. A column
// of the file of the cities is cut to the cities that the scenario keeps.
func (p *place) column(path string, v scenario.Value) ([]float64, error) {
	if file, name, ok := v.Reference(); ok {
		var x []float64
		var err error
		full := p.f.Resolve(file)
		if c := p.f.Geography.Cities; c != nil && full == p.f.Resolve(c.File) {
			x, err = p.env.cityColumn(p.f, name)
		} else {
			x, err = p.env.column(full, name)
		}
		if err != nil {
			return nil, wrap(p.f, path, err)
		}
		if len(x) != p.regions {
			return nil, problem(p.f, path, "%d values in column %q of %s for %d regions", len(x), name, file, p.regions)
		}
		return x, nil
	}
	x, ok := v.VectorOf(p.regions, 0)
	if !ok {
		return nil, problem(p.f, path, "%d values for %d regions", len(v.Vector()), p.regions)
	}
	return x, nil
}

// parameter is a parameter with one number per region; nil where the scenario leaves it out.
func (p *place) parameter(name string) ([]float64, error) {
	v, ok := p.f.Parameters[name]
	if !ok || !v.IsSet() {
		return nil, nil
	}
	x, err := p.column("parameters."+name, v)
	if spec, ok := p.f.Spec().Parameter(name); err == nil && ok && spec.SumsToOne {
		if _, _, file := v.Reference(); file { // a column of people counts as their shares
			return normalized(p.f, "parameters."+name, x)
		}
	}
	return x, err
}

// normalized is x over its sum.
func normalized(f *scenario.File, path string, x []float64) ([]float64, error) {
	total := 0.0
	for r, v := range x {
		if v < 0 {
			return nil, problem(f, path, "%v in row %d, but shares are at least 0", v, r+1)
		}
		total += v
	}
	if !(total > 0) {
		return nil, problem(f, path, "the column adds up to %v, so it holds no shares", total)
	}
	out := make([]float64, len(x))
	for r, v := range x {
		out[r] = v / total
	}
	return out, nil
}

// parameterOr is a parameter with one number per region, all of them v where it is left out.
func (p *place) parameterOr(name string, v float64) ([]float64, error) {
	x, err := p.parameter(name)
	if x == nil && err == nil {
		x = make([]float64, p.regions)
		for r := range x {
			x[r] = v
		}
	}
	return x, err
}

// denseTrade is the number of regions up to which freeness is held as a matrix whatever the geography: the
// derivatives, which need every pair, take longer than the products.
const denseTrade = 512

// trade is the freeness of trade of industry i at home.
func (p *place) trade(i int, sigma float64) (economy.Trade, error) {
	c := p.cost(i)
	if p.regions <= denseTrade {
		if c.Structure() == geography.Circulant {
			row := make([]float64, p.regions)
			for r := range row {
				row[r] = c.LogAt(0, r)
			}
			return economy.NewCirculant(sigma, row, p.ringProduct(c, sigma)), nil
		}
		return economy.NewDense(p.regions, sigma, c.LogAt), nil
	}
	k, err := c.Freeness(sigma)
	if err != nil {
		return nil, wrap(p.f, "geography", err)
	}
	return economy.NewLarge(k, sigma, c.LogAt), nil
}

// ringProduct is the product in linear time of a ring large enough for it to pay, nil where costs are not
// exponential in distance: products by FFT keep too few digits for what is small.
func (p *place) ringProduct(c *geography.Costs, sigma float64) kernel.Kernel {
	const pays = 48 // regions, from where it is faster than a product by rows
	if p.regions < pays {
		return nil
	}
	k, err := c.Freeness(sigma)
	if _, ok := k.(*kernel.Exponential); !ok || err != nil {
		return nil
	}
	return k
}

// names are the names of the regions, nil where they have none.
func (p *place) names() []string { return p.geo.Names }

// points are the regions' coordinates on a map, nil where the geography has none.
func (p *place) points() [][2]float64 {
	if p.geo.X == nil {
		return nil
	}
	out := make([][2]float64, p.regions)
	for r := range out {
		out[r] = [2]float64{p.geo.X[r], p.geo.Y[r]}
	}
	return out
}
