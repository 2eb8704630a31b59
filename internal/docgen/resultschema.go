package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/index"
)

// resultTypes are the results that have a schema of their own, by task. Models with a solution of their own
// and indices are a head with whatever stands beside it.
var resultTypes = []struct {
	task string
	typ  reflect.Type
	open bool // other keys may stand beside those named
}{
	{"solve", reflect.TypeFor[result.Solve](), false},
	{"evaluate", reflect.TypeFor[result.Evaluate](), false},
	{"trace", reflect.TypeFor[result.Trace](), false},
	{"locus", reflect.TypeFor[result.Locus](), false},
	{"simulate", reflect.TypeFor[result.Simulate](), false},
	{"compare", reflect.TypeFor[result.Compare](), false},
	{"sweep", reflect.TypeFor[result.Sweep](), false},
	{"calibrate", reflect.TypeFor[result.Fit](), false},
	{"direct", reflect.TypeFor[result.Head](), true},
}

// schemaObject is a JSON object; encoding/json writes its keys in the order of the alphabet.
type schemaObject = map[string]any

// written are the types that write themselves in JSON.
var written = map[reflect.Type]schemaObject{
	reflect.TypeFor[model.Array]():        {"$ref": "#/$defs/array"},
	reflect.TypeFor[model.Number]():       {"type": []string{"number", "null"}},
	reflect.TypeFor[index.Numbers]():      {"type": "array", "items": schemaObject{"type": []string{"number", "null"}}},
	reflect.TypeFor[result.Eigenvalues](): {"$ref": "#/$defs/eigenvalues"},
	reflect.TypeFor[result.SweepRows]():   {"type": "array", "items": schemaObject{"type": "object"}},
}

// resultSchemas are the JSON Schemas of results, made from the Go types that are written.
func resultSchemas() ([]Page, error) {
	var pages []Page
	for _, r := range resultTypes {
		g := &resultGenerator{defs: schemaObject{
			"array": schemaObject{
				"description": "values by region; industry by region where there are several industries",
				"anyOf": []any{
					schemaObject{"type": "array", "items": schemaObject{"type": []string{"number", "null"}}},
					schemaObject{"type": "array", "items": schemaObject{"type": "array", "items": schemaObject{"type": []string{"number", "null"}}}},
				},
			},
			"eigenvalues": schemaObject{
				"description": "real numbers, or pairs [re, im] where one is complex; the largest real part first",
				"type":        "array",
				"items": schemaObject{"anyOf": []any{
					schemaObject{"type": "number"},
					schemaObject{"type": "array", "items": schemaObject{"type": "number"}, "minItems": 2, "maxItems": 2},
				}},
			},
		}}
		top := g.object(r.typ)
		if r.open {
			delete(top, "additionalProperties")
		}
		top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
		top["title"] = "geosolve result: " + r.task
		top["$defs"] = g.defs
		data, err := json.Marshal(top)
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		if err := json.Indent(&text, data, "", "  "); err != nil {
			return nil, err
		}
		text.WriteByte('\n')
		pages = append(pages, Page{"docs/schema/" + r.task + ".json", text.Bytes()})
	}
	return pages, nil
}

// resultGenerator collects the structs met on the way.
type resultGenerator struct{ defs schemaObject }

// of is the schema of a type.
func (g *resultGenerator) of(t reflect.Type) schemaObject {
	if s, ok := written[t]; ok {
		return s
	}
	switch t.Kind() {
	case reflect.Pointer:
		return orNull(g.of(t.Elem()))
	case reflect.Struct:
		if _, ok := g.defs[t.Name()]; !ok {
			g.defs[t.Name()] = schemaObject{} // a type may hold itself
			g.defs[t.Name()] = g.object(t)
		}
		return schemaObject{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		return orNull(schemaObject{"type": "array", "items": g.of(t.Elem())})
	case reflect.Array:
		return schemaObject{"type": "array", "items": g.of(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Map:
		return schemaObject{"type": "object", "additionalProperties": g.of(t.Elem())}
	case reflect.Float64, reflect.Float32:
		return schemaObject{"type": "number"}
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint64, reflect.Uint32, reflect.Uint8:
		return schemaObject{"type": "integer"}
	case reflect.Bool:
		return schemaObject{"type": "boolean"}
	case reflect.String:
		return schemaObject{"type": "string"}
	}
	return schemaObject{} // anything
}

// orNull allows null beside what a schema allows.
func orNull(s schemaObject) schemaObject {
	if typ, ok := s["type"].(string); ok {
		s["type"] = []string{typ, "null"}
		return s
	}
	if ref, ok := s["$ref"]; ok {
		return schemaObject{"anyOf": []any{schemaObject{"$ref": ref}, schemaObject{"type": "null"}}}
	}
	return s
}

// object is the schema of a struct: its exported fields by their JSON names, those of embedded ones beside them.
func (g *resultGenerator) object(t reflect.Type) schemaObject {
	properties, required := schemaObject{}, []string{}
	g.fields(t, properties, &required)
	return schemaObject{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func (g *resultGenerator) fields(t reflect.Type, properties schemaObject, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		typ := f.Type
		if f.Anonymous && name == "" {
			if typ.Kind() == reflect.Pointer {
				typ = typ.Elem()
			}
			g.fields(typ, properties, required)
			continue
		}
		if !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		properties[name] = g.of(typ)
		if !strings.Contains(options, "omit") {
			*required = append(*required, name)
		}
	}
}
