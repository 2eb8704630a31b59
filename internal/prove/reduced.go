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
	arena  *num.Arena[iv]

	x, y     []Dual // all shares; short-run unknowns
	res, pay []Dual
	yMid     []float64 // ŷ, an approximate short-run solution at the centre
	start    []float64
	yBox     []iv // encloses y(X)
	yCentre  []iv // encloses y(c)
	spread   []iv // ŷ + ŷ′(X − c)
	base     []iv // what the Krawczyk image holds besides (I − C·S_y)·Z
	image    []iv
	radii    []float64
	resMid   []iv // S(c, ŷ)
	sx, sy   []iv // S_x, S_y over (X, Y)
	csx, csy []iv // C·S_x, C·S_y
	rhs, sol []iv // −C·[S_x | S(c, ŷ)] and the enclosure of [y' | y(c) − ŷ]
	inv      []float64
	scratch  []float64
	weights  []float64
	bound    []float64
	slope    []float64 // approximate y'
	depMid   []iv      // dependent share of each group at the centre
	depGrad  [][]iv    // its gradient, −1 in each coordinate of the group
	payMid   []iv      // payoffs at the centre
	diff     []iv      // gradient of a payoff difference

	second   *second // nil if the system has no second derivatives
	sharpens bool    // second holds enclosures for the box in hand
}

func newReduced(sys System, f *face) *reduced {
	nx, ny := f.dim(), sys.ShortRunDim()
	m := &reduced{
		sys: sys, f: f, nx: nx, ny: ny, arena: num.NewArena[iv](nx + ny),
		x: make([]Dual, f.options), y: make([]Dual, ny), res: make([]Dual, ny), pay: make([]Dual, f.options),
		yMid: make([]float64, ny), start: make([]float64, f.options),
		yBox: make([]iv, ny), yCentre: make([]iv, ny), image: make([]iv, ny), spread: make([]iv, ny), base: make([]iv, ny), radii: make([]float64, ny), resMid: make([]iv, ny),
		sx: make([]iv, ny*nx), sy: make([]iv, ny*ny), csx: make([]iv, ny*nx), csy: make([]iv, ny*ny),
		rhs: make([]iv, ny*(nx+1)), sol: make([]iv, ny*(nx+1)),
		inv: make([]float64, ny*ny), scratch: make([]float64, ny*ny),
		weights: make([]float64, ny), bound: make([]float64, ny), slope: make([]float64, ny*nx),
		depMid: make([]iv, len(f.groups)), depGrad: make([][]iv, len(f.groups)),
		payMid: make([]iv, f.options), diff: make([]iv, nx+ny),
	}
	for gi, g := range f.groups {
		if len(g.coords) == 0 {
			continue // a constant
		}
		m.depGrad[gi] = make([]iv, nx+ny)
		for _, k := range g.coords {
			m.depGrad[gi][k] = interval.Point(-1)
		}
	}
	if s, ok := sys.(Smooth); ok && nx > 0 {
		m.second = newSecond(s, m)
	}
	return m
}

// interior reports whether all shares of the support are positive on all of x.
func (m *reduced) interior(x []iv) bool {
	for _, v := range x {
		if !v.Positive() {
			return false
		}
	}
	for _, g := range m.f.groups {
		if !dependentShare(g, x).Positive() {
			return false
		}
	}
	return true
}

// dependentShare returns 1 − Σ x over the coordinates of the group.
func dependentShare(g faceGroup, x []iv) iv {
	s := interval.Point(1)
	for _, k := range g.coords {
		s = s.Sub(x[k])
	}
	return s
}

// trim cuts x to the face without losing a point of it and reports false if
// nothing is left.
func (m *reduced) trim(x []iv) bool {
	for i := range x {
		x[i] = x[i].Intersect(interval.New(0, 1))
		if x[i].IsEmpty() {
			return false
		}
	}
	for _, g := range m.f.groups {
		for _, k := range g.coords {
			rest := interval.Point(1)
			for _, l := range g.coords {
				if l != k {
					rest = rest.Sub(interval.Point(x[l].Lo))
				}
			}
			x[k].Hi = min(x[k].Hi, rest.Hi)
			if x[k].IsEmpty() {
				return false
			}
		}
	}
	return true
}

