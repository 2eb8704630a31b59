//go:build js && wasm

// Command geosolve-wasm is geosolve for web pages and Node: a function geosolve.solve that takes a request as JSON
// text and returns the answer as JSON text, both as of geosolve serve-stdio. A request without a command is one to
// solve. Build it with GOOS=js GOARCH=wasm and load it with Go's wasm_exec.js.
package main

import (
	"context"
	"syscall/js"

	"github.com/geosolve/geosolve/internal/serve"
)

// release is the version of a release; the linker sets it.
var release = "0.1.0-dev"

func main() {
	s := &serve.Server{Workers: 1, Version: release}
	js.Global().Set("geosolve", map[string]any{
		"version": release,
		"solve": js.FuncOf(func(_ js.Value, args []js.Value) any {
			text := ""
			if len(args) == 1 && args[0].Type() == js.TypeString {
				text = args[0].String()
			}
			return string(s.Answer(context.Background(), []byte(text)))
		}),
	})
	if ready := js.Global().Get("geosolveReady"); ready.Type() == js.TypeFunction {
		ready.Invoke()
	}
	select {} // the function is called until the page goes
}
