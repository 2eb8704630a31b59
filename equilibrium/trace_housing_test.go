package equilibrium

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// housing is Helpman's economy (1998): regions share out one industry's workers, ω = (w/G)^μ x^{μ−1}, so
// that no region ever empties.
type housing struct {
	*sectoral
	mu float64
}

func (h housing) Populations() []Population { return []Population{{0, len(h.phi)}} }
func (h housing) InteriorOnly() bool        { return true }
func (h housing) NewEvaluator() Evaluator   { return housingEvaluator{h.sectoral.NewEvaluator(), h.mu} }

type housingEvaluator struct {
	Evaluator
	mu float64
}

func (e housingEvaluator) Payoffs(dst, x []float64) error {
	err := e.Evaluator.Payoffs(dst, x)
	for i := range dst {
		dst[i] = math.Pow(dst[i], e.mu) * math.Pow(x[i], e.mu-1)
	}
	return err
}

func (e housingEvaluator) PayoffJacobian(dst []float64, jac *mat.Dense, x []float64) error {
	err := e.Evaluator.PayoffJacobian(dst, jac, x)
	for i := range dst {
		p := math.Pow(dst[i], e.mu) * math.Pow(x[i], e.mu-1)
		row := jac.RawRowView(i)
		for j := range row {
			row[j] *= e.mu * p / dst[i]
		}
		row[i] += (e.mu - 1) * p / x[i]
		dst[i] = p
	}
	return err
}

func helpman(mu, sigma float64, r int) Family {
	sym := symmetricGroup(r)
	return FamilyFunc(func(t float64) (Game, error) {
		phi := make([][]float64, r)
		for a := range phi {
			phi[a] = make([]float64, r)
			for b := range phi[a] {
				phi[a][b] = math.Pow(t, 1-sigma)
			}
			phi[a][a] = 1
		}
		return housing{&sectoral{sigma: sigma, mu: []float64{1}, alpha: [][]float64{{0}}, phi: phi, total: 1, sym: sym}, mu}, nil
	})
}

// Payoffs that grow beyond bounds as a region empties: no corners, shares that become as small as they
// like without reaching zero, and the break where the closed form has it, the symmetric state stable below
// and not above.
func TestTraceHousing(t *testing.T) {
	for _, c := range [][3]float64{{0.8, 4, 1.64218173695022}, {0.75, 3, 1.84390889145858}, {0.85, 5, 1.38378257523091}} {
		mu, sigma := c[0], c[1]
		z := (1 - mu) * sigma * (sigma - 1) / (mu*(2*sigma-1) - (1-mu)*(sigma-1)*(sigma-1))
		tb := math.Pow((1-z)/(1+z), 1/(1-sigma))
		if math.Abs(tb/c[2]-1) > 1e-12 {
			t.Fatalf("closed form %v, table %v", tb, c[2])
		}
		d := mustTrace(t, helpman(mu, sigma, 2), TraceSettings{From: 1.1, To: 12})
		checkEvents(t, d, exactTolerance, want{Break, tb})
		if len(d.Branches) != 2 || d.Events[0].Criticality != Supercritical || !d.Events[0].Rising {
			t.Errorf("%d branches, %v", len(d.Branches), d.Events[0].Criticality)
		}
		last := d.Branches[1].Points[len(d.Branches[1].Points)-1]
		if last.Value != 12 || last.Share[1] <= 0 || last.Share[1] > 1e-2 && last.Share[0] > 1e-2 {
			t.Errorf("ends at %v with %v", last.Value, last.Share)
		}
		checkIndex(t, d, 40)
	}
}
