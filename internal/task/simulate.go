package task

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// reportTimes is the number of equal steps at which a simulation reports if the scenario names no times.
const reportTimes = 200

// Simulate runs the adjustment through time, with dated shocks and changes of regime.
func (j *Job) Simulate(ctx context.Context) (result.Result, error) {
	s := j.File.Simulate
	if s == nil {
		return nil, input(j.File.Errorf("simulate", "is missing", "simulate: {start: {share: […]}, until: 100}", ""))
	}
	out, err := j.SimulateAs(ctx, s, "")
	if out == nil {
		return nil, err
	}
	return out, err
}

// SimulateAs runs the adjustment as s says instead of the scenario's own block, and under another regime of
// joint action at the start; "": the scenario's.
func (j *Job) SimulateAs(ctx context.Context, s *scenario.Simulate, regime string) (*result.Simulate, error) {
	g, err := j.game("simulate")
	if err != nil {
		return nil, err
	}
	run := &simulation{job: j, s: s, file: j.File, game: g, switched: make([]bool, len(s.Switches))}
	if regime != "" {
		if j.File.JointAction == nil {
			return nil, input(j.File.Errorf("joint_action", "is missing: there is no regime to change", "", ""))
		}
		if err := run.rebuild(withRegime(j.File, regime)); err != nil {
			return nil, err
		}
	}
	if err := run.prepare(ctx); err != nil {
		return nil, classify(err)
	}
	err = run.run(ctx)
	if len(run.out.Times) == 0 {
		return nil, classify(err)
	}
	run.out.Report = run.report()
	return run.out, classify(err)
}

// simulation is one run. It goes on in pieces: from one dated change, or switch of regime, to the next.
type simulation struct {
	job  *Job
	s    *scenario.Simulate
	file *scenario.File // as the shocks so far have left it
	game model.Game
	x    []float64
	t    float64

	times    []float64
	dates    []float64 // of shocks and dated switches, rising
	switched []bool
	region   int // that is reported on, from 0; −1: none
	out      *result.Simulate

	before, payoffBefore float64   // share and payoff of the region just before the first shock
	payoffsBefore        []float64 // of all regions
	firstChange          float64   // date of the first shock; NaN: none yet
	low                  float64   // lowest share since then, at lowTime
	lowTime              float64
	back                 float64 // since when the share has been back; NaN: it is not
}

// prepare settles the start, lists the dates and builds what the run needs; it also checks that every
// shock can be applied, so that bad input ends before anything is written.
func (r *simulation) prepare(ctx context.Context) error {
	s := r.s
	var err error
	if s.Start.Settle.IsSet() {
		x0, err := r.job.state(r.game, "simulate.start.settle", s.Start.Settle)
		if err != nil {
			return err
		}
		e, _, err := equilibrium.Settle(ctx, r.game, x0, equilibrium.SettleSettings{})
		if err != nil {
			return fmt.Errorf("simulate.start.settle: %w", err)
		}
		r.x = e.Share
	} else if r.x, err = r.job.state(r.game, "simulate.start.share", s.Start.Share); err != nil {
		return err
	}
	if err := r.setTimes(); err != nil {
		return err
	}
	for _, k := range s.Shocks {
		r.dates = append(r.dates, k.At)
	}
	for _, k := range s.Switches {
		if k.At != nil {
			r.dates = append(r.dates, *k.At)
		}
	}
	slices.Sort(r.dates)
	r.dates = slices.Compact(r.dates)
	r.region = -1
	if s.Report != nil {
		if s.Report.Region > r.game.Regions() {
			return r.file.Errorf("simulate.report.region", fmt.Sprintf("%d of %d regions", s.Report.Region, r.game.Regions()), "", "")
		}
		r.region = s.Report.Region - 1
	}
	for k, w := range s.Switches {
		if w.When != nil && w.When.Region > r.game.Regions() {
			return r.file.Errorf(fmt.Sprintf("simulate.switches.%d.when.region", k+1), fmt.Sprintf("%d of %d regions", w.When.Region, r.game.Regions()), "", "")
		}
		if r.file.JointAction == nil {
			return r.file.Errorf(fmt.Sprintf("simulate.switches.%d.regime", k+1), "there is no joint_action whose regime could change", "", "")
		}
	}
	r.out = result.NewSimulate(r.job.head(), r.game.Names())
	r.firstChange, r.back = math.NaN(), math.NaN()
	return r.rehearse()
}

func (r *simulation) setTimes() error {
	s := r.s
	r.times = slices.Clone(s.Times)
	if len(r.times) == 0 {
		for k := range reportTimes + 1 {
			r.times = append(r.times, s.Until*float64(k)/reportTimes)
		}
		return nil
	}
	slices.Sort(r.times)
	r.times = slices.Compact(r.times)
	if last := r.times[len(r.times)-1]; last > s.Until {
		return r.file.Errorf("simulate.times", fmt.Sprintf("%v lies after until = %v", last, s.Until), "", "")
	}
	return nil
}

