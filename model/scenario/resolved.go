package scenario

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Object is a JSON object whose members keep their order.
type Object []Member

// Member is one member of an Object.
type Member struct {
	Key   string
	Value any
}

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) { return appendJSON(nil, o), nil }

// Resolved is a scenario as it was understood: every value, defaults filled
// in, and where each comes from.
type Resolved struct {
	Scenario Object        // the tree of values, keys in the order of the structs
	Sources  []ValueSource // the source of each value, in the same order
}

// ValueSource is one value and its source.
type ValueSource struct {
	Path   string
	Source Source
	Value  any    // as in the tree; nil for entries named by the user
	Doc    string // what its key means, "" for those of the model and the user
}

// MarshalJSON writes {"scenario": {…}, "sources": {"path": "x.yaml:3:12", …}}.
// Files are named without their folder, so that the bytes do not depend on
// where the scenario was called from.
func (r Resolved) MarshalJSON() ([]byte, error) {
	sources := make(Object, len(r.Sources))
	for i, s := range r.Sources {
		src := s.Source
		if src.Origin == FromFile {
			src.Name = filepath.Base(src.Name)
		}
		sources[i] = Member{s.Path, src.String()}
	}
	return appendJSON(nil, Object{{"scenario", r.Scenario}, {"sources", sources}}), nil
}

// Resolved returns the scenario as it was understood.
func (f *File) Resolved() Resolved {
	w := &resolver{changes: f.changes}
	tree, _ := w.block(reflect.ValueOf(f).Elem(), f.root, "")
	if f.Geography == nil { // defaults that have no part, and that a model without space does not take
		for _, key := range []string{"trade_cost", "borders"} {
			if f.root.get(key) != nil {
				continue
			}
			tree = slices.DeleteFunc(tree, func(m Member) bool { return m.Key == key })
			w.sources = slices.DeleteFunc(w.sources, func(s ValueSource) bool { return strings.HasPrefix(s.Path, key+".") })
		}
	}
	return Resolved{Scenario: tree, Sources: w.sources}
}

// Canonical returns the scenario as JSON in one fixed form: equal for files
// that mean the same, whatever their layout and order of keys. It is what is
// hashed.
func (f *File) Canonical() []byte { return appendJSON(nil, f.Resolved().Scenario) }

// Source returns where the value at a dotted path comes from: of the value
// itself, else of the block that it would stand in.
func (f *File) Source(path string) Source {
	keys, err := splitPath(path)
	if err != nil || f.root == nil {
		return Source{}
	}
	full := strings.Join(keys, ".")
	for c := f.changes; c != nil; c = c.next {
		if c.path == full {
			return Source{Origin: FromCode}
		}
	}
	return nodeAt(f.root, full).src
}

// Errorf makes an *Error about the value at a dotted path, for problems that
// only a model can see: the message begins with the position of the value.
func (f *File) Errorf(path, msg, allowed, hint string) *Error {
	src := f.Source(path)
	if src.Origin == FromDefault {
		src = Source{Origin: FromFile, Name: f.Name}
	}
	return &Error{Source: src, Path: path, Msg: msg, Allowed: allowed, Hint: hint}
}

// nodeAt returns the node at a dotted path, or the nearest one above it.
func nodeAt(n *node, path string) *node {
	keys := strings.Split(path, ".")
	for len(keys) > 0 {
		var next *node
		switch n.kind {
		case mapNode:
			key, rest := longestKey(n, keys)
			next, keys = n.get(key), rest
		case listNode:
			i, err := entry(n, "", keys[0])
			if err == nil {
				next, keys = n.items[i], keys[1:]
			}
		}
		if next == nil {
			break
		}
		n = next
	}
	return n
}

// resolver walks a File and notes the source of each value.
type resolver struct {
	changes *change
	sources []ValueSource
}

// leaf notes the source of a value.
func (w *resolver) leaf(n *node, path string) {
	src := Source{}
	if n != nil {
		src = n.src
	}
	for c := w.changes; c != nil; c = c.next {
		if c.path == path || strings.HasPrefix(c.path, path+".") {
			src = Source{Origin: FromCode}
		}
	}
	w.sources = append(w.sources, ValueSource{Path: path, Source: src})
}

// means adds the value and its meaning to the source noted last.
func (w *resolver) means(v any, doc string) {
	last := &w.sources[len(w.sources)-1]
	last.Value, last.Doc = v, doc
}

