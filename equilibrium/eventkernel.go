package equilibrium

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// classify names the event of monitor m at p, which lies between a and b.
func (w *worker) classify(c *curve, a, b, p *curvePoint, m int) *found {
	mon := c.mons[m]
	slope := (real(b.mon[m]) - real(a.mon[m])) / (b.v - a.v)
	e := &found{pt: p, mon: mon, rising: slope > 0, precision: w.precision(c, a, b, p, m)}
	p.event = e
	if mon.block < 0 {
		e.fill = c.f.empty[mon.index]
		e.mult = len(e.fill)
		e.kind = Boundary
		if c.kind == ConcentratedBranch {
			e.kind = Sustain
		}
		return e
	}
	blk := &c.dec.blocks[mon.block]
	e.mult = blk.mult
	e.kind = BranchPointEvent
	if imag(p.mon[m]) != 0 && imag(a.mon[m]) != 0 || imag(b.mon[m]) != 0 && imag(a.mon[m]) != 0 {
		e.note = "a pair of complex eigenvalues crosses the imaginary axis (Hopf): cycles are not followed"
		e.mult *= 2
		return e
	}
	if blk.trivial && a.tv*b.tv < 0 {
		e.kind = Fold
		return e
	}
	if c.kind == SymmetricBranch && !blk.trivial || w.uniform(p.x) {
		e.kind = Break
	}
	if err := w.jacobianOf(c, p); err == nil {
		e.kernel = w.kernelVector(blk, p.x, real(p.mon[m]))
	}
	return e
}

// jacobianOf makes w.pay and w.jac those of the point.
func (w *worker) jacobianOf(c *curve, p *curvePoint) error {
	for k := range c.dec.blocks {
		if len(c.dec.blocks[k].basis) > 1 {
			return w.jacobian(p.x, p.v)
		}
	}
	return nil // one-dimensional blocks carry their kernel already
}

// uniform tells whether every population is spread evenly.
func (w *worker) uniform(x []float64) bool {
	for i, v := range x {
		if math.Abs(v*float64(w.pops[w.popOf[i]].Len())-1) > isotropyTolerance {
			return false
		}
	}
	return true
}

// kernelVector is the direction of the block along which the eigenvalue r lies, by inverse iteration.
func (w *worker) kernelVector(b *block, x []float64, r float64) []float64 {
	if len(b.basis) == 1 {
		return slices.Clone(b.basis[0])
	}
	m := w.restrict(b, x, false)
	d := len(b.basis)
	for i := range d {
		m.Set(i, i, m.At(i, i)-r)
	}
	shift := unitRoundoff * mat.Norm(m, math.Inf(1))
	z := make([]float64, d)
	for i := range z {
		z[i] = 1 / float64(i+2)
	}
	var lu linalg.LU
	for lu.Factorize(m) != nil {
		for i := range d {
			m.Set(i, i, m.At(i, i)+shift)
		}
		shift *= 2
		if math.IsInf(shift, 0) || math.IsNaN(shift) {
			return nil
		}
	}
	for range 3 {
		lu.Solve(z)
		s := norm2(z)
		for i := range z {
			z[i] /= s
		}
	}
	out := make([]float64, w.n)
	for k, v := range b.basis {
		for i := range out {
			out[i] += z[k] * v[i]
		}
	}
	s := norm2(out)
	for i := range out {
		out[i] /= s
	}
	return out
}
