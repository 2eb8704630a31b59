package equilibrium

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// permSymmetry is a symmetry given by generators, written out in full.
type permSymmetry struct {
	gens  [][]int
	elems [][]int
	sort  bool // all permutations: too many to write out
}

func newPermSymmetry(n int, gens ...[]int) *permSymmetry {
	e, ok := closure(n, gens)
	return &permSymmetry{gens: gens, elems: e, sort: !ok}
}

func (s *permSymmetry) Generators() [][]int { return s.gens }

func (s *permSymmetry) Canonical(x []float64) []float64 {
	if s.sort {
		y := slices.Clone(x)
		slices.Sort(y)
		slices.Reverse(y)
		return y
	}
	return s.Images(x)[0]
}

func (s *permSymmetry) Images(x []float64) [][]float64 {
	out := [][]float64{slices.Clone(x)}
	for _, g := range s.elems {
		y := make([]float64, len(x))
		act(y, g, x)
		if !slices.ContainsFunc(out, func(z []float64) bool { return distance(z, y) < 1e-9 }) {
			out = append(out, y)
		}
	}
	slices.SortFunc(out, func(a, b []float64) int { return -slices.Compare(a, b) })
	return out
}

func (s *permSymmetry) OrbitSize(x []float64) int {
	if s.sort { // a multinomial coefficient
		y := slices.Clone(x)
		slices.Sort(y)
		n, run := 1, 0
		for i := range y {
			run++
			if i > 0 && math.Abs(y[i]-y[i-1]) > 1e-9 {
				run = 1
			}
			n = n * (i + 1) / run
		}
		return n
	}
	return len(s.Images(x))
}

// symmetric and dihedral groups on n options.
func symmetricGroup(n int) *permSymmetry {
	var gens [][]int
	for i := 0; i+1 < n; i++ {
		g := identityPerm(n)
		g[i], g[i+1] = i+1, i
		gens = append(gens, g)
	}
	return newPermSymmetry(n, gens...)
}

func dihedralGroup(n int) *permSymmetry {
	r, m := identityPerm(n), identityPerm(n)
	for i := range n {
		r[i] = (i + 1) % n
		m[i] = (n - i) % n
	}
	return newPermSymmetry(n, r, m)
}

func identityPerm(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	return p
}

// corePeriphery is the core–periphery economy (Krugman 1991) with freeness phi[r][s] of trade:
//
//	w_r^σ = Σ_s φ_rs Y_s / g_s,  g_s = Σ_q λ_q w_q^{1−σ} φ_qs,  Y_s = μ λ_s w_s + (1−μ)/R,
//	ω_r = w_r (μ g_r)^{μ/(σ−1)}.
type corePeriphery struct {
	mu, sigma float64
	phi       [][]float64
	sym       *permSymmetry
}

func (c *corePeriphery) Populations() []Population { return []Population{{0, len(c.phi)}} }

func (c *corePeriphery) NewEvaluator() Evaluator {
	n := len(c.phi)
	b := make([]float64, 8*n)
	cut := func() []float64 { s := b[:n:n]; b = b[n:]; return s }
	return &cpEvaluator{c: c, z: cut(), w: cut(), wp: cut(), g: cut(), y: cut(), f: cut(), q: cut(), q2: cut(), h: mat.NewDense(n, n, nil)}
}

type symmetricCP struct{ *corePeriphery }

func (c symmetricCP) Symmetry() Symmetry { return c.sym }

type cpEvaluator struct {
	c                          *corePeriphery
	z, w, wp, g, y, f, q, q2   []float64
	h, prod, scaled, d, phiMat *mat.Dense
	lu                         linalg.LU
}

var errShortRun = errors.New("short run did not converge")

func (e *cpEvaluator) refresh(x []float64) {
	c := e.c
	n := len(x)
	for q := range n {
		e.w[q] = math.Exp(e.z[q])
		e.wp[q] = math.Exp((1 - c.sigma) * e.z[q])
		e.g[q] = 0
	}
	for q, row := range c.phi {
		if a := x[q] * e.wp[q]; a != 0 {
			for s, p := range row {
				e.g[s] += a * p
			}
		}
	}
	for s := range n {
		e.y[s] = c.mu*x[s]*e.w[s] + (1-c.mu)/float64(n)
		e.q[s] = e.y[s] / e.g[s]
		e.q2[s] = e.q[s] / e.g[s]
	}
}

// cross is Σ_s φ_rs (Y_s/g_s²) φ_qs.
func (e *cpEvaluator) cross() *mat.Dense {
	n := len(e.c.phi)
	if e.prod == nil {
		e.prod, e.scaled = mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
		e.phiMat = mat.NewDense(n, n, nil)
		for r, row := range e.c.phi {
			e.phiMat.SetRow(r, row)
		}
	}
	for r, row := range e.c.phi {
		d := e.scaled.RawRowView(r)
		for s, p := range row {
			d[s] = p * e.q2[s]
		}
	}
	e.prod.Mul(e.scaled, e.phiMat.T())
	return e.prod
}

func (e *cpEvaluator) solve(x []float64) error {
	c := e.c
	last := math.Inf(1)
	for range 60 {
		e.refresh(x)
		res := 0.0
		for r, row := range c.phi {
			s := 0.0
			for k, p := range row {
				s += p * e.q[k]
			}
			e.f[r] = c.sigma*e.z[r] - math.Log(s)
			e.h.Set(r, 0, s)
			res = max(res, math.Abs(e.f[r]))
		}
		if res < 1e-15 || res < 1e-12 && res >= last {
			return nil
		}
		last = res
		cr := e.cross()
		for r := range c.phi {
			row := e.h.RawRowView(r)
			s := row[0]
			for q := range row {
				row[q] = -(c.phi[r][q]*c.mu*e.w[q]*x[q]/e.g[q] + (c.sigma-1)*x[q]*e.wp[q]*cr.At(r, q)) / s
			}
			row[r] += c.sigma
		}
		if err := e.lu.Factorize(e.h); err != nil {
			return err
		}
		e.lu.Solve(e.f)
		for r := range e.z {
			e.z[r] -= e.f[r]
		}
	}
	return errShortRun
}

