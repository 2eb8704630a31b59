package explore

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
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
	release := make(chan struct{})
	f, err := s.explorer.src.read(nil)
	if err != nil {
		t.Fatal(err)
	}
	key = taskKey(f, "solve")
	go func() { // hold the task that the answer waits for
		_, _ = s.explorer.flights.do(context.Background(), key, func(context.Context) (any, error) {
			<-release
			return nil, errors.New("held")
		})
	}()
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

// The bytes of every figure are those that geosolve writes when it is given the command line of the panel.
func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	bin := filepath.Join(t.TempDir(), "geosolve")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", bin, root+"/cmd/geosolve").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct{ file, body string }{
		{tomahawk, `{"panel": "figure-1", "set": {"sigma": "6"}}`},
		{tomahawk, `{"panel": "figure-1", "set": {"sigma": "6"}, "trace": {"parameter": "mu", "from": "0.1", "to": "0.7"}, "column": "real_wage"}`},
		{tomahawk, `{"panel": "wiggle", "set": {"farm_shares": "[0.55, 0.45]"}, "column": "payoff"}`},
		{"examples/three-regions/triangle.yaml", `{"panel": "figure-1", "set": {"T": "1.75"}}`},
		{"examples/three-regions/triangle.yaml", `{"panel": "bifurcation"}`},
		{"examples/racetrack-8/cascade.yaml", `{"panel": "ring", "equilibrium": 2}`},
		{"examples/pakistani-cities/agglomeration.yaml", `{"panel": "figure-1", "set": {"tau": "2"}}`},
		{"examples/sinos-valley/crisis.yaml", `{"panel": "figure-3", "set": {"joint_action.forms.VB.theta": "0.3"}}`},
	} {
		x := explorer(t, c.file)
		var q request
		if err := json.Unmarshal([]byte(c.body), &q); err != nil {
			t.Fatal(err)
		}
		q.Seconds = 60
		a, err := x.answer(context.Background(), &q)
		if err != nil || !a.OK {
			t.Errorf("%s: %+v, %v", c.body, a, err)
			continue
		}
		page, _ := x.pictures.get(a.Picture)
		composed, err := x.compose(&q)
		if err != nil {
			t.Fatal(err)
		}
		out := t.TempDir()
		args := []string{"plot", filepath.Join(root, c.file), "--out", out}
		if i := composed.panel.index; i >= 0 { // the file asks for another format
			composed.set = append(composed.set, "figures.1.file=a.svg", "figures.2.file=b.svg", "figures.3.file=c.svg")[:len(composed.set)+min(3, len(composed.file.Figures))]
		}
		for _, s := range append(x.src.Set, composed.set...) {
			args = append(args, "--set", s)
		}
		if msg, err := exec.Command(bin, args...).CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", args, err, msg)
			continue
		}
		name := composed.figure.File
		if i := composed.panel.index; i >= 0 {
			name = string(rune('a'+i)) + ".svg"
		}
		written, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(page, written) {
			t.Errorf("%s %s: the page shows %d bytes, geosolve plot writes %d, and they differ", c.file, c.body, len(page), len(written))
		}
	}
}

// What is exported means the same as what is shown: solving it gives the same, comments stay.
func TestExport(t *testing.T) {
	for _, c := range []struct {
		file    string
		set     setting
		comment string
	}{
		{tomahawk, setting{"sigma": "6", "T": "1.6", "farm_shares": "[0.55, 0.45]"}, "# T is used by solve; trace moves it"},
		{"examples/racetrack-8/cascade.yaml", setting{"mu": "0.35"}, "# Eight regions on a ring"},
		{"examples/sinos-valley/crisis.yaml", setting{"joint_action.forms.VB.theta": "0.3", "rest_of_world.world.wage": "0.9", "joint_action.regime": "cooperative"}, "# The 1990s: low-cost"},
		{"examples/external-economies/pooling.yaml", setting{"external_economies.pooling.shape": "3"}, "#"},
		{"examples/vertical-linkages/inequality.yaml", setting{"agriculture.eta": "0.9"}, "# Concave agriculture"},
	} {
		x := explorer(t, c.file)
		composed, err := x.compose(&request{Set: c.set})
		if err != nil {
			t.Fatal(err)
		}
		text, err := x.scenarioText(composed)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if !strings.Contains(string(text), c.comment) || !strings.HasPrefix(string(text), "# From "+filepath.Base(c.file)) {
			t.Errorf("%s: comments are lost:\n%s", c.file, text)
		}
		again, err := New(Source{Name: x.src.Name, Text: text}, Options{})
		if err != nil {
			t.Errorf("%s: %v\n%s", c.file, err, text)
			continue
		}
		f, err := again.src.read(nil)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.Canonical(), composed.file.Canonical()) {
			t.Errorf("%s: the export means something else:\n%s", c.file, text)
		}
	}
}

// A layout that cannot be changed in its place is written anew, and means the same.
func TestExportAnew(t *testing.T) {
	text := "model: core-periphery\nparameters:\n  mu: 0.4\n  sigma: 5\n  T: 1.7\n  farm_shares:\n    - 0.5\n    - 0.5\ngeography: {equidistant: {regions: 2}}\nsolve:\nfigures:\n  - {wiggle: {}, file: a.svg}\n"
	x, err := New(Source{Name: "-", Text: []byte(text)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := x.compose(&request{Set: setting{"farm_shares": "[0.6, 0.4]"}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := x.scenarioText(c)
	if err != nil {
		t.Fatal(err)
	}
	again, err := New(Source{Name: "a.yaml", Text: out}, Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := again.src.read(nil)
	if err != nil || !bytes.Equal(f.Canonical(), c.file.Canonical()) {
		t.Errorf("%v\n%s", err, out)
	}
}

// The archive holds the files that the scenario reads where the scenario looks for them.
func TestArchive(t *testing.T) {
	x := explorer(t, "examples/pakistani-cities/agglomeration.yaml")
	c, err := x.compose(&request{Set: setting{"tau": "2"}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := x.archive(c)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "agglomeration", "agglomeration.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(Source{Name: name, Text: text}, Options{}); err != nil {
		t.Error(err)
	}
}

// Every panel of every example shows something.
func TestExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("solves every example")
	}
	files, err := filepath.Glob(filepath.Join(root, "examples", "*", "*.yaml"))
	if err != nil || len(files) < 40 {
		t.Fatal(len(files), err)
	}
	patience := 1.0 // seconds
	if os.Getenv("GEOSOLVE_HEAVY") != "" {
		patience = 60
	}
	for _, file := range files {
		rel, _ := filepath.Rel(root, file)
		x := explorer(t, rel)
		d, err := x.describe(&request{})
		if err != nil || d.Problems != nil || len(d.Panels) == 0 || len(d.Overview) == 0 {
			t.Errorf("%s: %v %+v, %d panels", rel, err, d.Problems, len(d.Panels))
			continue
		}
		for _, p := range d.Panels {
			a, err := x.answer(context.Background(), &request{Panel: p.ID, Seconds: patience})
			switch {
			case err != nil:
				t.Errorf("%s %s: %v", rel, p.ID, err)
			case a.Late:
				t.Logf("%s %s: takes longer than %g s", rel, p.ID, patience)
			case !a.OK:
				t.Errorf("%s %s: %+v", rel, p.ID, a.Problems)
			}
		}
	}
}
