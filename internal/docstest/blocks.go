// Package docstest runs what the documentation shows: the shell blocks of README.md and docs, the scenarios
// in them, and every example.
//
// A block is run where its fence says sh or bash, by bash -euo pipefail, in a copy of the repository with
// geosolve on the path; the blocks of a page run in their order and see each other's files. A block whose
// first line is "# not run" is left alone. A block of yaml with a model is given to geosolve check; paths in
// it are relative to the root of the repository, or to the folder of the example that its first line names.
package docstest

import (
	"regexp"
	"strings"
)

// block is a fenced block of a page.
type block struct {
	language string
	line     int // of its first line
	text     string
}

var fence = regexp.MustCompile("^( *)(```+|~~~+) *([A-Za-z0-9_+-]*)")

// blocks are the fenced blocks of a page, in their order.
func blocks(page string) []block {
	var list []block
	var open *block
	var indent, mark string
	for i, line := range strings.Split(page, "\n") {
		m := fence.FindStringSubmatch(line)
		switch {
		case open == nil && m != nil:
			indent, mark = m[1], m[2]
			open = &block{language: m[3], line: i + 2}
		case open != nil && m != nil && strings.HasPrefix(m[2], mark) && m[3] == "":
			list = append(list, *open)
			open = nil
		case open != nil:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		}
	}
	return list
}

// notRun is the first line of a block that is not run.
const notRun = "# not run"

func (b block) runs() bool {
	first, _, _ := strings.Cut(b.text, "\n")
	return strings.TrimSpace(first) != notRun
}

func (b block) shell() bool {
	return (b.language == "sh" || b.language == "bash") && b.runs()
}

var modelKey = regexp.MustCompile(`(?m)^model:`)

func (b block) scenario() bool {
	return (b.language == "yaml" || b.language == "yml") && b.runs() && modelKey.MatchString(b.text)
}

var fromExample = regexp.MustCompile(`^# (examples/\S+)/[^/\s]+\.yaml\n`)

// folder is the folder of the example that a scenario is taken from, "" for none.
func (b block) folder() string {
	if m := fromExample.FindStringSubmatch(b.text); m != nil {
		return m[1]
	}
	return ""
}

var testCommand = regexp.MustCompile(`(?m)^\s*(\$ )?(go test\b|(HEAVY=1 )?\.ci/run\b).*$`)

// script is the block as it is run: tests do not run the tests, which would have no end.
func (b block) script() string {
	return testCommand.ReplaceAllString(b.text, ":")
}
