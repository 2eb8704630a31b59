package economy

import "github.com/geosolve/geosolve/internal/num"

// farmingOf is concave agriculture, A(x) = K^{1−η} x^η, over any number. At x = 0 the wage A′ is infinite.
type farmingOf[N num.Num[N]] struct {
	eta, rest N   // η, 1−η
	logLand   []N // ln K, by region
}

func newFarmingOf[N num.Num[N]](f *Farming) *farmingOf[N] {
	var zero N
	q := &farmingOf[N]{eta: zero.Const(f.Eta), rest: zero.Const(1).Sub(zero.Const(f.Eta))}
	for _, k := range f.Land {
		q.logLand = append(q.logLand, zero.Const(k).Log())
	}
	return q
}

// output is A(x) in region r.
func (f *farmingOf[N]) output(r int, x N) N {
	return f.rest.Mul(f.logLand[r]).Add(f.eta.Mul(x.Log())).Exp()
}

// logWage is ln A′(x) = ln η + (1−η)(ln K − ln x).
func (f *farmingOf[N]) logWage(r int, x N) N {
	return f.eta.Log().Add(f.rest.Mul(f.logLand[r].Sub(x.Log())))
}
