package scenario

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// tasks checks the tasks, figures and tables.
func (c *checker) tasks() {
	c.evaluate()
	c.spans()
	c.sweep()
	c.simulate()
	c.compare()
	c.fit()
	c.index()
	c.figures()
}

// migration tells whether shares sum to one over the regions.
func (c *checker) migration() bool {
	m := c.f.Mobility
	if m == "" && c.f.spec != nil {
		m = c.f.spec.Mobility
	}
	return m == "migration"
}

// shares checks the shape of shares, and their sum under migration.
func (c *checker) shares(v Value, path string) {
	if !v.IsSet() {
		return
	}
	c.grid(v, path)
	if !c.migration() || c.f.Groups != nil {
		return
	}
	if xs := v.Vector(); xs != nil {
		c.sumsToOne(xs, c.at(path), path)
	}
	for i, row := range v.Matrix() {
		at := join(path, strconv.Itoa(i+1))
		c.sumsToOne(row, c.at(at), at)
	}
}

func (c *checker) evaluate() {
	e := c.f.Evaluate
	if e == nil {
		return
	}
	c.shares(e.Share, "evaluate.share")
	c.grid(e.FirmShare, "evaluate.firm_share")
	c.sumsToOne(e.FirmShare.Vector(), c.at("evaluate.firm_share"), "evaluate.firm_share")
	c.grid(e.Labour, "evaluate.labour")
	c.grid(e.AgriculturalIncome, "evaluate.agricultural_income")
	if w := e.Wedges; w != nil {
		c.grid(w.F, "evaluate.wedges.f")
		c.grid(w.Q, "evaluate.wedges.Q")
		c.grid(w.V, "evaluate.wedges.v")
	}
}

// lens resolves the path of a parameter of the economy, nil after a problem.
func (c *checker) lens(path string, n *node, at string) *Lens {
	l, err := c.f.Lens(path)
	if err == nil && !l.economy() {
		err = &Error{Msg: quote(path) + " is no parameter of the economy"}
	}
	if err != nil {
		e := *err.(*Error)
		e.Source, e.Path, e.Value = n.src, at, path
		c.errs = append(c.errs, &e)
		return nil
	}
	return &l
}

// inside checks a number at a path against the range of a parameter.
func (c *checker) inside(l *Lens, x float64, path string) {
	if l == nil {
		return
	}
	if err := l.Check(x); err != nil {
		c.fail(c.at(path), path, err.(*Error).Msg+" of "+l.Path(), "", l.Spec().Meaning)
	}
}

// span checks parameter, from and to of the block at a path.
func (c *checker) span(path, parameter string, from, to float64) {
	l := c.lens(parameter, c.at(path+".parameter"), path+".parameter")
	if l != nil && l.Spec().Kind == Integer {
		c.fail(c.at(path+".parameter"), path+".parameter", parameter+" is a whole number and cannot be followed", "", "use a sweep")
	}
	c.inside(l, from, path+".from")
	c.inside(l, to, path+".to")
	if from == to {
		c.fail(c.at(path+".to"), path+".to", "from and to are both "+format(to), "two different numbers", "")
	}
}

func (c *checker) spans() {
	if t := c.f.Trace; t != nil {
		c.span("trace", t.Parameter, t.From, t.To)
		c.shares(t.FromShare, "trace.from_share")
		if t.Branches == "start" && !t.FromShare.IsSet() {
			c.fail(c.at("trace.branches"), "trace.branches", "needs the key from_share beside it", "", "")
		}
	}
	if l := c.f.Locus; l != nil {
		c.span("locus", l.Parameter, l.From, l.To)
		c.span("locus.second", l.Second.Parameter, l.Second.From, l.Second.To)
		if l.Parameter == l.Second.Parameter {
			c.fail(c.at("locus.second.parameter"), "locus.second.parameter", "is the first parameter again", "another parameter", "")
		}
	}
	if s := c.f.Solve; s != nil {
		for i, p := range s.ComparativeStatics {
			at := "solve.comparative_statics." + strconv.Itoa(i+1)
			c.lens(p, c.at(at), at)
		}
	}
}

