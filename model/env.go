package model

import (
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/internal/table"
	"github.com/geosolve/geosolve/model/geography"
	"github.com/geosolve/geosolve/model/scenario"
)

// Env remembers what building a model reads from files or searches for, so that a trace, which builds the
// model anew at every value of its parameter, does so once. It is safe for concurrent use.
type Env struct {
	mu        sync.Mutex
	places    map[*scenario.Geography]*geography.Geography
	tables    map[string]*table.Table
	files     map[string]bool // read so far
	symmetry  equilibrium.Symmetry
	sameGroup bool
}

// NewEnv returns an empty Env.
func NewEnv() *Env {
	return &Env{places: map[*scenario.Geography]*geography.Geography{}, tables: map[string]*table.Table{}, files: map[string]bool{}}
}

// KeepSymmetry returns an Env with the same memory in which the symmetry of the first model built serves
// for all later ones: right where they differ in parameters that concern all regions alike.
func (e *Env) KeepSymmetry() *Env {
	e.mu.Lock()
	defer e.mu.Unlock()
	return &Env{places: e.places, tables: e.tables, files: e.files, sameGroup: true}
}

func (e *Env) geography(f *scenario.File) (*geography.Geography, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if g, ok := e.places[f.Geography]; ok {
		return g, nil
	}
	g, err := e.readGeography(f)
	if err == nil {
		e.places[f.Geography] = g
	}
	return g, err
}

// open reads a table once. The caller holds the lock.
func (e *Env) open(path string) (*table.Table, error) {
	path = filepath.Clean(path)
	if t, ok := e.tables[path]; ok {
		return t, nil
	}
	t, err := table.Open(path)
	if err == nil {
		e.files[path] = true
		e.tables[path] = t
	}
	return t, err
}

// Table opens a CSV file that a scenario names.
func (e *Env) Table(f *scenario.File, path string) (*table.Table, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.open(f.Resolve(path))
}

// column reads one column of a table.
func (e *Env) column(path, name string) ([]float64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.open(path)
	if err != nil {
		return nil, err
	}
	return t.Floats(name)
}

func (e *Env) readGeography(f *scenario.File) (*geography.Geography, error) {
	g := f.Geography
	switch {
	case g.Equidistant != nil:
		return geography.Equidistant(g.Equidistant.Regions)
	case g.Ring != nil:
		return geography.Ring(g.Ring.Regions)
	case g.Line != nil:
		return geography.Line(g.Line.Regions)
	case g.Grid != nil:
		return geography.Grid(geography.GridOptions{Rows: g.Grid.Rows, Columns: g.Grid.Columns, Torus: g.Grid.Torus,
			Neighbours: geography.Neighbours(g.Grid.Neighbours), Unit: geography.Unit(g.Grid.Unit)})
	case g.Cities != nil:
		t, err := e.cities(f)
		if err != nil {
			return nil, err
		}
		return geography.Cities(t)
	case g.Network != nil:
		nodes, err := e.open(f.Resolve(g.Network.Nodes))
		if err != nil {
			return nil, err
		}
		edges, err := e.open(f.Resolve(g.Network.Edges))
		if err != nil {
			return nil, err
		}
		return geography.Network(nodes, edges)
	default:
		return e.matrix(f)
	}
}

// cities is the table of the cities that the scenario keeps.
func (e *Env) cities(f *scenario.File) (*table.Table, error) {
	c := f.Geography.Cities
	t, err := e.open(f.Resolve(c.File))
	if err != nil {
		return nil, err
	}
	if c.Where != "" {
		if t, err = t.Where(c.Where); err != nil {
			return nil, err
		}
	}
	if c.Top > 0 {
		return t.Top(c.Top)
	}
	return t, nil
}

func (e *Env) matrix(f *scenario.File) (*geography.Geography, error) {
	m := f.Geography.Matrix
	if m.File != "" {
		e.files[f.Resolve(m.File)] = true
		rows, err := table.ReadMatrix(f.Resolve(m.File))
		if err != nil {
			return nil, err
		}
		return geography.Matrix(rows)
	}
	if all := m.Values.Matrices(); all != nil {
		return geography.Matrix(all[0])
	}
	return geography.Matrix(m.Values.Matrix())
}

// cityColumn is a column of the cities that the scenario keeps.
func (e *Env) cityColumn(f *scenario.File, name string) ([]float64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.cities(f)
	if err != nil {
		return nil, err
	}
	return t.Floats(name)
}

// symmetryOf is the symmetry that find finds, or that of the first model where KeepSymmetry says so.
func (e *Env) symmetryOf(find func() equilibrium.Symmetry) equilibrium.Symmetry {
	if !e.sameGroup {
		return find()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.symmetry == nil {
		e.symmetry = find()
	}
	return e.symmetry
}

// Column reads a value with one number per region from the file it refers to.
func (e *Env) Column(f *scenario.File, path string, v scenario.Value, regions int) ([]float64, error) {
	p := &place{regions: regions, f: f, env: e}
	return p.column(path, v)
}

// Files lists the files read so far, in order.
func (e *Env) Files() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Sorted(maps.Keys(e.files))
}
