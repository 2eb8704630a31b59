package sweep

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/geosolve/geosolve/internal/atomicfile"
	"github.com/geosolve/geosolve/internal/columnar"
)

// SchemaVersion is the version of the form of plans and records.
const SchemaVersion = 1

// planFile is the plan in its folder.
const planFile = "plan.json"

// Plan fixes what is done and at which points. It holds all that a process on another machine needs but the
// files that the scenario refers to.
type Plan struct {
	SchemaVersion int               `json:"schema_version"`
	Program       string            `json:"program"`
	Version       string            `json:"version"` // of the program: another one may compute other digits
	Hash          string            `json:"hash"`    // of all that bears on results; records carry it
	Model         string            `json:"model"`
	Task          string            `json:"task"`
	Design        Kind              `json:"design"`
	Seed          uint64            `json:"seed"`
	Parameters    []columnar.Column `json:"parameters"`
	Total         int               `json:"points"`
	PointsSHA256  string            `json:"points_sha256"`
	Shards        int               `json:"shards"` // does not bear on results
	Scenario      Source            `json:"scenario"`

	dir string
}

// Source is the scenario of a plan, as text.
type Source struct {
	Name      string   `json:"name"`          // of the file
	Folder    string   `json:"folder"`        // of the file, relative to that of the plan where it can be
	Set       []string `json:"set,omitempty"` // overrides
	Canonical string   `json:"canonical_sha256"`
	Inputs    []Input  `json:"inputs,omitempty"` // files it refers to
	Text      string   `json:"text"`
}

// Input is a file that a scenario refers to, by its path relative to the scenario's folder.
type Input struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// hash is that of everything that bears on results, and of nothing else: neither the layout of the scenario
// nor where it lies nor the number of shards.
func (p *Plan) hash() string {
	key, err := json.Marshal(struct {
		SchemaVersion                     int
		Program, Version, Canonical, Task string
		Design                            Kind
		Parameters                        []columnar.Column
		Total                             int
		Points                            string
		Inputs                            []Input
	}{p.SchemaVersion, p.Program, p.Version, p.Scenario.Canonical, p.Task, p.Design, p.Parameters, p.Total, p.PointsSHA256, p.Scenario.Inputs})
	if err != nil {
		panic("sweep: a plan has no JSON: " + err.Error()) // of texts and numbers only
	}
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:16])
}

// Complete fills in what follows from the design: the points, their hash and that of the plan. It writes
// nothing.
func (p *Plan) Complete(d *Design) error {
	total, hash, err := writePoints(io.Discard, d)
	if err != nil {
		return badInput("%v", err)
	}
	p.SchemaVersion, p.Design, p.Seed, p.Total, p.PointsSHA256, p.Parameters = SchemaVersion, d.Kind, d.Seed, total, hash, nil
	for _, f := range d.Factors {
		kind := columnar.Float
		if f.Whole {
			kind = columnar.Int
		}
		p.Parameters = append(p.Parameters, columnar.Column{Name: f.Name, Kind: kind})
	}
	if p.Shards < 1 {
		p.Shards = 1
	}
	p.Hash = p.hash()
	return nil
}

// Write puts the plan and its points into a folder, which is made where it is not there. A folder that holds
// the same plan is left as it is; one that holds another plan is refused.
func (p *Plan) Write(dir string, d *Design) error {
	if old, err := Open(dir); err == nil {
		if old.Hash != p.Hash {
			return badInput("%s holds another plan (%.12s, not %.12s); give another folder, or delete this one", dir, old.Hash, p.Hash)
		}
		if old.Shards == p.Shards {
			p.dir = dir
			return nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, shardFolder), 0o755); err != nil {
		return err
	}
	var points bytes.Buffer
	if _, _, err := writePoints(&points, d); err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(dir, pointsFile), points.Bytes()); err != nil {
		return err
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(p); err != nil {
		return err
	}
	p.dir = dir
	return atomicfile.Write(filepath.Join(dir, planFile), text.Bytes())
}

// Open reads the plan of a folder.
func Open(dir string) (*Plan, error) {
	path := filepath.Join(dir, planFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &missingPlan{inputError{dir + ": there is no plan (" + planFile + ") in this folder; make one with geosolve sweep plan FILE --dir " + dir}}
	}
	if err != nil {
		return nil, err
	}
	p := &Plan{dir: dir}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(p); err != nil {
		return nil, badInput("%s: %v; make the plan again", path, err)
	}
	if p.SchemaVersion != SchemaVersion {
		return nil, badInput("%s: schema_version is %d; allowed: %d; make the plan again with this version of the program", path, p.SchemaVersion, SchemaVersion)
	}
	if p.Hash != p.hash() || p.Total < 1 || p.Shards < 1 {
		return nil, badInput("%s: was changed by hand: its hash does not fit what it says; make the plan again", path)
	}
	return p, nil
}

// missingPlan is bad input, and fs.ErrNotExist.
type missingPlan struct{ inputError }

func (e *missingPlan) Is(target error) bool { return target == fs.ErrNotExist || target == ErrInput }

// Dir is the folder of the plan.
func (p *Plan) Dir() string { return p.dir }

// Points reads the points of a shard.
func (p *Plan) Points(s Shard) ([]Point, error) {
	list := make([]Point, 0, s.Size(p.Total))
	err := p.eachPoint(s.Has, func(x Point) error {
		list = append(list, x)
		return nil
	})
	return list, err
}

func (p *Plan) eachPoint(keep func(index int) bool, yield func(Point) error) error {
	return eachPoint(filepath.Join(p.dir, pointsFile), p.PointsSHA256, len(p.Parameters), keep, yield)
}
