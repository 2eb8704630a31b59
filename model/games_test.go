package model

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
)

// referenceCase is one case of a file of independently computed numbers.
type referenceCase struct {
	ID         string                     `json:"id"`
	Parameters map[string]json.RawMessage `json:"parameters"`
	Expect     json.RawMessage            `json:"expect"`
}

func reference(t testing.TB, file string) map[string]referenceCase {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Cases []referenceCase }
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	out := map[string]referenceCase{}
	for _, c := range f.Cases {
		out[c.ID] = c
	}
	return out
}

func into[T any](t testing.TB, raw json.RawMessage) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func (c referenceCase) parameter(t testing.TB, name string) float64 {
	return into[float64](t, c.Parameters[name])
}

// list writes numbers as a scenario does.
func list(x []float64) string {
	parts := make([]string, len(x))
	for i, v := range x {
		parts[i] = fmt.Sprintf("%.17g", v)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// euclidean is a geography whose trade costs are exp(tau·distance) between points of the plane.
func euclidean(points [][]float64, tau float64) string {
	rows := make([]string, len(points))
	for i, a := range points {
		row := make([]float64, len(points))
		for j, b := range points {
			row[j] = math.Exp(tau * math.Hypot(a[0]-b[0], a[1]-b[1]))
		}
		rows[i] = list(row)
	}
	return "geography: {matrix: {values: [" + strings.Join(rows, ", ") + "]}}"
}

func near(t testing.TB, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.15g, want %.15g", name, got, want)
	}
}

func nearAll(t testing.TB, name string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d numbers, want %d", name, len(got), len(want))
	}
	for i := range want {
		near(t, fmt.Sprintf("%s[%d]", name, i), got[i], want[i], tolerance)
	}
}

