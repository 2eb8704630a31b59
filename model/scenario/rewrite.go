package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ErrRewrite says that overrides cannot be written into the text of a scenario: it is laid out in a way that
// Rewrite does not change.
var ErrRewrite = errors.New("the overrides cannot be written into this text")

// Rewrite returns the text of a scenario with the overrides of opts written into it. Comments and layout stay.
// What it returns means the same as the text with the overrides: it is read again and compared. The error is
// ErrRewrite where the layout does not allow that, and that of Read where the overrides are wrong.
func Rewrite(text []byte, name string, opts Options) ([]byte, error) {
	want, err := Read(bytes.NewReader(text), name, opts)
	if err != nil {
		return nil, err
	}
	out := text
	for _, s := range opts.Set {
		if out, err = rewriteOne(out, s); err != nil {
			return nil, err
		}
	}
	plain := opts
	plain.Set = nil
	got, err := Read(bytes.NewReader(out), name, plain)
	if err != nil || !bytes.Equal(got.Canonical(), want.Canonical()) {
		return nil, fmt.Errorf("%w: what comes out does not mean the same", ErrRewrite)
	}
	return out, nil
}

// rewriteOne writes one override path=value into a text.
func rewriteOne(text []byte, set string) ([]byte, error) {
	path, value, ok := strings.Cut(set, "=")
	keys, problem := splitPath(strings.TrimSpace(path))
	if !ok || problem != nil || strings.ContainsAny(value, "\n\r") {
		return nil, ErrRewrite
	}
	root, errs := parse(text, Source{Origin: FromFile})
	if len(errs) > 0 {
		return nil, asError(errs)
	}
	n, rest := deepest(root, keys)
	e := editor{text: text}
	value = strings.TrimSpace(value)
	if len(rest) == 0 {
		return e.replace(n, value)
	}
	for i := len(rest) - 1; i > 0; i-- {
		value = "{" + rest[i] + ": " + value + "}"
	}
	return e.insert(n, rest[0], value, n == root)
}

// deepest follows keys as far as the document goes: the node reached, and the keys that are left.
func deepest(n *node, keys []string) (*node, []string) {
	for len(keys) > 0 {
		var next *node
		rest := keys[1:]
		switch n.kind {
		case mapNode:
			var key string
			key, rest = longestKey(n, keys)
			next = n.get(key)
		case listNode:
			if i, err := entry(n, "", keys[0]); err == nil {
				next = n.items[i]
			}
		}
		if next == nil {
			break
		}
		n, keys = next, rest
	}
	return n, keys
}

// editor changes a text at the places of nodes.
type editor struct{ text []byte }

// offset is the place in the text of a line and a column, both counted from 1; −1 outside.
func (e *editor) offset(at Source) int {
	pos := 0
	for range at.Line - 1 {
		i := bytes.IndexByte(e.text[pos:], '\n')
		if i < 0 {
			return -1
		}
		pos += i + 1
	}
	for range at.Column - 1 {
		if pos >= len(e.text) || e.text[pos] == '\n' {
			return -1
		}
		_, size := utf8.DecodeRune(e.text[pos:])
		pos += size
	}
	if at.Line < 1 || pos >= len(e.text) {
		return -1
	}
	return pos
}

// replace puts a value in the place of a number, a word, a list or a block in brackets.
func (e *editor) replace(n *node, value string) ([]byte, error) {
	start := e.offset(n.src)
	if start < 0 {
		return nil, ErrRewrite
	}
	end := start
	switch {
	case n.kind == listNode || n.kind == mapNode:
		if end = closing(e.text, start); end < 0 {
			return nil, fmt.Errorf("%w: %s is not in brackets", ErrRewrite, n.src)
		}
	case n.kind != nullNode && bytes.HasPrefix(e.text[start:], []byte(n.text)):
		end += len(n.text)
	case n.quoted && len(e.text) > start+len(n.text)+1 && string(e.text[start+1:start+1+len(n.text)]) == n.text && e.text[start+1+len(n.text)] == e.text[start]:
		end += len(n.text) + 2
	default:
		return nil, ErrRewrite
	}
	return e.splice(start, end, value), nil
}

// insert adds a key to a block.
func (e *editor) insert(n *node, key, value string, root bool) ([]byte, error) {
	start := e.offset(n.src)
	if start < 0 || n.kind != mapNode || len(n.keys) == 0 {
		return nil, ErrRewrite
	}
	if e.text[start] == '{' {
		end := closing(e.text, start)
		if end < 0 {
			return nil, ErrRewrite
		}
		at := start + len(bytes.TrimRight(e.text[start:end-1], " \t\r\n"))
		return e.splice(at, at, ", "+key+": "+value), nil
	}
	if root {
		text := bytes.TrimRight(e.text, "\n")
		return append(bytes.Clone(text), "\n"+key+": "+value+"\n"...), nil
	}
	line := bytes.LastIndexByte(e.text[:start], '\n') + 1
	indent := string(e.text[line:start])
	if strings.Trim(indent, " ") != "" { // the first key stands behind a dash or another key
		indent = strings.Repeat(" ", n.src.Column-1)
	}
	return e.splice(start, start, key+": "+value+"\n"+indent), nil
}

func (e *editor) splice(start, end int, value string) []byte {
	out := make([]byte, 0, len(e.text)+len(value))
	out = append(out, e.text[:start]...)
	out = append(out, value...)
	return append(out, e.text[end:]...)
}

// closing is the place after the bracket that closes the one at start; −1 where there is none.
func closing(text []byte, start int) int {
	if text[start] != '[' && text[start] != '{' {
		return -1
	}
	depth := 0
	for i := start; i < len(text); i++ {
		switch c := text[i]; c {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'':
			j := bytes.IndexByte(text[i+1:], c)
			if j < 0 {
				return -1
			}
			i += j + 1
		case '#':
			if i > 0 && (text[i-1] == ' ' || text[i-1] == '\t' || text[i-1] == '\n') {
				j := bytes.IndexByte(text[i:], '\n')
				if j < 0 {
					return -1
				}
				i += j
			}
		}
	}
	return -1
}
