package scenario

import (
	"errors"
	"strings"
	"testing"
)

// seeds are documents that cover what a file can hold and how it can be wrong.
var seeds = []string{
	tomahawk, cluster, "", " ", "# c", "5", "a: b: c", "- a", "- - - a", "? a\n: b", "{", "[", "\"", "'", "|", ">", "&a", "*a", "!t", "%YAML 1.2\n---\n",
	"a: &a [1, 2]\nb: *a", "a: &a\n  b: *a", "<<: {a: 1}", "a: &x {T: 1}\nparameters:\n  <<: *x", "<<: *x", "<<: [5]",
	"a: |\n  x\n y", "a: >-\n\n  x", "a: 'x\n  y'", "\tx: 1", "{\t\"a\": 1}", "\xef\xbb\xbfmodel: x", "\xff\xfe", "a\x00", "---\n---\n", "...\n", "model: x\n---\nmodel: y",
	"model: core-periphery\nparameters: {mu: .nan, sigma: .inf, T: 1e999}", "parameters: {mu: 0x1F, sigma: 0o7, T: 1_000}", "parameters: {farm_shares: [a.csv:b, [1], []]}",
	"geography: {matrix: {values: [[1, 2], [1]]}}", "geography: {matrix: {values: [[[1]], [[1, 2]]]}}", "geography: {grid: {rows: 2, columns: 2, neighbours: 8}}",
	"index: {employment: x.csv, plant_herfindahl: x.csv:h, survey: {file: s.csv, forms: [a, b]}}",
	"model: core-periphery\nsweep: {parameters: {rest_of_world.world.wage: {values: [1]}}}", "trace:\nsolve:\nfigures:\n", "figures: [{}, null, 5]", "industries: [{name: a}, {name: a}]", "null: 1", "~: 1", "true: 1", "1: 1", "? [a]\n: 1", "? {a: 1}\n: 1", "a: {b: {c: [{d: [[[[1]]]]}]}}",
	"model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1.7}\ngeography: {equidistant: {regions: 2}}\nsimulate: {start: {share: [1, 0]}, until: 3, shocks: [{at: 1, set: {T: [1, 2], mu.1: 3, geography.equidistant.regions: 3}}]}",
}

// FuzzRead: whatever the bytes and the override, Read returns a File or an
// error about the scenario, without panic and in bounded time and memory; what
// it accepts can be written, read again and means the same.
func FuzzRead(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), "T=1.5")
	}
	for _, s := range []string{"", "=", "a", "a=", "a=b: c", "a.b.c=1", "farm_shares.1=2", "geography={ring: {regions: 2}}", "industries.shoes.sigma=2", "figures.1.file=x.svg", "rest_of_world.1.T=[1, 2]", "compare.rows.1=nash", "T=&a *a", "parameters=1", "=1", ".=1"} {
		f.Add([]byte(cluster), s)
	}
	models := testModels()
	f.Fuzz(func(t *testing.T, data []byte, set string) {
		if len(data) > 1<<16 {
			return
		}
		file, err := Read(strings.NewReader(string(data)), "x.yaml", Options{Models: models, Set: []string{set}})
		if err != nil {
			if Problems(err) == nil || err.Error() == "" {
				t.Fatalf("not an error about the scenario: %v", err)
			}
			file, err = Read(strings.NewReader(string(data)), "x.yaml", Options{})
		}
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || file != nil {
				t.Fatalf("file %v, error %v", file, err)
			}
			return
		}
		text := file.Canonical()
		again, err := Read(strings.NewReader(string(text)), "y.yaml", Options{})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := again.Canonical(); string(got) != string(text) {
			t.Fatalf("canonical form changed\n%s\n%s", text, got)
		}
		for _, s := range file.Resolved().Sources {
			if l, err := file.Lens(s.Path); err == nil {
				x, _ := l.Get(file)
				if y, ok := l.Get(l.Set(file, x)); !ok || y != x {
					t.Fatalf("%s: set %g, got %g", s.Path, x, y)
				}
			}
		}
	})
}
