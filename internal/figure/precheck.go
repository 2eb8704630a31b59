package figure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// Fits reports what a figure asks for that this model does not have, before anything is computed.
func Fits(j *task.Job, f *scenario.Figure) error {
	if f.Panels != nil {
		for _, p := range f.Singles() {
			if err := Fits(j, &p.Figure); err != nil {
				return err
			}
		}
		return nil
	}
	g, ok := j.Model.(model.Game)
	p := &fitting{job: j, game: g}
	switch {
	case f.Heat != nil:
		return p.swept("z", f.Heat.Z)
	case f.Tornado != nil:
		return p.swept("y", f.Tornado.Y)
	case f.Lines != nil && f.Lines.Of == "sweep":
		return p.swept("y", f.Lines.Y...)
	case !ok:
		return nil // models and tasks without regions are checked when they are drawn
	case f.Bifurcation != nil:
		if err := among("y", f.Bifurcation.Y, "share", "payoff", "real_wage"); err != nil {
			return err
		}
		return p.places(f.Bifurcation.Industry, f.Bifurcation.Region)
	case f.Ring != nil:
		return p.state(f.Ring)
	case f.Map != nil:
		if kind := j.File.Geography.Kind(); kind != "cities" {
			return fmt.Errorf("maps are of geography cities; this one is %s", kind)
		}
		return p.state(f.Map)
	case f.Lines != nil && f.Lines.Of == "simulate":
		return p.path(f.Lines)
	case f.Bars != nil && f.Bars.Of == "compare":
		return p.compared(f.Bars)
	case f.Decomposition != nil:
		return p.places(f.Decomposition.Industry, f.Decomposition.Region)
	case f.Ternary != nil:
		return p.regions("ternary figures", 3)
	case f.Basins != nil:
		return p.regions("basins", 3)
	case f.Wiggle != nil:
		return p.regions("wiggle diagrams", 2)
	}
	return nil
}

// fitting compares figures with a model.
type fitting struct {
	job  *task.Job
	game model.Game
}

// regions checks the number of regions that a kind of figure is made for, one industry among them.
func (p *fitting) regions(what string, n int) error {
	if p.game.Regions() != n || len(p.game.Populations()) != 1 || equilibrium.Dim(p.game) != n {
		return fmt.Errorf("%s are of %d regions and one industry whose workers migrate; this economy has %d regions and %d options", what, n, p.game.Regions(), equilibrium.Dim(p.game))
	}
	return nil
}

// places checks an industry and regions, counted from 1.
func (p *fitting) places(industry int, regions ...int) error {
	for _, r := range regions {
		if r > p.game.Regions() {
			return fmt.Errorf("region %d of %d; allowed: 1 to %[2]d", r, p.game.Regions())
		}
	}
	if rows := p.game.Listed(make([]float64, equilibrium.Dim(p.game))).Rows; industry > rows {
		return fmt.Errorf("industry %d of %d; allowed: 1 to %[2]d", industry, rows)
	}
	return nil
}

// swept checks columns of a sweep against those of the task that is done at each point.
func (p *fitting) swept(key string, names ...string) error {
	s, ok := p.job.Preview("sweep").(*result.Sweep)
	if !ok {
		return nil
	}
	for _, name := range names {
		q := sweep.Quantity{Column: name}
		if err := q.Check(s.Rows.Columns); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// path checks lines of a simulation: its regions and its columns.
func (p *fitting) path(o *scenario.LinesFigure) error {
	known := []string{"share", "real_wage", "payoff", "profit"}
	if p.job.File.JointAction != nil {
		for _, form := range forms {
			known = append(known, "effort_"+form)
		}
	}
	for _, y := range o.Y {
		if err := among("y", y, known...); err != nil {
			return err
		}
	}
	return p.places(o.Industry, o.Regions...)
}

// compared checks bars of a comparison.
func (p *fitting) compared(o *scenario.BarsFigure) error {
	c, ok := p.job.Preview("compare").(*result.Compare)
	if !ok {
		return nil
	}
	known := []string{"z", "welfare_world", "welfare_workers", "welfare_farmers", "effort"}
	for _, r := range c.Rows {
		names, _ := result.Fields(r.State)
		for _, n := range names {
			if !slices.Contains(known, n) {
				known = append(known, n)
			}
		}
	}
	if err := among("y", o.Y, known...); err != nil && !strings.HasPrefix(o.Y, "effort_") {
		return err
	}
	return p.places(o.Industry, o.Region)
}

// forms of joint action.
var forms = []string{"HB", "HM", "VB", "VM", "PR"}

// state checks a figure of one state: its column against those of the state of equal shares.
func (p *fitting) state(o *scenario.StateFigure) error {
	if err := p.places(o.Industry); err != nil {
		return err
	}
	switch o.Of {
	case "simulate":
		return among("y", o.Y, "share", "real_wage", "payoff", "profit")
	case "calibrate":
		return nil
	}
	s, err := p.game.Describe(task.EqualShares(p.game))
	if err != nil {
		return nil // the state has no columns; the task will say why
	}
	names, _ := result.Fields(s)
	return among("y", o.Y, names...)
}

// among checks a word against those allowed.
func among(key, word string, allowed ...string) error {
	if slices.Contains(allowed, word) {
		return nil
	}
	hint := ""
	if n := scenario.Near(word, allowed); n != "" {
		hint = fmt.Sprintf("; did you mean %s?", n)
	}
	return fmt.Errorf("unknown column %q in %s%s; allowed are %s", word, key, hint, strings.Join(allowed, ", "))
}
