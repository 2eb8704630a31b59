package prove

import (
	"errors"
	"fmt"
	"runtime"
)

// Settings bound the work of a proof. The zero value asks for the defaults.
type Settings struct {
	// MaxBoxes is the number of boxes examined per search (per face); 0 means
	// DefaultMaxBoxes. What is left over is returned as undecided.
	MaxBoxes int
	// MinWidth is the width at which a box is no longer split; 0 means
	// DefaultMinWidth. Boxes in which rounding noise hides the equations are given
	// up earlier.
	MinWidth float64
	// Workers is the number of goroutines; 0 means GOMAXPROCS. The result does not
	// depend on it.
	Workers int
}

const (
	// DefaultMaxBoxes ends hopeless proofs after some seconds to minutes; the
	// three-region core–periphery model needs some ten thousand boxes over all faces.
	DefaultMaxBoxes = 200_000
	// DefaultMinWidth is some thousand units in the last place of a share of order
	// one: below it a degenerate solution cannot be told from a regular one.
	DefaultMinWidth = 1e-12
)

// ErrBudget says that a search ended by its box budget or its context before all
// boxes were examined. The result that comes with it is valid and lists them.
var ErrBudget = errors.New("prove: budget exhausted before every box was examined")

func (s Settings) withDefaults() (Settings, error) {
	switch {
	case s.MaxBoxes < 0:
		return s, fmt.Errorf("prove: MaxBoxes = %d, want at least 0", s.MaxBoxes)
	case s.Workers < 0:
		return s, fmt.Errorf("prove: Workers = %d, want at least 0", s.Workers)
	case !(s.MinWidth >= 0 && s.MinWidth < 1):
		return s, fmt.Errorf("prove: MinWidth = %v, want in [0, 1)", s.MinWidth)
	}
	if s.MaxBoxes == 0 {
		s.MaxBoxes = DefaultMaxBoxes
	}
	if s.MinWidth == 0 {
		s.MinWidth = DefaultMinWidth
	}
	if s.Workers == 0 {
		s.Workers = runtime.GOMAXPROCS(0)
	}
	return s, nil
}

// Stats counts what a search did.
type Stats struct {
	Boxes     int // boxes examined
	Excluded  int // proved to hold no solution
	Certified int // proved to hold exactly one solution, or one already found
	Undecided int // given up, before merging
	Depth     int // levels of splitting
}

func (s *Stats) add(t Stats) {
	s.Boxes += t.Boxes
	s.Excluded += t.Excluded
	s.Certified += t.Certified
	s.Undecided += t.Undecided
	s.Depth = max(s.Depth, t.Depth)
}
