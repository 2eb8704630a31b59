package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// Schema returns the JSON Schema (draft 2020-12) of scenario files for the
// given models, for completion in editors: every key with its meaning, range,
// words and default, the parameters by model. The bytes depend on the models
// alone. What concerns several values (sums, lengths, dotted paths) is left to
// Read.
func Schema(models []ModelSpec) ([]byte, error) {
	g := &schemaMaker{defs: Object{}}
	root := g.object(shapeOf(fileType))
	root = append(Object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "geosolve scenario"},
		{"description", "An economy, what is to be done with it, and what is to be drawn from it."},
	}, root...)
	root = append(root, g.models(models)...)
	root = append(root, Member{"$defs", g.defs})
	var out bytes.Buffer
	if err := json.Indent(&out, appendJSON(nil, root), "", "  "); err != nil {
		return nil, fmt.Errorf("scenario: schema: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// schemaMaker makes schemas of shapes; structs become definitions.
type schemaMaker struct {
	defs Object
	done map[reflect.Type]bool
}

// ref returns a reference to the definition of a struct, making it at first use.
func (g *schemaMaker) ref(t reflect.Type) Object {
	if g.done == nil {
		g.done = map[reflect.Type]bool{}
	}
	if !g.done[t] {
		g.done[t] = true
		g.defs = append(g.defs, Member{t.Name(), nil})
		i := len(g.defs) - 1
		g.defs[i].Value = g.object(shapeOf(t))
	}
	return Object{{"$ref", "#/$defs/" + t.Name()}}
}

// object is the schema of a block of keys.
func (g *schemaMaker) object(s *shape) Object {
	props := Object{}
	var need []any
	for i := range s.fields {
		f := &s.fields[i]
		props = append(props, Member{f.key, g.field(f)})
		if f.need {
			need = append(need, f.key)
		}
	}
	o := Object{{"type", nullable(s, "object")}, {"properties", props}, {"additionalProperties", false}}
	if need != nil {
		o = append(o, Member{"required", need})
	}
	return append(o, ruleSchemas(s.rules)...)
}

// nullable allows null for a block that may be empty: "solve:" alone.
func nullable(s *shape, kind string) any {
	for i := range s.fields {
		if s.fields[i].need {
			return kind
		}
	}
	for _, r := range s.rules {
		if r.kind == ruleOneOf || r.kind == ruleAnyOf {
			return kind
		}
	}
	if s.typ == fileType {
		return kind
	}
	return []any{kind, "null"}
}

// ruleSchemas writes the relations between keys.
func ruleSchemas(rules []rule) Object {
	var all []any
	required := func(k string) Object { return Object{{"required", []any{k}}} }
	for _, r := range rules {
		var list []any
		for _, k := range r.keys {
			list = append(list, required(k))
		}
		switch r.kind {
		case ruleOneOf:
			all = append(all, Object{{"oneOf", list}})
		case ruleAnyOf:
			all = append(all, Object{{"anyOf", list}})
		case ruleNotBoth:
			all = append(all, Object{{"not", Object{{"required", r.keys}}}})
		case ruleWith:
			all = append(all, Object{{"dependentRequired", Object{{r.keys[0], []any{r.keys[1]}}}}})
		}
	}
	if all == nil {
		return nil
	}
	return Object{{"allOf", all}}
}

// field is the schema of one key.
func (g *schemaMaker) field(f *field) Object {
	o := Object{}
	if f.doc != "" {
		o = append(o, Member{"description", f.doc})
	}
	o = append(o, g.typed(f, f.typ)...)
	if f.preset != "" {
		o = append(o, Member{"default", presetNode(f.preset).plain()})
	}
	return o
}

// typed is the schema of a Go type under the tags of a field.
func (g *schemaMaker) typed(f *field, t reflect.Type) Object {
	switch t {
	case valueType:
		return unionSchema(f.forms, f.rng, f.enum)
	case paramsType:
		return Object{{"type", []any{"object", "null"}}}
	case inputsType:
		return Object{{"type", []any{"object", "null"}}, {"additionalProperties", numberSchema(f.rng, false)}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.typed(f, t.Elem())
	case reflect.Struct:
		return g.ref(t)
	case reflect.Slice:
		return g.list(f, t.Elem())
	case reflect.Float64:
		return numberSchema(f.rng, false)
	case reflect.Int:
		return numberSchema(f.rng, true)
	case reflect.Uint64:
		return Object{{"type", "integer"}, {"minimum", 0.0}, {"maximum", uint64(math.MaxUint64)}}
	case reflect.Bool:
		return Object{{"type", "boolean"}}
	}
	return textSchema(f)
}

func (g *schemaMaker) list(f *field, elem reflect.Type) Object {
	if elem.Kind() != reflect.Struct {
		o := Object{{"type", "array"}, {"items", g.typed(f, elem)}, {"minItems", 1}}
		if elem.Kind() == reflect.String {
			return Object{{"anyOf", []any{o, g.typed(f, elem)}}}
		}
		return o
	}
	if s := shapeOf(elem); s.star {
		entry := g.entry(elem)
		return Object{{"type", "object"}, {"additionalProperties", entry}, {"minProperties", 1}}
	}
	kind := any([]any{"array", "null"})
	if f.need {
		kind = "array"
	}
	return Object{{"type", kind}, {"items", g.ref(elem)}}
}

// entry is the schema of an entry of a block of named entries.
func (g *schemaMaker) entry(elem reflect.Type) Object {
	if elem == reflect.TypeFor[Setting]() {
		return unionSchema(formNumber|formVector, Range{}, nil)
	}
	return g.ref(elem)
}

// textSchema allows a text, or one of the words; numbers stand for their text.
func textSchema(f *field) Object {
	if len(f.enum) == 0 {
		o := Object{{"type", []any{"string", "number", "boolean"}}}
		if f.need || f.path {
			o = append(o, Member{"minLength", 1})
		}
		return o
	}
	var words []any
	for _, w := range f.enum {
		if x, err := strconv.ParseFloat(w, 64); err == nil {
			words = append(words, x)
		}
		words = append(words, w)
	}
	return Object{{"enum", words}}
}

// numberSchema allows the numbers of a range.
func numberSchema(r Range, whole bool) Object {
	kind := "number"
	if whole {
		kind = "integer"
	}
	o := Object{{"type", kind}}
	if r.All() {
		return o
	}
	bound := func(x float64, open bool, name, openName string) {
		if math.IsInf(x, 0) {
			return
		}
		if open {
			name = openName
		}
		o = append(o, Member{name, x})
	}
	bound(r.Min, r.MinOpen, "minimum", "exclusiveMinimum")
	bound(r.Max, r.MaxOpen, "maximum", "exclusiveMaximum")
	return o
}

// Patterns of references, as splitReference and looksLikeFile understand them.
const (
	columnPattern = `^[^\n]*[./\\][^\n]*:[^:/\\\n]+$`
	filePattern   = `^[^\n]*[./\\][^\n]*$`
)

// unionSchema allows the forms of a Value.
func unionSchema(f forms, r Range, enum []string) Object {
	var list []any
	number := numberSchema(r, f&formWhole != 0)
	array := func(items Object) Object { return Object{{"type", "array"}, {"items", items}, {"minItems", 1}} }
	if f&formNumber != 0 {
		list = append(list, number)
	}
	if f&formVector != 0 {
		list = append(list, array(number))
	}
	if f&formMatrix != 0 {
		list = append(list, array(array(number)))
	}
	if f&formMatrices != 0 {
		list = append(list, array(array(array(number))))
	}
	switch {
	case f&formFile != 0:
		list = append(list, Object{{"type", "string"}, {"pattern", filePattern}})
	case f&formColumn != 0:
		list = append(list, Object{{"type", "string"}, {"pattern", columnPattern}})
	}
	if len(enum) > 0 {
		list = append(list, Object{{"enum", enum}})
	}
	if len(list) == 1 {
		return list[0].(Object)
	}
	return Object{{"anyOf", list}}
}

// plain returns what a node of a default holds.
func (n *node) plain() any {
	switch n.kind {
	case boolNode:
		return n.truth
	case numberNode:
		return n.num
	case listNode:
		list := []any{}
		for _, c := range n.items {
			list = append(list, c.plain())
		}
		return list
	}
	return n.text
}

// models adds what depends on the model: its name, its parameters, the blocks
// and tasks it takes.
func (g *schemaMaker) models(specs []ModelSpec) Object {
	if len(specs) == 0 {
		return nil
	}
	var all []any
	all = append(all, Object{{"anyOf", []any{
		Object{{"required", []any{"model"}}},
		Object{{"required", []any{"index"}}},
	}}})
	all = append(all, Object{{"properties", Object{{"model", Object{{"enum", modelNames(specs)}}}}}})
	for i := range specs {
		all = append(all, Object{
			{"if", Object{{"properties", Object{{"model", Object{{"const", specs[i].Name}}}}}, {"required", []any{"model"}}}},
			{"then", modelSchema(&specs[i])},
		})
	}
	return Object{{"allOf", all}}
}

// modelSchema is what one model asks of the file.
func modelSchema(m *ModelSpec) Object {
	params := Object{}
	for i := range m.Parameters {
		params = append(params, Member{m.Parameters[i].Name, parameterSchema(&m.Parameters[i])})
	}
	props := Object{{"parameters", Object{{"properties", params}, {"additionalProperties", false}}}}
	for _, key := range shapeOf(fileType).keys() {
		if !m.takes(key) {
			props = append(props, Member{key, false})
		}
	}
	o := Object{{"properties", props}}
	if m.NeedsGeography {
		o = append(o, Member{"required", []any{"geography"}})
	}
	return o
}

// parameterSchema is the schema of a parameter.
func parameterSchema(p *ParameterSpec) Object {
	text := p.Meaning
	if p.Unit != "" {
		text += " (" + p.Unit + ")"
	}
	if p.DefaultText != "" {
		text += "; default: " + p.DefaultText
	}
	if p.SumsToOne {
		text += "; sums to one"
	}
	o := Object{{"description", strings.TrimSpace(text)}}
	o = append(o, unionSchema(p.Kind.forms(), p.Range, nil)...)
	if p.Default != "" {
		o = append(o, Member{"default", presetNode(p.Default).plain()})
	}
	return o
}
