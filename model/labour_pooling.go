package model

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/automorphism"
	"github.com/geosolve/geosolve/model/pooling"
	"github.com/geosolve/geosolve/model/scenario"
)

// labourPooling is Krugman's labour pooling as a game of two populations, workers and firms, that choose
// among the same regions. The state is the shares of workers by region, then those of firms; where firms may stay
// out of business, the share of those who do comes last.
type labourPooling struct {
	place    *place
	market   *pooling.Market
	pops     []equilibrium.Population
	symmetry equilibrium.Symmetry
	notes    []string
}

func buildLabourPooling(f *scenario.File, env *Env) (Model, error) {
	p, err := newPlace(f, env)
	if err != nil {
		return nil, err
	}
	number := func(name string) float64 { v, _ := f.Parameters.Number(name); return v }
	s := pooling.Spec{A0: number("a0"), B0: number("b0"), Gamma: number("gamma"), V: number("v"), Corr: number("corr"),
		Firms: number("n"), Labour: number("L"), Crowd: number("kappa_c")}
	if v, ok := f.Parameters.Number("entry_profit"); ok {
		s.Outside = &v
	}
	market, err := pooling.New(s)
	if err != nil {
		return nil, wrap(f, "parameters", err)
	}
	n := p.regions
	m := &labourPooling{place: p, market: market, pops: []equilibrium.Population{{Start: 0, End: n}, {Start: n, End: 2 * n}}}
	if s.Outside != nil {
		m.pops[1].End++
	}
	m.symmetry = env.symmetryOf(m.findSymmetry)
	if n > 1 && s.Outside == nil {
		m.notes = append(m.notes, m.thresholds())
	}
	return m, nil
}

// thresholds tell when firms and workers stay spread, and when they stay together.
func (m *labourPooling) thresholds() string {
	c := m.market.CriticalVariance(m.Regions())
	if c == 0 {
		return "nobody minds crowds (kappa_c = 0): an even spread is never stable"
	}
	return fmt.Sprintf("an even spread is stable below v = %.9g; a lone firm that leaves full concentration loses by it from v = %.9g on", c, m.market.LoneFirmVariance())
}

// findSymmetry: all regions are alike; what firms out of business do is nowhere.
func (m *labourPooling) findSymmetry() equilibrium.Symmetry {
	n := m.Regions()
	all, cell := make([]int, n), make([]int, 2*n)
	for r := range all {
		all[r] = r
	}
	for k := range cell {
		cell[k] = k
	}
	inner := &stateSymmetry{group: automorphism.Symmetric(n, [][]int{all}).OnRows(2, nil), cell: cell}
	if m.market.Outside == nil {
		return inner
	}
	return withOutside{inner, 2 * n}
}

// withOutside extends a symmetry of the first n options to states with one more that stays where it is.
type withOutside struct {
	*stateSymmetry
	n int
}

func (s withOutside) Canonical(x []float64) []float64 {
	return append(s.stateSymmetry.Canonical(x[:s.n]), x[s.n])
}
func (s withOutside) OrbitSize(x []float64) int { return s.stateSymmetry.OrbitSize(x[:s.n]) }
func (s withOutside) Images(x []float64) [][]float64 {
	images := s.stateSymmetry.Images(x[:s.n])
	for i, y := range images {
		images[i] = append(y[:s.n:s.n], x[s.n])
	}
	return images
}
func (s withOutside) Generators() [][]int {
	gens := s.stateSymmetry.Generators()
	for i, g := range gens {
		gens[i] = append(g, s.n)
	}
	return gens
}

// Populations are workers, then firms.
func (m *labourPooling) Populations() []equilibrium.Population { return m.pops }

// NewEvaluator returns an evaluator of workers' and firms' payoffs.
func (m *labourPooling) NewEvaluator() equilibrium.Evaluator { return poolingEvaluator{m} }

// Symmetry is the group of permutations of regions.
func (m *labourPooling) Symmetry() equilibrium.Symmetry { return m.symmetry }

// Regions is the number of regions.
func (m *labourPooling) Regions() int { return m.place.regions }

// Names are the regions' names.
func (m *labourPooling) Names() []string { return m.place.names() }

