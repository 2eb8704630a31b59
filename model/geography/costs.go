package geography

import (
	"fmt"
	"math"
)

// Form says how trade costs grow with distance d, in units of Geography.CostUnit.
type Form string

// The forms.
const (
	Exponential   Form = "exponential"    // T = exp(tau·d)
	Power         Form = "power"          // T = (1+d)^tau
	DistancePower Form = "distance-power" // T = max(1, d)^tau
	Linear        Form = "linear"         // T = 1 + tau·d
)

// forms lists them for messages.
const forms = "exponential, power, distance-power or linear"

// TradeCost says how distances become trade costs. The zero value of every field means "not stated".
type TradeCost struct {
	Form Form    // default exponential
	Tau  float64 // per unit of distance, ≥ 0; of no use to a matrix
	T    float64 // equidistant only: the cost between any two regions, ≥ 1, instead of Form and Tau

	Own float64 // the cost inside a region, ≥ 1; default 1, or the diagonal of a matrix

	// Borders multiply the cost between different regions, and between regions of different groups, both where both
	// hold; > 0, default 1. Groups has one entry per region and is needed for BetweenGroups only.
	BetweenRegions, BetweenGroups float64
	Groups                        []int
}

// Costs are the iceberg trade costs T_rs ≥ 1 between the regions of a geography: ship T from r to s, 1 arrives. They
// are computed as asked for, not stored, and may be used from several goroutines.
type Costs struct {
	geography *Geography
	form      Form
	tau       float64
	logOwn    float64 // NaN: the diagonal of a matrix
	logRegion float64 // added between different regions
	logGroup  float64 // added between different groups
	groups    []int   // nil unless groups matter
}

// maxLogCost is the largest log T accepted: T stays well inside the range of float64, and so do products of two.
const maxLogCost = 350

