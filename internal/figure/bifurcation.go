package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// bifurcation draws the branches of a trace. Branches stand for their mirror images: those in which the
// region drawn has another share are drawn too.
func (b *builder) bifurcation(o *scenario.BifurcationFigure) (plots.Figure, error) {
	t, err := want[*result.Trace](b, o.Of)
	if err != nil {
		return nil, err
	}
	g := b.job.Model.(model.Game)
	rows, cols := 0, 0
	if len(t.Branches) > 0 {
		rows, cols = t.Branches[0].Points[0].Share.Rows, t.Branches[0].Points[0].Share.Columns()
	}
	if o.Region > cols || o.Industry > rows {
		return nil, b.errorf("region %d and industry %d of %d and %d", o.Region, o.Industry, cols, rows)
	}
	fig := plots.Bifurcation{Title: b.fig.Title, XLabel: b.symbol(t.Parameter), YLabel: quantity(o.Y, o.Region)}
	if o.Y != "share" && o.Y != "payoff" && o.Y != "real_wage" {
		return nil, b.errorf("unknown column %q of a trace; columns are share, payoff and real_wage", o.Y)
	}
	if o.Y == "real_wage" && b.job.File.JointAction != nil {
		return nil, b.errorf("a trace with joint action tells payoffs, real wages less the cost of effort; use y: payoff")
	}
	drawn := func(p result.Point) model.Array {
		if o.Y == "share" {
			return p.Share
		}
		return p.RealWage
	}
	value := func(a model.Array) float64 {
		v, _ := a.At(o.Industry-1, o.Region-1).(float64)
		return v
	}
	for _, br := range t.Branches {
		for _, image := range imagesOf(g, br, drawn) {
			c := plots.Branch{Name: br.Kind}
			for k, p := range br.Points {
				c.X = append(c.X, p.Value)
				y, stable := value(image[k]), verdict(besideEvent(br, k))
				if stable == plots.Unstable && !o.Unstable {
					y = math.NaN() // a gap
				}
				c.Y, c.Stable = append(c.Y, y), append(c.Stable, stable)
			}
			if hasNumber(c.Y) {
				fig.Branches = append(fig.Branches, c)
			}
		}
	}
	if o.Y == "share" {
		fig.YRange = shareRange(fig.Branches)
	}
	crowded := len(t.Events) > mostMarked
	for _, e := range t.Events {
		if crowded && e.Kind != "break" && e.Kind != "sustain" {
			continue
		}
		at := e.Share
		if o.Y != "share" {
			at = payoffAt(t, e)
		}
		if at.IsZero() {
			continue
		}
		for i, image := range model.Orbits(g, []model.Array{at}) {
			ev := plots.Event{Kind: eventKind(e.Kind), X: e.Value, Y: value(image[0])}
			if i == 0 {
				ev.Label = b.eventLabel(t, e)
			}
			fig.Events = append(fig.Events, ev)
		}
	}
	return fig, nil
}

func hasNumber(x []float64) bool {
	return slices.ContainsFunc(x, func(v float64) bool { return !math.IsNaN(v) })
}

// mostMarked is the number of events up to which all are marked; of more, breaks and sustain points are.
const mostMarked = 12

// shareRange is from 0 to 1, or to the largest share where that is well below one, with room for lines
// that lie on the ends.
func shareRange(branches []plots.Branch) plots.Range {
	top := 0.0
	for _, b := range branches {
		for _, y := range b.Y {
			top = max(top, y)
		}
	}
	if top > 0.7 || top == 0 {
		top = 1
	}
	return plots.Range{Min: -0.02 * top, Max: 1.02 * top}
}

// besideEvent is the stability of a point; at an event, where an eigenvalue is zero, that of a neighbour.
func besideEvent(b *result.Branch, k int) *bool {
	if b.Points[k].Stable != nil || b.Points[k].Event == "" {
		return b.Points[k].Stable
	}
	if k+1 < len(b.Points) {
		return b.Points[k+1].Stable
	}
	return b.Points[max(0, k-1)].Stable
}

// imagesOf lists the distinct curves that mirror images of a branch make in what is drawn. Images are taken point by point with the same permutation: the generators of the
// symmetry are applied until nothing new comes up.
func imagesOf(g model.Game, br *result.Branch, drawn func(result.Point) model.Array) [][]model.Array {
	base := make([]model.Array, len(br.Points))
	for k, p := range br.Points {
		base[k] = drawn(p)
	}
	return model.Orbits(g, base)
}

// payoffAt is the payoffs at the branch point of an event; none where no branch has it as a point.
func payoffAt(t *result.Trace, e *result.Event) model.Array {
	for _, b := range t.Branches {
		for _, p := range b.Points {
			if p.Value == e.Value && p.Event == e.Kind {
				return p.RealWage
			}
		}
	}
	return model.Array{}
}

func verdict(s *bool) plots.Stability {
	switch {
	case s == nil:
		return plots.Indeterminate
	case *s:
		return plots.Stable
	}
	return plots.Unstable
}

func eventKind(kind string) plots.EventKind {
	switch kind {
	case "break":
		return plots.Break
	case "sustain":
		return plots.Sustain
	case "fold":
		return plots.Fold
	case "branch-point":
		return plots.BranchPoint
	case "boundary":
		return plots.Boundary
	case "effort-bound":
		return plots.EffortBound
	}
	return plots.OtherEvent
}

// eventLabel is T_B for the break in T, T_{B,2} for that of mode 2, T_S for the sustain point.
func (b *builder) eventLabel(t *result.Trace, e *result.Event) string {
	if e.Kind == "effort-bound" {
		return boundLabel(e.Note)
	}
	letter := map[string]string{"break": "B", "sustain": "S", "fold": "F"}[e.Kind]
	if letter == "" {
		return ""
	}
	symbol := strings.Trim(Symbol(b.job.File, t.Parameter), "$")
	if symbol == "" || strings.Contains(symbol, "_") { // a second subscript would be no formula
		return "$" + letter + "$"
	}
	if e.Mode > 0 && e.Multiplicity > 0 && modes(t) > 1 {
		return "$" + symbol + "_{" + letter + "," + itoa(e.Mode) + "}$"
	}
	return "$" + symbol + "_" + letter + "$"
}

// boundLabel is a_HM = 1 for an effort that meets its bound, z = 1 for an agreement that holds in full.
func boundLabel(note string) string {
	var form string
	if _, err := fmt.Sscanf(note, "effort %s of", &form); err != nil {
		return "$z=1$"
	}
	first, _, _ := strings.Cut(note, ";")
	return fmt.Sprintf(`$a_{\mathrm{%s}}=%s$`, form, first[len(first)-1:])
}

// modes is how many different modes break.
func modes(t *result.Trace) int {
	seen := map[int]bool{}
	for _, e := range t.Events {
		if e.Mode > 0 {
			seen[e.Mode] = true
		}
	}
	return len(seen)
}
