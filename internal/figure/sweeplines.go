package figure

import (
	"fmt"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// sweepLines draws columns of a grid over one parameter against it. Where there are several equilibria the
// stable ones are averaged, as heat maps do.
func (b *builder) sweepLines(o *scenario.LinesFigure) (plots.Figure, error) {
	s, err := want[*result.Sweep](b, o.Of)
	if err != nil {
		return nil, err
	}
	if s.Design != sweep.Grid || len(s.Swept) != 1 {
		return nil, b.errorf("lines are of a grid of one parameter; the sweep is a design %s of %d", s.Design, len(s.Swept))
	}
	regions, industries := o.Regions, o.Industries
	if len(regions) == 0 {
		regions = []int{1}
	}
	if len(industries) == 0 {
		industries = []int{o.Industry}
	}
	fig := plots.Lines{Title: b.fig.Title, XLabel: b.symbol(s.Swept[0])}
	if len(o.Y) == 1 {
		fig.YLabel = quantity(o.Y[0], 0)
	}
	for _, y := range o.Y {
		for _, i := range industries {
			for _, r := range regions {
				q := sweep.Quantity{Column: y, Region: r, Industry: i}
				if err := q.Check(s.Rows.Columns); err != nil {
					return nil, b.errorf("y: %v", err)
				}
				line := plots.Series{Name: b.lineName(y, r, i, len(industries) > 1)}
				for k, p := range s.Values {
					line.X, line.Y = append(line.X, p.Values[0]), append(line.Y, q.Of(s.Outcomes[k]))
				}
				fig.Series = append(fig.Series, line)
			}
		}
	}
	if len(fig.Series) > mostLines {
		return nil, b.errorf("%d lines cannot be told apart; name at most %d", len(fig.Series), mostLines)
	}
	return fig, nil
}

// lineName names a line by its industry where there are several, else by its quantity.
func (b *builder) lineName(column string, region, industry int, several bool) string {
	if !several {
		return quantity(column, region)
	}
	if list := b.job.File.Industries; industry <= len(list) {
		return plots.Escape(list[industry-1].Name)
	}
	return fmt.Sprintf("industry %d", industry)
}