// Costs turns distances into trade costs. It is an error if tc is out of range or does not fit the geography, or if
// some T_rs falls below 1 (the message names the pair) or beyond exp(350).
func (g *Geography) Costs(tc TradeCost) (*Costs, error) {
	c := &Costs{geography: g, form: tc.Form, tau: tc.Tau}
	if err := c.setForm(tc); err != nil {
		return nil, err
	}
	if err := c.setBorders(tc); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

// setForm checks the relation between distance and cost.
func (c *Costs) setForm(tc TradeCost) error {
	if c.form == "" {
		c.form = Exponential
	}
	if c.form != Exponential && c.form != Power && c.form != DistancePower && c.form != Linear {
		return fmt.Errorf("trade_cost: form is %q, but must be %s", tc.Form, forms)
	}
	if !(tc.Tau >= 0) || math.IsInf(tc.Tau, 1) {
		return fmt.Errorf("trade_cost: tau is %v, but must be a finite number of at least 0", tc.Tau)
	}
	kind := c.geography.Kind
	if tc.T != 0 {
		if kind != KindEquidistant {
			return fmt.Errorf("trade_cost: T is %v, but regions of a %s are not equally far apart; state tau (a matrix states T itself)", tc.T, kind)
		}
		if !(tc.T >= 1) || math.IsInf(tc.T, 1) {
			return fmt.Errorf("trade_cost: T is %v, but must be a finite number of at least 1", tc.T)
		}
		if tc.Tau != 0 {
			return fmt.Errorf("trade_cost: both T (%v) and tau (%v) are stated; state one of them", tc.T, tc.Tau)
		}
		c.form, c.tau = Exponential, math.Log(tc.T) // at distance 1
	}
	if kind == KindMatrix && tc.Tau != 0 {
		return fmt.Errorf("trade_cost: tau is %v, but a matrix states T itself and has no distances", tc.Tau)
	}
	return nil
}

// setBorders checks what multiplies costs.
func (c *Costs) setBorders(tc TradeCost) error {
	factors := []struct {
		name  string
		value float64
		log   *float64
	}{{"own", tc.Own, &c.logOwn}, {"between_regions", tc.BetweenRegions, &c.logRegion}, {"between_groups", tc.BetweenGroups, &c.logGroup}}
	for _, f := range factors {
		if f.value == 0 {
			continue
		}
		if !(f.value > 0) || math.IsInf(f.value, 1) {
			return fmt.Errorf("trade costs: %s is %v, but must be a finite number greater than 0", f.name, f.value)
		}
		*f.log = math.Log(f.value)
	}
	if tc.Own == 0 && c.geography.Kind == KindMatrix {
		c.logOwn = math.NaN()
	}
	if len(tc.Groups) != 0 && len(tc.Groups) != c.geography.Regions {
		return fmt.Errorf("borders: groups has %d entries, but there are %d regions", len(tc.Groups), c.geography.Regions)
	}
	if c.logGroup != 0 {
		if len(tc.Groups) == 0 {
			return fmt.Errorf("borders: between_groups is %v, but no groups are stated", tc.BetweenGroups)
		}
		for _, group := range tc.Groups {
			if group != tc.Groups[0] {
				c.groups = append([]int(nil), tc.Groups...)
				break
			}
		}
	}
	return nil
}

// check refuses costs below 1 or beyond maxLogCost. Costs that grow with distance can do so only through borders below
// 1 or at the largest distance; only where that is possible is every pair looked at, or, given structure, every
// displacement.
func (c *Costs) check() error {
	g := c.geography
	highest := c.logAtDistance(g.farthest) + max(0, c.logRegion) + max(0, c.logGroup)
	if g.Kind != KindMatrix && c.logOwn >= 0 && c.logOwn <= maxLogCost && c.logRegion >= 0 && c.logGroup >= 0 && highest <= maxLogCost {
		return nil
	}
	origins := g.Regions
	if c.Structure() != Unstructured {
		origins = 1 // the first row holds every displacement, up to mirror images
	}
	for r := range origins {
		for s := range g.Regions {
			log := c.LogAt(r, s)
			if log < 0 {
				return fmt.Errorf("trade costs: T from %s to %s is %v, but must be at least 1: the borders (or the cost inside a region) take off more than distance adds", g.label(r), g.label(s), math.Exp(log))
			}
			if !(log <= maxLogCost) {
				return fmt.Errorf("trade costs: T from %s to %s is exp(%.6g), but must be at most exp(%d); is tau (%v) per unit of distance?", g.label(r), g.label(s), log, maxLogCost, c.tau)
			}
		}
	}
	return nil
}

// Geography is what the costs are between.
func (c *Costs) Geography() *Geography { return c.geography }

// Len is the number of regions.
func (c *Costs) Len() int { return c.geography.Regions }

// Structure is that of the geography, unless borders between groups break it.
func (c *Costs) Structure() Structure {
	if c.groups != nil {
		return Unstructured
	}
	return c.geography.structure
}

// Symmetric says whether T_rs = T_sr for all r and s.
func (c *Costs) Symmetric() bool { return c.geography.symmetric }

// At is T_rs ≥ 1, from r to s, both in 0 … R−1.
func (c *Costs) At(r, s int) float64 {
	if m := c.geography.matrix; m != nil && c.logRegion == 0 && c.groups == nil && (r != s || math.IsNaN(c.logOwn)) {
		return m[r][s] // as given, to the last digit
	}
	return math.Exp(c.LogAt(r, s))
}

// LogAt is log T_rs ≥ 0, exact where T itself is close to 1.
func (c *Costs) LogAt(r, s int) float64 {
	m := c.geography.matrix
	if r == s {
		if math.IsNaN(c.logOwn) {
			return math.Log(m[r][r])
		}
		return c.logOwn
	}
	log := c.logRegion
	if m != nil {
		log += math.Log(m[r][s])
	} else {
		log += c.logAtDistance(c.geography.distance(r, s))
	}
	if c.groups != nil && c.groups[r] != c.groups[s] {
		log += c.logGroup
	}
	return log
}

// logAtDistance is the logarithm of the cost at a distance in the unit of the geography, borders apart.
func (c *Costs) logAtDistance(d float64) float64 {
	d /= c.geography.CostUnit
	switch c.form {
	case Power:
		return c.tau * math.Log1p(d)
	case DistancePower:
		return c.tau * math.Log(max(1, d))
	case Linear:
		return math.Log1p(c.tau * d)
	default:
		return c.tau * d
	}
}

// FirstRow is T from region 0 to every region: all of a circulant matrix, and of a symmetric Toeplitz one.
func (c *Costs) FirstRow() []float64 {
	row := make([]float64, c.Len())
	for s := range row {
		row[s] = c.At(0, s)
	}
	return row
}

// Matrix is T, row by row: T_rs at [r*R+s]. It is an error if R exceeds MaxDenseRegions.
func (c *Costs) Matrix() ([]float64, error) { return c.tabulate(c.At) }
