package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/serve"
)

func serveCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "serve-stdio", Usage: "answer requests, one JSON object a line, on standard input and output",
		Flags: []cli.Flag{&cli.IntFlag{Name: "workers", Usage: "at most `N` threads (default: all); results do not depend on it"}},
		Description: "For notebooks that ask many small questions: one process stays, and each answer costs only its solving. A request is {\"id\", \"command\", \"scenario\", \"set\"}; the scenario is an object or its YAML text, or \"file\" names one; \"set\" is an object of overrides by dotted path; \"dir\" is the folder that paths in the scenario are relative to; \"all_images\" and \"prove\" are as the flags of solve. The answer is {\"id\", \"ok\": true, \"result\"} or {\"id\", \"ok\": false, \"error\": {\"message\", \"exit\"}}; with exit 3 there is both an error and the result in part. Requests are answered in their order. It ends with its standard input.\n\n" +
			"Commands are " + strings.Join(serve.Commands, ", ") + "." +
			examplesText([]string{`geosolve serve-stdio < requests.jsonl > answers.jsonl`}) + exitStatus,
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return usage("serve-stdio takes no FILE, got %s; scenarios come with the requests", strings.Join(c.Args().Slice(), " "))
			}
			n, err := workers(c)
			if err != nil {
				return err
			}
			return (&serve.Server{Workers: n, Version: version(), Exit: exitCode}).Serve(c.Context, s.in, s.out)
		},
	}
}
