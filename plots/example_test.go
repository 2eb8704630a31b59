package plots_test

import (
	"bytes"
	"fmt"

	"github.com/geosolve/geosolve/plots"
)

// A bifurcation diagram of two branches, written as PDF one column wide.
func ExampleRender() {
	diagram := plots.Bifurcation{
		XLabel: `Trade cost, $T$`,
		YLabel: `Share, $\lambda$`,
		Branches: []plots.Branch{
			{X: []float64{1, 1.63}, Y: []float64{0.5, 0.5}, Stable: []plots.Stability{plots.Unstable, plots.Unstable}},
			{X: []float64{1.63, 2.2}, Y: []float64{0.5, 0.5}, Stable: []plots.Stability{plots.Stable, plots.Stable}},
		},
		Events: []plots.Event{{Kind: plots.Break, X: 1.63, Y: 0.5, Label: "$T_B$"}},
	}
	var file bytes.Buffer
	if err := plots.Render(diagram, plots.Single(), plots.PDF, &file); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", file.Bytes()[:8])
	// Output: %PDF-1.4
}

// The numbers of a figure as CSV.
func ExampleTable_WriteCSV() {
	ring := plots.RingBars{Names: []string{"North", "South"}, After: []float64{0.75, 0.25}}
	var csv bytes.Buffer
	if err := ring.Data().WriteCSV(&csv); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(csv.String())
	// Output:
	// region,before,after
	// North,,0.75
	// South,,0.25
}

// A macro that is not known is named.
func ExampleCheckLabel() {
	fmt.Println(plots.CheckLabel(`Share, $\lamda$`, plots.Serif))
	// Output: plots: label "Share, $\\lamda$": unknown macro \lamda
}
