package economy

import (
	"errors"
	"fmt"
	"math"
)

// Form is one of the forms of joint action. The first four are Schmitz's two-by-two (Schmitz 1995, 1997):
// between firms of the same trade (horizontal) or along the chain of supply (vertical), between two
// (bilateral) or among all (multilateral). The fifth is Olson's (1965): a lobby that redistributes.
type Form int

// The forms of joint action, and the wedge that effort a in [0, 1] at strength θ ≥ 0 moves.
const (
	// HB, horizontal bilateral (two producers share equipment): f ← f e^{−θa}.
	HB Form = iota
	// HM, horizontal multilateral (association, trade fair, certification): exports T_rs − 1 ← (T_rs − 1) e^{−θa}.
	HM
	// VB, vertical bilateral (producer and supplier improve components): v ← v e^{−θa}.
	VB
	// VM, vertical multilateral (an alliance across the chain for quality and speed): Q ← Q e^{θa}.
	VM
	// PR, a protection lobby: imports T_sr − 1 ← (T_sr − 1) e^{θa}.
	PR
	// FormCount is the number of forms.
	FormCount
)

func (f Form) String() string {
	if f < 0 || f >= FormCount {
		return fmt.Sprintf("Form(%d)", int(f))
	}
	return [FormCount]string{"HB", "HM", "VB", "VM", "PR"}[f]
}

// Bilateral reports whether the form is between two firms: its yield is then shared within the pair and
// its cost does not depend on how many members the cluster has.
func (f Form) Bilateral() bool { return f == HB || f == VB }

// Decision is how effort is decided: the regime of joint action.
type Decision int

// The regimes of joint action.
const (
	// NoJointAction: nobody makes an effort, and effort costs nothing.
	NoJointAction Decision = iota
	// Exogenous: efforts are given.
	Exogenous
	// Nash: each member looks after itself.
	Nash
	// Cooperative: a cluster maximises its members' payoff, other clusters' efforts given.
	Cooperative
	// SelfEnforcing: as much of the way from Nash to Cooperative as a grim-trigger agreement holds.
	SelfEnforcing
	// Planner: world welfare is maximised at given shares. An empty cluster's efforts do not enter it and are
	// zero, so payoffs there jump as a first member arrives.
	Planner
	// ByGovernment: the cooperative choice at a fraction 1−ι of the strength and 1+ξ times the cost.
	ByGovernment
)

var decisionNames = [...]string{"none", "exogenous", "nash", "cooperative", "self-enforcing", "planner", "government"}

func (d Decision) String() string {
	if d < 0 || int(d) >= len(decisionNames) {
		return fmt.Sprintf("Decision(%d)", int(d))
	}
	return decisionNames[d]
}

// ParseDecision is the inverse of Decision.String.
func ParseDecision(name string) (Decision, error) {
	for d, n := range decisionNames {
		if n == name {
			return Decision(d), nil
		}
	}
	return 0, fmt.Errorf("joint_action.regime: unknown regime %q, allowed are none, exogenous, nash, cooperative, self-enforcing, planner, government", name)
}

// JointForm is what one form of joint action yields and costs. Effort a costs a member ½κ(n)a² in log
// real income, n being the members of its cluster:
//
//	bilateral          κ(n) = κ
//	multilateral, PR   κ(n) = κ (n^{−c} + χ(n − 1))
type JointForm struct {
	Theta  float64   // θ ≥ 0, strength
	Kappa  float64   // κ > 0, cost
	C      float64   // c in [0, 1], how far members share the fixed cost of an association
	Chi    float64   // χ ≥ 0, the cost of coordinating one more member (Olson 1965)
	Effort []float64 // under Exogenous: efforts in [0, 1] by industry and region at home, [i*home+r]
}

// cost is κ(n) and dκ/dn.
func (j *JointForm) cost(f Form, n float64) (kappa, slope float64) {
	if f.Bilateral() {
		return j.Kappa, 0
	}
	p := math.Pow(n, -j.C)
	return j.Kappa * (p + j.Chi*(n-1)), j.Kappa * (j.Chi - j.C*p/n)
}

// Support is public money for joint action: a matching rate m lowers the cost of effort to members to
// κ(1−m) when they choose. The tax that pays for it falls on them afterwards, with an excess burden ξ:
// they are charged (1−m) + (1+ξ)m of the cost.
type Support struct {
	Match float64 // m in [0, 1)
	Xi    float64 // ξ ≥ 0
}

// Government is joint action run from above: weaker by the factor 1−ι and dearer by 1+ξ, in the choice,
// in its effects and in its cost alike.
type Government struct {
	Iota float64 // ι in [0, 1]
	Xi   float64 // ξ ≥ 0
}

// Joint is active collective efficiency: what members of a cluster do together, consciously (Schmitz
// 1995), and how they decide on it. The number of enterprises comes from External.
type Joint struct {
	Decision      Decision
	Forms         [FormCount]*JointForm // nil: the form does not exist
	Delta         float64               // δ in [0, 1), discount factor, under SelfEnforcing
	Psi           float64               // ψ ≥ 0: a deviation is seen with chance 1/(1 + ψ(n−1))
	Support       *Support              // nil: none; acts under every regime
	Government    *Government           // nil: ι = ξ = 0; acts under ByGovernment only
	Heterogeneity *Heterogeneity        // nil: members are alike
}

// rangeError says that a value of the joint-action block is outside its range.
func rangeError(field string, value float64, allowed string) error {
	return fmt.Errorf("joint_action.%s is %v, allowed is %s", field, value, allowed)
}

