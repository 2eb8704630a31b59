package model

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/quantitative"
	"github.com/geosolve/geosolve/model/scenario"
)

const twoHouses = "model: housing\nparameters: {mu: 0.8, sigma: 4, T: 1.8}\ngeography: {equidistant: {regions: 2}}"

// The symmetric state loses its stability as trade gets costlier, at the closed form.
func TestHousingBreak(t *testing.T) {
	e := into[struct {
		Rows []struct {
			Mu, Sigma float64
			TBreak    float64 `json:"T_break"`
		}
	}](t, reference(t, "housing")["housing-p01"].Expect)
	for _, r := range e.Rows {
		near(t, "break", HousingBreak(r.Mu, r.Sigma), r.TBreak, 1e-12)
		at := func(T float64) []string {
			return []string{fmt.Sprintf("mu=%v", r.Mu), fmt.Sprintf("sigma=%v", r.Sigma), fmt.Sprintf("T=%.17g", T)}
		}
		near(t, "eigenvalue at the break", eigenvalueAt(t, twoHouses, at(r.TBreak)...), 0, 1e-12)
		if below, above := eigenvalueAt(t, twoHouses, at(r.TBreak-0.01)...), eigenvalueAt(t, twoHouses, at(r.TBreak+0.01)...); below >= 0 || above <= 0 {
			t.Errorf("mu %v sigma %v: eigenvalues %v below and %v above the break", r.Mu, r.Sigma, below, above)
		}
	}
	if !math.IsInf(HousingBreak(0.6, 4), 1) {
		t.Error("a break where sigma(1−mu) > 1")
	}
}

// Wages, real wages and eigenvalues at the reference equilibria of two regions.
func TestHousingEquilibria(t *testing.T) {
	e := into[struct {
		Equilibria []struct {
			Lambda, Omega, W []float64
			Eigenvalue       float64
			Orbit            int
		}
	}](t, reference(t, "housing")["housing-p02"].Expect)
	g := game(t, twoHouses)
	if !g.(equilibrium.Unbounded).InteriorOnly() || g.Corners() != nil {
		t.Error("housing has corners")
	}
	for _, q := range e.Equilibria {
		s, err := g.Describe(q.Lambda)
		if err != nil {
			t.Fatal(err)
		}
		nearAll(t, "wage", s.Wage.Data, q.W, 1e-12)
		nearAll(t, "real wage", s.RealWage.Data, q.Omega, 1e-12)
		near(t, "eigenvalue", real(linearize(t, g, q.Lambda).Eigenvalues[0]), q.Eigenvalue, 1e-12)
		if n := g.(equilibrium.Symmetric).Symmetry().OrbitSize(q.Lambda); n != q.Orbit {
			t.Errorf("orbit of %v: got %d", q.Lambda, n)
		}
	}
}

