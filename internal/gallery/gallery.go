package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/internal/figure"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
	"github.com/geosolve/geosolve/plots"
)

// File is one file of the gallery.
type File struct {
	Path string // from the root of the repository, with slashes
	Data []byte
}

// dpi is how fine figures of the page are: twice that of a screen at the size of print.
const dpi = 160

const (
	page   = "docs/gallery.md"
	images = "docs/img/gallery"
)

// Files draws the figures and writes the page about them, the page first.
func Files(ctx context.Context, root string) ([]File, error) {
	var text strings.Builder
	text.WriteString(head)
	var files []File
	for _, e := range entries {
		snippet, err := e.snippet(root)
		if err != nil {
			return nil, err
		}
		png, err := e.draw(ctx, root, snippet)
		if err != nil {
			return nil, fmt.Errorf("%s, figure %s: %w", e.scenario, e.file, err)
		}
		files = append(files, File{images + "/" + e.name(), png})
		fmt.Fprintf(&text, "\n## %s\n\n`%s`. %s\n\n![%s](img/gallery/%s)\n\n```yaml\n# %s\n%s```\n",
			e.title, e.kind, e.reading, e.title, e.name(), e.path(), snippet)
	}
	return append([]File{{page, []byte(text.String())}}, files...), nil
}

const head = `# Gallery

Every type of figure, with how it is read and the scenario that makes it. ` + "`geosolve plot FILE`" + ` draws the figures of a
scenario; their keys are in the [reference](scenario-reference.md), formats, widths and typefaces on the page about
[papers](paper.md). This page is made by ` + "`go run ./internal/gallery`" + `, and a test compares it.

` + "```sh" + `
geosolve plot examples/core-periphery/panels.yaml --out figures
ls figures/panels.png figures/panels.csv
` + "```" + `
`

func (e entry) path() string { return "examples/" + e.scenario + ".yaml" }

// name is that of the figure's file on the page.
func (e entry) name() string {
	return strings.ReplaceAll(e.scenario, "/", "-") + "-" + strings.TrimSuffix(e.file, filepath.Ext(e.file)) + ".png"
}

// snippet is the scenario with this figure alone, and without the remarks at its head.
func (e entry) snippet(root string) (string, error) {
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.path())))
	if err != nil {
		return "", err
	}
	var keep []string
	blocks := topLevel(string(data))
	for _, b := range blocks {
		switch key, _, _ := strings.Cut(b[0], ":"); {
		case key == "tables" || strings.HasPrefix(b[0], "#"):
		case key == "figures":
			item := itemWith(b[1:], "file: "+e.file)
			if item == nil {
				return "", fmt.Errorf("%s has no figure %s", e.path(), e.file)
			}
			keep = append(append(keep, b[0]), item...)
		default:
			keep = append(keep, b...)
		}
	}
	keep = slices.DeleteFunc(keep, func(line string) bool { return strings.TrimSpace(line) == "" })
	return strings.Join(keep, "\n") + "\n", nil
}

// topLevel parts a scenario into its blocks: a line that is not indented and those below it.
func topLevel(text string) [][]string {
	var blocks [][]string
	for _, line := range strings.Split(text, "\n") {
		if n := len(blocks); n > 0 && (line == "" || strings.HasPrefix(line, " ")) {
			blocks[n-1] = append(blocks[n-1], line)
			continue
		}
		blocks = append(blocks, []string{line})
	}
	return slices.DeleteFunc(blocks, func(b []string) bool { return b[0] == "" })
}

// itemWith is the item of a list that holds a text.
func itemWith(lines []string, text string) []string {
	var item []string
	found := false
	for _, line := range lines {
		if strings.HasPrefix(line, "  - ") {
			if found {
				break
			}
			item = nil
		}
		item = append(item, line)
		found = found || strings.Contains(line, text+"}") || strings.Contains(line, text+",") || strings.HasSuffix(line, text)
	}
	if !found {
		return nil
	}
	return item
}

// draw does what the snippet says, in the folder of its example, and returns the figure.
func (e entry) draw(ctx context.Context, root, snippet string) ([]byte, error) {
	f, err := scenario.Read(strings.NewReader(snippet), filepath.Join(root, filepath.FromSlash(e.path())), scenario.Options{Models: model.Specs()})
	if err != nil {
		return nil, err
	}
	fig := &f.Figures[0]
	if fig.Kind() != e.kind {
		return nil, fmt.Errorf("is of kind %s, not %s", fig.Kind(), e.kind)
	}
	job, err := task.New(f, task.Options{})
	if err != nil {
		return nil, err
	}
	done := figure.Results{}
	for _, name := range append(f.Tasks(), figure.Needs(fig)...) {
		if done[name] != nil {
			continue
		}
		if done[name], err = job.Do(ctx, name); err != nil {
			return nil, err
		}
	}
	drawn, err := figure.Build(ctx, job, fig, done)
	if err != nil {
		return nil, err
	}
	preset, err := figure.Preset(fig)
	if err != nil {
		return nil, err
	}
	preset.DPI = dpi
	var b bytes.Buffer
	if err := plots.Render(drawn, preset, plots.PNG, &b); err != nil {
		return nil, err
	}
	return reduced(b.Bytes())
}
