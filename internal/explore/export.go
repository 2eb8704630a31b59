package explore

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/geosolve/geosolve/model/scenario"
)

// scenarioText is the scenario with the overrides of a request in it, as a file of its own. Comments and layout
// of the file stay where that can be; else it is written anew. It is read again before it is given away: it
// means the same as the file with the overrides.
func (x *Explorer) scenarioText(c *composed) ([]byte, error) {
	opts := x.src.options(c.set)
	text, err := scenario.Rewrite(x.src.Text, x.src.Name, opts)
	if errors.Is(err, scenario.ErrRewrite) {
		text, err = plainText(c.file)
	}
	if err != nil {
		return nil, err
	}
	return append([]byte(x.heading(c)), text...), nil
}

// heading says where a scenario comes from, in comments.
func (x *Explorer) heading(c *composed) string {
	var b strings.Builder
	name := filepath.Base(x.src.Name)
	if x.src.Name == "-" {
		name = "a scenario from standard input"
	}
	fmt.Fprintf(&b, "# From %s by geosolve explore", name)
	if set := x.allSet(c); len(set) > 0 {
		fmt.Fprintf(&b, " with %s", strings.Join(set, ", "))
	}
	b.WriteString(".\n")
	if inputs := c.job.Inputs(); len(inputs) > 0 {
		var names []string
		for _, in := range inputs {
			names = append(names, x.relative(in))
		}
		fmt.Fprintf(&b, "# It reads %s: keep this file in the folder of %s, or take the zip with the data.\n", strings.Join(names, ", "), name)
	}
	return b.String()
}

// plainText writes a scenario as it was understood, a line for each key. JSON is YAML.
func plainText(f *scenario.File) ([]byte, error) {
	var b bytes.Buffer
	for _, m := range f.Resolved().Scenario {
		value, err := scenario.Object{m}.MarshalJSON()
		if err != nil {
			return nil, err
		}
		_, text, _ := bytes.Cut(value[:len(value)-1], []byte(":"))
		fmt.Fprintf(&b, "%s: %s\n", m.Key, text)
	}
	return b.Bytes(), nil
}

// relative is a file that the scenario reads, as the scenario names it.
func (x *Explorer) relative(path string) string {
	if rel, err := filepath.Rel(filepath.Dir(x.src.Name), path); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(path)
}

// archive is the scenario with the files that it reads, each where the scenario looks for it.
func (x *Explorer) archive(c *composed) ([]byte, error) {
	text, err := x.scenarioText(c)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name string, data []byte) error {
		w, err := z.Create(x.src.base() + "/" + name)
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	if err := add(x.src.base()+".yaml", text); err != nil {
		return nil, err
	}
	for _, in := range c.job.Inputs() {
		name := x.relative(in)
		if strings.HasPrefix(name, "../") || filepath.IsAbs(name) {
			return nil, fmt.Errorf("the scenario reads %s, which lies outside its folder; take the scenario alone and keep it there", name)
		}
		data, err := os.ReadFile(in)
		if err != nil {
			return nil, err
		}
		if err := add(name, data); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return b.Bytes(), err
}
