package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
)

// manifest accounts for a run: with it a reader can tell whether a file comes from this scenario and this
// program. It holds no time and no machine, so that the same run writes the same bytes; timings stand in
// run.log.
type manifest struct {
	SchemaVersion  int               `json:"schema_version"`
	Program        string            `json:"program"`
	Version        string            `json:"version"`
	Go             string            `json:"go"`
	Platform       string            `json:"platform"`
	Scenario       scenario.Resolved `json:"scenario"`
	ScenarioSHA256 string            `json:"scenario_sha256"` // of its canonical form: layout and comments do not count
	Seed           uint64            `json:"seed"`
	Options        runOptions        `json:"options"`
	Inputs         []hashed          `json:"inputs"`
	Outputs        []hashed          `json:"outputs"`
}

// runOptions are the flags that decide what a run writes, besides --set, which is in the scenario.
type runOptions struct {
	FiguresOnly bool `json:"figures_only"` // geosolve plot
	ShowTitle   bool `json:"show_title"`
}

// hashed is a file with the hash of its bytes.
type hashed struct {
	File    string `json:"file"`
	Exhibit string `json:"exhibit,omitempty"` // kind of figure, or table
	Bytes   int    `json:"bytes"`
	SHA256  string `json:"sha256"`
}

func newManifest(f *scenario.File) *manifest {
	m := &manifest{SchemaVersion: result.SchemaVersion, Program: "geosolve", Version: version(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Scenario: f.Resolved(), ScenarioSHA256: hash(f.Canonical()), Inputs: []hashed{}, Outputs: []hashed{}, Seed: 1}
	if f.Solve != nil {
		m.Seed = f.Solve.Seed
	}
	return m
}

func hash(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

func (m *manifest) add(name string, data []byte, exhibit string) {
	h := hashed{File: filepath.ToSlash(name), Exhibit: exhibit, Bytes: len(data), SHA256: hash(data)}
	if i := slices.IndexFunc(m.Outputs, func(o hashed) bool { return o.File == h.File }); i >= 0 {
		m.Outputs[i] = h
		return
	}
	m.Outputs = append(m.Outputs, h)
}

// inputs hashes the files that the scenario refers to, by their names relative to it.
func (m *manifest) inputs(j *task.Job) {
	for _, path := range j.Inputs() {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		name := path
		if rel, err := filepath.Rel(j.File.Dir, path); err == nil {
			name = rel
		}
		m.Inputs = append(m.Inputs, hashed{File: filepath.ToSlash(name), Bytes: len(data), SHA256: hash(data)})
	}
}

func (m *manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	err := result.WriteJSON(&b, m)
	return b.Bytes(), err
}
