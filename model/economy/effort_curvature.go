package economy

import "math"

// Second derivatives of the short run. In logs every equation of it is linear but for sums of
// exponentials: (2) sums over origins, (3) over destinations, (4) over incomes. The second derivative of
// such a sum ln Σ_s e^{u_s} along two directions is a covariance under its shares plus the mean of the
// second derivatives of its terms,
//
//	∂²/∂k∂d = Σ_s share_s u_s^k u_s^d − (Σ_s share_s u_s^k)(Σ_s share_s u_s^d) + Σ_s share_s u_s^{kd},
//
// so the second derivatives y^{kd} of wages and price indices solve the system of the first ones with
// covariances on the right-hand side. Only some linear functional ℓ·y^{kd} is wanted (a log real wage, or
// welfare), so the system is solved once per functional, transposed, and each pair of directions costs a
// few products: "second-order adjoint". It is exact.

// tangent is the first derivative of every quantity of the short run along a direction, [j*N+r].
type tangent struct {
	wage   []float64 // ln w, zero abroad
	unit   []float64 // ln of what a worker adds to supply in (2), without the trade cost
	logK   []float64 // ln of the sum in (2)
	demand []float64 // ln[G^{σ−1}E]
	logM   []float64 // ln of the sum in (3), at home
	spend  []float64 // ln E
	labour []float64 // L, nil where it stays put
	routes []Route   // ln T
}

// tangents turns the responses to some directions into tangents.
func (s *Solver) tangents(dirs []Direction, resp *Response) []tangent {
	out := make([]tangent, len(dirs))
	k := s.m.nI * s.m.n
	buf := make([]float64, 6*k*len(dirs))
	for c := range dirs {
		next := func() []float64 {
			v := buf[:k:k]
			buf = buf[k:]
			return v
		}
		t := &out[c]
		*t = tangent{next(), next(), next(), next(), next(), next(), dirs[c].Labour, dirs[c].Routes}
		s.tangent(t, &dirs[c], resp, c)
	}
	return out
}

// tangent fills in what follows from the responses of wages and price indices: (1), (4), and by (2) and
// (3) themselves d ln K = (1−σ) d ln G and d ln M = σ d ln p + d ln f − (σ−1) d ln Q.
func (s *Solver) tangent(t *tangent, d *Direction, resp *Response, col int) {
	m, n := s.m, s.m.n
	logG := func(j, r int) float64 { return resp.LogG.At(j*n+r, col) }
	for i := range m.nI {
		for r := range m.home {
			t.wage[i*n+r] = resp.LogWage.At(i*m.home+r, col)
		}
	}
	at := func(x []float64, k int) float64 {
		if x == nil {
			return 0
		}
		return x[k]
	}
	for i, in := range m.tech.Industries {
		spend, _ := s.spendingAlong(i, d) // a first spender's part in second derivatives is left out
		for r := range n {
			k := i*n + r
			price := m.tech.beta[i] * t.wage[k]
			for j, a := range in.Alpha {
				if a > 0 {
					price += a * (at(d.LogV, k) + logG(j, r))
				}
			}
			t.logM[k] = in.Sigma*price + at(d.LogF, k) - (in.Sigma-1)*at(d.LogQ, k)
			t.unit[k] = t.wage[k] - t.logM[k]
			t.logK[k] = (1 - in.Sigma) * logG(i, r)
			for q := range m.nI {
				spend[r] += m.outlay(s.z, s.given, i, q, r) * t.wage[q*n+r]
			}
			t.spend[k] = spend[r]
			t.demand[k] = (in.Sigma-1)*logG(i, r) + spend[r]
		}
	}
}

// functional is a linear functional of ln w at home, [i*N+r], and ln G, [j*N+r].
type functional struct{ wage, logG []float64 }

