package scenario

import (
	"fmt"
	"reflect"
	"strings"
)

// withList puts a list where a list may stand: a parameter or a key of several
// forms.
func (f *File) withList(path string, v Value) (*File, error) {
	keys, err := splitPath(path)
	if err != nil {
		return nil, err
	}
	l := Lens{path: strings.Join(keys, ".")}
	allowed := formNumber
	if keys[0] == "parameters" {
		allowed, err = f.paramForms(&l, keys[1:])
	} else {
		allowed, err = l.listForms(reflect.ValueOf(f).Elem(), fileType, keys)
	}
	if err != nil {
		return nil, err
	}
	if v.kind == IsVector && allowed&formVector == 0 || v.kind != IsVector {
		return nil, &Error{Path: l.path, Msg: "takes no list", Allowed: allowed.words(nil)}
	}
	if err := f.fits(&l, v); err != nil {
		return nil, err
	}
	var problem error
	v.each(func(x float64, _ []int) bool {
		problem = l.Check(x)
		return problem == nil
	})
	if problem != nil {
		return nil, problem
	}
	return l.set(f, func(Value) Value { return v }, 0), nil
}

// fits checks the length of a list, and the sum of shares.
func (f *File) fits(l *Lens, v Value) *Error {
	xs := v.Vector()
	regions, industries := f.Geography.Regions(), max(len(f.Industries), 1)
	if l.param != "" && l.spec.PerRegion {
		industries = regions
	}
	if regions > 0 && len(xs) != regions && len(xs) != industries {
		return &Error{Path: l.path, Msg: fmt.Sprintf("has %s for %s", count(len(xs), "number"), count(regions, "region")), Allowed: "one number per region"}
	}
	if l.spec.SumsToOne {
		c := &checker{decoder: &decoder{}, f: f}
		if c.sumsToOne(xs, nil, l.path); len(c.errs) > 0 {
			return c.errs[0]
		}
	}
	return nil
}

// paramForms finds the forms of a parameter.
func (f *File) paramForms(l *Lens, keys []string) (forms, *Error) {
	if len(keys) != 1 {
		return 0, &Error{Path: l.path, Msg: "is no list"}
	}
	if f.spec == nil {
		l.param = keys[0]
		return formNumber | formVector, nil
	}
	if p, ok := f.spec.Parameter(keys[0]); ok {
		l.param, l.spec = keys[0], *p
		l.spec.Kind = Number
		return p.Kind.forms(), nil
	}
	return 0, f.paramLens(l, keys) // words the problem
}

// listForms finds the steps to a key of several forms, and the forms.
func (l *Lens) listForms(v reflect.Value, t reflect.Type, keys []string) (forms, *Error) {
	// The last key alone decides; the way to it is that of its block.
	last := keys[len(keys)-1]
	probe := Lens{path: l.path}
	err := probe.resolve(v, t, nil, "", keys)
	if err != nil && (len(probe.steps) == 0 || probe.steps[len(probe.steps)-1].kind != stepField || probe.spec.Name != last) {
		return 0, err
	}
	at := t
	var f *field
	for _, s := range probe.steps {
		switch s.kind {
		case stepField:
			sh := shapeOf(at)
			for i := range sh.fields {
				if sh.fields[i].index == s.index {
					f = &sh.fields[i]
				}
			}
			at = f.typ
		case stepPointer, stepEntry:
			at = at.Elem()
		case stepKey:
			return formNumber, nil
		}
	}
	l.steps, l.spec = probe.steps, probe.spec
	if at != valueType || f == nil {
		return formNumber, nil
	}
	return f.forms, nil
}
