package plots

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/geosolve/geosolve/plots/internal/outline"
	"github.com/geosolve/geosolve/plots/internal/page"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var nan = math.NaN()

// ErrEmpty says that a figure has nothing to draw.
var ErrEmpty = errors.New("nothing to draw")

// Figure is something Render can draw.
type Figure interface {
	// Draw draws the figure over the whole rectangle of c. It uses paths only,
	// so every vg.Canvas will do.
	Draw(c draw.Canvas, p Preset) error
	// Data returns the numbers the figure shows.
	Data() Table
}

// Sizer is a Figure that knows how high it wants to be. Figures of this
// package do; for others Render takes defaultAspect times the width.
type Sizer interface {
	// Height returns the height that suits the figure at the width of p.
	Height(p Preset) (vg.Length, error)
}

// titled is a figure with a title, for the metadata of files.
type titled interface{ title() string }

// defaultAspect is the height over the width of a figure that does not choose.
const defaultAspect = 0.75

// maxAutoAspect bounds the height that a figure may choose.
const maxAutoAspect = 3

// Size returns the width and height of a figure under a preset.
func Size(fig Figure, p Preset) (width, height vg.Length, err error) {
	if fig == nil {
		return 0, 0, errors.New("plots: no figure")
	}
	if err := p.Validate(); err != nil {
		return 0, 0, err
	}
	width = p.width()
	if p.Aspect > 0 {
		return width, width * vg.Length(p.Aspect), nil
	}
	s, ok := fig.(Sizer)
	if !ok {
		return width, width * defaultAspect, nil
	}
	height, err = s.Height(p)
	if err != nil {
		return 0, 0, err
	}
	return width, min(height, maxAutoAspect*width), nil
}

// Render writes a figure. The error tells an unknown format, a preset out of
// range, data that cannot be drawn (wrapping ErrEmpty when there are none) or
// a label that cannot be read; nothing is written then. The same figure,
// preset and format give the same bytes.
func Render(fig Figure, p Preset, f Format, w io.Writer) error {
	f, err := ParseFormat(string(f))
	if err != nil {
		return err
	}
	pg, err := drawPage(fig, p)
	if err != nil {
		return err
	}
	title := ""
	if t, ok := fig.(titled); ok {
		title = t.title()
	}
	switch f {
	case PDF:
		err = pg.WritePDF(w, title)
	case SVG:
		err = pg.WriteSVG(w, title)
	case EPS:
		err = pg.WriteEPS(w, title)
	case TeX:
		err = pg.WriteTeX(w, page.TeXOptions{Title: title, Size: vg.Length(p.FontSize), Sans: p.Family == Sans})
	default:
		err = pg.WritePNG(w, p.DPI)
	}
	if err != nil {
		return fmt.Errorf("plots: writing %s: %w", f, err)
	}
	return nil
}

// drawPage draws a figure on a page of its own.
func drawPage(fig Figure, p Preset) (*page.Page, error) {
	width, height, err := Size(fig, p)
	if err != nil {
		return nil, err
	}
	pg := page.New(width, height)
	if err := fig.Draw(draw.NewCanvas(pg, width, height), p); err != nil {
		return nil, err
	}
	if err := pg.Err(); err != nil {
		return nil, fmt.Errorf("plots: %w", err)
	}
	return pg, nil
}

// Save writes a figure to path, in the format of its extension, and the
// numbers behind it beside it with the extension .csv. Each file appears whole
// or not at all.
func Save(fig Figure, p Preset, path string) error {
	f, err := FormatOf(path)
	if err != nil {
		return err
	}
	var picture, data bytes.Buffer
	if err := Render(fig, p, f, &picture); err != nil {
		return err
	}
	if err := fig.Data().WriteCSV(&data); err != nil {
		return fmt.Errorf("plots: writing the data of %q: %w", path, err)
	}
	if err := writeWhole(path, picture.Bytes()); err != nil {
		return err
	}
	return writeWhole(strings.TrimSuffix(path, filepath.Ext(path))+".csv", data.Bytes())
}

// writeWhole writes a file under another name and renames it.
func writeWhole(path string, data []byte) (err error) {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	tmp, err := os.CreateTemp(dir, "."+base+".tmp*")
	if err != nil {
		return fmt.Errorf("plots: figure file %q: the folder must exist and be writable: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	_, err = tmp.Write(data)
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("plots: figure file %q: %w", path, err)
	}
	return nil
}

// Escape protects the characters of s that have a meaning in labels, so that a
// name from data is drawn as it is.
func Escape(s string) string { return outline.Escape(s) }

// CheckLabel reports what is wrong with the markup or the letters of a label
// in a family of typefaces.
func CheckLabel(s string, f Family) error {
	h := Preset{Family: f}.handler()
	if err := h.Check(s); err != nil {
		return fmt.Errorf("plots: %w", err)
	}
	return nil
}
