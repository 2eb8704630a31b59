package economy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Response is the derivative of the short run by some parameters, one column each, by the implicit
// function theorem: F(y, θ) = 0 gives dy/dθ = −(∂F/∂y)⁻¹ ∂F/∂θ.
type Response struct {
	LogWage *mat.Dense // d ln w_ir: row i*home+r, regions at home only
	LogG    *mat.Dense // d ln G_jr: row j*N+r
}

// Direction is a direction in which what the short run takes as given may change. Nil fields stay put.
type Direction struct {
	Labour     []float64 // dL_ir
	FarmIncome []float64 // dY^A_r
	LogF       []float64 // d ln f_ir
	LogQ       []float64 // d ln Q_ir
	LogV       []float64 // d ln v_ir
	LogT       []float64 // d ln T_irs, [i*N*N + r*N + s], row the origin
	Routes     []Route   // the same for a few routes; adds to LogT
}

// Route is a change of the cost of one route: At is the index i*N*N + r*N + s.
type Route struct {
	At   int
	LogT float64
}

// factorize assembles and factorises the Jacobian at the solution, once.
func (s *Solver) factorize() error {
	if s.sh != nil {
		return nil
	}
	if s.jac == nil {
		s.jac = mat.NewDense(len(s.y), len(s.y), nil)
	}
	sh := s.shares()
	s.m.jacobian(s.jac, s.z, s.given, sh)
	if err := s.lu.Factorize(s.jac); err != nil {
		return fmt.Errorf("economy: derivative of the short run: %w", err)
	}
	s.sh = sh
	return nil
}

// perWorker returns the share of spending in destination r that one more worker of industry j in region
// s would draw: A[s*N+r] = φ_sr e^{unit_s}/K_r. It is capped at e^300, far beyond any use: at an empty
// region that nothing reaches, where it is the derivative by a share that stays zero.
func (m *Market) perWorker(z *state, trade []Trade, j int) []float64 {
	n, t := m.n, trade[j]
	a := make([]float64, n*n)
	unit, logK := z.unit[j*n:(j+1)*n], z.logK[j*n:(j+1)*n]
	for s := range n {
		for r := range n {
			a[s*n+r] = math.Exp(min(300, unit[s]+t.Log(s, r)-logK[r]))
		}
	}
	return a
}

// ByLabour is the derivative of the short run by the labour of each industry and region at home: column
// k*home+s. ByFarmIncome gives that by farm income.
func (s *Solver) ByLabour() (*Response, error) {
	if err := s.factorize(); err != nil {
		return nil, err
	}
	m := s.m
	n, home := m.n, m.home
	cols := m.nI * home
	rhs := mat.NewDense(len(s.y), cols, nil) // −∂F/∂L
	direct := mat.NewDense(m.nI*n, cols, nil)
	for k, in := range m.tech.Industries {
		a := mat.NewDense(home, n, m.perWorker(s.z, s.trade(), k)[:home*n])
		if m.tech.linked {
			for q := range home {
				for r := range n {
					rhs.Set(m.nI*home+k*n+r, k*home+q, a.At(q, r))
				}
			}
		} else {
			d := mat.NewDense(home, n, s.sh[k].demand[:home*n])
			block := rhs.Slice(k*home, (k+1)*home, k*home, (k+1)*home).(*mat.Dense)
			block.Mul(d, a.T())
			block.Scale(-1, block)
			for q := range home {
				for r := range n {
					direct.Set(k*n+r, k*home+q, a.At(q, r)/(1-in.Sigma))
				}
			}
		}
		for q := range home {
			w := math.Exp(s.z.logW[k*n+q])
			for i := range m.tech.Industries {
				s.addSpending(rhs, k*home+q, i, q, m.propensity(i, k)*w)
			}
		}
	}
	if m.floating(s.given) {
		s.numeraireByLabour(rhs)
	}
	return s.respond(rhs, direct), nil
}

// ByFarmIncome is the derivative of the short run by farm income: column s, the region at home.
func (s *Solver) ByFarmIncome() (*Response, error) {
	if err := s.factorize(); err != nil {
		return nil, err
	}
	m := s.m
	rhs := mat.NewDense(len(s.y), m.home, nil)
	for q := range m.home {
		for i, in := range m.tech.Industries {
			s.addSpending(rhs, q, i, q, in.Mu)
		}
	}
	return s.respond(rhs, mat.NewDense(m.nI*m.n, m.home, nil)), nil
}

