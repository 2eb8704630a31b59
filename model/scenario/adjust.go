package scenario

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Adjustable is one value of the economy that a reader of a scenario may turn: a number, a list of numbers, or
// a word. The path is one that --set takes.
type Adjustable struct {
	Path    string
	Spec    ParameterSpec // name, meaning, symbol, range, kind
	Words   []string      // allowed words, where it is a choice
	Word    string        // the word that stands
	Value   Value         // the number, list or reference that stands; absent where there is none
	Source  Source
	Regions bool // changes how many regions there are
}

// Adjustables lists what can be turned, in the order of the specification of the model and of the keys of the
// file: the parameters that have a part in the scenario, given or not, then the numbers and words of the
// blocks that the file gives.
func (f *File) Adjustables() []Adjustable {
	a := &adjuster{f: f}
	a.parameters()
	for _, key := range []string{"geography", "trade_cost", "borders", "industries", "mobility", "groups", "agriculture", "external_economies", "joint_action", "rest_of_world"} {
		s := shapeOf(fileType)
		field := s.field(key)
		if f.root.get(key) == nil && (key != "mobility" || f.spec == nil || !f.spec.takes(key)) {
			continue
		}
		v := reflect.ValueOf(f).Elem().Field(field.index)
		if key == "mobility" && v.String() == "" && f.spec != nil {
			v = reflect.ValueOf(f.spec.Mobility)
		}
		a.value(v, key, field, f.root.get(key))
	}
	return a.list
}

// adjuster collects what can be turned.
type adjuster struct {
	f    *File
	list []Adjustable
}

// parameters lists those of the model that have a part.
func (a *adjuster) parameters() {
	f := a.f
	if f.spec == nil {
		return
	}
	c := &checker{decoder: &decoder{}, f: f}
	for i := range f.spec.Parameters {
		p := &f.spec.Parameters[i]
		if c.idle(p) != "" || p.Kind == Matrix {
			continue
		}
		v := f.Parameters[p.Name]
		if v.kind == Absent && p.Group != "" && a.otherOfGroup(c, p) {
			continue
		}
		a.list = append(a.list, Adjustable{Path: p.Name, Spec: *p, Value: v, Source: v.src})
	}
}

// otherOfGroup tells whether another parameter stands for the group of p.
func (a *adjuster) otherOfGroup(c *checker, p *ParameterSpec) bool {
	return slices.ContainsFunc(a.f.spec.Parameters, func(q ParameterSpec) bool {
		return q.Group == p.Group && q.Name != p.Name && a.f.Parameters[q.Name].kind != Absent && c.idle(&q) == ""
	})
}

// block lists the keys of a struct.
func (a *adjuster) block(v reflect.Value, path string, n *node) {
	s := shapeOf(v.Type())
	for i := range s.fields {
		g := &s.fields[i]
		a.value(v.Field(g.index), join(path, g.key), g, n.get(g.key))
	}
}

// value lists what one key holds. n is its node, nil where the file leaves it out.
func (a *adjuster) value(v reflect.Value, path string, g *field, n *node) {
	out := Adjustable{Path: path, Spec: ParameterSpec{Name: g.key, Meaning: g.doc, Range: g.rng}, Regions: strings.HasPrefix(path, "geography.")}
	if n != nil {
		out.Source = n.src
	}
	switch x := v.Interface().(type) {
	case Value:
		switch {
		case x.kind == Absent && g.forms&formNumber == 0:
			return
		case x.kind == IsMatrix || x.kind == IsMatrices:
			return
		case x.kind == IsVector:
			out.Spec.Kind = Vector
		case g.forms&formWhole != 0:
			out.Spec.Kind = Integer
		}
		out.Value = x
		a.list = append(a.list, out)
		return
	case map[string]float64:
		for _, k := range sortedKeys(x) {
			each := out
			each.Path, each.Spec.Name, each.Value = join(path, k), k, NumberValue(x[k])
			if m := n.get(k); m != nil {
				each.Source = m.src
			}
			a.list = append(a.list, each)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		switch {
		case v.Type().Elem().Kind() == reflect.Struct && !v.IsNil():
			a.block(v.Elem(), path, n)
		case v.Type().Elem().Kind() == reflect.Float64:
			if !v.IsNil() {
				out.Value = NumberValue(v.Elem().Float())
			}
			a.list = append(a.list, out)
		}
	case reflect.Struct:
		a.block(v, path, n)
	case reflect.Slice:
		a.entries(v, path, n)
	case reflect.Float64:
		if n != nil || g.preset != "" || v.Float() != 0 {
			out.Value = NumberValue(v.Float())
		}
		a.list = append(a.list, out)
	case reflect.Int:
		if n == nil && g.preset == "" && v.Int() == 0 {
			return
		}
		out.Spec.Kind, out.Value = Integer, NumberValue(float64(v.Int()))
		a.list = append(a.list, out)
	case reflect.Bool:
		out.Words, out.Word = []string{"false", "true"}, strconv.FormatBool(v.Bool())
		a.list = append(a.list, out)
	case reflect.String:
		if len(g.enum) > 0 {
			out.Words, out.Word = g.enum, v.String()
			a.list = append(a.list, out)
		}
	}
}

// entries lists the keys of each entry of a list, by its name where that can stand in a dotted path.
func (a *adjuster) entries(v reflect.Value, path string, n *node) {
	if v.Type().Elem().Kind() != reflect.Struct || shapeOf(v.Type().Elem()).star {
		return
	}
	s := shapeOf(v.Type().Elem())
	for i := range v.Len() {
		name := strconv.Itoa(i + 1)
		if s.name >= 0 {
			if text := v.Index(i).Field(s.name).String(); text != "" && !strings.Contains(text, ".") {
				name = text
			}
		}
		var c *node
		if n != nil && i < len(n.items) {
			c = n.items[i]
		}
		a.block(v.Index(i), join(path, name), c)
	}
}
