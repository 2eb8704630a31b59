package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// override applies the --set overrides to the document, in order, and returns
// the changed document.
func override(root *node, opts Options) (*node, []*Error) {
	var errs []*Error
	for _, s := range opts.Set {
		at := Source{Origin: FromSet, Name: s}
		if err := guardText([]byte(s), at); err != nil {
			errs = append(errs, err)
			continue
		}
		path, text, ok := strings.Cut(s, "=")
		path = strings.TrimSpace(path)
		if !ok || path == "" {
			errs = append(errs, &Error{Source: at, Msg: "is no override", Allowed: "path=value", Hint: "e.g. --set T=1.7"})
			continue
		}
		value, es := parseValue(text, at)
		if len(es) > 0 {
			for _, e := range es {
				e.Path = path
			}
			errs = append(errs, es...)
			continue
		}
		keys, err := splitPath(path)
		if err == nil {
			root, err = replace(root, fileType, "", keys, value)
		}
		if err != nil {
			err.Source = at
			errs = append(errs, err)
		}
	}
	return root, errs
}

// parseValue parses the value of an override.
func parseValue(text string, at Source) (*node, []*Error) {
	if strings.TrimSpace(text) == "" {
		return nil, []*Error{{Source: at, Msg: "has no value", Allowed: "path=value"}}
	}
	data, err := guard([]byte(text), at)
	if err != nil {
		return nil, []*Error{err}
	}
	return parse(data, at)
}

// splitPath cuts a dotted path into keys and puts "parameters" in front where
// the path does not begin with a top-level key.
func splitPath(path string) ([]string, *Error) {
	keys := strings.Split(path, ".")
	if slices.Contains(keys, "") {
		return nil, &Error{Path: path, Msg: "is no dotted path", Allowed: "keys joined by dots", Hint: "e.g. rest_of_world.world.wage"}
	}
	if shapeOf(fileType).field(keys[0]) == nil {
		keys = slices.Insert(keys, 0, "parameters")
	}
	return keys, nil
}

// replace returns a copy of n, of Go type t, in which the value at the path
// keys is value. Blocks on the way are made where they are absent; entries of
// lists must exist.
func replace(n *node, t reflect.Type, path string, keys []string, value *node) (*node, *Error) {
	if len(keys) == 0 {
		return value, nil
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n != nil && n.kind == listNode {
		return replaceEntry(n, t, path, keys, value)
	}
	if t != paramsType && t != inputsType && t != valueType && t.Kind() == reflect.Slice && !(t.Elem().Kind() == reflect.Struct && shapeOf(t.Elem()).star) {
		return nil, &Error{Path: path, Msg: fmt.Sprintf("holds no entry %q", keys[0]), Hint: "entries of lists are changed, not added, by dotted paths"}
	}
	if n != nil && n.kind != mapNode && n.kind != nullNode {
		return nil, &Error{Path: path, Msg: "is " + n.kind.String() + " and holds no " + quote(keys[0])}
	}
	key, rest := longestKey(n, keys)
	var next reflect.Type
	switch {
	case t == paramsType || t == inputsType || t == valueType:
		next = valueType
	case t.Kind() == reflect.Slice:
		next = t.Elem()
	case t.Kind() == reflect.Struct:
		f := shapeOf(t).field(key)
		if f == nil {
			names := shapeOf(t).keys()
			return nil, &Error{Path: path, Value: key, Msg: fmt.Sprintf("unknown key %s in %s", quote(key), path), Allowed: strings.Join(names, ", "), Hint: suggest(key, names)}
		}
		next = f.typ
	default:
		return nil, &Error{Path: path, Msg: "holds no " + quote(key)}
	}
	if t == valueType && n == nil {
		name := strings.TrimPrefix(path, "parameters.")
		return nil, &Error{Path: path, Msg: fmt.Sprintf("is not in the file and holds no entry %q", key), Hint: suggest(name, shapeOf(fileType).keys())}
	}
	child, err := replace(n.get(key), next, join(path, key), rest, value)
	if err != nil {
		return nil, err
	}
	return withKey(n, key, child), nil
}

// longestKey takes the next key off a path: the longest run of keys that
// stands in the map as one, else the first. Keys of a sweep hold dots.
func longestKey(n *node, keys []string) (string, []string) {
	for i := len(keys); i > 1; i-- {
		if k := strings.Join(keys[:i], "."); n.find(k) >= 0 {
			return k, keys[i:]
		}
	}
	return keys[0], keys[1:]
}

// withKey returns a copy of a map with one key changed or added.
func withKey(n *node, key string, child *node) *node {
	m := &node{kind: mapNode, src: child.src}
	if n != nil {
		m.src = n.src
		m.keys, m.items = slices.Clone(n.keys), slices.Clone(n.items)
	}
	if i := m.find(key); i >= 0 {
		m.items[i] = child
		m.keys[i].src = child.src
	} else {
		m.keys = append(m.keys, mapKey{name: key, src: child.src})
		m.items = append(m.items, child)
	}
	return m.measure()
}

// replaceEntry changes an entry of a list, found by its name or its number.
func replaceEntry(n *node, t reflect.Type, path string, keys []string, value *node) (*node, *Error) {
	i, err := entry(n, path, keys[0])
	if err != nil {
		return nil, err
	}
	next := valueType
	if t.Kind() == reflect.Slice {
		next = t.Elem()
	}
	child, err := replace(n.items[i], next, join(path, keys[0]), keys[1:], value)
	if err != nil {
		return nil, err
	}
	l := *n
	l.items = slices.Clone(n.items)
	l.items[i] = child
	return l.measure(), nil
}

// entry finds an entry of a list by its name, or by its number from 1.
func entry(n *node, path, key string) (int, *Error) {
	var names []string
	for i, c := range n.items {
		if name := c.get("name"); name != nil {
			if name.text == key {
				return i, nil
			}
			names = append(names, name.text)
		}
	}
	if i, err := strconv.Atoi(key); err == nil {
		if i >= 1 && i <= len(n.items) {
			return i - 1, nil
		}
		return 0, &Error{Path: path, Value: key, Msg: fmt.Sprintf("has no entry %d", i), Allowed: fmt.Sprintf("1 to %d", len(n.items))}
	}
	allowed := fmt.Sprintf("a number from 1 to %d", len(n.items))
	if len(names) > 0 {
		allowed = strings.Join(names, ", ") + ", or " + allowed
	}
	return 0, &Error{Path: path, Value: key, Msg: fmt.Sprintf("unknown entry %s in %s", quote(key), path), Allowed: allowed, Hint: suggest(key, names)}
}
