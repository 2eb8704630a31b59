// Package replication checks and packs what a run left behind: whether the files of a folder are those that
// its manifest accounts for, whether two sets of files say the same, and the archive that journals ask for.
package replication

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ManifestName is the file that makes a folder a folder of results.
const ManifestName = "manifest.json"

// Manifest is what verify and bundle read of a manifest.
type Manifest struct {
	SchemaVersion int    `json:"schema_version"`
	Program       string `json:"program"`
	Version       string `json:"version"`
	Go            string `json:"go"`
	Platform      string `json:"platform"`
	Scenario      struct {
		Scenario json.RawMessage `json:"scenario"`
	} `json:"scenario"`
	ScenarioSHA256 string `json:"scenario_sha256"`
	Seed           uint64 `json:"seed"`
	Options        struct {
		FiguresOnly bool `json:"figures_only"`
		ShowTitle   bool `json:"show_title"`
	} `json:"options"`
	Inputs  []File `json:"inputs"`
	Outputs []File `json:"outputs"`
}

// File is a file with the hash of its bytes.
type File struct {
	File    string `json:"file"` // with slashes, relative to the folder of the scenario or of the results
	Exhibit string `json:"exhibit"`
	Bytes   int    `json:"bytes"`
	SHA256  string `json:"sha256"`
}

// ErrNoManifest says that a folder is not one of results.
var ErrNoManifest = errors.New("is not a folder of results")

// ReadManifest reads the manifest of a folder.
func ReadManifest(dir string) (*Manifest, error) {
	data, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err != nil {
		if info, serr := os.Stat(dir); serr == nil && !info.IsDir() {
			return nil, fmt.Errorf("%s %w: it is a file; give the folder that geosolve run wrote", dir, ErrNoManifest)
		}
		return nil, fmt.Errorf("%s %w: there is no %s in it; geosolve run FILE --out DIR makes one", dir, ErrNoManifest, ManifestName)
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%s %w: %s cannot be read: %v", dir, ErrNoManifest, ManifestName, err)
	}
	if m.Program != "geosolve" || len(m.Scenario.Scenario) == 0 {
		return nil, fmt.Errorf("%s %w: %s is not by geosolve", dir, ErrNoManifest, ManifestName)
	}
	return &m, nil
}

// Hash is the SHA-256 of data in hexadecimal.
func Hash(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// Differences lists the files that are not in dir, or not with the hash they should have.
func Differences(dir string, files []File) ([]string, error) {
	var out []string
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.File)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			out = append(out, f.File+": is missing")
		case err != nil:
			return nil, err
		case Hash(data) != f.SHA256:
			out = append(out, f.File+": was changed since the run")
		}
	}
	return out, nil
}

// FindInputs returns the first of the folders in which every input is as it was, or an error that says for
// the first of them what is wrong.
func FindInputs(files []File, folders ...string) (string, error) {
	var first string
	for _, dir := range folders {
		bad, err := Differences(dir, files)
		if err != nil {
			return "", err
		}
		if len(bad) == 0 {
			return dir, nil
		}
		if first == "" {
			first = strings.ReplaceAll(strings.Join(bad, "; "), "since the run", "since the results were made")
		}
	}
	return "", fmt.Errorf("the inputs are not what the results were made from: %s (looked in %s); give their folder by --inputs DIR", first, strings.Join(folders, ", "))
}
