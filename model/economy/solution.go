package economy

import "math"

// Solution is the short run in levels, by industry and region (regions of the rest of the world last).
type Solution struct {
	Wage, Price, PriceIndex []float64 // w_ir (abroad: as given), p_ir, G_jr
	Firms                   []float64 // number of varieties wL/(pf), 0 where nobody works
	Income                  []float64 // Y_r
	Expenditure             []float64 // E_jr
	Residual                float64   // largest relative failure of (2) and (3)
	Walras                  float64   // world sales less world spending, relative to spending
	Steps                   int
	Method                  string
}

// Solution copies the solution out of the solver.
func (s *Solver) Solution() *Solution {
	z := s.z
	sol := &Solution{Wage: exps(z.logW), Price: exps(z.logP), PriceIndex: exps(z.logG), Firms: make([]float64, len(z.logW)),
		Income: append([]float64(nil), z.income...), Expenditure: append([]float64(nil), z.expend...),
		Residual: norm(z.residual), Steps: s.steps, Method: s.method}
	for k, l := range s.given.Labour {
		if l > 0 {
			sol.Firms[k] = sol.Wage[k] * l / (sol.Price[k] * math.Exp(s.given.LogF[k]))
		}
	}
	sol.Walras = s.walras(sol)
	return sol
}

// walras compares what is sold with what is spent. Revenue of an industry–region is w L/β by zero profit;
// spending on a variety adds up by (2). It is a check that no equation uses.
func (s *Solver) walras(sol *Solution) float64 {
	m := s.m
	sales, spending := 0.0, 0.0
	for i := range m.nI {
		for r := range m.n {
			k := i*m.n + r
			if l := s.given.Labour[k]; l > 0 && r < m.home {
				sales += sol.Wage[k] * l / m.tech.beta[i]
			}
			for q := range m.home { // spending of r on goods from the regions at home
				spending += math.Exp(s.z.supply[i*m.n+q]+s.trade()[i].Log(q, r)-s.z.logK[i*m.n+r]) * sol.Expenditure[k]
			}
		}
	}
	if spending == 0 {
		return 0
	}
	return sales/spending - 1
}

// LogRealWage is ln ω_ir of (6) for the regions at home, industry by industry: [i*home+r].
func (s *Solver) LogRealWage() []float64 {
	m := s.m
	out := make([]float64, m.nI*m.home)
	for r := range m.home {
		cost := s.LogCostOfLiving(r)
		for i := range m.nI {
			out[i*m.home+r] = s.z.logW[i*m.n+r] - cost
		}
	}
	return out
}

// logRealWageOf is ln ω of cluster c = i*home+r.
func (s *Solver) logRealWageOf(c int) float64 {
	home := s.m.home
	return s.z.logW[c/home*s.m.n+c%home] - s.LogCostOfLiving(c%home)
}

// LogCostOfLiving is ln Π_j G_jr^{μ_j}.
func (s *Solver) LogCostOfLiving(r int) float64 {
	c := 0.0
	for j, in := range s.m.tech.Industries {
		c += in.Mu * s.z.logG[j*s.m.n+r]
	}
	return c
}

// WorldShare is the share of the rest of the world's spending on an industry that goes to each region at
// home: [i*home+r]. nil without a rest of the world.
func (s *Solver) WorldShare() []float64 {
	m := s.m
	if m.n == m.home {
		return nil
	}
	out := make([]float64, m.nI*m.home)
	for i := range m.nI {
		spent := 0.0
		for q := m.home; q < m.n; q++ {
			spent += s.z.expend[i*m.n+q]
		}
		for r := range m.home {
			k := i*m.n + r
			for q := m.home; q < m.n; q++ {
				out[i*m.home+r] += math.Exp(s.z.supply[k]+s.trade()[i].Log(r, q)-s.z.logK[i*m.n+q]) * s.z.expend[i*m.n+q] / spent
			}
		}
	}
	return out
}

// ExportShare is the share of the sales of each industry and region at home that goes abroad, a shadow
// firm's where nobody works: [i*home+r].
func (s *Solver) ExportShare() []float64 {
	m := s.m
	out := make([]float64, m.nI*m.home)
	for i := range m.nI {
		for r := range m.home {
			for q := m.home; q < m.n; q++ {
				out[i*m.home+r] += math.Exp(s.z.demand[i*m.n+q] + s.trade()[i].Log(r, q) - s.z.logM[i*m.n+r])
			}
		}
	}
	return out
}
