package sweep

import "math/rand/v2"

// purpose keeps the random streams of different uses apart.
type purpose uint64

const (
	streamPoint purpose = iota + 1
	streamShift
	streamOrder
	streamTrajectory
	streamBootstrap
)

// stream is a generator of its own for the i-th thing of a purpose: point i is the same whatever is drawn
// for the others, and in whatever order.
func stream(seed uint64, p purpose, i int) *rand.Rand {
	a := mix(seed ^ mix(uint64(p)))
	return rand.New(rand.NewPCG(a, mix(a^uint64(i))))
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014): it spreads neighbouring numbers over all
// 64 bits.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// open is a number strictly inside (0, 1), with 53 random digits.
func open(r *rand.Rand) float64 {
	return (float64(r.Uint64()>>11) + 0.5) / (1 << 53)
}
