package equilibrium

import (
	"fmt"
	"math"
	"slices"

	"github.com/geosolve/geosolve/internal/linalg"
)

// Derivatives are those of an equilibrium in a parameter.
type Derivatives struct {
	Share  []float64 // dx/dp; 0 at empty options
	Payoff []float64 // dπ/dp along the equilibrium, also at empty options
	Direct []float64 // ∂π/∂p at given shares
	// Error estimates the largest error of Share and Payoff: that of Direct, by the last step of the
	// extrapolation, passed on through the implicit function theorem, and that of the Jacobian of payoffs.
	Error float64
	RCond float64 // reciprocal condition number of the system solved
}

const (
	// staticsStep is the largest relative change of the parameter in the central differences: the error of
	// the extrapolated difference is of the order of its sixth power, and of rounding over the smallest.
	staticsStep = 0x1p-6
	// staticsRows is the number of differences, each with half the step of the one before.
	staticsRows = 6
)

// Statics differentiates the equilibrium in the family's parameter at p by the implicit function theorem:
// on the support the payoff differences stay zero,
//
//	Σ_j ∂(π_i − π_b)/∂x_j dx_j/dp = −∂(π_i − π_b)/∂p,
//
// and empty options stay empty. ∂π/∂p is found by central differences at shrinking steps with Richardson
// extrapolation (Ridders 1982). The equilibrium must be one of the family at p.
//
// Errors: the family's or the game's near p; a singular system, at a bifurcation, which errors.Is finds to
// be linalg.ErrSingular.
func Statics(f Family, p float64, e *Equilibrium) (*Derivatives, error) {
	direct, wrong, err := payoffSlope(f, p, e.Share)
	if err != nil {
		return nil, err
	}
	g, err := f.At(p)
	if err != nil {
		return nil, err
	}
	d := newDifferences(g.Populations(), g.NewEvaluator(), Support(e.Share))
	d.rebase(e.Share)
	if _, err := d.linearize(e.Share); err != nil {
		return nil, err
	}
	if err := d.ev.PayoffJacobian(d.payoff, d.jac, e.Share); err != nil { // empty options respond too
		return nil, err
	}
	n := len(e.Share)
	out := &Derivatives{Share: make([]float64, n), Payoff: slices.Clone(direct), Direct: direct, Error: maxAbs(wrong), RCond: 1}
	if len(d.free) == 0 {
		return out, nil
	}
	for a, i := range d.free {
		d.f[a] = (direct[i] - direct[d.base[d.pop[i]]]) / d.scale
	}
	rcond, err := d.direction()
	if err != nil {
		return nil, err
	}
	if rcond <= isolatedRCond {
		return nil, fmt.Errorf("equilibrium: no derivative in the parameter at %v, where equilibria meet: %w", p, linalg.ErrSingular)
	}
	copy(out.Share, d.step)
	out.RCond = rcond
	for i := range out.Payoff {
		row := d.jac.RawRowView(i)
		for j, v := range out.Share {
			out.Payoff[i] += row[j] * v
		}
	}
	out.Error += d.propagated(wrong) + marginFactor*unitRoundoff*maxAbs(out.Share)/rcond
	return out, nil
}

// propagated is the change of shares that errors of ∂π/∂p cause, all of the sign that does most harm to
// the first order.
func (d *differences) propagated(wrong []float64) float64 {
	worst := 0.0
	z := make([]float64, len(d.free))
	for a := range d.free {
		clear(z)
		z[a] = 2 * maxAbs(wrong) / d.scale
		d.lu.Solve(z)
		worst += maxAbs(z)
	}
	return worst
}

// payoffSlope returns ∂π/∂p at given shares and an estimate of its error, by option.
func payoffSlope(f Family, p float64, x []float64) (slope, wrong []float64, err error) {
	n := len(x)
	slope, wrong = make([]float64, n), make([]float64, n)
	for i := range wrong {
		wrong[i] = math.Inf(1)
	}
	up, down := make([]float64, n), make([]float64, n)
	var rows [staticsRows][][]float64
	h := staticsStep * max(math.Abs(p), staticsStep)
	for r := range staticsRows {
		for _, side := range []struct {
			v   float64
			dst []float64
		}{{p + h, up}, {p - h, down}} {
			g, err := f.At(side.v)
			if err != nil {
				return nil, nil, fmt.Errorf("equilibrium: derivative in the parameter at %v: %w", p, err)
			}
			if err := g.NewEvaluator().Payoffs(side.dst, x); err != nil {
				return nil, nil, fmt.Errorf("equilibrium: derivative in the parameter at %v: %w", p, err)
			}
		}
		first := make([]float64, n)
		for i := range first {
			first[i] = (up[i] - down[i]) / ((p + h) - (p - h))
		}
		rows[r] = append(rows[r], first)
		for k, power := 1, 4.0; k <= r; k, power = k+1, power*4 {
			next := make([]float64, n)
			for i := range next {
				fine, coarse := rows[r][k-1][i], rows[r-1][k-1][i]
				next[i] = fine + (fine-coarse)/(power-1)
				if e := max(math.Abs(next[i]-fine), math.Abs(next[i]-coarse)); e < wrong[i] {
					slope[i], wrong[i] = next[i], e
				}
			}
			rows[r] = append(rows[r], next)
		}
		h /= 2
	}
	// No difference is better than the rounding of payoffs over the smallest step lets it be.
	for i := range wrong {
		wrong[i] = max(wrong[i], unitRoundoff*math.Abs(up[i])/(2*h))
	}
	return slope, wrong, nil
}
