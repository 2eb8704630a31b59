package economy

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/equilibrium"
)

// wildJoint draws joint action over many orders of magnitude.
func wildJoint(rnd *rand.Rand, d Decision) *Joint {
	j := &Joint{Decision: d, Delta: rnd.Float64() * .99, Psi: rnd.Float64() * rnd.Float64(), Government: &Government{.3, .2}}
	for f := range FormCount {
		if rnd.Float64() < .5 {
			theta := math.Pow(10, -2+2.3*rnd.Float64())
			j.Forms[f] = &JointForm{Theta: theta, Kappa: theta * math.Pow(10, -3+4*rnd.Float64())}
			if !f.Bilateral() {
				j.Forms[f].C, j.Forms[f].Chi = rnd.Float64(), rnd.Float64()*.1
			}
		}
	}
	if d != SelfEnforcing && rnd.Float64() < .3 {
		j.Heterogeneity = &Heterogeneity{rnd.Float64() * 2, .01 * rnd.Float64() * rnd.Float64()}
	}
	if rnd.Float64() < .3 {
		j.Support = &Support{rnd.Float64() * .9, rnd.Float64()}
	}
	return j
}

// Any economy with any joint action, nearly empty and empty places included, has finite payoffs and
// derivatives, or no short run at all: catches overflow, divisions by empty places and searches that fail.
func TestWildJointAction(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for trial := range 800 {
		d := []Decision{Nash, Cooperative, Planner, SelfEnforcing, ByGovernment}[trial%5]
		alpha := 0.3 * float64(rnd.IntN(2)) * rnd.Float64()
		inds := []Industry{{Sigma: 2 + 6*rnd.Float64(), Mu: .1 + .5*rnd.Float64(), Alpha: []float64{alpha}}}
		e := twoRegions(t, inds, 1+math.Pow(10, -2+3*rnd.Float64()), func(s *Spec) {
			s.Home, s.Joint, s.Mobility = 2+rnd.IntN(3), wildJoint(rnd, d), Regime(rnd.IntN(3))
			s.External = &External{Enterprises: []float64{math.Pow(10, 3*rnd.Float64())}, Pooling: &Pooling{1}, Distribution: &Distribution{1, .5}}
		})
		n := equilibrium.Dim(e)
		x := make([]float64, n)
		for _, p := range e.Populations() {
			sum := 0.0
			for k := p.Start; k < p.End; k++ {
				if x[k] = math.Pow(10, -8*rnd.Float64()*rnd.Float64()); rnd.Float64() < .1 {
					x[k] = 0
				}
				sum += x[k]
			}
			if sum == 0 {
				x[p.Start], sum = 1, 1
			}
			for k := p.Start; k < p.End; k++ {
				x[k] /= sum
			}
		}
		pay, jac := make([]float64, n), mat.NewDense(n, n, nil)
		err := e.Evaluator().PayoffJacobian(pay, jac, x)
		if errors.Is(err, ErrNoShortRun) {
			continue
		}
		if err != nil {
			t.Errorf("trial %d, %v: %v", trial, d, err)
			continue
		}
		for _, v := range append(append([]float64(nil), pay...), jac.RawMatrix().Data...) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("trial %d, %v at %v: payoffs %v, derivatives %v", trial, d, x, pay, mat.Formatted(jac))
				break
			}
		}
	}
}

// Renaming regions renames the results: catches an index that is mixed up between regions, clusters and
// industries.
func TestJointRelabelling(t *testing.T) {
	inds := []Industry{{Sigma: 5, Mu: .3, Alpha: []float64{.1, .2}}, {Sigma: 4, Mu: .2, Alpha: []float64{.05, .15}}}
	logT := [4][4]float64{{0, .3, .5, .4}, {.35, 0, .2, .6}, {.45, .25, 0, .5}, {.4, .6, .55, 0}} // the last is abroad
	share := [2][3]float64{{.5, .3, .2}, {.1, .3, .6}}
	to := [4]int{2, 0, 1, 3}
	for _, d := range []Decision{Nash, Cooperative, SelfEnforcing, Planner} {
		build := func(perm [4]int) (*Description, *mat.Dense) {
			e := twoRegions(t, inds, 1, func(s *Spec) {
				s.Home, s.Joint = 3, allForms(d)
				s.External = &External{Enterprises: []float64{20, 15}, Pooling: &Pooling{1}, Distribution: &Distribution{1, .3}}
				at := func(r, q int) float64 { return logT[perm[r]][perm[q]] }
				s.LogT = []func(int, int) float64{at, at}
				s.FarmShares = []float64{.2, .3, .5}
				s.FarmShares = []float64{s.FarmShares[perm[0]], s.FarmShares[perm[1]], s.FarmShares[perm[2]]}
				s.Outside = []Outside{{Name: "world", Labour: []float64{.3, .2}, Wage: []float64{1.1, .9}, Income: 1}}
			})
			x := make([]float64, 6)
			for k := range x {
				x[k] = share[k/3][perm[k%3]]
			}
			pay, jac := make([]float64, 6), mat.NewDense(6, 6, nil)
			if err := e.Evaluator().PayoffJacobian(pay, jac, x); err != nil {
				t.Fatal(err)
			}
			return describe(t, e, x), jac
		}
		plain, plainJac := build([4]int{0, 1, 2, 3})
		other, otherJac := build(to)
		for c := range 6 {
			was := c/3*3 + to[c%3]
			near(t, d.String()+" u", other.LogPayoff[c], plain.LogPayoff[was], 1e-12)
			for f := range FormCount {
				near(t, d.String()+" effort "+f.String(), other.Effort[f][c], plain.Effort[f][was], 1e-11)
			}
			for j := range 6 {
				near(t, d.String()+" derivative", otherJac.At(c, j), plainJac.At(was, j/3*3+to[j%3]), 1e-9)
			}
		}
		near(t, d.String()+" welfare", other.Welfare.World, plain.Welfare.World, 1e-13)
	}
}
