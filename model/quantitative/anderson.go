package quantitative

import "math"

const (
	// andersonDepth is the number of differences kept: Walker and Ni (2011) find little gain beyond ten.
	andersonDepth = 10
	// andersonSteps bounds the iterations before Newton's method takes over.
	andersonSteps = 150
)

// nearest keeps the point of the smallest residual that an accelerated iteration, which need not fall at every
// step, has passed.
type nearest struct {
	norm    float64
	at      []float64
	stalled int // steps since the residual last fell by a tenth
}

// nearestFrom starts at x, whose residual is still to be measured.
func nearestFrom(x []float64) *nearest {
	return &nearest{norm: math.Inf(1), at: append([]float64(nil), x...)}
}

// pass takes note of x with a residual of the given norm.
func (b *nearest) pass(x []float64, norm float64) {
	b.stalled++
	if norm >= b.norm {
		return
	}
	if norm < 0.9*b.norm {
		b.stalled = 0
	}
	b.norm = norm
	copy(b.at, x)
}

// ended reports that twice the differences kept have brought next to nothing: more of them will not either.
func (b *nearest) ended() bool { return b.stalled > 2*andersonDepth }
