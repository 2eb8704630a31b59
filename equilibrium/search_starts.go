package equilibrium

import (
	"math"
	"math/rand/v2"
)

// primes are the bases of the Halton sequence, one for each coordinate.
var primes = [...]int{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131}

// concentrations are the exponents that starts are sharpened with in turn: 1 spreads them evenly over the
// face, 3 gathers them at its vertices and edges, ⅓ around its centre.
var concentrations = [...]float64{1, 3, 1.0 / 3}

// sampler draws starts inside a face: a Halton sequence (Halton 1960), shifted at random, where the face
// has few options, pseudo-random numbers where it has many. The k-th start depends on the seed, the face
// and k only.
type sampler struct {
	pops    []Population
	pop     []int
	support []int
	shift   []float64
	rng     *rand.Rand
	even    bool // spread evenly only
}

func newSampler(pops []Population, pop, support []int, seed uint64) *sampler {
	stream := uint64(0)
	for _, i := range support {
		stream = stream*0x9E3779B97F4A7C15 + uint64(i) + 1
	}
	s := &sampler{pops: pops, pop: pop, support: support, rng: rand.New(rand.NewPCG(seed, stream))}
	for range support {
		s.shift = append(s.shift, s.rng.Float64())
	}
	return s
}

// start returns the k-th start, k = 0, 1, …; calls must come in order.
func (s *sampler) start(k int) []float64 {
	x := make([]float64, len(s.pop))
	power := concentrations[k%len(concentrations)]
	if s.even {
		power = 1
	}
	for c, i := range s.support {
		var u float64
		if len(s.support) <= len(primes) {
			u = radicalInverse(k+1, primes[c]) + s.shift[c]
			u -= math.Floor(u)
		} else {
			u = s.rng.Float64()
		}
		// Exponential variates, scaled to add up to one, are spread evenly over a simplex.
		x[i] = math.Pow(-math.Log(max(u, 0x1p-53)), power) + 0x1p-53
	}
	normalise(s.pops, x)
	return x
}

func radicalInverse(k, base int) float64 {
	r, f := 0.0, 1.0
	for ; k > 0; k /= base {
		f /= float64(base)
		r += f * float64(k%base)
	}
	return r
}

// centre returns equal shares on the support.
func centre(pops []Population, support []int, n int) []float64 {
	x := make([]float64, n)
	for _, i := range support {
		x[i] = 1
	}
	normalise(pops, x)
	return x
}

// leaning returns shares on the support that lean towards one option: part of its population is there and
// the rest spread evenly.
func leaning(pops []Population, support []int, n, option int, part float64) []float64 {
	x := centre(pops, support, n)
	for _, p := range pops {
		if option >= p.Start && option < p.End {
			for i := p.Start; i < p.End; i++ {
				x[i] *= 1 - part
			}
		}
	}
	x[option] += part
	return x
}
