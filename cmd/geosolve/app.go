package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/serve"
	"github.com/geosolve/geosolve/internal/sweep"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model/scenario"
)

// streams are where a command reads and writes.
type streams struct {
	in                       io.Reader
	out, err                 io.Writer
	outTerminal, errTerminal bool
}

// Exit codes, as documented in docs/scripting.md.
const (
	exitDone        = 0
	exitFailure     = 1
	exitInput       = 2
	exitPartly      = 3
	exitInterrupted = 75
)

const exitStatus = `
EXIT STATUS
   0   done
   1   any other failure
   2   bad input: nothing was written
   3   solved in part: what did converge is written, the message says what did not
   75  interrupted: what is complete is kept, the same command goes on from there`

// interrupted is the message of exit code 75.
const interrupted = "interrupted: what is complete is kept, the same command goes on from there"

// run does what the arguments say and returns the exit code. A mistake in the program is no mistake of the
// input: a panic, which would end the process with the code of bad input, becomes any other failure.
func run(ctx context.Context, args []string, s streams) (code int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(s.err, "geosolve: internal error, please report it with the scenario: %v\n\n%s", r, debug.Stack())
			code = exitFailure
		}
	}()
	app := newApp(s)
	args, err := arrange(app, args)
	if err == nil {
		err = app.RunContext(ctx, append([]string{"geosolve"}, args...))
	}
	if err == nil {
		return exitDone
	}
	code = exitCode(err)
	if code == exitInterrupted {
		err = errors.New(interrupted)
	}
	fmt.Fprintf(s.err, "geosolve: %v\n", err)
	return code
}

// exitCode maps an error to an exit code, once for all commands.
func exitCode(err error) int {
	var se *scenario.Error
	var use *usageError
	var missing *sweep.MissingError
	var request *serve.RequestError
	switch {
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, task.ErrPartly), errors.Is(err, errDiffers), errors.As(err, &missing):
		return exitPartly
	case errors.Is(err, task.ErrInput), errors.Is(err, sweep.ErrInput), errors.As(err, &se), errors.As(err, &use), errors.As(err, &request):
		return exitInput
	}
	return exitFailure
}

// usageError is a mistake on the command line.
type usageError struct{ msg string }

func (e *usageError) Error() string { return e.msg }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// newApp makes the command tree. The library's own habits of printing usage errors to standard output and
// of calling os.Exit are switched off here.
func newApp(s streams) *cli.App {
	app := &cli.App{
		Name:            "geosolve",
		Usage:           "why industry concentrates in space: every equilibrium, every branch, every threshold",
		Version:         version(),
		HideVersion:     true,
		HideHelpCommand: true,
		Writer:          s.out,
		ErrWriter:       s.err,
		ExitErrHandler:  func(*cli.Context, error) {},
		// a comma in --set share=[0.7, 0.3] does not begin another override
		DisableSliceFlagSeparator: true,
		OnUsageError:              func(_ *cli.Context, err error, _ bool) error { return usage("%v; see geosolve --help", err) },
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return unknownCommand(c.App, c.Args().First())
			}
			return cli.ShowAppHelp(c)
		},
		Description: "A scenario file says which model, which parameters, where, and what to find out.\n" +
			"FILE - reads standard input. Results go to standard output, or where --out says.\n\n" +
			"EXAMPLES\n" +
			"   geosolve run examples/core-periphery/tomahawk.yaml\n" +
			"   geosolve solve scenario.yaml --set T=1.7\n" +
			"   geosolve trace scenario.yaml --format json > branches.json\n" +
			"   geosolve models core-periphery\n" + exitStatus,
	}
	for _, c := range []*cli.Command{
		runCommand(s),
		taskCommand(s, solveTask),
		taskCommand(s, evaluateTask),
		taskCommand(s, traceTask),
		taskCommand(s, locusTask),
		sweepCommand(s),
		taskCommand(s, simulateTask),
		taskCommand(s, compareTask),
		taskCommand(s, calibrateTask),
		taskCommand(s, indexTask),
		plotCommand(s),
		texCommand(s),
		verifyCommand(s),
		bundleCommand(s),
		exploreCommand(s),
		serveCommand(s),
		modelsCommand(s),
		explainCommand(s),
		checkCommand(s),
		completionCommand(s),
		versionCommand(s),
		docsCommand(s),
		completeCommand(s),
	} {
		for _, named := range withSubcommands(c) {
			named.Command.OnUsageError = func(_ *cli.Context, err error, _ bool) error {
				return usage("%v; see geosolve %s --help", err, named.name)
			}
		}
		app.Commands = append(app.Commands, c)
	}
	return app
}

// namedCommand is a command with its whole name: sweep plan.
type namedCommand struct {
	*cli.Command
	name string
}

// withSubcommands lists a command and those below it.
func withSubcommands(c *cli.Command) []namedCommand {
	list := []namedCommand{{c, c.Name}}
	for _, sub := range c.Subcommands {
		list = append(list, namedCommand{sub, c.Name + " " + sub.Name})
	}
	return list
}

func unknownCommand(app *cli.App, name string) error {
	var names []string
	for _, c := range app.Commands {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	hint := ""
	if n := scenario.Near(name, names); n != "" {
		hint = fmt.Sprintf("; did you mean %s?", n)
	}
	return usage("unknown command %q%s; commands are %s", name, hint, strings.Join(names, ", "))
}