func within(v, low, high float64) bool { return v >= low && v <= high && !math.IsInf(v, 0) }

// Check returns an error that names the field, the value and what is allowed, for an economy of nI
// industries and so many regions at home.
func (j *Joint) Check(nI, home int, external *External) error {
	switch {
	case j.Decision < NoJointAction || j.Decision > ByGovernment:
		return fmt.Errorf("joint_action.regime: unknown regime %v", j.Decision)
	case j.Decision == NoJointAction:
		return nil
	case external == nil || len(external.Enterprises) == 0:
		return errors.New("joint_action needs external_economies.enterprises, the number of enterprises (alone it switches no external economy on)")
	case !within(j.Delta, 0, 1) || j.Delta == 1:
		return rangeError("delta", j.Delta, "[0, 1)")
	case !within(j.Psi, 0, math.MaxFloat64):
		return rangeError("psi", j.Psi, "[0, ∞)")
	}
	if err := external.Check(nI); err != nil {
		return err
	}
	for f, form := range j.Forms {
		if form == nil {
			continue
		}
		if err := form.check(Form(f), j.Decision, nI*home); err != nil {
			return err
		}
	}
	return j.checkBlocks()
}

func (j *Joint) checkBlocks() error {
	if s := j.Support; s != nil {
		if !within(s.Match, 0, 1) || s.Match == 1 {
			return rangeError("support.match", s.Match, "[0, 1)")
		}
		if !within(s.Xi, 0, math.MaxFloat64) {
			return rangeError("support.xi", s.Xi, "[0, ∞)")
		}
	}
	if g := j.Government; g != nil {
		if !within(g.Iota, 0, 1) {
			return rangeError("government.iota", g.Iota, "[0, 1]")
		}
		if !within(g.Xi, 0, math.MaxFloat64) {
			return rangeError("government.xi", g.Xi, "[0, ∞)")
		}
	}
	if h := j.Heterogeneity; h != nil {
		switch {
		case !within(h.CV, 0, math.MaxFloat64):
			return rangeError("heterogeneity.cv", h.CV, "[0, ∞)")
		case !within(h.C0, 0, math.MaxFloat64):
			return rangeError("heterogeneity.c0", h.C0, "[0, ∞)")
		case j.Decision == SelfEnforcing:
			return errors.New("joint_action.heterogeneity: not defined with regime self-enforcing, whose agreement asks the same effort of all members; allowed are nash, cooperative, planner, government")
		case j.Decision == Exogenous:
			return errors.New("joint_action.heterogeneity: not defined with regime exogenous, under which members do not choose; allowed are nash, cooperative, planner, government")
		}
	}
	return nil
}

func (j *JointForm) check(f Form, d Decision, clusters int) error {
	field := func(name string) string { return fmt.Sprintf("forms.%v.%s", f, name) }
	switch {
	case !within(j.Theta, 0, math.MaxFloat64):
		return rangeError(field("theta"), j.Theta, "[0, ∞)")
	case !within(j.Kappa, math.SmallestNonzeroFloat64, math.MaxFloat64):
		return rangeError(field("kappa"), j.Kappa, "(0, ∞)")
	case !within(j.C, 0, 1):
		return rangeError(field("c"), j.C, "[0, 1]")
	case !within(j.Chi, 0, math.MaxFloat64):
		return rangeError(field("chi"), j.Chi, "[0, ∞)")
	case f.Bilateral() && (j.C != 0 || j.Chi != 0):
		return fmt.Errorf("joint_action.%s and chi are %v and %v: a bilateral form costs the same in a cluster of any size; allowed is 0", field("c"), j.C, j.Chi)
	}
	if d != Exogenous {
		return nil
	}
	if len(j.Effort) != clusters {
		return fmt.Errorf("joint_action.%s: %d values, regime exogenous needs %d (one per industry and region)", field("effort"), len(j.Effort), clusters)
	}
	for k, a := range j.Effort {
		if !within(a, 0, 1) {
			return rangeError(fmt.Sprintf("%s[%d]", field("effort"), k+1), a, "[0, 1]")
		}
	}
	return nil
}

// Warnings lists what is allowed but cannot have been meant.
func (j *Joint) Warnings(t *Technology) []string {
	if j == nil || j.Decision == NoJointAction || j.Forms[VB] == nil || t.linked {
		return nil
	}
	return []string{"joint_action.forms.VB has no effect: no industry uses intermediates (alpha is 0), so there are no suppliers to work with"}
}

// active reports whether any effort can act.
func (j *Joint) active() bool {
	if j == nil || j.Decision == NoJointAction {
		return false
	}
	for _, f := range j.Forms {
		if f != nil {
			return true
		}
	}
	return false
}

// factors are the multiples of κ(n) that members reckon with when they choose, and that they are charged
// in the end: κ(1−m) and κ((1−m) + (1+ξ)m), each times 1+ξ of the government under it.
func (j *Joint) factors() (choice, charge float64) {
	choice, charge = 1, 1
	if s := j.Support; s != nil {
		choice, charge = 1-s.Match, 1-s.Match+(1+s.Xi)*s.Match
	}
	if g := j.Government; g != nil && j.Decision == ByGovernment {
		choice, charge = choice*(1+g.Xi), charge*(1+g.Xi)
	}
	return choice, charge
}

// strength is θ_f as it acts: θ(1−ι) under a government.
func (j *Joint) strength(f Form) float64 {
	if j.Government != nil && j.Decision == ByGovernment {
		return j.Forms[f].Theta * (1 - j.Government.Iota)
	}
	return j.Forms[f].Theta
}
