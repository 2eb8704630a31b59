package main

// entry is one figure of the gallery.
type entry struct {
	kind     string // of the figure, as in scenarios
	title    string
	scenario string // below examples, without ending
	file     string // of the figure in the scenario
	reading  string // how the figure is read, in a sentence
}

// entries are the figures in the order of the page; every kind of figure has one or more.
var entries = []entry{
	{"bifurcation", "Bifurcation diagram", "core-periphery/tomahawk", "tomahawk.png",
		"Every equilibrium against the trade cost: solid lines are stable, dashed ones are not; to the left of $T_B$ the even spread cannot last, to the right of $T_S$ the core cannot, and in between history decides."},
	{"bifurcation", "Bifurcation diagram of real wages", "vertical-linkages/inequality", "wages.png",
		"The same kind of diagram with real wages on the vertical axis: countries that are alike grow apart as trade gets cheaper, and come together again when it is cheap enough."},
	{"wiggle", "Wiggle diagram", "core-periphery/wiggle", "wiggle.png",
		"How much better off workers are in region 1, by its share of them: an equilibrium is where a curve meets zero, and it is stable where the curve falls."},
	{"panels", "Panels", "core-periphery/panels", "panels.png",
		"Several figures in one file, with letters, axes in line and one legend outside the data: (b) explains each value of $T$ in (a)."},
	{"ternary", "Three regions", "three-regions/triangle", "triangle.png",
		"A point is a division of industry among three regions, a corner has it all; arrows show where it moves, full dots are stable and hollow ones are not."},
	{"basins", "Basins of attraction", "three-regions/basins", "basins.png",
		"The colour of a point tells in which equilibrium industry ends up that begins there: near the middle it stays spread out, elsewhere the largest region takes it all."},
	{"ring", "Ring of regions", "racetrack-12/agglomeration", "ring.png",
		"Twelve regions on a circle, with their shares at the start and at the end as bars: from differences too small to see, two clusters emerge, four regions apart."},
	{"map", "Map", "brazil/agglomeration", "today.png",
		"The area of a bubble is the share of a city; the largest are named."},
	{"map", "Maps of before and after", "brazil/agglomeration", "adjustment.png",
		"A map of a simulation has two panels: where industry begins and where the adjustment ends if place and nearby people were all that mattered."},
	{"lines", "Paths", "crisis/gear-shift", "regimes.png",
		"The share of a cluster through a crisis, once for each regime to which its members switch after the shock: without joint action they lose all of it, each for itself most of it, and together they regain it."},
	{"lines", "Lines along a trace", "dry-port/agreement", "effort.png",
		"Any quantity of the equilibria of a trace against its parameter, branch by branch: here the effort that members of two clusters make, as their number grows."},
	{"lines", "Lines over a sweep", "young-chain/layers", "layers.png",
		"Columns of a sweep over one parameter: the larger the market, the more layers of the chain have firms of their own."},
	{"timing", "Timing of a response", "crisis/gear-shift", "timing.png",
		"The final share of the cluster by the date at which its members begin to cooperate: there is a date from which on it is too late."},
	{"regimes", "Regimes in two parameters", "core-periphery/locus", "regimes.png",
		"Which equilibria are stable, over two parameters: between the curves of break and sustain points are economies in which history decides, the more of them the more manufactures weigh in expenditure."},
	{"heat", "Heat map", "sweep/regimes", "equilibria.pdf",
		"A number over the grid of a sweep, here how many stable equilibria there are; numbers that are not counts have a scale of colours, which a reader in greys can follow."},
	{"heat", "Heat map with a scale", "sweep/regimes", "real-wage.pdf",
		"The best real wage of region 1 over the same grid: concentration, above the step, pays most where manufactures weigh much or trade costs little."},
	{"decomposition", "Decomposition", "sinos-valley/crisis", "decomposition.png",
		"What raises real wages under each regime: passive external economies, which nobody has to work for, joint action, and what both do together."},
	{"bars", "Bars", "sinos-valley/crisis", "effort.png",
		"Efforts under each regime, form by form: members alone work with their suppliers (VB) and leave the alliance along the chain (VM) alone, which only an agreement brings about."},
	{"tornado", "Tornado of variances", "sweep/sensitivity", "real-wage.pdf",
		"What moves a result: the part of its variance that each parameter explains alone and with the others, from a design of Saltelli."},
	{"tornado", "Tornado of ends", "sweep/uncertainty", "share.pdf",
		"For other designs, the mean result in the fifths of the points in which a parameter is lowest and highest, with those values at the ends of the bars."},
}