// Places are the regions' coordinates.
func (m *labourPooling) Places() [][2]float64 { return m.place.points() }

// Notes are remarks on the parameters.
func (m *labourPooling) Notes() []string { return m.notes }

// pools computes what each region offers, regions without workers and firms by what settlers would get.
func (m *labourPooling) pools(x []float64) []pooling.Pool {
	n := m.Regions()
	out := make([]pooling.Pool, n)
	worker, firm, empty := 0.0, 0.0, false
	for r := range out {
		if x[r] == 0 && x[n+r] == 0 {
			empty = true
			continue
		}
		out[r] = m.market.Pool(m.market.Labour*x[r], m.market.Firms*x[n+r])
		worker += x[r] * (out[r].Wage - m.market.Crowd*m.market.Labour*x[r])
		firm += x[n+r] * out[r].Profit
	}
	if m.market.Outside != nil {
		firm += x[2*n] * *m.market.Outside
	}
	for r := range out {
		if empty && x[r] == 0 && x[n+r] == 0 {
			out[r] = m.market.Settlement(worker, firm)
		}
	}
	return out
}

type poolingEvaluator struct{ m *labourPooling }

// Payoffs implements equilibrium.Evaluator: E w_r − κ_c L_r of workers, E π_r of firms.
func (e poolingEvaluator) Payoffs(dst, x []float64) error {
	m, n := e.m, e.m.Regions()
	for r, p := range m.pools(x) {
		dst[r] = p.Wage - m.market.Crowd*m.market.Labour*x[r]
		dst[n+r] = p.Profit
	}
	if m.market.Outside != nil {
		dst[2*n] = *m.market.Outside
	}
	for _, v := range dst {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("pooling: a payoff is beyond the range of numbers at labour per firm %v", m.market.Labour/m.market.Firms)
		}
	}
	return nil
}

// PayoffJacobian implements equilibrium.Evaluator. Payoffs of a region depend on what is in it alone.
func (e poolingEvaluator) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	if err := e.Payoffs(dst, x); err != nil {
		return err
	}
	jac.Zero()
	m, n := e.m, e.m.Regions()
	labour, firms := m.market.Labour, m.market.Firms
	for r, p := range m.pools(x) {
		if x[n+r] == 0 {
			continue // payoffs of an empty region jump
		}
		jac.Set(r, r, (p.WageLabour-m.market.Crowd)*labour)
		jac.Set(r, n+r, p.WageFirms*firms)
		jac.Set(n+r, r, p.ProfitLabour*labour)
		jac.Set(n+r, n+r, p.ProfitFirm*firms)
	}
	return nil
}

// Describe computes everything that is reported of a state: expected wages before crowding, and profits.
func (m *labourPooling) Describe(x []float64) (*State, error) {
	n := m.Regions()
	pay := make([]float64, len(x))
	if err := (poolingEvaluator{m}).Payoffs(pay, x); err != nil {
		return nil, err
	}
	wage := make([]float64, n)
	for r, p := range m.pools(x) {
		wage[r] = p.Wage
	}
	return &State{Share: Vector(append([]float64(nil), x[:n]...)), FirmShare: Vector(append([]float64(nil), x[n:2*n]...)),
		Wage: Vector(wage), Profit: Vector(pay[n : 2*n]), Payoff: Vector(pay[:n])}, nil
}

// StateOf takes the shares of workers and of firms by region; one row: firms are where workers are. Firms
// that may stay out of business do so as far as their shares fall short of one.
func (m *labourPooling) StateOf(share [][]float64) ([]float64, error) {
	if len(share) == 1 {
		share = [][]float64{share[0], share[0]}
	}
	if len(share) != 2 {
		return nil, fmt.Errorf("share: %d rows, but there are workers and firms", len(share))
	}
	var x []float64
	for i := range share {
		row, err := oneRow(share[i:i+1], m.Regions())
		if err != nil {
			return nil, err
		}
		x = append(x, row...)
	}
	if m.market.Outside != nil {
		in := 0.0
		for _, v := range share[1] {
			in += v
		}
		x = append(x, max(0, 1-in))
	}
	if err := normalizeGroups(m.pops, x); err != nil {
		return nil, err
	}
	return x, nil
}

