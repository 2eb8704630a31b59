package economy

import (
	"fmt"
	"math"
)

// Report is everything that is told of one state, by industry and region at home: [i*home+r].
type Report struct {
	Share             []float64 // migration: of the industry's workers; sectoral: of the region's labour; both: of all labour
	Wage              []float64
	PriceIndex        []float64
	Price             []float64
	RealWage          []float64
	Payoff            []float64
	Firms             []float64
	ExportShare       []float64 // of sales, to the rest of the world
	OutsidePriceIndex []float64 // [i*abroad+o]
	// Mean log real incomes: of those who work in industry, in agriculture, of all people at home. NaN where
	// there is nobody.
	Workers, Farmers, World float64
	SumRealIncome           float64 // sum of real incomes of all people at home
	Residual, Walras        float64
	Steps                   int
	Method                  string
}

// Share is the shares of a state as they are reported, by industry and region, agriculture left out.
func (e *Economy) Share(x []float64) []float64 {
	nI := len(e.Technology.Industries)
	out := make([]float64, nI*e.home)
	for k := range out {
		s := e.mb.at[k]
		out[k] = x[s]
		if e.Mobility == Migration { // of the whole industry: groups hold a part of it each
			out[k] *= e.mb.mass[e.mb.popOf[s]] / e.workers[k/e.home]
		}
	}
	return out
}

// Listed picks the values of industries by region from values by option of the state.
func (e *Economy) Listed(v []float64) []float64 {
	out := make([]float64, len(e.mb.at))
	for k, s := range e.mb.at {
		out[k] = v[s]
	}
	return out
}

// addsUp is the tolerance on shares that add up: shares with ten digits, as tables print them.
const addsUp = 1e-9

// State is the state with these reported shares. Under migration the shares of an industry (in each
// group) must add up to one (to what lives in the group); under sectoral mobility agriculture gets what
// industries leave of each region, under both what they leave of the world, in equal parts.
func (e *Economy) State(share []float64) ([]float64, error) {
	x := make([]float64, len(e.mb.slots))
	for k, v := range share {
		s := e.mb.at[k]
		if e.Mobility == Migration {
			v *= e.workers[k/e.home] / e.mb.mass[e.mb.popOf[s]]
		}
		x[s] = v
	}
	for p, pop := range e.mb.pops {
		sum := 0.0
		var farms []int
		for k := pop.Start; k < pop.End; k++ {
			sum += x[k]
			if e.mb.slots[k].industry == agriculture {
				farms = append(farms, k)
			}
		}
		if len(farms) > 0 && sum <= 1+addsUp {
			for _, k := range farms {
				x[k] = max(0, 1-sum) / float64(len(farms))
			}
			continue
		}
		if math.Abs(sum-1) > addsUp {
			return nil, fmt.Errorf("share: %s add up to %.12g, allowed is 1 within %.0g", e.populationName(p), sum, addsUp)
		}
		for k := pop.Start; k < pop.End; k++ {
			x[k] /= sum
		}
	}
	return x, nil
}

func (e *Economy) populationName(p int) string {
	first := e.mb.slots[e.mb.pops[p].Start]
	switch e.Mobility {
	case Sectoral:
		return fmt.Sprintf("the sectors of region %d", first.region+1)
	case Both:
		return "all sectors and regions"
	}
	if len(e.mb.pops) > len(e.Technology.Industries) {
		return fmt.Sprintf("the shares of industry %d in the group of region %d, relative to the group's labour,", first.industry+1, first.region+1)
	}
	return fmt.Sprintf("the shares of industry %d", first.industry+1)
}

// Report solves the short run at a state and tells everything about it.
func (e *Economy) Report(x []float64) (*Report, error) {
	ev := e.Evaluator()
	if err := ev.solve(x); err != nil {
		return nil, err
	}
	return ev.report(x), nil
}

func (ev *Evaluator) report(x []float64) *Report {
	r := ev.tell()
	r.Share = ev.e.Share(x)
	ev.welfare(r, x)
	return r
}

