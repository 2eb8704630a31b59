// Package index holds indices of concentration and cooperation, from data or from a solved economy alike.
package index

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Numbers are results that JSON writes as null where they are not defined (NaN).
type Numbers []float64

// MarshalJSON writes a list.
func (x Numbers) MarshalJSON() ([]byte, error) {
	out := make([]*float64, len(x))
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsInf(x[i], 0) {
			out[i] = &x[i]
		}
	}
	return json.Marshal(out)
}

// Concentration says where industries are. With s_ir the share of industry i's employment in region r and
// x_r the region's share of all employment, that of the industry itself included:
type Concentration struct {
	LocationQuotient []Numbers       `json:"location_quotient"` // s_ir/x_r, industry by region; null where x_r = 0
	LocationalGini   Numbers         `json:"locational_gini"`   // by industry; see Gini
	Herfindahl       Numbers         `json:"herfindahl"`        // Σ_r s_ir²
	EllisonGlaeser   *EllisonGlaeser `json:"ellison_glaeser"`
}

// EllisonGlaeser is the index of Ellison and Glaeser (1997), by industry.
type EllisonGlaeser struct {
	Raw   Numbers `json:"raw"`             // G_i = Σ_r (s_ir − x_r)²
	Gamma Numbers `json:"gamma,omitempty"` // γ_i, with Herfindahl indices of plants; null where one plant is all
}

// Measure computes indices of employment (industry by region, ≥ 0, each industry employing somebody) and,
// for γ, the Herfindahl index of plant sizes of each industry, in [0, 1]; nil: no γ.
//
//	γ_i = (G_i − (1 − Σ_r x_r²) H_i) / ((1 − Σ_r x_r²)(1 − H_i))
//
// (Ellison and Glaeser 1997, Geographic concentration in U.S. manufacturing industries, Journal of
// Political Economy 105.) Zero: as concentrated as plants thrown at random.
func Measure(employment [][]float64, plant []float64) (*Concentration, error) {
	share, x, err := shares(employment)
	if err != nil {
		return nil, err
	}
	if plant != nil && len(plant) != len(employment) {
		return nil, fmt.Errorf("plant_herfindahl: %d numbers for %d industries", len(plant), len(employment))
	}
	c := &Concentration{EllisonGlaeser: &EllisonGlaeser{}}
	for i, s := range share {
		quotient := make(Numbers, len(s))
		h, raw, spread := 0.0, 0.0, 1.0
		for r := range s {
			quotient[r] = s[r] / x[r]
			h += s[r] * s[r]
			raw += (s[r] - x[r]) * (s[r] - x[r])
			spread -= x[r] * x[r]
		}
		c.LocationQuotient = append(c.LocationQuotient, quotient)
		c.LocationalGini = append(c.LocationalGini, Gini(s, x))
		c.Herfindahl = append(c.Herfindahl, h)
		c.EllisonGlaeser.Raw = append(c.EllisonGlaeser.Raw, raw)
		if plant == nil {
			continue
		}
		p := plant[i]
		if !(p >= 0 && p <= 1) {
			return nil, fmt.Errorf("plant_herfindahl: %v of industry %d, allowed is [0, 1]", p, i+1)
		}
		c.EllisonGlaeser.Gamma = append(c.EllisonGlaeser.Gamma, (raw-spread*p)/(spread*(1-p)))
	}
	return c, nil
}

// shares are s_ir and x_r.
func shares(employment [][]float64) (share [][]float64, x []float64, err error) {
	if len(employment) == 0 || len(employment[0]) == 0 {
		return nil, nil, fmt.Errorf("employment: no industry or no region")
	}
	x = make([]float64, len(employment[0]))
	all := 0.0
	for i, row := range employment {
		if len(row) != len(x) {
			return nil, nil, fmt.Errorf("employment: industry %d has %d regions, industry 1 has %d", i+1, len(row), len(x))
		}
		sum := 0.0
		for r, v := range row {
			if !(v >= 0) || math.IsInf(v, 1) {
				return nil, nil, fmt.Errorf("employment: %v of industry %d in region %d, allowed is [0, ∞)", v, i+1, r+1)
			}
			sum += v
			x[r] += v
		}
		if sum == 0 || math.IsInf(sum, 1) {
			return nil, nil, fmt.Errorf("employment: industry %d employs %v in all", i+1, sum)
		}
		s := slices.Clone(row)
		for r := range s {
			s[r] /= sum
		}
		share = append(share, s)
		all += sum
	}
	for r := range x {
		x[r] /= all
	}
	return share, x, nil
}

// Gini is the locational Gini index of shares s against shares x: twice the area between the diagonal and
// the Lorenz curve of s on x, regions in order of s/x (Krugman 1991, Geography and Trade). It is 0 where
// s = x and nears 1 where all of s is in a region with little of x.
func Gini(s, x []float64) float64 {
	order := make([]int, 0, len(s))
	for r := range s {
		if x[r] > 0 {
			order = append(order, r)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch d := s[a]*x[b] - s[b]*x[a]; {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	under, sum := 0.0, 0.0
	for _, r := range order {
		under += x[r] * (2*sum + s[r])
		sum += s[r]
	}
	return 1 - under
}