// centre writes to c a point of x that lies in the face: the midpoint if it does,
// else one on the diagonal from the lower corner. depMid gets the dependent
// shares there.
func (m *reduced) centre(x []iv, c []float64) {
	for gi, g := range m.f.groups {
		slack, width := 1.0, 0.0
		for _, k := range g.coords {
			slack -= x[k].Lo
			width += x[k].Hi - x[k].Lo
		}
		t := 0.5
		if width > slack {
			t = max(0, 0.5*slack/width)
		}
		s := interval.Point(1)
		for _, k := range g.coords {
			c[k] = x[k].Mid()
			if t < 0.5 {
				c[k] = min(x[k].Lo+float64(t*(x[k].Hi-x[k].Lo)), x[k].Hi)
			}
			s = s.AddConst(-c[k])
		}
		m.depMid[gi] = s
	}
}

// seedPoint sets the shares to the point c, as constants.
func (m *reduced) seedPoint(c []float64) {
	for i := range m.x {
		m.x[i] = m.arena.Constant(iv{})
	}
	for k, i := range m.f.free {
		m.x[i] = m.arena.Constant(interval.Point(c[k]))
	}
	for gi, g := range m.f.groups {
		m.x[g.dependent] = m.arena.Constant(m.depMid[gi])
	}
}

// seedBox sets the shares to the box x, the coordinates being the first nx
// directions. The dependent share is 1 − Σ x, cut to [0, 1] since only points of
// the face count, and extended to the value at the centre, from which mean value
// forms are taken.
func (m *reduced) seedBox(x []iv) {
	for i := range m.x {
		m.x[i] = m.arena.Constant(iv{})
	}
	for k, i := range m.f.free {
		m.x[i] = m.arena.Var(k, x[k])
	}
	for gi, g := range m.f.groups {
		s := dependentShare(g, x).Intersect(interval.New(0, 1)).Hull(m.depMid[gi])
		m.x[g.dependent] = m.arena.With(s, m.depGrad[gi])
	}
}

// enclose implements evaluator. The hint is (c, ŷ, approximate y') of a box
// nearby.
func (m *reduced) enclose(x []iv, hint []float64, e *enclosure) answer {
	if !m.trim(x) {
		return excluded
	}
	m.centre(x, e.c)
	if !m.approximate(e.c, hint) || !m.encloseShortRun(x, e.c) || !m.differentiate() {
		return unknown
	}
	m.sharpens = m.second != nil && m.second.shortRun(x, e.c)
	e.hint = append(append(append(e.hint[:0], e.c...), m.yMid...), m.slope...)
	if !m.payoffDifferences(x, e) {
		return excluded
	}
	if !allBounded(e.value) || !allBounded(e.jac) || !allBounded(e.rng) {
		return unknown
	}
	if !e.meanValue(x) {
		return excluded
	}
	return enclosed
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
			m.y[i] = m.arena.Var(m.nx+i, interval.Point(m.yMid[i]))
		}
		m.sys.ShortRun(m.x, m.y, m.res)
		for i, r := range m.res {
			if !r.Val.IsBounded() {
				return false
			}
			for j := range m.ny {
				m.sy[i*m.ny+j] = r.Partial(m.nx + j)
			}
		}
		if !invertMid(m.ny, m.sy, m.inv, m.scratch) {
			return false
		}
		step := 0.0
		for i := range m.ny {
			d := 0.0
			for k := range m.ny {
				d += float64(m.inv[i*m.ny+k] * m.res[k].Val.Mid())
			}
			m.yMid[i] -= d
			step = max(step, math.Abs(d))
			if !(math.Abs(d) < lost) {
				return false
			}
		}
		if step < good {
			m.slopes()
			return true
		}
	}
	return false
}

// centreVariables sets the shares to the centre, as variables.
func (m *reduced) centreVariables(c []float64) {
	m.seedPoint(c)
	for k, i := range m.f.free {
		m.x[i] = m.arena.Var(k, interval.Point(c[k]))
	}
	for gi, g := range m.f.groups {
		m.x[g.dependent] = m.arena.With(m.depMid[gi], m.depGrad[gi])
	}
}

// slopes puts −S_y⁻¹·S_x of the last evaluation into slope.
func (m *reduced) slopes() {
	for i := range m.ny {
		for k := range m.nx {
			s := 0.0
			for l := range m.ny {
				s -= float64(m.inv[i*m.ny+l] * m.res[l].Partial(k).Mid())
			}
			m.slope[i*m.nx+k] = s
		}
	}
}
