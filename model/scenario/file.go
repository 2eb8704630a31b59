package scenario

import "path/filepath"

// File is a scenario. Its fields are the top-level keys; what the file leaves
// out is nil or its default. A File is not changed after Read: Set, With and
// lenses return copies that share what they leave alone.
type File struct {
	Title             string             `key:"title" doc:"what the scenario is about, in one line"`
	Model             string             `key:"model" doc:"name of the model"`
	Parameters        Params             `key:"parameters" doc:"parameters of the model"`
	Geography         *Geography         `key:"geography" doc:"regions and the distances between them"`
	TradeCost         TradeCost          `key:"trade_cost" doc:"how distances become trade costs"`
	Borders           Borders            `key:"borders" doc:"factors on trade costs between regions and between groups"`
	Industries        []Industry         `key:"industries" doc:"input–output structure"`
	Mobility          string             `key:"mobility" enum:"migration|sectoral|both" doc:"who moves: workers between regions, between sectors inside a region, or both"`
	Groups            *Groups            `key:"groups" doc:"labour moves inside a group of regions only"`
	Agriculture       *Agriculture       `key:"agriculture" doc:"the outside good"`
	ExternalEconomies *ExternalEconomies `key:"external_economies" doc:"passive collective efficiency: pooling, spillovers, distribution"`
	JointAction       *JointAction       `key:"joint_action" doc:"active collective efficiency: forms of joint action and how effort is decided"`
	RestOfWorld       []Partner          `key:"rest_of_world" doc:"exogenous trading partners"`
	Evaluate          *Evaluate          `key:"evaluate" doc:"task: the short run at given shares or labour"`
	Solve             *Solve             `key:"solve" doc:"task: all long-run equilibria"`
	Trace             *Trace             `key:"trace" doc:"task: follow equilibria as one parameter changes"`
	Locus             *Locus             `key:"locus" doc:"task: break, sustain and fold points in two parameters"`
	Sweep             *Sweep             `key:"sweep" doc:"task: solve over a design of parameters"`
	Simulate          *Simulate          `key:"simulate" doc:"task: the adjustment through time, with shocks and switches of regime"`
	Compare           *Compare           `key:"compare" doc:"task: the same economy under several regimes of joint action"`
	Calibrate         *Calibrate         `key:"calibrate" doc:"task: fundamentals or parameters from data"`
	Index             *Index             `key:"index" doc:"task: indices of concentration and cooperation from data"`
	Figures           []Figure           `key:"figures" doc:"figures to draw from the results"`
	Tables            []Table            `key:"tables" doc:"tables to write from the results"`

	Name string // name of the file, "-" for standard input
	Dir  string // folder that paths in the file are relative to

	root    *node       // the document with overrides, for sources
	spec    *ModelSpec  // of Model, nil where the caller gave none
	specs   []ModelSpec // all models known
	changes *change     // numbers changed since
	left    []string    // parameters that have no value because a task sets them
}

// change is a list of the values changed by lenses, latest first.
type change struct {
	path string
	next *change
}

// Spec returns the specification of the model, nil where Read was given none.
func (f *File) Spec() *ModelSpec { return f.spec }

// Resolve makes a path of the scenario relative to the folder of the file.
func (f *File) Resolve(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(f.Dir, filepath.FromSlash(path))
}

// Tasks lists the tasks that the file asks for, in the order in which they are
// done.
func (f *File) Tasks() []string {
	var list []string
	for _, t := range []struct {
		name string
		on   bool
	}{
		{"calibrate", f.Calibrate != nil}, {"evaluate", f.Evaluate != nil}, {"solve", f.Solve != nil},
		{"trace", f.Trace != nil}, {"locus", f.Locus != nil}, {"sweep", f.Sweep != nil},
		{"simulate", f.Simulate != nil}, {"compare", f.Compare != nil}, {"index", f.Index != nil},
	} {
		if t.on {
			list = append(list, t.name)
		}
	}
	return list
}
