// Command geosolve finds the equilibria of economies with increasing returns, transport costs and demand,
// follows them as a parameter changes, and draws the outcome. See geosolve --help.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"
)

// grace is how long a command has, after the first signal, to stop by itself and to keep what is complete.
const grace = 800 * time.Millisecond

// gcPercent lets the heap grow to several times what is live before it is collected: a run makes many small
// matrices and keeps little, so collecting seldom saves a tenth of the time for a few megabytes.
const gcPercent = 400

func main() {
	debug.SetGCPercent(gcPercent)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	s := streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		outTerminal: term.IsTerminal(int(os.Stdout.Fd())), errTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
	code := make(chan int, 1)
	go func() { code <- run(ctx, os.Args[1:], s) }()
	select {
	case c := <-code:
		os.Exit(c)
	case <-ctx.Done():
		stop() // a second signal ends the process at once
	}
	select {
	case c := <-code:
		os.Exit(c)
	case <-time.After(grace): // in the middle of something long; files are written whole or not at all
		fmt.Fprintln(os.Stderr, "geosolve: "+interrupted)
		os.Exit(exitInterrupted)
	}
}
