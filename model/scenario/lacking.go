package scenario

import (
	"slices"
	"strings"
)

// Lacking returns an error for the first parameter without which a task cannot be done and that has no value: the
// file may leave out what its trace, locus, sweep or fit sets, but other tasks do not set it.
func (f *File) Lacking(task string) error {
	set := f.setBy(task)
	for _, name := range f.left {
		if _, ok := f.Parameters[name]; ok || slices.Contains(set, name) {
			continue
		}
		others := ""
		for _, other := range []string{"trace", "locus", "sweep", "calibrate"} {
			if other != task && slices.Contains(f.setBy(other), name) {
				others = other
				break
			}
		}
		meaning := ""
		if p, ok := f.spec.Parameter(name); ok {
			meaning = ": " + p.Meaning
		}
		return f.Errorf("parameters."+name, name+" is missing: "+others+" sets it, "+task+" does not", "", "give it in the file or with --set "+name+"=…"+meaning)
	}
	return nil
}

// setBy lists the parameters that a task sets itself.
func (f *File) setBy(task string) []string {
	var paths []string
	switch {
	case task == "trace" && f.Trace != nil:
		paths = append(paths, f.Trace.Parameter)
	case task == "locus" && f.Locus != nil:
		paths = append(paths, f.Locus.Parameter, f.Locus.Second.Parameter)
	case task == "sweep" && f.Sweep != nil:
		for _, p := range f.Sweep.Parameters {
			paths = append(paths, p.Path)
		}
	case task == "calibrate" && f.Calibrate != nil && f.Calibrate.Fit != nil:
		for _, p := range f.Calibrate.Fit.Parameters {
			paths = append(paths, p.Path)
		}
	}
	for i := range paths {
		paths[i] = strings.TrimPrefix(paths[i], "parameters.")
	}
	return paths
}
