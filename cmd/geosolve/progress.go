package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// progress is a bar on standard error. It is drawn on a terminal only, and only for work that takes
// longer than a moment.
type progress struct {
	mu      sync.Mutex
	s       streams
	started time.Time
	drawn   bool
	last    time.Time
}

// how long a task may take without a bar, and how often the bar moves
const (
	quietFor  = 500 * time.Millisecond
	drawEvery = 100 * time.Millisecond
)

func newProgress(s streams) *progress { return &progress{s: s, started: time.Now()} }

func (p *progress) update(stage string, done, total int) {
	if !p.s.errTerminal {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Sub(p.started) < quietFor || now.Sub(p.last) < drawEvery || total <= 0 {
		return
	}
	p.last, p.drawn = now, true
	const width = 30
	full := min(width, width*done/total)
	left := time.Duration(float64(now.Sub(p.started)) * float64(total-done) / float64(max(done, 1))).Round(time.Second)
	fmt.Fprintf(p.s.err, "\r\x1b[K%s [%s%s] %d/%d, %v left", stage, strings.Repeat("#", full), strings.Repeat(".", width-full), done, total, left)
}

// done takes the bar away.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprint(p.s.err, "\r\x1b[K")
		p.drawn = false
	}
}
