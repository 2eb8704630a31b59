package scenario

import "math"

// Geography is where the regions lie. Exactly one of its fields is set.
type Geography struct {
	_           struct{}     `rule:"one of equidistant ring line grid cities network matrix"`
	Equidistant *Equidistant `key:"equidistant" doc:"the same trade cost between any two regions"`
	Ring        *Ring        `key:"ring" doc:"regions on a circle of circumference 1, arc distance"`
	Line        *Line        `key:"line" doc:"regions on a line of unit length"`
	Grid        *Grid        `key:"grid" doc:"cells row by row"`
	Cities      *Cities      `key:"cities" doc:"places with latitude and longitude, great-circle kilometres"`
	Network     *Network     `key:"network" doc:"shortest paths over the edges of a network"`
	Matrix      *TradeMatrix `key:"matrix" doc:"the trade costs themselves"`
}

// Kind names the field that is set, "" where none is.
func (g *Geography) Kind() string {
	switch {
	case g == nil:
		return ""
	case g.Equidistant != nil:
		return "equidistant"
	case g.Ring != nil:
		return "ring"
	case g.Line != nil:
		return "line"
	case g.Grid != nil:
		return "grid"
	case g.Cities != nil:
		return "cities"
	case g.Network != nil:
		return "network"
	case g.Matrix != nil:
		return "matrix"
	}
	return ""
}

// Regions is the number of regions, 0 where a file says it.
func (g *Geography) Regions() int {
	switch {
	case g == nil:
	case g.Equidistant != nil:
		return g.Equidistant.Regions
	case g.Ring != nil:
		return g.Ring.Regions
	case g.Line != nil:
		return g.Line.Regions
	case g.Grid != nil:
		return g.Grid.Rows * g.Grid.Columns
	case g.Matrix != nil:
		if m := g.Matrix.Values.Matrices(); m != nil {
			return len(m[0])
		}
		return len(g.Matrix.Values.Matrix())
	}
	return 0
}

// Equidistant is a geography without distance: trade costs T (or freeness phi)
// between any two regions.
type Equidistant struct {
	Regions int `key:"regions" need:"yes" range:"[1,1000000]" doc:"number of regions"`
}

// Ring is a circle of circumference 1.
type Ring struct {
	Regions int `key:"regions" need:"yes" range:"[1,1000000]" doc:"number of regions"`
}

// Line is a line of unit length.
type Line struct {
	Regions int `key:"regions" need:"yes" range:"[1,1000000]" doc:"number of regions"`
}

// Grid is a rectangle of cells.
type Grid struct {
	Rows       int    `key:"rows" need:"yes" range:"[1,10000]" doc:"number of rows"`
	Columns    int    `key:"columns" need:"yes" range:"[1,10000]" doc:"number of columns"`
	Torus      bool   `key:"torus" default:"false" doc:"opposite sides meet"`
	Neighbours string `key:"neighbours" enum:"euclidean|4|8" default:"euclidean" doc:"straight lines, or shortest paths over steps to 4 or 8 neighbours (diagonal √2)"`
	Unit       string `key:"unit" enum:"side|cell" default:"side" doc:"what has length 1: the longer side, or a step"`
}

// Cities is a table of places.
type Cities struct {
	File  string `key:"file" need:"yes" doc:"CSV file with columns lat, lon, optional population and any others"`
	Top   int    `key:"top" range:"[1,1000000]" doc:"keep the places of largest population"`
	Where string `key:"where" doc:"keep the rows for which this holds, e.g. admin=23"`
}

// Network is a graph.
type Network struct {
	Nodes string `key:"nodes" need:"yes" doc:"CSV file of the nodes"`
	Edges string `key:"edges" need:"yes" doc:"CSV file of the edges with their lengths or times"`
}

// TradeMatrix gives the trade costs themselves, row = origin, column =
// destination; three levels deep, one matrix per industry.
type TradeMatrix struct {
	_      struct{} `rule:"one of file values"`
	File   string   `key:"file" doc:"CSV file without header"`
	Values Value    `key:"values" is:"matrix matrices" range:"[1,inf)" doc:"trade costs, row = origin, column = destination; three levels deep: one matrix per industry"`
}

