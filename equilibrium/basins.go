package equilibrium

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
)

// BasinSettings steer Basins. The zero value is the default.
type BasinSettings struct {
	// Grid is the number of cells along an edge of the simplex, for games with one population of two or
	// three options; 0 draws random starts.
	Grid int
	// Starts is the number of random starts, spread evenly over the simplices, 0 for 200.
	Starts  int
	Seed    uint64
	Workers int // largest number of goroutines, 0 for GOMAXPROCS
	Settle  SettleSettings
}

// Basin is where one start leads.
type Basin struct {
	Start       []float64
	Equilibrium int // position in BasinMap.Equilibria; −1 where the dynamics did not come to rest
	Image       int // which image of it, in the order of Symmetry.Images; 0 the listed one
}

// BasinMap tells which equilibrium each start leads to.
type BasinMap struct {
	// Equilibria holds those handed to Basins, then those first met by it.
	Equilibria []*Equilibrium
	Points     []Basin
	// Weight is the part of the starts that lead to some image of each equilibrium; with random starts it
	// estimates the size of the basins.
	Weight []float64
	Failed int // starts that did not come to rest
}

const defaultBasinStarts = 200

// Basins follows the dynamics from many starts and tells where they lead. Equilibria already known, one
// of each orbit, keep their positions; nil is fine.
//
// With Grid = m and three options the starts are the points (i, j, k)/m with i + j + k = m moved a third of
// a cell off the edges into the simplex, so that every option is taken: (i + ⅓, j + ⅓, k + ⅓)/(m + 1).
//
// Errors: a Grid on a game of another shape; the context's; the game's.
func Basins(ctx context.Context, g Game, known []*Equilibrium, s BasinSettings) (*BasinMap, error) {
	starts, err := basinStarts(g, s)
	if err != nil {
		return nil, err
	}
	if s.Workers <= 0 {
		s.Workers = runtime.GOMAXPROCS(0)
	}
	ends := make([]*Equilibrium, len(starts))
	err = each(ctx, s.Workers, len(starts), func(k int) error {
		e, _, err := Settle(ctx, g, starts[k], s.Settle)
		if errors.Is(err, ErrNotConverged) {
			return nil
		}
		ends[k] = e
		return err
	})
	if err != nil {
		return nil, err
	}
	return label(g, known, starts, ends)
}

func label(g Game, known []*Equilibrium, starts [][]float64, ends []*Equilibrium) (*BasinMap, error) {
	sym := symmetryOf(g)
	c := collector{sym: sym, found: slices.Clone(known)}
	m := &BasinMap{Points: make([]Basin, len(starts))}
	images := map[int][][]float64{}
	count := make([]int, len(known))
	for k, e := range ends {
		m.Points[k] = Basin{Start: starts[k], Equilibrium: -1}
		if e == nil {
			m.Failed++
			continue
		}
		at, fresh := c.add(e)
		if fresh {
			f, err := finish(g, sym, e.Share)
			if err != nil {
				return nil, err
			}
			c.found[at], count = f, append(count, 0)
		}
		if images[at] == nil {
			images[at] = sym.Images(tie(c.found[at].Share))
		}
		count[at]++
		image := slices.IndexFunc(images[at], func(y []float64) bool { return same(tie(e.Share), y) })
		m.Points[k].Equilibrium, m.Points[k].Image = at, max(0, image)
	}
	m.Equilibria = c.found
	for _, n := range count {
		m.Weight = append(m.Weight, float64(n)/float64(len(starts)))
	}
	return m, nil
}

func basinStarts(g Game, s BasinSettings) ([][]float64, error) {
	n, pops := Dim(g), g.Populations()
	if s.Grid <= 0 {
		all, pop := make([]int, n), make([]int, n)
		for k, p := range pops {
			for i := p.Start; i < p.End; i++ {
				all[i], pop[i] = i, k
			}
		}
		if s.Starts <= 0 {
			s.Starts = defaultBasinStarts
		}
		draw := newSampler(pops, pop, all, s.Seed)
		draw.even = true
		starts := make([][]float64, s.Starts)
		for k := range starts {
			starts[k] = draw.start(k)
		}
		return starts, nil
	}
	if len(pops) != 1 || n < 2 || n > 3 {
		return nil, fmt.Errorf("equilibrium: a grid of starts needs one population of two or three options, not %d populations with %d in all", len(pops), n)
	}
	var starts [][]float64
	m, part := s.Grid, 1/float64(n)
	for i := 0; i <= m; i++ {
		for j := 0; j <= m-i; j++ {
			x := []float64{float64(i) + part, float64(j) + part, float64(m-i-j) + part}
			if n == 2 {
				if x = x[:2]; i+j != m {
					continue
				}
			}
			for k := range x {
				x[k] /= float64(m + 1)
			}
			starts = append(starts, x)
		}
	}
	return starts, nil
}
