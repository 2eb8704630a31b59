package quantitative

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

const (
	// andersonDepth is the number of differences kept: Walker and Ni (2011) find little gain beyond ten.
	andersonDepth = 10
	// andersonSteps bounds the iterations before Newton's method takes over.
	andersonSteps = 150
)

// anderson accelerates a fixed-point iteration (Anderson 1965; Walker and Ni 2011, type II): the next
// iterate is the combination of the last ones whose residuals nearly cancel.
type anderson struct {
	dX, dF       [][]float64
	lastX, lastF []float64
	have         bool
}

func newAnderson(n int) *anderson {
	return &anderson{lastX: make([]float64, n), lastF: make([]float64, n)}
}

// advance moves x by the residual f = g(x) − x of the iteration, accelerated.
func (a *anderson) advance(x, f []float64) {
	if a.have {
		dx, df := rotate(&a.dX, len(x)), rotate(&a.dF, len(x))
		floats.SubTo(dx, x, a.lastX)
		floats.SubTo(df, f, a.lastF)
	}
	copy(a.lastX, x)
	copy(a.lastF, f)
	a.have = true
	gamma := mixing(a.dF, f)
	floats.Add(x, f)
	for k, c := range gamma {
		floats.AddScaled(x, -c, a.dX[k])
		floats.AddScaled(x, -c, a.dF[k])
	}
}

// rotate returns the storage of a new last column, the oldest one's once there are andersonDepth.
func rotate(d *[][]float64, n int) []float64 {
	if len(*d) < andersonDepth {
		*d = append(*d, make([]float64, n))
		return (*d)[len(*d)-1]
	}
	old := (*d)[0]
	copy(*d, (*d)[1:])
	(*d)[len(*d)-1] = old
	return old
}

// noise is the size of an eigenvalue of the Gram matrix of unit vectors that rounding explains, by column:
// sums of some thousand products, errors adding up at random.
const noise = 1e-13

// mixing minimises |f − Σ γ_k dF_k| over columns of unit length; nearly dependent columns get no weight.
func mixing(dF [][]float64, f []float64) []float64 {
	k := len(dF)
	if k == 0 {
		return nil
	}
	size := make([]float64, k)
	for i := range dF {
		if size[i] = math.Sqrt(floats.Dot(dF[i], dF[i])); size[i] == 0 {
			size[i] = 1
		}
	}
	gram, rhs := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i := range dF {
		for j := i; j < k; j++ {
			gram.SetSym(i, j, floats.Dot(dF[i], dF[j])/(size[i]*size[j]))
		}
		rhs.SetVec(i, floats.Dot(dF[i], f)/size[i])
	}
	out := make([]float64, k)
	if floats.HasNaN(gram.RawSymmetric().Data) || floats.HasNaN(rhs.RawVector().Data) {
		return out
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(gram, true) {
		return out
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for c, value := range eigen.Values(nil) {
		if value <= noise*float64(k) {
			continue
		}
		w := mat.Dot(vectors.ColView(c), rhs) / value
		for i := range out {
			out[i] += w * vectors.At(i, c) / size[i]
		}
	}
	return out
}
