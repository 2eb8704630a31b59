package task

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/result"
)

// reference holds numbers of an independent implementation.
type reference struct {
	Parameters map[string]any
	Expect     struct {
		Rows       []map[string]any
		Equilibria []struct {
			Lambda, Eigenvalues []float64
			LShares             [][]float64 `json:"L_shares"`
			Stable              bool
			Orbit               int
		}
		BreakByMode map[string][]float64 `json:"tau_break_by_mode"`
	}
}

func references(t *testing.T) map[string]reference {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]reference
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func solve(t *testing.T, text string, o Options) *result.Solve {
	t.Helper()
	j := job(t, text)
	j.Options = o
	r, err := j.Solve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r.(*result.Solve)
}

func trace(t *testing.T, text string) *result.Trace {
	t.Helper()
	r, err := job(t, text).Trace(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r.(*result.Trace)
}

// nearest is the event of a kind nearest to a value.
func nearest(t *testing.T, tr *result.Trace, kind string, want, rel float64) *result.Event {
	t.Helper()
	var best *result.Event
	for _, e := range tr.Events {
		if e.Kind == kind && (best == nil || math.Abs(e.Value-want) < math.Abs(best.Value-want)) {
			best = e
		}
	}
	switch {
	case best == nil:
		t.Errorf("no %s, expected at %v", kind, want)
	case math.Abs(best.Value/want-1) > rel:
		t.Errorf("%s at %.16g, expected %.16g", kind, best.Value, want)
	}
	return best
}

func number(m map[string]any, key string) float64 { v, _ := m[key].(float64); return v }

// Break and sustain points of the core–periphery and vertical-linkages models against the reference tables;
// the break also against its closed form, to 1e-12.
func TestThresholds(t *testing.T) {
	refs := references(t)
	for _, row := range refs["core_periphery-p01"].Expect.Rows {
		mu, sigma := number(row, "mu"), number(row, "sigma")
		tr := trace(t, fmt.Sprintf("model: core-periphery\nparameters: {mu: %v, sigma: %v}\ngeography: {equidistant: {regions: 2}}\ntrace: {parameter: T, from: 1.1, to: 3}", mu, sigma))
		rho := (sigma - 1) / sigma
		nearest(t, tr, "break", math.Pow((rho+mu)*(1+mu)/((rho-mu)*(1-mu)), 1/(sigma-1)), 1e-12)
		nearest(t, tr, "sustain", number(row, "T_sustain"), 1e-12)
		if len(tr.Events) != 2 {
			t.Errorf("mu=%v sigma=%v: %d events, expected a break and a sustain point", mu, sigma, len(tr.Events))
		}
	}
	for _, row := range refs["vertical_linkages-p01"].Expect.Rows {
		alpha, mu, sigma := number(row, "alpha"), number(row, "mu"), number(row, "sigma")
		tr := trace(t, fmt.Sprintf("model: vertical-linkages\nparameters: {mu: %v, sigma: %v, alpha: %v}\ngeography: {equidistant: {regions: 2}}\ntrace: {parameter: T, from: 1.1, to: 4}", mu, sigma, alpha))
		nearest(t, tr, "break", number(row, "T_break"), 1e-11)
		if s := number(row, "T_sustain"); s > 0 {
			nearest(t, tr, "sustain", s, 1e-11)
		}
	}
	// a small industry: the symmetric state is far from equal shares of all sectors, and unstable
	few := trace(t, "model: vertical-linkages\nparameters: {mu: 0.107, sigma: 4.7, alpha: 0.474}\ngeography: {equidistant: {regions: 2}}\ntrace: {parameter: T, from: 1.55, to: 3.2}")
	nearest(t, few, "break", math.Pow((3.7/4.7+.474)*1.474/((3.7/4.7-.474)*.526), 1/3.7), 1e-11)
	kinds := map[string]int{}
	for _, e := range few.Events {
		kinds[e.Kind]++
	}
	if kinds["sustain"] != 1 || kinds["break"] != 1 {
		t.Errorf("events of a small industry: %v, expected a break and a sustain point", kinds)
	}
	for _, row := range refs["external_economies-p02"].Expect.Rows {
		tr := trace(t, fmt.Sprintf("model: collective-efficiency\nparameters: {mu: %v, sigma: %v}\ngeography: {equidistant: {regions: 2}}\nexternal_economies: {enterprises: %v, pooling: {shape: %v}}\ntrace: {parameter: T, from: 1.1, to: 3.5}",
			row["mu"], row["sigma"], row["N"], row["shape"]))
		nearest(t, tr, "break", number(row, "T_break"), 1e-10)
		nearest(t, tr, "sustain", number(row, "T_sustain"), 1e-10)
	}
}

// Every mode of the ring breaks at Z_k = Z*, once, with its multiplicity.
func TestRingModes(t *testing.T) {
	tr := trace(t, "model: core-periphery\nparameters: {mu: 0.4, sigma: 5}\ngeography: {ring: {regions: 6}}\ntrace: {parameter: tau, from: 1.8, to: 4.2}")
	for mode, values := range references(t)["core_periphery-p10"].Expect.BreakByMode {
		e := nearest(t, tr, "break", values[0], 1e-10)
		want := 2
		if mode == "3" {
			want = 1
		}
		if e != nil && (fmt.Sprint(e.Mode) != mode || e.Multiplicity != want) {
			t.Errorf("break at %v: mode %d of multiplicity %d, expected mode %s of %d", e.Value, e.Mode, e.Multiplicity, mode, want)
		}
	}
}

// The complete lists of the reference: shares, eigenvalues, stability and orbits.
func TestEquilibria(t *testing.T) {
	for id, text := range map[string]string{
		"core_periphery-p02":       "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1.5}\ngeography: {equidistant: {regions: 2}}",
		"core_periphery-p04":       "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1.75}\ngeography: {equidistant: {regions: 2}}",
		"core_periphery-p07":       "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1.72, farm_shares: [0.501, 0.499]}\ngeography: {equidistant: {regions: 2}}",
		"core_periphery-p09":       "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1.9}\ngeography: {equidistant: {regions: 3}}",
		"racetrack_equilibria-p01": "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 1.7}\ngeography: {ring: {regions: 4}}",
		"racetrack_equilibria-p02": "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 2.0}\ngeography: {ring: {regions: 6}}",
		"vertical_linkages-p02":    "model: vertical-linkages\nparameters: {mu: 0.4, sigma: 5, alpha: 0.5, T: 1.8}\ngeography: {equidistant: {regions: 2}}",
		"vertical_linkages-p04":    "model: vertical-linkages\nparameters: {mu: 0.6, sigma: 5, alpha: 0.5, T: 1.95}\ngeography: {equidistant: {regions: 2}}",
		"industrial_clusters-p02":  "model: industrial-clusters\nparameters: {sigma: 5, alpha_own: 0.4, alpha_cross: 0.1, T: 1.3}\ngeography: {equidistant: {regions: 2}}",
	} {
		ref := references(t)[id].Expect
		got := solve(t, text, Options{})
		if s := got.Search.IndexSum; s == nil || *s != 1 {
			t.Errorf("%s: index sum %v", id, s)
		}
		for _, want := range ref.Equilibria {
			share := want.Lambda
			for _, row := range want.LShares {
				share = append(share, row...)
			}
			found := false
			for _, e := range got.Equilibria {
				if !close(e.Share.Data, share, 1e-8) {
					continue
				}
				found = true
				if e.Stable == nil || *e.Stable != want.Stable || e.Orbit != want.Orbit && want.Orbit > 0 {
					t.Errorf("%s: at %.6g: stable %v, orbit %d; expected %v, %d", id, share, word(e.Stable), e.Orbit, want.Stable, want.Orbit)
				}
				for k, v := range want.Eigenvalues {
					if math.Abs(real(e.Eigenvalues[k])-v) > 1e-8 {
						t.Errorf("%s: eigenvalue %d at %.6g: got %v, expected %v", id, k, share, e.Eigenvalues[k], v)
					}
				}
			}
			if !found {
				t.Errorf("%s: no equilibrium at %.9g", id, share)
			}
		}
		if strings.HasPrefix(id, "core") || strings.HasPrefix(id, "vertical") || strings.HasPrefix(id, "industrial") {
			if len(got.Equilibria) != len(ref.Equilibria) {
				t.Errorf("%s: %d equilibria, expected %d", id, len(got.Equilibria), len(ref.Equilibria))
			}
		}
	}
}

func word(b *bool) string {
	if b == nil {
		return "unknown"
	}
	return fmt.Sprint(*b)
}

func close(a, b []float64, tol float64) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if math.Abs(a[k]-b[k]) > tol {
			return false
		}
	}
	return true
}

