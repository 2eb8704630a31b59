package quantitative

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/internal/num"
)

// Equations states the economy once, over any number: floats, derivatives, or intervals that enclose
// everything rounding may do. All places have people. The short-run unknowns are x = ln w.
//
// Parameters that are results of rounding themselves (α and β of housing, logarithms of amenities and of
// trade costs) are widened over intervals to hold the numbers that they stand for.
type Equations[N num.Num[N]] struct {
	e                       *Economy
	sigma, rho, alpha, beta N // rho is 1−σ
	power                   N
	logPhi                  []N // [i*n+j]
	logA, logU              []N
}

// rounded bounds the relative error of a parameter computed in a few operations.
const rounded = 16 * 0x1p-53

// NewEquations prepares the equations. It is an error if places may be empty.
func NewEquations[N num.Num[N]](e *Economy) (*Equations[N], error) {
	if !e.Unbounded() {
		return nil, fmt.Errorf("not implemented where a place may be empty: alpha is %v and beta %v, for which gamma1 = 1 − alpha(sigma−1) − beta·sigma is %.6g; allowed is above 0; lower alpha or beta, or solve without --prove", e.Alpha, e.Beta, e.Gamma1())
	}
	var zero N
	c := zero.Const
	about := func(v, size float64) N { return c(v).Add(num.Unknown(c(v), rounded*size, 0)) }
	q := &Equations[N]{e: e, sigma: c(e.Sigma), rho: c(1).Sub(c(e.Sigma)), alpha: about(e.Alpha, math.Abs(e.Alpha)), beta: about(e.Beta, math.Abs(e.Beta)), power: c(e.Power)}
	for i := range e.n {
		for j := range e.n {
			v := e.Trade.Log(i, j)
			if v != 0 {
				q.logPhi = append(q.logPhi, about(v, math.Abs(v)+e.Sigma-1))
			} else {
				q.logPhi = append(q.logPhi, c(0))
			}
		}
		q.logA = append(q.logA, c(e.Productivity[i]).Log())
		if e.LogAmenity != nil {
			q.logU = append(q.logU, about(e.LogAmenity[i], math.Abs(e.LogAmenity[i])))
		} else {
			q.logU = append(q.logU, c(e.Amenity[i]).Log())
		}
	}
	return q, nil
}

// Places is the number of places, and of unknowns.
func (q *Equations[N]) Places() int { return q.e.n }

// supply is ln (w/A)^{1−σ}, crowding ln P^{1−σ} by (2), and access ln Σ_j φ_ij P_j^{σ−1} w_j L_j.
func (q *Equations[N]) supply(x, l []N) []N {
	out := make([]N, len(x))
	for i := range x {
		out[i] = q.rho.Mul(x[i].Sub(q.logA[i]).Sub(q.alpha.Mul(l[i])))
	}
	return out
}

func (q *Equations[N]) crowding(supply []N) []N {
	n := q.e.n
	out, terms := make([]N, n), make([]N, n)
	for j := range out {
		for i := range terms {
			terms[i] = supply[i].Add(q.logPhi[i*n+j])
		}
		out[j] = num.LogSumExp(terms)
	}
	return out
}

func (q *Equations[N]) access(x, l, crowding []N) []N {
	n := q.e.n
	out, terms := make([]N, n), make([]N, n)
	for i := range out {
		for j := range terms {
			terms[j] = x[j].Add(l[j]).Sub(crowding[j]).Add(q.logPhi[i*n+j])
		}
		out[i] = num.LogSumExp(terms)
	}
	return out
}

// ShortRun writes the residuals of (3), in logs, at ln L = l to dst. ln Σ w L is added to each: by Walras's law
// all can fail by the same factor only if it is one.
func (q *Equations[N]) ShortRun(l, x, dst []N) {
	supply := q.supply(x, l)
	access := q.access(x, l, q.crowding(supply))
	income := make([]N, len(x))
	for i := range x {
		income[i] = x[i].Add(l[i])
	}
	world := num.LogSumExp(income)
	for i := range x {
		dst[i] = income[i].Sub(supply[i]).Sub(access[i]).Add(world)
	}
}

// LogPayoffs writes ln W^Power to dst.
func (q *Equations[N]) LogPayoffs(l, x, dst []N) {
	for i, k := range q.crowding(q.supply(x, l)) {
		w := x[i].Add(q.logU[i]).Add(q.beta.Mul(l[i])).Sub(k.Div(q.rho))
		dst[i] = q.power.Mul(w)
	}
}