// addSpending adds to column col of rhs what spending de more on industry i in region q does to the wage
// equations of the industry: + D_rq de/E_iq, which is finite where nothing is spent yet.
func (s *Solver) addSpending(rhs *mat.Dense, col, i, q int, de float64) {
	m := s.m
	if de == 0 {
		return
	}
	for r := range m.home {
		row := i*m.home + r
		rhs.Set(row, col, rhs.At(row, col)+s.perSpending(i, r, q)*de)
	}
}

// perSpending is D_rq/E_iq = φ_rq G_iq^{σ−1}/M_ir: the share of the sales of region r that one more unit of
// spending in region q makes. It is capped as in perWorker.
func (s *Solver) perSpending(i, r, q int) float64 {
	return s.ofSpending(i, r, q, s.sh[i].demand[r*s.m.n+q])
}

// ofSpending is the same from D_rq.
func (s *Solver) ofSpending(i, r, q int, sold float64) float64 {
	n, k := s.m.n, i*s.m.n+q
	if e := s.z.expend[k]; e > 0 {
		return sold / e
	}
	return math.Exp(min(300, (s.m.tech.Industries[i].Sigma-1)*s.z.logG[k]+s.trade()[i].Log(r, q)-s.z.logM[i*n+r]))
}

// numeraireByLabour subtracts ∂ ln(ΣwL/ΣL)/∂L from the right-hand side of the wage equations.
func (s *Solver) numeraireByLabour(rhs *mat.Dense) {
	m := s.m
	wl, l := 0.0, 0.0
	for k, v := range s.given.Labour {
		if v > 0 {
			wl += v * math.Exp(s.z.logW[k])
			l += v
		}
	}
	for col := range m.nI * m.home {
		d := math.Exp(s.z.logW[col])/wl - 1/l
		for row := range m.nI * m.home {
			rhs.Set(row, col, rhs.At(row, col)-d)
		}
	}
}

// Along is the derivative of the short run along each direction.
func (s *Solver) Along(dirs ...Direction) (*Response, error) {
	if err := s.factorize(); err != nil {
		return nil, err
	}
	m := s.m
	rhs := mat.NewDense(len(s.y), len(dirs), nil)
	direct := mat.NewDense(m.nI*m.n, len(dirs), nil)
	for c := range dirs {
		s.partial(rhs, direct, c, &dirs[c])
	}
	return s.respond(rhs, direct), nil
}

// partial writes −∂F along the direction to column c of rhs and, without intermediates, the change of
// ln G at given wages to column c of direct.
func (s *Solver) partial(rhs, direct *mat.Dense, c int, d *Direction) {
	m, z, g := s.m, s.z, s.given
	n, home := m.n, m.home
	sub := func(row int, v float64) { rhs.Set(row, c, rhs.At(row, c)-v) }
	logP := make([]float64, m.nI*n) // change of prices at given w and G, through v
	supply := make([]float64, m.nI*n)
	for i, in := range m.tech.Industries {
		for r := range n {
			k := i*n + r
			if d.LogV != nil {
				logP[k] = (1 - m.tech.beta[i]) * d.LogV[k]
			}
			supply[k] = -in.Sigma * logP[k]
			if d.LogF != nil {
				supply[k] -= d.LogF[k]
			}
			if d.LogQ != nil {
				supply[k] += (in.Sigma - 1) * d.LogQ[k]
			}
		}
	}
	dearer, remote := s.alongRoutes(d)
	for i, in := range m.tech.Industries {
		logG := make([]float64, n)
		for r := range n { // (2): −d ln K
			dk := (1 - in.Sigma) * dearer[i*n+r]
			for q := range n {
				v := supply[i*n+q]
				if d.LogT != nil {
					v += (1 - in.Sigma) * d.LogT[(i*n+q)*n+r]
				}
				dk += s.sh[i].supply[q*n+r] * v
				if d.Labour != nil && d.Labour[i*n+q] != 0 {
					dk += math.Exp(min(300, z.unit[i*n+q]+s.trade()[i].Log(q, r)-z.logK[i*n+r])) * d.Labour[i*n+q]
				}
			}
			if m.tech.linked {
				sub(m.nI*home+i*n+r, -dk)
			} else {
				logG[r] = dk / (1 - in.Sigma)
				direct.Set(i*n+r, c, logG[r])
			}
		}
		logE, first := s.spendingAlong(i, d)
		for r := range home { // (3)
			k := i*n + r
			v := in.Sigma * logP[k]
			if d.LogF != nil {
				v += d.LogF[k]
			}
			if d.LogQ != nil {
				v -= (in.Sigma - 1) * d.LogQ[k]
			}
			v -= (1 - in.Sigma) * remote[k]
			for q, de := range first {
				if de != 0 {
					v -= s.perSpending(i, r, q) * de
				}
			}
			for q := range n {
				dd := (in.Sigma-1)*logG[q] + logE[q]
				if d.LogT != nil {
					dd += (1 - in.Sigma) * d.LogT[(i*n+r)*n+q]
				}
				v -= s.sh[i].demand[r*n+q] * dd
			}
			sub(i*home+r, v)
		}
	}
	if m.floating(g) && d.Labour != nil {
		s.numeraireAlong(d, sub)
	}
}