// A proof against brute force: sign changes of the payoff gap on a fine grid, over random parameters.
func TestProofAgainstGrid(t *testing.T) {
	for _, c := range []struct{ mu, sigma, T float64 }{{.4, 5, 1.5}, {.4, 5, 1.7}, {.3, 4, 1.68}, {.2, 3, 1.9}, {.6, 8, 1.9}, {.55, 2, 1.3}} {
		text := fmt.Sprintf("model: core-periphery\nparameters: {mu: %v, sigma: %v, T: %v}\ngeography: {equidistant: {regions: 2}}", c.mu, c.sigma, c.T)
		got := solve(t, text, Options{Prove: true})
		if !got.Search.Complete {
			t.Errorf("%+v: not proved complete: %s", c, got.Search.Argument)
		}
		j := job(t, text)
		g, err := j.game("test")
		if err != nil {
			t.Fatal(err)
		}
		ev, pay, interior, last := g.NewEvaluator(), make([]float64, 2), 0, 0.0
		for k := 1; k < 20000; k++ {
			x := float64(k) / 20000
			if err := ev.Payoffs(pay, []float64{x, 1 - x}); err != nil {
				t.Fatal(err)
			}
			d := pay[0] - pay[1]
			if last*d < 0 {
				interior++
			}
			if d != 0 {
				last = d
			}
		}
		count := 0
		for _, e := range got.Equilibria {
			if e.Proof == nil || e.Proof.Verdict != "unique" {
				t.Errorf("%+v: equilibrium %v is not certified", c, e.Share.Data)
			} else if e.Proof.Stable == nil || *e.Proof.Stable != *e.Stable {
				t.Errorf("%+v: certified stability differs from the computed one", c)
			}
			if e.Kind != "concentrated" {
				count += e.Orbit
			}
		}
		if count != interior {
			t.Errorf("%+v: %d interior equilibria proved, the grid shows %d", c, count, interior)
		}
	}
}

