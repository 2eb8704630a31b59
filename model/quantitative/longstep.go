package quantitative

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/geosolve/geosolve/internal/linalg"
)

// denseLongRun is the number of places up to which Newton steps are found by factorisation, of twice as
// many unknowns: 60 ms at 300 places. Krylov steps of many places cost less.
const denseLongRun = 300

// denseRescue is the number of places up to which factorisation comes to the rescue where other steps
// fail, as they may where trade is so costly that distant parts hardly notice each other: 5 s a step there.
const denseRescue = 1500

// factorize prepares Newton steps at s.z.
func (s *longRun) factorize() (inverse, error) {
	if s.dense || s.e.n <= denseLongRun || s.wide && s.e.n <= denseRescue { // tangent works with one shift
		return s.denseJacobian()
	}
	return s.krylovJacobian()
}

// The Jacobian of the long run, with a = α(σ−1), shares of demand D and of supply S, incomes y, labour
// shares n within groups:
//
//	          x                        ℓ                        ln W
//	r   σ − D − (σ−1) D S + 1 yᵀ   1 − a − D + a D S + 1 yᵀ       0
//	c   1 − S                      β + α S                      −[g]
//	t   0                          n                              0
//
// 1 yᵀ is the change of numeraire, without which there is no inverse. Rows of σ − D − (σ−1) D S, of
// 1 − a − D + a D S and of 1 − S add up to zero, which gives their diagonals without loss of digits.

// denseJacobian factorises the Jacobian at s.z, where the market was last cleared.
func (s *longRun) denseJacobian() (inverse, error) {
	e, n := s.e, s.e.n
	sigma, a := e.Sigma, e.supplyElasticity()
	demand, supply, both := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	s.shares(demand, supply)
	both.Mul(demand, supply)
	income, people := s.weightsOf()
	jac := mat.NewDense(len(s.z), len(s.z), nil)
	for i, g := range e.GroupOf {
		r, c := jac.RawRowView(i), jac.RawRowView(n+i)
		d, sup, b := demand.RawRowView(i), supply.RawRowView(i), both.RawRowView(i)
		var ownX, ownL, ownC float64
		for j := range n {
			c[n+j] = e.Alpha * sup[j]
			if j == i {
				continue
			}
			r[j] = income[j] - d[j] - (sigma-1)*b[j]
			r[n+j] = income[j] - d[j] + a*b[j]
			c[j] = -sup[j]
			ownX += d[j] + (sigma-1)*b[j]
			ownL += d[j] - a*b[j]
			ownC += sup[j]
		}
		r[i], r[n+i], c[i] = income[i]+ownX, income[i]+ownL, ownC
		c[n+i] += e.Beta
		c[2*n+g] = -1
		jac.Set(2*n+g, n+i, people[i])
	}
	var lu linalg.LU
	if err := lu.Factorize(jac); err != nil {
		return nil, err
	}
	return func(r []float64, _ float64) ([]float64, error) {
		step := scaled(r, -1)
		lu.Solve(step)
		return step, nil
	}, nil
}

// weightsOf are the income shares of the world and the shares of places in the labour of their group, at
// s.z, where the market was last cleared.
func (s *longRun) weightsOf() (income, people []float64) {
	_, l, _ := s.parts(s.z)
	sums, world := s.groupSums(l), s.world()
	income, people = make([]float64, s.e.n), make([]float64, s.e.n)
	for i, g := range s.e.GroupOf {
		income[i] = math.Exp(s.y[i] - world)
		people[i] = math.Exp(l[i] - sums[g])
	}
	return income, people
}

// tangent multiplies the Jacobian by vectors through the kernel of trade alone.
type tangent struct {
	s              *longRun
	income, people []float64
	toDemand       []float64 // e^{y_j − k_j − shift}
	toSupply       []float64 // e^{s_i − shift}
	perSale        []float64 // e^{shift − m_i}
	perPrice       []float64 // e^{shift − k_j}
	a, b, c        []float64
}

