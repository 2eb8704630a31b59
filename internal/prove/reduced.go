package prove

import (
	"math"

	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
)

// reduced is the map of a face to its payoff differences D_i(x) = π_i − π_d, d the
// dependent option of the group, with the short run solved out: y = y(x).
//
// Over a box X it proves by a parametric Krawczyk test that for every x ∈ X there
// is exactly one y(x) in a box Y (fact 6 of the package comment):
//
//	K = −C·S(c, ŷ) − C·(S_x(X,Y) + S_y(X,Y)·ŷ′)·(X − c) + (I − C·S_y(X,Y))·Z ⊂ int Z,
//
// Y = ŷ + ŷ′(X − c) + Z with an approximate solution ŷ and slope ŷ′ at c. It
// encloses y'(X) by the interval linear system C·S_y·y' = −C·S_x, and from it D'(X).
type reduced struct {
	sys    System
	f      *face
	nx, ny int
	// ordered lists pairs i, j: only states with x_i ≤ x_j matter.
	ordered [][2]int
	arena   *num.Arena[interval.Affine]

	// Arguments and results of the system.
	x, y, res, pay []Dual
	start          []float64

	// The centre: ŷ, ŷ′, C, dependent shares, S(c, ŷ), y(c) and payoffs.
	yMid, slope []float64
	inv         []float64
	depMid      []iv
	resMid      []iv
	yCentre     []iv
	payMid      []iv

	// The box: X − c, its frame, Z, ŷ + ŷ′(X − c), and what the Krawczyk test makes
	// of them: C·S_x and C·S_y, their combination C·(S_x + S_y·ŷ′), the range of
	// C·S_y, an H-matrix with weights and bound, and the image K of Z.
	step         []iv
	frame        *interval.Frame
	weights      []float64 // Z = ±weights
	rest         []iv      // Z, later K
	spread, yBox []iv
	csx, csy     []interval.Affine
	along        []interval.Affine
	csyRange     []iv
	bound        []float64
	base         []iv
	dy           []interval.Affine // y′(X)

	depGrad      [][]interval.Affine // gradients of the dependent shares
	slopes       []iv                // scratch: a row of slopes
	rhs, sol     []iv
	radii        []float64
	diff         []interval.Affine
	mid, scratch []float64
}

func newReduced(sys System, f *face) *reduced {
	nx, ny := f.dim(), sys.ShortRunDim()
	floats := func(n int) []float64 { return make([]float64, n) }
	ivs := func(n int) []iv { return make([]iv, n) }
	affine := func(n int) []interval.Affine { return make([]interval.Affine, n) }
	m := &reduced{
		sys: sys, f: f, nx: nx, ny: ny, arena: num.NewArena[interval.Affine](nx + ny),
		x: make([]Dual, f.options), y: make([]Dual, ny), res: make([]Dual, ny), pay: make([]Dual, f.options),
		start: floats(f.options),
		yMid:  floats(ny), slope: floats(ny * nx), inv: floats(ny * ny), depMid: ivs(len(f.groups)),
		resMid: ivs(ny), yCentre: ivs(ny), payMid: ivs(f.options),
		step: ivs(nx), weights: floats(ny), rest: ivs(ny), spread: ivs(ny), yBox: ivs(ny),
		csx: affine(ny * nx), csy: affine(ny * ny), along: affine(ny * nx), csyRange: ivs(ny * ny),
		bound: floats(ny), base: ivs(ny), dy: affine(ny * nx),
		depGrad: make([][]interval.Affine, len(f.groups)), slopes: ivs(nx),
		rhs: ivs(ny * (nx + 1)), sol: ivs(ny * (nx + 1)), radii: floats(ny), diff: affine(nx + ny),
		mid: floats(ny * ny), scratch: floats(ny * ny),
	}
	for gi, g := range f.groups {
		if len(g.coords) == 0 {
			continue // a constant
		}
		m.depGrad[gi] = affine(nx + ny)
		for _, k := range g.coords {
			m.depGrad[gi][k] = interval.AffineOf(interval.Point(-1))
		}
	}
	return m
}

// interior implements evaluator.
func (m *reduced) interior(x []iv) bool { return m.f.interior(x) }

// trim cuts x to the face without losing a point of it and reports false if
// nothing is left, or nothing in the given order. A box whose shares are all
// positive is not changed.
func (m *reduced) trim(x []iv) bool {
	return m.f.trim(x) && (len(m.ordered) == 0 || !violates(m.ordered, shares(m.f, x)))
}

// violates reports whether x_i ≤ x_j fails for a pair in the order, for certain.
func violates(ordered [][2]int, x []iv) bool {
	for _, p := range ordered {
		if x[p[0]].Lo > x[p[1]].Hi {
			return true
		}
	}
	return false
}

// seedPoint sets the shares to the point c, as constants.
func (m *reduced) seedPoint(c []float64) {
	for i := range m.x {
		m.x[i] = m.arena.Constant(interval.Affine{})
	}
	for k, i := range m.f.free {
		m.x[i] = m.arena.Constant(interval.AffineOf(interval.Point(c[k])))
	}
	for gi, g := range m.f.groups {
		m.x[g.dependent] = m.arena.Constant(interval.AffineOf(m.depMid[gi]))
	}
}

