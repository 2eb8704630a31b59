package economy

import (
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Payoffs and their derivatives with joint action: two regions with two forms, and twelve with four.
func BenchmarkJoint(b *testing.B) {
	for _, c := range []struct {
		name    string
		regions int
		d       Decision
		forms   []Form
	}{
		{"nash/2x2", 2, Nash, []Form{HM, VM}}, {"cooperative/2x2", 2, Cooperative, []Form{HM, VM}}, {"planner/2x2", 2, Planner, []Form{HM, VM}},
		{"self-enforcing/2x2", 2, SelfEnforcing, []Form{HM, VM}}, {"self-enforcing/2x4", 2, SelfEnforcing, []Form{HB, HM, VB, VM}},
		{"cooperative/12x4", 12, Cooperative, []Form{HB, HM, VB, VM}}, {"self-enforcing/12x4", 12, SelfEnforcing, []Form{HB, HM, VB, VM}},
	} {
		all := allForms(c.d)
		j := *all
		j.Forms = [FormCount]*JointForm{}
		for _, f := range c.forms {
			j.Forms[f] = all.Forms[f]
		}
		alpha := 0.0
		if len(c.forms) > 2 {
			alpha = 0.2
		}
		e := twoRegions(b, []Industry{{Sigma: 5, Mu: .4, Alpha: []float64{alpha}}}, 1.7, func(s *Spec) {
			s.Home, s.External, s.Joint = c.regions, &External{Enterprises: []float64{20}}, &j
		})
		x, total := make([]float64, c.regions), 0.0
		for r := range x {
			x[r] = 1 + 0.1*float64(r)
			total += x[r]
		}
		for r := range x {
			x[r] /= total
		}
		ev := e.Evaluator()
		pay, jac := make([]float64, c.regions), mat.NewDense(c.regions, c.regions, nil)
		b.Run(c.name+"/payoffs", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := ev.Payoffs(pay, x); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/jacobian", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := ev.PayoffJacobian(pay, jac, x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
