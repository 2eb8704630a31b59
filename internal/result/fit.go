package result

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/model"
)

// Fit is a fit of parameters to moments.
type Fit struct {
	Head
	Estimates      []FitEstimate     `json:"estimates"`
	Moments        []FitMoment       `json:"fit"`
	Objective      float64           `json:"objective"` // sum of squared differences in standard errors
	Freedom        int               `json:"degrees_of_freedom"`
	PValue         model.Number      `json:"p_value"` // of the objective as chi-squared; null without degrees of freedom
	Converged      bool              `json:"converged"`
	Identification FitIdentification `json:"identification"`
	Remark         []string          `json:"remarks"`
	Starts         []FitStart        `json:"starts"`
	State          *model.State      `json:"state"` // at the estimates
}

// FitEstimate is the estimate of one parameter.
type FitEstimate struct {
	Parameter  string       `json:"parameter"`
	Estimate   float64      `json:"estimate"`
	SE         model.Number `json:"se"` // delta method; null where not identified, or at the end of the range
	From       float64      `json:"from"`
	To         float64      `json:"to"`
	Identified bool         `json:"identified"`
	AtBound    bool         `json:"at_bound"`
}

// FitMoment compares one moment with the data.
type FitMoment struct {
	Moment     string  `json:"moment"`
	Data       float64 `json:"data"`
	SE         float64 `json:"se"`
	Model      float64 `json:"model"`
	Difference float64 `json:"difference"` // model less data
	InSE       float64 `json:"difference_in_se"`
	Source     string  `json:"source,omitempty"`
}

// FitIdentification holds derivatives of each moment by each parameter, in the order of fit and estimates.
type FitIdentification struct {
	Derivatives    [][]model.Number `json:"derivatives"`
	Elasticities   [][]model.Number `json:"elasticities"`
	SingularValues []model.Number   `json:"singular_values"`  // of the derivatives in standard errors, columns of length one
	Condition      model.Number     `json:"condition_number"` // null: parameters are not identified
}

// FitStart is what one starting point led to.
type FitStart struct {
	Start      []float64    `json:"start"`
	Estimate   []float64    `json:"estimate"`
	Objective  model.Number `json:"objective"`
	Converged  bool         `json:"converged"`
	Status     string       `json:"status"`
	Iterations int          `json:"iterations"`
	Solved     int          `json:"models_solved"`
}

// Tables are the estimates, the fit of each moment, identification in long form, and the starts.
func (f *Fit) Tables() []Table {
	est := Table{Name: "estimates", Columns: []string{"parameter", "estimate", "se", "from", "to", "identified", "at_bound"}}
	for _, e := range f.Estimates {
		est.Rows = append(est.Rows, []any{e.Parameter, e.Estimate, float64(e.SE), e.From, e.To, e.Identified, e.AtBound})
	}
	fit := Table{Name: "fit", Columns: []string{"moment", "data", "se", "model", "difference", "difference_in_se", "source"}}
	id := Table{Name: "identification", Columns: []string{"moment", "parameter", "derivative", "elasticity"}}
	for k, m := range f.Moments {
		fit.Rows = append(fit.Rows, []any{m.Moment, m.Data, m.SE, m.Model, m.Difference, m.InSE, m.Source})
		for j, e := range f.Estimates {
			if k < len(f.Identification.Derivatives) {
				id.Rows = append(id.Rows, []any{m.Moment, e.Parameter, float64(f.Identification.Derivatives[k][j]), float64(f.Identification.Elasticities[k][j])})
			}
		}
	}
	starts := Table{Name: "starts", Columns: []string{"start", "objective", "converged", "iterations", "models_solved"}}
	for _, e := range f.Estimates {
		starts.Columns = append(starts.Columns, "from "+e.Parameter, "to "+e.Parameter)
	}
	starts.Columns = append(starts.Columns, "status")
	for k, s := range f.Starts {
		row := []any{k + 1, float64(s.Objective), s.Converged, s.Iterations, s.Solved}
		for j := range f.Estimates {
			to := math.NaN()
			if s.Estimate != nil {
				to = s.Estimate[j]
			}
			row = append(row, s.Start[j], to)
		}
		starts.Rows = append(starts.Rows, append(row, s.Status))
	}
	return []Table{est, fit, id, starts}
}

// Remarks sum up the fit and say what is not identified.
func (f *Fit) Remarks() []string {
	condition := fmt.Sprintf("%.3g", float64(f.Identification.Condition))
	if math.IsInf(float64(f.Identification.Condition), 1) {
		condition = "infinite"
	}
	out := []string{fmt.Sprintf("\nobjective %.6g with %d degrees of freedom; condition number %s", f.Objective, f.Freedom, condition)}
	if p := float64(f.PValue); !math.IsNaN(p) {
		out[0] += fmt.Sprintf("; p = %.3g", p)
	}
	for _, r := range f.Remark {
		out = append(out, "identification: "+r)
	}
	for _, n := range f.Notes {
		out = append(out, "note: "+n)
	}
	return out
}
