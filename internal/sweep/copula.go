package sweep

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// copula correlates independent uniform numbers: their normal scores are multiplied by the Cholesky factor of
// the correlation matrix (a Gaussian copula). Each number by itself stays uniform.
type copula struct {
	factor [][]float64 // lower triangular
	z      []float64
}

// newCopula factors a correlation matrix; it must have ones on the diagonal, be symmetric and positive
// definite.
func newCopula(corr [][]float64) (*copula, error) {
	n := len(corr)
	l := make([][]float64, n)
	for i, row := range corr {
		if len(row) != n {
			return nil, fmt.Errorf("row %d has %d numbers for %d parameters", i+1, len(row), n)
		}
		if row[i] != 1 {
			return nil, fmt.Errorf("number %d of row %d is %g; allowed: 1 on the diagonal", i+1, i+1, row[i])
		}
		l[i] = make([]float64, n)
		for k := range i + 1 {
			if row[k] != corr[k][i] {
				return nil, fmt.Errorf("row %d has %g where row %d has %g; a correlation matrix is symmetric", i+1, row[k], k+1, corr[k][i])
			}
			sum := row[k]
			for j := range k {
				sum -= float64(l[i][j] * l[k][j])
			}
			if k < i {
				l[i][k] = sum / l[k][k]
				continue
			}
			// Rounding leaves about n·2⁻⁵² of a singular matrix's last pivot.
			if sum <= float64(n)*0x1p-50 {
				return nil, fmt.Errorf("it is not positive definite: given the %d before it, parameter %d is determined or its correlations contradict each other", i, i+1)
			}
			l[i][i] = math.Sqrt(sum)
		}
	}
	return &copula{l, make([]float64, n)}, nil
}

// apply correlates u in place.
func (c *copula) apply(u []float64) {
	for i, p := range u {
		c.z[i] = distuv.UnitNormal.Quantile(p)
	}
	for i, row := range c.factor {
		sum := 0.0
		for k, v := range row[:i+1] {
			sum += float64(v * c.z[k])
		}
		// A score beyond ±8 has the probability 0 or 1 in floating point; the ends are kept open.
		u[i] = min(1-0x1p-53, max(0x1p-1000, distuv.UnitNormal.CDF(sum)))
	}
}

// CheckCorrelation reports what is wrong with a correlation matrix.
func CheckCorrelation(corr [][]float64) error {
	_, err := newCopula(corr)
	return err
}
