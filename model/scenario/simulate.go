package scenario

// Simulate runs the adjustment through time.
type Simulate struct {
	Start    Start     `key:"start" need:"yes" doc:"where it starts"`
	Until    float64   `key:"until" need:"yes" range:"(0,inf)" doc:"end of the simulated time"`
	Speed    float64   `key:"speed" default:"1" range:"(0,inf)" doc:"speed of adjustment"`
	Times    []float64 `key:"times" range:"[0,inf)" doc:"when to report; left out: 200 equal steps"`
	Shocks   []Shock   `key:"shocks" doc:"dated changes of parameters"`
	Switches []Switch  `key:"switches" doc:"changes of regime, dated or when a cluster has suffered"`
	Report   *Report   `key:"report" doc:"summary of one region's path"`
}

// Start is the state at time 0. Exactly one field is set.
type Start struct {
	_      struct{} `rule:"one of share settle"`
	Share  Value    `key:"share" is:"vector matrix column" range:"[0,1]" doc:"these shares"`
	Settle Value    `key:"settle" is:"vector matrix column" range:"[0,1]" doc:"where the adjustment comes to rest from these shares"`
}

// Shock changes parameters at a date.
type Shock struct {
	At  float64   `key:"at" need:"yes" range:"[0,inf)" doc:"time"`
	Set []Setting `key:"set" need:"yes" doc:"new values by dotted path"`
}

// Setting is a new value of one parameter.
type Setting struct {
	Path  string `key:"*" path:"value"`
	Value Value
}

// Switch changes the regime of joint action, at a date or on a condition.
type Switch struct {
	_      struct{} `rule:"one of at when"`
	At     *float64 `key:"at" range:"[0,inf)" doc:"time"`
	When   *When    `key:"when" doc:"condition"`
	Regime string   `key:"regime" need:"yes" enum:"none|exogenous|nash|cooperative|self-enforcing|planner|government" doc:"regime from then on"`
}

// When is the condition that a region's payoff has fallen.
type When struct {
	Region     int     `key:"region" need:"yes" range:"[1,1000000]" doc:"region, counted from 1"`
	PayoffFall float64 `key:"payoff_fall" need:"yes" range:"(0,1)" doc:"share by which its payoff is lower than just before the first shock"`
}

// Report says what to tell of one region's path.
type Report struct {
	Region   int     `key:"region" default:"1" range:"[1,1000000]" doc:"region, counted from 1"`
	Recovery float64 `key:"recovery" default:"0.1" range:"(0,1)" doc:"how near the share before the shock counts as recovered, as a share of it"`
	Floor    float64 `key:"floor" default:"0" range:"[0,1]" doc:"share above which the cluster counts as alive"`
}
