package explore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/geosolve/geosolve/internal/figure"
	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/internal/task"
	"github.com/geosolve/geosolve/plots"
)

// answer is what a panel shows.
type answer struct {
	OK           bool      `json:"ok"`
	Picture      string    `json:"picture,omitempty"` // address, relative to the page
	Frame        *frame    `json:"frame,omitempty"`   // to mark a value of the traced parameter
	Listing      *listing  `json:"listing,omitempty"`
	Grids        []*grid   `json:"grids,omitempty"`
	Notes        []string  `json:"notes,omitempty"`
	Partly       string    `json:"partly,omitempty"` // what is missing
	Command      string    `json:"command,omitempty"`
	Late         bool      `json:"late,omitempty"` // not finished within the budget
	Gone         bool      `json:"gone,omitempty"` // the economy has no such panel
	Problems     []problem `json:"problems,omitempty"`
	Milliseconds int64     `json:"milliseconds"`
}

// frame is where the data of a diagram lie, and what runs along its axis.
type frame struct {
	plots.Frame
	Parameter string `json:"parameter"`
}

// answer does what a panel shows. Its error is that of the context, or a refusal of what the page does not ask;
// what is wrong with the values is part of the answer.
func (x *Explorer) answer(ctx context.Context, q *request) (*answer, error) {
	started := time.Now()
	key, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	if a, ok := x.answers.get(string(key)); ok {
		if a.Picture == "" {
			return a, nil
		}
		if _, ok := x.pictures.get(a.Picture); ok {
			return a, nil
		}
	}
	budget, cancel := context.WithTimeout(ctx, x.budgetOf(q.Seconds))
	defer cancel()
	v, err := x.within(budget, func(ctx context.Context) (any, error) { return x.work(ctx, q) })
	a, _ := v.(*answer)
	var r *refusal
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &r):
		return nil, err
	case errors.Is(err, context.DeadlineExceeded), err != nil && budget.Err() != nil:
		a = &answer{Late: true}
	case errors.Is(err, errNoPanel):
		a = &answer{Gone: true}
	case err != nil:
		a = &answer{Problems: problemsOf(err)}
	}
	a.Milliseconds = time.Since(started).Milliseconds()
	if a.OK {
		x.answers.put(string(key), a)
	}
	return a, nil
}

// budgetOf is the time that an answer may take.
func (x *Explorer) budgetOf(seconds float64) time.Duration {
	if seconds <= 0 {
		return x.opts.Budget
	}
	return time.Duration(min(seconds, LongestBudget.Seconds()) * float64(time.Second))
}

// work does the tasks of a panel and draws it.
func (x *Explorer) work(ctx context.Context, q *request) (*answer, error) {
	c, err := x.compose(q)
	if err != nil {
		return nil, err
	}
	a := &answer{OK: true, Command: x.command(c), Notes: c.job.Notes()}
	if c.panel.Form == "table" {
		r, err := x.do(ctx, c.job, c.panel.Kind)
		if err != nil && !errors.Is(err, task.ErrPartly) {
			return nil, err
		}
		if err != nil {
			a.Partly = err.Error()
		}
		return a, a.table(r, c)
	}
	fig, partly, err := x.build(ctx, c)
	if err != nil {
		return nil, err
	}
	if partly != nil {
		a.Partly = partly.Error()
	}
	picture, err := figure.Render(fig, c.figure, false)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(picture)
	a.Picture = "pictures/" + hex.EncodeToString(sum[:12]) + ".svg"
	x.pictures.put(a.Picture, picture)
	if c.panel.Kind == "bifurcation" {
		a.Frame = frameOf(fig, c)
	}
	return a, nil
}

// build does the tasks of a figure and makes it of their results. partly is what the tasks leave undone.
func (x *Explorer) build(ctx context.Context, c *composed) (fig plots.Figure, partly, err error) {
	if err := figure.Fits(c.job, c.figure); err != nil {
		return nil, nil, err
	}
	done := figure.Results{}
	for _, name := range slices.Compact(figure.Needs(c.figure)) {
		r, err := x.do(ctx, c.job, name)
		if err != nil && (r == nil || !errors.Is(err, task.ErrPartly)) {
			return nil, nil, err
		}
		if err != nil {
			partly = err
		}
		done[name] = r
	}
	fig, err = figure.Build(ctx, c.job, c.figure, done)
	return fig, partly, err
}

// frameOf is the frame of a bifurcation diagram.
func frameOf(fig plots.Figure, c *composed) *frame {
	preset, err := figure.Preset(c.figure)
	if err != nil {
		return nil
	}
	f, ok, err := plots.FrameOf(fig, preset)
	if err != nil || !ok {
		return nil
	}
	return &frame{f, shortPath(c.file.Trace.Parameter)}
}

// file writes the main table of a result, or a figure, in a format.
func (x *Explorer) file(ctx context.Context, c *composed, format string) ([]byte, error) {
	if !slices.Contains(c.panel.Formats, format) {
		return nil, refuse("unknown format %q; allowed: %v", format, c.panel.Formats)
	}
	var b bytes.Buffer
	if c.panel.Form == "table" {
		r, err := x.do(ctx, c.job, c.panel.Kind)
		if r == nil {
			return nil, err
		}
		if format == "json" {
			err = result.WriteJSON(&b, r)
			return b.Bytes(), err
		}
		t, err := result.Part(r, c.panel.part)
		if err == nil {
			err = t.WriteCSV(&b)
		}
		return b.Bytes(), err
	}
	fig, _, err := x.build(ctx, c)
	if err != nil {
		return nil, err
	}
	if format == "csv" {
		err := fig.Data().WriteCSV(&b)
		return b.Bytes(), err
	}
	f := *c.figure
	f.File = fmt.Sprintf("%s.%s", x.stem(c), format)
	return figure.Render(fig, &f, false)
}
