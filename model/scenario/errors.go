package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxListed is how many problems one message lists: enough to mend a file in
// one go, few enough to read.
const maxListed = 10

// Error is one problem of a scenario.
type Error struct {
	Source  Source // where: file, line and column, or the override
	Path    string // dotted path of the key, where one is concerned
	Value   string // the value as written, where one is concerned
	Msg     string // what is wrong
	Allowed string // what is allowed
	Hint    string // the next step, such as the near spelling
	Err     error  // the cause, where the operating system gave one
}

// File returns the name of the scenario file, empty where the problem stands
// in an override.
func (e *Error) File() string {
	if e.Source.Origin == FromFile {
		return e.Source.Name
	}
	return ""
}

// Error says "file:line:column: key: what is wrong; allowed: …; next step". A
// message about something unknown begins with "unknown" after the position.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Source.Origin != FromDefault {
		b.WriteString(e.Source.String())
		b.WriteString(": ")
	}
	if e.Path != "" && !strings.HasPrefix(e.Msg, "unknown ") {
		b.WriteString(e.Path)
		b.WriteString(": ")
	}
	b.WriteString(e.Msg)
	if e.Allowed != "" {
		b.WriteString("; allowed: ")
		b.WriteString(e.Allowed)
	}
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(e.Hint)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errors are all problems found in one scenario, in the order of the file.
type Errors []*Error

// Error lists the first ten problems, one a line.
func (es Errors) Error() string {
	lines := make([]string, 0, min(len(es), maxListed)+1)
	for i, e := range es {
		if i == maxListed {
			lines = append(lines, fmt.Sprintf("and %d more problems", len(es)-maxListed))
			break
		}
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems, for errors.Is and errors.As.
func (es Errors) Unwrap() []error {
	list := make([]error, len(es))
	for i, e := range es {
		list[i] = e
	}
	return list
}

// asError returns nil, the one problem, or the list in the order of the file,
// without repetitions.
func asError(es []*Error) error {
	slices.SortStableFunc(es, func(a, b *Error) int {
		if a.Source.Origin != b.Source.Origin {
			return int(a.Source.Origin) - int(b.Source.Origin)
		}
		if a.Source.Line != b.Source.Line {
			return a.Source.Line - b.Source.Line
		}
		return a.Source.Column - b.Source.Column
	})
	es = slices.CompactFunc(es, func(a, b *Error) bool { return a.Error() == b.Error() })
	switch len(es) {
	case 0:
		return nil
	case 1:
		return es[0]
	}
	return Errors(es)
}

// Problems returns the problems in err, nil where err is not about a scenario.
func Problems(err error) []*Error {
	var es Errors
	if errors.As(err, &es) {
		return es
	}
	var e *Error
	if errors.As(err, &e) {
		return []*Error{e}
	}
	return nil
}