func (e *cpEvaluator) payoffs(dst []float64) {
	k := e.c.mu / (e.c.sigma - 1)
	for r := range dst {
		dst[r] = math.Exp(e.z[r] + k*math.Log(e.c.mu*e.g[r]))
	}
}

func (e *cpEvaluator) Payoffs(dst, x []float64) error {
	if err := e.solve(x); err != nil {
		return err
	}
	e.payoffs(dst)
	return nil
}

func (e *cpEvaluator) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	if err := e.solve(x); err != nil {
		return err
	}
	e.payoffs(dst)
	c := e.c
	n := len(x)
	if e.d == nil {
		e.d = mat.NewDense(n, n, nil)
	}
	cr := e.cross()
	for r, row := range c.phi {
		s := 0.0
		for k, p := range row {
			s += p * e.q[k]
		}
		h, d := e.h.RawRowView(r), e.d.RawRowView(r)
		for q := range row {
			m := cr.At(r, q)
			h[q] = -(row[q]*c.mu*e.w[q]*x[q]/e.g[q] + (c.sigma-1)*x[q]*e.wp[q]*m) / s
			d[q] = (row[q]*c.mu*e.w[q]/e.g[q] - e.wp[q]*m) / s
		}
		h[r] += c.sigma
	}
	if err := e.lu.Factorize(e.h); err != nil {
		return err
	}
	e.lu.SolveMany(e.d) // dz/dλ
	// dg_r/dλ_q = wp_q φ_qr + Σ_p λ_p (1−σ) wp_p φ_pr dz_p/dλ_q
	k := c.mu / (c.sigma - 1)
	for r := range n {
		out := jac.RawRowView(r)
		for q := range out {
			out[q] = e.wp[q] * c.phi[q][r]
		}
		for p := range n {
			if a := x[p] * (1 - c.sigma) * e.wp[p] * c.phi[p][r]; a != 0 {
				for q, v := range e.d.RawRowView(p) {
					out[q] += a * v
				}
			}
		}
		dz := e.d.RawRowView(r)
		for q := range out {
			out[q] = dst[r] * (dz[q] + k/e.g[r]*out[q])
		}
	}
	return nil
}

// PayoffJacobianRow is the row at the flat state of a ring: a circulant economy decouples into modes, for
// which the short run is scalar. With the flat wage 1, Z the mode's eigenvalue of φ over that of mode 0,
//
//	d ln w/dλ̂ = (μ Z − Z²)/(σ − μ Z − (σ−1) Z²) · R,   d ln ω = d ln w (1 − μ Z) + μ/(σ−1) Z R.
func (e *cpEvaluator) PayoffJacobianRow(dst, row, x []float64, i int) error {
	if slices.Min(x) != slices.Max(x) {
		j := mat.NewDense(len(x), len(x), nil)
		defer func() { copy(row, j.RawRowView(i)) }()
		return e.PayoffJacobian(dst, j, x)
	}
	if err := e.Payoffs(dst, x); err != nil {
		return err
	}
	c, r := e.c, len(x)
	cosine := make([]float64, r)
	for t := range cosine {
		cosine[t] = math.Cos(2 * math.Pi * float64(t) / float64(r))
	}
	total := 0.0
	for _, p := range c.phi[0] {
		total += p
	}
	clear(row)
	for k := range r {
		z := 0.0
		for d, p := range c.phi[0] {
			z += p * cosine[k*d%r]
		}
		z /= total
		w := (c.mu*z - z*z) / (c.sigma - c.mu*z - (c.sigma-1)*z*z)
		v := w*(1-c.mu*z) + c.mu/(c.sigma-1)*z
		for d := range r {
			row[(i+d)%r] += dst[i] * v * cosine[k*d%r]
		}
	}
	return nil
}

// cpEquidistant is the family of core–periphery economies of r equidistant regions over T.
func cpEquidistant(mu, sigma float64, r int) Family {
	sym := symmetricGroup(r)
	return FamilyFunc(func(t float64) (Game, error) {
		if t < 1 {
			return nil, errors.New("T below 1")
		}
		phi := math.Pow(t, 1-sigma)
		return symmetricCP{newCP(mu, sigma, r, sym, func(a, b int) float64 {
			if a == b {
				return 1
			}
			return phi
		})}, nil
	})
}

// cpRing is the racetrack over tau: T = exp(tau d), d the arc on a circle of circumference one.
func cpRing(mu, sigma float64, r int) Family {
	sym := dihedralGroup(r)
	return FamilyFunc(func(tau float64) (Game, error) {
		f := make([]float64, r)
		for d := range f {
			f[d] = math.Exp((1 - sigma) * tau * float64(min(d, r-d)) / float64(r))
		}
		return symmetricCP{newCP(mu, sigma, r, sym, func(a, b int) float64 { return f[(b-a+r)%r] })}, nil
	})
}

func newCP(mu, sigma float64, r int, sym *permSymmetry, phi func(a, b int) float64) *corePeriphery {
	c := &corePeriphery{mu: mu, sigma: sigma, sym: sym, phi: make([][]float64, r)}
	buf := make([]float64, r*r)
	for a := range r {
		c.phi[a] = buf[a*r : (a+1)*r]
		for b := range r {
			c.phi[a][b] = phi(a, b)
		}
	}
	return c
}