// Shares are the shares of workers by region.
func (m *labourPooling) Shares(x []float64) Array { return Vector(slices.Clone(x[:m.Regions()])) }

// Listed are the values of workers by region.
func (m *labourPooling) Listed(v []float64) Array { return Vector(slices.Clone(v[:m.Regions()])) }

// Kind classifies a state by the shares of workers and firms.
func (m *labourPooling) Kind(x []float64) string { return kindOf(x[:2*m.Regions()], 2, m.Regions()) }

// Corners is the state with all workers and firms in one region.
func (m *labourPooling) Corners() [][]float64 {
	x := make([]float64, m.pops[1].End)
	x[0], x[m.Regions()] = 1, 1
	return [][]float64{x}
}

// labourPoolingDefinition is Krugman's model of labour pooling.
func labourPoolingDefinition() Definition {
	const source = "Krugman 1991, Geography and Trade, app. C"
	number := func(name, symbol, meaning, unit string, r scenario.Range) scenario.ParameterSpec {
		return scenario.ParameterSpec{Name: name, Symbol: symbol, Meaning: meaning, Unit: unit, Source: source, Range: r, Required: true}
	}
	corr := number("corr", `\varrho`, "correlation of shocks between firms of a place", "", scenario.Between(0, 1))
	corr.Required, corr.Default = false, "0"
	crowd := number("kappa_c", `\kappa_c`, "what a worker gives to live with one worker less", "wage per worker", scenario.AtLeast(0))
	crowd.Required, crowd.Default = false, "0"
	entry := number("entry_profit", `\bar\pi`, "profit that a firm must expect to be in business (free entry; n is then the number that could be)", "", scenario.Range{})
	entry.Required, entry.DefaultText = false, "all n firms are in business"
	return Definition{
		Spec: scenario.ModelSpec{
			Name:    "labour-pooling",
			Summary: "Krugman's labour pooling: firms with uneven luck share a pool of workers",
			Parameters: []scenario.ParameterSpec{
				number("a0", "a_0", "revenue of a firm without labour", "revenue", scenario.Range{}),
				number("b0", "b_0", "expected marginal product of the first worker", "wage", scenario.Range{}),
				number("gamma", `\gamma`, "fall of the marginal product with each worker", "wage per worker", scenario.Above(0)),
				number("v", "v", "variance of shocks to the marginal product", "wage²", scenario.AtLeast(0)), corr,
				number("n", "n", "firms in all places together", "firms", scenario.Above(0)),
				number("L", "L", "workers in all places together", "workers", scenario.Above(0)), crowd, entry},
			Tasks:          gameTasks,
			NeedsGeography: true,
			Mobility:       "migration",
		},
		Story: "A firm has good and bad times. In a place of its own it must take the workers it finds there, however many it needs; in a pool it hires when others lay off. " +
			"Firms therefore like company, workers follow firms, and only the discomfort of crowds keeps them apart.",
		Equations: []Equation{
			{"revenue of a firm", `a_0 + (b_0 + \varepsilon)\ell - \tfrac12\gamma\ell^2`, source},
			{"expected wage", `E w_r = b_0 - \gamma L_r/n_r`, source},
			{"expected profit", `E \pi_r = a_0 + \tfrac12\gamma (L_r/n_r)^2 + \frac{v(1-\varrho)}{2\gamma}\left(1 - \frac{1}{n_r}\right)`, source},
			{"payoff of a worker", `E w_r - \kappa_c L_r`, ""},
			{"spread over two places stable", `v(1-\varrho) < \frac{\gamma^2 q^2 n^2 \kappa_c}{2\gamma + n\kappa_c}, \quad q = L/n`, ""},
		},
		Can: []string{"the variance at which pooling pulls places apart, for any number of places", "free entry of firms", "a check of expected values against drawn shocks"},
		Cannot: []string{"distance plays no part: workers cannot commute, goods travel free",
			"the number of firms is a real number, and the formula of profit is used below one firm too: an almost empty place has next to no pool"},
		Sources: []string{"P. Krugman, Geography and Trade, MIT Press 1991, appendix C", "A. Marshall, Principles of Economics, book IV, ch. X"},
		Build:   buildLabourPooling,
	}
}