// rehearse applies all dated changes in order and builds their models.
func (r *simulation) rehearse() error {
	f := r.file
	for _, d := range r.dates {
		var err error
		if f, err = r.changed(f, d, nil); err != nil {
			return err
		}
		if _, err := model.Build(f, r.job.Env); err != nil {
			return input(err)
		}
	}
	return nil
}

// changed is the scenario f after the shocks and switches of date d.
func (r *simulation) changed(f *scenario.File, d float64, note func(kind, what string)) (*scenario.File, error) {
	for _, k := range r.s.Shocks {
		if k.At != d {
			continue
		}
		for _, set := range k.Set {
			var err error
			if f, err = f.WithValue(set.Path, set.Value); err != nil {
				return nil, input(err)
			}
			if note != nil {
				text, _ := set.Value.MarshalJSON()
				note("shock", set.Path+" = "+string(text))
			}
		}
	}
	for _, k := range r.s.Switches {
		if k.At != nil && *k.At == d {
			f = withRegime(f, k.Regime)
			if note != nil {
				note("switch", "regime "+k.Regime)
			}
		}
	}
	return f, nil
}

// withRegime is the scenario under another regime of joint action; under "none" nobody makes an effort.
func withRegime(f *scenario.File, regime string) *scenario.File {
	c, j := *f, *f.JointAction
	j.Regime = regime
	c.JointAction = &j
	return &c
}

// run integrates from change to change.
func (r *simulation) run(ctx context.Context) error {
	for {
		if len(r.dates) > 0 && r.dates[0] == r.t {
			if err := r.change(); err != nil {
				return err
			}
			continue
		}
		if switched, err := r.reactAtOnce(); err != nil || switched {
			if err != nil {
				return err
			}
			continue
		}
		end := r.s.Until
		if len(r.dates) > 0 {
			end = min(end, r.dates[0])
		}
		if r.t >= r.s.Until {
			return r.record(r.t, r.x)
		}
		if err := r.piece(ctx, end); err != nil {
			return err
		}
	}
}

// change applies what is due now.
func (r *simulation) change() error {
	shocks := slices.ContainsFunc(r.s.Shocks, func(k scenario.Shock) bool { return k.At == r.t })
	if math.IsNaN(r.firstChange) && shocks {
		if err := r.remember(); err != nil {
			return err
		}
	}
	f, err := r.changed(r.file, r.t, func(kind, what string) {
		r.out.Events = append(r.out.Events, result.Happening{Kind: kind, Time: r.t, What: what})
	})
	if err != nil {
		return err
	}
	r.dates = r.dates[1:]
	return r.rebuild(f)
}

func (r *simulation) rebuild(f *scenario.File) error {
	m, err := model.Build(f, r.job.Env)
	if err != nil {
		return input(err)
	}
	r.file, r.game = f, m.(model.Game)
	return nil
}

// remember keeps share and payoff of the region just before the first shock.
func (r *simulation) remember() error {
	r.firstChange = r.t
	pay, err := r.payoffs(r.x)
	if err != nil {
		return err
	}
	r.payoffsBefore = pay
	if r.region < 0 {
		return nil
	}
	r.before, r.payoffBefore = r.shareOf(r.x), pay[r.region]
	r.low, r.lowTime, r.back = r.before, r.t, r.t
	return nil
}

// payoffs are those that results list, the first industry's by region.
func (r *simulation) payoffs(x []float64) ([]float64, error) {
	p := make([]float64, len(x))
	if err := r.game.NewEvaluator().Payoffs(p, x); err != nil {
		return nil, err
	}
	return r.game.Listed(p).Row(0), nil
}

func (r *simulation) shareOf(x []float64) float64 { return r.game.Shares(x).Row(0)[r.region] }

// reactAtOnce switches the regime where a payoff lies below its threshold already.
func (r *simulation) reactAtOnce() (bool, error) {
	for k, w := range r.s.Switches {
		if w.When == nil || r.switched[k] || math.IsNaN(r.firstChange) {
			continue
		}
		base := r.payoffsBefore[w.When.Region-1]
		pay, err := r.payoffs(r.x)
		if err != nil {
			return false, err
		}
		// the end of a piece lies on the threshold to within the accuracy of event location
		if pay[w.When.Region-1] <= base*(1-w.When.PayoffFall)*(1+1e-9) {
			r.switched[k] = true
			r.out.Events = append(r.out.Events, result.Happening{Kind: "switch", Time: r.t, What: "regime " + w.Regime})
			return true, r.rebuild(withRegime(r.file, w.Regime))
		}
	}
	return false, nil
}

