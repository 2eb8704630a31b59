package scenario

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// maxExactInt is the largest whole number up to which every whole number has a
// floating-point number of its own.
const maxExactInt = 1 << 53

// decoder fills structs from nodes by their tags and collects problems.
type decoder struct {
	at   Source // of the document, for problems without a node
	errs []*Error
}

var (
	valueType  = reflect.TypeFor[Value]()
	paramsType = reflect.TypeFor[Params]()
	inputsType = reflect.TypeFor[map[string]float64]()
)

// join appends a key to a dotted path.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// fail notes a problem at a node.
func (d *decoder) fail(n *node, path, msg, allowed, hint string) {
	e := &Error{Source: d.at, Path: path, Msg: msg, Allowed: allowed, Hint: hint}
	if n != nil {
		e.Source, e.Value = n.src, n.text
	}
	d.errs = append(d.errs, e)
}

// wrongType says that a node is of another type than its key wants.
func (d *decoder) wrongType(n *node, path, allowed string) {
	msg := "is " + n.kind.String()
	switch {
	case n.kind == nullNode:
		msg = "has no value"
	case n.kind == textNode && n.quoted && isNumber(n.text):
		msg = strconv.Quote(n.text) + " in quotes is a text"
	case n.kind == textNode:
		msg = quote(n.text) + " is a text"
	case n.kind == numberNode || n.kind == boolNode:
		msg = n.text + " is " + n.kind.String()
	}
	d.fail(n, path, msg, allowed, "")
}

// quote quotes a text for a message, cut where it is long.
func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// block fills a struct from a map node; nil or null means an empty map.
func (d *decoder) block(n *node, v reflect.Value, path string, s *shape) {
	if n != nil && n.kind != mapNode && n.kind != nullNode {
		d.wrongType(n, path, "a block with the keys "+strings.Join(s.keys(), ", "))
		return
	}
	before := len(d.errs)
	if n != nil {
		for i := range n.keys {
			k := &n.keys[i]
			f := s.field(k.name)
			if f == nil {
				d.unknownKey(k, path, s)
				continue
			}
			d.value(n.items[i], v.Field(f.index), join(path, k.name), f)
		}
	}
	unknown := len(d.errs) > before
	for i := range s.fields {
		f := &s.fields[i]
		if n.find(f.key) >= 0 {
			continue
		}
		if f.need && !unknown {
			d.fail(n, path, fmt.Sprintf("key %s is missing", strconv.Quote(f.key)), "", f.doc)
			continue
		}
		d.preset(v.Field(f.index), join(path, f.key), f)
	}
	if len(d.errs) == before {
		d.rules(n, path, s)
	}
}

func (d *decoder) unknownKey(k *mapKey, path string, s *shape) {
	msg := "unknown key " + quote(k.name)
	if path != "" {
		msg += " in " + path
	}
	keys := s.keys()
	d.errs = append(d.errs, &Error{Source: k.src, Path: path, Value: k.name, Msg: msg, Allowed: strings.Join(keys, ", "), Hint: suggest(k.name, keys)})
}

// preset puts the default of a key that was left out.
func (d *decoder) preset(v reflect.Value, path string, f *field) {
	if f.preset != "" {
		d.value(presetNode(f.preset), v, path, f)
		return
	}
	if f.typ.Kind() == reflect.Struct && f.typ != valueType {
		d.block(nil, v, path, shapeOf(f.typ))
	}
}

// presetNode parses the default of a tag: a scalar or a list of words.
func presetNode(text string) *node {
	n := &node{kind: textNode, text: text, size: 1, depth: 1}
	switch {
	case strings.HasPrefix(text, "["):
		n.kind = listNode
		for w := range strings.SplitSeq(text[1:len(text)-1], ",") {
			n.items = append(n.items, presetNode(strings.TrimSpace(w)))
		}
		n.measure()
	case text == "true" || text == "false":
		n.kind, n.truth = boolNode, text == "true"
	case isNumber(text):
		n.kind = numberNode
		n.num, _ = strconv.ParseFloat(text, 64)
	}
	return n
}

