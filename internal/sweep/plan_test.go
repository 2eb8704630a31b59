package sweep

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

func TestShards(t *testing.T) {
	t.Parallel()
	for _, of := range []int{1, 2, 3, 7, 20} {
		total, size := 0, 0
		for i := range of {
			s := Shard{i + 1, of}
			size += s.Size(20)
			for p := 1; p <= 20; p++ {
				if s.Has(p) {
					total++
				}
			}
		}
		if total != 20 || size != 20 {
			t.Errorf("%d shards: %d points, sizes add to %d; want 20", of, total, size)
		}
	}
	for _, text := range []string{"", "3", "0/8", "9/8", "-1/8", "3/0", "a/b", "3/8/9"} {
		if s, err := ParseShard(text); !errors.Is(err, ErrInput) {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
	if s, err := ParseShard("3/8"); err != nil || s != (Shard{3, 8}) {
		t.Errorf("3/8: %v, %v", s, err)
	}
	for text, ids := range map[string][]int{"": nil, "1-3,7": {1, 2, 3, 7}, "2,4,6-7": {2, 4, 6, 7}, "5": {5}} {
		if got := Ranges(ids); got != text {
			t.Errorf("%v: got %s, want %s", ids, got, text)
		}
	}
}

// TestShardFromEnvironment catches a total taken from the scheduler, and arrays that count from 0.
func TestShardFromEnvironment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  string
		want string // "" none, "!" an error
	}{
		{"", ""},
		{"SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MAX=5", "3/8"},
		{"SLURM_ARRAY_TASK_ID=0", "8/8"},
		{"SLURM_ARRAY_TASK_ID=8", "8/8"},
		{"SLURM_ARRAY_TASK_ID=9", "!"},
		{"SLURM_ARRAY_TASK_ID=-1", "!"},
		{"SLURM_ARRAY_TASK_ID=x", "!"},
		{"PBS_ARRAY_INDEX=2", "2/8"},
		{"SGE_TASK_ID=undefined", ""},
		{"SGE_TASK_ID=5", "5/8"},
		{"JOB_COMPLETION_INDEX=0", "8/8"},
		{"JOB_COMPLETION_INDEX=1 SLURM_ARRAY_TASK_ID=1", "1/8"},
		{"JOB_COMPLETION_INDEX=1 SLURM_ARRAY_TASK_ID=2", "!"},
	} {
		env := map[string]string{}
		for _, kv := range strings.Fields(c.env) {
			k, v, _ := strings.Cut(kv, "=")
			env[k] = v
		}
		s, ok, err := ShardFromEnvironment(func(k string) (string, bool) { v, ok := env[k]; return v, ok }, 8)
		got := ""
		if ok {
			got = s.String()
		}
		if err != nil {
			got = "!"
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q (%v)", c.env, got, c.want, err)
		}
	}
}

// TestPlanIsGuarded catches a plan or points that were changed, and a folder that is used for two plans.
func TestPlanIsGuarded(t *testing.T) {
	t.Parallel()
	p := newPlan(t, 16, 4)
	again, err := Open(p.Dir())
	if err != nil || again.Hash != p.Hash || again.Shards != 4 {
		t.Fatalf("read back: %v, %+v", err, again)
	}
	other := &Plan{Program: "geosolve", Version: "other", Task: "solve"}
	if err := other.Complete(testDesign(16)); err != nil {
		t.Fatal(err)
	}
	if err := other.Write(p.Dir(), testDesign(16)); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "another plan") {
		t.Errorf("a second plan in the folder: %v", err)
	}
	points := filepath.Join(p.Dir(), pointsFile)
	data, err := os.ReadFile(points)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(points, []byte(strings.Replace(string(data), "1.", "2.", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Points(Whole); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "not those of the plan") {
		t.Errorf("points changed: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(p.Dir(), planFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.Dir(), planFile), []byte(strings.Replace(string(text), `"points": 16`, `"points": 15`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(p.Dir()); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "changed by hand") {
		t.Errorf("plan changed: %v", err)
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "there is no plan") {
		t.Errorf("no plan: %v", err)
	}
}

// TestScripts catches scripts that their interpreters cannot read.
func TestScripts(t *testing.T) {
	t.Parallel()
	e := Emit{Dir: "/data/a folder's $name", Shards: 12, Workers: 2, Merge: "--format csv"}
	for _, name := range Schedulers {
		text, err := e.Script(name)
		if err != nil {
			t.Fatal(err)
		}
		switch name {
		case "slurm", "parallel":
			cmd := exec.Command("sh", "-n")
			cmd.Stdin = strings.NewReader(text)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s\n%s", name, err, out, text)
			}
		case "k8s":
			var job struct {
				Kind string
				Spec struct {
					Completions    int
					CompletionMode string `yaml:"completionMode"`
				}
			}
			if err := yaml.Unmarshal([]byte(text), &job); err != nil || job.Kind != "Job" || job.Spec.Completions != 12 || job.Spec.CompletionMode != "Indexed" {
				t.Errorf("k8s: %v, %+v\n%s", err, job, text)
			}
		}
	}
	if _, err := e.Script("lsf"); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "slurm, k8s") {
		t.Errorf("an unknown scheduler: %v", err)
	}
}
