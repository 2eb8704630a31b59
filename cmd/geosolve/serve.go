package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

func serveCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "serve-stdio", Usage: "answer requests, one JSON object a line, on standard input and output",
		Flags: []cli.Flag{&cli.IntFlag{Name: "workers", Usage: "at most `N` threads (default: all); results do not depend on it"}},
		Description: "For notebooks that ask many small questions: one process stays, and each answer costs only its solving. A request is {\"id\", \"command\", \"scenario\", \"set\"}; the scenario is an object or its YAML text, or \"file\" names one; \"set\" is an object of overrides by dotted path; \"dir\" is the folder that paths in the scenario are relative to; \"all_images\" and \"prove\" are as the flags of solve. The answer is {\"id\", \"ok\": true, \"result\"} or {\"id\", \"ok\": false, \"error\": {\"message\", \"exit\"}}; with exit 3 there is both an error and the result in part. Requests are answered in their order. It ends with its standard input.\n\n" +
			"Commands are " + strings.Join(served, ", ") + "." +
			examplesText([]string{`geosolve serve-stdio < requests.jsonl > answers.jsonl`}) + exitStatus,
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return usage("serve-stdio takes no FILE, got %s; scenarios come with the requests", strings.Join(c.Args().Slice(), " "))
			}
			n, err := workers(c)
			if err != nil {
				return err
			}
			return (&server{threads: n, out: s.out}).serve(c.Context, s.in)
		},
	}
}

// served are the commands of requests.
var served = []string{"solve", "evaluate", "trace", "locus", "simulate", "compare", "calibrate", "index", "check", "version"}

// request is one line of input.
type request struct {
	ID        json.RawMessage            `json:"id"`
	Command   string                     `json:"command"`
	Scenario  json.RawMessage            `json:"scenario"`
	File      string                     `json:"file"`
	Dir       string                     `json:"dir"`
	Set       map[string]json.RawMessage `json:"set"`
	AllImages bool                       `json:"all_images"`
	Prove     bool                       `json:"prove"`
}

// answer is one line of output.
type answer struct {
	ID     json.RawMessage `json:"id"`
	OK     bool            `json:"ok"`
	Result any             `json:"result,omitempty"`
	Error  *failure        `json:"error,omitempty"`
}

// failure is an error with the exit code that a command of its own would end with.
type failure struct {
	Message string `json:"message"`
	Exit    int    `json:"exit"`
}

type server struct {
	threads int
	out     io.Writer
}

// mostRequest bounds a line, which is held in memory.
const mostRequest = 64 << 20

// serve answers until the input ends or the context does.
func (v *server) serve(ctx context.Context, in io.Reader) error {
	lines, ended := make(chan []byte), make(chan error, 1)
	go func() {
		r := bufio.NewReader(in)
		for {
			line, err := r.ReadBytes('\n')
			if len(bytes.TrimSpace(line)) > 0 {
				select {
				case lines <- line:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				ended <- err
				return
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-ended:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		case line := <-lines:
			data, err := json.Marshal(v.answer(ctx, line))
			if err != nil {
				return err
			}
			if _, err := v.out.Write(append(data, '\n')); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
}

// answer answers one line. A request that makes the program fail does not end it.
func (v *server) answer(ctx context.Context, line []byte) (a answer) {
	a.ID = json.RawMessage("null")
	var q request
	fail := func(err error) answer {
		a.OK, a.Error = false, &failure{Message: err.Error(), Exit: exitCode(err)}
		return a
	}
	defer func() {
		if p := recover(); p != nil {
			a.Result = nil
			fail(fmt.Errorf("the program failed at this request: %v", p))
		}
	}()
	if len(line) > mostRequest {
		return fail(usage("the request is longer than %d bytes; put large data into files", mostRequest))
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		var loose struct{ ID json.RawMessage }
		if json.Unmarshal(line, &loose) == nil && loose.ID != nil {
			a.ID = loose.ID
		}
		return fail(usage("the request is not one JSON object with the keys id, command, scenario or file, dir, set, all_images, prove: %v", err))
	}
	if q.ID != nil {
		a.ID = q.ID
	}
	res, err := v.do(ctx, &q)
	if err != nil && !errors.Is(err, task.ErrPartly) {
		return fail(err)
	}
	if a.Result = res; err != nil {
		return fail(err)
	}
	a.OK = true
	return a
}

// do does what a request asks for.
func (v *server) do(ctx context.Context, q *request) (any, error) {
	if !slices.Contains(served, q.Command) {
		return nil, unknown("command", q.Command, served)
	}
	if q.Command == "version" {
		return map[string]any{"version": version(), "schema_version": result.SchemaVersion}, nil
	}
	f, err := q.scenario()
	if err != nil {
		return nil, err
	}
	job, err := task.New(f, task.Options{AllImages: q.AllImages, Prove: q.Prove, Workers: v.threads, Version: version()})
	if err != nil {
		return nil, err
	}
	if q.Command == "check" {
		return map[string]any{"tasks": append([]string{}, f.Tasks()...), "notes": append([]string{}, job.Notes()...)}, nil
	}
	res, err := job.Do(ctx, q.Command)
	if res == nil {
		return nil, err
	}
	return res, err
}

// scenario reads the scenario of a request.
func (q *request) scenario() (*scenario.File, error) {
	opts := scenario.Options{Models: model.Specs()}
	for path, value := range q.Set {
		opts.Set = append(opts.Set, path+"="+string(value))
	}
	sort.Strings(opts.Set) // the order of an object's keys says nothing
	switch {
	case q.File != "" && q.Scenario != nil:
		return nil, usage("the request has both scenario and file; give one")
	case q.File != "":
		return scenario.ReadFile(q.File, opts)
	case q.Scenario == nil:
		return nil, usage("the request has no scenario; give an object, YAML text, or a file")
	}
	text := []byte(q.Scenario)
	if text[0] == '"' {
		var s string
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, usage("scenario: %v", err)
		}
		text = []byte(s)
	}
	return scenario.Read(bytes.NewReader(text), filepath.Join(q.Dir, "scenario"), opts)
}
