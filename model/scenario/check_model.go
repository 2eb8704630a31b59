package scenario

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// sumTolerance is how far shares may sum from one. A third typed with nine
// digits is short by 3.4e-10, three of them by 1e-9; rounding of a sum of 10⁶
// double-precision shares stays below 10⁶·2⁻⁵³ ≈ 1.1e-10.
const sumTolerance = 1.5e-9

// checker checks what concerns several keys or the model.
type checker struct {
	*decoder
	f *File
}

// node returns the node at the keys of a path, nil where it is absent.
func (c *checker) node(keys ...string) *node {
	n := c.f.root
	for _, k := range keys {
		n = n.get(k)
	}
	return n
}

// at is the node at a dotted path, or the nearest one above it.
func (c *checker) at(path string) *node { return nodeAt(c.f.root, path) }

// model checks the name of the model and which blocks and tasks it takes.
func (c *checker) model() {
	f := c.f
	if f.Model == "" {
		if len(c.errs) == 0 && c.node("model") == nil && !c.indexAlone() {
			c.fail(f.root, "", `key "model" is missing`, strings.Join(modelNames(f.specs), ", "), "")
		}
		return
	}
	if len(f.specs) == 0 {
		return
	}
	for i := range f.specs {
		if f.specs[i].Name == f.Model {
			f.spec = &f.specs[i]
		}
	}
	if f.spec == nil {
		names := modelNames(f.specs)
		c.fail(c.node("model"), "model", "unknown model "+quote(f.Model), strings.Join(names, ", "), suggest(f.Model, names))
		return
	}
	for i, k := range f.root.keys {
		if shapeOf(fileType).field(k.name) != nil && !f.spec.takes(k.name) {
			c.foreign(&f.root.keys[i])
		}
	}
}

// indexAlone tells whether the file asks for nothing but an index.
func (c *checker) indexAlone() bool {
	f := c.f
	return f.Index != nil && len(f.Tasks()) == 1 && len(f.Parameters) == 0 && f.Geography == nil
}

// foreign refuses a block or task that the model does not take.
func (c *checker) foreign(k *mapKey) {
	var others []string
	for i := range c.f.specs {
		if c.f.specs[i].takes(k.name) {
			others = append(others, c.f.specs[i].Name)
		}
	}
	e := &Error{Source: k.src, Path: k.name, Msg: c.f.Model + " takes no " + k.name}
	if len(others) > 0 {
		e.Hint = "models that do: " + strings.Join(others, ", ")
	}
	c.errs = append(c.errs, e)
}

func modelNames(specs []ModelSpec) []string {
	names := make([]string, len(specs))
	for i := range specs {
		names[i] = specs[i].Name
	}
	return names
}

// parameters decodes the parameters by the specification of the model.
func (c *checker) parameters() {
	f := c.f
	n := c.node("parameters")
	f.Parameters = Params{}
	if n != nil && n.kind != mapNode && n.kind != nullNode {
		c.wrongType(n, "parameters", "a block of parameters")
		return
	}
	if n != nil {
		for i := range n.keys {
			c.parameter(&n.keys[i], n.items[i])
		}
	}
	if f.spec == nil {
		return
	}
	if slices.ContainsFunc(c.errs, func(e *Error) bool { return strings.HasPrefix(e.Msg, "unknown ") }) {
		return // what seems to be missing may be misspelt
	}
	varied := c.varied()
	for i := range f.spec.Parameters {
		c.absent(&f.spec.Parameters[i], varied)
	}
	c.groups(varied)
}

// parameter decodes one parameter.
func (c *checker) parameter(k *mapKey, n *node) {
	f := c.f
	path := join("parameters", k.name)
	if f.spec == nil {
		if v, ok := c.union(n, path, formNumber|formVector|formMatrix|formColumn|formFile, Range{}, nil); ok {
			f.Parameters[k.name] = v
		}
		return
	}
	p, ok := f.spec.Parameter(k.name)
	if !ok {
		names := f.spec.parameterNames()
		c.errs = append(c.errs, &Error{
			Source: k.src, Path: path, Value: k.name, Msg: fmt.Sprintf("unknown parameter %s of %s", quote(k.name), f.Model),
			Allowed: strings.Join(names, ", "), Hint: suggest(k.name, names),
		})
		return
	}
	if why := c.idle(p); why != "" {
		c.errs = append(c.errs, &Error{Source: k.src, Path: path, Msg: "plays no part " + why, Hint: c.instead(p)})
		return
	}
	hint := p.Meaning
	before := len(c.errs)
	v, ok := c.union(n, path, p.Kind.forms(), p.Range, nil)
	if !ok {
		if e := c.errs[len(c.errs)-1]; len(c.errs) > before && e.Hint == "" {
			e.Hint = hint
		}
		return
	}
	f.Parameters[k.name] = v
	if p.SumsToOne {
		c.sumsToOne(v.Vector(), n, path)
	}
	if p.PerRegion {
		c.perRegion(v, n, path)
	}
}

