package prove

import "github.com/geosolve/geosolve/internal/interval"

// encloseShortRun proves by the parametric Krawczyk test that S(x, ·) has exactly
// one zero in yBox for every x in the box, and tightens yBox. On success csx and
// csy hold C·S_x and C·S_y over (x, yBox), csy an H-matrix with weights and bound.
func (m *reduced) encloseShortRun(x []iv, c []float64) bool {
	const (
		tries  = 4
		first  = 1.05  // share by which the linear prediction is exceeded
		grow   = 0.10  // of the width, each further try
		noise  = 1e-14 // some units in the last place of logs of order one
		widest = 8.0   // logs: e^8; a box that wide is to be split
	)
	m.seedPoint(c)
	for i := range m.y {
		m.y[i] = m.arena.Constant(interval.Point(m.yMid[i]))
	}
	m.sys.ShortRun(m.x, m.y, m.res)
	for i, r := range m.res {
		m.resMid[i] = r.Val
	}
	if !allBounded(m.resMid) {
		return false
	}
	for i := range m.ny {
		spread := iv{}
		for k := range m.nx {
			spread = spread.Add(x[k].AddConst(-c[k]).Scale(first * m.slope[i*m.nx+k]))
		}
		m.yBox[i] = spread.AddConst(m.yMid[i]).Inflate(noise + 0.1*spread.Mag())
	}
	for range tries {
		if !m.jacobians(x) {
			return false
		}
		if m.parametricKrawczyk(x, c) {
			return m.tighten(x)
		}
		for i := range m.ny {
			h := m.yBox[i].Hull(m.image[i])
			if !(h.Width() < widest) {
				return false
			}
			m.yBox[i] = h.Inflate(grow*h.Width() + noise)
		}
	}
	return false
}

// jacobians encloses S_x and S_y over (x, yBox) and multiplies them by C. It
// reports false if they are unbounded or C·S_y is not close enough to the
// identity for any test to succeed.
func (m *reduced) jacobians(x []iv) bool {
	m.arena.Reset()
	m.seedBox(x)
	for i := range m.y {
		m.y[i] = m.arena.Var(m.nx+i, m.yBox[i])
	}
	m.sys.ShortRun(m.x, m.y, m.res)
	for i, r := range m.res {
		for k := range m.nx {
			m.sx[i*m.nx+k] = r.Partial(k)
		}
		for l := range m.ny {
			m.sy[i*m.ny+l] = r.Partial(m.nx + l)
		}
	}
	if !allBounded(m.sx) || !allBounded(m.sy) {
		return false
	}
	premultiply(m.ny, m.nx, m.inv, m.sx, m.csx)
	premultiply(m.ny, m.ny, m.inv, m.sy, m.csy)
	for i := range m.weights {
		m.weights[i] = m.yBox[i].Rad()
	}
	return comparisonTimes(m.ny, m.csy, m.weights, m.bound)
}

// parametricKrawczyk computes K and reports whether it lies in the interior of
// yBox.
func (m *reduced) parametricKrawczyk(x []iv, c []float64) bool {
	inside := true
	for i := range m.ny {
		s := interval.Point(m.yMid[i])
		for l := range m.ny {
			s = s.Sub(m.resMid[l].Scale(m.inv[i*m.ny+l]))
			a := m.csy[i*m.ny+l].Neg()
			if l == i {
				a = a.AddConst(1)
			}
			s = s.Add(a.Mul(m.yBox[l].AddConst(-m.yMid[l])))
		}
		for k := range m.nx {
			s = s.Sub(m.csx[i*m.nx+k].Mul(x[k].AddConst(-c[k])))
		}
		m.image[i] = s
		if s.IsEmpty() || !s.Interior(m.yBox[i]) {
			inside = false
		}
	}
	return inside
}

