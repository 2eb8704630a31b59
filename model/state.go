package model

import (
	"encoding/json"
	"math"
)

// State is everything that is reported of one state of a model, as results carry it. What a model does not
// have is left out.
type State struct {
	Share         Array            `json:"share"`
	FirmShare     Array            `json:"firm_share,omitzero"` // labour-pooling
	Wage          Array            `json:"wage,omitzero"`
	PriceIndex    Array            `json:"price_index,omitzero"`
	Price         Array            `json:"price,omitzero"`
	RealWage      Array            `json:"real_wage,omitzero"`
	Profit        Array            `json:"profit,omitzero"` // footloose-capital, labour-pooling
	Payoff        Array            `json:"payoff,omitzero"` // e^u
	Effort        map[string]Array `json:"effort,omitempty"`
	Agreement     *Agreement       `json:"agreement,omitempty"`
	Heterogeneity *Heterogeneity   `json:"heterogeneity,omitempty"`
	Firms         Array            `json:"firms,omitzero"`
	Active        []int            `json:"active_industries,omitempty"` // by region: industries with at least n_min firms, where there are several
	ExportShare   Array            `json:"export_share,omitzero"`
	WorldShare    Array            `json:"world_share,omitzero"` // of the rest of the world's spending
	RestOfWorld   []Foreign        `json:"rest_of_world,omitempty"`
	Welfare       *Welfare         `json:"welfare,omitempty"`
	Residual      float64          `json:"-"` // of the short run, relative
	Walras        float64          `json:"-"` // world sales less spending, relative
}

// Welfare is mean log real incomes; Sum is the sum of real incomes.
type Welfare struct {
	Workers Number    `json:"workers"`
	Farmers Number    `json:"farmers"`
	World   Number    `json:"world"`
	Sum     float64   `json:"sum_real_income"`
	Groups  []float64 `json:"groups,omitempty"` // of the workers of each group, where there are several
}

// Agreement is the self-enforcing agreement at a state.
type Agreement struct {
	Z             float64 `json:"z"`
	Deviation     Array   `json:"deviation"`
	Punishment    Array   `json:"punishment"`
	CriticalDelta Number  `json:"critical_delta"`
}

// Heterogeneity tells who joins each form and the 10, 50 and 90 % quantiles of effort by region.
type Heterogeneity struct {
	Joining   map[string]Array       `json:"joining"`
	Quantiles map[string][][]float64 `json:"quantiles"`
}

// Foreign is a region of the rest of the world.
type Foreign struct {
	Name       string `json:"name"`
	PriceIndex any    `json:"price_index"` // a number; a list by industry where there are several
}

// Number is a float64 that JSON writes as null where it is not finite.
type Number float64

// MarshalJSON writes the number, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return json.Marshal(v)
	}
	return []byte("null"), nil
}

// Array holds values by region, or industry by region: a list in JSON where there is one row, a list of
// lists where there are several.
type Array struct {
	Data []float64
	Rows int
}

// IsZero reports whether the array is absent.
func (a Array) IsZero() bool { return a.Data == nil }

// Columns is the length of a row.
func (a Array) Columns() int {
	if a.Rows == 0 {
		return 0
	}
	return len(a.Data) / a.Rows
}

// At is the value in row i, column r, or nil where the array has none there.
func (a Array) At(i, r int) any {
	if i >= a.Rows || r >= a.Columns() {
		return nil
	}
	return a.Row(i)[r]
}

// Row is the i-th row, counted from 0.
func (a Array) Row(i int) []float64 {
	c := a.Columns()
	return a.Data[i*c : (i+1)*c]
}

// Vector is an array of one row.
func Vector(x []float64) Array { return Array{Data: x, Rows: 1} }

// MarshalJSON writes a list, or a list of lists. Values that are not finite become null.
func (a Array) MarshalJSON() ([]byte, error) {
	numbers := func(x []float64) []Number {
		out := make([]Number, len(x))
		for i, v := range x {
			out[i] = Number(v)
		}
		return out
	}
	if a.Rows == 1 {
		return json.Marshal(numbers(a.Data))
	}
	rows := make([][]Number, a.Rows)
	for i := range rows {
		rows[i] = numbers(a.Row(i))
	}
	return json.Marshal(rows)
}