// value fills one field from a node.
func (d *decoder) value(n *node, v reflect.Value, path string, f *field) {
	switch v.Type() {
	case valueType:
		if x, ok := d.union(n, path, f.forms, f.rng, f.enum); ok {
			v.Set(reflect.ValueOf(x))
		}
		return
	case paramsType:
		return // decoded against the model
	case inputsType:
		d.inputs(n, v, path, f)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		g := *f
		g.typ = p.Type().Elem()
		d.value(n, p.Elem(), path, &g)
		v.Set(p)
	case reflect.Struct:
		d.block(n, v, path, shapeOf(v.Type()))
	case reflect.Slice:
		d.list(n, v, path, f)
	case reflect.Float64:
		if x, ok := d.number(n, path, f.rng, f.doc); ok {
			v.SetFloat(x)
		}
	case reflect.Int:
		if x, ok := d.whole(n, path, f.rng); ok {
			v.SetInt(int64(x))
		}
	case reflect.Uint64:
		d.seed(n, v, path)
	case reflect.Bool:
		if n.kind != boolNode {
			d.wrongType(n, path, "true or false")
			return
		}
		v.SetBool(n.truth)
	case reflect.String:
		d.text(n, v, path, f)
	}
}

// number checks a single number and its range.
func (d *decoder) number(n *node, path string, r Range, doc string) (float64, bool) {
	if n.kind != numberNode {
		allowed := "a number"
		if !r.All() {
			allowed += " in " + r.String()
		}
		d.wrongType(n, path, allowed)
		return 0, false
	}
	if !r.Contains(n.num) {
		d.fail(n, path, n.text+" is outside "+r.String(), "", doc)
		return 0, false
	}
	return n.num, true
}

// whole checks a whole number and its range.
func (d *decoder) whole(n *node, path string, r Range) (float64, bool) {
	if n.kind != numberNode {
		d.wrongType(n, path, "a whole number in "+r.String())
		return 0, false
	}
	if n.num != math.Trunc(n.num) || math.Abs(n.num) > maxExactInt {
		d.fail(n, path, n.text+" is not a whole number", "a whole number in "+r.String(), "")
		return 0, false
	}
	if !r.Contains(n.num) {
		d.fail(n, path, n.text+" is outside "+r.String(), "", "")
		return 0, false
	}
	return n.num, true
}

// seed reads all of the 64 bits, which a floating-point number does not hold.
func (d *decoder) seed(n *node, v reflect.Value, path string) {
	if n.kind == numberNode {
		if x, err := strconv.ParseUint(n.text, 10, 64); err == nil {
			v.SetUint(x)
			return
		}
	}
	d.fail(n, path, quote(n.text)+" is not a seed", "a whole number from 0 to 2^64 − 1", "")
}

// text reads a text or a word of a list of allowed words. A number stands for
// its own text.
func (d *decoder) text(n *node, v reflect.Value, path string, f *field) {
	switch n.kind {
	case textNode, numberNode, boolNode:
	default:
		d.wrongType(n, path, d.allowedText(f))
		return
	}
	if len(f.enum) > 0 && !slices.Contains(f.enum, n.text) {
		d.unknownWord(n, path, f.enum)
		return
	}
	if n.text == "" && (f.need || f.path) {
		d.fail(n, path, "is empty", d.allowedText(f), f.doc)
		return
	}
	v.SetString(n.text)
}

func (d *decoder) allowedText(f *field) string {
	if len(f.enum) > 0 {
		return strings.Join(f.enum, ", ")
	}
	return "a text"
}

func (d *decoder) unknownWord(n *node, path string, words []string) {
	d.fail(n, path, fmt.Sprintf("unknown value %s of %s", quote(n.text), path), strings.Join(words, ", "), suggest(n.text, words))
}

// rules checks the relations between keys.
func (d *decoder) rules(n *node, path string, s *shape) {
	for _, r := range s.rules {
		var given []string
		for _, k := range r.keys {
			if n.find(k) >= 0 {
				given = append(given, k)
			}
		}
		switch {
		case r.kind == ruleOneOf && len(given) == 0:
			d.fail(n, path, "one of the keys "+strings.Join(r.keys, ", ")+" is missing", "exactly one of them", "")
		case (r.kind == ruleOneOf || r.kind == ruleNotBoth) && len(given) > 1:
			d.errs = append(d.errs, &Error{
				Source: n.keys[n.find(given[1])].src, Path: path,
				Msg: given[0] + " and " + given[1] + " cannot stand together", Allowed: "one of " + strings.Join(r.keys, ", "),
			})
		case r.kind == ruleAnyOf && len(given) == 0:
			d.fail(n, path, "one of the keys "+strings.Join(r.keys, ", ")+" is missing", "at least one of them", "")
		case r.kind == ruleWith && n.find(r.keys[0]) >= 0 && n.find(r.keys[1]) < 0:
			d.fail(n.get(r.keys[0]), join(path, r.keys[0]), "needs the key "+r.keys[1]+" beside it", "", "")
		}
	}
}
