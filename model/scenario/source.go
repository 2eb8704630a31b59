package scenario

import "strconv"

// Origin tells which kind of source a value has.
type Origin uint8

// Origins of a value.
const (
	FromDefault Origin = iota // nobody said anything: the default stands
	FromFile                  // the scenario file
	FromSet                   // a --set override
	FromCode                  // set by a program: a traced parameter, a shock
)

// Source is where a value comes from. The zero Source is the default.
type Source struct {
	Origin       Origin
	Name         string // name of the file, or the override as written: "sigma=5"
	Line, Column int    // in the file, counted from 1
}

// String says the source in the form of error messages: "x.yaml:3:12",
// "--set sigma=5", "default".
func (s Source) String() string {
	switch s.Origin {
	case FromFile:
		if s.Line == 0 {
			return s.Name
		}
		return s.Name + ":" + strconv.Itoa(s.Line) + ":" + strconv.Itoa(s.Column)
	case FromSet:
		return "--set " + s.Name
	case FromCode:
		return "set"
	default:
		return "default"
	}
}