// alongRoutes is Σ_s S_sr d ln T_sr and Σ_s D_rs d ln T_rs over the routes of a direction.
func (s *Solver) alongRoutes(d *Direction) (dearer, remote []float64) {
	n := s.m.n
	buf := make([]float64, 2*s.m.nI*n)
	dearer, remote = buf[:s.m.nI*n], buf[s.m.nI*n:]
	for _, t := range d.Routes {
		i, from, to := t.At/(n*n), t.At/n%n, t.At%n
		dearer[i*n+to] += s.sh[i].supply[from*n+to] * t.LogT
		remote[i*n+from] += s.sh[i].demand[from*n+to] * t.LogT
	}
	return dearer, remote
}

func (s *Solver) numeraireAlong(d *Direction, sub func(int, float64)) {
	m := s.m
	wl, l, dwl, dl := 0.0, 0.0, 0.0, 0.0
	for k, v := range s.given.Labour {
		w := math.Exp(s.z.logW[k])
		wl, l, dwl, dl = wl+w*v, l+v, dwl+w*d.Labour[k], dl+d.Labour[k]
	}
	for row := range m.nI * m.home {
		sub(row, dwl/wl-dl/l)
	}
}

// spendingAlong is d ln E_iq at given wages: through labour and farm income. Where nothing is spent yet it is
// zero, and first holds dE_iq itself (nil: there is no such region).
func (s *Solver) spendingAlong(i int, d *Direction) (logE, first []float64) {
	m, z := s.m, s.z
	n := m.n
	logE = make([]float64, n)
	for q := range n {
		e := 0.0
		if d.FarmIncome != nil {
			e += m.tech.Industries[i].Mu * d.FarmIncome[q]
		}
		if d.Labour != nil {
			for k := range m.nI {
				c := m.propensity(i, k)
				if q >= m.home { // income abroad is given; only its demand for intermediates grows
					c -= m.tech.Industries[i].Mu
				}
				e += c * math.Exp(z.logW[k*n+q]) * d.Labour[k*n+q]
			}
		}
		switch spent := z.expend[i*n+q]; {
		case e == 0:
		case spent > 0:
			logE[q] = e / spent
		default:
			if first == nil {
				first = make([]float64, n)
			}
			first[q] = e
		}
	}
	return logE, first
}

// respond solves for the unknowns' response and unpacks it. direct is the change of ln G at given wages.
func (s *Solver) respond(rhs, direct *mat.Dense) *Response {
	m := s.m
	n, home := m.n, m.home
	_, cols := rhs.Dims()
	s.lu.SolveMany(rhs)
	resp := &Response{LogWage: rhs.Slice(0, m.nI*home, 0, cols).(*mat.Dense)}
	if m.tech.linked {
		resp.LogG = rhs.Slice(m.nI*home, m.nI*(home+n), 0, cols).(*mat.Dense)
		return resp
	}
	// d ln G_r = Σ_s S_sr d ln w_s + direct
	for j := range m.nI {
		sup := mat.NewDense(home, n, s.sh[j].supply[:home*n])
		var g mat.Dense
		g.Mul(sup.T(), resp.LogWage.Slice(j*home, (j+1)*home, 0, cols))
		dst := direct.Slice(j*n, (j+1)*n, 0, cols).(*mat.Dense)
		dst.Add(dst, &g)
	}
	resp.LogG = direct
	return resp
}
