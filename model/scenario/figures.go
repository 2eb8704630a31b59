package scenario

import "reflect"

// Figure is one figure. Exactly one of its kinds is set.
type Figure struct {
	_             struct{}             `rule:"one of bifurcation wiggle ternary ring map lines regimes decomposition basins heat bars tornado timing panels"`
	Bifurcation   *BifurcationFigure   `key:"bifurcation" doc:"equilibria against a parameter, stable and unstable"`
	Wiggle        *WiggleFigure        `key:"wiggle" doc:"real-wage gap of two regions against the share"`
	Ternary       *TernaryFigure       `key:"ternary" doc:"three regions: equilibria and adjustment in the triangle"`
	Ring          *StateFigure         `key:"ring" doc:"shares on a ring of regions"`
	Map           *StateFigure         `key:"map" doc:"shares on a map or grid"`
	Lines         *LinesFigure         `key:"lines" doc:"paths, of time or of a parameter"`
	Regimes       *PlaneFigure         `key:"regimes" doc:"which equilibria are stable, in the plane of two parameters"`
	Decomposition *DecompositionFigure `key:"decomposition" doc:"passive, active and interaction parts of real wages"`
	Basins        *BasinsFigure        `key:"basins" doc:"which equilibrium each starting point leads to"`
	Heat          *HeatFigure          `key:"heat" doc:"a number in the plane of two parameters"`
	Bars          *BarsFigure          `key:"bars" doc:"bars, one group per row of a comparison"`
	Tornado       *TornadoFigure       `key:"tornado" doc:"how far each parameter of a sweep moves a result"`
	Timing        *TimingFigure        `key:"timing" doc:"the outcome against the date of a switch of regime"`
	Panels        *PanelsFigure        `key:"panels" doc:"several of these in a grid, with letters"`
	File          string               `key:"file" need:"yes" doc:"file to write; the ending gives the format: pdf, svg, png, eps or tex (for LaTeX)"`
	Width         string               `key:"width" enum:"single|onehalf|double|beamer" default:"single" doc:"width in columns of a journal, or a slide"`
	Family        string               `key:"family" enum:"serif|sans" doc:"typefaces; left out: serif, on a slide sans"`
	Grey          bool                 `key:"grey" doc:"draw in greys"`
	Height        float64              `key:"height" range:"(0,1000]" doc:"height in mm; left out: by the kind"`
	Title         string               `key:"title" doc:"title, in the properties of the file; drawn above the figure with --show-title"`
}

// Kind names the kind that is set, "" where none is.
func (f *Figure) Kind() string {
	v := reflect.ValueOf(f).Elem()
	s := shapeOf(v.Type())
	for _, key := range s.rules[0].keys {
		if !v.Field(s.field(key).index).IsNil() {
			return key
		}
	}
	return ""
}

// BifurcationFigure draws the branches of a trace.
type BifurcationFigure struct {
	Of       string `key:"of" enum:"trace" default:"trace" doc:"task whose result is drawn"`
	Y        string `key:"y" default:"share" doc:"column on the vertical axis"`
	Region   int    `key:"region" default:"1" range:"[1,1000000]" doc:"region, counted from 1"`
	Industry int    `key:"industry" default:"1" range:"[1,100000]" doc:"industry, counted from 1"`
	Unstable bool   `key:"unstable" default:"true" doc:"draw unstable equilibria too; without them the stable cascade of many regions shows"`
}

// WiggleFigure draws the gap between two regions as the share varies.
type WiggleFigure struct {
	_         struct{}  `rule:"values with parameter"`
	_         struct{}  `rule:"parameter with values"`
	Y         string    `key:"y" enum:"real_wage|payoff|profit" default:"real_wage" doc:"what is compared"`
	Parameter string    `key:"parameter" path:"number" doc:"one curve for each value of this parameter"`
	Values    []float64 `key:"values" doc:"its values"`
	Points    int       `key:"points" default:"201" range:"[2,100000]" doc:"points on a curve"`
}

// TernaryFigure draws three regions in a triangle.
type TernaryFigure struct {
	Of     string `key:"of" enum:"solve|simulate" default:"solve" doc:"task whose result is drawn"`
	Field  bool   `key:"field" default:"true" doc:"draw the direction of adjustment"`
	Points int    `key:"points" default:"21" range:"[2,1000]" doc:"arrows along a side"`
}

// StateFigure draws one equilibrium over space.
type StateFigure struct {
	Of          string `key:"of" enum:"solve|evaluate|simulate|calibrate" default:"solve" doc:"task whose result is drawn"`
	Y           string `key:"y" default:"share" doc:"column that is drawn"`
	Equilibrium int    `key:"equilibrium" default:"1" range:"[1,1000000]" doc:"which equilibrium, counted from 1"`
	Industry    int    `key:"industry" default:"1" range:"[1,100000]" doc:"industry, counted from 1"`
}

// LinesFigure draws columns as lines.
type LinesFigure struct {
	Of         string   `key:"of" enum:"simulate|trace|sweep" default:"simulate" doc:"task whose result is drawn"`
	X          string   `key:"x" doc:"column on the horizontal axis; left out: time or the parameter"`
	Y          []string `key:"y" default:"[share]" doc:"columns on the vertical axis; of trace also quantities such as effort.HM.1 or agreement.critical_delta"`
	Regions    []int    `key:"regions" range:"[1,1000000]" doc:"regions, counted from 1; left out: all"`
	Industry   int      `key:"industry" default:"1" range:"[1,100000]" doc:"industry, counted from 1"`
	Industries []int    `key:"industries" range:"[1,100000]" doc:"of sweep: one line for each of these industries"`
	Regimes    []string `key:"regimes" enum:"none|exogenous|nash|cooperative|self-enforcing|planner|government" doc:"of simulate: repeat the simulation with each of these regimes in place of those it switches to, or throughout where it has no switches"`
}