// TradeCost says how a distance d becomes a trade cost.
type TradeCost struct {
	Form string  `key:"form" enum:"exponential|power|distance-power|linear" default:"exponential" doc:"exp(tau·d), (1+d)^tau, max(1,d)^tau or 1 + tau·d"`
	Own  float64 `key:"own" default:"1" range:"[1,inf)" doc:"trade cost inside a region"`
}

// Borders multiply trade costs.
type Borders struct {
	BetweenRegions float64 `key:"between_regions" default:"1" range:"[1,inf)" doc:"factor on the trade cost between different regions"`
	BetweenGroups  float64 `key:"between_groups" default:"1" range:"[1,inf)" doc:"further factor between different groups"`
}

// Industry is one industry of a general input–output structure. Labour has the
// share of cost that inputs leave.
type Industry struct {
	Name   string             `key:"name" need:"yes" doc:"name, for inputs and dotted paths"`
	Sigma  float64            `key:"sigma" need:"yes" range:"(1,inf)" doc:"elasticity of substitution between varieties"`
	Mu     float64            `key:"mu" default:"0" range:"[0,1]" doc:"share of consumers' expenditure"`
	Inputs map[string]float64 `key:"inputs" range:"[0,1)" doc:"share of cost by industry that is bought from"`
}

// Groups are sets of regions inside which labour moves.
type Groups struct {
	Of     Value `key:"of" need:"yes" is:"whole vector column" range:"[1,1000000]" doc:"group of each region, numbered from 1"`
	Labour Value `key:"labour" is:"vector" range:"(0,inf)" doc:"labour of each group; left out: in proportion to its regions"`
}

// Agriculture is the outside good.
type Agriculture struct {
	Kind string  `key:"kind" enum:"linear|concave|none" need:"yes" doc:"linear: wage 1; concave: land^(1−eta)·x^eta; none"`
	Eta  float64 `key:"eta" range:"(0,1]" doc:"labour's share in concave agriculture"`
	Land Value   `key:"land" is:"number vector column" range:"(0,inf)" doc:"land, one number or one per region (default 1)"`
}

// ExternalEconomies are the passive part of collective efficiency. Each block
// that is absent is switched off.
type ExternalEconomies struct {
	Enterprises  Value         `key:"enterprises" is:"number vector" range:"[1,inf)" doc:"number of enterprises N of an industry; a list: one per industry"`
	Pooling      *Pooling      `key:"pooling" doc:"labour pooling"`
	Spillover    *Spillover    `key:"spillover" doc:"technological spillovers"`
	Distribution *Distribution `key:"distribution" doc:"thick trading networks"`
}

// Pooling is labour pooling under gamma-distributed shocks.
type Pooling struct {
	Shape float64 `key:"shape" need:"yes" range:"(0,inf)" doc:"shape k of the shocks; large k: no shocks"`
}

// Spillover is the spread of technology over distance.
type Spillover struct {
	Epsilon float64 `key:"epsilon" need:"yes" range:"[0,inf)" doc:"elasticity of quality to the enterprises nearby"`
	Decay   Value   `key:"decay" need:"yes" is:"number" enum:"local" range:"[0,inf)" doc:"decay per unit of distance; local: no reach beyond the region"`
}

// Rate is the decay δ as a number, infinite for local spillovers.
func (s *Spillover) Rate() float64 {
	if s.Decay.Word() == "local" {
		return math.Inf(1)
	}
	return s.Decay.num
}

// Distribution is increasing returns in marketing.
type Distribution struct {
	Nu   float64 `key:"nu" need:"yes" range:"[0,inf)" doc:"how fast the network thickens"`
	Zeta float64 `key:"zeta" need:"yes" range:"[0,inf)" doc:"elasticity of the trade margin to the network"`
}

// Partner is an exogenous trading partner: its labour, wage and expenditure
// are given.
type Partner struct {
	Name   string  `key:"name" need:"yes" doc:"name, for dotted paths"`
	Labour Value   `key:"labour" need:"yes" is:"number vector" range:"[0,inf)" doc:"labour; a list: one number per industry"`
	Wage   Value   `key:"wage" need:"yes" is:"number vector" range:"(0,inf)" doc:"wage; a list: one number per industry"`
	Income float64 `key:"income" need:"yes" range:"[0,inf)" doc:"income spent on final goods"`
	T      Value   `key:"T" need:"yes" is:"number vector column" range:"[1,inf)" doc:"iceberg cost to and from home; a list: one number per region"`
}
