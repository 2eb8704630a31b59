package result

import "github.com/geosolve/geosolve/model"

// Locus is curves of special points in the plane of two parameters.
type Locus struct {
	Head
	Parameter string        `json:"parameter"`
	Second    string        `json:"second"`
	Curves    []*LocusCurve `json:"curves"`
	LeftOut   []string      `json:"left_out,omitempty"`
}

// LocusCurve is the curve of one special point.
type LocusCurve struct {
	Kind   string       `json:"kind"`
	Mode   int          `json:"mode,omitempty"`
	Points []LocusPoint `json:"points"`
	Ends   [2]string    `json:"ends"` // why the curve ends
	Closed bool         `json:"closed,omitempty"`
}

// LocusPoint is one point of it.
type LocusPoint struct {
	Value     float64     `json:"value"`
	Second    float64     `json:"second"`
	Share     model.Array `json:"share"`
	Precision float64     `json:"precision"`
	Residual  float64     `json:"residual"`
}

// NewLocus returns an empty Locus.
func NewLocus(h Head, parameter, second string) *Locus {
	return &Locus{Head: h, Parameter: parameter, Second: second, Curves: []*LocusCurve{}}
}

// Tables are the points of the curves.
func (l *Locus) Tables() []Table {
	t := Table{Name: "locus", Columns: []string{"curve", "kind", "mode", l.Parameter, l.Second, "precision"}}
	for i, c := range l.Curves {
		mode := any(nil)
		if c.Mode > 0 {
			mode = c.Mode
		}
		for _, p := range c.Points {
			t.Rows = append(t.Rows, []any{i + 1, c.Kind, mode, p.Value, p.Second, p.Precision})
		}
	}
	return []Table{t}
}

// Remarks tell what was left out.
func (l *Locus) Remarks() []string {
	var out []string
	for _, s := range l.LeftOut {
		out = append(out, "left out: "+s)
	}
	return out
}
