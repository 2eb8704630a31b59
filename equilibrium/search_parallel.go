package equilibrium

import (
	"context"
	"sync"
	"sync/atomic"
)

// each calls f(0) … f(n−1), at most workers of them at a time, and returns the error of the lowest index,
// or else the context's.
func each(ctx context.Context, workers, n int, f func(k int) error) error {
	errs := make([]error, n)
	if workers = min(workers, n); workers <= 1 {
		for k := range n {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f(k); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	var next atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= n || failed.Load() || ctx.Err() != nil {
					return
				}
				if errs[k] = f(k); errs[k] != nil {
					failed.Store(true)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}