// tighten replaces yBox by the image, which holds y(x) for all x, and renews the
// Jacobians. The box keeps ŷ, from which mean value forms are taken.
func (m *reduced) tighten(x []iv) bool {
	for i := range m.ny {
		m.yBox[i] = m.image[i].Intersect(m.yBox[i]).Hull(interval.Point(m.yMid[i]))
	}
	return m.jacobians(x)
}

// differentiate encloses y'(X) and y(c) by the linear systems
// C·S_y·y' = −C·S_x and C·S_y·(y(c) − ŷ) = −C·S(c, ŷ), and yBox by the mean
// value form of y.
func (m *reduced) differentiate() bool {
	w := m.nx + 1
	for i := range m.ny {
		s := iv{}
		for l := range m.ny {
			s = s.Sub(m.resMid[l].Scale(m.inv[i*m.ny+l]))
		}
		m.rhs[i*w+m.nx] = s
		for k := range m.nx {
			m.rhs[i*w+k] = m.csx[i*m.nx+k].Neg()
		}
	}
	for k := range w {
		solveH(m.ny, m.csy, m.weights, m.bound, m.rhs, w, k, m.sol)
	}
	for i := range m.ny {
		m.yCentre[i] = m.sol[i*w+m.nx].AddConst(m.yMid[i])
	}
	return allBounded(m.sol)
}

// payoffDifferences fills in value, range and Jacobian of the payoff differences
// and reports false if one between two options of the support misses 0.
func (m *reduced) payoffDifferences(x []iv, e *enclosure) bool {
	m.seedPoint(e.c)
	for i := range m.y {
		m.y[i] = m.arena.Constant(m.yCentre[i])
	}
	m.sys.Payoffs(m.x, m.y, m.pay)
	for i, p := range m.pay {
		m.payMid[i] = p.Val
	}
	w := m.nx + 1
	for i := range m.ny {
		// y(X) by its mean value form.
		s := m.yCentre[i]
		for k := range m.nx {
			s = s.Add(m.sol[i*w+k].Mul(x[k].AddConst(-e.c[k])))
		}
		if t := s.Intersect(m.yBox[i]); !t.IsEmpty() {
			m.yBox[i] = t
		}
	}
	m.arena.Reset()
	m.seedBox(x)
	for i := range m.y {
		m.y[i] = m.arena.Var(m.nx+i, m.yBox[i])
	}
	m.sys.Payoffs(m.x, m.y, m.pay)
	for k, i := range m.f.free {
		d := m.f.groups[m.f.group[k]].dependent
		e.value[k] = m.payMid[i].Sub(m.payMid[d])
		e.rng[k] = m.difference(i, d, e.jac[k*m.nx:(k+1)*m.nx])
	}
	return m.otherPairs(x, e)
}

// difference returns the range of π_i − π_j over the box and writes its
// derivatives with respect to the coordinates, y(x) included, to jac.
func (m *reduced) difference(i, j int, jac []iv) iv {
	for k := range m.diff {
		m.diff[k] = m.pay[i].Partial(k).Sub(m.pay[j].Partial(k))
	}
	for k := range m.nx {
		s := m.diff[k]
		for l := range m.ny {
			s = s.Add(m.diff[m.nx+l].Mul(m.sol[l*(m.nx+1)+k]))
		}
		jac[k] = s
	}
	return m.pay[i].Val.Sub(m.pay[j].Val)
}

// otherPairs reports whether 0 can be in the payoff differences between free
// options of one group, which the equations imply but their enclosures do not.
func (m *reduced) otherPairs(x []iv, e *enclosure) bool {
	jac := m.rhs[:m.nx] // free by now
	for k, i := range m.f.free {
		for l := range k {
			if m.f.group[l] != m.f.group[k] {
				continue
			}
			j := m.f.free[l]
			if d := m.difference(i, j, jac); d.Positive() || d.Negative() {
				return false
			}
			s := m.payMid[i].Sub(m.payMid[j])
			for a := range jac {
				s = s.Add(jac[a].Mul(x[a].AddConst(-e.c[a])))
			}
			if s.Positive() || s.Negative() {
				return false
			}
		}
	}
	return true
}
