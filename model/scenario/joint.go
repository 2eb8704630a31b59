package scenario

// JointAction is the active part of collective efficiency.
type JointAction struct {
	Regime        string         `key:"regime" enum:"exogenous|nash|cooperative|self-enforcing|planner|government" doc:"how effort is decided"`
	Forms         Forms          `key:"forms" need:"yes" doc:"forms of joint action"`
	Delta         *float64       `key:"delta" range:"[0,1)" doc:"discount factor of a self-enforcing agreement"`
	Psi           float64        `key:"psi" default:"0" range:"[0,inf)" doc:"how fast deviations are lost from sight in a larger group"`
	Support       *Support       `key:"support" doc:"matching of the members' cost out of a tax on them"`
	Government    *Government    `key:"government" doc:"what is lost where government acts for the cluster"`
	Heterogeneity *Heterogeneity `key:"heterogeneity" doc:"members differ in their cost and join or not"`
}

// Forms are the forms of joint action; those left out are absent.
type Forms struct {
	_  struct{}          `rule:"any of HB HM VB VM PR"`
	HB *BilateralForm    `key:"HB" doc:"horizontal bilateral: sharing equipment; lowers the fixed cost"`
	HM *MultilateralForm `key:"HM" doc:"horizontal multilateral: association, fair, dry port; lowers the cost of exports"`
	VB *BilateralForm    `key:"VB" doc:"vertical bilateral: producer and supplier; lowers the cost of intermediates"`
	VM *MultilateralForm `key:"VM" doc:"vertical multilateral: alliance across the value chain; raises quality"`
	PR *MultilateralForm `key:"PR" doc:"protection lobby; raises the cost of imports"`
}

// BilateralForm is joint action of two enterprises.
type BilateralForm struct {
	Theta  float64 `key:"theta" need:"yes" range:"[0,inf)" doc:"strength: log gain of full effort"`
	Kappa  float64 `key:"kappa" need:"yes" range:"(0,inf)" doc:"cost of effort, ½κa² in log real income"`
	Effort Value   `key:"effort" is:"number vector matrix" range:"[0,1]" doc:"given effort per region, under exogenous"`
}

// MultilateralForm is joint action of a whole cluster.
type MultilateralForm struct {
	Theta  float64 `key:"theta" need:"yes" range:"[0,inf)" doc:"strength: log gain of full effort"`
	Kappa  float64 `key:"kappa" need:"yes" range:"(0,inf)" doc:"cost of effort, ½κ(n)a² in log real income"`
	C      float64 `key:"c" default:"0" range:"[0,1]" doc:"how far members share a fixed cost: κ n^(−c)"`
	Chi    float64 `key:"chi" default:"0" range:"[0,inf)" doc:"cost of coordinating a larger group: κ χ (n−1)"`
	Effort Value   `key:"effort" is:"number vector matrix" range:"[0,1]" doc:"given effort per region, under exogenous"`
}

// Form is one form of joint action, of either sort.
type Form struct {
	Name         string // HB, HM, VB, VM or PR
	Multilateral bool
	Theta, Kappa float64
	C, Chi       float64
	Effort       Value
}

// List returns the forms that are present, in the order HB, HM, VB, VM, PR.
func (f *Forms) List() []Form {
	var list []Form
	two := func(name string, b *BilateralForm) {
		if b != nil {
			list = append(list, Form{Name: name, Theta: b.Theta, Kappa: b.Kappa, Effort: b.Effort})
		}
	}
	many := func(name string, m *MultilateralForm) {
		if m != nil {
			list = append(list, Form{name, true, m.Theta, m.Kappa, m.C, m.Chi, m.Effort})
		}
	}
	two("HB", f.HB)
	many("HM", f.HM)
	two("VB", f.VB)
	many("VM", f.VM)
	many("PR", f.PR)
	return list
}

// Support is matching money for joint action.
type Support struct {
	Match float64 `key:"match" need:"yes" range:"[0,1)" doc:"share of the members' cost that is matched"`
	Xi    float64 `key:"xi" default:"0" range:"[0,inf)" doc:"cost of raising the money"`
}

// Government is the regime in which government acts for the cluster.
type Government struct {
	Iota float64 `key:"iota" need:"yes" range:"[0,1]" doc:"share of the strength that is lost"`
	Xi   float64 `key:"xi" need:"yes" range:"[0,inf)" doc:"share by which the cost is higher"`
}

// Heterogeneity is the spread of costs among members.
type Heterogeneity struct {
	CV float64 `key:"cv" need:"yes" range:"(0,inf)" doc:"coefficient of variation of the lognormal cost"`
	C0 float64 `key:"c0" default:"0" range:"[0,inf)" doc:"cost of joining, in log real income"`
}
