package sweep

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/geosolve/geosolve/internal/columnar"
)

// Variables by which this test, started again as a child, knows what to do.
const (
	childDir   = "SWEEP_TEST_DIR"
	childShard = "SWEEP_TEST_SHARD"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		p, err := Open(dir)
		if err == nil {
			var s Shard
			if s, err = ParseShard(os.Getenv(childShard)); err == nil {
				err = p.Run(context.Background(), s, slowly(2*time.Millisecond), Settings{Workers: 2})
			}
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// product is the work of these tests: rows that differ in number, and points that fail.
func product(_ context.Context, p Point) (Outcome, error) {
	if p.Index%7 == 0 {
		return Outcome{Status: Failed, Reason: "seven, \"of all numbers\""}, nil
	}
	o := Outcome{Status: OK, Columns: []columnar.Column{{Name: "equilibrium", Kind: columnar.Int}, {Name: "stable", Kind: columnar.Bool}, {Name: "region", Kind: columnar.Int}, {Name: "share", Kind: columnar.Float}}}
	for e := range 1 + p.Index%3 {
		o.Rows = append(o.Rows, []any{e + 1, e%2 == 0, 1, p.Values[0] * p.Values[1] / float64(e+1)})
	}
	if p.Index%5 == 0 {
		o.Columns = append(o.Columns, columnar.Column{Name: "effort_HM", Kind: columnar.Float})
		for i := range o.Rows {
			o.Rows[i] = append(o.Rows[i], math.Inf(1))
		}
		o.Status, o.Reason = Partly, "five"
	}
	return o, nil
}

func slowly(d time.Duration) Work {
	return func(ctx context.Context, p Point) (Outcome, error) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return Outcome{}, ctx.Err()
		}
		return product(ctx, p)
	}
}

func testDesign(n int) *Design {
	return &Design{Kind: SobolSeq, Points: n, Seed: 4, Factors: []Factor{{Name: "T", Marginal: Uniform{1, 2, false}}, {Name: "rest_of_world.world.wage", Marginal: Uniform{1, 10, true}}}}
}

// newPlan writes a plan into a temporary folder.
func newPlan(t *testing.T, n, shards int) *Plan {
	t.Helper()
	d := testDesign(n)
	p := &Plan{Program: "geosolve", Version: "test", Task: "solve", Shards: shards}
	if err := p.Complete(d); err != nil {
		t.Fatal(err)
	}
	if err := p.Write(t.TempDir(), d); err != nil {
		t.Fatal(err)
	}
	return p
}

