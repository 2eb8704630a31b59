package scenario

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// resolve finds the steps to a number. v is invalid below a block that the
// file leaves out.
func (l *Lens) resolve(v reflect.Value, t reflect.Type, f *field, path string, keys []string) *Error {
	switch {
	case t == valueType:
		value := Value{}
		if v.IsValid() {
			value = v.Interface().(Value)
		}
		if f.forms&formNumber == 0 && value.kind == Absent {
			return &Error{Path: path, Msg: "is a list that the file leaves out"}
		}
		return l.place(value, keys)
	case t == inputsType:
		if len(keys) == 0 {
			return &Error{Path: path, Msg: "names no single number", Hint: "add the name of an industry"}
		}
		l.steps = append(l.steps, step{kind: stepKey, key: strings.Join(keys, ".")})
		return nil
	case t.Kind() == reflect.Pointer:
		return l.pointer(v, t, f, path, keys)
	case t.Kind() == reflect.Struct:
		return l.member(v, t, path, keys)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return l.entry(v, t, f, path, keys)
	case t.Kind() == reflect.Float64 || t.Kind() == reflect.Int:
		if len(keys) > 0 {
			return &Error{Path: path, Msg: "is a number and holds no " + quote(keys[0])}
		}
		if t.Kind() == reflect.Int {
			l.spec.Kind = Integer
		}
		return nil
	}
	return &Error{Path: path, Msg: "is no number"}
}

// member steps into a field of a struct.
func (l *Lens) member(v reflect.Value, t reflect.Type, path string, keys []string) *Error {
	s := shapeOf(t)
	names := s.keys()
	if len(keys) == 0 {
		return &Error{Path: path, Msg: "names no single number", Allowed: strings.Join(names, ", "), Hint: "add one of these keys"}
	}
	f := s.field(keys[0])
	if f == nil {
		return &Error{Path: path, Value: keys[0], Msg: fmt.Sprintf("unknown key %s in %s", quote(keys[0]), path), Allowed: strings.Join(names, ", "), Hint: suggest(keys[0], names)}
	}
	if !v.IsValid() {
		for i := range s.fields {
			if g := &s.fields[i]; g.need && g.key != f.key {
				return &Error{Path: path, Msg: "is not in the file", Hint: "it needs the key " + g.key + " too"}
			}
		}
	}
	l.steps = append(l.steps, step{kind: stepField, index: f.index})
	l.spec = ParameterSpec{Name: f.key, Meaning: f.doc, Range: f.rng}
	if f.forms&formWhole != 0 {
		l.spec.Kind = Integer
	}
	var next reflect.Value
	if v.IsValid() {
		next = v.Field(f.index)
	}
	return l.resolve(next, f.typ, f, join(path, keys[0]), keys[1:])
}

// pointer steps through a pointer, which may be nil.
func (l *Lens) pointer(v reflect.Value, t reflect.Type, f *field, path string, keys []string) *Error {
	l.steps = append(l.steps, step{kind: stepPointer})
	var next reflect.Value
	if v.IsValid() && !v.IsNil() {
		next = v.Elem()
	}
	return l.resolve(next, t.Elem(), f, path, keys)
}

// entry steps into an entry of a list, by name or number.
func (l *Lens) entry(v reflect.Value, t reflect.Type, f *field, path string, keys []string) *Error {
	s := shapeOf(t.Elem())
	n := 0
	if v.IsValid() {
		n = v.Len()
	}
	if n == 0 {
		return &Error{Path: path, Msg: "is not in the file"}
	}
	if len(keys) == 0 {
		return &Error{Path: path, Msg: "is a list, not one number"}
	}
	i, used := -1, 1
	var names []string
	if s.name >= 0 {
		for k := range n {
			name := v.Index(k).Field(s.name).String()
			names = append(names, name)
			parts := strings.Count(name, ".") + 1
			if len(keys) >= parts && strings.Join(keys[:parts], ".") == name {
				i, used = k, parts
			}
		}
	}
	if x, err := strconv.Atoi(keys[0]); i < 0 && err == nil && x >= 1 && x <= n {
		i = x - 1
	}
	if i < 0 {
		return &Error{Path: path, Value: keys[0], Msg: fmt.Sprintf("unknown entry %s in %s", quote(keys[0]), path), Allowed: strings.Join(append(names, fmt.Sprintf("1 to %d", n)), ", "), Hint: suggest(keys[0], names)}
	}
	l.steps = append(l.steps, step{kind: stepEntry, index: i})
	return l.resolve(v.Index(i), t.Elem(), f, join(path, strings.Join(keys[:used], ".")), keys[used:])
}
