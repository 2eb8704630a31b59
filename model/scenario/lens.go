package scenario

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Lens reads and changes one number of a File. It is resolved once, by
// [File.Lens], and works on every File of the same shape: the one it was
// resolved on and those made from it by lenses.
type Lens struct {
	path    string
	param   string // parameter of the model, "" elsewhere
	steps   []step // way to the number through the structs, elsewhere
	indices []int  // place in a list or matrix, from 0
	spec    ParameterSpec
}

// step is one step on the way from a File to a number.
type step struct {
	kind  stepKind
	index int    // of the field or entry
	key   string // of the map
}

type stepKind uint8

const (
	stepField stepKind = iota
	stepPointer
	stepEntry
	stepKey
)

var (
	jointType = reflect.TypeFor[JointAction]()
	fileKeys  = []string{"geography", "trade_cost", "borders", "industries", "groups", "agriculture", "external_economies", "joint_action", "rest_of_world", "parameters"}
)

// Path is the full dotted path.
func (l *Lens) Path() string { return l.path }

// Spec says what the number means and which range it has.
func (l *Lens) Spec() ParameterSpec { return l.spec }

// economy tells whether the number belongs to the economy, not to a task.
func (l *Lens) economy() bool {
	first, _, _ := strings.Cut(l.path, ".")
	return slices.Contains(fileKeys, first)
}

// Check says whether x may stand at the path; the error is an *Error.
func (l *Lens) Check(x float64) error {
	if !l.spec.Range.Contains(x) {
		return &Error{Path: l.path, Value: format(x), Msg: format(x) + " is outside " + l.spec.Range.String(), Hint: l.spec.Meaning}
	}
	if l.spec.Kind == Integer && x != float64(int64(x)) {
		return &Error{Path: l.path, Value: format(x), Msg: format(x) + " is not a whole number", Hint: l.spec.Meaning}
	}
	return nil
}

// Lens resolves the dotted path of a number. A parameter or optional key that
// the file leaves out may be named; entries of lists must exist. The error is
// an *Error.
func (f *File) Lens(path string) (Lens, error) {
	keys, err := splitPath(path)
	if err != nil {
		return Lens{}, err
	}
	l := Lens{path: strings.Join(keys, ".")}
	if keys[0] == "parameters" {
		err = f.paramLens(&l, keys[1:])
	} else {
		err = l.resolve(reflect.ValueOf(f).Elem(), fileType, nil, "", keys)
	}
	if err != nil {
		return Lens{}, err
	}
	return l, nil
}

// paramLens resolves a path below "parameters".
func (f *File) paramLens(l *Lens, keys []string) *Error {
	if len(keys) == 0 {
		return &Error{Path: l.path, Msg: "names no single number", Hint: "add the name of a parameter"}
	}
	l.param = keys[0]
	v := f.Parameters[l.param]
	kind := Number
	if f.spec != nil {
		p, ok := f.spec.Parameter(l.param)
		if !ok {
			names := f.spec.parameterNames()
			return &Error{Path: l.path, Value: l.param, Msg: fmt.Sprintf("unknown parameter %s of %s", quote(l.param), f.Model), Allowed: strings.Join(names, ", "), Hint: suggest(l.param, append(names, fileKeys...))}
		}
		c := &checker{decoder: &decoder{}, f: f}
		if why := c.idle(p); why != "" {
			return &Error{Path: l.path, Msg: "plays no part " + why, Hint: c.instead(p)}
		}
		l.spec, kind = *p, p.Kind
	} else {
		l.spec.Name = l.param
	}
	if len(keys) == 1 && v.kind == Absent && (kind == Number || kind == Integer || kind == NumberOrVector) {
		return nil
	}
	if l.spec.SumsToOne && len(keys) > 1 {
		return &Error{Path: l.path, Msg: "one share alone cannot change: the shares sum to one", Hint: "set the whole list"}
	}
	return l.place(v, keys[1:])
}

// place resolves the rest of a path inside a value: nothing for a number, an
// index for a list, two for a matrix.
func (l *Lens) place(v Value, keys []string) *Error {
	sizes := v.sizes()
	if len(keys) < len(sizes) {
		return &Error{Path: l.path, Msg: "is a list, not one number", Hint: "name one entry, e.g. " + l.path + ".1"}
	}
	if v.kind == IsFile {
		return &Error{Path: l.path, Msg: "is read from a file and cannot be changed by itself"}
	}
	if len(keys) > len(sizes) {
		return &Error{Path: l.path, Msg: "holds no entry " + quote(keys[len(sizes)])}
	}
	for i, k := range keys {
		x, err := strconv.Atoi(k)
		if err != nil || x < 1 || x > sizes[i] {
			return &Error{Path: l.path, Value: k, Msg: "has no entry " + quote(k), Allowed: fmt.Sprintf("1 to %d", sizes[i])}
		}
		l.indices = append(l.indices, x-1)
	}
	return nil
}

