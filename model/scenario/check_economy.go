package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// economy checks the blocks that describe the economy.
func (c *checker) economy() {
	c.geography()
	c.industries()
	c.groupsBlock()
	c.agriculture()
	c.partners()
	c.external()
	c.joint()
}

// industryCount is the number of industries where the file says it, else 0.
func (c *checker) industryCount() int { return len(c.f.Industries) }

// grid checks that a value has one number per region, and one row per industry
// where it is a matrix.
func (c *checker) grid(v Value, path string) {
	n := c.at(path)
	c.perRegion(v, n, path)
	rows := v.Matrix()
	if rows == nil {
		return
	}
	if r := c.f.Geography.Regions(); r > 0 && len(rows[0]) != r {
		c.fail(n, path, fmt.Sprintf("has rows of %s for %s", count(len(rows[0]), "number"), count(r, "region")), "industry by region", "")
	}
	if i := c.industryCount(); i > 0 && len(rows) != i {
		c.fail(n, path, fmt.Sprintf("has %s for %s", count(len(rows), "row"), count(i, "industry")), "industry by region", "")
	}
}

func (c *checker) geography() {
	f := c.f
	if f.spec != nil && f.spec.NeedsGeography && f.Geography == nil {
		c.fail(f.root, "", `key "geography" is missing`, "", "e.g. geography: {equidistant: {regions: 2}}")
	}
	if f.Geography == nil || f.Geography.Matrix == nil {
		return
	}
	v := f.Geography.Matrix.Values
	const path = "geography.matrix.values"
	for _, m := range append(v.Matrices(), v.Matrix()) {
		if m != nil && len(m) != len(m[0]) {
			c.fail(c.at(path), path, fmt.Sprintf("the matrix is %d by %d", len(m), len(m[0])), "one row and one column per region", "")
			break
		}
	}
	if k := len(v.Matrices()); k > 0 && k != max(c.industryCount(), 1) {
		c.fail(c.at(path), path, fmt.Sprintf("has %d matrices for %s", k, count(max(c.industryCount(), 1), "industry")), "one matrix per industry", "")
	}
}

func (c *checker) industries() {
	names := make([]string, len(c.f.Industries))
	spent := 0.0
	for i, ind := range c.f.Industries {
		names[i] = ind.Name
		spent += ind.Mu
	}
	for _, ind := range c.f.Industries {
		path := "industries." + ind.Name
		cost := 0.0
		for _, name := range sortedKeys(ind.Inputs) {
			cost += ind.Inputs[name]
			if !slices.Contains(names, name) {
				c.errs = append(c.errs, &Error{
					Source: c.keySource(path+".inputs", name), Path: path + ".inputs", Value: name,
					Msg: "unknown industry " + quote(name) + " in " + path + ".inputs", Allowed: strings.Join(names, ", "), Hint: suggest(name, names),
				})
			}
		}
		if cost >= 1 {
			c.fail(c.at(path+".inputs"), path+".inputs", fmt.Sprintf("the cost shares sum to %s and leave none to labour", strconvSum(cost)), "a sum below 1", "")
		}
	}
	if spent > 1+sumTolerance {
		c.fail(c.at("industries"), "industries", fmt.Sprintf("the expenditure shares mu sum to %s", strconvSum(spent)), "a sum of at most 1", "")
	}
}

// keySource is the position of a key of the block at a path.
func (c *checker) keySource(path, key string) Source {
	n := c.at(path)
	if i := n.find(key); i >= 0 {
		return n.keys[i].src
	}
	return n.src
}

func (c *checker) groupsBlock() {
	g := c.f.Groups
	if g == nil {
		return
	}
	n := c.at("groups.of")
	c.perRegion(g.Of, n, "groups.of")
	of := g.Of.Vector()
	if of == nil {
		return
	}
	most := int(slices.Max(of))
	for k := 1; k <= min(most, len(of)+1); k++ {
		if !slices.Contains(of, float64(k)) {
			c.fail(n, "groups.of", fmt.Sprintf("no region is in group %d of %d", k, most), "groups numbered from 1 without gaps", "")
			return
		}
	}
	if l := g.Labour.Vector(); l != nil && len(l) != most {
		c.fail(c.at("groups.labour"), "groups.labour", fmt.Sprintf("has %s for %s", count(len(l), "number"), count(most, "group")), "one number per group", "")
	}
}

