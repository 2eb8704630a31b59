package prove

import "github.com/geosolve/geosolve/internal/interval"

// encloseShortRun proves by the parametric Krawczyk test that for every x in the
// box S(x, ·) has exactly one zero y(x) in ŷ + ŷ′(x − c) + Z. On success rest holds
// the image K of Z, yBox encloses y(X), and csyRange is an H-matrix with weights
// and bound.
func (m *reduced) encloseShortRun(x []iv, c []float64) bool {
	const (
		tries  = 3
		first  = 0.4   // share of the linear change allowed to curvature at first
		margin = 1.6   // by which a guess exceeds what the last test asked for
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
			m.spread[i] = m.spread[i].Add(m.step[k].Scale(m.slope[i*m.nx+k]))
		}
		largest = max(largest, m.spread[i].Rad())
	}
	for i := range m.weights {
		m.weights[i] = noise + first*largest
	}
	for range tries {
		for i, r := range m.weights {
			m.rest[i] = interval.New(-r, r)
		}
		if !m.jacobians(x, c) {
			return false
		}
		if m.parametricKrawczyk() {
			for i := range m.yBox {
				m.yBox[i] = m.spread[i].Add(m.rest[i])
			}
			return true
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
		m.y[i] = m.arena.Constant(interval.AffineOf(interval.Point(m.yMid[i])))
	}
	m.sys.ShortRun(m.x, m.y, m.res)
	for i, r := range m.res {
		m.resMid[i] = r.Val.Range()
	}
	return allBounded(m.resMid)
}

// jacobians encloses C·S_x, C·S_y and C·(S_x + S_y·ŷ′) over the box; false if they
// are unbounded.
func (m *reduced) jacobians(x []iv, c []float64) bool {
	m.arena.Reset()
	m.seedBox(x, c)
	m.sys.ShortRun(m.x, m.y, m.res)
	for i := range m.ny {
		for k := range m.nx {
			m.csx[i*m.nx+k] = m.preconditioned(i, k)
		}
		for l := range m.ny {
			m.csy[i*m.ny+l] = m.preconditioned(i, m.nx+l)
			m.csyRange[i*m.ny+l] = m.csy[i*m.ny+l].Range()
		}
		for k := range m.nx {
			d := m.csx[i*m.nx+k]
			for l := range m.ny {
				d = d.Add(m.csy[i*m.ny+l].Scale(m.slope[l*m.nx+k]))
			}
			m.along[i*m.nx+k] = d
			if !d.Range().IsBounded() {
				return false
			}
		}
	}
	return allBounded(m.csyRange)
}

// preconditioned returns row i of C times the derivatives of the residuals in
// direction j.
func (m *reduced) preconditioned(i, j int) interval.Affine {
	s := m.res[0].Partial(j).Scale(m.inv[i*m.ny])
	for l := 1; l < m.ny; l++ {
		s = s.Add(m.res[l].Partial(j).Scale(m.inv[i*m.ny+l]))
	}
	return s
}

// parametricKrawczyk computes
//
//	K = −C·S(c, ŷ) − C·(S_x + S_y·ŷ′)·(X − c) + (I − C·S_y)·Z
//
// and reports whether it lies in the interior of Z and C·S_y is an H-matrix (fact 6
// of the package comment, for the unknown z = y − ŷ − ŷ′(x − c)); then it replaces
// Z by K in rest. The derivatives along the segment from the centre enter by their
// average (Taylor's formula with integral remainder). The part of K that does not
// depend on Z is left in base.
func (m *reduced) parametricKrawczyk() bool {
	inside := true
	for i := range m.ny {
		s := iv{}
		for l := range m.ny {
			s = s.Sub(m.resMid[l].Scale(m.inv[i*m.ny+l]))
		}
		for k := range m.nx {
			s = s.Sub(m.along[i*m.nx+k].Average().Mul(m.step[k]))
		}
		m.base[i] = s
		for l := range m.ny {
			s = s.Add(m.remainder(i, l).Mul(m.rest[l]))
		}
		m.yBox[i] = s // the image, until all components are known
		if s.IsEmpty() || !s.Interior(m.rest[i]) {
			inside = false
		}
	}
	if !inside || !comparisonTimes(m.ny, m.csyRange, m.weights, m.bound) {
		return false
	}
	copy(m.rest, m.yBox)
	return true
}

// remainder returns (I − C·S_y)_il.
func (m *reduced) remainder(i, l int) iv {
	a := m.csyRange[i*m.ny+l].Neg()
	if l == i {
		a = a.AddConst(1)
	}
	return a
}

