package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/blas"
)

const (
	// parallelFrom is the order of a matrix from which a product is shared between goroutines. Waking one costs some
	// 5 µs; at n = 512 a product takes about 50 µs on one thread, so a second one pays from about there on.
	parallelFrom = 512

	// rowBlock is the number of components of φx in a block. A multiple of 8, the widest unrolling in the assembly
	// below, so that which of its loops a row falls into is the same for every row but the last few; large enough for
	// a block to outweigh its hand-out, small enough to share n = 512 between eight threads.
	rowBlock = 64

	// columnBlock is the same for φᵀx, which reads a stretch of every row: shorter stretches than 4 kB, measured, take
	// up to twice as long.
	columnBlock = 512
)

// A team is one product in progress: the vectors, and the goroutines that take block after block of the result.
// It is kept between products because starting a goroutine on a stored func, unlike on a closure, allocates nothing.
type team struct {
	dst, x     []float64
	dst32, x32 []float32
	trans      blas.Transpose

	n, size int          // components of the result, and of a block of it
	next    atomic.Int64 // first component not yet handed out
	waiting sync.WaitGroup
	block   func(t *team, from, to int)
	member  func()
}

// newTeam returns a team that computes components from ≤ r < to of the result by block.
func newTeam(block func(t *team, from, to int)) *team {
	t := &team{block: block}
	t.member = func() {
		t.takeBlocks()
		t.waiting.Done()
	}
	return t
}

// work computes all n components and returns when they are there.
func (t *team) work(n int) {
	t.n, t.size = n, rowBlock
	if t.trans == blas.Trans {
		t.size = columnBlock
	}
	t.next.Store(0)
	helpers := 0
	if n >= parallelFrom {
		helpers = min(runtime.GOMAXPROCS(0), (n+t.size-1)/t.size) - 1
	}
	t.waiting.Add(helpers)
	for range helpers {
		go t.member()
	}
	t.takeBlocks()
	t.waiting.Wait()
}

// takeBlocks computes blocks until none is left.
func (t *team) takeBlocks() {
	for {
		from := int(t.next.Add(int64(t.size))) - t.size
		if from >= t.n {
			return
		}
		t.block(t, from, min(from+t.size, t.n))
	}
}
