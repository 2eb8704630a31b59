package scenario

// Evaluate asks for the short run at given shares, or at given labour.
type Evaluate struct {
	_                  struct{} `rule:"one of share labour"`
	_                  struct{} `rule:"agricultural_income with labour"`
	_                  struct{} `rule:"wedges with labour"`
	_                  struct{} `rule:"firm_share with share"`
	Share              Value    `key:"share" is:"vector matrix column" range:"[0,1]" doc:"shares per region; industry by region where there are several"`
	FirmShare          Value    `key:"firm_share" is:"vector column" range:"[0,1]" doc:"shares of firms per region (labour-pooling)"`
	Labour             Value    `key:"labour" is:"vector matrix column" range:"[0,inf)" doc:"labour per region; industry by region where there are several"`
	AgriculturalIncome Value    `key:"agricultural_income" is:"vector column" range:"[0,inf)" doc:"agricultural income per region"`
	Wedges             *Wedges  `key:"wedges" doc:"exogenous wedges, multiplied with those of external economies and joint action"`
}

// Wedges are exogenous factors, industry by region (one industry: per region);
// absent ones are 1.
type Wedges struct {
	F Value `key:"f" is:"vector matrix column" range:"(0,inf)" doc:"fixed-cost factor"`
	Q Value `key:"Q" is:"vector matrix column" range:"(0,inf)" doc:"quality factor"`
	V Value `key:"v" is:"vector matrix column" range:"(0,inf)" doc:"cost factor on intermediates"`
}

// Solve asks for all long-run equilibria.
type Solve struct {
	Prove              *bool    `key:"prove" doc:"prove the list complete by interval arithmetic (at most three free shares, with intermediates four)"`
	AllImages          bool     `key:"all_images" default:"false" doc:"list every mirror image, not one equilibrium per orbit"`
	Starts             int      `key:"starts" range:"[1,100000000]" doc:"number of starting points of the search; left out: by size"`
	Seed               uint64   `key:"seed" default:"1" doc:"seed of the search"`
	MaxBoxes           int      `key:"max_boxes" range:"[1,1000000000]" doc:"boxes after which a proof gives up"`
	MaxSeconds         float64  `key:"max_seconds" range:"(0,inf)" doc:"time after which the search stops; results then depend on the machine"`
	ComparativeStatics []string `key:"comparative_statics" path:"number" doc:"parameters, by dotted path, whose effect on each equilibrium is reported"`
	Planner            bool     `key:"planner" default:"false" doc:"find the shares that maximise world welfare, and say which equilibria are efficient"`
	Basins             int      `key:"basins" range:"[1,10000000]" doc:"random starts whose end is looked at, to tell how large the basin of each stable equilibrium is"`
}

// Trace follows equilibria as one parameter changes.
type Trace struct {
	Parameter string  `key:"parameter" need:"yes" path:"number" doc:"dotted path of the parameter"`
	From      float64 `key:"from" need:"yes" doc:"one end of the range"`
	To        float64 `key:"to" need:"yes" doc:"the other end"`
	Points    int     `key:"points" range:"[2,10000000]" doc:"least number of points on a branch over the whole range; left out: by curvature"`
	FromShare Value   `key:"from_share" is:"vector matrix column" range:"[0,1]" doc:"shares near which the branch starts"`
	Branches  string  `key:"branches" enum:"all|primary|bifurcating|symmetric|start" default:"all" doc:"all branches found; the symmetric state, corners and what leaves them directly; the symmetric state and the branches that leave it; the symmetric state with its breaks; the branch from from_share"`
}

// Interval is a range of one parameter.
type Interval struct {
	Parameter string  `key:"parameter" need:"yes" path:"number" doc:"dotted path of the parameter"`
	From      float64 `key:"from" need:"yes" doc:"one end of the range"`
	To        float64 `key:"to" need:"yes" doc:"the other end"`
}

// Locus follows special points in two parameters.
type Locus struct {
	Parameter string   `key:"parameter" need:"yes" path:"number" doc:"dotted path of the parameter whose special values are followed"`
	From      float64  `key:"from" need:"yes" doc:"one end of its range"`
	To        float64  `key:"to" need:"yes" doc:"the other end"`
	Second    Interval `key:"second" need:"yes" doc:"the parameter along which they are followed"`
	Kinds     []string `key:"kinds" enum:"break|sustain|fold" default:"[break, sustain, fold]" doc:"kinds of special points"`
	Points    int      `key:"points" default:"50" range:"[2,10000000]" doc:"points along the second parameter"`
}

