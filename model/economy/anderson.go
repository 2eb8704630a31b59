package economy

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// denseLimit is the number of unknowns from which products with the freeness matrix are cheaper than a
// factorisation of the Jacobian (see BenchmarkShortRun).
const denseLimit = 24

// large reports whether the market is solved by Anderson acceleration first.
func (m *Market) large() bool { return m.unknowns() > denseLimit && !m.tech.linked }

const (
	andersonDepth = 8  // differences kept
	andersonSteps = 80 // a damped loop takes 153 at σ = 5; Newton takes over where this does not do
)

// anderson solves the wage equations by Anderson acceleration (Anderson 1965; Walker and Ni 2011, type
// II) of the map ln w ← ln w − r/σ, in which the wage equation (3) is solved at given price indices and
// spending. Each step costs two products with the freeness matrix.
func (s *Solver) anderson(g *Given) error {
	m, n := s.m, len(s.y)
	s.method = "anderson"
	var dX, dF [][]float64 // differences, the newest last
	f, prevF, prevX := make([]float64, n), make([]float64, n), make([]float64, n)
	have := false
	best, stalled := math.Inf(1), 0
	for it := 0; it < andersonSteps; it++ {
		s.evaluate(s.z, g, s.y)
		s.steps++
		r := norm(s.z.residual)
		if r <= s.andersonFloor() {
			return nil
		}
		if math.IsInf(r, 1) {
			break
		}
		if stalled++; r < best {
			best, stalled = r, 0
		}
		if stalled > 10 {
			break
		}
		for i, in := range m.tech.Industries {
			for k := i * m.home; k < (i+1)*m.home; k++ {
				f[k] = -s.z.residual[k] / in.Sigma
			}
		}
		if have {
			dx, df := s.difference(&dX, n), s.difference(&dF, n)
			floats.SubTo(dx, s.y, prevX)
			floats.SubTo(df, f, prevF)
		}
		copy(prevX, s.y)
		copy(prevF, f)
		have = true
		gamma := mixing(dF, f)
		floats.Add(s.y, f)
		for k, c := range gamma {
			floats.AddScaled(s.y, -c, dX[k])
			floats.AddScaled(s.y, -c, dF[k])
		}
	}
	return s.failure("Anderson acceleration")
}

// andersonFloor is where to stop: an order below the tolerance, or where rounding takes over.
func (s *Solver) andersonFloor() float64 {
	return min(residualTolerance, max(0.1*residualTolerance, s.floor()))
}

// difference appends a column, using the oldest one's storage once there are andersonDepth of them.
func (s *Solver) difference(d *[][]float64, n int) []float64 {
	if len(*d) < andersonDepth {
		*d = append(*d, make([]float64, n))
		return (*d)[len(*d)-1]
	}
	old := (*d)[0]
	copy(*d, (*d)[1:])
	(*d)[len(*d)-1] = old
	return old
}

// mixing minimises |f − Σ γ_k dF_k|, with columns scaled to unit length; columns that are nearly
// dependent get no weight (truncated eigenvalues of the Gram matrix).
func mixing(dF [][]float64, f []float64) []float64 {
	k := len(dF)
	if k == 0 {
		return nil
	}
	size := make([]float64, k)
	for a := range dF {
		size[a] = math.Sqrt(floats.Dot(dF[a], dF[a]))
		if size[a] == 0 {
			size[a] = 1
		}
	}
	gram := mat.NewSymDense(k, nil)
	rhs := mat.NewVecDense(k, nil)
	for a := range dF {
		for b := a; b < k; b++ {
			gram.SetSym(a, b, floats.Dot(dF[a], dF[b])/(size[a]*size[b]))
		}
		rhs.SetVec(a, floats.Dot(dF[a], f)/size[a])
	}
	var e mat.EigenSym
	if !e.Factorize(gram, true) {
		return nil
	}
	var v mat.Dense
	e.VectorsTo(&v)
	vals := e.Values(nil)
	out := make([]float64, k)
	for c, lam := range vals {
		// the Gram matrix carries errors of k units of roundoff, so smaller eigenvalues are noise
		if lam <= 1e-13*float64(k) {
			continue
		}
		w := mat.Dot(v.ColView(c), rhs) / lam
		for a := range out {
			out[a] += w * v.At(a, c)
		}
	}
	for a := range out {
		out[a] /= size[a]
	}
	return out
}
