package explore

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/geosolve/geosolve/internal/consumer"
)

const root = "../.."

// browserPage is a headless Chromium of its own, with a page of the explorer open.
type browserPage struct {
	t   *testing.T
	ctx context.Context
	url string

	mu     sync.Mutex
	faults []string // errors on the console, requests that failed
}

// chromium is the program, "" where there is none.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// serve starts a server for a scenario of the repository.
func serve(t *testing.T, file string, set ...string) (*Server, string) {
	t.Helper()
	x := explorer(t, file, set...)
	l, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(x)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return s, s.URL(l)
}

// explorer explores a scenario of the repository.
func explorer(t *testing.T, file string, set ...string) *Explorer {
	t.Helper()
	name := filepath.Join(root, file)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(Source{Name: name, Text: text, Set: set}, Options{Version: "test", Budget: time.Minute}) // slow machines are not what is tested
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// open opens a page in a browser of its own. The test is skipped where there is no browser.
func open(t *testing.T, url string, width, height int64) *browserPage {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	program := chromium()
	if program == "" {
		program = consumer.Program(t, "chromium", "chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, leave := chromedp.NewContext(alloc)
	t.Cleanup(leave)
	place, _, _ := strings.Cut(url, "#")
	b := &browserPage{t: t, ctx: ctx, url: place}
	b.do(chromedp.EmulateViewport(width, height))
	b.watch()
	b.do(chromedp.Navigate(url))
	return b
}

func (b *browserPage) fault(format string, a ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, fmt.Sprintf(format, a...))
}

// watch notes every error on the console and every request that fails, except those that the page itself gives
// up for a newer one.
func (b *browserPage) watch() {
	messages := chromedp.Console(b.ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException() {
				b.fault("console %s: %s (%s)", m.Type, m.Text, m.URL)
			}
		}
	}()
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	if err := chromedp.Listen(b.ctx, func(ev any) {
		switch e := ev.(type) {
		case *network.EventLoadingFailed:
			if !e.Canceled && e.ErrorText != "net::ERR_ABORTED" {
				b.fault("request failed: %s", e.ErrorText)
			}
		case *network.EventResponseReceived:
			if e.Response.Status >= 400 {
				b.fault("%d for %s", e.Response.Status, e.Response.URL)
			}
			if !strings.HasPrefix(e.Response.URL, b.url) && !strings.HasPrefix(e.Response.URL, "blob:") {
				b.fault("a request to somewhere else: %s", e.Response.URL)
			}
		}
	}); err != nil {
		b.t.Fatal(err)
	}
}

// sound fails the test where anything was noted.
func (b *browserPage) sound() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.faults {
		b.t.Error(f)
	}
}

func (b *browserPage) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// eval is the value of an expression on the page.
func eval[T any](b *browserPage, expression string) T {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("(async () => JSON.stringify(("+expression+") ?? null))()", chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression holds on the page.
func (b *browserPage) until(what, expression string) {
	b.t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for !eval[bool](b, "Boolean("+expression+")") {
		if time.Now().After(deadline) {
			b.shot("failed")
			b.sound()
			b.t.Fatalf("waiting for %s: %s; the page says: %s", what, expression, eval[string](b, "document.body.innerText.slice(0, 1500)"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// settled waits until nothing is under way and every panel that is seen shows something.
func (b *browserPage) settled() {
	b.t.Helper()
	b.until("the page to settle", `document.body.dataset.busy === "false" && document.querySelectorAll(".card").length > 0 &&
		[...document.querySelectorAll(".card")].every((c) => c.dataset.shown || c.querySelector(".cover .message"))`)
}

// shot writes a picture of the page into the folder GEOSOLVE_SHOTS, where that is set.
func (b *browserPage) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("GEOSOLVE_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	file := strings.NewReplacer("/", "-", " ", "-").Replace(b.t.Name() + "-" + name + ".png")
	if err := os.WriteFile(filepath.Join(dir, file), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
