package scenario

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// Limits on what is read. They are far above any scenario written by hand and
// keep time and memory bounded whatever the bytes are.
const (
	// DefaultMaxBytes is the size of file that Read takes unless told otherwise.
	DefaultMaxBytes = 16 << 20
	// maxNodes bounds the values of a document, aliases expanded: a 350 × 350
	// matrix inline has 123 000.
	maxNodes = 1 << 18
	// maxMarks bounds the punctuation that makes tokens; each costs the parser
	// about a kilobyte.
	maxMarks = 2 * maxNodes
	// maxDepth bounds nesting: the deepest key of a scenario is at level 8.
	maxDepth = 48
	// maxIndent bounds the indentation of a line, and with it block nesting.
	maxIndent = 400
	// maxColons bounds the keys, and maxDocs the document marks: the parser's
	// time grows with the square of both, to about half a second here.
	maxColons = 20_000
	maxDocs   = 50
	// maxSigils bounds anchors, aliases and tags, which the parser nests.
	maxSigils = 1000
)

// slurp reads at most limit bytes, one more to see that there are too many.
func slurp(r io.Reader, limit int64) (data []byte, tooLong bool, err error) {
	data, err = io.ReadAll(io.LimitReader(r, limit+1))
	return data, int64(len(data)) > limit, err
}

// guard refuses bytes that the parser should not see, and returns those it
// should: without byte-order mark, tabs between the tokens of JSON as blanks.
func guard(data []byte, at Source) ([]byte, *Error) {
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		data = data[3:]
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, &Error{Source: at, Msg: "is UTF-16 text", Allowed: "UTF-8", Hint: "save the file as UTF-8"}
	}
	if err := guardText(data, at); err != nil {
		return nil, err
	}
	first := firstByte(data)
	if first == 0 {
		return nil, &Error{Source: at, Msg: "is empty", Hint: "a scenario needs at least a model, e.g. model: core-periphery"}
	}
	if bytes.IndexByte(data, '\t') >= 0 {
		if first == '{' {
			data = untab(data)
		} else if err := guardTabs(data, at); err != nil {
			return nil, err
		}
	}
	if err := guardNesting(data, at); err != nil {
		return nil, err
	}
	return data, nil
}

// guardText refuses what is no UTF-8 text, with the position of the first fault.
func guardText(data []byte, at Source) *Error {
	line, start := 1, 0
	for i := 0; i < len(data); {
		c := data[i]
		if c >= ' ' && c < 0x7f {
			i++
			continue
		}
		switch {
		case c == '\n':
			line, start = line+1, i+1
			i++
		case c == '\t' || c == '\r':
			i++
		case c < ' ' || c == 0x7f:
			return &Error{Source: position(at, line, data[start:i]), Msg: fmt.Sprintf("control character 0x%02x: not a text file", c), Allowed: "UTF-8 text"}
		default:
			r, n := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && n == 1 {
				return &Error{Source: position(at, line, data[start:i]), Msg: fmt.Sprintf("byte 0x%02x is not UTF-8", c), Allowed: "UTF-8 text", Hint: "save the file as UTF-8"}
			}
			if r == 0xfeff {
				return &Error{Source: position(at, line, data[start:i]), Msg: "byte-order mark inside the text", Allowed: "UTF-8 text", Hint: "delete it"}
			}
			i += n
		}
	}
	return nil
}

// position places a fault after the bytes before it on its line.
func position(at Source, line int, before []byte) Source {
	if at.Origin == FromFile {
		at.Line, at.Column = line, utf8.RuneCount(before)+1
	}
	return at
}

// firstByte returns the first byte that is neither blank nor comment, 0 where
// there is none.
func firstByte(data []byte) byte {
	comment := false
	for _, c := range data {
		switch {
		case c == '\n':
			comment = false
		case comment || c == ' ' || c == '\t' || c == '\r':
		case c == '#':
			comment = true
		default:
			return c
		}
	}
	return 0
}

// guardTabs refuses tabs in the indentation of a line.
func guardTabs(data []byte, at Source) *Error {
	line := 1
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			end = len(data) - 1
		}
		for i, c := range data[:end] {
			if c == '\t' {
				return &Error{Source: position(at, line, data[:i]), Msg: "tab in the indentation", Allowed: "spaces", Hint: "replace tabs by spaces"}
			}
			if c != ' ' {
				break
			}
		}
		data = data[end+1:]
		line++
	}
	return nil
}

// untab returns the data with blanks for tabs outside double quotes: JSON may
// be indented with tabs, the parser of YAML does not take them.
func untab(data []byte) []byte {
	out := bytes.Clone(data)
	quoted := false
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == '\t' && !quoted:
			out[i] = ' '
		}
	}
	return out
}

// guardNesting bounds what makes the parser work and recurse. It counts
// without regard to quotes: a text that holds a hundred brackets is refused too.
func guardNesting(data []byte, at Source) *Error {
	var (
		line, start  = 1, 0
		flow, dashes int
		marks, sigil int
		colons, docs int
		indent       = true
	)
	for i, c := range data {
		switch c {
		case ' ':
			if indent && i-start >= maxIndent {
				return tooDeep(position(at, line, data[start:i]))
			}
			continue
		case '\n':
			line, start, dashes, indent = line+1, i+1, 0, true
			marks++
			continue
		case '[', '{':
			flow++
			marks++
		case ']', '}':
			flow = max(flow-1, 0)
			marks++
		case ',':
			marks++
		case ':':
			marks++
			colons++
		case '-', '?':
			if i+1 < len(data) && (data[i+1] == ' ' || data[i+1] == '\n') {
				dashes++
				marks++
			} else if i == start && bytes.HasPrefix(data[i:], []byte("---")) {
				docs++
			}
		case '&', '*', '!':
			sigil++
		}
		indent = false
		switch {
		case flow > maxDepth || dashes > maxDepth:
			return tooDeep(position(at, line, data[start:i]))
		case docs > maxDocs:
			return &Error{Source: position(at, line, data[start:i]), Msg: "too many documents", Allowed: "one"}
		case colons > maxColons:
			return &Error{Source: position(at, line, data[start:i]), Msg: "too many keys", Allowed: fmt.Sprintf("%d", maxColons), Hint: "put large tables into CSV files"}
		case marks > maxMarks:
			return tooMany(position(at, line, data[start:i]))
		case sigil > maxSigils:
			return &Error{Source: position(at, line, data[start:i]), Msg: fmt.Sprintf("more than %d anchors, aliases and tags", maxSigils), Hint: "write the values out"}
		}
	}
	return nil
}

func tooDeep(at Source) *Error {
	return &Error{Source: at, Msg: "nested too deeply", Allowed: fmt.Sprintf("%d levels", maxDepth)}
}

func tooMany(at Source) *Error {
	return &Error{Source: at, Msg: "too many values", Allowed: fmt.Sprintf("%d", maxNodes), Hint: "put large vectors and matrices into CSV files"}
}
