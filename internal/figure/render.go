package figure

import (
	"bytes"
	"fmt"

	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// Render draws a figure as the bytes of its file, in the format that its ending names. With titles, those of
// the figures that have one are drawn.
func Render(fig plots.Figure, f *scenario.Figure, titles bool) ([]byte, error) {
	preset, err := Preset(f)
	if err != nil {
		return nil, err
	}
	preset.ShowTitle = titles && f.Title != ""
	format, err := plots.FormatOf(f.File)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := plots.Render(fig, preset, format, &b); err != nil {
		return nil, fmt.Errorf("figure %s: %w", f.File, err)
	}
	return b.Bytes(), nil
}