// guessRadii sets the weights to a little more than the radii that the Krawczyk
// test would be content with if the Jacobians stayed as they are: the fixed point
// of r = |base| + |I − C·S_y|·r. It reports false if the iteration has not settled,
// since wider boxes only make the matrix larger.
func (m *reduced) guessRadii(margin, noise, widest float64) bool {
	const (
		iterations = 40
		settled    = 1.01 // growth in the last iteration
	)
	for i := range m.ny {
		m.weights[i] = m.base[i].Mag()
		for l := range m.ny {
			m.mid[i*m.ny+l] = m.remainder(i, l).Mag()
		}
	}
	growth := 0.0
	for range iterations {
		growth = 0
		for i := range m.ny {
			r := m.base[i].Mag()
			for l := range m.ny {
				r += float64(m.mid[i*m.ny+l] * m.weights[l])
			}
			growth = max(growth, r/m.weights[i])
			m.radii[i] = r
		}
		copy(m.weights, m.radii)
		if !(growth > settled) {
			break
		}
	}
	if !(growth <= settled) {
		return false
	}
	for i := range m.weights {
		m.weights[i] = float64(margin*m.weights[i]) + noise
		if !(m.weights[i] < widest) {
			return false
		}
	}
	return true
}

// differentiate encloses y(c), from C·S_y·(y(c) − ŷ) = −C·S(c, ŷ), and y′(X) as
// Taylor forms: v = y′ − ŷ′ solves C·S_y·v = −C·(S_x + S_y·ŷ′) =: −d, whence
// y′ = ŷ′ − d + (I − C·S_y)·v.
func (m *reduced) differentiate() bool {
	w := m.nx + 1
	for i := range m.ny {
		s := iv{}
		for l := range m.ny {
			s = s.Sub(m.resMid[l].Scale(m.inv[i*m.ny+l]))
		}
		m.rhs[i*w+m.nx] = s
		for k := range m.nx {
			m.rhs[i*w+k] = m.along[i*m.nx+k].Range().Neg()
		}
	}
	for k := range w {
		solveH(m.ny, m.csyRange, m.weights, m.bound, m.rhs, w, k, m.sol)
	}
	if !allBounded(m.sol) {
		return false
	}
	for i := range m.ny {
		m.yCentre[i] = m.sol[i*w+m.nx].AddConst(m.yMid[i])
		for k := range m.nx {
			r := iv{}
			for l := range m.ny {
				r = r.Add(m.remainder(i, l).Mul(m.sol[l*w+k]))
			}
			d := m.along[i*m.nx+k].Neg().AddConst(m.slope[i*m.nx+k])
			d = d.Add(m.form(iv{}, r, r, func(int) iv { return iv{} }))
			narrow(&d.Natural, m.sol[i*w+k].AddConst(m.slope[i*m.nx+k]))
			m.dy[i*m.nx+k] = d
		}
	}
	return true
}

// narrow replaces a by a ∩ b, both enclosures of the same thing.
func narrow(a *iv, b iv) {
	if t := a.Intersect(b); !t.IsEmpty() {
		*a = t
	}
}

// payoffDifferences fills in value, range and Jacobian of the payoff differences
// and reports false if one between two options of the support misses 0.
func (m *reduced) payoffDifferences(x []iv, e *enclosure) bool {
	m.seedPoint(e.c)
	for i := range m.y {
		m.y[i] = m.arena.Constant(interval.AffineOf(m.yCentre[i]))
	}
	m.sys.Payoffs(m.x, m.y, m.pay)
	for i, p := range m.pay {
		m.payMid[i] = p.Val.Range()
	}
	m.arena.Reset()
	m.seedBox(x, e.c)
	m.sys.Payoffs(m.x, m.y, m.pay)
	for k, i := range m.f.free {
		d := m.f.groups[m.f.group[k]].dependent
		e.value[k] = m.payMid[i].Sub(m.payMid[d])
		e.rng[k] = m.difference(i, d, e.jac[k*m.nx:(k+1)*m.nx])
		if e.rng[k].Positive() || e.rng[k].Negative() {
			return false
		}
	}
	return m.otherPairs()
}

// difference returns the range of π_i − π_j over the box, by Taylor's formula, and
// writes its derivatives with respect to the coordinates, through y(x) too, to jac.
func (m *reduced) difference(i, j int, jac []iv) iv {
	for k := range m.diff {
		m.diff[k] = m.pay[i].Partial(k).Sub(m.pay[j].Partial(k))
	}
	taylor := m.payMid[i].Sub(m.payMid[j])
	for k := range m.nx {
		s := m.diff[k]
		for l := range m.ny {
			s = s.Add(m.diff[m.nx+l].Mul(m.dy[l*m.nx+k]))
		}
		jac[k] = s.Range()
		taylor = taylor.Add(s.Average().Mul(m.step[k]))
	}
	rng := m.pay[i].Val.Sub(m.pay[j].Val).Range()
	narrow(&rng, taylor)
	return rng
}

// otherPairs reports whether 0 can be in the payoff differences between free
// options of one group, which the equations imply but their enclosures do not.
func (m *reduced) otherPairs() bool {
	for k, i := range m.f.free {
		for l := range k {
			if m.f.group[l] != m.f.group[k] {
				continue
			}
			d := m.difference(i, m.f.free[l], m.rhs[:m.nx])
			if d.Positive() || d.Negative() {
				return false
			}
		}
	}
	return true
}
