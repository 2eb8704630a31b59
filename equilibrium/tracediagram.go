package equilibrium

import "fmt"

// EventKind says what happens at an event of a diagram.
type EventKind int

// The kinds of events.
//
// Break: an eigenvalue of the symmetric state crosses zero in a direction that leaves the symmetry
// (Fujita, Krugman and Venables 1999, section 5.3). Sustain: at a concentrated state the payoff of an
// empty option reaches the level of the population. Fold: the branch turns round in the parameter.
// BranchPoint: an eigenvalue crosses zero on any other branch, or a complex pair does (then Event.Note
// says so: the diagram holds no cycles). Boundary: a share becomes zero on a branch that does not end in
// a concentrated state. EffortBound: a kink that the game
// tells of (see EventFunctions), such as an effort that meets its bound; Event.Note says which.
const (
	Break EventKind = iota
	Sustain
	Fold
	BranchPointEvent
	Boundary
	EffortBound
)

var eventNames = [...]string{"break", "sustain", "fold", "branch-point", "boundary", "effort-bound"}

// String is the name of the kind in result files.
func (k EventKind) String() string {
	if k < 0 || int(k) >= len(eventNames) {
		return fmt.Sprintf("EventKind(%d)", int(k))
	}
	return eventNames[k]
}

// BranchKind says what the states of a branch have in common.
type BranchKind int

// The kinds of branches. Symmetric: fixed by the whole symmetry of the game, no option empty, or spread
// evenly over all options of a game without symmetry. Interior: no option empty. Partial: some options
// empty. Concentrated: each population in one option, or what TraceSettings.Corners declares to be so.
const (
	SymmetricBranch BranchKind = iota
	InteriorBranch
	PartialBranch
	ConcentratedBranch
)

var branchNames = [...]string{"symmetric", "interior", "partial", "concentrated"}

// String is the name of the kind in result files.
func (k BranchKind) String() string {
	if k < 0 || int(k) >= len(branchNames) {
		return fmt.Sprintf("BranchKind(%d)", int(k))
	}
	return branchNames[k]
}

// Criticality tells on which side of a break the bifurcating branch lies.
type Criticality int

// Supercritical: the branch exists where the parent state is unstable. Subcritical: it exists where the
// parent is stable (the tomahawk of the core–periphery model). Transcritical: one arm on each side.
// UnknownCriticality: nothing bifurcates, or it was not followed.
const (
	UnknownCriticality Criticality = iota
	Supercritical
	Subcritical
	Transcritical
)

var criticalityNames = [...]string{"", "supercritical", "subcritical", "transcritical"}

// String is the name in result files; empty where unknown.
func (c Criticality) String() string {
	if c < 0 || int(c) >= len(criticalityNames) {
		return fmt.Sprintf("Criticality(%d)", int(c))
	}
	return criticalityNames[c]
}

// BranchPoint is one equilibrium of a branch.
type BranchPoint struct {
	Value       float64      // the parameter
	Share       []float64    // the state, exactly 0 at empty options
	Payoff      []float64    // π at the state
	Eigenvalues []complex128 // of the replicator tangent to the simplices, largest real part first
	Stability   Stability
	Margin      float64 // see Linearization.Margin
	Event       int     // index in Diagram.Events of the event that happens here, or −1
}

// Branch is a connected piece of the set of equilibria with one support and one isotropy, without its
// images under the symmetry of the game.
type Branch struct {
	ID          int
	Parent      int // ID of the branch that this one leaves from, or −1
	Kind        BranchKind
	Support     []bool      // options that are occupied
	Isotropy    string      // the symmetry of the states, such as "D_4" or "S_2×S_1"
	Orbit       int         // number of images, this one included; 0 where the group is too large to count
	Criticality Criticality // at the parent
	Points      []BranchPoint
	Closed      bool // the last point is the first
}

// Event is a point where equilibria appear, vanish, meet or change stability.
type Event struct {
	Kind         EventKind
	Value        float64 // the parameter
	Precision    float64 // bound on the error of Value from rounding in the payoffs
	Share        []float64
	Multiplicity int    // how many eigenvalues cross together
	Mode         int    // Fourier number of the pattern that breaks a cyclic symmetry, 1 … R/2; else 0
	Rising       bool   // the eigenvalue rises through zero as the parameter rises
	Branches     []int  // IDs of the branches that meet here, the one it was found on first
	Note         string // anything else to know
	Criticality  Criticality
}

// Diagram is the bifurcation diagram of a family over a range of its parameter.
type Diagram struct {
	From, To float64
	Branches []*Branch
	Events   []*Event // by value, then kind
	LeftOut  []string // what the budget or a failure left out; empty: nothing known is missing
	Notes    []string // remarks that take nothing away from the diagram
	Curves   int      // how many curves of rest points were followed
}