// longRun solves and describes.
func longRun(t testing.TB, g Game) *State {
	t.Helper()
	x, err := g.(LongRunner).LongRun(nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := g.Describe(x)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// invert runs calibrate.invert.
func invert(t testing.TB, text string) Fundamentals {
	t.Helper()
	r, err := Invert(load(t, text), NewEnv())
	if err != nil {
		t.Fatal(err)
	}
	return r.(*Inversion).Fundamentals
}

// Helpman's economy is Allen and Arkolakis's with α = 1/(σ−1), β = −(1−μ)/μ and ū = H^{(1−μ)/μ}: same
// wages and labour, W = ω^{1/μ}. Its houses come back from them.
func TestHousingIsQuantitative(t *testing.T) {
	c := reference(t, "housing")["housing-p03"]
	e := into[struct {
		L, W   []float64
		Omega  float64
		WAllen float64 `json:"W_allen_arkolakis"`
	}](t, c.Expect)
	houses := into[[]float64](t, c.Parameters["H"])
	where := euclidean(into[[][]float64](t, c.Parameters["coordinates"]), c.parameter(t, "tau"))
	const mu, sigma = 0.6, 4.0
	g := game(t, fmt.Sprintf("model: housing\nparameters: {mu: %v, sigma: %v, housing: %s}\n%s", mu, sigma, list(houses), where))
	if !g.(LongRunner).Unique() {
		t.Error("sigma(1−mu) > 1, but not unique")
	}
	s := longRun(t, g)
	nearAll(t, "share", s.Share.Data, e.L, 1e-12)
	nearAll(t, "wage", s.Wage.Data, e.W, 1e-12)
	near(t, "real wage", s.RealWage.Data[2], e.Omega, 1e-11)
	amenity, mean := make([]float64, len(houses)), 0.0
	for i, h := range houses {
		amenity[i] = math.Pow(h, (1-mu)/mu)
		mean += math.Log(h) / float64(len(houses))
	}
	q := longRun(t, game(t, fmt.Sprintf("model: quantitative\nparameters: {sigma: %v, alpha: %.17g, beta: %.17g, amenity: %s}\n%s", sigma, 1/(sigma-1), -(1-mu)/mu, list(amenity), where)))
	nearAll(t, "share of the other model", q.Share.Data, e.L, 1e-12)
	nearAll(t, "wage of the other model", q.Wage.Data, e.W, 1e-12)
	near(t, "welfare of the other model", q.RealWage.Data[4], e.WAllen, 1e-11)
	f := invert(t, fmt.Sprintf("model: housing\nparameters: {mu: %v, sigma: %v}\n%s\ncalibrate: {invert: {wage: %s, labour: %s}}", mu, sigma, where, list(s.Wage.Data), list(s.Share.Data)))
	for i, h := range houses {
		near(t, "houses", f.Housing.Data[i], h/math.Exp(mean), 1e-10)
		near(t, "productivity", f.Productivity.Data[i], 1, 1e-10)
	}
}

// The reference economies of the quantitative model: solution, counterfactual and inversion.
func TestQuantitative(t *testing.T) {
	for id, c := range reference(t, "quantitative") {
		e := into[struct {
			Wage           []float64 `json:"w"`
			Welfare        float64   `json:"W"`
			L              []float64
			Counterfactual struct {
				TauFactor float64   `json:"tau_factor"`
				W         []float64 `json:"w"`
				L         []float64
				WRatio    float64 `json:"W_ratio"`
			}
			Inversion struct {
				A []float64 `json:"A_bar_geomean1"`
				U []float64 `json:"u_bar_geomean1"`
			}
		}](t, c.Expect)
		points, tau := into[[][]float64](t, c.Parameters["coordinates"]), c.parameter(t, "tau")
		common := fmt.Sprintf("model: quantitative\nparameters: {sigma: %v, alpha: %v, beta: %v, ", c.parameter(t, "sigma"), c.parameter(t, "alpha"), c.parameter(t, "beta"))
		fundamentals := fmt.Sprintf("productivity: %s, amenity: %s}\n", list(into[[]float64](t, c.Parameters["A_bar"])), list(into[[]float64](t, c.Parameters["u_bar"])))
		s := longRun(t, game(t, common+fundamentals+euclidean(points, tau)))
		nearAll(t, id+" wage", s.Wage.Data, e.Wage, 1e-10)
		near(t, id+" welfare", s.RealWage.Data[0], e.Welfare, 1e-10)
		nearAll(t, id+" share", s.Share.Data, e.L, 1e-10)
		k := e.Counterfactual
		q := longRun(t, game(t, common+fundamentals+euclidean(points, tau*k.TauFactor)))
		nearAll(t, id+" counterfactual wage", q.Wage.Data, k.W, 1e-10)
		nearAll(t, id+" counterfactual share", q.Share.Data, k.L, 1e-10)
		near(t, id+" gain in welfare", q.RealWage.Data[0]/s.RealWage.Data[0], k.WRatio, 1e-11)
		f := invert(t, common+"}\n"+euclidean(points, tau)+fmt.Sprintf("\ncalibrate: {invert: {wage: %s, labour: %s}}", list(s.Wage.Data), list(s.Share.Data)))
		nearAll(t, id+" productivity", f.Productivity.Data, e.Inversion.A, 1e-10)
		nearAll(t, id+" amenity", f.Amenity.Data, e.Inversion.U, 1e-10)
	}
}

// Groups: welfare is the same inside each, differs between them, and labour stays where it is.
func TestHousingGroups(t *testing.T) {
	g := game(t, "model: housing\nparameters: {mu: 0.7, sigma: 4, tau: 0.8, housing: [1, 2, 1, 1, 3, 1]}\ngeography: {line: {regions: 6}}\ngroups: {of: [1, 2, 1, 2, 2, 1], labour: [3, 1]}\nborders: {between_groups: 1.5}")
	s := longRun(t, g)
	near(t, "labour of group 1", s.Share.Data[0]+s.Share.Data[2]+s.Share.Data[5], 0.75, 1e-14)
	near(t, "real wage in group 1", s.RealWage.Data[5]/s.RealWage.Data[0], 1, 1e-12)
	near(t, "real wage in group 2", s.RealWage.Data[4]/s.RealWage.Data[1], 1, 1e-12)
	if len(s.Welfare.Groups) != 2 || s.Welfare.Groups[0] >= s.Welfare.Groups[1] {
		t.Errorf("welfare by group: %v; the crowded group should be worse off", s.Welfare.Groups)
	}
	near(t, "welfare of group 2", s.Welfare.Groups[1], math.Log(s.RealWage.Data[1]), 1e-12)
	if g.(LongRunner).Unique() {
		t.Error("uniqueness claimed with groups")
	}
}

// A thousand places in about a second, reading and building included.
func TestThousandPlaces(t *testing.T) {
	start := time.Now()
	g := game(t, "model: quantitative\nparameters: {sigma: 9, alpha: 0.1, beta: -0.3, tau: 1}\ngeography: {grid: {rows: 25, columns: 40}}")
	s := longRun(t, g)
	took := time.Since(start)
	t.Logf("1000 places: %v", took)
	if math.Abs(s.Walras) > 1e-11 || s.Residual > 1e-12 {
		t.Errorf("residual %v, Walras %v", s.Residual, s.Walras)
	}
	if took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

// Empty places are refused where real wages have no bound, and allowed where they have one.
func TestEmptyPlaces(t *testing.T) {
	g := game(t, twoHouses)
	if _, err := g.StateOf([][]float64{{1, 0}}); err == nil {
		t.Error("an empty region was accepted")
	}
	if err := g.NewEvaluator().Payoffs(make([]float64, 2), []float64{1, 0}); !errors.Is(err, quantitative.ErrEmpty) {
		t.Errorf("payoffs at an empty region: %v", err)
	}
	black := game(t, "model: quantitative\nparameters: {sigma: 5, alpha: 0.4, beta: 0, T: 1.5}\ngeography: {equidistant: {regions: 2}}")
	if l := linearize(t, black, []float64{1, 0}); l.Stability != equilibrium.Stable {
		t.Errorf("gamma1 < 0: concentration is %v", l.Stability)
	}
	if l := linearize(t, black, []float64{0.5, 0.5}); l.Stability != equilibrium.Unstable {
		t.Errorf("gamma1 < 0: the spread is %v", l.Stability)
	}
	if _, err := black.(LongRunner).LongRun(nil); err == nil {
		t.Error("gamma1 < 0: a long run was found")
	}
}

// Models without fundamentals say so.
func TestInvertRefuses(t *testing.T) {
	f, err := scenario.Read(strings.NewReader("model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 2}\ngeography: {equidistant: {regions: 2}}\ncalibrate: {invert: {wage: [1, 1], labour: [1, 1]}}"), "x.yaml", scenario.Options{Models: Specs()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Invert(f, NewEnv()); !errors.Is(err, ErrNotInvertible) {
		t.Errorf("core–periphery inverted: %v", err)
	}
}

// When trade is free, people live where houses are, and all pay the same for everything.
func TestHousingFreeTrade(t *testing.T) {
	s := longRun(t, game(t, "model: housing\nparameters: {mu: 0.7, sigma: 4, T: 1, housing: [1, 2, 5]}\ngeography: {equidistant: {regions: 3}}"))
	nearAll(t, "share", s.Share.Data, []float64{0.125, 0.25, 0.625}, 1e-13)
	nearAll(t, "wage", s.Wage.Data, []float64{1, 1, 1}, 1e-13)
	near(t, "price index", s.PriceIndex.Data[0], 1, 1e-13)
}

// Random parameters within their ranges end in a long run or an error, never in NaN.
func TestHousingFuzz(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	solved := 0
	for range 150 {
		g, err := Build(load(t, fmt.Sprintf("model: housing\nparameters: {mu: %v, sigma: %v, tau: %v, housing: [1, %v, 1, %v]}\ngeography: {line: {regions: 4}}",
			0.01+0.98*rng.Float64(), 1+math.Exp(6*rng.Float64()-2), math.Exp(6*rng.Float64()-3), math.Exp(4*rng.NormFloat64()), math.Exp(4*rng.NormFloat64()))), NewEnv())
		if err != nil {
			continue
		}
		x, err := g.(LongRunner).LongRun(nil)
		if err != nil {
			continue
		}
		solved++
		s, err := g.(Game).Describe(x)
		if err != nil {
			t.Errorf("a solved economy cannot be described: %v", err)
			continue
		}
		for r := range x {
			if v := s.RealWage.Data[r] * s.Wage.Data[r] * s.PriceIndex.Data[r]; math.IsNaN(v) || math.Abs(s.RealWage.Data[r]/s.RealWage.Data[0]-1) > 1e-8 {
				t.Errorf("real wages %v at %v", s.RealWage.Data, x)
			}
		}
	}
	if solved < 100 {
		t.Errorf("only %d of 150 were solved", solved)
	}
}