// Sweep solves or evaluates over a design of parameters.
type Sweep struct {
	Design      string           `key:"design" enum:"grid|latin|sobol|monte-carlo|saltelli|morris" default:"grid" doc:"full grid, Latin hypercube, Sobol points, independent draws; saltelli and morris for sensitivity: Sobol indices and elementary effects"`
	Points      int              `key:"points" range:"[1,1000000000]" doc:"number of points (not for a grid); of k parameters, saltelli takes k+2 and morris k+1 solutions for each"`
	Levels      int              `key:"levels" range:"[2,1000]" doc:"levels of a morris design, an even number (default 4)"`
	Seed        uint64           `key:"seed" default:"1" doc:"seed of the design; 0: Sobol points unshifted"`
	Parameters  []SweepParameter `key:"parameters" need:"yes" doc:"parameters by dotted path"`
	Correlation Value            `key:"correlation" is:"matrix" range:"[-1,1]" doc:"correlation of the parameters' normal scores (Gaussian copula), in the order of the parameters"`
	Task        string           `key:"task" enum:"solve|evaluate" default:"solve" doc:"what is done at each point"`
	Sensitivity *Sensitivity     `key:"sensitivity" doc:"what the sensitivity to each parameter is of; designs saltelli and morris have it by default"`
}

// Sensitivity says which numbers of a sweep are followed, and how.
type Sensitivity struct {
	Of        []string `key:"of" default:"[share]" doc:"columns of the rows, or equilibria or stable_equilibria: how many there are"`
	Region    int      `key:"region" default:"1" range:"[1,1000000]" doc:"region, counted from 1"`
	Industry  int      `key:"industry" default:"1" range:"[1,100000]" doc:"industry, counted from 1"`
	Over      string   `key:"over" enum:"stable|all" default:"stable" doc:"which equilibria of a point count"`
	Take      string   `key:"take" enum:"max|min|mean" default:"max" doc:"what is taken of several equilibria"`
	Bootstrap int      `key:"bootstrap" default:"1000" range:"[0,1000000]" doc:"samples for the intervals; 0: none"`
	Level     float64  `key:"level" default:"0.95" range:"(0,1)" doc:"coverage of the intervals"`
}

// SweepParameter says how one parameter varies over a sweep.
type SweepParameter struct {
	_            struct{}  `rule:"one of from values distribution"`
	_            struct{}  `rule:"from with to"`
	_            struct{}  `rule:"to with from"`
	_            struct{}  `rule:"points with from"`
	_            struct{}  `rule:"scale with from"`
	Path         string    `key:"*" path:"number"`
	From         *float64  `key:"from" doc:"one end of the range"`
	To           *float64  `key:"to" doc:"the other end"`
	Points       int       `key:"points" range:"[1,10000000]" doc:"points of a grid"`
	Scale        string    `key:"scale" enum:"linear|log" doc:"spacing of the points (default linear)"`
	Values       []float64 `key:"values" doc:"the values themselves"`
	Distribution *Draw     `key:"distribution" doc:"distribution to draw from"`
}

// Draw is a distribution of one parameter. Exactly one field is set.
type Draw struct {
	_          struct{}    `rule:"one of uniform normal lognormal triangular beta"`
	Uniform    *Uniform    `key:"uniform" doc:"uniform distribution"`
	Normal     *Normal     `key:"normal" doc:"normal distribution; draws outside the range of the parameter are drawn again"`
	Lognormal  *Lognormal  `key:"lognormal" doc:"lognormal distribution; draws outside the range of the parameter are drawn again"`
	Triangular *Triangular `key:"triangular" doc:"triangular distribution"`
	Beta       *Beta       `key:"beta" doc:"beta distribution"`
}

// Uniform is the uniform distribution.
type Uniform struct {
	From float64 `key:"from" need:"yes" doc:"lower end"`
	To   float64 `key:"to" need:"yes" doc:"upper end"`
}

// Normal is the normal distribution.
type Normal struct {
	Mean float64 `key:"mean" need:"yes" doc:"mean"`
	SD   float64 `key:"sd" need:"yes" range:"(0,inf)" doc:"standard deviation"`
}

// Lognormal is the lognormal distribution.
type Lognormal struct {
	Median float64 `key:"median" need:"yes" range:"(0,inf)" doc:"median"`
	SD     float64 `key:"sd" need:"yes" range:"(0,inf)" doc:"standard deviation of the logarithm"`
}

