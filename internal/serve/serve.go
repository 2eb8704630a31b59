// Package serve answers requests in JSON: a command, a scenario and overrides in, a result or an error out. It is
// what serve-stdio, the WebAssembly build and the shared library have in common.
package serve

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

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// Commands are the commands of requests.
var Commands = []string{"solve", "evaluate", "trace", "locus", "simulate", "compare", "calibrate", "index", "check", "version"}

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
	Message  string    `json:"message"`
	Exit     int       `json:"exit"`
	Problems []problem `json:"problems,omitempty"`
}

// problem is one mistake in a scenario.
type problem struct {
	Place   string `json:"place"` // file:line:column, or the override
	Key     string `json:"key,omitempty"`
	Value   string `json:"value,omitempty"`
	Message string `json:"message"`
	Allowed string `json:"allowed,omitempty"`
	Next    string `json:"next,omitempty"` // the near spelling, or the next step
}

// problems are the mistakes that an error tells of, empty where it is not about a scenario.
func problems(err error) []problem {
	var list []problem
	for _, e := range scenario.Problems(err) {
		list = append(list, problem{e.Source.String(), e.Path, e.Value, e.Msg, e.Allowed, e.Hint})
	}
	return list
}

// Server answers requests. Its zero value answers with as many threads as there are processors.
type Server struct {
	Workers int
	Version string
	// Exit gives the exit code of an error; nil: ExitCode.
	Exit func(error) int
}

// mostRequest bounds a line, which is held in memory.
const mostRequest = 64 << 20

// Serve answers each line of the input until the input ends or the context does.
func (v *Server) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
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
			if _, err := out.Write(append(v.Answer(ctx, line), '\n')); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
}

// Answer answers one request, JSON both.
func (v *Server) Answer(ctx context.Context, line []byte) []byte {
	data, err := json.Marshal(v.answer(ctx, line))
	if err != nil { // a number that JSON cannot hold
		data, _ = json.Marshal(answer{ID: json.RawMessage("null"), Error: &failure{Message: err.Error(), Exit: 1}})
	}
	return data
}

// answer answers one line. A request that makes the program fail does not end it.
func (v *Server) answer(ctx context.Context, line []byte) (a answer) {
	a.ID = json.RawMessage("null")
	var q request
	fail := func(err error) answer {
		a.OK, a.Error = false, &failure{Message: err.Error(), Exit: v.exit(err), Problems: problems(err)}
		return a
	}
	defer func() {
		if p := recover(); p != nil {
			a.Result = nil
			fail(fmt.Errorf("the program failed at this request: %v", p))
		}
	}()
	if len(line) > mostRequest {
		return fail(refuse("the request is longer than %d bytes; put large data into files", mostRequest))
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		var loose struct{ ID json.RawMessage }
		if json.Unmarshal(line, &loose) == nil && loose.ID != nil {
			a.ID = loose.ID
		}
		return fail(refuse("the request is not one JSON object with the keys id, command, scenario or file, dir, set, all_images, prove: %v", err))
	}
	if q.ID != nil {
		a.ID = q.ID
	}
	if q.Command == "" {
		q.Command = "solve"
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
func (v *Server) do(ctx context.Context, q *request) (any, error) {
	if !slices.Contains(Commands, q.Command) {
		return nil, refuse("unknown command %q%s; allowed: %s", q.Command, didYouMean(q.Command), strings.Join(Commands, ", "))
	}
	if q.Command == "version" {
		return map[string]any{"version": v.Version, "schema_version": result.SchemaVersion}, nil
	}
	f, err := q.scenario()
	if err != nil {
		return nil, err
	}
	job, err := task.New(f, task.Options{AllImages: q.AllImages, Prove: q.Prove, Workers: v.Workers, Version: v.Version})
	if err != nil {
		return nil, err
	}
	if q.Command == "check" {
		return map[string]any{"schema_version": result.SchemaVersion, "tasks": append([]string{}, f.Tasks()...), "notes": append([]string{}, job.Notes()...)}, nil
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
		return nil, refuse("the request has both scenario and file; give one")
	case q.File != "":
		return scenario.ReadFile(q.File, opts)
	case q.Scenario == nil:
		return nil, refuse("the request has no scenario; give an object, YAML text, or a file")
	}
	text := []byte(q.Scenario)
	if text[0] == '"' {
		var s string
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, refuse("scenario: %v", err)
		}
		text = []byte(s)
	}
	return scenario.Read(bytes.NewReader(text), filepath.Join(q.Dir, "scenario"), opts)
}

// RequestError is a mistake in a request itself, not in its scenario.
type RequestError struct{ msg string }

func (e *RequestError) Error() string { return e.msg }

func refuse(format string, a ...any) error { return &RequestError{fmt.Sprintf(format, a...)} }

func didYouMean(name string) string {
	if n := scenario.Near(name, Commands); n != "" {
		return "; did you mean " + n + "?"
	}
	return ""
}

func (v *Server) exit(err error) int {
	if v.Exit != nil {
		return v.Exit(err)
	}
	return ExitCode(err)
}

// ExitCode is the exit code that a command would end with: 0 done, 1 failure, 2 bad input, 3 solved in part, 75
// interrupted.
func ExitCode(err error) int {
	var se *scenario.Error
	var re *RequestError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		return 75
	case errors.Is(err, task.ErrPartly):
		return 3
	case errors.Is(err, task.ErrInput), errors.As(err, &se), errors.As(err, &re):
		return 2
	}
	return 1
}
