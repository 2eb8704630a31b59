package equilibrium

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// sectoral is an economy of industries that buy from each other, with workers who move between the
// sectors of their region (vertical linkages and industrial clusters): one population for each region,
// whose options are the industries and, where farm is true, agriculture with wage 1. Wedges are 1.
//
//	p_ir = w_ir^β_i Π_j G_jr^α_ji,  G_jr^{1−σ} = Σ_s w_js L_js p_js^{−σ} φ_sr,
//	p_ir^σ/β_i = Σ_s φ_rs G_is^{σ−1} E_is,  E_jr = μ_j Y_r + Σ_i (α_ji/β_i) w_ir L_ir.
type sectoral struct {
	sigma float64
	mu    []float64
	alpha [][]float64 // [j][i]: industry j's composite in i's cost
	phi   [][]float64
	farm  bool
	total float64 // of wages, where there is no agriculture
	sym   *permSymmetry
}

func (s *sectoral) sectors() int {
	if s.farm {
		return len(s.mu) + 1
	}
	return len(s.mu)
}

func (s *sectoral) Populations() []Population {
	var p []Population
	for r := range s.phi {
		p = append(p, Population{r * s.sectors(), (r + 1) * s.sectors()})
	}
	return p
}

func (s *sectoral) Symmetry() Symmetry      { return s.sym }
func (s *sectoral) NewEvaluator() Evaluator { return &sectoralEvaluator{sectoral: s} }

type sectoralEvaluator struct {
	*sectoral
	u  []float64 // ln w_ir, then ln G_ir
	h  *mat.Dense
	d  *mat.Dense // by state
	lu linalg.LU
}

// fill evaluates the residuals and their derivatives by u (h) and by the state (d).
func (e *sectoralEvaluator) fill(f, x []float64) {
	ni, nr, ns := len(e.mu), len(e.phi), e.sectors()
	z := func(i, r int) int { return i*nr + r }
	g := func(i, r int) int { return (ni+i)*nr + r }
	st := func(i, r int) int { return r*ns + i }
	e.h.Zero()
	e.d.Zero()
	add := func(m *mat.Dense, i, j int, v float64) { m.Set(i, j, m.At(i, j)+v) }
	beta := make([]float64, ni)
	for i := range beta {
		beta[i] = 1
		for j := range e.mu {
			beta[i] -= e.alpha[j][i]
		}
	}
	lnp := func(i, r int) float64 {
		v := beta[i] * e.u[z(i, r)]
		for j := range e.mu {
			v += e.alpha[j][i] * e.u[g(j, r)]
		}
		return v
	}
	addLnP := func(row, i, r int, c float64) {
		add(e.h, row, z(i, r), c*beta[i])
		for j := range e.mu {
			add(e.h, row, g(j, r), c*e.alpha[j][i])
		}
	}
	for j := range ni {
		for r := range nr {
			row := z(j, r)
			gg := math.Exp((1 - e.sigma) * e.u[g(j, r)])
			f[row] = gg
			add(e.h, row, g(j, r), (1-e.sigma)*gg)
			for s := range nr {
				t := math.Exp(e.u[z(j, s)]-e.sigma*lnp(j, s)) * e.phi[s][r]
				l := x[st(j, s)]
				f[row] -= t * l
				add(e.h, row, z(j, s), -t*l)
				addLnP(row, j, s, e.sigma*t*l)
				add(e.d, row, st(j, s), -t)
			}
			row = g(j, r)
			pp := math.Exp(e.sigma*lnp(j, r)) / beta[j]
			f[row] = pp
			addLnP(row, j, r, e.sigma*pp)
			for s := range nr {
				c := e.phi[r][s] * math.Exp((e.sigma-1)*e.u[g(j, s)])
				ex := 0.0
				for i := range ni {
					k := e.mu[j] + e.alpha[j][i]/beta[i]
					w := math.Exp(e.u[z(i, s)])
					ex += k * w * x[st(i, s)]
					add(e.h, row, z(i, s), -c*k*w*x[st(i, s)])
					add(e.d, row, st(i, s), -c*k*w)
				}
				if e.farm {
					ex += e.mu[j] * x[st(ni, s)]
					add(e.d, row, st(ni, s), -c*e.mu[j])
				}
				f[row] -= c * ex
				add(e.h, row, g(j, s), -(e.sigma-1)*c*ex)
			}
		}
	}
	if !e.farm {
		e.numeraire(f, x, z, st)
	}
}

