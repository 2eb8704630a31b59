package explore

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const tomahawk = "examples/core-periphery/tomahawk.yaml"

// ask posts a request to a server and returns the status and the body.
func ask(t *testing.T, url, name, body string, change ...func(*http.Request)) (int, string) {
	t.Helper()
	r, err := http.NewRequest("POST", url+"api/"+name, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for _, c := range change {
		c(r)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

// Only who knows the address, on this machine, from this page, is answered.
func TestGuard(t *testing.T) {
	_, url := serve(t, tomahawk)
	other := url[:len(url)-3] + "00/"
	for _, c := range []struct {
		name, url string
		change    func(*http.Request)
		want      int
	}{
		{"the page", url, func(*http.Request) {}, 200},
		{"the page by its other name", url, func(r *http.Request) { r.Host = strings.Replace(r.Host, "127.0.0.1", "localhost", 1) }, 200},
		{"its own origin", url, func(r *http.Request) { r.Header.Set("Origin", "http://"+r.Host) }, 200},
		{"another name that leads here", url, func(r *http.Request) { r.Host = "evil.example" }, 421},
		{"another name with the port", url, func(r *http.Request) { r.Host = "evil.example:80" }, 421},
		{"a name that begins like ours", url, func(r *http.Request) { r.Host = "127.0.0.1.evil.example" }, 421},
		{"another origin", url, func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }, 403},
		{"no origin at all", url, func(r *http.Request) { r.Header.Set("Origin", "null") }, 403},
		{"another site", url, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		{"another port of this machine", url, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }, 403},
		{"a link that posts", url, func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			r.Header.Set("Sec-Fetch-Mode", "navigate")
			r.Header.Set("Sec-Fetch-Dest", "document")
		}, 403},
		{"another token", other, func(*http.Request) {}, 404},
		{"no token", strings.Join(strings.Split(url, "/")[:3], "/") + "/", func(*http.Request) {}, 404},
		{"a form", url, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 415},
		{"another method", url, func(r *http.Request) { r.Method = "PUT" }, 405},
	} {
		if got, body := ask(t, c.url, "describe", "{}", c.change); got != c.want {
			t.Errorf("%s: %d, want %d: %.100s", c.name, got, c.want, body)
		}
	}
	for dest, want := range map[string]int{"document": 200, "iframe": 403, "script": 403} {
		r, err := http.NewRequest("GET", url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Sec-Fetch-Mode", "navigate")
		r.Header.Set("Sec-Fetch-Dest", dest)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("a link from elsewhere, opened as %s: %d, want %d", dest, res.StatusCode, want)
		}
	}
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if p := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'self';") || strings.Contains(p, "unsafe") {
		t.Errorf("policy %q", p)
	}
	if h := res.Header.Get("Access-Control-Allow-Origin"); h != "" {
		t.Errorf("other origins are allowed: %q", h)
	}
}

// Nothing is listened to but this machine.
func TestListen(t *testing.T) {
	l, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if a := l.Addr().String(); !strings.HasPrefix(a, "127.0.0.1:") {
		t.Errorf("listening on %s", a)
	}
}