// seedBox sets the arguments to the box x and y = ŷ + ŷ′(x − c) + rest, the
// coordinates being the first nx directions, the short-run unknowns the others.
// The range of a dependent share is cut to [0, 1], since only points of the face
// count, and extended to the centre, from which mean value forms are taken.
func (m *reduced) seedBox(x []iv, c []float64) {
	one, minus := interval.Point(1), interval.Point(-1)
	for i := range m.x {
		m.x[i] = m.arena.Constant(interval.Affine{})
	}
	for k, i := range m.f.free {
		m.x[i] = m.arena.Var(k, m.form(interval.Point(c[k]), iv{}, x[k], func(l int) iv {
			if l == k {
				return one
			}
			return iv{}
		}))
	}
	for gi, g := range m.f.groups {
		natural := dependentShare(g, x).Intersect(interval.New(0, 1)).Hull(m.depMid[gi])
		v := m.form(m.depMid[gi], iv{}, natural, func(l int) iv {
			if m.f.group[l] == gi {
				return minus
			}
			return iv{}
		})
		m.x[g.dependent] = m.arena.With(v, m.depGrad[gi])
	}
	for i := range m.y {
		v := m.form(interval.Point(m.yMid[i]), m.rest[i], m.spread[i].Add(m.rest[i]), func(l int) iv {
			return interval.Point(m.slope[i*m.nx+l])
		})
		m.y[i] = m.arena.Var(m.nx+i, v)
	}
}

// form returns a Taylor form in the frame of the box, or the natural range where
// there are too many coordinates for one.
func (m *reduced) form(value, rest, natural iv, slope func(l int) iv) interval.Affine {
	if m.frame == nil {
		return interval.AffineOf(natural)
	}
	for l := range m.slopes {
		m.slopes[l] = slope(l)
	}
	return m.frame.Affine(value, m.slopes, rest, natural)
}

// enclose implements evaluator. The hint is (c, ŷ, ŷ′) of a box nearby.
func (m *reduced) enclose(x []iv, hint []float64, e *enclosure) answer {
	if !m.trim(x) {
		return excluded
	}
	m.depMid = m.f.centre(x, e.c)
	if !m.approximate(e.c, hint) {
		e.hint = e.hint[:0]
		return unknown
	}
	e.hint = append(append(append(e.hint[:0], e.c...), m.yMid...), m.slope...)
	m.setFrame(x, e.c)
	if !m.encloseShortRun(x, e.c) || !m.differentiate() {
		return unknown
	}
	if !m.payoffDifferences(x, e) {
		return excluded
	}
	if !allBounded(e.value) || !allBounded(e.jac) || !allBounded(e.rng) {
		return unknown
	}
	return enclosed
}

// setFrame makes the box around c the frame of Taylor forms.
func (m *reduced) setFrame(x []iv, c []float64) {
	for k := range m.step {
		m.step[k] = x[k].AddConst(-c[k])
	}
	m.frame = nil
	if m.nx <= interval.MaxCoordinates {
		m.frame = interval.NewFrame(m.step)
	}
}

// approximate puts an approximate solution of the short run at c into yMid, an
// approximate inverse of S_y there into inv and approximate y' into slope. Nothing
// here is part of a proof. It reports false if it finds none.
func (m *reduced) approximate(c, hint []float64) bool {
	if len(hint) == m.nx+m.ny+m.ny*m.nx {
		y, slope := hint[m.nx:m.nx+m.ny], hint[m.nx+m.ny:]
		for i := range m.yMid {
			s := y[i]
			for k := range m.nx {
				s += float64(slope[i*m.nx+k] * (c[k] - hint[k]))
			}
			m.yMid[i] = s
		}
		if m.polish(c) {
			return true
		}
	}
	for i := range m.start {
		m.start[i] = 0
	}
	for k, i := range m.f.free {
		m.start[i] = c[k]
	}
	for gi, g := range m.f.groups {
		m.start[g.dependent] = max(0, m.depMid[gi].Mid())
	}
	y, err := m.sys.Start(m.start)
	if err != nil || len(y) != m.ny {
		return false
	}
	copy(m.yMid, y)
	return m.polish(c)
}

// polish runs Newton's method in y at c from yMid. It ends when a step is below
// good, which makes the next error about its square.
func (m *reduced) polish(c []float64) bool {
	const (
		steps = 12
		good  = 1e-7 // its square is below the rounding of logs of order one
		lost  = 50   // logs this far away are no start
	)
	for range steps {
		m.arena.Reset()
		m.centreVariables(c)
		for i := range m.y {
			m.y[i] = m.arena.Var(m.nx+i, interval.AffineOf(interval.Point(m.yMid[i])))
		}
		m.sys.ShortRun(m.x, m.y, m.res)
		for i, r := range m.res {
			if !r.Val.Natural.IsBounded() {
				return false
			}
			for j := range m.ny {
				m.mid[i*m.ny+j] = r.Partial(m.nx + j).Float()
			}
		}
		if !invert(m.ny, m.mid, m.inv) {
			return false
		}
		step := 0.0
		for i := range m.ny {
			d := 0.0
			for k := range m.ny {
				d += float64(m.inv[i*m.ny+k] * m.res[k].Val.Float())
			}
			m.yMid[i] -= d
			step = max(step, math.Abs(d))
			if !(math.Abs(d) < lost) {
				return false
			}
		}
		if step < good {
			m.findSlopes()
			return true
		}
	}
	return false
}

// centreVariables sets the shares to the centre, as variables.
func (m *reduced) centreVariables(c []float64) {
	m.seedPoint(c)
	for k, i := range m.f.free {
		m.x[i] = m.arena.Var(k, interval.AffineOf(interval.Point(c[k])))
	}
	for gi, g := range m.f.groups {
		m.x[g.dependent] = m.arena.With(interval.AffineOf(m.depMid[gi]), m.depGrad[gi])
	}
}

// findSlopes puts −S_y⁻¹·S_x of the last evaluation into slope.
func (m *reduced) findSlopes() {
	for i := range m.ny {
		for k := range m.nx {
			s := 0.0
			for l := range m.ny {
				s -= float64(m.inv[i*m.ny+l] * m.res[l].Partial(k).Float())
			}
			m.slope[i*m.nx+k] = s
		}
	}
}
