package explore

import (
	"context"
	"sync"
)

// flights lets requests for the same work share it. Work goes on while anyone waits for it, and is cancelled
// when the last one has gone.
type flights struct {
	mu  sync.Mutex
	all map[string]*flight
}

// flight is one piece of work under way.
type flight struct {
	waiting int
	cancel  context.CancelFunc
	done    chan struct{}
	value   any
	err     error
}

// do returns what work returns, or the error of the context as soon as that ends.
func (g *flights) do(ctx context.Context, key string, work func(context.Context) (any, error)) (any, error) {
	g.mu.Lock()
	if g.all == nil {
		g.all = map[string]*flight{}
	}
	f, ok := g.all[key]
	if !ok {
		c, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f = &flight{cancel: cancel, done: make(chan struct{})}
		g.all[key] = f
		go func() {
			f.value, f.err = safely(c, work)
			g.leave(key, f, true)
			close(f.done)
		}()
	}
	f.waiting++
	g.mu.Unlock()
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		g.leave(key, f, false)
		return nil, ctx.Err()
	}
}

// leave forgets a flight that is over, or that nobody waits for any more.
func (g *flights) leave(key string, f *flight, over bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !over {
		f.waiting--
	}
	if !over && f.waiting > 0 {
		return
	}
	f.cancel()
	if g.all[key] == f {
		delete(g.all, key)
	}
}
