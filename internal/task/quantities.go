package task

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/geosolve/geosolve/internal/quantity"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// quantityOf is a number of a solved state by its dotted path: a column with its region, as in share.1, or
// its industry and region, as in share.2.1; effort.HM.1; agreement.z; welfare.world;
// rest_of_world.NAME.price_index. Any other path is that of a number of the scenario.
func quantityOf(f *scenario.File, s *model.State, path string) (float64, error) {
	keys := strings.Split(path, ".")
	a, rest, names := columnOf(s, keys)
	if !a.IsZero() {
		return entryOf(a, path, rest)
	}
	if v, ok := single(s, path); ok {
		return v, nil
	}
	l, err := f.Lens(path)
	if err != nil {
		return 0, fmt.Errorf("unknown quantity %q: neither a number of the state (%s) nor one of the scenario", path, strings.Join(names, ", "))
	}
	v, ok := l.Get(f)
	if !ok {
		return 0, fmt.Errorf("%q is a number that the scenario leaves out", path)
	}
	return v, nil
}

// columnOf finds the array that the first keys name, with the keys that are left; names are what there is.
func columnOf(s *model.State, keys []string) (a model.Array, rest, names []string) {
	names, arrays := result.Fields(s)
	if g := s.Agreement; g != nil {
		names, arrays = append(names, "agreement.deviation", "agreement.punishment"), append(arrays, g.Deviation, g.Punishment)
	}
	if h := s.Heterogeneity; h != nil {
		for _, form := range []string{"HB", "HM", "VB", "VM", "PR"} {
			if j, ok := h.Joining[form]; ok {
				names, arrays = append(names, "joining."+form), append(arrays, j)
			}
		}
	}
	for k := range names {
		names[k] = strings.Replace(names[k], "effort_", "effort.", 1)
	}
	for n := min(2, len(keys)); n > 0; n-- {
		if i := slices.Index(names, strings.Join(keys[:n], ".")); i >= 0 {
			return arrays[i], keys[n:], names
		}
	}
	return model.Array{}, nil, names
}

// entryOf is the entry of an array at region, or industry and region, counted from 1.
func entryOf(a model.Array, path string, keys []string) (float64, error) {
	at, sizes := []int{0, 0}, []int{a.Rows, a.Columns()}
	first := 1
	if a.Rows > 1 {
		first = 0
	}
	if len(keys) != 2-first {
		want := "a region, as in share.1"
		if first == 0 {
			want = "industry and region, as in share.2.1"
		}
		return 0, fmt.Errorf("quantity %q needs %s", path, want)
	}
	for k, key := range keys {
		i, err := strconv.Atoi(key)
		if err != nil || i < 1 || i > sizes[first+k] {
			return 0, fmt.Errorf("quantity %q: %q is outside 1 to %d", path, key, sizes[first+k])
		}
		at[first+k] = i - 1
	}
	return a.Row(at[0])[at[1]], nil
}

// single is a number of a state that has no region.
func single(s *model.State, path string) (float64, bool) {
	switch {
	case s.Agreement != nil && path == "agreement.z":
		return s.Agreement.Z, true
	case s.Agreement != nil && path == "agreement.critical_delta":
		return float64(s.Agreement.CriticalDelta), true
	case s.Welfare != nil && path == "welfare.world":
		return float64(s.Welfare.World), true
	case s.Welfare != nil && path == "welfare.workers":
		return float64(s.Welfare.Workers), true
	case s.Welfare != nil && path == "welfare.farmers":
		return float64(s.Welfare.Farmers), true
	}
	for _, w := range s.RestOfWorld {
		if g, ok := w.PriceIndex.(float64); ok && path == "rest_of_world."+w.Name+".price_index" {
			return g, true
		}
	}
	return 0, false
}

// Along is the values of quantities at the points of a branch, quantity by quantity.
func (j *Job) Along(parameter string, br *result.Branch, quantities []string) ([][]float64, error) {
	fam, err := j.newFamily(parameter)
	if err != nil {
		return nil, err
	}
	exprs := make([]*quantity.Expr, len(quantities))
	for i, q := range quantities {
		if exprs[i], err = quantity.Parse(q); err != nil {
			return nil, input(err)
		}
	}
	out := make([][]float64, len(quantities))
	for _, p := range br.Points {
		g, err := fam.model(p.Value)
		if err != nil {
			return nil, err
		}
		x, err := g.StateOf(rowsOf(p.Share))
		if err != nil {
			return nil, err
		}
		s, err := g.Describe(x)
		if err != nil {
			return nil, err
		}
		f := fam.lens.Set(j.File, p.Value)
		for i, e := range exprs {
			v, err := e.Eval(func(name string) (float64, error) { return quantityOf(f, s, name) })
			if err != nil {
				return nil, input(err)
			}
			out[i] = append(out[i], v)
		}
	}
	return out, nil
}
