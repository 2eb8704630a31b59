package columnar

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDuckDB reads a Parquet file with another program than that which wrote it: names, types and values.
func TestDuckDB(t *testing.T) {
	t.Parallel()
	if os.Getenv("HEAVY") == "" {
		t.Skip("needs node, npm and its registry: run with HEAVY=1 in the environment")
	}
	dir := t.TempDir()
	for _, args := range [][]string{{"npm", "init", "-y"}, {"npm", "install", "--no-audit", "--no-fund", "@duckdb/node-api"}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("%v: %v\n%s", args, err, out)
		}
	}
	const script = `import { DuckDBInstance } from '@duckdb/node-api';
const c = await (await DuckDBInstance.create(':memory:')).connect();
const types = await c.runAndReadAll("describe select * from 'rows.parquet'");
for (const r of types.getRowObjectsJson()) console.log(r.column_name + ' ' + r.column_type);
const rows = await c.runAndReadAll("select point, \"rest_of_world.world.wage\" = 1e-300, stable, reason, share = 0.30000000000000004 from 'rows.parquet'");
for (const r of rows.getRowsJson()) console.log(JSON.stringify(r));
`
	for name, data := range map[string][]byte{"rows.parquet": write(t, Parquet), "read.mjs": []byte(script)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("node", "read.mjs")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := `point BIGINT
rest_of_world.world.wage DOUBLE
stable BOOLEAN
reason VARCHAR
share DOUBLE
["1",false,true,null,false]
["2",true,null,"a, \"b\"\n<ł>",null]
[null,null,false,"",true]`
	if got := strings.TrimSpace(string(out)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
