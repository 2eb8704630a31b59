package plots

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// The frame says where a value is drawn: the line of an event is found there in the picture.
func TestFrameOf(t *testing.T) {
	fig := Bifurcation{
		XLabel: "$T$", YLabel: `$\lambda_1$`, Branches: []Branch{{X: []float64{1.2, 2.3}, Y: []float64{0.5, 0.5}}},
		Events: []Event{{Kind: Break, X: 1.626577, Y: 0.5, Label: "$T_B$"}},
	}
	p := Single()
	f, ok, err := FrameOf(fig, p)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	width, _, err := Size(fig, p)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Render(fig, p, SVG, &b); err != nil {
		t.Fatal(err)
	}
	x := (f.Left + (1.626577-f.XMin)/(f.XMax-f.XMin)*(f.Right-f.Left)) * float64(width)
	if at := fmt.Sprintf("M%.3f ", x); !strings.Contains(b.String(), at) {
		t.Errorf("no line begins at %s", at)
	}
	if _, ok, _ := FrameOf(Ternary{}, p); ok {
		t.Error("a triangle has no pair of axes")
	}
}
