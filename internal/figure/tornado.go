package figure

import (
	"fmt"
	"strconv"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// tornado draws how far each parameter of a sweep moves a number: Sobol indices of a design saltelli,
// elementary effects of a design morris, and of any other the mean over the fifths of the points in which the
// parameter is lowest and highest.
func (b *builder) tornado(o *scenario.TornadoFigure) (plots.Figure, error) {
	s, err := want[*result.Sweep](b, o.Of)
	if err != nil {
		return nil, err
	}
	q := sweep.Quantity{Column: o.Y, Region: o.Region, Industry: o.Industry, Over: o.Over, Take: o.Take}
	if err := q.Check(s.Rows.Columns); err != nil {
		return nil, b.errorf("y: %v", err)
	}
	d, err := b.job.SweepDesign()
	if err != nil {
		return nil, err
	}
	var x [][]float64
	var y []float64
	for i, p := range s.Values {
		x, y = append(x, p.Values), append(y, q.Of(s.Outcomes[i]))
	}
	e, err := task.SensitivityOf(d, x, y, sweep.Bootstrap{})
	if err != nil {
		return nil, b.errorf("%v", err)
	}
	return b.tornadoOf(e, b.followed(&q)), nil
}

func (b *builder) tornadoOf(s *sweep.Sensitivity, label string) plots.Tornado {
	fig := plots.Tornado{Title: b.fig.Title}
	switch s.Method {
	case "sobol":
		fig.XLabel, fig.LowName, fig.HighName = "share of the variance of "+label, "Alone", "With interactions"
	case "morris":
		fig.XLabel, fig.HideLegend = "mean absolute effect on "+label+" (beside the bars: its standard deviation)", true
	default:
		fig.XLabel, fig.Base, fig.LowName, fig.HighName = "mean of "+label, s.Mean, "Lowest fifth", "Highest fifth"
	}
	for _, e := range s.Effects {
		row := plots.TornadoRow{Name: b.symbol(e.Parameter)}
		switch {
		case e.Total != nil: // estimates of small indices may lie below 0
			row.Low, row.High = max(0, e.First.Value), e.Total.Value
		case e.MeanAbsolute != nil:
			row.High, row.HighLabel = e.MeanAbsolute.Value, short(e.SD.Value)
		default:
			row.Low, row.High = e.Ends.Low, e.Ends.High
			row.LowLabel, row.HighLabel = short(e.Ends.LowValue), short(e.Ends.HighValue)
		}
		fig.Rows = append(fig.Rows, row)
	}
	if s.Method != "ends" { // sizes: the axis begins at nothing, and has room for labels
		for _, r := range fig.Rows {
			fig.XRange.Max = max(fig.XRange.Max, 1.02*r.High)
			if r.HighLabel != "" {
				fig.XRange.Max = max(fig.XRange.Max, 1.25*r.High)
			}
		}
	}
	return fig
}

// short writes a number with as many digits as a label has room for.
func short(v float64) string {
	const digits = 3
	x, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return fmt.Sprint(v)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
