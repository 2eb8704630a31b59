package explore

import (
	"container/list"
	"sync"
)

// recent remembers the answers asked for last, up to a number of them.
type recent[T any] struct {
	most int

	mu    sync.Mutex
	order list.List // latest first
	at    map[string]*list.Element
}

type remembered[T any] struct {
	key   string
	value T
}

func newRecent[T any](most int) *recent[T] {
	return &recent[T]{most: most, at: map[string]*list.Element{}}
}

func (r *recent[T]) get(key string) (v T, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.at[key]
	if !ok {
		return v, false
	}
	r.order.MoveToFront(e)
	return e.Value.(remembered[T]).value, true
}

func (r *recent[T]) put(key string, v T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e, ok := r.at[key]; ok {
		e.Value = remembered[T]{key, v}
		r.order.MoveToFront(e)
		return
	}
	r.at[key] = r.order.PushFront(remembered[T]{key, v})
	if r.order.Len() > r.most {
		last := r.order.Back()
		delete(r.at, last.Value.(remembered[T]).key)
		r.order.Remove(last)
	}
}
