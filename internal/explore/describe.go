package explore

import (
	"errors"

	"github.com/geosolve/geosolve/model"
)

// description is what the page is built of: the scenario at a setting.
type description struct {
	Title    string     `json:"title"`
	File     string     `json:"file"`
	Model    string     `json:"model"`
	Summary  string     `json:"summary"`
	Version  string     `json:"version"`
	Controls []control  `json:"controls,omitempty"`
	Panels   []panel    `json:"panels,omitempty"`
	Overview []string   `json:"overview,omitempty"` // the panels that are shown together
	Trace    *traceSpec `json:"trace,omitempty"`    // of diagrams, where the page says nothing else
	Notes    []string   `json:"notes,omitempty"`    // remarks of the model, such as a black hole
	Command  string     `json:"command,omitempty"`
	Data     bool       `json:"data,omitempty"` // the scenario reads other files
	Problems []problem  `json:"problems,omitempty"`
	Seconds  float64    `json:"seconds"` // the live budget
}

// describe describes the scenario at a setting.
func (x *Explorer) describe(q *request) (*description, error) {
	d := &description{File: x.src.Name, Version: x.opts.Version, Seconds: x.opts.Budget.Seconds()}
	c, err := x.compose(&request{Set: q.Set, Trace: q.Trace})
	var r *refusal
	if errors.As(err, &r) {
		return nil, err
	}
	if err != nil {
		d.Problems = problemsOf(err)
		return d, nil
	}
	d.Title, d.Model = c.file.Title, c.file.Model
	if def, err := model.Lookup(c.file.Model); err == nil {
		d.Summary = def.Spec.Summary
	}
	d.Controls, d.Panels, d.Trace = controls(c.file, c.job), panels(c.job), x.trace
	d.Overview = overview(d.Panels, c.file)
	d.Notes, d.Command, d.Data = c.job.Notes(), x.command(c), len(c.job.Inputs()) > 0
	return d, nil
}
