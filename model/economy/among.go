package economy

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// part is the short run linearised among some places at a time: the unknowns, log wages, fall into orbits
// whose members move alike, and what is in no orbit stays put. With every place in an orbit of its own it
// is the whole.
type part struct {
	orbits   [][]int // of unknowns, [i*home+r]
	of       []int   // orbit of each unknown, −1: none
	labour   []float64
	wage     *mat.Dense // d ln w of an orbit's first member by the labour of each member of another
	system   *mat.Dense
	logG     *mat.Dense // d ln G_jr in the region of an orbit's first member: row j*len(orbits)+orbit
	perUnit  []float64
	bought   []float64
	sold     []float64
	at       []int
	products []float64
	spend    []float64 // w_u (μ_i + α/β), what a worker at u spends on industry i
}

// grow returns x with length n, its contents unknown.
func grow(x []float64, n int) []float64 { return slices.Grow(x[:0], n)[:n] }

func growDense(m *mat.Dense, rows, cols int) *mat.Dense {
	var data []float64
	if m != nil {
		data = m.RawMatrix().Data
	}
	return mat.NewDense(rows, cols, grow(data, rows*cols))
}

// separable reports whether the short run can be linearised among some places: where industries use labour
// alone, workers migrate, and nothing but goods ties regions to each other.
func (e *Economy) separable() bool {
	return e.Mobility == Migration && !e.Technology.linked && e.Technology.Agriculture() && e.External == nil && !e.Joint.active() && len(e.Outside) == 0
}

// among linearises the wage equations (3) among the orbits at the solution of the short run: with
// A_qr = S_qr/L_q what one worker in q adds to the price index (2) of r,
//
//	Σ_b (∂F_a/∂ln w_b) d ln w_b = Σ_b (D Aᵀ − D ∂ln E/∂L)_ab dL_b,   ∂F/∂ln w = σ I − (σ−1) D Sᵀ − D ∂ln E/∂ln w,
//
// rows for the first member of each orbit, columns summed over members. Places in no orbit keep their
// wages: exact if nobody works there, since such a wage is nobody's income and no good's price.
func (s *Solver) among(orbits [][]int) error {
	m := s.m
	n, k := m.n, len(orbits)
	p := &s.part
	p.orbits = orbits
	p.of = slices.Grow(p.of[:0], m.nI*m.home)[:m.nI*m.home]
	for u := range p.of {
		p.of[u] = -1
	}
	p.labour = grow(p.labour, k)
	for o, members := range orbits {
		p.labour[o] = s.given.Labour[members[0]]
		for _, u := range members {
			p.of[u] = o
		}
	}
	p.wage, p.system, p.logG = growDense(p.wage, k, k), growDense(p.system, k, k), growDense(p.logG, m.nI*k, k)
	p.wage.Zero()
	p.system.Zero()
	p.perUnit = grow(p.perUnit, m.nI*k*n)
	clear(p.perUnit)
	for i, in := range m.tech.Industries {
		bought := p.perUnit[i*k*n : (i+1)*k*n]
		s.fillBought(bought, i)
		p.at = p.at[:0]
		for o, members := range orbits {
			if members[0]/n == i {
				p.at = append(p.at, o)
			}
		}
		s.fillSold(i)
		p.products = grow(p.products, len(p.at)*k)
		p.spend = grow(p.spend, len(p.of))
		for u := range p.spend {
			p.spend[u] = m.propensity(i, u/n) * math.Exp(s.z.logW[u])
		}
		product := mat.NewDense(len(p.at), k, p.products)
		product.Mul(mat.NewDense(len(p.at), n, p.sold), mat.NewDense(k, n, bought).T())
		for row, o := range p.at {
			da, f, w := product.RawRowView(row), p.system.RawRowView(o), p.wage.RawRowView(o)
			for b, v := range da {
				f[b] = (1 - in.Sigma) * v * p.labour[b]
				w[b] = -v
			}
			f[o] += in.Sigma
			s.spendAlong(f, w, p.sold[row*n:(row+1)*n], i, orbits[o][0]%n)
		}
	}
	if err := s.chord.factorize(p.system); err != nil {
		return err
	}
	s.chord.lu.SolveMany(p.wage)
	s.logIndices()
	s.chord.remember(p)
	return nil
}