// PlaneFigure draws a result over two parameters.
type PlaneFigure struct {
	Of string `key:"of" enum:"sweep|locus" default:"sweep" doc:"task whose result is drawn"`
	X  string `key:"x" path:"number" doc:"parameter on the horizontal axis; left out: the first of the sweep"`
	Y  string `key:"y" path:"number" doc:"parameter on the vertical axis; left out: the second"`
	Z  string `key:"z" doc:"column shown by colour; left out: by the kind of figure"`
}

// DecompositionFigure draws the parts of real wages.
type DecompositionFigure struct {
	Of       string `key:"of" enum:"compare" default:"compare" doc:"task whose result is drawn"`
	Region   int    `key:"region" default:"1" range:"[1,1000000]" doc:"region, counted from 1"`
	Industry int    `key:"industry" default:"1" range:"[1,100000]" doc:"industry, counted from 1"`
}

// BasinsFigure draws basins of attraction.
type BasinsFigure struct {
	Of     string `key:"of" enum:"solve" default:"solve" doc:"task whose result is drawn"`
	Points int    `key:"points" default:"101" range:"[2,10000]" doc:"starting points along a side"`
}

// BarsFigure draws bars.
type BarsFigure struct {
	Of       string `key:"of" enum:"compare|evaluate|solve|index" default:"compare" doc:"task whose result is drawn"`
	Y        string `key:"y" default:"payoff" doc:"column that is drawn; effort: all forms side by side"`
	Region   int    `key:"region" default:"1" range:"[1,1000000]" doc:"region, counted from 1"`
	Industry int    `key:"industry" default:"1" range:"[1,100000]" doc:"industry, counted from 1"`
}

// HeatFigure draws a number over two parameters of a sweep.
type HeatFigure struct {
	Of       string `key:"of" enum:"sweep" default:"sweep" doc:"task whose result is drawn"`
	X        string `key:"x" path:"number" doc:"parameter on the horizontal axis; left out: the first of the sweep"`
	Y        string `key:"y" path:"number" doc:"parameter on the vertical axis; left out: the second"`
	Z        string `key:"z" default:"share" doc:"column shown by colour, or equilibria or stable_equilibria: how many there are"`
	Region   int    `key:"region" default:"1" range:"[1,1000000]" doc:"region, counted from 1"`
	Industry int    `key:"industry" default:"1" range:"[1,100000]" doc:"industry, counted from 1"`
	Over     string `key:"over" enum:"stable|all" default:"stable" doc:"which equilibria of a point count"`
	Take     string `key:"take" enum:"max|min|mean" default:"max" doc:"what is taken of several equilibria"`
}

// TornadoFigure draws sensitivities.
type TornadoFigure struct {
	Of       string `key:"of" enum:"sweep" default:"sweep" doc:"task whose result is drawn"`
	Y        string `key:"y" default:"share" doc:"column that is moved, or equilibria or stable_equilibria: how many there are"`
	Region   int    `key:"region" default:"1" range:"[1,1000000]" doc:"region, counted from 1"`
	Industry int    `key:"industry" default:"1" range:"[1,100000]" doc:"industry, counted from 1"`
	Over     string `key:"over" enum:"stable|all" default:"stable" doc:"which equilibria of a point count"`
	Take     string `key:"take" enum:"max|min|mean" default:"max" doc:"what is taken of several equilibria"`
}

// TimingFigure draws the outcome against the date of a switch.
type TimingFigure struct {
	Of     string  `key:"of" enum:"simulate" default:"simulate" doc:"task that is repeated"`
	Y      string  `key:"y" default:"share_final" enum:"share_final|share_trough|payoff_final|recovery_time" doc:"entry of the report"`
	Switch int     `key:"switch" default:"1" range:"[1,1000]" doc:"which switch of the simulation is dated, counted from 1"`
	From   float64 `key:"from" need:"yes" range:"[0,inf)" doc:"earliest date of the switch"`
	To     float64 `key:"to" need:"yes" range:"[0,inf)" doc:"latest date"`
	Points int     `key:"points" default:"51" range:"[2,100000]" doc:"dates tried"`
}

// Table is one table.
type Table struct {
	_       struct{} `rule:"label with float"`
	Of      string   `key:"of" need:"yes" enum:"evaluate|solve|trace|locus|sweep|simulate|compare|calibrate|index" doc:"task whose result is written"`
	File    string   `key:"file" need:"yes" doc:"file to write; the ending gives the format: tex, csv, md or json"`
	Part    string   `key:"part" doc:"which table of the task, by the name of its CSV file; left out: the first"`
	Columns []string `key:"columns" doc:"columns; left out: all"`
	Digits  int      `key:"digits" default:"4" range:"[1,17]" doc:"significant digits of the largest number of a column"`
	Title   string   `key:"title" doc:"caption"`
	Note    string   `key:"note" doc:"note under the table"`
	Float   bool     `key:"float" doc:"tex: a table environment with caption and label, not only the tabular"`
	Label   string   `key:"label" doc:"label of the float, for \\ref"`
}

// ofTask names the task whose result a figure draws, "" for none.
func ofTask(f *Figure) string {
	kind := f.Kind()
	if kind == "" {
		return ""
	}
	v := reflect.ValueOf(f).Elem()
	p := v.Field(shapeOf(v.Type()).field(kind).index).Elem()
	of := shapeOf(p.Type()).field("of")
	if of == nil {
		return ""
	}
	return p.Field(of.index).String()
}
