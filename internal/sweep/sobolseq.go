package sweep

import (
	"fmt"
	"math/bits"
)

// MaxSobolDimensions is how many dimensions the table of direction numbers has.
const MaxSobolDimensions = len(directions) + 1

// sobolBits is the number of binary digits of a coordinate; a sequence has 2^sobolBits points.
const sobolBits = 32

// sobol is a Sobol sequence in several dimensions.
type sobol struct {
	v     [][sobolBits]uint32 // direction numbers by dimension, highest digit first
	shift []uint32            // digital shift by dimension
}

// newSobol returns the sequence in d dimensions. Seed 0 is the sequence as it is, which begins with the
// origin; any other seed shifts each dimension digitally (exclusive or with a random number), which keeps all
// its equidistribution and takes the origin away.
func newSobol(d int, seed uint64) (*sobol, error) {
	if d < 1 || d > MaxSobolDimensions {
		return nil, fmt.Errorf("a Sobol sequence in %d dimensions: the table of direction numbers has 1 to %d", d, MaxSobolDimensions)
	}
	s := &sobol{v: make([][sobolBits]uint32, d), shift: make([]uint32, d)}
	for k := range sobolBits {
		s.v[0][k] = 1 << (sobolBits - 1 - k)
	}
	for j := 1; j < d; j++ {
		s.v[j] = directions[j-1].numbers()
	}
	if seed != 0 {
		r := stream(seed, streamShift, 0)
		for j := range s.shift {
			s.shift[j] = r.Uint32()
		}
	}
	return s, nil
}

// numbers continues the recurrence
//
//	m_k = 2a₁m_{k−1} ⊕ 2²a₂m_{k−2} ⊕ … ⊕ 2^{s−1}a_{s−1}m_{k−s+1} ⊕ 2^s m_{k−s} ⊕ m_{k−s}
//
// on v_k = m_k / 2^k (Joe and Kuo 2008, eq. 2).
func (d direction) numbers() [sobolBits]uint32 {
	var v [sobolBits]uint32
	s := len(d.m)
	for k := range sobolBits {
		if k < s {
			v[k] = d.m[k] << (sobolBits - 1 - k)
			continue
		}
		v[k] = v[k-s] ^ v[k-s]>>s
		for i := 1; i < s; i++ {
			if d.a>>(s-1-i)&1 == 1 {
				v[k] ^= v[k-i]
			}
		}
	}
	return v
}

// digits is coordinate j of point i: the exclusive or of the direction numbers at the ones of the Gray code
// of i. Any point is computed by itself, without those before it.
func (s *sobol) digits(i uint32, j int) uint32 {
	x := s.shift[j]
	for g := i ^ i>>1; g != 0; g &= g - 1 {
		x ^= s.v[j][bits.TrailingZeros32(g)]
	}
	return x
}

// at puts point i into dst. Coordinates lie strictly inside (0, 1): in the middle of the cell that the
// digits name.
func (s *sobol) at(dst []float64, i uint32) {
	for j := range dst {
		dst[j] = (float64(s.digits(i, j)) + 0.5) / (1 << sobolBits)
	}
}