// Triangular is the triangular distribution.
type Triangular struct {
	From float64 `key:"from" need:"yes" doc:"lower end"`
	Mode float64 `key:"mode" need:"yes" doc:"most likely value"`
	To   float64 `key:"to" need:"yes" doc:"upper end"`
}

// Beta is the beta distribution, stretched over a range.
type Beta struct {
	Alpha float64 `key:"alpha" need:"yes" range:"(0,inf)" doc:"first shape: weight of the upper end"`
	Beta  float64 `key:"beta" need:"yes" range:"(0,inf)" doc:"second shape: weight of the lower end"`
	From  float64 `key:"from" default:"0" doc:"lower end"`
	To    float64 `key:"to" default:"1" doc:"upper end"`
}

// Compare puts the same economy under several regimes side by side.
type Compare struct {
	Rows  []string `key:"rows" need:"yes" enum:"none|exogenous|nash|self-enforcing|support|cooperative|government|planner" doc:"regimes; support is self-enforcing with the support block, which acts only there"`
	Share Value    `key:"share" is:"vector matrix column" range:"[0,1]" doc:"efforts at these shares; left out: long run, every stable equilibrium"`
}

// Calibrate finds fundamentals or parameters from data. Exactly one field is set.
type Calibrate struct {
	_      struct{} `rule:"one of invert fit"`
	Invert *Invert  `key:"invert" doc:"fundamentals that make observed wages and labour an equilibrium"`
	Fit    *Fit     `key:"fit" doc:"parameters that bring moments close to observed ones"`
}

// Invert is an inversion of the model.
type Invert struct {
	Wage   Value `key:"wage" need:"yes" is:"vector column" range:"(0,inf)" doc:"observed wages per region"`
	Labour Value `key:"labour" need:"yes" is:"vector column" range:"(0,inf)" doc:"observed labour per region"`
}

// Fit is a fit of parameters to moments.
type Fit struct {
	_          struct{}       `rule:"one of share settle"`
	Parameters []FitParameter `key:"parameters" need:"yes" doc:"parameters by dotted path"`
	Moments    string         `key:"moments" need:"yes" doc:"CSV file of the observed moments: columns name (such as share.1 or ln payoff.1), value, se and source"`
	Share      Value          `key:"share" is:"vector matrix column" range:"[0,1]" doc:"moments of the short run at these shares"`
	Settle     Value          `key:"settle" is:"vector matrix column" range:"[0,1]" doc:"moments of the stable equilibrium to which the adjustment leads from these shares"`
	Starts     int            `key:"starts" default:"20" range:"[1,1000000]" doc:"number of starting points"`
	Seed       uint64         `key:"seed" default:"1" doc:"seed of the starting points"`
}

// FitParameter is the range in which a parameter is sought.
type FitParameter struct {
	Path  string   `key:"*" path:"number"`
	From  float64  `key:"from" need:"yes" doc:"lower end"`
	To    float64  `key:"to" need:"yes" doc:"upper end"`
	Start *float64 `key:"start" doc:"first starting value; left out: the middle"`
}

// Index asks for indices from data.
type Index struct {
	_               struct{} `rule:"any of employment survey"`
	_               struct{} `rule:"plant_herfindahl with employment"`
	Employment      Value    `key:"employment" is:"matrix file" range:"[0,inf)" doc:"employment, industry by region"`
	PlantHerfindahl Value    `key:"plant_herfindahl" is:"vector column file" range:"[0,1]" doc:"Herfindahl index of plant sizes per industry"`
	Survey          *Survey  `key:"survey" doc:"composite index of cooperation"`
}

// Survey is a table of answers on cooperation.
type Survey struct {
	File      string   `key:"file" need:"yes" doc:"CSV file, one row per enterprise"`
	Group     string   `key:"group" doc:"column by which results are grouped"`
	Forms     []string `key:"forms" need:"yes" doc:"columns with the intensity of each form"`
	Weights   Value    `key:"weights" is:"vector" range:"[0,inf)" doc:"weight of each form (default equal)"`
	Bootstrap int      `key:"bootstrap" default:"1000" range:"[0,10000000]" doc:"draws for the interval; 0: none"`
	Level     float64  `key:"level" default:"0.95" range:"(0,1)" doc:"coverage of the interval"`
	Seed      uint64   `key:"seed" default:"1" doc:"seed of the draws"`
}
