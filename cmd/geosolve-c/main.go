//go:build cgo

// Command geosolve-c is geosolve as a shared library, for programs that cannot start another. Build it with
// go build -buildmode=c-shared.
//
//	char *geosolve_solve(const char *request);  a request and its answer, JSON as of geosolve serve-stdio
//	void  geosolve_free(char *answer);          every answer is to be freed once
//	char *geosolve_version(void);               also to be freed
package main

// #include <stdlib.h>
import "C"

import (
	"context"
	"unsafe"

	"github.com/geosolve/geosolve/internal/serve"
)

// release is the version of a release; the linker sets it.
var release = "0.1.0-dev"

//export geosolve_solve
func geosolve_solve(request *C.char) *C.char {
	text := ""
	if request != nil {
		text = C.GoString(request)
	}
	s := &serve.Server{Version: release}
	return C.CString(string(s.Answer(context.Background(), []byte(text))))
}

//export geosolve_free
func geosolve_free(answer *C.char) { C.free(unsafe.Pointer(answer)) }

//export geosolve_version
func geosolve_version() *C.char { return C.CString(release) }

func main() {}
