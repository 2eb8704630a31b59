package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// release is the version of a release; the linker sets it.
var release = "0.1.0-dev"

// version is the release with the revision it was built from, where the build knows it.
func version() string {
	v := release
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	revision, modified := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				modified = ", modified"
			}
		}
	}
	if revision != "" {
		v += " (" + revision[:min(12, len(revision))] + modified + ")"
	}
	return v
}

func versionCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "version", Usage: "print the version", Description: "Prints version, revision, Go version and platform." + exitStatus,
		Action: func(*cli.Context) error {
			_, err := fmt.Fprintf(s.out, "geosolve %s, %s, %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
