package equilibrium

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// PathSettings steer Path. Until is required; the zero value of the rest is the default.
type PathSettings struct {
	Start, Until float64 // the span of time
	// Times are the times to report, rising, within the span. Without any, the end of every step is reported.
	Times []float64
	// Speed multiplies the right-hand side of the dynamics, 0 for 1.
	Speed float64
	// Tolerance is the error allowed in a step relative to each share, 0 for 1e-9. Shares below e^(−50)
	// are held to a laxer one.
	Tolerance float64
	// Entry is the share that options which are empty at the start are given; 0: they stay empty.
	Entry float64
	// Switches change the game at given dates, rising. Steps end and start there exactly.
	Switches []Switch
	// Events are watched for.
	Events []PathEvent
	// MaxSteps bounds the steps, 0 for 100 000.
	MaxSteps int
	// NoRest keeps integrating at rest. Otherwise a state that has come to rest at an attracting point, to
	// within the tolerance, is taken to stay there until the game changes; shares that die out go on
	// falling at their exponential rate.
	NoRest bool
}

// Switch is a change of the game at a date. The new game has the same populations.
type Switch struct {
	Time float64
	Game Game
}

// PathEvent happens when Func crosses zero along the path: from below where Direction is positive, from above
// where it is negative, either way where it is zero. A jump of payoffs at a change of the game can carry
// Func across zero too; the event then happens at the date of the change.
type PathEvent struct {
	Name      string
	Func      func(t float64, x, payoff []float64) float64
	Direction int
	Terminal  bool // the path ends at the event
	Once      bool // only the first time counts
	// Then returns the game that holds from the event on, or nil for no change. It may be nil itself.
	Then func(t float64, x []float64) (Game, error)
}

// Occurrence is an event that happened, or a dated change of the game (Event −1).
type Occurrence struct {
	Event int // position in PathSettings.Events
	Name  string
	Time  float64
	Share []float64
}

// PathStatus says how a path ended.
type PathStatus int

// The ways in which a path ends.
const (
	PathDone     PathStatus = iota // Until was reached
	PathAtRest                     // it came to rest before Until, and stays there
	PathTerminal                   // a terminal event happened
	PathFailed                     // too many steps, or steps too short; see the error
)

func (s PathStatus) String() string {
	return [...]string{"done", "at rest", "terminal event", "failed"}[s]
}

// PathResult is a path of the dynamics.
type PathResult struct {
	Times       []float64
	Share       [][]float64 // by time
	Payoff      [][]float64 // by time; at the date of a change, those after it
	Events      []Occurrence
	Status      PathStatus
	End         float64 // the last time reached
	Final       []float64
	RestTime    float64 // when it came to rest for the last time; NaN if it did not
	Steps       int
	Rejected    int
	Evaluations int
	// Stiff says that stability, not accuracy, dictated the steps for a while, and that a linearly
	// implicit scheme took over there.
	Stiff bool
}

const (
	defaultTolerance = 1e-9
	defaultPathSteps = 100000
	// negligibleLog is the log share below which the tolerance grows in proportion: e^(−50) = 2e-22.
	negligibleLog = 50
	// locateEvent is the part of a step to which the time of an event is found.
	locateEvent = 1e-10
	// pathRest times the tolerance times the size of payoffs is the motion below which a path may be at
	// rest: what is left to go is this over the rate of attraction, rarely below 1/100.
	pathRest = 1e-2
	// stillMotion relative to payoffs is motion by rounding alone.
	stillMotion = 8 * unitRoundoff
)

// Path follows the replicator dynamics
//
//	ẋ_i = speed · x_i (π_i(x) − Σ_j x_j π_j(x))
//
// from x0 by the Runge–Kutta method of Dormand and Prince of order 5(4) with dense output (Hairer, Nørsett
// and Wanner 1993, §II.4–6), in log shares, so that shares stay positive and add up. Where the dynamics
// turn out stiff a linearly implicit method takes over. Shares that are zero stay zero (see Entry).
//
// Errors: wrong settings; the context's and the game's; ErrNotConverged where MaxSteps do not suffice or
// steps become too short. What was found up to there is returned in each case but the first.
func Path(ctx context.Context, g Game, x0 []float64, s PathSettings) (*PathResult, error) {
	if err := s.complete(g, x0); err != nil {
		return nil, err
	}
	x := slices.Clone(x0)
	for i, v := range x {
		if v == 0 && s.Entry > 0 {
			x[i] = s.Entry
		}
	}
	normalise(g.Populations(), x)
	w := newWalker(g, x, s)
	err := w.run(ctx)
	w.res.End, w.res.Final = w.t, w.shares(w.y)
	w.res.Evaluations = w.spent + w.flow.evaluations
	if err != nil {
		w.res.Status = PathFailed
	}
	return &w.res, err
}

// complete checks the settings and fills in defaults.
func (s *PathSettings) complete(g Game, x0 []float64) error {
	if len(x0) != Dim(g) {
		return fmt.Errorf("equilibrium: the start has %d shares, the game has %d", len(x0), Dim(g))
	}
	for i, v := range x0 {
		if !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("equilibrium: share %d of the start is %v, must be zero or positive", i, v)
		}
	}
	for k, p := range g.Populations() {
		if !slices.ContainsFunc(x0[p.Start:p.End], func(v float64) bool { return v > 0 }) {
			return fmt.Errorf("equilibrium: all shares of population %d of the start are zero", k)
		}
	}
	if s.Speed == 0 {
		s.Speed = 1
	}
	if s.Tolerance == 0 {
		s.Tolerance = defaultTolerance
	}
	if s.MaxSteps == 0 {
		s.MaxSteps = defaultPathSteps
	}
	switch {
	case !(s.Until >= s.Start) || math.IsInf(s.Until, 0) || math.IsInf(s.Start, 0):
		return fmt.Errorf("equilibrium: Until is %v, must be finite and not before Start, %v", s.Until, s.Start)
	case !(s.Speed > 0) || math.IsInf(s.Speed, 0):
		return fmt.Errorf("equilibrium: Speed is %v, must be positive", s.Speed)
	case !(s.Tolerance >= 1e-14 && s.Tolerance <= 0.1):
		return fmt.Errorf("equilibrium: Tolerance is %v, must be in [1e-14, 0.1]", s.Tolerance)
	case !(s.Entry >= 0 && s.Entry < 1):
		return fmt.Errorf("equilibrium: Entry is %v, must be in [0, 1)", s.Entry)
	case !slices.IsSorted(s.Times) || len(s.Times) > 0 && !(s.Times[0] >= s.Start && s.Times[len(s.Times)-1] <= s.Until):
		return fmt.Errorf("equilibrium: Times must rise from %v to %v at most", s.Start, s.Until)
	}
	last := s.Start
	for k, c := range s.Switches {
		if !(c.Time >= last) || c.Game == nil || !slices.Equal(c.Game.Populations(), g.Populations()) {
			return fmt.Errorf("equilibrium: switch %d at %v: dates must rise from Start, and the game have the same populations", k, c.Time)
		}
		last = c.Time
	}
	return nil
}
