package figure

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

var nan = math.NaN()

// dateAccuracy is how exactly the last date of a successful switch is found, as a fraction of the range of
// dates: finer than a line is wide.
const dateAccuracy = 2e-3

// timing draws an entry of the report against the date of a switch: the simulation is repeated for each
// date. Where the outcome changes between survival and not, the date is found by bisection.
func (b *builder) timing(o *scenario.TimingFigure) (plots.Figure, error) {
	s, err := want[*result.Simulate](b, o.Of)
	if err != nil {
		return nil, err
	}
	var dates []float64
	for k := range o.Points {
		dates = append(dates, o.From+(o.To-o.From)*float64(k)/float64(o.Points-1))
	}
	line := plots.Series{Name: "switch at this date"}
	fig := plots.Lines{Title: b.fig.Title, XLabel: "date of the switch", YLabel: reportLabel(o.Y, s.Report)}
	reports, err := b.switchedAll(o, dates)
	if err != nil {
		return nil, err
	}
	var last *result.PathReport
	for k, t := range dates {
		r := reports[k]
		if last != nil && last.Survives != r.Survives {
			before, after, lr, rr, err := b.tipping(o, dates[k-1], t, last, r)
			if err != nil {
				return nil, err
			}
			line.X = append(line.X, before, (before+after)/2, after)
			line.Y = append(line.Y, entry(lr, o.Y), nan, entry(rr, o.Y))
			label := "too late"
			if r.Survives {
				label = "late enough"
			}
			fig.Marks = append(fig.Marks, plots.Mark{X: (before + after) / 2, Label: label})
		}
		line.X, line.Y = append(line.X, t), append(line.Y, entry(r, o.Y))
		last = r
	}
	fig.Series = append(fig.Series, line)
	never, err := b.reportOf(func(w []scenario.Switch) []scenario.Switch { return slices.Delete(w, o.Switch-1, o.Switch) })
	if err != nil {
		return nil, err
	}
	flat := func(name string, y float64) {
		if !math.IsNaN(y) {
			fig.Series = append(fig.Series, plots.Series{Name: name, X: []float64{o.From, o.To}, Y: []float64{y, y}})
		}
	}
	flat("no switch", entry(never, o.Y))
	switch o.Y {
	case "share_final", "share_trough":
		flat("before the shock", last.ShareBefore)
	case "payoff_final":
		flat("before the shock", last.PayoffBefore)
	}
	for _, k := range b.job.File.Simulate.Shocks {
		if k.At >= o.From && k.At <= o.To {
			fig.Marks = append(fig.Marks, plots.Mark{X: k.At, Label: "shock"})
		}
	}
	return fig, nil
}

// switchedAll repeats the simulation for each date, on all workers.
func (b *builder) switchedAll(o *scenario.TimingFigure, dates []float64) ([]*result.PathReport, error) {
	out, errs := make([]*result.PathReport, len(dates)), make([]error, len(dates))
	next := make(chan int)
	var wg sync.WaitGroup
	workers := b.job.Options.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := range next {
				out[k], errs[k] = b.switchedAt(o, dates[k])
			}
		}()
	}
	for k := range dates {
		next <- k
	}
	close(next)
	wg.Wait()
	return out, errors.Join(errs...)
}

// tipping narrows the dates between which survival changes, by bisection.
func (b *builder) tipping(o *scenario.TimingFigure, lo, hi float64, low, high *result.PathReport) (float64, float64, *result.PathReport, *result.PathReport, error) {
	for hi-lo > dateAccuracy*(o.To-o.From) {
		mid := (lo + hi) / 2
		r, err := b.switchedAt(o, mid)
		if err != nil {
			return 0, 0, nil, nil, err
		}
		if r.Survives == low.Survives {
			lo, low = mid, r
		} else {
			hi, high = mid, r
		}
	}
	return lo, hi, low, high, nil
}

// switchedAt is the report of the simulation with the switch at a date.
func (b *builder) switchedAt(o *scenario.TimingFigure, t float64) (*result.PathReport, error) {
	return b.reportOf(func(w []scenario.Switch) []scenario.Switch {
		w[o.Switch-1].At, w[o.Switch-1].When = &t, nil
		return w
	})
}

// reportOf is the report of the simulation with other switches.
func (b *builder) reportOf(change func([]scenario.Switch) []scenario.Switch) (*result.PathReport, error) {
	s := *b.job.File.Simulate
	s.Switches = change(slices.Clone(s.Switches))
	s.Times = []float64{s.Until} // nothing in between is drawn
	out, err := b.job.SimulateAs(b.ctx, &s, "")
	if err != nil {
		return nil, err
	}
	return out.Report, nil
}

// entry is an entry of a report; NaN for none.
func entry(r *result.PathReport, name string) float64 {
	switch name {
	case "share_trough":
		return r.ShareTrough
	case "payoff_final":
		return r.PayoffFinal
	case "recovery_time":
		if r.RecoveryTime == nil {
			return nan
		}
		return *r.RecoveryTime
	}
	return r.ShareFinal
}

func reportLabel(name string, r *result.PathReport) string {
	switch name {
	case "share_trough":
		return "lowest " + quantity("share", r.Region)
	case "payoff_final":
		return "final " + quantity("payoff", r.Region)
	case "recovery_time":
		return "time to recover"
	}
	return "final " + quantity("share", r.Region)
}