// tell reports the short run that has been solved: all but what needs the state.
func (ev *Evaluator) tell() *Report {
	e := ev.e
	nI, home, n := len(e.Technology.Industries), e.home, e.market.n
	sol := ev.solver.Solution()
	at := func(all []float64) []float64 {
		out := make([]float64, 0, nI*home)
		for i := range nI {
			out = append(out, all[i*n:i*n+home]...)
		}
		return out
	}
	r := &Report{Wage: at(sol.Wage), PriceIndex: at(sol.PriceIndex), Price: at(sol.Price), Firms: at(sol.Firms),
		Residual: sol.Residual, Walras: sol.Walras, Steps: sol.Steps, Method: sol.Method}
	r.RealWage = exps(ev.solver.LogRealWage())
	r.Payoff = r.RealWage
	if len(e.Outside) > 0 {
		r.ExportShare = ev.solver.ExportShare()
		for i := range nI {
			r.OutsidePriceIndex = append(r.OutsidePriceIndex, sol.PriceIndex[i*n+home:(i+1)*n]...)
		}
	}
	return r
}

// welfare fills in mean log real incomes, by number of people. Under migration the farmers of region r
// are (1−Σμ)φ^A_r people with an income of one; where labour moves between sectors they are those who work
// in agriculture, at its wage.
func (ev *Evaluator) welfare(r *Report, x []float64) {
	e := ev.e
	var workers, farmers, logWorkers, logFarmers float64
	for k, s := range e.mb.slots {
		people := e.mb.mass[e.mb.popOf[k]] * x[k]
		if people == 0 {
			continue
		}
		if s.industry == agriculture {
			v := math.Log(e.Farming.Wage(s.region, people)) - ev.solver.LogCostOfLiving(s.region)
			farmers += people
			logFarmers += people * v
			r.SumRealIncome += people * math.Exp(v)
			continue
		}
		v := math.Log(r.Payoff[s.industry*e.home+s.region])
		workers += people
		logWorkers += people * v
		r.SumRealIncome += people * math.Exp(v)
	}
	if e.Mobility == Migration && e.Technology.Agriculture() {
		for g := range e.home {
			people := (1 - e.Technology.muSum) * e.FarmShares[g]
			v := -ev.solver.LogCostOfLiving(g)
			farmers += people
			logFarmers += people * v
			r.SumRealIncome += people * math.Exp(v)
		}
	}
	r.Workers = logWorkers / workers
	r.Farmers = logFarmers / farmers
	r.World = (logWorkers + logFarmers) / (workers + farmers)
}

// ShortRun reports the short run at labour, farm income and wedges given outright, by industry and region
// at home. farmIncome and the wedges f, Q and v may be nil: none, and one; wedges multiply those of
// external economies. Shares are those of labour; there is no welfare in it.
func (e *Economy) ShortRun(labour, farmIncome, f, q, v []float64) (*Report, error) {
	nI, n := len(e.Technology.Industries), e.market.n
	if len(labour) != nI*e.home {
		return nil, fmt.Errorf("labour: %d values for %d industries in %d regions", len(labour), nI, e.home)
	}
	ev := e.Evaluator()
	g := ev.given
	for i := range nI {
		copy(g.Labour[i*n:i*n+e.home], labour[i*e.home:(i+1)*e.home])
	}
	copy(g.FarmIncome, farmIncome)
	ev.placeOutside()
	if err := e.External.apply(e, g); err != nil {
		return nil, err
	}
	for _, w := range []struct{ dst, factor []float64 }{{g.LogF, f}, {g.LogQ, q}, {g.LogV, v}} {
		for k, x := range w.factor {
			w.dst[k/e.home*n+k%e.home] += math.Log(x)
		}
	}
	if err := ev.solver.Solve(g); err != nil {
		return nil, err
	}
	r := ev.tell()
	r.Share = make([]float64, len(labour))
	for i := range nI {
		total := 0.0
		for _, l := range labour[i*e.home : (i+1)*e.home] {
			total += l
		}
		for k := i * e.home; k < (i+1)*e.home; k++ {
			r.Share[k] = labour[k] / total
		}
	}
	return r, nil
}