// sizes are the lengths of a value, level by level.
func (v Value) sizes() []int {
	switch v.kind {
	case IsVector:
		return []int{len(v.data.vector)}
	case IsMatrix:
		return []int{len(v.data.matrix), len(v.data.matrix[0])}
	case IsMatrices:
		m := v.data.matrices
		return []int{len(m), len(m[0]), len(m[0][0])}
	}
	return nil
}

// Get returns the number at the path, ok false where the file leaves it out.
func (l *Lens) Get(f *File) (x float64, ok bool) {
	if l.param != "" {
		return l.read(f.Parameters[l.param])
	}
	v := reflect.ValueOf(f).Elem()
	for _, s := range l.steps {
		switch s.kind {
		case stepField:
			v = v.Field(s.index)
		case stepPointer:
			if v.IsNil() {
				return 0, false
			}
			v = v.Elem()
		case stepEntry:
			v = v.Index(s.index)
		case stepKey:
			x, ok = v.Interface().(map[string]float64)[s.key]
			return x, ok
		}
	}
	switch v.Kind() {
	case reflect.Float64:
		return v.Float(), true
	case reflect.Int:
		return float64(v.Int()), true
	}
	return l.read(*v.Addr().Interface().(*Value))
}

func (l *Lens) read(v Value) (float64, bool) {
	switch {
	case v.kind == IsNumber && len(l.indices) == 0:
		return v.num, true
	case v.kind == IsVector && len(l.indices) == 1:
		return v.data.vector[l.indices[0]], true
	case v.kind == IsMatrix && len(l.indices) == 2:
		return v.data.matrix[l.indices[0]][l.indices[1]], true
	case v.kind == IsMatrices && len(l.indices) == 3:
		return v.data.matrices[l.indices[0]][l.indices[1]][l.indices[2]], true
	}
	return 0, false
}

// Set returns f with x at the path. All else is shared with f, which stays as
// it is. Set does not check x: see Check.
func (l *Lens) Set(f *File, x float64) *File {
	return l.set(f, func(v Value) Value { return l.write(v, x) }, x)
}

func (l *Lens) set(f *File, change func(Value) Value, x float64) *File {
	g := new(File)
	*g = *f
	g.changes = f.changes.add(l.path)
	if l.param != "" {
		g.Parameters = maps.Clone(f.Parameters)
		if g.Parameters == nil {
			g.Parameters = Params{}
		}
		g.Parameters[l.param] = change(f.Parameters[l.param])
		return g
	}
	v := reflect.ValueOf(g).Elem()
	for _, s := range l.steps {
		switch s.kind {
		case stepField:
			v = v.Field(s.index)
		case stepPointer:
			p := reflect.New(v.Type().Elem())
			switch {
			case !v.IsNil():
				p.Elem().Set(v.Elem())
			case p.Elem().Kind() == reflect.Struct:
				(&decoder{}).block(nil, p.Elem(), "", shapeOf(p.Elem().Type()))
			}
			v.Set(p)
			v = p.Elem()
		case stepEntry:
			c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(c, v)
			v.Set(c)
			v = c.Index(s.index)
		case stepKey:
			m := maps.Clone(v.Interface().(map[string]float64))
			if m == nil {
				m = map[string]float64{}
			}
			m[s.key] = x
			v.Set(reflect.ValueOf(m))
			return g
		}
	}
	switch v.Kind() {
	case reflect.Float64:
		v.SetFloat(x)
	case reflect.Int:
		v.SetInt(int64(x))
	default:
		p := v.Addr().Interface().(*Value)
		*p = change(*p)
	}
	return g
}

// write returns v with x at the place of the lens.
func (l *Lens) write(v Value, x float64) Value {
	w := Value{kind: v.kind, src: Source{Origin: FromCode}}
	switch len(l.indices) {
	case 0:
		return Value{kind: IsNumber, num: x, src: w.src}
	case 1:
		w.data = &valueData{vector: slices.Clone(v.data.vector)}
		w.data.vector[l.indices[0]] = x
	case 2:
		w.data = &valueData{matrix: withCell(v.data.matrix, l.indices, x)}
	case 3:
		m := slices.Clone(v.data.matrices)
		m[l.indices[0]] = withCell(m[l.indices[0]], l.indices[1:], x)
		w.data = &valueData{matrices: m}
	}
	return w
}

func withCell(rows [][]float64, at []int, x float64) [][]float64 {
	rows = slices.Clone(rows)
	rows[at[0]] = slices.Clone(rows[at[0]])
	rows[at[0]][at[1]] = x
	return rows
}

// add puts a path on the list of changes, once.
func (c *change) add(path string) *change {
	for d := c; d != nil; d = d.next {
		if d.path == path {
			return c
		}
	}
	return &change{path, c}
}

// With returns f with x at a dotted path, after checking its range.
func (f *File) With(path string, x float64) (*File, error) {
	l, err := f.Lens(path)
	if err != nil {
		return nil, err
	}
	if err := l.Check(x); err != nil {
		return nil, err
	}
	return l.Set(f, x), nil
}

// WithValue returns f with a number or a list at a dotted path, after checking
// form and range.
func (f *File) WithValue(path string, v Value) (*File, error) {
	if x, ok := v.Number(); ok {
		return f.With(path, x)
	}
	return f.withList(path, v)
}
