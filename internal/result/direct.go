package result

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/geosolve/geosolve/model"
)

// Direct is the result of a model with a solution of its own, or of a task that is not about a game: its
// fields stand beside those of the head.
type Direct struct {
	Head
	Name string // of the task, for file names
	Body any    // a struct with JSON tags
}

// MarshalJSON writes the fields of the head and then those of the body.
func (d *Direct) MarshalJSON() ([]byte, error) {
	head, err := json.Marshal(d.Head)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(d.Body)
	if err != nil {
		return nil, err
	}
	if len(body) <= 2 {
		return head, nil
	}
	return append(append(head[:len(head)-1:len(head)-1], ','), body[1:]...), nil
}

// Tables lay the numbers of the body out in long form: a name, up to two indices counted from 1, a value.
func (d *Direct) Tables() []Table {
	t := Table{Name: d.Name, Columns: []string{"quantity", "index", "second_index", "value"}}
	flatten(&t, "", reflect.ValueOf(d.Body), nil)
	return []Table{t}
}

// Remarks are the model's notes.
func (d *Direct) Remarks() []string {
	var out []string
	for _, n := range d.Notes {
		out = append(out, "note: "+n)
	}
	return out
}

func flatten(t *Table, name string, v reflect.Value, index []any) {
	if a, ok := value[model.Array](v); ok {
		for i := range a.Rows {
			for r := range a.Columns() {
				at := []any{r + 1}
				if a.Rows > 1 {
					at = []any{i + 1, r + 1}
				}
				row(t, name, at, a.At(i, r))
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			flatten(t, name, v.Elem(), index)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case tag == "-" || !f.IsExported():
			case f.Anonymous && tag == "":
				flatten(t, name, v.Field(i), index)
			case name == "":
				flatten(t, tag, v.Field(i), index)
			default:
				flatten(t, name+"."+tag, v.Field(i), index)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			flatten(t, name, v.Index(i), append(index[:len(index):len(index)], i+1))
		}
	case reflect.Float64:
		row(t, name, index, v.Float())
	case reflect.Int:
		row(t, name, index, int(v.Int()))
	case reflect.Uint64:
		row(t, name, index, int(v.Uint()))
	case reflect.Bool:
		row(t, name, index, v.Bool())
	case reflect.String:
		row(t, name, index, v.String())
	}
}

func value[T any](v reflect.Value) (T, bool) {
	var zero T
	if v.Type() != reflect.TypeOf(zero) {
		return zero, false
	}
	x, ok := v.Interface().(T)
	return x, ok
}

func row(t *Table, name string, index []any, v any) {
	r := []any{name, nil, nil, v}
	for k := 0; k < len(index) && k < 2; k++ {
		r[1+k] = index[k]
	}
	t.Rows = append(t.Rows, r)
}
