package serve

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const nodeCheck = `
const fs = require("fs");
require(process.argv[2] + "/wasm_exec.js");
const go = new Go();
globalThis.geosolveReady = () => {
  const q = {id: 1, scenario: {model: "core-periphery", parameters: {mu: 0.4, sigma: 5, T: 1.7}, geography: {equidistant: {regions: 2}}}};
  const a = JSON.parse(geosolve.solve(JSON.stringify(q)));
  if (!a.ok || a.result.search.orbits !== 3) throw new Error(JSON.stringify(a));
  q.set = {sigma: 0.5};
  const b = JSON.parse(geosolve.solve(JSON.stringify(q)));
  if (b.ok || b.error.exit !== 2 || !b.error.message.includes("sigma")) throw new Error(JSON.stringify(b));
  if (JSON.parse(geosolve.solve()).ok) throw new Error("an empty request is answered");
  process.exit(0);
};
WebAssembly.instantiate(fs.readFileSync(process.argv[3]), go.importObject).then(r => go.run(r.instance)).catch(e => { console.error(e); process.exit(1); });
`

// TestWebAssembly builds the module and asks it under Node.
func TestWebAssembly(t *testing.T) {
	heavy(t)
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("no node")
	}
	dir := t.TempDir()
	wasm := filepath.Join(dir, "geosolve.wasm")
	build(t, []string{"GOOS=js", "GOARCH=wasm"}, "-ldflags=-s -w", "-o", wasm, "../../cmd/geosolve-wasm")
	script := filepath.Join(dir, "check.cjs")
	if err := os.WriteFile(script, []byte(nodeCheck), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("node", script, filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm"), wasm).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

const ctypesCheck = `
import ctypes, json, sys
lib = ctypes.CDLL(sys.argv[1])
for f in (lib.geosolve_solve, lib.geosolve_version):
    f.restype = ctypes.c_void_p
lib.geosolve_solve.argtypes = [ctypes.c_char_p]
lib.geosolve_free.argtypes = [ctypes.c_void_p]
def text(p):
    s = ctypes.string_at(p).decode()
    lib.geosolve_free(p)
    return s
q = {"scenario": {"model": "core-periphery", "parameters": {"mu": 0.4, "sigma": 5, "T": 1.7}, "geography": {"equidistant": {"regions": 2}}}}
a = json.loads(text(lib.geosolve_solve(json.dumps(q).encode())))
assert a["ok"] and a["result"]["search"]["orbits"] == 3, a
assert json.loads(text(lib.geosolve_solve(b"junk")))["error"]["exit"] == 2
assert not json.loads(text(lib.geosolve_solve(None)))["ok"]
assert text(lib.geosolve_version())
`

// TestSharedLibrary builds the library and asks it from Python.
func TestSharedLibrary(t *testing.T) {
	heavy(t)
	if runtime.GOOS != "linux" {
		t.Skip("builds a .so")
	}
	for _, program := range []string{"gcc", "python3"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("no " + program)
		}
	}
	lib := filepath.Join(t.TempDir(), "libgeosolve.so")
	build(t, []string{"CGO_ENABLED=1"}, "-buildmode=c-shared", "-o", lib, "../../cmd/geosolve-c")
	if out, err := exec.Command("python3", "-c", ctypesCheck, lib).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func heavy(t *testing.T) {
	t.Helper()
	if os.Getenv("HEAVY") == "" {
		t.Skip("builds for another platform, which takes a minute: HEAVY=1 runs it")
	}
}

func build(t *testing.T, env []string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"build", "-trimpath", "-buildvcs=false"}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