func (c *checker) agriculture() {
	a := c.f.Agriculture
	if a == nil {
		return
	}
	concave := a.Kind == "concave"
	if concave && c.node("agriculture", "eta") == nil {
		c.fail(c.node("agriculture"), "agriculture", `key "eta" is missing`, "", "kind concave needs eta, labour's share")
	}
	for _, k := range []string{"eta", "land"} {
		if n := c.node("agriculture", k); n != nil && !concave {
			c.fail(n, "agriculture."+k, "plays no part in "+a.Kind+" agriculture", "", "use kind: concave or delete it")
		}
	}
	c.perRegion(a.Land, c.at("agriculture.land"), "agriculture.land")
}

func (c *checker) partners() {
	for _, p := range c.f.RestOfWorld {
		path := "rest_of_world." + p.Name
		c.perRegion(p.T, c.at(path+".T"), path+".T")
		for key, v := range map[string]Value{"labour": p.Labour, "wage": p.Wage} {
			if xs := v.Vector(); xs != nil && len(xs) != max(c.industryCount(), 1) {
				c.fail(c.at(path+"."+key), path+"."+key, fmt.Sprintf("has %s for %s", count(len(xs), "number"), count(max(c.industryCount(), 1), "industry")), "one number per industry", "")
			}
		}
	}
}

func (c *checker) external() {
	e := c.f.ExternalEconomies
	if e == nil {
		return
	}
	if n := c.node("external_economies"); !e.Enterprises.IsSet() && len(n.keys) > 0 {
		c.fail(n, "external_economies", `key "enterprises" is missing`, "", "the number of enterprises N of an industry")
	}
	if xs := e.Enterprises.Vector(); xs != nil && len(xs) != max(c.industryCount(), 1) {
		c.fail(c.at("external_economies.enterprises"), "external_economies.enterprises", fmt.Sprintf("has %s for %s", count(len(xs), "number"), count(max(c.industryCount(), 1), "industry")), "one number per industry", "")
	}
}

func (c *checker) joint() {
	j := c.f.JointAction
	if j == nil {
		return
	}
	n := c.node("joint_action")
	if c.f.ExternalEconomies == nil || !c.f.ExternalEconomies.Enterprises.IsSet() {
		c.fail(n, "joint_action", "external_economies.enterprises is missing", "", "joint action needs the number of enterprises N of an industry")
	}
	if j.Regime == "" && c.f.Compare == nil {
		c.fail(n, "joint_action", `key "regime" is missing`, strings.Join(shapeOf(jointType).field("regime").enum, ", "), "")
	}
	if j.Regime == "self-enforcing" && j.Heterogeneity != nil {
		c.fail(c.at("joint_action.heterogeneity"), "joint_action.heterogeneity", "is not defined with the regime self-enforcing", "", "use another regime or delete it")
	}
	c.regimeNeeds(j.Regime, c.at("joint_action.regime"), "joint_action.regime")
	for _, form := range j.Forms.List() {
		c.grid(form.Effort, "joint_action.forms."+form.Name+".effort")
	}
}

// regimeNeeds checks that what a regime (or row of a comparison) needs is there.
func (c *checker) regimeNeeds(regime string, n *node, path string) {
	j := c.f.JointAction
	switch {
	case regime == "" || regime == "none":
	case j == nil:
		c.fail(n, path, "the regime "+regime+" needs the joint_action block", "", "")
	case (regime == "self-enforcing" || regime == "support") && j.Delta == nil:
		c.fail(n, path, "the regime "+regime+" needs joint_action.delta", "", "the discount factor, a number in [0, 1)")
	case regime == "support" && j.Support == nil:
		c.fail(n, path, "the row support needs joint_action.support", "", "e.g. support: {match: 0.3, xi: 0.2}")
	case regime == "government" && j.Government == nil:
		c.fail(n, path, "the regime government needs joint_action.government", "", "e.g. government: {iota: 0.25, xi: 0.2}")
	case regime == "exogenous":
		for _, form := range j.Forms.List() {
			if !form.Effort.IsSet() {
				c.fail(n, path, "the regime exogenous needs joint_action.forms."+form.Name+".effort", "", "one number per region")
			}
		}
	}
}

// index1 checks that a region counted from 1 exists.
func (c *checker) index1(region int, path string) {
	if r := c.f.Geography.Regions(); r > 0 && region > r {
		c.fail(c.at(path), path, "there is no region "+strconv.Itoa(region), "1 to "+strconv.Itoa(r), "")
	}
}
