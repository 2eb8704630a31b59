package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/explore"
	"github.com/geosolve/geosolve/model/scenario"
)

func exploreCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "explore", Usage: "turn the parameters of a scenario on a page in the browser", ArgsUsage: "FILE",
		Flags: append(inputFlags(),
			&cli.IntFlag{Name: "port", Usage: "listen on port `N` (default: a free one)"},
			&cli.BoolFlag{Name: "no-browser", Usage: "open no browser"},
			&cli.IntFlag{Name: "workers", Usage: "at most `N` threads for a task (default: all); results do not depend on it"}),
		Description: "Sliders for the parameters; bifurcation and wiggle diagrams, simplex, map, equilibria and the scenario's own figures follow them. Figures are those of plot with the same overrides, byte for byte; the page gives away the scenario, figures, tables and the command line.\n\n" +
			"The address goes to standard output and is opened in the browser. The server answers to this machine only, and only to those who know the address; it needs no network. It ends with Ctrl-C." +
			examplesText([]string{"geosolve explore examples/core-periphery/tomahawk.yaml", "geosolve explore scenario.yaml --set sigma=6 --port 8080 --no-browser"}) + exitStatus,
		Action: func(c *cli.Context) error { return runExplore(c, s) },
	}
}

func runExplore(c *cli.Context, s streams) error {
	port := c.Int("port")
	if port < 0 || port > 65535 {
		return usage("--port: %d is outside [0, 65535]; 0 takes a free one", port)
	}
	threads, err := workers(c)
	if err != nil {
		return err
	}
	src, err := exploreSource(c, s)
	if err != nil {
		return err
	}
	x, err := explore.New(*src, explore.Options{Version: version(), Workers: threads})
	if err != nil {
		return err
	}
	if err := checkExhibits(x.File(), x.File().Tasks()); err != nil {
		return err
	}
	l, err := explore.Listen(port)
	if errors.Is(err, syscall.EADDRINUSE) {
		return usage("--port: %d is in use by another program; give another, or none for a free one", port)
	}
	if err != nil {
		return fmt.Errorf("--port: %w", err)
	}
	server := explore.NewServer(x)
	url := server.URL(l)
	if _, err := fmt.Fprintln(s.out, url); err != nil {
		l.Close()
		return err
	}
	if !c.Bool("no-browser") {
		if err := openBrowser(url); err != nil {
			fmt.Fprintf(s.err, "geosolve: no browser was opened (%v); open the address above in one\n", err)
		}
	}
	if s.errTerminal {
		fmt.Fprintln(s.err, "geosolve: Ctrl-C ends the explorer")
	}
	return server.Serve(c.Context, l)
}

// exploreSource reads the text of the scenario, once.
func exploreSource(c *cli.Context, s streams) (*explore.Source, error) {
	switch c.NArg() {
	case 0:
		return nil, usage("explore needs a scenario FILE, or - for standard input; see geosolve explore --help")
	case 1:
	default:
		return nil, usage("explore takes one FILE, got %s", strings.Join(c.Args().Slice(), " "))
	}
	src := &explore.Source{Name: c.Args().First(), Set: c.StringSlice("set")}
	in := s.in
	if src.Name != "-" {
		f, err := os.Open(src.Name)
		if err != nil {
			_, err = scenario.ReadFile(src.Name, scenario.Options{}) // words it
			return nil, err
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			_, err = scenario.ReadFile(src.Name, scenario.Options{})
			return nil, err
		}
		in = f
	}
	var err error
	if src.Text, err = io.ReadAll(io.LimitReader(in, scenario.DefaultMaxBytes+1)); err != nil {
		return nil, fmt.Errorf("%s: %w", src.Name, err)
	}
	return src, nil
}
