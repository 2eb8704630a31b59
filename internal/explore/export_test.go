package explore

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The bytes of every figure are those that geosolve writes when it is given the command line of the panel.
func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	bin := filepath.Join(t.TempDir(), "geosolve")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", bin, root+"/cmd/geosolve").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct{ file, body string }{
		{tomahawk, `{"panel": "figure-1", "set": {"sigma": "6"}}`},
		{tomahawk, `{"panel": "figure-1", "set": {"sigma": "6"}, "trace": {"parameter": "mu", "from": "0.1", "to": "0.7"}, "column": "real_wage"}`},
		{tomahawk, `{"panel": "wiggle", "set": {"farm_shares": "[0.55, 0.45]"}, "column": "payoff"}`},
		{"examples/three-regions/triangle.yaml", `{"panel": "figure-1", "set": {"T": "1.75"}}`},
		{"examples/three-regions/triangle.yaml", `{"panel": "bifurcation"}`},
		{"examples/racetrack-8/cascade.yaml", `{"panel": "ring", "equilibrium": 2}`},
		{"examples/pakistani-cities/agglomeration.yaml", `{"panel": "figure-1", "set": {"tau": "2"}}`},
		{"examples/sinos-valley/crisis.yaml", `{"panel": "figure-3", "set": {"joint_action.forms.VB.theta": "0.3"}}`},
	} {
		x := explorer(t, c.file)
		var q request
		if err := json.Unmarshal([]byte(c.body), &q); err != nil {
			t.Fatal(err)
		}
		q.Seconds = 60
		a, err := x.answer(context.Background(), &q)
		if err != nil || !a.OK {
			t.Errorf("%s: %+v, %v", c.body, a, err)
			continue
		}
		page, _ := x.pictures.get(a.Picture)
		composed, err := x.compose(&q)
		if err != nil {
			t.Fatal(err)
		}
		out := t.TempDir()
		args := []string{"plot", filepath.Join(root, c.file), "--out", out}
		if i := composed.panel.index; i >= 0 { // the file asks for another format
			composed.set = append(composed.set, "figures.1.file=a.svg", "figures.2.file=b.svg", "figures.3.file=c.svg")[:len(composed.set)+min(3, len(composed.file.Figures))]
		}
		for _, s := range append(x.src.Set, composed.set...) {
			args = append(args, "--set", s)
		}
		if msg, err := exec.Command(bin, args...).CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", args, err, msg)
			continue
		}
		name := composed.figure.File
		if i := composed.panel.index; i >= 0 {
			name = string(rune('a'+i)) + ".svg"
		}
		written, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(page, written) {
			t.Errorf("%s %s: the page shows %d bytes, geosolve plot writes %d, and they differ", c.file, c.body, len(page), len(written))
		}
	}
}

// What is exported means the same as what is shown: solving it gives the same, comments stay.
func TestExport(t *testing.T) {
	for _, c := range []struct {
		file    string
		set     setting
		comment string
	}{
		{tomahawk, setting{"sigma": "6", "T": "1.6", "farm_shares": "[0.55, 0.45]"}, "# T is used by solve; trace moves it"},
		{"examples/racetrack-8/cascade.yaml", setting{"mu": "0.35"}, "# Eight regions on a ring"},
		{"examples/sinos-valley/crisis.yaml", setting{"joint_action.forms.VB.theta": "0.3", "rest_of_world.world.wage": "0.9", "joint_action.regime": "cooperative"}, "# The 1990s: low-cost"},
		{"examples/external-economies/pooling.yaml", setting{"external_economies.pooling.shape": "3"}, "#"},
		{"examples/vertical-linkages/inequality.yaml", setting{"agriculture.eta": "0.9"}, "# Concave agriculture"},
	} {
		x := explorer(t, c.file)
		composed, err := x.compose(&request{Set: c.set})
		if err != nil {
			t.Fatal(err)
		}
		text, err := x.scenarioText(composed)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if !strings.Contains(string(text), c.comment) || !strings.HasPrefix(string(text), "# From "+filepath.Base(c.file)) {
			t.Errorf("%s: comments are lost:\n%s", c.file, text)
		}
		again, err := New(Source{Name: x.src.Name, Text: text}, Options{})
		if err != nil {
			t.Errorf("%s: %v\n%s", c.file, err, text)
			continue
		}
		f, err := again.src.read(nil)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.Canonical(), composed.file.Canonical()) {
			t.Errorf("%s: the export means something else:\n%s", c.file, text)
		}
	}
}

// A layout that cannot be changed in its place is written anew, and means the same.
func TestExportAnew(t *testing.T) {
	text := "model: core-periphery\nparameters:\n  mu: 0.4\n  sigma: 5\n  T: 1.7\n  farm_shares:\n    - 0.5\n    - 0.5\ngeography: {equidistant: {regions: 2}}\nsolve:\nfigures:\n  - {wiggle: {}, file: a.svg}\n"
	x, err := New(Source{Name: "-", Text: []byte(text)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := x.compose(&request{Set: setting{"farm_shares": "[0.6, 0.4]"}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := x.scenarioText(c)
	if err != nil {
		t.Fatal(err)
	}
	again, err := New(Source{Name: "a.yaml", Text: out}, Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := again.src.read(nil)
	if err != nil || !bytes.Equal(f.Canonical(), c.file.Canonical()) {
		t.Errorf("%v\n%s", err, out)
	}
}

// The archive holds the files that the scenario reads where the scenario looks for them.
func TestArchive(t *testing.T) {
	x := explorer(t, "examples/pakistani-cities/agglomeration.yaml")
	c, err := x.compose(&request{Set: setting{"tau": "2"}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := x.archive(c)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "agglomeration", "agglomeration.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(Source{Name: name, Text: text}, Options{}); err != nil {
		t.Error(err)
	}
}

// Every panel of every example shows something.
func TestExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("solves every example")
	}
	files, err := filepath.Glob(filepath.Join(root, "examples", "*", "*.yaml"))
	if err != nil || len(files) < 40 {
		t.Fatal(len(files), err)
	}
	patience := 1.0 // seconds
	if os.Getenv("GEOSOLVE_HEAVY") != "" {
		patience = 60
	}
	for _, file := range files {
		rel, _ := filepath.Rel(root, file)
		x := explorer(t, rel)
		d, err := x.describe(&request{})
		if err != nil || d.Problems != nil || len(d.Panels) == 0 || len(d.Overview) == 0 {
			t.Errorf("%s: %v %+v, %d panels", rel, err, d.Problems, len(d.Panels))
			continue
		}
		for _, p := range d.Panels {
			a, err := x.answer(context.Background(), &request{Panel: p.ID, Seconds: patience})
			switch {
			case err != nil:
				t.Errorf("%s %s: %v", rel, p.ID, err)
			case a.Late:
				t.Logf("%s %s: takes longer than %g s", rel, p.ID, patience)
			case !a.OK:
				t.Errorf("%s %s: %+v", rel, p.ID, a.Problems)
			}
		}
	}
}
