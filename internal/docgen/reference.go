package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// object is a JSON object in the order in which it is written.
type object struct {
	keys   []string
	values map[string]any
}

func (o *object) text(key string) string {
	s, _ := o.values[key].(string)
	return s
}

func (o *object) child(key string) *object {
	if o == nil {
		return nil
	}
	c, _ := o.values[key].(*object)
	return c
}

// decode reads a JSON value, keeping the order of keys and numbers as they are written.
func decode(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := t.(json.Delim)
	if !ok {
		return t, nil
	}
	var list []any
	o := &object{values: map[string]any{}}
	for d.More() {
		key := ""
		if delim == '{' {
			k, err := d.Token()
			if err != nil {
				return nil, err
			}
			key = k.(string)
		}
		v, err := decode(d)
		if err != nil {
			return nil, err
		}
		if delim == '{' {
			o.keys, o.values[key] = append(o.keys, key), v
		} else {
			list = append(list, v)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if delim == '{' {
		return o, nil
	}
	return list, nil
}

// reference writes the reference of scenario files from their schema.
type reference struct {
	b    bytes.Buffer
	defs *object
	done map[string]string // key under which a definition stands
}

func referencePage(schema []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(schema))
	d.UseNumber()
	v, err := decode(d)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	root := v.(*object)
	r := &reference{defs: root.child("$defs"), done: map[string]string{}}
	r.b.WriteString("# Reference of scenario files\n\n" + generated +
		"A scenario is a YAML or JSON document. Paths in it are relative to the file. Every value can be overridden by\n" +
		"its dotted path, `--set key=value`; `parameters.` may be left out; entries of lists are named by their name or by\n" +
		"their number, counted from 1. The same paths name the parameters of traces, loci and sweeps. A key that is not\n" +
		"listed here is an error. Parameters of each model: [models](models/README.md). For completion in an editor there is\n" +
		"a JSON Schema, [scenario.schema.json](scenario.schema.json).\n\n## Top level\n\n")
	r.table(root)
	props := root.child("properties")
	for _, k := range props.keys {
		if name := target(props.child(k)); name != "" {
			r.block(k, name, 2)
		}
	}
	return r.b.Bytes(), nil
}

// block writes the keys of a block and, below it, those of the blocks in it.
func (r *reference) block(key, name string, level int) {
	fmt.Fprintf(&r.b, "\n%s %s\n\n", strings.Repeat("#", min(level, 4)), key)
	if first := r.done[name]; first != "" {
		fmt.Fprintf(&r.b, "The keys of `%s`.\n", first)
		return
	}
	r.done[name] = key
	def := r.defs.child(name)
	r.table(def)
	props := def.child("properties")
	for _, k := range props.keys {
		if n := target(props.child(k)); n != "" {
			r.block(key+"."+k, n, level+1)
		}
	}
}

func (r *reference) table(o *object) {
	required := map[string]bool{}
	for _, k := range list(o, "required") {
		required[k] = true
	}
	props := o.child("properties")
	r.b.WriteString("| key | meaning | value | default |\n| --- | --- | --- | --- |\n")
	for _, k := range props.keys {
		p := props.child(k)
		def := ""
		if required[k] {
			def = "required"
		} else if d, ok := p.values["default"]; ok {
			def = "`" + word(d) + "`"
		}
		fmt.Fprintf(&r.b, "| `%s` | %s | %s | %s |\n", k, cell(p.text("description")), cell(form(p)), def)
	}
	for _, s := range rules(o) {
		fmt.Fprintf(&r.b, "\n%s.\n", s)
	}
}

// target is the definition that a property refers to, itself or by its items or values; "" for none.
func target(p *object) string {
	for _, o := range append([]*object{p, p.child("items"), p.child("additionalProperties")}, options(p)...) {
		if o == nil {
			continue
		}
		if name, ok := strings.CutPrefix(o.text("$ref"), "#/$defs/"); ok {
			return name
		}
	}
	return ""
}

// form says what a value looks like, in words.
func form(p *object) string {
	if alts := options(p); alts != nil {
		var words []string
		for _, a := range alts {
			if w := form(a); w != "" && w != "empty" {
				words = append(words, w)
			}
		}
		return strings.Join(words, ", or ")
	}
	if e, ok := p.values["enum"].([]any); ok {
		var words []string
		seen := map[string]bool{}
		for _, v := range e {
			if w := word(v); !seen[w] {
				seen[w] = true
				words = append(words, "`"+w+"`")
			}
		}
		return strings.Join(words, ", ")
	}
	switch {
	case p.text("$ref") != "":
		return "block"
	case p.text("pattern") != "":
		if strings.Contains(p.text("pattern"), ":[") {
			return "file.csv:column"
		}
		return "file.csv"
	case p.child("items") != nil:
		return "list of " + plural(form(p.child("items")))
	case p.child("additionalProperties") != nil:
		return "map to " + form(p.child("additionalProperties"))
	}
	switch kind(p) {
	case "number":
		return strings.TrimSpace("number " + interval(p))
	case "integer":
		return strings.TrimSpace("whole number " + interval(p))
	case "boolean":
		return "true, false"
	case "string":
		return "text"
	case "object":
		return "block"
	case "null":
		return "empty"
	}
	return ""
}

// kind is the type of a schema; of several the first that is not null.
func kind(p *object) string {
	if s := p.text("type"); s != "" {
		return s
	}
	for _, t := range list(p, "type") {
		if t != "null" {
			return t
		}
	}
	return ""
}

func plural(s string) string {
	for _, w := range []string{"number", "whole number", "list", "block"} {
		if rest, ok := strings.CutPrefix(s, w); ok {
			return w + "s" + rest
		}
	}
	return s
}

// interval is the range of a number, in brackets.
func interval(p *object) string {
	low, high := "(−∞", "∞)"
	bound := func(key string) (string, bool) {
		n, ok := p.values[key].(json.Number)
		if !ok {
			return "", false
		}
		if f, err := n.Float64(); err == nil && f >= 1e6 {
			return strings.Replace(strconv.FormatFloat(f, 'e', -1, 64), "e+0", "e", 1), true
		}
		return n.String(), true
	}
	bounded := false
	for _, c := range []struct {
		key  string
		text *string
		put  string
	}{{"minimum", &low, "[%s"}, {"exclusiveMinimum", &low, "(%s"}, {"maximum", &high, "%s]"}, {"exclusiveMaximum", &high, "%s)"}} {
		if n, ok := bound(c.key); ok {
			*c.text, bounded = fmt.Sprintf(c.put, n), true
		}
	}
	if !bounded {
		return ""
	}
	return low + ", " + high
}

// rules say how keys of a block depend on each other.
func rules(o *object) []string {
	all, _ := o.values["allOf"].([]any)
	var out []string
	for _, v := range all {
		rule := v.(*object)
		for key, text := range map[string]string{"oneOf": "Exactly one of %s", "anyOf": "At least one of %s"} {
			alts, ok := rule.values[key].([]any)
			if !ok {
				continue
			}
			var keys []string
			for _, a := range alts {
				for _, k := range list(a.(*object), "required") {
					keys = append(keys, "`"+k+"`")
				}
			}
			if len(keys) > 0 {
				out = append(out, fmt.Sprintf(text, strings.Join(keys, ", ")))
			}
		}
		if dep := rule.child("dependentRequired"); dep != nil {
			for _, k := range dep.keys {
				out = append(out, fmt.Sprintf("`%s` needs `%s`", k, strings.Join(list(dep, k), "`, `")))
			}
		}
		if not := rule.child("not"); not != nil {
			out = append(out, "Not together: `"+strings.Join(list(not, "required"), "`, `")+"`")
		}
	}
	return out
}

func options(p *object) []*object {
	alts, _ := p.values["anyOf"].([]any)
	var out []*object
	for _, a := range alts {
		out = append(out, a.(*object))
	}
	return out
}

func list(o *object, key string) []string {
	v, _ := o.values[key].([]any)
	var out []string
	for _, e := range v {
		out = append(out, word(e))
	}
	return out
}

// word writes a JSON value in a line.
func word(v any) string {
	switch v := v.(type) {
	case []any:
		var words []string
		for _, e := range v {
			words = append(words, word(e))
		}
		return "[" + strings.Join(words, ", ") + "]"
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}
