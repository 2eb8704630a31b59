package prove

import (
	"github.com/geosolve/geosolve/internal/interval"
	"github.com/geosolve/geosolve/internal/num"
)

// Dual2 is a dual over intervals and over duals: value, gradient and Hessian.
type Dual2 = num.Dual[Dual]

// Smooth is a System that also states its equations over second-order duals: the
// same generic functions, instantiated once more. It makes the enclosures of the
// derivatives of the payoff differences second-order accurate, which saves most
// boxes in two and more dimensions.
type Smooth interface {
	System
	ShortRun2(x, y, dst []Dual2)
	Payoffs2(x, y, dst []Dual2)
}

// second encloses second derivatives along the short-run solution y(x), with only
// the coordinates x as directions. Differentiating S(x, y(x)) = 0 twice gives
//
//	S_y·y″ = −W,   W = S_xx + 2·S_xy·y′ + S_yy·y′·y′,
//
// and W is what nested duals return for S if y is seeded with y′ and y″ = 0.
// Taylor's theorem on the convex part of X in the face then tightens
//
//	y′(X) ⊆ y′(c) + y″(X)(X − c),   D′(X) ⊆ D′(c) + D″(X)(X − c),
//	y(X) ⊆ y(c) + y′(c)(X − c) + ½·y″(X)(X − c)², and D(X) likewise.
type second struct {
	sys      Smooth
	m        *reduced
	inner    *num.Arena[iv]
	outer    *num.Arena[Dual]
	x, y     []Dual2
	res      []Dual2
	pay      []Dual2
	slope    []iv // y′(c)
	csy      []iv // C·S_y at the centre
	bound    []float64
	rhs      []iv   // −C·W, columns j·nx + k
	curve    []iv   // y″(X)
	payJac   []iv   // D′(c) of the pair in hand
	step     []iv   // X − c
	hess     []iv   // D″(X) of the pair in hand
	depInner [][]iv // gradients of the dependent shares, inner and outer
	depOuter [][]Dual
	payMid   []Dual // payoffs at the centre
}

func newSecond(sys Smooth, m *reduced) *second {
	nx, ny := m.nx, m.ny
	s := &second{
		sys: sys, m: m, inner: num.NewArena[iv](nx), outer: num.NewArena[Dual](nx),
		x: make([]Dual2, m.f.options), y: make([]Dual2, ny), res: make([]Dual2, ny), pay: make([]Dual2, m.f.options),
		slope: make([]iv, ny*nx), csy: make([]iv, ny*ny), bound: make([]float64, ny),
		rhs: make([]iv, ny*nx*nx), curve: make([]iv, ny*nx*nx),
		payJac: make([]iv, nx), step: make([]iv, nx),
		depInner: make([][]iv, len(m.f.groups)), depOuter: make([][]Dual, len(m.f.groups)),
		payMid: make([]Dual, m.f.options), hess: make([]iv, nx*nx),
	}
	for gi, g := range m.f.groups {
		if len(g.coords) == 0 {
			continue
		}
		s.depInner[gi] = m.depGrad[gi][:nx:nx]
		s.depOuter[gi] = make([]Dual, nx)
		for k, v := range s.depInner[gi] {
			s.depOuter[gi][k] = s.inner.Constant(v)
		}
	}
	return s
}

// shortRun encloses y′(c) and y″(X), tightens y′(X) and y(X) of m, and reports
// false if it could not; m is valid all the same.
func (s *second) shortRun(x []iv, c []float64) bool {
	m := s.m
	nx, w := m.nx, m.nx+1
	for k := range nx {
		s.step[k] = x[k].AddConst(-c[k])
	}
	if !s.slopeAtCentre(c) {
		return false
	}
	s.seed(x, false)
	s.sys.ShortRun2(s.x, s.y, s.res)
	cols := nx * nx
	for i := range m.ny {
		for jk := range cols {
			sum := iv{}
			for l := range m.ny {
				sum = sum.Sub(hessian(s.res[l], jk/nx, jk%nx).Scale(m.inv[i*m.ny+l]))
			}
			s.rhs[i*cols+jk] = sum
		}
	}
	if !allBounded(s.rhs) {
		return false
	}
	for jk := range cols {
		solveH(m.ny, m.csy, m.weights, m.bound, s.rhs, cols, jk, s.curve)
	}
	if !allBounded(s.curve) {
		return false
	}
	for i := range m.ny {
		h := s.curve[i*cols : (i+1)*cols]
		for j := range nx {
			t := s.slope[i*nx+j]
			for k := range nx {
				t = t.Add(h[j*nx+k].Mul(s.step[k]))
			}
			narrow(&m.sol[i*w+j], t)
		}
		narrow(&m.yBox[i], s.taylor(m.yCentre[i], s.slope[i*nx:(i+1)*nx], h))
	}
	return true
}

