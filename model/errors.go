package model

import (
	"errors"
	"fmt"

	"github.com/geosolve/geosolve/model/scenario"
)

// problem is an error at a key of the scenario.
func problem(f *scenario.File, path, format string, args ...any) error {
	return f.Errorf(path, fmt.Sprintf(format, args...), "", "")
}

// wrap puts an error at a key of the scenario, unless it has a place of its own.
func wrap(f *scenario.File, path string, err error) error {
	var e *scenario.Error
	if errors.As(err, &e) {
		return err
	}
	s := f.Errorf(path, err.Error(), "", "")
	s.Err = err
	return s
}
