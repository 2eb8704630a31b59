package task

import (
	"fmt"

	"github.com/geosolve/geosolve/internal/columnar"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// checkSensitivity refuses, before anything is solved, columns that no model has.
func (j *Job) checkSensitivity() error {
	s := j.File.Sweep.Sensitivity
	if _, direct := j.Model.(model.Direct); direct || s == nil {
		return nil
	}
	var columns []columnar.Column
	for _, name := range []string{"leading_eigenvalue", "residual", "orbit", "welfare_workers", "welfare_farmers", "welfare_world", "z", "critical_delta"} {
		columns = append(columns, columnar.Column{Name: name, Kind: columnar.Float})
	}
	one := model.Vector([]float64{1})
	full := &model.State{Share: one, FirmShare: one, Wage: one, PriceIndex: one, Price: one, RealWage: one, Profit: one, Payoff: one, Firms: one, ExportShare: one,
		Effort: map[string]model.Array{"HB": one, "HM": one, "VB": one, "VM": one, "PR": one}}
	names, _ := result.Fields(full)
	for _, name := range names {
		columns = append(columns, columnar.Column{Name: name, Kind: columnar.Float})
	}
	for i, name := range s.Of {
		q := sweep.Quantity{Column: name}
		if err := q.Check(columns); err != nil {
			return input(j.File.Errorf(fmt.Sprintf("sweep.sensitivity.of.%d", i+1), err.Error(), "", ""))
		}
	}
	return nil
}

// Follower follows some quantities over the points of a sweep, for its sensitivities.
type Follower struct {
	design     *sweep.Design
	set        scenario.Sensitivity
	quantities []sweep.Quantity
	x          [][]float64
	y          [][]float64 // by quantity
}

// NewFollower follows the quantities that the sweep block names, nil where it asks for no sensitivity.
func (j *Job) NewFollower(c *sweep.Collection) (*Follower, error) {
	s := j.File.Sweep
	if s.Sensitivity == nil && s.Design != string(sweep.Saltelli) && s.Design != string(sweep.Morris) {
		return nil, nil
	}
	// As the scenario's defaults say, with what a model of its own form has in place of shares.
	set := scenario.Sensitivity{Of: []string{"share"}, Region: 1, Industry: 1, Over: "stable", Take: "max", Bootstrap: 1000, Level: 0.95}
	if s.Sensitivity != nil {
		set = *s.Sensitivity
	}
	f := &Follower{set: set}
	for i, name := range set.Of {
		q := sweep.Quantity{Column: name, Region: set.Region, Industry: set.Industry, Over: set.Over, Take: set.Take}
		if err := q.Check(c.Columns); err != nil {
			return nil, input(j.File.Errorf(fmt.Sprintf("sweep.sensitivity.of.%d", i+1), err.Error(), "", ""))
		}
		f.quantities = append(f.quantities, q)
	}
	f.y = make([][]float64, len(f.quantities))
	var err error
	f.design, err = j.SweepDesign()
	return f, err
}

// Visit takes the next point with its outcome.
func (f *Follower) Visit(x sweep.Point, o *sweep.Outcome) {
	f.x = append(f.x, x.Values)
	for i := range f.quantities {
		f.y[i] = append(f.y[i], f.quantities[i].Of(o))
	}
}

// Sensitivity is that of each quantity to each parameter, over all points that were visited. They must be
// those of the design, all of them and in order.
func (f *Follower) Sensitivity() ([]*result.SweepSensitivity, error) {
	var list []*result.SweepSensitivity
	for i, q := range f.quantities {
		s, err := SensitivityOf(f.design, f.x, f.y[i], sweep.Bootstrap{Samples: f.set.Bootstrap, Level: f.set.Level, Seed: f.design.Seed})
		if err != nil {
			return list, partly(fmt.Errorf("sweep.sensitivity: of %s: %w", q.String(), err))
		}
		list = append(list, &result.SweepSensitivity{Quantity: q.Column, Region: q.Region, Sensitivity: s})
	}
	return list, nil
}

// SensitivityOf is the sensitivity of outcomes y at the points x of a design, by the method of the design.
func SensitivityOf(d *sweep.Design, x [][]float64, y []float64, b sweep.Bootstrap) (*sweep.Sensitivity, error) {
	switch d.Kind {
	case sweep.Saltelli:
		return d.SobolIndices(y, b)
	case sweep.Morris:
		return d.ElementaryEffects(y, b)
	}
	return d.EndMeans(x, y)
}