// linearize evaluates the adjustment at a rest point.
func linearize(t testing.TB, g Game, x []float64) *equilibrium.Linearization {
	t.Helper()
	l, err := equilibrium.Linearize(g, g.NewEvaluator(), x)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// eigenvalueAt is the leading eigenvalue of the even spread of a scenario.
func eigenvalueAt(t testing.TB, text string, set ...string) float64 {
	t.Helper()
	g := game(t, text, set...)
	return real(linearize(t, g, even(g)).Eigenvalues[0])
}

// even spreads every population over its options.
func even(g Game) []float64 {
	x := make([]float64, equilibrium.Dim(g))
	for _, p := range g.Populations() {
		for k := p.Start; k < p.End; k++ {
			x[k] = 1 / float64(p.Len())
		}
	}
	return x
}

// uneven is some state inside.
func uneven(g Game) []float64 {
	x := make([]float64, equilibrium.Dim(g))
	for _, p := range g.Populations() {
		sum := 0.0
		for k := p.Start; k < p.End; k++ {
			x[k] = 1 + math.Mod(float64(7*k), 5)
			sum += x[k]
		}
		for k := p.Start; k < p.End; k++ {
			x[k] /= sum
		}
	}
	return x
}

// canonical lists scenarios of the models of one mobile factor, and of pooling, with and without symmetries.
var canonical = []string{
	"model: footloose-entrepreneur\nparameters: {mu: 0.4, sigma: 4, phi: 0.3}\ngeography: {equidistant: {regions: 3}}",
	"model: footloose-entrepreneur\nparameters: {mu: 0.9, sigma: 1.8, tau: 2, immobile_shares: [0.4, 0.1, 0.1, 0.2, 0.2]}\ngeography: {line: {regions: 5}}",
	"model: footloose-entrepreneur\nparameters: {mu: 0.4, sigma: 4, T: 1.4}\ngeography: {equidistant: {regions: 4}}\ngroups: {of: [2, 1, 2, 1], labour: [3, 1]}",
	"model: footloose-entrepreneur\nparameters: {mu: 0.4, sigma: 4, tau: 2}\ngeography: {grid: {rows: 2, columns: 3}}",
	"model: footloose-capital\nparameters: {mu: 0.4, sigma: 4, phi: 0.3}\ngeography: {equidistant: {regions: 3}}",
	"model: footloose-capital\nparameters: {mu: 0.4, sigma: 4, tau: 1, expenditure_shares: [0.1, 0.2, 0.3, 0.4]}\ngeography: {ring: {regions: 4}}",
	"model: housing\nparameters: {mu: 0.8, sigma: 4, T: 1.8}\ngeography: {equidistant: {regions: 2}}",
	"model: housing\nparameters: {mu: 0.6, sigma: 4, tau: 1.8, housing: [1, 2, 1, 4, 1]}\ngeography: {ring: {regions: 5}}\ntrade_cost: {own: 1.1}",
	"model: housing\nparameters: {mu: 0.7, sigma: 4, tau: 0.8}\ngeography: {line: {regions: 6}}\ngroups: {of: [1, 1, 1, 2, 2, 2], labour: [1, 1]}\nborders: {between_groups: 1.5}",
	"model: quantitative\nparameters: {sigma: 9, alpha: 0.1, beta: -0.3, tau: 2}\ngeography: {grid: {rows: 3, columns: 3}}",
	"model: quantitative\nparameters: {sigma: 5, alpha: 0.1, beta: -0.3, tau: 2, productivity: [1, 2, 3, 4], amenity: [2, 1, 1, 2]}\ngeography: {ring: {regions: 4}}\ngroups: {of: [2, 1, 2, 1], labour: [1, 3]}",
	"model: labour-pooling\nparameters: {a0: 1, b0: 6, gamma: 2, v: 30, corr: 0.2, n: 10, L: 20, kappa_c: 0.1}\ngeography: {equidistant: {regions: 3}}",
	"model: labour-pooling\nparameters: {a0: 1, b0: 6, gamma: 2, v: 30, n: 10, L: 20, kappa_c: 0.1, entry_profit: 4}\ngeography: {equidistant: {regions: 2}}",
	"model: quantitative\nparameters: {sigma: 5, alpha: 0.3, beta: 0, tau: 2}\ngeography: {ring: {regions: 70}}",
}

// The analytic Jacobian against central differences: catches any wrong term in a derivative.
func TestJacobians(t *testing.T) {
	for _, text := range canonical {
		g := game(t, text)
		n := equilibrium.Dim(g)
		x := uneven(g)
		ev := g.NewEvaluator()
		pay, up, down := make([]float64, n), make([]float64, n), make([]float64, n)
		jac := mat.NewDense(n, n, nil)
		if err := ev.PayoffJacobian(pay, jac, x); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		size := mat.Max(jac)
		for j := range n {
			h := 1e-5 * x[j]
			at := x[j]
			x[j] = at + h
			if err := ev.Payoffs(up, x); err != nil {
				t.Fatal(err)
			}
			x[j] = at - h
			if err := ev.Payoffs(down, x); err != nil {
				t.Fatal(err)
			}
			x[j] = at
			for i := range n {
				if d := (up[i] - down[i]) / (2 * h); math.Abs(d-jac.At(i, j)) > 1e-7*(1+math.Abs(size)) {
					t.Errorf("%s: derivative (%d, %d): got %.12g, differences give %.12g", text, i, j, jac.At(i, j), d)
				}
			}
		}
	}
}

// π(gx) = gπ(x) for each generator of the symmetry: catches a symmetry that is none.
func TestCanonicalSymmetry(t *testing.T) {
	for _, text := range canonical {
		g := game(t, text)
		x := uneven(g)
		n := len(x)
		ev := g.NewEvaluator()
		pay, img, y := make([]float64, n), make([]float64, n), make([]float64, n)
		if err := ev.Payoffs(pay, x); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, p := range g.(equilibrium.Symmetric).Symmetry().Generators() {
			for k, v := range x {
				y[p[k]] = v
			}
			if err := ev.Payoffs(img, y); err != nil {
				t.Fatal(err)
			}
			for k := range pay {
				if math.Abs(img[p[k]]-pay[k]) > 1e-11*math.Abs(pay[k]) {
					t.Errorf("%s: generator %v: payoff %d is %v, of its image %v", text, p, k, pay[k], img[p[k]])
				}
			}
		}
		s, err := g.Describe(x)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if math.Abs(s.Walras) > 1e-12 {
			t.Errorf("%s: incomes and spending differ by %v", text, s.Walras)
		}
		for _, c := range g.Corners() {
			if _, err := g.Describe(c); err != nil {
				t.Errorf("%s: corner %v: %v", text, c, err)
			}
		}
	}
}

// Notes with closed forms stand where these hold, and only there.
func TestNotes(t *testing.T) {
	for _, c := range []struct {
		text, part string
		want       bool
	}{
		{twoEntrepreneurial, "0.625668449", true},
		{twoEntrepreneurial + "\ntrade_cost: {own: 1.2}", "0.625668449", false},
		{strings.Replace(twoEntrepreneurial, "phi: 0.6", "phi: 0.6, immobile_shares: [0.4, 0.6]", 1), "0.625668449", false},
		{strings.Replace(twoEntrepreneurial, "sigma: 4", "sigma: 1.3", 1), "black hole", true},
		{twoHouses, "1.64218174", true},
		{strings.Replace(twoHouses, "T: 1.8", "T: 1.8, housing: [1, 2]", 1), "1.64218174", false},
		{strings.Replace(twoHouses, "mu: 0.8", "mu: 0.6", 1), "exactly one equilibrium", true},
		{twoPools, "stable below v = 40;", true},
		{"model: quantitative\nparameters: {sigma: 5, alpha: 0.4, beta: 0, T: 1.5}\ngeography: {equidistant: {regions: 2}}", "gamma1 < 0", true},
	} {
		notes := strings.Join(game(t, c.text).Notes(), "\n")
		if strings.Contains(notes, c.part) != c.want {
			t.Errorf("%s: %q in the notes: want %v, got\n%s", c.text, c.part, c.want, notes)
		}
	}
}
