package equilibrium

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// LocusFamily is a game that depends on two parameters.
type LocusFamily interface {
	// At returns the game at the values v and q, or an error where they are outside their range.
	At(v, q float64) (Game, error)
}

// LocusFamilyFunc makes a LocusFamily of a function.
type LocusFamilyFunc func(v, q float64) (Game, error)

// At calls the function.
func (f LocusFamilyFunc) At(v, q float64) (Game, error) { return f(v, q) }

// LocusSettings steers Locus.
type LocusSettings struct {
	// From, To bound the first parameter and FromQ, ToQ the second, in either order.
	From, To, FromQ, ToQ float64
	// MaxStep is the largest distance between points, parameters measured in their ranges; default
	// DefaultMaxStep.
	MaxStep float64
	// MaxPoints bounds the number of points in each direction; default DefaultMaxPoints.
	MaxPoints int
}

// LocusPoint is the event at one pair of parameters.
type LocusPoint struct {
	Value, Q  float64
	Share     []float64
	Residual  float64 // of the equilibrium conditions and the critical eigenvalue, relative to the payoffs
	Precision float64 // bound on the distance of (Value, Q) from the true curve, from rounding
}

// LocusCurve is the curve of an event in the plane of two parameters.
type LocusCurve struct {
	Kind   EventKind
	Mode   int
	Points []LocusPoint
	Closed bool      // the last point is the first
	Ends   [2]string // why the curve ends at its first and at its last point
}

// ErrLocus is matched by the errors of Locus.
var ErrLocus = errors.New("equilibrium: locus")

// Locus follows an event in two parameters: the curve of all (v, q) at which the same thing happens to the
// same kind of state. ev is an event of Trace at the value q of the second parameter. Breaks, sustain
// points, boundaries and folds have such curves; a branch point does where symmetry makes it (its
// eigenvalue belongs to a pattern outside the state's own symmetry).
//
// The unknowns are the free shares and both parameters. The equations are the equilibrium conditions on
// the face of the event together with one scalar: the critical eigenvalue of the isotypic block, or the
// payoff at the empty option less the level. At a fold this is a minimally extended system (Govaerts
// 2000, ch. 4). The curve is followed by pseudo-arclength steps, so that it may turn in either parameter;
// derivatives of the scalar are differences and only steer, the equations are evaluated exactly.
//
// Errors match ErrLocus, or are the context's; the curve found so far comes with the latter.
func Locus(ctx context.Context, fam LocusFamily, ev *Event, q float64, set LocusSettings) (*LocusCurve, error) {
	if err := set.complete(); err != nil {
		return nil, err
	}
	l, err := newLocus(fam, ev, q, set)
	if err != nil {
		return nil, err
	}
	start, err := l.start(ev.Value, q, ev.Share)
	if err != nil {
		return nil, fmt.Errorf("%w: the %v at (%v, %v): %w", ErrLocus, ev.Kind, ev.Value, q, err)
	}
	c := &LocusCurve{Kind: ev.Kind, Mode: ev.Mode}
	err = l.follow(ctx, c, start)
	return c, err
}

func (s *LocusSettings) complete() error {
	for _, v := range []float64{s.From, s.To, s.FromQ, s.ToQ} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%w: From, To, FromQ and ToQ must be finite, have %v, %v, %v, %v", ErrLocus, s.From, s.To, s.FromQ, s.ToQ)
		}
	}
	if s.From == s.To || s.FromQ == s.ToQ {
		return fmt.Errorf("%w: the ranges [%v, %v] and [%v, %v] must not be empty", ErrLocus, s.From, s.To, s.FromQ, s.ToQ)
	}
	if s.MaxStep == 0 {
		s.MaxStep = DefaultMaxStep
	}
	if s.MaxPoints == 0 {
		s.MaxPoints = DefaultMaxPoints
	}
	if !(s.MaxStep > 0 && s.MaxStep <= 1) || s.MaxPoints < 2 {
		return fmt.Errorf("%w: MaxStep must lie in (0, 1] and MaxPoints be at least 2, have %v and %d", ErrLocus, s.MaxStep, s.MaxPoints)
	}
	return nil
}

// newLocus finds the face of the event and the eigenvalue that is zero there.
func newLocus(fam LocusFamily, ev *Event, q float64, set LocusSettings) (*locus, error) {
	l := &locus{fam: fam, set: set}
	l.lo = [2]float64{min(set.From, set.To), min(set.FromQ, set.ToQ)}
	l.hi = [2]float64{max(set.From, set.To), max(set.FromQ, set.ToQ)}
	at := FamilyFunc(func(v float64) (Game, error) { return fam.At(v, q) })
	pr, err := newProblem(at, TraceSettings{From: ev.Value, To: ev.Value, MaxStep: set.MaxStep})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLocus, err)
	}
	if len(ev.Share) != pr.n {
		return nil, fmt.Errorf("%w: the event has %d shares, the state %d", ErrLocus, len(ev.Share), pr.n)
	}
	pr.lo, pr.hi = l.lo[0], l.hi[0]
	l.w = newWorker(pr)
	support := make([]bool, pr.n)
	for i, x := range ev.Share {
		support[i] = x > 0
	}
	l.c = &curve{f: newFace(pr, ev.Share, support, pr.group.fixing(ev.Share, isotropyTolerance))}
	l.c.prepare(pr)
	l.dim = l.c.f.dim()
	return l, l.choose(ev, q)
}

// choose finds the monitor of the event: of those that fit its kind, the one nearest to zero.
func (l *locus) choose(ev *Event, q float64) error {
	l.setQ(q)
	if err := l.w.jacobian(ev.Share, ev.Value); err != nil {
		return fmt.Errorf("%w: %w", ErrLocus, err)
	}
	mon, _, err := l.w.spectrum(l.c.f, l.c.dec, ev.Share, ev.Value, everyBlock, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLocus, err)
	}
	if err := l.w.parameterDerivative(ev.Share, ev.Value); err != nil {
		return fmt.Errorf("%w: %w", ErrLocus, err)
	}
	l.scale = max(maxAbs(l.w.pay), maxAbs(l.w.jac.RawMatrix().Data), maxAbs(l.w.dp)*l.w.span())
	l.mon = -1
	for k, m := range l.c.mons {
		fits := false
		switch ev.Kind {
		case Sustain, Boundary:
			fits = m.block < 0
		case Fold:
			fits = m.block >= 0 && l.c.dec.blocks[m.block].trivial
		case Break, BranchPointEvent:
			fits = m.block >= 0 && !l.c.dec.blocks[m.block].trivial &&
				(ev.Mode == 0 || l.w.group.mode(l.c.dec.blocks[m.block].basis[0]) == ev.Mode)
		}
		if fits && (l.mon < 0 || math.Abs(real(mon[k])) < math.Abs(real(mon[l.mon]))) {
			l.mon = k
		}
	}
	if l.mon < 0 {
		return fmt.Errorf("%w: a %v of a state whose symmetry does not protect it is not a curve in two parameters", ErrLocus, ev.Kind)
	}
	return nil
}
