package explore

import (
	"strings"

	"github.com/geosolve/geosolve/model/scenario"
)

// problem is what is wrong with a request, as the program words it.
type problem struct {
	Path    string `json:"path,omitempty"`  // of the control it concerns
	Place   string `json:"place,omitempty"` // file:line:column, where the file is at fault
	Message string `json:"message"`
	Allowed string `json:"allowed,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

// problemsOf lists what an error says.
func problemsOf(err error) []problem {
	list := scenario.Problems(err)
	if list == nil {
		return []problem{{Message: err.Error()}}
	}
	var out []problem
	for _, e := range list {
		p := problem{Path: shortPath(e.Path), Message: e.Msg, Allowed: e.Allowed, Hint: e.Hint}
		if e.Source.Origin == scenario.FromFile {
			p.Place = e.Source.String()
		}
		out = append(out, p)
	}
	return out
}

// shortPath is a path without "parameters.", as controls have it.
func shortPath(path string) string { return strings.TrimPrefix(path, "parameters.") }
