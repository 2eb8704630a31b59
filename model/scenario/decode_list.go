package scenario

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// list fills a slice: of scalars, of structs, or of structs written as a block
// of named entries.
func (d *decoder) list(n *node, v reflect.Value, path string, f *field) {
	elem := v.Type().Elem()
	g := *f
	g.typ = elem
	if elem.Kind() != reflect.Struct {
		d.scalars(n, v, path, &g)
		return
	}
	s := shapeOf(elem)
	if n.kind == nullNode {
		if f.need {
			d.wrongType(n, path, "at least one entry")
		}
		return
	}
	if s.star {
		d.named(n, v, path, s)
		return
	}
	if n.kind != listNode {
		d.wrongType(n, path, "a list of blocks with the keys "+strings.Join(s.keys(), ", "))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
	for i, c := range n.items {
		d.block(c, out.Index(i), entryPath(path, c, s, i), s)
	}
	v.Set(out)
	d.distinctNames(n, path, s)
}

// entryPath names an entry of a list by its name, or by its number from 1.
func entryPath(path string, n *node, s *shape, i int) string {
	if s.name >= 0 {
		if name := n.get("name"); name != nil && name.kind == textNode && name.text != "" {
			return join(path, name.text)
		}
	}
	return join(path, strconv.Itoa(i+1))
}

// distinctNames refuses two entries of one name.
func (d *decoder) distinctNames(n *node, path string, s *shape) {
	if s.name < 0 {
		return
	}
	seen := map[string]bool{}
	for _, c := range n.items {
		name := c.get("name")
		if name == nil {
			continue
		}
		if seen[name.text] {
			d.fail(name, path, fmt.Sprintf("the name %s stands twice", quote(name.text)), "", "dotted paths need distinct names")
		}
		seen[name.text] = true
	}
}

// named fills a slice of structs from a block "name: {…}".
func (d *decoder) named(n *node, v reflect.Value, path string, s *shape) {
	if n.kind != mapNode || len(n.keys) == 0 {
		d.wrongType(n, path, "a block with one key per parameter")
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.keys), len(n.keys))
	for i, k := range n.keys {
		e := out.Index(i)
		e.Field(s.name).SetString(k.name)
		if st, ok := e.Addr().Interface().(*Setting); ok {
			st.Value, _ = d.union(n.items[i], join(path, k.name), formNumber|formVector, Range{}, nil)
			continue
		}
		d.block(n.items[i], e, join(path, k.name), s)
	}
	v.Set(out)
}

// scalars fills a slice of numbers, whole numbers or texts.
func (d *decoder) scalars(n *node, v reflect.Value, path string, f *field) {
	items := n.items
	if n.kind != listNode {
		if n.kind == mapNode || n.kind == nullNode || f.typ.Kind() != reflect.String {
			d.wrongType(n, path, "a list")
			return
		}
		items = []*node{n} // one word for a list of one
	}
	if len(items) == 0 {
		d.fail(n, path, "is an empty list", "at least one value", "")
		return
	}
	out := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, c := range items {
		at := path
		if n.kind == listNode {
			at = join(path, strconv.Itoa(i+1))
		}
		d.value(c, out.Index(i), at, f)
	}
	v.Set(out)
}

// inputs fills the map of cost shares of an industry.
func (d *decoder) inputs(n *node, v reflect.Value, path string, f *field) {
	if n.kind == nullNode {
		return
	}
	if n.kind != mapNode {
		d.wrongType(n, path, "a block with one cost share per industry")
		return
	}
	m := make(map[string]float64, len(n.keys))
	for i, k := range n.keys {
		if x, ok := d.number(n.items[i], join(path, k.name), f.rng, f.doc); ok {
			m[k.name] = x
		}
	}
	v.Set(reflect.ValueOf(m))
}
