package scenario

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Struct tags say what a key takes; decoding, lenses and the schema follow them.
//
//	key:"name"      the key in the file; "*" marks the field that holds the name
//	                of an entry written as "name: {…}"
//	need:"yes"      the key must be there
//	default:"yaml"  what stands when it is left out
//	range:"[0,1)"   allowed numbers
//	enum:"a|b"      allowed words
//	is:"number vector matrix matrices column file whole"  forms of a Value
//	path:"number"   a text that is the dotted path of a number
//	doc:"…"         what it means
//
// A blank field with rule:"one of a b" (exactly one key), rule:"any of a b" (at
// least one), rule:"not both a b" or rule:"a with b" (a needs b) relates keys.

// forms are the forms that a Value may take.
type forms uint8

const (
	formNumber forms = 1 << iota
	formWhole        // numbers are whole
	formVector
	formMatrix
	formMatrices
	formColumn // file.csv:column
	formFile   // file.csv
)

// words lists the forms for messages.
func (f forms) words(enum []string) string {
	var list []string
	add := func(bit forms, word string) {
		if f&bit != 0 {
			list = append(list, word)
		}
	}
	if f&formWhole != 0 {
		add(formNumber, "a whole number")
		add(formVector, "a list of whole numbers")
	} else {
		add(formNumber, "a number")
		add(formVector, "a list of numbers")
	}
	add(formMatrix, "a matrix (a list of rows)")
	add(formMatrices, "a list of matrices")
	add(formColumn, "file.csv:column")
	add(formFile, "file.csv")
	list = append(list, enum...)
	return orList(list)
}

// orList joins words with commas and "or".
func orList(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

// field is one key of a struct.
type field struct {
	index  int
	key    string
	doc    string
	need   bool
	preset string // default, in YAML
	rng    Range
	enum   []string
	forms  forms
	path   bool
	typ    reflect.Type
}

// ruleKind is a relation between keys.
type ruleKind uint8

const (
	ruleOneOf ruleKind = iota
	ruleAnyOf
	ruleNotBoth
	ruleWith
)

// rule relates keys of one struct.
type rule struct {
	kind ruleKind
	keys []string
}

// shape is what the tags of a struct say.
type shape struct {
	typ    reflect.Type
	fields []field
	rules  []rule
	name   int // index of the field that names an entry, −1
	star   bool
}

// field returns the field of a key.
func (s *shape) field(key string) *field {
	for i := range s.fields {
		if s.fields[i].key == key {
			return &s.fields[i]
		}
	}
	return nil
}

// keys lists the keys in the order of the struct.
func (s *shape) keys() []string {
	list := make([]string, len(s.fields))
	for i := range s.fields {
		list[i] = s.fields[i].key
	}
	return list
}

// shapes caches shapes by struct type.
var shapes sync.Map

// shapeOf returns the shape of a struct type.
func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{typ: t, name: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if r := f.Tag.Get("rule"); r != "" {
			s.rules = append(s.rules, parseRule(r))
			continue
		}
		key := f.Tag.Get("key")
		if key == "" {
			continue
		}
		if key == "*" {
			s.name, s.star = i, true
			continue
		}
		if key == "name" {
			s.name = i
		}
		s.fields = append(s.fields, newField(i, key, f))
	}
	shapes.Store(t, s)
	return s
}

func newField(i int, key string, f reflect.StructField) field {
	g := field{
		index: i, key: key, doc: f.Tag.Get("doc"), need: f.Tag.Get("need") != "",
		preset: f.Tag.Get("default"), rng: parseRange(f.Tag.Get("range")),
		path: f.Tag.Get("path") != "", typ: f.Type,
	}
	if e := f.Tag.Get("enum"); e != "" {
		g.enum = strings.Split(e, "|")
	}
	for _, w := range strings.Fields(f.Tag.Get("is")) {
		g.forms |= formOf(w)
	}
	return g
}

func formOf(word string) forms {
	switch word {
	case "number":
		return formNumber
	case "whole":
		return formWhole
	case "vector":
		return formVector
	case "matrix":
		return formMatrix
	case "matrices":
		return formMatrices
	case "column":
		return formColumn
	case "file":
		return formFile
	}
	panic(fmt.Sprintf("scenario: bad form tag %q", word))
}

func parseRule(s string) rule {
	w := strings.Fields(s)
	switch {
	case w[0] == "one" && w[1] == "of":
		return rule{ruleOneOf, w[2:]}
	case w[0] == "any" && w[1] == "of":
		return rule{ruleAnyOf, w[2:]}
	case w[0] == "not" && w[1] == "both":
		return rule{ruleNotBoth, w[2:]}
	case w[1] == "with":
		return rule{ruleWith, []string{w[0], w[2]}}
	}
	panic(fmt.Sprintf("scenario: bad rule tag %q", s))
}