func (c *checker) sweep() {
	s := c.f.Sweep
	if s == nil {
		return
	}
	grid := s.Design == "grid"
	if !grid && s.Points == 0 {
		c.fail(c.at("sweep"), "sweep", `key "points" is missing`, "", "the design "+s.Design+" needs the number of points")
	}
	if grid && s.Points != 0 {
		c.fail(c.at("sweep.points"), "sweep.points", "plays no part in a grid", "", "give points for each parameter")
	}
	seen := map[string]bool{}
	for _, p := range s.Parameters {
		name := strings.TrimPrefix(p.Path, "parameters.")
		if seen[name] {
			c.fail(c.node("sweep", "parameters", p.Path), "sweep.parameters."+p.Path, "the parameter "+name+" stands twice", "", "delete one of them")
		}
		seen[name] = true
		c.sweepParameter(&p, grid)
	}
	if s.Levels != 0 && (s.Design != "morris" || s.Levels%2 != 0) {
		c.fail(c.at("sweep.levels"), "sweep.levels", strconv.Itoa(s.Levels)+" levels in the design "+s.Design, "an even number, for the design morris", "")
	}
	if m := s.Correlation.Matrix(); m != nil {
		if !slices.Contains([]string{"latin", "sobol", "monte-carlo"}, s.Design) {
			c.fail(c.at("sweep.correlation"), "sweep.correlation", "plays no part in the design "+s.Design, "with latin, sobol or monte-carlo", "")
		}
		if k := len(s.Parameters); len(m) != k || len(m[0]) != k {
			c.fail(c.at("sweep.correlation"), "sweep.correlation", fmt.Sprintf("has %s of %s for %s", count(len(m), "row"), count(len(m[0]), "number"), count(k, "parameter")), "one row and one number for each parameter, in their order", "")
		}
	}
	if s.Task == "evaluate" && c.f.Evaluate == nil {
		c.fail(c.at("sweep.task"), "sweep.task", "there is no evaluate block in this file", "", "say at which shares: evaluate: {share: […]}")
	}
}

func (c *checker) sweepParameter(p *SweepParameter, grid bool) {
	at := "sweep.parameters." + p.Path
	n := c.node("sweep", "parameters", p.Path)
	l := c.lens(p.Path, &node{src: c.keySource("sweep.parameters", p.Path)}, at)
	for i, x := range p.Values {
		c.inside(l, x, fmt.Sprintf("%s.values.%d", at, i+1))
	}
	switch {
	case grid && p.Distribution != nil:
		c.fail(n, at, "a grid draws from no distribution", "from, to, points or values", "")
	case !grid && p.Values != nil:
		c.fail(n, at, "the design "+c.f.Sweep.Design+" takes no values", "from, to or a distribution", "")
	case grid && p.From != nil && p.Points == 0:
		c.fail(n, at, `key "points" is missing`, "", "a grid needs the number of points")
	case !grid && p.Points != 0:
		c.fail(n, at, "points play no part in the design "+c.f.Sweep.Design, "", "give sweep.points")
	}
	if p.From != nil && p.To != nil {
		c.inside(l, *p.From, at+".from")
		c.inside(l, *p.To, at+".to")
		c.ascending(*p.From, *p.To, at)
		if p.Scale == "log" && *p.From <= 0 {
			c.fail(n, at, "a log scale needs positive numbers", "from above 0", "")
		}
	}
	if d := p.Distribution; d != nil {
		c.draw(d, l, at+".distribution")
	}
}

// draw checks a distribution.
func (c *checker) draw(d *Draw, l *Lens, at string) {
	switch {
	case d.Uniform != nil:
		c.inside(l, d.Uniform.From, at+".uniform.from")
		c.inside(l, d.Uniform.To, at+".uniform.to")
		c.ascending(d.Uniform.From, d.Uniform.To, at+".uniform")
	case d.Normal != nil:
		c.inside(l, d.Normal.Mean, at+".normal.mean")
	case d.Lognormal != nil:
		c.inside(l, d.Lognormal.Median, at+".lognormal.median")
	case d.Triangular != nil:
		t := d.Triangular
		c.inside(l, t.From, at+".triangular.from")
		c.inside(l, t.To, at+".triangular.to")
		c.ascending(t.From, t.To, at+".triangular")
		if t.Mode < t.From || t.Mode > t.To {
			c.fail(c.at(at+".triangular.mode"), at+".triangular.mode", format(t.Mode)+" is not between from and to", "", "")
		}
	case d.Beta != nil:
		c.inside(l, d.Beta.From, at+".beta.from")
		c.inside(l, d.Beta.To, at+".beta.to")
		c.ascending(d.Beta.From, d.Beta.To, at+".beta")
	}
}