// narrow replaces a by a ∩ b, both enclosures of the same thing.
func narrow(a *iv, b iv) {
	if t := a.Intersect(b); !t.IsEmpty() {
		*a = t
	}
}

// taylor returns v + g·(X − c) + ½·(X − c)ᵀ·h·(X − c).
func (s *second) taylor(v iv, g, h []iv) iv {
	nx := s.m.nx
	half := iv{}
	for j := range nx {
		v = v.Add(g[j].Mul(s.step[j]))
		half = half.Add(h[j*nx+j].Mul(s.step[j].Sqr()))
		for k := range j {
			half = half.Add(h[j*nx+k].Add(h[k*nx+j]).Mul(s.step[j].Mul(s.step[k])))
		}
	}
	return v.Add(half.Scale(0.5))
}

// slopeAtCentre encloses y′(c), from the derivatives at c and the enclosure of
// y(c).
func (s *second) slopeAtCentre(c []float64) bool {
	m := s.m
	nx, ny := m.nx, m.ny
	m.arena.Reset()
	m.centreVariables(c)
	for i := range m.y {
		m.y[i] = m.arena.Var(nx+i, m.yCentre[i])
	}
	m.sys.ShortRun(m.x, m.y, m.res)
	for i, r := range m.res {
		for k := range nx {
			m.sx[i*nx+k] = r.Partial(k).Neg()
		}
		for l := range ny {
			m.sy[i*ny+l] = r.Partial(nx + l)
		}
	}
	if !allBounded(m.sx) || !allBounded(m.sy) {
		return false
	}
	b := s.rhs[:ny*nx] // free until the second pass
	premultiply(ny, nx, m.inv, m.sx, b)
	premultiply(ny, ny, m.inv, m.sy, s.csy)
	if !comparisonTimes(ny, s.csy, m.weights, s.bound) {
		return false
	}
	for k := range nx {
		solveH(ny, s.csy, m.weights, s.bound, b, nx, k, s.slope)
	}
	return allBounded(s.slope)
}

// seed sets the shares and short-run unknowns over the box as second-order duals,
// y with the derivatives y′ and, if curved, y″.
func (s *second) seed(x []iv, curved bool) {
	m := s.m
	nx, w := m.nx, m.nx+1
	s.inner.Reset()
	s.outer.Reset()
	for i := range s.x {
		s.x[i] = s.outer.Constant(s.inner.Constant(iv{}))
	}
	for k, i := range m.f.free {
		s.x[i] = s.outer.Var(k, s.inner.Var(k, x[k]))
	}
	for gi, g := range m.f.groups {
		v := dependentShare(g, x).Intersect(interval.New(0, 1)).Hull(m.depMid[gi])
		s.x[g.dependent] = s.outer.With(s.inner.With(v, s.depInner[gi]), s.depOuter[gi])
	}
	for i := range s.y {
		grad := s.outer.Gradient()
		for j := range nx {
			grad[j] = s.inner.Constant(m.sol[i*w+j])
			if curved {
				grad[j] = s.inner.With(m.sol[i*w+j], s.curve[(i*nx+j)*nx:(i*nx+j+1)*nx])
			}
		}
		s.y[i] = s.outer.With(s.inner.With(m.yBox[i], m.sol[i*w:i*w+nx:i*w+nx]), grad)
	}
}

// hessian returns ∂²d/∂x_j∂x_k.
func hessian(d Dual2, j, k int) iv {
	if d.Grad == nil {
		return iv{}
	}
	return d.Grad[j].Partial(k)
}

// payoffs evaluates the payoffs at the centre, with first derivatives, and over
// the box, with second ones.
func (s *second) payoffs(x []iv, c []float64) {
	m := s.m
	m.centreVariables(c)
	for i := range m.y {
		m.y[i] = m.arena.Var(m.nx+i, m.yCentre[i])
	}
	m.sys.Payoffs(m.x, m.y, s.payMid)
	s.seed(x, true)
	s.sys.Payoffs2(s.x, s.y, s.pay)
}

// sharpen intersects range and Jacobian of π_i − π_j over the box with their
// Taylor forms; value encloses the difference at the centre.
func (s *second) sharpen(i, j int, value iv, rng *iv, jac []iv) {
	m := s.m
	nx := m.nx
	for k := range nx {
		d := s.payMid[i].Partial(k).Sub(s.payMid[j].Partial(k))
		for l := range m.ny {
			g := s.payMid[i].Partial(nx + l).Sub(s.payMid[j].Partial(nx + l))
			d = d.Add(g.Mul(s.slope[l*nx+k]))
		}
		s.payJac[k] = d
		for l := range nx {
			h := hessian(s.pay[i], k, l).Sub(hessian(s.pay[j], k, l))
			s.hess[k*nx+l] = h
			d = d.Add(h.Mul(s.step[l]))
		}
		narrow(&jac[k], d)
	}
	narrow(rng, s.taylor(value, s.payJac, s.hess))
}