// idle says why a parameter has no part in the scenario, "" where it has one.
func (c *checker) idle(p *ParameterSpec) string {
	for _, b := range p.ReplacedBy {
		if c.node(b) != nil {
			return "beside the " + b + " block"
		}
	}
	if kind := c.f.Geography.Kind(); kind != "" && len(p.Geographies) > 0 && !slices.Contains(p.Geographies, kind) {
		return "in the geography " + kind
	}
	return ""
}

// instead names the parameter of the same group that does have a part.
func (c *checker) instead(p *ParameterSpec) string {
	if p.Group == "" {
		return ""
	}
	for i := range c.f.spec.Parameters {
		if q := &c.f.spec.Parameters[i]; q.Group == p.Group && c.idle(q) == "" {
			return "use " + q.Name + ": " + q.Meaning
		}
	}
	return "delete it"
}

// varied lists the parameters that tasks set themselves.
func (c *checker) varied() map[string]bool {
	set := map[string]bool{}
	for _, task := range []string{"trace", "locus", "sweep", "calibrate"} {
		for _, name := range c.f.setBy(task) {
			set[name] = true
		}
	}
	return set
}

// absent puts the default of a parameter that was left out, or says that it is
// missing.
func (c *checker) absent(p *ParameterSpec, varied map[string]bool) {
	if c.node("parameters", p.Name) != nil || c.idle(p) != "" {
		return
	}
	if p.Default != "" {
		if v, ok := c.union(presetNode(p.Default), join("parameters", p.Name), p.Kind.forms(), p.Range, nil); ok {
			c.f.Parameters[p.Name] = v
		}
		return
	}
	switch {
	case !p.Required || p.Group != "":
	case varied[p.Name]:
		c.f.left = append(c.f.left, p.Name)
	default:
		c.missing(p.Name, p.Meaning)
	}
}

// missing says that a parameter is missing, at the parameters block.
func (c *checker) missing(name, hint string) {
	n := c.node("parameters")
	if n == nil {
		n = c.f.root
	}
	c.errs = append(c.errs, &Error{Source: n.src, Path: join("parameters", name), Msg: name + " is missing", Hint: hint})
}

// groups checks that of each group of parameters exactly one is given.
func (c *checker) groups(varied map[string]bool) {
	if c.f.Geography.Kind() == "" {
		return
	}
	done := map[string]bool{"": true}
	for i := range c.f.spec.Parameters {
		group := c.f.spec.Parameters[i].Group
		if done[group] {
			continue
		}
		done[group] = true
		var apply, given []string
		stated := false
		for j := range c.f.spec.Parameters {
			p := &c.f.spec.Parameters[j]
			if p.Group != group || c.idle(p) != "" {
				continue
			}
			apply = append(apply, p.Name)
			if varied[p.Name] || c.node("parameters", p.Name) != nil {
				given = append(given, p.Name)
			}
			stated = stated || c.node("parameters", p.Name) != nil
		}
		switch {
		case len(given) == 0 && len(apply) > 0:
			c.missing(strings.Join(apply, " or "), group)
		case len(given) > 1:
			c.fail(c.at("parameters."+given[1]), "parameters."+given[1], strings.Join(given, " and ")+" cannot stand together", "one of "+strings.Join(apply, ", "), "both give the "+group)
		case len(given) == 1 && !stated:
			c.f.left = append(c.f.left, given[0])
		}
	}
}

// sumsToOne checks that shares sum to one.
func (c *checker) sumsToOne(xs []float64, n *node, path string) {
	if len(xs) == 0 {
		return
	}
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	if math.Abs(sum-1) > sumTolerance {
		c.fail(n, path, fmt.Sprintf("the shares sum to %s, not to 1", strconvSum(sum)), fmt.Sprintf("a sum within %g of 1", sumTolerance), "")
	}
}

// strconvSum writes a sum without the noise of its last digits.
func strconvSum(x float64) string { return fmt.Sprintf("%.12g", x) }

// perRegion checks that a list has one number per region.
func (c *checker) perRegion(v Value, n *node, path string) {
	regions := c.f.Geography.Regions()
	if xs := v.Vector(); xs != nil && regions > 0 && len(xs) != regions {
		c.fail(n, path, fmt.Sprintf("has %s for %s", count(len(xs), "number"), count(regions, "region")), "one number per region", "")
	}
}

// count writes a number of things: "1 region", "2 regions".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if strings.HasSuffix(what, "y") {
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(what, "y"))
	}
	return fmt.Sprintf("%d %ss", n, what)
}