// block returns the tree of a struct.
func (w *resolver) block(v reflect.Value, n *node, path string) (Object, bool) {
	s := shapeOf(v.Type())
	tree := Object{}
	for i := range s.fields {
		f := &s.fields[i]
		c := n.get(f.key)
		if x, ok := w.value(v.Field(f.index), c, join(path, f.key), f, c != nil); ok {
			tree = append(tree, Member{f.key, x})
		}
	}
	return tree, true
}

// value returns the tree of one field, ok false where it was left out and has
// no default.
func (w *resolver) value(v reflect.Value, n *node, path string, f *field, given bool) (any, bool) {
	switch x := v.Interface().(type) {
	case Value:
		if !x.IsSet() {
			return nil, false
		}
		w.leaf(n, path)
		w.means(x.plain(), f.doc)
		return x.plain(), true
	case Params:
		return w.params(x, n, path)
	case map[string]float64:
		if x == nil {
			return nil, false
		}
		tree := Object{}
		for _, k := range sortedKeys(x) {
			w.leaf(n.get(k), join(path, k))
			tree = append(tree, Member{k, x[k]})
		}
		return tree, true
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, false
		}
		return w.value(v.Elem(), n, path, f, true)
	case reflect.Struct:
		return w.block(v, n, path)
	case reflect.Slice:
		if v.IsNil() {
			return nil, false
		}
		if v.Type().Elem().Kind() == reflect.Struct {
			return w.list(v, n, path), true
		}
	}
	if !given && f.preset == "" && v.IsZero() {
		return nil, false
	}
	w.leaf(n, path)
	w.means(v.Interface(), f.doc)
	return v.Interface(), true
}

// params returns the parameters in order.
func (w *resolver) params(p Params, n *node, path string) (any, bool) {
	tree := make(Object, 0, len(p))
	for _, k := range p.Names() {
		w.leaf(n.get(k), join(path, k))
		w.means(p[k].plain(), "")
		tree = append(tree, Member{k, p[k].plain()})
	}
	return tree, true
}

// list returns a list of structs, or the block of named entries it was
// written as.
func (w *resolver) list(v reflect.Value, n *node, path string) any {
	s := shapeOf(v.Type().Elem())
	var named Object
	list := []any{}
	for i := range v.Len() {
		e := v.Index(i)
		if s.star {
			name := e.Field(s.name).String()
			if set, ok := e.Addr().Interface().(*Setting); ok {
				w.leaf(n.get(name), join(path, name))
				named = append(named, Member{name, set.Value.plain()})
				continue
			}
			tree, _ := w.block(e, n.get(name), join(path, name))
			named = append(named, Member{name, tree})
			continue
		}
		var c *node
		if n != nil && i < len(n.items) {
			c = n.items[i]
		}
		at := join(path, strconv.Itoa(i+1))
		if s.name >= 0 {
			at = join(path, e.Field(s.name).String())
		}
		tree, _ := w.block(e, c, at)
		list = append(list, tree)
	}
	if s.star {
		return named
	}
	return list
}

// sortedKeys lists the keys of a map in order.
func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// appendJSON writes a value as JSON: members in order, numbers in the shortest
// form that reads back as the same.
func appendJSON(b []byte, x any) []byte {
	switch x := x.(type) {
	case nil:
		return append(b, "null"...)
	case float64:
		return strconv.AppendFloat(b, x, 'g', -1, 64)
	case Object:
		b = append(b, '{')
		for i, m := range x {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, m.Key)
			b = append(b, ':')
			b = appendJSON(b, m.Value)
		}
		return append(b, '}')
	case []float64:
		return appendList(b, x)
	case [][]float64:
		return appendList(b, x)
	case [][][]float64:
		return appendList(b, x)
	case []string:
		return appendList(b, x)
	case []any:
		return appendList(b, x)
	case string:
		return appendText(b, x)
	}
	text, err := json.Marshal(x)
	if err != nil {
		panic("scenario: no JSON for " + reflect.TypeOf(x).String()) // a type that no field has
	}
	return append(b, text...)
}

func appendList[T any](b []byte, list []T) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, x)
	}
	return append(b, ']')
}

// appendText writes a text without escaping <, > and &.
func appendText(b []byte, s string) []byte {
	var w strings.Builder
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("scenario: no JSON for a text: " + err.Error())
	}
	return append(b, strings.TrimSuffix(w.String(), "\n")...)
}
