package model

import (
	"math"

	"github.com/geosolve/geosolve/model/economy"
	"github.com/geosolve/geosolve/model/scenario"
)

// ShortRunner is implemented by models that can solve a short run at labour given outright.
type ShortRunner interface {
	// ShortRun reads labour, agricultural_income and wedges of an evaluate block and solves.
	ShortRun(f *scenario.File) (*State, error)
}

// ShortRun solves the short run at the labour, farm income and wedges of the scenario's evaluate block.
func (m *master) ShortRun(f *scenario.File) (*State, error) {
	e := f.Evaluate
	labour, err := m.cells("evaluate.labour", e.Labour)
	if err != nil {
		return nil, err
	}
	var farm []float64
	if e.AgriculturalIncome.IsSet() {
		if farm, err = m.place.column("evaluate.agricultural_income", e.AgriculturalIncome); err != nil {
			return nil, err
		}
	}
	econ := m.Economy
	if w := e.Wedges; w != nil {
		logs := &economy.Wedges{}
		for _, c := range []struct {
			key string
			v   scenario.Value
			dst *[]float64
		}{{"f", w.F, &logs.LogF}, {"Q", w.Q, &logs.LogQ}, {"v", w.V, &logs.LogV}} {
			if !c.v.IsSet() {
				continue
			}
			if *c.dst, err = m.cells("evaluate.wedges."+c.key, c.v); err != nil {
				return nil, err
			}
			for k, x := range *c.dst {
				(*c.dst)[k] = math.Log(x)
			}
		}
		econ = econ.WithWedges(logs)
	}
	d, err := econ.Evaluator().DescribeAt(labour, farm)
	if err != nil {
		return nil, err
	}
	s := m.state(d)
	s.Share = Array{Data: labourShares(labour, m.Regions()), Rows: len(m.Technology.Industries)}
	return s, nil
}

// labourShares are the shares of each industry's labour by region.
func labourShares(labour []float64, home int) []float64 {
	out := make([]float64, len(labour))
	for i := 0; i < len(labour); i += home {
		total := 0.0
		for _, l := range labour[i : i+home] {
			total += l
		}
		for k := i; k < i+home; k++ {
			out[k] = labour[k] / total
		}
	}
	return out
}

// cells reads a table industry by region, or a list by region where there is one industry.
func (m *master) cells(path string, v scenario.Value) ([]float64, error) {
	nI := len(m.Technology.Industries)
	if v.Rows() == nil || nI == 1 && len(v.Rows()) == 1 {
		if nI > 1 {
			return nil, problem(m.place.f, path, "one list for %d industries; give one list per industry", nI)
		}
		if rows := v.Matrix(); rows != nil {
			v = scenario.VectorValue(rows[0]).From(v.Source())
		}
		return m.place.column(path, v)
	}
	rows := v.Rows()
	if len(rows) != nI {
		return nil, problem(m.place.f, path, "%d lists for %d industries", len(rows), nI)
	}
	var out []float64
	for i, row := range rows {
		if len(row) != m.Regions() {
			return nil, problem(m.place.f, path, "%d values for %d regions in list %d", len(row), m.Regions(), i+1)
		}
		out = append(out, row...)
	}
	return out, nil
}

// interface checks
var (
	_ Game        = (*master)(nil)
	_ ShortRunner = (*master)(nil)
)