// A request that is too long, that is none, or that sets what the page cannot set is refused with words.
func TestLimits(t *testing.T) {
	_, url := serve(t, tomahawk)
	for _, c := range []struct {
		name, body string
		status     int
		words      string
	}{
		{"describe", `{"set": {"sigma": "` + strings.Repeat("5", mostBody) + `"}}`, 413, "longer than"},
		{"describe", `{"set": `, 400, "not what the page sends"},
		{"describe", `{"sets": {}}`, 400, "unknown field"},
		{"describe", `{"set": {"geography": "{cities: {file: /etc/passwd}}"}}`, 400, "geography is nothing that this page can set"},
		{"describe", `{"set": {"sigma": "5\nmodel: x"}}`, 400, "longer than a line"},
		{"panel", `{"panel": "figure-1", "trace": {"parameter": "T", "from": "1", "to": "2}, solve: {x: 1"}}`, 400, "is no parameter and no number"},
		{"panel", `{"panel": "figure-1", "trace": {"parameter": "figures.1.file", "from": "1", "to": "2"}}`, 400, "nothing that this page can set"},
		{"panel", `{"panel": "figure-1", "column": "x, file: y.svg"}`, 400, "is no column"},
		{"file", `{"panel": "figure-1", "format": "exe"}`, 400, "unknown format"},
		{"file", `{"format": "exe"}`, 400, "unknown format"},
	} {
		if got, body := ask(t, url, c.name, c.body); got != c.status || !strings.Contains(body, c.words) {
			t.Errorf("%s %.80s: %d %.200s; want %d and %q", c.name, c.body, got, body, c.status, c.words)
		}
	}
	for _, path := range []string{"assets/../server.go", "assets/none.js", "pictures/none.svg", "api/describe"} {
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode < 400 {
			t.Errorf("GET %s: %d", path, res.StatusCode)
		}
	}
}

// What is wrong with a value comes with the place where the page shows it, in the words of the program.
func TestProblems(t *testing.T) {
	x := explorer(t, tomahawk)
	for _, c := range []struct{ path, text, words string }{
		{"sigma", "0.5", "outside (1, ∞)"},
		{"sigma", "abc", "is a text"},
		{"sigma", "{", "YAML"},
		{"mu", "2", "outside (0, 1)"},
		{"farm_shares", "[0.6, 0.6]", "sum to 1.2"},
	} {
		d, err := x.describe(&request{Set: setting{c.path: c.text}})
		if err != nil {
			t.Errorf("%s=%s: %v", c.path, c.text, err)
			continue
		}
		if len(d.Problems) != 1 || d.Problems[0].Path != c.path || !strings.Contains(d.Problems[0].Message, c.words) {
			t.Errorf("%s=%s: %+v, want %q", c.path, c.text, d.Problems, c.words)
		}
	}
	d, err := x.describe(&request{Set: setting{"sigma": "1.5", "mu": "0.8"}})
	if err != nil || len(d.Notes) == 0 || !strings.Contains(strings.Join(d.Notes, " "), "black hole") {
		t.Errorf("no remark on the black hole: %v %v", d.Notes, err)
	}
}