// ascending checks from < to of the block at a path.
func (c *checker) ascending(from, to float64, path string) {
	if from >= to {
		c.fail(c.at(path+".to"), path+".to", format(to)+" is not above from, "+format(from), "", "")
	}
}

func (c *checker) simulate() {
	s := c.f.Simulate
	if s == nil {
		return
	}
	c.shares(s.Start.Share, "simulate.start.share")
	c.shares(s.Start.Settle, "simulate.start.settle")
	for i, t := range s.Times {
		at := "simulate.times." + strconv.Itoa(i+1)
		switch {
		case t > s.Until:
			c.fail(c.at(at), at, format(t)+" is after the end at "+format(s.Until), "", "")
		case i > 0 && t <= s.Times[i-1]:
			c.fail(c.at(at), at, format(t)+" is not after "+format(s.Times[i-1]), "times in ascending order", "")
		}
	}
	for i, shock := range s.Shocks {
		at := "simulate.shocks." + strconv.Itoa(i+1)
		c.before(shock.At, at+".at")
		for _, set := range shock.Set {
			c.setting(&set, at+".set")
		}
	}
	for i, sw := range s.Switches {
		at := "simulate.switches." + strconv.Itoa(i+1)
		if sw.At != nil {
			c.before(*sw.At, at+".at")
		}
		if sw.When != nil {
			c.index1(sw.When.Region, at+".when.region")
			if len(s.Shocks) == 0 {
				c.fail(c.at(at+".when"), at+".when", "needs a shock: the fall is counted from just before the first", "", "")
			}
		}
		c.regimeNeeds(sw.Regime, c.at(at+".regime"), at+".regime")
	}
	if s.Report != nil {
		c.index1(s.Report.Region, "simulate.report.region")
	}
}

// before checks that a date lies within the simulated time.
func (c *checker) before(t float64, path string) {
	if t > c.f.Simulate.Until {
		c.fail(c.at(path), path, format(t)+" is after the end at "+format(c.f.Simulate.Until), "", "")
	}
}

// setting checks the new value of a shock.
func (c *checker) setting(s *Setting, block string) {
	at := join(block, s.Path)
	n := &node{src: c.keySource(block, s.Path)}
	if _, err := c.f.WithValue(s.Path, s.Value); err != nil {
		e := *err.(*Error)
		e.Source = n.src
		if !strings.HasPrefix(e.Msg, "unknown ") {
			e.Path = at
		}
		c.errs = append(c.errs, &e)
	}
}

func (c *checker) compare() {
	r := c.f.Compare
	if r == nil {
		return
	}
	for i, row := range r.Rows {
		at := "compare.rows." + strconv.Itoa(i+1)
		if slices.Contains(r.Rows[:i], row) {
			c.fail(c.at(at), at, "the row "+row+" stands twice", "", "delete one of them")
		}
		c.regimeNeeds(row, c.at(at), at)
	}
	c.shares(r.Share, "compare.share")
}

func (c *checker) fit() {
	if c.f.Calibrate == nil {
		return
	}
	if v := c.f.Calibrate.Invert; v != nil {
		c.perRegion(v.Wage, c.at("calibrate.invert.wage"), "calibrate.invert.wage")
		c.perRegion(v.Labour, c.at("calibrate.invert.labour"), "calibrate.invert.labour")
	}
	if fit := c.f.Calibrate.Fit; fit != nil {
		c.shares(fit.Share, "calibrate.fit.share")
		c.shares(fit.Settle, "calibrate.fit.settle")
		for _, p := range fit.Parameters {
			at := "calibrate.fit.parameters." + p.Path
			l := c.lens(p.Path, &node{src: c.keySource("calibrate.fit.parameters", p.Path)}, at)
			c.inside(l, p.From, at+".from")
			c.inside(l, p.To, at+".to")
			c.ascending(p.From, p.To, at)
			if p.Start != nil && (*p.Start < p.From || *p.Start > p.To) {
				c.fail(c.at(at+".start"), at+".start", format(*p.Start)+" is not between from and to", "", "")
			}
		}
	}
}

func (c *checker) index() {
	x := c.f.Index
	if x == nil {
		return
	}
	m, h := x.Employment.Matrix(), x.PlantHerfindahl.Vector()
	if m != nil && h != nil && len(m) != len(h) {
		c.fail(c.at("index.plant_herfindahl"), "index.plant_herfindahl", fmt.Sprintf("has %s for %s", count(len(h), "number"), count(len(m), "industry")), "one number per industry", "")
	}
	if s := x.Survey; s != nil {
		if w := s.Weights.Vector(); w != nil && len(w) != len(s.Forms) {
			c.fail(c.at("index.survey.weights"), "index.survey.weights", fmt.Sprintf("has %s for %s", count(len(w), "number"), count(len(s.Forms), "form")), "one weight per form", "")
		}
	}
}

