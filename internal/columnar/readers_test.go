package columnar

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/consumer"
)

const duckdb = `import { DuckDBInstance } from '@duckdb/node-api';
const file = process.argv[2];
const c = await (await DuckDBInstance.create(':memory:')).connect();
const types = await c.runAndReadAll("describe select * from '" + file + "'");
for (const r of types.getRowObjectsJson()) console.log(r.column_name + ' ' + r.column_type);
const rows = await c.runAndReadAll("select point, \"rest_of_world.world.wage\" = 1e-300, stable, reason, share = 0.30000000000000004 from '" + file + "'");
for (const r of rows.getRowsJson()) console.log(JSON.stringify(r));
`

const arrowJS = `import { tableFromIPC } from 'apache-arrow';
import { readFileSync } from 'fs';
const table = tableFromIPC(readFileSync(process.argv[2]));
for (const f of table.schema.fields) console.log(f.name + ' ' + f.type);
for (const r of table) console.log(JSON.stringify([r.point === null ? null : String(r.point), r['rest_of_world.world.wage'] === null ? null : r['rest_of_world.world.wage'] === 1e-300, r.stable, r.reason, r.share === null ? null : r.share === 0.30000000000000004]));
`

// TestReaders reads files with other programs than that which wrote them: names, types and values.
func TestReaders(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	modules := consumer.Node(t)
	values := `
["1",false,true,null,false]
["2",true,null,"a, \"b\"\n<ł>",null]
[null,null,false,"",true]`
	for _, c := range []struct {
		format       Format
		script, want string
	}{
		{Parquet, duckdb, "point BIGINT\nrest_of_world.world.wage DOUBLE\nstable BOOLEAN\nreason VARCHAR\nshare DOUBLE" + values},
		{Arrow, arrowJS, "point Int64\nrest_of_world.world.wage Float64\nstable Bool\nreason Utf8\nshare Float64" + values},
	} {
		file := filepath.Join(t.TempDir(), "rows."+string(c.format))
		if err := os.WriteFile(file, write(t, c.format), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("node", "--input-type=module", "-e", c.script, "--", "", file)
		cmd.Dir = modules
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", c.format, err, out)
		}
		if got := strings.TrimSpace(string(out)); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.format, got, c.want)
		}
	}
}
