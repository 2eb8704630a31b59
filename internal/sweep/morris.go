package sweep

import (
	"fmt"
	"math"
)

// levels is the number of levels of a Morris design.
func (d *Design) levels() int {
	if d.Levels == 0 {
		return DefaultLevels
	}
	return d.Levels
}

// trajectory is one walk of a Morris design: it starts at a random corner of the grid of levels and changes
// one factor after another, in random order, by half the levels (M. D. Morris, Factorial sampling plans for
// preliminary computational experiments, Technometrics 33, 1991).
type trajectory struct {
	start []int // level of each factor
	up    []bool
	order []int // factors in the order in which they change
}

func (d *Design) trajectory(t int) trajectory {
	k, half := len(d.Factors), d.levels()/2
	r := stream(d.Seed, streamTrajectory, t)
	w := trajectory{make([]int, k), make([]bool, k), r.Perm(k)}
	for j := range k {
		w.start[j] = r.IntN(half)
		if w.up[j] = r.IntN(2) == 0; !w.up[j] {
			w.start[j] += half
		}
	}
	return w
}

// share is the place of a level in the distribution of a factor: the ends are 0 and 1 where these are finite,
// else levels are the middles of parts of equal chance.
func (d *Design) share(factor, level int) float64 {
	p := float64(d.levels())
	if d.Factors[factor].Marginal.Bounded() {
		return float64(level) / (p - 1)
	}
	return (float64(level) + 0.5) / p
}

// step is how far, in shares of its distribution, a factor moves.
func (d *Design) step(factor int) float64 {
	half := d.levels() / 2
	return d.share(factor, half) - d.share(factor, 0)
}

func (d *Design) morris() (func(u []float64, i int), error) {
	if p := d.levels(); p < 2 || p%2 != 0 {
		return nil, fmt.Errorf("a Morris design has %d levels; allowed: an even number from 2", p)
	}
	k, half := len(d.Factors), d.levels()/2
	last, w := -1, trajectory{}
	return func(u []float64, i int) {
		t, moves := i/(k+1), i%(k+1)
		if t != last {
			last, w = t, d.trajectory(t)
		}
		for n, j := range w.order {
			level := w.start[j]
			if n < moves {
				if level += half; !w.up[j] {
					level -= 2 * half
				}
			}
			u[j] = d.share(j, level)
		}
	}, nil
}

// ElementaryEffects measures each factor by its elementary effects, the change of the outcome over the change
// of the factor's place in its distribution, one per trajectory: their mean, the mean of their absolute
// values (Campolongo et al. 2007), and their standard deviation, which is large where the factor acts
// non-linearly or together with others. y are the outcomes at the points of a Morris design, in order; an
// effect that lacks one of its two points is left out.
func (d *Design) ElementaryEffects(y []float64, b Bootstrap) (*Sensitivity, error) {
	k := len(d.Factors)
	effects := make([][]float64, k)
	out := &Sensitivity{Method: "morris"}
	for t := 0; (t+1)*(k+1) <= len(y); t++ {
		w := d.trajectory(t)
		for n, j := range w.order {
			before, after := y[t*(k+1)+n], y[t*(k+1)+n+1]
			if !allFinite([]float64{before, after}) {
				out.LeftOut++
				continue
			}
			e := (after - before) / d.step(j)
			if !w.up[j] {
				e = -e
			}
			effects[j] = append(effects[j], e)
			out.Used++
		}
	}
	out.Mean, out.Variance = moments(finiteOf(y))
	for j, list := range effects {
		if len(list) < 2 {
			return nil, fmt.Errorf("parameter %s has %d elementary effects; two are needed: take more trajectories (sweep.points)", d.Factors[j].Name, len(list))
		}
		var value [3]float64
		summary := func(sample []int, dst []float64) {
			part := make([]float64, len(sample))
			absolute := 0.0
			for i, s := range sample {
				part[i] = list[s]
				absolute += math.Abs(list[s])
			}
			mean, variance := moments(part)
			dst[0], dst[1], dst[2] = mean, absolute/float64(len(part)), math.Sqrt(variance)
		}
		all := make([]int, len(list))
		for i := range all {
			all[i] = i
		}
		summary(all, value[:])
		lo, hi := b.intervals(len(list), 3, summary)
		out.Effects = append(out.Effects, Effect{Parameter: d.Factors[j].Name,
			MeanEffect: &Estimate{value[0], lo[0], hi[0]}, MeanAbsolute: &Estimate{value[1], lo[1], hi[1]}, SD: &Estimate{value[2], lo[2], hi[2]}})
	}
	return out, nil
}
