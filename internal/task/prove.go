package task

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/prove"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// certificate is a proof of a list of equilibria.
type certificate struct {
	res    *prove.Result
	budget error // ErrBudget where it ended early
}

// prove proves the list of equilibria of the game.
func (j *Job) prove(ctx context.Context, g model.Game, o scenario.Solve) (*certificate, error) {
	p, ok := g.(model.Provable)
	if !ok {
		return nil, input(fmt.Errorf("solve.prove: proofs are not implemented for model %s; allowed are core-periphery, vertical-linkages, industrial-clusters, collective-efficiency, footloose-entrepreneur, footloose-capital, housing and quantitative; leave out solve.prove and --prove", j.File.Model))
	}
	if o.MaxSeconds > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, time.Duration(o.MaxSeconds*float64(time.Second)))
		defer stop()
	}
	res, err := p.Prove(ctx, prove.Settings{MaxBoxes: o.MaxBoxes, Workers: j.Options.Workers})
	if err != nil && !errors.Is(err, prove.ErrBudget) {
		return nil, input(fmt.Errorf("solve.prove: %w", err))
	}
	return &certificate{res, err}, nil
}

// complete adds to the list what the proof found and the search had missed, and says how complete it is.
func (c *certificate) complete(g model.Game, list *equilibrium.List, s *result.Search) error {
	for k := range c.res.Equilibria {
		e := &c.res.Equilibria[k]
		if c.match(g, list, e) != nil {
			continue
		}
		mid, support := make([]float64, len(e.Shares)), []int(nil)
		for i, v := range e.Shares {
			mid[i] = v.Mid()
			if e.Support[i] {
				support = append(support, i)
			}
		}
		found, err := equilibrium.Refine(g, g.NewEvaluator(), mid, support)
		if err != nil {
			return err
		}
		found.Orbit = len(Images(g, found.Share))
		list.Equilibria = append(list.Equilibria, found)
		s.IndexSum = nil // it was of the list as found
	}
	c.dropRefuted(g, list, s)
	s.Method, s.Complete = "interval", c.res.Complete
	s.Argument = fmt.Sprintf("interval branch and prune with Krawczyk's test, %d boxes; short run: %s", c.res.Stats.Boxes, c.res.ShortRun)
	s.Missing = false
	if c.res.ManyShortRuns() {
		s.Notes = append(s.Notes, "some shares are equilibria with more than one short run; each is listed once, with the short run that the search found")
	}
	for _, u := range c.res.Undecided {
		var box []result.Box
		for _, v := range u.Shares {
			box = append(box, result.Box{v.Lo, v.Hi})
		}
		s.Undecided = append(s.Undecided, result.Undecided{Share: box, Width: u.Width, Verdict: verdictOf(u)})
	}
	return nil
}

// dropRefuted drops what the search took for equilibria and a complete proof says are none.
func (c *certificate) dropRefuted(g model.Game, list *equilibrium.List, s *result.Search) {
	if !c.res.Complete {
		return
	}
	kept := list.Equilibria[:0]
	for _, e := range list.Equilibria {
		if c.ofImage(g, e.Share) != nil {
			kept = append(kept, e)
		}
	}
	if n := len(list.Equilibria) - len(kept); n > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("dropped as refuted by the proof: %d that the search had listed", n))
		s.IndexSum = nil
	}
	list.Equilibria = kept
}

func verdictOf(u prove.Undecided) string {
	if u.Reason == prove.OutOfBudget {
		return "not examined"
	}
	return fmt.Sprintf("degenerate box of width %.3g", u.Width)
}

// match finds the listed equilibrium that lies in a certified box, or has an image there.
func (c *certificate) match(g model.Game, list *equilibrium.List, e *prove.Equilibrium) *equilibrium.Equilibrium {
	for _, l := range list.Equilibria {
		for _, x := range Images(g, l.Share) {
			if inside(x, e.Shares) {
				return l
			}
		}
	}
	return nil
}

// slack is how far outside a certified box a computed share may lie and still mean the state in it: the
// float is off by rounding, the box may be narrower than that.
const slack = 1e-10

func inside(x []float64, box []prove.Interval) bool {
	for i, v := range box {
		if x[i] < v.Lo-slack || x[i] > v.Hi+slack {
			return false
		}
	}
	return true
}

// of is the certificate of the state x, or nil: of a box in which it may lie that could not be decided, the
// verdict is degenerate.
func (c *certificate) of(x []float64) *result.Proof {
	for k := range c.res.Equilibria {
		e := &c.res.Equilibria[k]
		if !inside(x, e.Shares) {
			continue
		}
		p := &result.Proof{Verdict: "unique"}
		for _, v := range e.Shares {
			p.Share = append(p.Share, [2]float64{v.Lo, v.Hi})
			p.Width = max(p.Width, v.Hi-v.Lo)
		}
		switch e.Stability {
		case prove.Stable:
			p.Stable = result.Verdict(equilibrium.Stable)
		case prove.Unstable:
			p.Stable = result.Verdict(equilibrium.Unstable)
		}
		return p
	}
	for _, u := range c.res.Undecided {
		if inside(x, u.Shares) {
			p := &result.Proof{Verdict: "degenerate", Width: u.Width}
			for _, v := range u.Shares {
				p.Share = append(p.Share, [2]float64{v.Lo, v.Hi})
			}
			return p
		}
	}
	return nil
}

// ofImage is the certificate of x, or of a mirror image of it with the enclosures put in x's order: the
// proof examines one support of each class under the symmetry.
func (c *certificate) ofImage(g model.Game, x []float64) *result.Proof {
	if p := c.of(x); p != nil {
		return p
	}
	for _, y := range Images(g, x) {
		p := c.of(y)
		if p == nil {
			continue
		}
		share, used := make([][2]float64, len(x)), make([]bool, len(x))
		for i, v := range x {
			best := -1
			for k, w := range y {
				if !used[k] && (best < 0 || math.Abs(w-v) < math.Abs(y[best]-v)) {
					best = k
				}
			}
			used[best], share[i] = true, p.Share[best]
		}
		p.Share = share
		return p
	}
	return nil
}