// The same bytes for any number of workers.
func TestWorkers(t *testing.T) {
	text := "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 2}\ngeography: {ring: {regions: 5}}\ntrace: {parameter: tau, from: 1.5, to: 3}"
	write := func(workers int) []byte {
		j := job(t, text)
		j.Options.Workers = workers
		var b bytes.Buffer
		for _, name := range []string{"solve", "trace"} {
			r, err := j.Do(context.Background(), name)
			if err != nil {
				t.Fatal(err)
			}
			if err := result.WriteJSON(&b, r); err != nil {
				t.Fatal(err)
			}
		}
		return b.Bytes()
	}
	if one, two := write(1), write(2); !bytes.Equal(one, two) {
		t.Error("one worker and two write different bytes")
	}
}

// The locus of the break in (T, μ) against its closed form.
func TestLocus(t *testing.T) {
	r, err := job(t, "model: core-periphery\nparameters: {sigma: 5}\ngeography: {equidistant: {regions: 2}}\nlocus: {parameter: T, from: 1.05, to: 3, second: {parameter: mu, from: 0.1, to: 0.7}}").Locus(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, c := range r.(*result.Locus).Curves {
		kinds[c.Kind]++
		for _, p := range c.Points {
			mu, T := p.Second, p.Value
			switch c.Kind {
			case "break":
				if want := math.Pow((.8+mu)*(1+mu)/((.8-mu)*(1-mu)), .25); math.Abs(T/want-1) > 1e-12 {
					t.Errorf("break at mu=%v: T = %.16g, expected %.16g", mu, T, want)
				}
			case "sustain":
				f := math.Pow(T, -5*mu) * ((1+mu)/2*math.Pow(T, -4) + (1-mu)/2*math.Pow(T, 4))
				if math.Abs(f-1) > 1e-11 {
					t.Errorf("sustain at mu=%v: equation off by %v", mu, f-1)
				}
			}
		}
	}
	if kinds["break"] != 1 || kinds["sustain"] != 1 {
		t.Errorf("curves: %v, expected one of each", kinds)
	}
}

// A mirrored scenario has mirrored equilibria; relabelled regions have relabelled ones; the same economy
// under another name has the same; people counted in other units make no difference.
func TestInvariance(t *testing.T) {
	base := "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1.7, farm_shares: %s}\ngeography: {equidistant: {regions: %d}}"
	a := solve(t, fmt.Sprintf(base, "[0.52, 0.48]", 2), Options{})
	b := solve(t, fmt.Sprintf(base, "[0.48, 0.52]", 2), Options{})
	if len(a.Equilibria) != len(b.Equilibria) || len(a.Equilibria) < 3 {
		t.Fatalf("%d equilibria, mirrored %d", len(a.Equilibria), len(b.Equilibria))
	}
	same := func(name string, x, y *result.Solve, image func([]float64) []float64) {
		t.Helper()
		for _, e := range x.Equilibria {
			ok := false
			for _, f := range y.Equilibria {
				ok = ok || close(image(e.Share.Data), f.Share.Data, 1e-10) && math.Abs(real(e.Eigenvalues[0])-real(f.Eigenvalues[0])) < 1e-10
			}
			if !ok {
				t.Errorf("%s: no image of %v", name, e.Share.Data)
			}
		}
	}
	same("mirror", a, b, func(s []float64) []float64 { return []float64{s[1], s[0]} })
	three := solve(t, fmt.Sprintf(base, "[0.4, 0.35, 0.25]", 3), Options{})
	turned := solve(t, fmt.Sprintf(base, "[0.25, 0.4, 0.35]", 3), Options{})
	same("relabel", three, turned, func(s []float64) []float64 { return []float64{s[2], s[0], s[1]} })
	master := solve(t, strings.Replace(fmt.Sprintf(base, "[0.52, 0.48]", 2), "core-periphery", "collective-efficiency", 1), Options{})
	same("name", a, master, func(s []float64) []float64 { return s })
	units := "model: vertical-linkages\nparameters: {mu: 0.4, sigma: 5, alpha: 0.5, T: 1.8, labour: %v}\ngeography: {equidistant: {regions: 2}}"
	one, thousand := solve(t, fmt.Sprintf(units, 1), Options{}), solve(t, fmt.Sprintf(units, 1000), Options{})
	for k, e := range one.Equilibria {
		if !close(e.Share.Data, thousand.Equilibria[k].Share.Data, 1e-9) {
			t.Errorf("units: %v, in thousands %v", e.Share.Data, thousand.Equilibria[k].Share.Data)
		}
	}
}

// Without trade costs place does not matter: real wages are equal everywhere at any shares.
func TestFrictionless(t *testing.T) {
	r, err := job(t, "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1, farm_shares: [0.2, 0.5, 0.3]}\ngeography: {equidistant: {regions: 3}}\nevaluate: {share: [0.7, 0.3, 0]}").Evaluate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	w := r.(*result.Evaluate).State.RealWage.Data
	if math.Abs(w[0]-w[1]) > 1e-14 || math.Abs(w[0]-w[2]) > 1e-14 {
		t.Errorf("real wages %v, expected equal ones", w)
	}
}

// Footloose entrepreneurs at (σ=3, μ=.6) break and are sustained where the core–periphery model at
// (σ=3, μ=.2) is, in freeness: b = μ/σ = .2.
func TestFootlooseIdentity(t *testing.T) {
	cp := trace(t, "model: core-periphery\nparameters: {mu: 0.2, sigma: 3}\ngeography: {equidistant: {regions: 2}}\ntrace: {parameter: T, from: 1.3, to: 2}")
	fe := trace(t, "model: footloose-entrepreneur\nparameters: {mu: 0.6, sigma: 3}\ngeography: {equidistant: {regions: 2}}\ntrace: {parameter: phi, from: 0.2, to: 0.6}")
	for _, kind := range []string{"break", "sustain"} {
		for _, e := range cp.Events {
			if e.Kind == kind {
				nearest(t, fe, kind, math.Pow(e.Value, -2), 1e-11)
			}
		}
	}
}