// of applies the functional to a column of a response.
func (f *functional) of(s *Solver, resp *Response, col int) float64 {
	v, n, home := 0.0, s.m.n, s.m.home
	for k, c := range f.wage {
		if c != 0 {
			v += c * resp.LogWage.At(k/n*home+k%n, col)
		}
	}
	for k, c := range f.logG {
		if c != 0 {
			v += c * resp.LogG.At(k, col)
		}
	}
	return v
}

// curvature is the second derivative of one functional: the multipliers of the covariances in (2), (3),
// (4) and the numeraire.
type curvature struct {
	s                          *Solver
	inK, inM, inE              []float64 // multipliers, [j*N+r]; inM at home only
	numeraire                  float64
	perUnit                    []float64   // Σ_r inK_jr S_sr, by j and s
	perWorker                  [][]float64 // S_sr/L_s by industry; nil until labour moves
	unit, logK, demand         []float64   // the contraction with a direction k, as in tangent
	logM, wage, spend, workers []float64
	change                     []float64 // d ln T of k, by route
	k                          *tangent
	over                       []float64 // T − 1 by route; nil where no direction moves trade costs
}

// curvature solves for the multipliers of a functional at the solution.
func (s *Solver) curvature(f *functional, over []float64) (*curvature, error) {
	if err := s.factorize(); err != nil {
		return nil, err
	}
	m, n, home := s.m, s.m.n, s.m.home
	k := m.nI * n
	buf := make([]float64, 11*k)
	next := func() []float64 {
		v := buf[:k:k]
		buf = buf[k:]
		return v
	}
	c := &curvature{s: s, inK: next(), inM: next(), inE: next(), perUnit: next(), unit: next(), logK: next(), demand: next(), logM: next(), wage: next(), spend: next(), workers: next(), over: over}
	p := make([]float64, len(s.y))
	for i := range m.nI {
		for r := range home {
			p[i*home+r] = f.wage[i*n+r]
		}
	}
	if m.tech.linked {
		copy(p[m.nI*home:], f.logG)
	} else { // d ln G_r = Σ_s S_sr d ln w_s + direct
		for i := range m.nI {
			for r := range n {
				if g := f.logG[i*n+r]; g != 0 {
					for q := range home {
						p[i*home+q] += g * s.sh[i].supply[q*n+r]
					}
				}
			}
		}
	}
	s.lu.SolveTrans(p)
	for i, in := range m.tech.Industries {
		for r := range home {
			v := p[i*home+r]
			c.inM[i*n+r] = v
			c.numeraire -= v
			for q := range n {
				c.inE[i*n+q] += v * s.sh[i].demand[r*n+q]
			}
		}
		for r := range n {
			if m.tech.linked {
				c.inK[i*n+r] = p[m.nI*home+i*n+r]
			} else {
				c.inK[i*n+r] = f.logG[i*n+r]/(1-in.Sigma) - c.inE[i*n+r]
			}
		}
		for q := range n {
			for r := range n {
				c.perUnit[i*n+q] += c.inK[i*n+r] * s.sh[i].supply[q*n+r]
			}
		}
	}
	if !m.floating(s.given) {
		c.numeraire = 0
	}
	return c, nil
}

// along sets the first direction, along which labour must stay put.
func (c *curvature) along(k *tangent) {
	m, n, s := c.s.m, c.s.m.n, c.s
	c.k = k
	for at := range c.unit {
		c.unit[at] = k.unit[at] * c.perUnit[at]
		c.logK[at] = -c.inK[at] * k.logK[at]
		c.demand[at] = k.demand[at] * c.inE[at]
		c.logM[at] = -c.inM[at] * k.logM[at]
		c.spend[at] = -c.inE[at] * k.spend[at]
		c.wage[at] = 0
	}
	for i := range m.nI {
		for q := range m.home {
			at := i*n + q
			for j := range m.nI {
				c.wage[at] += c.inE[j*n+q] * m.outlay(s.z, s.given, j, i, q) * k.wage[at]
			}
			if c.numeraire != 0 && s.given.Labour[at] > 0 {
				c.wage[at] += c.numeraire * s.payroll(at) * k.wage[at]
			}
		}
	}
	if len(k.routes) == 0 {
		return
	}
	if c.change == nil {
		c.change = make([]float64, m.nI*n*n)
	}
	for _, t := range k.routes {
		i, from, to := t.At/(n*n), t.At/n%n, t.At%n
		e := (1 - m.tech.Industries[i].Sigma) * t.LogT
		c.change[t.At] += t.LogT
		c.unit[i*n+from] += c.inK[i*n+to] * s.sh[i].supply[from*n+to] * e
		c.demand[i*n+to] += c.inM[i*n+from] * s.sh[i].demand[from*n+to] * e
	}
}

