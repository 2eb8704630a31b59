package model

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/model/pooling"
	"github.com/geosolve/geosolve/model/scenario"
)

// PoolingCheck compares the expected values of labour-pooling with the means of drawn shocks in one place.
type PoolingCheck struct {
	Labour float64         `json:"labour"` // workers of the place
	Firms  int             `json:"firms"`  // its firms, a whole number
	Wage   PoolingEstimate `json:"wage"`
	Profit PoolingEstimate `json:"profit"`
	Draws  int             `json:"draws"`
	Seed   uint64          `json:"seed"`
}

// PoolingEstimate is an expected value beside an estimate of it.
type PoolingEstimate struct {
	Expected      float64 `json:"expected"`
	Drawn         float64 `json:"drawn"`
	StandardError float64 `json:"standard_error"`
}

// agreement is the number of standard errors within which drawn and expected values agree: a true formula
// fails once in 16 000 draws of a seed.
const agreement = 4

// Agrees tells whether both estimates are within four standard errors (and rounding) of the expected values.
func (c *PoolingCheck) Agrees() bool {
	ok := func(e PoolingEstimate) bool {
		rounding := 1e-12 * math.Max(1, math.Abs(e.Expected))
		return math.Abs(e.Drawn-e.Expected) <= agreement*e.StandardError+rounding
	}
	return ok(c.Wage) && ok(c.Profit)
}

// CheckPooling draws the shocks of one place of an even spread of a labour-pooling scenario, whose firms are
// rounded to a whole number of at least one, and compares wages and profits with their formulas. The seed fixes
// the draws.
func CheckPooling(f *scenario.File, env *Env, draws int, seed uint64) (*PoolingCheck, error) {
	built, err := Build(f, env)
	if err != nil {
		return nil, err
	}
	m, ok := built.(*labourPooling)
	if !ok {
		return nil, problem(f, "model", "%s has no shocks to draw; labour-pooling has", f.Model)
	}
	places := float64(m.Regions())
	labour, firms := m.market.Labour/places, int(math.Max(1, math.Round(m.market.Firms/places)))
	s, err := m.market.MonteCarlo(labour, firms, draws, seed)
	if err != nil {
		return nil, fmt.Errorf("labour-pooling: %w", err)
	}
	return newPoolingCheck(labour, firms, m.market.Pool(labour, float64(firms)), s, seed), nil
}

func newPoolingCheck(labour float64, firms int, p pooling.Pool, s *pooling.Sample, seed uint64) *PoolingCheck {
	return &PoolingCheck{Labour: labour, Firms: firms, Draws: s.Draws, Seed: seed,
		Wage:   PoolingEstimate{p.Wage, s.Wage, s.WageError},
		Profit: PoolingEstimate{p.Profit, s.Profit, s.ProfitError}}
}
