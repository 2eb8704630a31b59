package explore

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// assets are the page: nothing is fetched from anywhere else.
//
//go:embed assets
var assets embed.FS

const (
	// mostBody bounds a request: the values of a few hundred sliders.
	mostBody = 256 << 10
	// headerTime and bodyTime bound how long a request may take to arrive.
	headerTime = 5 * time.Second
	bodyTime   = 5 * time.Second
	// idleTime is how long a connection is kept open without a request.
	idleTime = 2 * time.Minute
	// writeTime bounds how long an answer may take, its work included.
	writeTime = LongestBudget + time.Minute
	// stopTime is how long answers under way may take when the server stops.
	stopTime = 300 * time.Millisecond
)

// Server serves the page of an Explorer on an address that only those who were told can use.
type Server struct {
	explorer *Explorer
	token    string
	http     *http.Server
}

// NewServer makes a server with an address of its own.
func NewServer(x *Explorer) *Server {
	s := &Server{explorer: x, token: newToken()}
	s.http = &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, WriteTimeout: writeTime, MaxHeaderBytes: 32 << 10,
		ErrorLog: log.New(io.Discard, "", 0),
	}
	return s
}

// Listen opens a port of this machine, 0: a free one. No other machine can reach it.
func Listen(port int) (net.Listener, error) {
	return net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
}

// URL is the address of the page.
func (s *Server) URL(l net.Listener) string { return fmt.Sprintf("http://%s/%s/", l.Addr(), s.token) }

// Serve answers until the context ends, and returns its error. What is worked on is cancelled then.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	s.http.BaseContext = func(net.Listener) context.Context { return work }
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer done()
	if s.http.Shutdown(stop) != nil {
		_ = s.http.Close() // what is still open is of no use to anyone
	}
	return ctx.Err()
}

// Handler answers requests.
func (s *Server) Handler() http.Handler {
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // the assets are compiled in
	}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", asset(files, "index.html"))
	mux.HandleFunc("GET /assets/{name...}", func(w http.ResponseWriter, r *http.Request) { asset(files, r.PathValue("name")).ServeHTTP(w, r) })
	mux.HandleFunc("GET /pictures/{name}", s.picture)
	mux.HandleFunc("POST /api/describe", s.post(func(_ context.Context, q *request) (any, error) { return s.explorer.describe(q) }))
	mux.HandleFunc("POST /api/panel", s.post(func(ctx context.Context, q *request) (any, error) { return s.explorer.answer(ctx, q) }))
	mux.HandleFunc("POST /api/file", s.post(s.file))
	return guard(s.token, mux)
}

// asset serves one file of the page.
func asset(files fs.FS, name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := fs.ReadFile(files, path.Clean(name))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		kinds := map[string]string{".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
		w.Header().Set("Content-Type", kinds[path.Ext(name)])
		_, _ = w.Write(data)
	})
}

// picture serves a figure that was drawn before, under the name that its bytes give it.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	data, ok := s.explorer.pictures.get("pictures/" + r.PathValue("name"))
	if !ok {
		http.Error(w, "this figure is no longer kept; draw it again", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "private, max-age=3600, immutable")
	_, _ = w.Write(data)
}

// download is a file to take away.
type download struct {
	Name string
	Data []byte
}

// file makes a file to take away.
func (s *Server) file(ctx context.Context, q *request) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, LongestBudget)
	defer cancel()
	x := s.explorer
	return x.within(ctx, func(ctx context.Context) (any, error) {
		c, err := x.compose(q)
		if err != nil {
			return nil, err
		}
		var d download
		switch {
		case q.Panel == "" && q.Format == "yaml":
			d.Name = x.src.base() + ".yaml"
			d.Data, err = x.scenarioText(c)
		case q.Panel == "" && q.Format == "zip":
			d.Name = x.src.base() + ".zip"
			d.Data, err = x.archive(c)
		case q.Panel == "":
			err = refuse("unknown format %q of a scenario; allowed: yaml, zip", q.Format)
		default:
			d.Name = x.stem(c) + "." + q.Format
			d.Data, err = x.file(ctx, c, q.Format)
		}
		if err != nil {
			return nil, err
		}
		return &d, nil
	})
}

// post answers a request in JSON.
func (s *Server) post(do func(context.Context, *request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !isJSON(r) {
			http.Error(w, "requests are application/json", http.StatusUnsupportedMediaType)
			return
		}
		q, status, err := readRequest(w, r)
		if err != nil {
			http.Error(w, err.Error(), status)
			return
		}
		v, err := safely(r.Context(), func(ctx context.Context) (any, error) { return do(ctx, q) })
		var re *refusal
		switch {
		case r.Context().Err() != nil:
			return // nobody waits for it
		case errors.As(err, &re):
			http.Error(w, err.Error(), http.StatusBadRequest)
		case err != nil:
			writeJSON(w, http.StatusUnprocessableEntity, map[string]any{"problems": problemsOf(err)})
		default:
			if d, ok := v.(*download); ok {
				w.Header().Set("Content-Type", "application/octet-stream")
				w.Header().Set("Content-Disposition", `attachment; filename="`+strings.Map(plainName, d.Name)+`"`)
				_, _ = w.Write(d.Data)
				return
			}
			writeJSON(w, http.StatusOK, v)
		}
	}
}

// readRequest reads the body of a request, which has to arrive in time and to be of a size.
func readRequest(w http.ResponseWriter, r *http.Request) (*request, int, error) {
	conn := http.NewResponseController(w)
	_ = conn.SetReadDeadline(time.Now().Add(bodyTime)) // not every connection of a test has one
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBody))
	dec.DisallowUnknownFields()
	var q request
	if err := dec.Decode(&q); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, http.StatusRequestEntityTooLarge, fmt.Errorf("the request is longer than %d bytes", mostBody)
		}
		return nil, http.StatusBadRequest, fmt.Errorf("the request is not what the page sends: %w", err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 1)) // to its end, from where on the connection is watched
	_ = conn.SetReadDeadline(time.Time{})                 // or the work would be cancelled when it passes
	return &q, 0, nil
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// plainName drops from a file name what a header cannot hold.
func plainName(r rune) rune {
	if r < ' ' || r == '"' || r == '\\' || r == '/' || r > '~' {
		return '_'
	}
	return r
}
