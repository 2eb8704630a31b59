package replication

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"path"
	"sort"
	"strings"
	"time"
)

// Bundle is what a replication archive is made of.
type Bundle struct {
	Manifest *Manifest
	Raw      []byte            // manifest.json as it is
	Scenario []byte            // the resolved scenario, JSON
	Original []byte            // the scenario file as it was written; nil where it is not known
	Inputs   map[string][]byte // by their names in the manifest
	Outputs  map[string][]byte
	Facts    Facts
}

// Facts are what the README says beyond the manifest.
type Facts struct {
	Title, Model string
	Sources      []string // of the model
	Modules      []string // "path version" of the libraries the program was built from
	Seconds      float64  // the run took; 0 where it is not known
	Seeds        []string // "`path` = value" of each seed of the scenario
}

// Names in the archive.
const (
	root         = "replication"
	scenarioName = "scenario.json"
	outputsName  = "outputs"
)

// Base is the folder of the scenario in the archive: so deep that the inputs, which the scenario names
// relative to itself, lie in the archive too. An input with an absolute path is an error.
func (b *Bundle) Base() (string, error) {
	depth := 0
	for _, in := range b.Manifest.Inputs {
		if path.IsAbs(in.File) || strings.Contains(in.File, ":") {
			return "", fmt.Errorf("input %s has an absolute path, which no other computer has; name it relative to the scenario and run again", in.File)
		}
		depth = max(depth, strings.Count(path.Clean(in.File)+"/", "../"))
	}
	return path.Join(root, strings.Repeat("run/", depth)), nil
}

// Zip is the archive. Its bytes depend on the contents alone.
func (b *Bundle) Zip() ([]byte, error) {
	base, err := b.Base()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{
		path.Join(base, scenarioName):              b.Scenario,
		path.Join(base, outputsName, ManifestName): b.Raw,
	}
	if b.Original != nil {
		files[path.Join(base, "scenario.yaml")] = b.Original
	}
	for name, data := range b.Inputs {
		files[path.Join(base, name)] = data
	}
	for name, data := range b.Outputs {
		files[path.Join(base, outputsName, name)] = data
	}
	exhibits, err := b.exhibits()
	if err != nil {
		return nil, err
	}
	files[path.Join(root, "exhibits.csv")] = exhibits
	files[path.Join(root, "README.md")] = b.readme(strings.TrimPrefix(strings.TrimPrefix(base, root), "/"))
	files[path.Join(root, "SHA256SUMS")] = sums(files)
	return pack(files)
}

// sums lists the hashes in the form that sha256sum -c reads, from the root of the archive.
func sums(files map[string][]byte) []byte {
	var b bytes.Buffer
	for _, name := range sorted(files) {
		fmt.Fprintf(&b, "%s  %s\n", Hash(files[name]), strings.TrimPrefix(name, root+"/"))
	}
	return b.Bytes()
}

func sorted(files map[string][]byte) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// firstDate is the date of every file of an archive: the first that its form can hold.
var firstDate = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

func pack(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sorted(files) {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: firstDate}
		h.SetMode(0o644)
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// command is what makes the outputs, from the folder of the scenario.
func (b *Bundle) command() string {
	c := "geosolve run " + scenarioName + " --out again"
	if b.Manifest.Options.FiguresOnly {
		c = strings.Replace(c, " run ", " plot ", 1)
	}
	if b.Manifest.Options.ShowTitle {
		c += " --show-title"
	}
	return c
}

// exhibits maps each figure and table to the command, the scenario and the hashes.
func (b *Bundle) exhibits() ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	rows := [][]string{{"exhibit", "kind", "file", "data", "command", "scenario_sha256", "output_sha256"}}
	count := map[string]int{}
	for _, o := range b.Manifest.Outputs {
		if o.Exhibit == "" {
			continue
		}
		what, data := "Figure", strings.TrimSuffix(o.File, path.Ext(o.File))+".csv"
		if o.Exhibit == "table" {
			what, data = "Table", ""
		}
		count[what]++
		rows = append(rows, []string{fmt.Sprintf("%s %d", what, count[what]), o.Exhibit, o.File, data, b.command(), b.Manifest.ScenarioSHA256, o.SHA256})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return buf.Bytes(), w.Error()
}
