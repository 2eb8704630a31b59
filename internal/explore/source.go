package explore

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// Source is the scenario that is explored: its text, read once, and the overrides it begins with.
type Source struct {
	Name string   // of the file, as the user gave it; "-" for standard input
	Text []byte   // as it stands in the file
	Set  []string // overrides path=value of the command line
}

// read reads the scenario with further overrides.
func (s *Source) read(set []string) (*scenario.File, error) {
	return scenario.Read(bytes.NewReader(s.Text), s.Name, s.options(set))
}

func (s *Source) options(set []string) scenario.Options {
	return scenario.Options{Models: model.Specs(), Set: slices.Concat(s.Set, set)}
}

// base is the name of the file without its folder and ending.
func (s *Source) base() string {
	if s.Name == "-" {
		return "scenario"
	}
	name := filepath.Base(s.Name)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// setting is a request's overrides by path, as YAML text.
type setting map[string]string

// longestValue bounds the text of one override: a list of some hundred regions.
const longestValue = 16 << 10

// overrides lists a setting in one order. Only what the page shows can be set: a scenario may name files, and
// the page is not a way to read others.
func (s setting) overrides(known map[string]bool) ([]string, error) {
	var out []string
	for path, text := range s {
		switch {
		case !known[path]:
			return nil, refuse("%s is nothing that this page can set", path)
		case strings.ContainsAny(text, "\r\n") || len(text) > longestValue:
			return nil, refuse("%s: the value is longer than a line of %d bytes", path, longestValue)
		}
		out = append(out, path+"="+text)
	}
	sort.Strings(out)
	return out, nil
}

// refusal is a request that the page does not make.
type refusal struct{ msg string }

func (r *refusal) Error() string { return r.msg }

func refuse(format string, a ...any) error { return &refusal{fmt.Sprintf(format, a...)} }
