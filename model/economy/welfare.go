package economy

import "math"

// Welfare is mean log real incomes of people at home: the rest of the world is not counted.
//
//	World = [Σ_ir L_ir u_ir + Σ_r F_r ln(A'_r Π_j G_jr^{−μ_j})] / (Σ L + Σ F)
//
// with u_ir the net log payoff of workers and F_r farmers; under migration a farmer's income is one, and
// elsewhere the agricultural wage.
type Welfare struct {
	Workers float64 // NaN where nobody works in industry
	Farmers float64 // NaN where there are no farmers
	World   float64
	Sum     float64 // the sum of real incomes of all people, in levels
}

// Description is everything that a solved state tells, with joint action and without. Slices by cluster
// are industry by industry, [i*home+r].
type Description struct {
	Short         *Solution
	LogRealWage   []float64            // ln ω, without the cost of effort
	LogPayoff     []float64            // u = ln ω − cost
	Cost          []float64            // the cost of effort charged to a member, in log real income
	Size          []float64            // members n; nil without the number of enterprises
	Effort        [FormCount][]float64 // nil: the form does not exist
	Agreement     *Agreement           // nil but under SelfEnforcing
	Heterogeneity *Members             // nil where members are alike
	ExportShare   []float64            // of sales that go to the rest of the world; an empty place: its shadow firm's
	WorldShare    []float64            // of the rest of the world's spending; nil without one
	Welfare       Welfare
}

// Members tells what members do who differ in what effort costs them.
type Members struct {
	Joining   [FormCount][]float64    // share of the members of each cluster who join
	Quantiles [FormCount][][3]float64 // efforts that 10, 50 and 90 % of the members do not exceed
}

// Describe solves the state x and tells all about it.
func (ev *Evaluator) Describe(x []float64) (*Description, error) {
	if err := ev.solve(x, false); err != nil {
		return nil, err
	}
	return ev.describe(), nil
}

// DescribeAt does the same at given labour L_ir and farm income Y^A_r of the regions at home (industry by
// industry, [i*home+r]), whatever mobility says. People in agriculture are then as many as their income
// at a wage of one.
func (ev *Evaluator) DescribeAt(labour, farmIncome []float64) (*Description, error) {
	e := ev.e
	ev.placeOutside()
	for c, l := range labour {
		ev.given.Labour[c/e.home*e.market.n+c%e.home] = l
	}
	copy(ev.given.FarmIncome[:e.home], farmIncome)
	ev.x = nil
	if err := ev.settle(false); err != nil {
		return nil, err
	}
	return ev.describe(), nil
}

// Agreement finds the self-enforcing agreement at the state x; nil under another regime.
func (ev *Evaluator) Agreement(x []float64) (*Agreement, error) {
	if err := ev.solve(x, false); err != nil || ev.decided == nil {
		return nil, err
	}
	return ev.decided.agreement, nil
}

// Efforts are the efforts of the last state, by form; nil for a form that does not exist.
func (ev *Evaluator) Efforts() (out [FormCount][]float64) {
	if ev.efforts == nil || ev.decided == nil {
		return out
	}
	for f, form := range ev.efforts.forms {
		out[form] = append([]float64(nil), ev.decided.a[f*ev.efforts.clusters:(f+1)*ev.efforts.clusters]...)
	}
	return out
}

func (ev *Evaluator) describe() *Description {
	d := &Description{
		Short: ev.solver.Solution(), LogRealWage: ev.solver.LogRealWage(), Size: ev.size,
		Effort: ev.Efforts(), ExportShare: ev.solver.ExportShare(), WorldShare: ev.solver.WorldShare(),
	}
	d.Cost = make([]float64, len(d.LogRealWage))
	if w := ev.efforts; w != nil {
		d.Cost = w.costs(ev.decided)
		d.Agreement = ev.decided.agreement
		if w.joint.Heterogeneity != nil {
			d.Heterogeneity = w.members(ev.decided)
		}
	}
	d.LogPayoff = make([]float64, len(d.Cost))
	for c := range d.Cost {
		d.LogPayoff[c] = d.LogRealWage[c] - d.Cost[c]
	}
	d.Welfare = ev.welfare(d.LogPayoff)
	return d
}

// welfare takes means of log real incomes over people.
func (ev *Evaluator) welfare(u []float64) Welfare {
	e := ev.e
	people, farmers := make([]float64, len(u)), make([]float64, e.home)
	ev.count(people, farmers)
	workers, work, farm, land, sum := 0.0, 0.0, 0.0, 0.0, 0.0
	for c, l := range people {
		if l > 0 {
			workers += l
			work += l * u[c]
			sum += l * math.Exp(u[c])
		}
	}
	for r, l := range farmers {
		if l > 0 {
			farm += l
			v := ev.logFarmWage(r, l) - ev.solver.LogCostOfLiving(r)
			land += l * v
			sum += l * math.Exp(v)
		}
	}
	mean := func(sum, count float64) float64 {
		if count == 0 {
			return math.NaN()
		}
		return sum / count
	}
	return Welfare{Workers: mean(work, workers), Farmers: mean(land, farm), World: mean(work+land, workers+farm), Sum: sum}
}

// logFarmWage is the log income of one of l farmers of region r.
func (ev *Evaluator) logFarmWage(r int, l float64) float64 {
	if ev.x == nil || ev.e.Mobility == Migration {
		return 0
	}
	return math.Log(ev.e.Farming.Wage(r, l))
}

// members tells who joins and how efforts are spread.
func (w *efforts) members(d *decided) *Members {
	h, out := w.joint.Heterogeneity, &Members{}
	for k, r := range d.reply {
		f := w.form(k)
		out.Joining[f] = append(out.Joining[f], r.join)
		var q [3]float64
		for i, p := range []float64{0.1, 0.5, 0.9} {
			q[i] = h.effortQuantile(d.gain[k], w.kappa[k], p)
		}
		out.Quantiles[f] = append(out.Quantiles[f], q)
	}
	return out
}
