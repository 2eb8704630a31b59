package plots

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Format is a file format of figures, named by its file extension without the
// dot.
type Format string

// The formats of figures. Text is drawn as outlines in all but TeX, so that a
// figure looks the same in each. A TeX figure is a PGF picture whose labels
// LaTeX sets, in the typefaces of the paper that inputs it.
const (
	PDF Format = "pdf"
	SVG Format = "svg"
	PNG Format = "png"
	EPS Format = "eps"
	TeX Format = "tex"
)

// Formats lists the formats that Render can write.
func Formats() []Format { return []Format{PDF, SVG, PNG, EPS, TeX} }

// ParseFormat reads the name of a format, in any case; the error lists the
// names allowed.
func ParseFormat(name string) (Format, error) {
	f := Format(strings.ToLower(name))
	if slices.Contains(Formats(), f) {
		return f, nil
	}
	return "", fmt.Errorf("plots: unknown figure format %q; allowed: %s", name, formatNames(""))
}

// FormatOf tells the format from the extension of a file name.
func FormatOf(path string) (Format, error) {
	ext := filepath.Ext(path)
	f, err := ParseFormat(strings.TrimPrefix(ext, "."))
	if err == nil {
		return f, nil
	}
	if ext == "" || ext == "." {
		return "", fmt.Errorf("plots: figure file %q has no extension; allowed: %s", path, formatNames("."))
	}
	return "", fmt.Errorf("plots: figure file %q has the unknown extension %q; allowed: %s", path, ext, formatNames("."))
}

func formatNames(prefix string) string {
	var names []string
	for _, f := range Formats() {
		names = append(names, prefix+string(f))
	}
	return strings.Join(names, ", ")
}