// An answer that nobody waits for any longer is not worked on, and one that takes too long is said to.
func TestCancel(t *testing.T) {
	long := `model: core-periphery
parameters: {mu: 0.4, sigma: 5, tau: 1.7}
geography: {ring: {regions: 40}}
trace: {parameter: tau, from: 0.2, to: 4}
figures:
  - {bifurcation: {of: trace}, file: a.svg}
`
	x, err := New(Source{Name: "long.yaml", Text: []byte(long)}, Options{Budget: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	a, err := x.answer(context.Background(), &request{Panel: "figure-1"})
	if err != nil || !a.Late || time.Since(started) > 5*time.Second {
		t.Fatalf("%+v, %v after %v; want a late answer", a, err, time.Since(started))
	}
	idle(t, x)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := x.answer(ctx, &request{Panel: "figure-1", Seconds: 60}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v; want that it was cancelled", err)
	}
	idle(t, x)

	// the same over the network: the server sees that the page has gone
	server := httptest.NewServer(NewServer(x).Handler())
	defer server.Close()
	s := NewServer(x)
	server.Config.Handler = s.Handler()
	ctx, cancel = context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, "POST", server.URL+"/"+s.token+"/api/panel", strings.NewReader(`{"panel": "figure-1", "seconds": 60}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	time.AfterFunc(200*time.Millisecond, cancel)
	if res, err := http.DefaultClient.Do(r); err == nil {
		res.Body.Close()
		t.Error("the request was answered")
	}
	idle(t, x)
}

// idle waits until nothing is worked on.
func idle(t *testing.T, x *Explorer) {
	t.Helper()
	for range 500 {
		x.flights.mu.Lock()
		flying := len(x.flights.all)
		x.flights.mu.Unlock()
		if len(x.running) == 0 && flying == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the work goes on")
}

// Work goes on longer than a request may take to arrive: the deadline of reading is not that of answering.
func TestSlowAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("takes longer than a request may take to arrive")
	}
	s, url := serve(t, tomahawk)
	key := ""
	held, release := make(chan struct{}), make(chan struct{})
	f, err := s.explorer.src.read(nil)
	if err != nil {
		t.Fatal(err)
	}
	key = taskKey(f, "solve")
	go func() { // hold the task that the answer waits for
		_, _ = s.explorer.flights.do(context.Background(), key, func(context.Context) (any, error) {
			close(held)
			<-release
			return nil, errors.New("held")
		})
	}()
	<-held
	time.AfterFunc(bodyTime+time.Second, func() { close(release) })
	if status, body := ask(t, url, "panel", `{"panel": "table-solve", "seconds": 60}`); status != 200 || !strings.Contains(body, "held") {
		t.Errorf("%d %s", status, body)
	}
}

// Work that takes long does not hold up what is quick.
func TestSlowBesideQuick(t *testing.T) {
	x, err := New(Source{Name: "long.yaml", Text: []byte("model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 1.7}\ngeography: {ring: {regions: 40}}\ntrace: {parameter: tau, from: 0.2, to: 4}\nevaluate: {share: [" + strings.Repeat("0.025, ", 39) + "0.025]}\n")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan error, 1)
	go func() {
		_, err := x.answer(ctx, &request{Panel: "bifurcation", Seconds: 60})
		gone <- err
	}()
	for len(x.running) == 0 {
		time.Sleep(time.Millisecond)
	}
	a, err := x.answer(context.Background(), &request{Panel: "table-evaluate"})
	if err != nil || !a.OK || len(gone) > 0 {
		t.Errorf("%+v, %v; the slow one has ended: %v", a, err, len(gone) > 0)
	}
	cancel()
	<-gone
	idle(t, x)
}

// Requests for the same work share it; the last one that leaves ends it.
func TestFlights(t *testing.T) {
	var g flights
	begun, ended := make(chan bool), make(chan error, 1)
	work := func(ctx context.Context) (any, error) {
		close(begun)
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	}
	one, leaveOne := context.WithCancel(context.Background())
	two, leaveTwo := context.WithCancel(context.Background())
	done := make(chan error, 2)
	go func() { _, err := g.do(one, "k", work); done <- err }()
	<-begun
	go func() {
		_, err := g.do(two, "k", func(context.Context) (any, error) { return nil, errors.New("not shared") })
		done <- err
	}()
	for {
		g.mu.Lock()
		waiting := g.all["k"].waiting
		g.mu.Unlock()
		if waiting == 2 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	leaveOne()
	<-done
	select {
	case <-ended:
		t.Fatal("ended while one still waits")
	case <-time.After(30 * time.Millisecond):
	}
	leaveTwo()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	<-ended
}

// A server stops at once when its context ends, also with work under way.
func TestStop(t *testing.T) {
	x, err := New(Source{Name: "long.yaml", Text: []byte("model: core-periphery\nparameters: {mu: 0.4, sigma: 5, tau: 1.7}\ngeography: {ring: {regions: 40}}\ntrace: {parameter: tau, from: 0.2, to: 4}\n")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(x)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	go func() {
		r, _ := http.NewRequest("POST", s.URL(l)+"api/panel", strings.NewReader(`{"panel": "bifurcation", "seconds": 60}`))
		r.Header.Set("Content-Type", "application/json")
		if res, err := http.DefaultClient.Do(r); err == nil {
			res.Body.Close()
		}
	}()
	time.Sleep(200 * time.Millisecond)
	started := time.Now()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v; want that it was interrupted", err)
	}
	if d := time.Since(started); d > time.Second {
		t.Errorf("stopped after %v", d)
	}
}
