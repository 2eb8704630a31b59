package prove

import "github.com/geosolve/geosolve/internal/interval"

// encloseShortRun proves by the parametric Krawczyk test that for every x in the
// box S(x, ·) has exactly one zero y(x) in ŷ + ŷ′(x − c) + Z, and encloses y(X) in
// yBox. On success csx and csy hold C·S_x and C·S_y over (x, yBox), csy an
// H-matrix with weights and bound.
func (m *reduced) encloseShortRun(x []iv, c []float64) bool {
	const (
		tries  = 4
		margin = 1.1   // by which a guess exceeds what the last test asked for
		noise  = 1e-14 // some units in the last place of logs of order one
		widest = 4.0   // logs: a factor e^4 either way; a box that wide is to be split
	)
	if !m.residualAtCentre(c) {
		return false
	}
	largest := 0.0
	for i := range m.ny {
		m.spread[i] = interval.Point(m.yMid[i])
		for k := range m.nx {
			m.spread[i] = m.spread[i].Add(x[k].AddConst(-c[k]).Scale(m.slope[i*m.nx+k]))
		}
		largest = max(largest, m.spread[i].Rad())
	}
	const first = 0.1 // share of the linear change allowed to curvature at first
	for i := range m.weights {
		m.weights[i] = noise + first*largest
	}
	for range tries {
		m.widen()
		if !m.jacobians(x) {
			return false
		}
		if m.parametricKrawczyk(x, c) {
			return m.tighten(x)
		}
		if !m.guessRadii(margin, noise, widest) {
			return false
		}
	}
	return false
}

// residualAtCentre encloses S(c, ŷ).
func (m *reduced) residualAtCentre(c []float64) bool {
	m.seedPoint(c)
	for i := range m.y {
		m.y[i] = m.arena.Constant(interval.Point(m.yMid[i]))
	}
	m.sys.ShortRun(m.x, m.y, m.res)
	for i, r := range m.res {
		m.resMid[i] = r.Val
	}
	return allBounded(m.resMid)
}

// widen sets yBox = ŷ + ŷ′(X − c) + Z, Z = ±weights.
func (m *reduced) widen() {
	for i, r := range m.weights {
		m.yBox[i] = m.spread[i].Inflate(r)
	}
}

// jacobians encloses S_x and S_y over (x, yBox) and multiplies them by C; false if
// they are unbounded.
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
	return true
}

// parametricKrawczyk computes
//
//	K = −C·S(c, ŷ) − C·(S_x + S_y·ŷ′)·(X − c) + (I − C·S_y)·Z
//
// and reports whether it lies in the interior of Z (fact 6 of the package comment,
// for the unknown z = y − ŷ − ŷ′(x − c)). Its constant part is left in base.
func (m *reduced) parametricKrawczyk(x []iv, c []float64) bool {
	inside := true
	for i := range m.ny {
		s := iv{}
		for l := range m.ny {
			s = s.Sub(m.resMid[l].Scale(m.inv[i*m.ny+l]))
		}
		for k := range m.nx {
			d := m.csx[i*m.nx+k]
			for l := range m.ny {
				d = d.Add(m.csy[i*m.ny+l].Scale(m.slope[l*m.nx+k]))
			}
			s = s.Sub(d.Mul(x[k].AddConst(-c[k])))
		}
		m.base[i] = s
		for l := range m.ny {
			s = s.Add(m.remainder(i, l).Mul(interval.New(-m.weights[l], m.weights[l])))
		}
		m.image[i] = s
		if s.IsEmpty() || !s.Interior(interval.New(-m.weights[i], m.weights[i])) {
			inside = false
		}
	}
	return inside && comparisonTimes(m.ny, m.csy, m.weights, m.bound)
}

// remainder returns (I − C·S_y)_il.
func (m *reduced) remainder(i, l int) iv {
	a := m.csy[i*m.ny+l].Neg()
	if l == i {
		a = a.AddConst(1)
	}
	return a
}

// guessRadii sets the weights to a little more than the radii that the Krawczyk
// test would be content with if the Jacobians stayed as they are, the fixed point
// of r = |base| + |I − C·S_y|·r. It reports false if there is none.
func (m *reduced) guessRadii(margin, noise, widest float64) bool {
	const iterations = 12
	for range iterations {
		for i := range m.ny {
			r := m.base[i].Mag()
			for l := range m.ny {
				r += float64(m.remainder(i, l).Mag() * m.weights[l])
			}
			m.radii[i] = r
		}
		copy(m.weights, m.radii)
	}
	for i := range m.weights {
		m.weights[i] = float64(margin*m.weights[i]) + noise
		if !(m.weights[i] < widest) {
			return false
		}
	}
	return true
}

// tighten replaces yBox by ŷ + ŷ′(X − c) + K, which holds y(x) for all x, and
// renews the Jacobians. The box keeps ŷ, from which mean value forms are taken.
func (m *reduced) tighten(x []iv) bool {
	for i := range m.ny {
		m.yBox[i] = m.spread[i].Add(m.image[i]).Intersect(m.yBox[i]).Hull(interval.Point(m.yMid[i]))
	}
	return m.jacobians(x) && comparisonTimes(m.ny, m.csy, m.weights, m.bound)
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
	if m.sharpens {
		m.second.payoffs(x, e.c)
	}
	m.seedBox(x)
	for i := range m.y {
		m.y[i] = m.arena.Var(m.nx+i, m.yBox[i])
	}
	m.sys.Payoffs(m.x, m.y, m.pay)
	for k, i := range m.f.free {
		d := m.f.groups[m.f.group[k]].dependent
		e.value[k] = m.payMid[i].Sub(m.payMid[d])
		jac := e.jac[k*m.nx : (k+1)*m.nx]
		e.rng[k] = m.difference(i, d, jac)
		if m.sharpens {
			m.second.sharpen(i, d, e.value[k], &e.rng[k], jac)
		}
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
			d := m.difference(i, j, jac)
			s := m.payMid[i].Sub(m.payMid[j])
			if m.sharpens {
				m.second.sharpen(i, j, s, &d, jac)
			}
			if d.Positive() || d.Negative() {
				return false
			}
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