// Endings of files that figures and tables are written to.
var (
	figureEndings = []string{".pdf", ".svg", ".png", ".eps", ".tex"}
	tableEndings  = []string{".tex", ".csv", ".md", ".json"}
)

func (c *checker) figures() {
	written := map[string]bool{}
	for i := range c.f.Figures {
		fig := &c.f.Figures[i]
		at := "figures." + strconv.Itoa(i+1)
		c.output(fig.File, at+".file", figureEndings, written)
		singles := fig.Singles()
		if fig.Panels != nil && len(singles) == 0 {
			c.fail(c.at(at+".panels"), at+".panels.figures", "is empty", "a list of figures", "")
		}
		for k := range singles {
			c.single(&singles[k].Figure, join(at, singles[k].Path))
		}
	}
	for i := range c.f.Tables {
		at := "tables." + strconv.Itoa(i+1)
		c.output(c.f.Tables[i].File, at+".file", tableEndings, written)
		c.hasTask(c.f.Tables[i].Of, c.at(at+".of"), at+".of")
	}
}

// single checks a figure of one kind, which stands at a path.
func (c *checker) single(fig *Figure, kind string) {
	of := c.at(kind).get("of")
	if of == nil {
		of = c.at(kind)
	}
	c.hasTask(ofTask(fig), of, kind+".of")
	if fig.Wiggle != nil && fig.Wiggle.Parameter != "" {
		l := c.lens(fig.Wiggle.Parameter, c.at(kind+".parameter"), kind+".parameter")
		for k, x := range fig.Wiggle.Values {
			c.inside(l, x, kind+".values."+strconv.Itoa(k+1))
		}
	}
	c.repeated(fig, kind)
}

// repeated checks figures that repeat the simulation.
func (c *checker) repeated(fig *Figure, kind string) {
	s := c.f.Simulate
	if t := fig.Timing; t != nil && s != nil {
		c.ascending(t.From, t.To, kind)
		if t.To > s.Until {
			c.fail(c.at(kind+".to"), kind+".to", format(t.To)+" is after the end at "+format(s.Until), "", "")
		}
		if t.Switch > len(s.Switches) {
			c.fail(c.at(kind), kind, "there is no switch whose date could vary", "", "add simulate.switches: [{at: …, regime: …}]")
		}
		if s.Report == nil {
			c.fail(c.at(kind), kind, "needs the report of a region", "", "add simulate.report: {region: 1}")
		}
	}
	l := fig.Lines
	if l == nil || l.Regimes == nil {
		return
	}
	if l.Of != "simulate" {
		c.fail(c.at(kind+".regimes"), kind+".regimes", "plays no part in lines of "+l.Of, "", "of: simulate")
	}
	for i, r := range l.Regimes {
		at := kind + ".regimes." + strconv.Itoa(i+1)
		if c.f.JointAction == nil {
			c.fail(c.at(at), at, "there is no joint_action whose regime could change", "", "")
			return
		}
		c.regimeNeeds(r, c.at(at), at)
	}
}

// output checks the name of a file to write.
func (c *checker) output(file, path string, endings []string, written map[string]bool) {
	if !slices.Contains(endings, strings.ToLower(filepath.Ext(file))) {
		c.fail(c.at(path), path, fmt.Sprintf("unknown ending %s of %s", quote(filepath.Ext(file)), quote(file)), strings.Join(endings, ", "), "")
	}
	clean := filepath.ToSlash(filepath.Clean(file))
	if filepath.IsAbs(file) || clean == ".." || strings.HasPrefix(clean, "../") {
		c.fail(c.at(path), path, quote(file)+" lies outside the folder of results", "a path inside it", "")
	}
	if written[clean] {
		c.fail(c.at(path), path, quote(file)+" is written twice", "", "use another name")
	}
	written[clean] = true
}

// hasTask checks that the task whose result is shown is in the file.
func (c *checker) hasTask(task string, n *node, path string) {
	if tasks := c.f.Tasks(); task != "" && !slices.Contains(tasks, task) {
		c.fail(n, path, "there is no task "+task+" in this file", strings.Join(tasks, ", "), "add the key "+task)
	}
}