// piece integrates to end, or to where a payoff has fallen to its threshold.
func (r *simulation) piece(ctx context.Context, end float64) error {
	set := equilibrium.PathSettings{Start: r.t, Until: end, Speed: r.s.Speed, NoRest: false}
	for _, t := range r.times {
		if t >= r.t && (t < end || t == end && end == r.s.Until) {
			set.Times = append(set.Times, t)
		}
	}
	set.Times = append(set.Times, end)
	set.Times = slices.Compact(set.Times)
	if r.region >= 0 && !math.IsNaN(r.firstChange) {
		set.Events = append(set.Events, r.watchTurn(), r.watchLevel())
	}
	for k, w := range r.s.Switches {
		if w.When != nil && !r.switched[k] && !math.IsNaN(r.firstChange) {
			region := w.When.Region - 1
			level := r.payoffsBefore[region] * (1 - w.When.PayoffFall)
			set.Events = append(set.Events, equilibrium.PathEvent{Name: "fall", Direction: -1, Terminal: true,
				Func: func(_ float64, _, payoff []float64) float64 { return r.game.Listed(payoff).Row(0)[region] - level }})
		}
	}
	p, err := equilibrium.Path(ctx, r.game, r.x, set)
	if p == nil {
		return err
	}
	for k, t := range p.Times {
		last := k == len(p.Times)-1
		if slices.Contains(r.times, t) && !(last && t == end && end < r.s.Until) && t < r.s.Until {
			if rerr := r.record(t, p.Share[k]); rerr != nil {
				return rerr
			}
		}
		if r.region >= 0 && !math.IsNaN(r.firstChange) {
			r.observe(t, p.Share[k])
		}
	}
	for _, o := range p.Events {
		switch o.Name {
		case "turn":
			r.observe(o.Time, o.Share)
		case "level":
			if r.falling(o.Share) {
				r.back = math.NaN()
			} else if math.IsNaN(r.back) {
				r.back = o.Time
			}
		}
	}
	if err != nil {
		return err
	}
	if r.region >= 0 && !math.IsNaN(r.firstChange) {
		r.observe(p.End, p.Final)
	}
	r.t, r.x = end, p.Final
	if p.Status == equilibrium.PathTerminal {
		r.t = p.End
	}
	return nil
}

// watchTurn sees where the region's share stops falling.
func (r *simulation) watchTurn() equilibrium.PathEvent {
	return equilibrium.PathEvent{Name: "turn", Direction: 1, Func: func(_ float64, x, payoff []float64) float64 { return r.growth(x, payoff) }}
}

// growth is the region's payoff above the mean of its population: the growth rate of its share.
func (r *simulation) growth(x, payoff []float64) float64 {
	g := r.game
	mark := make([]float64, len(x))
	for k := range mark {
		mark[k] = float64(k)
	}
	option := int(g.Listed(mark).Row(0)[r.region])
	for k, p := range g.Populations() {
		if option >= p.Start && option < p.End {
			return payoff[option] - equilibrium.Means(g.Populations(), payoff, x)[k]
		}
	}
	return 0
}

// watchLevel sees where the share crosses the level that counts as recovered.
func (r *simulation) watchLevel() equilibrium.PathEvent {
	level := r.before * (1 - r.s.Report.Recovery)
	return equilibrium.PathEvent{Name: "level", Func: func(_ float64, x, _ []float64) float64 { return r.shareOf(x) - level }}
}

func (r *simulation) falling(x []float64) bool {
	p := make([]float64, len(x))
	if err := r.game.NewEvaluator().Payoffs(p, x); err != nil {
		return true
	}
	return r.growth(x, p) < 0
}

// lower is how much lower a share must be to count as a new trough: what the integrator's tolerance leaves.
const lower = 1e-8

func (r *simulation) observe(t float64, x []float64) {
	if v := r.shareOf(x); v < r.low*(1-lower) {
		r.low, r.lowTime = v, t
	}
}

// record reports the state at a time.
func (r *simulation) record(t float64, x []float64) error {
	if n := len(r.out.Times); n > 0 && r.out.Times[n-1] == t || !slices.Contains(r.times, t) {
		return nil
	}
	st, err := r.game.Describe(x)
	if err != nil {
		return err
	}
	r.out.Add(t, st)
	return nil
}

// report sums up the region's path.
func (r *simulation) report() *result.PathReport {
	if r.region < 0 || len(r.out.Times) == 0 {
		return nil
	}
	final := r.shareOf(r.x)
	pay, err := r.payoffs(r.x)
	if err != nil {
		return nil
	}
	rep := &result.PathReport{Region: r.region + 1, ShareFinal: final, PayoffFinal: pay[r.region], Survives: final > r.s.Report.Floor}
	if math.IsNaN(r.firstChange) {
		rep.ShareBefore, rep.ShareTrough, rep.PayoffBefore = final, final, pay[r.region]
		return rep
	}
	r.observe(r.s.Until, r.x)
	rep.ShareBefore, rep.ShareTrough, rep.PayoffBefore = r.before, r.low, r.payoffBefore
	if stillFalling := final <= r.low*(1+10*lower) && final < r.before*(1-lower); !stillFalling {
		rep.TroughTime = &r.lowTime
	}
	if !math.IsNaN(r.back) {
		wait := r.back - r.firstChange
		rep.RecoveryTime = &wait
	}
	return rep
}
