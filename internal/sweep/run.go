package sweep

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// flushEvery is how much work a crash of the machine may cost. A kill of the process alone costs none but that
// of the points it was at.
const flushEvery = time.Second

// Work is what is done at a point. What depends on the point is in its outcome, also that it failed; an error
// is of the whole sweep, such as that the context has ended, and leaves no record.
type Work func(ctx context.Context, p Point) (Outcome, error)

// Settings of a run.
type Settings struct {
	Workers  int                   // points at a time; 0: all processors
	Progress func(done, total int) // may be nil
	Flush    <-chan struct{}       // each value asks to flush; may be nil
	Flushed  func(done, total int) // answers; may be nil
}

// Run does the points of a shard that no journal has yet. When ctx ends it flushes what is complete, gives up
// the points it is at and returns the error of ctx: the same call goes on from there.
func (p *Plan) Run(ctx context.Context, s Shard, work Work, set Settings) error {
	have, err := p.done(s)
	if err != nil {
		return err
	}
	total := s.Size(p.Total)
	if len(have) == total {
		return nil
	}
	points, err := p.Points(s)
	if err != nil {
		return err
	}
	j, err := p.openJournal(s)
	if err != nil {
		return err
	}
	r := &run{journal: j, work: work, set: set, total: total, points: make(chan Point)}
	r.done.Store(int64(len(have)))
	err = r.all(ctx, points, have)
	return errors.Join(err, j.Close())
}

// done lists the points of a shard that have a record, in its own journal or in those of runs that cut the
// points into another number of shards.
func (p *Plan) done(s Shard) (map[int]bool, error) {
	files, err := p.journals()
	if err != nil {
		return nil, err
	}
	have := map[int]bool{}
	same := fmt.Sprintf("-of-%d.jsonl", s.Of)
	for _, path := range files {
		if name := filepath.Base(path); strings.HasSuffix(name, same) && name != journalName(s) {
			continue // another shard of the same cut has none of these points
		}
		_, _, err := p.readJournal(path, func(l line) error {
			if s.Has(l.Point) {
				have[l.Point] = true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return have, nil
}

// run is a run in progress.
type run struct {
	journal *Journal
	work    Work
	set     Settings
	total   int
	done    atomic.Int64
	points  chan Point
}

func (r *run) all(ctx context.Context, points []Point, have map[int]bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var workers, keeper sync.WaitGroup
	n := r.set.Workers
	if n < 1 {
		n = runtime.GOMAXPROCS(0)
	}
	for range min(n, len(points)) {
		workers.Go(func() {
			if err := r.worker(ctx); err != nil {
				cancel(err)
			}
		})
	}
	finished := make(chan struct{})
	keeper.Go(func() {
		if err := r.keep(ctx, finished); err != nil {
			cancel(err)
		}
	})
feed:
	for _, x := range points {
		if have[x.Index] {
			continue
		}
		select {
		case r.points <- x:
		case <-ctx.Done():
			break feed
		}
	}
	close(r.points)
	workers.Wait()
	close(finished)
	keeper.Wait()
	return context.Cause(ctx)
}

// keep flushes from time to time, when asked, and at once when the run is to end.
func (r *run) keep(ctx context.Context, finished <-chan struct{}) error {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	stop := ctx.Done()
	for {
		asked := false
		select {
		case <-finished:
			return nil
		case <-stop:
			stop = nil
		case <-tick.C:
		case <-r.set.Flush:
			asked = true
		}
		if err := r.journal.Flush(); err != nil {
			return err
		}
		if asked && r.set.Flushed != nil {
			r.set.Flushed(int(r.done.Load()), r.total)
		}
	}
}

func (r *run) worker(ctx context.Context) error {
	for x := range r.points {
		o, err := safely(ctx, r.work, x)
		if err != nil {
			return err
		}
		if err := r.journal.Append(&Record{x.Index, o}); err != nil {
			return err
		}
		n := r.done.Add(1)
		if r.set.Progress != nil {
			r.set.Progress(int(n), r.total)
		}
	}
	return nil
}

// safely does the work at a point. A panic there is a fault of the program, but must not cost the other
// points: it becomes the reason of a failed one.
func safely(ctx context.Context, work Work, x Point) (o Outcome, err error) {
	defer func() {
		if v := recover(); v != nil {
			o, err = Outcome{Status: Failed, Reason: fmt.Sprintf("fault in the program: %v", v)}, nil
		}
	}()
	return work(ctx, x)
}
