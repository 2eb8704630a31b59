package pooling

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Sample is the mean of draws with its standard error.
type Sample struct {
	Wage, WageError     float64
	Profit, ProfitError float64
	Draws               int
}

// MonteCarlo draws normal shocks of a place with a whole number of firms and L_r workers, lets the market
// clear after each draw, and averages wages and the profit of the mean firm. The seed fixes the draws
// (PCG). It checks the formulas of Pool: their difference is within some standard errors.
//
//	w = b_0 + ε̄ − γ L_r/n_r,    ℓ_i = (b_0 + ε_i − w)/γ,    π_i = a_0 + (b_0 + ε_i − w)²/(2γ)
func (m *Market) MonteCarlo(labour float64, firms, draws int, seed uint64) (*Sample, error) {
	if firms < 1 || draws < 2 || !(labour >= 0) {
		return nil, fmt.Errorf("pooling: %v workers, %d firms and %d draws, allowed are at least 0, 1 and 2", labour, firms, draws)
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	common, own := math.Sqrt(m.V*m.Corr), math.Sqrt(m.V*(1-m.Corr))
	shock := make([]float64, firms)
	var wage, profit moments
	for range draws {
		shared, mean := common*rng.NormFloat64(), 0.0
		for i := range shock {
			shock[i] = shared + own*rng.NormFloat64()
			mean += shock[i] / float64(firms)
		}
		w := m.B0 + mean - m.Gamma*labour/float64(firms)
		pi := 0.0
		for _, e := range shock {
			margin := m.B0 + e - w
			pi += (m.A0 + margin*margin/(2*m.Gamma)) / float64(firms)
		}
		wage.add(w)
		profit.add(pi)
	}
	return &Sample{Wage: wage.mean, WageError: wage.standardError(), Profit: profit.mean, ProfitError: profit.standardError(), Draws: draws}, nil
}

// moments are running moments (Welford 1962).
type moments struct {
	n          int
	mean, sqrs float64
}

func (m *moments) add(x float64) {
	m.n++
	d := x - m.mean
	m.mean += d / float64(m.n)
	m.sqrs += d * (x - m.mean)
}

func (m *moments) standardError() float64 {
	return math.Sqrt(m.sqrs / float64(m.n-1) / float64(m.n))
}