// numeraire puts Σ wL = total in the place of one wage equation, which Walras' law implies.
func (e *sectoralEvaluator) numeraire(f, x []float64, z, st func(i, r int) int) {
	ni, nr := len(e.mu), len(e.phi)
	row := ni * nr
	for k := range e.h.RawRowView(row) {
		e.h.Set(row, k, 0)
	}
	for k := range e.d.RawRowView(row) {
		e.d.Set(row, k, 0)
	}
	f[row] = -e.total
	for i := range ni {
		for r := range nr {
			w := math.Exp(e.u[z(i, r)])
			f[row] += w * x[st(i, r)]
			e.h.Set(row, z(i, r), w*x[st(i, r)])
			e.d.Set(row, st(i, r), w)
		}
	}
}

func (e *sectoralEvaluator) solve(x []float64) error {
	n := 2 * len(e.mu) * len(e.phi)
	if e.h == nil {
		e.h, e.d, e.u = mat.NewDense(n, n, nil), mat.NewDense(n, len(x), nil), make([]float64, n)
		for r := range e.phi { // price indices at equal wages and without inputs
			for j := range e.mu {
				s := 0.0
				for q := range e.phi {
					s += x[q*e.sectors()+j] * e.phi[q][r]
				}
				e.u[(len(e.mu)+j)*len(e.phi)+r] = math.Log(s) / (1 - e.sigma)
			}
		}
	}
	f := make([]float64, n)
	last := math.Inf(1)
	for range 100 {
		e.fill(f, x)
		if err := e.lu.Factorize(e.h); err != nil {
			return err
		}
		e.lu.Solve(f)
		m := maxAbs(f)
		if math.IsNaN(m) {
			return errShortRun
		}
		s := 1.0
		if m > 1 {
			s = 1 / m
		}
		for i := range f {
			e.u[i] -= s * f[i]
		}
		if m < 1e-15 || m < 1e-9 && m >= last {
			return nil
		}
		last = m
	}
	e.h = nil
	return errShortRun
}

func (e *sectoralEvaluator) payoffs(dst []float64) {
	ni, nr, ns := len(e.mu), len(e.phi), e.sectors()
	for r := range nr {
		p := 0.0
		for j := range ni {
			p -= e.mu[j] * e.u[(ni+j)*nr+r]
		}
		for i := range ns {
			dst[r*ns+i] = math.Exp(p)
			if i < ni {
				dst[r*ns+i] *= math.Exp(e.u[i*nr+r])
			}
		}
	}
}

func (e *sectoralEvaluator) Payoffs(dst, x []float64) error {
	if err := e.solve(x); err != nil {
		return err
	}
	e.payoffs(dst)
	return nil
}

func (e *sectoralEvaluator) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	if err := e.solve(x); err != nil {
		return err
	}
	e.payoffs(dst)
	e.fill(make([]float64, len(e.u)), x)
	if err := e.lu.Factorize(e.h); err != nil {
		return err
	}
	e.lu.SolveMany(e.d) // −du/dx
	ni, nr, ns := len(e.mu), len(e.phi), e.sectors()
	for r := range nr {
		for i := range ns {
			for q := range x {
				v := 0.0
				for j := range ni {
					v += e.mu[j] * e.d.At((ni+j)*nr+r, q)
				}
				if i < ni {
					v -= e.d.At(i*nr+r, q)
				}
				jac.Set(r*ns+i, q, v*dst[r*ns+i])
			}
		}
	}
	return nil
}

func twoRegionFreeness(t, sigma float64) [][]float64 {
	p := math.Pow(t, 1-sigma)
	return [][]float64{{1, p}, {p, 1}}
}

// verticalLinkages is the family over T of two regions with one industry that buys from itself.
func verticalLinkages(mu, sigma, alpha float64) Family {
	sym := newPermSymmetry(4, []int{2, 3, 0, 1})
	return FamilyFunc(func(t float64) (Game, error) {
		return &sectoral{sigma: sigma, mu: []float64{mu}, alpha: [][]float64{{alpha}}, phi: twoRegionFreeness(t, sigma), farm: true, sym: sym}, nil
	})
}

// industrialClusters is the family over T of two regions and two industries without agriculture.
func industrialClusters(own, cross, sigma float64) Family {
	sym := newPermSymmetry(4, []int{2, 3, 0, 1}, []int{1, 0, 3, 2})
	return FamilyFunc(func(t float64) (Game, error) {
		return &sectoral{sigma: sigma, mu: []float64{0.5, 0.5}, alpha: [][]float64{{own, cross}, {cross, own}}, phi: twoRegionFreeness(t, sigma), total: 2, sym: sym}, nil
	})
}
