package scenario

import (
	"reflect"
	"strconv"
)

// PanelsFigure draws several figures in a grid, with letters.
type PanelsFigure struct {
	Figures      []Panel `key:"figures" need:"yes" doc:"the panels, row by row"`
	Columns      int     `key:"columns" range:"[1,26]" doc:"panels in a row; left out: two, or one in a single column of a journal"`
	SharedAxes   bool    `key:"shared_axes" default:"true" doc:"axes with the same label have the same range, and inner ones no numbers"`
	SharedLegend bool    `key:"shared_legend" default:"true" doc:"one legend under all panels; else each has its own"`
}

// Panel is one panel. Exactly one of its kinds is set.
type Panel struct {
	_             struct{}             `rule:"one of bifurcation wiggle ternary ring map lines regimes decomposition basins heat bars tornado timing"`
	Bifurcation   *BifurcationFigure   `key:"bifurcation" doc:"as in figures"`
	Wiggle        *WiggleFigure        `key:"wiggle" doc:"as in figures"`
	Ternary       *TernaryFigure       `key:"ternary" doc:"as in figures"`
	Ring          *StateFigure         `key:"ring" doc:"as in figures"`
	Map           *StateFigure         `key:"map" doc:"as in figures"`
	Lines         *LinesFigure         `key:"lines" doc:"as in figures"`
	Regimes       *PlaneFigure         `key:"regimes" doc:"as in figures"`
	Decomposition *DecompositionFigure `key:"decomposition" doc:"as in figures"`
	Basins        *BasinsFigure        `key:"basins" doc:"as in figures"`
	Heat          *HeatFigure          `key:"heat" doc:"as in figures"`
	Bars          *BarsFigure          `key:"bars" doc:"as in figures"`
	Tornado       *TornadoFigure       `key:"tornado" doc:"as in figures"`
	Timing        *TimingFigure        `key:"timing" doc:"as in figures"`
	Title         string               `key:"title" doc:"beside the letter of the panel"`
}

// Single is a figure of one kind: a figure itself, or a panel of it.
type Single struct {
	Figure
	Path string // of its kind below the figure: ring, or panels.figures.2.ring
}

// Singles are the figures of one kind that a figure consists of: itself, or its panels.
func (f *Figure) Singles() []Single {
	if f.Panels == nil {
		return []Single{{*f, f.Kind()}}
	}
	list := make([]Single, len(f.Panels.Figures))
	for i := range f.Panels.Figures {
		s := f.Panels.Figures[i].figure()
		s.File = f.File
		list[i] = Single{s, "panels.figures." + strconv.Itoa(i+1) + "." + s.Kind()}
	}
	return list
}

// figure is a panel as a figure of its own: both have the kinds under the same keys.
func (p *Panel) figure() Figure {
	var f Figure
	from, to := reflect.ValueOf(p).Elem(), reflect.ValueOf(&f).Elem()
	shape := shapeOf(to.Type())
	for _, key := range shapeOf(from.Type()).fields {
		to.Field(shape.field(key.key).index).Set(from.Field(key.index))
	}
	return f
}
