package task

import (
	"fmt"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// family is the model as a function of one number of its scenario.
type family struct {
	job  *Job
	lens scenario.Lens
	env  *model.Env
}

// newFamily resolves the dotted path of a parameter.
func (j *Job) newFamily(path string) (*family, error) {
	lens, err := j.File.Lens(path)
	if err != nil {
		return nil, input(err)
	}
	f := &family{job: j, lens: lens, env: j.Env}
	if keepsSymmetry(lens.Path()) {
		f.env = j.Env.KeepSymmetry()
	}
	return f, nil
}

// keepsSymmetry reports whether a number concerns all regions alike, so that the symmetry of the economy
// does not depend on it.
func keepsSymmetry(path string) bool {
	parts := strings.Split(path, ".")
	return len(parts) == 2 && parts[0] == "parameters" ||
		slices.Contains([]string{"joint_action", "external_economies", "borders", "trade_cost"}, parts[0]) && !slices.Contains(parts, "effort")
}

// At builds the model at the parameter's value v.
func (f *family) At(v float64) (equilibrium.Game, error) { return f.model(v) }

func (f *family) model(v float64) (model.Game, error) {
	if err := f.lens.Check(v); err != nil {
		return nil, input(err)
	}
	m, err := model.Build(f.lens.Set(f.job.File, v), f.env)
	if err != nil {
		return nil, input(err)
	}
	g, ok := m.(model.Game)
	if !ok {
		return nil, input(fmt.Errorf("not implemented for model %s, which is not a game of location", f.job.File.Model))
	}
	return g, nil
}

// At is the model at another value of a parameter.
func (j *Job) At(path string, v float64) (model.Game, error) {
	f, err := j.newFamily(path)
	if err != nil {
		return nil, err
	}
	return f.model(v)
}