// fillBought writes A_or = Σ_{q in orbit o} A_qr for industry i; see perWorker.
func (s *Solver) fillBought(dst []float64, i int) {
	p, n, z, t := &s.part, s.m.n, s.z, s.trade()[i]
	unit, logK := z.unit[i*n:(i+1)*n], z.logK[i*n:(i+1)*n]
	d, ok := t.(rows)
	fast := ok && moderate(unit, logK)
	if fast {
		for r, v := range logK {
			z.out[r] = math.Exp(-v)
		}
	}
	for q := range s.m.home {
		o := p.of[i*n+q]
		if o < 0 {
			continue
		}
		to := dst[o*n : (o+1)*n]
		if fast {
			c := math.Exp(unit[q])
			for r, phi := range d.Row(q) {
				to[r] += c * phi * z.out[r]
			}
			continue
		}
		for r := range to {
			to[r] += math.Exp(min(300, unit[q]+t.Log(q, r)-logK[r]))
		}
	}
}

// fillSold writes D_r· for the first member of each orbit of industry i.
func (s *Solver) fillSold(i int) {
	p, n, z, t := &s.part, s.m.n, s.z, s.trade()[i]
	p.sold = grow(p.sold, len(p.at)*n)
	demand, logM := z.demand[i*n:(i+1)*n], z.logM[i*n:(i+1)*n]
	d, ok := t.(rows)
	fast := ok && moderate(demand, logM)
	if fast {
		for q, v := range demand {
			z.out[q] = math.Exp(v)
		}
	}
	for row, o := range p.at {
		r := p.orbits[o][0] % n
		to := p.sold[row*n : (row+1)*n]
		if fast {
			c := math.Exp(-logM[r])
			for q, phi := range d.Row(r) {
				to[q] = c * phi * z.out[q]
			}
			continue
		}
		for q := range to {
			to[q] = math.Exp(demand[q] + t.Log(r, q) - logM[r])
		}
	}
}

// spendAlong adds to row r of industry i what wages and labour of each orbit do to spending: −D ∂ln E/∂ln w
// to f and +D ∂ln E/∂L to w, sold being D_r·.
func (s *Solver) spendAlong(f, w, sold []float64, i, r int) {
	m, p := s.m, &s.part
	n := m.n
	for u, o := range p.of {
		if o < 0 {
			continue
		}
		q, per := u%n, p.spend[u]
		if per == 0 {
			continue
		}
		share := s.ofSpending(i, r, q, sold[q])
		w[o] += share * per
		f[o] -= share * per * s.given.Labour[u]
	}
}

// logIndices fills in d ln G_r = Σ_s S_sr d ln w_s + Σ_s A_sr dL_s/(1−σ) in the region of each orbit's first
// member.
func (s *Solver) logIndices() {
	m, p := s.m, &s.part
	n, k := m.n, len(p.orbits)
	p.bought = grow(p.bought, k*k)
	for j, in := range m.tech.Industries {
		per := p.perUnit[j*k*n : (j+1)*k*n]
		for o, members := range p.orbits {
			r := members[0] % n
			for b := range k {
				p.bought[o*k+b] = per[b*n+r] * p.labour[b]
			}
		}
		g := p.logG.Slice(j*k, (j+1)*k, 0, k).(*mat.Dense)
		g.Mul(mat.NewDense(k, k, p.bought), p.wage)
		for o, members := range p.orbits {
			r := members[0] % n
			row := g.RawRowView(o)
			for b := range row {
				row[b] += per[b*n+r] / (1 - in.Sigma)
			}
		}
	}
}