// done forgets the first direction.
func (c *curvature) done() {
	for _, t := range c.k.routes {
		c.change[t.At] = 0
	}
}

// payroll is w_k L_k over that of the world, for the numeraire.
func (s *Solver) payroll(k int) float64 {
	return math.Exp(s.z.logW[k]) * s.given.Labour[k] / s.payrolls()
}

func (s *Solver) payrolls() float64 {
	sum := 0.0
	for k, l := range s.given.Labour {
		if l > 0 {
			sum += math.Exp(s.z.logW[k]) * l
		}
	}
	return sum
}

// by is the second derivative along the first direction and d.
func (c *curvature) by(d *tangent) float64 {
	v := 0.0
	for at, u := range c.unit {
		v += u*d.unit[at] + c.logK[at]*d.logK[at] + c.demand[at]*d.demand[at] + c.logM[at]*d.logM[at] + c.wage[at]*d.wage[at] + c.spend[at]*d.spend[at]
	}
	for _, t := range d.routes {
		v += c.byRoute(t)
	}
	for at, l := range d.labour {
		if l != 0 {
			v += c.byLabour(at) * l
		}
	}
	return v
}

// byRoute is what a change of ln T on one route adds. Both directions move ln(T−1), in which efforts are
// linear, so that ∂²ln T = (∂^k ln T)(∂^d ln T)/(T−1).
func (c *curvature) byRoute(t Route) float64 {
	n, s := c.s.m.n, c.s
	i, from, to := t.At/(n*n), t.At/n%n, t.At%n
	e := 1 - s.m.tech.Industries[i].Sigma
	sup, dem := c.inK[i*n+to]*s.sh[i].supply[from*n+to], c.inM[i*n+from]*s.sh[i].demand[from*n+to]
	if sup == 0 && dem == 0 {
		return 0
	}
	own := 0.0
	if c.change != nil {
		own = c.change[t.At]
	}
	v := e * t.LogT * (sup*(c.k.unit[i*n+from]+e*own) + dem*(c.k.demand[i*n+to]+e*own))
	if own != 0 {
		v += e * (sup + dem) * own * t.LogT / c.over[t.At]
	}
	return v
}

// byLabour is what one more worker in place at adds: to supply in (2), spending in (4) and the payroll.
func (c *curvature) byLabour(at int) float64 {
	m, n, s := c.s.m, c.s.m.n, c.s
	i, q := at/n, at%n
	if c.perWorker == nil {
		for j := range m.nI {
			c.perWorker = append(c.perWorker, m.perWorker(s.z, s.trade(), j))
		}
	}
	v := 0.0
	for r := range n {
		u := c.k.unit[at]
		if c.change != nil {
			u += (1 - m.tech.Industries[i].Sigma) * c.change[(i*n+q)*n+r]
		}
		v += c.inK[i*n+r] * c.perWorker[i][q*n+r] * u
	}
	w := math.Exp(s.z.logW[at])
	for j := range m.nI {
		if e := s.z.expend[j*n+q]; e > 0 {
			v += c.inE[j*n+q] * m.propensity(j, i) * w / e * c.k.wage[at]
		}
	}
	if c.numeraire != 0 {
		v += c.numeraire * w / s.payrolls() * c.k.wage[at]
	}
	return v
}