// merged is all rows of a plan in every format, one after the other.
func merged(t *testing.T, p *Plan) []byte {
	t.Helper()
	c, err := p.Collect()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.MissingError(); err != nil {
		t.Fatal(err)
	}
	var all []byte
	var targets []Target
	for _, f := range columnar.Formats {
		targets = append(targets, Target{filepath.Join(t.TempDir(), "rows."+string(f)), f})
	}
	if _, err := c.WriteFiles(context.Background(), targets, nil); err != nil {
		t.Fatal(err)
	}
	for _, f := range targets {
		data, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

func runAll(t *testing.T, p *Plan, shards, workers int) {
	t.Helper()
	for i := range shards {
		if err := p.Run(context.Background(), Shard{i + 1, shards}, product, Settings{Workers: workers}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBytesDoNotDependOnHow catches results that depend on workers or shards.
func TestBytesDoNotDependOnHow(t *testing.T) {
	t.Parallel()
	const n = 203
	one := newPlan(t, n, 1)
	runAll(t, one, 1, 1)
	want := merged(t, one)
	for _, c := range []struct{ shards, workers int }{{1, 8}, {2, 1}, {7, 3}, {n, 1}} {
		p := newPlan(t, n, c.shards)
		runAll(t, p, c.shards, c.workers)
		if !bytes.Equal(merged(t, p), want) {
			t.Errorf("%d shards, %d workers: other bytes", c.shards, c.workers)
		}
	}
}

// TestKilledAndResumed kills child processes by SIGKILL at random moments until each shard is done. Nothing may
// be lost and nothing done twice, and the bytes must be those of a run in one piece.
func TestKilledAndResumed(t *testing.T) {
	t.Parallel()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const n, shards = 240, 2
	one := newPlan(t, n, 1)
	runAll(t, one, 1, 2)
	p := newPlan(t, n, shards)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0)) // moments of kills differ from run to run
	kills := 0
	for i := range shards {
		for try := 0; ; try++ {
			cmd := exec.Command(exe)
			cmd.Env = append(os.Environ(), childDir+"="+p.Dir(), childShard+"="+Shard{i + 1, shards}.String())
			cmd.Stderr = os.Stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			const patient = 12 // then the child may end by itself
			if try < patient {
				time.Sleep(10*time.Millisecond + time.Duration(r.IntN(40))*time.Millisecond)
				if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
					t.Fatal(err)
				}
			}
			if cmd.Wait() == nil {
				break
			}
			kills++
		}
	}
	if kills < 4 {
		t.Errorf("only %d kills: the test does not test", kills)
	}
	c, err := p.Collect()
	if err != nil {
		t.Fatal(err)
	}
	if c.Twice > 0 {
		t.Errorf("%d points were done twice", c.Twice)
	}
	t.Logf("%d kills, %d torn lines", kills, c.Torn)
	if !bytes.Equal(merged(t, p), merged(t, one)) {
		t.Error("other bytes than in one piece")
	}
}

// TestTornJournals tears journals in every way a kill, a full disk or a careless hand can; the points concerned
// are done again and no others.
func TestTornJournals(t *testing.T) {
	t.Parallel()
	p := newPlan(t, 40, 1)
	runAll(t, p, 1, 1)
	want := merged(t, p)
	path := filepath.Join(p.Dir(), shardFolder, journalName(Whole))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	flipped := bytes.Clone(whole)
	flipped[len(lines[0])+60] ^= 1
	for name, c := range map[string]struct {
		data []byte
		redo int
	}{
		"last line torn":                   {whole[:len(whole)-20], 1},
		"last line without its end":        {whole[:len(whole)-1], 0},
		"first line torn, others appended": {join(lines[0][:30], []byte("\n"), join(lines[1:]...)), 1},
		"a bit flipped":                    {flipped, 1},
		"empty":                            {nil, 40},
		"zeros at the end":                 {join(lines[:39]...), 1},
		"rubbish between":                  {join(lines[0], []byte("{}\nnull\n\n\x00\x00\n"), join(lines[1:]...)), 0},
		"a line twice":                     {join(whole, lines[5]), 0},
	} {
		if name == "zeros at the end" { // as after a crash of the machine
			c.data = append(c.data, make([]byte, 300)...)
		}
		if err := os.WriteFile(path, c.data, 0o644); err != nil {
			t.Fatal(err)
		}
		var redone atomic.Int64
		work := func(ctx context.Context, x Point) (Outcome, error) {
			redone.Add(1)
			return product(ctx, x)
		}
		if err := p.Run(context.Background(), Whole, work, Settings{}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if int(redone.Load()) != c.redo {
			t.Errorf("%s: %d points done again, want %d", name, redone.Load(), c.redo)
		}
		if !bytes.Equal(merged(t, p), want) {
			t.Errorf("%s: other bytes", name)
		}
	}
}

// TestForeignRecords catches records of another plan, or contradictory ones, that find their way into results.
func TestForeignRecords(t *testing.T) {
	t.Parallel()
	p := newPlan(t, 20, 2)
	runAll(t, p, 2, 1)
	want := merged(t, p)
	dir := filepath.Join(p.Dir(), shardFolder)
	write := func(name, plan string, r Record) {
		line, err := r.encode(plan)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), line, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("0-other.jsonl", "00112233", Record{3, Outcome{Status: OK}})
	if !bytes.Equal(merged(t, p), want) {
		t.Error("a record of another plan was taken")
	}
	write("0-other.jsonl", p.Hash, Record{3, Outcome{Status: Failed, Reason: "elsewhere"}})
	if _, err := p.Collect(); err == nil || !strings.Contains(err.Error(), "point 3 stands in") {
		t.Errorf("two different results of point 3: %v", err)
	}
}

// TestMissing catches an incomplete merge, and numbers of shards that Slurm would not read.
func TestMissing(t *testing.T) {
	t.Parallel()
	p := newPlan(t, 24, 8)
	for _, i := range []int{4, 5, 6, 8} {
		if err := p.Run(context.Background(), Shard{i, 8}, product, Settings{}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := p.Collect()
	if err != nil {
		t.Fatal(err)
	}
	var missing *MissingError
	if err := c.MissingError(); !errors.As(err, &missing) || missing.Shards != "1-3,7" || missing.Points != 12 {
		t.Errorf("got %v, want shards 1-3,7 and 12 points", err)
	}
	if s := c.Shards[3]; s.Points != 3 || s.Missing != 0 || s.OK+s.Partly+s.Failed != 3 {
		t.Errorf("shard 4: %+v", s)
	}
	// another cut of the same points fills the gaps, and does nothing again
	var done atomic.Int64
	if err := p.Run(context.Background(), Whole, func(ctx context.Context, x Point) (Outcome, error) {
		done.Add(1)
		return product(ctx, x)
	}, Settings{}); err != nil || done.Load() != 12 {
		t.Errorf("%d points done, %v; want 12", done.Load(), err)
	}
	one := newPlan(t, 24, 1)
	runAll(t, one, 1, 1)
	if !bytes.Equal(merged(t, p), merged(t, one)) {
		t.Error("other bytes")
	}
}

// TestCancelled catches a run that waits for its points, or that loses what was complete.
func TestCancelled(t *testing.T) {
	t.Parallel()
	p := newPlan(t, 100, 1)
	ctx, cancel := context.WithCancel(context.Background())
	var n atomic.Int64
	work := func(ctx context.Context, x Point) (Outcome, error) {
		if n.Add(1) > 10 {
			cancel()
			<-ctx.Done()
			return Outcome{}, ctx.Err()
		}
		return product(ctx, x)
	}
	if err := p.Run(ctx, Whole, work, Settings{Workers: 2}); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want that of the context", err)
	}
	c, err := p.Collect()
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Count.Points - c.Count.Missing; got != 10 {
		t.Errorf("%d points kept, want 10", got)
	}
}

// TestPanic catches a fault at one point that costs the others.
func TestPanic(t *testing.T) {
	t.Parallel()
	p := newPlan(t, 9, 1)
	err := p.Run(context.Background(), Whole, func(ctx context.Context, x Point) (Outcome, error) {
		if x.Index == 4 {
			panic("four")
		}
		return product(ctx, x)
	}, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.Collect()
	if err != nil || c.Count.Missing > 0 || !strings.Contains(c.First, "fault in the program: four") {
		t.Errorf("%v, %+v, %s", err, c.Count, c.First)
	}
}

// TestFlush catches a request to flush that stops the run or is not answered.
func TestFlush(t *testing.T) {
	t.Parallel()
	p := newPlan(t, 30, 1)
	flush, answers := make(chan struct{}), 0
	go func() {
		flush <- struct{}{}
		flush <- struct{}{}
	}()
	err := p.Run(context.Background(), Whole, slowly(10*time.Millisecond), Settings{Workers: 1, Flush: flush, Flushed: func(_, total int) {
		if answers++; total != 30 {
			t.Errorf("total %d", total)
		}
	}})
	if err != nil || answers != 2 {
		t.Errorf("%v, %d answers of 2", err, answers)
	}
}