func newTangent(s *longRun) *tangent {
	n := s.e.n
	v := func() []float64 { return make([]float64, n) }
	t := &tangent{s: s, toDemand: v(), toSupply: v(), perSale: v(), perPrice: v(), a: v(), b: v(), c: v()}
	t.income, t.people = s.weightsOf()
	top, peak := math.Inf(-1), math.Inf(-1)
	for i := range n {
		top, peak = max(top, s.d[i]), max(peak, s.s[i])
	}
	for i := range n {
		t.toDemand[i] = math.Exp(s.d[i] - top)
		t.perSale[i] = math.Exp(top - s.m[i])
		t.toSupply[i] = math.Exp(s.s[i] - peak)
		t.perPrice[i] = math.Exp(peak - s.k[i])
	}
	return t
}

// supply writes S v to dst.
func (t *tangent) supply(dst, v []float64) {
	for i := range v {
		t.c[i] = t.toSupply[i] * v[i]
	}
	t.s.e.Trade.MulTransVec(dst, t.c)
	for j := range dst {
		dst[j] *= t.perPrice[j]
	}
}

// demand writes D v to dst.
func (t *tangent) demand(dst, v []float64) {
	for j := range v {
		t.c[j] = t.toDemand[j] * v[j]
	}
	t.s.e.Trade.MulVec(dst, t.c)
	for i := range dst {
		dst[i] *= t.perSale[i]
	}
}

// mul writes J v to dst, with two products: S(x − αℓ), then D of x + ℓ + (σ−1) S(x − αℓ).
func (t *tangent) mul(dst, v []float64) {
	e := t.s.e
	x, l, w := t.s.parts(v)
	r, c, sums := t.s.parts(dst)
	for i := range x {
		t.a[i] = x[i] - e.Alpha*l[i]
	}
	t.supply(t.b, t.a)
	for i := range x {
		t.a[i] = x[i] + l[i] + (e.Sigma-1)*t.b[i]
	}
	t.demand(r, t.a)
	mean := 0.0
	for i := range x {
		mean += t.income[i] * (x[i] + l[i])
	}
	clear(sums)
	for i, g := range e.GroupOf {
		r[i] = e.Sigma*x[i] + (1-e.supplyElasticity())*l[i] - r[i] + mean
		c[i] = x[i] + e.Beta*l[i] - t.b[i] - w[g]
		sums[g] += t.people[i] * l[i]
	}
}

// local is the inverse of the Jacobian's 2×2 blocks of each place with itself, a preconditioner: where trade
// is local it is nearly all of the Jacobian.
func (t *tangent) local(dst, v []float64) {
	e, s := t.s.e, t.s
	x, l, w := s.parts(dst)
	r, c, sums := s.parts(v)
	a := e.supplyElasticity()
	for i := range x {
		own := e.Trade.Log(i, i)
		d, p := math.Exp(own+s.d[i]-s.m[i]), math.Exp(own+s.s[i]-s.k[i])
		j11, j12 := e.Sigma-d-(e.Sigma-1)*d*p, 1-a-d+a*d*p
		j21, j22 := 1-p, e.Beta+e.Alpha*p
		det := j11*j22 - j12*j21
		if math.Abs(det) < tinyBlock*(math.Abs(j11*j22)+math.Abs(j12*j21)) || det == 0 {
			x[i], l[i] = r[i], c[i]
			continue
		}
		x[i] = (j22*r[i] - j12*c[i]) / det
		l[i] = (j11*c[i] - j21*r[i]) / det
	}
	copy(w, sums)
}

// tinyBlock is the determinant, relative to its terms, below which a block is no use as a preconditioner.
const tinyBlock = 1e-6

// krylovJacobian solves with the Jacobian at s.z by GMRES.
func (s *longRun) krylovJacobian() (inverse, error) {
	t := newTangent(s)
	return func(r []float64, tolerance float64) ([]float64, error) {
		return gmres(t.mul, t.local, scaled(r, -1), tolerance)
	}, nil
}
