package geography

import (
	"fmt"
	"math"
)

// Matrix is a geography of which only the trade costs are known: values[r][s] is T_rs ≥ 1, row = origin, column =
// destination, R×R with 1 ≤ R ≤ MaxDenseRegions; it may be asymmetric, and is kept. There are no distances.
func Matrix(values [][]float64) (*Geography, error) {
	if err := checkRegions(KindMatrix, len(values), MaxDenseRegions); err != nil {
		return nil, err
	}
	g := &Geography{
		Kind: KindMatrix, Regions: len(values), CostUnit: 1, matrix: values, symmetric: true,
		distance: func(_, _ int) float64 { return math.NaN() },
	}
	for r, row := range values {
		if len(row) != len(values) {
			return nil, fmt.Errorf("matrix: row %d has %d numbers, but there are %d rows; T must be square", r+1, len(row), len(values))
		}
		for s, cost := range row {
			if !(cost >= 1) || math.IsInf(cost, 1) {
				return nil, fmt.Errorf("matrix: the trade cost T from region %d to region %d is %v, but must be a finite number of at least 1", r+1, s+1, cost)
			}
		}
	}
	for r, row := range values {
		for s := range r {
			g.symmetric = g.symmetric && row[s] == values[s][r]
		}
	}
	return g, nil
}
