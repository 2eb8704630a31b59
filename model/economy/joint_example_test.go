package economy_test

import (
	"fmt"
	"log"
	"math"

	"github.com/geosolve/geosolve/model/economy"
)

// The table of market failure of two clusters with an association that opens markets (HM) and an alliance
// for quality (VM): self-interest does too little, an agreement that members keep of their own accord does
// more, and public support does yet more for the world, at a cost to the members. Full cooperation in both
// clusters leaves members worse off than the agreement, since part of what HM wins one cluster the other
// loses; the planner asks for still more than they would choose.
func ExampleCompare() {
	tech, err := economy.NewTechnology([]economy.Industry{{Name: "shoes", Sigma: 5, Mu: 0.4, Alpha: []float64{0.2}}})
	if err != nil {
		log.Fatal(err)
	}
	e, err := economy.New(economy.Spec{
		Technology: tech,
		Home:       2,
		LogT: []func(r, s int) float64{func(r, s int) float64 {
			if r == s {
				return 0
			}
			return math.Log(1.9)
		}},
		External: &economy.External{Enterprises: []float64{20}, Pooling: &economy.Pooling{Shape: 1}},
		Joint: &economy.Joint{
			Forms: [economy.FormCount]*economy.JointForm{
				economy.HM: {Theta: 0.3, Kappa: 0.05, C: 0.5, Chi: 0.02},
				economy.VM: {Theta: 0.1, Kappa: 0.3, C: 0.5, Chi: 0.02},
			},
			Delta: 0.35, Psi: 0.05,
			Support: &economy.Support{Match: 0.3, Xi: 0.2},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	rows, err := economy.Compare(e, []string{"none", "nash", "self-enforcing", "support", "cooperative", "planner"}, []float64{0.5, 0.5})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range rows {
		fmt.Printf("%-15s u %.4f  world %.4f", r.Name, r.State.LogPayoff[0], r.State.Welfare.World)
		if a := r.State.Agreement; a != nil {
			fmt.Printf("  z %.3f", a.Z)
		}
		fmt.Println()
	}
	// Output:
	// none            u -0.1529  world -0.1529
	// nash            u -0.1502  world -0.1501
	// self-enforcing  u -0.1432  world -0.1380  z 0.532
	// support         u -0.1453  world -0.1340  z 0.533
	// cooperative     u -0.1468  world -0.1313
	// planner         u -0.1664  world -0.1273
}
